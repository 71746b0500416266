"""Whether the date rules do what their own examples say: each must match its example and leave its counter-example alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.extract.dates import compiled, vetoed
from core.extract.patterns import Pattern, compile_pattern, match_at
from core.extract.reading import read
from core.knowledge import Fault, load, tables
from core.model import Document


def check_rules(root: Path = tables.ROOT) -> list[Fault]:
    """Faults of ``language/date-rules.csv`` under ``root``; none when the file is missing (``check`` says that)."""
    path = root / "language" / "date-rules.csv"
    return list(_faults(path, root)) if path.is_file() else []


def _faults(path: Path, root: Path) -> Iterator[Fault]:
    for number, row in tables.rows(path):
        if not {"rule", "pattern", "value", "example", "counter"} <= row.keys():
            return
        try:
            pattern = compile_pattern(row["rule"], row["pattern"], row["value"])
        except ValueError as error:
            yield Fault(path, number, str(error), "see core/extract/patterns.py for what a pattern may hold")
            continue
        if row["example"] and not matches(pattern, row["example"], root):
            yield Fault(path, number, f"{row['rule']} does not match its example “{row['example']}”", "mend the pattern or the example")
        if row["counter"] and matches(pattern, row["counter"], root):
            yield Fault(path, number, f"{row['rule']} matches its counter-example “{row['counter']}”", "make the pattern stricter")


def matches(pattern: Pattern, text: str, root: Path = tables.ROOT) -> bool:
    """Whether the pattern matches anywhere in ``text`` and nothing beside the match forbids it."""
    _, slots, vetoes = compiled(root)
    reading = read(Document("example", text), load(root))
    for i in range(len(reading.tokens)):
        found = match_at(pattern, slots, reading.tokens, i)
        if found and not vetoed(reading, vetoes, i, (found[0], pattern, found[1], found[2])):
            return True
    return False
