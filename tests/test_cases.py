"""Every marked sentence of ``tests/cases/*.txt`` against the extractor, one test per line.

A line in ``known_failures.txt`` is expected to fail; when it begins to hold, the run fails and asks for its removal.
"""

from __future__ import annotations

from pathlib import Path

import marked
import pytest

from core.extract.pipeline import extract
from core.model import Actor, Document, Extraction, Mention

FOLDER = Path(__file__).with_name("cases")


def lines() -> list[tuple[str, str]]:
    """``(file stem:id, line)`` of every case."""
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        if path.stem != "known_failures":
            rows = (row.strip() for row in path.read_text("utf-8").splitlines())
            found += [(f"{path.stem}:{marked.name_of(row)}", row) for row in rows if row and not row.startswith("#")]
    return found


def known_failures() -> dict[str, str]:
    """Id → why, from ``known_failures.txt``."""
    rows = (FOLDER / "known_failures.txt").read_text("utf-8").splitlines() if (FOLDER / "known_failures.txt").exists() else []
    return {row.split()[0]: row.partition("#")[2].strip() for row in rows if row.strip() and not row.startswith("#")}


CASES = lines()


def parameters() -> list[object]:
    known = known_failures()
    fails = {name: [pytest.mark.xfail(strict=True, reason=why)] for name, why in known.items()}
    return [pytest.param(row, id=name, marks=fails.get(name, [])) for name, row in CASES]


@pytest.mark.parametrize("row", parameters())
def test_marked_sentence(row: str) -> None:
    case = marked.parse(row)
    wrong = marked.complaints(case, extract(case.document))
    assert not wrong, "\n".join([row, *wrong])


def test_there_are_enough_cases_and_none_twice() -> None:
    names = [name for name, _ in CASES]
    assert len(names) >= 450
    assert len(set(names)) == len(names)


def test_known_failures_are_cases() -> None:
    assert known_failures().keys() <= {name for name, _ in CASES}


@pytest.mark.parametrize("task", marked.TASKS)
def test_every_task_has_negatives(task: str) -> None:
    cases = [marked.parse(row) for _, row in CASES]
    negative = [c for c in cases if c.task == task and (c.wanted in ("none", "unknown") or any(m.wanted == "!" for m in c.marks))]
    assert negative


LAVROV = "التقى [لافروف=lavrov] ضيفه في [موسكو=!]"


@pytest.mark.parametrize(
    ("spans", "complaint"),
    [
        ([("lavrov", 6, 12)], None),
        ([], "is not found"),
        ([("bogdanov", 6, 12)], "not lavrov"),
        ([("lavrov", 0, 12)], "is found as"),
        ([("lavrov", 6, 12), ("zarif", 0, 5)], "nobody asked for zarif"),
        ([("lavrov", 6, 12), ("zarif", 21, 26)], "is taken for zarif"),
    ],
)
def test_the_comparison_itself_complains(spans: list[tuple[str, int, int]], complaint: str | None) -> None:
    case = marked.parse(f"persons | | {LAVROV}")
    actors = tuple(Actor(i, i, i, "person", None, None, (Mention(s, e),)) for i, s, e in spans)
    wrong = marked.complaints(case, Extraction(Document("case", case.text), case.document.published, actors))
    assert (complaint in " ".join(wrong)) if complaint else not wrong


BAD = ["persons", "wishes | | نص => none", "persons | | بلا علامة", "dates | day=1 | [أمس=2018]", "talks | | [أ=ب", "talks | | لقاء"]


@pytest.mark.parametrize("row", BAD)
def test_bad_lines_are_named(row: str) -> None:
    with pytest.raises(marked.BadCase):
        marked.parse(row)
