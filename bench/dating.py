"""When was it written? Publication days of dated articles hidden and inferred from the text alone.

    python bench/dating.py [../shared] [--all] [--verbose]

For every corpus of ``corpus/README.md`` (its first N articles are on Syria's diplomacy; ``--all``: all of them) and for the
seeds: how many articles get one day, how often that day is right (±1, since a crawl's day varies), the width of the intervals
and how often they hold the day. Addresses that show a date are hidden too. Exits with 1 when fewer than nine named days in ten are right.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from core.extract import actors, datelines, dates, dating  # noqa: E402
from core.extract.reading import read  # noqa: E402
from core.ingest import clean  # noqa: E402
from core.knowledge import load  # noqa: E402
from core.model import Document, Published  # noqa: E402

SYRIA = {"almayadeen-2023-2024": 117, "ant-2016-2018": 154, "saudinewsnet-2015": 134}
WANTED = 0.9


@dataclass
class Tally:
    """Counts of one corpus."""

    articles: int = 0
    named: int = 0
    right: int = 0
    exact: int = 0
    intervals: int = 0
    held: int = 0
    widths: Counter[str] = field(default_factory=Counter)

    def add(self, found: Published, first: date, last: date) -> bool | None:
        """Note one article; whether the named day was right (``None``: no day named)."""
        self.articles += 1
        if found.first is None or found.last is None:
            self.widths["unknown"] += 1
            return None
        width = (found.last - found.first).days + 1
        self.widths["1 day" if width == 1 else "2-7 days" if width <= 7 else "8-31 days"] += 1
        off = max((first - found.last).days, (found.first - last).days, 0)
        if width > 1:
            self.intervals += 1
            self.held += off == 0
            return None
        self.named += 1
        self.exact += off == 0
        self.right += off <= 1
        return off <= 1

    def line(self, name: str) -> str:
        """The counts as a row."""
        named = f"{self.right}/{self.named} right (±1), {self.exact} exact" if self.named else "no day named"
        intervals = f"{self.held}/{self.intervals} intervals hold the day" if self.intervals else "no interval"
        widths = ", ".join(f"{k}: {self.widths[k]}" for k in ("1 day", "2-7 days", "8-31 days", "unknown"))
        return f"{name:24} {self.articles:5} articles | {named} | {intervals} | {widths}"


def articles(shared: Path, name: str, everything: bool) -> Iterator[tuple[Document, date, date]]:
    """The articles of one corpus without title page, address and day, and their day."""
    with gzip.open(shared / "corpus" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as handle:
        for number, line in enumerate(handle):
            if number >= SYRIA[name] and not everything:
                return
            row = json.loads(line)
            try:
                day = date.fromisoformat(row["published"])
            except ValueError:
                print(f"  {name} {row['id']}: {row['published']!r} is no day, left out")
                continue
            yield Document(row["id"], row["text"], row["title"], row["source"]), day, day


def addresses(shared: Path, name: str) -> tuple[int, int]:
    """How many addresses of a corpus hold a date, and how many of those are right (±1)."""
    held = right = 0
    with gzip.open(shared / "corpus" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as handle:
        for line, _ in zip(handle, range(SYRIA[name]), strict=False):
            row = json.loads(line)
            clue = datelines.from_url(row["url"])
            if clue is not None and clue.first is not None:
                held += 1
                right += abs((clue.first - date.fromisoformat(row["published"])).days) <= 1
    return held, right


def seeds(shared: Path) -> Iterator[tuple[Document, date, date]]:
    """The seeds with the day of their gold, cut to the article as the reader of files cuts them."""
    furniture = clean.Furniture.load(ROOT / "data" / "knowledge" / "language" / "furniture.csv")
    for path in sorted((shared / "seeds").glob("*.txt")):
        gold = json.loads((shared / "gold" / f"{path.stem}.json").read_text("utf-8"))["published"]
        days = [date.fromisoformat(d) for d in (gold if isinstance(gold, list) else [gold])]
        text = path.read_text("utf-8")
        yield Document(path.stem, text, body=clean.body(text, furniture)), days[0], days[-1]


def inferred(document: Document) -> Published:
    """What dating finds in a document."""
    reading = read(document, load())
    finding = actors.find(reading, None)
    return dating.find(reading, dates.find(reading), finding.actors, finding.chunks)[0]


def main() -> int:
    """Measure and print; 1 when too many named days are wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", nargs="?", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--all", action="store_true", help="all articles, not only those on Syria's diplomacy")
    parser.add_argument("--verbose", action="store_true", help="print each wrong day")
    options = parser.parse_args()
    if not (options.shared / "corpus").is_dir():
        print(f"{options.shared}: no folder corpus/ there, nothing to measure")
        return 0
    total = Tally()
    for name in ("seeds", *SYRIA):
        tally, began = Tally(), time.perf_counter()
        for document, first, last in seeds(options.shared) if name == "seeds" else articles(options.shared, name, options.all):
            found = inferred(document)
            right = tally.add(found, first, last)
            if name != "seeds":
                total.add(found, first, last)
            if options.verbose and (right is False or name == "seeds"):
                print(f"  {name} {document.id}: {found.first}..{found.last} ({found.basis}), published {first}")
        seconds = time.perf_counter() - began
        print(f"{tally.line(name)} | {1000 * seconds / max(1, tally.articles):.0f} ms each")
    print(total.line("all corpora"))
    for name in SYRIA:
        held, right = addresses(options.shared, name)
        print(f"{name:24} addresses that hold a date: {held}, right (±1): {right}")
    return 0 if total.right >= WANTED * total.named else 1


if __name__ == "__main__":
    sys.exit(main())
