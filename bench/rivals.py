"""The quotes page's questions put to what a reader would take instead: SQLite with indexes and full-text search, and Datasette over it.

    python bench/rivals.py [--store var/bench/store.duckdb] [--runs 9] [--datasette PROGRAM]

The same million quotes, the same filters: how many, the 50 newest, and the counts of five facets. Datasette is a program of its own
(``bench/requirements.txt``, best in an environment of its own); it is looked for as ``--datasette``, in ``MASARAT_DATASETTE``, in
``var/bench/tools/bin`` and on the path, and left out where it is not. Its time limits are lifted, its suggestions of facets left off.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.pages import choices  # noqa: E402
from bench.serving import Server  # noqa: E402
from core.store.filters import Filters  # noqa: E402
from core.store.query import Store, open_store  # noqa: E402

FACETS = ("speaker", "speaker_side", "mode", "cue_class", "outlet")
FIELDS = ("speakers", "sides", "modes", "cue_classes", "outlets")
KINDS = ("speakers", "days", "two or three at once", "a word", "two words")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: median and 95th percentile by the clock, and the same of processor time."""

    middle: float
    late: float
    cpu: float
    cpu_late: float


def timed(work: Callable[[Filters], object], chosen: list[Filters], cpu: Callable[[], float] = time.process_time) -> Times:
    """``work`` for each of the filters but the last, which comes before, so that nobody's first touch of a table counts."""
    wall, spent = [], []
    work(chosen[-1])
    for filters in chosen[:-1]:
        start, begun = time.perf_counter(), cpu()
        work(filters)
        wall.append(1000 * (time.perf_counter() - start))
        spent.append(1000 * (cpu() - begun))
    late = min(len(wall) - 1, int(0.95 * len(wall)))
    return Times(statistics.median(wall), sorted(wall)[late], statistics.median(spent), sorted(spent)[late])


def to_sqlite(source: Path, target: Path) -> None:
    """The quotes as SQLite with the indexes the filters need and FTS5."""
    target.unlink(missing_ok=True)
    with duckdb.connect(str(source), read_only=True) as con, sqlite3.connect(target) as lite:
        lite.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        lite.execute("CREATE TABLE quotes (n INTEGER PRIMARY KEY, doc_id, outlet, mode, speaker, speaker_side, cue_class, content, day)")
        rows = con.execute(
            "SELECT n, doc_id, outlet, mode, speaker, speaker_side, cue_class, content, day::VARCHAR FROM quotes WHERE NOT is_copy"
        )
        while block := rows.fetchmany(50_000):
            lite.executemany("INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", block)
        for columns in ("speaker, day", "day", "outlet, day", "speaker_side, day", "mode, day", "cue_class, day"):
            lite.execute(f"CREATE INDEX i_{columns.split(',')[0]} ON quotes ({columns})")
        lite.execute("CREATE VIRTUAL TABLE quotes_fts USING fts5(content, content='quotes', content_rowid='n', tokenize='unicode61')")
        lite.execute("INSERT INTO quotes_fts(quotes_fts) VALUES ('rebuild')")
        lite.execute("ANALYZE")


def in_store(store: Store) -> Callable[[Filters], object]:
    """The page's questions to the project's store."""
    return lambda f: (store.count("quotes", f), store.quotes(f, "-day", 50), store.facets(f, "quotes", FIELDS))


def in_sqlite(con: sqlite3.Connection) -> Callable[[Filters], object]:
    """The same as SQL to SQLite."""

    def ask(chosen: Filters) -> None:
        parts, values = ["1"], []
        for column, found in (("speaker", chosen.speakers), ("mode", chosen.modes)):
            if found:
                parts.append(f"{column} = ?")
                values.append(found[0])
        if chosen.date_from and chosen.date_to:
            parts.append("day BETWEEN ? AND ?")
            values += [chosen.date_from.isoformat(), chosen.date_to.isoformat()]
        if chosen.text:
            parts.append("n IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH ?)")
            values.append(" ".join(f'"{word}"' for word in chosen.text.split()))
        where = " AND ".join(parts)
        con.execute(f"SELECT count(*) FROM quotes WHERE {where}", values).fetchone()
        con.execute(f"SELECT * FROM quotes WHERE {where} ORDER BY day DESC, n DESC LIMIT 50", values).fetchall()
        for column in FACETS:
            con.execute(f"SELECT {column}, count(*) AS c FROM quotes WHERE {where} GROUP BY 1 ORDER BY c DESC LIMIT 20", values).fetchall()

    return ask


def in_datasette(server: Server, name: str) -> Callable[[Filters], object]:
    """The same as one JSON page of Datasette."""

    def ask(chosen: Filters) -> None:
        query: list[tuple[str, str]] = [("_sort_desc", "day"), ("_size", "50"), ("_nosuggest", "1"), ("_shape", "objects")]
        query += [("_facet", column) for column in FACETS]
        query += [("speaker", chosen.speakers[0])] if chosen.speakers else []
        query += [("mode", chosen.modes[0])] if chosen.modes else []
        if chosen.date_from and chosen.date_to:
            query += [("day__gte", chosen.date_from.isoformat()), ("day__lte", chosen.date_to.isoformat())]
        if chosen.text:
            query.append(("_search", chosen.text))
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/{name}/quotes.json?{urlencode(query)}", timeout=300) as answer:
            answer.read()

    return ask


def datasette_program(named: str | None = None) -> str | None:
    """Where Datasette is, or ``None``."""
    own = Path("var/bench/tools/bin/datasette")
    for found in (named, os.environ.get("MASARAT_DATASETTE"), str(own) if own.exists() else None, shutil.which("datasette")):
        if found:
            return found
    return None


@contextmanager
def datasette(program: str, file: Path) -> Iterator[Server]:
    """Datasette over an SQLite file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    limits = ("sql_time_limit_ms", "facet_time_limit_ms")
    settings = [part for name in limits for part in ("--setting", name, "300000")]
    command = [program, "serve", "--immutable", str(file), "--port", str(port), *settings]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 90
        while time.monotonic() < end and process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/-/versions.json", timeout=5).close()
                break
            except (OSError, urllib.error.URLError):
                time.sleep(0.3)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def compare(path: Path, runs: int, program: str | None) -> dict[str, dict[str, Times]]:
    """Who answers → kind of filter → its times."""
    lite = path.with_suffix(".sqlite")
    if not lite.exists() or lite.stat().st_mtime < path.stat().st_mtime:
        to_sqlite(path, lite)
    store = open_store(path)
    made = {
        kind: [Filters.from_params(query)[0] for query in found[:runs]] for kind, found in choices(store, runs).items() if kind in KINDS
    }
    in_store(store)(Filters())
    found = {"Masarat": {kind: timed(in_store(store), chosen) for kind, chosen in made.items()}}
    store.close()
    with sqlite3.connect(lite) as con:
        found["SQLite with FTS5"] = {kind: timed(in_sqlite(con), chosen) for kind, chosen in made.items()}
    if program:
        with datasette(program, lite) as server:
            ask = in_datasette(server, lite.stem)
            ask(Filters())
            found["Datasette"] = {kind: timed(ask, chosen, server.cpu) for kind, chosen in made.items()}
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, default=Path("var/bench/store.duckdb"))
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--datasette")
    options = parser.parse_args()
    program = datasette_program(options.datasette)
    if not program:
        print("Datasette is not installed and left out; to take it in:")
        print("python -m venv var/bench/tools; var/bench/tools/bin/pip install -r bench/requirements.txt")
    print("| quotes page on | by | p50 | p95 | processor time p50 | p95 |\n| --- | --- | --- | --- | --- | --- |")
    for who, kinds in compare(options.store, options.runs, program).items():
        for kind, t in kinds.items():
            print(f"| {who} | {kind} | {t.middle:,.0f} ms | {t.late:,.0f} ms | {t.cpu:,.0f} ms | {t.cpu_late:,.0f} ms |")


if __name__ == "__main__":
    main()
