"""Places, itineraries and arcs on a map with this app's own boundaries. Frame in, figure out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import pandas as pd
import plotly.graph_objects as go
from geopy.distance import geodesic

from dashboard.charts.labels import Mark, place_labels
from dashboard.charts.projection import Window, great_circle, window
from dashboard.charts.theme import FONT, Shade, base_layout, halo

LABEL_SIZE = 13.0
NEAR = 5.0
"""Marks whose middles lie closer than this many pixels are drawn as one."""
FAR = 66.0
"""Lines beyond this latitude need not be seen whole."""
ARCS = 30
"""So many arcs are drawn, those with most talks."""


def place_map(places: pd.DataFrame, colours: Shade, *, zoom: str, selected: str | None = None, narrow: bool = False) -> go.Figure:
    """Circles by count. ``places``: ``place_id, label, lat, lon, where_prec, n, hover``; area is proportional to ``n``.

    Places known only as region or country (``where_prec`` of 4 or more) are hollow. ``customdata[0]`` is the place id.
    """
    view = window(zoom, places, narrow=narrow)
    figure = _frame(colours, view)
    known = _merged(places.dropna(subset=["lat", "lon"]).sort_values(["n", "place_id"], ascending=[False, True]), view)
    most = max(float(known["n"].max()), 1.0) if len(known) else 1.0
    known = _named(known, view, most, narrow)
    hollow = known["where_prec"].fillna(1) >= 4
    for part, is_hollow in ((known[~hollow], False), (known[hollow], True)):
        if len(part):
            figure.add_trace(_circles(part, colours, most, is_hollow, narrow))
    chosen = known[[selected in members for members in known["members"]]] if len(known) else known
    if len(chosen):
        figure.add_trace(
            go.Scattergeo(
                lat=chosen["lat"], lon=chosen["lon"], mode="markers", hoverinfo="skip",
                marker={"size": [size_of(n, most, narrow) + 10 for n in chosen["n"]], "color": "rgba(0,0,0,0)",
                        "line": {"width": 2.5, "color": colours.ink}},
            )
        )  # fmt: skip
    return figure


def largest(places: pd.DataFrame, *, zoom: str, narrow: bool = False) -> int:
    """The count of the largest circle :func:`place_map` draws, places on one another counted together."""
    known = places.dropna(subset=["lat", "lon"]).sort_values(["n", "place_id"], ascending=[False, True])
    merged = _merged(known.assign(hover=""), window(zoom, places, narrow=narrow))
    return int(merged["n"].max()) if len(merged) else 1


def year_map(places: pd.DataFrame, colours: Shade, *, zoom: str, play: str, pause: str, narrow: bool = False) -> go.Figure:
    """The same year by year with a slider: ``places`` has a ``year`` column beside those of :func:`place_map`."""
    view = window(zoom, places, narrow=narrow)
    figure = _frame(colours, view)
    known = places.dropna(subset=["lat", "lon"])
    years = sorted(known["year"].unique())
    parts = {year: _merged(known[known["year"] == year].sort_values(["n", "place_id"], ascending=[False, True]), view) for year in years}
    most = max((float(part["n"].max()) for part in parts.values()), default=1.0)
    frames = [
        go.Frame(
            name=str(year),
            data=[_circles(_named(part, view, most, narrow), colours, most, False, narrow)],
            layout={"annotations": [_year_mark(year, colours)]},
        )
        for year, part in parts.items()
    ]
    if frames:
        figure.add_trace(frames[-1].data[0])
        figure.frames = frames
        figure.update_layout(annotations=[_year_mark(years[-1], colours)], **_player([str(y) for y in years], colours, play, pause))
        figure.update_layout(height=view.height + 70)
    return figure


def _year_mark(year: int, colours: Shade) -> dict[str, object]:
    """The year in force, large in a corner of the map."""
    return {
        "text": f"<b>{year}</b>", "xref": "paper", "yref": "paper", "x": 0.015, "y": 0.98, "xanchor": "left", "yanchor": "top",
        "showarrow": False, "font": {"size": 34, "color": colours.soft, "family": FONT, "shadow": halo(colours)},
    }  # fmt: skip


def _player(years: Sequence[str], colours: Shade, play: str, pause: str) -> dict[str, object]:
    """Buttons and slider below the map, in the colours of the page."""
    step = {"frame": {"duration": 900, "redraw": True}, "mode": "immediate", "transition": {"duration": 0}}
    still = {**step, "frame": {"duration": 0, "redraw": False}}
    buttons = [
        {"label": play, "method": "animate", "args": [None, {**step, "fromcurrent": True}]},
        {"label": pause, "method": "animate", "args": [[None], still]},
    ]
    menu = {
        "type": "buttons", "direction": "left", "x": 0, "y": -0.02, "xanchor": "left", "yanchor": "top", "showactive": False,
        "bgcolor": colours.panel, "bordercolor": colours.rule, "font": {"color": colours.ink}, "buttons": buttons,
    }  # fmt: skip
    slider = {
        "active": len(years) - 1, "x": 0.26, "len": 0.72, "y": 0.0, "pad": {"t": 6}, "currentvalue": {"visible": False},
        "bgcolor": colours.rule, "bordercolor": colours.rule, "activebgcolor": colours.accent, "tickcolor": colours.soft,
        "font": {"color": colours.soft},
        "steps": [{"label": year, "method": "animate", "args": [[year], step]} for year in years],
    }  # fmt: skip
    return {"updatemenus": [menu], "sliders": [slider], "margin": {"l": 0, "r": 0, "t": 0, "b": 70}}


def itinerary_map(stops: pd.DataFrame, colours: Shade, *, zoom: str, narrow: bool = False) -> go.Figure:
    """One actor's talks in time order, joined by great circles and numbered. ``stops``: ``talk_id, place_id, label, lat, lon``."""
    places = list(zip(stops["lat"], stops["lon"], strict=True))
    view = window(zoom, _ways(zip(places, places[1:] or places, strict=False)), narrow=narrow)
    figure = _frame(colours, view)
    figure.add_trace(
        go.Scattergeo(
            lat=stops["lat"], lon=stops["lon"], mode="lines", opacity=0.75, hoverinfo="skip",
            line={"width": 1.8, "color": colours.hues["vermilion"]},
        )
    )  # fmt: skip
    where = (
        stops.assign(step=range(1, len(stops) + 1), n=1, hover=stops["label"])
        .groupby("place_id", sort=False, as_index=False)
        .agg({"lat": "first", "lon": "first", "label": "first", "hover": "first", "step": list, "n": "sum"})
        .sort_values("n", ascending=False, kind="stable")
    )
    where = _merged(where.assign(where_prec=1), view)
    where["label"] = [f"<b>{label}</b> {_steps(sorted(steps))}" for label, steps in zip(where["label"], where["step"], strict=True)]
    sizes = [12 + 2 * min(n, 8) for n in where["n"]]
    sides = _sides(where, view, sizes)
    figure.add_trace(
        go.Scattergeo(
            lat=where["lat"], lon=where["lon"], mode="markers+text",
            marker={"size": sizes, "color": colours.hues["accent"], "line": {"width": 1, "color": colours.paper}},
            text=[label if side else "" for label, side in zip(where["label"], sides, strict=True)],
            textposition=[side or "top center" for side in sides], hovertext=where["label"],
            textfont={"size": LABEL_SIZE, "color": colours.ink, "family": FONT, "shadow": halo(colours)},
            customdata=where[["place_id"]].to_numpy(), hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip
    return figure


def arc_map(arcs: pd.DataFrame, colours: Shade, *, zoom: str, narrow: bool = False) -> go.Figure:
    """Lines between capitals that met, the :data:`ARCS` strongest; weaker ones fainter. ``arcs``: ``a_label, a_lat, a_lon, b_label,
    b_lat, b_lon, n``."""
    arcs = arcs.nlargest(ARCS, "n", keep="first")
    columns = ["label", "lat", "lon", "n"]
    ends = pd.concat([arcs[[f"{e}_label", f"{e}_lat", f"{e}_lon", "n"]].set_axis(columns, axis=1) for e in "ab"])
    ends = ends.groupby("label", as_index=False).agg(lat=("lat", "first"), lon=("lon", "first"), n=("n", "sum"))
    ends = ends.sort_values(["n", "label"], ascending=[False, True]).reset_index(drop=True)
    pairs = zip(zip(arcs["a_lat"], arcs["a_lon"], strict=True), zip(arcs["b_lat"], arcs["b_lon"], strict=True), strict=True)
    view = window(zoom, _ways(pairs), narrow=narrow)
    figure = _frame(colours, view)
    most = max(float(arcs["n"].max()), 1.0) if len(arcs) else 1.0
    for row in arcs.sort_values("n").itertuples():
        share = math.sqrt(row.n / most)
        figure.add_trace(
            go.Scattergeo(
                lat=[row.a_lat, row.b_lat], lon=[row.a_lon, row.b_lon], mode="lines", hoverinfo="skip",
                line={"width": 0.8 + 6.2 * share, "color": colours.hues["vermilion"]}, opacity=0.18 + 0.6 * share,
            )
        )  # fmt: skip
    sides = _sides(ends, view, [8.0] * len(ends))
    figure.add_trace(
        go.Scattergeo(
            lat=ends["lat"], lon=ends["lon"], mode="markers+text", hovertext=ends["label"], hovertemplate="%{hovertext}<extra></extra>",
            text=[label if side else "" for label, side in zip(ends["label"], sides, strict=True)],
            textposition=[side or "top center" for side in sides],
            textfont={"size": LABEL_SIZE, "color": colours.ink, "family": FONT, "shadow": halo(colours)},
            marker={"size": 8, "color": colours.hues["accent"], "line": {"width": 1, "color": colours.paper}},
        )
    )  # fmt: skip
    return figure


def _ways(pairs: Iterable[tuple[tuple[float, float], tuple[float, float]]]) -> pd.DataFrame:
    """Points along the lines between pairs of places, so that lines stay inside a window that fits them; a way over the pole may
    leave it."""
    points = [point for a, b in pairs for point in great_circle(a, b) if abs(point[0]) < FAR]
    return pd.DataFrame(points, columns=["lat", "lon"])


def distances(stops: pd.DataFrame) -> list[float]:
    """Geodesic kilometres from each stop to the next (WGS 84, Karney's method as in geopy); one fewer than stops."""
    points = list(zip(stops["lat"], stops["lon"], strict=True))
    return [geodesic(a, b).km for a, b in zip(points, points[1:], strict=False)]


def size_of(n: float, most: float, narrow: bool = False) -> float:
    """The diameter in pixels of a circle for ``n`` where the largest count is ``most``."""
    return (5 + 22 * math.sqrt(float(n) / most)) if narrow else (6 + 38 * math.sqrt(float(n) / most))


def _steps(steps: Sequence[int]) -> str:
    shown = ", ".join(str(s) for s in steps[:4]) if len(steps) <= 4 else f"{steps[0]}–{steps[-1]}"
    return f"\u2066({shown})\u2069"


def _merged(known: pd.DataFrame, view: Window) -> pd.DataFrame:
    """Rows whose marks would lie on each other (a palace in its city) as one: the first gives name and place, counts add up, hover
    texts follow each other. ``members`` holds all ids. Vague places (hollow) and exact ones are never joined."""
    rows: list[dict[str, object]] = []
    where: list[tuple[float, float, bool]] = []
    for row in known.to_dict("records"):
        x, y = view.pixel(row["lat"], row["lon"])
        vague = bool((row.get("where_prec") or 1) >= 4)
        at = next((i for i, (a, b, v) in enumerate(where) if v == vague and math.hypot(a - x, b - y) < NEAR), None)
        if at is None:
            where.append((x, y, vague))
            rows.append({**row, "members": [row["place_id"]]})
            continue
        first = rows[at]
        first["n"] += row["n"]
        first["members"].append(row["place_id"])
        first["hover"] = f"{first['hover']}<br>{row['hover']}"
        if "step" in row:
            first["step"] = first["step"] + row["step"]
    return pd.DataFrame(rows, columns=[*known.columns, "members"])


def _named(known: pd.DataFrame, view: Window, most: float, narrow: bool) -> pd.DataFrame:
    """With ``size`` and ``side``: where the name stands, empty where there is no room for it."""
    sizes = [size_of(n, most, narrow) for n in known["n"]]
    return known.assign(size=sizes, side=_sides(known, view, sizes, most=12 if narrow else 40))


def _sides(known: pd.DataFrame, view: Window, sizes: Sequence[float], most: int = 40) -> list[str]:
    marks = [
        Mark(*view.pixel(lat, lon), size / 2, label)
        for lat, lon, size, label in zip(known["lat"], known["lon"], sizes, known["label"], strict=True)
    ]
    return [side or "" for side in place_labels(marks, view.width, view.height, size=LABEL_SIZE, most=most)]


def _circles(part: pd.DataFrame, colours: Shade, most: float, hollow: bool, narrow: bool) -> go.Scattergeo:
    colour = colours.hues["accent"]
    return go.Scattergeo(
        lat=part["lat"],
        lon=part["lon"],
        mode="markers+text",
        text=[label if side else "" for label, side in zip(part["label"], part["side"], strict=True)],
        textposition=[side or "top center" for side in part["side"]],
        marker={
            "size": list(part["size"]),
            "color": "rgba(0,0,0,0)" if hollow else colour,
            "opacity": 1 if hollow else 0.68,
            "line": {"width": 2 if hollow else 1, "color": colour if hollow else colours.paper},
        },
        customdata=part[["place_id"]].to_numpy(),
        hovertext=part["hover"],
        hovertemplate="%{hovertext}<extra></extra>",
        textfont={"size": LABEL_SIZE, "color": colours.ink, "family": FONT, "shadow": halo(colours)},
        selected={"marker": {"opacity": 0.9}},
        unselected={"marker": {"opacity": 1 if hollow else 0.68}},
    )


def _frame(colours: Shade, view: Window) -> go.Figure:
    figure = go.Figure()
    base_layout(figure, colours, height=view.height)
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        clickmode="event+select",
        geo={
            **view.geo(),
            "resolution": 50,
            "showland": True, "landcolor": colours.land,
            "showocean": True, "oceancolor": colours.water,
            "showlakes": True, "lakecolor": colours.water,
            "showcountries": True, "countrycolor": colours.border, "countrywidth": 0.8,
            "showcoastlines": True, "coastlinecolor": colours.border, "coastlinewidth": 0.8,
            "showframe": False, "bgcolor": colours.water,
        },
    )  # fmt: skip
    return figure
