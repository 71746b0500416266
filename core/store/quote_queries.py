"""Quotes, facets and articles as frames."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from core.store.connection import ENTITY_OF, Connection, ordering, page
from core.store.filters import LISTS, Filters, Subject
from core.store.where import KEYS, LIST_SQL

QUOTE_SORTS = ("day", "speaker", "mode", "cue_class", "outlet", "doc_id", "confidence", "n")
ARTICLE_SORTS = ("published_from", "title", "outlet", "n_words", "doc_id")

_FACET_SQL: dict[str, dict[str, str]] = {
    "quotes": {
        "speakers": "SELECT speaker AS value FROM picked",
        "sides": "SELECT speaker_side AS value FROM picked",
        "modes": "SELECT mode AS value FROM picked",
        "cue_classes": "SELECT cue_class AS value FROM picked",
        "outlets": "SELECT outlet AS value FROM picked",
        "about": "SELECT entity_id AS value FROM quote_about WHERE inside AND n IN (SELECT n FROM picked)",
    },
    "talks": {
        "tracks": "SELECT track AS value FROM picked",
        "kinds": "SELECT kind AS value FROM picked",
        "statuses": "SELECT status AS value FROM picked",
        "places": "SELECT place_id AS value FROM picked",
        "actors": "SELECT actor_id AS value FROM talk_participants WHERE talk_id IN (SELECT talk_id FROM picked)",
    },
    "documents": {"outlets": "SELECT outlet AS value FROM picked"},
}
_PICKED: dict[str, str] = {
    "quotes": "n, speaker, speaker_side, mode, cue_class, outlet", "talks": "talk_id, track, kind, status, place_id",
    "documents": "doc_id, outlet",
}  # fmt: skip
_OPTIONS_FROM: dict[str, Subject] = {
    "tracks": "talks", "kinds": "talks", "statuses": "talks", "places": "talks", "actors": "talks", "speakers": "quotes", "sides": "quotes",
    "modes": "quotes", "cue_classes": "quotes", "about": "quotes", "outlets": "documents",
}  # fmt: skip


class QuoteQueries(Connection):
    """Queries on quotes and articles."""

    def quotes(self, filters: Filters, sort: str = "-day", limit: int = 50, offset: int = 0) -> pd.DataFrame:
        """One page of quotes: the columns of ``quotes`` without ``folded``, and ``speaker_ar, speaker_en, title, source, url,
        published_from, published_to, published_basis, talk_ids`` (talks reported in the same article)."""
        condition = self.where(filters, "quotes")
        order = ordering(sort, QUOTE_SORTS, "-day", "n")
        frame = self.frame(
            f"""
            WITH keys AS (SELECT n FROM quotes WHERE {condition.sql} {order} {page(limit, offset)}),
                 page AS (SELECT * EXCLUDE folded FROM quotes WHERE n IN (FROM keys)),
                 told AS (SELECT doc_id, list(DISTINCT talk_id ORDER BY talk_id) AS talk_ids FROM talk_reports
                          WHERE doc_id IN (SELECT doc_id FROM page) GROUP BY doc_id)
            SELECT page.*, d.title, d.source, d.url, d.published_from, d.published_to, d.published_basis, told.talk_ids
            FROM page JOIN documents d USING (doc_id) LEFT JOIN told USING (doc_id) {ordering(sort, QUOTE_SORTS, "-day", "n", "page.")}
            """,
            condition.parameters,
        )
        return self.with_names(frame, "speaker", "actor", "speaker")

    def count(self, subject: Subject, filters: Filters) -> int:
        """How many ``talks``, ``quotes``, ``documents`` or ``mentions`` the filters leave."""
        condition = self.where(filters, subject)
        rows = self.rows(f"SELECT count(*) FROM {subject} WHERE {condition.sql}", condition.parameters)
        return int(rows[0][0])

    def facets(
        self, filters: Filters, subject: Subject = "quotes", fields: tuple[str, ...] = (), limit: int = 20
    ) -> dict[str, pd.DataFrame]:
        """Per ``Filters`` field the values that occur and how often: ``value, n, name_ar, name_en``, most first.

        A field's own choice is left out of its count, so that its other values stay in sight. Without ``fields``: all that
        the subject has.
        """
        wanted = [name for name in fields or tuple(_FACET_SQL[subject]) if name in _FACET_SQL[subject]]
        free = [name for name in wanted if not getattr(filters, name)]
        counted = self._facets(filters, subject, free, limit)
        for name in wanted:
            if name not in counted:
                counted |= self._facets(filters.with_(**{name: ()}), subject, [name], limit)
        return {name: self._named(counted[name], name) for name in wanted}

    def _facets(self, filters: Filters, subject: Subject, fields: list[str], limit: int) -> dict[str, pd.DataFrame]:
        """The counts of several fields under one condition, in one pass over its rows."""
        if not fields:
            return {}
        condition = self.where(filters, subject)
        counts = " UNION ALL ".join(
            f"(SELECT '{name}' AS field, value, count(*) AS n FROM ({_FACET_SQL[subject][name]}) WHERE value IS NOT NULL GROUP BY value"
            f" ORDER BY n DESC, value {page(limit, 0)})"
            for name in fields
        )
        if condition.sql == "NOT is_copy":  # no choice at all: leaving out the few copies is cheaper than looking every quote up
            counts = counts.replace("n IN (SELECT n FROM picked)", "n NOT IN (SELECT n FROM quotes WHERE is_copy)")
        frame = self.frame(
            f"WITH picked AS MATERIALIZED (SELECT {_PICKED[subject]} FROM {subject} WHERE {condition.sql})"
            f" SELECT * FROM ({counts}) ORDER BY field, n DESC, value",
            condition.parameters,
        )
        return {name: frame.loc[frame["field"] == name, ["value", "n"]].reset_index(drop=True) for name in fields}

    def options(self, field: str, text: str = "", limit: int = 50) -> pd.DataFrame:
        """What a reader may choose in a ``Filters`` field: ``value, n, name_ar, name_en``, most frequent first; with ``text``
        only those with a name holding it. Raises ``ValueError`` for a field without values."""
        if field not in LISTS:
            raise ValueError(f"{field!r} is no field with values: choose one of {', '.join(LISTS)}")
        frame = self.facets(Filters(), _OPTIONS_FROM[field], (field,), limit=limit if not text else 100_000)[field]
        if text:
            wanted = text.casefold().strip()
            ids = set(self.named(text))
            names = zip(frame["value"], frame["name_ar"], frame["name_en"], strict=True)
            frame = frame[[v in ids or any(wanted in str(x).casefold() for x in (v, ar, en)) for v, ar, en in names]]
        return frame.head(limit).reset_index(drop=True)

    def _named(self, frame: pd.DataFrame, field: str) -> pd.DataFrame:
        entity = ENTITY_OF.get(field)
        if entity:
            return self.with_names(frame, "value", entity, "name")
        frame["name_ar"] = frame["name_en"] = frame["value"]
        return frame

    def articles(self, filters: Filters, sort: str = "-published_from", limit: int = 50, offset: int = 0) -> pd.DataFrame:
        """One page of articles, without their text, with ``talks`` and ``quotes`` (how many each has)."""
        condition = self.where(filters, "documents")
        order = ordering(sort, ARTICLE_SORTS, "-published_from", "doc_id")
        return self.frame(
            f"""
            WITH page AS (SELECT doc_id, title, source, outlet, url, published_from, published_to, published_basis, n_words, copy_of
                          FROM documents WHERE {condition.sql} {order} {page(limit, offset)})
            SELECT page.*,
                   (SELECT count(*) FROM talk_reports r WHERE r.doc_id = page.doc_id) AS talks,
                   (SELECT count(*) FROM quotes q WHERE q.doc_id = page.doc_id) AS quotes
            FROM page {order}
            """,
            condition.parameters,
        )

    def article(self, doc_id: str) -> dict[str, Any] | None:
        """An article with all its evidence, or ``None``: ``document`` (row), ``body`` (spans), ``clues`` (for its day), and the
        frames ``mentions`` (with names and kinds), ``dates``, ``talks`` (its reports), ``quotes``, ``actors``, ``places``, ``copies``."""
        row = self.one("SELECT * EXCLUDE (signature, n) FROM documents WHERE doc_id = ?", [doc_id])
        if row is None:
            return None
        spans = [part.split("-") for part in (row.pop("body") or "").split()]
        clues = row.pop("clues")
        mentions = self.frame(
            """
            SELECT m.* EXCLUDE doc_id, coalesce(a.name_ar, p.name_ar) AS name_ar,
                   coalesce(a.name_en, p.name_en, a.name_ar, p.name_ar) AS name_en,
                   coalesce(a.kind, p.kind) AS kind, a.side
            FROM mentions m LEFT JOIN actors a ON m.entity_type = 'actor' AND a.actor_id = m.entity_id
                 LEFT JOIN places p ON m.entity_type = 'place' AND p.place_id = m.entity_id
            WHERE m.doc_id = ? ORDER BY char_start, char_end, entity_type
            """,
            [doc_id],
        )
        talks = self.frame(
            """
            SELECT r.* EXCLUDE (doc_id, folded), p.people AS participants, pl.name_ar AS place_ar,
                   coalesce(pl.name_en, pl.name_ar) AS place_en
            FROM talk_reports r LEFT JOIN places pl USING (place_id)
                 LEFT JOIN (SELECT report_id, list(actor_id ORDER BY position) AS people FROM report_participants
                            WHERE report_id IN (SELECT report_id FROM talk_reports WHERE doc_id = $1) GROUP BY report_id) p
                 USING (report_id)
            WHERE r.doc_id = $1 ORDER BY char_start, char_end, report_id
            """,
            [doc_id],
        )
        quotes = self.frame("SELECT * EXCLUDE (doc_id, folded) FROM quotes WHERE doc_id = ? ORDER BY char_start, char_end", [doc_id])
        return {
            "document": row,
            "body": [(int(start), int(end)) for start, end in spans],
            "clues": json.loads(clues) if clues else [],
            "mentions": mentions,
            "dates": self.frame("SELECT * EXCLUDE doc_id FROM dates WHERE doc_id = ? ORDER BY char_start, char_end", [doc_id]),
            "talks": talks,
            "quotes": self.with_names(quotes, "speaker", "actor", "speaker"),
            "actors": self.frame(
                "SELECT * EXCLUDE doc_id FROM document_actors WHERE doc_id = ? ORDER BY n_mentions DESC, actor_id", [doc_id]
            ),
            "places": self.frame(
                "SELECT * EXCLUDE doc_id FROM document_places WHERE doc_id = ? ORDER BY n_mentions DESC, place_id", [doc_id]
            ),
            "copies": self.frame(
                "SELECT doc_id, title, source, outlet, url, published_from FROM documents WHERE copy_of = ? OR doc_id = ? ORDER BY doc_id",
                [doc_id, row["copy_of"]],
            ),
        }


def fields_of(subject: Subject) -> tuple[str, ...]:
    """The ``Filters`` fields with values that say something about ``subject``."""
    return tuple(LIST_SQL[subject])


def key_of(subject: Subject) -> str:
    """The id column of ``subject``."""
    return KEYS[subject]
