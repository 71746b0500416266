"""Parts and the old store → the new store file: per-document rows taken over, the rest worked out from all of them, one swap."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from core.store.copies import find_copies
from core.store.merge import Overrides, Report, Scope, load_overrides, merge
from core.store.reference import KNOWLEDGE, Reference
from core.store.rows import outlet_of, short_id
from core.store.schema import PER_DOCUMENT, TABLES, date_prec
from core.store.summary import Merged, summarise
from core.store.words import variants, words

OVERRIDES = KNOWLEDGE.parent / "overrides.csv"
_KEYED = {"report_participants": ("talk_reports", "report_id"), "quote_about": ("quotes", "quote_id")}
"""Tables without a ``doc_id`` → the table that has it, and the key they share."""


def stored_documents(path: Path, fingerprint: Mapping[str, str]) -> set[tuple[str, str]]:
    """``(doc_id, content_hash)`` of a store that the same code and knowledge made; empty for any other or none."""
    if not path.exists():
        return set()
    try:
        with duckdb.connect(":memory:") as con:
            con.execute(f"ATTACH '{_quoted(path)}' AS old (READ_ONLY)")
            meta = dict(con.execute("SELECT key, value FROM old.meta").fetchall())
            if any(meta.get(key) != value for key, value in fingerprint.items()):
                return set()
            return set(con.execute("SELECT doc_id, content_hash FROM old.documents").fetchall())
    except duckdb.Error:
        return set()  # a damaged or foreign file is simply rebuilt


def finish(
    path: Path, parts: Path, keep: Mapping[str, str], fingerprint: Mapping[str, str], reference: Reference, *, take_over: bool = True
) -> None:
    """Write the store for exactly the documents in ``keep`` (``doc_id`` → content hash) and put it at ``path``.

    With ``take_over`` rows of unchanged documents come from the store that is there.
    """
    new = path.with_name(f"{path.name}.new-{os.getpid()}")
    scratch = parts / "scratch"
    scratch.mkdir(exist_ok=True)
    try:
        with duckdb.connect(str(new), config={"temp_directory": str(scratch), "memory_limit": "3GB"}) as con:
            _Finish(con, parts, keep, fingerprint, reference).run(path if take_over else None)
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


class _Finish:
    def __init__(
        self, con: duckdb.DuckDBPyConnection, parts: Path, keep: Mapping[str, str], fingerprint: Mapping[str, str], reference: Reference
    ) -> None:
        self.con, self.parts, self.keep, self.fingerprint, self.reference = con, parts, keep, fingerprint, reference
        self.old = False

    def run(self, path: Path | None) -> None:
        """Fill every table; ``path`` is the store to take rows over from."""
        for table in TABLES:
            self.con.execute(table.create)
        self._sources(path)
        self._take_over()
        self._copies()
        self._names()
        actors, places = self._scopes()
        self._talks(actors, places)
        self._terms()
        self._fixed()
        self._check()
        self._meta()
        if self.old:
            self.con.execute("DETACH old")
        self.con.execute("CHECKPOINT")

    def _rows(self, name: str, kinds: str, rows: list[tuple[Any, ...]]) -> None:
        """A temporary table of Python rows; ``kinds`` as in ``CREATE TABLE``."""
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({kinds})")
        self._append(name, rows)

    def _append(self, name: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            columns = [row[0] for row in self.con.execute(f"DESCRIBE {name}").fetchall()]
            data = pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=columns)
            self.con.register("incoming", data)
            self.con.execute(f"INSERT INTO {name} SELECT * FROM incoming")
            self.con.unregister("incoming")

    def _sources(self, path: Path | None) -> None:
        """``from_old`` and ``from_new``: where the rows of each kept document stand."""
        self._rows("keep", "doc_id VARCHAR, content_hash VARCHAR", list(self.keep.items()))
        self.con.execute("CREATE TEMP TABLE from_old (doc_id VARCHAR)")
        self.con.execute("CREATE TEMP TABLE from_new (doc_id VARCHAR, part VARCHAR)")
        if path and stored_documents(path, self.fingerprint):
            self.con.execute(f"ATTACH '{_quoted(path)}' AS old (READ_ONLY)")
            self.con.execute("INSERT INTO from_old SELECT doc_id FROM old.documents SEMI JOIN keep USING (doc_id, content_hash)")
            self.old = True
        if any(self.parts.glob("*.part")):
            self.con.execute(
                f"INSERT INTO from_new SELECT doc_id, min(part) FROM {self._part('documents')} SEMI JOIN keep USING (doc_id, content_hash)"
                " ANTI JOIN from_old USING (doc_id) GROUP BY doc_id"
            )

    def _part(self, table: str) -> str:
        files = _quoted(self.parts / "*.part" / f"{table}.parquet")
        part = "regexp_extract(filename, '/([0-9a-f]+)\\.part/', 1) AS part"
        return f"(SELECT * EXCLUDE filename, {part} FROM read_parquet('{files}', filename=true))"

    def _take_over(self) -> None:
        staged = self.con.execute("SELECT count(*) > 0 FROM from_new").fetchone() == (True,)
        for table in PER_DOCUMENT:
            columns = ", ".join(f"t.{name}" for name in table.names)
            sources = []
            owner, key = _KEYED.get(table.name, ("", ""))
            if self.old:
                ids = (
                    f"t.{key} IN (SELECT o.{key} FROM old.{owner} o SEMI JOIN from_old USING (doc_id))"
                    if key
                    else "t.doc_id IN (FROM from_old)"
                )
                sources.append(f"SELECT {columns} FROM old.{table.name} t WHERE {ids}")
            if staged and key:
                owners = f"(SELECT o.{key}, o.part FROM {self._part(owner)} o SEMI JOIN from_new USING (doc_id, part))"
                sources.append(f"SELECT {columns} FROM {self._part(table.name)} t SEMI JOIN {owners} USING ({key}, part)")
            elif staged:
                sources.append(f"SELECT {columns} FROM {self._part(table.name)} t SEMI JOIN from_new USING (doc_id, part)")
            if sources:
                self.con.execute(f"CREATE OR REPLACE TEMP VIEW taken_{table.name} AS {' UNION ALL '.join(sources)}")
            else:
                self.con.execute(f"CREATE OR REPLACE TEMP VIEW taken_{table.name} AS SELECT * FROM main.{table.name}")
            if table.name not in ("documents", "quotes", "talk_reports", "quote_about"):
                self.con.execute(f"INSERT INTO main.{table.name} SELECT * FROM taken_{table.name} ORDER BY {table.order}")

    def _copies(self) -> None:
        signatures = self.con.execute("SELECT doc_id, published_from, signature FROM taken_documents").fetchall()
        self._rows("copies", "doc_id VARCHAR, original VARCHAR", sorted(find_copies(signatures).items()))
        self.con.execute(
            "INSERT INTO documents SELECT t.* REPLACE (row_number() OVER (ORDER BY doc_id) - 1 AS n, c.original AS copy_of)"
            " FROM taken_documents t LEFT JOIN copies c USING (doc_id) ORDER BY doc_id"
        )
        order = "t.day, t.doc_id, t.char_start, t.char_end, t.quote_id"
        self.con.execute(
            f"INSERT INTO quotes SELECT t.* REPLACE (row_number() OVER (ORDER BY {order}) - 1 AS n, c.original IS NOT NULL AS is_copy)"
            f" FROM taken_quotes t LEFT JOIN copies c USING (doc_id) ORDER BY {order}"
        )
        self.con.execute(
            "INSERT INTO quote_about SELECT t.* REPLACE (q.n AS n) FROM taken_quote_about t JOIN quotes q USING (quote_id)"
            " ORDER BY t.entity_id, t.entity_type, t.quote_id"
        )

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

    def _talks(self, actors: Scope, places: Scope) -> None:
        rows = self.con.execute(
            "SELECT r.report_id, r.doc_id, d.outlet, d.published_from, d.copy_of IS NOT NULL, r.kind, r.status, r.date_start, r.date_end,"
            " r.days_basis, r.place_id, r.track, r.round, r.documented, p.people, r.confidence FROM taken_talk_reports r"
            " JOIN documents d USING (doc_id) LEFT JOIN (SELECT report_id, list(actor_id ORDER BY position) AS people"
            " FROM report_participants GROUP BY report_id) p USING (report_id)"
        ).fetchall()
        reports = [Report(*(*fields, tuple(people or ()), confidence)) for *fields, people, confidence in rows]
        overrides = load_overrides(OVERRIDES) if OVERRIDES.exists() else Overrides()
        talks: list[Merged] = []
        of: list[tuple[str, str]] = []
        taken: set[str] = set()
        for group in merge(reports, actors, places, overrides):
            talk = summarise(group, "t" + short_id(group[0].id)[:11], actors, places)
            if talk.documented and talk.documented not in taken:
                talk = _renamed(talk, talk.documented)
            taken.add(talk.talk_id)
            talks.append(talk)
            of += [(report.id, talk.talk_id) for report in group]
        self._rows("talk_of", "report_id VARCHAR, talk VARCHAR", of)
        self.con.execute(
            "INSERT INTO talk_reports SELECT t.* REPLACE (f.talk AS talk_id) FROM taken_talk_reports t JOIN talk_of f USING (report_id)"
            " ORDER BY t.doc_id, t.char_start, t.char_end, t.report_id"
        )
        talks.sort(key=lambda t: (t.first or date.max, t.talk_id))
        self._append("talks", [_talk_row(talk) for talk in talks])
        self._append("talk_participants", sorted((talk.talk_id, actor) for talk in talks for actor in talk.participants))
        self.con.execute(
            "INSERT INTO talk_pairs SELECT a.actor_id, b.actor_id, talk_id, t.date_start FROM talk_participants a"
            " JOIN talk_participants b USING (talk_id) JOIN talks t USING (talk_id) WHERE a.actor_id < b.actor_id ORDER BY 1, 2, 3"
        )

    def _terms(self) -> None:
        for name, source, key in (("terms", "quotes", "n"), ("talk_terms", "talk_reports", "talk_id")):
            split = f"(SELECT {key}, unnest(string_split(folded, ' ')) AS token FROM {source})"
            tokens = [token for (token,) in self.con.execute(f"SELECT DISTINCT token FROM {split}").fetchall()]
            forms = [(token, form) for token in sorted(tokens) for word in words(token) for form in variants(word)]
            self._rows("forms", "token VARCHAR, word VARCHAR", forms)
            self.con.execute(f"INSERT INTO {name} SELECT DISTINCT word, {key} FROM {split} JOIN forms USING (token) ORDER BY word, {key}")
        sources = []
        if self.old:
            sources.append("SELECT word, doc_id FROM old.doc_terms JOIN old.documents o USING (n) SEMI JOIN from_old USING (doc_id)")
        if any(self.parts.glob("*.part")):
            sources.append(f"SELECT word, doc_id FROM {self._part('doc_words')} SEMI JOIN from_new USING (doc_id, part)")
        if sources:
            self.con.execute(
                f"INSERT INTO doc_terms SELECT word, d.n FROM ({' UNION ALL '.join(sources)}) JOIN documents d USING (doc_id)"
                " ORDER BY word, d.n"
            )

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
        values = {**self.fingerprint, "input": digest.hexdigest()}
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


def _renamed(talk: Merged, talk_id: str) -> Merged:
    return replace(talk, talk_id=talk_id)


def _talk_row(talk: Merged) -> tuple[Any, ...]:
    differing = json.dumps(talk.disagreement, ensure_ascii=False, sort_keys=True) if talk.disagreement else None
    return (
        talk.talk_id, talk.kind, talk.status, talk.first, talk.last, date_prec(talk.first, talk.last), talk.basis, talk.place, talk.track,
        talk.round, talk.documented, talk.n_reports, talk.n_outlets, talk.first_reported, talk.announced_before, talk.confidence, differing,
    )  # fmt: skip


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
