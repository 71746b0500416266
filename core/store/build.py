"""Documents → a store, atomically, incrementally, and the same for the same input whatever the number of processes.

While it is made, what each block of documents gave lies as Parquet beside the store (``NAME.parts/``), so that an interrupted
build goes on where it stopped. The new store is written to a temporary file, synced, and put in place of the old one in one
step; readers see either the old or the new one. Documents whose content, code and knowledge did not change are taken over
from the old store. A lock file keeps a second build out.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from core import batch
from core.ingest.clean import Furniture
from core.ingest.files import READERS, complete, table_records, taken
from core.ingest.records import RecordError, Refusal, content_hash
from core.model import Document, Extraction
from core.store import finish
from core.store.intake import stored_documents
from core.store.reference import KNOWLEDGE, Reference, code_fingerprint, load_reference
from core.store.rows import Rows, rows_of
from core.store.schema import FORMAT, PER_DOCUMENT

WORDS = {
    "doc_words": pa.schema([("doc_id", pa.string()), ("word", pa.string())]),
    "quote_words": pa.schema([("quote_id", pa.string()), ("folded", pa.string())]),
    "report_words": pa.schema([("report_id", pa.string()), ("folded", pa.string())]),
}
"""What parts hold besides the tables, for the search: words of an article, and the folded words of a quote or report in one string."""
PART = 512
"""Documents per part."""


class BuildError(RuntimeError):
    """The store could not be built; the old one is untouched. The message says what to do."""


def build(
    records: Iterable[Document | Refusal],
    store: str | Path,
    *,
    jobs: int = 1,
    extractor: str = batch.EXTRACTOR,
    scheduler: str | None = None,
    reference: Reference | None = None,
    progress: batch.Progress | None = None,
    report: Callable[[Refusal], None] | None = None,
    fresh: bool = False,
    furniture: Furniture | None = None,
) -> batch.Balance:
    """Read ``records``, extract what is new, and put the store in place.

    With ``furniture`` the records are bare (:func:`core.ingest.files.read`): what is new is completed by whoever extracts it.

    ``report`` is called with each :class:`Refusal`; ``fresh`` takes nothing over from the old store;
    ``scheduler`` as in :func:`core.batch.run`. The store afterwards holds
    exactly these records. Raises :class:`BuildError`; then the previous store still stands.
    """
    path = Path(store)
    with _alone(path):
        workers = _Workers(jobs, extractor, scheduler, furniture)
        return _Build(path, workers, reference or load_reference(), progress, report, fresh).run(records)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else builds the store at ``path`` meanwhile; what goes wrong while writing becomes a :class:`BuildError`."""
    if not path.name or path.is_dir():
        raise BuildError(f"--store “{path}” is a folder: name the file to write")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=0):
            yield
    except Timeout as error:
        raise BuildError(f"{path}: another build is writing this store: wait for it, or name another --store") from error
    except (OSError, duckdb.Error, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise BuildError(f"{path}: not written ({reason}): the previous store is untouched; free space and run it again") from error


@dataclass(frozen=True, slots=True)
class _Workers:
    """Who does the work: ``jobs`` processes here, or a Dask cluster."""

    jobs: int
    extractor: str
    scheduler: str | None
    furniture: Furniture | None

    def run(self, documents: Iterable[Document]) -> Iterator[batch.Block]:
        """The rows of the documents, block by block."""
        return batch.run(
            documents, _shape, jobs=self.jobs, extractor=self.extractor, scheduler=self.scheduler, furniture=self.furniture
        )


class _Build:
    def __init__(
        self,
        path: Path,
        workers: _Workers,
        reference: Reference,
        progress: batch.Progress | None,
        report: Callable[[Refusal], None] | None,
        fresh: bool,
    ) -> None:
        self.path, self.workers, self.reference = path, workers, reference
        self.progress, self.report = progress, report
        self.fingerprint = fingerprint(reference, workers.extractor)
        self.parts = path.with_name(path.name + ".parts") / _key(self.fingerprint)
        self.balance = batch.Balance()
        self.keep: dict[str, str] = {}
        self.fresh = fresh
        self.old: set[tuple[str, str]] = set()
        self.staged: set[tuple[str, str]] = set()
        if not fresh:
            self.old = stored_documents(path, self.fingerprint)
            self.staged = _staged(self.parts)
        else:
            shutil.rmtree(self.parts, ignore_errors=True)

    def run(self, records: Iterable[Document | Refusal]) -> batch.Balance:
        _clean(self.path, self.parts)
        self.parts.mkdir(parents=True, exist_ok=True)
        writer = _Parts(self.parts)
        for block in self.workers.run(self._new(records)):
            for rows in block.results:
                writer.add(rows)
            for refusal in block.refusals:
                self.keep.pop(refusal.where, None)
                self._refuse(refusal)
            self.balance.done += len(block.results)
            if self.progress:
                self.progress.add(block.documents, block.words)
        writer.flush()
        if self.progress:
            self.progress.close()
        finish.finish(self.path, self.parts, self.keep, self.fingerprint, self.reference, take_over=not self.fresh)
        shutil.rmtree(self.parts.parent, ignore_errors=True)
        return self.balance

    def _new(self, records: Iterable[Document | Refusal]) -> Iterator[Document]:
        """The documents that have to be extracted; all others are counted here."""
        for record in records:
            self.balance.read += 1
            if isinstance(record, Refusal):
                self._refuse(record)
                continue
            digest = content_hash(record)
            self.keep[record.id] = digest
            if (record.id, digest) in self.old or (record.id, digest) in self.staged:
                self.balance.done += 1
                self.balance.reused += 1
                if self.progress:
                    self.progress.skip()
            else:
                yield record

    def _refuse(self, refusal: Refusal) -> None:
        self.balance.refuse(refusal)
        if self.report:
            self.report(refusal)


def fingerprint(reference: Reference, extractor: str) -> dict[str, str]:
    """What decides about the rows of a document besides its content."""
    return {"format": str(FORMAT), "code": code_fingerprint(), "knowledge": reference.fingerprint, "extractor": extractor}


def _key(values: dict[str, str]) -> str:
    return hashlib.blake2b(json.dumps(values, sort_keys=True).encode(), digest_size=6).hexdigest()


def _shape(record: Document, extraction: Extraction) -> Rows:
    return rows_of(extraction, content_hash(record))


class _Parts:
    """Collects rows and writes them as numbered parts; a part is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: Rows = {}
        self.documents = 0

    def add(self, rows: Rows) -> None:
        for table, found in rows.items():
            self.rows.setdefault(table, []).extend(found)
        self.documents += 1
        if self.documents >= PART:
            self.flush()

    def flush(self) -> None:
        if not self.documents:
            return
        name = hashlib.blake2b("\n".join(sorted(row[0] for row in self.rows["documents"])).encode(), digest_size=8).hexdigest()
        making = self.folder / f"{name}.making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        for table, data in _as_arrow(self.rows):
            with (making / f"{table}.parquet").open("wb") as file:
                pq.write_table(data, file, compression="zstd")
                file.flush()
                os.fsync(file.fileno())  # on the disk before it gets its name: a part is there whole or not at all
        final = self.folder / f"{name}.part"
        shutil.rmtree(final, ignore_errors=True)
        os.replace(making, final)
        self.rows, self.documents = {}, 0


def _schemas() -> dict[str, pa.Schema]:
    return WORDS | {table.name: table.arrow for table in reversed(PER_DOCUMENT)}


def _as_arrow(rows: Rows) -> Iterator[tuple[str, pa.Table]]:
    """Every per-document table of ``rows``; ``documents`` comes last, so that a part that has it is whole."""
    for table, schema in _schemas().items():
        columns = list(zip(*rows.get(table, []), strict=True)) or [()] * len(schema)
        arrays = [pa.array(column, type=kind.type) for column, kind in zip(columns, schema, strict=True)]
        yield table, pa.Table.from_arrays(arrays, schema=schema)


def _staged(folder: Path) -> set[tuple[str, str]]:
    """``(doc_id, content_hash)`` of the parts that lie there whole; damaged ones are taken away and done again."""
    found: set[tuple[str, str]] = set()
    for part in sorted(folder.glob("*.part")):
        try:
            for table, schema in _schemas().items():
                if not pq.read_schema(part / f"{table}.parquet").equals(schema):
                    raise OSError("another shape")
            told = pq.read_table(part / "documents.parquet", columns=["doc_id", "content_hash"])
        except (OSError, pa.ArrowException):
            shutil.rmtree(part, ignore_errors=True)
            continue
        found.update(zip(told.column(0).to_pylist(), told.column(1).to_pylist(), strict=True))
    return found


def _clean(path: Path, parts: Path) -> None:
    """Take away what earlier, interrupted builds left and nobody can use any more."""
    for left in path.parent.glob(f"{path.name}.new*"):
        left.unlink(missing_ok=True)
    for folder in parts.parent.glob("*"):
        if folder != parts:
            shutil.rmtree(folder, ignore_errors=True)
    for left in parts.glob("*.making"):
        shutil.rmtree(left, ignore_errors=True)


def build_partitions(
    urls: Iterable[str],
    store: str | Path,
    parts: str,
    *,
    scheduler: str = "local",
    jobs: int = 1,
    extractor: str = batch.EXTRACTOR,
    reference: Reference | None = None,
    report: Callable[[Refusal], None] | None = None,
) -> batch.Balance:
    """Build from tables that lie on any fsspec path, one Dask task per table (its partition), and end with the same store.

    Each task reads its own table and leaves its rows as Parquet under the folder ``parts`` (an fsspec path that all workers
    reach); only ids come back. A partition that is there already is not done again, one whose worker died is. Options as for
    :func:`build`. Raises :class:`BuildError`, ``BatchError``.
    """
    fsspec = importlib.import_module("fsspec")  # comes with Dask

    path, known = Path(store), reference or load_reference()
    values = fingerprint(known, extractor)
    folder = f"{parts.rstrip('/')}/{_key(values)}"
    (files, root), paths = fsspec.core.url_to_fs(folder), sorted(set(urls))
    balance = batch.Balance()
    keep: dict[str, str] = {}
    origin: dict[str, str] = {}
    with _alone(path), batch.dask_client(scheduler, jobs) as client:
        tasks = client.map(partition, paths, [folder] * len(paths), [extractor] * len(paths), pure=False, retries=3)
        for read, ids, refusals in client.gather(tasks):
            balance.read += read
            for doc, digest, where in ids:
                if doc not in keep:
                    keep[doc], origin[doc] = digest, where
                    balance.done += 1
                else:
                    refusals.append(taken(where, doc, origin[doc], same=keep[doc] == digest))
            for refusal in refusals:
                balance.refuse(refusal)
                if report:
                    report(refusal)
        here = path.with_name(path.name + ".parts") / _key(values)
        shutil.rmtree(here, ignore_errors=True)
        if files.exists(root):
            files.get(root, str(here), recursive=True)
        else:
            here.mkdir(parents=True)
        finish.finish(path, here, keep, values, known, take_over=False)
        shutil.rmtree(here.parent, ignore_errors=True)
    return balance


def partition(url: str, folder: str, extractor: str) -> tuple[int, list[tuple[str, str, str]], list[Refusal]]:
    """One table of articles → its rows as a part under ``folder``; returns how many records were read, ``(id, content hash, where)``
    per document, and refusals.

    ``told.json``, written last, says what a finished part holds; a part that has it is not made again.
    """
    fsspec = importlib.import_module("fsspec")  # comes with Dask

    files, root = fsspec.core.url_to_fs(folder)
    part = f"{root}/{hashlib.blake2b(url.encode(), digest_size=8).hexdigest()}.part"
    if files.exists(f"{part}/told.json"):
        with files.open(f"{part}/told.json", "r", encoding="utf-8") as file:
            told = json.load(file)
        return told["read"], [tuple(row) for row in told["ids"]], [Refusal(*row) for row in told["refusals"]]
    read, ids, refusals, rows = _partition_rows(url, extractor)
    files.makedirs(part, exist_ok=True)
    for table, data in _as_arrow(rows):
        with files.open(f"{part}/{table}.parquet", "wb") as file:
            pq.write_table(data, file, compression="zstd")
    with files.open(f"{part}/told.json", "w", encoding="utf-8") as file:
        told = {"read": read, "ids": ids, "refusals": [(r.where, r.what, r.mend, r.kind) for r in refusals]}
        json.dump(told, file, ensure_ascii=False)
    return read, ids, refusals


def _partition_rows(url: str, extractor: str) -> tuple[int, list[tuple[str, str, str]], list[Refusal], Rows]:
    fsspec = importlib.import_module("fsspec")  # comes with Dask

    furniture = Furniture.load(KNOWLEDGE / "language" / "furniture.csv")
    extract = batch.load_extractor(extractor)
    stem, suffix = os.path.splitext(url.rsplit("/", 1)[-1].removesuffix(".gz"))
    if suffix.lower() not in READERS:
        return 1, [], [Refusal(url, f"tables of kind “{suffix}” are not read", f"give one of {', '.join(READERS)}")], {}
    ids: list[tuple[str, str, str]] = []
    refusals: list[Refusal] = []
    rows: Rows = {}
    seen: set[str] = set()
    read = 0
    for item in _remote(fsspec, url, suffix.lower(), stem):
        read += 1
        if isinstance(item, Refusal):
            refusals.append(item)
            continue
        document, where = item
        digest = content_hash(document)
        try:
            found = rows_of(extract(complete(document, furniture)), digest) if document.id not in seen else {}
        except Exception as error:  # one document must not cost its partition; what failed is told by name
            refusals.append(batch.failed(document, error))
            continue
        for table, more in found.items():
            rows.setdefault(table, []).extend(more)
        seen.add(document.id)
        ids.append((document.id, digest, where))
    return read, ids, refusals, rows


def _remote(fsspec: Any, url: str, suffix: str, stem: str) -> Iterator[tuple[Document, str] | Refusal]:
    """The records of the table at ``url``; a table that cannot be opened or breaks off is one refusal."""
    try:
        with fsspec.open(url, "rb", compression="infer") as stream:
            yield from table_records(stream, suffix, url, stem)
    except RecordError as error:
        yield Refusal(url, error.what, error.mend)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or "it is damaged or cut off"
        yield Refusal(url, f"cannot be read ({reason})", "check the address and its rights")
