"""Referring expressions: where the text speaks of an actor, title and all, and whom it means."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.model import Actor, ActorKind, Mention


@dataclass(slots=True)
class Chunk:
    """Tokens ``first`` up to ``last`` speak of ``actors``. ``how`` says by what means: name, short, title, counterpart,
    anaphor, metonym, side, group, unknown or pattern. ``head`` are the tokens of the name itself; ``office`` and ``of``
    what the title says."""

    first: int
    last: int
    actors: tuple[str, ...]
    kind: str
    how: str
    head: tuple[int, int] | None = None
    office: str | None = None
    of: str | None = None
    many: bool = False
    feminine: bool = False


@dataclass(slots=True)
class Builder:
    """An actor while its mentions are collected."""

    id: str
    name_ar: str
    name_en: str | None
    kind: ActorKind
    affiliation: str | None
    side: str | None
    known: bool
    rule: str
    confidence: float
    role: str | None = None
    offices: list[tuple[str, str | None]] = field(default_factory=list)
    mentions: dict[tuple[int, int], Mention] = field(default_factory=dict)

    def mention(self, start: int, end: int, rule: str) -> None:
        """Note a surface once."""
        self.mentions.setdefault((start, end), Mention(start, end, rule))

    def actor(self) -> Actor:
        """The finished record, mentions in order of the text."""
        mentions = tuple(self.mentions[k] for k in sorted(self.mentions))
        return Actor(
            self.id, self.name_ar, self.name_en, self.kind, self.affiliation, self.side, mentions, self.known, self.role, self.rule,
            round(self.confidence, 3),
        )  # fmt: skip
