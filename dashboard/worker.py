"""The work behind «add articles», in a process of its own with limits of time and memory.

``python -m dashboard.worker FOLDER`` reads ``FOLDER/in`` (files) and ``FOLDER/job.json`` (addresses, corrected days) and writes
``FOLDER/store.duckdb``, ``FOLDER/articles.jsonl`` and ``FOLDER/result.json``.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.model import Document, Extraction, Published

SECONDS = int(os.environ.get("MASARAT_ADD_SECONDS", "120"))
MEMORY = int(os.environ.get("MASARAT_ADD_MEMORY_MB", "4096")) * 1024 * 1024
MEMORY_CODE, TIME_CODE = 3, 4


def extract(document: Document) -> Extraction:
    """The project's extraction; what it finds also goes into the JSON Lines beside the store."""
    from core.batch import EXTRACTOR, as_json_lines, load_extractor

    found = load_extractor(os.environ.get("MASARAT_EXTRACTOR", EXTRACTOR))(document)
    with open(os.environ["MASARAT_ADD_LINES"], "a", encoding="utf-8") as file:
        file.write(as_json_lines(found) + "\n")
    return found


def main(folder: Path) -> int:
    """Run the job in ``folder``; returns the exit code."""
    _limit()
    from core.store.build import build

    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    lines = folder / "articles.jsonl"
    lines.write_text("", encoding="utf-8")
    os.environ["MASARAT_ADD_LINES"] = str(lines)
    skipped: list[str] = []
    records = list(_records(folder, job, skipped))
    build(
        iter(records),
        folder / "store.duckdb",
        jobs=1,
        extractor="dashboard.worker:extract",
        report=lambda r: skipped.append(str(r)),
        fresh=True,
    )
    (folder / "result.json").write_text(json.dumps({"skipped": skipped}, ensure_ascii=False), encoding="utf-8")
    return 0


def _records(folder: Path, job: dict[str, Any], skipped: list[str]) -> Iterator[Document]:
    from core.ingest.clean import Furniture
    from core.ingest.files import read
    from core.ingest.records import RecordError, Refusal, parse_published
    from core.store.reference import KNOWLEDGE

    default = parse_published(job["published"]) if job.get("published") else None
    days: dict[str, str] = job.get("days", {})
    patterns = Furniture.load(KNOWLEDGE / "language" / "furniture.csv")
    for record in read([folder / "in"], published=default, furniture=patterns):
        if isinstance(record, Refusal):
            skipped.append(str(record).replace(str(folder / "in") + os.sep, ""))
        else:
            yield _corrected(record, days)
    for url in job.get("urls", []):
        from core.ingest.web import fetch_document

        try:
            yield _corrected(fetch_document(url, published=default), days)
        except RecordError as error:
            skipped.append(str(error))


def _corrected(document: Document, days: dict[str, str]) -> Document:
    from core.ingest.records import parse_published

    if document.id not in days:
        return document
    day = parse_published(days[document.id])
    return replace(document, published=Published(day.first, day.last, "given"))


def _limit() -> None:
    """At most ``SECONDS`` of wall and processor time and ``MEMORY`` bytes of address space."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, lambda *_: os._exit(TIME_CODE))
    signal.alarm(SECONDS)


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except MemoryError:
        sys.exit(MEMORY_CODE)
