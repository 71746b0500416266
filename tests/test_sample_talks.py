"""How many of the talks that the sample articles assert are found, and how many of the found ones are right.

The articles were written without looking at what the rules can do, and are read with all their context, so these figures show what
single sentences cannot. They may only rise: whoever makes them better raises the floors. ``python tests/test_sample_talks.py`` prints
every miss and false alarm.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import marked  # noqa: E402

from core.extract.pipeline import extract  # noqa: E402
from core.ingest import read  # noqa: E402
from core.model import Document  # noqa: E402

SAMPLE = ROOT / "data" / "sample"
EXPECTED = Path(__file__).with_name("sample_talks.txt")
FLOORS = {"recall": 0.7, "precision": 0.9, "exact": 0.4}


@dataclass
class Score:
    """Required talks found (participants overlap and nothing contradicts), found exactly, missed; talks nobody asserted."""

    found: int = 0
    exact: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Shares between 0 and 1."""
        asked = self.found + len(self.missed)
        return {
            "recall": self.found / asked,
            "precision": self.found / max(1, self.found + len(self.false)),
            "exact": self.exact / asked,
        }


def expected() -> dict[str, list[str]]:
    """Article → its talks, optional ones with ``~``."""
    articles: dict[str, list[str]] = {}
    rows = (row for row in EXPECTED.read_text("utf-8").splitlines() if row and not row.startswith("#"))
    talks: list[str] = []
    for row in rows:
        if ":" in row:
            talks.append(row)
        else:
            talks = articles[row.strip()] = []
    return articles


def score() -> Score:
    """Extract every sample article and compare: a talk is found when at most two of its slots differ from what is expected."""
    total, wanted = Score(), expected()
    for document in read([SAMPLE]):
        assert isinstance(document, Document), document
        extraction = extract(document)
        left = list(extraction.talks)
        for want in sorted(wanted[document.id], key=lambda w: w.startswith("~")):
            optional, want = want.startswith("~"), want.lstrip("~ ")
            judged = [(marked.differences(want, talk, extraction), n) for n, talk in enumerate(left)]
            near = sorted((pair for pair in judged if marked.is_near(want, left[pair[1]], extraction)), key=lambda pair: len(pair[0]))
            if near:
                left.pop(near[0][1])
            if optional:
                continue
            if not near:
                total.missed.append(f"{document.id}: {want}")
                continue
            total.found += 1
            total.exact += not near[0][0]
            total.wrong += [f"{document.id}: {want}: {fault}" for fault in near[0][0]]
        total.false += [f"{document.id}: {marked.told(talk)}" for talk in left]
    return total


@pytest.fixture(scope="module")
def scored() -> Score:
    return score()


@pytest.mark.parametrize("figure", FLOORS)
def test_talks_of_the_sample_do_not_sink(scored: Score, figure: str) -> None:
    assert scored.figures()[figure] >= FLOORS[figure]


def test_every_sample_article_has_its_talks() -> None:
    assert set(expected()) == {path.stem for path in SAMPLE.glob("20*.md")}
    assert sum(not row.startswith("~") for rows in expected().values() for row in rows) > 80


if __name__ == "__main__":
    result = score()
    for kind in ("missed", "wrong", "false"):
        print(*(f"{kind}\t{line}" for line in getattr(result, kind)), sep="\n")
    print("  ".join(f"{name} {value:.3f}" for name, value in result.figures().items()))
