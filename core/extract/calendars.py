"""Calendars: Umm al-Qura days through ``hijridate``, and intervals of months, weeks and years.

Countries that begin a month by sighting may differ from Umm al-Qura by a day.
"""

from __future__ import annotations

from datetime import date, timedelta

from hijridate import Gregorian, Hijri

DAY = timedelta(days=1)


def hijri_to_gregorian(year: int, month: int, day: int) -> date:
    """The Gregorian day of an Umm al-Qura day. ``ValueError`` outside the years 1343–1500 or past the month's end."""
    try:
        return Hijri(year, month, day).to_gregorian()
    except OverflowError as error:
        raise ValueError(str(error)) from error


def hijri_month_span(year: int, month: int) -> tuple[date, date]:
    """First and last day of an Umm al-Qura month."""
    first = hijri_to_gregorian(year, month, 1)
    return first, first + timedelta(days=Hijri(year, month, 1).month_length() - 1)


def hijri_year_of(day: date) -> int:
    """The Umm al-Qura year that ``day`` falls in."""
    return int(Gregorian.fromdate(day).to_hijri().year)


def month_span(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month; ``month`` may run over (0 is last December, 13 next January)."""
    index = year * 12 + month - 1
    first = date(index // 12, index % 12 + 1, 1)
    return first, date((index + 1) // 12, (index + 1) % 12 + 1, 1) - DAY


def week_span(day: date, offset: int = 0) -> tuple[date, date]:
    """Monday to Sunday of the ISO week around ``day``, ``offset`` weeks on."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=offset)
    return monday, monday + timedelta(days=6)


def year_span(year: int) -> tuple[date, date]:
    """First and last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def part_of_month(first: date, last: date, part: str) -> tuple[date, date]:
    """The start (1–10), middle (11–20) or end (21–last) of a month."""
    if part == "start":
        return first, first + timedelta(days=9)
    if part == "middle":
        return first + timedelta(days=10), first + timedelta(days=19)
    return first + timedelta(days=20), last


def part_of_year(year: int, part: str) -> tuple[date, date]:
    """The first, middle or last four months of a year."""
    months = {"start": (1, 4), "middle": (5, 8), "end": (9, 12)}[part]
    return date(year, months[0], 1), month_span(year, months[1])[1]


def weekday_from(day: date, weekday: int, direction: int, include: bool) -> date:
    """The nearest ISO ``weekday`` (1 Monday … 7 Sunday) before (``direction`` -1) or after (+1) ``day``."""
    step = ((weekday - day.isoweekday()) % 7) if direction > 0 else -((day.isoweekday() - weekday) % 7)
    if step == 0 and not include:
        step = 7 * direction
    return day + timedelta(days=step)
