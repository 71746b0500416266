"""What a report says: where its content ends, whether it is direct, indirect or mixed, and the finished quote."""

from __future__ import annotations

from core.extract.confidence import confidence
from core.extract.marks import Marks
from core.extract.reading import Reading
from core.extract.reports import COMMAS, Report, ReportFinder
from core.extract.speakers import Speaker
from core.language.lexicon import Entry, Hit
from core.model import Quote, QuoteMode

_CLOSING = ("»", "”", '"', "›")
_MARKS = "«»“”\"‹›„'‘’"
_TRIM = _MARKS + " \t\r\n\u00a0،,.؛;:-–—…!؟?()[]"


class Content:
    """Builds quotes from reports."""

    def __init__(self, reading: Reading, marks: Marks, finder: ReportFinder) -> None:
        self.reading = reading
        self.marks = marks
        self.finder = finder
        self._first_person = reading.known.words.get("first-person", frozenset())
        self._stray = self._stray_marks()

    def _stray_marks(self) -> list[int]:
        """Tokens that are closing guillemets without an opening one: the writer's quotation ended there."""
        text, tokens = self.reading.document.text, self.reading.tokens
        ends = {at for r in self.reading.regions for at in (r.open, r.close) if text[at : at + 1] == "»"}
        if text.count("»") == len(ends):
            return []
        return [i for i, word in enumerate(tokens.words) if word == "»" and tokens.starts[i] not in ends]

    def of_report(self, report: Report, later: list[Report]) -> Quote | None:
        """The quote of a report, or ``None`` when too little is said or nobody says it."""
        if report.speaker is None:
            return None
        if report.region is not None:
            start, end = report.region.start, report.region.end
        else:
            start, end = self._clause_span(report, later)
        return self.quote(report.cue, report.entry, start, end, report.speaker, report.rule, report.how, report.explicit)

    def quote(
        self, cue: Hit | None, entry: Entry | None, start: int, end: int, speaker: Speaker, rule: str, how: str, explicit: bool = False
    ) -> Quote | None:
        """A finished quote over ``text[start:end]``, trimmed; ``None`` below three words (two inside marks)."""
        text, tokens = self.reading.document.text, self.reading.tokens
        start, end = _trimmed(text, start, end)
        first, last = tokens.at(start), tokens.at(end)
        words = sum(map(str.isalnum, tokens.words[first:last]))
        if words < 2 or words < 3 and how != "quote":
            return None
        mode = self._mode(start, end, how, first, last)
        sentence = self.reading.sentences[self.reading.sentence_of[cue.first if cue else first]]
        said, cls = (text[cue.start : cue.end], (cue.start, cue.end)) if cue else (None, None), entry.get("class") if entry else ""
        return Quote(
            start, end, mode, speaker.actor, speaker.text, said[0], cls or None, said[1],
            (min(sentence[0], start), max(sentence[1], end)), rule, confidence(rule, entry, words, speaker, explicit),
        )  # fmt: skip

    def _mode(self, start: int, end: int, how: str, first: int, last: int) -> QuoteMode:
        if how in ("quote", "first", "turn"):
            return "direct"
        if how == "colon" and not self._first_person.isdisjoint(self.reading.tokens.words[first:last]):
            return "direct"
        for i in range(max(0, first - 1), last):
            region = self.marks.opening.get(i)
            if region is not None and region.close <= end + 1 and self.marks.speech(region, 2) and not self.marks.name(region):
                return "mixed"
        return "indirect"

    # -- the end of a clause ------------------------------------------------------------------------------------------
    def _clause_span(self, report: Report, later: list[Report]) -> tuple[int, int]:
        """From the clause's first word to the end of the report: the sentence's end, a new report, or a break."""
        reading, tokens = self.reading, self.reading.tokens
        if report.begin >= len(tokens):
            return tokens.ends[-1], tokens.ends[-1]
        start = tokens.starts[report.begin]
        sentence = reading.sentence_of[report.begin]
        limit = reading.sentences[sentence][1]
        _, stop = reading.sentence_tokens(sentence)
        for other in later:
            if other.cue.first >= stop:
                break
            if other.cue.first > report.begin and (self.at_level(other) or self._parallel(report, other)):
                limit = min(limit, self._before_cue(other.cue.first))
                break
        for j in range(report.begin + 1, stop):
            here = reading.at[j]
            if here is None or here.first != j or reading.region_of[j] is not None and self.marks.quoted(j):
                continue
            comma = reading.word(j - 1) in (*COMMAS, "-", "–")
            if self._breaks(j, here, comma):
                limit = min(limit, tokens.starts[j - 1] if comma else tokens.starts[j])
                break
        for i in self._stray:
            if report.begin < i < stop:
                limit = min(limit, tokens.starts[i])
                break
        return start, limit

    def _before_cue(self, i: int) -> int:
        """Offset where the clause before a new report ends (over كما، فيما، من جهته before the cue)."""
        reading, j = self.reading, i
        while j > 0 and (here := reading.at[j - 1]) is not None:
            if here.of("clause-break", "on-his-part") is None or reading.region_of[j - 1] is not None:
                break
            j = here.first
        if j > 0 and reading.word(j - 1) in (*COMMAS, ".", "؛"):
            j -= 1
        return reading.tokens.starts[j]

    def at_level(self, report: Report) -> bool:
        """Whether a later report stands beside the one before it, and not inside it."""
        cue, tense = report.cue, report.entry.get("tense")
        if tense == "participle":
            return True
        before = self.reading.at[cue.first - 1] if cue.first else None
        if before is not None and before.of("clause-break") is not None:
            return True
        if tense == "past" and not cue.clitic and self.reading.word(cue.first - 1) in COMMAS and report.explicit:
            return report.entry.get("class") in ("say", "affirm", "announce", "write", "note")
        return cue.clitic == "و" and tense == "past"

    def _parallel(self, report: Report, other: Report) -> bool:
        """``تعتقد س أن …، وتؤكد أن …``: two verbs of one tense and gender joined behind a comma."""
        if other.cue.clitic != "و" or self.reading.word(other.cue.first - 1) not in COMMAS:
            return False
        return all(report.entry.get(key) == other.entry.get(key) for key in ("tense", "f", "many")) and other.how == "clause"

    def _breaks(self, j: int, here: Hit, comma: bool) -> bool:
        """Whether the report ends before this word."""
        reading = self.reading
        cue, mark = here.of("cue"), here.of("clause-break")
        if cue is not None and cue.get("tense") == "participle" and here.clitic in ("", "و") and self.finder.circumstantial(here):
            follows = reading.at[here.last] if here.last < len(reading.tokens) else None
            if follows is None:
                return comma or reading.word(j).endswith("ا")
            return comma or follows.of("complementizer", "preposition") is not None
        if mark is not None and mark.get("strong"):
            return comma or here.last - here.first > 1 or bool(mark.get("lone"))
        if comma and mark is not None and mark.get("weak") and reading.word(j - 2) in _CLOSING:
            return True  # أن «…»، وذلك …: behind the quoted end the newspaper speaks again
        if mark is not None and comma:
            return any(self._past_cue(k) for k in range(here.last, min(here.last + 4, len(reading.tokens))))
        if here.of("according") and (comma or here.last - here.first >= 3):  # also without a comma: على حد قوله
            return True
        if comma and cue is not None and here.clitic == "و" and cue.get("tense") == "past" and not cue.get("rare"):
            return not cue.get("strict") or bool(cue.get("dropped"))
        return False

    def _past_cue(self, k: int) -> bool:
        hit = self.reading.at[k]
        entry = hit.of("cue") if hit is not None else None
        return entry is not None and entry.get("tense") == "past"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Off with blanks, stops and marks at both ends."""
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return start, end
