"""One talk told by many articles becomes one talk.

A report is compared only with the groups it shares a day and two parties, a place and a party, or a track with, once each, and there
only with what stands for the group, so the work stays near-linear. A report joins a group when it is the same talk as one
member and contradicts none: kinds and statuses that can describe one encounter, days within ``TOLERANCE``, places that do not
differ, participants that overlap, a minister counting for his state. People may correct the outcome: :func:`load_overrides`.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

TOLERANCE = 1
"""Days by which two reports' dates may miss each other: time zones and late-night talks."""
PUBLISHED_WITHIN = 3
"""Days within which two reports without a date of their own may mean the same talk."""
LONGEST = 31
"""A report with a longer span says too little about the day to be joined by it."""
FACES = 12
"""Different tellings that stand for a group in comparisons."""

MEMORY = 200_000
"""Comparisons of participants that are remembered."""

_SAME_KIND: dict[str, frozenset[str]] = {
    "meeting": frozenset({"visit", "summit", "negotiations", "conference", "session"}),
    "visit": frozenset({"meeting", "summit"}),
    "summit": frozenset({"meeting", "visit", "conference"}),
    "negotiations": frozenset({"meeting", "conference"}),
    "conference": frozenset({"meeting", "negotiations", "summit"}),
    "session": frozenset({"meeting"}),
}
"""Kinds by which one encounter is called in different reports; a call is only ever a call."""
_HAPPENED = frozenset({"held", "ongoing"})
_FELL_THROUGH = frozenset({"cancelled", "postponed"})
_AHEAD = frozenset({"planned", "proposed"})

Scope = Mapping[str, tuple[str, ...]]
"""Id → itself first, then whom it speaks for or where it lies, outermost last."""


@dataclass(frozen=True, slots=True)
class Report:
    """A talk as one article tells it. ``published`` is the article's first possible day, ``copy`` whether it repeats another."""

    id: str
    doc: str
    outlet: str | None
    published: date | None
    copy: bool
    kind: str
    status: str
    first: date | None
    last: date | None
    basis: str | None
    place: str | None
    track: str | None
    round: int | None
    documented: str | None
    participants: tuple[str, ...]
    confidence: float

    @property
    def face(self) -> tuple[object, ...]:
        """All that counts in comparisons."""
        days = (self.first, self.last, self.basis)
        return (self.kind, self.status, days, self.place, self.track, self.round, self.documented, self.participants)


@dataclass(frozen=True, slots=True)
class Overrides:
    """Corrections by people: pairs of report ids to ``join`` and to keep ``apart``."""

    join: tuple[tuple[str, str], ...] = ()
    apart: frozenset[frozenset[str]] = frozenset()


def load_overrides(path: Path) -> Overrides:
    """Read ``overrides.csv`` (``action, first, second, note``; ``action`` is ``join`` or ``keep-apart``, the others report ids).

    A missing file means none. Raises ``ValueError`` naming file and line for a row that is neither.
    """
    join: list[tuple[str, str]] = []
    apart: set[frozenset[str]] = set()
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            for row in rows:
                if row["action"] == "join":
                    join.append((row["first"], row["second"]))
                elif row["action"] == "keep-apart":
                    apart.add(frozenset((row["first"], row["second"])))
                else:
                    raise ValueError(f"{path}:{rows.line_num}: action “{row['action']}”: write join or keep-apart")
    return Overrides(tuple(sorted(join)), frozenset(apart))


@dataclass(slots=True)
class _Group:
    members: list[int]
    faces: dict[tuple[object, ...], Report] = field(default_factory=dict)


class Merger:
    """Groups reports; ``actors`` and ``places`` say what an id counts for."""

    def __init__(self, reports: Sequence[Report], actors: Scope, places: Scope, overrides: Overrides) -> None:
        self.reports = sorted(reports, key=canonical)
        self.actors, self.places = actors, places
        self.parent = list(range(len(self.reports)))
        self.groups = {i: _Group([i], {report.face: report}) for i, report in enumerate(self.reports)}
        self.position = {report.id: i for i, report in enumerate(self.reports)}
        self.coverage: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
        self.apart = overrides.apart
        self.guarded = {key for pair in overrides.apart for key in pair}
        for first, second in overrides.join:
            if first in self.position and second in self.position:
                self._join(self._find(self.position[first]), self._find(self.position[second]))

    def run(self) -> list[list[Report]]:
        """The groups, each in canonical order, in the order of their first reports."""
        waiting: dict[int, dict[str, list[int]]] = defaultdict(dict)
        today = 0
        for index, report in enumerate(self.reports):
            if report.first and report.first.toordinal() > today:
                today = report.first.toordinal()
                for day in [day for day in waiting if 0 < day < today]:
                    del waiting[day]  # reports come in the order of their first days: nobody asks for these any more
            self._place_in(index, list(self.keys(report)), waiting)
        found: dict[int, list[Report]] = defaultdict(list)
        for index, report in enumerate(self.reports):
            found[self._find(index)].append(report)
        return list(found.values())

    def _place_in(self, index: int, keys: list[tuple[int, str, bool, bool]], waiting: dict[int, dict[str, list[int]]]) -> None:
        """Join a report with the groups it fits, each asked once, and leave the outcome under its keys."""
        root = self._find(index)
        asked = {root}
        for day, key, ask, _ in keys:
            if ask and key in waiting[day]:
                roots = waiting[day][key]
                for at, other in enumerate(roots):
                    if other not in self.groups:  # joined with another one since
                        other = roots[at] = self._find(other)
                    if other not in asked:
                        asked.add(other)
                        if self._fit(root, other):
                            root = self._join(root, other)
                            asked.add(root)
        for day, key, _, leave in keys:
            if leave:
                roots = waiting[day].setdefault(key, [])
                if root not in roots:
                    roots.append(root)
                elif len(roots) > 2 * len(set(roots)):
                    roots[:] = dict.fromkeys(roots)

    def _find(self, index: int) -> int:
        while self.parent[index] != index:
            self.parent[index] = self.parent[self.parent[index]]
            index = self.parent[index]
        return index

    def _join(self, first: int, second: int) -> int:
        keep, gone = sorted((first, second))
        if keep != gone:
            self.parent[gone] = keep
            merged, other = self.groups[keep], self.groups.pop(gone)
            merged.members += other.members
            for face, report in other.faces.items():
                if len(merged.faces) < FACES:
                    merged.faces.setdefault(face, report)
        return keep

    def _fit(self, first: int, second: int) -> bool:
        """Whether two groups are one: nothing in either speaks against the other, and some pair says enough alike."""
        a, b = self.groups[first], self.groups[second]
        if self.guarded and self._kept_apart(a, b):
            return False
        alike = False
        for x in a.faces.values():
            for y in b.faces.values():
                if not self.compatible(x, y):
                    return False
                alike = alike or self._alike(x, y)
        return alike

    def _kept_apart(self, a: _Group, b: _Group) -> bool:
        ids = [[self.reports[i].id for i in group.members if self.reports[i].id in self.guarded] for group in (a, b)]
        return any(frozenset((x, y)) in self.apart for x in ids[0] for y in ids[1])

    def keys(self, report: Report) -> Iterator[tuple[int, str, bool, bool]]:
        """``(day, key, ask, leave)``: where a report looks for others and where it can be found. Two that may be the same talk meet
        under at least one key. Day 0 is every day."""
        if report.documented:
            yield 0, f"d {report.documented}", True, True
        outermost = [self.actors.get(actor, (actor,))[-1] for actor in report.participants]
        roots = sorted(set(outermost))[:8]
        if not _dated(report):
            if report.published and len(report.participants) > 1:
                week = report.published.toordinal() // (PUBLISHED_WITHIN + 1)
                people = " ".join(sorted(report.participants))
                yield from ((0, f"u {part} {report.place} {people}", True, True) for part in (week, week + 1))
            return
        assert report.first and report.last
        alone = len(report.participants) < 2
        parties = [*combinations(roots, 2), *((root, root) for root in roots if outermost.count(root) > 1)]
        keys = [(f"p {a} {b}", True, True) for a, b in parties]
        country = self.places.get(report.place or "", (report.place or "",))[-1]
        if country:  # one party at a place is looked for among all that met there; several are found by their pairs
            keys += [(f"1 {country} {root}", True, alone) for root in roots]
            keys += [(f"2 {country} {root}", alone, not alone) for root in roots]
        if report.track:
            keys.append((f"t {report.track}", True, True))
        for day in range(report.first.toordinal(), report.last.toordinal() + TOLERANCE + 1):
            yield from ((day, *key) for key in keys)

    def same(self, a: Report, b: Report) -> bool:
        """Whether two reports are of one encounter: nothing speaks against it, and they say enough alike."""
        return self.compatible(a, b) and self._alike(a, b)

    def _alike(self, a: Report, b: Report) -> bool:
        if a.documented and a.documented == b.documented:
            return True
        if not _dated(a) or not _dated(b):
            return (
                not _dated(a)
                and not _dated(b)
                and a.place == b.place
                and set(a.participants) == set(b.participants)
                and len(a.participants) > 1
            )
        if min(len(a.participants), len(b.participants)) >= 2:
            return self._covered(a, b) >= 2
        same_place = bool(a.place and b.place)  # compatible places, and both are told
        if not a.participants or not b.participants:
            return bool(same_place and a.track and a.track == b.track)
        return self._covered(a, b) >= 1 and (same_place or bool(a.track and a.track == b.track))

    def compatible(self, a: Report, b: Report) -> bool:
        """Whether nothing in two reports speaks against their being of one encounter."""
        if a.documented and b.documented:
            return a.documented == b.documented
        if a.kind != b.kind and b.kind not in _SAME_KIND.get(a.kind, ()):
            return False
        statuses = {a.status, b.status}
        if statuses & _HAPPENED and statuses & _FELL_THROUGH:
            return False
        if (a.track and b.track and a.track != b.track) or (a.round and b.round and a.round != b.round):
            return False
        return self._places_fit(a.place, b.place) and _days_fit(a, b) and self._people_fit(a, b)

    def _places_fit(self, a: str | None, b: str | None) -> bool:
        return a is None or b is None or a == b or a in self.places.get(b, ()) or b in self.places.get(a, ())

    def _people_fit(self, a: Report, b: Report) -> bool:
        smaller = min(len(a.participants), len(b.participants))
        if smaller < 2:
            return smaller == 0 or self._covered(a, b) == smaller
        return self._covered(a, b) >= (2 * smaller + 2) // 3

    def _covered(self, a: Report, b: Report) -> int:
        """How many of the shorter list of participants the longer one names: themselves, their state, or who speaks for them."""
        key = (a.participants, b.participants)
        count = self.coverage.get(key)
        if count is None:
            small, large = sorted(key, key=lambda p: (len(p), p))
            reach = {up for actor in large for up in self.actors.get(actor, (actor,))}
            named = set(large)
            count = sum(1 for actor in small if actor in reach or not named.isdisjoint(self.actors.get(actor, (actor,))))
            if len(self.coverage) > MEMORY:
                self.coverage.clear()
            self.coverage[key] = count
        return count


def merge(reports: Sequence[Report], actors: Scope, places: Scope, overrides: Overrides | None = None) -> list[list[Report]]:
    """Groups of reports that tell of one talk, each group and the list of groups in canonical order.

    ``actors`` and ``places`` map an id to itself and all above it, outermost last; ids missing there stand for themselves.
    """
    return Merger(reports, actors, places, overrides or Overrides()).run()


def canonical(report: Report) -> tuple[object, ...]:
    """The order in which reports are considered and listed: day, day of publication, article, id."""
    return (report.first or date.max, report.published or date.max, report.doc, report.id)


def _dated(report: Report) -> bool:
    return report.first is not None and report.last is not None and (report.last - report.first).days <= LONGEST


def _days_fit(a: Report, b: Report) -> bool:
    if a.first is None or a.last is None or b.first is None or b.last is None:
        published = [day for day in (a.published, b.published) if day]
        near = all(abs((y - x).days) <= PUBLISHED_WITHIN for x, y in pairwise(published))
        return near and (a.first is None) == (b.first is None)
    gap = max((b.first - a.last).days, (a.first - b.last).days)
    sure = a.basis == b.basis == "stated" and not {a.status, b.status} & _AHEAD
    return gap <= (0 if sure else TOLERANCE)
