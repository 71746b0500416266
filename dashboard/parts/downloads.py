"""Files of exactly what is shown. The formats are made by ``core.store``; they are made when asked for, not before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from core.store import formats
from core.store.exports import FORMATS, export_bytes
from core.store.filters import Filters
from dashboard.parts.markup import esc

LABELS = {
    "csv": "csv",
    "xlsx": "xlsx",
    "geojson": "geojson",
    "gexf": "gexf",
    "graphml": "graphml",
    "json": "timelinejs",
    "ics": "ics",
    "zip": "zip",
}
OFFERED: dict[str, tuple[str, ...]] = {
    "talks": ("csv", "xlsx", "ics", "json", "geojson", "zip"),
    "quotes": ("csv", "xlsx", "zip"),
    "places": ("csv", "xlsx", "geojson"),
    "documents": ("csv", "xlsx", "zip"),
    "network": ("gexf", "graphml"),
}
"""What is shown → the formats it comes in, the plainest first."""


def bar(page: Any, subject: str, *, name: str, frame: pd.DataFrame | None = None, filters: Filters | None = None) -> None:
    """The buttons for ``subject`` under the filters in force; ``frame`` is offered as tables just as it is shown."""
    w, data, lang = page.view.words, page.data, page.view.lang
    asked = page.view.filters if filters is None else filters
    files: list[tuple[str, Callable[[], bytes]]] = []
    if frame is not None:
        shown = frame
        files += [("csv", lambda: formats.to_csv(shown)), ("xlsx", lambda: formats.to_xlsx(shown, lang=lang, sheet=name))]
        rows = len(frame)
    else:
        rows = data.rows_of(subject, asked)
    for form in OFFERED.get(subject, ()):
        if frame is not None and subject == "network":
            files.append((form, _graph(data, asked, frame, form, directed=page.view.get("m") == "quotes")))
        else:
            files.append((form, _maker(data.store, asked, subject, form, lang)))
    st.html(
        f'<section class="fig downloads"><h2>{esc(w("download.title"))}</h2>'
        f'<p class="sub">{esc(w("download.note", rows=w.count(rows, "rows")))}</p></section>'
    )
    with st.container(horizontal=True, gap="small", key=f"downloads-{name}"):
        for form, make in files:
            st.download_button(
                w(f"download.{LABELS[form]}"),
                data=make,
                file_name=f"masarat-{name}.{form}",
                mime=FORMATS[form],
                on_click="ignore",
                key=f"download-{name}-{form}",
            )


def _graph(data: Any, filters: Filters, edges: pd.DataFrame, form: str, *, directed: bool) -> Callable[[], bytes]:
    """The ties as they are shown, with all their actors."""
    return lambda: formats.to_graph(data.actor_counts(filters, limit=20_000), edges, form, directed=directed)


def _maker(store: Any, filters: Filters, what: str, form: str, lang: str) -> Callable[[], bytes]:
    return lambda: export_bytes(store, filters, what, form, lang=lang)  # type: ignore[arg-type]
