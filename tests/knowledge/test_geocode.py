"""Geocoding against a server on this machine that speaks Nominatim's protocol (search, format=json)."""

from __future__ import annotations

import csv
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from core.__main__ import main
from core.knowledge.geocode import HEADER

# What the public server answers for Salamiyah, cut down to what is read.
SALAMIYAH = {
    "place_id": 1, "osm_type": "node", "osm_id": 27564939, "lat": "35.0117", "lon": "37.0526", "class": "place", "type": "town",
    "addresstype": "town", "name": "Salamiyah", "display_name": "Salamiyah, Hama Governorate, Syria",
    "address": {"town": "Salamiyah", "country": "Syria", "country_code": "sy"}, "namedetails": {"name:ar": "سلمية", "name:en": "Salamiyah"},
}  # fmt: skip
PLACES = {"سلمية": SALAMIYAH, "Salamiyah": SALAMIYAH}


class Nominatim(BaseHTTPRequestHandler):
    """``/search`` as the API documentation has it; ``asked`` keeps the questions, ``status`` breaks the server."""

    asked: list[dict[str, str]] = []
    status = 200

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        type(self).asked.append(query | {"path": parts.path, "agent": self.headers["User-Agent"]})
        place = PLACES.get(query.get("q", ""))
        if place and query.get("countrycodes", "sy") != place["address"]["country_code"]:
            place = None
        body = json.dumps([place] if place else []).encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[str]:
    Nominatim.asked, Nominatim.status = [], 200
    with ThreadingHTTPServer(("127.0.0.1", 0), Nominatim) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/nominatim"
        running.shutdown()


def ask(tmp_path: Path, server: str, *names: str, more: tuple[str, ...] = ()) -> int:
    fixed = ("--user-agent", "masarat-tests (tests@example.org)", "--cache", str(tmp_path / "answers.json"), "--pause", "0")
    return main(["geocode", *names, "--server", server, "--out", str(tmp_path / "rows.csv"), *fixed, *more])


def rows(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        assert tuple(reader.fieldnames or ()) == HEADER
        return list(reader)


def test_geocode_writes_a_row_for_review(tmp_path: Path, server: str) -> None:
    assert ask(tmp_path, server, "سلمية") == 0
    (row,) = rows(tmp_path)
    assert row["id"] == "salamiyah" and row["kind"] == "city" and row["country"] == "SY" and row["parent"] == "sy"
    assert (row["name_ar"], row["name_en"]) == ("سلمية", "Salamiyah")
    assert (row["lat"], row["lon"]) == ("35.0117", "37.0526")
    assert row["source"] == "OpenStreetMap node 27564939 (ODbL 1.0)"
    (question,) = Nominatim.asked
    assert question["path"] == "/nominatim/search" and question["q"] == "سلمية" and question["format"] == "json"
    assert question["agent"] == "masarat-tests (tests@example.org)"


def test_geocode_takes_an_english_name_and_finds_the_arabic_one(tmp_path: Path, server: str) -> None:
    assert ask(tmp_path, server, "Salamiyah") == 0
    assert rows(tmp_path)[0]["name_ar"] == "سلمية"


def test_geocode_asks_nothing_twice_and_adds_no_row_twice(tmp_path: Path, server: str) -> None:
    assert ask(tmp_path, server, "سلمية") == ask(tmp_path, server, "سلمية") == 0
    assert len(Nominatim.asked) == 1 and len(rows(tmp_path)) == 1


def test_geocode_says_what_it_did_not_find(tmp_path: Path, server: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(tmp_path, server, "أطلانتس", "سلمية") == 1
    assert "أطلانتس: the server knows no such place" in capsys.readouterr().err
    assert len(rows(tmp_path)) == 1
    assert ask(tmp_path, server, "سلمية", more=("--country", "FR")) == 1
    assert Nominatim.asked[-1]["countrycodes"] == "fr"


def test_geocode_waits_between_questions(tmp_path: Path, server: str) -> None:
    begin = time.monotonic()
    assert ask(tmp_path, server, "سلمية", "Salamiyah", more=("--pause", "0.4")) == 0
    assert len(Nominatim.asked) == 2
    assert time.monotonic() - begin >= 0.4


@pytest.mark.parametrize(("status", "words"), [(500, "gives no answer"), (403, "gives no answer"), (429, "slow down")])
def test_geocode_without_an_answer_says_why(
    tmp_path: Path, server: str, capsys: pytest.CaptureFixture[str], status: int, words: str
) -> None:
    Nominatim.status = status
    assert ask(tmp_path, server, "سلمية") == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "answers.json").exists()


def test_geocode_without_network_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert ask(tmp_path, f"http://127.0.0.1:{port}", "سلمية") == 1
    assert "check the network and the address, or name another --server" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("server", "agent", "words"),
    [
        ("nominatim.example", "me", "give a whole address"),
        ("http://127.0.0.1:9", " ", "say who asks"),
        ("https://nominatim.openstreetmap.org", "my-application", "give one of your own"),
    ],
)
def test_geocode_refuses_a_bad_server_or_agent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], server: str, agent: str, words: str
) -> None:
    assert main(["geocode", "سلمية", "--server", server, "--user-agent", agent, "--cache", str(tmp_path / "a.json")]) == 1
    assert words in capsys.readouterr().err


def test_geocode_wants_a_user_agent(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["geocode", "سلمية", "--server", "http://127.0.0.1:9"])
    assert stopped.value.code == 2 and "--user-agent" in capsys.readouterr().err


def test_geocode_with_a_spoilt_cache_says_so(tmp_path: Path, server: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "answers.json").write_text("{", "utf-8")
    assert ask(tmp_path, server, "سلمية") == 1
    assert "remove the file" in capsys.readouterr().err
