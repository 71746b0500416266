"""Dated events that news refers to without a date: ``events.csv`` and ``resolutions.csv``, and where a text speaks of them.

Keywords of an event are alternatives separated by ``|``; the parts of one alternative, joined by ``+``, must all stand in one
sentence; ``/`` separates the wordings of a part. Words are compared folded, without proclitics and without the article.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from core.knowledge import tables
from core.language.lexicon import phrase

_PROCLITICS = ("و", "ف", "ب", "ل", "ك")
KINDS = ("event", "planned", "since", "era")


@dataclass(frozen=True, slots=True)
class EventRow:
    """A dated event, inclusive days. ``kind`` is event, planned (announced beforehand), since (a name or body that exists
    from ``first`` on) or era (a name in use from ``first`` to ``last``)."""

    id: str
    kind: str
    first: date
    last: date
    name_ar: str
    name_en: str
    keywords: tuple[tuple[tuple[str, ...], ...], ...]
    source: str


@dataclass(frozen=True, slots=True)
class ResolutionRow:
    """A Security Council resolution or draft: its day, who vetoed it, and the words of its subject."""

    id: str
    number: str
    day: date
    vetoes: tuple[str, ...]
    subject: frozenset[str]


@dataclass(slots=True)
class Events:
    """All rows, an index from the first word of a wording to the wordings that begin so, and how rare each word of the
    resolutions' subjects is (0: in all of them, 1: in one)."""

    events: dict[str, EventRow] = field(default_factory=dict)
    resolutions: list[ResolutionRow] = field(default_factory=list)
    wordings: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    users: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)

    def spoken_of(self, words: Sequence[str], first: int, last: int) -> Iterator[tuple[EventRow, int, int]]:
        """Events of which the folded tokens ``first`` up to ``last`` speak, with the tokens of one of their wordings."""
        found: dict[str, tuple[int, int]] = {}
        for i in range(first, last):
            for form in forms(words[i]):
                for wording, text in self.wordings.get(form, ()):
                    end = i + len(wording)
                    if text not in found and end <= last and all(_same(words[i + k], w) for k, w in enumerate(wording) if k):
                        found[text] = (i, end)
        seen = set()
        for text in found:
            for ident in self.users[text]:
                row = self.events[ident]
                parts = None if ident in seen else _complete(row, found)
                if parts:
                    seen.add(ident)
                    yield row, min(found[p][0] for p in parts), max(found[p][1] for p in parts)


def forms(word: str) -> Iterator[str]:
    """A folded word, and what is left of it without a proclitic and the article."""
    options = {word}
    for option in (word, word[1:] if word[:1] in _PROCLITICS else word):
        options.add(option)
        if option.startswith("ال") and len(option) > 4:
            options.add(option[2:])
    if word.startswith(("لل", "ولل")):
        options.add(word.split("لل", 1)[1])
    yield from sorted(o for o in options if len(o) > 1)


def bare(word: str) -> str:
    """A folded word without the article."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _same(word: str, wanted: str) -> bool:
    return word == wanted or bare(word) == wanted or any(form == wanted for form in forms(word))


def _complete(row: EventRow, found: dict[str, tuple[int, int]]) -> list[str] | None:
    """The wordings that make an alternative of ``row`` complete, or ``None``."""
    for alternative in row.keywords:
        parts = [next((w for w in part if w in found), None) for part in alternative]
        if all(parts):
            return [p for p in parts if p]
    return None


def parse_keywords(cell: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The keywords cell as alternatives of parts of wordings, folded and without the article."""
    return tuple(
        tuple(tuple(" ".join(bare(w) for w in phrase(wording)) for wording in part.split("/")) for part in alternative.split("+"))
        for alternative in cell.split("|")
        if alternative.strip()
    )


def event(row: dict[str, str]) -> EventRow:
    """An event row as typed values. ``ValueError`` when a day is none."""
    first = tables.day_range(row["from"])[0]
    last = tables.day_range(row["to"] or row["from"])[1] if row["to"] or row["kind"] != "since" else date.max
    return EventRow(row["id"], row["kind"], first, last, row["name_ar"], row["name_en"], parse_keywords(row["keywords"]), row["source"])


@lru_cache(maxsize=4)
def load(root: Path = tables.ROOT) -> Events:
    """Read both tables under ``root``; a missing table holds nothing."""
    found = Events()
    users: dict[str, list[str]] = defaultdict(list)
    for _, _, row in tables.table(root, "events"):
        item = event(row)
        found.events[item.id] = item
        for wording in {w for alternative in item.keywords for part in alternative for w in part}:
            users[wording].append(item.id)
    found.users = {w: tuple(ids) for w, ids in users.items()}
    for wording in users:
        words = tuple(wording.split())
        found.wordings.setdefault(words[0], []).append((words, wording))
    found.resolutions, found.rarity = _resolutions(list(tables.table(root, "resolutions")))
    return found


def _resolutions(table: Iterable[tuple[Path, int, dict[str, str]]]) -> tuple[list[ResolutionRow], dict[str, float]]:
    """Resolutions, and the rarity of the words of their subjects."""
    rows = [row for _, _, row in table]
    subjects = [frozenset(bare(w) for w in phrase(row["name_ar"].partition(":")[2]) if len(w) > 2 and not w.isdigit()) for row in rows]
    counts = Counter(word for subject in subjects for word in subject)
    rarity = {word: 1 - math.log(n) / math.log(len(rows)) for word, n in counts.items()}
    return [
        ResolutionRow(row["id"], row["number"], date.fromisoformat(row["day"]), tables.listed(row["vetoes"]), subject)
        for row, subject in zip(rows, subjects, strict=True)
    ], rarity
