"""Held, planned, proposed, postponed, cancelled, ongoing, or denied."""

from __future__ import annotations

from core.extract.scene import Candidate, Part
from core.language.lexicon import Entry, Hit

_STATUS = ("status-cancelled", "status-postponed", "status-proposed", "status-planned", "status-ongoing")


class StatusReader(Part):
    """Kind and status of one document's encounters."""

    def kind(self, c: Candidate, start: int, stop: int) -> None:
        near = range(max(start, c.trigger.first - 4), min(stop, c.trigger.last + 22))
        if c.kind in ("meeting", "visit", "negotiations") and any(self.reading.is_word(j, "by-phone") or self._in_call(j) for j in near):
            c.kind = "call"
        if c.kind == "meeting" and self._call_ahead(c):
            c.kind = "call"
        if c.kind == "visit" and not c.together and len({self.state(p) for p in c.participants}) >= 2:
            if sum(self.actors[p].kind != "state" for p in c.participants) >= 2:  # a state alone is where the visit goes
                c.kind = "meeting"

    def _in_call(self, j: int) -> bool:
        """``بحث … خلال اتصال هاتفي``, ``في اتصال هاتفي``: the call that an encounter is told to have been."""
        here = self.reading.at[j]
        noun = here.of("encounter-noun") if here is not None and here.first == j else None
        within = self.reading.beside(j - 1, "during") or self.reading.word(j - 1) == "في"
        return within and noun is not None and noun.get("kind") == "call"

    def _call_ahead(self, c: Candidate) -> bool:
        """``وفي اتصال هاتفي، بحث فلان …``: the call told ahead of its sentence."""
        first, _ = self.reading.sentence_tokens(c.sentence)
        noun = self.reading.at[first + 1] if first + 1 < c.trigger.first <= first + 6 else None
        call = noun.of("encounter-noun") if noun is not None and noun.first == first + 1 else None
        return call is not None and call.get("kind") == "call" and self.reading.is_word(first, "preposition")

    def read(self, c: Candidate, entry: Entry, governor: Hit | None, start: int, stop: int) -> bool:
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
            if (
                here is not None
                and (cue := here.of("cue")) is not None
                and (cue.get("class") == "deny" or cue.get("class") == "reject" and not self._setting(hit))
                and reading.sentence_of[j] == c.sentence
            ):
                return False
        if verb is not None and verb.get("tense") == "future":
            c.status = "planned"
        elif governor is not None and governor.clitic in ("ل", "ول"):
            c.status = "planned"
        if self._took_place(hit, stop):
            c.status, c.sure = "held", True
            return True
        if (agreed := self.agreement(hit)) is not None or self.upon(hit) == hit.first - 2:
            c.status, c.sure = "planned" if agreed is not None else "proposed", True
            return True
        found: dict[str, int] = {}
        behind = hit.last if verb is not None and verb is hit.of("encounter-verb") else hit.last + 4
        for j in range(max(start, hit.first - 6), min(stop, behind)):
            here = reading.at[j]
            if here is None or here.first != j or reading.region_of[j] is not reading.region_of[hit.first]:
                continue
            for cls in _STATUS:
                mark = here.of(cls)
                if mark is None or mark.get("weak") or (mark.get("before") and j >= hit.last) or (here.of("next") and j > hit.last + 1):
                    continue
                if j < hit.first - 1 and cls == "status-planned" and self._adjective(j):
                    continue
                if j >= hit.last and cls in ("status-proposed", "status-cancelled") and mark.get("tense") == "form":
                    continue
                found.setdefault(mark.get("status"), j)
        if governor is None and (self._announced(hit, stop) or self._announced_before(hit)):
            found.setdefault("planned", head - 1)
        if "planned" not in found and governor is None and hit.of("encounter-noun") is not None and reading.beside(hit.last, "soon"):
            found["planned"] = hit.last
        if "planned" not in found and self._ahead(hit, governor, stop):
            found["planned"] = hit.last
        if hit.of("encounter-noun") is not None and self._hoped(hit, start):
            found.setdefault("proposed", head - 1)
        if self._now(hit, governor, stop):
            found.setdefault("ongoing", hit.last)
        past = verb is not None and verb.get("tense") == "past" and governor is not None and governor.of("encounter-verb") is not None
        c.sure = past or verb is not None and verb.get("tense") == "future" or bool(found)
        for status in ("cancelled", "postponed", "proposed", "planned", "ongoing"):
            if status in found and not (past and found[status] > head and status in ("planned", "proposed", "ongoing")):
                c.status = status
                break
        if (
            verb is not None
            and governor is not None
            and (word := governor.of("status-proposed", "status-postponed", "status-cancelled")) is not None
            and not word.get("weak")
        ):
            c.status = word.get("status")
        if any(reading.is_word(j, "future-verb") for j in range(hit.last, min(stop, hit.last + 6))) and c.status == "held":
            c.status = "planned"
        return True

    def _setting(self, hit: Hit) -> bool:
        """``رفض خلال لقائه``: the encounter is when something was rejected, not what was."""
        before = self.reading.at[hit.first - 1] if hit.first else None
        return before is not None and before.of("within", "closing", "aside") is not None

    def _ahead(self, hit: Hit, governor: Hit | None, stop: int) -> bool:
        """Whether a present verb stands with a time to come that no calendar knows (``يلتقي … في الأسابيع المقبلة``)."""
        verb = (governor or hit).of("encounter-verb")
        if verb is None or verb.get("tense") != "present":
            return False
        return any(self.reading.is_word(j, "status-ahead") for j in range(hit.last, stop))

    def _hoped(self, hit: Hit, start: int) -> bool:
        """``يأمل في أن تدعم موسكو إجراء حوار``: what somebody hopes for has not been."""
        for j in range(hit.first - 1, start - 1, -1):
            here = self.reading.at[j]
            if here is None or here.first != j or here.of("complementizer") is None:
                continue
            before = next((h for k in (j - 1, j - 2) if k >= start and (h := self.reading.at[k]) is not None and h.of("cue")), None)
            cue = before.of("cue") if before is not None else None
            return cue is not None and cue.get("class") == "hope"
        return False

    def _now(self, hit: Hit, governor: Hit | None, stop: int) -> bool:
        """``يزور فلان … حاليا``: a present verb that stands with this very time."""
        verb = (governor or hit).of("encounter-verb")
        if verb is None or verb.get("tense") != "present":
            return False
        return any(self.reading.beside(j, "status-now") for j in range(hit.last, min(stop, hit.last + 8)))

    def _adjective(self, j: int) -> bool:
        """A definite adjective belongs to the noun before it (زيارته المرتقبة), not to one that follows."""
        word = self.reading.word(j)
        return (
            word.startswith("ال")
            and self.reading.word(j - 1) != "من"
            and self.reading.word(j - 1)[:1] not in ("ل", "ب")
            and word.endswith(("ه", "ر", "ع", "ب", "ل", "م"))
        )

    def _announced(self, hit: Hit, stop: int) -> bool:
        """``المفاوضات التي أعلنت عنها موسكو``: announced, so still to come."""
        for j in range(hit.last, min(stop, hit.last + 4)):
            here = self.reading.at[j]
            if here is not None and here.of("relative") and j + 1 < stop and (nxt := self.reading.at[j + 1]) is not None:
                cue = nxt.of("cue")
                return cue is not None and cue.get("class") == "announce"
        return False

    def _took_place(self, hit: Hit, stop: int) -> bool:
        """``القمة التي عقدت``, ``المحادثات التي جرت``: a relative clause in the past says that it was held."""
        if hit.of("encounter-noun") is None:
            return False
        for j in range(hit.last, min(stop - 1, hit.last + 4)):
            here = self.reading.at[j]
            if here is not None and here.of("relative") and here.last - here.first == 1:
                verb = self.reading.at[j + 1]
                entry = verb.of("encounter-verb") if verb is not None else None
                return entry is not None and entry.get("tense") == "past" and bool(entry.get("noun"))
            if self.reading.word(j) in ("،", ","):
                return False
        return False

    def _announced_before(self, hit: Hit) -> bool:
        """``أعلن فلان عن محادثات``: the noun right behind عن of an announcement."""
        if self.reading.word(hit.first - 1) != "عن":
            return False
        cue = self.said_by(hit.first - 1)
        return cue is not None and cue.get("class") == "announce"
