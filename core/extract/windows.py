"""The clause around a word that names an encounter: where it begins and ends."""

from __future__ import annotations

from core.extract.scene import Part
from core.language.lexicon import Hit


class Windows(Part):
    """Clauses of one document."""

    def window(self, hit: Hit) -> tuple[int, int]:
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
        if (comma := self._fronted(hit, start)) is not None:
            stop = min(stop, comma)
        return start, min(stop, hit.last + 60)

    def _fronted(self, hit: Hit, start: int) -> int | None:
        """The comma that ends an encounter told ahead of its sentence (``وفي لقاء مطول أمس، عرضت …``) and names nobody."""
        before = self.reading.at[hit.first - 1] if hit.first else None
        if hit.of("encounter-noun") is None or before is None or before.of("preposition", "within") is None or hit.first - start > 2:
            return None
        if any(self.reading.is_word(j, "encounter-verb") for j in range(start, hit.first)):
            return None  # وشارك في الاجتماع، إضافة إلى …، فلان
        for j in range(hit.last, min(hit.last + 12, len(self.reading.tokens))):
            if self.reading.word(j) in ("،", ","):
                return j
            if self.roles.chunk_at(j) is not None or self.reading.is_word(j, "participant-prep"):
                return None
        return None

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
        if (
            cue is not None
            and here.of("preposition", "participant-prep", "encounter-noun", "encounter-verb", "place", "actor", "aside", "status-proposed")
            is None
        ):
            return (
                cue.get("tense") in ("past", "present", "future")
                and not cue.get("rare")
                or (cue.get("tense") == "participle" and reading.word(j).endswith("ا"))
            )
        verb = here.of("encounter-verb")
        if (
            verb is not None
            and verb.get("tense") in ("past", "present", "future")
            and here.of("preposition", "participant-prep", "relative") is None
        ):
            return (here.clitic == "و" or comma) if not backwards else (here.clitic == "و" or comma)
        return mark is not None and comma and here.of("relative") is None
