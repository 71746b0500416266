"""Who meets whom and who speaks of whom: network, matrix, table; the profile of a chosen actor stands above."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.charts.network import matrix_figure, network_figure
from dashboard.charts.theme import SIDES, side_style, symbol
from dashboard.parts import cards, downloads, frame
from dashboard.parts.markup import Column, bdi, chart_text, esc
from dashboard.views import profile
from dashboard.views.common import Page, go, hover, leads, more_rows
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
    if who and data.known("actor", who):
        profile.show(page, who)
        if not view.get("vs"):
            _map(page, edges, measure, least, who=who)
        return
    if who:
        st.html(f'<p class="note" role="status">{esc(w("actors.not_found"))}</p>')
    _map(page, edges, measure, least)


def _map(page: Page, edges: pd.DataFrame, measure: str, least: int, *, who: str = "") -> None:
    """The ties as network or matrix and as a table; with ``who`` those of one actor, under the profile."""
    view, data, w = page.view, page.data, page.view.words
    if who:
        edges = edges[(edges["source"] == who) | (edges["target"] == who)]
    if edges.empty:
        if not who:
            frame.page_title(esc(w("actors.title_none")))
            _choices(page)
            frame.empty(view, data)
        return
    edges = edges.sort_values(["weight", "source", "target"], ascending=[False, True, True]).reset_index(drop=True)
    nodes = _nodes(page, edges, measure)
    top = edges.iloc[0]
    a, b = data.name("actor", top["source"], w), data.name("actor", top["target"], w)
    title = (
        w("actors.title", a=a, b=b, n=w.count(int(top["weight"]), "meetings"))
        if measure == "talks"
        else w("actors.title_quotes", a=a, b=b, n=w.count(int(top["weight"]), "quotes"))
    )
    if not who:
        plain = w(f"actors.title_plain_{measure}", n=w.count(len(nodes), "actors"))
        frame.page_title(esc(title if leads(list(edges["weight"])) else plain))
        _choices(page)
    matrix = view.get("v", "network") == "matrix" and not who
    heading = w("actors.around", who=data.name("actor", who, w)) if who else w.count(len(nodes), "actors")
    frame.figure_head(heading, w(f"actors.sub_matrix_{measure}" if matrix else f"actors.sub_{measure}"))
    st.html(_legend(page, nodes))
    limit = (MATRIX_NARROW if page.narrow else MATRIX) if matrix else NODES_NARROW if page.narrow else NODES
    _figure(page, nodes, edges, measure, least, limit, matrix=matrix)
    frame.figure_foot(
        w("actors.select_matrix" if matrix else "actors.select"),
        w("actors.cut", n=w.count(limit, "actors")) if len(nodes) > limit else "",
        frame.source_line(view, data),
    )
    _edge_table(page, edges, measure)
    downloads.bar(page, "network", name="network", frame=data.named_edges(edges, view.lang))


def _figure(page: Page, nodes: pd.DataFrame, edges: pd.DataFrame, measure: str, least: int, limit: int, *, matrix: bool) -> None:
    view, w = page.view, page.view.words
    shown = nodes.head(limit)
    if matrix:
        sides = {side: at for at, side in enumerate(SIDES)}
        rank = [sides.get(side, len(sides)) if isinstance(side, str) else len(sides) for side in shown["side"]]
        grouped = shown.assign(rank=rank).sort_values("rank", kind="stable")
        figure = matrix_figure(grouped, edges, page.colours, rtl=view.lang == "ar", directed=measure == "quotes")
        frame.plot(figure, view, key=f"matrix-{measure}", alt=w("actors.alt_matrix", n=w.count(len(shown), "actors")))
        return
    kept = set(shown["actor_id"])
    part = edges[edges["source"].isin(kept) & edges["target"].isin(kept)]
    best = w.join([page.data.name("actor", i, w) for i in nodes["actor_id"].head(3)])
    frame.plot(
        network_figure(shown, part, page.colours, selected=view.get("who") or None, narrow=page.narrow),
        view,
        key=f"network-{measure}-{least}-{view.get('who')}",
        alt=w("actors.alt", n=w.count(len(nodes), "actors"), top=best),
        on_select=go(page, who=None),
    )


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
        for r in edges.head(300).to_dict("records")
    ]
    heads = ("table.source", "table.target") if measure == "talks" else ("table.speaker", "quotes.about")
    columns = [
        Column(w(heads[0])),
        Column(w(heads[1])),
        Column(w("table.first"), "nowrap lab"),
        Column(w("table.last"), "nowrap lab"),
        Column(w(f"table.{measure}"), "num"),
    ]
    cut = f" ({w('page.of', first=1, last=300, total=number(len(edges)))})" if len(edges) > 300 else ""
    frame.figure_head(w("map.table"), w("actors.edges_table") + cut)
    st.html(more_rows(columns, rows, page, label=w("map.table"), first=15, cls="cards pair"))
