"""Names on charts: none lies on another, none on a mark, none outside the frame."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from dashboard.charts.labels import Mark, label_box, place_labels, spread, text_width
from dashboard.charts.network import MARGIN, NARROW, WIDE, network_figure
from dashboard.charts.projection import ZOOMS, great_circle, window
from dashboard.charts.theme import LIGHT


def crowd(n: int, width: float, height: float) -> list[Mark]:
    made = random.Random(n)
    name = "اسم طرف نموذجي"
    return [Mark(made.uniform(0, width), made.uniform(0, height), made.uniform(3, 18), name[: made.randint(4, 14)]) for _ in range(n)]


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] + 2 < b[3] and b[1] + 2 < a[3]


@pytest.mark.parametrize("n", [1, 12, 60, 200])
def test_labels_stand_clear_of_each_other_and_of_marks(n: int) -> None:
    marks = crowd(n, 700, 500)
    sides = place_labels(marks, 700, 500)
    boxes = [(m, label_box(m, side, 12.5)) for m, side in zip(marks, sides, strict=True) if side]
    assert boxes
    for (_, a), (_, b) in combinations(boxes, 2):
        assert not overlap(a, b)
    for mark, box in boxes:
        assert box[0] >= 0 and box[1] >= 0 and box[2] <= 700 and box[3] <= 500
        for other in marks:
            assert other is mark or not (box[0] < other.x < box[2] and box[1] + 2 < other.y < box[3] - 2)


def test_labels_go_to_the_most_important_first() -> None:
    marks = [Mark(300, 200, 10, "first of two"), Mark(300, 200, 10, "second of two")]
    assert place_labels(marks, 600, 400, most=1) == ["top center", None]
    assert place_labels([Mark(2, 2, 1, "no room above or to the left")], 600, 400)[0] in ("middle right", "bottom right")


def test_text_width_minds_the_script_and_what_is_not_seen() -> None:
    assert text_width("سوريا", 10) < text_width("Syria", 10)
    assert text_width("\u2068<b>Moscow</b>\u2069", 10) == text_width("Moscow", 10)


def test_spread_leaves_no_two_marks_on_each_other() -> None:
    made = np.random.default_rng(5)
    points, radii = made.uniform(100, 500, (60, 2)), made.uniform(5, 18, 60)
    apart = spread(points, radii, 1100, 600, room=4)
    for i, j in combinations(range(60), 2):
        assert np.hypot(*(apart[i] - apart[j])) > radii[i] + radii[j]


@pytest.mark.parametrize("narrow", [False, True])
def test_network_marks_do_not_lie_on_each_other(narrow: bool) -> None:
    made = random.Random(3)
    names = [f"actor-{n}" for n in range(32)]
    pairs = {tuple(sorted(made.sample(names, 2))) for _ in range(80)}
    edges = pd.DataFrame([{"source": a, "target": b, "weight": made.randint(1, 9)} for a, b in sorted(pairs)])
    nodes = pd.DataFrame({"actor_id": names, "label": names, "side": "russia", "weight": [made.randint(1, 40) for _ in names], "hover": ""})
    figure = network_figure(nodes, edges, LIGHT, narrow=narrow)
    marks = [(x, y, size / 2) for t in figure.data if t.customdata is not None for x, y, size in zip(t.x, t.y, t.marker.size, strict=True)]
    width, height = NARROW if narrow else WIDE
    assert len(marks) == 32
    for x, y, r in marks:
        assert 0 <= x - r + 1 and x + r - 1 <= width - 2 * MARGIN and 0 <= y - r + 1 and y + r - 1 <= height - 2 * MARGIN
    for (x, y, r), (a, b, s) in combinations(marks, 2):
        assert np.hypot(x - a, y - b) > r + s


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("zoom", [*ZOOMS, "fit"])
def test_window_holds_what_it_should_and_fills_the_figure(zoom: str, narrow: bool) -> None:
    places = pd.DataFrame({"lat": [38.9, 55.75, 33.5], "lon": [-77.0, 37.6, 36.3]})
    view = window(zoom, places, narrow=narrow)
    west, east, south, north = ZOOMS.get(zoom, (-77.0, 37.6, 33.5, 55.75))
    for lat, lon in ((south, west), (north, east)):
        x, y = view.pixel(lat, lon)
        assert -1 <= x <= view.width + 1 and -1 <= y <= view.height + 1
    geo = view.geo()
    assert view.pixel(geo["lataxis"]["range"][0], geo["lonaxis"]["range"][0]) == pytest.approx((0, view.height), abs=0.5)
    assert view.pixel(geo["lataxis"]["range"][1], geo["lonaxis"]["range"][1]) == pytest.approx((view.width, 0), abs=0.5)


def test_great_circle_bends_to_the_pole_and_keeps_its_ends() -> None:
    moscow, washington = (55.75, 37.62), (38.9, -77.04)
    way = great_circle(moscow, washington)
    assert way[0] == pytest.approx(moscow) and way[-1] == pytest.approx(washington)
    assert max(lat for lat, _ in way) > 60
    assert great_circle(moscow, moscow) == [moscow]
