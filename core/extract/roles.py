"""Who takes part: the roles of the actors around a word that names an encounter.

A light reading of the clause: prepositions of company (مع، بين، بمشاركة) bring participants, other prepositions do not,
coordination (و) continues what stood before, and the subject is the first actor that nothing governs.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from core.extract.chunks import Chunk
from core.extract.reading import Reading

_MARKS = ("«", "»", "“", "”", '"', "(", ")", "،", ",", "‹", "›", "-")


@dataclass(slots=True)
class Roles:
    """Chunks by role in one stretch of tokens."""

    subjects: list[Chunk] = field(default_factory=list)
    objects: list[Chunk] = field(default_factory=list)
    company: list[Chunk] = field(default_factory=list)
    own: list[Chunk] = field(default_factory=list)
    source: list[Chunk] = field(default_factory=list)

    def all(self) -> list[Chunk]:
        """Everybody with a role, in order of the text."""
        return sorted([*self.subjects, *self.objects, *self.company, *self.own], key=lambda c: c.first)


class RoleReader:
    """Reads roles off stretches of one document."""

    def __init__(self, reading: Reading, chunks: list[Chunk]) -> None:
        self.reading = reading
        self.chunks = sorted((c for c in chunks if c.kind != "media"), key=lambda c: (c.first, -c.last))
        self.firsts = [c.first for c in self.chunks]

    def chunk_at(self, i: int) -> Chunk | None:
        """The chunk that begins at token ``i``."""
        k = bisect_left(self.firsts, i)
        return self.chunks[k] if k < len(self.chunks) and self.firsts[k] == i else None

    def read(self, start: int, stop: int, mode: str) -> Roles:
        """Roles between two tokens. ``mode`` is what the first actor would be: subject, object, own or none."""
        roles = Roles()
        reading, j, fresh = self.reading, start, True
        last_chunk_end = -1
        while j < stop:
            chunk = self.chunk_at(j)
            hit = reading.at[j]
            if chunk is not None:
                clitic = hit.clitic if hit is not None and hit.first == j else ""
                mode = self._enter(mode, clitic, j, last_chunk_end)
                self._put(roles, mode, chunk)
                if mode == "subject":
                    mode = "object"
                last_chunk_end = chunk.last
                j, fresh = chunk.last, False
                continue
            word = reading.word(j)
            if hit is not None and hit.first == j:
                if hit.of("participant-prep"):
                    mode = "company"
                elif hit.of("coordinator") and word in ("كل من", "و", "كل") or (hit.of("coordinator") and hit.last - hit.first == 2):
                    pass
                elif hit.of("encounter-noun", "not-encounter"):
                    mode = "own" if mode not in ("company",) or hit.clitic else mode
                elif hit.of("encounter-verb", "cue") and hit.of("preposition") is None:
                    mode = "subject"
                elif hit.of("preposition", "aside", "locative", "according", "within") and hit.of("trilateral") is None:
                    mode = "pp" if not (word == "من" and mode == "caller") else "own"
                j = hit.last
            else:
                if word == "و" or word in _MARKS or hit is not None:
                    j += 1
                    continue
                if word.startswith(("ل", "ب")) and len(word) > 3 and mode in ("own", "object", "company"):
                    mode = "pp" if mode != "company" or word.startswith("ل") else mode
                elif mode in ("own", "object") and not fresh:
                    mode = "loose" if mode == "object" else mode
                j += 1
            fresh = False
        return roles

    def _enter(self, mode: str, clitic: str, j: int, last_end: int) -> str:
        """The role of a chunk by its own proclitic and what it joins on to."""
        adjacent = last_end >= 0 and all(self.reading.word(k) in _MARKS or self.reading.is_word(k, "title-adj") for k in range(last_end, j))
        if clitic in ("ب", "وب"):
            return "by"
        if clitic in ("ل", "ول") and mode != "company":
            return "for"
        if clitic == "و":
            if adjacent:
                return {"object": "subject", "loose": "loose"}.get(mode, mode)
            return mode if mode in ("company",) else "loose" if mode in ("object", "loose") else mode
        return mode

    def _put(self, roles: Roles, mode: str, chunk: Chunk) -> None:
        target = {"subject": roles.subjects, "object": roles.objects, "company": roles.company, "own": roles.own, "by": roles.source, "for": roles.source}.get(mode)
        if target is not None:
            target.append(chunk)
