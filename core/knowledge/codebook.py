"""``data/CODEBOOK.md``: what each table and column means and how many rows it has, made from the tables themselves.

``python -m core.knowledge.codebook`` writes it; a test fails when it is not what the tables say.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from core.knowledge.columns import ATTRIBUTES, TABLES, Column, Table
from core.knowledge.sheets import Line, last_day, read
from core.knowledge.tables import ROOT, rows

FILE = ROOT.parent / "CODEBOOK.md"
CORRESPONDENCES = Path(__file__).with_name("correspondences.csv")
_GROUPED = {"actors": ("kind", "side"), "places": ("kind",), "talks": ("kind", "track"), "terms": ("office",), "resolutions": ("outcome",),
            "offices": ("class",), "check-exceptions": ("check",)}  # fmt: skip
"""Columns whose values are counted one by one."""

HEAD = """# Codebook

What the tables under `data/` and the exports hold. Written by `python -m core.knowledge.codebook`; do not edit by hand.

Tables are CSV: UTF-8, comma, RFC 4180 quoting, one header line, one row a line. A list in a cell is separated by `|`.
Days are ISO 8601 (`YYYY-MM-DD`, `YYYY-MM`, `YYYY`) in the Gregorian calendar. Licence: `data/LICENSE.md`.
"""


def codebook(root: Path = ROOT) -> str:
    """The whole codebook as Markdown, always the same for the same tables."""
    sheets = read(root)
    parts = [HEAD, f"The tables tell up to {last_day(root)}.\n", "## Tables of the knowledge\n", _overview(sheets.lines)]
    parts += [_section(table, sheets[table.name]) for table in TABLES]
    parts += ["## Keys of `attrs`\n", _rows_of(("key", "meaning"), ((f"`{k}`", v) for k, v in ATTRIBUTES.items()))]
    parts += ["## Columns of the exports\n", *_exports(), "## The same in other codebooks\n", _correspondences()]
    return "\n".join(parts).rstrip() + "\n"


def _overview(lines: dict[str, list[Line]]) -> str:
    cells = ((f"[{t.name}](#{t.name})", f"`{t.files}`", t.meaning, f"{len(lines[t.name]):,}") for t in TABLES)
    return _rows_of(("table", "files", "holds", "rows"), cells)


def _section(table: Table, lines: list[Line]) -> str:
    key = " + ".join(f"`{name}`" for name in table.key)
    filled = Counter(c.name for line in lines for c in table.columns if line[c.name])
    cells = ((f"`{c.name}`", _form(c), c.meaning, f"{filled[c.name]:,}") for c in table.columns)
    text = f"### {table.name}\n\n{table.meaning} `{table.files}`, {len(lines):,} rows, each its own {key}.\n\n"
    text += _rows_of(("column", "a cell is", "meaning", "filled"), cells)
    for column in _GROUPED.get(table.name, ()):
        values = Counter(line[column] or "(empty)" for line in lines)
        text += f"\nRows by `{column}`: " + ", ".join(f"{v} {n:,}" for v, n in sorted(values.items(), key=lambda i: (-i[1], i[0]))) + ".\n"
    return text


def _form(column: Column) -> str:
    """What a cell may be, in words."""
    kind, _, rest = column.bare.partition(" ")
    words = {
        "id": "identifier", "text": "text", "ar": "Arabic name", "ars": "Arabic names", "day": "day", "number": "number",
        "lat": "decimal degrees", "lon": "decimal degrees", "iso2": "ISO 3166-1 alpha-2", "attrs": "`key=value` list",
        "ref": f"id of [{rest}](#{rest})", "refs": f"ids of [{rest}](#{rest})", "one": ", ".join(rest.removeprefix("of ").split("/")),
    }  # fmt: skip
    return words[kind] + (", or empty" if column.optional else "")


def _rows_of(header: tuple[str, ...], cells: Iterator[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells]
    return "\n".join(lines) + "\n"


def _exports() -> Iterator[str]:
    """The export columns as :mod:`core.store.exports` describes them, one heading deeper."""
    # The arrows of the house run from knowledge to store, so the store is only asked here, by name.
    text: str = importlib.import_module("core.store.exports").codebook()
    yield re.sub(r"^## (\w+)$", r"### Export: \1", text.split("\n", 2)[2], flags=re.MULTILINE)


def _correspondences() -> str:
    text = "Columns and values that mean the same as in the codebooks of other projects, and where they differ.\n\n"
    cells = ((f"`{r['ours']}`", r["project"], f"`{r['theirs']}`", r["note"]) for _, r in rows(CORRESPONDENCES))
    text += _rows_of(("here", "there", "as", "note"), cells)
    books = sorted({(r["project"], r["source"]) for _, r in rows(CORRESPONDENCES)})
    return text + "\n" + "\n".join(f"- {project}: {source}" for project, source in books) + "\n"


if __name__ == "__main__":
    FILE.write_text(codebook(), "utf-8")
    print(f"{FILE.name}: {sum(len(v) for v in read(ROOT).lines.values()):,} rows")
