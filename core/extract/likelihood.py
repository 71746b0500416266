"""Which day was it? Clues as likelihoods over a grid of days, combined and read off.

A clue multiplies the odds of the days that it allows. None is trusted wholly: days outside keep a remainder, so that one
misread clue is outvoted by the others instead of leaving no day at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

FIRST, LAST = date(2011, 1, 1), date(2027, 12, 31)
ORIGIN = FIRST.toordinal()
DAYS = LAST.toordinal() - ORIGIN + 1


@dataclass(frozen=True, slots=True)
class Factor:
    """One clue: log odds ``base`` everywhere, plus those of the ``segments`` (inclusive ordinals, relative to ``base``), plus
    those of the ISO weekdays (``week[0]`` is Monday). The clue's words are ``text[start:end]``; ``first``..``last`` are the
    days it speaks for."""

    kind: str
    start: int
    end: int
    note: str
    base: float = 0.0
    segments: tuple[tuple[int, int, float], ...] = ()
    week: tuple[float, ...] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Posterior:
    """Probability of each day of the grid."""

    days: tuple[float, ...]

    def mass(self, first: int, last: int) -> float:
        """Probability of the grid days ``first``..``last``."""
        return sum(self.days[max(0, first) : last + 1])

    def best(self) -> int:
        """The most probable grid day, the earliest of equals."""
        return max(range(len(self.days)), key=lambda i: (self.days[i], -i))

    def shortest(self, wanted: float) -> tuple[int, int]:
        """The shortest run of grid days that holds the probability ``wanted``."""
        best, left, held = (0, len(self.days) - 1), 0, 0.0
        for right, p in enumerate(self.days):
            held += p
            while held - self.days[left] >= wanted:
                held -= self.days[left]
                left += 1
            if held >= wanted and right - left < best[1] - best[0]:
                best = (left, right)
        return best


def day_of(index: int) -> date:
    """The calendar day of a grid index."""
    return date.fromordinal(ORIGIN + index)


def allow(first: date, last: date, doubt: float) -> tuple[float, tuple[tuple[int, int, float], ...]]:
    """``(base, segments)`` of a clue that allows ``first``..``last`` and is wrong with probability ``doubt``."""
    low = math.log(doubt)
    return low, ((first.toordinal(), last.toordinal(), -low),)


def combine(factors: Iterable[Factor]) -> Posterior:
    """Multiply all factors over the grid. Linear in the days and the segments."""
    steps = [0.0] * (DAYS + 1)
    week = [0.0] * 7
    for factor in factors:
        for first, last, weight in factor.segments:
            low, high = max(0, first - ORIGIN), min(DAYS - 1, last - ORIGIN)
            if low <= high:
                steps[low] += weight
                steps[high + 1] -= weight
        for k, weight in enumerate(factor.week):
            week[k] += weight
    level, logs = 0.0, []
    shift = FIRST.isoweekday() - 1
    for i in range(DAYS):
        level += steps[i]
        logs.append(level + week[(i + shift) % 7])
    top = max(logs)
    weights = [math.exp(v - top) for v in logs]
    total = sum(weights)
    return Posterior(tuple(w / total for w in weights))
