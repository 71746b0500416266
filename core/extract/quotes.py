"""Reported speech: cue, speaker, content.

A reporting word opens a report where a complement follows it (``reports``); its speaker stands with it or spoke before
(``attribution``); its content runs to the end of the sentence, to the next report, or fills a quotation (``content``). Speech
that no verb opens is found afterwards (``openings``).
"""

from __future__ import annotations

from core.extract.attribution import Attribution
from core.extract.chunks import Chunk
from core.extract.content import Content
from core.extract.marks import Marks
from core.extract.openings import Openings
from core.extract.reading import Reading
from core.extract.reports import Report, ReportFinder
from core.extract.speakers import Speakers
from core.model import Actor, Quote

_WINDOW = 24
"""Reports looked back and ahead at most; a sentence holds far fewer."""


class QuoteFinder:
    """Reported speech in one document."""

    def __init__(self, reading: Reading, chunks: list[Chunk], actors: tuple[Actor, ...]) -> None:
        self.reading = reading
        self.speakers = Speakers(reading, chunks, actors)
        self.marks = Marks(reading, chunks)
        self.finder = ReportFinder(reading, self.speakers, self.marks)
        self.content = Content(reading, self.marks, self.finder)
        self.attribution = Attribution(reading, self.speakers, self.marks)
        self.openings = Openings(reading, self.speakers, self.marks, self.finder, self.content)
        self.used: set[int] = set()

    def run(self) -> tuple[Quote, ...]:
        """Every quote, in order of its content; of two over the same words the surer one."""
        reports = self.finder.run()
        for report in reports:
            self.attribution.subject(report)
        quotes = self._of_reports(reports)
        quotes += self.openings.according(quotes, self.used)
        self.speakers.history.sort(key=lambda said: said[1])
        quotes += self.openings.alone(quotes, self.used)
        quotes += self.openings.lines(quotes)
        unique = {(q.start, q.end): q for q in sorted(quotes, key=lambda q: q.confidence)}
        return tuple(sorted(unique.values(), key=lambda q: (q.start, -q.end)))

    def _of_reports(self, reports: list[Report]) -> list[Quote]:
        """The quotes of all reports, without those that another one's clause has swallowed."""
        quotes: list[Quote] = []
        open_until = -1
        for k, report in enumerate(reports):
            if report.region is not None:
                self.used.add(report.region.open)
            if report.speaker is None:
                self.attribution.who(report, reports[max(0, k - _WINDOW) : k])
            if report.cue.start < open_until and self._swallowed(report):
                continue
            quote = self.content.of_report(report, reports[k + 1 : k + _WINDOW])
            if quote is not None:
                open_until = max(open_until, quote.end) if report.region is None else open_until
                quotes.append(quote)
                self.attribution.present = report.entry.get("tense") == "present"
                if report.speaker is not None:
                    feminine = bool(report.entry.get("f")) if report.explicit else None
                    self.speakers.said(report.speaker, self.reading.sentence_of[report.cue.first], feminine)
        return quotes

    def _swallowed(self, report: Report) -> bool:
        """Whether a cue inside another report's clause speaks for the same speaker, and so opens no report of its own."""
        if self.content.at_level(report) or report.rule == "quote.opinion":
            return False
        before = self.reading.at[report.cue.first - 1] if report.cue.first else None
        if before is not None and before.of("complementizer") and before.last == report.cue.first:
            return self.reading.word(before.first)[-1:] in "هام" and report.entry.get("class") != "relay"
        return not report.explicit


def find(reading: Reading, chunks: list[Chunk], actors: tuple[Actor, ...]) -> tuple[Quote, ...]:
    """Reported speech of a document, given its actors and referring expressions."""
    return QuoteFinder(reading, chunks, actors).run()
