"""Typing slips in known names: ``سيرغي لافرورف`` behind the minister's title, or beside the right spelling, is Lavrov.

Only who fits the title, or is named in the same document, is considered, so that two people with like names stay apart.
"""

from __future__ import annotations

from datetime import date

from rapidfuzz.distance import OSA

from core.extract.reading import Reading
from core.language.text import fold

MAX_EDITS, MAX_SHARE = 2, 0.2
"""Edits (insertions, deletions, exchanges, neighbours swapped) per letter of the longer name that still count as a slip."""
_RECENT_DAYS = 900


def fitting(reading: Reading, offices: list[str], of: str | None, day: date | None) -> list[str]:
    """Known people who held one of the offices, for that state or body, not long before ``day``."""
    found: dict[str, None] = {}
    for office in offices:
        for term in reading.known.offices.get((office, of), ()) if of else ():
            if day is None or (term.first <= day and (day - min(term.last, day)).days < _RECENT_DAYS):
                found.setdefault(term.actor)
    return list(found)


def meant(reading: Reading, words: list[str], candidates: list[str]) -> str | None:
    """The one candidate whose name, in full or by its surname, is these folded words but for a slip; ``None`` when unsure."""
    name = " ".join(words)
    close: dict[str, float] = {}
    for person in candidates:
        row = reading.known.actors.get(person)
        if row is None or row.kind != "person":
            continue
        for spelling in (row.name_ar, *row.aliases, *row.short):
            folded = fold(spelling)
            if abs(len(folded) - len(name)) > MAX_EDITS or len(folded) < 5 or len(folded.split()) != len(words):
                continue
            edits = OSA.distance(name, folded, score_cutoff=MAX_EDITS)
            share = edits / max(len(name), len(folded))
            if (
                edits <= MAX_EDITS
                and share <= MAX_SHARE
                and (share < close.get(person, 1.0))
                and (len(words) == 1 or folded.split()[0][0] == name[0])
            ):
                close[person] = share
    if len(close) != 1:
        return None
    return next(iter(close))
