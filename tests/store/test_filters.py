"""Filters: URL and back, into SQL, into words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import QUOTE_MODES, TALK_KINDS, TALK_STATUSES
from core.store.filters import LISTS, MAX_TEXT, SUBJECTS, Filters
from core.store.where import ignored, where

_ids = st.lists(st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True), max_size=4).map(tuple)
_closed = {"kinds": TALK_KINDS, "statuses": TALK_STATUSES, "modes": QUOTE_MODES}
_day = st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1))
FILTERS = st.builds(
    Filters,
    date_from=_day,
    date_to=_day,
    text=st.text(st.characters(exclude_categories=("C",)), max_size=MAX_TEXT + 20),
    doc=st.none() | st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30),
    **{name: st.lists(st.sampled_from(_closed[name]), max_size=3).map(tuple) if name in _closed else _ids for name in LISTS},
)


@given(FILTERS)
def test_any_filter_survives_the_url(filters: Filters) -> None:
    query = filters.to_query()
    assert query.isascii() and " " not in query
    assert Filters.from_query(query) == (filters.normal(), [])
    assert Filters.from_params(filters.to_params()) == (filters.normal(), [])


@given(FILTERS)
def test_normal_form_is_stable_and_says_the_same(filters: Filters) -> None:
    once = filters.normal()
    assert once.normal() == once and bool(once) == bool(once.to_query())


@given(st.dictionaries(st.sampled_from(("date_from", "date_to", "text", "doc", "other", *LISTS)), st.text(max_size=300)))
def test_untrusted_parameters_never_raise_and_nothing_malformed_gets_through(params: dict[str, str]) -> None:
    filters, notes = Filters.from_params(params)
    assert len(filters.text) <= MAX_TEXT and filters == filters.normal()
    assert all(value.isascii() for name in LISTS for value in getattr(filters, name))
    assert all("\n" not in note for note in notes)
    assert Filters.from_params(filters.to_params()) == (filters, [])


def test_unknown_values_are_dropped_with_a_note() -> None:
    filters, notes = Filters.from_query(
        "?actors=lavrov,nobody,%3Cscript%3E&kinds=meeting,party&date_from=2016-13-01&x=1", {"actors": {"lavrov"}}
    )
    assert filters == Filters(actors=("lavrov",), kinds=("meeting",))
    assert notes == ["date_from: 2016-13-01", "actors: nobody", "actors: <script>", "kinds: party"]


@pytest.mark.parametrize(
    ("doc", "kept"), [("خبر\u200cما", True), ("a b/../c", True), ("a\nb", False), ("\u202eb", False), ("\ud800", False)]
)
def test_ids_of_articles_may_hold_joiners_and_nothing_that_hides(doc: str, kept: bool) -> None:
    assert Filters.from_params({"doc": doc})[0].doc == (doc if kept else None)


def test_too_many_fields_are_refused() -> None:
    assert Filters.from_query("&".join("a=1" for _ in range(200))) == (Filters(), ["too many fields in the address"])


@pytest.mark.parametrize("subject", SUBJECTS)
@given(filters=FILTERS)
def test_sql_has_one_parameter_for_every_mark(subject: str, filters: Filters) -> None:
    made = where(filters, subject, lambda text: ["a", "b"])  # type: ignore[arg-type]
    assert made.sql.count("?") == len(made.parameters) and "{" not in made.sql


def test_what_a_subject_does_not_know_is_told() -> None:
    chosen = Filters(speakers=("a",), modes=("direct",), tracks=("astana",))
    assert ignored(chosen, "talks") == ["speakers", "modes"] and ignored(chosen, "quotes") == []


NAMES = {("places", "moscow"): ("Moscow", "موسكو"), ("actors", "lavrov"): ("Sergei Lavrov", "سيرغي لافروف")}


@pytest.mark.parametrize(
    ("filters", "english", "arabic"),
    [
        (Filters(), "", ""),
        (
            Filters(places=("moscow",), actors=("lavrov",), date_from=date(2016, 1, 1), date_to=date(2018, 12, 31)),
            "in Moscow, with Sergei Lavrov, 2016-01-01 – 2018-12-31",
            "في موسكو، بمشاركة سيرغي لافروف، من 2016-01-01 إلى 2018-12-31",
        ),
        (Filters(places=("a", "b"), date_from=date(2016, 1, 1)), "in a or b, since 2016-01-01", "في a أو b، منذ 2016-01-01"),
        (Filters(text="هدنة", date_to=date(2016, 1, 1)), "containing “هدنة”, until 2016-01-01", "فيها «هدنة»، حتى 2016-01-01"),
        (Filters(date_from=date(2016, 1, 1), date_to=date(2016, 1, 1)), "on 2016-01-01", "يوم 2016-01-01"),
    ],
)
def test_sentence(filters: Filters, english: str, arabic: str) -> None:
    for index, expected in enumerate((english, arabic)):
        said = filters.sentence(("en", "ar")[index], lambda field, value, index=index: NAMES.get((field, value), (value, value))[index])  # type: ignore[misc]
        assert said == expected


@given(FILTERS)
def test_every_field_has_its_words(filters: Filters) -> None:
    for lang in ("ar", "en"):
        said = filters.sentence(lang, lambda field, value: value)
        assert bool(said) == bool(filters)
