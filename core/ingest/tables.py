"""Tables of articles: JSON Lines, CSV and TSV, Parquet. Rows stream; memory does not grow with the file.

Each reader yields one :class:`Row` per record: its line (or row) number and either its values under the names
``id, text, title, source, url, published`` or a fault.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, cast

from core.ingest.encoding import decode, sniff
from core.ingest.records import RecordError

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "doc_id", "article_id", "guid"),
    "text": ("text", "content", "body", "article", "article_text", "fulltext", "full_text"),
    "title": ("title", "headline"),
    "source": ("source", "outlet", "publisher", "site", "newspaper"),
    "url": ("url", "link", "href"),
    "published": ("published", "date", "published_at", "publication_date", "pub_date", "publish_date", "pubdate"),
}
"""The column names taken for each field, best first; letter case and blanks around do not matter."""

MAX_LINE = 16_000_000
"""Characters a line of a table may have."""
SAMPLE = 1 << 18


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table. ``line`` counts from 1; 0 stands for the table as a whole."""

    line: int
    values: Mapping[str, object] = field(default_factory=dict)
    fault: RecordError | None = None


def match_columns(names: Sequence[str]) -> dict[str, str]:
    """Field → the column that holds it. Raises ``RecordError`` when none holds the text."""
    given = {name.strip().lstrip("\ufeff").lower(): name for name in reversed(names)}
    found = {key: given[alias] for key, aliases in COLUMNS.items() for alias in reversed(aliases) if alias in given}
    if "text" not in found:
        shown = ", ".join(name[:30] for name in names[:12]) or "none"
        raise RecordError(f"no column holds the text (columns: {shown})", "name the column with the article's words “text”")
    return found


def jsonl(stream: IO[bytes]) -> Iterator[Row]:
    """JSON Lines: one object per line; blank lines are passed over."""
    reader = _lines(stream, "\n")
    line = 0
    while True:
        text = reader.readline(MAX_LINE + 1)
        if not text:
            break
        line += 1
        if len(text) > MAX_LINE:
            while text and not text.endswith("\n"):
                text = reader.readline(MAX_LINE)
            yield Row(line, fault=RecordError(f"the line is longer than {MAX_LINE:,} characters", "write one article per line"))
            continue
        if text.strip():
            try:
                yield Row(line, _json_values(_whole(text)))
            except RecordError as fault:
                yield Row(line, fault=fault)
    if not line:
        yield Row(0, fault=RecordError("the file is empty", "write one JSON object per line"))


def _json_values(text: str) -> dict[str, object]:
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        raise RecordError(f"not valid JSON at character {error.pos + 1}", "write one JSON object per line") from error
    except (RecursionError, ValueError) as error:
        raise RecordError("the JSON is nested too deeply or holds an impossible number", "write one flat JSON object per line") from error
    if not isinstance(record, dict):
        raise RecordError("the line holds no JSON object", 'write it as {"id": …, "text": …, "published": …}')
    columns = match_columns(list(record))
    values = {key: record[name] for key, name in columns.items()}
    day = values.get("published")
    if isinstance(day, dict):  # the form that `extract` prints
        values["published"] = None
        if day.get("basis") == "given":
            values["published"] = "..".join(str(day[end]) for end in ("from", "to") if day.get(end))
    return values


def delimited(stream: IO[bytes]) -> Iterator[Row]:
    """CSV and the like; the separator (comma, semicolon, tab, bar) is the one most used in the header line."""
    reader = _lines(stream, "")
    try:
        header = reader.readline(MAX_LINE)
        if not header.strip():
            raise RecordError("the file is empty", "give a header line and one article per row")
        separator = max(",;\t|", key=header.count)
        names = next(csv.reader([header], delimiter=separator))
        columns = {key: names.index(name) for key, name in match_columns(names).items()}
    except RecordError as fault:
        yield Row(1, fault=fault)
        return
    csv.field_size_limit(MAX_LINE)
    rows = csv.reader(_capped(reader), delimiter=separator, strict=True)
    line = 1
    while True:
        start = line + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(start, fault=RecordError(f"not valid CSV ({error})", "close the quotation marks; double those inside a cell"))
            line = max(rows.line_num + 1, start)
            continue
        line = rows.line_num + 1
        if not any(cells):
            continue
        if len(cells) < len(names) or any(cells[len(names) :]):
            yield Row(start, fault=RecordError(f"{len(cells)} cells under {len(names)} columns", "quote cells that hold the separator"))
            continue
        try:
            yield Row(start, {key: _whole(cells[at]) for key, at in columns.items()})
        except RecordError as fault:
            yield Row(start, fault=fault)


def _capped(reader: IO[str]) -> Iterator[str]:
    while True:
        line = reader.readline(MAX_LINE)
        if not line:
            return
        yield line


def parquet(stream: IO[bytes]) -> Iterator[Row]:
    """Parquet; ``line`` is the row's number."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(stream)
        columns = match_columns(table.schema_arrow.names)
        kind = table.schema_arrow.field(columns["text"]).type
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind)):
            raise RecordError(f"the column “{columns['text']}” is of type {kind}", "store the text as strings")
        number = 0
        for batch in table.iter_batches(batch_size=256, columns=list(columns.values())):
            for record in batch.to_pylist():
                number += 1
                yield Row(number, {key: record[name] for key, name in columns.items()})
    except RecordError as fault:
        yield Row(0, fault=fault)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0][:120]
        yield Row(0, fault=RecordError(f"not a readable Parquet file ({reason})", "write it again, for example with pandas.to_parquet"))


def _lines(stream: IO[bytes], newline: str) -> IO[str]:
    """A text reader over ``stream`` in the encoding of its beginning; undecodable bytes become lone surrogates for :func:`_whole`."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream), SAMPLE)
    sample = buffered.peek(SAMPLE)[:SAMPLE]
    head = sample[: sample.rfind(b"\n") + 1] or sample
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:4096]
    encoding = sniff(sample if wide else head) if head.strip() else "utf-8"
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline=newline)


def _whole(text: str) -> str:
    """``text``, or, where single bytes of it were not UTF-8, the same bytes in the encoding they are in."""
    try:
        text.encode("utf-8")
        return text
    except UnicodeEncodeError:
        return decode(text.encode("utf-8", "surrogateescape"))
