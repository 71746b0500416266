"""Labels, plural forms, days."""

from __future__ import annotations

import re
import string
from datetime import date

import pandas as pd
import pytest

from dashboard.words import Words, as_date, labels, plural_form


def test_labels_have_the_same_keys_and_fields_in_both_languages() -> None:
    ar, en = labels("ar"), labels("en")
    assert set(ar) == set(en)
    for key, value in ar.items():
        if isinstance(value, str) and isinstance(en[key], str):
            assert _fields(value) == _fields(en[key]), key
        if isinstance(value, list):
            assert len(value) == len(en[key]), key


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_labels_arabic_have_no_latin_words_but_names() -> None:
    allowed = re.compile(
        r"\{[a-z_]+\}|English|CSV|TimelineJS|GeoJSON|GraphML|GEXF|ZIP|JSONL|UCDP GED|Natural Earth|IBM Plex Sans Arabic|SIL OFL"
        r"|plotly\.js|F1|Lavrov|txt|md|html|csv|jsonl"
    )
    for key, value in labels("ar").items():
        texts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        for text in texts:
            assert not re.search(r"[A-Za-z]{2,}", allowed.sub("", str(text))), key


def test_labels_used_in_code_exist() -> None:
    from pathlib import Path

    known = set(labels("ar"))
    root = Path(__file__).resolve().parents[2] / "dashboard"
    for path in root.rglob("*.py"):
        for key in re.findall(r'\bw\("([a-z_.]*[a-z])"[,)]', path.read_text(encoding="utf-8")):
            assert key in known, f"{path.name}: {key}"


@pytest.mark.parametrize(
    ("n", "form"),
    [
        (0, "zero"),
        (1, "one"),
        (2, "two"),
        (3, "few"),
        (10, "few"),
        (11, "many"),
        (99, "many"),
        (100, "other"),
        (102, "other"),
        (103, "few"),
        (111, "many"),
        (1000, "other"),
    ],
)
def test_plural_form_arabic_follows_cldr(n: int, form: str) -> None:
    assert plural_form(n, "ar") == form


@pytest.mark.parametrize(
    ("n", "text"),
    [(0, "لا لقاءات"), (1, "لقاء واحد"), (2, "لقاءان"), (7, "7 لقاءات"), (26, "26 لقاءً"), (100, "100 لقاء"), (1234, "1,234 لقاءً")],
)
def test_count_arabic(n: int, text: str) -> None:
    assert Words("ar").count(n, "talks") == text


@pytest.mark.parametrize(
    ("lang", "months", "first", "last", "text"),
    [
        ("ar", "levant", "2018-01-17", "2018-01-17", "17 كانون الثاني 2018"),
        ("ar", "egypt", "2018-01-17", "2018-01-17", "17 يناير 2018"),
        ("ar", "both", "2018-01-17", "2018-01-17", "17 كانون الثاني/يناير 2018"),
        ("ar", "levant", "2018-01-22", "2018-01-26", "22–26 كانون الثاني 2018"),
        ("en", "levant", "2018-01-29", "2018-02-02", "29 January – 2 February 2018"),
        ("en", "levant", "2018-02-01", "2018-02-28", "February 2018"),
        ("en", "levant", "2018-01-01", "2018-12-31", "2018"),
        ("en", "levant", "2017-12-30", "2018-01-02", "30 December 2017 – 2 January 2018"),
        ("en", "levant", None, None, "undated"),
    ],
)
def test_days_are_said_as_short_as_they_can_be(lang: str, months: str, first: str | None, last: str | None, text: str) -> None:
    assert Words(lang, months).days(first, last) == text


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NaT, pd.NA])
def test_as_date_knows_every_kind_of_nothing(nothing: object) -> None:
    assert as_date(nothing) is None


def test_as_date_takes_what_frames_hold() -> None:
    assert as_date(pd.Timestamp("2018-01-17 10:00")) == as_date("2018-01-17") == as_date(date(2018, 1, 17)) == date(2018, 1, 17)


def test_join_counts_the_rest() -> None:
    assert Words("en").join(["a", "b", "c", "d"], most=2) == "a, b and 2 more"
    assert Words("ar").join(["ا", "ب", "ج"], most=2) == "ا، ب وواحد آخر"
