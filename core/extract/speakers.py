"""Who speaks: the subject of a reporting word, unnamed sources, and pronouns back to their speaker."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace

from core.extract.chunks import Chunk
from core.extract.reading import Reading
from core.model import Actor

_PUNCTUATION = ("«", "»", '"', "“", "”", "،", ",", ")", "(")
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
_TITLED = ("phrase", "state", "organization")
_PRONOUNS = ("ه", "ها", "هم", "هما")


@dataclass(slots=True)
class Speaker:
    """A speaker as found: an actor id (or ``None``), the words that name it, its tokens, and agreement."""

    actor: str | None
    text: str
    first: int
    last: int
    feminine: bool | None
    kind: str
    many: bool = False


class Speakers:
    """All possible speakers of a document, in order, and the memory of who spoke last."""

    def __init__(self, reading: Reading, chunks: list[Chunk], actors: tuple[Actor, ...]) -> None:
        self.reading = reading
        self.actors = {a.id: a for a in actors}
        words = reading.known.words
        self._light = {*_PUNCTUATION, *words.get("light-word", ())}
        self._particles = words.get("nameless", frozenset()) | words.get("not-that", frozenset())
        self._source_places = words.get("source-place", frozenset())
        items = [self._of_chunk(c) for c in chunks if c.actors and c.actors[0] in self.actors]
        covered = {i for c in chunks if c.kind in ("person", "media") for i in range(c.first, c.last)}
        sources = [s for h in reading.hits if h.of("source-noun") and h.first not in covered and (s := self._source(h.first, items)) is not None]
        taken = {i for s in sources for i in range(s.first, s.last)}
        self.items = sorted([s for s in items if s.first not in taken] + sources, key=lambda s: (s.first, -s.last))
        self.firsts = [s.first for s in self.items]
        self._ends = {s.first: s.last for s in reversed(self.items)}
        self.history: list[tuple[Speaker, int]] = []

    def said(self, speaker: Speaker, sentence: int, feminine: bool | None = None) -> None:
        """Remember who spoke in which sentence, with the gender that the verb gave a body or state."""
        if feminine is not None and speaker.kind not in ("person", "source") and speaker.feminine != feminine:
            speaker = replace(speaker, feminine=feminine)
        self.history.append((speaker, sentence))

    def ending(self, i: int) -> int:
        """The token behind the speaker that begins at token ``i``, or ``i``."""
        return self._ends.get(i, i)

    # -- building -----------------------------------------------------------------------------------------------------
    def _of_chunk(self, chunk: Chunk) -> Speaker:
        start, end = self.reading.tokens.span(chunk.first, chunk.last)
        hit = self.reading.at[chunk.first]
        if hit is not None and hit.first == chunk.first:
            start = hit.start
        text = re.sub(r"\s+", " ", self.reading.text(start, end)).strip(" ،,")
        return Speaker(chunk.actors[0], text, chunk.first, chunk.last, self._feminine(chunk), chunk.kind, chunk.many or len(chunk.actors) > 1)

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
                if here.of("preposition") and here.clitic == "" and word in self._source_places and j + 1 < len(reading.tokens):
                    nxt = reading.at[j + 1]
                    if nxt is not None and nxt.of("place", "actor", "metonym", "body-head", "delegation-head", "title") and nxt.clitic == "":
                        j = nxt.last
                        continue
                if here.of("locative") is None or here.clitic or not word.endswith("ي") or reading.is_word(j + 1, "place"):
                    break
                j = here.last
                continue
            if here is None and word.isalpha() and not word.startswith(("ان", "بان")) and self._adjective(word, hit.first, j):
                j += 1
                continue
            break
        start, end = hit.start, reading.tokens.ends[j - 1]
        inside = [s for s in items if i < s.first and s.last <= j]
        statement = (source := hit.of("source-noun")) is not None and source.id == "statement"
        actor = inside[0].actor if inside and (inside[0].kind == "organization" or statement) else None
        word = reading.word(hit.first)
        feminine = word.rstrip("ا").endswith(("مصادر", "اوساط", "دوائر", "جهات", "وسائل", "تقارير", "ه"))
        many = source is not None and source.id != "statement" and word.endswith(("ون", "ين", "اء", "ان"))
        kind = "paper" if source is not None and source.id == "paper" else "source"
        return Speaker(actor, re.sub(r"\s+", " ", reading.text(start, end)), i, j, feminine, kind, many)

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
        sentence = reading.sentence_of[i] if i < len(reading.tokens) else -1
        while k < len(self.items) and self.items[k].first < stop:
            item = self.items[k]
            if item.first - i > 14 or reading.sentence_of[item.first] != sentence:
                return None
            if not self._elsewhere(item, i) and not self._governed(item, i):
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

    def phrase(self, i: int, stop: int) -> Speaker | None:
        """A subject that nobody knows (أكد الناطق فلان أن …): the noun phrase that begins at token ``i``."""
        reading = self.reading
        while i < stop and reading.word(i) in self._light and reading.word(i) not in _PUNCTUATION:
            i += 1
        if i < stop and reading.word(i) in _PUNCTUATION[:5] and (named := self._quoted_name(i, stop)) is not None:
            return named
        first = i + 1 if i < stop and reading.word(i) in _PUNCTUATION[:5] else i
        if first >= stop or not self._nominal(first):
            return None
        j = first
        while j < stop and j - first < 9 and not self._ends_phrase(j, j == first):
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

    def phrase_before(self, i: int) -> Speaker | None:
        """An unknown subject in the plural that stands right before its verb (لكن منتقديه يقولون)."""
        reading = self.reading
        first, _ = reading.sentence_tokens(reading.sentence_of[i])
        j = i
        while j > first and i - j < 6:
            here = reading.at[j - 1]
            if not reading.word(j - 1).isalpha() or here is not None and here.of(*_PHRASE_END, "coordinator") is not None:
                break
            j -= 1
        if j == i or i - j >= 6:
            return None
        text = " ".join(reading.text(reading.tokens.starts[j], reading.tokens.ends[i - 1]).split())
        return Speaker(None, text, j, i, False, "phrase", True)

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
        if "\u064b" in raw or word in self._particles:
            return False
        return word.startswith("ال") or not raw.endswith(_PRONOUNS)

    def _ends_phrase(self, j: int, first: bool) -> bool:
        word, here = self.reading.word(j), self.reading.at[j]
        if word in ("،", ",", ":", ".", "-", "–", "؛", "؟", "!"):
            return True
        if here is None or here.first != j or first:
            return False
        return here.of(*_PHRASE_END) is not None or here.clitic in ("ل", "ب", "ك") and here.of("actor", "media-head", "place") is not None

    def _governed(self, item: Speaker, since: int) -> bool:
        """Whether a preposition stands before it (``في حديث لوكالة س``, ``مع فلان``), so that it is no subject."""
        reading = self.reading
        hit = reading.at[item.first]
        if hit is not None and hit.clitic in ("ل", "ب", "ك", "ول", "وب"):
            return True
        j = item.first - 1
        while j >= since:
            word, before = reading.word(j), reading.at[j]
            if before is not None and before.of("quantifier") is not None:
                return False
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
            if near is None and item.last <= i and (not gap or (len(gap) <= 6 and reading.word(i - 1) in ("،", ",") and reading.word(item.last) in ("،", ",", "("))):
                near = item if not self._dative(item) and not (gap and self._governed(item, start)) else None
            if item.last <= i and not gap and self._stands_apart(item) and not self._dative(item):
                return item
            if item.last <= i and self._opens(item.first, start) and not self._dative(item):
                return item
            k -= 1
        return near

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
            if cue is not None and cue.get("tense") in ("past", "present", "future") and here.of("preposition", "participant-prep", "actor") is None:
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
            w in self._light or (h := self.reading.at[start + n]) is not None and h.of("past-anchor", "on-his-part", "clause-break", "coordinator", "source-noun") is not None
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
            if not self._governed(item, first):
                return item
            fallback = fallback or (item if item.kind == "person" else None)
        return fallback

    def opening(self, sentence: int) -> Speaker | None:
        """Whom a sentence is about: an ungoverned speaker among its first words."""
        first, last = self.reading.sentence_tokens(sentence)
        k = bisect_left(self.firsts, first)
        while k < len(self.items) and self.items[k].first < min(last, first + 6):
            item = self.items[k]
            if item.kind != "paper" and not self._elsewhere(item, first) and not self._governed(item, first):
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
        if any((h := self.reading.at[i]) is not None and (e := h.of("source-noun")) is not None and e.id == "outlet" for i in range(item.first, item.last)):
            return self._earlier(item, lambda s: s.kind == "media") or item
        if not words[0].startswith("ال"):
            return item
        stem = self._stem(item)
        if stem == "statement":
            return self._earlier(item, lambda s: s.kind == "organization") or item
        same = self._earlier(item, lambda s: s.kind == "source" and self._stem(s) == stem and self._indefinite(s))
        return same or item

    def _holder(self, item: Speaker) -> Speaker | None:
        """A title without a name (المبعوث السوري) means the person who spoke last, if that one belongs to the same body."""
        hit = self.reading.at[item.first]
        title = hit.of("title") if hit is not None else None
        if title is None or title.get("class") == "plural" or not self.history:
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
