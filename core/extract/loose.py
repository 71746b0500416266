"""Names without titles: a given name and what follows it beside a report, in a list of people, or beyond doubt by itself; and
later mentions of people by their surname alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.extract.chunks import Chunk
from core.extract.names import (
    COMMON_SURNAME,
    EVERYDAY,
    blocked,
    commonness,
    is_given,
    is_plainly_given,
    joined_name_at,
    name_at,
    rare,
    stands_alone,
)
from core.extract.titles import TitleParser

if TYPE_CHECKING:
    from core.extract.actors import Finder


_COMMAS = ("،", ",")


class LooseNames:
    """Finds them for one document, after all titles have been read."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder

    def run(self) -> None:
        """Note the names, then the surnames that they support."""
        self._loose_names()
        self._apposed()
        self._surnames()

    def _loose_names(self) -> None:
        """Given name and surname beside a report, or before a title in apposition."""
        reading = self.finder.reading
        covered = [False] * len(reading.tokens)
        for chunk in self.finder.chunks:
            for i in range(chunk.first, chunk.last):
                covered[i] = True
        heads, done = reading.known.given_heads, 0
        people = {c.last for c in self.finder.chunks if c.kind == "person"}
        for i, word in enumerate(reading.tokens.words):
            if i < done:
                continue
            if word not in heads:
                if (
                    word[:1] == "و"
                    and word[1:] in heads
                    and not covered[i]
                    and (end := joined_name_at(reading, i)) is not None
                    and not any(covered[i:end])
                ):
                    self._loose(i, end)
                    done = end
                continue
            if covered[i] or not is_given(reading, i) or (reading.at[i] is not None and reading.at[i].of("actor")):  # type: ignore[union-attr]
                continue
            listed = i - 1 in people and reading.word(i - 1) in ("،", ",") and reading.known.frequency.get(word, 0.0) < EVERYDAY
            end = name_at(reading, i, titled=listed) or self._introduced(i)
            if end is None or any(covered[i:end]) or not (listed or stands_alone(reading, i, end) or self._reported(i, end)):
                continue
            self._loose(i, end)
            people.add(end)
            done = end
        for chunk in self.finder.chunks:
            for i in range(chunk.first, chunk.last):
                covered[i] = True
        self._before_title(covered)

    def _loose(self, i: int, end: int) -> None:
        """Note a name that has no title in front, with the title that may follow it."""
        tokens = self.finder.reading.tokens
        office, of, role = self._apposition(end)
        start = tokens.starts[i] + (not is_given(self.finder.reading, i))  # behind the و of an enumeration
        person = self.finder.add_unknown(start, tokens.ends[end - 1], i, end, office, of, role, "actor.given-name")
        if person is not None:
            self.finder.chunks.append(Chunk(i, end, (person,), "person", "unknown", (i, end), office, of))

    def _apposed(self) -> None:
        """A name of any words between commas, behind a report's unnamed subject (أكد مدير الحملة، فلان الفلاني، أن)."""
        reading = self.finder.reading
        covered = {i for c in self.finder.chunks for i in range(c.first, c.last)}
        for hit in reading.hits:
            if hit.of("complementizer") is None or reading.word(hit.first - 1) not in _COMMAS:
                continue
            end = hit.first - 1
            start = next((j + 1 for j in range(end - 2, max(end - 6, 0), -1) if reading.word(j) in _COMMAS), None)
            if start is None or any(i in covered or blocked(reading, i) for i in range(start, end)) or not self._subject_of(start - 1):
                continue
            if reading.word(start).startswith("ال") or not any(is_given(reading, i) or rare(reading, i) for i in range(start, end)):
                continue
            role = self._role_before(start - 1)
            of = next((a for c in self.finder.chunks if role[0] <= c.first < start and c.kind != "person" for a in c.actors), None)
            tokens = reading.tokens
            words = reading.text(tokens.starts[role[0]], tokens.ends[start - 2])
            person = self.finder.add_unknown(
                tokens.starts[start], tokens.ends[end - 1], start, end, None, of, words, "actor.apposed-name"
            )
            if person is not None:
                self.finder.chunks.append(Chunk(start, end, (person,), "person", "unknown", (start, end)))

    def _subject_of(self, comma: int) -> bool:
        """Whether a reporting verb's unnamed subject ends before this comma."""
        first = self._role_before(comma)[0]
        before = self.finder.reading.at[first - 1] if first else None
        return 1 <= comma - first <= 14 and before is not None and before.of("cue") is not None

    def _role_before(self, comma: int) -> tuple[int, int]:
        """The tokens from behind the nearest reporting verb up to the comma."""
        reading = self.finder.reading
        sentence, _ = reading.sentence_tokens(reading.sentence_of[comma])
        for j in range(comma - 1, max(sentence, comma - 16) - 1, -1):
            here = reading.at[j]
            if here is None or here.first != j:
                continue
            if here.of("complementizer") is not None:
                break
            if (cue := here.of("cue")) is not None and cue.get("tense") in ("past", "present") and here.of("preposition") is None:
                return here.last, comma
        return comma, comma

    def _introduced(self, i: int) -> int | None:
        """A name of ordinary words between a report and the title behind its comma (قال علي القرة داغي، الأمين العام …)."""
        before = self.finder.reading.at[i - 1] if i else None
        if before is None or before.of("cue") is None or before.last != i:
            return None
        end = name_at(self.finder.reading, i, titled=True)
        return end if end is not None and self._apposition(end)[0] is not None else None

    def _before_title(self, covered: list[bool]) -> None:
        """A name of rare words between a report and its title, though it begins with no given name that is known."""
        reading = self.finder.reading
        for hit in reading.hits:
            i = hit.last
            if hit.of("cue") is None or i >= len(reading.tokens) or covered[i] or reading.word(i).startswith("ال") or not rare(reading, i):
                continue
            end = i
            while end < min(i + 4, len(reading.tokens)) and not covered[end] and not blocked(reading, end):
                end += 1
            if end - i >= 2 and not any(covered[i:end]) and self._apposition(end)[0] is not None:
                self._loose(i, end)

    def _reported(self, first: int, last: int) -> bool:
        """Whether a name stands where people act: beside a cue, an encounter, a preposition of company, a comma and a title."""
        reading = self.finder.reading
        before, after = reading.at[first - 1] if first else None, reading.at[last] if last < len(reading.tokens) else None
        if before is not None and before.of(
            "cue", "participant-prep", "encounter-verb", "according", "source-noun", "title-link", "coordinator", "past-anchor"
        ):
            return True
        if after is not None and after.of("cue", "complementizer"):
            return True
        follows = reading.at[last + 1] if last + 1 < len(reading.tokens) else None
        if reading.word(last) not in _COMMAS:
            return False
        if follows is not None and follows.of("title") is not None:
            return True
        apposed = reading.word(last + 1).startswith("ال") or reading.word(last + 1) in reading.known.words.get("apposition", ())
        return apposed and is_plainly_given(reading, first) and rare(reading, last - 1)

    def _apposition(self, j: int) -> tuple[str | None, str | None, str | None]:
        """The title that follows a name: ``(office, of, words)``."""
        k = j + 1 if self.finder.reading.word(j) in ("،", ",") else j
        phrase = TitleParser(self.finder.reading).parse(k)
        if phrase is None or not phrase.offices:
            return None, None, None
        of = phrase.bearers[0].of if phrase.bearers else None
        start, end = self.finder.reading.tokens.starts[phrase.first], self.finder.reading.tokens.ends[phrase.last - 1]
        return phrase.offices[0], of, self.finder.reading.text(start, end)

    def _surnames(self) -> None:
        """Later mentions of unknown people by surname alone."""
        reading, tokens = self.finder.reading, self.finder.reading.tokens
        if not self.finder.surnames:
            return
        covered = {i for c in self.finder.chunks for i in range(c.first, c.last)}
        spelled = {clitic + name: (clitic, person) for name, person in self.finder.surnames.items() for clitic in ("", "و", "ل", "ف", "ب")}
        for i, word in enumerate(tokens.words):
            if word not in spelled or i in covered:
                continue
            clitic, person = spelled[word]
            hit = reading.at[i]
            if hit is not None and hit.of("place", "actor", "demonym") and hit.last - hit.first > 1:
                continue
            if commonness(reading, word[len(clitic) :]) > COMMON_SURNAME and not self._near_cue(i) and not self._alone_in_marks(i):
                continue
            start = tokens.starts[i] + len(clitic)
            self.finder.builders[person].mention(start, tokens.ends[i], "actor.surname")
            self.finder.chunks.append(Chunk(i, i + 1, (person,), "person", "name", (i, i + 1)))

    def _alone_in_marks(self, i: int) -> bool:
        region = self.finder.reading.region_of[i]
        return (
            region is not None and self.finder.reading.tokens.at(region.start) == i and self.finder.reading.tokens.at(region.end) == i + 1
        )

    def _near_cue(self, i: int) -> bool:
        for k in (i - 1, i - 2, i + 1, i + 2):
            hit = self.finder.reading.at[k] if 0 <= k < len(self.finder.reading.tokens) else None
            if hit is not None and hit.of("cue", "rank", "honorific", "complementizer", "encounter-verb"):
                return True
        return False
