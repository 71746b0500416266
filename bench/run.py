"""Every figure of speed and scale in one table, each beside its target and what a user would pick instead; the curves as pictures.

    python bench/run.py [--store var/bench/store.duckdb] [--corpus ../shared/corpus] [--runs 5] [--only PART …] [--again]

``make bench`` runs this on the store that ``generate.py`` makes. Parts: extraction, command, pages, rivals, merge, grow, readers, paint,
scale. ``--only`` measures some of them; with ``--again`` the others come from the last run (``var/bench/figures.json``).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import figures, grow, merge, pages, paint, readers, rivals, scale, speed  # noqa: E402
from bench.figures import Figure  # noqa: E402
from bench.serving import dashboard  # noqa: E402

HERE = Path(__file__).resolve().parent
KEPT = Path("var/bench/figures.json")
LIMIT = 150
"""Articles of the corpus that extraction reads per run."""


def extraction(options: argparse.Namespace) -> list[Figure]:
    """Words a second on one core, start-up, memory."""
    articles = speed.texts(options.corpus, LIMIT)
    few, many = speed.memory(articles)
    rows = dict(speed.measured(articles, options.runs, 400))
    whole = rows.pop("whole pipeline")
    assert isinstance(whole, float)
    made = [Figure("extraction", "whole pipeline, one core", whole, "words/s", speed.TARGET, more=True)]
    for name, value in rows.items():
        if isinstance(value, float):
            made.append(Figure("extraction", "whole pipeline, one core", whole, "words/s", more=True, rival=name, rival_value=value))
        else:
            made.append(Figure("extraction", "whole pipeline, one core", whole, "words/s", more=True, rival=f"{name}: {value}"))
    made.append(Figure("extraction", "start-up until the first article is read", speed.startup(), "s", 1.5, note="processor time"))
    made.append(Figure("extraction", "memory after all articles, against after a tenth", many, "MB", rival="a tenth", rival_value=few))
    return made


def command(options: argparse.Namespace) -> list[Figure]:
    """``python -m core extract`` over all articles on one process, on all cores and on a local Dask cluster, from start to end."""
    folder = options.corpus or Path("data/sample")
    words = sum(len(text.split()) for text in speed.texts(options.corpus, 0))
    made, cores = [], os.cpu_count() or 1
    for name, more in (("1 process", ["--jobs", "1"]), (f"{cores} processes", ["--jobs", str(cores)]),
                       (f"Dask, {cores} workers here", ["--jobs", str(cores), "--scheduler", "local"])):  # fmt: skip
        taken = []
        for _ in range(options.runs):
            start = time.perf_counter()
            arguments = ["extract", str(folder), "--out", "var/bench/extracted.jsonl", "--quiet", *more]
            subprocess.run([sys.executable, "-m", "core", *arguments], check=False, capture_output=True)
            taken.append(time.perf_counter() - start)
        rate = words / statistics.median(taken)
        label = f"core extract of {words:,} words, {name}"
        made.append(Figure("command", label, rate, "words/s", more=True, note="clock, with start-up and writing"))
    return made


def dashboard_pages(options: argparse.Namespace) -> list[Figure]:
    """Opening pages, changing filters, searching, memory."""
    made = []
    opened = pages.cold(options.store, options.runs)
    slowest = max(opened, key=lambda page: opened[page].store_cpu)
    late = opened[slowest]
    made.append(Figure("store", f"opening a page's data in a new process ({slowest}, the slowest)", late.store, "ms", 1000, note="clock"))
    made.append(
        Figure("store", f"opening a page's data in a new process ({slowest}, the slowest)", late.store_cpu, "ms", 1000, note="processor")
    )
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:  # a process of its own, so that its memory is
        found, memory = alone.submit(pages.clicks, options.store, 2 * options.runs).result()
    words = ("a word", "two words")
    for name, kinds in (("a filter changes", [k for _, k in found if k not in words]), ("a text search", words)):
        every = pages.Clicks([click for (_, kind), made_ in found.items() if kind in kinds for click in made_.found])
        for what, note in (("store_cpu", "processor"), ("store", "clock")):
            label = f"{name}: a page's data, 95th percentile of {len(every.found)} clicks"
            made.append(Figure("store", label, every.at(what, 0.95), "ms", 100, note=note))
    for page in pages.PAGES:
        mine = pages.Clicks([click for (p, _), made_ in found.items() if p == page for click in made_.found])
        made.append(Figure("store", f"{page}: its data, 95th percentile", mine.at("store_cpu", 0.95), "ms", 100, note="processor"))
        made.append(Figure("store", f"{page}: the whole page drawn, median", mine.at("page_cpu"), "ms", note="processor"))
    made.append(Figure("store", "resident memory, peak", memory, "MB", 1024, note="store, pages and charts"))
    return made


def beside(options: argparse.Namespace) -> list[Figure]:
    """The quotes page beside SQLite and Datasette."""
    program = rivals.datasette_program(options.datasette)
    found = rivals.compare(options.store, 2 * options.runs, program)
    ours = found.pop("Masarat")
    made = []
    for who, kinds in found.items():
        for kind, theirs in kinds.items():
            for name, mine, other in (
                ("clock, p95", ours[kind].late, theirs.late),
                ("processor, p95", ours[kind].cpu_late, theirs.cpu_late),
            ):
                label = f"quotes page by {kind}: count, 50 newest, five facets"
                made.append(Figure("store", label, mine, "ms", 100, rival=who, rival_value=other, note=name))
    if not program:
        made.append(Figure("store", "Datasette is not installed", 0, "ms", rival="see bench/requirements.txt"))
    groups = {"Masarat": {kind: t.cpu_late for kind, t in ours.items()}}
    groups |= {who: {kind: max(t.cpu_late, 0.1) for kind, t in kinds.items()} for who, kinds in found.items()}
    title = "Quotes page on a million quotes: count, 50 newest, five facets"
    figures.bars(HERE / "rivals.png", groups, y="ms of processor time, 95th percentile", title=title, target=100)
    return made


def merging(options: argparse.Namespace) -> list[Figure]:
    """One talk of many reports."""
    points = [merge.measure(size, options.runs) for size in merge.SIZES]
    title = "One talk of many reports, same density of days"
    lines = {"Masarat": [(p.size, p.seconds) for p in points]}
    figures.curve(HERE / "merge.png", lines, x="talk reports", y="seconds (processor)", title=title, slope=True)
    first = 1e6 * points[0].seconds / points[0].size
    return [
        Figure("merging", f"{p.size:,} reports → {p.talks:,} talks", p.seconds, "s", note=f"{1e6 * p.seconds / p.size:.0f} µs a report"
               f" (× {1e6 * p.seconds / p.size / first:.1f} of the smallest)") for p in points
    ]  # fmt: skip


def growing(options: argparse.Namespace) -> list[Figure]:
    """Adding 100 articles."""
    made = []
    for days, name in ((7, "of the last week"), (grow.generate.DAYS, "of any day in 14 years")):
        found = [grow.grow(options.store, 100, seed, days) for seed in range(options.runs)]
        talks, changed = max(g.talks for g in found), max(g.rows for g in found)
        for what, note in (("wall", "clock, all 70,100 articles read"), ("cpu", "processor")):
            label = f"100 articles {name} added to 70,000"
            made.append(Figure("build", label, statistics.median(getattr(g, what) for g in found), "s", note=note))
        made.append(Figure("build", "rows of old articles changed by it", changed, "rows", 0, note=f"{talks} talks tell more or otherwise"))
    made.append(Figure("build", "the same articles again: nothing is written", grow.again(options.store), "s", note="clock"))
    return made


def crowd(options: argparse.Namespace) -> list[Figure]:
    """Fifty readers at once."""
    with dashboard(options.store, Path("var/bench/readers.log")) as server:
        readers.crowd(server, options.store, 1, 10, 0.1)
        spent = server.cpu()
        out = readers.crowd(server, options.store, 50, 6, options.think)
        spent, memory = server.cpu() - spent, server.megabytes("VmHWM")
    label = f"50 readers, {options.think:g} s of reading between clicks"
    return [
        Figure(
            "dashboard", f"{label}: 95th percentile of {len(out.seconds)} pages", out.late(), "s", 2, note="clock, until the page is sent"
        ),
        Figure("dashboard", "the same, median", statistics.median(out.seconds), "s", note="clock"),
        Figure("dashboard", "the same, errors", len(out.errors), "errors", 0),
        Figure("dashboard", "the same, a page costs", 1000 * spent / len(out.seconds), "ms", note="processor, all of the server"),
        Figure("dashboard", "the same, memory at its peak", memory, "MB", 1024),
    ]


def painting(options: argparse.Namespace) -> list[Figure]:
    """The overview in a browser."""
    program = paint.browser()
    if not program:
        return [Figure("dashboard", "first meaningful paint: no Chromium found", 0, "ms")]
    found = paint.paint(program, options.runs)
    return [
        Figure("dashboard", "overview of the sample, first meaningful paint", found.meaningful, "ms", 2500, note="clock, Chromium"),
        Figure("dashboard", "the same, slowest", found.longest, "ms", note="clock"),
    ]


def scaling(options: argparse.Namespace) -> list[Figure]:
    """What an article costs."""
    found = scale.cost(speed.texts(options.corpus, LIMIT), options.runs)
    known = {figure.what: figure for figure in figures.load(KEPT)}
    point = next((figure for name, figure in known.items() if name.startswith("1,000,000 reports")), None)
    merged = point.value / 1e6 if point else 52e-6
    print("\n".join(scale.arithmetic(found, merged, options.finish)))
    return [
        Figure("scale", "an article: extraction", 1e3 * found.extraction, "ms", note=f"{found.words:.0f} words; processor"),
        Figure("scale", "an article: rows for the store", 1e3 * found.rows, "ms", note="processor"),
        Figure("scale", "an article: its share of a partition", found.bytes / 1e3, "KB", note="Parquet, zstd"),
    ]


PARTS: dict[str, Callable[[argparse.Namespace], list[Figure]]] = {
    "extraction": extraction, "command": command, "pages": dashboard_pages, "rivals": beside, "merge": merging, "grow": growing,
    "readers": crowd, "paint": painting, "scale": scaling,
}  # fmt: skip


def main() -> None:
    """Command line."""
    beside_us = Path("../shared/corpus")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, default=Path("var/bench/store.duckdb"))
    parser.add_argument(
        "--corpus", type=Path, default=beside_us if beside_us.is_dir() else None, help="folder of *.jsonl.gz with a column text"
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--think", type=float, default=10.0, help="seconds a reader reads between two clicks, on average")
    parser.add_argument(
        "--finish", type=float, default=2.6e-3, help="processor seconds an article takes in tables and indexes (generate.py)"
    )
    parser.add_argument("--datasette", help="the program, where it is not found by itself")
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS))
    parser.add_argument("--again", action="store_true", help="take the other parts from the last run")
    options = parser.parse_args()
    if not options.store.exists():
        sys.exit(f"{options.store} is not there: make it with python bench/generate.py")
    kept: dict[str, list[Figure]] = {}
    for part, work in PARTS.items():
        if part in options.only:
            print(f"… {part} ({figures.machine()})", flush=True)
            kept[part] = work(options)
            figures.save(KEPT.with_name(f"figures-{part}.json"), kept[part])
        elif options.again:
            kept[part] = figures.load(KEPT.with_name(f"figures-{part}.json"))
        figures.save(KEPT, [figure for found in kept.values() for figure in found])
    print(f"\n{figures.machine()}; medians of {options.runs} runs\n")
    print(figures.table(figure for found in kept.values() for figure in found))


if __name__ == "__main__":
    main()
