"""Talks, places and movements as frames."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from core.store.connection import MAX_LIMIT, sorted_by
from core.store.counts import first_days, grouped, months, most, strings
from core.store.facts import Array, spans
from core.store.filters import EVERYTHING, Filters
from core.store.paging import Paging, numbered
from core.store.schema import NO_DAY
from core.store.where import In, Via

TALK_SORTS = (
    "date_start",
    "date_end",
    "talk_id",
    "kind",
    "status",
    "track",
    "place_id",
    "n_reports",
    "n_outlets",
    "first_reported",
    "confidence",
)

POINT_COLUMNS = (
    "talk_id", "kind", "status", "date_start", "date_end", "date_prec", "days_basis", "track", "round", "place_id", "place_ar", "place_en",
    "participants_ar", "participants_en", "name_ar", "name_en", "n_reports", "n_outlets", "confidence",
)  # fmt: skip


class TalkQueries(Paging):
    """Queries on talks."""

    def talks(self, filters: Filters, sort: str = "-date_start", limit: int = 50, offset: int = 0) -> pd.DataFrame:
        """One page of talks: the columns of ``talks`` and ``place_ar, place_en, country, lat, lon, where_prec, participants``
        (list of ids), ``participants_ar, participants_en, name_ar, name_en`` (of a documented talk)."""
        limit, offset = max(0, min(int(limit), MAX_LIMIT)), max(0, int(offset))
        return self._described(self.numbers("talks", filters, sorted_by(sort, TALK_SORTS, "-date_start"), limit, offset))

    def _described(self, numbers: Array) -> pd.DataFrame:
        """Talks by their numbers, with place, participants and documented name."""
        frame = self.talk_frame(numbers)
        places = self._places.set_index("place_id").reindex(frame["place_id"])
        for name, column in (("place_ar", "name_ar"), ("place_en", "name_en"), *((c, c) for c in ("country", "lat", "lon", "where_prec"))):
            frame[name] = places[column].array
        ids, cuts = self._people(numbers)
        names = self._names["actor"]
        people = np.split(ids, cuts) if len(numbers) else []
        frame["participants"] = pd.Series([part if len(part) else None for part in people], index=frame.index, dtype=object)
        for lang, (name, join) in enumerate((("participants_ar", "، "), ("participants_en", ", "))):
            told = [join.join(names[key][lang] for key in part.tolist()) or None for part in people]
            frame[name] = pd.Series(told, index=frame.index, dtype="str")
        documented = [self._names["documented"].get(key, (None, None)) if key == key else (None, None) for key in frame["documented"]]
        for lang, name in enumerate(("name_ar", "name_en")):
            frame[name] = pd.Series([pair[lang] for pair in documented], index=frame.index, dtype=object)
        return frame

    def _people(self, numbers: Array) -> tuple[Array, Array]:
        """The participants' ids of some talks, one after the other, and where each but the first begins."""
        starts, actors = self.facts.starts("talk_participants", "talk_id"), self.facts.table("talk_participants")["actor_id"]
        first, last = starts[numbers], starts[numbers + 1]
        return self.facts.names("actor_id", actors[spans(first, last)]), np.cumsum(last - first)[:-1]

    def talk(self, talk_id: str) -> dict[str, Any] | None:
        """A talk's card: ``talk`` (row as a mapping, ``disagreement`` parsed, names), ``participants``, ``reports`` (each with its
        article and evidence), ``sources`` (articles, copies included) and ``documented`` (row or ``None``); ``None`` for no such id."""
        row = self.one("SELECT * EXCLUDE n FROM talks WHERE talk_id = ?", [talk_id])
        if row is None:
            return None
        row["disagreement"] = json.loads(row["disagreement"]) if row["disagreement"] else {}
        for lang in ("ar", "en"):
            row[f"place_{lang}"] = self.label("place", row["place_id"], lang) if row["place_id"] else None
            row[f"track_{lang}"] = self.label("track", row["track"], lang) if row["track"] else None
        participants = self.frame(
            "SELECT a.* FROM talk_participants JOIN actors a USING (actor_id) WHERE talk_id = ? ORDER BY actor_id", [talk_id]
        )
        reports = self.frame(
            """
            SELECT r.* EXCLUDE (talk_id, n), d.title, d.source, d.outlet, d.url, d.published_from, d.published_to, d.published_basis,
                   d.copy_of, p.people AS participants
            FROM talk_reports r JOIN documents d USING (doc_id)
                 LEFT JOIN (SELECT report_id, list(actor_id ORDER BY position) AS people FROM report_participants
                            WHERE report_id IN (SELECT report_id FROM talk_reports WHERE talk_id = $1) GROUP BY report_id) p
                 USING (report_id)
            WHERE r.talk_id = $1 ORDER BY d.published_from NULLS LAST, r.doc_id, r.char_start
            """,
            [talk_id],
        )
        sources = self.frame(
            "SELECT doc_id, title, source, outlet, url, published_from, published_to, published_basis, copy_of FROM documents"
            " WHERE doc_id IN (SELECT doc_id FROM talk_reports WHERE talk_id = ?) ORDER BY published_from NULLS LAST, doc_id",
            [talk_id],
        )
        documented = self.one("SELECT * FROM documented_talks WHERE talk_id = ?", [row["documented"]]) if row["documented"] else None
        return {"talk": row, "participants": participants, "reports": reports, "sources": sources, "documented": documented}

    def talk_points(self, filters: Filters, limit: int = 2000) -> pd.DataFrame:
        """Dated talks for the timeline, in order of days; beyond ``limit`` the ones with most reports."""
        talks = self.facts.table("talks")
        rows = np.flatnonzero(self.chosen(filters, "talks") & (talks["date_start"] != NO_DAY))
        if len(rows) > limit:  # rows lie in the order of days, so that earlier ones win where reports are equal
            rows = rows[np.argsort(-talks["n_reports"][rows], kind="stable")[: max(0, limit)]]
        frame = self._described(np.sort(rows))
        return frame[list(POINT_COLUMNS)]

    def talk_months(self, filters: Filters) -> pd.DataFrame:
        """How many talks began per ``month`` (first day), ``track`` and ``status``: ``n``."""
        talks = self.facts.table("talks")
        rows = np.flatnonzero(self.chosen(filters, "talks") & (talks["date_start"] != NO_DAY))
        tracks, statuses = self.facts.kinds("track") + 1, self.facts.kinds("status")
        month = months(talks["date_start"][rows])
        least = int(month.min()) if len(month) else 0
        track = talks["track"][rows].astype(np.int64) % tracks  # no track comes last
        counted = np.bincount(((month - least) * tracks + track) * statuses + talks["status"][rows])
        found = np.flatnonzero(counted)
        track_code = found // statuses % tracks
        return pd.DataFrame({
            "month": first_days(found // statuses // tracks + least),
            "track": strings(self.facts.names("track", np.where(track_code == tracks - 1, -1, track_code))),
            "status": strings(self.facts.names("status", found % statuses)),
            "n": counted[found],
        })  # fmt: skip

    def documented_talks(self) -> pd.DataFrame:
        """The talks the knowledge documents, with ``found`` (whether an article of the store reports it)."""
        return self.frame(
            "SELECT d.*, d.talk_id IN (SELECT documented FROM talks WHERE documented IS NOT NULL) AS found FROM documented_talks d"
            " ORDER BY date_start, talk_id"
        )

    def place_counts(self, filters: Filters, measure: str = "talks") -> pd.DataFrame:
        """Per place ``place_id, name_ar, name_en, kind, country, lat, lon, where_prec`` and ``n``: its talks, its mentions or the
        quotes that mention it (``measure``). Most first. Raises ``ValueError`` for another measure."""
        facts = self.facts
        if measure == "talks":
            counted = self.field_counts(filters, "talks", "places")
        elif measure == "mentions":
            counted = self.mentioned(filters, "document_places")[1]
        elif measure == "quotes":
            flags = self.chosen(filters, "quotes")
            counted = grouped(facts, "quote_about", "quote_id", flags, "entity_id", only="inside place")
        else:
            raise ValueError(f"measure {measure!r} is none of talks, mentions, quotes")
        codes = most(counted, len(counted))
        found = pd.DataFrame({"place_id": strings(facts.names("place_id", codes)), "n": counted[codes]})
        frame = self._places.merge(found, on="place_id")
        return frame.sort_values(["n", "place_id"], ascending=[False, True], ignore_index=True)

    def itinerary(self, actor_id: str, filters: Filters = EVERYTHING) -> pd.DataFrame:
        """Where an actor himself (not whoever speaks for him) is reported to have talked, in order of days: dated, placed talks,
        held or under way."""
        there = In("status", ("held", "ongoing")), Via("talk_id", "talk_participants", In("actor_id", (actor_id,)))
        flags = self.chosen(filters, "talks") & self._chooser.choose(there, "talks")
        rows = numbered("talks", np.flatnonzero(flags)[:MAX_LIMIT])
        return self.frame(
            f"""
            SELECT talk_id, date_start, date_end, date_prec, days_basis, place_id, p.name_ar, coalesce(p.name_en, p.name_ar) AS name_en,
                   p.lat, p.lon, t.kind, status, n_reports
            FROM ({rows.sql}) t JOIN places p USING (place_id) WHERE date_start IS NOT NULL ORDER BY date_start, talk_id
            """,
            rows.parameters,
        )
