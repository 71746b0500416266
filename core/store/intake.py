"""Which rows a new store begins with: those of the documents it keeps, out of the parts and the old store.

Either every row is laid out anew in order, or, where few documents came or went, the old file is copied, the rows of documents gone
are deleted and new ones put at the end. Both hold the same rows; the numbers that give their order (``n``) come afterwards.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import duckdb

from core.store.schema import PER_DOCUMENT, ROW_GROUP, TABLES
from core.store.writing import appended, quoted

AT_THE_END = 0.1
"""Share of documents that may lie out of order, and that may have gone, before all rows are laid out anew: a page's rows that lie
among those of other days cost unpacking more groups."""

_KEYED = {"report_participants": ("talk_reports", "report_id"), "quote_about": ("quotes", "quote_id")}
"""Tables without a ``doc_id`` → the table that has it, and the key they share."""


def stored_documents(path: Path, fingerprint: Mapping[str, str]) -> set[tuple[str, str]]:
    """``(doc_id, content_hash)`` of a store that the same code and knowledge made; empty for any other or none."""
    if not path.exists():
        return set()
    try:
        with duckdb.connect(":memory:") as con:
            con.execute("SET enable_progress_bar = false")
            con.execute(f"ATTACH '{quoted(path)}' AS old (READ_ONLY)")
            meta = dict(con.execute("SELECT key, value FROM old.meta").fetchall())
            if any(meta.get(key) != value for key, value in fingerprint.items()):
                return set()
            return set(con.execute("SELECT doc_id, content_hash FROM old.documents").fetchall())
    except duckdb.Error:
        return set()  # a damaged or foreign file is simply rebuilt


class Intake:
    """The rows of the documents in ``keep`` (``doc_id`` → content hash).

    Afterwards the temporary tables ``from_old`` and ``from_new`` of ``con`` say where those of each document came from, and the store
    is in use; with ``old`` the earlier store is attached as ``old``.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, parts: Path, keep: Mapping[str, str]) -> None:
        self.con, self.parts, self.keep = con, parts, keep
        self.old = self.staged = False

    @property
    def unchanged(self) -> bool:
        """Whether the old store holds exactly these documents."""
        kept = self._number("SELECT count(*) FROM from_old")
        return self.old and kept == len(self.keep) == self._number("SELECT count(*) FROM old.documents")

    def fill(self, new: Path, path: Path | None) -> None:
        """Fill the tables that follow from one document alone in the file ``new``; ``path`` is the old store."""
        added_to = path if self._few() else None
        if added_to:
            shutil.copyfile(added_to, new)
        self.con.execute(f"ATTACH '{quoted(new)}' AS store (ROW_GROUP_SIZE {ROW_GROUP})")
        self.con.execute("USE store")
        if added_to:
            self._add()
        else:
            self._lay_out()

    def part(self, table: str) -> str:
        """A query of the rows in all parts, with the name of their ``part``."""
        files = quoted(self.parts / "*.part" / f"{table}.parquet")
        part = "regexp_extract(filename, '/([0-9a-f]+)\\.part/', 1) AS part"
        return f"(SELECT * EXCLUDE filename, {part} FROM read_parquet('{files}', filename=true))"

    def sources(self, path: Path | None, fingerprint: Mapping[str, str]) -> None:
        """``from_old`` and ``from_new``: where the rows of each kept document stand; ``path`` is the store to take rows over from."""
        self.con.execute("CREATE TEMP TABLE keep (doc_id VARCHAR, content_hash VARCHAR)")
        appended(self.con, "keep", list(self.keep.items()))
        self.con.execute("CREATE TEMP TABLE from_old (doc_id VARCHAR)")
        self.con.execute("CREATE TEMP TABLE from_new (doc_id VARCHAR, part VARCHAR)")
        if path and stored_documents(path, fingerprint):
            self.con.execute(f"ATTACH '{quoted(path)}' AS old (READ_ONLY)")
            self.con.execute("INSERT INTO from_old SELECT doc_id FROM old.documents SEMI JOIN keep USING (doc_id, content_hash)")
            self.old = True
        if any(self.parts.glob("*.part")):
            self.con.execute(
                f"INSERT INTO from_new SELECT doc_id, min(part) FROM {self.part('documents')} SEMI JOIN keep USING (doc_id, content_hash)"
                " ANTI JOIN from_old USING (doc_id) GROUP BY doc_id"
            )
        self.staged = self._number("SELECT count(*) FROM from_new") > 0

    def _number(self, sql: str) -> int:
        ((found,),) = self.con.execute(sql).fetchall()
        return int(found or 0)

    def _few(self) -> bool:
        """Whether the old store can be added to: little of it goes, and little lies out of order afterwards."""
        if not self.old:
            return False
        there, kept = self._number("SELECT count(*) FROM old.documents"), self._number("SELECT count(*) FROM from_old")
        added = self._number("SELECT count(*) FROM from_new") / max(1, there)
        behind = max(self._behind("documents"), self._behind("quotes"))
        return there - kept <= AT_THE_END * there and behind + added <= AT_THE_END

    def _behind(self, table: str) -> float:
        """The share of the old rows that lie behind the first one out of order."""
        broken = f"(SELECT rowid AS spot, n < lag(n) OVER (ORDER BY rowid) AS back FROM old.{table})"
        rows = self._number(f"SELECT count(*) FROM old.{table} WHERE rowid >= (SELECT min(spot) FROM {broken} WHERE back)")
        return rows / max(1, self._number(f"SELECT count(*) FROM old.{table}"))

    def _staged_rows(self, table: str, columns: str) -> str:
        owner, key = _KEYED.get(table, ("", ""))
        if key:
            owners = f"(SELECT o.{key}, o.part FROM {self.part(owner)} o SEMI JOIN from_new USING (doc_id, part))"
            return f"SELECT {columns} FROM {self.part(table)} t SEMI JOIN {owners} USING ({key}, part)"
        return f"SELECT {columns} FROM {self.part(table)} t SEMI JOIN from_new USING (doc_id, part)"

    def _lay_out(self) -> None:
        """Every row, in the order of its table."""
        for table in TABLES:
            self.con.execute(table.create)
        for table in PER_DOCUMENT:
            columns = ", ".join(f"t.{name}" for name in table.names)
            sources = []
            owner, key = _KEYED.get(table.name, ("", ""))
            if self.old:
                ids = f"t.{key} IN (SELECT o.{key} FROM old.{owner} o SEMI JOIN from_old USING (doc_id))" if key else _KEPT
                sources.append(f"SELECT {columns} FROM old.{table.name} t WHERE {ids}")
            if self.staged:
                sources.append(self._staged_rows(table.name, columns))
            if sources:
                self.con.execute(f"INSERT INTO {table.name} SELECT * FROM ({' UNION ALL '.join(sources)}) ORDER BY {table.order}")

    def _add(self) -> None:
        """Rows of documents gone are deleted, new ones put at the end; what is worked out from all documents is emptied."""
        self.con.execute("CREATE TEMP TABLE gone AS SELECT doc_id FROM documents ANTI JOIN from_old USING (doc_id)")
        going = self._number("SELECT count(*) FROM gone") > 0
        for table in reversed(PER_DOCUMENT):  # a key's owner after what hangs on it
            owner, key = _KEYED.get(table.name, ("", ""))
            if going:
                ids = f"{key} IN (SELECT {key} FROM {owner} SEMI JOIN gone USING (doc_id))" if key else "doc_id IN (FROM gone)"
                self.con.execute(f"DELETE FROM {table.name} WHERE {ids}")
        for table in PER_DOCUMENT:
            if self.staged:
                columns = ", ".join(f"t.{name}" for name in table.names)
                self.con.execute(f"INSERT INTO {table.name} {self._staged_rows(table.name, columns)} ORDER BY {table.order}")
        again = [table for table in TABLES if table not in PER_DOCUMENT]
        for table in again:
            self.con.execute(f"DROP TABLE {table.name}")
        self.con.execute("CHECKPOINT store")  # their room is free for what follows, and the file does not grow
        for table in again:
            self.con.execute(table.create)


_KEPT = "t.doc_id IN (FROM from_old)"
