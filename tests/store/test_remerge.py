"""Merging again after a change gives what merging everything gives, and looks at little of it."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from core.ingest import read
from core.store.build import build
from core.store.merge import Merger, Overrides, Report, merge
from core.store.remerge import NEVER, Neighbourhood, remerge
from tests.store.conftest import FAKE, REFERENCE, Maker, write
from tests.store.test_build import tables

ACTORS = {
    "russia": ("russia",), "iran": ("iran",), "turkey": ("turkey",), "lavrov": ("lavrov", "russia"), "putin": ("putin", "russia"),
    "zarif": ("zarif", "iran"), "cavusoglu": ("cavusoglu", "turkey"), "un": ("un",),
}  # fmt: skip
PLACES = {"moscow": ("moscow", "russia"), "geneva": ("geneva", "switzerland"), "palais": ("palais", "geneva", "switzerland")}
START = date(2017, 1, 1)


def told(r: random.Random, number: int, span: int) -> Report:
    """A report of some talk within ``span`` days, dated or not, vague or exact."""
    first = START + timedelta(r.randrange(span))
    last = first + timedelta(r.choice((0, 0, 0, 0, 1, 3, 50)))
    dated = r.random() < 0.85
    return Report(
        f"r{number:05d}", f"d{number // 2:04d}", r.choice(("a", "b", "c")), first if r.random() < 0.9 else None, r.random() < 0.1,
        r.choice(("meeting", "meeting", "visit", "call", "negotiations")), r.choice(("held", "held", "planned", "cancelled")),
        first if dated else None, last if dated else None, r.choice(("stated", "inferred")) if dated else None,
        r.choice((None, *PLACES)), r.choice((None, None, None, "astana", "geneva")), r.choice((None, None, None, 1, 2)),
        r.choice((None,) * 12 + ("astana-1", "geneva-2")), tuple(r.sample(sorted(ACTORS), r.choice((1, 2, 2, 2, 3)))), 0.5,
    )  # fmt: skip


def named(groups: list[list[Report]]) -> dict[str, str]:
    """Report → the name of its group, which is its first report."""
    return {report.id: group[0].id for group in groups for report in group}


def again(old: list[Report], new: list[Report], seen: list[int] | None = None) -> dict[str, str]:
    """The groups of ``new`` by way of those of ``old``."""
    before, was, now = named(merge(old, ACTORS, PLACES)), {r.id: r for r in old}, {r.id: r for r in new}
    rows = sorted(new, key=lambda report: report.id)

    def days(pick: str) -> np.ndarray:  # type: ignore[type-arg]
        found = [getattr(report, pick) for report in rows]
        return np.array([day.toordinal() - date(1970, 1, 1).toordinal() if day else NEVER for day in found], dtype=np.int64)

    def give(reports: list[Report]) -> list[tuple[Report, str | None]]:
        if seen is not None:
            seen.append(len(reports))
        return [(report, before.get(report.id)) for report in reports]

    documented: dict[str, list[int]] = {}
    for position, report in enumerate(rows):
        if report.documented:
            documented.setdefault(report.documented, []).append(position)
    gone = [report for report in old if report.id not in now]

    def of_talks(talks: Collection[str]) -> list[tuple[Report, str | None]]:
        return give([report for report in rows if before.get(report.id) in talks])

    groups, replaced = remerge(
        {report.id for report in new if was.get(report.id) != report},
        {before[report.id] for report in gone},
        {report.documented for report in gone if report.documented},
        Neighbourhood(days("first"), days("last"), days("published"), documented),
        lambda positions: give([rows[i] for i in positions.tolist()]),
        of_talks,
        lambda ids: give([now[key] for key in sorted(ids)]),
        ACTORS,
        PLACES,
        Overrides(),
    )
    kept = {key: name for key, name in before.items() if key in now and name not in replaced}
    made = named(groups)
    assert not kept.keys() & made.keys()
    return kept | made


@pytest.mark.parametrize("seed", range(40))
def test_a_change_merged_again_is_everything_merged(seed: int) -> None:
    r = random.Random(seed)
    span = r.choice((3, 10, 40))
    old = [told(r, i, span) for i in range(r.choice((20, 120, 250)))]
    new = [report for report in old if r.random() > 0.03] + [told(r, 1_000 + i, span) for i in range(r.choice((0, 1, 8)))]
    new = [replace(report, copy=not report.copy, outlet="d") if r.random() < 0.02 else report for report in new]
    assert again(old, new) == named(merge(new, ACTORS, PLACES))


def test_a_new_report_looks_only_around_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    r = random.Random(1)
    old = [told(r, i, 4_000) for i in range(4_000)]
    handled: list[int] = []
    run = Merger.run

    def counting(self: Merger) -> list[list[Report]]:
        handled.append(len(self.reports))
        return run(self)

    before = merge(old, ACTORS, PLACES)
    assert len(before) > 1_000
    fresh = replace(told(r, 9_000, 4_000), first=START + timedelta(2_000), last=START + timedelta(2_000))
    monkeypatch.setattr(Merger, "run", counting)
    again(old, [*old, fresh])
    assert sum(handled[1:]) < 400  # the first run is that of the old reports


def articles(r: random.Random, numbers: range) -> list[dict[str, str]]:
    """Articles that report one or two talks each in a few days and places."""
    found = []
    for i in numbers:
        day = START + timedelta(r.randrange(12))
        lines = []
        for _ in range(r.choice((1, 2))):
            people = " ".join(r.sample(["lavrov", "kerry", "zarif", "russia", "iran", "united-states"], r.choice((1, 2, 3))))
            when = r.choice((f"{day}", f"{day}..{day + timedelta(1)}", "-"))
            place, track = r.choice(("moscow", "geneva", "-")), r.choice(("", "", " #astana"))
            lines.append(f"@{r.choice(('meeting', 'call', 'visit'))} {r.choice(('held', 'planned'))} {when} {place} {people}{track}")
        text = "\n".join([*lines, f"[lavrov] قال «جملة رقم {i}» عن (moscow) و[kerry]"])
        found.append({"id": f"x{i:04d}", "published": str(day), "source": r.choice(("a", "b")), "text": text})
    return found


@pytest.mark.parametrize("seed", range(3))
def test_a_store_added_to_is_a_store_made_at_once(make: Maker, tmp_path: Path, seed: int) -> None:
    r = random.Random(seed)
    old = articles(r, range(80))
    make(old)
    new = [*(a for a in old if r.random() > 0.05), *articles(r, range(100, 110))]
    source = write(tmp_path / "new.jsonl", new)
    balance = build(read([source]), tmp_path / "s.duckdb", extractor=FAKE, reference=REFERENCE)
    assert balance.reused == len(new) - 10
    assert tables(tmp_path / "s.duckdb") == tables(make(new, "fresh.duckdb", fresh=True))
