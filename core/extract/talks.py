"""Talks: who meets whom, of what kind, when, where, and whether it has happened.

Each word that names an encounter opens a candidate; its clause gives participants, status, days and place. Candidates of
one encounter are joined, those with nobody and nothing known are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from core.extract.chunks import Chunk
from core.extract.groups import groups
from core.extract.merging import merge
from core.extract.reading import Reading
from core.extract.roles import RoleReader
from core.extract.speakers import Speaker, Speakers
from core.language.lexicon import Entry, Hit
from core.model import Actor, DateMention, Place, Talk

_STATUS = ("status-cancelled", "status-postponed", "status-proposed", "status-planned", "status-ongoing")
_TRACK_KINDS = ("negotiations", "conference", "summit", "session")


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
    sentence: int = 0


class TalkFinder:
    """Encounters of one document."""

    def __init__(
        self, reading: Reading, chunks: list[Chunk], actors: tuple[Actor, ...], places: tuple[Place, ...],
        place_tokens: list[tuple[int, int, str]], dates: list[tuple[int, int, DateMention]], day: date | None,
    ) -> None:  # fmt: skip
        self.reading, self.day = reading, day
        self.actors = {a.id: a for a in actors}
        self.places = {p.id: p for p in places}
        self.place_tokens, self.dates = place_tokens, dates
        speaking = [c for c in chunks if c.actors and all(a in self.actors for a in c.actors)]
        self.roles = RoleReader(reading, [*speaking, *groups(reading, speaking)])
        self.speakers = Speakers(reading, chunks, actors)
        self.hint = (-1, "")

    def run(self) -> tuple[Talk, ...]:
        """All talks, in order of their evidence."""
        candidates: list[Candidate] = []
        for hit in self.reading.hits:
            candidate = self._candidate(hit, candidates)
            if candidate is not None:
                candidates.append(candidate)
        candidates = [c for c in self._inherit(candidates) if c.kind != "press" or self._met_the_press(c)]
        merged = merge(candidates, self.reading.known, self.actors)
        talks = [self._talk(c) for c in merged if self._worth(c)]
        return tuple(sorted(talks, key=lambda t: (t.start, t.trigger or (0, 0))))

    # -- one trigger --------------------------------------------------------------------------------------------------
    def _candidate(self, hit: Hit, earlier: list[Candidate]) -> Candidate | None:
        noun, verb = hit.of("encounter-noun") or self._track_noun(hit), hit.of("encounter-verb")
        if (press := hit.of("not-encounter")) is not None and press.id == "press" and hit.of("actor") is None:
            return self._press(hit)
        if hit.of("not-encounter") or (noun is None and verb is None) or hit.of("actor") is not None:
            return None
        if self._in_name(hit):
            return None
        entry = noun or verb
        if noun is None and (verb is None or verb.get("noun") or verb.get("tense") not in ("past", "present", "future")):
            return None
        start, stop = self._window(hit)
        if noun is not None and noun.get("weak") and not any(self.reading.is_word(j, "participant-prep") for j in range(hit.last, min(stop, hit.last + 6))):
            return None
        if noun is not None and (head := self._head_noun(hit)) is not None:
            if noun.get("kind") in ("negotiations", "summit", "call") and head[1].get("kind") == "meeting":
                self.hint = (head[0], noun.get("kind"))
            return None
        candidate = Candidate(entry.get("kind"), "held", hit, start, stop, rule=f"talk.{entry.id}", sentence=self.reading.sentence_of[hit.first])  # type: ignore[union-attr]
        if noun is not None:
            governor = self._noun(candidate, noun, hit, start, stop)
        else:
            governor = self._verb(candidate, verb, hit, stop)  # type: ignore[arg-type]
            if governor is None and not candidate.participants:
                return None
        if noun is not None and self.hint[0] == hit.first:
            candidate.kind = self.hint[1]
        self._kind(candidate, start, stop)
        if not self._status(candidate, entry, governor, start, stop):  # type: ignore[arg-type]
            return None
        self._when(candidate, start, stop)
        self._where(candidate, start, stop)
        self._which_track(candidate, start, stop)
        if candidate.kind == "visit":
            self._host_state(candidate)
        if candidate.kind == "summit":
            candidate.participants = [self._head_of(p) for p in candidate.participants]
        return candidate

    def _press(self, hit: Hit) -> Candidate:
        """A joint press conference is no encounter, but tells where and when one was."""
        start, stop = self._window(hit)
        c = Candidate("press", "held", hit, start, stop, sentence=self.reading.sentence_of[hit.first], rule="talk.press")
        right = self.roles.read(hit.last, stop, "own")
        subject = self._clause_subject(hit, start)
        c.participants = self._ids([*([subject] if subject else []), *right.company])
        self._when(c, start, stop)
        self._where(c, start, stop)
        return c

    def _met_the_press(self, c: Candidate) -> bool:
        """Two people of two states who faced the press together had met."""
        people = [p for p in c.participants if self.actors[p].kind == "person"]
        c.kind, c.confidence = "meeting", 0.6
        return len(people) >= 2 and len({self._state(p) for p in people}) >= 2

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
            if here is not None and here.first == j and (head := here.of("encounter-noun") or self._track_noun(here)) is not None and here.clitic == "" and not head.get("vote"):
                return j, head
        return None

    def _window(self, hit: Hit) -> tuple[int, int]:
        """The clause around the trigger: from the last break before it to the next report, break or encounter behind it."""
        reading = self.reading
        first, last = reading.sentence_tokens(reading.sentence_of[hit.first])
        start = first
        for j in range(hit.first - 1, max(first, hit.first - 40) - 1, -1):
            here = reading.at[j]
            if reading.word(j) == ":":
                start = j + 1
                break
            if here is not None and here.first == j and self._boundary(here, j, backwards=True):
                start = j if here.of("encounter-verb", "past-anchor") is not None else here.last
                break
        stop = last
        for j in range(hit.last, min(last, hit.last + 60)):
            here = reading.at[j]
            if here is not None and here.first == j and self._boundary(here, j, backwards=False):
                stop = j
                break
            if here is not None and here.first == j and here.of("complementizer") and self._of_outer_report(j, hit, first):
                stop = j
                break
        return start, min(stop, hit.last + 60)

    def _of_outer_report(self, j: int, hit: Hit, first: int) -> bool:
        """Whether this أن completes a report that began before the trigger (``قال خلال لقائه س إن``)."""
        before = self.reading.at[j - 1]
        if before is not None and before.of("status-planned", "status-proposed", "relative"):
            return False
        for k in range(hit.first - 1, first - 1, -1):
            here = self.reading.at[k]
            if here is None or here.first != k:
                continue
            if here.of("complementizer"):
                return False
            cue = here.of("cue")
            if cue is not None and here.of("preposition", "participant-prep", "encounter-verb") is None:
                return cue.get("tense") in ("past", "present")
        return False

    def _boundary(self, here: Hit, j: int, *, backwards: bool) -> bool:
        reading = self.reading
        comma = reading.word(j - 1) in ("،", ",", ".")
        mark = here.of("clause-break")
        if mark is not None and mark.get("strong"):
            return comma or here.last - here.first > 1
        if comma and here.of("past-anchor") is not None and reading.word(j).startswith("و"):
            return True
        cue = here.of("cue")
        if cue is not None and here.of("preposition", "participant-prep", "encounter-noun", "encounter-verb", "place", "actor", "aside", "status-proposed") is None:
            return cue.get("tense") in ("past", "present", "future") and not cue.get("rare") or (cue.get("tense") == "participle" and reading.word(j).endswith("ا"))
        verb = here.of("encounter-verb")
        if verb is not None and verb.get("tense") in ("past", "present", "future") and here.of("preposition", "participant-prep", "relative") is None:
            return (here.clitic == "و" or comma) if not backwards else (here.clitic == "و" or comma)
        return mark is not None and comma and here.of("relative") is None

    # -- nouns and verbs ----------------------------------------------------------------------------------------------
    def _noun(self, c: Candidate, noun: Entry, hit: Hit, start: int, stop: int) -> Hit | None:
        word = self.reading.word(hit.first)
        bare = word[len(hit.clitic) :]
        c.definite = bare.startswith("ال") or word.startswith("لل")
        governor = self._governor(hit, start)
        people: list[Chunk] = []
        right = self.roles.read(hit.last, self._next_encounter(hit, stop), "caller" if noun.get("kind") == "call" else "own")
        people += [*right.own, *right.company]
        if not people:
            people += [c for c in right.source[:1] if c.first - hit.last <= 1 and c.how in ("office", "title", "group")]
        if not right.company and not (c.kind == "negotiations" and c.definite) and right.subjects and right.subjects[0].first - hit.last <= 6:
            people += right.subjects[:2]
        if governor is not None:
            verb = governor.of("encounter-verb", "cue", "status-proposed", "status-postponed")
            left = self.roles.read(governor.last, hit.first, "subject")
            subjects = left.subjects
            if not subjects and verb is not None and governor.of("encounter-verb") is not None and not verb.get("host"):
                before = self.speakers.before(governor.first)
                subjects = [ch for ch in [self.roles.chunk_at(before.first)] if ch] if before else []
            if verb is not None and verb.get("host"):
                c.host = subjects[0].actors[0] if subjects else None
                people += left.company
            elif c.kind == "negotiations" and c.definite and not (verb is not None and verb.get("join")):
                people += left.company
            else:
                people += [*subjects, *left.company]
        if noun.get("kind") == "call" or noun.id == "reception":
            people += [c for c in right.source if c not in people][:2]
        if (other := self._pronoun_company(hit, stop)) is not None:
            people.append(other)
        if self._possessed(hit) or self._pronoun_behind(hit, stop) or other is not None:
            owner = self._owner(hit)
            people += [owner] if owner else []
        if noun.get("kind") == "session":
            people = self._bodies(people, start, stop)
        c.participants = self._ids(people)
        if (len(c.participants) == 1 or self._with(hit, stop)) and noun.get("kind") in ("meeting", "call", "visit", "summit") and (right.company or governor is not None and governor.of("encounter-verb")):
            subject = self._clause_subject(hit, start)
            if subject is not None and subject.kind in ("person", "state", "organization", "armed_group"):
                c.participants = self._ids([subject, *people])
        if self._home(start, hit.first) and not right.company and (state := self._speaker_state(start)) is not None and state not in c.participants:
            c.participants.append(state)
        return governor

    def _with(self, hit: Hit, stop: int) -> bool:
        """مع, and not بين: one party stands on the other side of the noun."""
        for j in range(hit.last, min(stop, hit.last + 12)):
            here = self.reading.at[j]
            if here is not None and here.first == j and here.of("participant-prep"):
                return self.reading.word(j) == "مع"
        return False

    def _next_encounter(self, hit: Hit, stop: int) -> int:
        """Where the next encounter noun with company of its own begins: its participants are not this one's."""
        for j in range(hit.last + 1, stop):
            here = self.reading.at[j]
            if here is not None and here.first == j and here.of("purpose") is not None and self.roles.chunk_at(j) is None:
                return j
            if here is not None and here.first == j and here.of("complementizer") and not self.reading.is_word(j - 1, "status-planned"):
                return j
            if here is not None and here.first == j and here.of("encounter-noun") is not None and not self.reading.word(j).startswith(("ال", "بال")):
                return j
        return stop

    def _clause_subject(self, hit: Hit, start: int) -> Chunk | None:
        """Who acts in the clause: the subject of the verb before the trigger, else the first actor that nothing governs."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        item = self._recent(hit)
        if item is not None and first <= item.first < hit.first and (chunk := self.roles.chunk_at(item.first)) is not None:
            return chunk
        for k in (start, first):
            left = self.roles.read(k, hit.first, "subject")
            if left.subjects:
                return left.subjects[0]
        return self.roles.chunk_at(item.first) if item is not None else None

    def _with(self, hit: Hit, stop: int) -> bool:
        """مع, and not بين: one party stands on the other side of the noun."""
        for j in range(hit.last, min(stop, hit.last + 12)):
            here = self.reading.at[j]
            if here is not None and here.first == j and here.of("participant-prep"):
                return self.reading.word(j) == "مع"
        return False

    def _next_encounter(self, hit: Hit, stop: int) -> int:
        """Where the next encounter noun with company of its own begins: its participants are not this one's."""
        for j in range(hit.last + 1, stop):
            here = self.reading.at[j]
            if here is not None and here.first == j and here.of("purpose") is not None and self.roles.chunk_at(j) is None:
                return j
            if here is not None and here.first == j and here.of("complementizer") and not self.reading.is_word(j - 1, "status-planned"):
                return j
            if here is not None and here.first == j and here.of("encounter-noun") is not None and not self.reading.word(j).startswith(("ال", "بال")):
                return j
        return stop

    def _clause_subject(self, hit: Hit, start: int) -> Chunk | None:
        """Who acts in the clause: the first actor before the trigger that nothing governs, or the subject carried on."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        for k in (start, first):
            left = self.roles.read(k, hit.first, "subject")
            if left.subjects:
                return left.subjects[0]
        item = self._recent(hit)
        return self.roles.chunk_at(item.first) if item is not None else None

    def _possessed(self, hit: Hit) -> bool:
        """A pronoun on the noun (لقاؤه، محادثاتها); the taa marbuta of زيارة is none."""
        return self.reading.text(hit.start, hit.end).endswith(("ه", "ها", "هما", "هم")) and hit.last - hit.first == 1

    def _pronoun_company(self, hit: Hit, stop: int) -> Chunk | None:
        """``اجتماعه معه``: the person last spoken of who is not the one that the noun belongs to."""
        if not any(self.reading.is_word(j, "pronoun-company") for j in range(hit.last, min(stop, hit.last + 4))):
            return None
        owner = self._owner(hit)
        for chunk in reversed(self.roles.chunks):
            if chunk.first < hit.first and chunk.kind == "person" and (owner is None or chunk.actors != owner.actors):
                return chunk
        return None

    def _pronoun_behind(self, hit: Hit, stop: int) -> bool:
        """``لقاء جمعه مع …``, ``الاجتماع الذي عقده مع …``: a pronoun that goes back to the clause's subject."""
        for j in range(hit.last, min(stop, hit.last + 4)):
            here = self.reading.at[j]
            if here is not None and here.first == j and here.of("participant-prep", "encounter-verb") and self.reading.word(j).endswith(("ه", "ها")):
                return here.of("encounter-verb") is None or bool(here.of("encounter-verb").get("obj")) or here.of("participant-prep") is not None  # type: ignore[union-attr]
        return False

    def _governor(self, hit: Hit, start: int) -> Hit | None:
        """The verb that the noun belongs to: the nearest one before it in the clause."""
        for j in range(hit.first - 1, start - 1, -1):
            here = self.reading.at[j]
            if here is None or here.first != j:
                continue
            verb = here.of("encounter-verb", "status-proposed", "status-postponed", "status-cancelled")
            if here.of("encounter-noun") is not None and j < hit.first - 2 and here.of("encounter-verb") is None:
                return None
            if verb is not None and verb.get("tense") in ("past", "present", "future") and here.of("preposition", "participant-prep") is None:
                return here if verb.cls != "encounter-verb" or verb.get("noun") else None
            if verb is None and (cue := here.of("cue")) is not None and cue.get("tense") in ("past", "present", "future") and here.of("preposition", "participant-prep") is None:
                return None
        return None

    def _owner(self, hit: Hit) -> Chunk | None:
        """Whose لقاؤه it is: the sentence's subject, before it or of the verb behind it, or the last person spoken of."""
        reading = self.reading
        sentence = reading.sentence_of[hit.first]
        _, last = reading.sentence_tokens(sentence)
        subject = self.speakers.subject(sentence, hit.first)
        if subject is not None and subject.kind == "person":
            return self.roles.chunk_at(subject.first)
        for j in range(hit.last, last):
            here = reading.at[j]
            if here is not None and here.first == j and here.of("cue") and here.of("preposition") is None:
                after = self.speakers.after(here.last, last)
                if after is not None and after.kind == "person":
                    return self.roles.chunk_at(after.first)
                break
        for chunk in reversed(self.roles.chunks):
            if chunk.first < hit.first and chunk.kind == "person":
                return chunk
        return None

    def _bodies(self, people: list[Chunk], start: int, stop: int) -> list[Chunk]:
        """A session has the body as its participant: named in the clause, else in this sentence or the one before."""
        sitting = [c for c in self.roles.chunks if c.kind == "organization" and c.actors[0] in _SITTING]
        inside = [c for c in sitting if start <= c.first < stop] or [c for c in people if c.actors and c.actors[0] in _SITTING]
        if inside:
            return inside[:1]
        sentence = self.reading.sentence_of[start]
        near = [c for c in sitting if c.first < stop and sentence - self.reading.sentence_of[c.first] <= 1]
        return near[-1:]

    def _home(self, start: int, stop: int) -> bool:
        return any(self.reading.is_word(j, "our-country") for j in range(start, stop))

    def _speaker_state(self, start: int) -> str | None:
        for chunk in reversed([c for c in self.roles.chunks if c.first < start + 2]):
            if chunk.kind == "person":
                return self.reading.known.state_of(self.actors[chunk.actors[0]].affiliation)
        return None

    def _verb(self, c: Candidate, verb: Entry, hit: Hit, stop: int) -> Hit | None:
        if hit.of("preposition", "participant-prep", "given-name") is not None:
            return None
        if hit.of("cue") is not None:
            stop = next((j for j in range(hit.last, stop) if self.reading.is_word(j, "complementizer")), stop)
        right = self.roles.read(hit.last, stop if verb.get("dest") else self._next_encounter(hit, stop), "subject")
        subjects = right.subjects[:]
        people: list[Chunk] = []
        if subjects and subjects[0].first == hit.last and (joined := self.reading.at[hit.last]) is not None and joined.clitic == "و":
            item = self._recent(hit)  # بحث والرئيس …: the subject stands before, this one joins it
            chunk = self.roles.chunk_at(item.first) if item is not None else None
            subjects = [chunk, *subjects] if chunk is not None else subjects
        if verb.get("only-with") and not (right.company and hit.of("cue") is not None):
            return None
        if verb.get("obj"):
            objects = [*right.objects, *(c for c in right.source if c.kind == "person")]
            if hit.entries and verb.get("obj") == "1" and (not subjects or (len(subjects) == 1 and not objects and not right.company)):
                before = self.speakers.before(hit.first) or self._recent(hit)
                chunk = self.roles.chunk_at(before.first) if before else None
                if chunk is not None and chunk not in subjects:
                    objects, subjects = [*subjects, *objects], [chunk]
            people = [*subjects, *objects, *right.company]
            if len(self._ids(people)) < 2:
                return None
        elif verb.get("with"):
            if not right.company and len(self._ids(subjects)) < 2 and not verb.get("many"):
                return None
            if not subjects:
                before = self.speakers.before(hit.first) or self._recent(hit)
                subjects = self._joined(before.first) if before else []
            people = [*subjects, *right.company]
            if verb.get("about") and len(self._ids(people)) < 2:
                return None
        elif verb.get("by"):
            if not right.source:
                return None
            if not subjects:
                before = self.speakers.before(hit.first) or self._recent(hit)
                subjects = self._joined(before.first) if before else []
            people = [*subjects, *right.source[:2]]
            phone = any(self.reading.is_word(j, "by-phone") for j in range(hit.last, stop))
            if len(self._ids(people)) < 2 or not (phone or all(c.kind == "person" for c in people)):
                return None
        else:  # visits
            if not self._destination(hit, stop):
                return None
            if not subjects:
                before = self.speakers.before(hit.first) or self._recent(hit)
                chunk = self.roles.chunk_at(before.first) if before else None
                subjects = [chunk] if chunk else []
            subjects = [s for s in subjects if s.kind in ("person", "organization") or s.how == "office"]
            people = [*subjects[:2], *right.company]
            if not subjects:
                return None
            if right.company:
                c.kind = "meeting"
        c.participants = self._ids(people)
        return hit

    def _recent(self, hit: Hit) -> Speaker | None:
        """The subject carried on by a verb without one: that of the verb before, else the last person spoken of, in this
        sentence or the one before."""
        sentence = self.reading.sentence_of[hit.first]
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
            if item.kind == "person":
                return item
        return None

    def _joined(self, first: int) -> list[Chunk]:
        """The chunk at token ``first`` and those joined to it by و before or behind."""
        chunk = self.roles.chunk_at(first)
        if chunk is None:
            return []
        k = self.roles.chunks.index(chunk)
        out = [chunk]
        for other in reversed(self.roles.chunks[:k]):
            hit = self.reading.at[out[0].first]
            if other.last == out[0].first and hit is not None and hit.clitic == "و":
                out.insert(0, other)
            else:
                break
        for other in self.roles.chunks[k + 1 :]:
            hit = self.reading.at[other.first]
            if other.first == out[-1].last and hit is not None and hit.clitic == "و":
                out.append(other)
            else:
                break
        return out

    def _destination(self, hit: Hit, stop: int) -> bool:
        return any(hit.last <= a < min(stop, hit.last + 16) for a, _, _ in self.place_tokens) or any(
            c.how == "metonym" and hit.last <= c.first < min(stop, hit.last + 12) for c in self.roles.chunks
        )

    def _ids(self, chunks: list[Chunk]) -> list[str]:
        """Actors of the chunks, once each; a state gives way to a person of its own beside it only when merged."""
        out: dict[str, None] = {}
        for chunk in chunks:
            for actor in chunk.actors:
                if self.actors[actor].kind != "media":
                    out.setdefault(actor)
        return list(out)

    # -- kind, status, when, where ------------------------------------------------------------------------------------
    def _kind(self, c: Candidate, start: int, stop: int) -> None:
        near = range(max(start, c.trigger.first - 4), min(stop, c.trigger.last + 22))
        if c.kind in ("meeting", "visit", "negotiations") and any(self.reading.is_word(j, "by-phone") for j in near):
            c.kind = "call"
        if c.kind == "visit" and len(c.participants) >= 2 and len({self._state(p) for p in c.participants}) >= 2:
            c.kind = "meeting"

    def _state(self, actor: str) -> str:
        return self.reading.known.state_of(actor) or self.actors[actor].affiliation or actor

    def _status(self, c: Candidate, entry: Entry, governor: Hit | None, start: int, stop: int) -> bool:
        """Set the status; ``False`` when the encounter is denied."""
        reading, hit = self.reading, c.trigger
        verb = governor.of("encounter-verb", "status-proposed", "status-postponed", "status-cancelled") if governor else None
        head = governor.first if governor else hit.first
        for j in range(max(start, head - 3), head):
            here = reading.at[j]
            if here is not None and here.of("negation") and here.first == j:
                return False
        for j in range(max(start - 6, 0), head):
            here = reading.at[j]
            if here is not None and (cue := here.of("cue")) is not None and cue.get("class") == "deny" and reading.sentence_of[j] == c.sentence:
                return False
        if verb is not None and verb.get("tense") == "future":
            c.status = "planned"
        elif governor is not None and governor.clitic in ("ل", "ول"):
            c.status = "planned"
        found: dict[str, int] = {}
        for j in range(max(start, hit.first - 6), min(stop, hit.last + 4)):
            here = reading.at[j]
            if here is None or here.first != j or reading.region_of[j] is not reading.region_of[hit.first]:
                continue
            for cls in _STATUS:
                mark = here.of(cls)
                if mark is None or mark.get("weak") or (here.of("next") and j > hit.last + 1):
                    continue
                if j < hit.first - 1 and cls == "status-planned" and self._adjective(j):
                    continue
                if j >= hit.last and cls in ("status-proposed", "status-cancelled") and mark.get("tense") == "form":
                    continue
                found.setdefault(mark.get("status"), j)
        if governor is None and (self._announced(hit, stop) or self._announced_before(hit)):
            found.setdefault("planned", head - 1)
        past = verb is not None and verb.get("tense") == "past" and governor is not None and governor.of("encounter-verb") is not None
        c.sure = past or verb is not None and verb.get("tense") == "future" or bool(found)
        for status in ("cancelled", "postponed", "proposed", "planned", "ongoing"):
            if status in found and not (past and found[status] > head and status in ("planned", "proposed", "ongoing")):
                c.status = status
                break
        if verb is not None and governor is not None and (word := governor.of("status-proposed", "status-postponed", "status-cancelled")) is not None and not word.get("weak"):
            c.status = word.get("status")
        if any(reading.is_word(j, "future-verb") for j in range(hit.last, min(stop, hit.last + 6))) and c.status == "held":
            c.status = "planned"
        return True

    def _adjective(self, j: int) -> bool:
        """A definite adjective belongs to the noun before it (زيارته المرتقبة), not to one that follows."""
        word = self.reading.word(j)
        return word.startswith("ال") and self.reading.word(j - 1) != "من" and self.reading.word(j - 1)[:1] not in ("ل", "ب") and word.endswith(("ه", "ر", "ع", "ب", "ل", "م"))

    def _announced(self, hit: Hit, stop: int) -> bool:
        """``المفاوضات التي أعلنت عنها موسكو``: announced, so still to come."""
        for j in range(hit.last, min(stop, hit.last + 4)):
            here = self.reading.at[j]
            if here is not None and here.of("relative") and j + 1 < stop and (nxt := self.reading.at[j + 1]) is not None:
                cue = nxt.of("cue")
                return cue is not None and cue.get("class") == "announce"
        return False

    def _announced_before(self, hit: Hit) -> bool:
        """``أعلن فلان عن محادثات``: the noun right behind عن of an announcement."""
        if self.reading.word(hit.first - 1) != "عن":
            return False
        cue = self._said_by(hit.first - 1)
        return cue is not None and cue.get("class") == "announce"

    def _said_by(self, i: int) -> Entry | None:
        """The reporting verb that governs the stretch before token ``i``: the nearest in the sentence."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[i])
        for j in range(i - 1, first - 1, -1):
            here = self.reading.at[j]
            if here is not None and here.first == j and (cue := here.of("cue")) is not None and here.of("preposition", "participant-prep") is None:
                return cue if cue.get("tense") in ("past", "present") else None
            if here is not None and here.of("complementizer", "encounter-verb"):
                return None
        return None

    def _when(self, c: Candidate, start: int, stop: int) -> None:
        """The day expression nearest to the trigger in its clause; a day ahead makes it planned."""
        best: tuple[int, DateMention] | None = None
        sentence_first, _ = self.reading.sentence_tokens(c.sentence)
        for first, last, mention in self.dates:
            if mention.first is None or mention.precision in ("year",):
                continue
            inside = start <= first < stop
            leading = sentence_first <= first < start and first - sentence_first <= 2
            if not inside and not leading:
                continue
            distance = first - c.trigger.last if first >= c.trigger.last else (c.trigger.first - last) + 3
            if first > c.trigger.last + 4 and self._behind_another(c, first):
                continue
            if first < c.trigger.first and self._after_another(c, start):
                continue
            if self._of_another_verb(c, first) or (first < c.trigger.first and c.trigger.of("encounter-verb") is None and self._governor(c.trigger, start) is None and self._said_by(first + 1) is not None):
                continue
            if best is None or distance < best[0]:
                best = (distance, mention)
        if best is None and self._aside(c):
            best = self._day_of_report(c)
        if best is None or best[1].first is None or best[1].last is None:
            return
        c.days, c.basis = (best[1].first, best[1].last), "stated"
        sure = c.sure
        c.sure = c.sure or self.day is not None
        if self.day is not None and c.status in ("held", "ongoing"):
            if best[1].first > self.day:
                c.status = "planned"
            elif best[1].first == best[1].last == self.day and (self._present(c) or (not sure and "today" in best[1].rule)):
                c.status = "planned"

    def _behind_another(self, c: Candidate, i: int) -> bool:
        """Whether another encounter with a preposition of its own (``خلال مكالمة``, ``بعد لقاء``) stands before token ``i``."""
        for j in range(c.trigger.last + 1, i):
            here = self.reading.at[j]
            if here is not None and here.first == j and here.of("encounter-noun") and here.of("not-encounter") is None:
                before = self.reading.at[j - 1]
                if before is not None and before.of("within", "aside", "preposition") or here.clitic:
                    return True
        return False

    def _aside(self, c: Candidate) -> bool:
        """``قال أمس خلال لقائه …``, ``في مؤتمر صحفي``: the encounter is the setting of a report."""
        if c.kind == "press":
            return True
        before = self.reading.at[c.trigger.first - 1] if c.trigger.first else None
        return before is not None and before.of("within", "aside", "preposition") is not None and c.trigger.of("encounter-noun") is not None

    def _day_of_report(self, c: Candidate) -> tuple[int, DateMention] | None:
        """The single past day that stands with the sentence's reporting verb."""
        sentence_first, sentence_last = self.reading.sentence_tokens(c.sentence)
        for first, last, mention in self.dates:
            if not sentence_first <= first < sentence_last or mention.first is None or mention.first != mention.last:
                continue
            if self.day is not None and mention.first > self.day:
                continue
            for j in (*range(max(sentence_first, first - 8), first), *range(last, min(sentence_last, last + 2))):
                here = self.reading.at[j]
                if here is not None and (cue := here.of("cue")) is not None and cue.get("tense") == "past" and here.of("preposition") is None:
                    return abs(first - c.trigger.first), mention
        return None

    def _after_another(self, c: Candidate, start: int) -> bool:
        """``اجتماع … بعد مؤتمر``: what stands before the trigger belongs to the encounter before it."""
        lead = [self.reading.at[j] for j in range(max(start, c.trigger.first - 2), c.trigger.first)]
        if not any(h is not None and h.of("within", "aside", "ago") and h.of("participant-prep") is None for h in lead):
            return False
        return any((h := self.reading.at[j]) is not None and h.of("encounter-noun", "encounter-verb") is not None for j in range(start, c.trigger.first - 2))

    def _present(self, c: Candidate) -> bool:
        verb = c.trigger.of("encounter-verb")
        if verb is not None:
            return verb.get("tense") in ("present", "future")
        governor = self._governor(c.trigger, c.first)
        entry = governor.of("encounter-verb") if governor else None
        return entry is not None and entry.get("tense") in ("present", "future")

    def _of_another_verb(self, c: Candidate, i: int) -> bool:
        """A day that stands with a verb of saying between it and the trigger (``التي أعلنتها يوم الجمعة``)."""
        low, high = (c.trigger.last, i) if i >= c.trigger.last else (i, c.trigger.first)
        for j in range(high - 1, low - 1, -1):
            here = self.reading.at[j]
            if here is None or here.first != j:
                continue
            cue = here.of("cue")
            if cue is not None and cue.get("tense") in ("past", "present") and here.of("preposition", "participant-prep", "encounter-verb") is None:
                return True
        return False

    def _where(self, c: Candidate, start: int, stop: int) -> None:
        """The place of the clause that the encounter is held in, not the one it is about."""
        best: tuple[float, str] | None = None
        sentence_first, _ = self.reading.sentence_tokens(c.sentence)
        for first, last, ident in self.place_tokens:
            inside, leading = start <= first < stop, sentence_first <= first < start and first - sentence_first <= 3
            if not (inside or leading) or (place := self.reading.known.places.get(ident)) is None:
                continue
            cost = self._place_cost(c, first, last, place.kind, place.country)
            if cost is not None and (best is None or cost < best[0]):
                best = (cost, ident)
        if best is None and (host := self._host_city(c, start, stop)) is not None:
            best = (0.0, host)
        if best is not None:
            c.place = best[1]

    def _place_cost(self, c: Candidate, first: int, last: int, kind: str, country: str | None) -> float | None:
        reading = self.reading
        hit = reading.at[first]
        distance = float(first - c.trigger.last if first >= c.trigger.last else c.trigger.first - last + 2)
        clitic = hit.clitic if hit is not None else ""
        before = reading.at[first - 1] if first else None
        governed = clitic in ("ب", "وب") or (clitic == "ل" and c.trigger.of("encounter-noun") is not None and c.kind in ("visit", "meeting")) or (before is not None and before.of("locative", "place-head", "locative-verb", "event-head", "encounter-noun", "region-head") is not None) or reading.word(first - 1) in ("“", "«", '"')
        if not governed and (kind == "country" or not (before is not None and before.of("demonym", "place"))):
            return None
        if self._of_another_encounter(c, first, last):
            return None
        k = first - 1
        while k > 0 and (here := reading.at[k]) is not None and here.of("locative", "place-head", "demonym", "place", "region-head"):
            k = here.first - 1
        noun = reading.at[k]
        if noun is not None and noun.of("topic-noun") is not None:
            return None
        if noun is None and reading.word(k).isalpha() and country == "SY" and kind != "country":
            return None
        if kind == "country":
            if country == "SY" or noun is None and reading.word(k).isalpha():
                return None
            distance += 12
        if country == "SY" and not (clitic or c.kind == "visit") and distance > 14:
            return None
        if kind == "region" and (country is None or country == "SY"):
            return None
        if c.kind == "session" and (kind != "city" or distance > 6):
            return None
        return distance

    def _of_another_encounter(self, c: Candidate, first: int, last: int) -> bool:
        """Whether a place stands with another encounter: behind one that follows the trigger, or before one's own clause."""
        if first >= c.trigger.last:
            span = range(max(c.trigger.last + 2, c.trigger.last), first)
        else:
            span = range(c.first, first)
        for j in span:
            here = self.reading.at[j]
            if here is not None and here.first == j and here is not c.trigger and here.of("encounter-noun", "track") and not here.of("not-encounter"):
                if first < c.trigger.first or self.reading.word(j - 1) not in ("خلال", "في", "بعد", "عقب"):
                    return True
        region, own = self.reading.region_of[first], self.reading.region_of[c.trigger.first]
        return region is not None and region is not own and self.reading.tokens.at(region.end) - self.reading.tokens.at(region.start) > 4

    def _head_of(self, actor: str) -> str:
        """Who goes to a summit for a state: its head of state or government, where the document names one."""
        if self.actors[actor].kind != "state":
            return actor
        for office in ("head-of-state", "monarch", "emir", "prime-minister"):
            for holder in self.reading.known.holders(office, actor, self.day, self.day):
                if holder in self.actors:
                    return holder
        return actor

    def _host_state(self, c: Candidate) -> None:
        """A visit is to somebody: the state that the place lies in, where the document speaks of it."""
        country = self.reading.known.places[c.place].country if c.place else None
        state = self.reading.known.place_state.get((country or "").lower())
        if state in self.actors and state not in {self._state(p) for p in c.participants} and c.participants:
            c.participants.append(state)  # type: ignore[arg-type]

    def _host_city(self, c: Candidate, start: int, stop: int) -> str | None:
        """موسكو تستضيف: a capital that hosts is the place, though it speaks for its government."""
        for chunk in self.roles.chunks:
            if start <= chunk.first < stop and chunk.how == "metonym" and c.host is not None and chunk.actors[0] == c.host:
                hit = self.reading.at[chunk.first]
                entry = hit.of("metonym") if hit is not None else None
                if entry is not None and entry.get("place"):
                    return entry.get("place")
        return None

    def _which_track(self, c: Candidate, start: int, stop: int) -> None:
        """The process it belongs to, and the number of the round."""
        near = 12 if c.kind in _TRACK_KINDS else 3
        for j in range(max(start, c.trigger.first - near), min(stop, c.trigger.last + near)):
            here = self.reading.at[j]
            if here is not None and here.first == j and (track := here.of("track")) is not None and c.track is None:
                c.track = track.id
        behind = self.reading.at[c.trigger.last] if c.trigger.last < stop else None
        if behind is not None and behind.first == c.trigger.last and (ordinal := behind.of("ordinal")) is not None and c.kind == "negotiations":
            c.round = int(ordinal.id)
        if (track := c.trigger.of("track") or self._named_after(c.trigger)) is not None:
            c.track = track.id
            if c.kind == "meeting" and not any(self.actors[p].kind == "person" for p in c.participants):
                c.kind = "negotiations"
        if c.track and not c.participants and c.kind in ("negotiations", "conference", "meeting"):
            c.participants = [a for a in self.reading.known.sponsors.get(c.track, ()) if a in self.actors]
            c.sponsored = True
        if c.trigger.of("track") is not None and c.kind == "meeting" and not any(self.actors[p].kind == "person" for p in c.participants):
            c.kind = "negotiations"

    def _named_after(self, hit: Hit) -> Entry | None:
        """The process that a noun and the place behind it name together (جولة محادثات «أستانا»)."""
        words, j = self.reading.tokens.words, hit.last
        while j < len(words) and words[j] in ("«", "“", '"', "”"):
            j += 1
        if j >= len(words):
            return None
        return next((e for e in self.reading.known.lexicon.get(f"{words[hit.last - 1]} {words[j]}") if e.cls == "track"), None)

    # -- the whole document -------------------------------------------------------------------------------------------
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
                if not shared or other.status != c.status or other.kind not in ("meeting", "visit", "press") or c.kind == "call":
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
        if c.track and c.round and c.kind in _TRACK_KINDS:
            return True
        located = c.place is not None and self.reading.known.places[c.place].kind != "country"
        if c.kind in _TRACK_KINDS and (located or c.track) and (c.days or (political and located and c.status in ("planned", "postponed", "proposed"))):
            return True
        return len(political) == 1 and c.place is not None and (c.days is not None or c.status != "held" or c.kind == "visit")

    def _official(self, actor: str) -> bool:
        """Known from the tables, or with an office of diplomacy in the text; local dignitaries are neither."""
        found = self.actors[actor]
        return found.known or (found.role is not None and found.affiliation is not None)

    def _at_home(self, c: Candidate) -> bool:
        """A visit within one's own country is none."""
        country = self.reading.known.places[c.place].country if c.place else None
        homes = {self.reading.known.country_place.get(self._state(p), "").upper() for p in c.participants}
        return country is not None and country in homes

    def _talk(self, c: Candidate) -> Talk:
        start, end = self.reading.sentences[c.sentence]
        known = sum((len(c.participants) >= 2, c.days is not None, c.place is not None))
        return Talk(
            c.kind, c.status, c.days[0] if c.days else None, c.days[1] if c.days else None, c.place, tuple(c.participants), c.track,  # type: ignore[arg-type]
            start, end, c.basis, c.round, None, (c.trigger.start, c.trigger.end), c.rule, round(min(0.98, c.confidence * (0.6 + 0.14 * known)), 3),  # type: ignore[arg-type]
        )  # fmt: skip


_SITTING = ("unsc", "un", "arab-league", "opcw", "unga", "gcc", "nato", "eu", "unhrc", "un-general-assembly", "un-human-rights-council", "oic")


def find(
    reading: Reading, chunks: list[Chunk], actors: tuple[Actor, ...], places: tuple[Place, ...],
    place_tokens: list[tuple[int, int, str]], dates: list[tuple[int, int, DateMention]], day: date | None,
) -> tuple[Talk, ...]:  # fmt: skip
    """Talks of a document, given everything else that was found in it."""
    return TalkFinder(reading, chunks, actors, places, place_tokens, dates, day).run()


__all__ = ["Candidate", "find", "replace"]
