"""Counts per month, by series. Frame in, figure out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.theme import SERIES, Shade, base_layout

WIDTH = 26 * 24 * 3600 * 1000
"""A bar's width in milliseconds: most of a month, however few months there are."""


def months_figure(
    counts: pd.DataFrame,
    series: Sequence[tuple[str, str]],
    colours: Shade,
    *,
    rtl: bool = False,
    height: int = 260,
    span: tuple[pd.Timestamp, pd.Timestamp] | None = None,
    most: float | None = None,
) -> go.Figure:
    """Stacked bars per month. ``counts``: ``month`` (any day in it), ``series`` and ``n``; ``series`` gives key and label in order.
    ``span`` and ``most`` fix the axes, so that figures side by side can be compared."""
    figure = go.Figure()
    month = pd.to_datetime(counts["month"])
    for index, (key, label) in enumerate(series):
        part = counts[counts["series"] == key]
        figure.add_trace(
            go.Bar(
                x=month[part.index] + pd.Timedelta(days=14), y=part["n"], name=label, width=WIDTH,
                marker={"color": colours.hues[SERIES[min(index, len(SERIES) - 1)]], "line": {"width": 0}},
                hovertemplate=f"{label}<br>%{{x|%B %Y}}: %{{y}}<extra></extra>",
            )
        )  # fmt: skip
    base_layout(figure, colours, height=height)
    figure.update_layout(barmode="stack", bargap=0.12)
    if len(month):
        first, last = span or (month.min(), month.max())
        low, high = first - pd.Timedelta(days=20), last + pd.Timedelta(days=50)
        ends = [high, low] if rtl else [low, high]
        figure.update_xaxes(type="date", range=[e.isoformat() for e in ends], showgrid=False)
    top = most or (float(counts.groupby("month")["n"].sum().max()) if len(counts) else 1.0)
    figure.update_yaxes(side="right" if rtl else "left", range=[0, top * 1.06], tickformat=",d", dtick=_step(top))
    figure.update_layout(margin={"r" if rtl else "l": 14 + 8 * len(f"{top:,.0f}")})
    figure.update_xaxes(automargin=True)
    return figure


def _step(most: float) -> int:
    """A whole step that gives about four ticks up to ``most``."""
    size = 10 ** int(math.log10(max(most / 4, 1)))
    return next((size * k for k in (1, 2, 5, 10) if size * k * 5 >= most), size * 10)
