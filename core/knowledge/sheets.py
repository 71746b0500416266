"""The tables as they stand in the files, cell by cell with line numbers, for the checks; and what a fault is."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.knowledge.columns import TABLES, Table
from core.knowledge.tables import day_range, listed


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the tables: where, what, and how to mend it. A ``warning`` is worth a look but fails nothing."""

    file: Path
    line: int
    what: str
    mend: str
    warning: bool = False

    def __str__(self) -> str:
        """``file:line: what: mend``, the file as seen from the working folder."""
        here = Path.cwd()
        name = self.file.relative_to(here) if self.file.is_relative_to(here) else self.file
        return f"{name}:{self.line}: {'warning: ' if self.warning else ''}{self.what}: {self.mend}"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table and where it stands."""

    table: Table
    file: Path
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def items(self, column: str) -> tuple[str, ...]:
        """The parts of a ``|``-separated cell."""
        return listed(self.cells[column])

    def fault(self, what: str, mend: str, *, warning: bool = False) -> Fault:
        """A fault of this row."""
        return Fault(self.file, self.number, what, mend, warning)


@dataclass(slots=True)
class Sheets:
    """All rows by table, the ids of each table, and the faults of the files themselves (columns, cells, encoding)."""

    root: Path
    lines: dict[str, list[Line]] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def __getitem__(self, table: str) -> list[Line]:
        return self.lines.get(table, [])

    def exceptions(self, check: str) -> set[str]:
        """What a check leaves out, as reviewed in ``check-exceptions.csv``."""
        return {line["id"] for line in self["check-exceptions"] if line["check"] == check}


def read(root: Path) -> Sheets:
    """Read every table under ``root``. A file that belongs to no table, or is none, is a fault; nothing raises."""
    sheets = Sheets(root)
    taken: set[Path] = set()
    for table in TABLES:
        files = [path for path in sorted(root.glob(table.files)) if path not in taken]
        taken |= set(files)
        sheets.lines[table.name] = [line for path in files for line in _lines(table, path, sheets.faults)]
        if "id" in table.header:
            sheets.ids[table.name] = {line["id"] for line in sheets.lines[table.name]}
        if not files:
            sheets.faults.append(Fault(root / table.files, 0, "missing", "restore the file from the repository"))
    for path in sorted(set(root.rglob("*.csv")) - taken):
        sheets.faults.append(Fault(path, 1, "a table that nothing reads", f"known are {', '.join(t.files for t in TABLES)}"))
    return sheets


def _lines(table: Table, path: Path, faults: list[Fault]) -> Iterator[Line]:
    """The rows with the right number of cells; the others become faults."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        faults.append(Fault(path, 1, f"is not UTF-8 ({error.reason} at byte {error.start})", "save it as UTF-8"))
        return
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        for column in header:
            if column not in table.header:
                faults.append(Fault(path, 1, f"unknown column “{column}”", f"the columns are {', '.join(table.header)}"))
        for column in table.header:
            if column not in header:
                faults.append(Fault(path, 1, f"column “{column}” is missing", f"the columns are {', '.join(table.header)}"))
        if set(header) != set(table.header):
            return
        for row in reader:
            if len(row) != len(header):
                what = f"{len(row)} cells under {len(header)} columns"
                faults.append(Fault(path, reader.line_num, what, "quote cells that hold a comma"))
                continue
            yield Line(table, path, reader.line_num, dict(zip(header, row, strict=True)))
    except csv.Error as error:
        faults.append(Fault(path, reader.line_num, f"is not CSV ({error})", "quote cells as RFC 4180 has it"))


def last_day(root: Path) -> str:
    """The day up to which the tables tell, from ``VERSION``; an empty string when it has none."""
    path = root / "VERSION"
    text = path.read_text("utf-8").strip() if path.is_file() else ""
    try:
        day_range(text)
    except ValueError:
        return ""
    return text
