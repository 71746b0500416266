"""Parts and the old store → the new store file: per-document rows taken over, the rest worked out from all of them, one swap."""

from __future__ import annotations

import gc
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from core.store.copies import find_copies
from core.store.facts import fill
from core.store.intake import Intake
from core.store.merge import Scope
from core.store.postings import Postings, listed, split
from core.store.reference import Reference
from core.store.rows import outlet_of
from core.store.schema import DOCUMENTS, QUOTES
from core.store.talks import OVERRIDES, Talks
from core.store.writing import appended, numbered


def finish(
    path: Path, parts: Path, keep: Mapping[str, str], fingerprint: Mapping[str, str], reference: Reference, *, take_over: bool = True
) -> None:
    """Write the store for exactly the documents in ``keep`` (``doc_id`` → content hash) and put it at ``path``.

    With ``take_over`` rows of unchanged documents come from the store that is there; one that holds exactly these stays.
    """
    new = path.with_name(f"{path.name}.new-{os.getpid()}")
    scratch = parts / "scratch"
    scratch.mkdir(exist_ok=True)
    try:
        with duckdb.connect(":memory:", config={"temp_directory": str(scratch), "memory_limit": "3GB"}) as con:
            con.execute("SET enable_progress_bar = false")
            with _no_collection():
                if not _Finish(con, parts, keep, fingerprint, reference).run(new, path if take_over else None):
                    return
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(new, path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        new.unlink(missing_ok=True)
        new.with_name(new.name + ".wal").unlink(missing_ok=True)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without Python's collection of garbage: a million small objects that all stay until the end make it cost as much as the work."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _Finish:
    def __init__(
        self, con: duckdb.DuckDBPyConnection, parts: Path, keep: Mapping[str, str], fingerprint: Mapping[str, str], reference: Reference
    ) -> None:
        self.con, self.keep, self.fingerprint, self.reference = con, keep, fingerprint, reference
        self.intake = Intake(con, parts, keep)

    def run(self, new: Path, path: Path | None) -> bool:
        """Fill every table of the file ``new``; ``path`` is the store to take rows over from. ``False``: that one is right as it is."""
        self._sources(path)
        if self.intake.unchanged and self._same_overrides():
            return False
        self._intake(new, path)
        self._copies()
        self._names()
        actors, places = self._scopes()
        Talks(self.con, actors, places, old=self.intake.old and self._same_overrides()).fill()
        self._terms()
        self._fixed()
        fill(self.con)
        self._check()
        self._meta()
        if self.intake.old:
            self.con.execute("DETACH old")
        self.con.execute("CHECKPOINT store")
        self.con.execute("USE memory")
        self.con.execute("DETACH store")
        return True

    def _sources(self, path: Path | None) -> None:
        self.intake.sources(path, self.fingerprint)

    def _intake(self, new: Path, path: Path | None) -> None:
        self.intake.fill(new, path)

    def _rows(self, name: str, kinds: str, rows: list[tuple[Any, ...]]) -> None:
        """A temporary table of Python rows; ``kinds`` as in ``CREATE TABLE``."""
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({kinds})")
        self._append(name, rows)

    def _append(self, name: str, rows: list[tuple[Any, ...]]) -> None:
        appended(self.con, name, rows)

    def _copies(self) -> None:
        """``copy_of`` and ``is_copy`` where they are not yet so, and the numbers of articles and quotes."""
        signatures = self.con.execute("SELECT doc_id, published_from, signature FROM documents").fetchall()
        self._rows("copies", "doc_id VARCHAR, original VARCHAR", sorted(find_copies(signatures).items()))
        recopied = "SELECT doc_id, original FROM (SELECT doc_id, copy_of FROM documents) LEFT JOIN copies USING (doc_id)"
        self.con.execute(f"CREATE TEMP TABLE recopied AS {recopied} WHERE copy_of IS DISTINCT FROM original")
        self.con.execute("UPDATE documents SET copy_of = t.original FROM recopied t WHERE t.doc_id = documents.doc_id")
        self.con.execute("UPDATE quotes SET is_copy = doc_id IN (SELECT doc_id FROM copies) WHERE doc_id IN (SELECT doc_id FROM recopied)")
        numbered(self.con, DOCUMENTS)
        numbered(self.con, QUOTES)

    def _names(self) -> None:
        """``actors``, ``places`` and ``outlets``: all the knowledge has, and what only the articles name, as most of them name it."""
        for kind, known in (("actor", self.reference.actors), ("place", self.reference.places)):
            columns = (
                "name_ar, name_en, kind, affiliation, side, known"
                if kind == "actor"
                else "name_ar, name_en, kind, country, lat, lon, parent, where_prec"
            )
            self._rows("known_ids", "id VARCHAR", [(key,) for key in sorted(known)])
            found = self.con.execute(
                f"SELECT {kind}_id, {columns} FROM (SELECT {kind}_id, {columns}, count(*) AS n FROM document_{kind}s"
                f" WHERE {kind}_id NOT IN (FROM known_ids) GROUP BY ALL)"
                f" QUALIFY row_number() OVER (PARTITION BY {kind}_id ORDER BY n DESC, {columns}) = 1"
            ).fetchall()
            rows = [*known.values(), *found]
            if kind == "actor":
                named = {row[0] for row in rows}
                speaking = self.con.execute(
                    "SELECT actor_id FROM report_participants UNION SELECT speaker FROM quotes WHERE speaker IS NOT NULL"
                ).fetchall()
                rows += [(key, key, None, "organization", None, None, False) for (key,) in speaking if key not in named]
            self._append(f"{kind}s", sorted(rows))
        seen = self.con.execute("SELECT DISTINCT source, url FROM documents").fetchall()
        outlets: dict[str, tuple[str, str, str | None, str | None]] = {}
        for source, url in sorted(seen, key=str):
            key, name = outlet_of(source, url)
            if key and name and key not in outlets:
                outlets[key] = (key, name, *self._outlet(key, name))
        self._append("outlets", sorted(outlets.values()))

    def _outlet(self, key: str, name: str) -> tuple[str | None, str | None]:
        if key in self.reference.actors:
            return key, None
        domains = {domain.replace(".", "-"): found for domain, found in self.reference.outlets.items()}
        return domains.get(key) or self.reference.outlets.get(name) or (None, None)

    def _scopes(self) -> tuple[Scope, Scope]:
        actors = chains(dict(self.con.execute("SELECT actor_id, affiliation FROM actors").fetchall()))
        rows = self.con.execute("SELECT place_id, parent, country, kind FROM places").fetchall()
        countries = {country: place for place, _, country, kind in sorted(rows, reverse=True) if kind == "country" and country}
        up = {place: parent or (countries.get(country) if kind != "country" else None) for place, parent, country, kind in rows}
        places = chains({place: parent if parent != place else None for place, parent in up.items()})
        for name, scope in (("actor", actors), ("place", places)):
            self._append(
                f"{name}_scope", sorted(((key, above) for key, chain in scope.items() for above in chain), key=lambda r: (r[1], r[0]))
            )
        return actors, places

    def _terms(self) -> None:
        """The three search indexes: lists of the old store renumbered, and what came new put in."""
        new = {
            "terms": f"SELECT q.n, t.folded FROM {self.intake.part('quote_words')} t JOIN quotes q USING (quote_id)"
            " JOIN from_new f ON f.doc_id = q.doc_id AND f.part = t.part",
            "report_terms": f"SELECT r.n, t.folded FROM {self.intake.part('report_words')} t JOIN talk_reports r USING (report_id)"
            " JOIN from_new f ON f.doc_id = r.doc_id AND f.part = t.part",
            "doc_terms": f"SELECT d.n, t.word AS token FROM {self.intake.part('doc_words')} t SEMI JOIN from_new USING (doc_id, part)"
            " JOIN documents d USING (doc_id)",
        }
        for name, owner in (("terms", "quotes"), ("report_terms", "talk_reports"), ("doc_terms", "documents")):
            found = Postings([], np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32))
            if self.intake.old:
                found = Postings.read(self.con, f"old.{name}").renumbered(self._renumbering(owner))
            if self.intake.staged:
                found = found.joined((listed if name == "doc_terms" else split)(self.con, new[name]))
            found.write(self.con, name)

    def _renumbering(self, owner: str) -> npt.NDArray[np.int32]:
        """Old ``n`` of a table → the new one, -1 for rows gone: rows that stay keep their order."""
        kept = self.con.execute(f"SELECT n FROM old.{owner} SEMI JOIN from_old USING (doc_id) ORDER BY n").fetchnumpy()["n"]
        now = self.con.execute(f"SELECT n FROM {owner} SEMI JOIN from_old USING (doc_id) ORDER BY n").fetchnumpy()["n"]
        ((count,),) = self.con.execute(f"SELECT coalesce(max(n), -1) + 1 FROM old.{owner}").fetchall()
        number = np.full(count, -1, dtype=np.int32)
        number[np.asarray(kept)] = np.asarray(now)
        return number

    def _same_overrides(self) -> bool:
        """Whether the old store's talks were merged under the same corrections."""
        found = self.con.execute("SELECT value FROM old.meta WHERE key = 'overrides'").fetchone()
        return found == (_overrides_fingerprint(),)

    def _fixed(self) -> None:
        self._append("tracks", list(self.reference.tracks))
        self._append("sides", list(self.reference.sides))
        self._append("documented_talks", sorted(self.reference.talks, key=lambda row: (str(row[4]), str(row[0]))))

    def _check(self) -> None:
        """Short ids must be unique, and every kept document must be there."""
        for table, key in (("quotes", "quote_id"), ("talk_reports", "report_id"), ("talks", "talk_id"), ("documents", "doc_id")):
            count, distinct = self.con.execute(f"SELECT count(*), count(DISTINCT {key}) FROM {table}").fetchone() or (0, 0)
            if count != distinct:
                raise OSError(f"{count - distinct} {table} share an id with another one")
        stored = (self.con.execute("SELECT count(*) FROM documents").fetchone() or (0,))[0]
        if stored != len(self.keep):
            raise OSError(f"{len(self.keep) - stored} documents were lost on the way")

    def _meta(self) -> None:
        digest = hashlib.blake2b(digest_size=8)
        for doc, content in sorted(self.keep.items()):
            digest.update(f"{doc}\0{content}\n".encode("utf-8", "surrogatepass"))
        values = {**self.fingerprint, "input": digest.hexdigest(), "overrides": _overrides_fingerprint()}
        values["version"] = hashlib.blake2b(json.dumps(values, sort_keys=True).encode(), digest_size=5).hexdigest()
        for name in ("documents", "talks", "talk_reports", "quotes"):
            values[f"n_{name}"] = str((self.con.execute(f"SELECT count(*) FROM {name}").fetchone() or (0,))[0])
        self._append("meta", sorted(values.items()))


def chains(up: Mapping[str, str | None]) -> dict[str, tuple[str, ...]]:
    """Id → itself, the one above it, and so on; ids above that have no row of their own end the chain, circles are cut."""
    found: dict[str, tuple[str, ...]] = {}
    for start in up:
        chain = [start]
        above = up[start]
        while above and above in up and above not in chain:
            chain.append(above)
            above = up[above]
        found[start] = tuple(chain)
    return found


def _overrides_fingerprint() -> str:
    return hashlib.blake2b(OVERRIDES.read_bytes() if OVERRIDES.exists() else b"", digest_size=8).hexdigest()
