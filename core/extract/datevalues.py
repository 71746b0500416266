"""What date expressions mean: each rule's operation puts what an expression says on the calendar.

Values are TIMEX3 (ISO-TimeML, ISO 24617-1). Every operation takes what the rule has bound, the reference day and the tense of
the sentence, and gives an inclusive interval, or ``None`` where the expression cannot be put on the calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from core.extract import calendars as cal
from core.extract.hijri_values import Args, Span, hijri, hijri_month, hijri_year, part_hijri, single
from core.model import DateMention

# Behind the name of an argument of an expression inside another: what it points back to, first and last of a range.
ANCHOR, FROM, TO = "@", "<", ">"
_SHIFTS = {"this": 0, "next": 1, "last": -1}


@dataclass(frozen=True, slots=True)
class Expression:
    """What a date expression says, before it is put on the calendar. ``tense`` is past, future or None."""

    start: int
    end: int
    first: int
    last: int
    op: str
    args: tuple[tuple[str, str], ...]
    tense: str | None
    rule: str

    def nested(self, mark: str) -> tuple[tuple[str, str], ...]:
        """This expression as arguments of another one, each name behind ``mark``."""
        own = (("op", self.op), ("tense", self.tense or ""), *self.args)
        return tuple((mark + name, value) for name, value in own)


def resolve(expression: Expression, reference: date | None, reference_last: date | None = None) -> DateMention:
    """Put one expression on the calendar. Relative ones need ``reference``; without it their days stay ``None``."""
    args = dict(expression.args)
    span: tuple[date, date] | None
    try:
        span = OPERATIONS[expression.op](args, reference, expression.tense)
        if span and reference_last and reference_last != reference:
            end = OPERATIONS[expression.op](args, reference_last, expression.tense)
            span = None if end != span else span
    except (ValueError, OverflowError):
        span = None
    precision, value = _timex(span)
    first, last = span or (None, None)
    return DateMention(expression.start, expression.end, first, last, precision, value, f"date.{expression.rule}")


def _timex(span: tuple[date, date] | None) -> tuple[str, str]:
    if span is None:
        return "vague", "XXXX-XX-XX"
    first, last = span
    if first == last:
        return "day", first.isoformat()
    if span == cal.week_span(first):
        return "week", f"{first.isocalendar()[0]}-W{first.isocalendar()[1]:02d}"
    if span == cal.month_span(first.year, first.month):
        return "month", first.strftime("%Y-%m")
    if span == cal.year_span(first.year):
        return "year", str(first.year)
    return "range", f"{first.isoformat()}/{last.isoformat()}"


def _inner(a: Args, mark: str, ref: date | None) -> Span:
    """The interval of the expression that is kept inside another one behind ``mark``."""
    inside = {name.removeprefix(mark): value for name, value in a.items() if name.startswith(mark)}
    op, tense = inside.pop("op"), inside.pop("tense") or None
    return OPERATIONS[op](inside, ref, tense)


def _ymd(a: Args, ref: date | None, tense: str | None) -> Span:
    year = int(a["year"]) if "year" in a else 2000 + int(a["yy"])
    return single(date(year, int(a.get("month") or a["m"]), int(a["d"])))


def _standing(a: Args, ref: date | None, tense: str | None) -> Span:
    """A day that everybody knows by its date without a year, once it has been."""
    known = date.fromisoformat(a["standing"])
    return single(known) if ref is None or ref >= known else _md(a, ref, tense)


_WHOLE_YEAR, _CLOSE = 320, 70
"""Days from which on a verb's tense does not move a day away from the one close by on the other side."""


def _closest_year(month: int, day: int, ref: date, tense: str | None, word: str | None) -> int:
    """The year that puts a day without a year where its sentence points: behind, ahead, or nearest."""
    candidates = [ref.year - 1, ref.year, ref.year + 1]
    if word in ("last", "next"):
        tense = {"last": "past", "next": "future"}[word]
    days = {y: date(y, month, min(day, cal.month_span(y, month)[1].day)) for y in candidates}
    if word == "this":
        return ref.year
    if tense == "past":
        behind = max(y for y in candidates if days[y] <= ref)
        coming = min(y for y in candidates if days[y] >= ref)
        if word == "last" or (ref - days[behind]).days < _WHOLE_YEAR - _CLOSE or (days[coming] - ref).days > _CLOSE:
            return behind
    if tense == "future":
        ahead = [y for y in candidates if days[y] >= ref]
        if ahead and (min(days[y] for y in ahead) - ref).days < _WHOLE_YEAR:
            return min(ahead)
    return min(candidates, key=lambda y: (days[y] - ref).days * 2 if days[y] > ref else (ref - days[y]).days)


def _md(a: Args, ref: date | None, tense: str | None) -> Span:
    if ref is None:
        return None
    month, day = int(a.get("month") or a["m"]), int(a["d"])
    word = a.get("lastnext") or a.get("thislastnext")
    return single(date(_closest_year(month, day, ref, tense, word), month, day))


def _md_or_ymd(a: Args, ref: date | None, tense: str | None) -> Span:
    return _ymd(a, ref, tense) if "year" in a else _md(a, ref, tense)


def _d_of_month(a: Args, ref: date | None, tense: str | None) -> Span:
    if ANCHOR + "op" in a:
        anchor = _inner(a, ANCHOR, ref)
        return single(anchor[0].replace(day=int(a["d"]))) if anchor else None
    if ref is None:
        return None
    shift = _SHIFTS[a.get("thislastnext", "this")]
    return single(cal.month_span(ref.year, ref.month + shift)[0].replace(day=int(a["d"])))


def _same(a: Args, ref: date | None, tense: str | None) -> Span:
    """The day, week, month or year of the date named before, or the one next to it."""
    anchor = _inner(a, ANCHOR, ref)
    if anchor is None or (a["the-unit"] == "day" and anchor[0] != anchor[1]):
        return None
    return _shifted(a["the-unit"], int(a["shift"]), anchor[1] if int(a["shift"]) > 0 else anchor[0])


def _month_same(a: Args, ref: date | None, tense: str | None) -> Span:
    """A month of the year of the date named before (``وفي مايو من العام نفسه``)."""
    anchor = _inner(a, ANCHOR, ref)
    if anchor is None or a["the-unit"] != "year":
        return None
    return cal.month_span(anchor[0].year + int(a["shift"]), int(a["month"]))


def _month_of_unit(a: Args, ref: date | None, tense: str | None) -> Span:
    """A month, or a day of it, of last, this or next year (``حزيران/يونيو من العام الماضي``)."""
    if ref is None or a["the-unit"] != "year":
        return None
    year, month = ref.year + _SHIFTS[a.get("thislastnext", "this")], int(a["month"])
    return single(date(year, month, int(a["d"]))) if "d" in a else cal.month_span(year, month)


def _range_relative(a: Args, ref: date | None, tense: str | None) -> Span:
    """Two days named beside each other (``اليوم وغدا``)."""
    if ref is None:
        return None
    first, last = sorted((ref + timedelta(days=int(a["k"])), ref + timedelta(days=int(a["k2"]))))
    return first, last


def _range(a: Args, ref: date | None, tense: str | None) -> Span:
    """From one expression to another; a year that only the second one names counts for both."""
    last = _inner(a, TO, ref)
    if FROM + "year" in a and TO + "year" not in a and (start := _inner(a, FROM, ref)) is not None:
        last = _inner(a | {TO + "tense": "future"}, TO, start[0])
    if last is None:
        return None
    inside = {name: value for name, value in a.items() if name.startswith(FROM)}
    first = _inner(inside, FROM, last[0])
    if first is not None and first[0] > last[0] and FROM + "year" not in a:
        ahead = _inner(inside | {FROM + "tense": "past"}, FROM, last[0])
        first = ahead if ahead is not None and ahead[0] <= last[0] else None
    return (first[0], last[1]) if first is not None and first[0] <= last[1] else None


def _range_md(a: Args, ref: date | None, tense: str | None) -> Span:
    month = int(a["month"])
    year = int(a["year"]) if "year" in a else _closest_year(month, int(a["d"]), ref, tense, None) if ref else None
    if year is None:
        return None
    first, last = date(year, month, int(a["d"])), date(year, month, int(a["d2"]))
    return (first, last) if first <= last else None


def _range_months(a: Args, ref: date | None, tense: str | None) -> Span:
    last = _month({"month": a["+month2"]} | {k: v for k, v in a.items() if k in ("year", "thislastnext")}, ref, tense)
    if last is None:
        return None
    month = int(a["month"])
    return cal.month_span(last[0].year - (month > last[0].month), month)[0], last[1]


def _range_years(a: Args, ref: date | None, tense: str | None) -> Span:
    first, last = int(a["y"]), int(a["y2"])
    return (date(first, 1, 1), date(last, 12, 31)) if first < last else None


def _weekday(a: Args, ref: date | None, tense: str | None) -> Span:
    if ref is None:
        return None
    weekday, word = int(a["weekday"]), a.get("lastnext")
    if word == "last":
        return single(cal.weekday_from(ref, weekday, -1, include=False))
    if word == "next":
        return single(cal.weekday_from(ref, weekday, 1, include=False))
    return single(cal.weekday_from(ref, weekday, 1 if tense == "future" else -1, include=True))


def _range_weekdays(a: Args, ref: date | None, tense: str | None) -> Span:
    first = _weekday(a, ref, tense)
    if first is None:
        return None
    return first[0], cal.weekday_from(first[0], int(a.get("+weekday2") or a["weekday2"]), 1, include=False)


def _relative(a: Args, ref: date | None, tense: str | None) -> Span:
    """Yesterday, today …; where a weekday stands with it, the nearest such day (the clock of the writer may differ by one)."""
    if ref is None:
        return None
    day = ref + timedelta(days=int(a["k"]))
    if "weekday" in a and day.isoweekday() != int(a["weekday"]):
        near = [cal.weekday_from(day, int(a["weekday"]), sign, include=False) for sign in (-1, 1)]
        day = min(near, key=lambda d: abs((d - day).days))
    return single(day)


def _unit(a: Args, ref: date | None, tense: str | None) -> Span:
    if ref is None:
        return None
    shift = _SHIFTS[a.get("thislastnext") or a.get("beyond") or "this"]
    return _shifted(a["the-unit"], shift * (2 if "beyond" in a else 1), ref)


def _shifted(unit: str, shift: int, ref: date) -> Span:
    if unit == "day":
        return single(ref + timedelta(days=shift))
    if unit == "week":
        return cal.week_span(ref, shift)
    if unit == "month":
        return cal.month_span(ref.year, ref.month + shift)
    return cal.year_span(ref.year + shift)


def _part_unit(a: Args, ref: date | None, tense: str | None) -> Span:
    span = _unit(a, ref, tense)
    if span is None:
        return None
    if a["the-unit"] == "month":
        return cal.part_of_month(*span, a["part"])
    if a["the-unit"] == "year":
        return cal.part_of_year(span[0].year, a["part"])
    if a["the-unit"] == "week":
        return {"start": (span[0], span[0] + 2 * cal.DAY), "middle": (span[0] + 2 * cal.DAY, span[0] + 4 * cal.DAY)}.get(
            a["part"], (span[0] + 4 * cal.DAY, span[1])
        )
    return None


def _month(a: Args, ref: date | None, tense: str | None) -> Span:
    month = int(a.get("month") or a["month-pair"])
    if "year" in a:
        return cal.month_span(int(a["year"]), month)
    if ref is None:
        return None
    return cal.month_span(_closest_year(month, 15, ref, tense, a.get("thislastnext")), month)


def _month_open(a: Args, ref: date | None, tense: str | None) -> Span:
    month = int(a.get("month") or a["month-pair"])
    if ref is None:
        return None
    if month == ref.month:
        return cal.month_span(ref.year, month)
    return cal.month_span(_closest_year(month, 15, ref, tense, None), month)


def _part_month(a: Args, ref: date | None, tense: str | None) -> Span:
    span = _month(a, ref, tense) if "year" in a or "thislastnext" in a else _month_open(a, ref, tense)
    return cal.part_of_month(*span, a["part"]) if span else None


def _dual(a: Args, ref: date | None, tense: str | None) -> Span:
    return _n_units(a["the-dual"], 2, a["lastnext"], ref)


def _n_units(unit: str, n: int, word: str, ref: date | None) -> Span:
    """The last or next ``n`` whole days, weeks, months or years beside the reference."""
    if ref is None:
        return None
    ahead = word == "next"
    if unit == "day":
        return (ref + cal.DAY, ref + n * cal.DAY) if ahead else (ref - n * cal.DAY, ref - cal.DAY)
    near, far = _shifted(unit, 1 if ahead else -1, ref), _shifted(unit, n if ahead else -n, ref)
    if near is None or far is None:
        return None
    return min(near[0], far[0]), max(near[1], far[1])


def _plural(a: Args, ref: date | None, tense: str | None) -> Span:
    if a["the-plural"] != "day":
        return None
    return _n_units("day", 7, a["lastnext"], ref)


def _ago(a: Args, ref: date | None, tense: str | None) -> Span:
    if ref is None:
        return None
    count = int(a["n"]) if "n" in a else 2 if "unit-dual" in a else 1
    sign = -1 if a["w"] == "before" else 1
    return _shifted(a.get("unit") or a.get("unit-dual") or a["unit-one"], sign * count, ref)


def _season(a: Args, ref: date | None, tense: str | None) -> Span:
    """Meteorological seasons: three whole months from March, June, September, December on."""
    start = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[a["season"]]
    if "year" in a:
        return _season_of(int(a["year"]), start)
    if ref is None:
        return None
    seasons = [_season_of(year, start) for year in range(ref.year - 2, ref.year + 3)]
    if a["thislastnext"] == "next":
        return next(s for s in seasons if s[0] > ref)
    if a["thislastnext"] == "last":
        return next(s for s in reversed(seasons) if s[1] < ref)
    return min(seasons, key=lambda s: max((s[0] - ref).days, (ref - s[1]).days, 0))


def _season_of(year: int, start: int) -> tuple[date, date]:
    return cal.month_span(year, start)[0], cal.month_span(year, start + 2)[1]


def _part_of(a: Args, ref: date | None, tense: str | None) -> Span:
    """A quarter or half of a year, of this one unless another is named."""
    if "year" in a:
        year = int(a["year"])
    elif ref is not None:
        year = ref.year + _SHIFTS[a.get("thislastnext", "this")]
    else:
        return None
    months, number = (3, int(a["quarter"])) if "quarter" in a else (6, int(a["half"]))
    return date(year, months * (number - 1) + 1, 1), cal.month_span(year, months * number)[1]


def _part_of_month(a: Args, ref: date | None, tense: str | None) -> Span:
    """A half of a month, or one of its weeks counted from the first."""
    span = _month(a, ref, tense) if "month" in a else _unit(a, ref, tense)
    if span is None:
        return None
    if "half" in a:
        middle = span[0] + timedelta(days=14)
        return (span[0], middle) if a["half"] == "1" else (middle + cal.DAY, span[1])
    first = span[0] + timedelta(days=7 * (int(a["n"]) - 1))
    return (first, min(first + timedelta(days=6), span[1])) if int(a["n"]) <= 5 else None


Operation = Callable[[Args, date | None, str | None], Span]
OPERATIONS: dict[str, Operation] = {
    "ymd": _ymd, "md": _md, "md-or-ymd": _md_or_ymd, "d-of-month": _d_of_month, "range-md": _range_md,
    "range-weekdays": _range_weekdays, "weekday": _weekday, "rel": _relative, "today": _relative, "unit": _unit,
    "unit-this": _unit, "part-unit": _part_unit, "part-month": _part_month, "month": _month, "month-in": _month_open,
    "month-year": _month, "dual": _dual, "plural": _plural, "hijri": hijri, "hijri-month": hijri_month, "part-hijri": part_hijri,
    "n-last": lambda a, ref, t: _n_units(a["the-plural"], int(a["n"]), a["lastnext"], ref),
    "ago": _ago, "season": _season, "standing": _standing, "same": _same, "month-same": _month_same, "month-unit": _month_of_unit,
    "range-rel": _range_relative, "range": _range, "range-months": _range_months,
    "range-years": _range_years, "part-of": _part_of, "part-of-month": _part_of_month, "hijri-year": hijri_year,
    "year": lambda a, ref, t: cal.year_span(int(a["year"])), "year-in": lambda a, ref, t: cal.year_span(int(a["year"])),
    "part-year": lambda a, ref, t: cal.part_of_year(int(a["year"]), a["part"]),
}  # fmt: skip
