"""One document through all finders, in the order in which they need each other."""

from __future__ import annotations

from datetime import date

from core.extract import actors, dates, dating, places, quotes, talks
from core.extract.documented import Register
from core.extract.reading import read
from core.knowledge import Knowledge, load
from core.model import Clue, Document, Extraction

_REGISTERS: dict[int, Register] = {}


def _register(known: Knowledge) -> Register:
    """The register of one knowledge, built once."""
    found = _REGISTERS.get(id(known))
    if found is None:
        found = _REGISTERS[id(known)] = Register(known)
    return found


def extract(document: Document, known: Knowledge | None = None) -> Extraction:
    """Everything that ``document`` says of who, where, when, talks and quotes. Never raises on any text.

    A document without a day is first read without one; the day that its clues leave is then used to put its expressions
    on the calendar and its titles on their bearers.
    """
    reading = read(document, known or load())
    expressions = dates.find(reading)
    published = document.published
    clues: tuple[Clue, ...] = ()
    day: date | None = published.last
    found = actors.find(reading, day)
    if published.basis == "unknown":
        published, clues = dating.find(reading, expressions, found.actors, found.chunks)
        if published.first is not None and published.first == published.last:
            day = published.first
            found = actors.find(reading, day)
    taken = {i for c in found.chunks if c.head and c.kind != "state" for i in range(*c.head)}
    where, place_tokens = places.find(reading, taken)
    when = tuple(dates.resolve(e, published.first, published.last) for e in expressions)
    said = quotes.find(reading, found.chunks, found.actors)
    on_days = [(e.first, e.last, d) for e, d in zip(expressions, when, strict=True)]
    everybody = (*found.actors, *found.implied)
    met = talks.find(reading, found.chunks, everybody, where, place_tokens, on_days, day) if found.about_syria else ()
    taking_part = {p for talk in met for p in talk.participants}
    present = tuple(sorted((*found.actors, *(a for a in found.implied if a.id in taking_part)), key=lambda a: (a.mentions[0].start, a.id)))
    register = _register(reading.known)
    met = tuple(register.identify(talk) for talk in met)
    where = places.of_talks(reading, {t.place for t in met if t.place}, where)
    return Extraction(document, published, present, where, when, met, said, clues)
