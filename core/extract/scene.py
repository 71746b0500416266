"""What all readers of encounters share: the document with its actors, places and days, and the candidate that they fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from core.extract.chunks import Chunk
from core.extract.groups import holds
from core.extract.reading import Reading
from core.extract.roles import RoleReader
from core.extract.speakers import Speaker, Speakers
from core.language.lexicon import Entry, Hit
from core.model import Actor, DateMention, Place

_STILL_SPOKEN_OF = 3
"""Sentences within which «both sides» are those of the encounter told before."""
TRACK_KINDS = ("negotiations", "conference", "summit", "session")


@dataclass(slots=True)
class Candidate:
    """One encounter while it is read."""

    kind: str
    status: str
    trigger: Hit
    first: int
    last: int
    participants: list[str] = field(default_factory=list)
    days: tuple[date, date] | None = None
    basis: str | None = None
    place: str | None = None
    track: str | None = None
    round: int | None = None
    definite: bool = False
    rule: str = ""
    confidence: float = 0.8
    host: str | None = None
    sure: bool = False
    sponsored: bool = False
    together: bool = False
    placed: bool = False
    sentence: int = 0


@dataclass(slots=True)
class Scene:
    """One document's actors, places (with the tokens of each mention), days and referring expressions."""

    reading: Reading
    day: date | None
    actors: dict[str, Actor]
    places: dict[str, Place]
    place_tokens: list[tuple[int, int, str]]
    dates: list[tuple[int, int, DateMention]]
    roles: RoleReader
    speakers: Speakers
    met: list[tuple[int, list[str]]] = field(default_factory=list)
    """Who takes part in each encounter read so far, by sentence."""


class Part:
    """A reader of one aspect of encounters, with the look-ups that all of them need."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.reading, self.day = scene, scene.reading, scene.day
        self.actors, self.places, self.place_tokens, self.dates = scene.actors, scene.places, scene.place_tokens, scene.dates
        self.roles, self.speakers = scene.roles, scene.speakers

    def ids(self, chunks: list[Chunk]) -> list[str]:
        """Actors of the chunks, once each; a state gives way to a person of its own beside it only when merged."""
        out: dict[str, None] = {}
        for chunk in chunks:
            for actor in self._those(chunk) if chunk.how == "group" else chunk.actors:
                if self.actors[actor].kind != "media":
                    out.setdefault(actor)
        return list(out)

    def _those(self, chunk: Chunk) -> tuple[str, ...]:
        """الجانبان، الوزيران: as many as met in the encounter told just before, else the last ones named."""
        sentence = self.reading.sentence_of[chunk.first]
        for told, people in reversed(self.scene.met):
            if sentence - told > _STILL_SPOKEN_OF:
                break
            fits = all(holds(self.reading, p, chunk.office) for p in people if self.actors[p].kind == "person")
            if len(people) == len(chunk.actors) and told <= sentence and fits:
                return tuple(people)
        return chunk.actors

    def state(self, actor: str) -> str:
        return self.reading.known.state_of(actor) or self.actors[actor].affiliation or actor

    def recent(self, hit: Hit) -> Speaker | None:
        """The subject carried on by a verb without one: that of the verb before, else the last person spoken of, in this
        sentence or the one before."""
        sentence, entry = self.reading.sentence_of[hit.first], hit.of("encounter-verb")
        feminine = entry is None or bool(entry.get("f") or entry.get("many")) or entry.get("tense") not in ("past", "present", "future")
        first, _ = self.reading.sentence_tokens(sentence)
        for j in range(hit.first - 1, first - 1, -1):
            here = self.reading.at[j]
            if here is None or here.first != j or here.of("preposition", "participant-prep", "actor") is not None:
                continue
            verb = here.of("encounter-verb", "cue")
            if verb is not None and verb.get("tense") in ("past", "present", "future"):
                subject = self.speakers.after(here.last, hit.first) or self.speakers.before(here.first)
                if subject is not None and subject.kind in ("person", "state", "organization") and subject.actor is not None:
                    return subject
        for item in reversed([s for s in self.speakers.items if s.first < hit.first]):
            if self.reading.sentence_of[item.first] < sentence - 1:
                return None
            if item.kind == "person" and (item.feminine is not True or feminine):
                return item
        return None

    def days_off(self, c: Candidate, start: int, day: DateMention) -> timedelta:
        """How far the encounter lies from a day of its sentence: ``غداة قمة`` tells of the day behind it, ``عشية قمة`` of the
        day before."""
        eve = next((e for j in range(max(start, c.trigger.first - 2), c.trigger.first) if (e := self._eve(j)) is not None), None)
        i = self.reading.tokens.at(day.start)
        if eve is None or day.first != day.last or i >= c.trigger.last and not self._comma_between(c.trigger.last, i):
            return timedelta()
        return timedelta(days=-1 if eve.id == "after" else 1)

    def _eve(self, j: int) -> Entry | None:
        here = self.reading.at[j]
        return here.of("eve-of") if here is not None else None

    def _comma_between(self, first: int, last: int) -> bool:
        return any(self.reading.word(j) in ("،", ",") for j in range(first, last))

    def upon(self, hit: Hit) -> int | None:
        """The token of ``على`` in ``على عقد اجتماع``, ``على اللقاء``: an encounter that somebody agrees on or works for."""
        i = hit.first - 1
        if i > 0 and not hit.clitic and self.reading.is_word(i, "light-masdar"):
            i -= 1
        return i if i > 0 and not hit.clitic and self.reading.is_word(i, "upon") else None

    def agreement(self, hit: Hit) -> Hit | None:
        """The verb of ``اتفق فلان وفلان على عقد اجتماع``."""
        i = self.upon(hit)
        if i is None:
            return None
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        for j in range(i - 1, max(first - 1, i - 14), -1):
            here = self.reading.at[j]
            cue = here.of("cue") if here is not None and here.first == j else None
            if cue is not None and cue.get("tense") in ("past", "present", "future"):
                return here if cue.id == "agree-that" else None
        return None

    def governor(self, hit: Hit, start: int) -> Hit | None:
        """The verb that the noun belongs to: the nearest one before it in the clause."""
        for j in range(hit.first - 1, start - 1, -1):
            here = self.reading.at[j]
            if here is None or here.first != j:
                continue
            verb = here.of("encounter-verb", "status-proposed", "status-postponed", "status-cancelled")
            if here.of("encounter-noun") is not None and j < hit.first - 2 and here.of("encounter-verb") is None:
                if not self._round_of(here, hit):
                    return None
                continue
            if (
                verb is not None
                and verb.get("tense") in ("past", "present", "future")
                and here.of("preposition", "participant-prep") is None
            ):
                if verb.cls != "encounter-verb" and self._of_another_noun(hit, here):
                    return None
                return here if verb.cls != "encounter-verb" or verb.get("noun") else None
            if (
                verb is None
                and (cue := here.of("cue")) is not None
                and cue.get("tense") in ("past", "present", "future")
                and here.of("preposition", "participant-prep") is None
            ):
                return None
        return None

    def _round_of(self, here: Hit, hit: Hit) -> bool:
        """``الجولة الثامنة من المفاوضات``: the round is the head of the noun, and no other encounter."""
        noun = here.of("encounter-noun")
        if noun is None or not noun.get("round"):
            return False
        return all(
            self.reading.word(j).isdigit() or self.reading.is_word(j, "ordinal") or self.reading.is_word(j, "preposition")
            for j in range(here.last, hit.first)
        )

    def _of_another_noun(self, hit: Hit, verb: Hit) -> bool:
        """Whether the encounter's ل ties it to a plain noun before it (``البيان الختامي للقمة``) and not to the verb or its subject."""
        if hit.clitic not in ("ل", "ول") or hit.first == verb.last:
            return False
        before = self.reading.at[hit.first - 1]
        return before is None and not any(chunk.last == hit.first for chunk in self.roles.chunks)

    def said_by(self, i: int) -> Entry | None:
        """The reporting verb that governs the stretch before token ``i``: the nearest in the sentence."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[i])
        for j in range(i - 1, first - 1, -1):
            here = self.reading.at[j]
            if (
                here is not None
                and here.first == j
                and (cue := here.of("cue")) is not None
                and here.of("preposition", "participant-prep") is None
            ):
                return cue if cue.get("tense") in ("past", "present") else None
            if here is not None and here.of("complementizer", "encounter-verb"):
                return None
        return None
