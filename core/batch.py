"""The same work over many documents on many processes, streaming: neither input nor output is ever held whole.

Documents go out in blocks, results come back in the order of the blocks, so the output does not depend on ``jobs``.
A document whose processing fails costs itself only and is reported like any other refused record.
"""

from __future__ import annotations

import gzip
import importlib
import io
import json
import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO, cast
from zipfile import ZipFile

from core.ingest.archives import FAULTS
from core.ingest.clean import Furniture
from core.ingest.files import complete
from core.ingest.records import Refusal
from core.model import Document, Extraction

EXTRACTOR = "core.extract.pipeline:extract"
"""Where the function ``Document -> Extraction`` stands, as ``module:name``."""
BLOCK = 32
MAX_BLOCK = 4_000_000
"""Characters after which a block ends, however few documents it has."""
AHEAD = 4
"""Blocks in work per process; bounds the memory."""


class BatchError(RuntimeError):
    """The work as a whole cannot go on; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Block:
    """The outcome of one block: ``results`` in document order, ``refusals`` for documents that failed, ``words`` read."""

    results: list[Any]
    refusals: list[Refusal]
    documents: int
    words: int


def load_extractor(name: str = EXTRACTOR) -> Callable[[Document], Extraction]:
    """The extraction function named ``module:function``. Raises ``BatchError`` when there is none."""
    module, _, function = name.partition(":")
    try:
        found: Callable[[Document], Extraction] = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise BatchError(f"no extraction at {name} ({error}): reinstall the project") from error
    return found


def as_json_lines(record: Document, extraction: Extraction) -> str:
    """One line of the output contract."""
    return json.dumps(extraction.as_json(), ensure_ascii=False, separators=(",", ":"))


Shape = Callable[[Document, Extraction], Any]
"""What is made of a record as it was read and its extraction; stands in a module, since other processes call it."""


def _work(documents: list[Document], extractor: str, shape: Shape, furniture: Furniture | None) -> Block:
    extract = load_extractor(extractor)
    results, refusals, words = [], [], 0
    for document in documents:
        words += document.text.count(" ") + 1
        try:
            results.append(shape(document, extract(complete(document, furniture) if furniture else document)))
        except Exception as error:  # one document must not cost the run; what failed is told by name
            refusals.append(failed(document, error))
    return Block(results, refusals, len(documents), words)


def failed(document: Document, error: Exception) -> Refusal:
    """What to say of a document whose extraction raised."""
    what = f"the extraction failed ({type(error).__name__}: {str(error)[:120]})"
    return Refusal(document.id, what, "please report it with this article")


def run(
    documents: Iterable[Document],
    shape: Shape,
    *,
    jobs: int = 1,
    extractor: str = EXTRACTOR,
    block: int = BLOCK,
    scheduler: str | None = None,
    furniture: Furniture | None = None,
) -> Iterator[Block]:
    """Extract every document and put each result through ``shape``, block by block in input order.

    With ``furniture`` the documents are as they were read, and their article parts and titles are found first.
    ``scheduler`` is a Dask cluster's address, or ``local`` for one of ``jobs`` processes on this machine.
    """
    blocks = _blocks(iter(documents), block)
    if scheduler:
        yield from _on_dask(blocks, shape, jobs, extractor, scheduler, furniture)
        return
    start = list(islice(blocks, 2))
    if jobs <= 1 or len(start) < 2:  # one block is done before another process has started
        for part in chain(start, blocks):
            yield _work(part, extractor, shape, furniture)
        return
    load_extractor(extractor)  # loaded once here, shared by the forked processes
    pending: deque[Future[Block]] = deque()
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool:
        try:
            for part in chain(start, blocks):
                pending.append(pool.submit(_work, part, extractor, shape, furniture))
                if len(pending) >= jobs * AHEAD:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except BrokenProcessPool as error:
            raise BatchError("a worker process was ended from outside (memory?): run it again with fewer --jobs") from error
        finally:
            for future in pending:
                future.cancel()


@dataclass(slots=True)
class Balance:
    """What became of every record read: ``read = done + refused + duplicates``; ``reused`` of the done needed no new work."""

    read: int = 0
    done: int = 0
    reused: int = 0
    refused: int = 0
    duplicates: int = 0

    def refuse(self, refusal: Refusal) -> None:
        """Count a refusal or a duplicate."""
        if refusal.kind == "duplicate":
            self.duplicates += 1
        else:
            self.refused += 1

    def line(self, done: str = "done") -> str:
        """The balance in one line."""
        again = f" ({self.reused:,} unchanged)" if self.reused else ""
        return f"{self.read:,} read = {self.done:,} {done}{again} + {self.refused:,} refused + {self.duplicates:,} duplicates"


def extract_to(
    records: Iterable[Document | Refusal],
    out: str,
    *,
    jobs: int = 1,
    extractor: str = EXTRACTOR,
    scheduler: str | None = None,
    progress: Progress | None = None,
    report: Callable[[Refusal], None] | None = None,
) -> Balance:
    """Extract every document of ``records`` into the JSON Lines file ``out`` (``-``: standard output; ``.gz``: packed).

    A file is written beside its name and put in place at the end, so a half-written one never stands under it.
    ``report`` is called with each refusal.
    """
    balance = Balance()

    def documents() -> Iterator[Document]:
        for record in records:
            balance.read += 1
            if isinstance(record, Refusal):
                refuse(record)
            else:
                yield record

    def refuse(refusal: Refusal) -> None:
        balance.refuse(refusal)
        if report:
            report(refusal)

    with _writer(out) as write:
        for block in run(documents(), as_json_lines, jobs=jobs, extractor=extractor, scheduler=scheduler):
            for line in block.results:
                write(line + "\n")
            for refusal in block.refusals:
                refuse(refusal)
            balance.done += len(block.results)
            if progress:
                progress.add(block.documents, block.words)
    if progress:
        progress.close()
    return balance


@contextmanager
def _writer(out: str) -> Iterator[Callable[[str], object]]:
    path = Path(out)
    if not path.name:
        raise BatchError(f"--out “{out}” names no file: give one, or - for standard output")
    making = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if out == "-":
            with _text(sys.stdout.buffer) as stream:
                yield stream.write
        elif path.exists() and not path.is_file() and not path.is_dir():  # a device or a pipe is written to, never replaced
            with path.open("wb", buffering=0) as device, _text(device) as stream:
                yield stream.write
        else:
            packed = path.suffix == ".gz"
            with cast(TextIO, gzip.open(making, "wt", encoding="utf-8") if packed else making.open("w", encoding="utf-8")) as file:
                yield file.write
            os.replace(making, path)
    except BrokenPipeError:
        raise  # whoever reads has seen enough
    except OSError as error:
        raise BatchError(f"{out}: not written ({error.strerror or error}): choose another --out or free space") from error
    finally:
        making.unlink(missing_ok=True)


@contextmanager
def _text(raw: Any) -> Iterator[TextIO]:
    """Text into an open binary stream, which stays open, also for what is printed about a fault."""
    stream = io.TextIOWrapper(raw, encoding="utf-8", newline="\n", write_through=not isinstance(raw, io.BufferedIOBase))
    try:
        yield stream
        stream.flush()
    finally:
        stream.detach()


def _dask() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise BatchError("Dask is not installed: pip install dask distributed") from error


@contextmanager
def dask_client(scheduler: str, jobs: int) -> Iterator[Any]:
    """A client of the cluster at ``scheduler``, or of a local one of ``jobs`` processes for ``local``. Raises ``BatchError``."""
    dask = _dask()
    with ExitStack() as stack:
        try:
            if scheduler == "local":
                cluster = stack.enter_context(dask.LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None))
                client = stack.enter_context(dask.Client(cluster))
            else:
                client = stack.enter_context(dask.Client(scheduler, timeout="10s"))
        except (OSError, ValueError) as error:
            raise BatchError(f"no Dask scheduler answers at {scheduler}: check the address") from error
        yield client


def _on_dask(
    blocks: Iterable[list[Document]], shape: Shape, jobs: int, extractor: str, scheduler: str, furniture: Furniture | None
) -> Iterator[Block]:
    """The same over a Dask cluster. A worker that dies costs the blocks it held, which are done again elsewhere."""
    dask = _dask()
    with dask_client(scheduler, jobs) as client:
        ahead = max(1, sum(client.nthreads().values())) * AHEAD
        pending: deque[Any] = deque()
        try:
            for part in blocks:
                pending.append(client.submit(_work, part, extractor, shape, furniture, pure=False, retries=2))
                if len(pending) >= ahead:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except dask.KilledWorker as error:
            raise BatchError("several workers died over the same articles (memory?): give them more, or run it here with --jobs") from error


SAMPLE = 4_000_000
"""Bytes of a table from which its number of rows is estimated."""
_ONE = frozenset({".txt", ".md", ".html", ".htm"})
_LINES = frozenset({".jsonl", ".ndjson", ".csv", ".tsv"})


def expected(paths: Iterable[str | os.PathLike[str]]) -> int | None:
    """About how many articles files, folders and archives hold, for the time left: files are counted (also those in a ZIP), rows of Parquet
    read from its foot, lines of other tables estimated from their beginning. ``None`` where nothing can be said."""
    found = 0.0
    for path in map(Path, paths):
        files = (p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            with suppress(ValueError, *FAULTS):
                found += _articles_in(file)
    return round(found) or None


def _articles_in(file: Path) -> float:
    packed = file.suffix.lower() == ".gz"
    suffix = Path(file.stem).suffix.lower() if packed else file.suffix.lower()
    if suffix in _ONE:
        return 1
    if suffix == ".zip" and not packed:
        return sum(Path(name).suffix.lower() in _ONE for name in ZipFile(file).namelist())
    if suffix == ".parquet" and not packed:
        return float(importlib.import_module("pyarrow.parquet").read_metadata(file).num_rows)
    if suffix not in _LINES:
        return 0
    with file.open("rb") as raw:
        stream = gzip.GzipFile(fileobj=raw) if packed else raw
        lines = stream.read(SAMPLE).count(b"\n")
        seen = raw.tell()
    return lines * max(1.0, file.stat().st_size / max(1, seen))


def _blocks(documents: Iterator[Document], size: int) -> Iterator[list[Document]]:
    """Blocks of ``size`` documents, fewer where they are long."""
    block: list[Document] = []
    characters = 0
    for document in documents:
        block.append(document)
        characters += len(document.text)
        if len(block) >= size or characters >= MAX_BLOCK:
            yield block
            block, characters = [], 0
    if block:
        yield block


@dataclass(slots=True)
class Progress:
    """One line on ``stream``, rewritten at most twice a second: documents, rate and, when ``total`` is known, the time left."""

    total: int | None = None
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    enabled: bool = True
    documents: int = 0
    words: int = 0
    _start: float = field(default_factory=time.monotonic)
    _shown: float = 0.0

    def add(self, documents: int, words: int) -> None:
        """Count finished work and show it."""
        self.documents += documents
        self.words += words
        now = time.monotonic()
        if self.enabled and now - self._shown >= 0.5:
            self._shown = now
            self.stream.write(f"\r{self.line(now - self._start)}\x1b[K")
            self.stream.flush()

    def skip(self) -> None:
        """An article needs no work."""
        if self.total:
            self.total -= 1

    def line(self, seconds: float) -> str:
        """The line's text after ``seconds`` of work."""
        rate = self.documents / seconds if seconds > 0 else 0.0
        text = f"{self.documents:,} articles, {rate:,.0f}/s, {self.words / max(seconds, 1e-9):,.0f} words/s"
        if self.total and rate:
            left = max(0, self.total - self.documents) / rate
            text += f", {min(100, 100 * self.documents // self.total)} %, {int(left // 60)}:{int(left % 60):02d} left"
        return text

    def close(self) -> None:
        """End the line."""
        if self.enabled and self._shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
