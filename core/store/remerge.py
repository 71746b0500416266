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
Rows = list[tuple[Report, str | None]]
"""Reports, each with the id of its old talk (``None``: new)."""
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
    at: Callable[[npt.NDArray[np.intp]], Rows],
    members: Callable[[Collection[str]], Rows],
    load: Callable[[Collection[str]], Rows],
    actors: Scope,
    places: Scope,
    overrides: Overrides,
) -> tuple[list[list[Report]], set[str]]:
    """The groups that had to be made anew and the ids of the talks they replace; all other talks stand.

    ``changed`` are ids of reports that are new or read differently, ``torn`` ids of talks that lost one, ``unnamed`` the documented
    talks that reports gone had named. ``at``, ``members`` and
    ``load`` give reports with the id of their old talk (``None`` for new ones): of positions in ``where``, of whole talks, of report ids.
    """
    area = _Area(actors, places, overrides)
    area.take(load(changed))
    mine = set(changed) & set(area.known)
    touched = {old for key in mine if (old := area.talk[key])} | set(torn)
    area.ask((0, f"d {name}") for name in unnamed)
    whole: set[str] = set()

    def complete(talks: set[str]) -> None:
        """Know every report of these talks."""
        missing = talks - whole
        if missing:
            area.take(members(missing))
            whole.update(missing)

    asked: set[str] = set()
    seen = np.array([], dtype=np.intp)
    while True:
        complete(touched)
        mine |= {key for key, old in area.talk.items() if old in touched}
        for key in sorted(mine - asked):
            area.ask(area.keys[key])
        near = where.around((area.known[key] for key in sorted(mine - asked)), unnamed)
        asked |= mine
        area.take(at(np.setdiff1d(near, seen)))
        seen = np.union1d(seen, near)
        complete(area.beside - touched)
        groups = area.merged(mine)
        wider = _mixed(groups, area.talk, mine)
        if wider <= touched:
            return _settled(groups, area.talk, mine, touched, unnamed)
        touched |= wider


class _Area:
    """The reports that are known so far, and the groups of those that the change may reach.

    ``talk`` gives each report's old talk, ``keys`` where it meets others, ``beside`` the old talks that have a report under a key that
    was asked for.
    """

    def __init__(self, actors: Scope, places: Scope, overrides: Overrides) -> None:
        self.known: dict[str, Report] = {}
        self.talk: dict[str, str | None] = {}
        self.keys: dict[str, list[Key]] = {}
        self.beside: set[str] = set()
        self._rules = actors, places, overrides
        self._keys_of = Merger([], *self._rules).keys
        self._parts = _Parts(overrides)
        self._under: dict[Key, list[str]] = {}
        self._asked: set[Key] = set()
        self._inside: set[str] = set()
        self._groups: dict[str, list[list[Report]]] = {}

    def take(self, rows: Rows) -> None:
        """Know these reports."""
        for report, old in rows:
            if report.id in self.known:
                continue
            self.known[report.id], self.talk[report.id] = report, old
            keys = self.keys[report.id] = [(day, key) for day, key, _, _ in self._keys_of(report)]
            for key in keys:
                self._under.setdefault(key, []).append(report.id)
            if old and not self._asked.isdisjoint(keys):
                self.beside.add(old)

    def ask(self, keys: Iterable[Key]) -> None:
        """Whoever is known, or will be, under one of ``keys`` stands beside the change."""
        for key in keys:
            if key not in self._asked:
                self._asked.add(key)
                self.beside.update(old for report in self._under.get(key, ()) if (old := self.talk[report]))

    def merged(self, mine: Collection[str]) -> list[list[Report]]:
        """The groups of the reports in ``mine`` and of the talks beside them, as :meth:`Merger.run` gives them.

        Reports that no keys connect cannot meet, so that each connected part is merged for itself, and again only when it grew.
        """
        for key, old in self.talk.items():
            if key not in self._inside and (key in mine or old in self.beside):
                self._inside.add(key)
                for gone in self._parts.add(key, self.keys[key]):
                    self._groups.pop(gone, None)
        for name, part in self._parts.members.items():
            if name not in self._groups:
                self._groups[name] = Merger([self.known[key] for key in part], *self._rules).run()
        return sorted((group for groups in self._groups.values() for group in groups), key=lambda group: canonical(group[0]))


class _Parts:
    """Reports that keys or corrections connect: ``members`` of each part under the id that stands for it."""

    def __init__(self, overrides: Overrides) -> None:
        self.members: dict[str, list[str]] = {}
        self._up: dict[str, str] = {}
        self._first: dict[Key, str] = {}
        self._joined: dict[str, list[str]] = {}
        for a, b in overrides.join:
            self._joined.setdefault(a, []).append(b)
            self._joined.setdefault(b, []).append(a)

    def add(self, report: str, keys: Iterable[Key]) -> set[str]:
        """Put a report in; the ids of the parts that are no longer what they were, the new one included."""
        self._up[report], self.members[report] = report, [report]
        changed = {report}
        for other in (*(self._first.setdefault(key, report) for key in keys), *self._joined.get(report, ())):
            if other in self._up:
                changed |= self._join(self._root(report), self._root(other))
        return changed

    def _root(self, report: str) -> str:
        while self._up[report] != report:
            self._up[report] = report = self._up[self._up[report]]
        return report

    def _join(self, a: str, b: str) -> set[str]:
        if a == b:
            return set()
        keep, gone = (a, b) if len(self.members[a]) >= len(self.members[b]) else (b, a)
        self._up[gone] = keep
        self.members[keep] += self.members.pop(gone)
        return {a, b}


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
