"""The world gazetteer: what it knows, whom it prefers, which false friends it leaves alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from core.knowledge import gazetteer, load
from core.knowledge.gazetteer import GazetteerRow, lookup, make
from core.language.text import fold


@pytest.mark.parametrize(
    ("name", "country", "lat", "lon"),
    [
        ("عين حلاقيم", "SY", 34.97, 36.32),
        ("سبرينغفيلد", "US", 37.2, -93.3),
        ("بورتلاند", "US", 43.66, -70.26),
        ("تومسك", "RU", 56.5, 84.97),
        ("كالوغا", "RU", 54.53, 36.27),
        ("الحسينية", "JO", None, None),
    ],
)
def test_lookup_finds_places_that_no_table_has(name: str, country: str | None, lat: float | None, lon: float | None) -> None:
    found = lookup(fold(name))
    assert found
    assert country is None or found[0].country == country
    if lat is not None and lon is not None:
        assert any(abs(row.lat - lat) < 0.6 and abs(row.lon - lon) < 0.6 for row in found)
    assert all(row.id.startswith("geonames-") for row in found)


@pytest.mark.parametrize("name", ["سعيد", "صالح", "السلام", "قنوات", "حلب", "موسكو", "لافروف", "الوزير", "قال", "لا", "", "لا وجود لها"])
def test_lookup_leaves_false_friends_alone(name: str) -> None:
    assert lookup(fold(name)) == []


def test_lookup_prefers_syria_then_neighbours_then_the_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("Far", "US", 900_000, 1), ("Home", "SY", 0, 2), ("Near", "JO", 10, 3), ("Nearer", "TR", 20, 4), ("Small", "FR", 5, 5)]
    lines = tuple(f"زقلوط,زقلوط,{name},{country},1.0,2.0,{people},{ident}" for name, country, people, ident in rows)
    monkeypatch.setattr(gazetteer, "_lines", lambda: lines)
    assert [row.name_en for row in lookup("زقلوط")] == ["Home", "Nearer", "Near", "Far", "Small"]
    assert [row.name_en for row in lookup("زقلوط", country="fr")] == ["Small"]
    assert lookup("زقلو") == []


def test_lookup_loads_in_a_blink() -> None:
    load()
    gazetteer._lines.cache_clear()
    begin = time.perf_counter()
    lookup(fold("تومسك"))
    assert time.perf_counter() - begin < 0.3


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="python -m core.knowledge.gazetteer"):
        gazetteer._lines(tmp_path / "gone.csv.gz")


@pytest.mark.slow
def test_the_file_is_what_the_package_gives(tmp_path: Path) -> None:
    assert make(tmp_path / "again.csv.gz") > 30_000
    assert (tmp_path / "again.csv.gz").read_bytes() == gazetteer.FILE.read_bytes()


def test_the_attribution_lies_beside_the_data() -> None:
    text = gazetteer.FILE.with_name("LICENSE.md").read_text("utf-8")
    assert "GeoNames" in text and "Creative Commons Attribution 4.0" in text


def test_rows_hold_plain_values() -> None:
    (row,) = lookup(fold("عين حلاقيم"))
    assert isinstance(row, GazetteerRow) and isinstance(row.population, int) and 34 < row.lat < 36
