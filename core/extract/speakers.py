"""Who speaks: the subject of a reporting word, unnamed sources, and pronouns back to their speaker."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace

from core.extract.chunks import Chunk
from core.extract.phrases import COMMAS, PUNCTUATION, Phrases
from core.extract.reading import Reading
from core.extract.sources import Sources, Speaker
from core.model import Actor

__all__ = ["Speaker", "Speakers"]

_LONG = 4
_GOVERNORS = (
    "preposition", "aside", "participant-prep", "locative", "according", "within", "speech-noun", "encounter-noun", "media-head",
)  # fmt: skip
_NO_GOVERNORS = ("on-his-part", "relative-day", "today", "weekday", "day-word", "coordinator", "title", "rank", "honorific")
_LEADING = ("past-anchor", "on-his-part", "clause-break", "coordinator", "source-noun")
_TITLED = ("phrase", "state", "organization")


class Speakers:
    """All possible speakers of a document, in order, and the memory of who spoke last."""

    def __init__(self, reading: Reading, chunks: list[Chunk], actors: tuple[Actor, ...]) -> None:
        self.reading = reading
        self.actors = {a.id: a for a in actors}
        self._light = {*PUNCTUATION, *reading.known.words.get("light-word", ())}
        self._phrases = Phrases(reading, self._light)
        build = Sources(reading, self.actors)
        items = [build.of_chunk(c) for c in chunks if c.actors and c.actors[0] in self.actors]
        covered = {i for c in chunks if c.kind in ("person", "media") for i in range(c.first, c.last)}
        nouns = [h.first for h in reading.hits if "source-noun" in h.kinds and h.first not in covered]
        sources = [s for i in nouns if (s := build.source(i, items)) is not None]
        taken = {i for s in sources for i in range(s.first, s.last)}
        self.items = sorted([s for s in items if s.first not in taken] + sources, key=lambda s: (s.first, -s.last))
        self.firsts = [s.first for s in self.items]
        self._ends = {s.first: s.last for s in reversed(self.items)}
        self.history: list[tuple[Speaker, int]] = []

    def said(self, speaker: Speaker, sentence: int, feminine: bool | None = None) -> None:
        """Remember who spoke in which sentence, with the gender that the verb gave a body or state."""
        sure = feminine is not None and (speaker.kind not in ("person", "source") or feminine and speaker.kind == "person")
        if sure and speaker.feminine != feminine:
            speaker = replace(speaker, feminine=feminine)
        self.history.append((speaker, sentence))

    def ending(self, i: int) -> int:
        """The token behind the speaker that begins at token ``i``, or ``i``."""
        return self._ends.get(i, i)

    def phrase(self, i: int, stop: int) -> Speaker | None:
        """A subject that nobody knows, behind its verb: the noun phrase that begins at token ``i``, or who is named behind it."""
        phrase = self._phrases.behind(i, stop)
        return phrase and (self._apposed(phrase, stop) or phrase)

    def _apposed(self, phrase: Speaker, stop: int) -> Speaker | None:
        """Who stands between commas behind a description (``الخبير في شؤون المنطقة، فلان، إن``)."""
        reading, k = self.reading, bisect_left(self.firsts, phrase.last)
        while k < len(self.items) and self.items[k].first < min(stop, phrase.last + 12):
            item = self.items[k]
            k += 1
            if item.kind != "person" or reading.word(item.first - 1) not in COMMAS:
                continue
            between = range(phrase.last, item.first - 1)
            if any(reading.word(j) in COMMAS or reading.is_word(j, "cue") or reading.is_word(j, "complementizer") for j in between):
                return None
            return item if item.last >= stop or reading.word(item.last) in COMMAS else None
        return None

    def phrase_before(self, i: int, many: bool) -> Speaker | None:
        """A subject that nobody knows, right before its verb at token ``i``."""
        return self._phrases.before(i, many)

    # -- looking up ---------------------------------------------------------------------------------------------------
    def after(self, i: int, stop: int) -> Speaker | None:
        """The subject that follows a verb: the first speaker from token ``i`` on that is not governed by a preposition."""
        k = bisect_left(self.firsts, i)
        reading = self.reading
        sentence = reading.sentence_of[i] if i < len(reading.tokens) else -1
        while k < len(self.items) and self.items[k].first < stop:
            item = self.items[k]
            if item.first - i > 14 or reading.sentence_of[item.first] != sentence:
                return None
            if not self._elsewhere(item, i) and not self.governed(item, i):
                return self._joined(k, stop)
            k += 1
        return None

    def _elsewhere(self, item: Speaker, i: int) -> bool:
        """Whether the speaker stands in a quotation that is speech and does not hold token ``i``."""
        region = self.reading.region_of[item.first]
        if region is None or region is self.reading.region_of[i]:
            return False
        tokens = self.reading.tokens
        return tokens.at(region.end) - tokens.at(region.start) >= _LONG

    def _joined(self, k: int, stop: int) -> Speaker:
        """The speaker ``k`` together with those joined to it by و (لافروف وظريف)."""
        item, last, n = self.items[k], self.items[k].last, k + 1
        while n < len(self.items) and self.items[n].first < stop and self.items[n].first - last <= 1:
            other, hit = self.items[n], self.reading.at[self.items[n].first]
            if hit is None or hit.clitic != "و" or hit.first != other.first or other.actor == item.actor:
                break
            if other.first > last and self.reading.word(last) not in ("،", ","):
                break
            last, n = other.last, n + 1
        if last == item.last:
            return item
        start = self.reading.tokens.starts[item.first]
        hit = self.reading.at[item.first]
        start = hit.start if hit is not None and hit.first == item.first else start
        text = re.sub(r"\s+", " ", self.reading.text(start, self.reading.tokens.ends[last - 1]))
        return Speaker(item.actor, text, item.first, last, False, item.kind, True)

    def governed(self, item: Speaker, since: int) -> bool:
        """Whether a preposition stands before it (``في حديث لوكالة س``, ``مع فلان``), so that it is no subject."""
        return self.governed_at(item.first, since)

    def governed_at(self, first: int, since: int) -> bool:
        """The same for whatever begins at token ``first``, looking back to token ``since``."""
        reading = self.reading
        hit = reading.at[first]
        if hit is not None and hit.clitic in ("ل", "ب", "ك", "ول", "وب"):
            return True
        j = first - 1
        while j >= since:
            word, before = reading.word(j), reading.at[j]
            if before is not None and before.of("quantifier") is not None:
                return False
            if word in ("،", ",", "«", '"', "“", "”", "»", ":", "(", ")"):
                if word in ("،", ","):
                    return False
                j -= 1
                continue
            if before is not None and before.of(*_GOVERNORS):
                return True
            if before is not None and before.of(*_NO_GOVERNORS):
                return False
            if first - 1 - j >= 3:
                return False
            j -= 1
        return False

    def before(self, i: int) -> Speaker | None:
        """The subject before a verb: right before it (``لافروف قال``), over an aside in commas, or the clause's first word
        (``وكان فلان … قد أعلن``)."""
        reading = self.reading
        start = self._clause_start(i)
        k = bisect_right(self.firsts, i - 1) - 1
        near: Speaker | None = None
        while k >= 0 and self.items[k].first >= start:
            item = self.items[k]
            gap = [w for w in reading.tokens.words[item.last : i] if w not in self._light]
            if item.kind == "paper" and gap or self._elsewhere(item, i - 1 if i else 0):
                k -= 1
                continue
            aside = len(gap) <= 6 and reading.word(i - 1) in ("،", ",") and reading.word(item.last) in ("،", ",", "(")
            if near is None and item.last <= i and (not gap or aside):
                governed = gap and self.governed(item, start) or self._topic(item, start)
                near = item if not self._dative(item) and not governed else None
            if item.last <= i and not gap and self._stands_apart(item) and not self._dative(item):
                return item
            if item.last <= i and self._opens(item.first, start) and not self._dative(item):
                return item
            k -= 1
        return near

    def _topic(self, item: Speaker, start: int) -> bool:
        """``وبشأن انتخاب الرئيس، قال``: what is told ahead of a comma is no subject."""
        fronted = self.reading.at[start]
        if fronted is None or fronted.of("aside") is None or self.reading.word(item.last) not in ("،", ","):
            return False
        return item.first - fronted.last <= 3 and all(self.reading.word(j).isalpha() for j in range(fronted.last, item.first))

    def _stands_apart(self, item: Speaker) -> bool:
        """Whether a new clause begins with this speaker (لكن مصادر … أوضحت)."""
        before = self.reading.at[item.first - 1] if item.first else None
        if before is not None and before.of("clause-break", "subordinator") is not None:
            return True
        return item.kind == "source"

    def _dative(self, item: Speaker) -> bool:
        """Governed by ل or ب, and not the voice of a statement (``تصريحات لفلان، أكد فيها``)."""
        hit = self.reading.at[item.first]
        if hit is None or hit.clitic not in ("ل", "ب", "ك", "ول"):
            return False
        before = self.reading.at[item.first - 1] if item.first else None
        return before is None or before.of("speech-noun", "source-noun") is None

    def _clause_start(self, i: int) -> int:
        """First token of the clause around token ``i``: the sentence's, or behind the last break or report."""
        reading = self.reading
        first, _ = reading.sentence_tokens(reading.sentence_of[i])
        for j in range(i - 1, first - 1, -1):
            here = reading.at[j]
            if here is None or here.first != j:
                continue
            cue = here.of("cue")
            if cue is not None and cue.get("tense") in ("past", "present", "future"):
                if here.of("preposition", "participant-prep", "actor") is None:
                    return here.last
            if here.of("clause-break") is not None and (mark := here.of("clause-break")) is not None and mark.get("strong"):
                return here.last
            if here.of("complementizer") is not None:
                return here.last
            if here.of("past-anchor") is not None and reading.word(j).startswith("و"):
                return here.first
        return first

    def _opens(self, i: int, start: int) -> bool:
        """Whether only particles stand between the clause's start and token ``i``."""
        return i - start <= 4 and all(
            w in self._light or (h := self.reading.at[start + n]) is not None and h.of(*_LEADING) is not None
            for n, w in enumerate(self.reading.tokens.words[start:i])
        )

    def ending_at(self, i: int) -> Speaker | None:
        """The speaker that ends right before token ``i`` (over closing marks and a comma)."""
        while i > 0 and self.reading.word(i - 1) in ("»", "”", '"', "“", "،", ","):
            i -= 1
        k = bisect_left(self.firsts, i)
        for item in reversed(self.items[max(0, k - 4) : k]):
            if item.last == i:
                return item
        return None

    def immediately_after(self, i: int, words: int = 2) -> Speaker | None:
        """The speaker that begins within ``words`` tokens of token ``i``."""
        k = bisect_left(self.firsts, i)
        if k < len(self.items) and self.items[k].first - i <= words:
            return self.items[k]
        return None

    def within(self, first: int, last: int) -> Speaker | None:
        """The first speaker that lies between two tokens."""
        k = bisect_left(self.firsts, first)
        return self.items[k] if k < len(self.items) and self.items[k].last <= last else None

    def person_before(self, i: int) -> Speaker | None:
        """The person named last before token ``i``."""
        for k in range(bisect_left(self.firsts, i) - 1, -1, -1):
            if self.items[k].kind == "person" and self.items[k].last <= i:
                return self.items[k]
        return None

    def subject(self, sentence: int, before: int) -> Speaker | None:
        """The sentence's subject so far: its first ungoverned speaker before token ``before``."""
        first, _ = self.reading.sentence_tokens(sentence)
        k = bisect_left(self.firsts, first)
        fallback = None
        while k < len(self.items) and self.items[k].first < before:
            item = self.items[k]
            k += 1
            if item.kind == "paper" or self._elsewhere(item, before - 1):
                continue
            if not self.governed(item, first):
                return item
            fallback = fallback or (item if item.kind == "person" else None)
        return fallback

    def opening(self, sentence: int) -> Speaker | None:
        """Whom a sentence is about: an ungoverned speaker among its first words."""
        first, last = self.reading.sentence_tokens(sentence)
        k = bisect_left(self.firsts, first)
        while k < len(self.items) and self.items[k].first < min(last, first + 6):
            item = self.items[k]
            if item.kind != "paper" and not self._elsewhere(item, first) and not self.governed(item, first):
                return item
            k += 1
        return None

    def last(self, feminine: bool | None, many: bool = False) -> Speaker | None:
        """Who spoke last, agreeing in gender and number as far as both are known."""
        recent = self.history[-8:][::-1]
        for item, _ in recent:
            if self.agrees(item, feminine, many):
                return item
        return recent[0][0] if recent else None

    def agrees(self, item: Speaker, feminine: bool | None, many: bool) -> bool:
        """Whether a verb of this gender and number can have the speaker as its unexpressed subject."""
        if many:
            return item.many
        return feminine is None or item.feminine is None or item.feminine == feminine

    def resolved(self, item: Speaker) -> Speaker:
        """A definite source (المصدر، المصادر الروسية، الصحيفة) goes back to its first full mention."""
        if (bearer := self._bearer(item)) is not None:
            return bearer
        words = [self.reading.word(i) for i in range(item.first, item.last)]
        hit = self.reading.at[item.first]
        clitic = len(hit.clitic) if hit is not None and hit.first == item.first else 0
        words[0] = words[0][clitic:]
        if clitic and hit is not None and hit.clitic.endswith("ل") and not words[0].startswith("ال") and words[0].startswith("ل"):
            words[0] = "ا" + words[0]
        if item.kind in _TITLED and (holder := self._holder(item)) is not None:
            return holder
        if item.kind != "source" or item.actor is not None:
            return item
        nouns = (h.of("source-noun") for i in range(item.first, item.last) if (h := self.reading.at[i]) is not None)
        if any(noun is not None and noun.id == "outlet" for noun in nouns):
            return self._earlier(item, lambda s: s.kind == "media") or item
        if not words[0].startswith("ال"):
            return item
        stem = self._stem(item)
        if stem == "statement":
            return self._issuer(item) or self._earlier(item, lambda s: s.kind == "organization") or item
        same = self._earlier(item, lambda s: s.kind == "source" and self._stem(s) == stem and self._indefinite(s))
        return same or item

    def _bearer(self, item: Speaker) -> Speaker | None:
        """Whose title it is, where it stands behind a name and a comma (``فلان، المتحدث باسم …``)."""
        hit = self.reading.at[item.first]
        if item.kind == "person" or hit is None or hit.of("title") is None or self.reading.word(item.first - 1) not in ("،", ","):
            return None
        name = self.ending_at(item.first)
        return name if name is not None and name.kind == "person" and name.last == item.first - 1 else None

    def _issuer(self, item: Speaker) -> Speaker | None:
        """Whose statement it is: the body that spoke last, up to three sentences before."""
        sentence = self.reading.sentence_of[item.first]
        for body, number in reversed(self.history[-3:]):
            if body.kind in ("organization", "armed_group", "state") and sentence - number <= 3:
                return Speaker(body.actor, body.text, item.first, item.last, item.feminine, body.kind)
        return None

    def _holder(self, item: Speaker) -> Speaker | None:
        """A title without a name (المبعوث السوري) means the person who spoke last, if that one belongs to the same body."""
        hit = self.reading.at[item.first]
        title = hit.of("title") if hit is not None else None
        if title is None or not self.reading.word(item.first).startswith("ال") or not self.history:
            return None
        sentence = self.reading.sentence_of[item.first]
        for person, number in reversed(self.history[-4:]):
            if person.kind != "person" or person.actor is None or sentence - number > 4:
                continue
            actor = self.actors[person.actor]
            if item.actor is None or item.actor in (actor.affiliation, self.reading.known.state_of(actor.affiliation)):
                return Speaker(person.actor, item.text, item.first, item.last, person.feminine, "person")
            return None
        return None

    def _earlier(self, item: Speaker, fits: Callable[[Speaker], bool]) -> Speaker | None:
        for k in range(bisect_left(self.firsts, item.first) - 1, -1, -1):
            earlier = self.items[k]
            if fits(earlier):
                return Speaker(earlier.actor, earlier.text, item.first, item.last, item.feminine, earlier.kind)
        return None

    def _indefinite(self, item: Speaker) -> bool:
        return not self._bare(item).startswith("ال")

    def _stem(self, item: Speaker) -> str:
        """The kind of source, whatever its number (مصدر، مصادر)."""
        hit = self.reading.at[item.first]
        entry = hit.of("source-noun") if hit is not None else None
        return entry.id if entry is not None else ""

    def _bare(self, item: Speaker) -> str:
        hit = self.reading.at[item.first]
        word = self.reading.word(item.first)
        return word[len(hit.clitic) :] if hit is not None and hit.first == item.first else word
