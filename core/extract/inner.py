"""Names inside names: the body in ``مبعوث الأمم المتحدة``, the person in ``نظام الرئيس بشار الأسد``.

The lexicon keeps the longest match only; what such a match names further inside is looked up here, once per phrase.
"""

from __future__ import annotations

from core.extract.reading import Reading
from core.language.lexicon import Hit


class InnerNames:
    """Finds known actors inside longer matches of one document."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._found: dict[str, tuple[str, int, int] | None] = {}

    def person(self, hit: Hit) -> tuple[str, int, int] | None:
        """A person named in full inside a body's name: ``(id, start, end)`` as offsets."""
        return self._at(hit, self._search(hit, "person")) if hit.last - hit.first >= 3 else None

    def body(self, hit: Hit) -> tuple[str, int, int] | None:
        """A state or body named inside a title: ``(id, start, end)`` as offsets."""
        return self._at(hit, self._search(hit, "body")) if hit.last - hit.first >= 2 else None

    def _at(self, hit: Hit, found: tuple[str, int, int] | None) -> tuple[str, int, int] | None:
        if found is None:
            return None
        ident, first, last = found
        tokens = self.reading.tokens
        return ident, tokens.starts[hit.first + first], tokens.ends[hit.first + last - 1]

    def _search(self, hit: Hit, kind: str) -> tuple[str, int, int] | None:
        words = self.reading.tokens.words[hit.first : hit.last]
        key = f"{kind} {' '.join(words)}"
        if key not in self._found:
            self._found[key] = self._longest(words, kind)
        return self._found[key]

    def _longest(self, words: list[str], kind: str) -> tuple[str, int, int] | None:
        known = self.reading.known
        for width in range(len(words) - 1, 1, -1):
            for first in range(1, len(words) - width + 1):
                for entry in known.lexicon.get(" ".join(words[first : first + width])):
                    if entry.cls != "actor" or entry.get("short"):
                        continue
                    row = known.actors[entry.id]
                    if (row.kind == "person") == (kind == "person") and row.kind != "media":
                        return entry.id, first, first + width
        return None
