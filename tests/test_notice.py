"""Whatever others made and this repository ships is named in NOTICE, with a licence file beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTICE = (ROOT / "NOTICE").read_text("utf-8")
# Written or drawn for this project.
OWN = {"dashboard/static/icon.png", "dashboard/static/style.css", "dashboard/static/bridge.js"}
SHIPPED = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("dashboard/static", "data/gazetteer", "tests/e2e/vendor")
    for path in (ROOT / folder).rglob("*")
    if path.is_file() and path.suffix not in (".md", ".txt") and path.relative_to(ROOT).as_posix() not in OWN
)
NAMED = re.findall(r"\b((?:data|dashboard|tests)/[\w./*-]+\w)", NOTICE)


@pytest.mark.parametrize("path", [*SHIPPED, "data/knowledge/language/word-frequency.csv"])
def test_what_others_made_is_named(path: str) -> None:
    assert any(path in {p.relative_to(ROOT).as_posix() for p in ROOT.glob(name)} for name in NAMED), f"{path}: name it in NOTICE"


@pytest.mark.parametrize("name", sorted(set(NAMED)))
def test_what_is_named_is_there(name: str) -> None:
    assert list(ROOT.glob(name)), f"NOTICE names {name}, which is not there"
