"""Date expressions: found by the rules of ``date-rules.csv``, resolved against a reference day.

Finding and resolving are apart: what an expression says is found once, and can be put on the calendar again when the
publication day is inferred later. Values are TIMEX3 (ISO-TimeML, ISO 24617-1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from core.extract import calendars as cal
from core.extract.patterns import Binding, Matcher, Pattern, Slots, compile_pattern
from core.extract.reading import Reading
from core.knowledge import tables
from core.language.inflect import expand
from core.language.text import Tokens, fold
from core.model import DateMention

_COMBINED = {"lastnext": ("next", "last-only"), "thislastnext": ("this", "next", "last-only", "last")}


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


DateSlots = Slots


@lru_cache(maxsize=4)
def compiled(root: Path = tables.ROOT) -> tuple[Matcher, DateSlots, dict[str, frozenset[str]]]:
    """The date rules, their slots, and the word sets that veto a match."""
    classes: dict[str, dict[str, str]] = {}
    for _, row in tables.rows(root / "language" / "time.csv"):
        phrases = classes.setdefault(row["class"], {})
        for form in expand(row["forms"], {}):
            phrases.setdefault(fold(form.word), row["id"])
    classes["gmark"], classes["hmark"] = classes.pop("gregorian-mark"), classes.pop("hijri-mark")
    classes["month-pair"] = _pairs(classes["month"])
    classes["month"] = classes["month"] | classes["month-pair"]
    tens = classes.pop("ordinal-tens")
    units = classes["ordinal"] | classes.pop("ordinal-unit")
    composite = {f"{a} و{b}": str(int(x) + int(y)) for a, x in units.items() if int(x) < 10 for b, y in tens.items()}
    classes["ordinal"] = classes["ordinal"] | tens | composite
    for name, parts in _COMBINED.items():
        classes[name] = {p: sub.removesuffix("-only") for sub in reversed(parts) for p in classes[sub]}
    patterns = [compile_pattern(r["rule"], r["pattern"], r["value"]) for _, r in tables.rows(root / "language" / "date-rules.csv")]
    vetoes = {c: frozenset(classes.get(c, {})) for c in ("not-today", "not-weekday", "not-future", "time-of-day")}
    slots = DateSlots(classes)
    return Matcher(patterns, slots), slots, vetoes


def _pairs(months: dict[str, str]) -> dict[str, str]:
    """Months with a second name behind them: ``شباط/فبراير``, ``شباط (فبراير)``, ``شباط فبراير``."""
    out = {}
    for first, number in months.items():
        for second, again in months.items():
            if number == again:
                for between in ("", "/ ", "( ", "- ", "، ", fold("أو") + " "):
                    out[f"{first} {between}{second}"] = number
                out[f"{first} ( {second} )"] = number
    return out


def find(reading: Reading) -> list[Expression]:
    """Every date expression of the document, longest match first, none overlapping."""
    matcher, _, vetoes = compiled()
    tokens, starting = reading.tokens, matcher.starting
    out: list[Expression] = []
    done = 0
    for i, word in enumerate(tokens.words):
        if i < done or not starting(word):
            continue
        best = matcher.longest(tokens, i)
        if best is None or _vetoed(reading, vetoes, i, best):
            continue
        last, pattern, bound, letters = best
        start = tokens.starts[i] + _letters(tokens, i, letters)
        if pattern.value == "range-md" and tokens.words[i] in ("من", "بين"):
            start = tokens.starts[i + 1]
        start, begin = _drop_governor(reading, pattern, bound, start, i)
        out.append(
            Expression(start, tokens.ends[last - 1], begin, last, pattern.value, tuple(sorted(bound.items())),
                       _tense(reading, vetoes, begin, last), pattern.name)
        )  # fmt: skip
        done = last
    return out


def _letters(tokens: Tokens, i: int, letters: int) -> int:
    if not letters:
        return 0
    from core.language.lexicon import _skip

    return _skip(tokens.text, tokens.starts[i], letters) - tokens.starts[i]


def _drop_governor(reading: Reading, pattern: Pattern, bound: Binding, start: int, begin: int) -> tuple[int, int]:
    """The preposition that a rule needed is not part of the expression."""
    if "month-prep" in bound or "year-prep" in bound:
        begin += 1
        return reading.tokens.starts[begin], begin
    return start, begin


def _vetoed(reading: Reading, vetoes: dict[str, frozenset[str]], i: int, best: tuple[int, Pattern, Binding, int]) -> bool:
    """Whether a longer name covers the match («روسيا اليوم»), or its neighbours make it something else."""
    last, pattern, _, _ = best
    tokens = reading.tokens
    before, after = reading.word(i - 1), reading.word(last)
    for k in (i, last - 1):
        hit = reading.at[k]
        if hit is not None and (hit.last - hit.first > 1 or hit.of("actor")) and hit.of("actor", "date-stop", "track"):
            inside = hit.first >= i and hit.last <= last
            if not inside or pattern.value in ("today", "month-in", "month", "weekday") or hit.of("date-stop"):
                return True
    if pattern.value == "today":
        return after in vetoes["not-today"] or (before in vetoes["not-today"] and not tokens.words[i - 1] == "حتي")
    if pattern.value == "weekday" and last == i + 1:
        return before in vetoes["not-weekday"]
    if pattern.value in ("ymd", "md", "range-md") and before in vetoes["time-of-day"]:
        return True
    if pattern.value == "month-in":
        return after.startswith("ال") and after not in ("الماضي", "المقبل", "القادم", "الجاري")
    return False


def _tense(reading: Reading, vetoes: dict[str, frozenset[str]], first: int, last: int) -> str | None:
    """Past or future, by the nearest verb before the expression in its sentence, else behind it."""
    tokens, at = reading.tokens, reading.at
    sentence = reading.sentence_of[first]
    i = first - 1
    while i >= 0 and reading.sentence_of[i] == sentence and first - i < 30:
        sign = _verb_tense(reading, vetoes, i)
        if sign:
            return sign
        i -= 1
    for i in range(last, min(last + 6, len(tokens))):
        if reading.sentence_of[i] != sentence or at[i] is None and tokens.words[i] in ("،", "."):
            break
        sign = _verb_tense(reading, vetoes, i)
        if sign:
            return sign
    return None


def _verb_tense(reading: Reading, vetoes: dict[str, frozenset[str]], i: int) -> str | None:
    hit = reading.at[i]
    word = reading.tokens.words[i]
    if hit is not None:
        if hit.of("status-planned", "future-verb") or (hit.of("next") and hit.first == i):
            return "future"
        entry = hit.of("encounter-verb", "cue", "status-postponed", "status-cancelled")
        if entry is not None:
            return {"past": "past", "future": "future"}.get(entry.get("tense"))
    bare = word[1:] if word[:1] in "وف" and word[1:2] == "س" else word
    if len(bare) > 4 and bare[0] == "س" and bare[1] in "يتن" and bare not in vetoes["not-future"]:
        frequency = reading.known.frequency
        if bare[1:] in frequency or "ي" + bare[2:] in frequency or frequency.get(bare, 0) < 3.9:
            return "future"
    return None


def resolve(expression: Expression, reference: date | None, reference_last: date | None = None) -> DateMention:
    """Put one expression on the calendar. Relative ones need ``reference``; without it their days stay ``None``."""
    args = dict(expression.args)
    span: tuple[date, date] | None
    try:
        span = _OPS[expression.op](args, reference, expression.tense)
        if span and reference_last and reference_last != reference:
            end = _OPS[expression.op](args, reference_last, expression.tense)
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


Args = dict[str, str]
Span = tuple[date, date] | None


def _day(day: date | None) -> Span:
    return (day, day) if day else None


def _ymd(a: Args, ref: date | None, tense: str | None) -> Span:
    return _day(date(int(a["year"]), int(a.get("month") or a["m"]), int(a["d"])))


def _closest_year(month: int, day: int, ref: date, tense: str | None, word: str | None) -> int:
    """The year that puts a day without a year where its sentence points: behind, ahead, or nearest."""
    candidates = [ref.year - 1, ref.year, ref.year + 1]
    if word in ("last", "next"):
        tense = {"last": "past", "next": "future"}[word]
    days = {y: date(y, month, min(day, cal.month_span(y, month)[1].day)) for y in candidates}
    if word == "this":
        return ref.year
    if tense == "past":
        behind = [y for y in candidates if days[y] <= ref]
        return max(behind)
    if tense == "future":
        ahead = [y for y in candidates if days[y] >= ref]
        if ahead and (min(days[y] for y in ahead) - ref).days < 300:
            return min(ahead)
    return min(candidates, key=lambda y: abs((days[y] - ref).days))


def _md(a: Args, ref: date | None, tense: str | None) -> Span:
    if ref is None:
        return None
    month, day = int(a.get("month") or a["m"]), int(a["d"])
    word = a.get("lastnext") or a.get("thislastnext")
    return _day(date(_closest_year(month, day, ref, tense, word), month, day))


def _md_or_ymd(a: Args, ref: date | None, tense: str | None) -> Span:
    return _ymd(a, ref, tense) if "year" in a else _md(a, ref, tense)


def _d_of_month(a: Args, ref: date | None, tense: str | None) -> Span:
    if ref is None:
        return None
    shift = {"this": 0, "next": 1, "last": -1}[a["thislastnext"]]
    return _day(cal.month_span(ref.year, ref.month + shift)[0].replace(day=int(a["d"])))


def _range_md(a: Args, ref: date | None, tense: str | None) -> Span:
    month = int(a["month"])
    year = int(a["year"]) if "year" in a else _closest_year(month, int(a["d"]), ref, tense, None) if ref else None
    if year is None:
        return None
    return date(year, month, int(a["d"])), date(year, month, int(a["d2"]))


def _weekday(a: Args, ref: date | None, tense: str | None) -> Span:
    if ref is None:
        return None
    weekday, word = int(a["weekday"]), a.get("lastnext")
    if word == "last":
        return _day(cal.weekday_from(ref, weekday, -1, include=False))
    if word == "next":
        return _day(cal.weekday_from(ref, weekday, 1, include=False))
    return _day(cal.weekday_from(ref, weekday, 1 if tense == "future" else -1, include=True))


def _range_weekdays(a: Args, ref: date | None, tense: str | None) -> Span:
    first = _weekday(a, ref, tense)
    if first is None:
        return None
    return first[0], cal.weekday_from(first[0], int(a["+weekday2"]), 1, include=False)


def _relative(a: Args, ref: date | None, tense: str | None) -> Span:
    return _day(ref + timedelta(days=int(a["k"]))) if ref else None


def _unit(a: Args, ref: date | None, tense: str | None) -> Span:
    if ref is None:
        return None
    shift = {"this": 0, "next": 1, "last": -1}[a.get("thislastnext", "this")]
    return _shifted(a["the-unit"], shift, ref)


def _shifted(unit: str, shift: int, ref: date) -> Span:
    if unit == "day":
        return _day(ref + timedelta(days=shift))
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
    return cal.month_span(_closest_year(month, 15, ref, tense or "past", a.get("thislastnext")), month)


def _month_open(a: Args, ref: date | None, tense: str | None) -> Span:
    month = int(a.get("month") or a["month-pair"])
    if ref is None:
        return None
    if month == ref.month:
        return cal.month_span(ref.year, month)
    return cal.month_span(_closest_year(month, 15, ref, tense or "past", None), month)


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


def _hijri(a: Args, ref: date | None, tense: str | None) -> Span:
    month, day = int(a["hijri-month"]), int(a["d"])
    if "hijri-year" in a:
        return _day(cal.hijri_to_gregorian(int(a["hijri-year"]), month, day))
    if ref is None:
        return None
    year = cal.hijri_year_of(ref)
    days = [cal.hijri_to_gregorian(y, month, day) for y in (year - 1, year, year + 1)]
    return _day(min(days, key=lambda d: abs((d - ref).days)))


def _hijri_month(a: Args, ref: date | None, tense: str | None) -> Span:
    month = int(a["hijri-month"])
    if "hijri-year" in a:
        years = [int(a["hijri-year"])]
    elif ref:
        middle = cal.hijri_year_of(ref)
        years = [middle - 1, middle, middle + 1]
    else:
        return None
    spans = [cal.hijri_month_span(y, month) for y in years]
    return spans[0] if ref is None or len(spans) == 1 else min(spans, key=lambda s: abs((s[0] - ref).days))


def _part_hijri(a: Args, ref: date | None, tense: str | None) -> Span:
    span = _hijri_month(a, ref, tense)
    return cal.part_of_month(*span, a["part"]) if span else None


def _season(a: Args, ref: date | None, tense: str | None) -> Span:
    if "year" in a:
        year = int(a["year"])
    elif ref:
        year = ref.year + {"this": 0, "next": 1, "last": -1}[a["thislastnext"]]
    else:
        return None
    start = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[a["season"]]
    return cal.month_span(year, start)[0], cal.month_span(year, start + 2)[1]


_OPS = {
    "ymd": _ymd, "md": _md, "md-or-ymd": _md_or_ymd, "d-of-month": _d_of_month, "range-md": _range_md,
    "range-weekdays": _range_weekdays, "weekday": _weekday, "rel": _relative, "today": _relative, "unit": _unit,
    "unit-this": _unit, "part-unit": _part_unit, "part-month": _part_month, "month": _month, "month-in": _month_open,
    "month-year": _month, "dual": _dual, "plural": _plural, "hijri": _hijri, "hijri-month": _hijri_month, "part-hijri": _part_hijri,
    "n-last": lambda a, ref, t: _n_units(a["the-plural"], int(a["n"]), a["lastnext"], ref),
    "ago": _ago, "season": _season,
    "year": lambda a, ref, t: cal.year_span(int(a["year"])), "year-in": lambda a, ref, t: cal.year_span(int(a["year"])),
    "part-year": lambda a, ref, t: cal.part_of_year(int(a["year"]), a["part"]),
}  # fmt: skip
