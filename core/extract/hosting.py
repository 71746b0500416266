"""Who hosts an encounter: the capital that speaks for its government, or a clause of its own (``القمة التي استضافتها جدة``)."""

from __future__ import annotations

from collections.abc import Sequence

from core.extract.reading import Reading
from core.extract.scene import Candidate, Part
from core.language.lexicon import Hit

_FAR = 3


def host_city(part: Part, c: Candidate, start: int, stop: int) -> str | None:
    """موسكو تستضيف: a capital that hosts is the place, though it speaks for its government."""
    for chunk in part.roles.chunks:
        if start <= chunk.first < stop and chunk.how == "metonym" and c.host is not None and chunk.actors[0] == c.host:
            hit = part.reading.at[chunk.first]
            entry = hit.of("metonym") if hit is not None else None
            if entry is not None and entry.get("place"):
                return entry.get("place")
    return None


def hosting_place(part: Part, places: Sequence[tuple[int, int, str]], c: Candidate) -> str | None:
    """The place behind a verb of hosting; a state that hosts becomes one of the parties. ``places`` holds first and last token
    and id of each place, in order."""
    i = _behind_hosting(part.reading, c.trigger)
    if i is None:
        return None
    chunk = part.roles.chunk_at(i)
    if chunk is not None and chunk.kind == "state" and chunk.actors[0] not in c.participants:
        c.participants.append(chunk.actors[0])
    return next((ident for first, _, ident in places if first == i), None)


def _behind_hosting(reading: Reading, noun: Hit) -> int | None:
    """The token behind a verb of hosting in the relative clause that follows an encounter's noun, else ``None``."""
    for j in range(noun.last, min(noun.last + _FAR, len(reading.tokens) - 2)):
        if reading.tokens.line[j] != reading.tokens.line[noun.first] or not reading.word(j).isalpha():
            return None
        if not reading.is_word(j, "relative"):
            continue
        verb = reading.at[j + 1]
        entry = verb.of("encounter-verb") if verb is not None and verb.first == j + 1 else None
        return verb.last if verb is not None and entry is not None and entry.get("host") and entry.get("tense") != "future" else None
    return None
