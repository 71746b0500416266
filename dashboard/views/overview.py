"""What the corpus covers, the newest and the most reported talks, who and where most, coverage by outlet and month."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.charts.months import months_figure
from dashboard.charts.theme import SERIES, symbol
from dashboard.parts import downloads, frame
from dashboard.parts.markup import Column, bars, bdi, chart_text, esc, link, table
from dashboard.views.common import Page, talk_row_short
from dashboard.words import as_date, number

LISTED = 6
"""Talks in each of the two lists."""


def run(page: Page) -> None:
    """Draw the page."""
    view, data, w = page.view, page.data, page.view.words
    facts = data.overview(view.filters)
    if not facts["documents"]:
        frame.page_title(esc(w("overview.title_none")))
        frame.empty(view, data)
        return
    title = w(
        "overview.title",
        docs=w.count(facts["documents"], "documents"),
        outlets=w.count(facts["outlets"], "outlets") if facts["outlets"] else w("overview.no_outlets"),
        first=_month(page, facts["first_day"]),
        last=_month(page, facts["last_day"]),
    )
    lead = w(
        "overview.lead",
        talks=w.count(facts["talks"], "talks"),
        quotes=w.count(facts["quotes"], "quotes"),
        attributed=number(facts["attributed_quotes"]),
    )
    frame.page_title(esc(title), esc(lead))
    stats = "".join(
        f"<li><b>{number(facts[key])}</b><span>{esc(w('overview.stat_' + label))}</span></li>"
        for key, label in (("documents", "docs"), ("talks", "talks"), ("quotes", "quotes"), ("actors", "actors"), ("places", "places"))
    )
    st.html(f'<ul class="stats">{stats}</ul>')
    _talk_lists(page)
    _rankings(page)
    _coverage(page)
    if facts["undated_talks"]:
        st.html(f'<p class="foot">{esc(w("overview.undated", n=w.count(facts["undated_talks"], "talks")))}</p>')
    downloads.bar(page, "talks", name="overview")


def _month(page: Page, day: object) -> str:
    found = as_date(day)
    return page.view.words("unknown_day") if found is None else f"{page.view.words.month(found.month)} {found.year}"


def _talk_lists(page: Page) -> None:
    view, data, w = page.view, page.data, page.view.words
    newest = data.talks(view.filters, sort="-date_start", limit=LISTED, offset=0)
    most = data.talks(view.filters, sort="-n_reports", limit=LISTED, offset=0)
    most = most[most["n_reports"] > 1]
    if newest.empty:
        return
    rest = w("overview.most_sub" if len(most) == LISTED else "overview.most_rest")
    second = _talk_list(page, w("overview.most"), rest, most) if len(most) else ""
    if len(most) < LISTED - 1:  # few talks here have a second report: the earliest fill the column
        earliest = data.talks(view.filters, sort="date_start", limit=LISTED - len(most), offset=0)
        second += _talk_list(page, w("overview.earliest"), "" if len(most) else w("overview.most_none"), earliest)
    lists = f"<div>{_talk_list(page, w('overview.newest'), '', newest)}</div><div>{second}</div>"
    st.html(f'<div class="two">{lists}</div><p>{link(view.href("timeline"), esc(w("overview.all_talks")))}</p>')


def _talk_list(page: Page, heading: str, sub: str, rows: pd.DataFrame) -> str:
    items = "".join(talk_row_short(page, row) for row in rows.to_dict("records"))
    note = f'<p class="sub">{esc(sub)}</p>' if sub else ""
    return f'<section class="fig"><h2>{esc(heading)}</h2>{note}<ol class="plain">{items}</ol></section>'


def _rankings(page: Page) -> None:
    view, data, w = page.view, page.data, page.view.words
    actors = data.actor_counts(view.filters, limit=400)
    actors = actors[actors["talks"] > 0].sort_values("talks", ascending=False).head(10) if len(actors) else actors
    places = data.place_counts(view.filters, "talks").sort_values("n", ascending=False).head(10)
    blocks = []
    for heading, sub, frame_, page_name, key, id_column, value in (
        (w("overview.actors"), w("overview.actors_sub"), actors, "actors", "who", "actor_id", "talks"),
        (w("overview.places"), w("overview.places_sub"), places, "map", "at", "place_id", "n"),
    ):
        rows = [
            (link(view.href(page_name, **{key: r[id_column]}), bdi(w.name(r))), float(r[value]), number(r[value]))
            for r in frame_.to_dict("records")
        ]
        if rows:
            blocks.append(f'<section class="fig"><h2>{esc(heading)}</h2><p class="sub">{esc(sub)}</p>{bars(rows, label=heading)}</section>')
    st.html(f'<div class="two">{"".join(blocks)}</div>')


def _coverage(page: Page) -> None:
    view, data, w = page.view, page.data, page.view.words
    coverage = data.coverage(view.filters)
    coverage = coverage.dropna(subset=["month"])
    if coverage.empty:
        return
    nameless = coverage["outlet"].isna()
    coverage.loc[nameless, "outlet"] = "~none"
    coverage.loc[nameless, ["name_ar", "name_en"]] = w("card.no_outlet")
    names = coverage.groupby("outlet")["documents"].sum().sort_values(ascending=False)
    shown = list(names.index[: len(SERIES) - 1])
    label = {r["outlet"]: w.name(r) for r in coverage.drop_duplicates("outlet").to_dict("records")}
    counts = (
        coverage.assign(series=coverage["outlet"].where(coverage["outlet"].isin(shown), "~others"))
        .groupby(["month", "series"], as_index=False)["documents"]
        .sum()
        .rename(columns={"documents": "n"})
    )
    by_month = counts.groupby("month")["n"].sum()
    series = [(key, chart_text(label[key])) for key in shown] + ([("~others", w("timeline.others"))] if len(names) > len(shown) else [])
    frame.figure_head(w("overview.coverage_title", month=_month(page, by_month.idxmax())), w("overview.coverage_sub"))
    legend = "".join(
        f"<span>{symbol(page.colours.hues[SERIES[min(i, len(SERIES) - 1)]], 'square')} {bdi(label.get(key, text))}</span>"
        for i, (key, text) in enumerate(series)
    )
    st.html(f'<div class="legend">{legend}</div>')
    figure = months_figure(counts, series, page.colours, rtl=view.lang == "ar")
    frame.plot(figure, view, key="coverage", alt=w("overview.coverage_sub"))
    frame.figure_foot(w("chart.unit_docs") + ".", frame.source_line(view, data))
    rows = [
        [esc(_month(page, r["month"])), bdi(w.name(r)), number(r["documents"]), number(r["talks"]), number(r["quotes"])]
        for r in coverage.sort_values(["month", "documents"], ascending=[False, False]).head(200).to_dict("records")
    ]
    columns = [
        Column(w("table.month"), "nowrap"),
        Column(w("table.outlet")),
        Column(w("table.article"), "num"),
        Column(w("table.talks"), "num"),
        Column(w("table.quotes"), "num"),
    ]
    st.html(f'<details class="more"><summary>{esc(w("map.table"))}</summary>{table(columns, rows, label=w("overview.coverage"))}</details>')
