"""What stands beside a word that names an encounter: joined actors, the subject right before it, where the next encounter begins."""

from __future__ import annotations

from core.extract.chunks import Chunk
from core.extract.scene import Part
from core.language.lexicon import Entry, Hit

SITTING = (
    "unsc",
    "un",
    "arab-league",
    "arab-league-council",
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
COUNCILS = ("unsc", "unga", "un-general-assembly", "arab-league-council", "unhrc", "un-human-rights-council")
"""Bodies that can have a session, and those of which every gathering is one."""


class Neighbours(Part):
    """Looks to both sides of a trigger."""

    def next_encounter(self, hit: Hit, stop: int) -> int:
        """Where the next encounter noun with company of its own begins: its participants are not this one's."""
        for j in range(hit.last + 1, stop):
            here = self.reading.at[j]
            if here is not None and here.first == j and here.of("purpose") is not None and self.roles.chunk_at(j) is None:
                return j
            if here is not None and here.first == j and here.of("complementizer") and not self.reading.is_word(j - 1, "status-planned"):
                return j
            verb = here.of("encounter-verb") if here is not None and here.first == j else None
            if here is not None and verb is not None and hit.of("encounter-noun") is not None and self._of_its_own(here, verb):
                return j
            if (
                here is not None
                and here.first == j
                and here.of("encounter-noun") is not None
                and (not self.reading.word(j).startswith(("ال", "بال")) or self._set_off(j))
            ):
                return j
        return stop

    def _of_its_own(self, here: Hit, verb: Entry) -> bool:
        """Whether a finite verb tells another encounter (``زيارة … يلتقي خلالها``) and not this one's taking place."""
        if verb.get("noun") or verb.get("tense") not in ("past", "present", "future"):
            return False
        return here.of("preposition", "participant-prep", "relative", "actor") is None

    def _set_off(self, j: int) -> bool:
        """Whether another encounter is named for the time of this one (``عقب المشاورات``)."""
        before = self.reading.at[j - 1]
        return before is not None and before.of("closing", "within") is not None

    def right_before(self, hit: Hit) -> Chunk | None:
        """The subject of a verb that follows it at once (``أن لافروف التقى …``)."""
        anchor = self.anchor(hit)
        if hit.clitic or anchor == 0:
            return None
        while anchor > 1 and self.reading.beside(anchor - 1, "verbal-particle"):
            anchor -= 1
        if self.reading.tokens.line[anchor - 1] != self.reading.tokens.line[hit.first]:
            return None
        chunk = next((c for c in self.roles.chunks if c.last == anchor), None)
        if chunk is None or (head := self.reading.at[chunk.first]) is None or head.clitic in ("ل", "ب", "ك", "ول", "وب"):
            return None
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        return None if self.speakers.governed_at(chunk.first, first) else chunk

    def joined(self, first: int) -> list[Chunk]:
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

    def anchor(self, hit: Hit) -> int:
        """The token before which the verb's subject stands: over ``ينوي أن``, ``من المقرر أن``."""
        before = self.reading.at[hit.first - 1] if hit.first else None
        if before is not None and before.of("complementizer") is not None and before.first > 0:
            intent = self.reading.at[before.first - 1]
            if intent is not None and intent.of("status-planned", "status-proposed") is not None:
                return intent.first
        return hit.first
