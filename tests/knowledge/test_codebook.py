"""The codebook on disk is what the tables say today."""

from __future__ import annotations

import difflib
from pathlib import Path

from core.knowledge.codebook import FILE, codebook
from core.knowledge.columns import ATTRIBUTES, TABLES
from core.store import exports


def test_the_codebook_is_up_to_date() -> None:
    written, made = FILE.read_text("utf-8").splitlines(), codebook().splitlines()
    changes = list(difflib.unified_diff(written, made, "data/CODEBOOK.md", "the tables", lineterm="", n=0))
    assert not changes, "\n".join(["run `python -m core.knowledge.codebook`", *changes[:40]])


def test_the_codebook_tells_every_column_of_tables_and_exports() -> None:
    text = codebook()
    for table in TABLES:
        assert f"### {table.name}\n" in text
        assert all(f"| `{column.name}` |" in text for column in table.columns)
    assert all(f"| `{key}` |" in text for key in ATTRIBUTES)
    for what in exports.WHAT:
        assert f"### Export: {what}\n" in text


def test_the_codebook_counts_the_rows(small: Path) -> None:
    text = codebook(small)
    assert "| [terms](#terms) | `terms/*.csv` | One office held without a break. | 4 |" in text
    assert "Rows by `kind`: person 2, state 1." in text


def test_correspondences_name_columns_that_the_exports_have() -> None:
    described = exports.codebook()
    rows = [line.split("`")[1] for line in codebook().split("## The same in other codebooks")[1].splitlines() if line.startswith("| `")]
    assert len(rows) > 25
    for row in rows:
        table, _, column = row.partition(" = ")[0].partition(".")
        assert table in exports.WHAT
        section = described.split(f"## {table}\n")[1].split("\n## ")[0]
        assert not column or f"| `{column}` |" in section, row
