"""One encounter told several times in one document is one talk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.knowledge import Knowledge
from core.model import Actor

if TYPE_CHECKING:
    from core.extract.scene import Candidate

_SPECIFIC = {"visit": 0, "meeting": 1, "negotiations": 2, "conference": 3, "summit": 3, "session": 3, "call": 3}
_MEETINGS = {"visit", "meeting", "summit"}
_AHEAD = ("planned", "proposed")
_BACKGROUND = 30
"""Days before the report from which on an encounter is background."""


def merge(candidates: list[Candidate], known: Knowledge, actors: dict[str, Actor], day: date | None) -> list[Candidate]:
    """Join candidates of one encounter in a document of ``day``, the better told one first; order of the text is kept."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (-_told(c), c.trigger.first)):
        for other in kept:
            if not _recalled(candidate, other, day) and _same(candidate, other, known, actors):
                _join(other, candidate, known, actors)
                break
        else:
            candidate.participants = _reduced(candidate.participants, known, actors)
            kept.append(candidate)
    return sorted((c for c in kept if not _umbrella(c, kept, actors)), key=lambda c: c.trigger.first)


def _umbrella(c: Candidate, kept: list[Candidate], actors: dict[str, Actor]) -> bool:
    """Whether ``c`` only sums up encounters that are told one by one (met the president and the minister)."""
    people = _people(c, actors)
    if len(people) < 3 or c.kind not in _MEETINGS:
        return False
    parts = [p for o in kept if o is not c and o.kind in _MEETINGS and len(p := _people(o, actors)) >= 2 and p < people]
    return len(parts) >= 2 and set().union(*parts) == people


def _told(c: Candidate) -> int:
    return 2 * min(len(c.participants), 3) + 2 * (c.days is not None) + (c.place is not None) - c.definite


def _parties(ids: list[str], known: Knowledge) -> set[str]:
    return {known.state_of(i) or (known.actors[i].affiliation if i in known.actors else None) or i for i in ids}


def _same(a: Candidate, b: Candidate, known: Knowledge, actors: dict[str, Actor]) -> bool:
    """Whether two candidates can be one encounter: days and places agree, and those who meet overlap."""
    if a.kind != b.kind and not (
        {a.kind, b.kind} <= _MEETINGS or _by_phone(a, b) or (a.track and a.track == b.track and not _people(a, actors) | _people(b, actors))
    ):
        return False
    if a.kind != b.kind and a.sentence == b.sentence and (a.status in _AHEAD) != (b.status in _AHEAD):
        return False  # بحث الوزيران خلال لقائهما القمة المقبلة
    if a.days and b.days and (a.days[1] < b.days[0] or b.days[1] < a.days[0]):
        return False
    if a.place and b.place and a.place != b.place and not _within(a.place, b.place, known):
        return False
    if a.round and b.round and a.round != b.round:
        return False
    if {a.status, b.status} & {"postponed", "cancelled"} and a.status != b.status and (a.days or b.days) and a.days != b.days:
        return False
    if (
        a.sure
        and b.sure
        and a.status != b.status
        and {a.status, b.status} != {"planned", "ongoing"}
        and not (a.days and b.days and a.days == b.days)
    ):
        if not ({a.status, b.status} <= {"planned", "proposed"}):
            return False
    people_a, people_b = _people(a, actors), _people(b, actors)
    parties_a, parties_b = _parties(a.participants, known), _parties(b.participants, known)
    shared = parties_a & parties_b
    if a.kind == "call" and len(people_a) > 1 and len(people_b) > 1 and people_a != people_b:
        return False
    if people_a and people_b:
        if _sums_up(people_a, people_b, known) or _sums_up(people_b, people_a, known):
            return False
        if len(people_a & people_b) >= min(2, len(people_a), len(people_b)) and len(shared) >= min(2, len(parties_a), len(parties_b)):
            return not (people_a - people_b and people_b - people_a and _conflict(people_a, people_b, known))
        return False
    if a.track and a.track == b.track and a.kind == b.kind:
        return True
    if not parties_a or not parties_b:
        if _retold(a, b) or _the_same_one(a, b):
            return True
        return bool((a.place and a.place == b.place) or (a.days and a.days == b.days and (a.definite or b.definite)))
    if a.kind == b.kind == "session" and shared and not (a.days and b.days):
        return True
    if len(shared) >= 2 or (shared and min(len(parties_a), len(parties_b)) == 1 and (a.days and b.days or a.place and a.place == b.place)):
        return True
    return False


def _recalled(a: Candidate, b: Candidate, day: date | None) -> bool:
    """Whether one is dated long before the report and the other, told apart from it, is not dated: the news and its background."""
    if day is None or (a.days is None) == (b.days is None):
        return False
    days = a.days or b.days
    return days is not None and (day - days[1]).days > _BACKGROUND and not _retold(a, b)


def _by_phone(a: Candidate, b: Candidate) -> bool:
    """A call, and what was discussed told without saying where: one conversation."""
    call, other = (a, b) if a.kind == "call" else (b, a)
    if call.kind != "call" or other.kind != "meeting" or other.place is not None or set(call.participants) != set(other.participants):
        return False
    verb = other.trigger.of("encounter-verb")
    return verb is not None and verb.get("about") is not None


def _the_same_one(a: Candidate, b: Candidate) -> bool:
    """``المؤتمر`` without parties, however far behind, is the congress that was named."""
    later = a if a.trigger.first > b.trigger.first else b
    return a.kind == b.kind and a.kind in ("conference", "summit") and later.definite and not later.participants


def _retold(a: Candidate, b: Candidate) -> bool:
    """Whether one of two that do not contradict each other names no party and stands right beside the other: the news of a
    meeting, and then who was there."""
    return a.sentence == b.sentence or (abs(a.sentence - b.sentence) <= 2 and (a if a.sentence > b.sentence else b).definite)


def _sums_up(large: set[str], small: set[str], known: Knowledge) -> bool:
    """Whether the larger company has, beside a pair, another one of the pair's states: two encounters told together."""
    extra = large - small
    return len(small) == 2 and small < large and bool({known.state_of(p) for p in extra} & {known.state_of(p) for p in small} - {None})


def _conflict(a: set[str], b: set[str], known: Knowledge) -> bool:
    """Two different people of one state, each on one side only, are two encounters."""
    states_a = {known.state_of(p) for p in a - b}
    return any(known.state_of(p) in states_a and known.state_of(p) for p in b - a)


def _people(c: Candidate, actors: dict[str, Actor]) -> set[str]:
    return {p for p in c.participants if actors[p].kind == "person"}


def _within(a: str, b: str, known: Knowledge) -> bool:
    pa, pb = known.places.get(a), known.places.get(b)
    return pa is not None and pb is not None and pa.country == pb.country and "country" in (pa.kind, pb.kind)


def _join(keep: Candidate, other: Candidate, known: Knowledge, actors: dict[str, Actor]) -> None:
    keep.participants = _reduced(list(dict.fromkeys([*keep.participants, *other.participants])), known, actors)
    if keep.days is None:
        keep.days, keep.basis = other.days, other.basis
    if keep.place is None or (other.place and known.places[keep.place].kind == "country" and known.places[other.place].kind != "country"):
        keep.place = other.place or keep.place
    keep.track, keep.round = keep.track or other.track, keep.round or other.round
    if "call" in (keep.kind, other.kind):
        keep.kind = "call"
    elif other.kind in _MEETINGS and _SPECIFIC.get(other.kind, 0) > _SPECIFIC.get(keep.kind, 0):
        keep.kind = other.kind
    if other.sure and not keep.sure:
        keep.status, keep.sure = other.status, True
    keep.confidence = min(0.95, keep.confidence + 0.05)


def _reduced(ids: list[str], known: Knowledge, actors: dict[str, Actor]) -> list[str]:
    """A person stands for its own state and ministry."""
    people = [i for i in ids if actors[i].kind == "person"]
    covered = {known.state_of(p) for p in people} | {actors[p].affiliation for p in people}
    return [
        i
        for i in ids
        if actors[i].kind == "person"
        or (
            i not in covered
            and not (actors[i].affiliation in covered and actors[i].kind == "organization" and i.endswith(("-mfa", "-mod", "-government")))
        )
    ]
