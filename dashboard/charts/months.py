"""Counts per month, by series. Frame in, figure out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.theme import SERIES, Shade, base_layout


def months_figure(
    counts: pd.DataFrame, series: Sequence[tuple[str, str]], colours: Shade, *, rtl: bool = False, height: int = 260
) -> go.Figure:
    """Stacked bars per month. ``counts``: ``month`` (any day in it), ``series`` and ``n``; ``series`` gives key and label in order."""
    figure = go.Figure()
    month = pd.to_datetime(counts["month"])
    for index, (key, label) in enumerate(series):
        part = counts[counts["series"] == key]
        figure.add_trace(
            go.Bar(
                x=month[part.index], y=part["n"], name=label,
                marker={"color": colours.hues[SERIES[min(index, len(SERIES) - 1)]], "line": {"width": 0}},
                hovertemplate=f"{label}<br>%{{x|%B %Y}}: %{{y}}<extra></extra>",
            )
        )  # fmt: skip
    base_layout(figure, colours, height=height)
    figure.update_layout(barmode="stack", bargap=0.12)
    if len(month):
        low, high = month.min() - pd.Timedelta(days=20), month.max() + pd.Timedelta(days=20)
        ends = [high, low] if rtl else [low, high]
        figure.update_xaxes(type="date", range=[e.isoformat() for e in ends], showgrid=False)
    figure.update_yaxes(side="right" if rtl else "left", automargin=True, rangemode="tozero", tickformat=",d", dtick=_step(counts))
    figure.update_xaxes(automargin=True)
    return figure


def _step(counts: pd.DataFrame) -> int:
    """A whole step that gives about four ticks."""
    most = float(counts.groupby("month")["n"].sum().max()) if len(counts) else 1.0
    size = 10 ** int(math.log10(max(most / 4, 1)))
    return next((size * k for k in (1, 2, 5, 10) if size * k * 5 >= most), size * 10)
