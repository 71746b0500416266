"""Talks, places and movements as frames."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from core.store.connection import Connection, ordering, page
from core.store.filters import EVERYTHING, Filters

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

_PEOPLE = """
    SELECT talk_id, list(actor_id ORDER BY actor_id) AS participants,
           string_agg(name_ar, '، ' ORDER BY actor_id) AS participants_ar,
           string_agg(coalesce(name_en, name_ar), ', ' ORDER BY actor_id) AS participants_en
    FROM talk_participants JOIN actors USING (actor_id) WHERE talk_id IN (SELECT talk_id FROM page) GROUP BY talk_id
"""


class TalkQueries(Connection):
    """Queries on talks."""

    def talks(self, filters: Filters, sort: str = "-date_start", limit: int = 50, offset: int = 0) -> pd.DataFrame:
        """One page of talks: the columns of ``talks`` and ``place_ar, place_en, country, lat, lon, where_prec, participants``
        (list of ids), ``participants_ar, participants_en, name_ar, name_en`` (of a documented talk)."""
        condition = self.where(filters, "talks")
        order = ordering(sort, TALK_SORTS, "-date_start", "talk_id")
        return self.frame(
            f"""
            WITH page AS (SELECT * FROM talks WHERE {condition.sql} {order} {page(limit, offset)}), people AS ({_PEOPLE})
            SELECT page.*, p.name_ar AS place_ar, coalesce(p.name_en, p.name_ar) AS place_en, p.country, p.lat, p.lon, p.where_prec,
                   people.participants, participants_ar, participants_en, d.name_ar, d.name_en
            FROM page LEFT JOIN people USING (talk_id) LEFT JOIN places p USING (place_id)
                 LEFT JOIN documented_talks d ON d.talk_id = page.documented {ordering(sort, TALK_SORTS, "-date_start", "talk_id", "page.")}
            """,
            condition.parameters,
        )

    def talk(self, talk_id: str) -> dict[str, Any] | None:
        """A talk's card: ``talk`` (row as a mapping, ``disagreement`` parsed, names), ``participants``, ``reports`` (each with its
        article and evidence), ``sources`` (articles, copies included) and ``documented`` (row or ``None``); ``None`` for no such id."""
        row = self.one("SELECT * FROM talks WHERE talk_id = ?", [talk_id])
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
            SELECT r.* EXCLUDE (talk_id, folded), d.title, d.source, d.outlet, d.url, d.published_from, d.published_to, d.published_basis,
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
        condition = self.where(filters, "talks")
        return self.frame(
            f"""
            WITH page AS (SELECT * FROM talks WHERE date_start IS NOT NULL AND {condition.sql}
                          ORDER BY n_reports DESC, date_start, talk_id {page(limit, 0)}), people AS ({_PEOPLE})
            SELECT page.talk_id, page.kind, status, page.date_start, page.date_end, date_prec, days_basis, page.track, page.round,
                   page.place_id, p.name_ar AS place_ar, coalesce(p.name_en, p.name_ar) AS place_en, participants_ar, participants_en,
                   d.name_ar, d.name_en, n_reports, n_outlets, confidence
            FROM page LEFT JOIN people USING (talk_id) LEFT JOIN places p USING (place_id)
                 LEFT JOIN documented_talks d ON d.talk_id = page.documented
            ORDER BY page.date_start, page.talk_id
            """,
            condition.parameters,
        )

    def talk_months(self, filters: Filters) -> pd.DataFrame:
        """How many talks began per ``month`` (first day), ``track`` and ``status``: ``n``."""
        condition = self.where(filters, "talks")
        return self.frame(
            f"SELECT date_trunc('month', date_start) AS month, track, status, count(*) AS n FROM talks"
            f" WHERE date_start IS NOT NULL AND {condition.sql} GROUP BY ALL ORDER BY ALL",
            condition.parameters,
        )

    def documented_talks(self) -> pd.DataFrame:
        """The talks the knowledge documents, with ``found`` (whether an article of the store reports it)."""
        return self.frame(
            "SELECT d.*, d.talk_id IN (SELECT documented FROM talks WHERE documented IS NOT NULL) AS found FROM documented_talks d"
            " ORDER BY date_start, talk_id"
        )

    def place_counts(self, filters: Filters, measure: str = "talks") -> pd.DataFrame:
        """Per place ``place_id, name_ar, name_en, kind, country, lat, lon, where_prec`` and ``n``: its talks, its mentions or the
        quotes that mention it (``measure``). Most first. Raises ``ValueError`` for another measure."""
        if measure == "talks":
            condition = self.where(filters, "talks")
            counted = f"SELECT place_id, count(*) AS n FROM talks WHERE place_id IS NOT NULL AND {condition.sql} GROUP BY place_id"
        elif measure == "mentions":
            condition = self.where(filters, "mentions")
            counted = f"SELECT place_id, sum(n_mentions)::BIGINT AS n FROM document_places WHERE {condition.sql} GROUP BY place_id"
        elif measure == "quotes":
            condition = self.where(filters, "quotes")
            counted = (
                "SELECT entity_id AS place_id, count(*) AS n FROM quote_about WHERE entity_type = 'place' AND inside"
                f" AND n IN (SELECT n FROM quotes WHERE {condition.sql}) GROUP BY entity_id"
            )
        else:
            raise ValueError(f"measure {measure!r} is none of talks, mentions, quotes")
        return self.frame(
            f"""
            SELECT place_id, name_ar, coalesce(name_en, name_ar) AS name_en, kind, country, lat, lon, where_prec, n
            FROM ({counted}) JOIN places USING (place_id) WHERE n > 0 ORDER BY n DESC, place_id
            """,
            condition.parameters,
        )

    def itinerary(self, actor_id: str, filters: Filters = EVERYTHING) -> pd.DataFrame:
        """Where an actor himself (not whoever speaks for him) is reported to have talked, in order of days: dated, placed talks,
        held or under way."""
        condition = self.where(filters, "talks")
        return self.frame(
            f"""
            SELECT talk_id, date_start, date_end, date_prec, days_basis, place_id, p.name_ar, coalesce(p.name_en, p.name_ar) AS name_en,
                   p.lat, p.lon, t.kind, status, n_reports
            FROM (SELECT * FROM talks WHERE {condition.sql}) t JOIN places p USING (place_id)
            WHERE date_start IS NOT NULL AND status IN ('held', 'ongoing')
                  AND talk_id IN (SELECT talk_id FROM talk_participants WHERE actor_id = ?)
            ORDER BY date_start, talk_id
            """,
            [*condition.parameters, actor_id],
        )
