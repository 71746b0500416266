"""One document as every finder sees it: tokens, lexicon hits, quotations, sentences."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core.knowledge import Knowledge
from core.language.lexicon import Hit
from core.language.text import Region, Tokens, numbered, quotation_regions, sentences
from core.language.wrapping import unwrapped
from core.model import Document

_COMPANY = 12
"""Tokens on either side in which the company of a homograph is looked for first."""


@dataclass(slots=True)
class Reading:
    """A document read once. ``at[i]`` is the hit that covers token ``i`` or ``None``; ``sentence_of[i]`` the sentence number."""

    document: Document
    known: Knowledge
    tokens: Tokens
    hits: list[Hit]
    at: list[Hit | None]
    regions: list[Region]
    sentences: list[tuple[int, int]]
    sentence_of: list[int]
    region_of: list[Region | None] = field(default_factory=list)

    def sentence_tokens(self, number: int) -> tuple[int, int]:
        """First and last (exclusive) token of a sentence."""
        start, end = self.sentences[number]
        return self.tokens.at(start), self.tokens.at(end)

    def text(self, start: int, end: int) -> str:
        """The surface between two offsets."""
        return self.document.text[start:end]

    def word(self, i: int) -> str:
        """The folded token ``i``, or an empty string outside the text."""
        words = self.tokens.words
        return words[i] if 0 <= i < len(words) else ""

    def beside(self, i: int, cls: str) -> bool:
        """Whether token ``i`` is one of the words of a class that is only asked for word by word, perhaps behind a proclitic."""
        word, words = self.word(i), self.known.words.get(cls, frozenset())
        if word in words or len(word) > 3 and word[0] in "وفبلك" and word[1:] in words:
            return True
        return word.startswith(("لل", "ولل")) and "ال" + word.partition("لل")[2] in words

    def is_word(self, i: int, cls: str) -> bool:
        """Whether token ``i`` is covered by a hit of this class."""
        hit = self.at[i] if 0 <= i < len(self.at) else None
        return hit is not None and cls in hit.kinds


_NAMES = frozenset({"actor", "place", "demonym", "metonym"})


def read(document: Document, known: Knowledge) -> Reading:
    """Tokenise, look everything up, find quotations and sentences. The line breaks of a wrapped text are read as blanks."""
    text, body = unwrapped(document.text, document.body), document.body
    if text is not document.text:
        document = replace(document, text=text)
    tokens = Tokens(text, body)
    tokens.part(known.seam)
    hits = known.lexicon.scan(tokens)
    _tell_apart(hits, tokens, known)
    at: list[Hit | None] = [None] * len(tokens)
    for hit in hits:
        at[hit.first] = hit
        for i in range(hit.first + 1, hit.last):
            at[i] = hit
    regions = [r for r in quotation_regions(text) if not body or any(a <= r.open and r.close <= b for a, b in body)]
    spans = sentences(text, regions, body)
    sentence_of = numbered(tokens.starts, [s for s, _ in spans[1:]])
    region_of = _regions_of(tokens, regions)
    return Reading(document, known, tokens, hits, at, regions, spans, sentence_of, region_of)


def _tell_apart(hits: list[Hit], tokens: Tokens, known: Knowledge) -> None:
    """Names written alike (عُمان and عمّان) by a mark in the text, else by the company they keep in the document."""
    for hit in hits:
        if hit.last - hit.first > 1 or hit.kinds.isdisjoint(_NAMES):
            continue
        rows = known.homographs.get(tokens.words[hit.first][len(hit.clitic) :])
        if rows is None:
            continue
        surface = tokens.text[hit.start : hit.end]
        near = set(tokens.words[max(0, hit.first - _COMPANY) : hit.last + _COMPANY])
        words = near if any(r[2] & near for r in rows) else set(tokens.words)
        best = max(rows, key=lambda r: (bool(r[1]) and r[1] in surface, len(r[2] & words)))
        if (best[1] and best[1] in surface) or best[2] & words:
            wanted = {r[0] for r in rows if r[1:] == best[1:]}
            others = {r[0] for r in rows} - wanted
            hit.narrow(tuple(e for e in hit.entries if e.id not in others))


def _regions_of(tokens: Tokens, regions: list[Region]) -> list[Region | None]:
    """The innermost quotation around each token."""
    out: list[Region | None] = [None] * len(tokens)
    for region in regions:  # in order of opening, so that inner ones come later and win
        for i in range(tokens.at(region.start), tokens.at(region.end)):
            out[i] = region
    return out
