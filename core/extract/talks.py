"""Talks: who meets whom, of what kind, when, where, and whether it has happened.

Each word that names an encounter opens a candidate; its clause gives participants, status, days and place. Candidates of
one encounter are joined, those with nobody and nothing known are dropped.
"""

from __future__ import annotations

from datetime import date, timedelta

from core.extract.chunks import Chunk
from core.extract.groups import groups
from core.extract.merging import merge
from core.extract.neighbours import COUNCILS, SITTING
from core.extract.parties import Parties
from core.extract.reading import Reading
from core.extract.roles import RoleReader
from core.extract.scene import TRACK_KINDS, Candidate, Part, Scene
from core.extract.setting import Setting
from core.extract.speakers import Speakers
from core.extract.status import StatusReader
from core.extract.verb_parties import VerbParties
from core.extract.windows import Windows
from core.language.lexicon import Entry, Hit
from core.model import Actor, DateMention, Place, Talk

_NEWS = timedelta(days=60)
# The word classes that can name an encounter, or what only looks like one.
_NAMING = frozenset({"encounter-noun", "encounter-verb", "track", "not-encounter"})


class TalkFinder(Part):
    """Encounters of one document."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self.windows, self.status, self.setting = Windows(scene), StatusReader(scene), Setting(scene)
        self.parties, self.verbs = Parties(scene), VerbParties(scene)
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
                self.scene.met.append((candidate.sentence, candidate.participants))
        candidates += self._addressed()
        candidates.sort(key=lambda c: c.trigger.first)
        candidates = [c for c in self._inherit(candidates) if c.kind != "press" or self._met_the_press(c)]
        merged = merge(candidates, self.reading.known, self.actors, self.day)
        talks = [self._talk(c) for c in merged if self._worth(c)]
        return tuple(sorted(talks, key=lambda t: (t.start, t.trigger or (0, 0))))

    def _candidate(self, hit: Hit, earlier: list[Candidate]) -> Candidate | None:
        noun, verb = hit.of("encounter-noun") or self._track_noun(hit), hit.of("encounter-verb")
        if noun is not None and verb is not None and self._hosted(hit):
            return None
        if (press := hit.of("not-encounter")) is not None and press.id == "press" and hit.of("actor") is None:
            return self._press(hit)
        entry = noun or verb
        if entry is None or hit.of("not-encounter") or hit.of("actor") is not None or self._in_name(hit):
            return None
        if noun is None and self.reading.text(hit.start, hit.end).endswith("اً"):
            return None  # توجهاً is no verb
        if noun is None and verb is not None and verb.get("join") and earlier and self._attended(hit, earlier):
            return None
        if noun is None and (verb is None or verb.get("noun") or verb.get("tense") not in ("past", "present", "future")):
            return None
        start, stop = self.windows.window(hit)
        if noun is not None and hit.of("track") is not None and self._hoped_for(hit):
            return None
        if (
            noun is not None
            and noun.get("weak")
            and not any(self.reading.is_word(j, "participant-prep") for j in range(hit.last, min(stop, hit.last + 6)))
        ):
            return None
        if noun is not None and (self._stayed_away(hit) or self._concerned(hit)):
            return None
        if noun is not None and noun.get("kind") == "conference" and self._of_the_press(hit):
            return None
        if noun is not None and noun.get("round") and self._tour(hit, stop):
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
            governor = self.verbs.of_verb(candidate, verb, hit, stop)  # type: ignore[arg-type]
            if governor is None and not candidate.participants:
                return None
        if noun is not None and governor is not None and self._joined_in(candidate, governor, earlier):
            return None
        if noun is not None and self._spoken_of(candidate, earlier):
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
        if candidate.kind == "meeting" and len(candidate.participants) == 1 and candidate.participants[0] in COUNCILS:
            candidate.kind = "session"
        if candidate.kind == "visit":
            self.setting.host_state(candidate)
        if candidate.kind == "summit":
            candidate.participants = list(dict.fromkeys(self.setting.head_of(p) for p in candidate.participants))
        return candidate

    def _addressed(self) -> list[Candidate]:
        """``قال فلان أمس أمام مجلس الأمن``: who speaks before a body on a named day speaks at its session."""
        out = []
        for chunk in self.roles.chunks:
            hit = self.reading.at[chunk.first]
            if chunk.actors[0] not in SITTING or hit is None or not chunk.first or not self.reading.beside(chunk.first - 1, "before-body"):
                continue
            first, last = self.reading.sentence_tokens(self.reading.sentence_of[chunk.first])
            start, stop = max(first, chunk.first - 30), min(last, chunk.last + 8)
            before = (self.reading.at[j] for j in range(start, chunk.first))
            said = any(h is not None and (e := h.of("cue")) is not None and e.get("tense") == "past" for h in before)
            if not said or self.reading.region_of[chunk.first] is not None:
                continue
            c = Candidate("session", "held", hit, start, stop, list(chunk.actors), rule="talk.before-body", confidence=0.7)
            c.sentence = self.reading.sentence_of[chunk.first]
            days = [d for f, _, d in self.dates if start <= f < stop and d.first is not None and d.first == d.last]
            if days and days[0].first is not None and (self.day is None or days[0].first <= self.day):
                c.days, c.basis = (days[0].first, days[0].first), "stated"
                out.append(c)
        return out

    def _press(self, hit: Hit) -> Candidate:
        """A joint press conference is no encounter, but tells where and when one was."""
        start, stop = self.windows.window(hit)
        c = Candidate("press", "held", hit, start, stop, sentence=self.reading.sentence_of[hit.first], rule="talk.press")
        right = self.roles.read(hit.last, stop, "own")
        first, _ = self.reading.sentence_tokens(c.sentence)
        ahead = self.parties.teller(hit) if hit.first - first <= 1 else None  # وفي مؤتمر صحفي مع فلان، قال الوزير
        subject = ahead or self.parties.clause_subject(hit, start)
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

    def _hoped_for(self, hit: Hit) -> bool:
        """``جهود استئناف المفاوضات السورية``: a process that efforts are made for is their subject, no encounter."""
        masdar = self.reading.at[hit.first - 1] if hit.first else None
        if masdar is None or masdar.of("light-masdar") is None or not masdar.first:
            return False
        return self.reading.beside(masdar.first - 1, "effort")

    def _of_the_press(self, hit: Hit) -> bool:
        """``المؤتمر`` alone, where the last conference spoken of was one for the press."""
        if not self.reading.word(hit.first)[len(hit.clitic) :].startswith("ال") or hit.last - hit.first > 1:
            return False
        for other in reversed([h for h in self.reading.hits if h.first < hit.first]):
            if (mark := other.of("not-encounter")) is not None and mark.id == "press":
                return True
            if (noun := other.of("encounter-noun")) is not None and noun.get("kind") == "conference" and other.last - other.first == 1:
                return False
        return False

    def _attended(self, hit: Hit, earlier: list[Candidate]) -> bool:
        """``وحضرها فلان``, ``شارك فيه فلان ونظراؤه``: who else was at the encounter told just before joins its parties."""
        verb, met = hit.of("encounter-verb"), earlier[-1]
        sentence = self.reading.sentence_of[hit.first]
        inside = any(self.reading.beside(j, "in-it") for j in range(hit.last, min(hit.last + 5, len(self.reading.tokens))))
        if not (verb is not None and verb.get("obj") or inside) or not 0 <= sentence - met.sentence <= 2 or met.kind in ("call", "visit"):
            return False
        if met.sentence != sentence and hit.first and self.reading.is_word(hit.first - 1, "relative"):
            return False  # الاستقبال الذي حضره: of a noun in this sentence
        _, stop = self.windows.window(hit)
        roles = self.roles.read(hit.last, stop, "subject")
        guests = self.ids([*roles.subjects, *roles.objects])
        if guests:
            met.participants = list(dict.fromkeys([*met.participants, *guests]))
        return bool(guests)

    def _joined_in(self, c: Candidate, governor: Hit, earlier: list[Candidate]) -> bool:
        """``وشارك فلان في الاجتماع``: the meeting told just before, with one more."""
        verb, met = governor.of("encounter-verb"), earlier[-1] if earlier else None
        if verb is None or not verb.get("join") or not c.definite or met is None or c.trigger.of("track") is not None:
            return False
        if met.kind not in ("meeting", "summit", "conference") or len(met.participants) < 2 or c.sentence - met.sentence > 2:
            return False
        met.participants = list(dict.fromkeys([*met.participants, *c.participants]))
        return bool(c.participants)

    def _spoken_of(self, c: Candidate, earlier: list[Candidate]) -> bool:
        """``هذا اللقاء هو الأول بين البلدين``: the encounter told just before, by the states of who took part."""
        if not earlier or not c.participants or c.kind not in ("meeting", "visit"):
            return False
        if not self.reading.beside(c.trigger.first - 1, "this-one"):
            return False
        met = earlier[-1]
        return c.sentence - met.sentence <= 3 and {self.state(p) for p in c.participants} <= {self.state(p) for p in met.participants}

    def _hosted(self, hit: Hit) -> bool:
        """``قمة استضافتها إسطنبول``: behind an encounter's noun it is the verb, not a noun of hosting."""
        verb, before = hit.of("encounter-verb"), self.reading.at[hit.first - 1] if hit.first else None
        return verb is not None and bool(verb.get("obj")) and before is not None and before.of("encounter-noun", "relative") is not None

    def _concerned(self, hit: Hit) -> bool:
        """``الجوانب المتعلقة باجتماع اللجنة``: an encounter that something else has to do with."""
        return hit.clitic == "ب" and self.reading.beside(hit.first - 1, "concerning")

    def _stayed_away(self, hit: Hit) -> bool:
        """``قاطعت المؤتمر``, ``غياب عن القمة``: who stays away from an encounter says nothing of who meets."""
        return any(self.reading.beside(j, "absence-word") for j in range(max(0, hit.first - 2), hit.first))

    def _tour(self, hit: Hit, stop: int) -> bool:
        """``جولة في الشرق الأوسط``: a journey, not a round: indefinite, without a number, of no process and of no talks."""
        if self.reading.word(hit.first).startswith("ال") or self.setting.round_behind(hit) is not None:
            return False
        near = range(hit.last, min(stop, hit.last + 8))
        return not any(self.reading.is_word(j, "encounter-noun") or self.reading.is_word(j, "track") for j in near)

    def _head_noun(self, hit: Hit) -> tuple[int, Entry] | None:
        """The encounter noun that a light word stands before (جولة من المحادثات, استضافة اجتماع): that one is the trigger."""
        for j in range(hit.last, min(hit.last + 3, len(self.reading.tokens))):
            here = self.reading.at[j]
            if self.roles.chunk_at(j) is not None or here is None and self.reading.word(j).isalpha() and j > hit.last:
                return None
            if (
                here is not None
                and here.first == j
                and not self._hosted(here)
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
            if self._before_that(c):
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
                if c.days in (None, other.days) or not self._long_ago(c):
                    c.place = c.place or other.place
                break
        return candidates

    def _before_that(self, c: Candidate) -> bool:
        """``وكان فلان التقى فلانا``: told of a time before the encounters that the text is about."""
        near = range(max(c.first, c.trigger.first - 8), c.trigger.first)
        return c.trigger.of("encounter-verb") is not None and any(self.reading.is_word(j, "past-anchor") for j in near)

    def _long_ago(self, c: Candidate) -> bool:
        """An encounter of an earlier time is recalled: what is told beside it says nothing of its place."""
        return c.days is not None and self.day is not None and self.day - c.days[1] > _NEWS

    def _worth(self, c: Candidate) -> bool:
        """Whether enough is known to call it an encounter."""
        if not any(self._official(p) for p in c.participants) and not c.track:
            return False
        if c.kind == "visit":
            guests = [p for p in c.participants if self.actors[p].kind != "state"]
            if c.place is not None and self._at_home(c) or not any(self._official(p) for p in guests):
                return False
        if c.kind in ("meeting", "visit", "negotiations") and self._among_themselves(c):
            return False
        political = [p for p in c.participants if self.actors[p].kind in ("person", "state", "organization", "armed_group")]
        if c.kind == "session":
            return bool(political) and (c.days is not None or not c.definite)
        if c.trigger.of("track") is not None and c.days is None and c.round is None and c.status == "held" and c.definite and not c.placed:
            return False
        if c.sponsored and c.days is None and c.round is None and c.status == "held":
            return False
        if len(political) >= 2:
            return True
        if c.track and (c.round or c.placed and political) and (c.kind in TRACK_KINDS or c.placed):
            return True
        located = c.place is not None and self.reading.known.places[c.place].kind != "country"
        if (
            c.kind in TRACK_KINDS
            and (located or c.track)
            and (c.days or (political and located and c.status in ("planned", "postponed", "proposed")))
        ):
            return True
        return len(political) == 1 and c.place is not None and (c.days is not None or c.status != "held" or c.kind == "visit")

    def _among_themselves(self, c: Candidate) -> bool:
        """Officials of one state meet at home: that is no diplomacy, but for Syria's many sides."""
        states = {self.reading.known.state_of(p) or self.reading.known.state_of(self.actors[p].affiliation) for p in c.participants}
        return len(c.participants) > 1 and len(states) == 1 and not states & {None, "syria"}

    def _official(self, actor: str) -> bool:
        """Known from the tables, or with an office of diplomacy in the text; local dignitaries are neither."""
        found = self.actors[actor]
        if found.known:
            return True
        first = (found.role or "").split(" ", 1)[0]
        private = any(e.cls == "title" and e.id == "figure" for e in self.reading.known.lexicon.get(first)) if first else True
        return not private and found.affiliation is not None

    def _at_home(self, c: Candidate) -> bool:
        """A visit within one's own country is none."""
        country = self.reading.known.places[c.place].country if c.place else None
        guests = [p for p in c.participants if self.actors[p].kind != "state"] or c.participants
        homes = {self.reading.known.country_place.get(self.state(p), "").upper() for p in guests}
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
