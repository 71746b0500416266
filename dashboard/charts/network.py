"""Who meets whom: a network and the same as a matrix. Frames in, figures out."""

from __future__ import annotations

import hashlib
import math

import networkx as nx
import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.theme import FONT, Shade, base_layout, side_style

LABELS = 18


def layout(edges: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Positions by a spring model (Fruchterman and Reingold 1991) that starts from places given by the ids themselves,
    so that the same actors lie in much the same place whatever the filter. ``edges``: ``source, target, weight``."""
    graph = nx.Graph()
    for source, target, weight in edges[["source", "target", "weight"]].itertuples(index=False):
        before = graph.get_edge_data(source, target, {"weight": 0})["weight"]
        graph.add_edge(source, target, weight=before + math.log1p(weight))
    nodes = sorted(graph.nodes)
    if not nodes:
        return {}
    start = {node: _start(node) for node in nodes}
    ordered = nx.Graph()
    ordered.add_nodes_from(nodes)
    ordered.add_weighted_edges_from((a, b, d["weight"]) for a, b, d in sorted(graph.edges(data=True), key=lambda e: (e[0], e[1])))
    spread = 2.2 / math.sqrt(len(nodes))
    found = nx.spring_layout(ordered, pos=start, k=spread, iterations=140, weight="weight", seed=7)
    return {node: (float(x), float(y)) for node, (x, y) in found.items()}


def network_figure(nodes: pd.DataFrame, edges: pd.DataFrame, colours: Shade, *, selected: str | None = None, narrow: bool = False) -> go.Figure:
    """Nodes (``actor_id, label, side, weight, hover``) and ``edges`` (``source, target, weight``). ``customdata[0]`` is the actor id."""
    figure = go.Figure()
    place = layout(edges)
    known = nodes[nodes["actor_id"].isin(list(place))].sort_values("weight", ascending=False).reset_index(drop=True)
    most_edge = max(float(edges["weight"].max()), 1.0) if len(edges) else 1.0
    for low, high, width in ((0, 0.15, 0.8), (0.15, 0.4, 2.2), (0.4, 0.75, 4.0), (0.75, 1.01, 6.5)):
        part = edges[(edges["weight"] / most_edge > low) & (edges["weight"] / most_edge <= high)]
        figure.add_trace(_lines(part, place, colours.rule, width))
    if selected in place:
        mine = edges[(edges["source"] == selected) | (edges["target"] == selected)]
        figure.add_trace(_lines(mine, place, colours.ink, 2.0))
    most = max(float(known["weight"].max()), 1.0) if len(known) else 1.0
    for side, part in known.groupby("side", dropna=False):
        colour, shape = side_style(side, colours)
        figure.add_trace(
            go.Scatter(
                x=[place[a][0] for a in part["actor_id"]], y=[place[a][1] for a in part["actor_id"]], mode="markers",
                marker={
                    "symbol": shape, "color": colour, "size": [9 + 27 * math.sqrt(w / most) for w in part["weight"]],
                    "line": {"width": 1.5, "color": colours.paper}, "opacity": 1,
                },
                customdata=part[["actor_id"]].to_numpy(), text=part["hover"], hovertemplate="%{text}<extra></extra>",
                selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
            )
        )  # fmt: skip
    _labels(figure, known, place, colours, selected, most, narrow)
    base_layout(figure, colours, height=460 if narrow else 640)
    figure.update_xaxes(visible=False, range=_span([p[0] for p in place.values()], 0.12))
    figure.update_yaxes(visible=False, range=_span([p[1] for p in place.values()], 0.09))
    figure.update_layout(clickmode="event+select", hovermode="closest", dragmode="pan")
    return figure


def matrix_figure(nodes: pd.DataFrame, edges: pd.DataFrame, colours: Shade, *, rtl: bool = False, directed: bool = False) -> go.Figure:
    """The same ties as a matrix in the order of ``nodes`` (``actor_id, label``); empty cells are ties not found."""
    order = list(nodes["actor_id"])
    at = {actor: i for i, actor in enumerate(order)}
    grid = np.full((len(order), len(order)), np.nan)
    for source, target, weight in edges[["source", "target", "weight"]].itertuples(index=False):
        if source in at and target in at:
            grid[at[source], at[target]] = weight
            if not directed:
                grid[at[target], at[source]] = weight
    labels = list(nodes["label"])
    low, high = colours.panel, colours.hues["accent"]
    figure = go.Figure(
        go.Heatmap(
            z=grid, x=list(range(len(order))), y=list(range(len(order))), colorscale=[[0, low], [1, high]], zmin=0, showscale=False,
            xgap=1, ygap=1, texttemplate="%{z}", textfont={"size": 12, "family": FONT},
            customdata=[[[a, b] for b in labels] for a in labels], hovertemplate="%{customdata[0]} – %{customdata[1]}: %{z}<extra></extra>",
        )
    )  # fmt: skip
    base_layout(figure, colours, height=170 + 27 * len(order))
    ticks = {"tickmode": "array", "tickvals": list(range(len(order))), "ticktext": labels, "showgrid": False, "automargin": True}
    figure.update_xaxes(**ticks, side="top", tickangle=-60, autorange="reversed" if rtl else True)
    figure.update_yaxes(**ticks, autorange="reversed", side="right" if rtl else "left")
    return figure


def _lines(part: pd.DataFrame, place: dict[str, tuple[float, float]], colour: str, width: float) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    for source, target in zip(part["source"], part["target"], strict=True):
        x += [place[source][0], place[target][0], None]
        y += [place[source][1], place[target][1], None]
    return go.Scatter(x=x, y=y, mode="lines", line={"color": colour, "width": width}, hoverinfo="skip")


def _labels(
    figure: go.Figure, known: pd.DataFrame, place: dict[str, tuple[float, float]], colours: Shade, selected: str | None, most: float, narrow: bool
) -> None:
    """Names of the best connected actors, and of the chosen one, where there is room."""
    taken: list[tuple[float, float]] = []
    xs, ys = [p[0] for p in place.values()], [p[1] for p in place.values()]
    wide = (max(xs) - min(xs)) * (0.34 if narrow else 0.13) if xs else 0
    high = (max(ys) - min(ys)) * (0.06 if narrow else 0.04) if ys else 0
    most_labels = LABELS // 2 if narrow else LABELS * 2
    for row in known.itertuples():
        x, y = place[row.actor_id]
        crowded = any(abs(x - a) < wide and abs(y - b) < high for a, b in taken)
        if row.actor_id != selected and (len(taken) >= most_labels or crowded):
            continue
        taken.append((x, y))
        figure.add_annotation(
            x=x, y=y, text=row.label, showarrow=False, yshift=12 + 15 * math.sqrt(row.weight / most),
            font={"size": 12.5, "color": colours.ink}, bgcolor=colours.paper, opacity=0.92, borderpad=0,
        )  # fmt: skip


def _start(node: str) -> tuple[float, float]:
    digest = hashlib.sha256(node.encode()).digest()
    return digest[0] / 127.5 - 1, digest[1] / 127.5 - 1


def _span(values: list[float], room: float) -> list[float]:
    if not values:
        return [-1, 1]
    low, high = min(values), max(values)
    extra = max((high - low) * room, 0.1)
    return [low - extra, high + extra]
