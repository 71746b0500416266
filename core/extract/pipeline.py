"""One document through all finders, in the order in which they need each other."""

from __future__ import annotations

from datetime import date

from core.extract import actors, dates, places, quotes, talks
from core.extract.reading import read
from core.knowledge import Knowledge, load
from core.model import Document, Extraction


def extract(document: Document, known: Knowledge | None = None) -> Extraction:
    """Everything that ``document`` says of who, where, when, talks and quotes. Never raises on any text."""
    reading = read(document, known or load())
    published = document.published
    day: date | None = published.last
    expressions = dates.find(reading)
    found = actors.find(reading, day)
    taken = {i for c in found.chunks if c.head and c.kind != "state" for i in range(*c.head)}
    where, place_tokens = places.find(reading, taken)
    when = tuple(dates.resolve(e, published.first, published.last) for e in expressions)
    said = quotes.find(reading, found.chunks, found.actors)
    on_days = [(e.first, e.last, d) for e, d in zip(expressions, when, strict=True)]
    met = talks.find(reading, found.chunks, found.actors, where, place_tokens, on_days, day) if found.syrian else ()
    return Extraction(document, published, found.actors, where, when, met, said)
