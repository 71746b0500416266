"""What a click costs the server on a store of a million quotes: the questions a page asks the store, and the whole page.

    python bench/pages.py [--store var/bench/store.duckdb] [--runs 15]

The pages are the dashboard's own; they run here without a browser, and every question they ask is timed on its way to the store. Each
filter is new to the store and nothing is answered from a cache of answers, so this is the first reader's click. Prints per page and
kind of filter the median and the 95th percentile; then opening a page in a new process, and the memory.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.store.query import Store, open_store  # noqa: E402

PAGES = ("overview", "timeline", "map", "actors", "quotes", "article")
FIXED = frozenset({"options", "known", "meta", "documented_talks"})
"""Questions that do not depend on the filters: the dashboard asks them once in its life."""


@dataclass(slots=True)
class Click:
    """Milliseconds by the clock and of processor time: the store's share, and the whole page."""

    store: float = 0.0
    store_cpu: float = 0.0
    page: float = 0.0
    page_cpu: float = 0.0


@dataclass(slots=True)
class Clicks:
    """All clicks of one kind."""

    found: list[Click] = field(default_factory=list)

    def at(self, what: str, share: float = 0.5) -> float:
        """A percentile of one of a click's figures."""
        values = sorted(getattr(click, what) for click in self.found)
        return values[min(len(values) - 1, int(share * len(values)))]


class Pages:
    """The dashboard's pages over a store, without Streamlit's server around them."""

    def __init__(self, store: Store, path: Path) -> None:
        warnings.filterwarnings("ignore")
        logging.disable(logging.CRITICAL)
        from dashboard.charts.theme import shade
        from dashboard.data import Data, stamp_of

        self.data = Data(store, stamp_of(path), private=True)
        self.shade = shade(None)
        self.kept: dict[Any, Any] = {}
        self.asked: dict[Any, Any] = {}
        self.click = Click()
        self._plain = Data.ask
        outer = self

        def ask(data: Any, question: str, *args: Any) -> Any:
            return outer.answer(data, question, args)

        Data.ask = ask  # type: ignore[method-assign]

    def close(self) -> None:
        """Give the pages their own way back."""
        from dashboard.data import Data

        Data.ask = self._plain  # type: ignore[method-assign]
        logging.disable(logging.NOTSET)

    def answer(self, data: Any, question: str, args: tuple[Any, ...]) -> Any:
        """A question on its way to the store: once per page, those without filters once in all."""
        key = question, args
        kept = self.kept if question in FIXED or (question == "rows" and not args[1]) else self.asked
        if key not in kept:
            start, spent = time.perf_counter(), time.process_time()
            kept[key] = self._plain(data, question, *args)
            self.click.store += 1000 * (time.perf_counter() - start)
            self.click.store_cpu += 1000 * (time.process_time() - spent)
        return kept[key]

    def open(self, page: str, query: dict[str, str]) -> Click:
        """Draw a page for an address."""
        from dashboard import state
        from dashboard.parts import frame
        from dashboard.views.common import Page

        run: Callable[[Any], None] = import_module(f"dashboard.views.{page}").run
        self.asked, self.click = {}, Click()
        start, spent = time.perf_counter(), time.process_time()
        view = state.read(page, {key: [value] for key, value in {"lang": "ar", **query}.items()})
        filters, unknown = self.data.drop_unknown(view.filters)
        view = state.with_dropped(view, filters, unknown)
        frame.masthead(view, add=True)
        frame.filter_bar(view, self.data)
        run(Page(view, self.data, self.shade, False))
        self.click.page = 1000 * (time.perf_counter() - start)
        self.click.page_cpu = 1000 * (time.process_time() - spent)
        return self.click


def choices(store: Store, runs: int) -> dict[str, list[dict[str, str]]]:
    """Filters of every kind, from the most frequent values to rare ones, no two alike."""
    r = random.Random(7)
    known = {name: list(store.options(name, limit=2_000)["value"]) for name in ("speakers", "actors", "places", "about", "outlets")}
    words = [word for (word,) in store.rows("SELECT word FROM terms ORDER BY len(ns) DESC, word LIMIT 20000")]
    days = [
        (first := date(2011, 3, 15) + timedelta(days=r.randrange(4_000)), first + timedelta(days=r.randint(5, 900))) for _ in range(runs)
    ]
    spans = [{"date_from": str(first), "date_to": str(last)} for first, last in days]

    def spread(values: Sequence[str]) -> list[str]:
        places = {min(len(values) - 1, int(len(values) ** (i / max(1, runs - 1))) - 1 + i) for i in range(runs)}
        return [values[i] for i in sorted(places)]

    found: dict[str, list[dict[str, str]]] = {name: [{name: value} for value in spread(values)] for name, values in known.items()}
    found["days"] = spans
    found["mode, track, side, kind …"] = [
        {field: str(value)}
        for field in ("modes", "tracks", "sides", "kinds", "statuses", "cue_classes")
        for value in store.options(field)["value"][:3]
    ]
    found["two or three at once"] = [
        {"speakers": s, "modes": "direct", **span} for s, span in zip(spread(known["speakers"]), spans, strict=False)
    ] + [{"actors": a, "tracks": "astana", **span} for a, span in zip(spread(known["actors"]), spans, strict=False)]
    found["a word"] = [{"text": word} for word in spread(words)]
    found["two words"] = [{"text": f"{a} {b}"} for a, b in zip(spread(words), spread(words[1:]), strict=False)]
    return found


def clicks(path: Path, runs: int) -> tuple[dict[tuple[str, str], Clicks], float]:
    """``(page, kind of filter)`` → its clicks; and the megabytes of the process afterwards."""
    store = open_store(path)
    pages = Pages(store, path)
    chosen = choices(store, runs)
    for page in PAGES:
        pages.open(page, {})
        pages.open(page, {"text": "-كلمة-"})  # what is loaded once is loaded
    found: dict[tuple[str, str], Clicks] = {}
    for kind, queries in chosen.items():
        for page in PAGES:
            store.forget()
            found[page, kind] = Clicks([pages.open(page, query) for query in queries])
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    pages.close()
    store.close()
    return found, next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


COLD = """
import json, sys, time
from pathlib import Path
from bench.pages import Pages, open_store
import dashboard.views.{page}, dashboard.charts.theme, dashboard.data
path = Path(sys.argv[1])
start = time.perf_counter(), time.process_time()
store = open_store(path)
click = Pages(store, path).open("{page}", {{}})
ready = time.perf_counter(), time.process_time()
print(json.dumps([1000 * (b - a) for a, b in zip(start, ready)] + [click.store, click.store_cpu]))
"""


def cold(path: Path, runs: int) -> dict[str, Click]:
    """Each page opened in a new process, no filter: from opening the store on; medians."""
    found = {}
    for page in PAGES:
        done = [
            json.loads(
                subprocess.run([sys.executable, "-c", COLD.format(page=page), str(path)], capture_output=True, text=True, check=True).stdout
            )
            for _ in range(runs)
        ]
        middle = [statistics.median(row[i] for row in done) for i in range(4)]
        found[page] = Click(middle[2], middle[3], middle[0], middle[1])
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, default=Path("var/bench/store.duckdb"))
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    if not options.store.exists():
        sys.exit(f"{options.store} is not there: make it with python bench/generate.py")
    print("| page in a new process | its data | processor time | whole page | processor time |\n| --- | --- | --- | --- | --- |")
    for page, click in cold(options.store, 5).items():
        print(f"| {page} | {click.store:,.0f} ms | {click.store_cpu:,.0f} ms | {click.page:,.0f} ms | {click.page_cpu:,.0f} ms |")
    found, memory = clicks(options.store, options.runs)
    print("\n| page | filter | its data p50 | p95 | processor time p50 | p95 | whole page p50 | p95 |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for (page, kind), made in found.items():
        figures = [made.at(what, share) for what in ("store", "store_cpu", "page_cpu") for share in (0.5, 0.95)]
        print(f"| {page} | {kind} | " + " | ".join(f"{value:,.0f} ms" for value in figures) + " |")
    for page in PAGES:
        mine = Clicks([click for (p, _), made in found.items() if p == page for click in made.found])
        print(
            f"{page}: {len(mine.found)} clicks, data p95 {mine.at('store', 0.95):,.0f} ms, processor {mine.at('store_cpu', 0.95):,.0f} ms"
        )
    every = Clicks([click for made in found.values() for click in made.found])
    print(f"\nall {len(every.found)} clicks: data p50 {every.at('store'):,.0f} ms, p95 {every.at('store', 0.95):,.0f} ms,", end=" ")
    print(f"processor time p95 {every.at('store_cpu', 0.95):,.0f} ms (target 100 ms); peak memory {memory:,.0f} MB (target 1,024 MB)")


if __name__ == "__main__":
    main()
