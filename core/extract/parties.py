"""Who meets: the participants that a noun or a verb of encounter brings."""

from __future__ import annotations

from core.extract.chunks import Chunk
from core.extract.groups import last_named
from core.extract.implied import adjectival_states
from core.extract.scene import Candidate, Part
from core.extract.speakers import Speaker
from core.language.lexicon import Entry, Hit

_SITTING = (
    "unsc",
    "un",
    "arab-league",
    "opcw",
    "unga",
    "gcc",
    "nato",
    "eu",
    "unhrc",
    "un-general-assembly",
    "un-human-rights-council",
    "oic",
)


_VERBAL = ("قد", "كان", "سوف")
_REACH = 160
"""Tokens back within which a group of states is still spoken of."""


class Parties(Part):
    """Participants of one document's encounters."""

    def of_noun(self, c: Candidate, noun: Entry, hit: Hit, start: int, stop: int) -> Hit | None:
        word = self.reading.word(hit.first)
        bare = word[len(hit.clitic) :]
        c.definite = bare.startswith("ال") or word.startswith("لل")
        governor = self.governor(hit, start)
        people: list[Chunk] = []
        right = self.roles.read(hit.last, self._next_encounter(hit, stop), "caller" if noun.get("kind") == "call" else "own")
        people += [*right.own, *right.company]
        c.together = noun.get("kind") == "visit" and not right.company and len(right.own) > 1
        if not people:
            people += [c for c in right.source[:1] if c.first - hit.last <= 1 and c.how in ("office", "title", "group")]
        if (
            not right.company
            and not (c.kind == "negotiations" and c.definite)
            and right.subjects
            and right.subjects[0].first - hit.last <= 6
        ):
            people += right.subjects[:2]
        if governor is not None:
            verb = governor.of("encounter-verb", "cue", "status-proposed", "status-postponed")
            left = self.roles.read(governor.last, hit.first, "subject")
            subjects = left.subjects
            if (
                not subjects
                and verb is not None
                and governor.of("encounter-verb") is not None
                and not verb.get("host")
                and (right.company or not self._by_itself(governor, hit))
            ):
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
            people += self._owners(hit)
        elif not people and self._closing(hit):
            people += self._owners(hit, many=True)
        if hit.clitic in ("ل", "ول") and governor is None and noun.id in ("meeting", "assembly") and len(self.ids(people)) == 1:
            subject = self.clause_subject(hit, start)
            if subject is not None and subject.kind == "person" and subject not in people:
                people.append(subject)
                c.status = "planned"
        if noun.get("kind") == "session":
            people = self._bodies(people, start, stop)
        c.participants = self.ids(people)
        if len(states := self._adjectival(hit, stop)) > 1:
            named = {self.state(p) for p in c.participants}
            c.participants = [p for p in c.participants if self.state(p) in states] + [s for s in states if s not in named]
        if (body := noun.get("body")) in self.actors and not right.company:
            c.participants = [body]
        if not c.participants and (group := self._bare_group(hit)) is not None:
            c.participants = self.ids([group])
        if (
            (len(c.participants) == 1 or self._with(hit, stop) and not self._possessed(hit))
            and noun.get("kind") in ("meeting", "call", "visit", "summit")
            and (right.company or governor is not None and governor.of("encounter-verb"))
        ):
            subject = self.clause_subject(hit, start)
            if subject is not None and subject.kind in ("person", "state", "organization", "armed_group"):
                c.participants = self.ids([subject, *people])
        if (
            self._home(start, hit.first)
            and not right.company
            and (state := self._speaker_state(start)) is not None
            and state not in c.participants
        ):
            c.participants.append(state)
        return governor

    def _adjectival(self, hit: Hit, stop: int) -> list[str]:
        """``اجتماع ثلاثي سعودي أميركي روسي``: states that the noun's own adjectives name."""
        return [s for s in adjectival_states(self.reading, hit, stop) if s in self.actors]

    def _by_itself(self, governor: Hit, hit: Hit) -> bool:
        """``تعقد القمة``: the noun right behind a verb of taking place is its subject, and nobody else's act."""
        if governor.last != hit.first or not any(v.get("self") for v in governor.all("encounter-verb")):
            return False
        return not self.reading.text(hit.start, hit.end).endswith(("ا", "اً", "ين")) and self._right_before(governor) is None

    def _bare_group(self, hit: Hit) -> Chunk | None:
        """``اجتماع وزراء الخارجية``: an office in the plural without states means those of the group named last."""
        here = self.reading.at[hit.last] if hit.last < len(self.reading.tokens) else None
        title = here.of("title") if here is not None and here.first == hit.last else None
        if title is None or not title.get("number") or self.roles.chunk_at(hit.last) is not None:
            return None
        near = [c for c in self.roles.chunks if hit.first - _REACH < c.first < hit.first]
        return next((c for c in reversed(near) if c.many and len(c.actors) > 1), None)

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
            if (
                here is not None
                and here.first == j
                and here.of("encounter-noun") is not None
                and (not self.reading.word(j).startswith(("ال", "بال")) or self._set_off(j))
            ):
                return j
        return stop

    def _set_off(self, j: int) -> bool:
        """Whether another encounter is named for the time of this one (``عقب المشاورات``)."""
        before = self.reading.at[j - 1]
        return before is not None and before.of("closing", "within") is not None

    def clause_subject(self, hit: Hit, start: int) -> Chunk | None:
        """Who acts in the clause: the first actor before the trigger that nothing governs, or the subject carried on."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        for k in (start, first):
            left = self.roles.read(k, hit.first, "subject")
            if left.subjects:
                return left.subjects[0]
        item = self.recent(hit)
        return self.roles.chunk_at(item.first) if item is not None else None

    def _possessed(self, hit: Hit) -> bool:
        """A pronoun on the noun (لقاؤه، محادثاتها); the taa marbuta of زيارة is none."""
        return self.reading.text(hit.start, hit.end).endswith(("ه", "ها", "هما", "هم")) and hit.last - hit.first == 1

    def _pronoun_company(self, hit: Hit, stop: int) -> Chunk | None:
        """``اجتماعه معه``: the person last spoken of who is not the one that the noun belongs to."""
        beside = next((j for j in range(hit.last, min(stop, hit.last + 6)) if self.reading.is_word(j, "pronoun-company")), None)
        if beside is None:
            return None
        owner = self._owner(hit)
        if self.reading.word(beside) != "معه" and beside > hit.last + 1 and not self._possessed(hit):
            return self.roles.chunk_at(owner.first) if owner is not None else None
        for chunk in reversed(self.roles.chunks):
            if chunk.first < hit.first and chunk.kind == "person" and (owner is None or chunk.actors != owner.actors):
                return chunk
        return None

    def _pronoun_behind(self, hit: Hit, stop: int) -> bool:
        """``لقاء جمعه مع …``, ``الاجتماع الذي عقده مع …``: a pronoun that goes back to the clause's subject."""
        for j in range(hit.last, min(stop, hit.last + 4)):
            here = self.reading.at[j]
            if here is None or here.first != j or not self.reading.word(j).endswith(("ه", "ها")):
                continue
            verb = here.of("encounter-verb")
            if here.of("participant-prep") or verb is not None:
                return verb is None or bool(verb.get("obj")) or here.of("participant-prep") is not None
        return False

    def _closing(self, hit: Hit) -> bool:
        """``أعلن فلان وفلان في ختام محادثات``: the talks are those of the sentence's subjects."""
        before = self.reading.at[hit.first - 1] if hit.first else None
        return before is not None and before.of("closing", "within", "aside") is not None and before.of("participant-prep") is None

    def _owners(self, hit: Hit, *, many: bool = False) -> list[Chunk]:
        """Whose encounter it is, with those joined to it by و; with ``many`` only a company of two or more."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        subject = self.speakers.subject(self.reading.sentence_of[hit.first], hit.first)
        if self.reading.text(hit.start, hit.end).endswith("هما"):
            two = last_named(self.reading, hit.first, self.roles.chunks, 2, "person")
            if two:
                return [Chunk(hit.first, hit.last, two, "person", "group", many=True)]
        if self.reading.text(hit.start, hit.end).endswith("هم"):
            several = [c for c in self.roles.chunks if first <= c.first < hit.first and (c.many or c.kind == "organization")]
            if several:
                return several[-1:]
        group = self._joined(subject.first) if subject is not None and subject.first >= first else []
        if len(self.ids(group)) >= 2 and (many or self.reading.text(hit.start, hit.end).endswith(("هم", "هما"))):
            return group
        if many:
            return []
        owner = self._owner(hit)
        return [owner] if owner is not None else []

    def _owner(self, hit: Hit) -> Chunk | None:
        """Whose لقاؤه it is: the sentence's subject, before it or of the verb behind it, or the last person spoken of."""
        reading = self.reading
        sentence = reading.sentence_of[hit.first]
        first, last = reading.sentence_tokens(sentence)
        opening = next((j for j in range(hit.first - 1, first - 1, -1) if reading.is_word(j, "complementizer")), None)
        if opening is not None:
            inside = self.roles.read(opening + 1, hit.first, "subject").subjects
            if inside and inside[0].kind == "person":
                return inside[0]
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

    def of_verb(self, c: Candidate, verb: Entry, hit: Hit, stop: int) -> Hit | None:
        if hit.of("preposition", "participant-prep", "given-name") is not None:
            return None
        if hit.of("cue") is not None:
            stop = next((j for j in range(hit.last, stop) if self.reading.is_word(j, "complementizer")), stop)
        ahead = self._right_before(hit)
        end = stop if verb.get("dest") else self._next_encounter(hit, stop)
        right = self.roles.read(hit.last, end, "subject" if ahead is None else "object")
        subjects = right.subjects[:] if ahead is None else self._joined(ahead.first)
        if verb.get("about") and ahead is None and subjects and self._topical(hit.last, subjects[0].first):
            subjects = []
        people: list[Chunk] = []
        if subjects and subjects[0].first == hit.last and (joined := self.reading.at[hit.last]) is not None and joined.clitic == "و":
            item = self.recent(hit)  # بحث والرئيس …: the subject stands before, this one joins it
            chunk = self.roles.chunk_at(item.first) if item is not None else None
            subjects = [chunk, *subjects] if chunk is not None else subjects
        if verb.get("only-with") and not (right.company and hit.of("cue") is not None):
            return None
        if verb.get("obj"):
            objects = [*right.objects, *(c for c in right.source if c.kind == "person")]
            if hit.entries and verb.get("obj") == "1" and (not subjects or (len(subjects) == 1 and not objects and not right.company)):
                before = self._carried(hit)
                chunk = self.roles.chunk_at(before.first) if before else None
                if chunk is not None and chunk not in subjects:
                    objects, subjects = [*subjects, *objects], [chunk]
            people = [*subjects, *objects, *right.company]
            if len(self.ids(people)) < 2:
                return None
        elif verb.get("with"):
            if not right.company and not verb.get("about"):
                right.company = [c for c in right.source[:1] if (h := self.reading.at[c.first]) is not None and h.clitic in ("ب", "وب")]
            if not right.company and len(self.ids(subjects)) < 2 and not verb.get("many"):
                host = self._host_there(hit, subjects, stop) if verb.get("about") else None
                if host is None:
                    return None
                c.participants = [*self.ids(subjects), host]
                return hit
            if not subjects:
                before = self._carried(hit)
                subjects = self._joined(before.first) if before else []
            people = [*subjects, *right.company]
            if verb.get("about") and len(self.ids(people)) < 2:
                return None
        elif verb.get("by"):
            if not right.source:
                return None
            if not subjects:
                before = self._carried(hit)
                subjects = self._joined(before.first) if before else []
            people = [*subjects, *right.source[:2]]
            phone = any(self.reading.is_word(j, "by-phone") for j in range(hit.last, stop))
            if len(self.ids(people)) < 2 or not (phone or all(c.kind == "person" for c in people)):
                return None
        else:  # visits
            if not self._destination(hit, stop):
                return None
            subjects = [s for s in subjects if s.kind in ("person", "organization") or s.how == "office"]
            if not subjects:
                before = self._carried(hit)
                chunk = self.roles.chunk_at(before.first) if before else None
                subjects = [chunk] if chunk is not None and (chunk.kind in ("person", "organization") or chunk.how == "office") else []
            people = [*subjects[:2], *right.company]
            if not subjects:
                return None
            if right.company:
                c.kind = "meeting"
        c.participants = self.ids(people)
        return hit

    def _right_before(self, hit: Hit) -> Chunk | None:
        """The subject of a verb that follows it at once (``أن لافروف التقى …``)."""
        anchor = self._anchor(hit)
        if hit.clitic or anchor == 0:
            return None
        while self.reading.word(anchor - 1) in _VERBAL:
            anchor -= 1
        chunk = next((c for c in self.roles.chunks if c.last == anchor), None)
        if chunk is None or (head := self.reading.at[chunk.first]) is None or head.clitic in ("ل", "ب", "ك", "ول", "وب"):
            return None
        lead = self.reading.at[chunk.first - 1] if chunk.first else None
        return chunk if lead is None or lead.of("preposition", "participant-prep", "within", "aside") is None else None

    def _carried(self, hit: Hit) -> Speaker | None:
        """The subject of a verb that names none behind it: the one before it, or the one carried on."""
        anchor = self._anchor(hit)
        item = self.speakers.before(anchor)
        if item is not None and self.reading.word(anchor - 1) in ("،", ",") and self.speakers.governed(item, max(0, item.first - 3)):
            item = None
        return item or self.recent(hit)

    def _topical(self, first: int, stop: int) -> bool:
        """Whether plain words stand between a verb of discussing and an actor: that one belongs to the topic."""
        return any(self.reading.at[j] is None and self.reading.word(j).isalpha() for j in range(first, stop))

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

    def _anchor(self, hit: Hit) -> int:
        """The token before which the verb's subject stands: over ``ينوي أن``, ``من المقرر أن``."""
        before = self.reading.at[hit.first - 1] if hit.first else None
        if before is not None and before.of("complementizer") is not None and before.first > 0:
            intent = self.reading.at[before.first - 1]
            if intent is not None and intent.of("status-planned", "status-proposed") is not None:
                return intent.first
        return hit.first

    def _host_there(self, hit: Hit, subjects: list[Chunk], stop: int) -> str | None:
        """``ناقش فلان في الكويت …``: who discusses in another country does so with its government."""
        if len(subjects) != 1 or subjects[0].kind != "person":
            return None
        at = subjects[0].last if subjects[0].first >= hit.last else hit.last
        lead = self.reading.at[at] if at < stop else None
        if lead is None or lead.of("locative") is None:
            return None
        place = next((p for first, _, p in self.place_tokens if first == lead.last), None)
        country = self.reading.known.places[place].country if place in self.reading.known.places else None
        state = self.reading.known.place_state.get((country or "").lower())
        return state if state in self.actors and state not in {self.state(p) for p in self.ids(subjects)} else None

    def _destination(self, hit: Hit, stop: int) -> bool:
        return any(hit.last <= a < min(stop, hit.last + 16) for a, _, _ in self.place_tokens) or any(
            c.how == "metonym" and hit.last <= c.first < min(stop, hit.last + 12) for c in self.roles.chunks
        )
