"""The day that a document states of itself: in its address, its dateline, a line of its own, or beside «اليوم»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.extract import dates, dating_rules
from core.extract.dates import Expression
from core.extract.likelihood import FIRST, LAST
from core.extract.reading import Reading, read
from core.model import Clue

_IN_ADDRESS = (
    re.compile(r"(?<!\d)(20[0-3]\d)[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(20[0-3]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>0?[1-9]|[12]\d|3[01])[/_-](?P<m>0?[1-9]|1[0-2])[/_-](?P<y>20[0-3]\d)(?!\d)"),
)
_HEAD_LINES, _LINE_TOKENS, _HEAD_TOKENS = 12, 16, 60


def from_url(url: str | None) -> Clue | None:
    """The day written in an address (``/2018/01/11/``, ``20180904``), as a clue without words in the text."""
    for pattern in _IN_ADDRESS if url else ():
        found = pattern.search(url or "")
        if found:
            parts = found.groupdict()
            year, month, day = (parts["y"], parts["m"], parts["d"]) if parts else found.groups()
            known = _valid(int(year), int(month), int(day))
            if known:
                return Clue("url", 0, 0, known, known, "address")
    return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None


def stated(reading: Reading, expressions: Sequence[Expression]) -> Clue | None:
    """The first full date that stands as the document's own: beside «اليوم» or «أمس», in a dateline, or in a line of its own
    at the head, or behind a word such as «تاريخ النشر»; also in the site furniture around the article."""
    found = _beside_today(reading, expressions) or _dateline(reading, expressions)
    if found is None and reading.document.body:
        whole = read(replace(reading.document, body=()), reading.known)
        found = _dateline(whole, dates.find(whole))
    return found


def full_day(expression: Expression) -> date | None:
    """The day of an expression that needs no reference day."""
    mention = dates.resolve(expression, None)
    return mention.first if mention.first is not None and mention.first == mention.last else None


def _beside_today(reading: Reading, expressions: Sequence[Expression]) -> Clue | None:
    """«اليوم الثلاثاء 10 تموز 2018», «أمس (9 أغسطس 2015)»."""
    for e in expressions:
        day = full_day(e) if begins_with_today(reading, e) else None
        if day is not None:
            return Clue("stated", e.start, e.end, day, day, "today")
    for left, right in zip(expressions, expressions[1:], strict=False):
        shift = dict(left.args).get("k")
        if shift is None or not 0 <= right.first - left.last <= 2 or reading.tokens.line[left.first] != reading.tokens.line[right.first]:
            continue
        if any(w.isalnum() for w in reading.tokens.words[left.last : right.first]):
            continue
        day = full_day(right)
        if day is not None:
            written = day - timedelta(days=int(shift))
            return Clue("stated", left.start, right.end, written, written, "today")
    return None


def begins_with_today(reading: Reading, e: Expression) -> bool:
    """Whether a date expression opens with «اليوم» and so names the day of writing."""
    _, slots, _ = dates.compiled()
    return dict(e.args).get("k") is None and any(True for _ in slots.match("today", reading.tokens, e.first, True))


def _dateline(reading: Reading, expressions: Sequence[Expression]) -> Clue | None:
    lines = reading.tokens.line
    marks = {lines[w.first]: w.last for w in dating_rules.find(reading) if w.what == "published"}
    heads: dict[int, int] = {}
    for i, line in enumerate(lines):
        heads.setdefault(line, i)
    ordered = sorted(heads)
    for expression in expressions:
        day = full_day(expression)
        if day is None or not FIRST <= day <= LAST:
            continue
        line = lines[expression.first]
        begin, rank = heads[line], ordered.index(line)
        end = heads[ordered[rank + 1]] if rank + 1 < len(ordered) else len(lines)
        if end - begin <= _LINE_TOKENS and line in marks and expression.first >= marks[line]:
            return Clue("stated", expression.start, expression.end, day, day, "published-mark")
        if rank < _HEAD_LINES and _own_line(reading, expression, begin, end):
            return Clue("stated", expression.start, expression.end, day, day, "line")
        if expression.first < _HEAD_TOKENS and _agency(reading, expression, begin):
            return Clue("stated", expression.start, expression.end, day, day, "dateline")
    return None


def _own_line(reading: Reading, expression: Expression, begin: int, end: int) -> bool:
    """A line that is little more than the date: numbers, marks, names of places and media."""
    rest = [*range(begin, expression.first), *range(expression.last, end)]
    words = [i for i in rest if reading.word(i).isalpha()]
    plain = [i for i in words if (hit := reading.at[i]) is None or not hit.of("place", "weekday", "day-word", "time-of-day", "month")]
    return len(plain) <= 2 and not any(_acts(reading, i) for i in words)


def _agency(reading: Reading, expression: Expression, begin: int) -> bool:
    """«الرياض - 10 أغسطس 2015 - واس»: names and marks before the date, a mark or an outlet behind it."""
    before = range(begin, expression.first)
    if len(before) > 8 or len(before) == 0 or not all(_dateline_word(reading, i) for i in before):
        return False
    behind = reading.at[expression.last] if expression.last < len(reading.tokens) else None
    word = reading.word(expression.last)
    return not word.isalnum() or (behind is not None and any(reading.known.actors[e.id].kind == "media" for e in behind.all("actor")))


def _dateline_word(reading: Reading, i: int) -> bool:
    hit = reading.at[i]
    if not reading.word(i).isalpha():
        return True
    return hit is not None and hit.of("place", "actor", "weekday", "metonym") is not None and not hit.clitic


def _acts(reading: Reading, i: int) -> bool:
    hit = reading.at[i]
    return hit is not None and hit.of("cue", "encounter-verb", "preposition") is not None
