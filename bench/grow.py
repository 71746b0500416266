"""Adding 100 articles to a store of 70,000: how long, and what else changes.

    python bench/grow.py [--store var/bench/store.duckdb] [--add 100] [--days 7] [--runs 5]

The store is that of ``generate.py``, copied each time; all its articles are read again as somebody would who adds to a folder, and
100 new ones, of any day or of the last ones, are among them. Afterwards every row of the old articles is compared with what it was.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import generate  # noqa: E402

BUILD = """
import sys, time
from bench.generate import EXTRACTOR, _small_world
from core.__main__ import _furniture
from core.ingest import read
from core.store.build import build
start = time.perf_counter()
records = read(sys.argv[2:], bare=True)
balance = build(records, sys.argv[1], extractor=EXTRACTOR, reference=_small_world().reference(), furniture=_furniture())
assert balance.reused == balance.read - {add}, balance
print(time.perf_counter() - start)
"""
SAME = {
    "documents": "* EXCLUDE n",
    "quotes": "* EXCLUDE n",
    "quote_about": "*",
    "mentions": "*",
    "talk_reports": "* EXCLUDE (n, talk_id)",
    "report_participants": "*",
}
"""What of an old article's rows must stay as it was: all but the numbers of rows and which talk a report tells of."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds by the clock and of processor time, and how many old rows and talks came out differently."""

    wall: float
    cpu: float
    rows: int
    talks: int
    megabytes: float


def extra(path: Path, count: int, seed: int, days: int = generate.DAYS) -> Path:
    """``count`` new articles of the last ``days`` days of the store as JSON Lines."""
    r = random.Random(seed)
    world = generate._small_world()
    with path.open("w", encoding="utf-8") as lines:
        for number in range(count):
            said = world.draw(world.stream, 260)
            outlet = f"outlet-{number % 30}"
            day = generate.FIRST + generate.timedelta(days=generate.DAYS - 1 - r.randrange(days))
            lines.write(
                generate.article_line(
                    f"e{seed}-{number:04d}", " ".join(said[:8]), outlet, f"https://{outlet}.example/e", day, " ".join(said)
                )
            )
    return path


def again(store: Path) -> float:
    """Seconds by the clock to find that the articles of ``store`` did not change."""
    before = store.stat().st_mtime_ns
    done = subprocess.run(
        [sys.executable, "-c", BUILD.format(add=0), str(store), str(generate.listed(store))], capture_output=True, text=True, check=True
    )
    assert store.stat().st_mtime_ns == before, "the store was written again"
    return float(done.stdout)


def grow(store: Path, add: int, seed: int, days: int = generate.DAYS) -> Growth:
    """Add articles of the last ``days`` days to a copy of ``store``, and compare."""
    copy = store.with_name("grown.duckdb")
    shutil.copy(store, copy)
    more = extra(store.with_name("more.jsonl"), add, seed, days)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", BUILD.format(add=add), str(copy), str(generate.listed(store)), str(more)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{store}' AS was (READ_ONLY); ATTACH '{copy}' AS now (READ_ONLY)")
        rows = 0
        for table, columns in SAME.items():
            lost = con.execute(
                f"SELECT count(*) FROM (SELECT {columns} FROM was.{table} EXCEPT SELECT {columns} FROM now.{table})"
            ).fetchone()
            rows += (lost or (0,))[0]
        talks = con.execute("SELECT count(*) FROM (SELECT * EXCLUDE n FROM was.talks EXCEPT SELECT * EXCLUDE n FROM now.talks)").fetchone()
    copy.unlink()
    more.unlink()
    return Growth(float(done.stdout), spent, rows, (talks or (0,))[0], after.ru_maxrss / 1024)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("var/bench/store.duckdb"))
    parser.add_argument("--add", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--days", type=int, default=generate.DAYS, help="of how many last days the new articles are")
    options = parser.parse_args()
    found = [grow(options.store, options.add, seed, options.days) for seed in range(options.runs)]
    print(f"{options.add} articles added: median of {options.runs}: {statistics.median(g.wall for g in found):.1f} s,", end=" ")
    print(f"{statistics.median(g.cpu for g in found):.1f} s of processor time, peak memory {max(g.megabytes for g in found):,.0f} MB;")
    print(f"rows of old articles changed: {max(g.rows for g in found)}; talks that tell more or otherwise: {max(g.talks for g in found)}")


if __name__ == "__main__":
    main()
