"""Subjects that nobody knows: the noun phrase before or behind a reporting word."""

from __future__ import annotations

import re

from core.extract.reading import Reading
from core.extract.sources import Speaker, object_of

PUNCTUATION = ("«", "»", '"', "“", "”", "،", ",", ")", "(")
COMMAS = ("،", ",")
_LONG = 4
_NO_SUBJECT = (
    "preposition", "complementizer", "cue", "aside", "on-his-part", "relative", "negation", "coordinator", "clause-break", "subordinator",
    "encounter-verb", "encounter-noun", "participant-prep", "according", "report-opening", "today", "relative-day", "weekday", "day-word",
    "past-anchor", "our-country", "speech-noun", "opinion-noun", "past-verb", "future-verb", "what-word", "thus", "the-unit", "unit",
    "unit-one", "month", "season", "part", "daypart", "night", "cardinal", "the-cardinal", "source-noun",
)  # fmt: skip
_PHRASE_END = (
    "preposition", "complementizer", "cue", "aside", "on-his-part", "relative", "clause-break", "participant-prep", "according",
    "weekday", "today", "relative-day", "subordinator", "past-anchor", "our-country", "encounter-verb",
)  # fmt: skip
PRONOUNS = ("ه", "ها", "هم", "هما")


class Phrases:
    """Noun phrases of one document."""

    def __init__(self, reading: Reading, light: set[str]) -> None:
        self.reading = reading
        self._light = light
        words = reading.known.words
        self._particles = words.get("nameless", frozenset()) | words.get("not-that", frozenset())

    def behind(self, i: int, stop: int) -> Speaker | None:
        """A subject that nobody knows (أكد الناطق فلان أن …): the noun phrase that begins at token ``i``."""
        reading = self.reading
        while i < stop and reading.word(i) in self._light and reading.word(i) not in PUNCTUATION:
            i += 1
        if i < stop and reading.word(i) in PUNCTUATION[:5] and (named := self._quoted_name(i, stop)) is not None:
            return named
        first = i + 1 if i < stop and reading.word(i) in PUNCTUATION[:5] else i
        if first >= stop or not self._nominal(first):
            return None
        j = first
        while j < stop and j - first < 9 and not self._ends_phrase(j, j == first) and not (j > first and self._object(first, j)):
            j += 1
        while j > first and not reading.word(j - 1).isalnum():
            j -= 1
        if j == first:
            return None
        hit = reading.at[first]
        start = hit.start if hit is not None and hit.first == first and hit.clitic in ("و", "ف") else reading.tokens.starts[first]
        text = re.sub(r"\s+", " ", reading.text(start, reading.tokens.ends[j - 1])).strip()
        return Speaker(None, text, first, j, None, "phrase")

    def _quoted_name(self, i: int, stop: int) -> Speaker | None:
        """A name in quotation marks that nobody knows (يقول "فلان الفلاني" وهو …)."""
        region = self.reading.region_of[i + 1] if i + 1 < len(self.reading.tokens) else None
        if region is None or region.open != self.reading.tokens.starts[i]:
            return None
        last = self.reading.tokens.at(region.end)
        if last > stop or not 1 < last - i <= _LONG:
            return None
        return Speaker(None, self.reading.text(region.start, region.end).strip(), i + 1, last, None, "phrase")

    def before(self, i: int, many: bool) -> Speaker | None:
        """An unknown subject right before its verb: in the plural (منتقدوه يقولون), or behind the word that opens its clause
        (لكن رئيس الرابطة قال)."""
        reading = self.reading
        first, _ = reading.sentence_tokens(reading.sentence_of[i])
        j = i
        while j > first and i - j < 6:
            here = reading.at[j - 1]
            if not reading.word(j - 1).isalpha() or here is not None and here.of(*_PHRASE_END, "coordinator") is not None:
                break
            j -= 1
        if j == i or i - j >= 6 or not many and not self._opens_clause(j - 1, first):
            return None
        text = " ".join(reading.text(reading.tokens.starts[j], reading.tokens.ends[i - 1]).split())
        return Speaker(None, text, j, i, False, "phrase", True)

    def _opens_clause(self, i: int, first: int) -> bool:
        here = self.reading.at[i] if i >= first else None
        return here is not None and here.of("subordinator", "clause-break") is not None

    def _nominal(self, i: int) -> bool:
        """Whether token ``i`` can begin a noun phrase that is no object of the verb before it (no pronoun written onto it)."""
        reading = self.reading
        word, hit = reading.word(i), reading.at[i]
        if not word.isalpha() or len(word) < 3 or word.startswith(("بال", "لل", "وال")) or reading.is_word(i, "not-speaker"):
            return False
        raw = reading.text(reading.tokens.starts[i], reading.tokens.ends[i])
        named = word in reading.known.given_names and not raw.endswith("ى")
        if hit is not None and not (named and hit.of("preposition")) and (hit.clitic or hit.of(*_NO_SUBJECT) and not hit.of("label-head")):
            return False
        if hit is not None and hit.of("quantifier") is not None:
            return True
        if "\u064b" in raw or word in self._particles or self._prefixed(word):
            return False
        return word.startswith("ال") or not raw.endswith(PRONOUNS)

    def _object(self, first: int, j: int) -> bool:
        return self.reading.word(j - 1).startswith("ال") and object_of(self.reading.word(first), self.reading.word(j))

    def _prefixed(self, word: str) -> bool:
        """Whether a word is rather a noun with a preposition written onto it (بوضوح), going by how common both are."""
        frequency = self.reading.known.frequency
        return word[0] in "بلك" and len(word) > 4 and frequency.get(word[1:], 0.0) > frequency.get(word, 0.0)

    def _ends_phrase(self, j: int, first: bool) -> bool:
        word, here = self.reading.word(j), self.reading.at[j]
        if word in ("،", ",", ":", ".", "-", "–", "؛", "؟", "!"):
            return True
        if not first and "\u064b" in self.reading.text(self.reading.tokens.starts[j], self.reading.tokens.ends[j]):
            return True
        if here is None or here.first != j or first:
            return False
        governed = here.clitic in ("ل", "ب", "ك") and here.of("actor", "media-head", "source-noun", "place") is not None
        return here.of(*_PHRASE_END) is not None or governed
