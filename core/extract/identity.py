"""Which known person a spelling means.

A surname alone is carried by many; the document's full names, the title before it and the day decide between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.extract.coreference import belongs
from core.extract.names import is_given, is_plainly_given
from core.extract.offices import near
from core.language.lexicon import Entry, Hit
from core.language.text import fold

if TYPE_CHECKING:
    from core.extract.actors import Finder

_PERSON_OFFICE_STOP = ("honorific", "rank")
# Offices whose holders are addressed by a military rank.
_MILITARY = ("commander", "chief-of-staff", "defence-minister", "interior-minister", "intelligence-chief", "spokesperson",
             "defence-ministry-spokesperson", "head-of-state")  # fmt: skip


def pick(finder: Finder, hit: Hit, office: str | None, of: str | None) -> str | None:
    """Which person a spelling means here: named in full in the document, or fitting the title at the day, or alone."""
    known = finder.reading.known
    if "actor" not in hit.kinds:
        return None
    people = [e for e in hit.all("actor") if known.actors[e.id].kind == "person"]
    if not people:
        return None
    if finder.about_syria and hit.last - hit.first == 1 and (ruler := _syrias_ruler(finder, people, hit)) is not None:
        return ruler
    people = [e for e in people if not e.get("short") or not _anothers(finder, hit, e.id)]
    supported = [e for e in people if not e.get("short") or e.id in finder.full or _fits(finder, e.id, office, of)]
    if not supported:
        return None
    if len(supported) > 1:
        supported.sort(
            key=lambda e: (not _fits(finder, e.id, office, of), e.id not in finder.full, bool(e.get("short")), not _in_office(finder, e.id))
        )
    if supported[0].get("short") and hit.last - hit.first == 1 and supported[0].id not in finder.full and office is None:
        return None
    if supported[0].get("short") and hit.of("cue", "encounter-verb", "future-verb") is not None and supported[0].id not in finder.full:
        return None
    return supported[0].id


def _syrias_ruler(finder: Finder, people: list[Entry], hit: Hit) -> str | None:
    """Syria's head of state needs no first name in an article about Syria, unless another one stands there."""
    if hit.first and is_given(finder.reading, hit.first - 1):
        return None
    for entry in people:
        for term in finder.reading.known.terms_of.get(entry.id, ()):
            ruling = finder.day is not None and term.first <= finder.day <= term.last
            if term.office == "head-of-state" and term.of == "syria" and ruling:
                return entry.id
    return None


def _anothers(finder: Finder, hit: Hit, person: str) -> bool:
    """Whether a first name that is not this person's stands before the surname (``جيب بوش``)."""
    i = hit.first - 1
    if (
        i < 0
        or hit.clitic
        or not is_plainly_given(finder.reading, i)
        or finder.reading.tokens.line[i] != finder.reading.tokens.line[hit.first]
    ):
        return False
    row = finder.reading.known.actors[person]
    return finder.reading.word(i) not in {w for name in (row.name_ar, *row.aliases) for w in fold(name).split()}


def _fits(finder: Finder, person: str, office: str | None, of: str | None) -> bool:
    if office is None and of is None:
        return False
    row = finder.reading.known.actors[person]
    if office == "rank" and not any(t.office in _MILITARY for t in finder.reading.known.terms_of.get(person, ())):
        return False
    for term in finder.reading.known.terms_of.get(person, ()):
        if (office is None or office in _PERSON_OFFICE_STOP or near(office, term.office)) and (
            of is None or belongs(finder.reading.known, term.of, of)
        ):
            if finder.day is None or (term.first <= finder.day and (finder.day - min(term.last, finder.day)).days < 900):
                return True
    return office is None and of is not None and row.affiliation == of


def _in_office(finder: Finder, person: str) -> bool:
    return finder.day is not None and any(t.first <= finder.day <= t.last for t in finder.reading.known.terms_of.get(person, ()))


__all__ = ["pick"]
