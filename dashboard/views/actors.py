"""Who meets whom and who speaks of whom: network, matrix, table; a profile of one actor, two side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.charts.months import months_figure
from dashboard.charts.network import matrix_figure, network_figure
from dashboard.charts.theme import SERIES, SIDES, side_style, symbol
from dashboard.parts import cards, downloads, frame
from dashboard.parts.markup import Column, arabic, bars, bdi, chart_text, esc, link, outside, table
from dashboard.state import whole_day
from dashboard.views.common import Page, go, hover, selected_talk, talk_row_short
from dashboard.words import number

NODES, NODES_NARROW = 70, 32
"""Actors drawn on a desk and on a phone; the table and the downloads have them all."""
MATRIX, MATRIX_NARROW = 22, 10


def run(page: Page) -> None:
    """Draw the page."""
    view, data, w = page.view, page.data, page.view.words
    measure = view.get("m", "talks")
    measure = measure if measure in ("talks", "quotes") else "talks"
    least = int(view.get("min", "1"))
    edges = data.actor_edges(view.filters, measure, least)
    who = view.get("who")
    profiled = bool(who) and data.known("actor", who)
    if profiled:
        _profile(page, who)
    if who and not profiled:
        st.html(f'<p class="note" role="status">{esc(w("actors.not_found"))}</p>')
    _map(page, edges, measure, least, main=not profiled)


def _map(page: Page, edges: pd.DataFrame, measure: str, least: int, *, main: bool) -> None:
    view, data, w = page.view, page.data, page.view.words
    if edges.empty:
        if main:
            frame.page_title(esc(w("actors.title_none")))
        _choices(page)
        frame.empty(view, data)
        return
    edges = edges.sort_values(["weight", "source", "target"], ascending=[False, True, True]).reset_index(drop=True)
    top = edges.iloc[0]
    a, b = data.name("actor", top["source"], w), data.name("actor", top["target"], w)
    title = (
        w("actors.title", a=a, b=b, n=w.count(int(top["weight"]), "meetings"))
        if measure == "talks"
        else w("actors.title_quotes", a=a, b=b, n=w.count(int(top["weight"]), "quotes"))
    )
    if main:
        frame.page_title(esc(title))
    _choices(page)
    nodes = _nodes(page, edges, measure)
    frame.figure_head(w.count(len(nodes), "actors") if main else title, w(f"actors.sub_{measure}"))
    st.html(_legend(page, nodes))
    best = w.join([data.name("actor", i, w) for i in nodes["actor_id"].head(3)])
    if view.get("v", "network") == "matrix":
        figure = matrix_figure(
            nodes.head(10 if page.narrow else MATRIX), edges, page.colours, rtl=view.lang == "ar", directed=measure == "quotes"
        )
        frame.plot(figure, view, key=f"matrix-{measure}", alt=w("actors.alt_matrix", n=w.count(min(len(nodes), MATRIX), "actors")))
    else:
        kept = set(nodes["actor_id"].head(NODES))
        part = edges[edges["source"].isin(kept) & edges["target"].isin(kept)]
        figure = network_figure(nodes.head(NODES), part, page.colours, selected=view.get("who") or None, narrow=page.narrow)
        frame.plot(
            figure,
            view,
            key=f"network-{measure}-{least}",
            alt=w("actors.alt", n=w.count(len(nodes), "actors"), top=best),
            on_select=go(page, who=None),
        )
    frame.figure_foot(w("actors.select"), frame.source_line(view, data))
    _edge_table(page, edges, measure)
    downloads.bar(page, "network", name="network", frame=data.named_edges(edges, view.lang))


def _choices(page: Page) -> None:
    view, w = page.view, page.view.words
    frame.choices(
        view,
        ("m", w("actors.measure"), [(m, w(f"actors.{m}")) for m in ("talks", "quotes")], "talks"),
        ("v", w("actors.view"), [(v, w(f"actors.{v}")) for v in ("network", "matrix")], "network"),
        ("min", w("actors.min"), [(n, n) for n in ("1", "2", "3", "5", "10")], "1"),
    )


def _nodes(page: Page, edges: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Every actor of the ties with its weight, heaviest first."""
    data, w = page.data, page.view.words
    weight = pd.concat(
        [
            edges[["source", "weight"]].set_axis(["actor_id", "weight"], axis=1),
            edges[["target", "weight"]].set_axis(["actor_id", "weight"], axis=1),
        ]
    )
    nodes = (
        weight.groupby("actor_id", as_index=False)["weight"]
        .sum()
        .sort_values(["weight", "actor_id"], ascending=[False, True])
        .reset_index(drop=True)
    )
    names = [data.name("actor", i, w) for i in nodes["actor_id"]]
    sides = [data.side_of(i) for i in nodes["actor_id"]]
    return nodes.assign(
        label=[chart_text(n) for n in names],
        side=sides,
        hover=[
            hover(f"<b>{chart_text(n)}</b>", chart_text(data.name("side", s, w)) if s else "", chart_text(w.count(int(k), measure)))
            for n, s, k in zip(names, sides, nodes["weight"], strict=True)
        ],
    )


def _legend(page: Page, nodes: pd.DataFrame) -> str:
    w = page.view.words
    present = [s for s in SIDES if s in set(nodes["side"].dropna())]
    items = "".join(f"<span>{symbol(*side_style(s, page.colours))} {bdi(page.data.name('side', s, w))}</span>" for s in present)
    return f'<div class="legend">{items}</div>'


def _edge_table(page: Page, edges: pd.DataFrame, measure: str) -> None:
    view, data, w = page.view, page.data, page.view.words
    rows = [
        [
            cards.people([r["source"]], view, data),
            cards.people([r["target"]], view, data),
            esc(w.day(r["first_day"])),
            esc(w.day(r["last_day"])),
            number(r["weight"]),
        ]
        for r in edges.head(30).to_dict("records")
    ]
    heads = ("table.source", "table.target") if measure == "talks" else ("table.speaker", "quotes.about")
    columns = [
        Column(w(heads[0])),
        Column(w(heads[1])),
        Column(w("table.first"), "nowrap"),
        Column(w("table.last"), "nowrap"),
        Column(w(f"table.{measure}"), "num"),
    ]
    frame.figure_head(w("map.table"), w("page.of", first=1, last=min(30, len(edges)), total=number(len(edges))))
    st.html(table(columns, rows, label=w("map.table"), cls="cards"))


def _profile(page: Page, who: str) -> None:
    view, data, w = page.view, page.data, page.view.words
    other = view.get("vs")
    frame.page_title(
        esc(
            data.name("actor", who, w)
            if not other
            else w("actors.compare_title", a=data.name("actor", who, w), b=data.name("actor", other, w))
        )
    )
    if other and data.known("actor", other):
        left, right = st.columns(2, gap="large")
        with left:
            _one(page, who, short=True)
        with right:
            _one(page, other, short=True)
        _common(page, who, other)
    else:
        _one(page, who, short=False)
    selected_talk(page)
    st.html(f"<p>{link(view.href(who=None, vs=None, talk=None), esc(w('card.close')), cls='btn small')}</p>")


def _one(page: Page, who: str, *, short: bool) -> None:
    view, data, w = page.view, page.data, page.view.words
    profile = data.actor_profile(who)
    if profile is None:
        st.html(f'<p class="note">{esc(w("actors.not_found"))}</p>')
        return
    actor = profile["actor"]
    st.html(_facts(page, actor, profile["counts"], heading=short))
    mine = data.with_actor(view.filters, who)
    said = data.with_speaker(view.filters, who)
    blocks = [
        (w("actors.partners"), _ranked(page, profile["partners"], "actors", "who", "actor_id", vs=who)),
        (w("actors.places"), _ranked(page, profile["places"], "map", "at", "place_id")),
    ]
    if not short:
        cue = profile["cue_classes"]
        rows = [(esc(w.term("cue", r["cue_class"])), float(r["n"]), number(r["n"])) for r in cue.head(8).to_dict("records")]
        blocks.append((w("actors.cues"), bars(rows, label=w("actors.cues")) if rows else ""))
    body = "".join(f'<section class="fig"><h2>{esc(h)}</h2>{inner}</section>' for h, inner in blocks if inner)
    st.html(f'<div class="{"" if short else "three"}">{body}</div>')
    _months(page, profile["months"], who)
    talks = data.talks(mine, sort="-date_start", limit=6, offset=0)
    quotes = data.quotes(said, sort="-day", limit=3 if short else 5, offset=0)
    if len(talks):
        items = "".join(talk_row_short(page, r, to="actors").replace('href="actors?', 'href="timeline?') for r in talks.to_dict("records"))
        st.html(
            f'<section class="fig"><h2>{esc(w("actors.latest_talks"))}</h2><ol class="plain">{items}</ol>'
            f"<p>"
            f"{link(view.href('timeline', filters=mine), esc(w('actors.see_talks')))}{esc(w('sep.dot'))}"
            f"{link(view.href('map', who=who), esc(w('map.itinerary')))}</p></section>"
        )
    if len(quotes):
        items = "".join(cards.quote_block(r, view, data) for r in quotes.to_dict("records"))
        st.html(
            f'<section class="fig"><h2>{esc(w("actors.latest_quotes"))}</h2>{items}<p>'
            f"{link(view.href('quotes', filters=said), esc(w('actors.see_quotes')))}</p></section>"
        )


def _facts(page: Page, actor: dict[str, Any], counts: dict[str, Any], *, heading: bool) -> str:
    view, data, w = page.view, page.data, page.view.words
    parts = [esc(w.term("actor_kind", actor.get("kind")))]
    if isinstance(actor.get("side"), str):
        parts.append(
            f'<span class="status">{symbol(*side_style(actor["side"], page.colours))}{bdi(data.name("side", actor["side"], w))}</span>'
        )
    if isinstance(actor.get("affiliation"), str):
        parts.append(f"{esc(w('actors.affiliation'))} {cards.people([actor['affiliation']], view, data)}")
    if not actor.get("known", True):
        parts.append(esc(w("actors.unknown_actor")))
    other = actor.get("name_en" if view.lang == "ar" else "name_ar")
    if isinstance(other, str) and other:
        parts.insert(0, bdi(other))
    counted = esc(w("sep.dot")).join(esc(w.count(int(counts.get(k) or 0), k)) for k in ("talks", "quotes", "mentions"))
    title = f"<h2>{bdi(w.name(actor))}</h2>" if heading else ""
    spellings = data.spellings(actor["actor_id"])
    found = f'<p class="by">{esc(w("actors.spellings"))}: {esc(w("sep.list")).join(arabic(s) for s in spellings)}</p>' if spellings else ""
    found += _offices(page, actor["actor_id"])
    return f'{title}<p class="lead">{esc(w("sep.dot")).join(parts)}</p><p>{counted}</p>{found}'


def _offices(page: Page, actor: str) -> str:
    """Terms of office with their sources, latest first."""
    data, w = page.data, page.view.words
    items = ""
    for term in data.offices(actor)[:6]:
        first, last = whole_day(term["from"], last=False), whole_day(term["to"], last=True)
        first_text = term["from"] if len(term["from"]) < 10 else w.day(first)
        last_text = term["to"] if len(term["to"]) < 10 else w.day(last)
        when = f"{first_text} – {last_text}" if term["to"] else w("actors.since", day=first_text)
        of = data.name("actor", term["of"], w) if term["of"] else ""
        what = w.name(term) + (f"{w('sep.list')}{of}" if of else "")
        items += f'<li>{outside(term["source"], bdi(what))} <span class="soft">{bdi(when)}</span></li>'
    return f'<p class="by">{esc(w("actors.offices"))}</p><ul class="offices">{items}</ul>' if items else ""


def _ranked(page: Page, rows: pd.DataFrame, target: str, key: str, column: str, *, vs: str = "") -> str:
    view, w = page.view, page.view.words
    if rows.empty:
        return ""
    value = next(c for c in ("n", "talks", "weight") if c in rows.columns)
    out = []
    for r in rows.sort_values(value, ascending=False).head(8).to_dict("records"):
        name = link(view.href(target, **{key: r[column]}), bdi(w.name(r)))
        if vs and not view.get("vs"):
            name += " " + link(view.href("actors", who=vs, vs=r[column]), "⇄", cls="tiny", label=f"{w('actors.compare')} {w.name(r)}")
        out.append((name, float(r[value]), number(r[value])))
    return bars(out, label=w("actors.partners"))


def _months(page: Page, months: pd.DataFrame, who: str) -> None:
    w = page.view.words
    months = months.dropna(subset=["month"])
    if len(months) < 2:
        return
    counts = months.melt(id_vars="month", value_vars=["talks", "quotes"], var_name="series", value_name="n")
    series = [("talks", w("table.talks")), ("quotes", w("table.quotes"))]
    frame.figure_head(w("actors.months"), w("actors.months_sub"))
    marks = "".join(f"<span>{symbol(page.colours.hues[SERIES[i]], 'square')} {esc(label)}</span>" for i, (_, label) in enumerate(series))
    st.html(f'<div class="legend">{marks}</div>')
    frame.plot(
        months_figure(counts, series, page.colours, rtl=page.view.lang == "ar", height=210),
        page.view,
        key=f"months-{who}",
        alt=w("actors.months_sub"),
    )


def _common(page: Page, a: str, b: str) -> None:
    view, data, w = page.view, page.data, page.view.words
    rows = data.common_talks(view.filters, a, b)
    items = "".join(talk_row_short(page, r) for r in rows.to_dict("records"))
    inner = f'<ol class="plain">{items}</ol>' if items else f'<p class="soft">{esc(w("actors.common_none"))}</p>'
    st.html(f'<section class="fig"><h2>{esc(w("actors.common"))}: {len(rows)}</h2>{inner}</section>')
