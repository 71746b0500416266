"""Search lists, pages and counts worked out from numbers, against the plain way of doing it."""

from __future__ import annotations

import random
from collections import Counter

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.store.choose import Chooser
from core.store.counts import days, most, ties
from core.store.facts import Facts, Pairs, spans, tally
from core.store.paging import _first
from core.store.postings import Postings, listed, split
from core.store.schema import NO_DAY
from core.store.where import In

PAIRS = st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 30)), max_size=60)


def postings(pairs: list[tuple[str, int]]) -> Postings:
    names = sorted({word for word, _ in pairs})
    return Postings.of_pairs(names, np.array([names.index(w) for w, _ in pairs], dtype=int), np.array([n for _, n in pairs], dtype=int))


def plain(found: Postings) -> dict[str, list[int]]:
    lists = {word: found.flat[found.bounds[i] : found.bounds[i + 1]].tolist() for i, word in enumerate(found.words)}
    return {word: numbers for word, numbers in lists.items() if numbers}


def expected(pairs: list[tuple[str, int]]) -> dict[str, list[int]]:
    return {word: sorted({n for w, n in pairs if w == word}) for word in sorted({w for w, _ in pairs})}


@settings(max_examples=40)
@given(PAIRS, PAIRS, st.sets(st.integers(0, 30)))
def test_lists_added_to_are_lists_made_at_once(old: list[tuple[str, int]], new: list[tuple[str, int]], gone: set[int]) -> None:
    assert plain(postings(old)) == expected(old)
    kept = [n for n in range(31) if n not in gone]
    number = np.full(31, -1, dtype=np.int32)
    number[kept] = 2 * np.arange(len(kept))  # the even numbers stay, the odd ones come new
    added = [(word, 2 * n + 1) for word, n in new]
    both = postings(old).renumbered(number).joined(postings(added))
    assert plain(both) == expected([*((word, int(number[n])) for word, n in old if n not in gone), *added])
    with duckdb.connect() as con:
        con.execute("CREATE TABLE t (word VARCHAR, ns INTEGER[])")
        both.write(con, "t")
        assert plain(Postings.read(con, "t")) == plain(both)
        assert [row[0] for row in con.execute("FROM t").fetchall()] == sorted(plain(both))


def test_words_are_found_with_and_without_their_particles() -> None:
    with duckdb.connect() as con:
        found = plain(split(con, "SELECT * FROM (VALUES (0, 'والهدنة في حلب'), (1, 'هدنة هدنة')) AS t(n, folded)"))
        assert found["هدنة"] == [0, 1] and found["الهدنة"] == found["والهدنة"] == [0] and found["حلب"] == [0]
        assert plain(listed(con, "SELECT * FROM (VALUES (3, 'ب'), (2, 'ب'), (3, 'ا')) AS t(n, token)")) == {"ا": [3], "ب": [2, 3]}


@given(st.lists(st.integers(0, 6), min_size=1, max_size=80), st.integers(1, 12), st.booleans(), st.randoms(use_true_random=False))
def test_the_first_rows_are_those_of_sorting_all(values: list[int], take: int, descending: bool, r: random.Random) -> None:
    tie = list(range(len(values)))
    r.shuffle(tie)
    rows = np.arange(len(values))
    wanted = sorted(rows.tolist(), key=lambda row: (values[row], tie[row]), reverse=descending)[:take]
    assert _first(rows, np.array(values), np.array(tie), take, descending)[:take].tolist() == wanted


@given(st.lists(st.integers(-1, 5), max_size=40), st.integers(0, 8))
def test_counting_leaves_out_what_is_none(codes: list[int], limit: int) -> None:
    counted = tally(np.array(codes, dtype=np.int8), 6)
    right = Counter(code for code in codes if code >= 0)
    assert counted.tolist() == [right[code] for code in range(6)]
    assert most(counted, limit).tolist() == sorted(right, key=lambda code: (-right[code], code))[:limit]


def test_ties_have_their_weight_and_first_and_last_day() -> None:
    pairs = Pairs(np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([0, 0, 0, 1, 2, 2], dtype=np.int32), np.array([0, 1, 3, 1, 2, 3]))
    day_of = np.array([5, 9, NO_DAY, 2])
    chosen, weight, first, last = ties(pairs, np.array([True, True, True, False]), day_of, 1, 10)
    assert (chosen.tolist(), weight.tolist()) == ([0, 1, 2], [2, 1, 1])
    assert (first.tolist(), last.tolist()) == ([5, 9, NO_DAY], [9, 9, NO_DAY])
    assert days(first).isna().tolist() == [False, False, True]
    assert ties(pairs, np.zeros(4, dtype=bool), day_of, 1, 10)[0].tolist() == []


def test_spans_stand_one_after_the_other() -> None:
    assert spans(np.array([3, 9, 4]), np.array([5, 9, 7])).tolist() == [3, 4, 4, 5, 6]
    assert spans(np.array([], dtype=int), np.array([], dtype=int)).tolist() == []


@pytest.mark.parametrize("room", [0, 10_000])
def test_what_is_kept_of_conditions_is_bounded(room: int) -> None:
    class Few(Facts):
        """A hundred quotes in three modes."""

        def __init__(self) -> None:
            super().__init__(lambda sql: {"kind": np.array(["mode"] * 3), "code": np.arange(3), "value": np.array(["a", "b", "c"])})
            self._tables["quotes"] = {"mode": np.arange(100, dtype=np.int8) % 3}

    chooser = Chooser(Few(), lambda index, word: np.array([]), lambda key, id: -1, room=room)
    for _ in range(2):
        for mode in ("a", "b", "c", "x"):
            assert int(chooser.choose((In("mode", (mode,)),), "quotes").sum()) == {"a": 34, "b": 33, "c": 33, "x": 0}[mode]
    assert chooser._held <= room and (len(chooser._kept) == 4) == (room > 0)
