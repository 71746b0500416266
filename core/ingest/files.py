"""Paths → documents: single articles (.txt, .md, .html), tables (.jsonl, .csv, .parquet), whole folders and archives.

Everything is read in the order of the sorted paths, whatever order they were given in, so that the same files always give
the same documents. A fault costs one :class:`Refusal`; the rest goes on.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import IO, TypeAlias, cast

from core.ingest import tables
from core.ingest.archives import FAULTS, is_archive, members, unpacked
from core.ingest.clean import Furniture, body, headline
from core.ingest.encoding import decode
from core.ingest.parquet import parquet
from core.ingest.records import FREE_BYTES, MAX_CHARS, MAX_RATIO, RecordError, Refusal, make_document, plain
from core.model import Document, Published

TEXT_SUFFIXES = (".txt", ".md")
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
KNOWN = "txt, md, html, jsonl, csv, tsv, parquet, one of them with .gz, or a zip or tar of them"
NOTES = frozenset({"readme", "sources", "license", "licence", "copying", "changelog", "notice", "attribution"})
"""Stems of files that speak about a folder; they are passed over when a folder is read."""

MAX_BYTES = 16_000_000
"""A single article's file may have this many bytes, unpacked."""


def read(
    paths: Iterable[str | os.PathLike[str]],
    *,
    published: Published | None = None,
    furniture: Furniture | None = None,
    bare: bool = False,
) -> Iterator[Document | Refusal]:
    """Every article under ``paths`` (files and folders), in the order of the sorted paths, and a refusal for every fault.

    ``published`` counts for records without a day of their own; with ``furniture`` each document's ``body`` is marked. ``bare``
    documents are as they stand in the files, for those who :func:`complete` only some of them.
    A second record with the id of an earlier one is refused, or, when it is the same word for word, known as a duplicate.
    """
    seen: dict[str, tuple[int, str]] = {}
    for item in _all(paths, published):
        if isinstance(item, Refusal):
            yield item
            continue
        document, where = item if bare else (complete(item[0], furniture), item[1])
        digest = hash(document)
        earlier = seen.get(document.id)
        if earlier is None:
            seen[document.id] = digest, where
            yield document
        else:
            yield taken(where, document.id, earlier[1], same=earlier[0] == digest)


def taken(where: str, id: str, by: str, *, same: bool) -> Refusal:
    """What to say of a record whose ``id`` stands at ``by`` already: a duplicate when it is the ``same``, else a refusal."""
    if same:
        return Refusal(where, f"the same article as {by}", "nothing to do; it is counted once", "duplicate")
    return Refusal(where, f"the id “{id}” is already taken by {by}", "give it another id or file name")


def complete(document: Document, furniture: Furniture | None) -> Document:
    """``document`` with its article parts marked, and its first line as title where it has none."""
    if furniture is not None:
        document = replace(document, body=_body(document, furniture))
    if document.title is None:
        document = replace(document, title=headline(document.text, document.body))
    return document


def _body(document: Document, furniture: Furniture) -> tuple[tuple[int, int], ...]:
    start = document.body[0][0] if document.body else 0  # header lines end here
    spans = body(document.text[start:], furniture) or (((0, len(document.text) - start),) if start else ())
    return tuple((first + start, last + start) for first, last in spans)


def _all(paths: Iterable[str | os.PathLike[str]], published: Published | None) -> Iterator[tuple[Document, str] | Refusal]:
    for path in sorted({Path(p) for p in paths}):
        if os.path.isdir(path):  # False, not an error, where the rights are missing
            refusals: list[Refusal] = []
            found = sorted(_walk(path, refusals))
            yield from sorted(refusals, key=lambda refusal: refusal.where)
            if not found and not refusals:
                yield Refusal(str(path), "the folder holds no articles", f"put files into it ({KNOWN})")
            for file in found:
                yield from _file(file, published)
        else:
            yield from _file(path, published)


def _walk(folder: Path, refusals: list[Refusal]) -> Iterator[Path]:
    """The files under ``folder`` that may be articles; folders that are not entered are told in ``refusals``."""

    def closed(error: OSError) -> None:
        refusals.append(Refusal(str(error.filename or folder), f"the folder cannot be read ({error.strerror})", "check its rights"))

    for root, folders, names in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if not name.startswith((".", "_"))]
        linked = [str(Path(root, name)) for name in folders if os.path.islink(Path(root, name))]
        refusals += [Refusal(name, "links to folders are not followed", "name the folder itself") for name in linked]
        for name in names:
            if not name.startswith((".", "_")) and name.split(".")[0].lower() not in NOTES:
                yield Path(root, name)


Records: TypeAlias = Iterator[tuple[Document, str] | Refusal]


@dataclass(frozen=True, slots=True)
class _Source:
    """A file by itself or in an archive: its name, how it is told of, its size in bytes, and how to open it."""

    name: str
    where: str
    size: int
    open: Callable[[], IO[bytes]]
    inside: bool = False


def _file(path: Path, published: Published | None) -> Records:
    yield from _guarded(str(path), _opened(path, published))


def _opened(path: Path, published: Published | None) -> Records:
    _regular(path)
    if not is_archive(path.name):
        yield from _records(_Source(path.name, str(path), path.stat().st_size, lambda: path.open("rb", buffering=1 << 18)), published)
        return
    for member in members(path):
        where = plain(f"{path}/{member.path}")
        if member.fault:
            yield Refusal(where, member.fault.what, member.fault.mend)
        elif not member.hidden and member.name.split(".")[0].lower() not in NOTES:
            yield from _guarded(where, _records(_Source(member.name, where, member.size, member.open, True), published))


def _guarded(where: str, records: Records) -> Records:
    """``records``, and a refusal where reading them goes wrong."""
    try:
        yield from records
    except RecordError as error:
        yield Refusal(where, error.what, error.mend)
    except FAULTS as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is damaged or cut off"
        yield Refusal(where, f"cannot be read ({reason})", "check the file and its rights")


def _records(source: _Source, published: Published | None) -> Records:
    name = PurePath(source.name)
    suffixes = [s.lower() for s in name.suffixes]
    packed = bool(suffixes) and suffixes[-1] == ".gz"
    suffix = (suffixes[-2:-1] if packed else suffixes[-1:]) or [""]
    stem = name.name[: -len("".join(name.suffixes[-2:] if packed else name.suffixes[-1:])) or None]
    if is_archive(source.name):
        yield Refusal(source.where, "an archive within an archive is not opened", "unpack the outer one")
    elif suffix[0] in TEXT_SUFFIXES:
        yield _text(stem, _bytes(source, packed), published), source.where
    elif suffix[0] in HTML_SUFFIXES:
        from core.ingest.html import read_html  # slow to import, and most runs have no HTML

        yield read_html(_bytes(source, packed), stem, published), source.where
    elif packed and suffix[0] == ".parquet":
        yield Refusal(source.where, "a Parquet file packed once more cannot be read", "unpack it; it is packed in itself")
    elif suffix[0] in READERS:
        with _open(source, packed) as stream, _seekable(stream, suffix[0], source) as table:
            yield from table_records(table, suffix[0], source.where, stem, published)
    else:
        yield Refusal(source.where, f"files of kind “{suffix[0] or 'no suffix'}” are not read", f"give one of {KNOWN}")


def _regular(path: Path) -> None:
    """Refuse what is no file: a pipe would never end, a device has no end."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # ValueError: a name with a NUL
        raise RecordError("there is no such file", "check the path") from error
    if not stat.S_ISREG(mode):
        raise RecordError("this is a device or a pipe, not a file", "give a file or a folder")


READERS: dict[str, Callable[[IO[bytes]], Iterator[tables.Row]]] = {
    ".jsonl": tables.jsonl,
    ".ndjson": tables.jsonl,
    ".csv": tables.delimited,
    ".tsv": tables.delimited,
    ".parquet": parquet,
}
"""Kind of table → its reader."""


def table_records(
    stream: IO[bytes], suffix: str, name: str, stem: str, published: Published | None = None
) -> Iterator[tuple[Document, str] | Refusal]:
    """The records of an open table of the kind ``suffix``: documents with where they stand (``name:line``), and refusals."""
    for row in READERS[suffix](stream):
        where = f"{name}:{row.line}" if row.line else name
        if row.fault:
            yield Refusal(where, row.fault.what, row.fault.mend)
            continue
        try:
            yield make_document(row.values, default_id=f"{stem}-{row.line}", published=published), where
        except RecordError as error:
            yield Refusal(where, error.what, error.mend)


def _open(source: _Source, packed: bool) -> IO[bytes]:
    if not packed:
        return source.open()
    packed_file = source.open()
    return unpacked(cast(IO[bytes], gzip.GzipFile(fileobj=packed_file)), max(FREE_BYTES, source.size * MAX_RATIO), packed_file)


@contextmanager
def _seekable(stream: IO[bytes], suffix: str, source: _Source) -> Iterator[IO[bytes]]:
    """Parquet is read from its end: out of an archive by way of a temporary file."""
    if suffix != ".parquet" or not source.inside:
        yield stream
        return
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(stream, file)
        file.seek(0)
        yield file


def _bytes(source: _Source, packed: bool) -> bytes:
    with _open(source, packed) as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise RecordError(f"more than {MAX_BYTES // 1_000_000} MB in one article", "give many articles as .jsonl, .csv or .parquet")
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise RecordError("the file is empty", "put the article's words into it, or take it away")
    return data


_FRONT = re.compile(r"(published|source|url|title)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_RULE = re.compile(r"-{3,}")


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """The ``published/source/url/title`` lines at the top of ``text``, bare or between lines of ``---``, and where they end.

    Looks at the first 12 lines only. Without such lines: ``({}, 0)``.
    """
    values: dict[str, str] = {}
    end = position = 0
    fenced = False
    for number, line in enumerate(text[:8_000].splitlines(keepends=True)[:12]):
        content = line.strip().lstrip("\ufeff")
        position += len(line)
        match = _FRONT.fullmatch(content)
        if _RULE.fullmatch(content) and (number == 0 or fenced):
            if number:
                return values, position
            fenced = True
        elif match:
            values[match[1].lower()] = match[2].strip().strip("\"'")
            end = position
        elif not fenced and content:
            return values, end
    return ({}, 0) if fenced else (values, end)


def _text(stem: str, data: bytes, published: Published | None) -> Document:
    text = decode(data)
    if len(text) > MAX_CHARS:
        raise RecordError(f"the text has {len(text):,} characters", "give many articles as .jsonl, .csv or .parquet")
    values, start = front_matter(text)
    document = make_document({**values, "text": text}, default_id=stem, published=published)
    if not text[start:].strip():
        raise RecordError("there are only header lines and no article", "put the article's words below them")
    return replace(document, body=((start, len(text)),)) if start else document
