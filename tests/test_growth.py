"""No rule is quadratic: on repetitions of the words of the rules themselves, four times the text costs about four times the work.

Work is counted, not timed: the number of Python and C calls that extraction makes.
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from pathlib import Path
from types import FrameType

import pytest

from core.extract.pipeline import extract
from core.model import Document, Published

KNOWLEDGE = Path(__file__).resolve().parents[1] / "data" / "knowledge" / "language"
DAY = Published(date(2018, 1, 11), date(2018, 1, 11), "given")
TIMES = 4


def examples() -> list[str]:
    """One unit per rule of the language tables: its example, else its first words."""
    found: list[str] = []
    for path in sorted(KNOWLEDGE.glob("*rules*.csv")):
        with path.open(encoding="utf-8", newline="") as table:
            found += [row["example"] for row in csv.DictReader(table) if row.get("example")]
    return sorted(set(found))


UNITS = [
    "قال لافروف إن ",
    "«قال لافروف «",
    "\"قال\" ",
    "التقى لافروف وظريف في موسكو و",
    "وزير الخارجية الروسي ",
    "وزراء خارجية روسيا وإيران وتركيا و",
    "المتحدث باسم رئيس وفد عضو ",
    "الجولة السادسة عشرة من محادثات أستانا ",
    "يومي 23-24 كانون الثاني/يناير ",
    "10/10/",
    "في 3 أيار، وفي اليوم نفسه ثم في اليوم التالي ",
    "من 3 أيار إلى 4 أيار حتى 5 أيار ",
    "عامي 2014 و2015 و",
    "الثلاثاء الأربعاء، ",
    "في مدينة ريف محافظة ",
    "وأضاف أن وتابع أن ",
    "نفى أن يكون قد التقى ",
    "ـ.ـ",
    "لافروف، ",
    "\n",
]


def calls_for(text: str) -> int:
    """How many calls extracting ``text`` makes."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        if event in ("call", "c_call"):
            calls += 1

    document = Document("growth", text, published=DAY)
    sys.setprofile(count)
    try:
        extract(document)
    finally:
        sys.setprofile(None)
    return calls


def grows_too_fast(unit: str, small: int) -> str | None:
    """What grows beyond the bound when ``unit`` is repeated, or ``None``. The first run is not measured: it fills caches."""
    short, long = unit * small, unit * small * TIMES
    extract(Document("warm", long, published=DAY))
    few, many = calls_for(short), calls_for(long)
    if many > few * TIMES * 1.8 + 2000:
        return f"{few} calls become {many}"
    return None


@pytest.mark.parametrize("unit", UNITS, ids=[f"unit{n}" for n in range(len(UNITS))])
def test_extraction_grows_in_proportion_to_the_text(unit: str) -> None:
    assert grows_too_fast(unit, 40) is None, unit


def test_no_rule_grows_faster_than_its_text() -> None:
    assert len(examples()) > 30
    wrong = {unit: fault for unit in examples() if (fault := grows_too_fast(unit + " ", 8))}
    assert not wrong


def test_the_measure_itself_sees_quadratic_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "extract", lambda document: [abs(i) for i in range(len(document.text) ** 2 // 6)])
    assert grows_too_fast("قال ", 40)
