"""Every kind of fault is found and named with its file and line; nothing faultless is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.extract.check_rules import check_rules
from core.knowledge import Fault, check, counts
from core.knowledge.boundaries import boundaries
from core.knowledge.columns import TABLES
from tests.knowledge.conftest import URL, edit

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, STATES, TERMS, PLACES, TALKS = "actors/people.csv", "actors/states.csv", "terms/russia.csv", "places/all.csv", "talks/astana.csv"

# File, what stands there, what to put there, words of the fault. Names of letters are Unicode's.
BROKEN = {
    "unknown column": ("sides.csv", "name_en", "english", "unknown column “english”"),
    "missing column": ("sides.csv", ",name_en", "", "column “name_en” is missing"),
    "unknown key": ("language/words.csv", "class=say", "clas=say", "unknown key in “clas=say”"),
    "key without value": ("language/words.csv", "class=say", "class=", "unknown key in “class=”"),
    "too many cells": ("sides.csv", "Russia,", "Russia,,", "5 cells under 4 columns"),
    "broken quotes": ("sides.csv", "Russia,", '"Rus"sia,', "is not CSV"),
    "duplicate id": (PEOPLE, "new-minister,person", "old-minister,person", "duplicate id “old-minister”, first in people.csv:2"),
    "duplicate id over files": (STATES, "russia,state", "old-minister,state", "duplicate id “old-minister”"),
    "id with capitals": ("sides.csv", "russia,روسيا", "Russia,روسيا", "“Russia” is no id"),
    "unknown kind": (PEOPLE, "old-minister,person", "old-minister,human", "kind “human”"),
    "unknown needs": (PLACES, f"37.62,,{URL}", f"37.62,luck,{URL}", "needs “luck”"),
    "row without source": (PEOPLE, f"لافروف,,russia,russia,{URL}", "لافروف,,russia,russia,", "source is empty"),
    "name of blanks": (PEOPLE, "Sergei Lavrov", " ", "name_en is empty"),
    "padded name": (PEOPLE, "Sergei Lavrov", "Sergei  Lavrov", "blanks at the edges or doubled"),
    "Persian letter": (PEOPLE, "سيرغي لافروف", "سیرغي لافروف", "a letter that Arabic does not have (U+06CC ARABIC LETTER FARSI YEH)"),
    "Persian letter in aliases": (PEOPLE, "Lavrov,لافروف", "Lavrov,لاڤروف", "U+06A4"),
    "presentation form": (PEOPLE, "سيرغي لافروف", "سيرغي ﻻفروف", "a presentation form"),
    "diacritic": (PEOPLE, "سيرغي لافروف", "سيرغي لافرُوف", "a diacritic or tatweel (U+064F ARABIC DAMMA)"),
    "tatweel": (PLACES, "city,موسكو", "city,موسـكو", "U+0640 ARABIC TATWEEL"),
    "invisible mark": (PLACES, "city,موسكو", "city,موسكو\u200f", "an invisible character"),
    "alias twice": (PEOPLE, "Lavrov,لافروف", "Lavrov,لافروف|لافروف", "has “لافروف” twice"),
    "empty alias": (PEOPLE, "Lavrov,لافروف", "Lavrov,لافروف||سيرجي", "has an empty or padded part"),
    "spelling of two": (PEOPLE, "Lavrov,لافروف", "Lavrov,إيغور ايفانوف", "is also a spelling of old-minister (people.csv:2)"),
    "metonym of two": ("metonyms.csv", "russia,موسكو", "russia,لافروف", "“لافروف” of russia is also a spelling of new-minister"),
    "dangling affiliation": (PEOPLE, "لافروف,,russia,russia", "لافروف,,atlantis,russia", "affiliation “atlantis” is no id of actors"),
    "dangling side": (PEOPLE, "لافروف,,russia,russia", "لافروف,,russia,atlantis", "side “atlantis” is no id of sides"),
    "dangling actor": (TERMS, "new-minister,adviser", "nobody,adviser", "actor “nobody” is no id of actors"),
    "dangling office": (TERMS, "new-minister,adviser", "new-minister,barber", "office “barber” is no id of offices"),
    "dangling of": (TERMS, "adviser,russia,2005", "adviser,atlantis,2005", "of “atlantis” is no id of actors"),
    "dangling parent": (PLACES, "RU,ru,", "RU,zz,", "parent “zz” is no id of places"),
    "dangling place": (TALKS, ",moscow,", ",atlantis,", "place “atlantis” is no id of places"),
    "dangling track": (TALKS, "negotiations,astana", "negotiations,atlantis", "track “atlantis” is no id of tracks"),
    "dangling participant": (TALKS, "russia|new-minister", "russia|nobody", "participants “nobody” is no id of actors"),
    "overlapping terms": (TERMS, "1998-09-11,2004-03-09", "1998-09-11,2004-03-11", "was foreign-minister of russia from 2004-03-09 while"),
    "open term before another": (TERMS, "1998-09-11,2004-03-09", "1998-09-11,", "old-minister (russia.csv:2, to today) was"),
    "to before from": (TERMS, "2005,2006", "2006,2005", "from 2006 lies behind to 2005"),
    "talk that ends first": (TALKS, "2017-01-23,2017-01-24", "2017-01-24,2017-01-23", "from 2017-01-24 lies behind to 2017-01-23"),
    "day to come": (TALKS, "2017-01-23,2017-01-24", "2026-11-24,2026-11-24", "from 2026-11-24 lies in the future of 2026-11-23"),
    "term to come": (TERMS, "2005,2006", "2005,2027", "to 2027 lies in the future"),
    "no day": (TALKS, "2017-01-23", "2017-02-30", "from “2017-02-30” is no day"),
    "day in words": (TALKS, "2017-01-23", "23 Jan 2017", "is no day"),
    "outside the country": (PLACES, "55.75,37.62", "37.62,55.75", "moscow (37.62, 55.75) lies"),
    "no coordinate": (PLACES, "55.75,37.62", "555.75,37.62", "lat “555.75” is no coordinate"),
    "no country": (PLACES, "Moscow,,RU", "Moscow,,RUS", "country “RUS” is no country"),
    "place twice": (PLACES, f"moscow,city,موسكو,Moscow,,RU,ru,55.75,37.62,,{URL}\n",
                    f"moscow,city,موسكو,Moscow,,RU,ru,55.75,37.62,,{URL}\nmoskva,city,موسكو,Moskva,,RU,ru,55.76,37.63,,{URL}\n",
                    "“موسكو” is the place moscow (all.csv:3) again"),
}  # fmt: skip


def test_check_finds_nothing_in_the_small_knowledge(small: Path) -> None:
    assert [str(fault) for fault in [*check(small), *check_rules(small)]] == []


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_check_names_the_fault_and_its_line(small: Path, case: tuple[str, str, str, str]) -> None:
    name, old, new, words = case
    line = edit(small, name, old, new)
    if "place twice" in words or "again" in words:
        line += 1
    found = [fault for fault in check(small) if words in fault.what]
    assert found, [str(fault) for fault in check(small)]
    assert found[0].file == small / name
    assert found[0].line in (line, line + 1)
    assert found[0].mend
    assert not found[0].warning


def test_check_reports_all_faults_at_once(small: Path) -> None:
    edit(small, PEOPLE, "old-minister,person", "old-minister,human")
    edit(small, PLACES, "55.75,37.62", "37.62,55.75")
    edit(small, TALKS, "russia|new-minister", "russia|nobody")
    assert {fault.file.name for fault in check(small)} == {"people.csv", "all.csv", "astana.csv"}


def test_a_short_form_may_belong_to_two(small: Path) -> None:
    edit(small, PEOPLE, "Lavrov,لافروف,,", "Lavrov,لافروف,إيفانوف,")
    assert check(small) == []


def test_the_day_of_a_handover_belongs_to_both(small: Path) -> None:
    edit(small, TERMS, "1998-09-11,2004-03-09", "1998-09-11,2004-03")
    assert check(small) == []


def test_an_office_of_several_may_overlap(small: Path) -> None:
    edit(small, "offices.csv", "foreign-minister,وزير الخارجية,Foreign minister,government," + URL + ",one",
         "foreign-minister,وزير الخارجية,Foreign minister,government," + URL + ",several")  # fmt: skip
    edit(small, TERMS, "1998-09-11,2004-03-09", "1998-09-11,2010")
    assert check(small) == []


@pytest.mark.parametrize(
    ("exception", "file", "old", "new"),
    [
        ("country,moscow", PLACES, "55.75,37.62", "37.62,55.75"),
        ("overlap,foreign-minister/russia", TERMS, "1998-09-11,2004-03-09", "1998-09-11,2005"),
        ("spelling,إيغور إيفانوف", PEOPLE, "Lavrov,لافروف", "Lavrov,إيغور ايفانوف"),
    ],
)
def test_a_reviewed_exception_is_no_fault(small: Path, exception: str, file: str, old: str, new: str) -> None:
    edit(small, file, old, new)
    assert check(small)
    with (small / "check-exceptions.csv").open("a", encoding="utf-8") as handle:
        handle.write(f"{exception},looked up,{URL}\n")
    assert check(small) == []


@pytest.mark.parametrize("word", ["سالم", "وزير", "قالت"])
def test_a_name_that_is_a_given_name_a_title_or_a_verb_warns(small: Path, word: str) -> None:
    edit(small, PEOPLE, "Lavrov,لافروف", f"Lavrov,{word}")
    (found,) = check(small)
    assert found.warning and f"“{word}” is also a" in found.what


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("عام 2011,عام من", "سنوات,عام من", "does not match its example “سنوات”"),
        ("عام من الحرب", "في عام 2015", "matches its counter-example “في عام 2015”"),
        ("{year-word} {year}", "{year-word {year}", "is no element"),
    ],
)
def test_date_rules_are_held_to_their_examples(small: Path, old: str, new: str, words: str) -> None:
    line = edit(small, "language/date-rules.csv", old, new)
    (found,) = check_rules(small)
    assert words in found.what and found.line == line


def test_files_are_checked_too(small: Path) -> None:
    (small / "talks" / "astana.csv").unlink()
    (small / "wishes.csv").write_text("id\n", "utf-8")
    (small / "places" / "all.csv").write_bytes("id,kind\nموسكو\n".encode("cp1256"))
    (small / "VERSION").write_text("soon\n", "utf-8")
    words = {fault.what for fault in check(small)}
    assert {"missing", "a table that nothing reads", "names no day"} <= words
    assert any("is not UTF-8" in what for what in words)


def test_check_of_no_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="restore the folder"):
        check(tmp_path / "gone")


def test_a_fault_prints_as_file_line_what_mend() -> None:
    fault = Fault(Path.cwd() / "data" / "x.csv", 7, "kind “human”", "one of person, state")
    assert str(fault) == "data/x.csv:7: kind “human”: one of person, state"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "core", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_the_command_prints_faults_then_counts_and_exits_1(small: Path) -> None:
    edit(small, PEOPLE, "old-minister,person", "old-minister,human")
    done = run("check", str(small))
    fault, numbers, last = done.stdout.splitlines()
    assert done.returncode == 1 and ":2: kind “human”: one of person" in fault
    assert "2 offices" in numbers and last == "1 faults, 0 warnings"


def test_the_knowledge_has_no_fault() -> None:
    done = run("check")
    assert done.returncode == 0, done.stdout[-3000:]
    assert done.stdout.splitlines()[-1].startswith(("no faults", "0 faults"))


def test_the_knowledge_is_as_large_as_it_says() -> None:
    rows = counts()
    least = {"actors": 600, "actors: media": 150, "places": 500, "talks": 300, "resolutions": 60}
    assert {name: rows[name] for name in least if rows[name] < least[name]} == {}


def test_every_table_says_what_its_columns_mean() -> None:
    for table in TABLES:
        assert table.columns and set(table.key) <= set(table.header)
        assert all(column.meaning for column in table.columns)


@pytest.mark.parametrize(
    ("iso2", "lat", "lon", "least", "most"),
    [
        ("SY", 33.51, 36.29, 0, 0),
        ("SY", 33.89, 35.50, 30, 60),
        ("FR", 48.86, 2.35, 0, 0),
        ("GB", 48.86, 2.35, 150, 260),
        ("RU", 54.71, 20.45, 0, 5),
        ("LS", -29.60, 28.20, 0, 0),
        ("ZA", -29.60, 28.20, 40, 120),
    ],
)
def test_boundaries_measure_from_the_country(iso2: str, lat: float, lon: float, least: float, most: float) -> None:
    assert least <= boundaries().distance(iso2, lat, lon) <= most


def test_boundaries_tell_the_country_around_a_point() -> None:
    assert boundaries().country_at(33.51, 36.29) == "SY"
    assert boundaries().country_at(35.0, 30.0) is None
    assert not boundaries().knows("XX")
