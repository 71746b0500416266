"""States and bodies that are named through something else: a title without a name (نظيره الروسي), a country travelled to, the
nationalities of an encounter (قمة روسية تركية), the body that a summit brings together. They count where they take part in a talk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.extract.chunks import Builder, Chunk
from core.extract.reading import Reading
from core.language.lexicon import Hit
from core.model import Actor, ActorKind

_DASHES = ("-", "–", "—", "/", "ـ")
_LONGEST = 12
"""Tokens behind an encounter's noun among which its nationalities are looked for."""


def adjectival_states(reading: Reading, noun: Hit, stop: int) -> list[str]:
    """The states that nationalities right behind a noun of encounter name, over its size (ثلاثي) and dashes."""
    found: dict[str, None] = {}
    for j in range(noun.last, min(stop, noun.last + _LONGEST)):
        here = reading.at[j]
        demonym = here.of("demonym") if here is not None else None
        if here is not None and demonym is not None and demonym.get("form") in ("masc", "fem") and here.clitic in ("", "و"):
            found.setdefault(demonym.id)
        elif not (here is not None and here.of("trilateral") is not None or reading.word(j) in _DASHES):
            break
    return list(found)


def implied(reading: Reading, chunks: Iterable[Chunk], named: Iterable[str]) -> tuple[Actor, ...]:
    """Records of all such actors that are not among the ``named`` ids, each with the place that speaks of it."""
    known, found, taken = reading.known, {}, set(named)  # type: ignore[var-annotated]
    for ident, start, end, rule in (*_of_titles(reading, chunks), *_of_nouns(reading)):
        row = known.actors.get(ident)
        if row is None or ident in taken:
            continue
        kind: ActorKind = row.kind  # type: ignore[assignment]
        builder = found.setdefault(ident, Builder(ident, row.name_ar, row.name_en, kind, row.affiliation, row.side, True, rule, 0.7))
        if not builder.mentions:
            builder.mention(start, end, rule)
    return tuple(b.actor() for b in found.values())


def _of_titles(reading: Reading, chunks: Iterable[Chunk]) -> Iterator[tuple[str, int, int, str]]:
    for chunk in chunks:
        if chunk.how == "office":
            first = reading.at[chunk.first]
            start = first.start if first is not None and first.first == chunk.first else reading.tokens.starts[chunk.first]
            for actor in chunk.actors:
                yield actor, start, reading.tokens.ends[chunk.last - 1], "actor.title-stands-for"


def _of_nouns(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for hit in reading.hits:
        if hit.kinds.isdisjoint(("place", "encounter-noun")):
            continue
        place, noun = hit.of("place"), hit.of("encounter-noun")
        if place is not None:
            country = reading.known.places[place.id].country or ""
            yield reading.known.place_state.get(country.lower(), ""), hit.start, hit.end, "actor.host"
        if noun is not None:
            for ident in (noun.get("body"), *adjectival_states(reading, hit, len(reading.tokens))):
                yield ident or "", hit.start, hit.end, "actor.of-encounter"
