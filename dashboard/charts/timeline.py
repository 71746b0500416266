"""Talks on a time axis: lanes, marks for days, bars for spans, documented rounds behind. Frame in, figure out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.theme import Shade, base_layout, status_style

HEAD = 26
MAX_ROWS = 14
"""Marks that fall together stand below each other in at most so many rows of a lane."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A horizontal band: its key in the ``lane`` column and its label (already safe for Plotly)."""

    key: str
    label: str


def timeline_figure(
    points: pd.DataFrame,
    lanes: Sequence[Lane],
    colours: Shade,
    *,
    documented: pd.DataFrame | None = None,
    rtl: bool = False,
    selected: str | None = None,
    narrow: bool = False,
    slider: bool = True,
) -> go.Figure:
    """Draw ``points`` (columns ``talk_id, lane, date_start, date_end, status, days_basis, hover``) in ``lanes``.

    ``documented`` (``lane, date_start, date_end, hover``) lies behind as quiet bars. Time runs right to left where ``rtl``.
    Marks carry ``talk_id`` as ``customdata[0]``. Rows without days are left out. Crowded lanes get smaller marks.
    """
    rows = points.dropna(subset=["date_start", "date_end"]).copy()
    rows["first"] = pd.to_datetime(rows["date_start"])
    rows["last"] = pd.to_datetime(rows["date_end"])
    back = _documented(documented)
    low, high = _range(rows, back)
    rows = _stack(rows, (high - low) / (23 if narrow else 75))
    dense = bool(len(rows)) and int(rows["row"].max()) >= 5
    pitch, size = (15, 9.5) if dense else (24, 12)
    tops, total = _tops(rows, lanes, pitch)
    rows["y"] = [tops[lane] + HEAD + pitch * (row + 0.5) for lane, row in zip(rows["lane"], rows["row"], strict=True)]
    figure = go.Figure()
    _bands(figure, lanes, tops, total, back, colours, low, high)
    _spans(figure, rows, colours)
    _marks(figure, rows, colours, size)
    _chosen(figure, rows, colours, selected)
    _labels(figure, lanes, tops, colours, rtl)
    base_layout(figure, colours, height=int(min(max(total, 90), 1700)) + 46)
    ends = [high, low] if rtl else [low, high]
    below = {"visible": slider, "thickness": 0.05, "bgcolor": colours.panel, "range": [e.isoformat() for e in ends]}
    figure.update_xaxes(
        type="date", range=[e.isoformat() for e in ends], showgrid=True, ticks="outside", side="bottom", automargin=True, rangeslider=below
    )
    figure.update_yaxes(range=[total, 0], showticklabels=False, showgrid=False, zeroline=False, fixedrange=True)
    figure.update_layout(clickmode="event+select", hovermode="closest")
    return figure


def _documented(frame: pd.DataFrame | None) -> pd.DataFrame:
    if frame is None or frame.empty:
        return pd.DataFrame({"lane": [], "first": pd.to_datetime([]), "last": pd.to_datetime([]), "hover": []})
    back = frame.dropna(subset=["date_start", "date_end"]).copy()
    back["first"] = pd.to_datetime(back["date_start"])
    back["last"] = pd.to_datetime(back["date_end"])
    return back


def _range(rows: pd.DataFrame, back: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    basis = rows if len(rows) else back
    if basis.empty:
        return pd.Timestamp("2011-01-01"), pd.Timestamp("2025-01-01")
    low, high = basis["first"].min(), basis["last"].max()
    if len(basis) > 100:  # a few stray years must not press the rest together; they stay reachable by zooming out
        low, high = basis["first"].quantile(0.005), basis["last"].quantile(0.995)
    room = max((high - low) * 0.04, pd.Timedelta(days=4))
    return low - room, high + room


def _stack(rows: pd.DataFrame, width: pd.Timedelta) -> pd.DataFrame:
    """Give each mark the first row of its lane where it does not touch the mark before."""
    rows = rows.sort_values(["lane", "first", "talk_id"]).reset_index(drop=True)
    ends: dict[tuple[str, int], pd.Timestamp] = {}
    placed = []
    for lane, first, last in zip(rows["lane"], rows["first"], rows["last"], strict=True):
        row = next((r for r in range(MAX_ROWS) if (lane, r) not in ends or ends[lane, r] <= first), None)
        if row is None:
            row = min(range(MAX_ROWS), key=lambda r: ends[lane, r])
        ends[lane, row] = max(last, first + width)
        placed.append(row)
    rows["row"] = placed
    return rows


def _tops(rows: pd.DataFrame, lanes: Sequence[Lane], pitch: float) -> tuple[dict[str, float], float]:
    depth = rows.groupby("lane")["row"].max() if len(rows) else pd.Series(dtype=int)
    tops: dict[str, float] = {}
    y = 0.0
    for lane in lanes:
        tops[lane.key] = y
        y += HEAD + pitch * (int(depth.get(lane.key, 0)) + 1) + 8
    return tops, y


def _bands(
    figure: go.Figure,
    lanes: Sequence[Lane],
    tops: dict[str, float],
    total: float,
    back: pd.DataFrame,
    colours: Shade,
    low: pd.Timestamp,
    high: pd.Timestamp,
) -> None:
    """Lines between lanes and the quiet bars of documented talks, wide enough to be seen."""
    for lane in lanes:
        figure.add_shape(
            type="line", xref="paper", x0=0, x1=1, y0=tops[lane.key], y1=tops[lane.key], line={"color": colours.rule, "width": 1}
        )
    bottoms = dict(zip(tops, [*list(tops.values())[1:], total], strict=False))
    shown = back[back["lane"].isin(list(tops)) & (back["last"] >= low) & (back["first"] <= high)]
    least = pd.Timedelta(days=max(2, int((high - low).days / 420)))
    for lane_key, first, last in zip(shown["lane"], shown["first"], shown["last"], strict=True):
        figure.add_shape(
            type="rect", x0=first.isoformat(), x1=max(last + pd.Timedelta(days=1), first + least).isoformat(), y0=tops[lane_key] + HEAD - 4,
            y1=bottoms[lane_key] - 4, fillcolor=colours.rule, opacity=0.5, line={"width": 0}, layer="below",
        )  # fmt: skip
    if len(shown):
        figure.add_trace(
            go.Scatter(
                x=[f + (e - f) / 2 for f, e in zip(shown["first"], shown["last"], strict=True)],
                y=[bottoms[k] - 12 for k in shown["lane"]],
                mode="markers", marker={"symbol": "square", "size": 10, "color": colours.paper, "opacity": 0.01},
                text=list(shown["hover"]), hovertemplate="%{text}<extra></extra>", name="documented",
            )
        )  # fmt: skip


def _spans(figure: go.Figure, rows: pd.DataFrame, colours: Shade) -> None:
    long = rows[rows["last"] > rows["first"]]
    for status, part in long.groupby("status", dropna=False):
        colour, _ = status_style(status, colours)
        x: list[object] = []
        y: list[object] = []
        for first, last, level in zip(part["first"], part["last"], part["y"], strict=True):
            x += [first, last + pd.Timedelta(days=1), None]
            y += [level, level, None]
        figure.add_trace(
            go.Scatter(x=x, y=y, mode="lines", line={"color": colour, "width": 7}, opacity=0.38, hoverinfo="skip", name="spans")
        )


def _marks(figure: go.Figure, rows: pd.DataFrame, colours: Shade, size: float) -> None:
    for (status, inferred), part in rows.assign(inferred=rows["days_basis"].ne("stated")).groupby(["status", "inferred"], dropna=False):
        colour, shape = status_style(status, colours)
        figure.add_trace(
            go.Scatter(
                x=part["first"] + (part["last"] - part["first"]) / 2,
                y=part["y"],
                mode="markers",
                marker={
                    "symbol": f"{shape}-open" if inferred else shape, "size": size, "color": colour,
                    "line": {"width": 2 if inferred else 1, "color": colour if inferred else colours.paper},
                },
                customdata=part[["talk_id"]].to_numpy(),
                text=part["hover"],
                hovertemplate="%{text}<extra></extra>",
                selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
                name="talks",
            )
        )  # fmt: skip


def _chosen(figure: go.Figure, rows: pd.DataFrame, colours: Shade, selected: str | None) -> None:
    part = rows[rows["talk_id"] == selected]
    if len(part):
        figure.add_trace(
            go.Scatter(
                x=part["first"] + (part["last"] - part["first"]) / 2, y=part["y"], mode="markers", hoverinfo="skip", name="chosen",
                marker={"symbol": "circle-open", "size": 24, "color": colours.ink, "line": {"width": 2.5}},
            )
        )  # fmt: skip


def _labels(figure: go.Figure, lanes: Sequence[Lane], tops: dict[str, float], colours: Shade, rtl: bool) -> None:
    for lane in lanes:
        figure.add_annotation(
            xref="paper", x=1 if rtl else 0, y=tops[lane.key] + 2, text=f"<b>{lane.label}</b>", showarrow=False,
            xanchor="right" if rtl else "left", yanchor="top", font={"size": 13.5, "color": colours.ink},
            bgcolor=colours.paper, borderpad=1,
        )  # fmt: skip
