"""One sentence as dating reads it: who meets, where, in which process and round, and when it says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections import Counter
from dataclasses import dataclass, field

from core.extract import dates
from core.extract.chunks import Chunk
from core.extract.dates import Expression
from core.extract.reading import Reading
from core.knowledge import Knowledge

# A sentence of more tokens than LONG is read in windows of BEFORE and BEHIND tokens around its date expressions.
LONG, BEFORE, BEHIND = 45, 28, 22


@dataclass(slots=True)
class Scene:
    """Sentence ``number`` or a part of it, tokens ``first`` up to ``last``. ``whole`` is false for a part, ``window`` for a
    whole that is read in parts where expressions matter. ``tracks`` maps a process to its round (``None``: not said) and
    ``anchors`` are the tokens that name an encounter, ``council`` those that name the Security Council or a vote, ``round`` the
    ordinal that stands with a round or conference."""

    number: int
    first: int
    last: int
    whole: bool = True
    window: bool = True
    persons: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    tracks: dict[str, int | None] = field(default_factory=dict)
    anchors: list[int] = field(default_factory=list)
    council: list[int] = field(default_factory=list)
    round: int | None = None
    expressions: list[Expression] = field(default_factory=list)
    by_phone: bool = False
    ahead: bool = False
    past: bool = False


def scenes(reading: Reading, expressions: Sequence[Expression], chunks: Sequence[Chunk]) -> Iterator[Scene]:
    """Every sentence of the document, in order; a long one as one window around each of its date expressions."""
    by_sentence: dict[int, list[Expression]] = {}
    for e in expressions:
        by_sentence.setdefault(reading.sentence_of[e.first], []).append(e)
    cities = cities_of_rounds(reading.known)
    for number in range(len(reading.sentences)):
        first, last = reading.sentence_tokens(number)
        inside = by_sentence.get(number, [])
        found = [Scene(number, first, last, expressions=inside)]
        if last - first > LONG and inside:
            found[0].window = False
            found += [Scene(number, max(first, e.first - BEFORE), min(last, e.last + BEHIND), False, expressions=[e]) for e in inside]
        for scene in found:
            _read(reading, scene, cities)
            for chunk in chunks:
                if scene.first <= chunk.first < scene.last and chunk.kind == "person" and chunk.how != "pattern":
                    scene.persons.update(chunk.actors)
            yield scene


def cities_of_rounds(known: Knowledge) -> frozenset[str]:
    """Cities whose name alone means the process that holds its numbered rounds there («جولة أستانا»)."""
    counts = Counter(talk.place for talk in known.talks.values() if talk.round and talk.place == talk.track)
    return frozenset(place for place, count in counts.items() if place and count >= 3)


def _read(reading: Reading, scene: Scene, cities: frozenset[str]) -> None:
    """What the lexicon sees in the sentence."""
    known = reading.known
    for i in range(scene.first, min(scene.last, len(reading.tokens))):
        hit = reading.at[i]
        if hit is None or hit.first != i:
            continue
        for entry in hit.entries:
            if entry.cls == "actor":
                kind = known.actors[entry.id].kind
                if kind == "person" and not entry.get("short"):
                    scene.persons.add(entry.id)
                elif kind != "person":
                    (scene.states if kind == "state" else scene.bodies).add(entry.id)
                    if entry.id == "unsc":
                        scene.council.append(i)
            elif entry.cls in ("demonym", "metonym"):
                (scene.states if known.actors[entry.id].kind == "state" else scene.bodies).add(entry.id)
            elif entry.cls == "place":
                scene.places.add(entry.id)
                if entry.id in cities and any(a in scene.anchors for a in range(i - 5, i)):
                    scene.tracks.setdefault(entry.id, _digits(reading.word(hit.last)))
            elif entry.cls == "track":
                scene.tracks.setdefault(entry.id, _digits(reading.text(hit.start, hit.end)) or _digits(reading.word(hit.last)))
                scene.anchors.append(i)
            elif entry.cls in ("encounter-noun", "encounter-verb"):
                scene.past = scene.past or entry.get("tense") == "past"
                scene.anchors.append(i)
                if entry.id in ("session", "vote"):
                    scene.council.append(i)
            elif entry.cls == "by-phone" or entry.get("kind") == "call":
                scene.by_phone = True
            elif entry.cls in ("status-planned", "future-verb"):
                scene.ahead = True
    scene.round = _round(reading, scene)
    if scene.round is not None:
        scene.tracks = {track: scene.round if number is None else number for track, number in scene.tracks.items()}


def _digits(word: str) -> int | None:
    digits = "".join(c for c in word if c.isdigit())
    return int(digits) if 0 < len(digits) <= 2 else None


def _round(reading: Reading, scene: Scene) -> int | None:
    """«الجولة السادسة عشرة»: the ordinal right behind a word for a round or a conference."""
    _, slots, _ = dates.compiled()
    for i in scene.anchors:
        hit = reading.at[i]
        entry = hit.of("encounter-noun", "track") if hit is not None else None
        if hit is None or entry is None:
            continue
        ordinals = [*slots.match("ordinal", reading.tokens, hit.last, False), *slots.match("+ordinal", reading.tokens, hit.last, False)]
        if ordinals:
            return int(max(ordinals)[1])
    return None
