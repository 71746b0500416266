"""Reported speech: cue, speaker, content.

A reporting word opens a report where a complement follows it: a clause (أن، إن، بأن), a colon, or a quotation. The
content of a clause runs to the end of the sentence or to the next report; a quotation's is what stands between its marks.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.extract.chunks import Chunk
from core.extract.reading import Reading
from core.extract.speakers import Speaker, Speakers
from core.language.lexicon import Entry, Hit
from core.language.text import Region
from core.model import Actor, Quote, QuoteMode

_MARKS = "«»“”\"‹›„'"
_TRIM = _MARKS + " \t\n،,.؛;:-–…!؟?()[]"


@dataclass(slots=True)
class Report:
    """One report while it is built: tokens of the cue, where and how its content begins, who speaks."""

    cue: Hit
    entry: Entry
    begin: int
    how: str
    region: Region | None = None
    speaker: Speaker | None = None
    rule: str = ""
    confidence: float = 0.9
    explicit: bool = False


class QuoteFinder:
    """Reported speech in one document."""

    def __init__(self, reading: Reading, chunks: list[Chunk], actors: tuple[Actor, ...]) -> None:
        self.reading = reading
        self.speakers = Speakers(reading, chunks, actors)
        self.no_that = {e for e, attrs in reading.known.cue_classes.items() if attrs.get("that") == "0"}
        self.names = {(c.first, c.last) for c in chunks} | {c.head for c in chunks if c.head}
        self.used: set[int] = set()

    def run(self) -> tuple[Quote, ...]:
        """Every report, in order of its content."""
        reports = self._reports()
        quotes: list[Quote] = []
        open_until = -1
        for k, report in enumerate(reports):
            if report.speaker is None:
                self._who(report, reports[:k])
            if report.cue.start < open_until and self._swallowed(report):
                continue
            quote = self._build(report, reports[k + 1 :])
            if quote is not None:
                open_until = max(open_until, quote.end) if report.region is None else open_until
                quotes.append(quote)
                if report.speaker is not None:
                    self.speakers.history.append(report.speaker)
        quotes += self._according(quotes)
        quotes += self._bare_regions(quotes)
        quotes += self._headline(quotes)
        unique = {(q.start, q.end): q for q in sorted(quotes, key=lambda q: q.confidence)}
        return tuple(sorted(unique.values(), key=lambda q: (q.start, -q.end)))

    def _swallowed(self, report: Report) -> bool:
        """Whether a cue inside another report's clause speaks for the same speaker, and so opens no report of its own."""
        if self._at_level(report.cue, report.entry) or report.rule == "quote.opinion":
            return False
        before = self.reading.at[report.cue.first - 1]
        if before is not None and before.of("complementizer") and before.last == report.cue.first:
            return self.reading.word(before.first)[-1:] in "هام" and report.entry.get("class") != "relay"
        return not report.explicit

    # -- which reporting words open a report --------------------------------------------------------------------------
    def _reports(self) -> list[Report]:
        out: list[Report] = []
        for hit in self.reading.hits:
            entry = self._cue(hit)
            if self._quoted(hit.first):
                continue
            report = self._complement(hit, entry) if entry is not None else self._opinion(hit)
            if report is not None:
                out.append(report)
        return out

    def _opinion(self, hit: Hit) -> Report | None:
        """``وفي رأي س، إن …``, ``انطباع س بأن …``: an opinion with its holder right behind it."""
        entry = hit.of("opinion-noun")
        if entry is None:
            return None
        speaker = self.speakers.immediately_after(hit.last, 1)
        if speaker is None:
            return None
        for j in range(speaker.last, min(speaker.last + 3, len(self.reading.tokens))):
            here = self.reading.at[j]
            if here is not None and here.of("complementizer") and here.first == j:
                report = self._clause(hit, entry, here)
                report.speaker, report.rule, report.confidence = speaker, "quote.opinion", 0.75
                return report
        return None

    def _cue(self, hit: Hit) -> Entry | None:
        entries = hit.all("cue")
        if not entries or hit.clitic not in ("", "و", "ف", "ل", "ب"):
            return None
        if hit.of("actor") is not None and hit.last - hit.first > 1:
            return None
        entry = next((e for e in entries if e.get("tense") in ("past", "present", "future")), entries[0])
        before = self.reading.at[hit.first - 1] if hit.first else None
        if before is not None and (before.of("negation") and entry.get("class") != "deny" or before.of("relative") and entry.get("obj")):
            return None
        if entry.get("tense") == "participle" and not self._circumstantial(hit):
            return None
        if hit.clitic in ("ل", "ب") and entry.get("tense") != "masdar":
            return None
        return entry

    def _circumstantial(self, hit: Hit) -> bool:
        """A participle in the accusative or feminine, not governed by a preposition or an article."""
        word = self.reading.word(hit.first)
        if word.startswith(("ال", "بال", "لل")) or not word.rstrip("ه").endswith(("ا", "ين")) and not word.endswith("ه"):
            return False
        before = self.reading.at[hit.first - 1] if hit.first else None
        return before is None or before.of("preposition", "complementizer", "body-head", "past-anchor") is None or before.of("participant-prep") is not None

    def _quoted(self, i: int) -> bool:
        """Whether token ``i`` lies in a quotation that is speech, whose own reporting words are the speaker's."""
        region = self.reading.region_of[i]
        if region is None:
            return False
        first, last = self.reading.tokens.at(region.start), self.reading.tokens.at(region.end)
        return last - first >= 4

    def _complement(self, hit: Hit, entry: Entry) -> Report | None:
        """Where the report of this cue begins, or ``None`` when nothing is reported."""
        reading, tokens = self.reading, self.reading.tokens
        sentence = reading.sentence_of[hit.first]
        _, stop = reading.sentence_tokens(sentence)
        stop = min(stop if stop > hit.last else len(tokens), len(tokens))
        free, j = 0, hit.last
        limit = 13 if entry.get("strict") else 30
        masdar = entry.get("tense") == "masdar"
        participle = entry.get("tense") == "participle"
        if masdar and not entry.get("obj") and hit.clitic == "":
            limit = 4
        if participle:
            limit = 8
        if entry.get("class") == "say" and not participle and not masdar and (first := self._first_person(hit, entry, stop)) is not None:
            return first
        may_that = entry.get("class") not in self.no_that and not entry.get("rare")
        while j < stop:
            word, here = reading.word(j), reading.at[j]
            region = reading.region_of[j]
            if word in _MARKS and j + 1 < len(tokens) and (opened := reading.region_of[j + 1]) is not None and opened.open == tokens.starts[j]:
                if self._speech(opened, minimum=3):
                    return Report(hit, entry, j + 1, "quote", opened, rule=f"quote.{entry.id}.marks")
                j = tokens.at(opened.close) + 1
                free += 1
                continue
            if word == ":":
                return self._colon(hit, entry, j)
            if masdar and word in ("،", ",") and j > hit.last and not entry.get("obj"):
                return None
            if here is not None and here.first == j and region is None:
                if here.of("complementizer") and self._opens_clause(j, here, hit, entry):
                    if not may_that:
                        return None
                    return self._clause(hit, entry, here)
                if j > hit.last and here.of("cue") and here.clitic in ("", "و", "ف") and here.of("preposition", "participant-prep", "actor", "aside") is None:
                    other = here.of("cue")
                    if other is not None and not (other.get("tense") == "masdar" and not other.get("obj")) and not (other.get("tense") == "form"):
                        if other.get("rare") or (other.get("tense") == "participle" and not self._circumstantial(here)):
                            pass
                        elif not self._relative_before(j):
                            return None
                if j > hit.last and here.of("clause-break") and here.of("clause-break").get("strong") and reading.word(j - 1) in ("،", ","):  # type: ignore[union-attr]
                    return None
            chunk_end = self._chunk_end(j)
            if chunk_end is not None and chunk_end > j:
                j = chunk_end
                continue
            free += word.isalnum()
            if free > limit:
                return None
            j += 1
        return None

    def _relative_before(self, j: int) -> bool:
        before = self.reading.at[j - 1]
        return before is not None and before.of("relative") is not None

    def _chunk_end(self, j: int) -> int | None:
        k = self.speakers.firsts
        from bisect import bisect_left

        i = bisect_left(k, j)
        if i < len(k) and k[i] == j:
            return self.speakers.items[i].last
        return None

    def _speech(self, region: Region, minimum: int) -> bool:
        """Whether a quotation is speech and not a name or a scare quote."""
        tokens = self.reading.tokens
        first, last = tokens.at(region.start), tokens.at(region.end)
        if sum(tokens.words[i].isalnum() for i in range(first, last)) < minimum:
            return False
        return (first, last) not in self.names

    def _opens_clause(self, j: int, here: Hit, cue: Hit, entry: Entry) -> bool:
        """أن behind قبل, يمكن, المقرر … belongs to those, not to the cue."""
        if here.clitic in ("ل", "ك"):
            return False
        before = self.reading.word(j - 1)
        if j == cue.last:
            return True
        if before == "علي" and entry.get("class") not in ("affirm", "support", "admit"):
            return False
        return before not in self.reading.known.words["not-that"] and before.removeprefix("و") not in self.reading.known.words["not-that"]

    def _clause(self, hit: Hit, entry: Entry, comp: Hit) -> Report:
        """A clause behind أن; a quotation that begins right there and fills it is direct."""
        reading, j = self.reading, comp.last
        if reading.word(j) in ("،", ",", ":"):
            j += 1
        if reading.word(j) and reading.word(j) in _MARKS and j + 1 < len(reading.tokens):
            region = reading.region_of[j + 1]
            if region is not None and region.open == reading.tokens.starts[j] and self._speech(region, minimum=3):
                return Report(hit, entry, j + 1, "quote", region, rule=f"quote.{entry.id}.that-marks")
        return Report(hit, entry, j, "clause", rule=f"quote.{entry.id}.that")

    def _colon(self, hit: Hit, entry: Entry, j: int) -> Report | None:
        reading = self.reading
        k = j + 1
        if k >= len(reading.tokens):
            return None
        here = reading.at[k]
        if here is not None and here.of("complementizer") and here.first == k:
            return self._clause(hit, entry, here)
        if reading.word(k) in _MARKS and k + 1 < len(reading.tokens):
            region = reading.region_of[k + 1]
            if region is not None and region.open == reading.tokens.starts[k]:
                return Report(hit, entry, k + 1, "quote", region, rule=f"quote.{entry.id}.colon-marks") if self._speech(region, 2) else Report(hit, entry, k, "colon", rule=f"quote.{entry.id}.colon")
        return Report(hit, entry, k, "colon", rule=f"quote.{entry.id}.colon")

    def _first_person(self, hit: Hit, entry: Entry, stop: int) -> Report | None:
        """Speech in the first person without marks or conjunction (قال الوزير نحن نعمل)."""
        speaker = self.speakers.after(hit.last, stop)
        j = speaker.last if speaker is not None else hit.last
        if j < stop and self.reading.word(j) in self.reading.known.words["first-person"] and self.reading.region_of[j] is None:
            return Report(hit, entry, j, "first", rule=f"quote.{entry.id}.first-person", confidence=0.7)
        return None

    # -- who speaks ---------------------------------------------------------------------------------------------------
    def _who(self, report: Report, earlier: list[Report]) -> None:
        hit, entry = report.cue, report.entry
        tense, feminine = entry.get("tense"), bool(entry.get("f"))
        tokens = self.reading.tokens
        stop = report.region and tokens.at(report.region.open) or report.begin
        stop = max(stop, hit.last)
        speaker: Speaker | None = None
        if entry.get("class") in ("relay", "learn"):
            speaker = self._relayed(hit, stop)
        elif tense == "masdar":
            speaker = self.speakers.ending_at(hit.first) or self._behind_about(hit) or self.speakers.before(hit.first) or (self.speakers.immediately_after(hit.last, 1) if not entry.get("obj") else None)
            if speaker is None:
                speaker = self._same_sentence(hit, earlier) or self.speakers.last(None)
        elif tense == "participle":
            speaker = self._earlier_verb(hit, feminine) or self._same_sentence(hit, earlier, feminine) or self.speakers.subject(self.reading.sentence_of[hit.first], hit.first) or self.speakers.last(feminine)
        else:
            speaker = self.speakers.after(hit.last, stop)
            report.explicit = speaker is not None
            if speaker is None and hit.clitic != "و":
                speaker = self.speakers.before(hit.first)
                report.explicit = speaker is not None
            if speaker is None:
                speaker = self._statement(hit) or (self._behind_preposition(hit, stop) if not hit.clitic or not entry.get("dropped") else None)
            if speaker is None and (hit.clitic or self._sentence_start(hit) or entry.get("dropped") or tense == "past"):
                speaker = self._earlier_verb(hit, feminine) if hit.clitic != "و" else None
                speaker = speaker or self.speakers.last(feminine) or self.speakers.subject(self.reading.sentence_of[hit.first], hit.first)
                report.confidence -= 0.1
        if speaker is not None:
            report.speaker = self.speakers.resolved(speaker)
        else:
            report.confidence -= 0.35

    def _behind_preposition(self, hit: Hit, stop: int) -> Speaker | None:
        """``أفاد مكتب العلاقات في وزارة الدفاع``: a nameless office of a body that is named."""
        following = self.reading.at[hit.last] if hit.last < len(self.reading.tokens) else None
        if following is not None and following.of("preposition", "complementizer", "aside", "participant-prep", "on-his-part", "speech-noun"):
            return None
        item = self.speakers.immediately_after(hit.last, 6)
        if item is None or item.first >= stop or item.kind not in ("organization", "state", "armed_group", "media"):
            return None
        start = self.reading.tokens.starts[hit.last] if hit.last < len(self.reading.tokens) else hit.end
        text = self.reading.text(start, self.reading.tokens.ends[item.last - 1])
        return Speaker(item.actor, text, hit.last, item.last, None, item.kind)

    def _earlier_verb(self, hit: Hit, feminine: bool | None) -> Speaker | None:
        """The subject of the nearest reporting verb before in the sentence, whether or not it opened a report."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        for j in range(hit.first - 1, first - 1, -1):
            here = self.reading.at[j]
            if here is None or here.first != j or self._quoted(j):
                continue
            cue = here.of("cue", "encounter-verb")
            if cue is not None and cue.get("tense") in ("past", "present") and here.of("preposition", "actor") is None:
                speaker = self.speakers.after(here.last, hit.first) or self.speakers.before(here.first)
                if speaker is not None and (feminine is None or speaker.feminine is None or speaker.feminine == feminine):
                    return speaker
        return None

    def _sentence_start(self, hit: Hit) -> bool:
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        return hit.first - first <= 2 or self.reading.word(hit.first - 1) in ("،", ",")

    def _relayed(self, hit: Hit, stop: int) -> Speaker | None:
        """نقلت س عن ص, علمت س من ص: the one behind the preposition; the outlet itself is remembered too."""
        outlet = self.speakers.after(hit.last, stop)
        for j in range(hit.last, min(stop, hit.last + 12)):
            here = self.reading.at[j]
            if here is not None and here.of("opinion-noun") and (holder := self.speakers.immediately_after(here.last, 1)) is not None:
                return holder
        for j in range(hit.last, min(stop, hit.last + 25)):
            if self.reading.word(j) in ("عن", "من"):
                speaker = self.speakers.immediately_after(j + 1, 2)
                if speaker is not None:
                    if outlet is not None and outlet is not speaker:
                        self.speakers.history.append(outlet)
                    return speaker
        return outlet

    def _behind_about(self, hit: Hit) -> Speaker | None:
        """``نقل عن … قوله``: the speaker behind عن before the verbal noun."""
        for j in range(hit.first - 1, max(hit.first - 30, -1), -1):
            if self.reading.word(j) in ("عن", "ونقلا", "نقلا"):
                return self.speakers.immediately_after(j + 1, 2)
        return None

    def _same_sentence(self, hit: Hit, earlier: list[Report], feminine: bool | None = None) -> Speaker | None:
        sentence = self.reading.sentence_of[hit.first]
        for report in reversed(earlier):
            if self.reading.sentence_of[report.cue.first] != sentence:
                break
            if report.speaker is not None and (feminine is None or report.speaker.feminine is None or report.speaker.feminine == feminine):
                if report.entry.get("class") in ("relay",) and feminine and report.speaker.kind != "source":
                    continue
                return report.speaker
        return None

    def _statement(self, hit: Hit) -> Speaker | None:
        """``بيان للخارجية الروسية أكد``: whose statement it is."""
        for j in range(hit.first - 1, max(hit.first - 14, -1), -1):
            here = self.reading.at[j]
            if self.reading.word(j) in (".", "\n") or (here is not None and here.of("cue")):
                return None
            if here is not None and here.of("speech-noun") and here.first == j:
                return self.speakers.immediately_after(here.last, 3)
        return None

    # -- the content --------------------------------------------------------------------------------------------------
    def _build(self, report: Report, later: list[Report]) -> Quote | None:
        if report.region is not None:
            start, end = report.region.start, report.region.end
            self.used.add(report.region.open)
        else:
            if report.speaker is None and report.entry.get("strict"):
                return None
            start, end = self._clause_span(report, later)
        return self._quote(report.cue, report.entry, start, end, report.speaker, report.rule, report.confidence, report.how)

    def _quote(
        self, cue: Hit | None, entry: Entry | None, start: int, end: int, speaker: Speaker | None, rule: str, confidence: float, how: str
    ) -> Quote | None:
        text = self.reading.document.text
        start, end = self._trim(start, end)
        tokens = self.reading.tokens
        first, last = tokens.at(start), tokens.at(end)
        words = sum(tokens.words[i].isalnum() for i in range(first, last))
        if words < 2 or (words < 3 and how != "quote"):
            return None
        mode = self._mode(start, end, how, first, last)
        sentence = self.reading.sentences[self.reading.sentence_of[cue.first if cue else first]]
        return Quote(
            start, end, mode, speaker.actor if speaker else None, speaker.text if speaker else None,
            text[cue.start : cue.end] if cue else None, entry.get("class") or None if entry else None, (cue.start, cue.end) if cue else None,
            (min(sentence[0], start), max(sentence[1], end)), rule, round(max(0.05, confidence), 3),
        )  # fmt: skip

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        """Off with blanks, stops and marks at both ends; a closing mark stays where its opening one stays."""
        text = self.reading.document.text
        while start < end and text[start] in _TRIM:
            start += 1
        while end > start and text[end - 1] in _TRIM:
            end -= 1
        return start, end

    def _mode(self, start: int, end: int, how: str, first: int, last: int) -> QuoteMode:
        if how == "quote":
            return "direct"
        if how == "first":
            return "direct"
        if how == "colon" and any(w in self.reading.known.words["first-person"] for w in self.reading.tokens.words[first:last]):
            return "direct"
        for region in self.reading.regions:
            if region.open >= start - 1 and region.close <= end + 1 and region.open < end and self._speech(region, minimum=2):
                return "mixed"
        return "indirect"

    def _clause_span(self, report: Report, later: list[Report]) -> tuple[int, int]:
        """From the clause's first word to the end of the report: the sentence's end, a new report, or a break."""
        reading, tokens = self.reading, self.reading.tokens
        start = tokens.starts[report.begin] if report.begin < len(tokens) else tokens.ends[-1]
        _, sentence_end = reading.sentences[reading.sentence_of[min(report.begin, len(tokens) - 1)]]
        _, stop = reading.sentence_tokens(reading.sentence_of[min(report.begin, len(tokens) - 1)])
        limits = [sentence_end]
        for other in later:
            if other.cue.first >= stop:
                break
            if other.cue.first > report.begin and self._at_level(other.cue, other.entry):
                limits.append(self._before_cue(other.cue.first))
                break
        for j in range(report.begin + 1, stop):
            if reading.region_of[j] is not None and self._quoted(j):
                continue
            here = reading.at[j]
            if here is None or here.first != j:
                continue
            comma = reading.word(j - 1) in ("،", ",", "-", "–")
            if self._breaks(j, here, comma):
                limits.append(tokens.starts[j - 1] if comma else tokens.starts[j])
                break
        return start, min(limits)

    def _before_cue(self, i: int) -> int:
        """Offset where the clause before a new report ends (over كما، فيما، من جهته before the cue)."""
        reading = self.reading
        j = i
        while j > 0 and (here := reading.at[j - 1]) is not None and here.of("clause-break", "on-his-part") and reading.region_of[j - 1] is None:
            j = here.first
        if j > 0 and reading.word(j - 1) in ("،", ",", ".", "؛"):
            j -= 1
        return reading.tokens.starts[j]

    def _at_level(self, cue: Hit, entry: Entry) -> bool:
        """Whether a later cue opens a report of its own beside this one, and not inside it."""
        if entry.get("tense") == "participle":
            return True
        before = self.reading.at[cue.first - 1] if cue.first else None
        if before is not None and before.of("clause-break") is not None:
            return True
        return cue.clitic == "و" and entry.get("tense") == "past"

    def _breaks(self, j: int, here: Hit, comma: bool) -> bool:
        """Whether the report ends before this word."""
        reading = self.reading
        cue = here.of("cue")
        if cue is not None and cue.get("tense") == "participle" and here.clitic in ("", "و") and self._circumstantial(here):
            follows = reading.at[here.last] if here.last < len(reading.tokens) else None
            return comma or (follows is not None and follows.of("complementizer", "preposition") is not None) or bool(follows is None and cue.get("tense") and reading.word(j).endswith("ا"))
        mark = here.of("clause-break")
        if mark is not None and mark.get("strong"):
            return comma or here.last - here.first > 1
        if mark is not None and comma:
            return any((h := reading.at[k]) is not None and h.of("cue") is not None and h.of("cue").get("tense") == "past" for k in range(here.last, min(here.last + 4, len(reading.tokens))))  # type: ignore[union-attr]
        if comma and here.of("according"):
            return True
        if comma and cue is not None and here.clitic == "و" and cue.get("tense") == "past" and not cue.get("rare"):
            return not cue.get("strict") or bool(cue.get("dropped"))
        return False

    # -- other openings -----------------------------------------------------------------------------------------------
    def _according(self, quotes: list[Quote]) -> list[Quote]:
        """``بحسب س فإن …`` and ``…، بحسب س``."""
        reading, tokens = self.reading, self.reading.tokens
        out: list[Quote] = []
        for hit in reading.hits:
            entry = hit.of("according")
            if entry is None or entry.get("anaphor") or self._quoted(hit.first) or hit.clitic not in ("", "و"):
                continue
            speaker = self.speakers.immediately_after(hit.last, 3) or self._statement_behind(hit)
            if speaker is None:
                continue
            speaker = self.speakers.resolved(speaker)
            sentence = reading.sentence_of[hit.first]
            first, stop = reading.sentence_tokens(sentence)
            start_offset, end_offset = reading.sentences[sentence]
            if hit.first - first <= 1:
                quote = self._initial_according(hit, entry, speaker, stop, end_offset)
            else:
                quote = self._final_according(hit, entry, speaker, start_offset, quotes, first)
            if quote is not None:
                out.append(quote)
                self.speakers.history.append(speaker)
        return out

    def _statement_behind(self, hit: Hit) -> Speaker | None:
        here = self.reading.at[hit.last] if hit.last < len(self.reading.tokens) else None
        if here is not None and here.of("speech-noun", "source-noun"):
            return self.speakers.immediately_after(here.last, 4)
        return None

    def _initial_according(self, hit: Hit, entry: Entry, speaker: Speaker, stop: int, end_offset: int) -> Quote | None:
        reading = self.reading
        for j in range(speaker.last, min(stop, speaker.last + 12)):
            here = reading.at[j]
            if here is not None and here.first == j and here.of("report-opening"):
                return self._quote(hit, entry, reading.tokens.starts[here.last] if here.last < len(reading.tokens) else end_offset, end_offset, speaker, "quote.according.initial", 0.75, "clause")
        return None

    def _final_according(self, hit: Hit, entry: Entry, speaker: Speaker, start: int, quotes: list[Quote], first: int) -> Quote | None:
        reading = self.reading
        end = reading.tokens.ends[hit.first - 1]
        if any(q.start < end and q.end > start for q in quotes):
            return None
        regions = [r for r in reading.regions if r.open >= start and r.close <= end + 1 and self._speech(r, minimum=3)]
        if not regions:
            return None
        for region in regions:
            self.used.add(region.open)
        return self._quote(hit, entry, start, end, speaker, "quote.according.final", 0.65, "clause")

    def _bare_regions(self, quotes: list[Quote]) -> list[Quote]:
        """Quotations that no cue opened: with a cue behind them, or following on another quotation."""
        out: list[Quote] = []
        tokens = self.reading.tokens
        for region in self.reading.regions:
            if region.depth or region.open in self.used or not self._speech(region, minimum=6):
                continue
            if any(q.start <= region.end and region.start <= q.end for q in (*quotes, *out)):
                continue
            first, last = tokens.at(region.open), tokens.at(region.close) + 1
            cue = self._cue_behind(last)
            speaker = None
            if cue is not None:
                speaker = self.speakers.after(cue.last, min(cue.last + 14, len(tokens))) or self.speakers.last(None)
            else:
                before = self._cue_before(first)
                if before is not None:
                    cue = before
                    speaker = self.speakers.after(cue.last, first) or self.speakers.before(cue.first) or self.speakers.last(None)
                elif self.reading.sentence_of[first] != self.reading.sentence_of[first - 1] if first else True:
                    speaker = self.speakers.last(None)
            if speaker is None:
                continue
            quote = self._quote(cue, cue.of("cue") if cue else None, region.start, region.end, self.speakers.resolved(speaker), "quote.region", 0.55, "quote")
            if quote is not None:
                out.append(quote)
        return out

    def _cue_behind(self, i: int) -> Hit | None:
        for j in range(i, min(i + 3, len(self.reading.tokens))):
            here = self.reading.at[j]
            if here is not None and (entry := here.of("cue")) is not None and entry.get("class") in ("say", "affirm", "note", "announce", "judge", "write") and entry.get("tense") in ("past", "present") and here.clitic in ("", "كما"):
                return here
        return None

    def _cue_before(self, i: int) -> Hit | None:
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[max(0, i)])
        for j in range(i - 1, first - 1, -1):
            here = self.reading.at[j]
            if here is not None and here.of("cue") is not None and self._cue(here) is not None and not self._quoted(j):
                return here
        return None

    def _headline(self, quotes: list[Quote]) -> list[Quote]:
        """``لافروف: …`` in the first line."""
        reading = self.reading
        out: list[Quote] = []
        for j in range(1, min(len(reading.tokens), 40)):
            if reading.tokens.line[j] != reading.tokens.line[0] or reading.word(j) != ":":
                continue
            speaker = self.speakers.before(j)
            if speaker is None or speaker.last < j - 1:
                continue
            start = reading.tokens.ends[j]
            _, end = reading.sentences[reading.sentence_of[j]]
            line_end = reading.document.text.find("\n", start)
            end = min(end, line_end if line_end > 0 else end)
            if any(q.start < end and q.end > start for q in quotes):
                continue
            quote = self._quote(None, None, start, end, speaker, "quote.headline", 0.5, "clause")
            if quote is not None:
                out.append(quote)
            break
        return out


def find(reading: Reading, chunks: list[Chunk], actors: tuple[Actor, ...]) -> tuple[Quote, ...]:
    """Reported speech of a document, given its actors and referring expressions."""
    return QuoteFinder(reading, chunks, actors).run()
