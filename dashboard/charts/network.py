"""Who meets whom: a network and the same as a matrix. Frames in, figures out."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping

import networkx as nx
import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.labels import Mark, place_labels, spread
from dashboard.charts.theme import FONT, Shade, base_layout, halo, side_style

WIDE, NARROW = (1112, 640), (358, 520)
"""Width and height of the figure in pixels on a desk and on a phone."""
MARGIN = 24
LABEL_SIZE = 12.5


def layout(
    edges: pd.DataFrame, sizes: Mapping[str, float] | None = None, width: float = 1.0, height: float = 1.0
) -> dict[str, tuple[float, float]]:
    """Positions in a frame of ``width`` × ``height`` (pixels; y grows downwards). Each connected part is laid out by a spring model
    (Fruchterman and Reingold 1991) that starts from places given by the ids themselves, so that the same actors lie in much the
    same place whatever the filter; the largest part gets the room, the small ones a strip below. With ``sizes`` (actor → radius)
    no mark lies on another. ``edges``: ``source, target, weight``."""
    graph = nx.Graph()
    for source, target, weight in sorted(edges[["source", "target", "weight"]].itertuples(index=False, name=None)):
        before = graph.get_edge_data(source, target, {"weight": 0.0})["weight"]
        graph.add_edge(source, target, weight=before + 0.4 + math.log1p(weight) / 3)
    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))
    if not parts:
        return {}
    small = parts[1:]
    columns = min(len(small), 5 if width > height else 2)
    rows = -(-len(small) // columns) if small else 0
    strip = 0.0 if not small else min(0.4, 0.1 + 0.09 * rows)
    place = _boxed(_springs(graph, parts[0]), (0.0, 0.0, 1.0, 1.0 - strip - (0.05 if small else 0.0)))
    for index, part in enumerate(small):
        column, row = index % columns, index // columns
        left, top = column / columns, 1 - strip + strip * row / rows
        box = (left + 0.05 / columns, top + 0.03, left + 0.75 / columns, top + strip / rows - 0.02)
        place |= _boxed(_springs(graph, part), box)
    names = sorted(place)
    radii = np.array([(sizes or {}).get(name, 0.0) for name in names])
    room = np.maximum(radii, 1e-9)
    points = np.array([place[name] for name in names])
    points = np.column_stack([room + points[:, 0] * (width - 2 * room), room + points[:, 1] * (height - 2 * room)])
    if sizes:
        points = spread(points, radii, width, height)
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, points, strict=True)}


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
    """The same positions stretched into left, top, right, bottom; by rank half-way, so that no corner stays empty."""
    left, top, right, bottom = box
    out: dict[str, list[float]] = {node: [0.0, 0.0] for node in place}
    for axis, (low, high) in enumerate(((left, right), (top, bottom))):
        values = {node: xy[axis] for node, xy in place.items()}
        least, most = min(values.values()), max(values.values())
        ranked = sorted(values, key=lambda node: (values[node], node))
        for rank, node in enumerate(ranked):
            exact = (values[node] - least) / (most - least) if most > least else 0.5
            even = rank / (len(ranked) - 1) if len(ranked) > 1 else 0.5
            out[node][axis] = low + (high - low) * (0.45 * exact + 0.55 * even)
    return {node: (x, y) for node, (x, y) in out.items()}


def network_figure(
    nodes: pd.DataFrame, edges: pd.DataFrame, colours: Shade, *, selected: str | None = None, narrow: bool = False
) -> go.Figure:
    """Nodes (``actor_id, label, side, weight, hover``) and ``edges`` (``source, target, weight``). ``customdata[0]`` is the actor id.
    Every mark stands free of the others, and a name stands beside its mark wherever there is room for it."""
    figure = go.Figure()
    width, height = NARROW if narrow else WIDE
    most = max(float(nodes["weight"].max()), 1.0) if len(nodes) else 1.0
    radius = {row.actor_id: _radius(row.weight, most, narrow) for row in nodes.itertuples()}
    place = layout(edges, radius, width - 2 * MARGIN, height - 2 * MARGIN)
    known = nodes[nodes["actor_id"].isin(list(place))].sort_values(["weight", "actor_id"], ascending=[False, True]).reset_index(drop=True)
    if selected in place:
        known = known.iloc[known["actor_id"].ne(selected).argsort(kind="stable")].reset_index(drop=True)
    _ties(figure, edges, place, colours, selected)
    marks = [Mark(*place[r.actor_id], radius[r.actor_id], r.label) for r in known.itertuples()]
    sides = place_labels(marks, width - 2 * MARGIN, height - 2 * MARGIN, size=LABEL_SIZE, most=14 if narrow else 60)
    shown = [m.label if s else "" for m, s in zip(marks, sides, strict=True)]
    known = known.assign(
        x=[m.x for m in marks],
        y=[m.y for m in marks],
        size=[2 * m.r for m in marks],
        at=[s or "top center" for s in sides],
        text=[f"<b>{text}</b>" if a == selected else text for text, a in zip(shown, known["actor_id"], strict=True)],
    )
    for side, part in known.groupby("side", dropna=False):
        colour, shape = side_style(side, colours)
        figure.add_trace(
            go.Scatter(
                x=part["x"], y=part["y"], mode="markers+text", text=part["text"], textposition=list(part["at"]),
                textfont={"size": LABEL_SIZE, "color": colours.ink, "family": FONT, "shadow": halo(colours)},
                marker={
                    "symbol": shape, "color": colour, "size": part["size"], "opacity": 1,
                    "line": {"width": 1.5, "color": colours.paper},
                },
                customdata=part[["actor_id"]].to_numpy(), hovertext=part["hover"], hovertemplate="%{hovertext}<extra></extra>",
                selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}}, cliponaxis=False,
            )
        )  # fmt: skip
    base_layout(figure, colours, height=height)
    figure.update_xaxes(visible=False, range=[-MARGIN, width - MARGIN], fixedrange=narrow)
    figure.update_yaxes(visible=False, range=[height - MARGIN, -MARGIN], fixedrange=narrow)
    figure.update_layout(
        clickmode="event+select", hovermode="closest", dragmode=False if narrow else "pan", margin={"l": 0, "r": 0, "t": 0, "b": 0}
    )
    return figure


def _radius(weight: float, most: float, narrow: bool) -> float:
    return (3.5 + 8 * math.sqrt(weight / most)) if narrow else (4.5 + 13 * math.sqrt(weight / most))


def _ties(figure: go.Figure, edges: pd.DataFrame, place: dict[str, tuple[float, float]], colours: Shade, selected: str | None) -> None:
    """Lines in four widths; a thicker line is also darker, so that single meetings stay in the background."""
    most = max(float(edges["weight"].max()), 1.0) if len(edges) else 1.0
    steps = ((0, 0.15, 0.7, colours.hair), (0.15, 0.4, 1.8, colours.rule), (0.4, 0.75, 3.4, colours.rule), (0.75, 1.01, 5.5, colours.rule))
    quiet = steps[0][3] if len(edges) > 90 else colours.rule
    for low, high, width, colour in steps:
        part = edges[(edges["weight"] / most > low) & (edges["weight"] / most <= high)]
        figure.add_trace(_lines(part, place, quiet if low == 0 else colour, width))
    if selected in place:
        mine = edges[(edges["source"] == selected) | (edges["target"] == selected)]
        figure.add_trace(_lines(mine, place, colours.soft, 1.6))


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
    for cell in range(len(order)):
        low_edge, high_edge = cell - 0.5, cell + 0.5
        figure.add_shape(
            type="rect", x0=low_edge, x1=high_edge, y0=low_edge, y1=high_edge, fillcolor=colours.hair, line={"width": 0}, layer="below"
        )  # fmt: skip
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


def _start(node: str) -> tuple[float, float]:
    digest = hashlib.sha256(node.encode()).digest()
    return digest[0] / 127.5 - 1, digest[1] / 127.5 - 1
