"""Filters → conditions: per field and subject what must hold for a row, written down once.

A condition can be written as SQL with parameters (:func:`where`) and looked up in the arrays of :mod:`core.store.facts`
(:mod:`core.store.choose`); both come from the same tables of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from core.store.filters import Filters, Subject
from core.store.words import query_words

KEYS: dict[Subject, str] = {"talks": "talk_id", "quotes": "quote_id", "documents": "doc_id", "mentions": "doc_id"}

Sql = tuple[str, list[Any]]
Members = Callable[[str, Sequence[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class In:
    """``column`` holds one of ``values``."""

    column: str
    values: tuple[str, ...]

    def __hash__(self) -> int:
        """Of the first few values: a state stands for thousands, and a page asks for the rows of its filters a dozen times."""
        return hash((self.column, len(self.values), self.values[:4]))


@dataclass(frozen=True, slots=True)
class Via:
    """``key`` is that of a row of ``table`` for which ``of`` holds."""

    key: str
    table: str
    of: Condition


@dataclass(frozen=True, slots=True)
class Between:
    """The day in ``column`` is known and not before ``first`` nor after ``last``."""

    column: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """The row (its table's ``n``) stands in a search index under ``word``."""

    index: str
    word: str


@dataclass(frozen=True, slots=True)
class Row:
    """The row's ``key`` is this id."""

    key: str
    id: str


@dataclass(frozen=True, slots=True)
class Original:
    """The quote does not stand in a copy of another article."""


@dataclass(frozen=True, slots=True)
class Both:
    """All of ``parts`` hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of ``parts`` holds."""

    parts: tuple[Condition, ...]


Condition: TypeAlias = In | Via | Between | Word | Row | Original | Both | Either
Maker = Callable[[tuple[str, ...], tuple[str, ...]], Condition]
"""``(values chosen, those and all that belongs to them)`` → the condition: a state's ministers, a country's cities belong to it."""


def _told(column: str) -> Maker:
    """Of an article that reports a talk with such a value."""
    return lambda chosen, wider: Via("doc_id", "talk_reports", Via("talk_id", "talks", In(column, chosen)))


def _said(column: str, *, wide: bool = False) -> Maker:
    """Of an article with a quote that has such a value."""
    return lambda chosen, wider: Via("doc_id", "quotes", In(column, wider if wide else chosen))


def _own(column: str, *, wide: bool = False) -> Maker:
    return lambda chosen, wider: In(column, wider if wide else chosen)


def _about(kind: str, ids: tuple[str, ...]) -> Condition:
    return Via("quote_id", "quote_about", Both((In("entity_type", (kind,)), In("entity_id", ids))))


# A field that is missing has no meaning for the subject and leaves its rows alone (see `ignored`).
FIELDS: dict[Subject, dict[str, Maker]] = {
    "talks": {
        "tracks": _own("track"),
        "kinds": _own("kind"),
        "statuses": _own("status"),
        "places": _own("place_id", wide=True),
        "actors": lambda chosen, wider: Via("talk_id", "talk_participants", In("actor_id", wider)),
        "sides": lambda chosen, wider: Via("talk_id", "talk_participants", Via("actor_id", "actors", In("side", chosen))),
        "outlets": lambda chosen, wider: Via("talk_id", "talk_reports", Via("doc_id", "documents", In("outlet", chosen))),
    },
    "quotes": {
        "speakers": _own("speaker", wide=True),
        "sides": _own("speaker_side"),
        "modes": _own("mode"),
        "cue_classes": _own("cue_class"),
        "about": lambda chosen, wider: Via("quote_id", "quote_about", In("entity_id", chosen)),
        "actors": lambda chosen, wider: Either((In("speaker", wider), _about("actor", chosen))),
        "places": lambda chosen, wider: _about("place", wider),
        "outlets": _own("outlet"),
        "tracks": _told("track"),
        "kinds": _told("kind"),
        "statuses": _told("status"),
    },
    "documents": {
        "outlets": _own("outlet"),
        "actors": lambda chosen, wider: Via("doc_id", "document_actors", In("actor_id", wider)),
        "places": lambda chosen, wider: Via("doc_id", "document_places", In("place_id", wider)),
        "about": lambda chosen, wider: Either(
            (Via("doc_id", "document_actors", In("actor_id", chosen)), Via("doc_id", "document_places", In("place_id", chosen)))
        ),
        "tracks": _told("track"),
        "kinds": _told("kind"),
        "statuses": _told("status"),
        "speakers": _said("speaker", wide=True),
        "sides": _said("speaker_side"),
        "modes": _said("mode"),
        "cue_classes": _said("cue_class"),
    },
}
_DAYS: dict[Subject, tuple[str, str]] = {
    "talks": ("date_end", "date_start"), "quotes": ("day", "day"), "documents": ("published_to", "published_from"),
}  # fmt: skip
"""The last and the first day of a row: what must not lie before the reader's first day, nor after the last."""
_DOC: dict[Subject, Callable[[str], Condition]] = {
    "talks": lambda doc: Via("talk_id", "talk_reports", Row("doc_id", doc)),
    "quotes": lambda doc: Row("doc_id", doc),
    "documents": lambda doc: Row("doc_id", doc),
}
_WORD: dict[Subject, Callable[[str], Condition]] = {
    "talks": lambda word: Via("talk_id", "talk_reports", Word("report_terms", word)),
    "quotes": lambda word: Word("terms", word),
    "documents": lambda word: Word("doc_terms", word),
}
_NAMED: dict[Subject, Callable[[tuple[str, ...]], Condition]] = {
    "talks": lambda ids: Via("talk_id", "talk_participants", In("actor_id", ids)),
    "quotes": lambda ids: Either((In("speaker", ids), Via("quote_id", "quote_about", In("entity_id", ids)))),
    "documents": lambda ids: Via("doc_id", "document_actors", In("actor_id", ids)),
}
"""Rows that have to do with actors whose name was searched for."""


def conditions(
    filters: Filters, subject: Subject, named: Callable[[str], Sequence[str]] | None = None, members: Members | None = None
) -> tuple[Condition, ...]:
    """What ``filters`` ask of a row of ``subject``: all of these. Mentions are asked for their article.

    ``named(text)`` gives the ids of the actors called so in either language; rows about them are found besides those that
    hold the words themselves. ``members(field, ids)`` gives the ids and all that belongs to them.
    """
    if subject == "mentions":
        return tuple(Via("doc_id", "documents", part) for part in conditions(filters, "documents", named, members))
    filters = filters.normal()
    parts: list[Condition] = []
    if subject == "quotes" and not filters.doc:  # the reader of a copied article sees its quotes
        parts.append(Original())
    for name, make in FIELDS[subject].items():
        chosen = getattr(filters, name)
        if chosen:
            parts.append(make(chosen, tuple(members(name, chosen)) if members else chosen))
    last, first = _DAYS[subject]
    if filters.date_from and filters.date_to and first == last:
        parts.append(Between(first, filters.date_from, filters.date_to))
    else:
        parts += [Between(last, first=filters.date_from)] if filters.date_from else []
        parts += [Between(first, last=filters.date_to)] if filters.date_to else []
    if filters.doc:
        parts.append(_DOC[subject](filters.doc))
    if filters.text.strip():
        parts.append(_text(filters.text, subject, named))
    return tuple(parts)


def _text(text: str, subject: Subject, named: Callable[[str], Sequence[str]] | None) -> Condition:
    words = Both(tuple(_WORD[subject](word) for word in query_words(text)))
    if not words.parts:
        return Either(())
    actors = tuple(named(text)) if named else ()
    return Either((words, _NAMED[subject](actors))) if actors else words


@dataclass(frozen=True, slots=True)
class Where:
    """A condition ``sql`` (never empty) and its parameters, in order."""

    sql: str
    parameters: list[Any]


def where(filters: Filters, subject: Subject, named: Callable[[str], Sequence[str]] | None = None, members: Members | None = None) -> Where:
    """:func:`conditions` as SQL on the rows of the table ``subject``."""
    return Where(*_sql(Both(conditions(filters, subject, named, members))))


def _sql(condition: Condition) -> Sql:
    match condition:
        case In(column, values):
            return (f"{column} IN ({', '.join('?' for _ in values)})", list(values)) if values else ("FALSE", [])
        case Via(key, table, of):
            inner, parameters = _sql(of)
            return f"{key} IN (SELECT {key} FROM {table} WHERE {inner})", parameters
        case Between(column, first, last):
            tests = [(f"{column} >= ?", first), (f"{column} <= ?", last)]
            return " AND ".join(sql for sql, day in tests if day), [day for _, day in tests if day]
        case Word(index, word):
            return f"n IN (SELECT unnest(ns) FROM {index} WHERE word = ?)", [word]
        case Row(key, id):
            return f"{key} = ?", [id]
        case Original():
            return "NOT is_copy", []
        case Both(parts):
            return _joined(parts, " AND ", "TRUE")
        case Either(parts):
            return _joined(parts, " OR ", "FALSE")


def _joined(parts: tuple[Condition, ...], word: str, nothing: str) -> Sql:
    made = [_sql(part) for part in parts]
    sql = word.join(f"({part})" if len(made) > 1 else part for part, _ in made) or nothing
    return sql, [value for _, values in made for value in values]


def ignored(filters: Filters, subject: Subject) -> list[str]:
    """The chosen fields that say nothing about ``subject``, for a note to the reader."""
    fields = FIELDS["documents" if subject == "mentions" else subject]
    return [name for name in ("speakers", "modes", "cue_classes", "about") if getattr(filters, name) and name not in fields]
