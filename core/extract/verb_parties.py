"""Who meets: the participants that a verb of encounter brings."""

from __future__ import annotations

from core.extract.chunks import Chunk
from core.extract.neighbours import COUNCILS, Neighbours
from core.extract.scene import Candidate
from core.extract.speakers import Speaker
from core.language.lexicon import Entry, Hit


class VerbParties(Neighbours):
    """Participants of the encounters that verbs name."""

    def of_verb(self, c: Candidate, verb: Entry, hit: Hit, stop: int) -> Hit | None:
        """Fill in the participants of ``c``; the verb, or ``None`` when it names no encounter of two."""
        if hit.of("preposition", "participant-prep", "given-name") is not None:
            return None
        if hit.of("cue") is not None:
            stop = next((j for j in range(hit.last, stop) if self.reading.is_word(j, "complementizer")), stop)
        ahead = self.right_before(hit)
        end = stop if verb.get("dest") else self.next_encounter(hit, stop)
        begin = hit.last
        if verb.get("obj") and end < stop and (behind := self._behind_aside(hit, end, stop)) is not None:
            begin, end = behind, stop
        right = self.roles.read(begin, end, "subject" if ahead is None else "object")
        subjects = right.subjects[:] if ahead is None else self.joined(ahead.first)
        right.objects = [o for o in right.objects if all(o.actors != s.actors for s in subjects)]  # his office behind his name
        if verb.get("about") and ahead is None and subjects and self._topical(hit.last, subjects[0].first):
            subjects = []
        people: list[Chunk] = []
        if subjects and subjects[0].first == hit.last and (joined := self.reading.at[hit.last]) is not None and joined.clitic == "و":
            item = self.recent(hit)  # بحث والرئيس …: the subject stands before, this one joins it
            chunk = self.roles.chunk_at(item.first) if item is not None else None
            subjects = [chunk, *subjects] if chunk is not None else subjects
        if verb.get("many") and not subjects and (group := self._both(hit)) is not None:
            c.participants = self.ids([group, *right.objects, *right.company])
            return hit if len(c.participants) > 1 else None
        if verb.get("only-with") and not (right.company and hit.of("cue") is not None):
            return None
        if verb.get("obj"):
            if ahead is None and (guest := self._guest(hit, subjects)) is not None:
                right.objects, subjects = [*subjects, *right.objects], [guest]
            objects = [*right.objects, *(c for c in right.source if c.kind == "person")]
            if not objects and not right.company:
                objects = [c for c in right.source if c.kind == "armed_group" or c.how == "group"]
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
                if subjects and subjects[0].actors[0] in COUNCILS:
                    c.participants = self.ids(subjects[:1])
                    return hit
                host = self._host_there(hit, subjects, stop) if verb.get("about") else None
                if host is None:
                    return None
                c.participants = [*self.ids(subjects), host]
                return hit
            if not subjects:
                before = self._carried(hit)
                subjects = self.joined(before.first) if before else []
            people = [*subjects, *right.company]
            if verb.get("about") and len(self.ids(people)) < 2:
                return None
        elif verb.get("by"):
            if not right.source:
                return None
            if not subjects:
                before = self._carried(hit)
                subjects = self.joined(before.first) if before else []
            people = [*subjects, *right.source[:2]]
            phone = any(self.reading.is_word(j, "by-phone") for j in range(hit.last, stop))
            if len(self.ids(people)) < 2 or not (phone or all(c.kind == "person" for c in people)):
                return None
        else:  # visits
            if not self._destination(hit, stop):
                return None
            subjects = [s for s in subjects if s.kind in ("person", "organization") or s.how == "office"]
            if not subjects and self._other_subject(hit):
                return None
            if not subjects:
                before = self._carried(hit)
                chunk = self.roles.chunk_at(before.first) if before else None
                subjects = [chunk] if chunk is not None and (chunk.kind in ("person", "organization") or chunk.how == "office") else []
            people = [*subjects[:2], *right.company]
            if not subjects:
                return None
            if right.company:
                c.kind = "meeting"
            c.together = not right.company and len(self.ids(subjects)) > 1
        c.participants = self.ids(people)
        return hit

    def _guest(self, hit: Hit, subjects: list[Chunk]) -> Chunk | None:
        """``زيارة يلتقي خلالها الرئيس ورئيس الوزراء``: several of one state behind the verb are whom the visitor meets."""
        hosts = {self.state(p) for p in self.ids(subjects)}
        if len(self.ids(subjects)) < 2 or len(hosts) != 1:
            return None
        item = self.recent(hit)
        chunk = self.roles.chunk_at(item.first) if item is not None and item.kind == "person" else None
        return chunk if chunk is not None and self.state(chunk.actors[0]) not in hosts else None

    def _behind_aside(self, hit: Hit, noun: int, stop: int) -> int | None:
        """The token behind the comma that closes an aside with another encounter (``التقى، قبل اجتماعه بفلان، …``)."""
        opened = next((j for j in range(noun - 1, hit.last - 1, -1) if self.reading.word(j) in ("،", ",")), None)
        if opened is None or noun - opened > 3 or any(hit.last <= c.first < opened for c in self.roles.chunks):
            return None
        return next((j + 1 for j in range(noun, min(stop, noun + 8)) if self.reading.word(j) in ("،", ",")), None)

    def _both(self, hit: Hit) -> Chunk | None:
        """Those whom a verb in the dual or plural speaks of, named together before it in its sentence (``سبق للرئيسين أن التقيا``)."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        return next((c for c in reversed(self.roles.chunks) if first <= c.first < hit.first and c.many and len(c.actors) > 1), None)

    def _carried(self, hit: Hit) -> Speaker | None:
        """The subject of a verb that names none behind it: the one before it, or the one carried on."""
        anchor = self.anchor(hit)
        item = self.speakers.before(anchor)
        if item is not None and hit.clitic and item.last == anchor and self.speakers.governed(item, max(0, item.first - 3)):
            item = None  # يصل إلى الجزائر وسيستقبله: where somebody goes
        if item is not None and self.reading.word(anchor - 1) in ("،", ",") and self.speakers.governed(item, max(0, item.first - 3)):
            item = None
        return item or self.recent(hit)

    def _other_subject(self, hit: Hit) -> bool:
        """``أن الخلاف وصل إلى …``: a plain noun between the complementizer and its verb is what arrives."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        near = range(hit.first - 1, max(first, hit.first - 5) - 1, -1)
        opened = next((j for j in near if self.reading.is_word(j, "complementizer")), None)
        if opened is None or any(opened < c.last and c.first < hit.first for c in self.roles.chunks):
            return False
        return any(self.reading.at[j] is None and self.reading.word(j).isalpha() for j in range(opened + 1, hit.first))

    def _topical(self, first: int, stop: int) -> bool:
        """Whether plain words stand between a verb of discussing and an actor: that one belongs to the topic."""
        return any(self.reading.at[j] is None and self.reading.word(j).isalpha() for j in range(first, stop))

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
