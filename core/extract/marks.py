"""A document's quotations as reported speech sees them: which open where, and which are speech rather than names."""

from __future__ import annotations

from core.extract.chunks import Chunk
from core.extract.reading import Reading
from core.language.text import Region

_DOUBLED = ("'", "‘", "’")
_NAMES = ("track", "actor", "place", "metonym")
LONG = 4
"""Tokens from which on a quotation counts as speech whose own reporting words are its speaker's."""


class Marks:
    """The quotations of one reading. ``opening[i]`` is the quotation whose opening mark is token ``i``."""

    def __init__(self, reading: Reading, chunks: list[Chunk]) -> None:
        self.reading = reading
        self._names = {(c.first, c.last) for c in chunks} | {c.head for c in chunks if c.head}
        self.opening: dict[int, Region] = {}
        self._speech: dict[int, tuple[int, bool]] = {}
        words, starts = reading.tokens.words, reading.tokens.starts
        for region in reading.regions:
            i = reading.tokens.at(region.open)
            if i < len(starts) and starts[i] == region.open:
                self.opening[i] = region
                if i and words[i] == words[i - 1] and words[i] in _DOUBLED:
                    self.opening[i - 1] = region

    def span(self, region: Region) -> tuple[int, int]:
        """First and last (exclusive) token inside a quotation."""
        return self.reading.tokens.at(region.start), self.reading.tokens.at(region.end)

    def behind(self, region: Region) -> int:
        """The token that follows a quotation and its closing mark."""
        tokens = self.reading.tokens
        i = tokens.at(region.close)
        if i < len(tokens) and tokens.starts[i] == region.close and not tokens.words[i].isalnum():
            i += 1 + (i + 1 < len(tokens) and tokens.words[i] == tokens.words[i + 1] and tokens.words[i] in _DOUBLED)
        return i

    def words(self, region: Region) -> int:
        """Words in a quotation, marks not counted."""
        return self._measured(region)[0]

    def speech(self, region: Region, minimum: int) -> bool:
        """Whether a quotation of at least ``minimum`` words is speech and not a name or a title."""
        words, named = self._measured(region)
        return words >= minimum and not named

    def name(self, region: Region) -> bool:
        """Whether nothing but the name of a process, an actor or a place and a number stands in a quotation («جنيف 3»)."""
        words, at = self.reading.tokens.words, self.reading.at
        inside = [i for i in range(*self.span(region)) if words[i].isalnum()]
        return len(inside) <= LONG and all(words[i].isdigit() or (h := at[i]) is not None and h.of(*_NAMES) is not None for i in inside)

    def quoted(self, i: int) -> bool:
        """Whether token ``i`` lies in a quotation that is speech, whose own reporting words are the speaker's."""
        region = self.reading.region_of[i]
        if region is None:
            return False
        first, last = self.span(region)
        return last - first >= LONG

    def _measured(self, region: Region) -> tuple[int, bool]:
        known = self._speech.get(region.open)
        if known is None:
            first, last = self.span(region)
            words = sum(map(str.isalnum, self.reading.tokens.words[first:last]))
            known = self._speech[region.open] = words, (first, last) in self._names or self._is_title(region, words)
        return known

    def _is_title(self, region: Region, words: int) -> bool:
        """A short quotation right behind a word for works, campaigns, slogans, bodies or crimes names one of them."""
        if words > 8:
            return False
        first = self.reading.at[self.span(region)[0]] if words else None
        if words <= 6 and first is not None and first.of("body-head") is not None and first.of("cue", "encounter-verb") is None:
            return True
        i = self.reading.tokens.at(region.open) - 1
        here = self.reading.at[i] if i >= 0 else None
        if here is None or here.of("quote-name-head") is None:
            return False
        return self.reading.word(i) != ":"
