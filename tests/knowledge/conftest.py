"""A small, faultless knowledge to break: two ministers of one state, two places, one talk."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from core.knowledge.columns import TABLES

URL = "https://en.wikipedia.org/wiki/Test"
SMALL: dict[str, list[str]] = {
    "sides.csv": [f"russia,روسيا,Russia,{URL}"],
    "actors/people.csv": [
        f"old-minister,person,إيغور إيفانوف,Igor Ivanov,ايغور ايفانوف الكبير,إيفانوف,russia,russia,{URL}",
        f"new-minister,person,سيرغي لافروف,Sergei Lavrov,لافروف,,russia,russia,{URL}",
    ],
    "actors/states.csv": [f"russia,state,روسيا,Russia,روسيا الاتحادية,,,russia,{URL}"],
    "offices.csv": [
        f"foreign-minister,وزير الخارجية,Foreign minister,government,{URL},one",
        f"adviser,مستشار,Adviser,government,{URL},several",
    ],
    "terms/russia.csv": [
        f"old-minister,foreign-minister,russia,1998-09-11,2004-03-09,{URL}",
        f"new-minister,foreign-minister,russia,2004-03-09,,{URL}",
        f"old-minister,adviser,russia,2004-07,2007-07,{URL}",
        f"new-minister,adviser,russia,2005,2006,{URL}",
    ],
    "demonyms.csv": [f"russia,روسي,روسية,روس,{URL}"],
    "metonyms.csv": [f"russia,موسكو,moscow,{URL}"],
    "outlets.csv": [f"russia,example.org,RU,{URL}"],
    "countries.csv": [f"russia,ru,RU,{URL}"],
    "places/all.csv": [f"ru,country,روسيا,Russia,,RU,,61.5,105.3,,{URL}", f"moscow,city,موسكو,Moscow,,RU,ru,55.75,37.62,,{URL}"],
    "tracks.csv": [f"astana,مسار أستانا,Astana process,محادثات أستانا,{URL}"],
    "talks/astana.csv": [f"astana-1,negotiations,astana,1,2017-01-23,2017-01-24,moscow,russia|new-minister,الجولة الأولى,Round 1,{URL}"],
    "sponsors.csv": [f"astana,russia,{URL}"],
    "resolutions.csv": [f"unscr-2254,2254,2015-12-18,adopted,,القرار 2254,Resolution 2254,{URL}"],
    "events.csv": [f"attack,event,2017-04-04,,الهجوم,The attack,هجوم,{URL}"],
    "homographs.csv": [f"عمان,moscow,,سلطنة,{URL}"],
    "check-exceptions.csv": [],
    "language/date-rules.csv": ["year,{year-word} {year},year,عام 2011,عام من الحرب"],
    "language/dating-rules.csv": [],
    "language/furniture.csv": [],
    "language/word-frequency.csv": ["في,7.6"],
    "language/words.csv": ["cue,say,قال/يقول,class=say", "given-name,arabic,سالم,sex=m", "title,minister,وزير,"],
    "language/time.csv": ["year-word,year,عام|سنة,", "gregorian-mark,g,م,", "hijri-mark,h,هـ,"],
}
"""File → lines, without the header line."""


def header(name: str) -> list[str]:
    """The columns of the first table that the file belongs to."""
    return list(next(table.header for table in TABLES if Path(name).match(table.files)))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with the small knowledge."""
    for name, lines in SMALL.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerow(header(name))
            handle.writelines(f"{line}\n" for line in lines)
    (tmp_path / "VERSION").write_text("2026-11-23\n", "utf-8")
    return tmp_path


def edit(root: Path, name: str, old: str, new: str) -> int:
    """Put ``new`` for ``old`` in a file, which must hold it; returns the line where it begins."""
    path = root / name
    text = path.read_text("utf-8")
    assert old in text, f"{name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1
