"""Who meets: the participants that a noun of encounter brings."""

from __future__ import annotations

from core.extract.chunks import Chunk
from core.extract.groups import last_named
from core.extract.implied import adjectival_states
from core.extract.neighbours import SITTING, Neighbours
from core.extract.scene import Candidate
from core.language.lexicon import Entry, Hit

_REACH = 160
"""Tokens back within which a group of states is still spoken of."""


class Parties(Neighbours):
    """Participants of the encounters that nouns name."""

    def of_noun(self, c: Candidate, noun: Entry, hit: Hit, start: int, stop: int) -> Hit | None:
        word = self.reading.word(hit.first)
        bare = word[len(hit.clitic) :]
        c.definite = bare.startswith("ال") or word.startswith("لل")
        governor, explicit = self.governor(hit, start), False
        people: list[Chunk] = []
        end = hit.last if self._before_topics(hit, stop) else self.next_encounter(hit, stop)
        right = self.roles.read(hit.last, end, "caller" if noun.get("kind") == "call" else "own")
        if (told := self._told_ahead(hit, stop)) is not None:
            right = self.roles.read(told, stop, "subject")  # في اتصال هاتفي تناول فلان … مع فلان
            people += right.subjects
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
        if (agreed := self.agreement(hit)) is not None:
            left = self.roles.read(agreed.last, hit.first, "subject")
            people += [*left.subjects, *left.company]
        elif governor is not None and self.upon(hit) is None:
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
                explicit = self.right_before(governor) is not None and not governor.clitic
                chunk = self.right_before(governor) or (self.roles.chunk_at(before.first) if before else None)
                subjects = [chunk] if chunk is not None else []
            if verb is not None and verb.get("join") and not subjects and not right.company:
                right = self.roles.read(hit.last, stop, "subject")  # شارك في الاجتماع فلان وفلان
                subjects = [*right.subjects, *right.objects]
            if verb is not None and verb.get("host"):
                c.host = subjects[0].actors[0] if subjects else None
                people += left.company
            elif c.kind == "negotiations" and c.definite and not (verb is not None and verb.get("join")):
                people += left.company
            else:
                people += [*subjects, *left.company]
        if noun.get("kind") == "call" or noun.id == "reception":
            people += [c for c in right.source if c not in people][:2]
        if noun.id == "reception" and len(self.ids(people)) < 2 and (hosts := self._waiting(hit)):
            people = [*(people or self._owners(hit)), *hosts]
        if not right.company and self._gathered(hit):
            people += [c for c in right.source if (h := self.reading.at[c.first]) is not None and h.clitic in ("ب", "وب")][:1]
        if (holder := self._held_by(hit)) is not None and holder not in people:
            people.insert(0, holder)
        if (other := self._pronoun_company(hit, stop)) is not None:
            people.append(other)
        if self._possessed(hit) or self._pronoun_behind(hit, stop) or other is not None or not people and self._between_them(hit):
            people += self._owners(hit)
        elif noun.id == "reception" and len(self.ids(people)) == 1 and self._closing(hit):
            people += [c for c in self._owners(hit) if c not in people]  # خلال استقبال فلان، شدد الوزير
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
            (len(c.participants) == 1 or self._with(hit, stop) and not self._possessed(hit) and not explicit)
            and noun.get("kind") in ("meeting", "call", "visit", "summit")
            and (right.company or noun.get("kind") == "call" and right.source or governor is not None and governor.of("encounter-verb"))
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

    def _told_ahead(self, hit: Hit, stop: int) -> int | None:
        """The token behind a verb of topics (``تناول``) that tells whose encounter stands ahead of its sentence."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        if hit.first != first + 1 or not self.reading.is_word(first, "preposition"):
            return None
        for j in range(hit.last, min(stop - 1, hit.last + 3)):
            whose = self.roles.chunk_at(j + 1)
            if self.reading.is_word(j, "purpose") and whose is not None and whose.kind == "person":
                return j + 1
        return None

    def _before_topics(self, hit: Hit, stop: int) -> bool:
        """``تتناول المباحثات ملفات …``: behind the subject of such a verb stands what it is about, unless its parties are told first."""
        if not self.reading.is_word(hit.first - 1, "purpose"):
            return False
        whose = self.roles.chunk_at(hit.last)
        if whose is not None and whose.kind == "person" and not self.reading.word(hit.first).startswith("ال"):
            return False  # تناولت محادثات فلان
        near = range(hit.last, min(stop, hit.last + 5))
        return not any(self.reading.is_word(j, "relative") or self.reading.is_word(j, "participant-prep") for j in near)

    def _adjectival(self, hit: Hit, stop: int) -> list[str]:
        """``اجتماع ثلاثي سعودي أميركي روسي``: states that the noun's own adjectives name."""
        return [s for s in adjectival_states(self.reading, hit, stop) if s in self.actors]

    def _by_itself(self, governor: Hit, hit: Hit) -> bool:
        """``تعقد القمة``: the noun right behind a verb of taking place is its subject, and nobody else's act."""
        if governor.last != hit.first or not any(v.get("self") for v in governor.all("encounter-verb")):
            return False
        return not self.reading.text(hit.start, hit.end).endswith(("ا", "اً", "ين")) and self.right_before(governor) is None

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

    def clause_subject(self, hit: Hit, start: int) -> Chunk | None:
        """Who acts in the clause: the first actor before the trigger that nothing governs, or the subject carried on."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        first = next((j + 1 for j in range(hit.first - 1, first, -1) if self.reading.word(j) == ":"), first)  # فلان: سنلتقي …
        if (own := self._reported_subject(hit, max(first, start - 1))) is not None:
            return own
        for k in (max(start, first), first):
            left = self.roles.read(k, hit.first, "subject")
            if left.subjects:
                return left.subjects[0]
        if self._closing(hit) and (teller := self.teller(hit)) is not None:
            return teller
        item = self.recent(hit)
        return self.roles.chunk_at(item.first) if item is not None else None

    def _reported_subject(self, hit: Hit, first: int) -> Chunk | None:
        """``أعلنت الوزارة أن فلانا وصل للقاء …``: the person that the reported clause begins with."""
        opened = next((j + 1 for j in range(hit.first - 1, first, -1) if self.reading.is_word(j, "complementizer")), None)
        own = self.roles.chunk_at(opened) if opened is not None else None
        if own is None or own.kind != "person" or (head := self.reading.at[own.first]) is not None and head.clitic:
            return None
        return own if not any(self.reading.is_word(j, "cue") for j in range(own.last, hit.first)) else None

    def teller(self, hit: Hit) -> Chunk | None:
        """``وخلال اجتماع مع فلان، أشار الرئيس``: the person behind the reporting verb that an encounter told ahead belongs to."""
        _, last = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        for j in range(hit.last, last):
            here = self.reading.at[j]
            if here is not None and here.first == j and here.of("cue") and here.of("preposition") is None:
                after = self.speakers.after(here.last, last)
                return self.roles.chunk_at(after.first) if after is not None and after.kind == "person" else None
        return None

    def _waiting(self, hit: Hit) -> list[Chunk]:
        """``وكان في استقباله في المطار فلان``: who stood there, behind guest and place."""
        if self.reading.word(hit.first - 1) != "في" or not self.reading.beside(hit.first - 2, "verbal-particle"):
            return []
        _, last = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        behind = [c for c in self.roles.chunks if hit.last < c.first < last and c.kind == "person"]
        return self.joined(behind[0].first) if behind else []

    def _gathered(self, hit: Hit) -> bool:
        """``جمعت مباحثات فلانا بفلان``: the encounter brought them together."""
        verb = self.reading.at[hit.first - 1] if hit.first else None
        return verb is not None and any(v.get("gather") for v in verb.all("encounter-verb"))

    def _held_by(self, hit: Hit) -> Chunk | None:
        """``محادثات أجراها فلان مع …``: the subject behind a verb that goes back to the noun."""
        verb = self.reading.at[hit.last] if hit.last < len(self.reading.tokens) else None
        entry = verb.of("encounter-verb") if verb is not None and verb.first == hit.last else None
        if verb is None or entry is None or not entry.get("obj") or entry.get("tense") != "past":
            return None
        chunk = self.roles.chunk_at(verb.last)
        return chunk if chunk is not None and chunk.kind in ("person", "state", "organization", "armed_group") else None

    def _possessed(self, hit: Hit) -> bool:
        """A pronoun on the noun (لقاؤه، محادثاتها); the taa marbuta of زيارة is none."""
        return self.reading.text(hit.start, hit.end).endswith(("ه", "ها", "هما", "هم")) and hit.last - hit.first == 1

    def _between_them(self, hit: Hit) -> bool:
        """``مكالمة هاتفية بينهما``."""
        return any(self.reading.beside(j, "between-them") for j in range(hit.last, hit.last + 2))

    def _pronoun_company(self, hit: Hit, stop: int) -> Chunk | None:
        """``اجتماعه معه``: the person last spoken of who is not the one that the noun belongs to."""
        beside = next((j for j in range(hit.last, min(stop, hit.last + 6)) if self.reading.is_word(j, "pronoun-company")), None)
        if beside is None:
            return None
        owner = self._owner(hit)
        if not self.reading.beside(beside, "with-him-alone") and beside > hit.last + 1 and not self._possessed(hit):
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
        if self.reading.beside(hit.first - 1, "sideline"):
            return False
        return before is not None and before.of("closing", "within", "aside") is not None and before.of("participant-prep") is None

    def _owners(self, hit: Hit, *, many: bool = False) -> list[Chunk]:
        """Whose encounter it is, with those joined to it by و; with ``many`` only a company of two or more."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        subject = self.speakers.subject(self.reading.sentence_of[hit.first], hit.first)
        if self.reading.text(hit.start, hit.end).endswith("هما") or self._between_them(hit):
            near = [c for c in self.roles.chunks if c.first >= first] if self._between_them(hit) else self.roles.chunks
            two = last_named(self.reading, hit.first, near, 2, "person")
            if two:
                return [Chunk(hit.first, hit.last, two, "person", "group", many=True)]
        if self.reading.text(hit.start, hit.end).endswith("هم"):
            several = [c for c in self.roles.chunks if first <= c.first < hit.first and (c.many or c.kind == "organization")]
            if several:
                return several[-1:]
        group = self.joined(subject.first) if subject is not None and subject.first >= first else []
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
        first, _ = reading.sentence_tokens(sentence)
        opening = next((j for j in range(hit.first - 1, first - 1, -1) if reading.is_word(j, "complementizer")), None)
        if opening is not None:
            inside = self.roles.read(opening + 1, hit.first, "subject").subjects
            if inside and inside[0].kind == "person":
                return inside[0]
        subject = self.speakers.subject(sentence, hit.first)
        chunk = self.roles.chunk_at(subject.first) if subject is not None else None
        if subject is not None and (subject.kind == "person" or chunk is not None and chunk.how == "office"):
            return chunk
        if (teller := self.teller(hit)) is not None:
            return teller
        for chunk in reversed(self.roles.chunks):
            if chunk.first < hit.first and chunk.kind == "person":
                return chunk
        return None

    def _bodies(self, people: list[Chunk], start: int, stop: int) -> list[Chunk]:
        """A session has the body as its participant: named in the clause, else in this sentence or the one before."""
        sitting = [c for c in self.roles.chunks if c.kind == "organization" and c.actors[0] in SITTING and not self._source(c.first)]
        inside = [c for c in sitting if start <= c.first < stop] or [c for c in people if c.actors and c.actors[0] in SITTING]
        if inside:
            return inside[:1]
        sentence = self.reading.sentence_of[start]
        near = [c for c in sitting if c.first < stop and sentence - self.reading.sentence_of[c.first] <= 1]
        return near[-1:]

    def _source(self, i: int) -> bool:
        """``وفق موقع الأمم المتحدة``: who told it."""
        return any(self.reading.is_word(j, "according") for j in range(max(0, i - 2), i))

    def _home(self, start: int, stop: int) -> bool:
        return any(self.reading.is_word(j, "our-country") for j in range(start, stop))

    def _speaker_state(self, start: int) -> str | None:
        for chunk in reversed([c for c in self.roles.chunks if c.first < start + 2]):
            if chunk.kind == "person":
                return self.reading.known.state_of(self.actors[chunk.actors[0]].affiliation)
        return None
