"""الدول الثلاث، البلدان، الوزيران: groups that the text has named before and now speaks of together."""

from __future__ import annotations

from core.extract.chunks import Chunk
from core.extract.reading import Reading

_REACH, _PAIR = 160, 100
"""Tokens back to which a group, and a pair, may have been named."""


_LIKE = {
    "head-of-state": ("head-of-state", "monarch", "emir", "prime-minister"),
    "minister": ("foreign-minister", "defence-minister", "minister", "deputy-foreign-minister", "interior-minister"),
}
"""Offices that a group word can mean beside the one it names."""


def groups(reading: Reading, chunks: list[Chunk]) -> list[Chunk]:
    """A chunk for every group word: as many states or people as it counts, the last ones named before it."""
    out: list[Chunk] = []
    covered = {i for c in chunks for i in range(c.first, c.last)}
    for hit in reading.hits:
        entry = hit.of("group-of-states")
        if entry is None or hit.first in covered:
            continue
        office = entry.get("office") or None
        members = _delegations(reading, hit.first, chunks) if entry.get("sides") else ()
        members = members or last_named(reading, hit.first, chunks, int(entry.get("count") or 2), entry.get("kind"), office)
        if members:
            out.append(Chunk(hit.first, hit.last, members, entry.get("kind"), "group", None, office, many=True))
    return out


def _delegations(reading: Reading, before: int, chunks: list[Chunk]) -> tuple[str, ...]:
    """الوفدان, طرفا النزاع: the government's side and the opposition's, as each was named last."""
    found: dict[str, str] = {}
    for chunk in reversed([c for c in chunks if before - _REACH < c.first < before and c.kind == "organization"]):
        for actor in chunk.actors:
            row = reading.known.actors.get(actor)
            if row is not None and (row.side or "").startswith("syria-"):
                found.setdefault(row.side or "", actor)
    return tuple(reversed(found.values())) if len(found) == 2 else ()


def holds(reading: Reading, actor: str, office: str | None) -> bool:
    """Whether somebody ever held such an office; of people without a row nobody knows."""
    terms = reading.known.terms_of.get(actor, ())
    return office is None or not terms or any(term.office in _LIKE.get(office, (office,)) for term in terms)


def last_named(
    reading: Reading, before: int, chunks: list[Chunk], count: int, kind: str, office: str | None = None
) -> tuple[str, ...]:
    """The last ``count`` different actors of this kind (and office) before a token; those of one phrase (وزراء إيران وروسيا)
    first."""
    near = [c for c in chunks if before - (_REACH if count > 2 else _PAIR) < c.first < before]
    for chunk in reversed(near):
        if len(chunk.actors) == count and chunk.kind == kind:
            return chunk.actors
    found: dict[str, None] = {}
    for chunk in reversed(near):
        if chunk.kind == kind:
            for actor in chunk.actors:
                if holds(reading, actor, office):
                    found.setdefault(actor)
            if len(found) >= count:
                return tuple(list(found)[:count])
    return _by_people(reading, near, count) if kind == "state" else ()


def _by_people(reading: Reading, near: list[Chunk], count: int) -> tuple[str, ...]:
    """For states that only their people stand for: the last ``count`` people of different states."""
    found: dict[str, str] = {}
    for chunk in reversed(near):
        if chunk.kind == "person":
            for actor in chunk.actors:
                row = reading.known.actors.get(actor)
                state = reading.known.state_of(row.affiliation) if row is not None else None
                if state is not None:
                    found.setdefault(state, actor)
            if len(found) >= count:
                return tuple(list(found.values())[:count])
    return ()
