"""Filters → SQL: one condition with parameters per field and subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core.store.filters import Filters, Subject
from core.store.words import query_words

Condition = tuple[str, list[Any]]

KEYS: dict[Subject, str] = {"talks": "talk_id", "quotes": "quote_id", "documents": "doc_id", "mentions": "doc_id"}

_ACTORS = "(SELECT actor_id FROM actor_scope WHERE scope_id IN {})"
_PLACES = "(SELECT place_id FROM place_scope WHERE scope_id IN {})"
_SIDES = "(SELECT actor_id FROM actors WHERE side IN {})"

# Field by field, what must hold for a row of the subject; {} stands for the list of chosen values.
# A field that is missing has no meaning for the subject and leaves its rows alone (see `ignored`).
LIST_SQL: dict[Subject, dict[str, str]] = {
    "talks": {
        "tracks": "track IN {}",
        "kinds": "kind IN {}",
        "statuses": "status IN {}",
        "places": f"place_id IN {_PLACES}",
        "actors": f"talk_id IN (SELECT talk_id FROM talk_participants WHERE actor_id IN {_ACTORS})",
        "sides": f"talk_id IN (SELECT talk_id FROM talk_participants WHERE actor_id IN {_SIDES})",
        "outlets": "talk_id IN (SELECT talk_id FROM talk_reports JOIN documents USING (doc_id) WHERE outlet IN {})",
    },
    "quotes": {
        "speakers": f"speaker IN {_ACTORS}",
        "sides": "speaker_side IN {}",
        "modes": "mode IN {}",
        "cue_classes": "cue_class IN {}",
        "about": "quote_id IN (SELECT quote_id FROM quote_about WHERE entity_id IN {})",
        "actors": f"(speaker IN {_ACTORS} OR quote_id IN"
        " (SELECT quote_id FROM quote_about WHERE entity_type = 'actor' AND entity_id IN {}))",
        "places": f"quote_id IN (SELECT quote_id FROM quote_about WHERE entity_type = 'place' AND entity_id IN {_PLACES})",
        "outlets": "outlet IN {}",
        "tracks": "doc_id IN (SELECT doc_id FROM talk_reports JOIN talks USING (talk_id) WHERE talks.track IN {})",
        "kinds": "doc_id IN (SELECT doc_id FROM talk_reports JOIN talks USING (talk_id) WHERE talks.kind IN {})",
        "statuses": "doc_id IN (SELECT doc_id FROM talk_reports JOIN talks USING (talk_id) WHERE talks.status IN {})",
    },
}
_DOCUMENT = {
    "outlets": "{doc} IN (SELECT doc_id FROM documents WHERE outlet IN {{}})",
    "actors": f"{{doc}} IN (SELECT doc_id FROM document_actors WHERE actor_id IN {_ACTORS.replace('{}', '{{}}')})",
    "places": f"{{doc}} IN (SELECT doc_id FROM document_places WHERE place_id IN {_PLACES.replace('{}', '{{}}')})",
    "about": "{doc} IN (SELECT doc_id FROM mentions WHERE entity_id IN {{}})",
    "tracks": "{doc} IN (SELECT doc_id FROM talk_reports JOIN talks USING (talk_id) WHERE talks.track IN {{}})",
    "kinds": "{doc} IN (SELECT doc_id FROM talk_reports JOIN talks USING (talk_id) WHERE talks.kind IN {{}})",
    "statuses": "{doc} IN (SELECT doc_id FROM talk_reports JOIN talks USING (talk_id) WHERE talks.status IN {{}})",
    "speakers": f"{{doc}} IN (SELECT doc_id FROM quotes WHERE speaker IN {_ACTORS.replace('{}', '{{}}')})",
    "sides": "{doc} IN (SELECT doc_id FROM quotes WHERE speaker_side IN {{}})",
    "modes": "{doc} IN (SELECT doc_id FROM quotes WHERE mode IN {{}})",
    "cue_classes": "{doc} IN (SELECT doc_id FROM quotes WHERE cue_class IN {{}})",
}
LIST_SQL["documents"] = {name: sql.format(doc="doc_id") for name, sql in _DOCUMENT.items()}
LIST_SQL["mentions"] = LIST_SQL["documents"]

DATE_SQL: dict[Subject, tuple[str, str]] = {
    "talks": ("date_end >= ?", "date_start <= ?"),
    "quotes": ("day >= ?", "day <= ?"),
    "documents": ("published_to >= ?", "published_from <= ?"),
    "mentions": (
        "doc_id IN (SELECT doc_id FROM documents WHERE published_to >= ?)",
        "doc_id IN (SELECT doc_id FROM documents WHERE published_from <= ?)",
    ),
}
DOC_SQL: dict[Subject, str] = {
    "talks": "talk_id IN (SELECT talk_id FROM talk_reports WHERE doc_id = ?)",
    "quotes": "doc_id = ?",
    "documents": "doc_id = ?",
    "mentions": "doc_id = ?",
}
TEXT_SQL: dict[Subject, str] = {
    "talks": "talk_id IN (SELECT talk_id FROM talk_terms WHERE word = ?)",
    "quotes": "n IN (SELECT n FROM terms WHERE word = ?)",
    "documents": "doc_id IN (SELECT doc_id FROM documents WHERE n IN (SELECT n FROM doc_terms WHERE word = ?))",
}
TEXT_SQL["mentions"] = TEXT_SQL["documents"]
NAMED_SQL: dict[Subject, str] = {
    "talks": "talk_id IN (SELECT talk_id FROM talk_participants WHERE actor_id IN {})",
    "quotes": "(speaker IN {} OR quote_id IN (SELECT quote_id FROM quote_about WHERE entity_id IN {}))",
    "documents": "doc_id IN (SELECT doc_id FROM document_actors WHERE actor_id IN {})",
}
NAMED_SQL["mentions"] = NAMED_SQL["documents"]


@dataclass(frozen=True, slots=True)
class Where:
    """A condition ``sql`` (never empty) and its parameters, in order."""

    sql: str
    parameters: list[Any]


def where(filters: Filters, subject: Subject, named: Callable[[str], Sequence[str]] | None = None) -> Where:
    """The condition that ``filters`` put on the rows of ``subject``.

    ``named(text)`` gives the ids of the actors called so in either language; rows about them are found besides those that
    hold the words themselves.
    """
    parts: list[Condition] = []
    if subject == "quotes":
        parts.append(("NOT is_copy", []))
    filters = filters.normal()
    for name, sql in LIST_SQL[subject].items():
        values = getattr(filters, name)
        if values:
            marks = f"({', '.join('?' for _ in values)})"
            parts.append((sql.replace("{}", marks), list(values) * sql.count("{}")))
    for day, sql in zip((filters.date_from, filters.date_to), DATE_SQL[subject], strict=True):
        if day:
            parts.append((sql, [day]))
    if filters.doc:
        parts.append((DOC_SQL[subject], [filters.doc]))
    if filters.text.strip():
        parts.append(_text(filters.text, subject, named))
    if subject == "quotes" and filters.doc:
        parts.pop(0)  # the reader of a copied article sees its quotes
    return Where(" AND ".join(sql for sql, _ in parts) or "TRUE", [value for _, values in parts for value in values])


def _text(text: str, subject: Subject, named: Callable[[str], Sequence[str]] | None) -> Condition:
    found = query_words(text)
    if not found:
        return "FALSE", []
    words: Condition = " AND ".join(TEXT_SQL[subject] for _ in found), list(found)
    actors = list(named(text)) if named else []
    if not actors:
        return words
    sql = NAMED_SQL[subject]
    marks = f"({', '.join('?' for _ in actors)})"
    return f"(({words[0]}) OR {sql.replace('{}', marks)})", words[1] + actors * sql.count("{}")


def ignored(filters: Filters, subject: Subject) -> list[str]:
    """The chosen fields that say nothing about ``subject``, for a note to the reader."""
    return [name for name in ("speakers", "modes", "cue_classes", "about") if getattr(filters, name) and name not in LIST_SQL[subject]]
