"""A small stand-in for extraction, so that the store's tests depend on nothing but the store.

A text holds marked lines: ``[lavrov]`` is an actor, ``(moscow)`` a place, and
``@meeting held 2016-12-20..2016-12-21 moscow lavrov kerry astana`` a talk (``-`` for what is not known);
``«…»`` after an actor on the same line is a quote of it, ``!`` anywhere makes the extraction fail.
"""

from __future__ import annotations

import os
import re
import signal
from datetime import date
from pathlib import Path

from core.model import Actor, Document, Extraction, Mention, Place, Quote, Talk

ACTORS = {
    "lavrov": ("سيرغي لافروف", "Sergei Lavrov", "person", "russia", "russia"),
    "kerry": ("جون كيري", "John Kerry", "person", "united-states", "usa"),
    "zarif": ("جواد ظريف", "Javad Zarif", "person", "iran", "iran"),
    "russia": ("روسيا", "Russia", "state", None, "russia"),
    "iran": ("إيران", "Iran", "state", None, "iran"),
    "united-states": ("الولايات المتحدة", "United States", "state", None, "usa"),
}
PLACES = {
    "moscow": ("موسكو", "Moscow", "city", "RU", 55.75, 37.62, "russia"),
    "russia": ("روسيا", "Russia", "country", "RU", 61.5, 105.3, None),
    "geneva": ("جنيف", "Geneva", "city", "CH", 46.2, 6.15, None),
}
TALK = re.compile(r"@(\w+) (\w+) (\S+) (\S+)((?: [a-z-]+)*)(?: #([a-z]+))?")


def extract(document: Document) -> Extraction:
    """See the module's text."""
    text = document.text
    if "!" in text:
        raise ValueError("asked to fail")
    found = {key: tuple(Mention(m.start(1), m.end(1), "fake") for m in re.finditer(rf"\[({key})\]", text)) for key in ACTORS}
    actors = tuple(
        Actor(key, ar, en, kind, of, side, found[key])  # type: ignore[arg-type]
        for key, (ar, en, kind, of, side) in ACTORS.items()
        if found[key]
    )
    spots = {key: tuple(Mention(m.start(1), m.end(1), "fake") for m in re.finditer(rf"\(({key})\)", text)) for key in PLACES}
    places = tuple(
        Place(key, ar, en, kind, country, lat, lon, spots[key], parent)  # type: ignore[arg-type]
        for key, (ar, en, kind, country, lat, lon, parent) in PLACES.items()
        if spots[key]
    )
    return Extraction(document, document.published, actors, places, (), tuple(_talks(text)), tuple(_quotes(text)))


def _talks(text: str) -> list[Talk]:
    found = []
    for match in TALK.finditer(text):
        kind, status, days, place, people, track = match.groups()
        first, _, last = days.partition("..")
        span = (date.fromisoformat(first), date.fromisoformat(last or first)) if first != "-" else (None, None)
        found.append(
            Talk(
                kind, status, *span, None if place == "-" else place, tuple(people.split()), track, match.start(), match.end(),  # type: ignore[arg-type]
                "stated" if span[0] else None, rule="fake", confidence=0.8,
            )
        )  # fmt: skip
    return found


def _quotes(text: str) -> list[Quote]:
    found = []
    for match in re.finditer(r"(?:\[([a-z-]+)\])?[^\n«]*«([^»]+)»", text):
        sentence = (text.rfind("\n", 0, match.start()) + 1, match.end())
        found.append(Quote(*match.span(2), "direct", match[1], match[1] or "مصدر", "قال", "say", None, sentence, "fake", 0.9))
    return found


def fragile(document: Document) -> Extraction:
    """The same; writes each id into ``$MASARAT_TEST_LOG``, and the first time it meets ``†`` it takes its process down."""
    log = Path(os.environ["MASARAT_TEST_LOG"])
    with log.open("a", encoding="utf-8") as lines:
        lines.write(document.id + "\n")
    died = log.with_suffix(".died")
    if "†" in document.text and not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return extract(document)
