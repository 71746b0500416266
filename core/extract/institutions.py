"""Institutions of states: a ministry, army, parliament or embassy that is named by its kind and its state.

``الداخلية اللبنانية`` needs no row of its own: the language table gives the kinds of institutions with their English names,
the demonyms give the states. ``الجيشين السوري والعراقي`` names two at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.extract.chunks import Chunk
from core.extract.reading import Reading
from core.language.lexicon import Entry, Hit

if TYPE_CHECKING:
    from core.extract.actors import Finder


class InstitutionFinder:
    """Institutions of one document."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def chunk(self, hit: Hit, finder: Finder) -> Chunk | None:
        """The institution that begins at this hit, noted with the finder; without a state, the one of its kind named before."""
        entry = hit.of("institution")
        if entry is None or any(not e.get("short") for e in hit.all("actor")) or (entry.get("bare") and self.qualifies(hit)):
            return None
        states = self.states_behind(hit.last, many=bool(entry.get("number")), feminine=bool(entry.get("bare")))
        if not states:
            return None if entry.get("bare") else self._named_before(hit, entry, finder)
        idents = []
        for number, (state, first, last) in enumerate(states):
            start = hit.start if number == 0 else self.reading.at[first].start  # type: ignore[union-attr]
            idents.append(self._note(entry, state, start, self.reading.tokens.ends[last - 1], finder))
        end = states[-1][2]
        return Chunk(hit.first, end, tuple(idents), "organization", "name", (hit.first, end), many=len(idents) > 1, feminine=True)

    def qualifies(self, hit: Hit) -> bool:
        """Whether the word is an adjective or a genitive of the noun before it (السياسة الخارجية), not an institution."""
        word, before = self.reading.word(hit.first - 1), self.reading.at[hit.first - 1] if hit.first else None
        if hit.clitic or not word.isalpha() or self.reading.tokens.line[hit.first - 1] != self.reading.tokens.line[hit.first]:
            return False
        if before is not None and before.of(
            "cue", "complementizer", "preposition", "encounter-verb", "participant-prep", "according", "source-noun"
        ):
            return False
        return word.startswith(("ال", "وال", "لل", "بال", "فال"))

    def states_behind(self, j: int, *, many: bool, feminine: bool = False) -> list[tuple[str, int, int]]:
        """States named behind token ``j``: one demonym or name, or (``many``) several joined: ``(state, first, last)``."""
        found: list[tuple[str, int, int]] = []
        while (hit := self._hit(j)) is not None and hit.clitic == ("و" if found else ""):
            entry = hit.of("demonym")
            if entry is None or not entry.get("definite") or (feminine and entry.get("form") != "fem"):
                entry = None if found or feminine else self._state(hit)
            if entry is None:
                break
            found.append((entry.id, hit.first, hit.last))
            if not many:
                break
            j = hit.last
        return found

    def _state(self, hit: Hit) -> Entry | None:
        return next((e for e in hit.all("actor") if self.reading.known.actors[e.id].kind == "state"), None)

    def _hit(self, j: int) -> Hit | None:
        hit = self.reading.at[j] if j < len(self.reading.tokens) else None
        return hit if hit is not None and hit.first == j and self.reading.tokens.line[j] == self.reading.tokens.line[j - 1] else None

    def _note(self, entry: Entry, state: str, start: int, end: int, finder: Finder) -> str:
        known = self.reading.known
        ident = next((i for i in (f"{state}-{entry.id}", f"{known.actors[state].id}n-{entry.id}") if i in known.actors), None)
        if ident is not None:
            finder.mention(ident, start, end, "actor.institution")
            return ident
        name = f"{entry.get('en')} of {known.actors[state].name_en}"
        return finder.add_body(
            f"{state}-{entry.id}", self.reading.text(start, end), name, "organization", state, start, end, "actor.institution"
        )

    def _named_before(self, hit: Hit, entry: Entry, finder: Finder) -> Chunk | None:
        """``وزارة الخارجية`` alone, where one of the kind has been named: that one."""
        before = [i for i in finder.builders if i.endswith(f"-{entry.id}")]
        words = self.reading.tokens.words[hit.first : hit.last]
        if len(before) != 1 or entry.get("number") or not any(w[len(hit.clitic) :].startswith("ال") or w.startswith("ال") for w in words):
            return None
        finder.mention_body(before[0], hit.start, hit.end, "actor.institution-short")
        return Chunk(hit.first, hit.last, (before[0],), "organization", "short", (hit.first, hit.last), feminine=True)


def short_form(reading: Reading, hit: Hit, finder: Finder) -> Chunk | None:
    """``الوزارة``, ``المجلس``: the body named last whose own name begins with that word."""
    if hit.of("body-anaphor") is None or hit.of("actor") is not None:
        return None
    following = reading.word(hit.last)
    if (
        following.startswith("ال")
        and not reading.is_word(hit.last, "preposition")
        and following not in reading.known.words.get("title-adj", ())
    ):
        return None
    word = reading.word(hit.first)[len(hit.clitic) :]
    bare = word[2:] if word.startswith("ال") else word[1:]
    for chunk in reversed(finder.chunks):
        if chunk.kind in ("organization", "armed_group", "media") and len(chunk.actors) == 1:
            first = reading.word(chunk.first)
            if first.endswith(bare) and len(first) - len(bare) <= 3:
                finder.mention_body(chunk.actors[0], hit.start, hit.end, "actor.body-short")
                return Chunk(hit.first, hit.last, chunk.actors, chunk.kind, "short", (hit.first, hit.last), feminine=True)
    return None
