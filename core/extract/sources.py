"""Possible speakers as they stand in the text: named actors, and sources without a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.extract.chunks import Chunk
from core.extract.reading import Reading
from core.language.lexicon import Hit
from core.language.text import fold_word
from core.model import Actor

_THAT = ("ان", "بان")
_OF_SOURCE = (
    "demonym", "metonym", "actor", "place", "title", "state-noun", "source-noun", "media-head", "body-head",
)  # fmt: skip
_SEAT = ("place", "actor", "metonym", "body-head", "delegation-head", "title")


@dataclass(slots=True)
class Speaker:
    """A speaker as found: an actor id (or ``None``), the words that name it, its tokens, and agreement."""

    actor: str | None
    text: str
    first: int
    last: int
    feminine: bool | None
    kind: str
    many: bool = False


def object_of(noun: str, word: str) -> bool:
    """``دعا المسؤول البحريني المواطنين``: whether a definite plural in the accusative behind a definite singular is whom he calls."""
    definite = noun.startswith("ال") and word.startswith("ال")
    return definite and len(word) > 6 and word.endswith("ين") and not noun.endswith(("ين", "ون", "ان", "ات"))


class Sources:
    """Makes speakers of referring expressions and of source nouns."""

    def __init__(self, reading: Reading, actors: dict[str, Actor]) -> None:
        self.reading = reading
        self.actors = actors
        self._places = reading.known.words.get("source-place", frozenset())
        self._feminine_sources = tuple(reading.known.words.get("feminine-source", ()))

    def of_chunk(self, chunk: Chunk) -> Speaker:
        """The speaker that a referring expression stands for."""
        start, end = self.reading.tokens.span(chunk.first, chunk.last)
        hit = self.reading.at[chunk.first]
        if hit is not None and hit.first == chunk.first:
            start = hit.start
        text = re.sub(r"\s+", " ", self.reading.text(start, end)).strip(" ،,")
        many = chunk.many or len(chunk.actors) > 1
        return Speaker(chunk.actors[0], text, chunk.first, chunk.last, self._feminine(chunk), chunk.kind, many)

    def _feminine(self, chunk: Chunk) -> bool | None:
        if chunk.kind != "person":
            word = self.reading.word(chunk.first)
            if chunk.kind in ("organization", "armed_group", "media") and not word.endswith(("ه", "ات", "ي")):
                return None
            return True
        name = self.actors[chunk.actors[0]].name_ar.split()
        return bool(name) and fold_word(name[0]) in self.reading.known.female_names

    def source(self, i: int, items: list[Speaker]) -> Speaker | None:
        """An unnamed source with its adjectives and where it sits (مصادر دبلوماسية في جنيف); ``items`` are named speakers."""
        reading = self.reading
        hit = reading.at[i]
        entry = hit.of("source-noun") if hit is not None else None
        if hit is None or entry is None or hit.clitic not in ("", "و", "ل", "ف"):
            return None
        j, line = hit.last, reading.tokens.line[i]
        while j < len(reading.tokens) and j - i < 10 and reading.tokens.line[j] == line:
            ahead = self._extended(j, i, hit)
            if ahead == j:
                break
            j = ahead
        statement = entry.id == "statement"
        issuer = next((s for s in items if s.first == j and s.kind == "organization"), None) if statement else None
        j = issuer.last if issuer is not None else j
        inside = next((s for s in items if i < s.first and s.last <= j), None)
        actor = inside.actor if inside is not None and (inside.kind == "organization" or statement) else None
        word = reading.word(hit.first)
        feminine = word.rstrip("ا").endswith((*self._feminine_sources, "ه"))
        many = not statement and word.endswith(("ون", "ين", "اء", "ان"))
        kind = "paper" if entry.id == "paper" else "source"
        text = " ".join(reading.text(hit.start, reading.tokens.ends[j - 1]).split())
        return Speaker(actor, text, i, j, feminine, kind, many)

    def _extended(self, j: int, i: int, noun: Hit) -> int:
        """The token behind the word at ``j`` if that still belongs to the source, else ``j``."""
        reading = self.reading
        word, here = reading.word(j), reading.at[j]
        if here is None:
            if not word.isalpha() or word.startswith(_THAT):
                return j
            return j + 1 if self._adjective(word, noun.first) else j
        if here.first != j:
            return j
        if here.clitic == "ل" and (here.of("source-noun", "media-head") is not None or self._media(here)):
            return j  # مسؤول لصحيفة س: who was told
        if here.of(*_OF_SOURCE) and (here.clitic in ("", "ل", "ب") or j == i):
            return here.last
        if here.of("preposition") and here.clitic == "" and word in self._places and j + 1 < len(reading.tokens):
            where = reading.at[j + 1]
            if where is not None and where.of(*_SEAT) and where.clitic == "":
                return where.last
            if where is None and j > noun.last and reading.word(j + 1).startswith("ال"):
                return j + 2
        compass = here.of("locative") is not None and not here.clitic and word.endswith("ي") and len(word) > 3
        return here.last if compass and not reading.is_word(j + 1, "place") else j

    def _media(self, hit: Hit) -> bool:
        actor = hit.of("actor")
        return actor is not None and self.reading.known.actors[actor.id].kind == "media"

    def _adjective(self, word: str, first: int) -> bool:
        """Whether a word can be an adjective of the source noun: as definite as it or more, and not a verb."""
        if self.reading.word(first).startswith("ال") and not word.startswith("ال") or object_of(self.reading.word(first), word):
            return False
        return word.endswith(("ه", "ي", "ين", "ون", "ات", "يه")) or word.startswith(("م", "ال"))
