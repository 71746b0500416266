"""Clues to a publication day that need no event: weekdays, dates and years in the text, terms of office, the war's length."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from core.extract import calendars as cal
from core.extract import dates
from core.extract.chunks import Chunk
from core.extract.datelines import begins_with_today
from core.extract.dates import Expression
from core.extract.dating_rules import Wording
from core.extract.likelihood import FIRST, LAST, Factor, allow
from core.extract.reading import Reading
from core.extract.scenes import directed

AFTER_OFFICE = 21
WAR = date(2011, 3, 15)
# «أمس الأربعاء» was wrong in 2 of 120 articles of the development corpus.
WEEKDAY_DOUBT, TERM_DOUBT, YEAR_DOUBT, HIJRI_DOUBT = 0.02, 0.05, 0.04, 0.35
# How many days after a bare past weekday an article is written: newspapers of 2015–2024, 405 articles, one count per article and day.
AFTER_WEEKDAY = (0.45, 0.32, 0.08, 0.05, 0.04, 0.03, 0.03)
BEFORE_WEEKDAY = (0.15, 0.28, 0.16, 0.11, 0.1, 0.08, 0.12)
# How far behind a named month or day without a year its article is written: within two weeks, two months, half a year, a year.
_FADING = ((14, 0.45), (61, 0.3), (183, 0.15), (365, 0.1))
# More days or months without a year than this make a chronicle, from which no time of year can be read.
MOST_YEARLESS = 3
_YEAR_SHARE = (0.5, 0.25, 0.1, 0.05)


def find(reading: Reading, expressions: Sequence[Expression], chunks: Sequence[Chunk], wordings: Sequence[Wording]) -> list[Factor]:
    """All clues of this module, in order of the text."""
    found = [*_weekdays(expressions), *_yearless(reading, expressions), *_years(reading, expressions, wordings)]
    found += [*_terms(reading, chunks), *_war(reading, wordings), *_months(expressions), *_hijri(expressions), *_dated(expressions)]
    return sorted(found, key=lambda f: (f.start, f.end, f.kind))


def _weekdays(expressions: Sequence[Expression]) -> Iterator[Factor]:
    """«أمس الأربعاء» fixes the weekday of writing; a bare «الأربعاء» leans to the day itself or the next."""
    sure: dict[int, Expression] = {}
    bare: dict[tuple[int, str | None], Expression] = {}
    for e in expressions:
        args = dict(e.args)
        if "weekday" not in args or "d" in args:
            continue
        if "k" in args:
            sure.setdefault((int(args["weekday"]) - int(args["k"]) - 1) % 7, e)
        elif e.op == "weekday" and "lastnext" not in args:
            bare.setdefault((int(args["weekday"]), e.tense), e)
    for weekday, e in sure.items():
        week = tuple(0.0 if k == weekday else math.log(WEEKDAY_DOUBT) for k in range(7))
        yield Factor("weekday", e.start, e.end, f"weekday-{weekday + 1}", week=week)
    if sure:
        return
    for (weekday, tense), e in bare.items():
        share = {"past": 0.05, "future": 0.75}.get(tense or "", 0.25)
        shares = [share * BEFORE_WEEKDAY[(weekday - 1 - k) % 7] + (1 - share) * AFTER_WEEKDAY[(k - weekday + 1) % 7] for k in range(7)]
        week = tuple(math.log(7 * s) for s in shares)
        yield Factor("bare-weekday", e.start, e.end, tense or "either", week=week)


def _yearless(reading: Reading, expressions: Sequence[Expression]) -> Iterator[Factor]:
    """A day and month without a year: with a weekday it leaves the years in which they agree; beside «أمس» one day a year."""
    seen: set[tuple[int, int]] = set()
    for position, e in enumerate(expressions):
        e = directed(reading, e)
        args = dict(e.args)
        if e.op not in ("md", "md-or-ymd") or "year" in args:
            continue
        month, day = int(args.get("month") or args.get("m") or 0), int(args["d"])
        if (month, day) in seen or len(seen) >= MOST_YEARLESS:
            continue
        seen.add((month, day))
        days = [d for y in range(FIRST.year - 1, LAST.year + 2) if (d := _day(y, month, day))]
        if "weekday" in args:
            days = [d for d in days if d.isoweekday() == int(args["weekday"])]
        shift = _shift_beside(reading, expressions, position)
        if shift is not None:
            low = math.log(0.02)
            segments = tuple((d.toordinal() - shift, d.toordinal() - shift, -low) for d in days)
            yield Factor("yearless-day", e.start, e.end, "beside", low, segments)
        else:
            ahead = e.tense == "future" or args.get("lastnext") == "next"
            yield Factor("yearless-day", e.start, e.end, e.tense or "near", *_fading(days, ahead))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shift_beside(reading: Reading, expressions: Sequence[Expression], position: int) -> int | None:
    """Days from the day of writing, when «اليوم» or «أمس» stands right beside an expression."""
    e = expressions[position]
    if begins_with_today(reading, e):
        return 0
    for other in expressions[max(0, position - 1) : position + 2]:
        gap = e.first - other.last if other.first < e.first else other.first - e.last
        k = dict(other.args).get("k")
        if other is not e and k is not None and 0 <= gap <= 2:
            between = range(min(e.last, other.last), max(e.first, other.first))
            if not any(reading.word(i).isalnum() for i in between):
                return int(k)
    return None


def _fading(days: Sequence[date], ahead: bool, doubt: float = 0.1) -> tuple[float, tuple[tuple[int, int, float], ...]]:
    """``(base, segments)`` of days that an article follows (or, ``ahead``, precedes) the sooner the likelier."""
    segments, low = [], math.log(doubt)
    for day in days:
        left = 0
        for width, share in _FADING:
            weight = math.log(max(doubt, 365 * share / (width - left)) if share else doubt) - low
            at = day.toordinal()
            near, far = (at - width, at - left - 1) if ahead else (at + left, at + width - 1)
            segments.append((near, far, min(weight, math.log(8) - low)))
            left = width
    return low, tuple(segments)


def _years(reading: Reading, expressions: Sequence[Expression], wordings: Sequence[Wording]) -> Iterator[Factor]:
    """The latest year that is spoken of, and years that say themselves whether they are this one or the last."""
    latest: tuple[int, Expression] | None = None
    for e in expressions:
        year = dict(e.args).get("year")
        if year is None or e.tense == "future" or not FIRST.year <= int(year) <= LAST.year:
            continue
        if latest is None or int(year) > latest[0]:
            latest = int(year), e
    if latest:
        yield Factor("year", latest[1].start, latest[1].end, str(latest[0]), *_after_year(latest[0]), first=date(latest[0], 1, 1))
    for w in wordings:
        shift = {"this-year": 0, "year-to-date": 0, "last-year": 1}.get(w.what)
        if shift is None or not FIRST.year <= w.number + shift <= LAST.year:
            continue
        first, last = cal.year_span(w.number + shift)
        start, end = reading.tokens.span(w.first, w.last)
        doubt = 0.1 if w.what == "year-to-date" else YEAR_DOUBT
        yield Factor("this-year", start, end, w.name, *allow(first, last, doubt), first=first, last=last)


def _after_year(year: int) -> tuple[float, tuple[tuple[int, int, float], ...]]:
    low = math.log(YEAR_DOUBT)
    rest = (1 - sum(_YEAR_SHARE)) / 8
    segments = []
    for y in range(year, LAST.year + 1):
        share = _YEAR_SHARE[y - year] if y - year < len(_YEAR_SHARE) else rest
        first, last = cal.year_span(y)
        segments.append((first.toordinal(), last.toordinal(), math.log(8 * share) - low))
    return low, tuple(segments)


def _terms(reading: Reading, chunks: Sequence[Chunk]) -> Iterator[Factor]:
    """Who is named with the title of an office was in it then; «السابق» says the opposite."""
    seen: set[tuple[str, str | None, bool]] = set()
    for chunk in chunks:
        if chunk.kind != "person" or chunk.how != "title" or chunk.head is None and not chunk.many:
            continue
        past = former(reading, chunk)
        for person in chunk.actors:
            if (person, chunk.office, past) in seen:
                continue
            seen.add((person, chunk.office, past))
            spans = _spans(reading, person, chunk)
            if not spans:
                continue
            if past:
                spans = [(max(last for _, last in spans) + timedelta(days=1), LAST)] if all(last < LAST for _, last in spans) else []
            if spans and not (spans[0][0] <= FIRST and spans[-1][1] >= LAST):
                yield _term(reading, chunk, person, spans, past)


def _term(reading: Reading, chunk: Chunk, person: str, spans: Sequence[tuple[date, date]], past: bool) -> Factor:
    """The days in office, and half as sure the weeks behind them, in which the title is still given."""
    low = math.log(TERM_DOUBT)
    segments = [(a.toordinal(), b.toordinal(), -low) for a, b in spans]
    segments += [(b.toordinal() + 1, b.toordinal() + AFTER_OFFICE, -low / 2) for _, b in spans if b < LAST]
    start, end = reading.tokens.span(chunk.first, chunk.last)
    kind = "former" if past else "term"
    return Factor(kind, start, end, person, low, tuple(segments), (), max(spans[0][0], FIRST), min(spans[-1][1], LAST))


def former(reading: Reading, chunk: Chunk) -> bool:
    """Whether the title, or the word right behind it, says that the office is over."""
    return any(
        (hit := reading.at[i]) is not None and (hit.of("former") is not None or any(e.get("former") for e in hit.all("title")))
        for i in range(chunk.first, min(chunk.last + 1, len(reading.tokens)))
    )


def _spans(reading: Reading, person: str, chunk: Chunk) -> list[tuple[date, date]]:
    """Days in the named office, else in any office of the named state, joined where they touch."""
    known = reading.known
    terms = known.terms_of.get(person, [])
    fitting = [t for t in terms if chunk.of is None or t.of == chunk.of or known.state_of(t.of) == known.state_of(chunk.of)]
    chosen = [t for t in fitting or terms if t.office == chunk.office] or (fitting if chunk.of else [])
    out: list[tuple[date, date]] = []
    for first, last in sorted((t.first, min(t.last, LAST)) for t in chosen):
        if out and (first - out[-1][1]).days <= 45:
            out[-1] = (out[-1][0], max(last, out[-1][1]))
        else:
            out.append((first, last))
    return [(a, min(b, LAST)) for a, b in out]


def _war(reading: Reading, wordings: Sequence[Wording]) -> Iterator[Factor]:
    """How long the war has lasted, and its anniversaries (counted from March 2011)."""
    for w in wordings:
        if not 1 <= w.number <= 16 or w.what not in ("war-anniversary", "war-year", "war-length"):
            continue
        year = WAR.year + w.number
        if w.what == "war-anniversary":
            first, last = date(year, 3, 1), date(year, 3, 31)
        elif w.what == "war-year":
            first, last = date(year - 1, 1, 15), date(year, 3, 15)
        else:
            first, last = date(year - 1, 12, 1), date(year + 1, 3, 31)
        start, end = reading.tokens.span(w.first, w.last)
        yield Factor("war", start, end, w.what, *allow(first, last, 0.15), first=first, last=last)


def _months(expressions: Sequence[Expression]) -> Iterator[Factor]:
    """Months without a year: an article follows a past one and precedes a coming one. Chronicles that name many say nothing."""
    named: dict[tuple[int, bool], Expression] = {}
    for e in expressions:
        args = dict(e.args)
        if e.op in ("month", "month-in", "part-month") and "year" not in args:
            ahead = args.get("thislastnext") == "next" or (e.tense == "future" and "thislastnext" not in args)
            named.setdefault((int(args.get("month") or args["month-pair"]), ahead), e)
    if len(named) > MOST_YEARLESS:
        return
    for (month, ahead), e in named.items():
        firsts = [cal.month_span(y, month)[0] for y in range(FIRST.year - 1, LAST.year + 2)]
        yield Factor("month", e.start, e.end, "ahead" if ahead else "behind", *_fading(firsts, ahead, 0.25))


def _hijri(expressions: Sequence[Expression]) -> Iterator[Factor]:
    """A Hijri month without a year: most who name it write in it, or in the weeks around it."""
    seen: set[int] = set()
    for e in expressions:
        args = dict(e.args)
        if e.op not in ("hijri-month", "part-hijri") or "hijri-year" in args or int(args["hijri-month"]) in seen:
            continue
        month = int(args["hijri-month"])
        seen.add(month)
        spans = [cal.hijri_month_span(year, month) for year in range(cal.hijri_year_of(FIRST), cal.hijri_year_of(LAST) + 1)]
        low = math.log(HIJRI_DOUBT)
        segments = tuple((a.toordinal() - 25, b.toordinal() + 20, -low) for a, b in spans)
        yield Factor("hijri-month", e.start, e.end, str(month), low, segments)


def _dated(expressions: Sequence[Expression]) -> Iterator[Factor]:
    """Dates with their year: an article follows the past ones and precedes the coming ones."""
    for e in expressions:
        span = dates.resolve(e, None)
        if span.first is None or span.last is None or span.precision == "year" or not FIRST <= span.first <= LAST:
            continue
        if e.tense == "future":
            first = max(FIRST, span.first - timedelta(days=365))
            yield Factor("coming-date", e.start, e.end, "before", *allow(first, span.last, 0.15), first=first, last=span.last)
        else:
            yield Factor("past-date", e.start, e.end, "after", *allow(span.first, LAST, 0.1), first=span.first)
