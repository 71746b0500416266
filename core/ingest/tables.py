"""Tables of articles: JSON Lines, CSV and TSV (Parquet: :mod:`core.ingest.parquet`). Rows stream; memory does not grow with the file.

Each reader yields one :class:`Row` per record: its line (or row) number and either its values under the names
``id, text, title, source, url, published`` or a fault.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from core.ingest.lines import Lines
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
    source = Lines(stream, "\n", first=(b"{", b"["))
    line, empty = 0, True
    while True:
        text = source.reader.readline(MAX_LINE + 1)
        if not text:
            break
        line += 1
        if len(text) > MAX_LINE:
            while text and not text.endswith("\n"):
                text = source.reader.readline(MAX_LINE)
            yield Row(line, fault=RecordError(f"the line is longer than {MAX_LINE:,} characters", "write one article per line"))
            empty = False
            continue
        if text.strip("\ufeff \t\r\n"):
            empty = False
            try:
                yield Row(line, _json_values(source.whole(text).lstrip("\ufeff")))
            except RecordError as fault:
                yield Row(line, fault=fault)
    if empty:
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
    """CSV and the like; the separator (comma, semicolon, tab, bar) is the one most used in the header line, or the one that a first
    line ``sep=;`` names. A row that is no CSV costs itself and the lines up to the next one that has its cells."""
    try:
        source = Lines(stream, "")
        rows = _CsvRows(source.reader)
        columns = {key: rows.names.index(name) for key, name in match_columns(rows.names).items()}
    except (RecordError, csv.Error) as error:
        yield Row(1, fault=error if isinstance(error, RecordError) else RecordError(f"not valid CSV ({error})", "quote its cells"))
        return
    empty = True
    for start, cells, fault in rows:
        empty = False
        if fault:
            yield Row(start, fault=fault)
            continue
        try:
            yield Row(start, {key: source.whole(cells[at]) for key, at in columns.items()})
        except RecordError as broken:
            yield Row(start, fault=broken)
    if empty:
        yield Row(1, fault=RecordError("there are no rows below the header line", "give one article per row"))


class _CsvRows:
    """The rows of a table as ``(first line, cells, fault)``, header taken off. Never holds more than one row of ``MAX_LINE`` characters."""

    def __init__(self, reader: IO[str]) -> None:
        self._reader = reader
        self._size = 0  # of the row that is being read
        self._ended = 0  # line ends seen so far
        header = self._header()
        separator = max(",;\t|", key=header.count)
        if re.fullmatch(r"sep=[,;\t|]\s*", header, re.IGNORECASE):
            separator, header = header[4], self._header()
        self.names = next(csv.reader([header], delimiter=separator))
        csv.field_size_limit(MAX_LINE)
        self._rows = csv.reader(iter(self._line, ""), delimiter=separator, strict=True)

    def _header(self) -> str:
        """The first line that is not blank, with those that an open quotation mark in it reaches into."""
        header = ""
        while line := self._line():
            header = header + line if header.strip("\ufeff \t\r\n") else line
            if header.strip("\ufeff \t\r\n") and header.count('"') % 2 == 0:
                self._size = 0
                return header
        raise RecordError("the file is empty", "give a header line and one article per row")

    def _line(self) -> str:
        """The next line with its end; empty at the end of the table. Raises ``csv.Error`` where the row has grown too long."""
        line = self._reader.readline(MAX_LINE + 1)
        self._size += len(line)
        while self._size > MAX_LINE and line and not line.endswith(("\n", "\r")):
            line = self._reader.readline(MAX_LINE)  # a row is taken up again at the beginning of a line, never inside one
        self._ended += line.endswith(("\n", "\r"))
        if self._size > MAX_LINE:
            raise csv.Error(f"the row is longer than {MAX_LINE:,} characters")
        return line

    def __iter__(self) -> Iterator[tuple[int, list[str], RecordError | None]]:
        broken: tuple[int, str] | None = None  # where a row that is no CSV began, and what is wrong with it
        while True:
            start, self._size = self._ended + 1, 0
            try:
                cells = next(self._rows)
            except StopIteration:
                break
            except csv.Error as error:
                broken = broken or (start, str(error))
                continue
            if not any(cells):
                continue
            fits = len(cells) >= len(self.names) and not any(cells[len(self.names) :])
            if broken:
                if not fits:
                    continue
                yield self._broken(*broken, start - 1)
                broken = None
            if fits:
                yield start, cells, None
            else:
                what = f"{len(cells)} cells under {len(self.names)} columns"
                yield start, [], RecordError(what, "quote cells that hold the separator")
        if broken:
            yield self._broken(*broken, self._ended)

    def _broken(self, start: int, what: str, last: int) -> tuple[int, list[str], RecordError]:
        reach = f", lines {start:,} to {last:,} are not read" if last > start else ""
        return start, [], RecordError(f"not valid CSV ({what}{reach})", "close the quotation marks; double those inside a cell")
