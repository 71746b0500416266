"""Reports → talks in a new store: all of them merged, or, on top of an old store, only what the change can reach."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from core.store.merge import Overrides, Report, Scope, load_overrides, merge
from core.store.reference import KNOWLEDGE
from core.store.remerge import NEVER, Neighbourhood, Rows, remerge, report_of
from core.store.rows import short_id
from core.store.schema import TALK_REPORTS, date_prec
from core.store.summary import Merged, summarise
from core.store.writing import appended, numbered

OVERRIDES = KNOWLEDGE.parent / "overrides.csv"

_FIELDS = (
    "report_id, doc_id, outlet, published_from, copy, kind, status, date_start, date_end, days_basis, place_id, track, round, documented,"
    " people, confidence"
)


class Talks:
    """Fills ``talks``, ``talk_participants`` and ``talk_pairs`` from ``talk_reports``, and says there which talk each tells of.

    With ``old`` an earlier store is attached as ``old``, merged under the same corrections, and ``from_old`` names the documents
    taken over from it.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, actors: Scope, places: Scope, *, old: bool) -> None:
        self.con, self.actors, self.places, self.old = con, actors, places, old
        self.overrides = load_overrides(OVERRIDES) if OVERRIDES.exists() else Overrides()

    def fill(self) -> None:
        """Fill the tables."""
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE reports AS SELECT r.* EXCLUDE (n, evidence), r.talk_id AS old_talk, d.outlet, d.published_from,"
            " d.copy_of IS NOT NULL AS copy, row_number() OVER (ORDER BY r.report_id) - 1 AS spot FROM talk_reports r"
            " JOIN documents d USING (doc_id) ORDER BY spot"
        )
        replaced: Collection[str] = ()
        if self.old:
            groups, replaced = self._around_changes()
        else:
            groups = merge([report for report, _ in self._reports("")], self.actors, self.places, self.overrides)
        self._write(groups, replaced)

    def _reports(self, condition: str) -> Rows:
        rows = self.con.execute(
            f"WITH chosen AS (SELECT * FROM reports {condition}) SELECT {_FIELDS}, old_talk FROM chosen LEFT JOIN"
            " (SELECT report_id, list(actor_id ORDER BY position) AS people FROM report_participants SEMI JOIN chosen USING (report_id)"
            " GROUP BY report_id) USING (report_id) ORDER BY spot"
        ).fetchall()
        return [(report_of(row[:-1]), row[-1]) for row in rows]

    def _among(self, column: str, values: Collection[Any], kind: str) -> Rows:
        self.con.register("wanted", pa.table({"value": pa.array(sorted(values), pa.string() if kind == "VARCHAR" else pa.int64())}))
        try:
            return self._reports(f"WHERE {column} IN (SELECT value FROM wanted)")
        finally:
            self.con.unregister("wanted")

    def _around_changes(self) -> tuple[list[list[Report]], set[str]]:
        changed = {key for (key,) in self.con.execute(_CHANGED).fetchall()}
        gone = self.con.execute("SELECT talk_id, documented FROM old.talk_reports ANTI JOIN from_old USING (doc_id)").fetchall()
        if not changed and not gone:
            return [], set()
        return remerge(
            changed,
            {talk for talk, _ in gone},
            {name for _, name in gone if name},
            self._neighbourhood(),
            lambda positions: self._among("spot", positions.tolist(), "BIGINT"),
            lambda talks: self._among("old_talk", talks, "VARCHAR"),
            lambda ids: self._among("report_id", ids, "VARCHAR"),
            self.actors,
            self.places,
            self.overrides,
        )

    def _neighbourhood(self) -> Neighbourhood:
        found = self.con.execute(
            "SELECT "
            + ", ".join(f"coalesce({day} - DATE '1970-01-01', {NEVER}) AS {day}" for day in ("date_start", "date_end", "published_from"))
            + " FROM reports ORDER BY spot"
        ).fetchnumpy()
        named: dict[str, list[int]] = {}
        for spot, name in self.con.execute("SELECT spot, documented FROM reports WHERE documented IS NOT NULL ORDER BY spot").fetchall():
            named.setdefault(name, []).append(spot)
        first, last, published = (_days(found[day]) for day in ("date_start", "date_end", "published_from"))
        return Neighbourhood(first, last, published, named)

    def _write(self, groups: list[list[Report]], replaced: Collection[str]) -> None:
        talks: list[Merged] = []
        of: list[tuple[str, str]] = []
        taken: set[str] = set()
        for group in groups:
            talk = summarise(group, "t" + short_id(group[0].id)[:11], self.actors, self.places)
            if talk.documented and talk.documented not in taken:
                talk = replace(talk, talk_id=talk.documented)
            taken.add(talk.talk_id)
            talks.append(talk)
            of += [(report.id, talk.talk_id) for report in group]
        self._temporary("talk_of", "report_id VARCHAR, talk VARCHAR", of)
        self.con.execute(
            "UPDATE talk_reports SET talk_id = f.talk FROM talk_of f"
            " WHERE f.report_id = talk_reports.report_id AND talk_reports.talk_id IS DISTINCT FROM f.talk"
        )
        numbered(self.con, TALK_REPORTS)
        self._temporary("made_talks", "", [_talk_row(talk) for talk in talks], like="talks")
        people = [(talk.talk_id, actor) for talk in talks for actor in talk.participants]
        self._temporary("made_people", "talk_id VARCHAR, actor_id VARCHAR", people)
        made, named = "SELECT * FROM made_talks", "SELECT * FROM made_people"
        if self.old:
            self._temporary("replaced", "talk_id VARCHAR", [(talk,) for talk in sorted(replaced)])
            made += " UNION ALL SELECT * FROM old.talks ANTI JOIN replaced USING (talk_id)"
            named += " UNION ALL SELECT * FROM old.talk_participants ANTI JOIN replaced USING (talk_id)"
        self.con.execute(
            f"INSERT INTO talks SELECT * REPLACE (row_number() OVER (ORDER BY date_start, talk_id) - 1 AS n) FROM ({made})"
            " ORDER BY date_start, talk_id"
        )
        self.con.execute(f"INSERT INTO talk_participants SELECT * FROM ({named}) ORDER BY talk_id, actor_id")
        self.con.execute(
            "INSERT INTO talk_pairs SELECT a.actor_id, b.actor_id, talk_id, t.date_start FROM talk_participants a"
            " JOIN talk_participants b USING (talk_id) JOIN talks t USING (talk_id) WHERE a.actor_id < b.actor_id ORDER BY 1, 2, 3"
        )

    def _temporary(self, name: str, columns: str, rows: Sequence[tuple[Any, ...]], like: str = "") -> None:
        made = f"AS SELECT * FROM {like} LIMIT 0" if like else f"({columns})"
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} {made}")
        appended(self.con, name, rows)


_CHANGED = """
    WITH turned AS (
        SELECT actor_id AS id FROM ((SELECT actor_id, scope_id FROM actor_scope EXCEPT SELECT actor_id, scope_id FROM old.actor_scope)
            UNION ALL (SELECT actor_id, scope_id FROM old.actor_scope EXCEPT SELECT actor_id, scope_id FROM actor_scope))),
    moved AS (
        SELECT place_id AS id FROM ((SELECT place_id, scope_id FROM place_scope EXCEPT SELECT place_id, scope_id FROM old.place_scope)
            UNION ALL (SELECT place_id, scope_id FROM old.place_scope EXCEPT SELECT place_id, scope_id FROM place_scope)))
    SELECT report_id FROM reports ANTI JOIN from_old USING (doc_id)
    UNION SELECT report_id FROM reports JOIN old.documents o USING (doc_id) WHERE reports.copy <> (o.copy_of IS NOT NULL)
    UNION SELECT report_id FROM report_participants JOIN actor_scope USING (actor_id)
        WHERE actor_id IN (SELECT id FROM turned) OR scope_id IN (SELECT id FROM turned)
    UNION SELECT report_id FROM reports JOIN place_scope USING (place_id)
        WHERE place_id IN (SELECT id FROM moved) OR scope_id IN (SELECT id FROM moved)
"""
"""Ids of the reports that are new or read differently: their article came, became a copy or ceased to be one, or somebody or some place
in them counts for others than before."""


def _days(column: Any) -> npt.NDArray[np.int64]:
    return np.asarray(column).astype(np.int64)


def _talk_row(talk: Merged) -> tuple[Any, ...]:
    differing = json.dumps(talk.disagreement, ensure_ascii=False, sort_keys=True) if talk.disagreement else None
    return (
        talk.talk_id, None, talk.kind, talk.status, talk.first, talk.last, date_prec(talk.first, talk.last), talk.basis, talk.place,
        talk.track, talk.round, talk.documented, talk.n_reports, talk.n_outlets, talk.first_reported, talk.announced_before,
        talk.confidence, differing,
    )  # fmt: skip
