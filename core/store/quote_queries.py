"""Quotes, facets and articles as frames."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from core.store.connection import ENTITY_OF, MAX_LIMIT, ordering, page, sorted_by
from core.store.counts import COLUMN_OF, most, strings
from core.store.facts import Array
from core.store.filters import LISTS, Filters, Subject
from core.store.paging import AT_ONCE, Paging, numbered

QUOTE_SORTS = ("day", "speaker", "mode", "cue_class", "outlet", "doc_id", "confidence", "n")
ARTICLE_SORTS = ("published_from", "title", "outlet", "n_words", "doc_id")


class QuoteQueries(Paging):
    """Queries on quotes and articles."""

    def quotes(self, filters: Filters, sort: str = "-day", limit: int = 50, offset: int = 0) -> pd.DataFrame:
        """One page of quotes: the columns of ``quotes``, and ``speaker_ar, speaker_en, title, source, url,
        published_from, published_to, published_basis, talk_ids`` (talks reported in the same article); where they stand in at most
        :data:`AT_ONCE` articles also ``sentence_text``, the words around the quote."""
        sort = sorted_by(sort, QUOTE_SORTS, "-day")
        rows = self.rows_of("quotes", filters, sort, limit, offset)
        frame = self.frame(f"SELECT * FROM ({rows.sql}) {ordering(sort, QUOTE_SORTS, '-day', 'n')}", rows.parameters)
        numbers = self.facts.table("quotes")["doc_id"][frame["n"].to_numpy().astype(np.int64)]
        docs, place = np.unique(numbers, return_inverse=True)
        articles = self._articles(docs)
        if "text" in articles:
            text = articles.pop("text").tolist()
            spans = zip(place.tolist(), frame["sentence_start"], frame["sentence_end"], strict=True)
            frame["sentence_text"] = pd.Series([text[at][start:end] for at, start, end in spans], index=frame.index, dtype="str")
        told = self._told_in(docs)
        frame["talk_ids"] = pd.Series([told[at] for at in place.tolist()], index=frame.index, dtype=object)
        for name in articles:
            frame[name] = articles[name].array.take(place)
        return self.with_names(frame, "speaker", "actor", "speaker")

    def _articles(self, docs: Array) -> pd.DataFrame:
        """The articles of these numbers, with their text where they are few."""
        columns = "title, source, url, published_from, published_to, published_basis"
        if len(docs) > AT_ONCE:
            return self.frame(f"SELECT {columns} FROM documents ORDER BY n").take(docs)
        rows = numbered("documents", docs, f"n, {columns}, text")
        return self.frame(f"SELECT * EXCLUDE n FROM ({rows.sql}) ORDER BY n", rows.parameters)

    def _told_in(self, docs: Array) -> list[Array | None]:
        """For each of these articles the ids of the talks it reports."""
        starts, talks = self.facts.starts("talk_reports", "doc_id"), self.facts.table("talk_reports")["talk_id"]
        found = [np.unique(talks[starts[doc] : starts[doc + 1]]) for doc in docs.tolist()]
        ids = self.talk_ids(np.concatenate([*found, np.array([], dtype=np.int32)]))
        parts = np.split(ids, np.cumsum([len(part) for part in found])[:-1]) if found else []
        return [np.sort(part) if len(part) else None for part in parts]

    def facets(
        self, filters: Filters, subject: Subject = "quotes", fields: tuple[str, ...] = (), limit: int = 20
    ) -> dict[str, pd.DataFrame]:
        """Per ``Filters`` field the values that occur and how often: ``value, n, name_ar, name_en``, most first.

        A field's own choice is left out of its count, so that its other values stay in sight. Without ``fields``: all that
        the subject has.
        """
        columns = COLUMN_OF[subject]
        found = {}
        for field in [name for name in fields or tuple(columns) if name in columns]:
            counted = self.field_counts(filters.with_(**{field: ()}) if getattr(filters, field) else filters, subject, field)
            codes = most(counted, min(max(0, limit), MAX_LIMIT))
            values = strings(self.facts.names(columns[field], codes))
            found[field] = self._named(pd.DataFrame({"value": values, "n": counted[codes]}), field)
        return found

    def options(self, field: str, text: str = "", limit: int = 50) -> pd.DataFrame:
        """What a reader may choose in a ``Filters`` field: ``value, n, name_ar, name_en``, most frequent first; with ``text``
        only those with a name holding it. Raises ``ValueError`` for a field without values."""
        if field not in LISTS:
            raise ValueError(f"{field!r} is no field with values: choose one of {', '.join(LISTS)}")
        cut = "" if text else page(limit, 0)
        rows = self.frame(f"SELECT value, n::BIGINT AS n FROM options WHERE field = ? ORDER BY n DESC, value {cut}", [field])
        frame = self._named(rows, field)
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
        sort = sorted_by(sort, ARTICLE_SORTS, "-published_from")
        columns = "doc_id, title, source, outlet, url, published_from, published_to, published_basis, n_words, copy_of, n"
        rows = self.rows_of("documents", filters, sort, limit, offset, columns)
        frame = self.frame(f"SELECT * FROM ({rows.sql}) {ordering(sort, ARTICLE_SORTS, '-published_from', 'doc_id')}", rows.parameters)
        numbers = frame.pop("n").to_numpy()
        for column, name in (("talks", "reports"), ("quotes", "quotes")):
            frame[column] = self.facts.table("documents")[name][numbers].astype(np.int64)
        return frame

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
            SELECT m.* EXCLUDE (doc_id, surface), coalesce(a.name_ar, p.name_ar) AS name_ar,
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
            SELECT r.* EXCLUDE (doc_id, n), p.people AS participants, pl.name_ar AS place_ar,
                   coalesce(pl.name_en, pl.name_ar) AS place_en
            FROM talk_reports r LEFT JOIN places pl USING (place_id)
                 LEFT JOIN (SELECT report_id, list(actor_id ORDER BY position) AS people FROM report_participants
                            WHERE report_id IN (SELECT report_id FROM talk_reports WHERE doc_id = $1) GROUP BY report_id) p
                 USING (report_id)
            WHERE r.doc_id = $1 ORDER BY char_start, char_end, report_id
            """,
            [doc_id],
        )
        quotes = self.frame("SELECT * EXCLUDE doc_id FROM quotes WHERE doc_id = ? ORDER BY char_start, char_end", [doc_id])
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
