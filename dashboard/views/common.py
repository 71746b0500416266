"""What several pages show alike: the table of talks, the selected talk, downloads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.charts.theme import Shade
from dashboard.data import Data
from dashboard.parts import cards, frame
from dashboard.parts.markup import Column, bdi, esc, link, table
from dashboard.state import View

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is given: its view, the data, the colours of the reader's shade, whether the window is a phone's."""

    view: View
    data: Data
    colours: Shade
    narrow: bool = False


def sort_columns(view: View, columns: Sequence[tuple[str, str, str | None]], default: str) -> list[Column]:
    """Columns ``(label key, class, sortable column or None)`` with links that sort."""
    w = view.words
    now = view.get("sort", default)
    out = []
    for key, cls, field in columns:
        if field is None:
            out.append(Column(w(key), cls))
            continue
        order = {field: "asc", f"-{field}": "desc"}.get(now, "")
        to = f"-{field}" if order == "asc" or not order else field
        out.append(Column(w(key), cls, view.href(sort=to, p=None), order))
    return out


def more_rows(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], page: Page, *, label: str, first: int = 20, cls: str = "cards"
) -> str:
    """A table of which all but the first rows are folded away."""
    w = page.view.words
    if len(rows) <= first + 5:
        return table(columns, rows, label=label, cls=cls)
    rest = table(columns, rows[first:], label=f"{label} ({first + 1}–{len(rows)})", cls=cls)
    return (
        table(columns, rows[:first], label=label, cls=cls)
        + f'<details class="more"><summary>{esc(w("page.rest", n=w.count(len(rows) - first, "rows")))}</summary>{rest}</details>'
    )


def talks_table(page: Page, *, sortable: bool = True) -> None:
    """The talks in force, paged, each row linked to its card."""
    view, data, w = page.view, page.data, page.view.words
    total = data.count("talks", view.filters)
    offset, links = frame.pager(view, total, PAGE_SIZE)
    sort = view.get("sort", "-date_start")
    sort = sort if sort.lstrip("-") in ("date_start", "kind", "status", "place_id", "track", "n_reports") else "-date_start"
    rows = data.talks(view.filters, sort=sort, limit=PAGE_SIZE, offset=offset)
    fields = [
        ("table.date", "nowrap", "date_start"), ("table.kind", "", "kind"), ("table.who", "wide", None), ("table.where", "", "place_id"),
        ("table.track", "", "track"), ("table.status", "", "status"), ("table.reports", "num", "n_reports"),
    ]  # fmt: skip
    columns = sort_columns(view, fields, "-date_start") if sortable else [Column(w(k), c) for k, c, _ in fields]
    st.html(table(columns, [talk_cells(page, row) for row in rows.to_dict("records")], label=w("timeline.table"), cls="cards") + links)


def talk_cells(page: Page, row: dict[str, Any]) -> list[str]:
    """A talk as the cells of the table."""
    view, data, w = page.view, page.data, page.view.words
    name = cards.talk_title(row, view, data)
    day = link(
        view.href(talk=row["talk_id"]),
        esc(w.days(row["date_start"], row["date_end"])),
        label=f"{w.days(row['date_start'], row['date_end'])} {name}",
    )
    return [
        day,
        esc(w.term("kind", row["kind"])),
        cards.people(row["participants"], view, data, most=6),
        bdi(data.name("place", row["place_id"], w)) if isinstance(row["place_id"], str) else "–",
        bdi(data.name("track", row["track"], w)) if isinstance(row["track"], str) else "–",
        cards.status_mark(row["status"], w, page.colours, inferred=row["days_basis"] != "stated"),
        esc(f"{int(row['n_reports']):,}"),
    ]


def talk_row_short(page: Page, row: dict[str, Any], *, to: str = "timeline") -> str:
    """A talk as a line of a list."""
    view, data, w = page.view, page.data, page.view.words
    where = f"{esc(w('sep.dot'))}{bdi(data.name('place', row['place_id'], w))}" if isinstance(row["place_id"], str) else ""
    return (
        f'<li class="item"><p>{link(view.href(to, talk=row["talk_id"]), bdi(cards.talk_title(row, view, data)))}</p>'
        f'<p class="by">{bdi(w.days(row["date_start"], row["date_end"]))}{where}{esc(w("sep.dot"))}'
        f"{cards.status_mark(row['status'], w, page.colours, inferred=row['days_basis'] != 'stated')}{esc(w('sep.dot'))}"
        f"{esc(w.count(int(row['n_reports']), 'reports'))}</p></li>"
    )


def selected_talk(page: Page) -> None:
    """The card of the talk named in the URL."""
    chosen = page.view.get("talk")
    if chosen:
        st.html(cards.talk_card(chosen, page.view, page.data, page.colours))


def go(page: Page, **extra: Any) -> Callable[[str], None]:
    """A chart's ``on_select`` that writes the selected id into the URL under the one key of ``extra``."""
    (key,) = extra or {"talk": None}

    def choose(value: str) -> None:
        st.query_params.from_dict(page.view.to(**{key: value}).query())

    return choose


def hover(*lines: Any) -> str:
    """Lines of a hover box out of ready chart text."""
    return "<br>".join(str(line) for line in lines if line)


def leads(counts: Sequence[float]) -> bool:
    """Whether the first of ``counts`` (largest first) may be called the most: more than one, and more than the next."""
    return len(counts) > 0 and counts[0] > 1 and (len(counts) == 1 or counts[0] > counts[1])


def frame_or_empty(page: Page, frame_: pd.DataFrame) -> bool:
    """Whether there is something to show; shows what to do otherwise."""
    if len(frame_):
        return True
    frame.empty(page.view, page.data)
    return False
