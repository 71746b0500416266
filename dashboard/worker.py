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
from typing import TYPE_CHECKING, Any

from core.model import Document, Extraction

if TYPE_CHECKING:
    from core.ingest.records import Refusal

SECONDS = int(os.environ.get("MASARAT_ADD_SECONDS", "120"))
MEMORY = int(os.environ.get("MASARAT_ADD_MEMORY_MB", "4096")) * 1024 * 1024
MEMORY_CODE, TIME_CODE = 3, 4
MAX_ARTICLES, MAX_CHARS = 500, 5_000_000
"""Articles of a session, and their characters together."""
MAX_SKIPPED = 100
"""So many lines say what was not read; the rest is a number."""
FILE_SIZE = 512 * 1024 * 1024


def extract(document: Document) -> Extraction:
    """The project's extraction; what it finds also goes into the JSON Lines beside the store."""
    from core.batch import EXTRACTOR, as_json_lines, load_extractor

    found = load_extractor(os.environ.get("MASARAT_EXTRACTOR", EXTRACTOR))(document)
    with open(os.environ["MASARAT_ADD_LINES"], "a", encoding="utf-8") as file:
        file.write(as_json_lines(found.document, found) + "\n")
    return found


class Skipped:
    """What was not read, for the visitor: names of files as given, no paths, no words of a fault in the code."""

    def __init__(self, folder: Path) -> None:
        self.prefix = str(folder / "in") + os.sep
        self.lines: list[str] = []
        self.more = 0

    def add(self, refusal: Refusal | str) -> None:
        """Take a refusal down, or count it when there are too many."""
        if len(self.lines) >= MAX_SKIPPED:
            self.more += 1
            return
        if isinstance(refusal, str):
            self.lines.append(refusal)
        elif refusal.what.startswith("the extraction failed"):
            self.lines.append(f"{refusal.where[:200]}: the extraction failed: leave this article out and report it")
        else:
            self.lines.append(str(refusal).replace(self.prefix, ""))

    def all(self) -> list[str]:
        """The lines, and how many more there were."""
        return [*self.lines, *([f"… {self.more:,}"] if self.more else [])]


def main(folder: Path) -> int:
    """Run the job in ``folder``; returns the exit code."""
    _limit()
    from core.store.build import build

    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    lines = folder / "articles.jsonl"
    lines.write_text("", encoding="utf-8")
    os.environ["MASARAT_ADD_LINES"] = str(lines)
    skipped = Skipped(folder)
    records = list(_bounded(_records(folder, job, skipped), skipped))
    build(iter(records), folder / "store.duckdb", jobs=1, extractor="dashboard.worker:extract", report=skipped.add, fresh=True)
    (folder / "result.json").write_text(json.dumps({"skipped": skipped.all()}), encoding="utf-8")
    return 0


def _bounded(records: Iterator[Document], skipped: Skipped) -> Iterator[Document]:
    """As many of ``records`` as one session may have; the reading ends there."""
    characters = 0
    for number, document in enumerate(records):
        characters += len(document.text)
        if number >= MAX_ARTICLES or characters > MAX_CHARS:
            skipped.add(f"{document.id[:200]} and what follows: more than {MAX_ARTICLES:,} articles or {MAX_CHARS:,} characters")
            return
        yield document


def _records(folder: Path, job: dict[str, Any], skipped: Skipped) -> Iterator[Document]:
    from core.ingest.clean import Furniture
    from core.ingest.files import read
    from core.ingest.records import Refusal, parse_published
    from core.store.reference import KNOWLEDGE

    inbox = folder / "in"
    inbox.mkdir(exist_ok=True)
    for url in job.get("urls", []):
        _fetch(url, inbox, skipped)
    days: dict[str, str] = job.get("days", {})
    default = parse_published(job.get("published")) if job.get("published") else None
    patterns = Furniture.load(KNOWLEDGE / "language" / "furniture.csv")
    for record in read(sorted(inbox.iterdir()), published=default, furniture=patterns):
        if isinstance(record, Refusal):
            skipped.add(record)
        elif record.id in days:
            yield replace(record, published=parse_published(days[record.id]))
        else:
            yield record


def _fetch(url: str, inbox: Path, skipped: Skipped) -> None:
    """Put the article at ``url`` beside the files, where the next run of this session finds it instead of asking again."""
    from core.ingest.records import RecordError
    from core.ingest.web import fetch_document

    try:
        found = fetch_document(url)
    except RecordError as error:
        skipped.add(str(error))
        return
    record: dict[str, Any] = {"id": found.id, "text": found.text, "title": found.title, "source": found.source, "url": found.url}
    if found.published.basis == "given":
        record["published"] = f"{found.published.first}..{found.published.last}"
    (inbox / f"{found.id}.jsonl").write_text(json.dumps(record), encoding="utf-8")


def _limit() -> None:
    """At most ``SECONDS`` of wall and processor time, ``MEMORY`` bytes of address space and files of ``FILE_SIZE`` bytes.

    The alarm ends the process by the kernel's own hand: a handler in Python would wait for whatever call is going on.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(SECONDS)


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except MemoryError:
        sys.exit(MEMORY_CODE)
    except Exception as error:  # the server's log gets its kind and its place, not its words
        from dashboard.logs import fault

        print(json.dumps(fault(error)), file=sys.stderr)
        sys.exit(1)
