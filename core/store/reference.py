"""What the knowledge says about ids: names, sides, places around places, documented talks. Read straight from its tables.

Only the columns that a store shows are read; ``core.knowledge`` is what checks them.
"""

from __future__ import annotations

import calendar
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

KNOWLEDGE = Path(__file__).resolve().parents[2] / "data" / "knowledge"
WHERE_PREC = {"site": 1, "city": 1, "region": 4, "country": 6}
"""UCDP GED ``where_prec`` of a place by its kind: exact, first-order division, country."""

ActorRow = tuple[str, str, str | None, str, str | None, str | None, bool]
PlaceRow = tuple[str, str, str | None, str, str | None, float | None, float | None, str | None, int]


@dataclass(frozen=True, slots=True)
class Reference:
    """Rows for the store's tables, in table column order, by id; ``outlets``: domain → (actor, country)."""

    actors: dict[str, ActorRow]
    places: dict[str, PlaceRow]
    tracks: list[tuple[str, str, str, int]]
    sides: list[tuple[str, str, str, int]]
    talks: list[tuple[object, ...]]
    outlets: dict[str, tuple[str, str | None]]
    fingerprint: str


@lru_cache(maxsize=4)
def load_reference(folder: Path = KNOWLEDGE) -> Reference:
    """Read the tables under ``folder``; missing ones count as empty."""
    actors: dict[str, ActorRow] = {}
    for row in _rows(folder, "actors/*.csv"):
        actors[row["id"]] = (
            row["id"], row["name_ar"], row["name_en"] or None, row["kind"], row["affiliation"] or None, row["side"] or None, True,
        )  # fmt: skip
    places: dict[str, PlaceRow] = {}
    for row in _rows(folder, "places/*.csv"):
        lat, lon = (float(row[key]) if row[key] else None for key in ("lat", "lon"))
        places[row["id"]] = (
            row["id"], row["name_ar"], row["name_en"] or None, row["kind"], row["country"] or None, lat, lon, row["parent"] or None,
            WHERE_PREC.get(row["kind"], 7),
        )  # fmt: skip
    named = ("tracks.csv", "sides.csv")
    tracks, sides = ([(r["id"], r["name_ar"], r["name_en"], i) for i, r in enumerate(_rows(folder, name))] for name in named)
    outlets = {r["domain"]: (r["actor"], r["country"] or None) for r in _rows(folder, "outlets.csv") if r["domain"]}
    talks = [_talk(row) for row in _rows(folder, "talks/*.csv")]
    return Reference(actors, places, tracks, sides, talks, outlets, knowledge_fingerprint(folder))


def _rows(folder: Path, pattern: str) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _talk(row: dict[str, str]) -> tuple[object, ...]:
    first, last = _day(row["from"], False), _day(row["to"] or row["from"], True)
    number = int(row["round"]) if row["round"].isdigit() else None
    return (
        row["id"], row["kind"], row["track"] or None, number, first, last, row["place"] or None, row["name_ar"], row["name_en"],
        row["source"], row["participants"],
    )  # fmt: skip


def _day(text: str, last: bool) -> date | None:
    """A ``YYYY[-MM[-DD]]`` cell; of a month or year its first or last day."""
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    year, month, day = (parts + [0, 0])[:3]
    month = month or (12 if last else 1)
    return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))


def knowledge_fingerprint(folder: Path = KNOWLEDGE) -> str:
    """16 hexadecimal digits over every table under ``folder``."""
    return _fingerprint(sorted(folder.rglob("*.csv")), folder)


@lru_cache(maxsize=1)
def code_fingerprint() -> str:
    """16 hexadecimal digits over the code that decides what is found in a document."""
    core = Path(__file__).resolve().parents[1]
    parts = [core / "model.py", core / "knowledge.py", *core.glob("language/*.py"), *core.glob("extract/*.py")]
    parts += [core / "store" / name for name in ("rows.py", "schema.py", "words.py", "copies.py")]
    parts += [core / "ingest" / name for name in ("clean.py", "files.py")]
    return _fingerprint(sorted(p for p in parts if p.exists()), core)


def _fingerprint(files: list[Path], root: Path) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for path in files:
        digest.update(str(path.relative_to(root)).encode())
        digest.update(hashlib.blake2b(path.read_bytes()).digest())
    return digest.hexdigest()
