"""The tables of a store: names, columns, types and the order in which their rows lie.

One :class:`Table` per table makes its ``CREATE TABLE`` statement, its Arrow schema and the ``ORDER BY`` that makes
the same rows always lie in the same order. Days are ``DATE``, offsets count code points of ``documents.text``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

FORMAT = 5
"""Version of the table layout; a store of another version is refused with a message, never half read."""

_ARROW: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "INTEGER[]": pa.list_(pa.int32()),
}


ROW_GROUP = 2048
"""Rows that are packed together. The least DuckDB allows: a page's twenty rows lie far apart, and each costs unpacking its group."""

_COMPRESSION = {("documents", "text"): "uncompressed"}
"""Texts lie as they are: a page reads a sentence out of twenty of them, and unpacking those costs ten times the reading."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: ``columns`` as ``(name, SQL type)`` pairs and ``order``, the columns its rows are sorted by."""

    name: str
    columns: tuple[tuple[str, str], ...]
    order: str

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(name for name, _ in self.columns)

    @property
    def create(self) -> str:
        """The ``CREATE TABLE`` statement."""
        columns = []
        for name, kind in self.columns:
            packing = _COMPRESSION.get((self.name, name))
            columns.append(f"{name} {kind} USING COMPRESSION {packing}" if packing else f"{name} {kind}")
        return f"CREATE TABLE {self.name} ({', '.join(columns)})"

    @property
    def arrow(self) -> pa.Schema:
        """The same columns for Arrow and Parquet."""
        return pa.schema([(name, _ARROW[kind]) for name, kind in self.columns])


def _table(name: str, order: str, columns: str) -> Table:
    pairs = tuple((part.split()[0], part.split()[1]) for part in columns.split(","))
    return Table(name, pairs, order)


DOCUMENTS = _table(
    "documents",
    "doc_id",
    "doc_id VARCHAR, n INTEGER, title VARCHAR, source VARCHAR, outlet VARCHAR, url VARCHAR, published_from DATE, published_to DATE,"
    " published_basis VARCHAR, text VARCHAR, body VARCHAR, n_words INTEGER, content_hash VARCHAR, copy_of VARCHAR, clues VARCHAR,"
    " signature VARCHAR",
)
"""``n`` numbers the rows from 0; ``body``: ``start-end`` spans of the article proper, separated by blanks; ``copy_of``: the
``doc_id`` first published with (nearly) the same words; ``clues``: JSON list of the reasons for the publication day;
``signature``: MinHash of the words, in hexadecimal."""

DOCUMENT_ACTORS = _table(
    "document_actors",
    "doc_id, actor_id",
    "doc_id VARCHAR, actor_id VARCHAR, name_ar VARCHAR, name_en VARCHAR, kind VARCHAR, affiliation VARCHAR, side VARCHAR, known BOOLEAN,"
    " role VARCHAR, rule VARCHAR, confidence DOUBLE, n_mentions INTEGER",
)
"""What one document says of an actor; ``actors`` holds what all of them say together."""

DOCUMENT_PLACES = _table(
    "document_places",
    "doc_id, place_id",
    "doc_id VARCHAR, place_id VARCHAR, name_ar VARCHAR, name_en VARCHAR, kind VARCHAR, country VARCHAR, lat DOUBLE, lon DOUBLE,"
    " parent VARCHAR, where_prec INTEGER, rule VARCHAR, confidence DOUBLE, n_mentions INTEGER",
)
ACTORS = _table(
    "actors",
    "actor_id",
    "actor_id VARCHAR, name_ar VARCHAR, name_en VARCHAR, kind VARCHAR, affiliation VARCHAR, side VARCHAR, known BOOLEAN",
)
PLACES = _table(
    "places",
    "place_id",
    "place_id VARCHAR, name_ar VARCHAR, name_en VARCHAR, kind VARCHAR, country VARCHAR, lat DOUBLE, lon DOUBLE, parent VARCHAR,"
    " where_prec INTEGER",
)
MENTIONS = _table(
    "mentions",
    "doc_id, char_start, char_end, entity_type, entity_id",
    "doc_id VARCHAR, entity_type VARCHAR, entity_id VARCHAR, char_start INTEGER, char_end INTEGER, surface VARCHAR, rule VARCHAR",
)
"""``entity_type`` is ``actor`` or ``place``; ``surface`` is how the text writes it."""

DATES = _table(
    "dates",
    "doc_id, char_start, char_end, rule",
    "doc_id VARCHAR, char_start INTEGER, char_end INTEGER, date_start DATE, date_end DATE, precision VARCHAR, value VARCHAR, rule VARCHAR",
)
TALK_REPORTS = _table(
    "talk_reports",
    "doc_id, char_start, char_end, report_id",
    "report_id VARCHAR, n INTEGER, doc_id VARCHAR, talk_id VARCHAR, kind VARCHAR, status VARCHAR, date_start DATE, date_end DATE,"
    " date_prec INTEGER,"
    " days_basis VARCHAR, place_id VARCHAR, track VARCHAR, round INTEGER, documented VARCHAR, char_start INTEGER, char_end INTEGER,"
    " trigger_start INTEGER, trigger_end INTEGER, evidence VARCHAR, rule VARCHAR, confidence DOUBLE",
)
REPORT_PARTICIPANTS = _table("report_participants", "report_id, position", "report_id VARCHAR, actor_id VARCHAR, position INTEGER")
TALKS = _table(
    "talks",
    "date_start, talk_id",
    "talk_id VARCHAR, n INTEGER, kind VARCHAR, status VARCHAR, date_start DATE, date_end DATE, date_prec INTEGER, days_basis VARCHAR,"
    " place_id VARCHAR, track VARCHAR, round INTEGER, documented VARCHAR, n_reports INTEGER, n_outlets INTEGER, first_reported DATE,"
    " announced_before INTEGER, confidence DOUBLE, disagreement VARCHAR",
)
"""``announced_before``: days between the first report and the talk, where it was reported ahead of time;
``disagreement``: JSON object, field → values the reports give where they differ, or ``NULL``."""

TALK_PARTICIPANTS = _table("talk_participants", "talk_id, actor_id", "talk_id VARCHAR, actor_id VARCHAR")
TALK_PAIRS = _table("talk_pairs", "source, target, talk_id", "source VARCHAR, target VARCHAR, talk_id VARCHAR, day DATE")
"""Any two participants of a talk, ``source < target``, with its first day."""

QUOTES = _table(
    "quotes",
    "day, doc_id, char_start, char_end, quote_id",
    "quote_id VARCHAR, n INTEGER, doc_id VARCHAR, is_copy BOOLEAN, outlet VARCHAR, mode VARCHAR, speaker VARCHAR,"
    " speaker_text VARCHAR, speaker_side VARCHAR,"
    " cue VARCHAR, cue_class VARCHAR, char_start INTEGER, char_end INTEGER, content VARCHAR, day DATE, day_prec INTEGER,"
    " sentence_start INTEGER, sentence_end INTEGER, rule VARCHAR, confidence DOUBLE",
)
"""``n`` numbers the rows from 0 in their order and is what ``terms`` points to; ``is_copy`` marks
the quotes of syndicated copies, which no count includes; ``day`` is the first possible publication day."""

QUOTE_ABOUT = _table(
    "quote_about", "entity_id, entity_type, quote_id", "quote_id VARCHAR, entity_type VARCHAR, entity_id VARCHAR, inside BOOLEAN"
)
"""Entities mentioned in the quote's content (``inside``) or elsewhere in its sentence."""

TERMS = _table("terms", "word", "word VARCHAR, ns INTEGER[]")
"""Folded words of quotes → ``quotes.n``, ascending."""

REPORT_TERMS = _table("report_terms", "word", "word VARCHAR, ns INTEGER[]")
"""Folded words of the sentences that report a talk → ``talk_reports.n``."""

DOC_TERMS = _table("doc_terms", "word", "word VARCHAR, ns INTEGER[]")
"""Folded words of the articles → ``documents.n``."""

DOCUMENTED_TALKS = _table(
    "documented_talks",
    "date_start, talk_id",
    "talk_id VARCHAR, kind VARCHAR, track VARCHAR, round INTEGER, date_start DATE, date_end DATE, place_id VARCHAR, name_ar VARCHAR,"
    " name_en VARCHAR, source VARCHAR, participants VARCHAR",
)
"""From the knowledge; ``participants`` are actor ids separated by ``|``."""

TRACKS = _table("tracks", "position", "track_id VARCHAR, name_ar VARCHAR, name_en VARCHAR, position INTEGER")
SIDES = _table("sides", "position", "side_id VARCHAR, name_ar VARCHAR, name_en VARCHAR, position INTEGER")
OUTLETS = _table("outlets", "outlet_id", "outlet_id VARCHAR, name VARCHAR, actor_id VARCHAR, country VARCHAR")
ACTOR_SCOPE = _table("actor_scope", "scope_id, actor_id", "actor_id VARCHAR, scope_id VARCHAR")
"""Whom an actor counts for: himself, his affiliation, its affiliation … (a minister counts for his state)."""
PLACE_SCOPE = _table("place_scope", "scope_id, place_id", "place_id VARCHAR, scope_id VARCHAR")
"""The places around a place, itself included (a city counts for its country)."""
META = _table("meta", "key", "key VARCHAR, value VARCHAR")

OPTIONS = _table("options", "field, n DESC, value", "field VARCHAR, value VARCHAR, n INTEGER")
"""What a filter field can be set to and how many rows have it when nothing else is chosen: every page shows these."""

CODES = _table("codes", "kind, code", "kind VARCHAR, code INTEGER, value VARCHAR")
"""The numbers that stand for words and ids in the tables ``f_…``, per kind in the order of the values. ``entity`` numbers actors and
places together."""

FACTS: tuple[Table, ...] = (
    _table(
        "f_documents", "doc_id",
        "doc_id INTEGER, outlet INTEGER, published_from INTEGER, published_to INTEGER, copy BOOLEAN, title INTEGER, n_words INTEGER,"
        " reports INTEGER, quotes INTEGER, mentions INTEGER",
    ),
    _table(
        "f_quotes", "quote_id",
        "quote_id INTEGER, doc_id INTEGER, speaker INTEGER, speaker_side INTEGER, mode INTEGER, cue_class INTEGER, outlet INTEGER,"
        " day INTEGER, copy BOOLEAN, confidence DOUBLE",
    ),
    _table(
        "f_talks", "talk_id",
        "talk_id INTEGER, kind INTEGER, status INTEGER, track INTEGER, place_id INTEGER, date_start INTEGER, date_end INTEGER,"
        " n_reports INTEGER, n_outlets INTEGER, first_reported INTEGER, confidence DOUBLE, name INTEGER",
    ),
    _table("f_talk_reports", "report_id", "report_id INTEGER, doc_id INTEGER, talk_id INTEGER"),
    _table("f_talk_participants", "talk_id, actor_id", "talk_id INTEGER, actor_id INTEGER"),
    _table("f_talk_pairs", "source, target, talk_id", "source INTEGER, target INTEGER, talk_id INTEGER"),
    _table("f_quote_pairs", "source, target, quote_id", "source INTEGER, target INTEGER, quote_id INTEGER"),
    _table("f_quote_about", "quote_id, entity_id, entity_type", "quote_id INTEGER, entity_id INTEGER, entity_type INTEGER, inside BOOLEAN"),
    _table("f_document_actors", "doc_id, actor_id", "doc_id INTEGER, actor_id INTEGER, n_mentions INTEGER"),
    _table("f_document_places", "doc_id, place_id", "doc_id INTEGER, place_id INTEGER, n_mentions INTEGER"),
    _table("f_actors", "actor_id", "actor_id INTEGER, side INTEGER"),
)  # fmt: skip
"""What filters and counts look at, in numbers only, so that it can be held in memory whole: ids as the ``n`` of their rows, values
and actors as ``codes`` (-1: none), days since 1970 (:data:`NO_DAY`: none), ``title`` and ``name`` as ranks.
``f_quote_pairs``: who speaks (``source``) of whom in a quote's own words."""

NO_DAY = -1_000_000

PER_DOCUMENT: tuple[Table, ...] = (
    DOCUMENTS, DOCUMENT_ACTORS, DOCUMENT_PLACES, MENTIONS, DATES, TALK_REPORTS, REPORT_PARTICIPANTS, QUOTES, QUOTE_ABOUT,
)  # fmt: skip
"""Tables whose rows follow from one document alone; the others are worked out from all of them."""

TABLES: tuple[Table, ...] = (
    *PER_DOCUMENT, ACTORS, PLACES, TALKS, TALK_PARTICIPANTS, TALK_PAIRS, TERMS, REPORT_TERMS, DOC_TERMS, DOCUMENTED_TALKS, TRACKS, SIDES,
    OUTLETS, ACTOR_SCOPE, PLACE_SCOPE, META, OPTIONS, CODES, *FACTS,
)  # fmt: skip
"""Every table of a store."""


def date_prec(first: date | None, last: date | None) -> int | None:
    """UCDP GED's ``date_prec`` of an inclusive interval: 1 the exact day, 2 two to six days, 3 a week, 4 up to a month,
    5 longer (UCDP GED Codebook, https://ucdp.uu.se/downloads/). ``None`` without days."""
    if first is None or last is None:
        return None
    days = (last - first).days + 1
    for level, limit in ((1, 1), (2, 6), (3, 7), (4, 31)):
        if days <= limit:
            return level
    return 5
