"""No rule is quadratic: on repetitions of the words of the rules themselves, four times the text costs about four times the work.

Work is counted, not timed: the number of Python and C calls that extraction makes, and, for texts of thousands of words, of lines of
code that it runs (a loop inside one function calls nobody).
"""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from types import CodeType, FrameType

import pytest

from core.extract.pipeline import extract
from core.model import Document, Published

KNOWLEDGE = Path(__file__).resolve().parents[1] / "data" / "knowledge" / "language"
CORE = str(KNOWLEDGE.parents[2] / "core")
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


def lines_for(text: str) -> Counter[str]:
    """How many lines of each function of ``core`` extracting ``text`` runs."""
    lines: dict[CodeType, int] = defaultdict(int)

    def line(frame: FrameType, event: str, argument: object) -> object:
        if event == "line":
            lines[frame.f_code] += 1
        return line

    def enter(frame: FrameType, event: str, argument: object) -> object:
        return line if CORE in frame.f_code.co_filename or frame.f_code.co_filename == __file__ else None

    document = Document("growth", text, published=DAY)
    sys.settrace(enter)
    try:
        extract(document)
    finally:
        sys.settrace(None)
    return Counter({f"{Path(code.co_filename).name}:{code.co_qualname}": count for code, count in lines.items()})


def loops_too_fast(unit: str, small: int) -> str | None:
    """As :func:`grows_too_fast`, counted in lines of each function that does a twentieth of the work or more."""
    extract(Document("warm", unit * small * TIMES, published=DAY))
    few, many = lines_for(unit * small), lines_for(unit * small * TIMES)
    heavy = (name for name, lines in many.items() if lines > 0.05 * many.total() and lines > few[name] * TIMES * 1.8)
    return next((f"{name}: {few[name]} lines become {many[name]}" for name in heavy), None)


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


LONG = {unit for unit in UNITS if len(unit) > 3} if os.environ.get("MASARAT_TORTURE") else {UNITS[0], UNITS[7], UNITS[14]}
"""Units whose repetition is counted in lines: a quote, a process, a place; all of them in `make torture`."""


@pytest.mark.parametrize("unit", sorted(LONG), ids=lambda unit: f"unit{UNITS.index(unit)}")
def test_no_loop_runs_over_the_whole_text_for_each_of_its_words(unit: str) -> None:
    assert loops_too_fast(unit, 60) is None, unit


def test_the_lines_counted_see_quadratic_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def quadratic(document: Document) -> None:
        for _ in range(len(document.text) // 4):
            for _ in range(len(document.text) // 4):
                pass

    monkeypatch.setitem(globals(), "extract", quadratic)
    assert loops_too_fast("قال ", 40)


def test_the_measure_itself_sees_quadratic_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "extract", lambda document: [abs(i) for i in range(len(document.text) ** 2 // 6)])
    assert grows_too_fast("قال ", 40)
