"""Which rows a page shows: found in the arrays, fetched by their numbers; long exports go through SQL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from core.store.choose import Flags
from core.store.connection import MAX_LIMIT, Connection, ordering, page
from core.store.counts import field_counts, grouped
from core.store.facts import Array
from core.store.filters import Filters, Subject
from core.store.schema import NO_DAY

AT_ONCE = 5_000
"""So many rows are fetched by number; more by the condition itself."""
_IN_ORDER = {("quotes", "day"), ("quotes", "n"), ("talks", "date_start"), ("documents", "doc_id")}
"""Columns by which the rows of a table lie sorted."""
_DAYS = frozenset({"day", "date_start", "date_end", "first_reported", "published_from"})


@dataclass(frozen=True, slots=True)
class Rows:
    """A query for whole rows of a table, in any order, with its parameters."""

    sql: str
    parameters: list[Any]


class Paging(Connection):
    """Finds and counts rows."""

    _talks_held: pa.Table | None = None

    def count(self, subject: Subject, filters: Filters) -> int:
        """How many ``talks``, ``quotes``, ``documents`` or ``mentions`` the filters leave."""
        flags = self.chosen(filters, subject)
        if subject == "mentions":
            return int(self.facts.table("documents")["mentions"][flags].sum())
        return int(np.count_nonzero(flags))

    def field_counts(self, filters: Filters, subject: Subject, field: str) -> Array:
        """How many rows each value of a filter field has under the filters, by code."""
        return self.counted(filters, subject, field, lambda flags: field_counts(self.facts, subject, field, flags))

    def mentioned(self, filters: Filters, table: Literal["document_actors", "document_places"]) -> tuple[Array, Array]:
        """By code, in how many of the articles an actor or a place occurs, and how often."""
        column = "actor_id" if table == "document_actors" else "place_id"

        def count(weight: str) -> Array:
            return self.counted(
                filters, "documents", f"{table} {weight}", lambda flags: grouped(self.facts, table, "doc_id", flags, column, weight)
            )

        return count(""), count("n_mentions")

    @cached_property
    def _actors(self) -> pd.DataFrame:
        columns = "actor_id, name_ar, coalesce(name_en, name_ar) AS name_en, kind, affiliation, side, known"
        return self.frame(f"SELECT {columns} FROM actors ORDER BY actor_id")

    @cached_property
    def _shown_actors(self) -> Flags:
        """For every code of an actor whether ``actors`` has it (a place's id is none)."""
        return self.facts.chosen("actor_id", self._actors["actor_id"])[:-1]

    @cached_property
    def _places(self) -> pd.DataFrame:
        columns = "place_id, name_ar, coalesce(name_en, name_ar) AS name_en, kind, country, lat, lon, where_prec"
        return self.frame(f"SELECT {columns} FROM places ORDER BY place_id")

    @property
    def _talk_rows(self) -> pa.Table:
        """All talks, in the order of ``n``: few enough to be held, and many of them stand on one timeline."""
        with self._lock:
            if self._talks_held is None:
                self._talks_held = self.arrow("SELECT * EXCLUDE n FROM talks ORDER BY n").combine_chunks()
            return self._talks_held

    def talk_ids(self, numbers: Array) -> Array:
        """The ids of talks by their numbers."""
        found = self._talk_rows.column("talk_id").take(pa.array(numbers, pa.int64()))
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=object)

    def talk_frame(self, numbers: Array) -> pd.DataFrame:
        """The rows of ``talks`` with these numbers, in their order."""
        rows = self._talk_rows.take(pa.array(numbers, pa.int64()))
        frame = rows.to_pandas(types_mapper={pa.string(): pd.StringDtype(na_value=np.nan)}.get, date_as_object=False)
        for name in ("date_start", "date_end", "first_reported"):
            frame[name] = frame[name].astype("datetime64[us]")
        return frame.astype({"round": "Int32", "announced_before": "Int32"})

    def rows_of(self, subject: Subject, filters: Filters, sort: str, limit: int, offset: int, columns: str = "*") -> Rows:
        """The rows of one page. ``sort`` is a column's name, ``-column`` for descending, as :func:`ordering` settled it."""
        limit, offset = max(0, min(int(limit), MAX_LIMIT)), max(0, int(offset))
        if limit > AT_ONCE:
            condition = self.where(filters, subject)
            tie = "n" if subject == "quotes" else "doc_id"
            order = ordering(sort, (sort.removeprefix("-"),), sort, tie)
            return Rows(f"SELECT {columns} FROM {subject} WHERE {condition.sql} {order} {page(limit, offset)}", condition.parameters)
        return numbered(subject, self.numbers(subject, filters, sort, limit, offset), columns)

    def numbers(self, subject: Subject, filters: Filters, sort: str, limit: int, offset: int) -> Array:
        """The numbers of one page's rows, in order: by the column, equal ones by their id (quotes: by ``n``) in the same direction,
        empty values last."""
        name, descending = sort.removeprefix("-"), sort.startswith("-")
        rows = np.flatnonzero(self.chosen(filters, subject))
        take = limit + offset
        table = self.facts.table(subject)
        if name == "n" or (subject == "documents" and name == "doc_id"):
            return (rows[::-1] if descending else rows)[offset:take]
        values = (table["name"] if (subject, name) == ("talks", "talk_id") else self.facts.column(subject, name))[rows]
        known = values != (NO_DAY if name in _DAYS else -1)
        empty = rows[~known]
        if (subject, name) in _IN_ORDER:
            found = rows[known][::-1] if descending else rows[known]
        else:
            tie = table["name"] if subject == "talks" else np.arange(self.facts.size(subject))
            found = _first(rows[known], values[known], tie, take, descending)
        if len(found) < take and len(empty):
            empty = empty[np.argsort(table["name"][empty])] if subject == "talks" else empty
            found = np.concatenate((found, empty[::-1] if descending else empty))
        return np.asarray(found[offset:take])


def _first(rows: Array, values: Array, tie: Array, take: int, descending: bool) -> Array:
    """The first ``take`` rows by value, then ``tie``, without sorting those behind them."""
    if 0 < take * 4 < len(rows):
        if descending:
            edge = np.partition(values, len(rows) - take)[len(rows) - take]
            sure = values > edge
        else:
            edge = np.partition(values, take - 1)[take - 1]
            sure = values < edge
        level = rows[values == edge]
        level = level[np.argsort(tie[level])]
        missing = take - int(np.count_nonzero(sure))
        level = level[-missing:] if descending else level[:missing]
        rows, values = np.concatenate((rows[sure], level)), np.concatenate((values[sure], np.full(len(level), edge)))
    order = np.lexsort((tie[rows], values))
    return np.asarray(rows[order[::-1] if descending else order])


def numbered(table: str, numbers: Array, columns: str = "*") -> Rows:
    """The rows of ``table`` with these ``n``."""
    if not len(numbers):
        return Rows(f"SELECT {columns} FROM {table} WHERE FALSE", [])
    low, high = int(numbers.min()), int(numbers.max())
    if high - low + 1 == len(numbers):
        return Rows(f"SELECT {columns} FROM {table} WHERE n BETWEEN {low} AND {high}", [])
    listed = ", ".join(map(str, numbers.tolist()))
    return Rows(f"SELECT {columns} FROM {table} WHERE n BETWEEN {low} AND {high} AND n IN ({listed})", [])
