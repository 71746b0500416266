"""Queries over the small store: counts, pages, sorting, search, cards."""

from __future__ import annotations

import threading
from datetime import date

import numpy as np
import pandas as pd
import pytest

from core.store.filters import LISTS, SUBJECTS, Filters
from core.store.query import Store

ALL = Filters()


def test_overview_counts_what_is_there(store: Store) -> None:
    found = store.overview()
    assert {key: found[key] for key in ("documents", "copies", "outlets", "undated_documents")} == {
        "documents": 6, "copies": 1, "outlets": 3, "undated_documents": 1,
    }  # fmt: skip
    assert (found["talks"], found["undated_talks"], found["quotes"], found["attributed_quotes"], found["speakers"]) == (4, 1, 5, 3, 2)
    assert (found["first_day"], found["last_day"]) == (date(2016, 12, 19), date(2017, 2, 24))


def test_one_talk_of_three_articles(store: Store) -> None:
    talk = store.talks(Filters(kinds=("meeting",), statuses=("held",))).iloc[0]
    assert list(talk["participants"]) == ["kerry", "lavrov"] and talk["participants_en"] == "John Kerry, Sergei Lavrov"
    assert (talk["place_en"], talk["n_reports"], talk["announced_before"]) == ("Moscow", 3, 1)
    card = store.talk(talk["talk_id"])
    assert card is not None
    assert list(card["reports"]["doc_id"]) == ["a1", "a2", "a3"] and card["documented"] is None
    assert card["talk"]["disagreement"] == {} and list(card["participants"]["actor_id"]) == ["kerry", "lavrov"]
    assert all(
        row.evidence == store.article(row.doc_id)["document"]["text"][row.char_start : row.char_end]  # type: ignore[index]
        for row in card["reports"].itertuples()
    )
    assert store.talk("nothing") is None


def test_a_state_counts_for_its_people_and_a_country_for_its_cities(store: Store) -> None:
    assert store.count("talks", Filters(actors=("russia",))) == 4
    assert store.count("talks", Filters(actors=("lavrov",))) == 3
    assert store.count("talks", Filters(places=("russia",))) == store.count("talks", Filters(places=("moscow",))) == 1
    assert store.count("quotes", Filters(speakers=("russia",))) == 2


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("الهدنة", 1), ("هدنة", 1), ("هُدنه", 1), ("الهدنه ضروره", 1), ("Lavrov", 2), ("lavrov", 2), ("المفاوضات", 1), ("وبالتنسيق", 1),
        ("تنسيق", 1), ("غير موجود", 0), ("«»", 0), ("الهدنة غداً", 0), ("'; DROP TABLE quotes; --", 0),
    ],
)  # fmt: skip
def test_search_folds_and_finds_names(store: Store, text: str, count: int) -> None:
    assert store.count("quotes", Filters(text=text)) == count


def test_search_in_talks_and_articles(store: Store) -> None:
    assert store.count("talks", Filters(text="Kerry")) == 1
    assert store.count("documents", Filters(text="جولة")) == 2 and store.count("documents", Filters(text="Zarif")) == 2


@pytest.mark.parametrize("field", LISTS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_field_works_on_every_subject(store: Store, subject: str, field: str) -> None:
    everything = store.count(subject, ALL)  # type: ignore[arg-type]
    assert 0 <= store.count(subject, ALL.with_(**{field: ("meeting", "held", "direct", "lavrov", "moscow")})) <= everything  # type: ignore[arg-type]


def test_date_filters_are_inclusive(store: Store) -> None:
    day = date(2016, 12, 21)
    assert store.count("talks", Filters(date_from=day, date_to=day)) == 1
    assert store.count("talks", Filters(date_from=date(2017, 3, 3))) == 1 and store.count("talks", Filters(date_from=date(2017, 3, 4))) == 0
    assert store.count("quotes", Filters(date_to=date(2016, 12, 19))) == 1


@pytest.mark.parametrize("sort", ["day", "-day", "speaker", "-speaker", "n", "nonsense; DROP TABLE quotes", ""])
def test_pages_join_without_gaps_or_overlaps(store: Store, sort: str) -> None:
    whole = list(store.quotes(ALL, sort=sort, limit=100)["quote_id"])
    parts = [q for offset in range(0, 6, 2) for q in store.quotes(ALL, sort=sort, limit=2, offset=offset)["quote_id"]]
    assert parts == whole and len(set(whole)) == 5


@pytest.mark.parametrize("sort", ["date_start", "-date_start", "place_id", "-n_reports", "kind", "track", "talk_id"])
def test_talks_sort_by_every_column(store: Store, sort: str) -> None:
    frame = store.talks(ALL, sort=sort)
    column = frame[sort.removeprefix("-")].dropna()
    assert list(column) == sorted(column, reverse=sort.startswith("-")) and len(frame) == 4
    assert list(store.talks(ALL, sort=sort, limit=1, offset=3)["talk_id"]) == [frame["talk_id"].iloc[3]]


def test_facets_leave_their_own_choice_out(store: Store) -> None:
    facets = store.facets(Filters(speakers=("lavrov",)))
    assert dict(zip(facets["speakers"]["value"], facets["speakers"]["n"], strict=True)) == {"lavrov": 2, "kerry": 1}
    assert facets["outlets"]["n"].sum() == 2 and facets["speakers"].loc[0, "name_en"] == "Sergei Lavrov"
    assert set(store.facets(ALL, "talks")) == {"tracks", "kinds", "statuses", "places", "actors"}


def test_options_find_by_either_name(store: Store) -> None:
    assert list(store.options("actors", "zarif")["value"]) == list(store.options("actors", "ظريف")["value"]) == ["zarif"]
    assert list(store.options("tracks")["value"]) == ["astana", "geneva"]
    with pytest.raises(ValueError, match="no field"):
        store.options("text")


@pytest.mark.parametrize("field", LISTS)
def test_options_are_what_is_counted_without_a_choice(store: Store, field: str) -> None:
    subject = next(s for s in ("talks", "quotes", "documents") if field in store.facets(ALL, s, (field,)))  # type: ignore[arg-type]
    counted = store.facets(ALL, "documents" if field == "outlets" else subject, (field,))[field]  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(store.options(field), counted)


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("field", [*LISTS, "text", "doc", "date_from", "date_to", "mixed"])
def test_the_arrays_choose_what_the_sql_chooses(store: Store, subject: str, field: str) -> None:
    values: dict[str, list[object]] = {
        "text": ["الهدنة", "Lavrov", "موسكو", "«»", "تنسيق مع"],
        "doc": ["a1", "a5", "none"],
        "date_from": [date(2016, 12, 20), date(2017, 3, 1)],
        "date_to": [date(2016, 12, 20), date(2017, 3, 1)],
    }
    chosen = [{field: value} for value in values.get(field, [])] or [{field: (v,)} for v in [*store.known().get(field, ()), "x", "held"]]
    if field == "mixed":
        chosen = [
            {"actors": ("russia",), "date_from": date(2016, 12, 1), "date_to": date(2016, 12, 31), "outlets": ("alwatan", "sana")},
            {"tracks": ("geneva", "astana"), "sides": ("russia",), "text": "moscow"},
        ]
    for choice in chosen:
        filters = ALL.with_(**choice)
        condition = store.where(filters, subject)  # type: ignore[arg-type]
        table = "documents" if subject == "mentions" else subject
        sql = f"SELECT n FROM {table} WHERE {condition.sql} ORDER BY n" if subject != "mentions" else (
            f"SELECT n FROM documents WHERE doc_id IN (SELECT doc_id FROM mentions WHERE {condition.sql}) ORDER BY n"
        )  # fmt: skip
        expected = [n for (n,) in store.rows(sql, condition.parameters)]
        found = np.flatnonzero(store.chosen(filters, subject)).tolist()  # type: ignore[arg-type]
        if subject == "mentions":  # articles that mention nothing have no mentions to be chosen
            mentioning = {n for (n,) in store.rows("SELECT DISTINCT n FROM mentions JOIN documents USING (doc_id)")}
            found = [n for n in found if n in mentioning]
        assert found == expected, choice


@pytest.mark.parametrize(
    "sort", ["-date_start", "talk_id", "-talk_id", "-n_reports", "status", "-place_id", "-confidence", "first_reported"]
)
def test_long_exports_are_sorted_like_pages(store: Store, sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    condition = store.where(ALL, "talks")
    name, way = sort.removeprefix("-"), "DESC" if sort.startswith("-") else "ASC"
    expected = store.rows(f"SELECT talk_id FROM talks WHERE {condition.sql} ORDER BY {name} {way} NULLS LAST, talk_id {way}")
    assert list(store.talks(ALL, sort=sort)["talk_id"]) == [row[0] for row in expected]
    monkeypatch.setattr("core.store.paging.AT_ONCE", 1)
    for order in ("-day", "speaker", "-outlet"):
        whole = store.quotes(ALL, sort=order)
        monkeypatch.undo()
        pd.testing.assert_frame_equal(whole, store.quotes(ALL, sort=order)[list(whole.columns)])
        monkeypatch.setattr("core.store.paging.AT_ONCE", 1)


def test_places_are_counted_three_ways(store: Store) -> None:
    counted = {m: dict(store.place_counts(ALL, m)[["place_id", "n"]].itertuples(index=False)) for m in ("talks", "mentions", "quotes")}
    assert counted == {"talks": {"moscow": 1, "geneva": 1}, "mentions": {"moscow": 2, "geneva": 2}, "quotes": {"moscow": 1}}
    with pytest.raises(ValueError, match="measure"):
        store.place_counts(ALL, "x")


def test_edges_of_the_actor_map(store: Store) -> None:
    edges = {(e.source, e.target): e.weight for e in store.actor_edges().itertuples()}
    assert edges == {("kerry", "lavrov"): 1, ("lavrov", "zarif"): 2, ("iran", "russia"): 1}
    assert len(store.actor_edges(min_weight=2)) == 1
    said = {(e.source, e.target) for e in store.actor_edges(measure="quotes").itertuples()}
    assert said == {("lavrov", "kerry"), ("lavrov", "iran")}
    assert ("russia", "united-states") in {(e.source, e.target) for e in store.actor_edges(measure="mentions").itertuples()}
    with pytest.raises(ValueError, match="measure"):
        store.actor_edges(measure="x")


def test_profile_and_itinerary(store: Store) -> None:
    profile = store.actor_profile("lavrov")
    assert profile is not None and profile["counts"] == {"talks": 3, "quotes": 2, "mentions": 3, "documents": 3}
    assert set(profile["partners"]["actor_id"]) == {"kerry", "zarif"} and list(profile["places"]["place_id"]) == ["moscow"]
    within = store.actor_profile("lavrov", Filters(outlets=("sana",)))
    assert within is not None and within["counts"] == {"talks": 2, "quotes": 0, "mentions": 0, "documents": 0}
    assert list(within["partners"]["actor_id"]) == ["kerry", "zarif"] and len(within["cue_classes"]) == 0
    assert list(store.itinerary("lavrov")["place_id"]) == ["moscow"] and store.actor_profile("nobody") is None
    counts = store.actor_counts().set_index("actor_id")
    assert counts.loc["lavrov", ["talks", "quotes"]].tolist() == [3, 2]


def test_article_with_all_its_evidence(store: Store) -> None:
    article = store.article("a1")
    assert article is not None
    text = article["document"]["text"]
    assert [text[m.char_start : m.char_end] for m in article["mentions"].itertuples()] == ["lavrov", "moscow", "kerry", "moscow"]
    assert list(article["talks"]["participants"].iloc[0]) == ["lavrov", "kerry"] and len(article["quotes"]) == 1
    assert list(store.article("a4")["copies"]["doc_id"]) == ["a5"] and store.article("none") is None  # type: ignore[index]


def test_timeline_coverage_and_months(store: Store) -> None:
    points = store.talk_points(ALL)
    assert list(points["date_start"].dt.year) == [2016, 2016, 2017] and len(store.talk_points(ALL, limit=1)) == 1
    coverage = store.coverage()
    assert coverage["documents"].sum() == 5 and set(coverage["outlet"]) == {"alwatan", "sana", store.options("outlets")["value"].iloc[-1]}
    assert store.talk_months(ALL)["n"].sum() == 3


def test_names_in_both_languages(store: Store) -> None:
    assert store.label("actor", "lavrov", "ar") == "سيرغي لافروف" and store.label("actor", "nobody", "en") == "nobody"
    assert store.labels("track", "en")["astana"] == "Astana process"
    assert "lavrov" in store.known()["actors"] and store.known()["cue_classes"] == {"say"}
    assert store.field_label("doc", "a1", "en") == "لقاء في موسكو"


def test_threads_share_one_store(store: Store) -> None:
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda: results.extend(store.count("quotes", Filters(text="الهدنة")) for _ in range(20))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [1] * 160


def test_readers_cannot_write_or_reach_other_files(store: Store) -> None:
    import duckdb

    for sql in ("DELETE FROM quotes", "SELECT * FROM read_csv('/etc/passwd')", "SET enable_external_access = true"):
        with pytest.raises(duckdb.Error):
            store.rows(sql)
