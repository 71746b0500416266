"""When an encounter takes place: the day told in its clause, unless it belongs to a report, another encounter or another verb."""

from __future__ import annotations

from core.extract.scene import Candidate, Part
from core.model import DateMention


class Days(Part):
    """The days of one document's encounters."""

    def when(self, c: Candidate, start: int, stop: int) -> None:
        """The day expression nearest to the trigger in its clause; a day ahead makes it planned."""
        best: tuple[int, DateMention] | None = None
        reported: DateMention | None = None
        sentence_first, _ = self.reading.sentence_tokens(c.sentence)
        governor = self.governor(c.trigger, c.first) if c.trigger.of("encounter-noun", "track") is not None else None
        for first, last, mention in self.dates:
            if mention.first is None or mention.precision in ("year",):
                continue
            inside = start <= first < stop
            leading = sentence_first <= first < start and first - sentence_first <= 2
            if not inside and not leading or self._in_speech(first, c) or self._in_report(first, c):
                continue
            if any(self.reading.is_word(j, "ago") for j in range(c.trigger.last, first - 2)):
                continue  # منذ توليه منصبه في شباط: the day of what came before
            if self.reading.is_word(first - 1, "ago-word") and not mention.rule.startswith("date.ago"):
                continue  # قبل نهاية العام: a term set for something
            if c.status in ("planned", "proposed") and self.day is not None and mention.last is not None and mention.last < self.day:
                continue
            if first < c.trigger.first and self._before_report(first, last, c):
                reported = mention
                continue
            distance = first - c.trigger.last if first >= c.trigger.last else (c.trigger.first - last) + 3
            own = governor is not None and governor.last <= first < c.trigger.first and governor.of("encounter-verb") is not None
            distance = 0 if own else distance  # انطلقت يوم الثلاثاء الجولة الثامنة: the verb's own day
            if first > c.trigger.last + 4 and (self._behind_another(c, first) or self._set_for_another(c, first)):
                continue
            if first < c.trigger.first and not own and self._after_another(c, start):
                continue
            if self._of_another_verb(c, first) or (
                first < c.trigger.first
                and c.trigger.of("encounter-verb") is None
                and self.governor(c.trigger, start) is None
                and self._stands_with_report(first)
            ):
                continue
            if best is None or distance < best[0]:
                best = (distance, mention)
        told = best is None and self._aside(c)
        if told:
            best = self._day_of_report(c)
        elif best is None and reported is not None and reported.first == reported.last and self._past(c):
            best, told = (0, reported), True
        if best is None or best[1].first is None or best[1].last is None:
            return
        off = self.days_off(c, start, best[1])
        c.days, c.basis = (best[1].first + off, best[1].last + off), "inferred" if told or off else "stated"
        sure = c.sure
        c.sure = c.sure or self.day is not None
        if self.day is not None and c.status in ("held", "ongoing") and not told:
            if best[1].first > self.day:
                c.status = "planned"
            elif (
                best[1].first == best[1].last == self.day
                and (self._present(c) or (not sure and "today" in best[1].rule))
                and not self._looks_back(c)
            ):
                c.status = "planned"
                c.sure = sure and self._tense(c) != "present"

    def _in_speech(self, i: int, c: Candidate) -> bool:
        """Whether token ``i`` stands in a quoted passage that the encounter's own word does not stand in."""
        region, own = self.reading.region_of[i], self.reading.region_of[c.trigger.first]
        return region is not None and region is not own and self.reading.tokens.at(region.end) - self.reading.tokens.at(region.start) > 4

    def _in_report(self, i: int, c: Candidate) -> bool:
        """Whether token ``i`` stands in what somebody is reported to say behind the encounter (``خلال لقائه فلانا، مشيرا إلى أن …``)."""
        reading = self.reading
        for j in range(c.trigger.last, i):
            here = reading.at[j]
            if here is None or here.first != j or here.of("complementizer") is None:
                continue
            sentence_first, _ = reading.sentence_tokens(c.sentence)
            for k in range(j - 1, sentence_first - 1, -1):
                before = reading.at[k]
                if before is None or before.first != k:
                    continue
                if before.of("complementizer") is not None:
                    break
                if before.of("cue") is not None and before.of("preposition", "participant-prep") is None:
                    return True
        return False

    def _behind_another(self, c: Candidate, i: int) -> bool:
        """Whether another encounter with a preposition of its own (``خلال مكالمة``, ``بعد لقاء``) stands before token ``i``."""
        for j in range(c.trigger.last, i):
            here = self.reading.at[j]
            if here is not None and here.first == j and here.of("encounter-noun", "track") and here.of("not-encounter") is None:
                before = self.reading.at[j - 1]
                if self.reading.beside(j - 1, "during") and (noun := here.of("encounter-noun")) is not None:
                    if noun.get("kind") == "visit":
                        continue  # during a visit: its days are those of the meeting
                if before is not None and before.of("within", "aside", "preposition") or here.clitic:
                    return True
        return False

    def _set_for_another(self, c: Candidate, i: int) -> bool:
        """``بحث … التحضيرات للقمة المقررة الشهر المقبل``: the day of an encounter to come that is spoken of."""
        if not self.reading.is_word(i - 1, "status-planned"):
            return False
        for j in range(i - 2, max(c.trigger.last, i - 6) - 1, -1):
            if self.reading.is_word(j, "encounter-noun"):
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
            if self.day is not None and mention.first > self.day or first > c.trigger.last + 4 and self._behind_another(c, first):
                continue
            for j in (*range(max(sentence_first, first - 8), first), *range(last, min(sentence_last, last + 2))):
                here = self.reading.at[j]
                cue = here.of("cue") if here is not None and here.of("preposition") is None else None
                if cue is not None and cue.get("tense") == "past":
                    return abs(first - c.trigger.first), mention
        return None

    def _stands_with_report(self, i: int) -> bool:
        """Whether the day at token ``i`` stands with a reporting verb shortly before it."""
        return (
            any((h := self.reading.at[j]) is not None and h.of("cue") is not None for j in range(max(0, i - 9), i))
            and self.said_by(i + 1) is not None
        )

    def _after_another(self, c: Candidate, start: int) -> bool:
        """``اجتماع … بعد مؤتمر``: what stands before the trigger belongs to the encounter before it."""
        if self.reading.beside(c.trigger.first - 1, "during"):
            return False  # بحث فلان اليوم خلال استقباله: one day for both
        lead = [self.reading.at[j] for j in range(max(start, c.trigger.first - 2), c.trigger.first)]
        if not any(h is not None and h.of("within", "aside", "ago") and h.of("participant-prep") is None for h in lead):
            return False
        return any(
            (h := self.reading.at[j]) is not None and h.of("encounter-noun", "encounter-verb") is not None
            for j in range(start, c.trigger.first - 2)
        )

    def _looks_back(self, c: Candidate) -> bool:
        """``بعد لقائه``, ``في ختام محادثات``, ``خلال مؤتمر صحفي``: what is told goes on during the encounter or behind it."""
        before = self.reading.at[c.trigger.first - 1] if c.trigger.first else None
        return before is not None and before.of("closing") is not None

    def _before_report(self, first: int, last: int, c: Candidate) -> bool:
        """Whether the day stands with a report whose content the encounter is (``أعلن فلان أمس أن …``)."""
        reading = self.reading
        opened = any((h := reading.at[j]) is not None and h.first == j and h.of("complementizer") for j in range(last, c.trigger.first))
        if not opened:
            return False
        sentence_first, _ = reading.sentence_tokens(c.sentence)
        for j in range(first - 1, sentence_first - 1, -1):
            here = reading.at[j]
            if here is None or here.first != j:
                continue
            if here.of("complementizer", "encounter-verb"):
                return False
            if (cue := here.of("cue")) is not None and here.of("preposition", "participant-prep") is None:
                return cue.get("tense") in ("past", "present")
        return False

    def _past(self, c: Candidate) -> bool:
        """Whether a verb in the past tells the encounter."""
        return c.status == "held" and self._tense(c) == "past"

    def _present(self, c: Candidate) -> bool:
        return self._tense(c) in ("present", "future")

    def _tense(self, c: Candidate) -> str:
        """The tense of the encounter's own verb or of the one that governs its noun."""
        verb = c.trigger.of("encounter-verb")
        if verb is None:
            governor = self.governor(c.trigger, c.first)
            verb = governor.of("encounter-verb") if governor else None
        return (verb.get("tense") or "") if verb is not None else ""

    def _of_another_verb(self, c: Candidate, i: int) -> bool:
        """A day that stands with a verb of saying between it and the trigger (``التي أعلنتها يوم الجمعة``)."""
        low, high = (c.trigger.last, i) if i >= c.trigger.last else (i, c.trigger.first)
        for j in range(high - 1, low - 1, -1):
            here = self.reading.at[j]
            if here is None or here.first != j:
                continue
            cue = here.of("cue")
            if (
                cue is not None
                and cue.get("tense") in ("past", "present")
                and here.of("preposition", "participant-prep", "encounter-verb") is None
            ):
                return True
        return False
