"""Bodies that no table has, made of a head word and of what they serve: ``هيئة النزاهة العراقية``, ``مكتب الرئيس التركي``,
``المكتب الصحفي للكرملين``, ``البعثة الأميركية لدى حلف شمال الأطلسي``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.extract.chunks import Chunk
from core.extract.names import commonness
from core.extract.reading import Reading
from core.extract.titles import TitleParser, body_of
from core.language.lexicon import Hit
from core.language.romanize import slug

if TYPE_CHECKING:
    from core.extract.actors import Finder

# Zipf value above which a definite word behind a head is too ordinary to name what a body is for (اللجنة، مجلس الشيء).
ORDINARY = 5.6


class DeskFinder:
    """Such bodies of one document."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def chunk(self, hit: Hit, finder: Finder) -> Chunk | None:
        """The body that begins at this hit, noted with the finder, or ``None``."""
        if hit.of("actor") is not None:
            return None
        found = None
        if hit.of("desk") is not None:
            found = self._desk(hit)
        elif hit.of("mission") is not None:
            found = self._mission(hit)
        elif hit.of("body-head", "strong-body-head") is not None:
            found = self._national(hit)
        if found is None:
            return None
        end, of = found
        stop = self.reading.tokens.ends[end - 1]
        name = re.sub(r"\s+", " ", self.reading.text(hit.start, stop))
        head = hit.of("body-head", "strong-body-head")
        kind = head.get("kind") if head is not None else "organization"
        ident = finder.add_body(slug(name), name, None, kind or "organization", of, hit.start, stop, "actor.desk")
        return Chunk(hit.first, end, (ident,), finder.builders[ident].kind, "pattern", (hit.first, end))

    def _hit(self, j: int) -> Hit | None:
        hit = self.reading.at[j] if j < len(self.reading.tokens) else None
        return hit if hit is not None and hit.first == j and self.reading.tokens.line[j] == self.reading.tokens.line[j - 1] else None

    def _desk(self, hit: Hit) -> tuple[int, str | None] | None:
        """The office of somebody who has one: a title without a name, or a body, behind the head or its ل."""
        following = self._hit(hit.last)
        definite = self.reading.word(hit.first)[len(hit.clitic) :].startswith("ال")
        if following is None or (following.clitic == "ل") != definite or following.clitic not in ("", "ل"):
            return None
        if following.of("title") is not None:
            phrase = TitleParser(self.reading).parse(hit.last)
            if phrase is None or not phrase.bearers or phrase.bearers[0].name is not None or phrase.last <= following.last - 1:
                return None
            of = phrase.bearers[0].of
            return (phrase.last, of) if of is not None else None
        body = body_of(following, self.reading)
        return (following.last, body) if body is not None else None

    def _mission(self, hit: Hit) -> tuple[int, str | None] | None:
        """A state's mission to a body: nationality, لدى, and the body."""
        nation = self._hit(hit.last)
        demonym = nation.of("demonym") if nation is not None else None
        if demonym is None or nation is None or not self.reading.beside(nation.last, "mission-to"):
            return None
        host = self._hit(nation.last + 1)
        body = body_of(host, self.reading)
        return (host.last, demonym.id) if host is not None and body is not None else None

    def _national(self, hit: Hit) -> tuple[int, str | None] | None:
        """A head, one or two definite words that say what it is for, and a nationality."""
        reading, j = self.reading, hit.last
        while j - hit.last < 2 and self._purpose(j):
            j += 1
        nation = self._hit(j)
        demonym = nation.of("demonym") if nation is not None and not nation.clitic else None
        if j == hit.last or demonym is None or not demonym.get("definite") or nation is None:
            return None
        ordinary = commonness(reading, reading.word(hit.last)) > ORDINARY
        return None if ordinary else (nation.last, demonym.id)

    def _purpose(self, j: int) -> bool:
        reading = self.reading
        if j >= len(reading.tokens) or reading.tokens.line[j] != reading.tokens.line[j - 1] or not reading.word(j).startswith("ال"):
            return False
        here = reading.at[j]
        blocking = ("title", "place", "actor", "metonym", "demonym", "cue", "encounter-noun", "weekday", "relative")
        return here is None or here.first == j and here.of(*blocking) is None
