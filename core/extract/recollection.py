"""Dated things a text speaks of: documented talks, events, votes of the Security Council.

Each is a ``Memory``: what it may be (candidates with weights), where it is spoken of, and the date expression that stands
with it. An expression ties the day of writing to the day of the thing («المقرر غداً», «قبل شهرين»); without one, an article
follows what it recalls and precedes what it announces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.extract.dates import Expression
from core.extract.dating_rules import Wording
from core.extract.reading import Reading
from core.extract.scenes import Scene
from core.knowledge.events import EventRow, Events, forms
from core.knowledge.tables import TalkRow

_KEPT = 0.5
_ROUND, _SURE = 40.0, 24.0
EVENT_REACH, EVENT_TRUST = 8, 0.75
# A document's first sentences, headline and standfirst among them, tell what is new.
LEAD = 3
_WIDE = ("unit", "part-unit", "month", "month-in", "plural", "ago")
_FORMAL = ("negotiations", "conference", "summit")
# How often the best candidate of this weight is the thing meant (development corpus).
_TRUST = ((_ROUND, 0.93), (_SURE, 0.92), (16.0, 0.75), (8.0, 0.55), (4.0, 0.45), (2.0, 0.3), (0.0, 0.1))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something dated, inclusive days, and its weight among the candidates."""

    id: str
    first: date
    last: date
    weight: float


@dataclass(frozen=True, slots=True)
class Memory:
    """Something dated that the tokens ``first`` up to ``last`` speak of. ``trust`` is the probability that one of the
    candidates is meant; ``kind`` is talk, vote, or an event's kind; ``when`` the expression that ties it; ``ahead`` whether
    the text puts it in the future, ``past`` whether it puts it in the past,
    ``lead`` whether the document opens with it."""

    kind: str
    first: int
    last: int
    candidates: tuple[Candidate, ...]
    trust: float
    when: Expression | Wording | None
    ahead: bool
    past: bool = True
    lead: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """The candidates' ids: two memories with the same are one witness."""
        return tuple(c.id for c in self.candidates)


class Recollector:
    """Finds the memories of one document."""

    def __init__(self, reading: Reading, events: Events, wordings: Sequence[Wording]) -> None:
        self.reading = reading
        self.known = reading.known
        self.events = events
        self.wordings = wordings
        self.rounds: dict[str, set[int]] = {}
        self.council = False
        self.countries: dict[str, set[str]] = {}
        for place in self.known.places.values():
            if place.kind == "country" and place.country:
                self.countries.setdefault(place.country, set()).add(place.id)
        self.subject = "syria"  # spoken of in every second sentence, so that its name says little of who meets
        self.talks = [(talk, *self._people(talk)) for talk in self.known.talks.values()]

    def _people(self, talk: TalkRow) -> tuple[frozenset[str], frozenset[str]]:
        """Persons and states of a documented talk; a person brings its state along."""
        people = {p for p in talk.participants if p in self.known.actors and self.known.actors[p].kind == "person"}
        states = {s for p in talk.participants if (s := self.known.state_of(p))}
        return frozenset(people), frozenset(states)

    def find(self, scenes: Sequence[Scene]) -> list[Memory]:
        """All memories, in order of the text."""
        found: list[Memory] = []
        self._settle_rounds(scenes)
        for scene in scenes:
            if scene.window:
                found += [*self._encounters(scene), *self._votes(scene)]
            if scene.whole:
                found += [*self._events(scene), *self._vetoes(scene)]
        return found

    def _settle_rounds(self, scenes: Sequence[Scene]) -> None:
        """A round named without its process belongs to the process that the document speaks of most."""
        counts = Counter(track for scene in scenes for track in scene.tracks if any(t.track == track and t.round for t, _, _ in self.talks))
        if not counts:
            return
        main = min(counts, key=lambda track: (-counts[track], track))
        for scene in scenes:
            if scene.round is not None and not scene.tracks:
                scene.tracks[main] = scene.round
                scene.held.add(main)
        for scene in scenes:
            for track, number in scene.tracks.items():
                if number is not None:
                    self.rounds.setdefault(track, set()).add(number)

    # -- talks --------------------------------------------------------------------------------------------------------
    def _encounters(self, scene: Scene) -> Iterator[Memory]:
        """What the processes named in the sentence say, and apart from it who meets where."""
        if not scene.anchors:
            return
        sure = scene.states | {s for p in scene.persons if (s := self.known.state_of(p))}
        elsewhere = any(self.known.places[p].kind == "city" for p in scene.places)
        on_track = [(self._fit_track(scene, talk, elsewhere), talk) for talk, _, _ in self.talks if talk.track in scene.held]
        by_people = [(self._fit_people(scene, sure, elsewhere, *item), item[0]) for item in self.talks]
        yield from self._memory(scene, on_track, [i for i in scene.anchors if self._is_track(i)], 12)
        yield from self._memory(scene, by_people, scene.anchors, 25)

    def _is_track(self, i: int) -> bool:
        hit = self.reading.at[i]
        return hit is not None and hit.of("track", "place") is not None

    def _memory(self, scene: Scene, scored: Sequence[tuple[float, TalkRow]], anchors: Sequence[int], reach: int) -> Iterator[Memory]:
        best = max((score for score, _ in scored), default=0.0)
        if best < 1 or not anchors:
            return
        kept = [(score, talk) for score, talk in scored if score >= best * _KEPT]
        total = sum(score for score, _ in kept)
        candidates = tuple(Candidate(t.id, t.first, t.last, score / total) for score, t in kept)
        when = self._when(scene, anchors, reach)
        trust = next(t for floor, t in _TRUST if best >= floor)
        if best < _SURE and isinstance(when, Expression) and when.op in _WIDE:
            trust *= 0.6
        yield Memory("talk", min(anchors), max(anchors) + 1, candidates, trust, when, self._ahead(scene, when), self._past(scene, when),
                     scene.number < LEAD)  # fmt: skip

    def _fit_track(self, scene: Scene, talk: TalkRow, elsewhere: bool) -> float:
        """How well a talk of a named process fits the sentence; 0: not at all."""
        number = scene.tracks.get(talk.track or "")
        if number is not None:
            return _ROUND if number == talk.round and talk.kind in _FORMAL else 0.0
        if talk.kind not in _FORMAL or scene.by_phone:
            return 0.0
        score = 2.0 * (1.5 if talk.place in scene.places else 0.3 if elsewhere and talk.place else 1.0)
        return score * (3.0 if talk.round in self.rounds.get(talk.track or "", ()) else 1.0)

    def _fit_people(
        self, scene: Scene, sure: set[str], elsewhere: bool, talk: TalkRow, people: frozenset[str], parties: frozenset[str]
    ) -> float:
        """How well a documented talk fits who meets in the sentence, and where; 0: not at all."""
        if scene.by_phone != (talk.kind == "call") or talk.kind == "session":
            return 0.0
        here = talk.place is not None and talk.place in scene.places
        states = sure | {state for state, capital in scene.capitals.items() if not here or capital != talk.place}
        persons = len(people & scene.persons)
        shared = len(parties & states) - (0.5 if self.subject in parties & states else 0)
        score = 0.0
        if persons >= 2:
            score = 8.0 * (0.5 + 0.25 * persons) * max(0.4, 2 * persons / (len(people) + len(scene.persons)))
        elif here and shared >= 2 and len(parties) <= 6:
            score = (2.5 if persons else 1.5) * shared / max(len(parties), len(states))
        elif here and shared >= 3 and talk.kind in _FORMAL:
            score = 1.5
        country = self.known.places[talk.place].country if talk.place in self.known.places else None
        around = not here and country is not None and any(p in self.countries.get(country, ()) for p in scene.places)
        return score * (3.0 if here else 1.8 if around else 0.3 if elsewhere else 1.0)

    # -- events -------------------------------------------------------------------------------------------------------
    def _events(self, scene: Scene) -> Iterator[Memory]:
        """Events by their keywords; those that the same words name are candidates of one memory."""
        groups: dict[tuple[str, int, int], list[EventRow]] = {}
        for row, first, last in self.events.spoken_of(self.reading.tokens.words, scene.first, min(scene.last, len(self.reading.tokens))):
            groups.setdefault((row.kind, first, last), []).append(row)
        for (kind, first, last), rows in sorted(groups.items()):
            when = self._when(scene, (first, last - 1), EVENT_REACH) if kind in ("event", "planned") else None
            trust = event_trust(when)
            candidates = tuple(Candidate(row.id, row.first, row.last, 1 / len(rows)) for row in rows)
            ahead = kind == "planned" and self._ahead(scene, when)
            counted = next((w for w in self.wordings if w.what == "nth-day" and scene.first <= w.first < scene.last), None)
            if counted is not None:
                when, trust = counted, 0.4
            yield Memory(kind, first, last, candidates, trust or EVENT_TRUST, when if trust else None, ahead, kind == "event")

    # -- the Security Council -----------------------------------------------------------------------------------------
    def _votes(self, scene: Scene) -> Iterator[Memory]:
        """A vote, draft or session of the Council on a subject that a resolution names."""
        self.council = self.council or "unsc" in scene.bodies
        if not self.council or not scene.council:
            return
        words = {form for i in range(scene.first, min(scene.last, len(self.reading.tokens))) for form in forms(self.reading.word(i))}
        scored = [(sum(self.events.rarity[w] for w in r.subject & words) / (len(r.subject) + 2) ** 0.5, r) for r in self.events.resolutions]
        best = max((score for score, _ in scored), default=0.0)
        if best < 0.25:
            return
        kept = [(score, r) for score, r in scored if score >= best * 0.5]
        total = sum(score for score, _ in kept)
        when = self._when(scene, scene.council, 14)
        candidates = tuple(Candidate(r.id, r.day, r.day, score / total) for score, r in kept)
        voted = any((hit := self.reading.at[i]) is not None and any(e.id == "vote" for e in hit.entries) for i in scene.council)
        trust = min(best, 0.3 if voted else 0.1)
        yield Memory("vote", min(scene.council), max(scene.council) + 1, candidates, trust, when, self._ahead(scene, when))

    def _vetoes(self, scene: Scene) -> Iterator[Memory]:
        """«الفيتو السابع»: the count of a state's vetoes on Syria. Announced, it lies between the one before and itself."""
        for w in self.wordings:
            if w.what != "veto" or not scene.first <= w.first < scene.last:
                continue
            for state in sorted(scene.states | {self.known.state_of(b) or "" for b in scene.bodies}):
                days = [r.day for r in self.events.resolutions if state in r.vetoes]
                if not 2 <= w.number <= len(days):
                    continue
                ahead = scene.ahead or self._future(scene)
                first, last = (days[w.number - 2], days[w.number - 1]) if ahead else (days[w.number - 1], days[w.number - 1])
                kind = "span" if ahead else "event"
                yield Memory(kind, w.first, w.last, (Candidate(f"veto-{state}-{w.number}", first, last, 1.0),), 0.8, None, False)

    # -- when ---------------------------------------------------------------------------------------------------------
    def _when(self, scene: Scene, anchors: Sequence[int], reach: int = 25) -> Expression | Wording | None:
        """The relative expression or wording nearest to the anchors, within ``reach`` tokens."""
        near = [
            (min(min(abs(m.first - a), abs(m.last - 1 - a)) for a in anchors), m.first, m)
            for m in scene.marks
            if isinstance(m, Wording) or relative(m)
        ]
        best = min(near, key=lambda n: n[:2], default=None)
        return best[2] if best is not None and best[0] <= reach else None

    def _ahead(self, scene: Scene, when: Expression | Wording | None) -> bool:
        """Whether the sentence looks forward: by the expression's tense, else by its own words."""
        if isinstance(when, Expression):
            args = dict(when.args)
            if args.get("lastnext") == "next" or args.get("thislastnext") == "next" or args.get("k") in ("1", "2"):
                return True
            return when.tense == "future"
        return scene.ahead if when is None else when.what.startswith("few-ahead")

    def _past(self, scene: Scene, when: Expression | Wording | None) -> bool:
        """Whether the expression, or a verb of meeting, stands in the past."""
        if isinstance(when, Expression):
            args = dict(when.args)
            return when.tense == "past" or args.get("k", "0").startswith("-") or "last" in (args.get("lastnext"), args.get("thislastnext"))
        return scene.past if when is None else when.what.startswith("few-ago")

    def _future(self, scene: Scene) -> bool:
        """A word in the future tense in the sentence."""
        frequency = self.known.frequency
        for i in range(scene.first, min(scene.last, len(self.reading.tokens))):
            word = self.reading.word(i)
            if len(word) > 4 and word[0] == "س" and word[1] in "يتن" and (word[1:] in frequency or "ي" + word[2:] in frequency):
                return True
        return False


def event_trust(when: Expression | Wording | None) -> float:
    """How often an expression near an event dates the event and not what the sentence reports of it."""
    if not isinstance(when, Expression):
        return 0.7 if when is not None else 0.0
    if not dict(when.args).get("k", "-1").startswith("-"):
        return 0.0
    return {"rel": 0.75, "weekday": 0.75, "md": 0.75, "md-or-ymd": 0.75, "d-of-month": 0.75, "ago": 0.5}.get(when.op, 0.6)


def relative(e: Expression) -> bool:
    """Whether an expression depends on the day of writing."""
    args = dict(e.args)
    return "year" not in args and "hijri-year" not in args
