"""What stands in the repository is its own: no eight words in a row as in one of the articles that are kept beside it.

The articles (``../shared``) are not part of the repository; where they are absent there is nothing to compare with.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import marked
import pytest

from core.language.text import fold

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
RUN = 8
"""Words in a row; titles with a name, and dates told in two calendars, reach seven."""
_ARABIC = re.compile("[\u0621-\u064a]+|\\d+")
_LETTERS = re.compile("[\u0621-\u064a]")
_TEXTS = (".csv", ".md", ".py", ".txt", ".toml", ".yml", ".json", ".jsonl", ".html", ".css")


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every ``RUN`` Arabic words in a row, folded; what stands between them does not count."""
    words = _ARABIC.findall(fold(text))
    return (tuple(words[k : k + RUN]) for k in range(len(words) - RUN + 1))


def articles() -> Iterator[str]:
    """The texts of all articles beside the repository."""
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        yield path.read_text("utf-8")
    for path in sorted([*SHARED.glob("dev/*.jsonl"), *SHARED.glob("corpus/*.jsonl.gz")]):
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield f"{row.get('title') or ''}\n{row.get('text') or ''}"


def own_texts() -> Iterator[tuple[str, str]]:
    """Name and text of every file under version control; marked sentences one by one and without their marks."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in sorted(filter(None, listed.split("\0"))):
        path = ROOT / name
        if path.suffix not in _TEXTS or not path.is_file():
            continue
        text = path.read_text("utf-8")
        if path.parent.name != "cases" or path.suffix != ".txt" or path.stem == "known_failures":
            yield name, text
            continue
        for number, row in enumerate(text.splitlines(), 1):
            if row.strip() and not row.startswith("#"):
                yield f"{name}:{number}", marked.parse(row.strip()).text


def test_marks_and_vowels_hide_no_run() -> None:
    plain = "وصل المدير إلى البلدة أمس مع وفد كبير"
    case = marked.parse("persons | | وصَلَ [المدير=~] إلى البلدةِ أمس، مع وفدٍ كبير")
    assert list(runs(case.text)) == list(runs(plain)) and len(list(runs(plain))) == 1


def test_no_run_of_words_is_that_of_a_real_article() -> None:
    theirs = {run for text in articles() for run in runs(text)}
    if not theirs:
        pytest.skip("the real articles are not beside this repository (../shared)")
    copied = [
        f"{name}: «{' '.join(run)}»"
        for name, text in own_texts()
        for run in runs(text)
        if run in theirs and any(_LETTERS.search(word) for word in run)
    ]
    assert not copied, "\n".join(copied)
