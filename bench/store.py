"""What the pages ask of a store of a million quotes, in DuckDB as it is used, and in SQLite with indexes and full-text search.

    python bench/store.py [--store var/bench/store.duckdb] [--runs 7] [--no-sqlite]

Prints one Markdown table: figure, target, measured, and SQLite on the same rows. Medians (p50) and 95th percentiles over distinct
filters, so that nothing is answered from a cache of results.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import duckdb

from core.store.filters import Filters
from core.store.query import Store, open_store


def times(work: Callable[[Filters], object], filters: Iterable[Filters]) -> tuple[float, float, float]:
    """Median and 95th percentile of ``work`` over ``filters``, and the median of the processor time it took, in milliseconds."""
    taken, worked = [], []
    for chosen in filters:
        start, spent = time.perf_counter(), time.process_time()
        work(chosen)
        taken.append(1000 * (time.perf_counter() - start))
        worked.append(1000 * (time.process_time() - spent))
    taken.sort()
    return statistics.median(taken), taken[min(len(taken) - 1, int(0.95 * len(taken)))], statistics.median(worked)


def choices(store: Store, runs: int) -> dict[str, list[Filters]]:
    """Filters of every kind, from the most frequent values to rare ones, no two alike."""
    r = random.Random(7)
    speakers = list(store.options("speakers", limit=2_000)["value"])
    places = list(store.options("places", limit=300)["value"])
    actors = list(store.options("actors", limit=1_000)["value"])
    words = [
        w for (w,) in store.rows("SELECT word FROM (SELECT word, count(*) AS n FROM terms GROUP BY word) ORDER BY n DESC, word LIMIT 20000")
    ]
    days = [(date(2011, 3, 15) + timedelta(days=r.randrange(4_000)), r.randint(5, 900)) for _ in range(runs)]

    def spread(values: list[str]) -> list[str]:
        return [values[min(len(values) - 1, int(len(values) ** (i / max(1, runs - 1))) - 1)] for i in range(runs)]

    return {
        "speaker": [Filters(speakers=(v,)) for v in spread(speakers)],
        "actor": [Filters(actors=(v,)) for v in spread(actors)],
        "place": [Filters(places=(v,)) for v in spread(places)],
        "days": [Filters(date_from=first, date_to=first + timedelta(days=n)) for first, n in days],
        "text": [Filters(text=v) for v in spread(words)],
        "two words": [Filters(text=f"{a} {b}") for a, b in zip(spread(words), spread(words[1:]), strict=True)],
        "mixed": [
            Filters(speakers=(s,), date_from=first, date_to=first + timedelta(days=n), modes=("direct",))
            for s, (first, n) in zip(spread(speakers), days, strict=True)
        ],
    }


def pages(store: Store) -> dict[str, Callable[[Filters], object]]:
    """What each page asks when a filter changes."""
    return {
        "quotes page: count, 50 newest, six facets": lambda f: (store.count("quotes", f), store.quotes(f), store.facets(f)),
        "talks page: count, 50 newest": lambda f: (store.count("talks", f), store.talks(f)),
        "timeline: points and months": lambda f: (store.talk_points(f), store.talk_months(f)),
        "map: places by talks": lambda f: store.place_counts(f),
        "actor map: who meets whom, actors": lambda f: (store.actor_edges(f), store.actor_counts(f)),
        "overview: counts and coverage": lambda f: (store.overview(f), store.coverage(f)),
    }


COLD = """
import sys, time
from core.store.filters import Filters
from core.store.query import open_store
start = time.perf_counter()
store = open_store(sys.argv[1])
({work})(Filters())
print(1000 * (time.perf_counter() - start))
"""
COLD_WORK = {
    "overview": "lambda f: (store.overview(f), store.coverage(f))",
    "timeline": "lambda f: (store.talk_points(f), store.talk_months(f))",
    "map": "lambda f: store.place_counts(f)",
    "actors": "lambda f: (store.actor_edges(f), store.actor_counts(f))",
    "quotes": "lambda f: (store.count('quotes', f), store.quotes(f), store.facets(f))",
    "article": "lambda f: store.article(store.articles(f, limit=1)['doc_id'][0])",
}


def cold(path: Path, runs: int) -> dict[str, float]:
    """Milliseconds from opening the store to a page's data without filters, each in a new process; medians."""
    found = {}
    for name, work in COLD_WORK.items():
        command = [sys.executable, "-c", COLD.format(work=work), str(path)]
        found[name] = statistics.median(
            float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(runs)
        )
    return found


def to_sqlite(source: Path, target: Path) -> float:
    """The quotes as SQLite with the indexes the filters need and FTS5; seconds it took."""
    start = time.perf_counter()
    target.unlink(missing_ok=True)
    with duckdb.connect(str(source), read_only=True) as con, sqlite3.connect(target) as lite:
        lite.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        lite.execute(
            "CREATE TABLE quotes (n INTEGER PRIMARY KEY, doc_id, outlet, mode, speaker, speaker_side, cue_class, content, folded, day)"
        )
        rows = con.execute("SELECT n, doc_id, outlet, mode, speaker, speaker_side, cue_class, content, folded, day::VARCHAR FROM quotes")
        while block := rows.fetchmany(50_000):
            lite.executemany("INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", block)
        for columns in ("speaker, day", "day", "outlet, day", "speaker_side, day", "mode, day", "cue_class, day"):
            lite.execute(f"CREATE INDEX i_{columns.split(',')[0]} ON quotes ({columns})")
        lite.execute("CREATE VIRTUAL TABLE words USING fts5(folded, content='quotes', content_rowid='n', tokenize='unicode61')")
        lite.execute("INSERT INTO words(words) VALUES ('rebuild')")
        lite.execute("ANALYZE")
    return time.perf_counter() - start


def in_sqlite(con: sqlite3.Connection, chosen: Filters) -> None:
    """The quotes page of the same filter: count, 50 newest, facets of speaker, side, mode, class and outlet."""
    parts, values = ["1"], []
    for column, found in (("speaker", chosen.speakers), ("mode", chosen.modes)):
        if found:
            parts.append(f"{column} = ?")
            values.append(found[0])
    if chosen.date_from and chosen.date_to:
        parts.append("day BETWEEN ? AND ?")
        values += [chosen.date_from.isoformat(), chosen.date_to.isoformat()]
    if chosen.text:
        parts.append("n IN (SELECT rowid FROM words WHERE words MATCH ?)")
        values.append(" ".join(f'"{word}"' for word in chosen.text.split()))
    where = " AND ".join(parts)
    con.execute(f"SELECT count(*) FROM quotes WHERE {where}", values).fetchone()
    con.execute(f"SELECT * FROM quotes WHERE {where} ORDER BY day DESC, n DESC LIMIT 50", values).fetchall()
    for column in ("speaker", "speaker_side", "mode", "cue_class", "outlet"):
        con.execute(f"SELECT {column}, count(*) AS c FROM quotes WHERE {where} GROUP BY 1 ORDER BY c DESC LIMIT 20", values).fetchall()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("var/bench/store.duckdb"))
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--no-sqlite", action="store_true")
    options = parser.parse_args()
    if not options.store.exists():
        sys.exit(f"{options.store} is not there: make it with python bench/generate.py")
    store = open_store(options.store)
    meta = store.meta()
    print(f"{int(meta['n_quotes']):,} quotes, {int(meta['n_talks']):,} talks, {int(meta['n_documents']):,} articles;", end=" ")
    print(f"{options.store.stat().st_size / 1e6:,.0f} MB; {options.runs} filters of each kind\n")
    chosen = choices(store, options.runs)
    print("| page opened in a new process, no filter | target | median |\n| --- | --- | --- |")
    for name, taken in cold(options.store, 5).items():
        print(f"| {name} | 1,000 ms | {taken:,.0f} ms |")
    print("\n| on a filter by | page | target p95 | p50 | p95 | CPU |\n| --- | --- | --- | --- | --- | --- |")
    for name, work in pages(store).items():
        for kind, filters in chosen.items():
            middle, late, worked = times(work, filters)
            print(f"| {kind} | {name} | 100 ms | {middle:,.0f} ms | {late:,.0f} ms | {worked:,.0f} ms |")
    print(f"\nresident memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB (target 1,024 MB)")
    store.close()
    if not options.no_sqlite:
        lite = options.store.with_suffix(".sqlite")
        seconds = to_sqlite(options.store, lite)
        print(f"\nSQLite with indexes and FTS5: {lite.stat().st_size / 1e6:,.0f} MB for the quotes alone, made in {seconds:.0f} s\n")
        print("| quotes page on a filter by | SQLite p50 | SQLite p95 | CPU |\n| --- | --- | --- | --- |")
        with sqlite3.connect(lite) as con:
            for kind in ("speaker", "days", "text", "two words", "mixed"):
                middle, late, worked = times(lambda f: in_sqlite(con, f), chosen[kind])
                print(f"| {kind} | {middle:,.0f} ms | {late:,.0f} ms | {worked:,.0f} ms |")


if __name__ == "__main__":
    main()
