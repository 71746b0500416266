"""Quotes that no reporting verb opens: according-to phrases, quotations that stand alone, headlines and dialogue."""

from __future__ import annotations

from core.extract.content import Content
from core.extract.marks import Marks
from core.extract.reading import Reading
from core.extract.reports import COMMAS, FINITE, ReportFinder
from core.extract.speakers import Speaker, Speakers
from core.language.lexicon import Entry, Hit
from core.language.text import Region
from core.model import Quote

_CLASSES = frozenset(("according", "as-said"))
_BEHIND_NAME = ("»", "”", '"', "›", ")")
_HEADLINE = 40
"""Tokens among which a headline's colon stands."""
_BEHIND = ("say", "affirm", "note", "announce", "judge", "write", "express", "warn", "deny")


class Openings:
    """The remaining quotes of one document, once those of its reports are known."""

    def __init__(self, reading: Reading, speakers: Speakers, marks: Marks, finder: ReportFinder, content: Content) -> None:
        self.reading = reading
        self.speakers = speakers
        self.marks = marks
        self.finder = finder
        self.content = content

    # -- according to -------------------------------------------------------------------------------------------------
    def according(self, quotes: list[Quote], used: set[int]) -> list[Quote]:
        """``بحسب س فإن …`` and ``…، بحسب س``."""
        reading = self.reading
        out: list[Quote] = []
        for hit in reading.hits:
            if hit.kinds.isdisjoint(_CLASSES):
                continue
            entry = hit.of("according") or self._as_said(hit)
            if entry is None or entry.get("anaphor") or self.marks.quoted(hit.first) or hit.clitic not in ("", "و"):
                continue
            speaker = self.speakers.immediately_after(hit.last, 3) or self._statement_behind(hit)
            if speaker is None:
                continue
            speaker = self.speakers.resolved(speaker)
            sentence = reading.sentence_of[hit.first]
            first, stop = reading.sentence_tokens(sentence)
            if hit.first - first <= 1:
                end = reading.sentences[sentence][1]
                quote = self._initial(hit, entry, speaker, stop, end) or self._told(hit, entry, speaker, stop, end, quotes, used)
            else:
                quote = self._final(hit, entry, speaker, first, quotes, used)
            if quote is not None:
                out.append(quote)
                self.speakers.said(speaker, sentence)
        return out

    def _as_said(self, hit: Hit) -> Entry | None:
        """The verb of ``…، كما قال س`` at the end of what is reported; elsewhere it opens a report of its own."""
        ahead = self.reading.at[hit.last] if hit.of("as-said") is not None and hit.last < len(self.reading.tokens) else None
        entry = ahead.of("cue") if ahead is not None else None
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        if ahead is None or entry is None or entry.get("tense") != "past" or ahead.clitic or hit.first - first < 4:
            return None
        return None if self.reading.is_word(ahead.last, "complementizer") else entry

    def _statement_behind(self, hit: Hit) -> Speaker | None:
        here = self.reading.at[hit.last] if hit.last < len(self.reading.tokens) else None
        if here is not None and here.of("speech-noun", "source-noun"):
            return self.speakers.immediately_after(here.last, 4)
        return None

    def _initial(self, hit: Hit, entry: Entry, speaker: Speaker, stop: int, end: int) -> Quote | None:
        reading = self.reading
        for j in range(speaker.last, min(stop, speaker.last + 12)):
            here = reading.at[j]
            if here is not None and here.first == j and here.of("report-opening") and here.last < len(reading.tokens):
                start = reading.tokens.starts[here.last]
                return self.content.quote(hit, entry, start, end, speaker, "quote.according.initial", "clause", True)
        return None

    def _told(
        self, hit: Hit, entry: Entry, speaker: Speaker, stop: int, end: int, quotes: list[Quote], used: set[int]
    ) -> Quote | None:
        """``وبحسب س، «…»`` and ``ووفقا لـ س، أدى القصف إلى «…»``: the clause behind the comma, where it holds quoted words."""
        tokens, j = self.reading.tokens, speaker.last
        while j < stop and tokens.words[j] in _BEHIND_NAME:
            j += 1
        if j >= stop or tokens.words[j] not in COMMAS:
            return None
        start = tokens.starts[j + 1] if j + 1 < len(tokens) else end
        end = min((q.cue_span[0] for q in quotes if q.cue_span is not None and start < q.cue_span[0] < end), default=end)
        if any(q.start < end and q.end > start for q in quotes):
            return None
        opened = [(i, r) for i in range(j + 1, stop) if (r := self.marks.opening.get(i)) is not None and r.close <= end + 1]
        speech = [(i, r) for i, r in opened if self.marks.speech(r, 3) and not self.marks.name(r)]
        if not speech:
            return None
        used.update(r.open for _, r in speech)
        first, region = speech[0]
        whole = first == j + 1 and (self.marks.behind(region) >= stop or not self.reading.word(self.marks.behind(region)).isalnum())
        if whole:
            return self.content.quote(hit, entry, region.start, region.end, speaker, "quote.according.marks", "quote", True)
        return self.content.quote(hit, entry, start, end, speaker, "quote.according.told", "clause", True)

    def _final(self, hit: Hit, entry: Entry, speaker: Speaker, first: int, quotes: list[Quote], used: set[int]) -> Quote | None:
        """The sentence up to ``بحسب س``, where it holds quoted words and no report of its own."""
        tokens = self.reading.tokens
        opening = self.reading.at[first]
        if opening is not None and opening.of("clause-break"):
            first = opening.last
        start, end = tokens.starts[first], tokens.ends[hit.first - 1]
        if any(q.start < end and q.end > start for q in quotes):
            return None
        regions = [r for i in range(first, hit.first) if (r := self.marks.opening.get(i)) is not None and r.close <= end + 1]
        speech = [r for r in regions if self.marks.speech(r, 3)]
        if not speech:
            return None
        used.update(r.open for r in speech)
        return self.content.quote(hit, entry, start, end, speaker, "quote.according.final", "clause", True)

    # -- quotations that stand alone ----------------------------------------------------------------------------------
    def alone(self, quotes: list[Quote], used: set[int]) -> list[Quote]:
        """Quotations that no cue opened: with a cue behind them, or going on with what somebody said just before."""
        out: list[Quote] = []
        tokens = self.reading.tokens
        covered = sorted((q.start, q.end) for q in quotes)
        for region in self.reading.regions:
            if region.depth or region.open in used or not self.marks.speech(region, 3):
                continue
            if any(start <= region.end and region.start <= end for start, end in covered):
                continue
            first, behind = tokens.at(region.open), self.marks.behind(region)
            if self._asked(first, region):
                continue
            cue, speaker = self._spoken(first, behind, region)
            if speaker is None:
                continue
            rule = "quote.behind" if cue is not None and cue.first >= behind else "quote.region"
            entry = cue.of("cue") if cue is not None else None
            quote = self.content.quote(cue, entry, region.start, region.end, self.speakers.resolved(speaker), rule, "quote")
            if quote is not None:
                out.append(quote)
                covered.append((quote.start, quote.end))
        return out

    def _spoken(self, first: int, behind: int, region: Region) -> tuple[Hit | None, Speaker | None]:
        """The cue and speaker of a quotation that begins with its mark at token ``first``."""
        tokens, speakers = self.reading.tokens, self.speakers
        sentence = self.reading.sentence_of[first]
        cue = self._cue_behind(behind)
        opens = not first or self.reading.sentence_of[first - 1] != sentence
        if cue is not None and (opens or self.marks.words(region) >= 6):
            stop = min(cue.last + 14, len(tokens))
            speaker = speakers.after(cue.last, stop) or speakers.phrase(cue.last, stop)
            if speaker is not None or opens:
                return cue, speaker or self._before(sentence)
        if self.marks.words(region) < 6:
            return None, None
        cue = self._cue_before(first)
        if cue is not None:
            return cue, speakers.after(cue.last, first) or speakers.before(cue.first) or self._before(sentence)
        return None, self._before(sentence) if opens else None

    def _before(self, sentence: int) -> Speaker | None:
        """Whoever spoke last at this point of the text."""
        for item, number in reversed(self.speakers.history):
            if sentence - 2 <= number <= sentence:
                return item
        return None

    def _asked(self, first: int, region: Region) -> bool:
        """A question that somebody was asked is not that one's speech."""
        if "؟" not in self.reading.text(region.end - 1, region.end + 1):
            return False
        return any(self.reading.is_word(j, "question-noun") for j in range(max(0, first - 4), first))

    def _cue_behind(self, i: int) -> Hit | None:
        for j in range(i, min(i + 4, len(self.reading.tokens))):
            here = self.reading.at[j]
            if here is None:
                if self.reading.word(j).isalnum():
                    return None
                continue
            entry = here.of("cue")
            if entry is not None and entry.get("class") in _BEHIND and entry.get("tense") in FINITE and here.clitic == "":
                return here if self.finder.cue(here) is not None else None
            if here.of("thus", "coordinator") is None:
                return None
        return None

    def _cue_before(self, i: int) -> Hit | None:
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[max(0, i)])
        for j in range(i - 1, first - 1, -1):
            here = self.reading.at[j]
            if here is None or here.first != j or here.of("cue") is None:
                continue
            if self.finder.cue(here) is not None and not self.marks.quoted(j):
                return here
        return None

    # -- headlines and dialogue ---------------------------------------------------------------------------------------
    def lines(self, quotes: list[Quote]) -> list[Quote]:
        """``لافروف: …`` in the first line; the same at the start of several lines is a dialogue."""
        starts = [j for j in self._labels() if j]
        out: list[Quote] = []
        first_line = self.reading.tokens.line[0] if len(self.reading.tokens) else 0
        turns = [j for j in starts if self.reading.tokens.line[j] != first_line]
        for j in starts:
            headline = self.reading.tokens.line[j] == first_line
            if headline or len(turns) >= 3:
                quote = self._line(j, headline, quotes)
                if quote is not None:
                    out.append(quote)
        return out

    def _labels(self) -> list[int]:
        """Tokens that are a colon right behind a speaker who begins a line."""
        tokens = self.reading.tokens
        out = []
        for item in self.speakers.items:
            j = item.last
            if j >= len(tokens) or tokens.words[j] != ":" or item.kind == "paper":
                continue
            begins = item.first == 0 or tokens.line[item.first - 1] != tokens.line[item.first]
            if begins or j < _HEADLINE and tokens.line[j] == tokens.line[0]:
                out.append(j)
        return out

    def _line(self, j: int, headline: bool, quotes: list[Quote]) -> Quote | None:
        reading, tokens = self.reading, self.reading.tokens
        speaker = self.speakers.before(j)
        if speaker is None or speaker.last < j - 1:
            return None
        start = tokens.ends[j]
        end = reading.document.text.find("\n", start)
        end = end if end > 0 else len(reading.document.text)
        if headline:
            end = min(end, reading.sentences[reading.sentence_of[j]][1])
        if any(q.start < end and q.end > start for q in quotes):
            return None
        how, rule = ("clause", "quote.headline") if headline else ("turn", "quote.turn")
        return self.content.quote(None, None, start, end, speaker, rule, how, True)
