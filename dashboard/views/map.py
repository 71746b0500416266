"""Where: talks, quotes or mentions by place; itineraries with distances; capitals that met; the same as a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.charts.map import ARCS, arc_map, distances, itinerary_map, largest, place_map, size_of, year_map
from dashboard.charts.projection import best_zoom
from dashboard.lookups import capital_arcs
from dashboard.parts import cards, downloads, frame
from dashboard.parts.markup import Column, bdi, chart_text, esc, link, table
from dashboard.views.common import Page, go, hover, leads, more_rows, selected_talk, talk_row_short
from dashboard.words import number

MEASURES = ("talks", "quotes", "mentions")


def run(page: Page) -> None:
    """Draw the page."""
    view, data, w = page.view, page.data, page.view.words
    who = view.get("who")
    if who and data.known("actor", who):
        _itinerary(page, who)
        return
    measure = view.get("m", "talks")
    if measure == "arcs":
        _arcs(page)
        return
    places = data.place_counts(view.filters, measure).sort_values("n", ascending=False).reset_index(drop=True)
    if places.empty:
        frame.page_title(esc(w("map.title_none")))
        _choices(page, "wide")
        frame.empty(view, data)
        return
    if leads(list(places["n"])):
        title = w(f"map.title_{measure}", place=w.name(places.iloc[0]), n=w.count(int(places["n"].iloc[0]), measure))
    else:
        title = w("map.title_plain", n=w.count(int(places["n"].sum()), measure), places=w.count(len(places), "places"))
    frame.page_title(esc(title))
    zoom = view.get("zoom") or best_zoom(places)
    _choices(page, zoom)
    by_year = view.get("play") == "year" and measure == "talks"
    frame.figure_head(w.count(len(places), "places"), w("map.sub_years" if by_year else f"map.sub_{measure}"))
    shown = _labelled(page, places, measure)
    alt = w("map.alt", n=w.count(len(places), "places"), top=w.join([w.name(r) for r in places.head(3).to_dict("records")]))
    if by_year:
        figure = year_map(_years(page), page.colours, zoom=zoom, narrow=page.narrow, play=w("map.play"), pause=w("map.pause"))
        frame.plot(figure, view, key="map-years", alt=alt)
    else:
        st.html(_legend(page, measure, largest(places, zoom=zoom, narrow=page.narrow)))
        figure = place_map(shown, page.colours, zoom=zoom, narrow=page.narrow, selected=view.get("at") or None)
        frame.plot(figure, view, key=f"map-{measure}-{zoom}", alt=alt, on_select=go(page, at=None))
    unplaced = int(places["lat"].isna().sum())
    frame.figure_foot(
        "" if by_year else w("map.select"),
        w("map.joined"),
        w("map.unplaced", n=w.count(unplaced, "places")) if unplaced else "",
        w("map.source"),
        frame.source_line(view, data),
    )
    if view.get("at"):
        _at(page, view.get("at"), measure)
    selected_talk(page)
    _table(page, places, measure)
    if measure == "talks":
        downloads.bar(page, "places", name="map")
    else:
        downloads.bar(page, "", name=f"map-{measure}", frame=places)


def _legend(page: Page, measure: str, most: int) -> str:
    """What the size of a circle and a hollow one say."""
    w = page.view.words
    steps = sorted({1, max(1, round(most / 4)), most})
    marks = "".join(
        f'<span><i class="disc" style="inline-size:{size_of(n, most, page.narrow):.0f}px" aria-hidden="true"></i> {number(n)}</span>'
        for n in steps
    )
    hollow = '<span><i class="disc hollow" style="inline-size:14px" aria-hidden="true"></i> ' + esc(w("map.vague")) + "</span>"
    return f'<div class="legend"><span>{esc(w("table." + measure))}:</span>{marks}{hollow}</div>'


def _choices(page: Page, zoom: str) -> None:
    view, w = page.view, page.view.words
    groups: list[frame.Choice] = [
        ("m", w("map.measure"), [(m, w(f"map.{m}")) for m in (*MEASURES, "arcs")], "talks"),
        ("zoom", w("map.region"), [(z, w(f"map.zoom_{z}")) for z in ("fit", "syria", "mideast", "wide", "world")], zoom),
    ]
    if view.get("m", "talks") == "talks" and not view.get("who"):
        groups.append(("play", w("map.time"), [("", w("map.whole")), ("year", w("map.by_year"))], ""))
    frame.choices(view, *groups, after=_pick_actor(page))


def _pick_actor(page: Page) -> str:
    """Links to the itineraries of those who met most."""
    view, data, w = page.view, page.data, page.view.words
    actors = data.actor_counts(view.filters, limit=400)
    actors = actors[(actors["talks"] > 1)].sort_values("talks", ascending=False).head(8) if len(actors) else actors
    rows = [(r["actor_id"], w.name(r)) for r in actors.to_dict("records")]
    who = view.get("who")
    if who and who not in [key for key, _ in rows]:
        rows.insert(0, (who, data.name("actor", who, w)))
    links = "".join(frame.marked(link(view.href(who=key, at=None, talk=None, m=None), bdi(name)), key == who) for key, name in rows)
    back = link(view.href(who=None), esc(w("filters.all"))) if who else ""
    if not links:
        return ""
    return (
        f'<div class="choice" role="group" aria-label="{esc(w("map.itinerary"))}"><span class="lbl">'
        f"{esc(w('map.itinerary'))}</span>{back}{links}</div>"
    )


def _labelled(page: Page, places: pd.DataFrame, measure: str) -> pd.DataFrame:
    w = page.view.words
    records = places.to_dict("records")
    return places.assign(
        label=[chart_text(w.name(r)) for r in records],
        hover=[
            hover(
                f"<b>{chart_text(w.name(r))}</b>",
                chart_text(w.count(int(r["n"]), measure)),
                chart_text(w.term("where", _int(r["where_prec"]))),
            )
            for r in records
        ],
    )


def _int(value: object) -> int | None:
    return int(value) if isinstance(value, (int, float)) and value == value else None


def _years(page: Page) -> pd.DataFrame:
    """Talks per place and year."""
    points = page.data.talk_points(page.view.filters, 20_000).dropna(subset=["date_start", "place_id"])
    points = points.assign(year=pd.to_datetime(points["date_start"]).dt.year)
    counts = points.groupby(["year", "place_id"], as_index=False).agg(n=("talk_id", "size"))
    places = page.data.place_counts(page.view.filters, "talks").drop(columns="n")
    return _labelled(page, counts.merge(places, on="place_id"), "talks")


def _at(page: Page, place: str, measure: str) -> None:
    """What happened at the chosen place, newest first."""
    view, data, w = page.view, page.data, page.view.words
    if not data.known("place", place):
        st.html(f'<p class="note" role="status">{esc(w("filters.dropped", what=place))}</p>')
        return
    there = data.with_place(view.filters, place)
    name = data.name("place", place, w)
    if measure == "talks":
        rows = data.talks(there, sort="-date_start", limit=12, offset=0)
        body = "".join(talk_row_short(page, r, to="map") for r in rows.to_dict("records"))
        more = link(view.href("timeline", filters=there), esc(w("overview.all_talks")))
        inner = f'<ol class="plain">{body}</ol><p>{more}</p>'
    else:
        rows = data.quotes(data.about(view.filters, place), sort="-day", limit=6, offset=0)
        inner = "".join(cards.quote_block(r, view, data) for r in rows.to_dict("records"))
        inner += (
            "<p>"
            + link(
                view.href("quotes", filters=data.about(view.filters, place)),
                esc(w("quotes.title_none" if rows.empty else "map.see_quotes")),
            )
            + "</p>"
        )
    close = link(view.href(at=None), esc(w("card.close")), cls="btn small")
    st.html(
        f'<section class="card" id="at-card" aria-label="{esc(w("map.at", place=name))}"><h3>'
        f'{esc(w("map.at", place=name))}</h3>{inner}<div class="row">{close}</div></section>'
    )


def _table(page: Page, places: pd.DataFrame, measure: str) -> None:
    view, data, w = page.view, page.data, page.view.words
    rows = [
        [
            link(view.href(at=r["place_id"]), bdi(w.name(r))),
            bdi(data.country(r["country"], w)),
            esc(w.term("place_kind", r["kind"])),
            esc(w.term("where", _int(r["where_prec"]))),
            number(r["n"]),
        ]
        for r in places.head(300).to_dict("records")
    ]
    columns = [
        Column(w("table.place")),
        Column(w("table.country")),
        Column(w("table.kind")),
        Column(w("table.precision")),
        Column(w(f"table.{measure}"), "num"),
    ]
    frame.figure_head(w("map.table"))
    st.html(more_rows(columns, rows, page, label=w("map.table")))


def _itinerary(page: Page, who: str) -> None:
    view, data, w = page.view, page.data, page.view.words
    stops, vague = _stops(page, who)
    name = data.name("actor", who, w)
    if stops.empty:
        frame.page_title(esc(name))
        _choices(page, "wide")
        st.html(f'<p class="note">{esc(w("map.itinerary_none"))}</p>')
        return
    legs = distances(stops)
    title = w(
        "map.itinerary_title",
        who=name,
        n=w.count(len(stops), "talks"),
        places=w.count(stops["place_id"].nunique(), "places"),
        km=number(round(sum(legs))),
    )
    frame.page_title(esc(title))
    zoom = view.get("zoom", "fit")
    _choices(page, zoom)
    frame.figure_head(w("map.itinerary") + ": " + name, w("map.itinerary_sub"))
    records = stops.to_dict("records")
    stops = stops.assign(label=[chart_text(w.name(r)) for r in records], hover="")
    frame.plot(itinerary_map(stops, page.colours, zoom=zoom, narrow=page.narrow), view, key=f"itinerary-{zoom}", alt=title)
    left_out = w("map.itinerary_vague", n=w.count(vague, "talks")) if vague else ""
    frame.figure_foot(left_out, w("map.source"), frame.source_line(view, data))
    selected_talk(page)
    rows = [
        [str(i + 1), link(view.href(talk=r["talk_id"]), esc(w.days(r["date_start"], r["date_end"]))), bdi(w.name(r)),
         esc(w.term("kind", r["kind"])),
         cards.status_mark(r["status"], w, page.colours), number(round(legs[i - 1])) if i else "–"]
        for i, r in enumerate(records)
    ]  # fmt: skip
    columns = [
        Column(w("table.leg"), "num"),
        Column(w("table.date"), "nowrap"),
        Column(w("table.place")),
        Column(w("table.kind")),
        Column(w("table.status")),
        Column(w("table.km"), "num"),
    ]
    st.html(table(columns, rows, label=w("map.itinerary"), cls="cards"))
    downloads.bar(page, "", name="itinerary", frame=stops.drop(columns=["label", "hover"]))


def _stops(page: Page, who: str) -> tuple[pd.DataFrame, int]:
    """The actor's placed talks in order, and how many are left out because only a region or country is known of them."""
    stops = page.data.itinerary(who, page.view.filters)
    precision = dict(page.data.ask("rows", "SELECT place_id, where_prec FROM places", ()))
    exact = stops["lat"].notna() & stops["place_id"].map(lambda place: (precision.get(place) or 1) < 4).astype(bool)
    return stops[exact].reset_index(drop=True), int((~exact).sum())


def _arcs(page: Page) -> None:
    view, data, w = page.view, page.data, page.view.words
    arcs = capital_arcs(data, view.filters)
    zoom = view.get("zoom", "fit")
    if arcs.empty:
        frame.page_title(esc(w("map.title_none")))
        _choices(page, zoom)
        frame.empty(view, data)
        return
    records = arcs.sort_values("n", ascending=False).to_dict("records")
    top = records[0]
    if leads([r["n"] for r in records]):
        title = w("actors.title", a=w.name(top, "a"), b=w.name(top, "b"), n=w.count(int(top["n"]), "meetings"))
    else:
        title = w("map.arcs")
    frame.page_title(esc(title))
    _choices(page, zoom)
    frame.figure_head(w("map.arcs"), w("map.arcs_sub") + (" " + w("map.arcs_cut", n=number(ARCS)) if len(records) > ARCS else ""))
    labelled = pd.DataFrame(records).assign(
        a_label=[chart_text(w.name(r, "acap")) for r in records], b_label=[chart_text(w.name(r, "bcap")) for r in records]
    )
    frame.plot(arc_map(labelled, page.colours, zoom=zoom, narrow=page.narrow), view, key=f"arcs-{zoom}", alt=w("map.arcs_sub"))
    frame.figure_foot(w("map.source"), frame.source_line(view, data))
    rows = [[*(_state(page, r, e) for e in "ab"), _together(page, r)] for r in records]
    columns = [Column(w("table.state")), Column(w("table.state")), Column(w("table.talks"), "num")]
    frame.figure_head(w("map.table"), w("map.arcs_table"))
    st.html(more_rows(columns, rows, page, label=w("map.arcs"), cls="cards pair"))
    downloads.bar(page, "", name="capitals", frame=arcs)


def _state(page: Page, row: dict[str, object], end: str) -> str:
    return link(page.view.href("actors", who=row[end]), bdi(page.view.words.name(row, end)))


def _together(page: Page, row: dict[str, object]) -> str:
    """How many talks, linked to what both took part in."""
    w = page.view.words
    label = w("actors.compare_title", a=w.name(row, "a"), b=w.name(row, "b"))
    return link(page.view.href("actors", who=row["a"], vs=row["b"]), number(row["n"]), label=f"{label}: {number(row['n'])}")
