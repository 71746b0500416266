"""Filters → SQL: one condition with parameters per field and subject."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core.store.filters import Filters, Subject
from core.store.words import query_words

Condition = tuple[str, list[Any]]

KEYS: dict[Subject, str] = {"talks": "talk_id", "quotes": "quote_id", "documents": "doc_id", "mentions": "doc_id"}

_SIDES = "(SELECT actor_id FROM actors WHERE side IN {})"

_TOLD = "doc_id IN (SELECT doc_id FROM talk_reports JOIN talks USING (talk_id) WHERE talks.{} IN {{}})"
_SAID = "doc_id IN (SELECT doc_id FROM quotes WHERE {} IN {})"

# Field by field, what must hold for a row of the subject; {} stands for the list of chosen values, {+} for that list and all that
# belongs to them (the ministers of a state, the cities of a country).
# A field that is missing has no meaning for the subject and leaves its rows alone (see `ignored`).
LIST_SQL: dict[Subject, dict[str, str]] = {
    "talks": {
        "tracks": "track IN {}",
        "kinds": "kind IN {}",
        "statuses": "status IN {}",
        "places": "place_id IN {+}",
        "actors": "talk_id IN (SELECT talk_id FROM talk_participants WHERE actor_id IN {+})",
        "sides": f"talk_id IN (SELECT talk_id FROM talk_participants WHERE actor_id IN {_SIDES})",
        "outlets": "talk_id IN (SELECT talk_id FROM talk_reports JOIN documents USING (doc_id) WHERE outlet IN {})",
    },
    "quotes": {
        "speakers": "speaker IN {+}",
        "sides": "speaker_side IN {}",
        "modes": "mode IN {}",
        "cue_classes": "cue_class IN {}",
        "about": "n IN (SELECT n FROM quote_about WHERE entity_id IN {})",
        "actors": "(speaker IN {+} OR n IN (SELECT n FROM quote_about WHERE entity_type = 'actor' AND entity_id IN {}))",
        "places": "n IN (SELECT n FROM quote_about WHERE entity_type = 'place' AND entity_id IN {+})",
        "outlets": "outlet IN {}",
        "tracks": _TOLD.format("track"),
        "kinds": _TOLD.format("kind"),
        "statuses": _TOLD.format("status"),
    },
}
LIST_SQL["documents"] = {
    "outlets": "doc_id IN (SELECT doc_id FROM documents WHERE outlet IN {})",
    "actors": "doc_id IN (SELECT doc_id FROM document_actors WHERE actor_id IN {+})",
    "places": "doc_id IN (SELECT doc_id FROM document_places WHERE place_id IN {+})",
    "about": "doc_id IN (SELECT doc_id FROM mentions WHERE entity_id IN {})",
    "tracks": _TOLD.format("track"),
    "kinds": _TOLD.format("kind"),
    "statuses": _TOLD.format("status"),
    "speakers": _SAID.format("speaker", "{+}"),
    "sides": _SAID.format("speaker_side", "{}"),
    "modes": _SAID.format("mode", "{}"),
    "cue_classes": _SAID.format("cue_class", "{}"),
}
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
    "quotes": "(speaker IN {} OR n IN (SELECT n FROM quote_about WHERE entity_id IN {}))",
    "documents": "doc_id IN (SELECT doc_id FROM document_actors WHERE actor_id IN {})",
}
NAMED_SQL["mentions"] = NAMED_SQL["documents"]


@dataclass(frozen=True, slots=True)
class Where:
    """A condition ``sql`` (never empty) and its parameters, in order."""

    sql: str
    parameters: list[Any]

    def among(self, key: str, table: str) -> str:
        """The condition that ``key`` is one of ``table``'s rows that meet this one; without any condition that is no question."""
        return "TRUE" if self.sql == "TRUE" else f"{key} IN (SELECT {key} FROM {table} WHERE {self.sql})"


def where(
    filters: Filters,
    subject: Subject,
    named: Callable[[str], Sequence[str]] | None = None,
    members: Callable[[str, Sequence[str]], Sequence[str]] | None = None,
) -> Where:
    """The condition that ``filters`` put on the rows of ``subject``.

    ``named(text)`` gives the ids of the actors called so in either language; rows about them are found besides those that
    hold the words themselves. ``members(field, ids)`` gives the ids and all that belongs to them.
    """
    parts: list[Condition] = []
    filters = filters.normal()
    if subject == "quotes" and not filters.doc:  # the reader of a copied article sees its quotes
        parts.append(("NOT is_copy", []))
    for name, sql in LIST_SQL[subject].items():
        values = getattr(filters, name)
        if values:
            parts.append(_listed(sql, list(values), list(members(name, values)) if members else list(values)))
    for day, sql in zip((filters.date_from, filters.date_to), DATE_SQL[subject], strict=True):
        if day:
            parts.append((sql, [day]))
    if filters.doc:
        parts.append((DOC_SQL[subject], [filters.doc]))
    if filters.text.strip():
        parts.append(_text(filters.text, subject, named))
    return Where(" AND ".join(sql for sql, _ in parts) or "TRUE", [value for _, values in parts for value in values])


def _listed(sql: str, values: list[str], wider: list[str]) -> Condition:
    """``sql`` with its lists of marks filled in, and the parameters in the order of the marks."""
    parameters: list[Any] = []
    pieces = re.split(r"(\{\+?\})", sql)
    for at, piece in enumerate(pieces):
        if piece in ("{}", "{+}"):
            chosen = values if piece == "{}" else wider
            pieces[at] = f"({', '.join('?' for _ in chosen)})"
            parameters += chosen
    return "".join(pieces), parameters


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
