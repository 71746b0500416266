"""What Hijri expressions mean: days, months and years of the Umm al-Qura calendar on the Gregorian one."""

from __future__ import annotations

from datetime import date

from core.extract import calendars as cal

Args = dict[str, str]
Span = tuple[date, date] | None


def single(day: date | None) -> Span:
    """One day as an interval."""
    return (day, day) if day else None


def hijri(a: Args, ref: date | None, tense: str | None) -> Span:
    """A day; without a year the nearest to ``ref``, or the nearest behind or ahead."""
    month, day = int(a["hijri-month"]), int(a["d"])
    if "hijri-year" in a:
        return single(cal.hijri_to_gregorian(int(a["hijri-year"]), month, day))
    if ref is None:
        return None
    year = cal.hijri_year_of(ref)
    days = [cal.hijri_to_gregorian(y, month, day) for y in (year - 1, year, year + 1)]
    return single(_nearest(days, ref, a.get("lastnext") or a.get("thislastnext")))


def _nearest(days: list[date], ref: date, word: str | None) -> date:
    """The nearest day, or the nearest behind (last) or ahead (next)."""
    fitting = [d for d in days if (word != "last" or d < ref) and (word != "next" or d > ref)]
    return min(fitting or days, key=lambda d: abs((d - ref).days))


def hijri_month(a: Args, ref: date | None, tense: str | None) -> Span:
    """A month, by the same choice of year."""
    month = int(a["hijri-month"])
    if "hijri-year" in a:
        years = [int(a["hijri-year"])]
    elif ref:
        middle = cal.hijri_year_of(ref)
        years = [middle - 1, middle, middle + 1]
    else:
        return None
    spans = [cal.hijri_month_span(y, month) for y in years]
    if ref is None or len(spans) == 1:
        return spans[0]
    first = _nearest([s[0] for s in spans], ref, a.get("thislastnext"))
    return next(s for s in spans if s[0] == first)


def hijri_year(a: Args, ref: date | None, tense: str | None) -> Span:
    """A whole year."""
    year = int(a["hijri-year"])
    return cal.hijri_month_span(year, 1)[0], cal.hijri_month_span(year, 12)[1]


def part_hijri(a: Args, ref: date | None, tense: str | None) -> Span:
    """The beginning, middle or end of a month."""
    span = hijri_month(a, ref, tense)
    return cal.part_of_month(*span, a["part"]) if span else None
