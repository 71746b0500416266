"""Which documented talk a reported one is: by its round, or by day, place and parties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.knowledge import Knowledge
from core.knowledge.tables import TalkRow
from core.model import Talk

_DAY = timedelta(days=1)
_KINDS = {
    "meeting": {"meeting", "summit", "visit", "negotiations", "conference"}, "visit": {"visit", "meeting", "summit"},
    "summit": {"summit", "meeting"}, "negotiations": {"negotiations", "conference", "meeting"},
    "conference": {"conference", "negotiations", "summit"}, "session": {"session"}, "call": {"call"},
}  # fmt: skip


class Register:
    """The documented talks, found by round and by day."""

    def __init__(self, known: Knowledge) -> None:
        self.known = known
        self.by_round: dict[tuple[str, int], TalkRow] = {}
        self.by_day: dict[date, list[TalkRow]] = {}
        for row in known.talks.values():
            if row.track and row.round:
                self.by_round.setdefault((row.track, row.round), row)
            for n in range(min((row.last - row.first).days, 20) + 1):
                self.by_day.setdefault(row.first + n * _DAY, []).append(row)

    def identify(self, talk: Talk) -> Talk:
        """``talk`` with the id of the documented one, its track, and its days where the report gives none."""
        row = self._find(talk)
        if row is None:
            return talk
        changed = replace(talk, documented=row.id, track=talk.track or row.track, round=talk.round or row.round)
        if talk.first is None and talk.round is not None and talk.status not in ("postponed", "cancelled"):
            changed = replace(changed, first=row.first, last=row.last, days_basis="inferred")
        return changed

    def _find(self, talk: Talk) -> TalkRow | None:
        if talk.track and talk.round:
            return self.by_round.get((talk.track, talk.round))
        if talk.first is None or talk.last is None or (talk.last - talk.first).days > 6:
            return None
        parties = self._parties(talk.participants)
        best: tuple[int, TalkRow] | None = None
        day = talk.first
        while day <= talk.last:
            for row in self.by_day.get(day, ()):
                score = self._score(talk, parties, row)
                if score and (best is None or score > best[0]):
                    best = (score, row)
            day += _DAY
        return best[1] if best else None

    def _score(self, talk: Talk, parties: set[str], row: TalkRow) -> int:
        """How well they agree: 0 when kinds, places or parties do not."""
        if row.kind not in _KINDS[talk.kind] or self._apart(talk.place, row.place):
            return 0
        shared = len(parties & self._parties(row.participants))
        if shared < min(2, len(parties)) or (shared < 2 and not (talk.place and talk.place == row.place)):
            return 0
        return shared + 2 * (talk.place is not None and talk.place == row.place) + len(set(talk.participants) & set(row.participants))

    def _apart(self, a: str | None, b: str | None) -> bool:
        """Whether two places cannot be one: a country holds its cities."""
        if a is None or b is None or a == b:
            return False
        first, second = self.known.places.get(a), self.known.places.get(b)
        return first is None or second is None or first.country != second.country or "country" not in (first.kind, second.kind)

    def _parties(self, ids: tuple[str, ...]) -> set[str]:
        return {self.known.state_of(i) or (self.known.actors[i].affiliation if i in self.known.actors else None) or i for i in ids}
