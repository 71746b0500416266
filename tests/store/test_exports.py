"""Exports: readable again, safe to open, the same every time."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from datetime import date
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.store import formats
from core.store.codes import quote_code, talk_code
from core.store.exports import FORMATS, WHAT, codebook, export, export_bytes, table
from core.store.filters import Filters
from core.store.query import Store

ALL = Filters()


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_csv_comes_back_as_it_was(store: Store, what: str, lang: str) -> None:
    data = export_bytes(store, ALL, what, "csv", lang=lang)  # type: ignore[arg-type]
    assert data.startswith(b"\xef\xbb\xbf") and b"\r\n" in data
    back = pd.read_csv(io.BytesIO(data))
    frame = table(store, ALL, what, lang)  # type: ignore[arg-type]
    assert list(back.columns) == list(frame.columns) and len(back) == len(frame) and list(back["id"]) == list(frame["id"])


def test_an_empty_choice_gives_a_header(store: Store) -> None:
    for what in WHAT:
        assert export_bytes(store, Filters(text="غيرموجود"), what, "csv").count(b"\r\n") == 1


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_any_text_survives_csv_up_to_the_guard_and_control_characters(rows: list[list[str]]) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b"], dtype=object)
    back = pd.read_csv(io.BytesIO(formats.to_csv(frame)), dtype=str, keep_default_na=False, na_filter=False, skip_blank_lines=False)
    expected = [[str(formats.guarded(value)) for value in row] for row in rows]
    assert [[c.replace("\r\n", "\n").replace("\r", "\n") for c in row] for row in back.astype(str).values.tolist()] == [
        [c.replace("\r\n", "\n").replace("\r", "\n") for c in row] for row in expected
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u200f=1", "\ufeff=1", "＝1", "\u202e@x"])
def test_nothing_becomes_a_formula(text: str) -> None:
    assert str(formats.guarded(text)).startswith("'")
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(formats.to_xlsx(pd.DataFrame({"a": [text]})))).active
    assert sheet is not None and sheet["A2"].data_type == "s"


def test_numbers_stay_numbers() -> None:
    assert [formats.guarded(v) for v in (-1, -1.5, float("nan"), None, pd.NaT, True)] == [-1, -1.5, None, None, None, "true"]


def test_xlsx_runs_from_right_to_left_in_arabic(store: Store) -> None:
    from openpyxl import load_workbook

    for lang, right in (("ar", True), ("en", False)):
        book = load_workbook(io.BytesIO(export_bytes(store, ALL, "quotes", "xlsx", lang=lang)))
        sheet = book.active
        assert sheet is not None and bool(sheet.sheet_view.rightToLeft) is right and sheet.max_row == 6


def test_geojson_has_points_in_longitude_latitude_order(store: Store) -> None:
    found = json.loads(export_bytes(store, ALL, "places", "geojson"))
    moscow = next(f for f in found["features"] if f["properties"]["id"] == "moscow")
    assert found["type"] == "FeatureCollection" and moscow["geometry"] == {"type": "Point", "coordinates": [37.62, 55.75]}


def test_graphs_can_be_read_by_networkx(store: Store) -> None:
    import networkx as nx

    gexf = export_bytes(store, ALL, "talks", "gexf")
    graph = nx.read_gexf(io.BytesIO(gexf))
    assert graph["lavrov"]["zarif"]["weight"] == 2 and b'start="2016-12-20"' in gexf and b'timeformat="date"' in gexf
    again = nx.parse_graphml(export_bytes(store, ALL, "talks", "graphml").decode())
    assert again.nodes["lavrov"]["name_ar"] == "سيرغي لافروف"


def test_timelinejs_escapes_what_it_shows() -> None:
    frame = pd.DataFrame(
        [{"id": "t", "date_start": date(2016, 1, 2), "date_end": date(2016, 1, 3), "headline": "<img src=x>", "description": "a&b"}]
    )
    (event,) = json.loads(formats.to_timelinejs(frame, title="<b>"))["events"]
    assert event["text"] == {"headline": "&lt;img src=x&gt;", "text": "a&amp;b"} and event["end_date"] == {
        "year": 2016,
        "month": 1,
        "day": 3,
    }


def test_icalendar_lines_are_folded_escaped_and_end_exclusive(store: Store) -> None:
    data = export_bytes(store, ALL, "talks", "ics", lang="ar")
    lines = data.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines) and lines[-1] == ""
    assert "DTSTART;VALUE=DATE:20170223" in lines and "DTEND;VALUE=DATE:20170304" in lines and data.count(b"BEGIN:VEVENT") == 3
    unfolded = data.decode().replace("\r\n ", "")
    assert re.search("SUMMARY:.*موسكو", unfolded)
    frame = pd.DataFrame(
        [{"id": "t", "date_start": date(2016, 1, 2), "date_end": None, "headline": "a;b,c\\d\r\nEND:VEVENT", "description": ""}]
    )
    assert "SUMMARY:a\\;b\\,c\\\\d\\nEND:VEVENT\r\n" in formats.to_icalendar(frame).decode()


def test_the_zip_says_what_it_is(store: Store) -> None:
    filters = Filters(places=("moscow",))
    data = export_bytes(store, filters, "talks", "zip", lang="ar")
    assert data == export_bytes(store, filters, "talks", "zip", lang="ar")
    archive = zipfile.ZipFile(io.BytesIO(data))
    readme = archive.read("README.txt").decode()
    assert "in Moscow" in readme and "في موسكو" in readme and store.meta()["version"] in readme and "Licence" in readme
    package = json.loads(archive.read("datapackage.json"))
    for resource in package["resources"]:
        rows = archive.read(resource["path"])
        assert resource["bytes"] == len(rows)
        header = rows.decode("utf-8-sig").split("\r\n")[0].split(",")
        assert header == [field["name"] for field in resource["schema"]["fields"]]
    assert archive.read("CODEBOOK.md").decode() == codebook()


def test_control_characters_break_no_xml() -> None:
    nodes = pd.DataFrame([{"actor_id": "a", "name_en": "x\x00\x0b\ud800<y>"}, {"actor_id": "b", "name_en": "b"}], dtype=object)
    edges = pd.DataFrame([{"source": "a", "target": "b", "weight": 1, "first_day": None, "last_day": None}])
    for form in ("gexf", "graphml"):
        ET.fromstring(formats.to_graph(nodes, edges, form))


@pytest.mark.parametrize(("what", "form"), [("quotes", "ics"), ("quotes", "json"), ("actors", "geojson"), ("talks", "pdf"), ("x", "csv")])
def test_what_does_not_exist_is_said(store: Store, what: str, form: str) -> None:
    with pytest.raises(ValueError, match=r"holds|no format|no table"):
        export_bytes(store, ALL, what, form)  # type: ignore[arg-type]


def test_export_writes_whole_files(store: Store, tmp_path: Path) -> None:
    for form in FORMATS:
        export(store, ALL, "talks", tmp_path / f"x.{form}")
        assert (tmp_path / f"x.{form}").stat().st_size > 100
    assert not list(tmp_path.glob(".x*"))


def test_talks_and_quotes_carry_event_codes() -> None:
    assert [talk_code("CAMEO", kind, "held") for kind in ("call", "negotiations", "meeting", "visit", "summit")] == [
        "041", "046", "040", "040", "040",
    ]  # fmt: skip
    assert talk_code("CAMEO", "meeting", "planned") == "036" and talk_code("CAMEO", "meeting", "cancelled") == ""
    assert talk_code("PLOVER", "summit", "held") == "CONSULT" and talk_code("PLOVER", "meeting", "planned") == "AGREE"
    assert quote_code("CAMEO", "threaten") == "13" and quote_code("PLOVER", "say") == ""


def test_graph_of_quotes_keeps_both_directions() -> None:
    nodes = pd.DataFrame({"actor_id": ["a", "b"], "name_en": ["A", "B"]})
    day = date(2018, 1, 1)
    edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "weight": [3, 1], "first_day": [day, day], "last_day": [day, day]})
    graph = nx.read_graphml(io.BytesIO(formats.to_graph(nodes, edges, "graphml", directed=True)))
    assert graph.is_directed() and graph["a"]["b"]["weight"] == 3 and graph["b"]["a"]["weight"] == 1
