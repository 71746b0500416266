"""Talks in time, in lanes by track, actor or place; the chosen talk's card; the same rows as a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.charts.theme import STATUSES, status_style, symbol
from dashboard.charts.timeline import Lane, timeline_figure
from dashboard.parts import cards, downloads, frame
from dashboard.parts.markup import chart_text, esc
from dashboard.views.common import Page, go, hover, leads, selected_talk, talks_table

LIMIT = 2000
LANES = 9
NONE, OTHERS = "~none", "~others"


def run(page: Page) -> None:
    """Draw the page."""
    view, data, w = page.view, page.data, page.view.words
    by = view.get("by", "track")
    total = data.count("talks", view.filters)
    points = data.talks(view.filters, sort="-date_start", limit=LIMIT, offset=0)
    if total == 0:
        frame.page_title(esc(w("timeline.title_none")))
        selected_talk(page)
        frame.empty(view, data)
        return
    rows, lanes, top = _lanes(page, points, by)
    frame.page_title(esc(top))
    frame.choices(view, ("by", w("timeline.lane"), [(k, w(f"timeline.lane_{k}")) for k in ("track", "actor", "place")], "track"))
    frame.years(view, data)
    dated = rows.dropna(subset=["date_start"])
    frame.figure_head(w.count(total, "talks"), w("timeline.sub"))
    st.html(_legend(page))
    if len(dated):
        figure = timeline_figure(
            with_hover(page, dated),
            lanes,
            page.colours,
            documented=_documented(page, by, lanes),
            rtl=view.lang == "ar",
            selected=view.get("talk") or None,
            narrow=page.narrow,
        )
        alt = w("timeline.alt", n=w.count(total, "talks"), first=w.day(dated["date_start"].min()), last=w.day(dated["date_end"].max()))
        frame.plot(figure, view, key=f"timeline-{by}", alt=alt, on_select=go(page, talk=None))
    undated = total - int(points["date_start"].notna().sum()) if total <= LIMIT else 0
    frame.figure_foot(
        w("timeline.select"),
        w("timeline.zoom"),
        w("timeline.undated", n=w.count(undated, "talks")) if undated else "",
        w("timeline.cut", n=w.count(LIMIT, "talks")) if total > LIMIT else "",
        frame.source_line(view, data),
    )
    selected_talk(page)
    frame.figure_head(w("timeline.table"), w("timeline.table_sub"))
    talks_table(page)
    downloads.bar(page, "talks", name="timeline")


def _lanes(page: Page, points: pd.DataFrame, by: str) -> tuple[pd.DataFrame, list[Lane], str]:
    """The points with a ``lane`` each, the lanes in order of size, and the page's title."""
    data, w = page.data, page.view.words
    rows = points.copy()
    if by == "actor":
        rows["lane"] = [ids or [NONE] for ids in data.participants(rows)]
        rows = rows.explode("lane")
    else:
        rows["lane"] = rows["track" if by == "track" else "place_id"]
    rows["lane"] = rows["lane"].fillna(NONE)
    sizes = rows[rows["lane"] != NONE]["lane"].value_counts(sort=True)
    shown = list(sizes.index[:LANES])
    if len(sizes) > LANES and by != "actor":
        rows.loc[~rows["lane"].isin([*shown, NONE]), "lane"] = OTHERS
    else:
        rows = rows[rows["lane"].isin([*shown, NONE])]
    entity = {"track": "track", "actor": "actor", "place": "place"}[by]
    lanes = [Lane(k, chart_text(data.name(entity, k, w))) for k in shown]
    present = set(rows["lane"])
    if OTHERS in present:
        lanes.append(Lane(OTHERS, w("timeline.others")))
    if NONE in present and by != "actor":
        lanes.append(Lane(NONE, w({"track": "timeline.no_lane", "place": "timeline.no_lane_place"}[by])))
    elif NONE in present:
        lanes.append(Lane(NONE, w("timeline.no_lane_actor")))
    if not leads(list(sizes)):
        span = _span(page, points.dropna(subset=["date_start"]))
        return rows, lanes, w("timeline.title_plain", n=w.count(data.count("talks", page.view.filters), "talks"), days=span)
    first = data.name(entity, shown[0], w)
    key = {"track": "track", "actor": "who", "place": "place"}[by]
    return rows, lanes, w(f"timeline.title_{by}", n=w.count(int(sizes.iloc[0]), "talks"), **{key: first})


def _span(page: Page, dated: pd.DataFrame) -> str:
    """From the first to the last day of dated talks: as days within a year, as years beyond."""
    if dated.empty:
        return page.view.words("unknown_day")
    first, last = pd.Timestamp(dated["date_start"].min()), pd.Timestamp(dated["date_end"].max())
    return page.view.words.days(first, last) if first.year == last.year else f"{first.year}–{last.year}"


def with_hover(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Talks with the text of their hover boxes."""
    w = page.view.words
    out = rows.copy()
    out["hover"] = [
        hover(
            f"<b>{chart_text(w.days(r.date_start, r.date_end))}</b>",
            chart_text(f"{w.term('kind', r.kind)}{w('sep.dot')}{w.term('status', r.status)}"),
            chart_text(w.join(page.data.participant_names(r, w), most=4)),
            chart_text(page.data.name("place", r.place_id, w)) if isinstance(r.place_id, str) else "",
            chart_text(w.count(int(r.n_reports), "reports")),
        )
        for r in out.itertuples()
    ]
    return out


def _documented(page: Page, by: str, lanes: list[Lane]) -> pd.DataFrame:
    """Rounds that public sources document, where their lane is drawn."""
    known = page.data.documented(page.view.filters)
    if known.empty or by == "actor":
        return pd.DataFrame()
    w = page.view.words
    known = known.assign(lane=known["track" if by == "track" else "place_id"])
    known = known[known["lane"].isin([lane.key for lane in lanes])]
    return known.assign(
        hover=[
            hover(f"<b>{chart_text(w.name(r))}</b>", chart_text(w.days(r["date_start"], r["date_end"])), w("timeline.legend_documented"))
            for r in known.to_dict("records")
        ]
    )


def _legend(page: Page) -> str:
    w = page.view.words
    marks = "".join(f"<span>{cards.status_mark(s, w, page.colours)}</span>" for s in STATUSES)
    colour, shape = status_style("held", page.colours)
    hollow = f'<span class="status">{symbol(colour, shape, hollow=True)}{esc(w("timeline.legend_inferred"))}</span>'
    grey = f'<span class="status">{symbol(page.colours.rule, "square")}{esc(w("timeline.legend_documented"))}</span>'
    return f'<div class="legend">{marks}{hollow}{grey}</div>'
