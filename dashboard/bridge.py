"""The one small script of the pages (``static/bridge.js``): document language, navigation without reload, copying."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.state import View

_HERE = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the script says: the address the reader asked for by a link or form (once), what a form with files sent (once), whether the
    window is narrow, and the shade the reader chose (``None``: that of the system)."""

    address: str | None
    job: dict[str, Any] | None
    narrow: bool
    shade: str | None


def mount(view: View, *, title: str, focus: str | None, shade: str, narrow: bool) -> Answer:
    """Run the script for ``view``, drawn in ``shade``."""
    bridge = st.components.v2.component("masarat_bridge", js=(_HERE / "bridge.js").read_text(encoding="utf-8"))
    words = view.words
    data: dict[str, Any] = {
        "lang": view.lang,
        "dir": words.dir,
        "page": view.page,
        "title": title,
        "focus": focus,
        "shade": shade,
        "narrow": narrow,
    }
    result = bridge(
        data=data, key="bridge", on_go_change=_nothing, on_job_change=_nothing, on_narrow_change=_nothing, on_shade_change=_nothing
    )
    address, job, chosen = getattr(result, "go", None), getattr(result, "job", None), getattr(result, "shade", None)
    return Answer(
        address if isinstance(address, str) and len(address) < 8000 else None,
        dict(job) if isinstance(job, dict) else None,
        bool(getattr(result, "narrow", narrow)),
        chosen if chosen in ("light", "dark") else None,
    )


def _nothing() -> None:
    """Streamlit wants a callback for every value a component may send."""


def style() -> None:
    """The style sheet of every page."""
    st.html(_HERE / "style.css")
