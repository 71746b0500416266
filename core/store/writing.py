"""What is done to any table of a store that is being made: rows of Python put in, rows numbered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from core.store.schema import Table


def appended(con: duckdb.DuckDBPyConnection, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Append Python rows to a table, columns in order."""
    if rows:
        columns = [row[0] for row in con.execute(f"DESCRIBE {name}").fetchall()]
        data = pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=columns)
        con.register("incoming", data)
        con.execute(f"INSERT INTO {name} SELECT * FROM incoming")
        con.unregister("incoming")


def numbered(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Set ``n`` to each row's place in the order of ``table``, from 0, where it is another."""
    places = f"SELECT rowid AS spot, row_number() OVER (ORDER BY {table.order}) - 1 AS place FROM {table.name}"
    con.execute(f"UPDATE {table.name} SET n = p.place FROM ({places}) p WHERE p.spot = {table.name}.rowid AND n IS DISTINCT FROM p.place")


def quoted(path: Path) -> str:
    """A path as it stands inside quotation marks in SQL."""
    return str(path).replace("'", "''")
