"""Places, itineraries and arcs on a map with this app's own boundaries. Frame in, figure out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from geopy.distance import geodesic

from dashboard.charts.theme import FONT, Shade, base_layout, halo

ZOOMS: dict[str, tuple[float, float, float, float]] = {
    "syria": (32.0, 45.5, 31.6, 37.9),
    "mideast": (12.0, 76.0, 14.0, 44.5),
    "wide": (-24.0, 92.0, 12.0, 61.0),
    "world": (-170.0, 180.0, -50.0, 75.0),
}
"""Name → west, east, south, north in degrees."""


def extent(zoom: str, narrow: bool) -> tuple[float, float, float, float]:
    """West, east, south, north of a view; a phone's upright window gets a narrower strip of the same middle."""
    west, east, south, north = ZOOMS.get(zoom, ZOOMS["wide"])
    if narrow and zoom != "world":
        cut = (east - west) * 0.22
        return west + cut * 0.8, east - cut * 1.2, south, north
    return west, east, south, north


def best_zoom(places: pd.DataFrame) -> str:
    """The closest view that holds four fifths of what is counted (columns ``lat, lon, n``)."""
    known = places.dropna(subset=["lat", "lon"])
    total = known["n"].sum()
    for name, (west, east, south, north) in ZOOMS.items():
        inside = known[known["lon"].between(west, east) & known["lat"].between(south, north)]["n"].sum()
        if total and inside >= 0.8 * total:
            return name
    return "wide"


def place_map(places: pd.DataFrame, colours: Shade, *, zoom: str, selected: str | None = None, narrow: bool = False) -> go.Figure:
    """Circles by count. ``places``: ``place_id, label, lat, lon, where_prec, n, hover``; area is proportional to ``n``.

    Places known only as region or country (``where_prec`` of 4 or more) are hollow. ``customdata[0]`` is the place id.
    """
    figure = _frame(colours, zoom, narrow)
    known = places.dropna(subset=["lat", "lon"]).sort_values("n", ascending=False)
    most = max(float(known["n"].max()), 1.0) if len(known) else 1.0
    hollow = known["where_prec"].fillna(1) >= 4
    named = _named(known, zoom, narrow)
    for part, is_hollow in ((known[~hollow], False), (known[hollow], True)):
        if len(part):
            circles = _circles(part, colours, most, is_hollow, narrow)
            circles.mode = "markers+text"
            circles.text = part["label"].where(part.index.isin(named), "")
            figure.add_trace(circles)
    chosen = known[known["place_id"] == selected]
    if len(chosen):
        figure.add_trace(
            go.Scattergeo(
                lat=chosen["lat"], lon=chosen["lon"], mode="markers", hoverinfo="skip",
                marker={"size": [_size(n, most, narrow) + 10 for n in chosen["n"]], "color": "rgba(0,0,0,0)",
                        "line": {"width": 2.5, "color": colours.ink}},
            )
        )  # fmt: skip
    return figure


def year_map(places: pd.DataFrame, colours: Shade, *, zoom: str, play: str, pause: str, narrow: bool = False) -> go.Figure:
    """The same year by year with a slider: ``places`` has a ``year`` column beside those of :func:`place_map`."""
    figure = _frame(colours, zoom, narrow)
    known = places.dropna(subset=["lat", "lon"])
    most = max(float(known["n"].max()), 1.0) if len(known) else 1.0
    years = sorted(known["year"].unique())
    frames = []
    for year in years:
        part = known[known["year"] == year].sort_values("n", ascending=False)
        circles = _circles(part, colours, most, False, narrow)
        circles.text = part["label"].where(part.index.isin(_named(part, zoom, narrow)), "")
        circles.mode = "markers+text"
        frames.append(go.Frame(name=str(year), data=[circles]))
    if frames:
        figure.add_trace(frames[-1].data[0])
        figure.frames = frames
        step = {"frame": {"duration": 900, "redraw": True}, "mode": "immediate", "transition": {"duration": 0}}
        figure.update_layout(
            updatemenus=[
                {
                    "type": "buttons", "direction": "left", "x": 0, "y": -0.02, "xanchor": "left", "yanchor": "top", "showactive": False,
                    "bgcolor": colours.panel, "bordercolor": colours.rule,
                    "buttons": [
                        {"label": play, "method": "animate", "args": [None, {**step, "fromcurrent": True}]},
                        {"label": pause, "method": "animate", "args": [[None], {**step, "frame": {"duration": 0, "redraw": False}}]},
                    ],
                }
            ],
            sliders=[
                {
                    "active": len(years) - 1, "x": 0.24, "len": 0.74, "y": 0.0, "pad": {"t": 6}, "currentvalue": {"visible": False},
                    "steps": [{"label": str(y), "method": "animate", "args": [[str(y)], step]} for y in years],
                }
            ],
            margin={"l": 0, "r": 0, "t": 0, "b": 70},
        )  # fmt: skip
    return figure


def itinerary_map(stops: pd.DataFrame, colours: Shade, *, zoom: str, narrow: bool = False) -> go.Figure:
    """One actor's talks in time order, joined by great circles and numbered. ``stops``: ``talk_id, place_id, label, lat, lon, hover``."""
    figure = _frame(colours, zoom, narrow)
    figure.add_trace(
        go.Scattergeo(
            lat=stops["lat"], lon=stops["lon"], mode="lines", opacity=0.75, hoverinfo="skip",
            line={"width": 1.8, "color": colours.hues["vermilion"]},
        )
    )  # fmt: skip
    where = (
        stops.assign(step=range(1, len(stops) + 1))
        .groupby("place_id", sort=False)
        .agg(
            lat=("lat", "first"),
            lon=("lon", "first"),
            label=("label", "first"),
            steps=("step", list),
            n=("step", "size"),
            talk_id=("talk_id", "last"),
        )
        .reset_index()
    )
    figure.add_trace(
        go.Scattergeo(
            lat=where["lat"], lon=where["lon"], mode="markers+text",
            marker={"size": [12 + 2 * min(n, 8) for n in where["n"]], "color": colours.hues["accent"],
                    "line": {"width": 1, "color": colours.paper}},
            text=[f"<b>{label}</b> {_steps(steps)}" for label, steps in zip(where["label"], where["steps"], strict=True)],
            textposition="top center", textfont={"size": 12.5, "color": colours.ink, "family": FONT, "shadow": halo(colours)},
            customdata=where[["place_id"]].to_numpy(), hovertemplate="%{text}<extra></extra>",
        )
    )  # fmt: skip
    return figure


def arc_map(arcs: pd.DataFrame, colours: Shade, *, zoom: str, narrow: bool = False) -> go.Figure:
    """Lines between capitals that met. ``arcs``: ``a_label, a_lat, a_lon, b_label, b_lat, b_lon, n, hover``."""
    figure = _frame(colours, zoom, narrow)
    most = max(float(arcs["n"].max()), 1.0) if len(arcs) else 1.0
    for row in arcs.sort_values("n").itertuples():
        figure.add_trace(
            go.Scattergeo(
                lat=[row.a_lat, row.b_lat], lon=[row.a_lon, row.b_lon], mode="lines", hoverinfo="skip",
                line={"width": 1 + 6 * math.sqrt(row.n / most), "color": colours.hues["vermilion"]}, opacity=0.55,
            )
        )  # fmt: skip
    ends = pd.concat(
        [
            arcs[["a_label", "a_lat", "a_lon", "n"]].set_axis(["label", "lat", "lon", "n"], axis=1),
            arcs[["b_label", "b_lat", "b_lon", "n"]].set_axis(["label", "lat", "lon", "n"], axis=1),
        ]
    )
    ends = ends.groupby("label", as_index=False).agg(lat=("lat", "first"), lon=("lon", "first"), n=("n", "sum"))
    figure.add_trace(
        go.Scattergeo(
            lat=ends["lat"], lon=ends["lon"], mode="markers+text", text=ends["label"], textposition="top center",
            textfont={"size": 12.5, "color": colours.ink, "family": FONT, "shadow": halo(colours)}, hoverinfo="skip",
            marker={"size": 8, "color": colours.hues["accent"], "line": {"width": 1, "color": colours.paper}},
        )
    )  # fmt: skip
    return figure


def distances(stops: pd.DataFrame) -> list[float]:
    """Geodesic kilometres from each stop to the next (WGS 84, Karney's method as in geopy); one fewer than stops."""
    points = list(zip(stops["lat"], stops["lon"], strict=True))
    return [geodesic(a, b).km for a, b in zip(points, points[1:], strict=False)]


def _steps(steps: Sequence[int]) -> str:
    shown = ", ".join(str(s) for s in steps[:4]) if len(steps) <= 4 else f"{steps[0]}–{steps[-1]}"
    return f"\u2066({shown})\u2069"


def _size(n: float, most: float, narrow: bool = False) -> float:
    return (5 + 25 * math.sqrt(float(n) / most)) if narrow else (7 + 41 * math.sqrt(float(n) / most))


def _circles(part: pd.DataFrame, colours: Shade, most: float, hollow: bool, narrow: bool) -> go.Scattergeo:
    colour = colours.hues["accent"]
    return go.Scattergeo(
        lat=part["lat"],
        lon=part["lon"],
        mode="markers",
        marker={
            "size": [_size(n, most, narrow) for n in part["n"]],
            "color": "rgba(0,0,0,0)" if hollow else colour,
            "opacity": 1 if hollow else 0.62,
            "line": {"width": 2 if hollow else 1, "color": colour if hollow else colours.paper},
        },
        customdata=part[["place_id"]].to_numpy(),
        hovertext=part["hover"],
        hovertemplate="%{hovertext}<extra></extra>",
        textposition="top center",
        textfont={"size": 13, "color": colours.ink, "family": FONT, "shadow": halo(colours)},
        selected={"marker": {"opacity": 0.9}},
        unselected={"marker": {"opacity": 1 if hollow else 0.62}},
    )


def _named(known: pd.DataFrame, zoom: str, narrow: bool) -> list[object]:
    """The index of the largest circles whose names do not crowd each other."""
    west, east, south, north = extent(zoom, narrow)
    across, down = (5, 8) if narrow else (11, 14)
    shown: list[tuple[float, float]] = []
    keep: list[object] = []
    for index, row in known.iterrows():
        near = any(abs(row["lat"] - a) < (north - south) / down and abs(row["lon"] - b) < (east - west) / across for a, b in shown)
        if west <= row["lon"] <= east and south <= row["lat"] <= north and not near:
            shown.append((row["lat"], row["lon"]))
            keep.append(index)
        if len(keep) == (9 if narrow else 18):
            break
    return keep


def _frame(colours: Shade, zoom: str, narrow: bool) -> go.Figure:
    west, east, south, north = extent(zoom, narrow)
    figure = go.Figure()
    base_layout(figure, colours, height=330 if narrow else 580)
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        clickmode="event+select",
        geo={
            "projection": {"type": "mercator"},
            "lonaxis": {"range": [west, east]},
            "lataxis": {"range": [south, north]},
            "resolution": 50,
            "showland": True, "landcolor": colours.land,
            "showocean": True, "oceancolor": colours.water,
            "showlakes": True, "lakecolor": colours.water,
            "showcountries": True, "countrycolor": colours.border, "countrywidth": 0.8,
            "showcoastlines": True, "coastlinecolor": colours.border, "coastlinewidth": 0.8,
            "showframe": False, "bgcolor": colours.paper,
        },
    )  # fmt: skip
    return figure
