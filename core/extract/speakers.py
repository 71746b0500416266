"""Who speaks: the subject of a reporting word, unnamed sources, and pronouns back to their speaker."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from core.extract.chunks import Chunk
from core.extract.reading import Reading
from core.model import Actor


@dataclass(slots=True)
class Speaker:
    """A speaker as found: an actor id (or ``None``), the words that name it, its tokens, and agreement."""

    actor: str | None
    text: str
    first: int
    last: int
    feminine: bool | None
    kind: str


class Speakers:
    """All possible speakers of a document, in order, and the memory of who spoke last."""

    def __init__(self, reading: Reading, chunks: list[Chunk], actors: tuple[Actor, ...]) -> None:
        self.reading = reading
        self.actors = {a.id: a for a in actors}
        items = [self._of_chunk(c) for c in chunks if c.actors and c.actors[0] in self.actors]
        covered = {i for c in chunks if c.kind in ("person", "media") for i in range(c.first, c.last)}
        sources = [s for h in reading.hits if h.of("source-noun") and h.first not in covered and (s := self._source(h.first, items)) is not None]
        taken = {i for s in sources for i in range(s.first, s.last)}
        self.items = sorted([s for s in items if s.first not in taken] + sources, key=lambda s: (s.first, -s.last))
        self.firsts = [s.first for s in self.items]
        self.history: list[Speaker] = []

    # -- building -----------------------------------------------------------------------------------------------------
    def _of_chunk(self, chunk: Chunk) -> Speaker:
        start, end = self.reading.tokens.span(chunk.first, chunk.last)
        hit = self.reading.at[chunk.first]
        if hit is not None and hit.first == chunk.first:
            start = hit.start
        text = re.sub(r"\s+", " ", self.reading.text(start, end)).strip(" ،,")
        return Speaker(chunk.actors[0], text, chunk.first, chunk.last, self._feminine(chunk), chunk.kind)

    def _feminine(self, chunk: Chunk) -> bool | None:
        if chunk.kind != "person":
            word = self.reading.word(chunk.first)
            if chunk.kind in ("organization", "armed_group", "media") and not word.endswith(("ه", "ات", "ي")):
                return None
            return True
        name = self.actors[chunk.actors[0]].name_ar.split()
        female = {w for w in self.reading.known.words["given-name"]}
        return name[0] in self.reading.known.female_names if name and female else False

    def _source(self, i: int, items: list[Speaker]) -> Speaker | None:
        """An unnamed source with its adjectives and where it sits (مصادر دبلوماسية في جنيف)."""
        reading = self.reading
        hit = reading.at[i]
        if hit is None or hit.clitic not in ("", "و", "ل", "ف"):
            return None
        j, line = hit.last, reading.tokens.line[i]
        while j < len(reading.tokens) and j - i < 10 and reading.tokens.line[j] == line:
            word, here = reading.word(j), reading.at[j]
            if word in ("«", "“", '"', "”", "»", "ب", "ل") and reading.region_of[j if word in "»”" else min(j + 1, len(reading.tokens) - 1)] is None:
                break
            if here is not None and here.first == j:
                if here.of("demonym", "metonym", "actor", "place", "title", "state-noun", "source-noun", "media-head", "body-head") and (here.clitic in ("", "ل", "ب") or j == i):
                    j = here.last
                    continue
                if here.of("preposition") and here.clitic == "" and word in ("في", "من", "لدي", "داخل", "علي") and j + 1 < len(reading.tokens):
                    nxt = reading.at[j + 1]
                    if nxt is not None and nxt.of("place", "actor", "metonym", "body-head", "delegation-head", "title") and nxt.clitic == "":
                        j = nxt.last
                        continue
                break
            if here is None and word.isalpha() and not word.startswith(("ان", "بان")) and self._adjective(word, hit.first, j):
                j += 1
                continue
            break
        start, end = hit.start, reading.tokens.ends[j - 1]
        inside = [s for s in items if i < s.first and s.last <= j]
        actor = inside[0].actor if inside and inside[0].kind == "organization" else None
        word = reading.word(hit.first)
        feminine = word.rstrip("ا").endswith(("مصادر", "اوساط", "دوائر", "جهات", "وسائل", "تقارير", "ه"))
        return Speaker(actor, re.sub(r"\s+", " ", reading.text(start, end)), i, j, feminine, "source")

    def _adjective(self, word: str, first: int, j: int) -> bool:
        """Whether a word can be an adjective of the source noun: same definiteness, not a verb."""
        noun = self.reading.word(first)
        definite = noun.startswith("ال")
        if word.startswith("ال") != definite and not (not definite and word.startswith("ال")):
            return False
        return word.endswith(("ه", "ي", "ين", "ون", "ات", "يه")) or word.startswith(("م", "ال"))

    # -- looking up ---------------------------------------------------------------------------------------------------
    def after(self, i: int, stop: int) -> Speaker | None:
        """The subject that follows a verb: the first speaker from token ``i`` on that is not governed by a preposition."""
        k = bisect_left(self.firsts, i)
        reading = self.reading
        while k < len(self.items) and self.items[k].first < stop:
            item = self.items[k]
            if item.first - i > 14:
                return None
            if not self._governed(item, i):
                return item
            k += 1
            if reading.sentence_of[item.first] != reading.sentence_of[i]:
                return None
        return None

    def _governed(self, item: Speaker, since: int) -> bool:
        """Whether a preposition stands before it (``في حديث لوكالة س``, ``مع فلان``), so that it is no subject."""
        reading = self.reading
        hit = reading.at[item.first]
        if hit is not None and hit.clitic in ("ل", "ب", "ك", "ول", "وب"):
            return True
        j = item.first - 1
        while j >= since:
            word, before = reading.word(j), reading.at[j]
            if word in ("،", ",", "«", '"', "“", "”", "»", ":", "(", ")"):
                if word in ("،", ","):
                    return False
                j -= 1
                continue
            if before is not None and before.of("preposition", "aside", "participant-prep", "locative", "according", "within", "speech-noun", "encounter-noun", "media-head"):
                return True
            if before is not None and before.of("on-his-part", "relative-day", "today", "weekday", "day-word", "coordinator", "title", "rank", "honorific"):
                return False
            if item.first - 1 - j >= 3:
                return False
            j -= 1
        return False

    def before(self, i: int) -> Speaker | None:
        """The subject right before a verb (``لافروف قال``), over an apposition or a short aside in commas."""
        k = bisect_right(self.firsts, i - 1) - 1
        reading = self.reading
        if k < 0:
            return None
        for item in self.items[k :: -1]:
            if reading.sentence_of[item.first] != reading.sentence_of[i]:
                return None
            gap = [w for w in reading.tokens.words[item.last : i] if w not in ("«", "»", '"', "“", "”", "،", ",", ")", "(")]
            if len(gap) > 6:
                return None
            if item.last <= i and (not gap or (reading.word(i - 1) in ("،", ",") and reading.word(item.last) in ("،", ",", "(")) or self._modal(item.last, i)):
                hit = reading.at[item.first]
                governed = hit is not None and hit.clitic in ("ل", "ب", "ك")
                if not governed:
                    return item
        return None

    def _modal(self, first: int, last: int) -> bool:
        """``وكان فلان قد أعلن``: only particles between."""
        return all(self.reading.word(i) in ("قد", "كان", "كانت", "الذي", "التي", "ايضا", "امس", "اليوم", "،") for i in range(first, last))

    def immediately_after(self, i: int, words: int = 2) -> Speaker | None:
        """The speaker that begins within ``words`` tokens of token ``i``."""
        k = bisect_left(self.firsts, i)
        if k < len(self.items) and self.items[k].first - i <= words:
            return self.items[k]
        return None

    def subject(self, sentence: int, before: int) -> Speaker | None:
        """The sentence's subject so far: its first ungoverned speaker before token ``before``."""
        first, _ = self.reading.sentence_tokens(sentence)
        k = bisect_left(self.firsts, first)
        fallback = None
        while k < len(self.items) and self.items[k].first < before:
            item = self.items[k]
            if not self._governed(item, first):
                return item
            fallback = fallback or (item if item.kind == "person" else None)
            k += 1
        return fallback

    def last(self, feminine: bool | None, many: bool = False) -> Speaker | None:
        """Who spoke last, agreeing in gender."""
        for item in reversed(self.history[-8:]):
            if feminine is None or item.feminine is None or item.feminine == feminine:
                return item
        return self.history[-1] if self.history else None

    def resolved(self, item: Speaker) -> Speaker:
        """A definite source (المصدر، المصادر، الصحيفة) goes back to its first full mention."""
        word = self.reading.word(item.first)
        bare = word.removeprefix("و")
        if item.kind != "source" or not bare.startswith("ال") or item.last - item.first > 1:
            return item
        stem = bare[2:5]
        for earlier in reversed([s for s in self.items if s.first < item.first]):
            if earlier.kind == "source" and self.reading.word(earlier.first).removeprefix("و").removeprefix("ال")[:3] == stem and earlier.last - earlier.first > 1:
                return Speaker(earlier.actor, earlier.text, item.first, item.last, item.feminine, "source")
            if earlier.kind == "source" and stem == "مصد" and self.reading.word(earlier.first).removeprefix("و").removeprefix("ال").startswith("مصاد") and earlier.last - earlier.first > 1:
                return Speaker(earlier.actor, earlier.text, item.first, item.last, item.feminine, "source")
            if earlier.kind == "media" and stem in ("صحي", "وكا", "قنا", "موق", "مجل", "اذا", "تلف", "تقر"):
                return Speaker(earlier.actor, earlier.text, item.first, item.last, item.feminine, "media")
            if earlier.kind == "organization" and stem in ("بيا",):
                return Speaker(earlier.actor, earlier.text, item.first, item.last, item.feminine, "organization")
        return item
