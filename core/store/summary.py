"""A group of reports → the one talk they tell of: the value most reports give, and where they disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.store.merge import Report, Scope

_RANK = {"held": 0, "ongoing": 1, "cancelled": 2, "postponed": 3, "planned": 4, "proposed": 5}
"""How definite a status is."""
_AHEAD = ("planned", "proposed")


@dataclass(frozen=True, slots=True)
class Merged:
    """A talk over all its reports, in the columns of the table ``talks``; ``disagreement``: field → the values that differ."""

    talk_id: str
    kind: str
    status: str
    first: date | None
    last: date | None
    basis: str | None
    place: str | None
    track: str | None
    round: int | None
    documented: str | None
    n_reports: int
    n_outlets: int
    first_reported: date | None
    announced_before: int | None
    confidence: float
    disagreement: dict[str, list[str]]
    participants: tuple[str, ...]


def summarise(group: Sequence[Report], talk_id: str, actors: Scope, places: Scope) -> Merged:
    """What the reports of ``group`` say together.

    Copies of an article add no weight. The kind, place, track and round are the ones most reports give (a report of a country
    also speaks for the city in it), the status held or that of the latest reports, the days the most exact stated ones, the participants
    all that are named (a state steps back where somebody who speaks for it is named). ``confidence`` is that of independent
    reports: 1 - (1 - c1)(1 - c2)…
    """
    own = [r for r in group if not r.copy] or list(group)
    first, last, basis = _days([r for r in own if r.first] or [r for r in group if r.first])
    status = _status(own)
    place = _place([r.place for r in own if r.place], places)
    reported = min((r.published for r in group if r.published), default=None)
    doubt = 1.0
    for confidence in {r.doc: r.confidence for r in sorted(own, key=lambda r: r.confidence)}.values():
        doubt *= 1.0 - min(0.99, confidence)
    return Merged(
        talk_id=talk_id,
        kind=_most(r.kind for r in own if r.status == status) or own[0].kind,
        status=status,
        first=first,
        last=last,
        basis=basis,
        place=place,
        track=_most(r.track for r in own),
        round=next((int(n) for n in [_most(str(r.round) for r in own if r.round)] if n), None),
        documented=_most(r.documented for r in own),
        n_reports=len({r.doc for r in own}),
        n_outlets=len({r.outlet for r in group if r.outlet}),
        first_reported=reported,
        announced_before=(first - reported).days if first and reported and reported < first else None,
        confidence=round(1.0 - doubt, 4),
        disagreement=_disagreement(own, (first, last), status, places.get(place or "", (place or "",))),
        participants=_participants(group, actors),
    )


def _participants(group: Sequence[Report], actors: Scope) -> tuple[str, ...]:
    people = {actor for report in group for actor in report.participants}
    spoken_for = {up for actor in people for up in actors.get(actor, (actor,))[1:]}
    return tuple(sorted(people - spoken_for)) if len(people - spoken_for) > 1 else tuple(sorted(people))


def _place(told: Sequence[str], places: Scope) -> str | None:
    """The place with most votes, those for the places around it counted in; of equals, the innermost, then the first by id."""
    votes = Counter(told)
    weight = {place: sum(votes[outer] for outer in places.get(place, (place,))) for place in votes}
    return min(votes, key=lambda place: (-weight[place], -len(places.get(place, (place,))), place)) if votes else None


def _disagreement(
    reports: Sequence[Report], days: tuple[date | None, date | None], status: str, around: tuple[str, ...]
) -> dict[str, list[str]]:
    """Field → the values that cannot all be right. A vaguer span or place that holds the chosen one is none, nor is a plan
    told before the day."""
    first, last = days
    statuses = {r.status for r in reports if not (_announced(r, last) and status not in _AHEAD)}
    spans = {(r.first, r.last) for r in reports if r.first and r.last}
    values = {
        "kind": {r.kind for r in reports},
        "status": statuses | {status},
        "place": {r.place for r in reports if r.place and r.place not in around[1:]},
        "days": {f"{a}..{b}" for a, b in spans if (a, b) == days or not (first and last and a <= first and last <= b)},
    }
    return {name: sorted(found) for name, found in values.items() if len(found) > 1}


def _announced(report: Report, last: date | None) -> bool:
    return report.status in _AHEAD and (last is None or report.published is None or report.published <= last)


def _days(dated: Sequence[Report]) -> tuple[date | None, date | None, str | None]:
    """The shortest spans are the most exact; among them the one most reports give, a stated one before an inferred one."""
    stated = [r for r in dated if r.basis == "stated"] or list(dated)
    spans = [(r.first, r.last) for r in stated if r.first and r.last]
    if not spans:
        return None, None, None
    shortest = min(last - first for first, last in spans)
    sharp = Counter(span for span in spans if span[1] - span[0] <= shortest + timedelta(days=1))
    (first, last), _ = min(sharp.items(), key=lambda item: (-item[1], item[0]))
    return first, last, stated[0].basis


def _status(reports: Sequence[Report]) -> str:
    """What was held stays held; before that the latest reports count, and among those of one day the most definite."""
    if any(r.status == "held" for r in reports):
        return "held"
    latest = max((r.published for r in reports if r.published), default=None)
    now = [r.status for r in reports if r.published == latest] or [r.status for r in reports]
    return min(now, key=lambda status: (_RANK.get(status, 9), status))


def _most(values: Iterable[str | None]) -> str | None:
    counted = Counter(value for value in values if value)
    return min(counted.items(), key=lambda item: (-item[1], item[0]))[0] if counted else None
