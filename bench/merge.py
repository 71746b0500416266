"""How long it takes to make one talk of many reports, for a growing number of reports at the same density of days.

    python bench/merge.py [--sizes 1000,10000,100000,1000000] [--runs 5]

Prints a table; the last column is the time per report, which near-linear work keeps flat. The largest size is run once, the others as
often as ``--runs`` says (medians).
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.generate import reports  # noqa: E402
from core.store.merge import merge  # noqa: E402

SIZES = (1_000, 10_000, 100_000, 1_000_000)
LARGE = 300_000


@dataclass(frozen=True, slots=True)
class Point:
    """Processor seconds for so many reports, and the talks they are."""

    size: int
    seconds: float
    talks: int


def measure(size: int, runs: int) -> Point:
    """The median of some runs."""
    found, actors = reports(size)
    taken, talks = [], 0
    for _ in range(1 if size > LARGE else runs):
        gc.collect()
        start = time.process_time()
        talks = len(merge(found, actors, {}))
        taken.append(time.process_time() - start)
    return Point(size, statistics.median(taken), talks)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print("| reports | talks | processor seconds | µs per report |\n| --- | --- | --- | --- |")
    for size in (int(part) for part in options.sizes.split(",")):
        point = measure(size, options.runs)
        print(f"| {size:,} | {point.talks:,} | {point.seconds:.2f} | {1e6 * point.seconds / size:.0f} |", flush=True)


if __name__ == "__main__":
    main()
