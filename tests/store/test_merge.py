"""One talk told by many articles becomes one talk; two talks stay two."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.store.merge import Overrides, Report, load_overrides, merge
from core.store.summary import summarise

ACTORS = {
    "lavrov": ("lavrov", "russia"), "putin": ("putin", "russia"), "kerry": ("kerry", "united-states"), "obama": ("obama", "united-states"),
    "zarif": ("zarif", "iran"), "cavusoglu": ("cavusoglu", "turkey"), "de-mistura": ("de-mistura", "un"), "russia": ("russia",),
    "iran": ("iran",), "turkey": ("turkey",), "united-states": ("united-states",), "un": ("un",),
}  # fmt: skip
PLACES = {
    "moscow": ("moscow", "russia"),
    "geneva": ("geneva", "switzerland"),
    "russia": ("russia",),
    "palais": ("palais", "geneva", "switzerland"),
}
DAY = date(2016, 12, 20)
_NUMBER = iter(range(10_000))


def told(*people: str, **changes: object) -> Report:
    number = next(_NUMBER)
    report = Report(
        f"r{number:05d}",
        f"d{number:05d}",
        f"o{number}",
        DAY,
        False,
        "meeting",
        "held",
        DAY,
        DAY,
        "stated",
        None,
        None,
        None,
        None,
        people,
        0.5,
    )
    return replace(report, **changes)  # type: ignore[arg-type]


def groups(*reports: Report, overrides: Overrides | None = None) -> list[set[str]]:
    return [{r.id for r in group} for group in merge(reports, ACTORS, PLACES, overrides)]


SAME: dict[str, tuple[Report, Report]] = {
    "word for word": (told("lavrov", "kerry"), told("lavrov", "kerry")),
    "in another order": (told("lavrov", "kerry"), told("kerry", "lavrov")),
    "a minister counts for his state": (told("lavrov", "kerry"), told("russia", "united-states")),
    "half by name": (told("lavrov", "kerry"), told("lavrov", "united-states")),
    "one names more people": (told("lavrov", "kerry"), told("lavrov", "kerry", "de-mistura")),
    "one knows the place": (told("lavrov", "kerry", place="geneva"), told("lavrov", "kerry")),
    "one is more exact about it": (told("lavrov", "kerry", place="geneva"), told("lavrov", "kerry", place="palais")),
    "announced, then held": (told("lavrov", "kerry", status="planned", published=DAY - timedelta(2)), told("lavrov", "kerry")),
    "announced a day off": (
        told("lavrov", "kerry", status="planned", first=DAY + timedelta(1), last=DAY + timedelta(1)),
        told("lavrov", "kerry"),
    ),
    "inferred a day off": (
        told("lavrov", "kerry", basis="inferred", first=DAY - timedelta(1), last=DAY - timedelta(1)),
        told("lavrov", "kerry"),
    ),
    "one day inside a span": (told("lavrov", "kerry"), told("lavrov", "kerry", first=DAY - timedelta(3), last=DAY + timedelta(3))),
    "called by another kind": (told("lavrov", "kerry", kind="visit"), told("lavrov", "kerry")),
    "one party, same place": (told("lavrov", place="moscow"), told("lavrov", "zarif", place="moscow")),
    "two of one state": (told("lavrov", "putin", "kerry"), told("putin", "lavrov")),
    "the same documented round": (
        told("russia", "iran", documented="astana-1"),
        told("turkey", documented="astana-1", first=DAY + timedelta(9), last=DAY + timedelta(9)),
    ),
    "without days, same people": (
        told("lavrov", "kerry", first=None, last=None, basis=None),
        told("lavrov", "kerry", first=None, last=None, basis=None, published=DAY + timedelta(3)),
    ),
}
OTHER: dict[str, tuple[Report, Report]] = {
    "other people": (told("lavrov", "kerry"), told("putin", "obama")),
    "one in common only": (told("lavrov", "kerry"), told("lavrov", "zarif")),
    "other persons of the same states": (told("lavrov", "kerry", place="geneva"), told("putin", "obama", place="geneva")),
    "two stated days": (told("lavrov", "kerry"), told("lavrov", "kerry", first=DAY + timedelta(1), last=DAY + timedelta(1))),
    "two days apart": (
        told("lavrov", "kerry", basis="inferred"),
        told("lavrov", "kerry", basis="inferred", first=DAY + timedelta(2), last=DAY + timedelta(2)),
    ),
    "other places": (told("lavrov", "kerry", place="geneva"), told("lavrov", "kerry", place="moscow")),
    "a call and a meeting": (told("lavrov", "kerry", kind="call"), told("lavrov", "kerry")),
    "held and cancelled": (told("lavrov", "kerry"), told("lavrov", "kerry", status="cancelled")),
    "other tracks": (told("russia", "iran", track="astana"), told("russia", "iran", track="geneva")),
    "other rounds": (told("russia", "iran", round=4), told("russia", "iran", round=5)),
    "other documented talks": (told("russia", "iran", documented="astana-1"), told("russia", "iran", documented="astana-2")),
    "one party, place unknown": (told("lavrov"), told("lavrov", "zarif")),
    "without days, far apart": (
        told("lavrov", "kerry", first=None, last=None, basis=None),
        told("lavrov", "kerry", first=None, last=None, basis=None, published=DAY + timedelta(9)),
    ),
    "without days, other place": (
        told("lavrov", "kerry", first=None, last=None, basis=None, place="geneva"),
        told("lavrov", "kerry", first=None, last=None, basis=None, place="moscow"),
    ),
    "one without days": (told("lavrov", "kerry"), told("lavrov", "kerry", first=None, last=None, basis=None)),
    "a whole year": (told("lavrov", "kerry", first=date(2016, 1, 1), last=date(2016, 12, 31)), told("lavrov", "kerry")),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_same_talk(pair: tuple[Report, Report]) -> None:
    assert len(groups(*pair)) == 1


@pytest.mark.parametrize("pair", OTHER.values(), ids=OTHER)
def test_other_talk(pair: tuple[Report, Report]) -> None:
    assert len(groups(*pair)) == 2


def test_a_vague_report_does_not_glue_two_talks_together() -> None:
    ministers, presidents, states = told("lavrov", "kerry"), told("putin", "obama"), told("russia", "united-states")
    assert sorted(map(len, groups(ministers, presidents, states))) == [1, 2]


def test_days_do_not_drift_along_a_chain() -> None:
    chain = [told("lavrov", "kerry", basis="inferred", first=DAY + timedelta(i), last=DAY + timedelta(i)) for i in range(5)]
    for group in merge(chain, ACTORS, PLACES):
        days = [r.first for r in group if r.first]
        assert max(days) - min(days) <= timedelta(1)


def test_order_of_the_reports_does_not_matter() -> None:
    reports = [r for pair in (*SAME.values(), *OTHER.values()) for r in pair]
    expected = groups(*reports)
    for seed in range(5):
        shuffled = list(reports)
        random.Random(seed).shuffle(shuffled)
        assert groups(*shuffled) == expected


def test_people_have_the_last_word(tmp_path: Path) -> None:
    same, other = SAME["word for word"], OTHER["other people"]
    (tmp_path / "o.csv").write_text(
        f"action,first,second,note\nkeep-apart,{same[0].id},{same[1].id},two rounds\njoin,{other[0].id},{other[1].id},one delegation\n"
    )
    overrides = load_overrides(tmp_path / "o.csv")
    assert len(groups(*same, overrides=overrides)) == 2 and len(groups(*other, overrides=overrides)) == 1
    third = told("lavrov", "kerry")
    assert all(not set(g) >= {same[0].id, same[1].id} for g in groups(*same, third, overrides=overrides))


def test_overrides_name_their_faults_and_may_be_missing(tmp_path: Path) -> None:
    assert load_overrides(tmp_path / "none.csv") == Overrides()
    (tmp_path / "o.csv").write_text("action,first,second,note\nsplit,a,b,\n")
    with pytest.raises(ValueError, match=r"o\.csv:2"):
        load_overrides(tmp_path / "o.csv")


def test_the_projects_own_overrides_are_readable() -> None:
    assert isinstance(load_overrides(Path(__file__).parents[2] / "data" / "overrides.csv"), Overrides)


def test_comparisons_grow_with_the_reports_not_with_their_square(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.store import merge as module

    counts = []
    for size in (400, 1_600):
        seen = 0
        compatible = module.Merger.compatible

        def counting(self: module.Merger, a: Report, b: Report, inner=compatible) -> bool:  # type: ignore[no-untyped-def]
            nonlocal seen
            seen += 1
            return bool(inner(self, a, b))

        reports = []
        for i in range(size):
            day = DAY + timedelta(i // 20)  # twenty reports a day, half of them of one talk
            reports.append(told("lavrov", ("kerry", "zarif", "cavusoglu", "de-mistura")[i % 4], first=day, last=day))
        with monkeypatch.context() as patch:
            patch.setattr(module.Merger, "compatible", counting)
            merge(reports, ACTORS, PLACES)
        counts.append(seen)
    assert counts[1] < 6 * counts[0]


def test_a_crowded_day_is_not_quadratic(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.store import merge as module

    seen = 0
    fit = module.Merger._fit

    def counting(self: module.Merger, a: int, b: int) -> bool:
        nonlocal seen
        seen += 1
        return fit(self, a, b)

    monkeypatch.setattr(module.Merger, "_fit", counting)
    assert len(merge([told("lavrov", "kerry") for _ in range(2_000)], ACTORS, PLACES)) == 1
    assert seen < 10_000


def test_the_summary_says_what_most_say_and_where_they_differ() -> None:
    early = told("lavrov", "kerry", status="planned", place="geneva", published=DAY - timedelta(3), kind="visit")
    late = [told("russia", "united-states", place="geneva", published=DAY), told("lavrov", "kerry", place="palais", published=DAY)]
    copy = replace(told("lavrov", "kerry", place="moscow"), copy=True)
    talk = summarise([early, *late, copy], "t1", ACTORS, PLACES)
    assert (talk.status, talk.kind, talk.place, talk.first) == ("held", "meeting", "palais", DAY)
    assert (talk.n_reports, talk.n_outlets, talk.announced_before) == (3, 4, 3)
    assert talk.participants == ("kerry", "lavrov")
    assert talk.disagreement == {"kind": ["meeting", "visit"]}
    assert talk.confidence == pytest.approx(1 - 0.5**3)


def test_the_summary_takes_the_most_exact_stated_days() -> None:
    wide = told("lavrov", "kerry", first=DAY - timedelta(9), last=DAY + timedelta(9))
    guess = told("lavrov", "kerry", first=DAY - timedelta(1), last=DAY - timedelta(1), basis="inferred")
    talk = summarise([wide, guess, told("lavrov", "kerry")], "t1", ACTORS, PLACES)
    assert (talk.first, talk.last, talk.basis) == (DAY, DAY, "stated")


def test_what_cannot_both_be_right_is_told() -> None:
    reports = [
        told("lavrov", "kerry", place="geneva"),
        told("lavrov", "kerry", place="geneva", first=DAY - timedelta(1), last=DAY - timedelta(1)),
        told("lavrov", "kerry", place="moscow", status="planned", published=DAY + timedelta(2)),
    ]
    talk = summarise(reports, "t1", ACTORS, PLACES)
    assert talk.disagreement == {
        "days": ["2016-12-19..2016-12-19", "2016-12-20..2016-12-20"],
        "place": ["geneva", "moscow"],
        "status": ["held", "planned"],
    }
