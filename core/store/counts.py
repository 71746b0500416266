"""Counting in the arrays: how often values, actors, places and pairs occur among the rows the filters leave."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.store.choose import Flags
from core.store.facts import Array, Facts, Pairs, tally
from core.store.schema import NO_DAY


def most(counted: Array, limit: int) -> Array:
    """The codes with the highest counts, most first, equal ones in their own order; none that does not occur."""
    found = np.flatnonzero(counted)
    if 0 < limit * 4 < len(found):
        edge = np.partition(counted[found], len(found) - limit)[len(found) - limit]
        found = found[counted[found] >= edge]
    return np.asarray(found[np.argsort(-counted[found], kind="stable")][: max(0, limit)])


def strings(values: Array) -> pd.Series:
    """A column of text, empty where ``None``."""
    return pd.Series(pd.array(values, dtype="str"))


def days(numbers: Array) -> pd.Series:
    """Numbers of days since 1970 as a column of days; empty for :data:`NO_DAY`."""
    found = numbers.astype("datetime64[D]").astype("datetime64[us]")
    return pd.Series(np.where(numbers == NO_DAY, np.datetime64("NaT", "us"), found))


def months(numbers: Array) -> Array:
    """Days since 1970 as months since 1970; :data:`NO_DAY` becomes some month before all others."""
    return np.asarray(numbers.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64))


def first_days(month_numbers: Array) -> pd.Series:
    """Months since 1970 as their first days."""
    return pd.Series(month_numbers.astype("datetime64[M]").astype("datetime64[us]"))


def field_counts(facts: Facts, subject: str, field: str, flags: Flags, kind: str | None = None) -> Array:
    """How many flagged rows of ``subject`` have each value of a filter field; ``about`` only actors or places with ``kind``."""
    if (subject, field) == ("quotes", "about"):
        return grouped(facts, "quote_about", "quote_id", flags, "entity_id", only=f"inside {kind}" if kind else "inside")
    if (subject, field) == ("talks", "actors"):
        return grouped(facts, "talk_participants", "talk_id", flags, "actor_id")
    return grouped(facts, subject, "", flags, COLUMN_OF[subject][field])


def grouped(facts: Facts, table: str, key: str, flags: Flags, column: str, weight: str = "", only: str = "") -> Array:
    """How many rows of ``table`` whose ``key`` is flagged have each value of ``column``, or the sum of their ``weight``; without a key the
    rows themselves are flagged. ``only`` some rows count: ``inside`` the quote, ``inside actor``, ``inside place``.

    Where most are flagged the others are counted, and taken from what all together come to.
    """
    if 2 * np.count_nonzero(flags) <= len(flags):
        return _grouped(facts, table, key, flags, column, weight, only)
    name = f"{table} {key} {column} {weight} {only}"
    everything = facts.remembered(name, lambda: _grouped(facts, table, key, np.ones_like(flags), column, weight, only))
    return np.asarray(everything - _grouped(facts, table, key, ~flags, column, weight, only))


def _grouped(facts: Facts, table: str, key: str, flags: Flags, column: str, weight: str, only: str) -> Array:
    rows = facts.rows_of(table, key, flags) if key else np.flatnonzero(flags)
    if only:
        rows = rows[facts.remembered(f"{table} {only}", lambda: _only(facts, table, only))[rows]]
    values = facts.table(table)
    return tally(values[column][rows], facts.kinds(column), values[weight][rows] if weight else None)


def _only(facts: Facts, table: str, only: str) -> Array:
    values = facts.table(table)
    kind = only.removeprefix("inside").strip()
    return np.asarray(values["inside"] & facts.chosen("entity_type", (kind,))[values["entity_type"]] if kind else values["inside"])


COLUMN_OF: dict[str, dict[str, str]] = {
    "quotes": {
        "speakers": "speaker", "sides": "speaker_side", "modes": "mode", "cue_classes": "cue_class", "outlets": "outlet",
        "about": "entity_id",
    },
    "talks": {"tracks": "track", "kinds": "kind", "statuses": "status", "places": "place_id", "actors": "actor_id"},
    "documents": {"outlets": "outlet"},
}  # fmt: skip
"""Subject → filter field → the column whose values are counted for it."""


def ties(pairs: Pairs, flags: Array, day_of: Array, least: int, limit: int) -> tuple[Array, Array, Array, Array]:
    """``(pair, weight, first day, last day)`` of the pairs that flagged talks or quotes tie at least ``least`` times, heaviest first."""
    rows = np.flatnonzero(flags[pairs.member])
    pair = pairs.pair[rows]
    weight = np.bincount(pair, minlength=len(pairs.source))
    weight[weight < max(1, least)] = 0
    chosen = most(weight, limit)
    wanted = np.zeros(len(weight), dtype=bool)
    wanted[chosen] = True
    kept = wanted[pair]
    pair, seen = pair[kept], day_of[pairs.member[rows[kept]]]
    first, last = np.full(len(weight), NO_DAY, dtype=np.int64), np.full(len(weight), NO_DAY, dtype=np.int64)
    if len(pair):
        starts = np.flatnonzero(np.concatenate(([True], pair[1:] != pair[:-1])))
        latest = np.where(seen == NO_DAY, -NO_DAY, seen)
        first[pair[starts]] = np.minimum.reduceat(latest, starts)
        last[pair[starts]] = np.maximum.reduceat(seen, starts)
    first[first == -NO_DAY] = NO_DAY
    return chosen, weight[chosen], first[chosen], last[chosen]
