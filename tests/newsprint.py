"""Hostile text that looks like news: words of the knowledge tables between marks, digits, controls and anything else."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

KNOWLEDGE = Path(__file__).resolve().parents[1] / "data" / "knowledge"
MARKS = [*"«»“”\"'‘’‹›()[]{}،؛؟.:!-–/\\|*#_<>&%", "...", "…", "\n", "\n\n", "\t", "ـ", "ـ.ـ", "َّ"]
CONTROLS = ["\u200f", "\u200e", "\u202e", "\u2066", "\ufeff", "\x00", "\u200b"]
DATES = ["22/7/2015", "2018-01-10", "18,00", "1441هـ", "2015م", "31/2/2015", "30 شباط", "20155", "29 شباط 2015"]
NUMBERS = ["10", "٢٠١٦", "31", "99", "00", "٣", "16", *DATES]


@cache
def words() -> tuple[str, ...]:
    """Surfaces of the knowledge: names, aliases, titles, cues, months, examples of rules; a few thousand, sorted."""
    found: set[str] = set()
    for path in sorted(KNOWLEDGE.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as table:
            for row in csv.DictReader(table):
                for column in ("name_ar", "aliases", "short", "forms", "example", "masc", "fem", "plural"):
                    found.update(part.strip() for part in (row.get(column) or "").replace("/", "|").split("|") if part.strip())
    return tuple(sorted(found))


@cache
def texts() -> st.SearchStrategy[str]:
    """Texts of up to some dozens of such words and marks, with or without spaces, and bits of arbitrary Unicode."""
    word = st.sampled_from(words())
    noise = [st.sampled_from(MARKS + CONTROLS), st.sampled_from(NUMBERS), st.text(max_size=6)]
    piece = st.one_of(word, word, word, word.map(lambda w: "و" + w), *noise)
    glue = st.sampled_from([" ", " ", " ", "", "، "])
    return st.lists(st.tuples(piece, glue), max_size=40).map(lambda pairs: "".join(p + g for p, g in pairs))
