"""What each table of ``data/knowledge/`` holds: its columns, what they mean, and what a cell may be.

It stands in ``tables.csv`` and ``columns.csv`` beside this module. ``python -m core check`` tests every cell against it and
the codebook is written from it, so they cannot disagree. A new table, column or key of ``attrs`` is a new row there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.knowledge.tables import rows

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``form`` is what a cell may be, ``?`` behind it that it may be empty:

    ``id`` (short ASCII id, unique in the table), ``text``, ``ar`` (Arabic name), ``ars`` (several, ``|``), ``day`` (``YYYY[-MM[-DD]]``),
    ``number``, ``lat``, ``lon``, ``iso2``, ``attrs``, ``one of a/b``, ``ref TABLE`` (an id of that table), ``refs TABLE`` (several, ``|``).
    """

    name: str
    form: str
    meaning: str

    @property
    def optional(self) -> bool:
        """Whether the cell may be empty."""
        return self.form.endswith("?")

    @property
    def bare(self) -> str:
        """The form without its ``?``."""
        return self.form.removesuffix("?")


@dataclass(frozen=True, slots=True)
class Table:
    """One table: where its files lie (a glob under the root), what makes two rows the same row, what it is for, its columns in order.

    A file belongs to the first table whose glob fits.
    """

    name: str
    files: str
    key: tuple[str, ...]
    meaning: str
    columns: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(c.name for c in self.columns)


_COLUMNS = [(row["table"], Column(row["column"], row["form"], row["meaning"])) for _, row in rows(HERE / "columns.csv")]
TABLES: tuple[Table, ...] = tuple(
    Table(row["name"], row["files"], tuple(row["key"].split()), row["meaning"], tuple(c for table, c in _COLUMNS if table == row["name"]))
    for _, row in rows(HERE / "tables.csv")
)
"""Every table of the knowledge."""

ATTRIBUTES: dict[str, str] = {column.name: column.meaning for table, column in _COLUMNS if table == "attrs"}
"""Keys of ``attrs`` cells and what they mean."""
