"""How long it takes to make one talk of many reports, for a growing number of reports at the same density of days.

    python bench/merge.py [--sizes 1000,10000,100000] [--png bench/merge.png]

Prints a table; the last column is the time per report, which near-linear work keeps flat. Draws the curve where matplotlib is there.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import time
from pathlib import Path

from generate import reports

from core.store.merge import merge


def measure(size: int) -> tuple[float, int]:
    """Seconds for ``size`` reports, and how many talks they are."""
    found, actors = reports(size)
    start = time.process_time()
    groups = merge(found, actors, {})
    return time.process_time() - start, len(groups)


def draw(points: list[tuple[int, float]], png: Path) -> None:
    """The curve on two logarithmic axes."""
    matplotlib = importlib.import_module("matplotlib")
    matplotlib.use("Agg")
    figure, axes = importlib.import_module("matplotlib.pyplot").subplots(figsize=(6, 4))
    axes.loglog([size for size, _ in points], [seconds for _, seconds in points], "o-")
    axes.set_xlabel("talk reports")
    axes.set_ylabel("seconds (CPU)")
    axes.grid(True, which="both", alpha=0.3)
    figure.tight_layout()
    figure.savefig(png, dpi=110)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--png", type=Path, default=Path("bench/merge.png"))
    options = parser.parse_args()
    points = []
    print("| reports | talks | CPU seconds | µs per report |\n| --- | --- | --- | --- |")
    for size in (int(part) for part in options.sizes.split(",")):
        seconds, talks = measure(size)
        points.append((size, seconds))
        print(f"| {size:,} | {talks:,} | {seconds:.2f} | {1e6 * seconds / size:.0f} |")
    if importlib.util.find_spec("matplotlib"):
        draw(points, options.png)


if __name__ == "__main__":
    main()
