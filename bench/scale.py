"""What an article costs on its way into a store, and what 100 million would cost.

    python bench/scale.py [--corpus FOLDER_OF_JSONL_GZ] [--articles 200] [--runs 5]

Measures extraction and the rows for the store per article on one core, and the bytes of a partition; the rest is arithmetic, printed
with its steps. Without ``--corpus`` the articles of ``data/sample`` are read.
"""

from __future__ import annotations

import argparse
import io
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.speed import _DAY, texts  # noqa: E402
from core.extract.pipeline import extract  # noqa: E402
from core.model import Document  # noqa: E402
from core.store.build import _as_arrow  # noqa: E402
from core.store.rows import Rows, rows_of  # noqa: E402

MANY = 100_000_000
CORES = 128


@dataclass(frozen=True, slots=True)
class Cost:
    """Per article: words, processor seconds of extraction and of rows, bytes of its part of a partition, talk reports."""

    words: float
    extraction: float
    rows: float
    bytes: float
    reports: float


def cost(articles: list[str], runs: int) -> Cost:
    """Measure it; medians of the runs."""
    documents = [Document(str(n), text, published=_DAY) for n, text in enumerate(articles)]
    extract(documents[0])
    taken, shaped = [], []
    rows: Rows = {}
    for _ in range(runs):
        start = time.process_time()
        found = [extract(document) for document in documents]
        middle = time.process_time()
        made = [rows_of(extraction, "0" * 32) for extraction in found]
        taken.append(middle - start)
        shaped.append(time.process_time() - middle)
        rows = {}
        for one in made:
            for table, more in one.items():
                rows.setdefault(table, []).extend(more)
    size = 0
    for _, data in _as_arrow(rows):
        buffer = io.BytesIO()
        pq.write_table(data, buffer, compression="zstd")
        size += buffer.tell()
    n = len(documents)
    words = sum(len(text.split()) for text in articles) / n
    return Cost(words, statistics.median(taken) / n, statistics.median(shaped) / n, size / n, len(rows.get("talk_reports", ())) / n)


def arithmetic(found: Cost, merge_seconds: float, finish_seconds: float | None = None) -> list[str]:
    """100 million articles, step by step; ``merge_seconds`` per report, ``finish_seconds`` of the rest per article, where known."""
    core = MANY * (found.extraction + found.rows)
    merging = MANY * found.reports * merge_seconds
    article = (
        f"one article: {found.words:,.0f} words, extraction {1e3 * found.extraction:.1f} ms, rows {1e3 * found.rows:.1f} ms,"
        f" {found.bytes / 1e3:.1f} KB of Parquet, {found.reports:.2f} talk reports"
    )
    reading = (
        f"extraction and rows: {MANY:,} × {1e3 * (found.extraction + found.rows):.1f} ms = {core / 3600:,.0f} core hours"
        f" = {core / 3600 / CORES:.1f} hours on {CORES} cores"
    )
    one_core = (
        f"merging on one core: {MANY:,} × {found.reports:.2f} reports × {1e6 * merge_seconds:.0f} µs = {merging / 3600:,.1f} hours;"
        " only reports of neighbouring days meet, so that slices of days could be merged on many"
    )
    size = f"partitions: {MANY:,} × {found.bytes / 1e3:.1f} KB = {MANY * found.bytes / 1e12:.2f} TB"
    rest = []
    if finish_seconds:
        hours = MANY * finish_seconds / 3600
        rest = [f"tables and indexes on one machine: {MANY:,} × {1e3 * finish_seconds:.1f} ms = {hours:,.0f} core hours"]
    return [article, reading, size, one_core, *rest]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--merge", type=float, default=52e-6, help="processor seconds a report takes to merge (merge.py; default: as last measured)"
    )
    parser.add_argument("--finish", type=float, help="processor seconds an article takes in tables and indexes (generate.py)")
    options = parser.parse_args()
    found = cost(texts(options.corpus, options.articles), options.runs)
    print("\n".join(arithmetic(found, options.merge, options.finish)))


if __name__ == "__main__":
    main()
