"""The store in numbers: codes for words and ids, and the tables ``f_…`` that filters and counts are worked out from.

:func:`fill` makes them when a store is built; :class:`Facts` holds them as arrays, read when first asked for. A row of
``quotes``, ``talks`` or ``documents`` is known by its ``n``, which is its place in the arrays.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from core.store.schema import FACTS, NO_DAY

Array = npt.NDArray[Any]

_VALUES: dict[str, str] = {
    "outlet": "SELECT outlet FROM documents",
    "entity": (
        "SELECT actor_id FROM actors UNION SELECT place_id FROM places UNION SELECT place_id FROM talks"
        " UNION SELECT entity_id FROM quote_about"
    ),
    "side": "SELECT side FROM actors UNION SELECT speaker_side FROM quotes",
    "mode": "SELECT mode FROM quotes",
    "cue_class": "SELECT cue_class FROM quotes",
    "kind": "SELECT kind FROM talks",
    "status": "SELECT status FROM talks",
    "track": "SELECT track FROM talks",
    "entity_type": "SELECT entity_type FROM quote_about",
}
"""Kind of code → where its values stand."""
KIND_OF: dict[str, str] = {
    "speaker": "entity", "actor_id": "entity", "place_id": "entity", "entity_id": "entity", "source": "entity", "target": "entity",
    "speaker_side": "side", **{kind: kind for kind in _VALUES},
}  # fmt: skip
"""Column → the kind of its codes; other columns hold numbers."""
OWN: dict[str, str] = {"documents": "doc_id", "quotes": "quote_id", "talks": "talk_id", "talk_reports": "report_id", "actors": "actor_id"}
"""Table → the column that names its own rows."""

_FROM: dict[str, tuple[str, dict[str, str]]] = {
    "f_documents": (
        "documents s"
        + "".join(
            f" LEFT JOIN (SELECT doc_id, count(*) AS c FROM {table} GROUP BY doc_id) {table[0]} USING (doc_id)"
            for table in ("reports_of", "quotes", "mentions")
        ).replace("reports_of", "talk_reports"),
        {
            "doc_id": "s.n", "copy": "s.copy_of IS NOT NULL", "title": "if(s.title IS NULL, -1, dense_rank() OVER (ORDER BY s.title))",
            "reports": "coalesce(r.c, 0)", "quotes": "coalesce(q.c, 0)", "mentions": "coalesce(m.c, 0)",
        },
    ),
    "f_quotes": ("quotes s JOIN documents d USING (doc_id)", {"quote_id": "s.n", "doc_id": "d.n", "copy": "s.is_copy"}),
    "f_talks": ("talks s", {"talk_id": "s.n", "name": "row_number() OVER (ORDER BY s.talk_id)"}),
    "f_talk_reports": (
        "talk_reports s JOIN documents d USING (doc_id) JOIN talks t USING (talk_id)",
        {"report_id": "s.n", "doc_id": "d.n", "talk_id": "t.n"},
    ),
    "f_talk_participants": ("talk_participants s JOIN talks t USING (talk_id)", {"talk_id": "t.n"}),
    "f_talk_pairs": ("talk_pairs s JOIN talks t USING (talk_id)", {"talk_id": "t.n"}),
    "f_quote_pairs": (
        "quote_about s JOIN quotes q USING (quote_id)",
        {"source": "q.speaker", "target": "s.entity_id", "quote_id": "q.n"},
    ),
    "f_quote_about": ("quote_about s JOIN quotes q USING (quote_id)", {"quote_id": "q.n"}),
    "f_document_actors": ("document_actors s JOIN documents d USING (doc_id)", {"doc_id": "d.n"}),
    "f_document_places": ("document_places s JOIN documents d USING (doc_id)", {"doc_id": "d.n"}),
    "f_actors": ("actors s", {}),
}  # fmt: skip
"""Table of facts → what it is made from (its table as ``s``) and the columns that are not just a column of that."""
_SAID = "FROM quotes WHERE NOT is_copy"
_OPTIONS: dict[str, str] = {
    "tracks": "SELECT track FROM talks",
    "kinds": "SELECT kind FROM talks",
    "statuses": "SELECT status FROM talks",
    "places": "SELECT place_id FROM talks",
    "actors": "SELECT actor_id FROM talk_participants",
    "speakers": f"SELECT speaker {_SAID}",
    "sides": f"SELECT speaker_side {_SAID}",
    "modes": f"SELECT mode {_SAID}",
    "cue_classes": f"SELECT cue_class {_SAID}",
    "about": "SELECT entity_id FROM quote_about SEMI JOIN (SELECT quote_id FROM quotes WHERE NOT is_copy) USING (quote_id) WHERE inside",
    "outlets": "SELECT outlet FROM documents",
}
"""Filter field → one value for each row that has it."""
_WHERE = {"f_quote_pairs": "WHERE q.speaker IS NOT NULL AND s.entity_type = 'actor' AND s.inside AND s.entity_id <> q.speaker"}
_DAYS = frozenset({"published_from", "published_to", "day", "date_start", "date_end", "first_reported"})


def fill(con: duckdb.DuckDBPyConnection) -> None:
    """Make ``options``, ``codes`` and the tables of facts from the other tables of the store in use."""
    for field, values in sorted(_OPTIONS.items()):
        con.execute(
            f"INSERT INTO options SELECT '{field}', v, count(*) AS n FROM ({values}) AS t(v) WHERE v IS NOT NULL GROUP BY v"
            " ORDER BY n DESC, v"
        )
    for kind, values in sorted(_VALUES.items()):
        con.execute(
            f"INSERT INTO codes SELECT '{kind}', row_number() OVER (ORDER BY v) - 1, v FROM (SELECT DISTINCT v FROM ({values}) AS t(v)"
            " WHERE v IS NOT NULL) ORDER BY v"
        )
        con.execute(f"CREATE OR REPLACE TEMP TABLE codes_{kind} AS SELECT code, value FROM codes WHERE kind = '{kind}'")
    for table in FACTS:
        source, special = _FROM[table.name]
        columns, joins = [], []
        for name in table.names:
            if name in KIND_OF:
                joins.append(f"LEFT JOIN codes_{KIND_OF[name]} c_{name} ON c_{name}.value = {special.get(name, f's.{name}')}")
                columns.append(f"coalesce(c_{name}.code, -1) AS {name}")
            elif name in special:
                columns.append(f"{special[name]} AS {name}")
            elif name in _DAYS:
                columns.append(f"coalesce(s.{name} - DATE '1970-01-01', {NO_DAY}) AS {name}")
            else:
                columns.append(f"s.{name}" if name == "inside" else f"coalesce(s.{name}, -1) AS {name}")
        made = f"SELECT {', '.join(columns)} FROM {source} {' '.join(joins)} {_WHERE.get(table.name, '')}"
        con.execute(f"INSERT INTO {table.name} SELECT * FROM ({made}) ORDER BY {table.order}")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Ties between two actors, one row for each talk or quote (``member``) that ties them: ``pair`` points into ``source`` and
    ``target``, and rises."""

    source: Array
    target: Array
    pair: Array
    member: Array


class Facts:
    """The arrays of a store and its codes. ``read(sql)`` gives the columns of a query as arrays."""

    def __init__(self, read: Callable[[str], Mapping[str, Array]]) -> None:
        self._read = read
        self._tables: dict[str, dict[str, Array]] = {}
        self._pairs: dict[str, Pairs] = {}
        self._remembered: dict[str, Array] = {}
        self._starts: dict[tuple[str, str], Array] = {}
        self._lock = threading.RLock()
        rows = read("SELECT kind, code, value FROM codes ORDER BY kind, code")
        self.values: dict[str, Array] = {kind: np.array([], dtype=object) for kind in _VALUES}
        kinds = np.asarray(rows["kind"]).astype(object)
        for kind in set(kinds.tolist()):
            self.values[kind] = np.asarray(rows["value"]).astype(object)[kinds == kind]
        self._codes = {kind: {value: code for code, value in enumerate(values.tolist())} for kind, values in self.values.items()}

    def table(self, name: str) -> dict[str, Array]:
        """The columns of the facts about a table, by name."""
        found = self._tables.get(name)
        if found is None:
            with self._lock:
                found = self._tables.get(name)
                if found is None:
                    found = self._tables[name] = self._load(name)
        return found

    def _load(self, name: str) -> dict[str, Array]:
        table = next(t for t in FACTS if t.name == f"f_{name}")
        own = OWN.get(name) if name != "actors" else None
        columns = [f"{c}::{self._narrow(c)} AS {c}" if kind == "INTEGER" else c for c, kind in table.columns if c != own]
        rows = self._read(f"SELECT {', '.join(columns)} FROM {table.name} ORDER BY {table.order}")
        return {column: np.ascontiguousarray(rows[column]) for column in rows}

    def _narrow(self, column: str) -> str:
        """The narrowest type that holds a column's codes."""
        if column not in KIND_OF:
            return "INTEGER"
        size = len(self.values[KIND_OF[column]])
        return "TINYINT" if size < 2**7 else "SMALLINT" if size < 2**15 else "INTEGER"

    def column(self, table: str, name: str) -> Array:
        """One column; a table's own id is the number of its row."""
        if OWN.get(table) == name and table != "actors":
            return np.arange(self.size(table), dtype=np.int32)
        return self.table(table)[name]

    def pairs(self, name: str, member: str) -> Pairs:
        """``talk_pairs`` or ``quote_pairs``; ``member`` is the column of what ties."""
        with self._lock:
            found = self._pairs.get(name)
            if found is None:
                rows = self._load(name)
                source, target = rows["source"], rows["target"]
                new = np.ones(len(source), dtype=bool)
                new[1:] = (source[1:] != source[:-1]) | (target[1:] != target[:-1])
                numbers = np.cumsum(new, dtype=np.int32) - np.int32(1)
                found = self._pairs[name] = Pairs(source[new], target[new], numbers, rows[member])
            return found

    def remembered(self, name: str, make: Callable[[], Array]) -> Array:
        """An array that is worked out once."""
        found = self._remembered.get(name)
        if found is None:
            found = self._remembered[name] = make()
        return found

    def starts(self, table: str, key: str) -> Array:
        """Where the rows of each ``key`` begin in a table that is sorted by it, and behind them all the end."""
        with self._lock:
            found = self._starts.get((table, key))
            if found is None:
                rows = self.table(table)[key]
                found = self._starts[table, key] = np.searchsorted(rows, np.arange(self.rows_named_by(key) + 1)).astype(np.int32)
            return found

    def rows_of(self, table: str, key: str, flags: Array) -> Array:
        """The positions in ``table``, sorted by ``key``, whose key is flagged; looked up one by one where only few are."""
        chosen = np.flatnonzero(flags)
        if len(chosen) == len(flags):
            return np.arange(self.size(table), dtype=np.int32)
        if len(chosen) * 8 > len(flags):
            return np.flatnonzero(flags[self.table(table)[key]])
        starts = self.starts(table, key)
        return spans(starts[chosen], starts[chosen + 1])

    def size(self, table: str) -> int:
        """How many rows."""
        return len(next(iter(self.table(table).values())))

    def rows_named_by(self, key: str) -> int:
        """How many different things a key column can name."""
        if key in KIND_OF:
            return len(self.values[KIND_OF[key]])
        return self.size(next(table for table, own in OWN.items() if own == key))

    def codes(self, column: str, values: Any) -> Array:
        """The codes of some values of a column; unknown ones are left out."""
        known = self._codes[KIND_OF[column]]
        return np.array([known[value] for value in values if value in known], dtype=np.int64)

    def chosen(self, column: str, values: Any) -> Array:
        """For every code of a column whether it is one of ``values``; one more at the end for code -1, which is none."""
        flags = np.zeros(len(self.values[KIND_OF[column]]) + 1, dtype=bool)
        flags[self.codes(column, values)] = True
        return flags

    def names(self, column: str, codes: Array) -> Array:
        """The values of codes; ``None`` for -1."""
        values = self.values[KIND_OF[column]]
        return np.array([*values, None], dtype=object)[codes]

    def kinds(self, column: str) -> int:
        """How many codes a column can hold."""
        return len(self.values[KIND_OF[column]])


def spans(starts: Array, ends: Array) -> Array:
    """All numbers from each start to before its end, one after the other."""
    lengths = ends - starts
    offsets = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths) if len(starts) else starts
    return np.asarray(offsets + np.arange(len(offsets)))


def tally(codes: Array, kinds: int, weights: Array | None = None) -> Array:
    """How often each code occurs (or the sum of its weights); -1 is not counted."""
    counted = np.bincount(np.add(codes, 1, dtype=np.intp), weights, kinds + 1)[1:]
    return counted.astype(np.int64, copy=False)
