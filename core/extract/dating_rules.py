"""Wordings that date a text beyond plain date expressions: ``dating-rules.csv`` («قبل أيام», «العام الحالي 2018» …)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.extract.dates import DateSlots, compiled
from core.extract.patterns import Pattern, compile_pattern, match_at
from core.extract.reading import Reading
from core.knowledge import tables


@dataclass(frozen=True, slots=True)
class Wording:
    """Tokens ``first`` up to ``last`` match the rule ``name``; ``what`` is its value and ``number`` its year, ordinal or count."""

    name: str
    what: str
    first: int
    last: int
    number: int


@lru_cache(maxsize=4)
def rules(root: Path = tables.ROOT) -> tuple[tuple[Pattern, ...], DateSlots, frozenset[str]]:
    """The compiled rules, the slots of dates, and the words with which a rule of literals can begin."""
    patterns = tuple(compile_pattern(r["rule"], r["pattern"], r["value"]) for _, r in tables.rows(root / "language" / "dating-rules.csv"))
    _, slots, _ = compiled(root)
    starters = {word for p in patterns for word in p.elements[0].literals}
    return patterns, slots, frozenset(starters | slots.first_words)


def find(reading: Reading) -> list[Wording]:
    """Every wording of the rules, the longest at each token, none overlapping."""
    patterns, slots, starters = rules()
    tokens = reading.tokens
    out: list[Wording] = []
    i = 0
    while i < len(tokens):
        word = tokens.words[i]
        best: Wording | None = None
        if word in starters or word[1:] in starters:
            for pattern in patterns:
                found = match_at(pattern, slots, tokens, i)
                if found and (best is None or found[0] > best.last):
                    number = found[1].get("year") or found[1].get("n") or "0"
                    best = Wording(pattern.name, pattern.value, i, found[0], int(number))
        if best is None:
            i += 1
            continue
        if best.what != "nothing":
            out.append(best)
        i = best.last
    return out
