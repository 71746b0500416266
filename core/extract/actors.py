"""Actors: people, states, bodies and media, known by name or found by their titles.

``find`` returns the actors with their mentions, and the referring expressions (chunks) that talks and quotes build on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from core.extract.bodies import BODY_CLASSES, BodyFinder
from core.extract.chunks import Builder, Chunk
from core.extract.coreference import absorb, resolve_title
from core.extract.identity import pick
from core.extract.implied import implied
from core.extract.inner import InnerNames
from core.extract.loose import LooseNames
from core.extract.names import RARE, commonness, is_given
from core.extract.offices import WIDER
from core.extract.reading import Reading
from core.extract.slips import fitting, meant
from core.extract.titles import Bearer, TitleParser, TitlePhrase, body_of
from core.language.lexicon import Hit
from core.language.romanize import slug
from core.language.text import fold
from core.model import Actor, ActorKind

# Share of Syrian names among all names of states and nations from which on a document is about Syria. Of 248 articles on the
# diplomacy around Syria in which talks are found it keeps 241; of 2,300 other articles 2 in 100 still have one (bench/topic.py).
ABOUT = 0.05
# Word classes that tell whether a document is about Syria; that open a title; that can begin any chunk.
_TELLING = frozenset({"actor", "place", "demonym", "track"})
_TITLES = frozenset({"title", "rank", "honorific"})
_BEGINNING = _TITLES | {"actor"} | BODY_CLASSES


@dataclass(slots=True)
class ActorFinding:
    """What ``find`` returns: the actors, and the chunks in order of the text. ``implied`` are states and bodies that only
    a title without a name speaks of (نظيره الروسي); they count where they take part in a talk."""

    actors: tuple[Actor, ...]
    chunks: list[Chunk]
    about_syria: bool = False
    implied: tuple[Actor, ...] = ()


@dataclass(slots=True)
class Finder:
    """The work on one document."""

    reading: Reading
    day: date | None
    builders: dict[str, Builder] = field(default_factory=dict)
    chunks: list[Chunk] = field(default_factory=list)
    full: set[str] = field(default_factory=set)
    surnames: dict[str, str] = field(default_factory=dict)
    syrian: bool = False
    about_syria: bool = False

    def run(self) -> ActorFinding:
        """Find everything."""
        self._survey()
        self._walk()
        LooseNames(self).run()
        self._merge_parts()
        absorb(self)
        actors = [b.actor() for b in self.builders.values() if b.mentions]
        actors.sort(key=lambda a: (a.mentions[0].start, a.id))
        named = [a.id for a in actors]
        return ActorFinding(tuple(actors), self.chunks, self.about_syria, implied(self.reading, self.chunks, named))

    def _merge_parts(self) -> None:
        """Count an unnamed part of an actor (the factions of the opposition) as that actor where the document names both."""
        for ident in list(self.builders):
            builder = self.builders[ident]
            merged = next((e for e in self.reading.known.lexicon.get(builder.name_ar) if e.cls == "merged-actor" and e.id == ident), None)
            whole = self.builders.get(merged.get("into")) if merged is not None else None
            if whole is None:
                continue
            for mention in builder.mentions.values():
                whole.mention(mention.start, mention.end, mention.rule)
            del self.builders[ident]
            for chunk in self.chunks:
                if ident in chunk.actors:
                    chunk.actors = tuple(dict.fromkeys(whole.id if a == ident else a for a in chunk.actors))

    # -- a first look -------------------------------------------------------------------------------------------------
    def _survey(self) -> None:
        """Who is named in full somewhere, and whether the document is about Syria."""
        known, syrian, others = self.reading.known, 0, 0
        for hit in self.reading.hits:
            if hit.kinds.isdisjoint(_TELLING):
                continue
            here, elsewhere = False, False
            for entry in hit.entries:
                if entry.cls == "actor":
                    row = known.actors[entry.id]
                    if not entry.get("short"):
                        self.full.add(entry.id)
                        here = here or row.id == "syria" or (row.side or "").startswith("syria")
                        elsewhere = elsewhere or row.kind == "state"
                elif entry.cls == "place":
                    place = known.places[entry.id]
                    here = here or (place.country == "SY" and not place.needs)
                    elsewhere = elsewhere or place.kind == "country"
                elif entry.cls == "demonym":
                    here, elsewhere = here or entry.id == "syria", elsewhere or entry.id != "syria"
                elif entry.cls == "track":
                    here = True
            syrian += here
            others += elsewhere and not here
        self.syrian = syrian > 0
        self.about_syria = syrian > 0 and syrian >= ABOUT * (syrian + others)

    # -- the walk over the hits ---------------------------------------------------------------------------------------
    def _walk(self) -> None:
        parser, bodies, inner = TitleParser(self.reading), BodyFinder(self.reading, self.full, self.about_syria), InnerNames(self.reading)
        done = 0
        for hit in self.reading.hits:
            if hit.first < done or hit.kinds.isdisjoint(_BEGINNING):
                continue
            chunk = None
            if not hit.kinds.isdisjoint(_TITLES) and not self._really_actor(hit):
                phrase = parser.parse(hit.first)
                chunk = self._titled(phrase) if phrase else None
            if chunk is None:
                chunk = self._named(hit) or bodies.chunk(hit, self)
            if chunk is not None:
                self._inside(hit, chunk, inner)
                if chunk.kind == "person" and chunk.how in ("name", "title") and chunk.head is not None:
                    chunk.last = self._with_fathers(chunk.last)
                self.chunks.append(chunk)
                done = chunk.last

    def _inside(self, hit: Hit, chunk: Chunk, inner: InnerNames) -> None:
        """Note who is named inside a title or a body's name."""
        if hit.of("title") is not None:
            found = inner.body(hit)
        else:
            found = inner.person(hit) if chunk.kind != "person" else None
        if found is not None:
            self.mention(found[0], found[1], found[2], "actor.inside-name", 0.9)

    def _with_fathers(self, j: int) -> int:
        """The end of a name that goes on with the fathers' or the family's name (سلمان بن عبد العزيز آل سعود)."""
        reading = self.reading
        filiation = reading.known.words.get("filiation", frozenset())
        while reading.word(j) in filiation and reading.word(j + 1) and reading.tokens.line[j] == reading.tokens.line[j - 1]:
            width = 2 if is_given(reading, j + 1) and reading.word(j + 1) not in reading.known.given_names else 1
            j = min(j + 1 + width, len(reading.tokens))
        return j

    def _really_actor(self, hit: Hit) -> bool:
        """A hit that is a title and an actor (المعارضة) is a title only before a name."""
        if hit.of("actor") is None:
            return False
        return not is_given(self.reading, hit.last)

    def _named(self, hit: Hit) -> Chunk | None:
        """A known person without a title."""
        person = pick(self, hit, None, None)
        if person is None or hit.clitic not in ("", "و", "ل", "ب", "ف", "ول", "وب", "ك"):
            return None
        self.mention_known(person, hit)
        return Chunk(hit.first, hit.last, (person,), "person", "name", (hit.first, hit.last))

    # -- titles -------------------------------------------------------------------------------------------------------
    def _titled(self, phrase: TitlePhrase) -> Chunk | None:
        office = next((o for o in phrase.offices if o not in ("counterpart",)), None)
        named: list[str] = []
        for bearer in phrase.bearers:
            if bearer.name is None:
                continue
            person = self._bearer(phrase, bearer, office)
            if person is not None:
                named.append(person)
        for person, hit in phrase.nested:
            if person:
                self.mention_known(person, hit)
        if not phrase.offices and not named:
            return None
        for body, hit in phrase.bodies:
            self._title_body(body, hit)
        first_of = next((b.of for b in phrase.bearers if b.of), None)
        if (
            not named
            and office is not None
            and first_of is not None
            and not phrase.many
            and (slip := self._misspelt(phrase, office, first_of))
        ):
            named.append(slip)
        if named:
            head = phrase.bearers[0].name if len(phrase.bearers) == 1 else None
            return Chunk(phrase.first, phrase.last, tuple(dict.fromkeys(named)), "person", "title", head, office, first_of, phrase.many)
        return resolve_title(self, phrase, office)

    def _misspelt(self, phrase: TitlePhrase, office: str, of: str) -> str | None:
        """A surname alone behind a title, written with a slip (وزير الخارجية الروسي لافرورف)."""
        reading, j = self.reading, phrase.last
        if j >= len(reading.tokens) or reading.at[j] is not None or reading.tokens.line[j] != reading.tokens.line[j - 1]:
            return None
        word = reading.word(j)
        if not word.isalpha() or len(word) < 5 or commonness(reading, word) >= RARE:
            return None
        person = self._slip([word], office, of)
        if person is not None:
            self.mention(person, reading.tokens.starts[j], reading.tokens.ends[j], "actor.typing-slip", 0.8)
            phrase.last = j + 1
        return person

    def _bearer(self, phrase: TitlePhrase, bearer: Bearer, office: str | None) -> str | None:
        start, end = bearer.name  # type: ignore[misc]
        hit = self.reading.at[start]
        if bearer.known is not None and hit is not None and hit.first == start:
            person = pick(self, hit, office or "honorific", bearer.of) or (bearer.known if not hit.entries[0].get("short") else None)
            if person is None:
                return self._unknown(phrase, bearer, office)
            self.mention_known(person, hit, role=self._role(phrase, start))
            return person
        return self._unknown(phrase, bearer, office)

    def _unknown(self, phrase: TitlePhrase, bearer: Bearer, office: str | None) -> str | None:
        start, end = bearer.name  # type: ignore[misc]
        tokens = self.reading.tokens
        if phrase.offices or end - start >= 2:
            return self.add_unknown(
                tokens.starts[start], tokens.ends[end - 1], start, end, office, bearer.of, self._role(phrase, start), "actor.title-name"
            )
        return None

    def _role(self, phrase: TitlePhrase, name: int) -> str | None:
        if not phrase.offices or name <= phrase.first:
            return None
        first = self.reading.at[phrase.first]
        start = first.start if first is not None else self.reading.tokens.starts[phrase.first]
        words = self.reading.text(start, self.reading.tokens.ends[name - 1])
        return re.sub(r"\s+", " ", words).strip(' ،,«“"(')[:160] or None

    def _title_body(self, body: str, hit: Hit) -> None:
        """A body inside a title is named, but a ministry there is only part of the office."""
        row = self.reading.known.actors[body]
        if hit.of("metonym") is not None and hit.of("actor") is None:
            return
        if row.kind == "state":
            self.mention(body, hit.start, hit.end, "actor.state-in-title")
        elif not any(e.get("short") for e in hit.entries) or body in self.full:
            self.mention(body, hit.start, hit.end, "actor.body-in-title")

    # -- bookkeeping --------------------------------------------------------------------------------------------------
    def mention_known(self, person: str, hit: Hit, role: str | None = None) -> None:
        """Note a known person's name."""
        builder = self.mention(person, hit.start, hit.end, "actor.known-name")
        last = self.reading.word(hit.last - 1)
        if hit.last - hit.first > 1 and len(last) > 3 and not self.reading.known.lexicon.get(last) and self._stands_for_all(hit.last):
            self.surnames.setdefault(last, person)
        if role and builder.role is None:
            builder.role = role

    def _stands_for_all(self, end: int) -> bool:
        """Whether a name's last word can stand for the whole: it is no particle (أوغلو) nor the second half of عبد العزيز."""
        particles = self.reading.known.words.get("name-particle", frozenset())
        return self.reading.word(end - 1) not in particles and self.reading.word(end - 2) not in particles

    def mention(self, actor: str, start: int, end: int, rule: str, confidence: float = 0.98) -> Builder:
        """Note a surface of a known actor."""
        builder = self.builders.get(actor)
        if builder is None:
            row = self.reading.known.actors[actor]
            offices = [(t.office, t.of) for t in self.reading.known.terms_of.get(actor, ())]
            kind: ActorKind = row.kind  # type: ignore[assignment]
            builder = Builder(
                row.id, row.name_ar, row.name_en, kind, row.affiliation, row.side, True, rule, confidence, None, list(offices)
            )
            self.builders[actor] = builder
        builder.mention(start, end, rule)
        return builder

    def add_unknown(
        self, start: int, end: int, first: int, last: int, office: str | None, of: str | None, role: str | None, rule: str
    ) -> str | None:
        """Note a person that no table has."""
        words = self.reading.tokens.words[first:last]
        if start > self.reading.tokens.starts[first]:
            words[0] = words[0][1:]
        name = re.sub(r"\s+", " ", self.reading.text(start, end))
        for person, builder in self.builders.items():
            if builder.kind == "person" and not builder.known and set(words) <= set(fold(builder.name_ar).split()):
                builder.mention(start, end, rule)
                return person
        if (slip := self._slip(words, office, of)) is not None:
            self.mention(slip, start, end, "actor.typing-slip", 0.8)
            return slip
        affiliation = of if of in self.reading.known.actors else None
        side = self.reading.known.actors[affiliation].side if affiliation else None
        ident = slug(name, taken=self.builders)
        builder = Builder(ident, name, None, "person", affiliation, side, False, rule, 0.75 if office else 0.6, role)
        if office:
            builder.offices.append((office, of))
        builder.mention(start, end, rule)
        self.builders[ident] = builder
        if len(words) >= 2 and len(words[-1]) > 2 and self._stands_for_all(last):
            self.surnames.setdefault(words[-1], ident)
            if len(words) > 2 and not words[-1].startswith("ال"):
                self.surnames.setdefault(words[-2] + " " + words[-1], ident)
        return ident

    def _slip(self, words: list[str], office: str | None, of: str | None) -> str | None:
        """The known person whose name these words are but for a slip: somebody who fits the title, or is named here."""
        offices = [office, *WIDER.get(office, ())] if office else []
        candidates = fitting(self.reading, offices, of, self.day)
        if len(words) > 1:
            candidates += [p for p in self.full if p not in candidates]
        return meant(self.reading, words, candidates) if candidates else None

    def add_body(
        self, ident: str, name: str, name_en: str | None, kind: str, affiliation: str | None, start: int, end: int, rule: str
    ) -> str:
        """Note a body that was found by its pattern."""
        builder = self.builders.get(ident)
        if builder is None:
            side = self.reading.known.actors[affiliation].side if affiliation in self.reading.known.actors else None
            builder = Builder(ident, name, name_en, kind, affiliation, side, False, rule, 0.7)  # type: ignore[arg-type]
            self.builders[ident] = builder
        builder.mention(start, end, rule)
        return ident

    def mention_body(self, body: str, start: int, end: int, rule: str) -> None:
        """Note a surface of a body that this document has named already."""
        self.builders[body].mention(start, end, rule)

    def last_person(self, before: int) -> str | None:
        """The person of the nearest chunk before token ``before``."""
        for chunk in reversed(self.chunks):
            if chunk.first < before and chunk.kind == "person" and chunk.actors:
                return chunk.actors[0]
        return None


def find(reading: Reading, day: date | None) -> ActorFinding:
    """Actors and referring expressions of a document written on ``day`` (``None``: unknown)."""
    return Finder(reading, day).run()


__all__ = ["ActorFinding", "Finder", "body_of", "find", "slug"]
