"""Talks: who meets whom, of what kind, when, where, and whether it has happened.

Each word that names an encounter opens a candidate; its clause gives participants, status, days and place. Candidates of
one encounter are joined, those with nobody and nothing known are dropped.
"""

from __future__ import annotations

from datetime import date

from core.extract.chunks import Chunk
from core.extract.groups import groups
from core.extract.merging import merge
from core.extract.parties import Parties
from core.extract.reading import Reading
from core.extract.roles import RoleReader
from core.extract.scene import TRACK_KINDS, Candidate, Part, Scene
from core.extract.setting import Setting
from core.extract.speakers import Speakers
from core.extract.status import StatusReader
from core.extract.windows import Windows
from core.language.lexicon import Entry, Hit
from core.model import Actor, DateMention, Place, Talk

# The word classes that can name an encounter, or what only looks like one.
_NAMING = frozenset({"encounter-noun", "encounter-verb", "track", "not-encounter"})


class TalkFinder(Part):
    """Encounters of one document."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self.windows, self.parties, self.status, self.setting = Windows(scene), Parties(scene), StatusReader(scene), Setting(scene)
        self.hint: tuple[int, str, int | None] = (-1, "", None)

    def run(self) -> tuple[Talk, ...]:
        """All talks, in order of their evidence."""
        candidates: list[Candidate] = []
        for hit in self.reading.hits:
            if hit.kinds.isdisjoint(_NAMING):
                continue
            candidate = self._candidate(hit, candidates)
            if candidate is not None:
                candidates.append(candidate)
        candidates = [c for c in self._inherit(candidates) if c.kind != "press" or self._met_the_press(c)]
        merged = merge(candidates, self.reading.known, self.actors)
        talks = [self._talk(c) for c in merged if self._worth(c)]
        return tuple(sorted(talks, key=lambda t: (t.start, t.trigger or (0, 0))))

    def _candidate(self, hit: Hit, earlier: list[Candidate]) -> Candidate | None:
        noun, verb = hit.of("encounter-noun") or self._track_noun(hit), hit.of("encounter-verb")
        if (press := hit.of("not-encounter")) is not None and press.id == "press" and hit.of("actor") is None:
            return self._press(hit)
        entry = noun or verb
        if entry is None or hit.of("not-encounter") or hit.of("actor") is not None or self._in_name(hit):
            return None
        if noun is None and (verb is None or verb.get("noun") or verb.get("tense") not in ("past", "present", "future")):
            return None
        start, stop = self.windows.window(hit)
        if (
            noun is not None
            and noun.get("weak")
            and not any(self.reading.is_word(j, "participant-prep") for j in range(hit.last, min(stop, hit.last + 6)))
        ):
            return None
        if noun is not None and (head := self._head_noun(hit)) is not None:
            kind = noun.get("kind") if noun.get("kind") in ("negotiations", "summit", "call") else ""
            if kind and head[1].get("kind") in ("meeting", kind):
                self.hint = (head[0], kind, self.setting.round_behind(hit) if noun.get("round") else None)
            return None
        candidate = Candidate(
            entry.get("kind"), "held", hit, start, stop, rule=f"talk.{entry.id}", sentence=self.reading.sentence_of[hit.first]
        )
        if noun is not None:
            governor = self.parties.of_noun(candidate, noun, hit, start, stop)
        else:
            governor = self.parties.of_verb(candidate, verb, hit, stop)  # type: ignore[arg-type]
            if governor is None and not candidate.participants:
                return None
        if noun is not None and self.hint[0] == hit.first:
            candidate.kind, candidate.round = self.hint[1], self.hint[2]
        self.status.kind(candidate, start, stop)
        if not self.status.read(candidate, entry, governor, start, stop):
            return None
        self.setting.when(candidate, start, stop)
        self.setting.where(candidate, start, stop)
        self.setting.track(candidate, start, stop)
        # a state may be meant and not named ("his country"); only who is among the document's actors takes part
        candidate.participants = [p for p in candidate.participants if p in self.actors]
        if candidate.kind == "visit":
            self.setting.host_state(candidate)
        if candidate.kind == "summit":
            candidate.participants = list(dict.fromkeys(self.setting.head_of(p) for p in candidate.participants))
        return candidate

    def _press(self, hit: Hit) -> Candidate:
        """A joint press conference is no encounter, but tells where and when one was."""
        start, stop = self.windows.window(hit)
        c = Candidate("press", "held", hit, start, stop, sentence=self.reading.sentence_of[hit.first], rule="talk.press")
        right = self.roles.read(hit.last, stop, "own")
        subject = self.parties.clause_subject(hit, start)
        c.participants = self.ids([*([subject] if subject else []), *right.company])
        self.setting.when(c, start, stop)
        self.setting.where(c, start, stop)
        return c

    def _met_the_press(self, c: Candidate) -> bool:
        """Two people of two states who faced the press together had met."""
        people = [p for p in c.participants if self.actors[p].kind == "person"]
        c.kind, c.confidence = "meeting", 0.6
        return len(people) >= 2 and len({self.state(p) for p in people}) >= 2

    def _track_noun(self, hit: Hit) -> Entry | None:
        """The encounter that a process's name begins with (محادثات أستانا، مؤتمر الحوار السوري)."""
        if hit.of("track") is None:
            return None
        head = self.reading.tokens.words[hit.first][len(hit.clitic) :]
        return next((e for e in self.reading.known.lexicon.get(head) if e.cls == "encounter-noun"), None)

    def _in_name(self, hit: Hit) -> bool:
        """«مؤتمر الرياض» as part of a body's name or a quoted label."""
        chunk = next((c for c in self.roles.chunks if c.first <= hit.first < c.last), None)
        return chunk is not None and chunk.kind not in ("person", "state")

    def _head_noun(self, hit: Hit) -> tuple[int, Entry] | None:
        """The encounter noun that a light word stands before (جولة من المحادثات, استضافة اجتماع): that one is the trigger."""
        for j in range(hit.last, min(hit.last + 3, len(self.reading.tokens))):
            here = self.reading.at[j]
            if self.roles.chunk_at(j) is not None or here is None and self.reading.word(j).isalpha() and j > hit.last:
                return None
            if (
                here is not None
                and here.first == j
                and (head := here.of("encounter-noun") or self._track_noun(here)) is not None
                and here.clitic == ""
                and not head.get("vote")
            ):
                return j, head
        return None

    def _inherit(self, candidates: list[Candidate]) -> list[Candidate]:
        """A named encounter without day or place takes them from the one told just before with the same person."""
        for k, c in enumerate(candidates):
            if c.days is not None and c.place is not None or c.kind in ("session", "negotiations", "conference") or c.status == "proposed":
                continue
            people = {p for p in c.participants if self.actors[p].kind == "person"}
            for other in reversed(candidates[:k]):
                if c.sentence - other.sentence > (10 if c.days is not None and c.days == other.days else 3):
                    break
                shared = people & set(other.participants)
                if c.kind == "call" or other.kind not in ("meeting", "visit", "press"):
                    continue
                if not shared or (other.status != c.status and other.sure):
                    continue
                if other.place and c.place and other.place != c.place:
                    continue
                if c.days is None and other.days is not None and c.place in (None, other.place):
                    c.days, c.basis = other.days, "inferred"
                c.place = c.place or other.place
                break
        return candidates

    def _worth(self, c: Candidate) -> bool:
        """Whether enough is known to call it an encounter."""
        if not any(self._official(p) for p in c.participants) and not c.track:
            return False
        if c.kind == "visit" and c.place is not None and self._at_home(c):
            return False
        political = [p for p in c.participants if self.actors[p].kind in ("person", "state", "organization", "armed_group")]
        if c.kind == "session":
            return bool(political) and (c.days is not None or not c.definite)
        if c.sponsored and c.days is None and c.round is None and c.status == "held":
            return False
        if len(political) >= 2:
            return True
        if c.track and c.round and c.kind in TRACK_KINDS:
            return True
        located = c.place is not None and self.reading.known.places[c.place].kind != "country"
        if (
            c.kind in TRACK_KINDS
            and (located or c.track)
            and (c.days or (political and located and c.status in ("planned", "postponed", "proposed")))
        ):
            return True
        return len(political) == 1 and c.place is not None and (c.days is not None or c.status != "held" or c.kind == "visit")

    def _official(self, actor: str) -> bool:
        """Known from the tables, or with an office of diplomacy in the text; local dignitaries are neither."""
        found = self.actors[actor]
        return found.known or (found.role is not None and found.affiliation is not None)

    def _at_home(self, c: Candidate) -> bool:
        """A visit within one's own country is none."""
        country = self.reading.known.places[c.place].country if c.place else None
        homes = {self.reading.known.country_place.get(self.state(p), "").upper() for p in c.participants}
        return country is not None and country in homes

    def _talk(self, c: Candidate) -> Talk:
        start, end = self.reading.sentences[c.sentence]
        known = sum((len(c.participants) >= 2, c.days is not None, c.place is not None))
        first, last = c.days or (None, None)
        confidence = round(min(0.98, c.confidence * (0.6 + 0.14 * known)), 3)
        trigger = (c.trigger.start, c.trigger.end)
        return Talk(
            c.kind, c.status, first, last, c.place, tuple(c.participants), c.track, start, end,  # type: ignore[arg-type]
            c.basis, c.round, None, trigger, c.rule, confidence,  # type: ignore[arg-type]
        )  # fmt: skip


def find(
    reading: Reading, chunks: list[Chunk], actors: tuple[Actor, ...], places: tuple[Place, ...],
    place_tokens: list[tuple[int, int, str]], dates: list[tuple[int, int, DateMention]], day: date | None,
) -> tuple[Talk, ...]:  # fmt: skip
    """Talks of a document, given everything else that was found in it."""
    by_id = {a.id: a for a in actors}
    speaking = [c for c in chunks if c.actors and all(a in by_id for a in c.actors)]
    roles = RoleReader(reading, [*speaking, *groups(reading, speaking)])
    speakers = Speakers(reading, chunks, actors)
    return TalkFinder(Scene(reading, day, by_id, {p.id: p for p in places}, place_tokens, dates, roles, speakers)).run()
