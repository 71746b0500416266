"""One sentence as dating reads it: who meets, where, in which process and round, and when it says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from core.extract import dates
from core.extract.chunks import Chunk
from core.extract.dates import Expression
from core.extract.dating_rules import Wording
from core.extract.reading import Reading
from core.knowledge import Knowledge

# A sentence of more tokens than LONG is read in windows of BEFORE and BEHIND tokens around what dates it, cut at clause breaks.
LONG, BEFORE, BEHIND = 30, 26, 18


@dataclass(slots=True)
class Scene:
    """Sentence ``number`` or a part of it, tokens ``first`` up to ``last``. ``whole`` is false for a part, ``window`` for a
    whole that is read in parts where expressions matter. ``tracks`` maps a process to its round (``None``: not said),
    ``held`` has those of which a meeting, round or conference is spoken of, and
    ``anchors`` are the tokens that name an encounter, ``council`` those that name the Security Council or a vote, ``round`` the
    ordinal that stands with a round or conference, ``capitals`` the states that are named by their capital, with its place,
    ``marks`` the expressions and wordings that date the sentence."""

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
    held: set[str] = field(default_factory=set)
    anchors: list[int] = field(default_factory=list)
    council: list[int] = field(default_factory=list)
    round: int | None = None
    marks: list[Expression | Wording] = field(default_factory=list)
    capitals: dict[str, str] = field(default_factory=dict)
    by_phone: bool = False
    ahead: bool = False
    tenses: set[str] = field(default_factory=set)

    @property
    def past(self) -> bool:
        """Whether its verbs of meeting stand in the past and in no other tense."""
        return "past" in self.tenses and not self.tenses & {"present", "future"}


def scenes(
    reading: Reading, expressions: Sequence[Expression], chunks: Sequence[Chunk], wordings: Sequence[Wording]
) -> Iterator[Scene]:
    """Every sentence of the document, in order; a long one also as one window around each thing that dates it."""
    marks: dict[int, list[Expression | Wording]] = {}
    every: list[Expression | Wording] = [directed(reading, e) for e in expressions]
    for mark in every + [w for w in wordings if w.what.startswith("few-")]:
        marks.setdefault(reading.sentence_of[mark.first], []).append(mark)
    cities = cities_of_rounds(reading.known)
    for number in range(len(reading.sentences)):
        first, last = reading.sentence_tokens(number)
        inside = marks.get(number, [])
        found = [Scene(number, first, last, marks=inside)]
        if last - first > LONG and inside:
            found[0].window = False
            found += [Scene(number, *_around(reading, first, last, mark), False, marks=[mark]) for mark in inside]
        for scene in found:
            _read(reading, scene, cities)
            for chunk in chunks:
                if scene.first <= chunk.first < scene.last and chunk.kind == "person" and chunk.how != "pattern":
                    scene.persons.update(chunk.actors)
            yield scene


def directed(reading: Reading, e: Expression) -> Expression:
    """An expression with the «الماضي» or «المقبل» right behind it that its rule does not take in."""
    if any(name == "lastnext" for name, _ in e.args) or e.op not in ("md", "md-or-ymd", "range-md"):
        return e
    _, slots, _ = dates.compiled()
    for direction in ("next", "last-only"):
        if any(True for _ in slots.match(direction, reading.tokens, e.last, False)):
            word = direction.removesuffix("-only")
            return replace(e, args=tuple(sorted((*e.args, ("lastnext", word)))), tense={"next": "future", "last": "past"}[word])
    return e


def _around(reading: Reading, first: int, last: int, mark: Expression | Wording) -> tuple[int, int]:
    """The clause around a mark, at most BEFORE tokens before and BEHIND tokens behind it."""
    begin, end = max(first, mark.first - BEFORE), min(last, mark.last + BEHIND)
    breaks = [i for i in range(begin, end) if reading.is_word(i, "clause-break")]
    begin = max([i for i in breaks if i < mark.first], default=begin)
    return begin, min([i for i in breaks if i >= mark.last], default=end)


def cities_of_rounds(known: Knowledge) -> frozenset[str]:
    """Cities whose name alone means the process that holds its numbered rounds there («جولة أستانا»)."""
    counts = Counter(talk.place for talk in known.talks.values() if talk.round and talk.place == talk.track)
    return frozenset(place for place, count in counts.items() if place and count >= 3)


def _read(reading: Reading, scene: Scene, cities: frozenset[str]) -> None:
    """What the lexicon sees in the sentence."""
    known = reading.known
    encounters = known.words.get("encounter-noun", frozenset())
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
            elif entry.cls == "metonym" and hit.of("place") is not None and known.actors[entry.id].kind == "state":
                scene.capitals[entry.id] = entry.get("place")
            elif entry.cls in ("demonym", "metonym"):
                (scene.states if known.actors[entry.id].kind == "state" else scene.bodies).add(entry.id)
            elif entry.cls == "place":
                scene.places.add(entry.id)
                if entry.id in cities and any(a in scene.anchors for a in range(i - 5, i)):
                    scene.tracks.setdefault(entry.id, _digits(reading.word(hit.last)))
                    scene.held.add(entry.id)
                    scene.anchors.append(i)
            elif entry.cls == "track":
                scene.tracks.setdefault(entry.id, _digits(reading.text(hit.start, hit.end)) or _digits(reading.word(hit.last)))
                if any(reading.word(k) in encounters for k in range(i - 1, hit.last)):
                    scene.held.add(entry.id)
                scene.anchors.append(i)
            elif entry.cls in ("encounter-noun", "encounter-verb"):
                scene.tenses.add(entry.get("tense"))
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
