"""What pages take straight from the knowledge: capitals, terms of office, names of countries; and the arcs between capitals."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.store.filters import Filters
from core.store.reference import KNOWLEDGE, load_reference

if TYPE_CHECKING:
    from dashboard.data import Data

_STATES = (
    "SELECT s.actor_id, min(s.scope_id) FROM actor_scope s JOIN actors a ON a.actor_id = s.scope_id"
    " WHERE a.kind = 'state' GROUP BY s.actor_id"
)
"""Whom every actor speaks for, where that is a state."""


def capital_arcs(data: Data, filters: Filters) -> pd.DataFrame:
    """Pairs of states whose representatives met, with their capitals:
    ``a, b, n`` and for both ``name_ar, name_en`` and the capital's ``lat, lon``."""
    cities = capitals()
    scope = dict(data.ask("rows", _STATES, ()))
    pairs: dict[tuple[str, str], int] = {}
    for people in data.participants(data.talks(filters, sort="-date_start", limit=20_000, offset=0)):
        states = sorted({scope[p] for p in people if p in scope and scope[p] in cities})
        for i, a in enumerate(states):
            for b in states[i + 1 :]:
                pairs[a, b] = pairs.get((a, b), 0) + 1
    places = {row[0]: row[1:] for row in data.ask("rows", "SELECT place_id, name_ar, coalesce(name_en, name_ar), lat, lon FROM places", ())}
    rows = []
    for (a, b), n in pairs.items():
        ends = [
            places.get(cities[a]) or known_places().get(cities[a]),
            places.get(cities[b]) or known_places().get(cities[b]),
        ]
        if not all(ends):
            continue
        row: dict[str, Any] = {"a": a, "b": b, "n": n}
        for key, actor, end in (("a", a, ends[0]), ("b", b, ends[1])):
            row |= {f"{key}_ar": data.names("actor", "ar").get(actor), f"{key}_en": data.names("actor", "en").get(actor)}
            row |= {f"{key}cap_ar": end[0], f"{key}cap_en": end[1], f"{key}_lat": end[2], f"{key}_lon": end[3]}
        rows.append(row)
    return pd.DataFrame(rows)


@lru_cache(maxsize=1)
def capitals() -> dict[str, str]:
    """State → its capital: the place of the first name that stands for it (Moscow for Russia)."""
    out: dict[str, str] = {}
    with (KNOWLEDGE / "metonyms.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["place"]:
                out.setdefault(row["actor"], row["place"])
    return out


@lru_cache(maxsize=1)
def terms() -> dict[str, list[dict[str, str]]]:
    """Actor → terms of office with the office's names."""
    with (KNOWLEDGE / "offices.csv").open(encoding="utf-8", newline="") as file:
        names = {row["id"]: row for row in csv.DictReader(file)}
    found: dict[str, list[dict[str, str]]] = {}
    for path in sorted((KNOWLEDGE / "terms").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                office = names.get(row["office"])
                if office:
                    term = {
                        "name_ar": office["name_ar"],
                        "name_en": office["name_en"],
                        "of": row["of"],
                        "from": row["from"],
                        "to": row["to"],
                    }
                    found.setdefault(row["actor"], []).append(term | {"source": row["source"]})
    return found


@lru_cache(maxsize=1)
def countries() -> dict[str, tuple[str, str]]:
    """ISO code → Arabic and English name."""
    return {str(row[4]): (row[1], row[2] or row[1]) for row in load_reference().places.values() if row[3] == "country" and row[4]}


@lru_cache(maxsize=1)
def known_places() -> dict[str, tuple[str, str, float | None, float | None]]:
    """Places of the knowledge, for capitals no article names."""
    return {key: (row[1], row[2] or row[1], row[5], row[6]) for key, row in load_reference().places.items()}
