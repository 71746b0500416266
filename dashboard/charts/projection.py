"""The window a map looks through: Mercator pixels of a place, and the window that holds given places. No Plotly inside."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

WIDE, NARROW = (1112, 580), (358, 400)
"""Width and height of a map in pixels on a desk and on a phone."""
ZOOMS: dict[str, tuple[float, float, float, float]] = {
    "syria": (33.5, 44.0, 32.0, 37.6),
    "mideast": (24.0, 62.0, 16.0, 43.5),
    "wide": (-12.0, 80.0, 18.0, 60.5),
    "world": (-130.0, 150.0, -42.0, 68.0),
}
"""Name → west, east, south, north in degrees that must be seen; the window shows what lies around them too."""
_POLE = 84.5
"""No window looks further north or south: Mercator has no pole."""


def mercator(lat: float) -> float:
    """The northing of a latitude on a sphere of radius 1."""
    return math.asinh(math.tan(math.radians(max(-85.0, min(85.0, lat)))))


@dataclass(frozen=True, slots=True)
class Window:
    """A map's middle and how many pixels a radian takes, for a figure of ``width`` × ``height`` pixels."""

    lon: float
    lat: float
    scale: float
    width: int
    height: int

    def pixel(self, lat: float, lon: float) -> tuple[float, float]:
        """Pixels from the left top corner."""
        x = self.width / 2 + self.scale * math.radians(lon - self.lon)
        return x, self.height / 2 - self.scale * (mercator(lat) - mercator(self.lat))

    def geo(self) -> dict[str, Any]:
        """The same for Plotly: the ranges of longitude and latitude that fill the figure."""
        across, down = math.degrees(self.width / 2 / self.scale), self.height / 2 / self.scale
        low, high = (math.degrees(math.atan(math.sinh(mercator(self.lat) + end))) for end in (-down, down))
        return {
            "projection": {"type": "mercator"},
            "lonaxis": {"range": [self.lon - across, self.lon + across]},
            "lataxis": {"range": [low, high]},
        }


def window(zoom: str, points: pd.DataFrame, *, narrow: bool = False) -> Window:
    """The window of a named zoom, or with ``fit`` the one that holds all of ``points`` (columns ``lat, lon``)."""
    known = points.dropna(subset=["lat", "lon"])
    if zoom in ZOOMS or known.empty:
        west, east, south, north = ZOOMS.get(zoom, ZOOMS["wide"])
    else:
        west, east, south, north = known["lon"].min(), known["lon"].max(), known["lat"].min(), known["lat"].max()
        across, down = max(east - west, 12.0), max(north - south, 6.0)
        middle, centre = (east + west) / 2, (north + south) / 2
        west, east = middle - 0.58 * across, middle + 0.58 * across
        south, north = max(-58.0, centre - 0.6 * down), min(78.0, centre + 0.66 * down)
    width, height = NARROW if narrow else WIDE
    north = min(78.0, north + 3.5) if narrow else north  # room for the label of the northernmost mark
    across, low, high = math.radians(east - west), mercator(south), mercator(north)
    height = min(height, max(height * 3 // 5, round(1.05 * width / across * (high - low))))  # a wide strip needs no tall figure
    scale = float(min(width / across, height / (high - low)))
    reach = max(0.0, mercator(_POLE) - height / 2 / scale)
    middle_north = max(-reach, min(reach, (low + high) / 2))
    return Window(float((west + east) / 2), math.degrees(math.atan(math.sinh(middle_north))), scale, width, height)


def great_circle(a: tuple[float, float], b: tuple[float, float], steps: int = 6) -> list[tuple[float, float]]:
    """Points (latitude, longitude) on the shortest way between two places on a sphere, both ends included, for windows to hold."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(lat), math.radians(lon)) for lat, lon in (a, b))
    inner = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon2 - lon1)
    angle = math.acos(max(-1.0, min(1.0, inner)))
    if angle < 1e-9:
        return [a]
    points = []
    for step in range(steps + 1):
        p, q = (math.sin((1 - step / steps) * angle) / math.sin(angle), math.sin(step / steps * angle) / math.sin(angle))
        x = p * math.cos(lat1) * math.cos(lon1) + q * math.cos(lat2) * math.cos(lon2)
        y = p * math.cos(lat1) * math.sin(lon1) + q * math.cos(lat2) * math.sin(lon2)
        z = p * math.sin(lat1) + q * math.sin(lat2)
        points.append((math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))))
    return points


def best_zoom(places: pd.DataFrame) -> str:
    """The closest named view that holds four fifths of what is counted (columns ``lat, lon, n``)."""
    known = places.dropna(subset=["lat", "lon"])
    total = known["n"].sum()
    for name, (west, east, south, north) in ZOOMS.items():
        inside = known[known["lon"].between(west, east) & known["lat"].between(south, north)]["n"].sum()
        if total and inside >= 0.8 * total:
            return name
    return "wide"
