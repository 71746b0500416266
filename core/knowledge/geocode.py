"""Coordinates of places that no table has, asked of a Nominatim server, written as rows for someone to look through.

Nothing else in the project uses the network for places. The usage policy of the public server asks for a user agent of
one's own and at most one question a second (https://operations.osmfoundation.org/policies/nominatim/); every answer is
kept in a file, so that no question is asked twice. Answers are OpenStreetMap data (ODbL 1.0).
"""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.knowledge.columns import TABLES
from core.language.romanize import slug

Row = dict[str, str]
Asker = Callable[[str], "dict[str, Any] | None"]
HEADER = next(t.header for t in TABLES if t.name == "places")
_ARABIC = re.compile("[\u0621-\u064a]")
_CITY = {"city", "town", "village", "hamlet", "suburb", "quarter", "neighbourhood", "municipality", "borough", "locality", "city_district"}
_REGION = {"state", "province", "region", "county", "district", "governorate", "administrative", "state_district", "archipelago", "island"}


class GeocodeError(RuntimeError):
    """The server cannot be asked; the message says why and what to do."""


def geocode(
    names: Sequence[str], *, server: str, user_agent: str, country: str | None = None, out: str = "-",
    cache: Path = Path("var/geocode.json"), pause: float = 1.0,
) -> int:  # fmt: skip
    """Look ``names`` up and add a row of ``places/*.csv`` for each one found to ``out`` (``-``: standard output).

    ``country`` is an alpha-2 code, ``pause`` the seconds between two questions. Returns 0, or 1 when a name was not found.
    Raises ``GeocodeError`` when the server cannot be asked; what was found before is written and kept in ``cache``.
    """
    answers = _read_cache(cache)
    ask = asker(server, user_agent, country, pause)
    rows: list[Row] = []
    missing = []
    try:
        for name in names:
            key = "|".join((server.rstrip("/"), country or "", name))
            if key not in answers:
                answers[key] = ask(name)
                _write_cache(cache, answers)
            answer = answers[key]
            if answer is None:
                missing.append(name)
            else:
                rows.append(row(name, answer))
    finally:
        added = _write(rows, out)
    for name in missing:
        print(f"{name}: the server knows no such place{' in ' + country.upper() if country else ''}", file=sys.stderr)
    if out != "-":
        print(f"{added} rows added to {out}; look at each, then move it to data/knowledge/places/reviewed.csv", file=sys.stderr)
    return 1 if missing else 0


def asker(server: str, user_agent: str, country: str | None, pause: float) -> Asker:
    """A function from a name to the server's best answer, or ``None``. ``GeocodeError`` for an address or user agent that will not do."""
    from geopy.exc import ConfigurationError, GeocoderQueryError, GeocoderRateLimited, GeocoderServiceError
    from geopy.extra.rate_limiter import RateLimiter
    from geopy.geocoders import Nominatim

    parts = urlsplit(server)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise GeocodeError(f"--server {server}: give a whole address, for example https://nominatim.openstreetmap.org")
    if not user_agent.strip():
        raise GeocodeError("--user-agent: say who asks, for example “my-newsroom (me@example.org)”")
    try:
        nominatim = Nominatim(user_agent=user_agent, domain=parts.netloc + parts.path.rstrip("/"), scheme=parts.scheme, timeout=20)
    except ConfigurationError as error:
        raise GeocodeError(f"--user-agent {user_agent}: the public server refuses this name; give one of your own") from error
    limited = RateLimiter(
        nominatim.geocode, min_delay_seconds=pause, max_retries=1, error_wait_seconds=max(pause, 0.01) * 2, swallow_exceptions=False
    )

    def ask(name: str) -> dict[str, Any] | None:
        options = {"addressdetails": True, "namedetails": True, "language": "en", "country_codes": country.lower() if country else None}
        try:
            found = limited(name, **options)
        except GeocoderRateLimited as error:
            raise GeocodeError(f"{server} asks us to slow down; run again later, with a longer --pause") from error
        except (GeocoderServiceError, GeocoderQueryError) as error:
            why = f"{server} gives no answer ({error}); check the network and the address, or name another --server"
            raise GeocodeError(why) from error
        return dict(found.raw) if found is not None else None

    return ask


def row(name: str, answer: dict[str, Any]) -> Row:
    """One answer as a row of ``places/*.csv``. The name asked for becomes the Arabic or the English one, by its letters."""
    details, address = answer.get("namedetails") or {}, answer.get("address") or {}
    arabic = bool(_ARABIC.search(name))
    name_en = (details.get("name:en") or answer.get("name") or "") if arabic else name
    name_ar = name if arabic else details.get("name:ar") or ""
    country = str(address.get("country_code") or "").upper()
    cells = {
        "id": _ident(name_en) or slug(name_ar), "kind": _kind(answer), "name_ar": name_ar, "name_en": name_en, "country": country,
        "parent": country.lower(), "lat": f"{float(answer['lat']):.4f}", "lon": f"{float(answer['lon']):.4f}",
        "source": f"OpenStreetMap {answer.get('osm_type', '')} {answer.get('osm_id', '')} (ODbL 1.0)",
    }  # fmt: skip
    return {column: cells.get(column, "") for column in HEADER}


def _ident(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") if name.isascii() else ""


def _kind(answer: dict[str, Any]) -> str:
    """Our kind from the server's ``addresstype`` and ``type``."""
    for key in ("addresstype", "type"):
        value = str(answer.get(key, ""))
        if value == "country":
            return "country"
        if value in _CITY:
            return "city"
        if value in _REGION:
            return "region"
    return "site"


def _read_cache(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise GeocodeError(f"{path}: not the answers of earlier questions ({error}); remove the file or name another --cache") from error
    return found if isinstance(found, dict) else {}


def _write_cache(path: Path, answers: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f".{path.name}.{os.getpid()}")
    making.write_text(json.dumps(answers, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
    os.replace(making, path)


def _write(rows: list[Row], out: str) -> int:
    """Add the rows that are not there yet; returns how many."""
    if out == "-":
        writer = csv.DictWriter(sys.stdout, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return len(rows)
    path = Path(out)
    known: set[str] = set()
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as handle:
            known = {line.get("id", "") for line in csv.DictReader(handle)}
    new = [line for line in rows if line["id"] not in known]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, HEADER, lineterminator="\n")
        if handle.tell() == 0:
            writer.writeheader()
        writer.writerows(new)
    return len(new)
