"""Who takes part: the roles of the actors around a word that names an encounter.

A light reading of the clause: prepositions of company (مع، بين، بمشاركة) bring participants, other prepositions do not,
coordination (و) continues what stood before, and the subject is the first actor that nothing governs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from core.extract.chunks import Chunk
from core.extract.reading import Reading
from core.language.lexicon import Hit

_FAR = 2
"""Plain words behind an encounter's noun after which an actor without a preposition is no longer its own."""
_MARKS = ("«", "»", "“", "”", '"', "(", ")", "،", ",", "‹", "›", "-")


def _finite(hit: Hit) -> bool:
    cue = hit.of("cue")
    return cue is not None and cue.get("tense") in ("past", "present", "future") and not hit.clitic


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
        tokens = reading.tokens
        outer = [(tokens.at(r.start), tokens.at(r.end)) for r in reading.regions if r.depth == 0]
        self.speech = [(a, b) for a, b in outer if b - a > 3]

    def chunk_at(self, i: int) -> Chunk | None:
        """The chunk that begins at token ``i``."""
        k = bisect_left(self.firsts, i)
        return self.chunks[k] if k < len(self.chunks) and self.firsts[k] == i else None

    def read(self, start: int, stop: int, mode: str) -> Roles:
        """Roles between two tokens. ``mode`` is what the first actor would be: subject, object, own, caller or company.

        A preposition governs the phrase right behind it; behind that phrase the role before it goes on.
        """
        roles = Roles()
        reading, j, loose, tied = self.reading, start, 0, False
        base, last_chunk_end, told, absent = mode, -1, False, False
        while j < stop:
            chunk, hit, word = self.chunk_at(j), reading.at[j], reading.word(j)
            starts = hit is not None and hit.first == j
            if chunk is not None:
                clitic = hit.clitic if starts and hit is not None else ""
                if self._elsewhere(start, j):
                    j = chunk.last
                    continue
                role = "loose" if told and loose and mode == "subject" else self._enter(mode, clitic, j, last_chunk_end, loose)
                self._put(roles, role, chunk)
                if mode == "pp" or role in ("by", "for"):
                    mode = base if not absent and not self._joins(chunk.last) else "pp"
                elif role == "subject":
                    base = mode = "object"
                last_chunk_end, loose = chunk.last, 0
                j = chunk.last
                continue
            if starts and hit is not None:
                absent = absent and not hit.clitic.startswith("و")
                if absent:
                    mode = "pp"  # بغياب وفد الحكومة، الذي …: up to what is joined by و
                elif hit.of("participant-prep") and not (hit.clitic == "و" and hit.of("cue")):
                    if tied or self._related(start, j) or self._of_antecedent(j):
                        mode = "pp"
                    else:
                        base = mode = "company"
                    loose = 0
                elif hit.of("relative") is not None and word.startswith("ال") and self._plain(start, j):
                    tied = True
                    mode = "pp"
                elif hit.of("encounter-noun", "not-encounter") and hit.clitic != "و":
                    base = mode = "own" if base != "company" or hit.clitic else base
                elif hit.of("encounter-verb", "cue") and hit.of("preposition", "aside") is None:
                    if base == "own" and hit.of("encounter-verb") is None and _finite(hit):
                        break  # قمة … تطلب: the noun's own phrase is over
                    base = mode = "subject"
                    loose, told = 0, True
                elif hit.of("place", "relative-day", "weekday", "today", "month"):
                    mode = base
                elif hit.of("preposition", "aside", "locative", "according", "within") and hit.of("trilateral") is None:
                    mode = "own" if word == "من" and base == "caller" else "pp"
                j = max(hit.last, j + 1)
                continue
            if hit is None and word.isalpha() and word not in ("و",):
                absent = absent or self._without(j)
                if word.startswith(("ل", "ب")) and len(word) > 4 and mode != "pp":
                    mode = "pp"
                elif not word.startswith("و"):
                    loose += 1
            elif word in ("،", ","):
                tied = False
                mode = base if mode == "pp" and not absent else mode
            j += 1
        return roles

    def _without(self, j: int) -> bool:
        """``بغياب وفد الحكومة``, ``في غياب …``."""
        if not self.reading.beside(j, "absence-word"):
            return False
        return self.reading.word(j).startswith(("ب", "وب")) or self.reading.beside(j - 1, "locative")

    def _related(self, start: int, j: int) -> bool:
        """Whether the preposition at token ``j`` belongs to a noun of relation before it (``التعاون مع``, ``العلاقات التركية مع``)."""
        for k in range(j - 1, max(start - 1, j - 4), -1):
            here = self.reading.at[k]
            if here is not None and here.of("track") is not None and here.of("encounter-noun") is None and k > start:
                return True  # الاتفاق النووي مع
            if self.reading.beside(k, "relation-noun"):
                return k - start > 1 or not self.reading.word(j).startswith("بين")  # منتدى التعاون بين: theirs is the forum
            if here is not None and here.of("demonym", "title-adj") is None or here is None and not self.reading.word(k).startswith("ال"):
                return False
        return False

    def _plain(self, start: int, j: int) -> bool:
        """Whether a word that no table knows stands before a relative pronoun: its clause tells of that word."""
        words = (self.reading.word(k) for k in range(start, j) if self.reading.at[k] is None)
        return any(word.isalpha() and not word.startswith("ال") for word in words)

    def _of_antecedent(self, j: int) -> bool:
        """``مجموعة 1+5 التي تضم …``: a relative clause about an actor says who belongs to it, not who meets."""
        before = self.reading.at[j - 1] if j else None
        return before is not None and before.of("relative") is not None and any(c.last == before.first for c in self.chunks)

    def _elsewhere(self, start: int, j: int) -> bool:
        """Whether token ``j`` stands in somebody's speech that the reading did not begin in."""
        k = bisect_right(self.speech, (j, 1 << 30)) - 1
        return k >= 0 and self.speech[k][0] <= j < self.speech[k][1] and not self.speech[k][0] <= start - 1 < self.speech[k][1]

    def _joins(self, i: int) -> bool:
        """Whether what follows is joined by و to the phrase before."""
        hit = self.reading.at[i] if i < len(self.reading.tokens) else None
        return hit is not None and hit.first == i and hit.clitic == "و"

    def _enter(self, mode: str, clitic: str, j: int, last_end: int, loose: int) -> str:
        """The role of a chunk by its own proclitic and what it joins on to. Plain words between it and its governor
        (``ملف إيران``) loosen it."""
        adjacent = last_end >= 0 and all(self.reading.word(k) in _MARKS or self.reading.is_word(k, "title-adj") for k in range(last_end, j))
        if clitic in ("ب", "وب"):
            return "company" if mode == "company" else "by"
        if clitic in ("ل", "ول") and mode != "company":
            return "for"
        title = hit.of("title") if (hit := self.reading.at[j]) is not None else None
        if mode == "subject" and title is not None and title.get("counterpart"):
            return "object"  # يلتقي نظراءه: his counterparts are whom he meets
        if clitic == "و" and adjacent:
            return {"object": "subject"}.get(mode, mode)
        if clitic == "و" and mode in ("object", "own"):
            return "loose"
        if mode in ("object", "own") and loose > 0 and last_end >= 0 or mode == "own" and loose > _FAR:
            return "loose"
        if mode == "company" and (loose > 2 or (loose > 0 and last_end >= 0 and clitic != "و")):
            return "loose"
        return mode

    def _put(self, roles: Roles, mode: str, chunk: Chunk) -> None:
        target = {
            "subject": roles.subjects,
            "object": roles.objects,
            "company": roles.company,
            "own": roles.own,
            "by": roles.source,
            "for": roles.source,
        }.get(mode)
        if target is not None:
            target.append(chunk)
