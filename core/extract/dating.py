"""When was it written? The publication day of a document that has none, from its clues.

A stated day (address, dateline) is taken as it is. Otherwise every clue becomes a likelihood over the days from 2011 on, and
their product is read off: one day when it stands clear of the others, an interval of at most a month when that holds the
day, else nothing. The scheme is that of document dating with temporal constraints (Chambers 2012, ACL, «Labeling Documents
with Timestamps»), with documented events in place of learned features.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from core.extract import clues as calendar_clues
from core.extract import datelines, dates, dating_rules
from core.extract.chunks import Chunk
from core.extract.dates import Expression
from core.extract.dating_rules import Wording
from core.extract.likelihood import DAYS, LAST, ORIGIN, Factor, Posterior, combine, day_of
from core.extract.reading import Reading
from core.extract.recollection import Memory, Recollector
from core.extract.scenes import scenes
from core.knowledge.events import Events, load
from core.model import UNKNOWN_DAY, Actor, Clue, Published

# A day is named when it holds DAY and, with its neighbours, AROUND; else an interval of so many days when it holds so much.
DAY, AROUND = 0.6, 0.87
INTERVALS = ((7, 0.8), (31, 0.88))
CANDIDATES = 40
_FEW = {"day": (2, 10, 24), "week": (10, 40, 60), "month": (45, 200, 270)}
_REACH = {"rel": 3, "today": 1, "weekday": 8, "dual": 30, "range-weekdays": 15}
# Days before and behind a talk that a text neither recalls nor announces, and the share of texts written then; wider ones first.
_RINGS = ((55, 52, 0.2), (10, 7, 0.25))
_LEAD_RINGS = ((55, 52, 0.2), (10, 7, 0.15), (1, 1, 0.35))
# Share of articles that recall a thing within a week, two months, a year, and later.
_RECALL = ((7, 0.15), (60, 0.45), (365, 0.18), (365 * 12, 0.22))


def find(
    reading: Reading,
    expressions: Sequence[Expression],
    actors: Sequence[Actor],
    chunks: Sequence[Chunk],
    *,
    events: Events | None = None,
) -> tuple[Published, tuple[Clue, ...]]:
    """The day or interval in which a document was written and the clues for it, in order of the text.

    ``expressions`` come from ``dates.find``, ``chunks`` from ``actors.find`` without a day; ``events`` default to the
    knowledge's. The basis is ``stated``, ``inferred``, or ``unknown`` when the clues leave more than 31 days.
    """
    said = datelines.from_url(reading.document.url) or datelines.stated(reading, expressions)
    factors = gather(reading, expressions, chunks, events if events is not None else load())
    if said is not None:
        published = Published(said.first, said.last, "stated")
        return published, (said, *(clue(f) for f in factors))
    if not factors:
        return UNKNOWN_DAY, ()
    return decide(combine(factors)), tuple(clue(f) for f in factors)


def gather(reading: Reading, expressions: Sequence[Expression], chunks: Sequence[Chunk], events: Events) -> list[Factor]:
    """Every clue of a document as a factor, in order of the text."""
    wordings = dating_rules.find(reading)
    factors = calendar_clues.find(reading, expressions, chunks, wordings)
    seen = list(scenes(reading, expressions, chunks, wordings))
    memories = Recollector(reading, events, wordings).find(seen)
    factors += _ties(reading, memories)
    factors += _bounds(reading, memories)
    return sorted(factors, key=lambda f: (f.start, f.end, f.kind, f.note))


def decide(posterior: Posterior) -> Published:
    """One day, an interval of at most 31 days, or unknown."""
    best = posterior.best()
    if posterior.days[best] >= DAY and posterior.mass(best - 1, best + 1) >= AROUND:
        return Published(day_of(best), day_of(best), "inferred")
    for longest, held in INTERVALS:
        first, last = posterior.shortest(held)
        if last - first < longest:
            return Published(day_of(first), day_of(last), "inferred")
    return UNKNOWN_DAY


def clue(factor: Factor) -> Clue:
    """A factor as the record that the reader sees."""
    return Clue(factor.kind, factor.start, factor.end, factor.first, factor.last, factor.note)


# -- things tied to the day of writing by an expression ----------------------------------------------------------------
def _ties(reading: Reading, memories: Sequence[Memory]) -> list[Factor]:
    """One factor for each thing, from the sentence that ties it best; days of several candidates share the odds."""
    best: dict[tuple[str, ...], tuple[float, Factor]] = {}
    for memory in memories:
        if memory.when is None or memory.kind in ("era", "span"):
            continue
        support = _support(memory)
        if not support or (memory.candidates[0].last - memory.candidates[0].first).days > 14 and memory.kind != "since":
            continue
        top = max(support.values())
        days = sorted(d for d, p in support.items() if p >= 0.1 * top)
        start, end = reading.tokens.span(min(memory.first, memory.when.first), max(memory.last, memory.when.last))
        low = math.log(1 - memory.trust)
        spread = DAYS ** (0.6 + 0.4 * memory.trust)
        segments = tuple((d, d, math.log(1 - memory.trust + memory.trust * spread * p) - low) for d, p in sorted(support.items()))
        note = memory.candidates[0].id if len(memory.candidates) == 1 else f"one-of-{len(memory.candidates)}"
        factor = Factor(memory.kind, start, end, note, low, segments, (), date.fromordinal(days[0]), date.fromordinal(days[-1]))
        if memory.key not in best or best[memory.key][0] < top * memory.trust:
            best[memory.key] = (top * memory.trust, factor)
    return [factor for _, factor in best.values()]


def _support(memory: Memory) -> dict[int, float]:
    """Probability of each day of writing, were one of the candidates meant."""
    found: dict[int, float] = {}
    for candidate in memory.candidates[:CANDIDATES]:
        fits = _days_of_writing(memory.when, candidate.first, candidate.last)
        total = sum(fits.values())
        for day, fit in fits.items():
            found[day] = found.get(day, 0.0) + candidate.weight * fit / total
    return found


def _days_of_writing(when: Expression | Wording | None, first: date, last: date) -> dict[int, float]:
    """Days from which the expression points at ``first``..``last``, each with how well it does (1: exactly)."""
    if isinstance(when, Wording) and when.what == "nth-day":
        day = first.toordinal() + when.number - 1
        return {day - 1: 0.3, day: 1.0, day + 1: 0.4}
    if isinstance(when, Wording):
        near, far, farther = _FEW[when.what.split(":")[1]]
        if when.what.startswith("few-ahead"):
            return dict.fromkeys(range(first.toordinal() - far, first.toordinal()), 1.0)
        return {d: 1.0 if d <= last.toordinal() + far else 0.25 for d in range(first.toordinal() + near, last.toordinal() + farther + 1)}
    if when is None:
        return {}
    args = dict(when.args)
    reach = _REACH.get(when.op, 430 if when.op not in ("unit", "unit-this") or args.get("the-unit") != "week" else 15)
    found: dict[int, float] = {}
    other = replace(when, tense="past" if when.tense == "future" else "future") if when.op == "weekday" and "lastnext" not in args else None
    for day in range(max(ORIGIN, first.toordinal() - reach), min(LAST.toordinal(), last.toordinal() + reach) + 1):
        fit = _overlap(when, date.fromordinal(day), first, last)
        if other is not None:
            fit += 0.15 * _overlap(other, date.fromordinal(day), first, last)
        if fit:
            found[day] = found.get(day, 0.0) + fit
            if when.op == "weekday" and "lastnext" in args:  # «الثلاثاء الماضي» can be the one before the last
                later = day + (7 if args["lastnext"] == "last" else -7)
                found[later] = found.get(later, 0.0) + 0.25 * fit
    return found


def _overlap(when: Expression, reference: date, first: date, last: date) -> float:
    """Agreement of what ``when`` means on ``reference`` with the days ``first``..``last``, 0 to 1."""
    span = _resolved(when, reference)
    if span is None:
        return 0.0
    shared = (min(span[1], last) - max(span[0], first)).days + 1
    if shared <= 0:
        return 0.0
    one, two = (span[1] - span[0]).days + 1, (last - first).days + 1
    return (shared / (one + two - shared)) ** 2 if max(one, two) <= 3 else shared / min(one, two)


@lru_cache(maxsize=50_000)
def _resolved(when: Expression, reference: date) -> tuple[date, date] | None:
    """What an expression means on a day."""
    mention = dates.resolve(when, reference)
    return (mention.first, mention.last) if mention.first and mention.last else None


# -- things recalled or announced without an expression ------------------------------------------------------------------
def _bounds(reading: Reading, memories: Sequence[Memory]) -> list[Factor]:
    """What is recalled lies behind, and the latest of it not far behind; what is announced lies ahead."""
    recalled: dict[str, tuple[Memory, date, float]] = {}
    out: dict[str, Factor] = {}
    for memory in memories:
        top = max(memory.candidates, key=lambda c: c.weight)
        sure = memory.trust * top.weight
        if memory.kind in ("span", "era", "since"):
            out.setdefault(top.id, _span(reading, memory, top.first, min(top.last, LAST)))
        elif sure < 0.45 and memory.kind != "event":
            continue
        elif memory.ahead:
            out.setdefault(f"ahead:{top.id}", _announced(reading, memory, top.first, top.last, sure))
        elif memory.when is None and (memory.kind == "planned" or memory.kind == "talk" and (memory.lead or not memory.past)):
            out.setdefault(f"named:{top.id}", _named(reading, memory, top.first, top.last, sure))
        elif memory.kind == "talk" and isinstance(memory.when, Expression) and not memory.past and memory.when.tense is None:
            out.setdefault(f"named:{top.id}", _named(reading, memory, top.first, top.last, sure))
        elif memory.kind != "planned" and top.id not in recalled:
            recalled[top.id] = (memory, top.first, 0.12 if memory.kind == "event" else 1.1 - sure)
    return [*out.values(), *_recall(reading, [v for k, v in recalled.items() if f"ahead:{k}" not in out])]


def _span(reading: Reading, memory: Memory, first: date, last: date) -> Factor:
    low = math.log(0.06 if memory.kind == "since" else 0.2)
    start, end = reading.tokens.span(memory.first, memory.last)
    segment = (first.toordinal(), last.toordinal(), -low)
    return Factor(memory.kind, start, end, memory.candidates[0].id, low, (segment,), (), first, last if last < LAST else None)


def _announced(reading: Reading, memory: Memory, first: date, last: date, sure: float) -> Factor:
    """Written in the two months before, in the year before, or something else was meant."""
    low = math.log(1 - 0.9 * sure)
    start, end = reading.tokens.span(memory.first, memory.last)
    near, far = (math.log(1 - 0.9 * sure + sure * share * DAYS**0.9 / days) - low for share, days in ((0.6, 60), (0.2, 305)))
    segments = ((first.toordinal() - 60, last.toordinal(), near), (first.toordinal() - 365, first.toordinal() - 61, far))
    return Factor("announced", start, end, memory.candidates[0].id, low, segments, (), first - timedelta(days=365), last)


def _named(reading: Reading, memory: Memory, first: date, last: date, sure: float) -> Factor:
    """Neither past nor future: written about then, or not."""
    low = math.log(1 - 0.6 * sure)
    start, end = reading.tokens.span(memory.first, memory.last)
    a, b = first.toordinal(), last.toordinal()
    segments, level = [], 0.0
    for before, behind, share in _LEAD_RINGS if memory.lead else _RINGS:
        inner = math.log(1 - 0.6 * sure + sure * share * DAYS / (b - a + before + behind + 1)) - low
        segments.append((a - before, b + behind, inner - level))
        level = inner
    around = first - timedelta(days=55), last + timedelta(days=52)
    return Factor("named", start, end, memory.candidates[0].id, low, tuple(segments), (), *around)


def _recall(reading: Reading, recalled: Sequence[tuple[Memory, date, float]]) -> list[Factor]:
    """A lower bound from each thing, and for the latest of them before a day how soon after it an article is written."""
    out = []
    ordered = sorted(recalled, key=lambda r: (r[1], r[0].first))
    for k, (memory, first, doubt) in enumerate(ordered):
        low = math.log(doubt)
        start, end = reading.tokens.span(memory.first, memory.last)
        until = ordered[k + 1][1] if k + 1 < len(ordered) else LAST + timedelta(days=1)
        segments = [(first.toordinal(), LAST.toordinal(), -low)]
        begin = 0
        for width, share in () if memory.when is not None else _RECALL:
            near, far = first.toordinal() + begin, min(first.toordinal() + width, until.toordinal()) - 1
            if near <= far:
                segments.append((near, far, math.log(share / (width - begin) * 365 * 12)))
            begin = width
        out.append(Factor("recalled", start, end, memory.candidates[0].id, low, tuple(segments), (), first))
    return out
