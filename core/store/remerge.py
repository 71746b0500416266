"""Merging again after a few articles came or went: only the talks that the change can reach, with the outcome of merging everything.

Reports meet only under the keys they share (:meth:`Merger.keys`), and what does not join leaves no trace. So a group whose own
reports did not change comes out as before unless it shares a key with one that did. Starting from the reports that are new, gone or
changed, the groups around them are merged anew; where one of these comes out differently, it counts as changed as well and its
surroundings are taken in, until nothing more changes. What is left comes out as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from core.store.merge import LONGEST, PUBLISHED_WITHIN, TOLERANCE, Merger, Overrides, Report, Scope, canonical

Days = npt.NDArray[np.int64]
Key = tuple[int, str]
"""A day and what reports on it share."""
NEVER = -1_000_000


class Neighbourhood:
    """All reports by the days on which others can meet them, in numbers: ``first``, ``last`` and ``published`` are days since 1970
    or :data:`NEVER`, ``documented`` the positions of those that name a documented talk."""

    def __init__(self, first: Days, last: Days, published: Days, documented: Mapping[str, Sequence[int]]) -> None:
        dated = (first != NEVER) & (last != NEVER) & (last - first <= LONGEST)
        self.first, self.last, self.dated, self.published = first, last, dated, published
        self.documented = documented

    def around(self, reports: Iterable[Report], unnamed: Collection[str] = ()) -> npt.NDArray[np.intp]:
        """Positions of the reports that may share a key with one of ``reports`` (and of others), or name one of ``unnamed``."""
        dated, weeks, named = _Days(), _Days(), set(unnamed)
        for report in reports:
            if report.documented:
                named.add(report.documented)
            if report.first and report.last and (report.last - report.first).days <= LONGEST:
                dated.add(_number(report.first) - TOLERANCE, _number(report.last) + TOLERANCE)
            elif report.published:
                day = _number(report.published)
                dated_within = 2 * (PUBLISHED_WITHIN + 1)
                weeks.add(day - dated_within, day + dated_within)
        found = (self.dated & dated.meet(self.first, self.last)) | (~self.dated & weeks.meet(self.published, self.published))
        positions = [np.flatnonzero(found), *(np.asarray(self.documented.get(name, ()), dtype=np.intp) for name in sorted(named))]
        return np.unique(np.concatenate(positions))


class _Days:
    """A set of days."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []

    def add(self, first: int, last: int) -> None:
        self.spans.append((first, last))

    def meet(self, first: Days, last: Days) -> npt.NDArray[np.bool_]:
        """Which of the spans hold one of the days; none that begins at ``NEVER``."""
        if not self.spans:
            return np.zeros(len(first), dtype=bool)
        low, high = min(s for s, _ in self.spans), max(e for _, e in self.spans)
        marks = np.zeros(high - low + 3, dtype=np.int64)
        for start, end in self.spans:
            marks[start - low : end - low + 1] = 1
        before = np.concatenate(([0], np.cumsum(marks)))
        a, b = np.clip(first - low, 0, high - low + 1), np.clip(last - low + 1, 0, high - low + 2)
        met: npt.NDArray[np.bool_] = (first != NEVER) & (before[b] > before[a])
        return met


def remerge(
    changed: Collection[str],
    torn: Collection[str],
    unnamed: Collection[str],
    where: Neighbourhood,
    at: Callable[[npt.NDArray[np.intp]], list[tuple[Report, str | None]]],
    members: Callable[[Collection[str]], list[tuple[Report, str | None]]],
    load: Callable[[Collection[str]], list[tuple[Report, str | None]]],
    actors: Scope,
    places: Scope,
    overrides: Overrides,
) -> tuple[list[list[Report]], set[str]]:
    """The groups that had to be made anew and the ids of the talks they replace; all other talks stand.

    ``changed`` are ids of reports that are new or read differently, ``torn`` ids of talks that lost one, ``unnamed`` the documented
    talks that reports gone had named. ``at``, ``members`` and
    ``load`` give reports with the id of their old talk (``None`` for new ones): of positions in ``where``, of whole talks, of report ids.
    """
    known: dict[str, Report] = {}
    talk: dict[str, str | None] = {}

    def take(rows: list[tuple[Report, str | None]]) -> None:
        for report, old in rows:
            known.setdefault(report.id, report)
            talk.setdefault(report.id, old)

    take(load(changed))
    mine = set(changed) & set(known)
    whole: set[str] = set()

    def complete(talks: set[str]) -> None:
        """Know every report of these talks."""
        missing = talks - whole
        if missing:
            take(members(missing))
            whole.update(missing)

    keys_of: dict[str, frozenset[Key]] = {}
    probe = Merger([], actors, places, overrides)

    def keys(report: Report) -> frozenset[Key]:
        """Where a report meets others."""
        found = keys_of.get(report.id)
        if found is None:
            found = keys_of[report.id] = frozenset((day, key) for day, key, _, _ in probe.keys(report))
        return found

    parts = _Parts(actors, places, overrides)
    touched = {old for key in mine if (old := talk[key])} | set(torn)
    seen = np.array([], dtype=np.intp)
    while True:
        complete(touched)
        mine |= {key for key, old in talk.items() if old in touched}
        near = where.around((known[key] for key in sorted(mine)), unnamed)
        take(at(np.setdiff1d(near, seen)))
        seen = np.union1d(seen, near)
        shared = frozenset((0, f"d {name}") for name in unnamed).union(*(keys(known[key]) for key in mine))
        met = {old for key, old in talk.items() if old and old not in touched}
        beside = {talk[key] for key, report in known.items() if talk[key] in met and not shared.isdisjoint(keys(report))}
        complete({old for old in beside if old})
        area = [known[key] for key, old in talk.items() if key in mine or old in beside]
        groups = parts.merge([(report, keys(report)) for report in area])
        wider = _mixed(groups, talk, mine)
        if wider <= touched:
            return _settled(groups, talk, mine, touched, unnamed)
        touched |= wider


class _Parts:
    """Merges reports that cannot meet apart from each other, and each such part once."""

    def __init__(self, actors: Scope, places: Scope, overrides: Overrides) -> None:
        self.actors, self.places, self.overrides = actors, places, overrides
        self.known: dict[frozenset[str], list[list[Report]]] = {}

    def merge(self, area: Sequence[tuple[Report, frozenset[Key]]]) -> list[list[Report]]:
        """The groups of the reports in ``area``, each with the keys it meets others under, as :meth:`Merger.run` gives them."""
        found: list[list[Report]] = []
        for part in self._parts(area):
            name = frozenset(report.id for report in part)
            if name not in self.known:
                self.known[name] = Merger(part, self.actors, self.places, self.overrides).run()
            found += self.known[name]
        return sorted(found, key=lambda group: canonical(group[0]))

    def _parts(self, area: Sequence[tuple[Report, frozenset[Key]]]) -> Collection[list[Report]]:
        """The reports that are connected by keys, or by a correction."""
        up = list(range(len(area)))

        def root(at: int) -> int:
            while up[at] != at:
                up[at] = up[up[at]]
                at = up[at]
            return at

        first: dict[Key | str, int] = {}
        for at, (report, keys) in enumerate(area):
            first[report.id] = at
            for key in keys:
                up[root(at)] = root(first.setdefault(key, at))
        for a, b in self.overrides.join:
            if a in first and b in first:
                up[root(first[a])] = root(first[b])
        parts: dict[int, list[Report]] = {}
        for at, (report, _) in enumerate(area):
            parts.setdefault(root(at), []).append(report)
        return parts.values()


def _settled(
    groups: list[list[Report]], talk: Mapping[str, str | None], mine: set[str], touched: set[str], unnamed: Collection[str]
) -> tuple[list[list[Report]], set[str]]:
    """The groups of changed reports, and those that could bear the name of a documented talk instead of them."""
    kept = [group for group in groups if any(report.id in mine for report in group)]
    named = {report.documented for group in kept for report in group} - {None} | set(unnamed)
    rivals = [group for group in groups if any(report.documented in named for report in group) and group not in kept] if named else []
    merged = sorted([*kept, *rivals], key=_place(groups))
    return merged, touched | {old for group in rivals for report in group if (old := talk[report.id])}


def _mixed(groups: list[list[Report]], talk: Mapping[str, str | None], mine: set[str]) -> set[str]:
    """The old talks whose reports came together with reports of another talk or with changed ones, or fell apart."""
    seen: dict[str, int] = {}
    mixed: set[str] = set()
    for number, group in enumerate(groups):
        old = {talk[report.id] for report in group}
        if len(old) > 1 or any(report.id in mine for report in group):
            mixed.update(name for name in old if name)
        for name in old:
            if name and seen.setdefault(name, number) != number:
                mixed.add(name)
    return mixed


def _place(groups: list[list[Report]]) -> Callable[[list[Report]], int]:
    order = {id(group): number for number, group in enumerate(groups)}
    return lambda group: order[id(group)]


def _number(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def report_of(row: tuple[Any, ...]) -> Report:
    """A report from ``(id, doc, …, people, confidence)``, the fields of :class:`Report` in order."""
    *fields, people, confidence = row
    return Report(*(*fields, tuple(people or ()), confidence))
