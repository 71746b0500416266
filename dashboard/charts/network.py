"""Who meets whom: a network and the same as a matrix. Frames in, figures out."""

from __future__ import annotations

import hashlib
import math

import networkx as nx
import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.theme import FONT, Shade, base_layout, halo, side_style

LABELS = 18


def layout(edges: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Positions in a square of side 1. Each connected part is laid out by a spring model (Fruchterman and Reingold 1991) that
    starts from places given by the ids themselves, so that the same actors lie in much the same place whatever the filter;
    the largest part gets the room, the small ones a strip below. ``edges``: ``source, target, weight``."""
    graph = nx.Graph()
    for source, target, weight in sorted(edges[["source", "target", "weight"]].itertuples(index=False, name=None)):
        before = graph.get_edge_data(source, target, {"weight": 0.0})["weight"]
        graph.add_edge(source, target, weight=before + 0.4 + math.log1p(weight) / 3)
    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))
    if not parts:
        return {}
    small = parts[1:]
    strip = 0.0 if not small else min(0.34, 0.13 + 0.1 * (len(small) - 1) // 5)
    place = _boxed(_springs(graph, parts[0]), (0.0, strip + (0.06 if small else 0.0), 1.0, 1.0))
    columns = min(len(small), 5)
    rows = -(-len(small) // columns) if small else 0
    for index, part in enumerate(small):
        column, row = index % columns, index // columns
        left, bottom = column / columns, strip * (rows - 1 - row) / rows
        box = (left + 0.03, bottom + 0.015, left + 1 / columns - 0.03, bottom + strip / rows - 0.02)
        place |= _boxed(_springs(graph, part), box)
    return _apart(place)


def _springs(graph: nx.Graph, nodes: list[str]) -> dict[str, tuple[float, float]]:
    """One connected part, nodes in a fixed order."""
    ordered = nx.Graph()
    ordered.add_nodes_from(nodes)
    ordered.add_weighted_edges_from(
        (a, b, d["weight"]) for a, b, d in sorted(graph.subgraph(nodes).edges(data=True), key=lambda e: (e[0], e[1]))
    )
    start = {node: _start(node) for node in nodes}
    found = nx.spring_layout(ordered, pos=start, k=3.2 / math.sqrt(len(nodes)), iterations=220, weight="weight", seed=7)
    return {node: (float(x), float(y)) for node, (x, y) in found.items()}


def _boxed(place: dict[str, tuple[float, float]], box: tuple[float, float, float, float]) -> dict[str, tuple[float, float]]:
    """The same positions stretched into left, bottom, right, top; by rank half-way, so that no corner stays empty."""
    left, bottom, right, top = box
    out: dict[str, list[float]] = {node: [0.0, 0.0] for node in place}
    for axis, (low, high) in enumerate(((left, right), (bottom, top))):
        values = {node: xy[axis] for node, xy in place.items()}
        least, most = min(values.values()), max(values.values())
        ranked = sorted(values, key=lambda node: (values[node], node))
        for rank, node in enumerate(ranked):
            exact = (values[node] - least) / (most - least) if most > least else 0.5
            even = rank / (len(ranked) - 1) if len(ranked) > 1 else 0.5
            out[node][axis] = low + (high - low) * (0.45 * exact + 0.55 * even)
    return {node: (x, y) for node, (x, y) in out.items()}


def _apart(place: dict[str, tuple[float, float]], least: float = 0.045) -> dict[str, tuple[float, float]]:
    """Push nodes that lie on each other apart, a little at a time."""
    names = sorted(place)
    points = np.array([place[name] for name in names])
    for _ in range(40):
        gap = points[:, None, :] - points[None, :, :]
        distance = np.hypot(gap[..., 0], gap[..., 1])
        np.fill_diagonal(distance, 1.0)
        close = distance < least
        if not close.any():
            break
        push = np.where(close[..., None], gap / np.maximum(distance, 1e-6)[..., None] * ((least - distance) / 2)[..., None], 0.0)
        points = points + push.sum(axis=1)
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, points, strict=True)}


def network_figure(
    nodes: pd.DataFrame, edges: pd.DataFrame, colours: Shade, *, selected: str | None = None, narrow: bool = False
) -> go.Figure:
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
    room = 14 + 6.6 * max((len(label) for label in labels), default=4)
    base_layout(figure, colours, height=int(27 * len(order) + room))
    figure.update_layout(margin={"l": 8 if rtl else room, "r": room if rtl else 8, "t": room * 0.9, "b": 4})
    ticks = {
        "tickmode": "array",
        "tickvals": list(range(len(order))),
        "ticktext": labels,
        "showgrid": False,
        "zeroline": False,
        "showline": False,
    }
    figure.update_xaxes(**ticks, side="top", tickangle=-65 if not rtl else 65, autorange="reversed" if rtl else True)
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
    figure: go.Figure,
    known: pd.DataFrame,
    place: dict[str, tuple[float, float]],
    colours: Shade,
    selected: str | None,
    most: float,
    narrow: bool,
) -> None:
    """Names of the best connected actors, and of the chosen one, where there is room."""
    taken: list[tuple[float, float]] = []
    xs, ys = [p[0] for p in place.values()], [p[1] for p in place.values()]
    wide = (max(xs) - min(xs)) * (0.46 if narrow else 0.13) if xs else 0
    high = (max(ys) - min(ys)) * (0.06 if narrow else 0.04) if ys else 0
    most_labels = LABELS // 3 if narrow else LABELS * 2
    for row in known.itertuples():
        x, y = place[row.actor_id]
        crowded = any(abs(x - a) < wide and abs(y - b) < high for a, b in taken)
        if row.actor_id != selected and (len(taken) >= most_labels or crowded):
            continue
        taken.append((x, y))
        figure.add_annotation(
            x=x, y=y, text=row.label, showarrow=False, yshift=12 + 15 * math.sqrt(row.weight / most),
            font={"size": 12.5, "color": colours.ink, "shadow": halo(colours)},
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
