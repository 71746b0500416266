"""Tables of articles in Parquet. Rows stream; a value that has no meaning costs its row, a page that is damaged what lies behind it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import IO, Any

from core.ingest.records import FREE_BYTES, MAX_RATIO, RecordError
from core.ingest.tables import Row, match_columns


def parquet(stream: IO[bytes]) -> Iterator[Row]:
    """Parquet; ``line`` is the row's number. Values are taken out one by one, so that one that has no meaning costs its row only;
    damage in a row group costs what is left of that group."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(stream)
        schema = table.schema_arrow
        columns = match_columns(schema.names)
        kinds = {name: schema.field(schema.names.index(name)).type for name in columns.values()}
        _check_text_type(kinds[columns["text"]], columns["text"])
        _check_unpacked(table, list(columns.values()), stream)
        if not table.metadata.num_rows:
            raise RecordError("the table has no rows", "give one article per row")
        # strings said once and meant a million times stay so in memory
        strings = [name for name, kind in kinds.items() if pa.types.is_string(kind)]
        table = pq.ParquetFile(stream, read_dictionary=strings, page_checksum_verification=True)
        groups = [table.metadata.row_group(group).num_rows for group in range(table.metadata.num_row_groups)]
    except RecordError as fault:
        yield Row(0, fault=fault)
        return
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        yield Row(0, fault=_unreadable(error))
        return
    first = 1
    for group, count in enumerate(groups):
        yield from _group(table, group, first, columns, (pa.ArrowException, OSError, ValueError))
        first += count


def _group(table: Any, group: int, first: int, columns: Mapping[str, str], faults: tuple[type[Exception], ...]) -> Iterator[Row]:
    """The rows of a row group, which count from ``first``."""
    number = first
    try:
        for batch in table.iter_batches(batch_size=64, row_groups=[group], columns=sorted(set(columns.values()))):
            cells = {key: batch.column(batch.schema.names.index(name)) for key, name in columns.items()}
            for at in range(batch.num_rows):
                yield _row(number, {key: column[at] for key, column in cells.items()})
                number += 1
    except faults as error:
        yield Row(number, fault=_unreadable(error, f"row group {group + 1} from row {number:,} on"))


def _unreadable(error: Exception, what: str = "the file") -> RecordError:
    reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
    return RecordError(f"not readable as Parquet: {what} ({reason})", "write it again, for example with pandas.to_parquet")


def _row(number: int, cells: Mapping[str, Any]) -> Row:
    values = {}
    for key, cell in cells.items():
        try:
            values[key] = cell.as_py()
        except (ValueError, OverflowError) as error:  # a day beyond the calendar, bytes that are no text
            what = f"the value of “{key}” cannot be read ({str(error)[:80]})"
            return Row(number, fault=RecordError(what, "correct this row and write the file again"))
    return Row(number, values)


def _check_text_type(kind: Any, name: str) -> None:
    import pyarrow as pa

    held = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (pa.types.is_string(held) or pa.types.is_large_string(held) or pa.types.is_string_view(held)):
        raise RecordError(f"the column “{name}” is of type {kind}", "store the text as strings")


def _check_unpacked(table: Any, names: list[str], stream: IO[bytes]) -> None:
    """Refuse a file whose pages unpack to far more than it holds."""
    size = stream.seek(0, io.SEEK_END)
    unpacked = 0
    for group in range(table.metadata.num_row_groups):
        chunks = table.metadata.row_group(group)
        for at in range(chunks.num_columns):
            chunk = chunks.column(at)
            unpacked += chunk.total_uncompressed_size if chunk.path_in_schema.split(".")[0] in names else 0
    if unpacked > max(FREE_BYTES, MAX_RATIO * size):
        raise RecordError(f"unpacks to more than {MAX_RATIO} times its size", "check what it is, or write it without compression")
