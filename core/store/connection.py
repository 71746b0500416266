"""Opening a store for reading, and what every query needs: cursors per thread, frames, names."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from core.store.choose import Chooser, Flags
from core.store.facts import Array, Facts
from core.store.filters import Filters, Subject
from core.store.schema import FORMAT
from core.store.where import Condition, Where, conditions, where
from core.store.words import query_words

MEMORY = "160MB"
THREADS = 2
MAX_NAMED = 40
"""Actors whose names a text search takes in."""
MAX_LIMIT = 1_000_000
COUNTS = 8_000_000
"""Bytes of counts that are kept."""

TABLE_OF: dict[str, tuple[str, str]] = {
    "actor": ("actors", "actor_id"),
    "place": ("places", "place_id"),
    "track": ("tracks", "track_id"),
    "side": ("sides", "side_id"),
    "documented": ("documented_talks", "talk_id"),
}
ENTITY_OF: dict[str, str] = {
    "tracks": "track", "actors": "actor", "places": "place", "speakers": "actor", "sides": "side", "outlets": "outlet", "about": "about",
}  # fmt: skip
"""Filters field → what its ids name; fields that are missing hold plain words (kinds, modes …)."""


class StoreError(RuntimeError):
    """A store that cannot be read; the message is one sentence fit for any reader."""


_DAMAGE = (duckdb.Error, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)
"""What DuckDB raises over blocks whose checksum is wrong (a plain ``Error``) or whose content makes no sense."""


class Connection:
    """A store opened read-only. Every thread works on a cursor of its own, so one object serves all of them.

    The file is attached to an in-memory database, which lets a replaced file be opened while the old one is still in use.
    """

    def __init__(self, path: str | Path, *, memory: str = MEMORY, threads: int = THREADS) -> None:
        self.path = Path(path)
        if not self.path.is_file():
            raise StoreError(f"There is no store at {self.path.name}; build one with “python -m core build”.")
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "threads": str(threads),
            "temp_directory": tempfile.gettempdir(),
            "preserve_insertion_order": "true",
        }
        self._stamp = self._file_stamp()
        self._local = threading.local()
        self._lock = threading.RLock()
        self._con = duckdb.connect(":memory:", config=config)
        try:
            self._con.execute(f"ATTACH '{str(self.path).replace(chr(39), chr(39) * 2)}' AS store (READ_ONLY)")
            self._con.execute("SET enable_external_access = false")
            self._con.execute("SET lock_configuration = true")
            meta = dict(self._con.execute("SELECT key, value FROM store.meta").fetchall())
        except duckdb.Error as error:
            self._con.close()
            raise StoreError(f"The store {self.path.name} is damaged or was written by another program; build it again.") from error
        if meta.get("format") != str(FORMAT):
            self._con.close()
            older = str(meta.get("format", "")).isdigit() and int(meta["format"]) < FORMAT
            raise StoreError(f"The store {self.path.name} is of {'an older' if older else 'a newer or unknown'} version; build it again.")
        self._meta: dict[str, str] = meta
        self._made: Chooser | None = None
        self._counts: OrderedDict[Hashable, Array] = OrderedDict()
        self._counted = 0
        self._conditions = lru_cache(maxsize=64)(self._asked)
        self._closed = False

    def _file_stamp(self) -> tuple[int, int, int]:
        stat = self.path.stat()
        return stat.st_ino, stat.st_mtime_ns, stat.st_size

    def meta(self) -> dict[str, str]:
        """``format``, ``version`` (of the data), fingerprints of ``code``, ``knowledge`` and ``input``, row counts ``n_*``."""
        return dict(self._meta)

    def is_current(self) -> bool:
        """``False`` once the file on disk is another one (a new build); open it again then."""
        with contextlib.suppress(OSError):
            return self._file_stamp() == self._stamp
        return False

    def close(self) -> None:
        """Let go of the file. Later calls raise ``StoreError``."""
        self._closed = True
        self._con.close()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's cursor, with the store's tables in reach. Raises ``StoreError`` when the store is closed."""
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            try:
                with self._lock:
                    cursor = self._con.cursor()
                cursor.execute("USE store")
            except duckdb.Error as error:
                raise StoreError("The store was closed; open the page again.") from error
            self._local.cursor = cursor
        return cursor

    def _run(self, sql: str, parameters: Sequence[Any]) -> duckdb.DuckDBPyConnection:
        try:
            return self.cursor().execute(sql, list(parameters))
        except duckdb.Error as error:
            raise self._failure(error) from error

    def arrow(self, sql: str) -> pa.Table:
        """The rows of ``sql`` as an Arrow table. Raises ``StoreError`` when the file fails under it."""
        try:
            return self.cursor().sql(sql).to_arrow_table()
        except duckdb.Error as error:
            raise self._failure(error) from error

    def _failure(self, error: duckdb.Error) -> Exception:
        """What to raise for an error of the database: a message for a file that is gone or damaged, else the error itself."""
        if isinstance(error, (duckdb.IOException, duckdb.ConnectionException)):
            self._local.cursor = None
            what = "cannot be read to its end; it was cut off, replaced or removed"
            return StoreError(f"The store {self.path.name} {what}. Open the page again, or build the store again.")
        if type(error) in _DAMAGE:
            self._local.cursor = None
            return StoreError(f"The store {self.path.name} is damaged; build it anew with “python -m core build --fresh”.")
        return error

    def frame(self, sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        """The rows of ``sql`` as a frame. Raises ``StoreError`` when the file fails under it."""
        return self._run(sql, parameters).df()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of ``sql`` as tuples."""
        return self._run(sql, parameters).fetchall()

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> dict[str, Any] | None:
        """The first row as a mapping, or ``None``."""
        cursor = self._run(sql, parameters)
        names = [column[0] for column in cursor.description or []]
        row = cursor.fetchone()
        return dict(zip(names, row, strict=True)) if row else None

    def where(self, filters: Filters, subject: Subject) -> Where:
        """The SQL condition of ``filters``; names of actors in its text count as their ids."""
        return where(filters, subject, self.named, self.members)

    @property
    def facts(self) -> Facts:
        """The store in numbers."""
        return self._chooser.facts

    @property
    def _chooser(self) -> Chooser:
        if self._closed:
            raise StoreError("The store was closed; open the page again.")
        with self._lock:
            if self._made is None:
                self._made = Chooser(Facts(lambda sql: self._run(sql, []).fetchnumpy()), self._listed, self._number)
            return self._made

    def forget(self) -> None:
        """Give up what was worked out for earlier filters; for measuring the first reader's click."""
        self._chooser.forget()
        with self._lock:
            self._counts.clear()
            self._counted = 0

    def chosen(self, filters: Filters, subject: Subject) -> Flags:
        """For every row of ``talks``, ``quotes`` or ``documents`` (whose rows mentions are asked for) whether the filters leave it, in
        the order of ``n``. The outcome is shared: not to be written to."""
        table = "documents" if subject == "mentions" else subject
        return self._chooser.choose(self._conditions(filters, table), table)

    def _asked(self, filters: Filters, table: Subject) -> tuple[Condition, ...]:
        return conditions(filters, table, self.named, self.members)

    def counted(self, filters: Filters, subject: Subject, name: str, count: Callable[[Flags], Array]) -> Array:
        """``count`` of the rows the filters leave, kept under ``name`` for the next question of the same page. Not to be written to."""
        table = "documents" if subject == "mentions" else subject
        key = name, table, self._conditions(filters, table)
        with self._lock:
            found = self._counts.get(key)
            if found is not None:
                self._counts.move_to_end(key)
                return found
        found = count(self.chosen(filters, subject))
        with self._lock:
            if key not in self._counts:
                self._counts[key] = found
                self._counted += found.nbytes
            while self._counted > COUNTS and len(self._counts) > 1:
                self._counted -= self._counts.popitem(last=False)[1].nbytes
        return found

    def _listed(self, index: str, word: str) -> Array:
        return np.asarray(self._run(f"SELECT unnest(ns) AS n FROM {index} WHERE word = ?", [word]).fetchnumpy()["n"])

    def _number(self, key: str, id: str) -> int:
        found = self.rows(f"SELECT n FROM {'documents' if key == 'doc_id' else 'talks'} WHERE {key} = ?", [id])
        return int(found[0][0]) if found else -1

    def members(self, field: str, ids: Sequence[str]) -> list[str]:
        """``ids`` of a ``Filters`` field and all that belongs to them: who speaks for an actor, what lies in a place."""
        scopes = self._scopes.get("place" if field == "places" else "actor", {})
        return sorted({member for key in ids for member in scopes.get(key, (key,))})

    @cached_property
    def _scopes(self) -> dict[str, dict[str, tuple[str, ...]]]:
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for entity in ("actor", "place"):
            rows = self.rows(f"SELECT scope_id, list({entity}_id ORDER BY {entity}_id) FROM {entity}_scope GROUP BY scope_id")
            found[entity] = {key: tuple(members) for key, members in rows}
        return found

    def named(self, text: str) -> list[str]:
        """Ids of actors whose Arabic or English name holds all the words of ``text`` (three letters or more each)."""
        wanted = query_words(text)
        if not wanted or any(len(word) < 3 for word in wanted):
            return []
        ids, by_word = self._name_words
        found: set[int] = set()
        for index in by_word:
            found |= set[int].intersection(*(index.get(word, set()) for word in wanted))
        return [ids[i] for i in sorted(found)[:MAX_NAMED]]

    @cached_property
    def _name_words(self) -> tuple[list[str], tuple[dict[str, set[int]], dict[str, set[int]]]]:
        """Ids of actors, known ones first, and for either language word → places in that list."""
        rows = self.rows("SELECT actor_id, name_ar, coalesce(name_en, '') FROM actors ORDER BY known DESC, actor_id")
        arabic: dict[str, set[int]] = {}
        english: dict[str, set[int]] = {}
        for place, (_, *names) in enumerate(rows):
            for index, name in zip((arabic, english), names, strict=True):
                for word in query_words(name):
                    index.setdefault(word, set()).add(place)
        return [row[0] for row in rows], (arabic, english)

    @cached_property
    def _names(self) -> dict[str, dict[str, tuple[str, str]]]:
        names: dict[str, dict[str, tuple[str, str]]] = {}
        for entity, (table, key) in TABLE_OF.items():
            rows = self.rows(f"SELECT {key}, name_ar, coalesce(name_en, name_ar) FROM {table}")
            names[entity] = {row[0]: (row[1] or row[0], row[2] or row[0]) for row in rows}
        names["outlet"] = {key: (name, name) for key, name in self.rows("SELECT outlet_id, name FROM outlets")}
        for key, name_ar, name_en in self.rows(
            "SELECT o.outlet_id, a.name_ar, coalesce(a.name_en, a.name_ar) FROM outlets o JOIN actors a USING (actor_id)"
        ):
            names["outlet"][key] = (name_ar, name_en)
        names["about"] = {**names["place"], **names["actor"]}
        return names

    def label(self, entity: str, id: str, lang: str) -> str:
        """The name of an ``actor``, ``place``, ``track``, ``side``, ``outlet``, ``documented`` talk or ``about`` (actor or place)
        in ``ar`` or ``en``; the id itself where there is none."""
        pair = self._names.get(entity, {}).get(id)
        return pair[lang == "en"] if pair else id

    def labels(self, entity: str, lang: str) -> Mapping[str, str]:
        """Every id of ``entity`` with its name; see :meth:`label`."""
        return {key: pair[lang == "en"] for key, pair in self._names.get(entity, {}).items()}

    def field_label(self, field: str, id: str, lang: str) -> str:
        """The name of a value of a ``Filters`` field."""
        if field == "doc":
            found = self.one("SELECT coalesce(title, doc_id) AS title FROM documents WHERE doc_id = ?", [id])
            return str(found["title"]) if found else id
        return self.label(ENTITY_OF.get(field, ""), id, lang)

    def known(self) -> dict[str, set[str]]:
        """The ids that exist for each ``Filters`` field, for ``Filters.from_params``."""
        found = {field: set(self._names[entity]) for field, entity in ENTITY_OF.items()}
        found["cue_classes"] = {row[0] for row in self.rows("SELECT DISTINCT cue_class FROM quotes WHERE cue_class IS NOT NULL")}
        return found

    def with_names(self, frame: pd.DataFrame, column: str, entity: str, prefix: str) -> pd.DataFrame:
        """``frame`` with ``<prefix>_ar`` and ``<prefix>_en`` for the ids in ``column``."""
        names = self._names[entity]
        known = [names.get(value, (value, value)) if isinstance(value, str) else (None, None) for value in frame[column].tolist()]
        frame[f"{prefix}_ar"] = pd.Series([pair[0] for pair in known], index=frame.index, dtype=object)
        frame[f"{prefix}_en"] = pd.Series([pair[1] for pair in known], index=frame.index, dtype=object)
        return frame


def ordering(sort: str, allowed: Sequence[str], default: str, key: str, table: str = "") -> str:
    """``ORDER BY`` for a sort word (``column`` or ``-column``), unknown ones falling back to ``default``; ``key`` breaks ties.

    Empty values come last in either direction. ``table`` qualifies the columns (``page.``).
    """
    word = sorted_by(sort, allowed, default)
    column, direction = word.removeprefix("-"), "DESC" if word.startswith("-") else "ASC"
    return f"ORDER BY {table}{column} {direction} NULLS LAST" + (f", {table}{key} {direction}" if column != key else "")


def sorted_by(sort: str, allowed: Sequence[str], default: str) -> str:
    """``sort`` where it is one of the allowed columns, either way round; else ``default``."""
    return sort if sort.removeprefix("-") in allowed else default


def page(limit: int, offset: int) -> str:
    """``LIMIT``/``OFFSET`` of whole, bounded numbers."""
    return f"LIMIT {max(0, min(int(limit), MAX_LIMIT))} OFFSET {max(0, int(offset))}"
