"""The rows of ``data/knowledge/`` as they stand in the files, and how to read them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "data" / "knowledge"


@dataclass(frozen=True, slots=True)
class ActorRow:
    """A known actor; see ``data/knowledge/README.md`` for the columns."""

    id: str
    kind: str
    name_ar: str
    name_en: str
    aliases: tuple[str, ...]
    short: tuple[str, ...]
    affiliation: str | None
    side: str | None


@dataclass(frozen=True, slots=True)
class Term:
    """One office held without a break, inclusive days; an open end is ``date.max``."""

    actor: str
    office: str
    of: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A known place; coordinates in decimal degrees, ``needs`` the support its name wants."""

    id: str
    kind: str
    name_ar: str
    name_en: str
    aliases: tuple[str, ...]
    country: str | None
    parent: str | None
    lat: float | None
    lon: float | None
    needs: str


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A documented encounter, inclusive days."""

    id: str
    kind: str
    track: str | None
    round: int | None
    first: date
    last: date
    place: str | None
    participants: tuple[str, ...]
    name_ar: str
    name_en: str
    source: str


@dataclass(frozen=True, slots=True)
class TrackRow:
    """A process such as Astana, with the ways newspapers name it."""

    id: str
    name_ar: str
    name_en: str
    aliases: tuple[str, ...]


def rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """``(line number, row)`` of one CSV file; missing cells are empty strings."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        for row in reader:
            yield reader.line_num, {k: (v or "").strip() for k, v in row.items() if k is not None}


def table(root: Path, name: str) -> Iterator[tuple[Path, int, dict[str, str]]]:
    """Every row of ``name.csv`` or of all files in the folder ``name``, in file order."""
    single = root / f"{name}.csv"
    files = [single] if single.is_file() else sorted((root / name).glob("*.csv"))
    for path in files:
        for number, row in rows(path):
            yield path, number, row


def listed(cell: str) -> tuple[str, ...]:
    """A ``|``-separated cell."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def attributes(cell: str) -> dict[str, str]:
    """A ``key=value;key=value`` cell."""
    return dict(part.split("=", 1) for part in cell.split(";") if "=" in part)


def day_range(cell: str) -> tuple[date, date]:
    """First and last day of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ``ValueError`` when it is none."""
    parts = [int(p) for p in cell.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        first = date(parts[0], parts[1], 1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    day = date(parts[0], parts[1], parts[2])
    return day, day


def actor(row: dict[str, str]) -> ActorRow:
    """An actor row as typed values."""
    return ActorRow(
        row["id"], row["kind"], row["name_ar"], row["name_en"], listed(row["aliases"]), listed(row["short"]),
        row["affiliation"] or None, row["side"] or None,
    )  # fmt: skip


def term(row: dict[str, str]) -> Term:
    """A term row as typed values."""
    return Term(row["actor"], row["office"], row["of"], day_range(row["from"])[0], day_range(row["to"])[1] if row["to"] else date.max)


def place(row: dict[str, str]) -> PlaceRow:
    """A place row as typed values."""
    return PlaceRow(
        row["id"], row["kind"], row["name_ar"], row["name_en"], listed(row["aliases"]), row["country"] or None, row["parent"] or None,
        float(row["lat"]) if row["lat"] else None, float(row["lon"]) if row["lon"] else None, row["needs"],
    )  # fmt: skip


def talk(row: dict[str, str]) -> TalkRow:
    """A documented talk as typed values."""
    first = day_range(row["from"])[0]
    return TalkRow(
        row["id"], row["kind"], row["track"] or None, int(row["round"]) if row["round"].isdigit() else None, first,
        day_range(row["to"])[1] if row["to"] else day_range(row["from"])[1], row["place"] or None, listed(row["participants"]),
        row["name_ar"], row["name_en"], row["source"],
    )  # fmt: skip
