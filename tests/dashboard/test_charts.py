"""Charts are functions of frames: what goes in is what is drawn."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.charts.map import distances, itinerary_map, place_map
from dashboard.charts.months import months_figure
from dashboard.charts.network import layout, matrix_figure, network_figure
from dashboard.charts.projection import ZOOMS, best_zoom
from dashboard.charts.theme import DARK, LIGHT, SIDES, STATUSES, Shade, plot_config
from dashboard.charts.timeline import Lane, timeline_figure
from dashboard.views.common import leads

POINTS = pd.DataFrame(
    {
        "talk_id": ["a", "b", "c"],
        "lane": ["x", "x", "y"],
        "date_start": ["2018-01-01", "2018-01-01", "2018-03-01"],
        "date_end": ["2018-01-01", "2018-01-05", "2018-03-01"],
        "status": ["held", "planned", "cancelled"],
        "days_basis": ["stated", "inferred", None],
        "hover": ["", "", ""],
    }
)
EDGES = pd.DataFrame({"source": ["a", "a", "c"], "target": ["b", "c", "d"], "weight": [5, 1, 2]})
NODES = pd.DataFrame(
    {"actor_id": list("abcd"), "label": list("ABCD"), "side": ["russia", "turkey", None, "un"], "weight": [6, 5, 3, 2], "hover": ""}
)


def marks(figure: object) -> dict[str, tuple[object, float]]:
    """talk id → (day, height) of every mark."""
    found = {}
    for trace in figure.data:  # type: ignore[attr-defined]
        if trace.name == "talks":
            for (key,), x, y in zip(trace.customdata, trace.x, trace.y, strict=True):
                found[key] = (x, y)
    return found


@pytest.mark.parametrize("rtl", [False, True])
def test_timeline_draws_every_dated_talk_once(rtl: bool) -> None:
    undated = pd.concat([POINTS, POINTS.head(1).assign(talk_id="d", date_start=None, date_end=None)])
    figure = timeline_figure(undated, [Lane("x", "X"), Lane("y", "Y")], LIGHT, rtl=rtl)
    found = marks(figure)
    assert set(found) == {"a", "b", "c"}
    assert found["a"][1] != found["b"][1], "talks of one day stand above each other"
    low, high = (pd.Timestamp(v) for v in figure.layout.xaxis.range)
    assert (low > high) is rtl


def test_timeline_shape_says_status_and_hollow_says_inferred() -> None:
    figure = timeline_figure(POINTS, [Lane("x", "X"), Lane("y", "Y")], LIGHT)
    symbols = {t.customdata[0][0]: t.marker.symbol for t in figure.data if t.name == "talks"}
    assert symbols == {"a": "circle", "b": "triangle-up-open", "c": "x-open"}
    assert [t for t in figure.data if t.name == "spans"], "an interval has a bar"


def test_timeline_stands_without_talks() -> None:
    assert timeline_figure(POINTS.head(0), [], LIGHT).layout.height > 0


def test_layout_is_the_same_every_time_and_inside_its_square() -> None:
    first, second = layout(EDGES), layout(EDGES.iloc[::-1].reset_index(drop=True))
    assert first == second
    assert all(-0.1 <= x <= 1.1 and -0.1 <= y <= 1.1 for x, y in first.values())
    assert layout(EDGES.head(0)) == {}


def test_network_nodes_carry_their_ids() -> None:
    figure = network_figure(NODES, EDGES, LIGHT, selected="a")
    assert {row[0] for trace in figure.data if trace.customdata is not None for row in trace.customdata} == set("abcd")


def test_matrix_is_symmetric_for_talks_and_not_for_quotes() -> None:
    both = matrix_figure(NODES, EDGES, LIGHT).data[0].z
    one = matrix_figure(NODES, EDGES, LIGHT, directed=True).data[0].z
    assert both[0][1] == both[1][0] == 5
    assert one[0][1] == 5 and one[1][0] != 5


PLACES = pd.DataFrame(
    {
        "place_id": ["m", "g"],
        "label": ["M", "G"],
        "lat": [55.76, 46.2],
        "lon": [37.62, 6.15],
        "where_prec": [1, 6],
        "n": [4, 1],
        "hover": ["", ""],
    }
)


def test_map_area_is_proportional_and_hollow_means_imprecise() -> None:
    figure = place_map(PLACES, LIGHT, zoom="wide")
    sizes = {t.customdata[0][0]: (t.marker.size[0], t.marker.color) for t in figure.data if t.customdata is not None}
    assert (sizes["m"][0] - 6) == pytest.approx(2 * (sizes["g"][0] - 6))
    assert sizes["g"][1] == "rgba(0,0,0,0)"


def test_best_zoom_is_the_closest_that_holds_most() -> None:
    assert best_zoom(PLACES) == "wide"
    assert best_zoom(pd.DataFrame({"lat": [36.2], "lon": [37.1], "n": [3]})) == "syria"
    assert set(ZOOMS) == {"syria", "mideast", "wide", "world"}


def test_distances_are_geodesic() -> None:
    assert distances(PLACES) == [pytest.approx(2419, abs=15)]
    assert distances(PLACES.head(1)) == []
    assert len(itinerary_map(PLACES.assign(talk_id=["a", "b"]), LIGHT, zoom="wide").data) == 2


def test_months_bars_hold_the_counts() -> None:
    counts = pd.DataFrame({"month": ["2018-01-01", "2018-02-01"], "series": ["x", "x"], "n": [3, 4]})
    figure = months_figure(counts, [("x", "X")], LIGHT)
    assert list(figure.data[0].y) == [3, 4]


def test_config_asks_only_this_app_and_names_months() -> None:
    config = plot_config("ar", ["م"] * 12, ["م"] * 12, ["ي"] * 7)
    assert config["topojsonURL"] == "app/static/topojson/"
    assert len(config["locales"]["ar"]["format"]["months"]) == 12


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("shade", [LIGHT, DARK], ids=lambda s: s.name)
def test_palette_keeps_its_contrast(shade: Shade) -> None:
    """WCAG 2.2: 3:1 for marks (1.4.11), 4.5:1 for text (1.4.3)."""
    paper = luminance(shade.paper)

    def contrast(colour: str) -> float:
        one = luminance(colour)
        return (max(one, paper) + 0.05) / (min(one, paper) + 0.05)

    assert all(contrast(hue) >= 3 for hue in shade.hues.values())
    assert all(contrast(text) >= 4.5 for text in (shade.ink, shade.soft, shade.accent))


def test_sides_and_statuses_are_told_apart_by_hue_and_shape_together() -> None:
    assert len(set(STATUSES.values())) == len(STATUSES)
    assert len(set(SIDES.values())) == len(SIDES)


def test_nothing_is_called_the_most_that_is_one_of_equals() -> None:
    assert leads([5, 3]) and leads([2])
    assert not leads([]) and not leads([1]) and not leads([3, 3, 1]) and not leads([1, 1])
