"""Actors, who meets whom and who speaks of whom, as frames; and the counts of the overview."""

from __future__ import annotations

from typing import Any

import pandas as pd

from core.store.connection import Connection, page
from core.store.filters import EVERYTHING, Filters


class ActorQueries(Connection):
    """Queries on actors and on the store as a whole."""

    def overview(self, filters: Filters = EVERYTHING) -> dict[str, Any]:
        """Counts of what the filters leave: ``documents, copies, outlets, undated_documents, talks, reports, undated_talks, quotes,
        attributed_quotes, speakers, actors, places`` and the days ``first_day``, ``last_day`` of publication."""
        documents, talks, quotes, mentions = (self.where(filters, s) for s in ("documents", "talks", "quotes", "mentions"))
        found: dict[str, Any] = {}
        queries: list[tuple[str, list[Any]]] = [
            (
                (
                    "SELECT count(*) AS documents, count(copy_of) AS copies, count(DISTINCT outlet) AS outlets,"
                    " count(*) FILTER (published_from IS NULL) AS undated_documents, min(published_from) AS first_day,"
                    f" max(published_to) AS last_day FROM documents WHERE {documents.sql}"
                ),
                documents.parameters,
            ),
            (
                (
                    "SELECT count(*) AS talks, coalesce(sum(n_reports), 0)::BIGINT AS reports,"
                    f" count(*) FILTER (date_start IS NULL) AS undated_talks FROM talks WHERE {talks.sql}"
                ),
                talks.parameters,
            ),
            (
                (
                    "SELECT count(*) AS quotes, count(speaker) AS attributed_quotes, count(DISTINCT speaker) AS speakers FROM quotes"
                    f" WHERE {quotes.sql}"
                ),
                quotes.parameters,
            ),
            (f"SELECT count(DISTINCT actor_id) AS actors FROM document_actors WHERE {mentions.sql}", mentions.parameters),
            (f"SELECT count(DISTINCT place_id) AS places FROM document_places WHERE {mentions.sql}", mentions.parameters),
        ]
        for sql, parameters in queries:
            found |= self.one(sql, parameters) or {}
        return found

    def coverage(self, filters: Filters = EVERYTHING) -> pd.DataFrame:
        """Per ``outlet`` (with ``name``) and ``month`` of publication: ``documents, talks`` (reports) and ``quotes``."""
        condition = self.where(filters, "documents")
        reach = "TRUE" if condition.sql == "TRUE" else "doc_id IN (SELECT doc_id FROM picked)"
        frame = self.frame(
            f"""
            WITH picked AS (SELECT doc_id, outlet, date_trunc('month', published_from) AS month FROM documents
                            WHERE published_from IS NOT NULL AND {condition.sql}),
                 told AS (SELECT doc_id, count(*) AS talks FROM talk_reports WHERE {reach} GROUP BY doc_id),
                 said AS (SELECT doc_id, count(*) AS quotes FROM quotes WHERE {reach} GROUP BY doc_id)
            SELECT outlet, month, count(*) AS documents, coalesce(sum(talks), 0)::BIGINT AS talks,
                   coalesce(sum(quotes), 0)::BIGINT AS quotes
            FROM picked LEFT JOIN told USING (doc_id) LEFT JOIN said USING (doc_id) GROUP BY outlet, month ORDER BY outlet, month
            """,
            condition.parameters,
        )
        return self.with_names(frame, "outlet", "outlet", "name")

    def actor_counts(self, filters: Filters = EVERYTHING, limit: int = 200) -> pd.DataFrame:
        """``actor_id, name_ar, name_en, kind, affiliation, side, known, talks, quotes, mentions``; most talks and quotes first."""
        documents, talks, quotes = (self.where(filters, subject) for subject in ("mentions", "talks", "quotes"))
        return self.frame(
            f"""
            WITH t AS (SELECT actor_id, count(*) AS talks FROM talk_participants
                       WHERE {talks.among("talk_id", "talks")} GROUP BY actor_id),
                 q AS (SELECT speaker AS actor_id, count(*) AS quotes FROM quotes
                       WHERE speaker IS NOT NULL AND {quotes.sql} GROUP BY speaker),
                 m AS (SELECT actor_id, sum(n_mentions)::BIGINT AS mentions FROM document_actors WHERE {documents.sql} GROUP BY actor_id)
            SELECT actor_id, name_ar, coalesce(name_en, name_ar) AS name_en, kind, affiliation, side, known,
                   coalesce(talks, 0) AS talks, coalesce(quotes, 0) AS quotes, coalesce(mentions, 0) AS mentions
            FROM actors LEFT JOIN t USING (actor_id) LEFT JOIN q USING (actor_id) LEFT JOIN m USING (actor_id)
            WHERE talks > 0 OR quotes > 0 OR mentions > 0
            ORDER BY talks + quotes DESC, mentions DESC, actor_id {page(limit, 0)}
            """,
            [*talks.parameters, *quotes.parameters, *documents.parameters],
        )

    def actor_edges(self, filters: Filters = EVERYTHING, measure: str = "talks", min_weight: int = 1, limit: int = 500) -> pd.DataFrame:
        """``source, target, weight, first_day, last_day``, heaviest first.

        ``measure`` ``talks``: how many talks two actors shared (``source < target``); ``quotes``: how many quotes of ``source``
        name ``target``; ``mentions``: how many articles name both (``source < target``). Raises ``ValueError`` for another.
        """
        if measure == "talks":
            condition = self.where(filters, "talks")
            pairs = f"SELECT source, target, day FROM talk_pairs WHERE {condition.among('talk_id', 'talks')}"
        elif measure == "quotes":
            condition = self.where(filters, "quotes")
            pairs = (
                f"WITH picked AS (SELECT n, speaker, day FROM quotes WHERE speaker IS NOT NULL AND {condition.sql})"
                " SELECT speaker AS source, entity_id AS target, day FROM quote_about JOIN picked USING (n)"
                " WHERE entity_type = 'actor' AND inside AND entity_id <> speaker"
            )
        elif measure == "mentions":
            condition = self.where(filters, "mentions")
            pairs = (
                f"WITH picked AS (SELECT doc_id, actor_id, published_from AS day FROM (SELECT * FROM document_actors WHERE {condition.sql})"
                " JOIN documents USING (doc_id) WHERE copy_of IS NULL)"
                " SELECT a.actor_id AS source, b.actor_id AS target, a.day AS day FROM picked a JOIN picked b USING (doc_id)"
                " WHERE a.actor_id < b.actor_id"
            )
        else:
            raise ValueError(f"measure {measure!r} is none of talks, quotes, mentions")
        return self.frame(
            f"SELECT source, target, count(*) AS weight, min(day) AS first_day, max(day) AS last_day FROM ({pairs})"
            f" GROUP BY source, target HAVING count(*) >= ? ORDER BY weight DESC, source, target {page(limit, 0)}",
            [*condition.parameters, max(1, int(min_weight))],
        )

    def actor_profile(self, actor_id: str, limit: int = 15) -> dict[str, Any] | None:
        """An actor's page, or ``None``: ``actor`` (row), ``counts``, and the frames ``partners`` (of talks), ``places`` (of talks),
        ``months`` (``month, talks, quotes``), ``cue_classes``, ``about`` (whom the quotes name), ``members`` (who speaks for it)."""
        actor = self.one("SELECT * FROM actors WHERE actor_id = ?", [actor_id])
        if actor is None:
            return None
        mine = "(SELECT talk_id FROM talk_participants WHERE actor_id = ?)"
        counts = self.one(
            f"SELECT (SELECT count(*) FROM talks WHERE talk_id IN {mine}) AS talks,"
            " (SELECT count(*) FROM quotes WHERE speaker = ? AND NOT is_copy) AS quotes,"
            " (SELECT coalesce(sum(n_mentions), 0)::BIGINT FROM document_actors WHERE actor_id = ?) AS mentions,"
            " (SELECT count(*) FROM document_actors WHERE actor_id = ?) AS documents",
            [actor_id] * 4,
        )
        partners = self.frame(
            f"SELECT actor_id, a.name_ar, coalesce(a.name_en, a.name_ar) AS name_en, a.kind, a.side, count(*) AS n,"
            " min(date_start) AS first_day,"
            f" max(date_start) AS last_day FROM talk_participants JOIN talks USING (talk_id) JOIN actors a USING (actor_id)"
            f" WHERE talk_id IN {mine} AND actor_id <> ? GROUP BY ALL ORDER BY n DESC, actor_id {page(limit, 0)}",
            [actor_id, actor_id],
        )
        places = self.frame(
            f"SELECT place_id, p.name_ar, coalesce(p.name_en, p.name_ar) AS name_en, p.lat, p.lon, count(*) AS n FROM talks"
            f" JOIN places p USING (place_id) WHERE talk_id IN {mine} GROUP BY ALL ORDER BY n DESC, place_id {page(limit, 0)}",
            [actor_id],
        )
        months = self.frame(
            "SELECT month, sum(talks)::BIGINT AS talks, sum(quotes)::BIGINT AS quotes FROM ("
            f"SELECT date_trunc('month', date_start) AS month, 1 AS talks, 0 AS quotes FROM talks WHERE talk_id IN {mine}"
            " UNION ALL SELECT date_trunc('month', day), 0, 1 FROM quotes WHERE speaker = ? AND NOT is_copy)"
            " WHERE month IS NOT NULL GROUP BY month ORDER BY month",
            [actor_id, actor_id],
        )
        classes = self.frame(
            "SELECT cue_class, count(*) AS n FROM quotes WHERE speaker = ? AND NOT is_copy AND cue_class IS NOT NULL GROUP BY cue_class"
            " ORDER BY n DESC, cue_class",
            [actor_id],
        )
        about = self.frame(
            "SELECT entity_id AS actor_id, count(*) AS n FROM quote_about WHERE entity_type = 'actor' AND inside AND entity_id <> ?"
            " AND n IN (SELECT n FROM quotes WHERE speaker = ? AND NOT is_copy)"
            f" GROUP BY entity_id ORDER BY n DESC, entity_id {page(limit, 0)}",
            [actor_id, actor_id],
        )
        members = self.frame(
            "SELECT actor_id, name_ar, coalesce(name_en, name_ar) AS name_en, kind FROM actors WHERE affiliation = ? AND actor_id IN"
            f" (SELECT actor_id FROM document_actors) ORDER BY actor_id {page(200, 0)}",
            [actor_id],
        )
        return {
            "actor": actor, "counts": counts, "partners": partners, "places": places, "months": months, "cue_classes": classes,
            "about": self.with_names(about, "actor_id", "actor", "name"), "members": members,
        }  # fmt: skip
