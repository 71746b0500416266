"""The optional ``--ner camel`` step: names that CAMeL's neural recognizer sees and our own finders do not.

``join`` takes any function from tokens to labels, so that nothing here loads torch; ``recognizer`` loads CAMeL's model when its
data are installed. What was found before stays as it is: a name of the recognizer that overlaps with it is left out.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from core.extract.pipeline import extract as found_by_rules
from core.extract.reading import Reading, read
from core.knowledge import Knowledge, load
from core.knowledge.gazetteer import lookup
from core.language.romanize import slug
from core.language.text import fold
from core.model import Actor, Document, Extraction, Mention, Place

RULE = "ner.camel"
COMMAND = "camel_data -i ner-arabert"
# AraBERT's published F1 on ANERcorp (CAMeL Tools, Obeid et al. 2020): persons and places 0.8 and more, organizations 0.71;
# what our finders have passed over is right less often than the average.
CONFIDENCE = {"PERS": 0.5, "LOC": 0.5, "ORG": 0.4}
_PROCLITICS = "وفبلك"
_LONGEST_WORD = 60

Labels = list[list[str]]
Predictor = Callable[[list[list[str]]], Labels]


class NerError(RuntimeError):
    """The recognizer cannot be used; the message says what to do."""


def extract(document: Document) -> Extraction:
    """The pipeline's extraction joined with CAMeL's names. Raises ``NerError`` where the model is not installed."""
    return join(found_by_rules(document), recognizer())


def data_folder() -> Path:
    """Where CAMeL keeps its data: ``CAMELTOOLS_DATA``, else the user's folder, as ``camel_tools.data.catalogue`` has it."""
    named = os.environ.get("CAMELTOOLS_DATA")
    if named is not None:
        return Path(named).expanduser().absolute()
    return Path.home() / ("AppData/Roaming/camel_tools" if sys.platform == "win32" else ".camel_tools")


def installed() -> Path:
    """The folder of CAMeL's default model for names. Raises ``NerError`` where it is absent; never goes to the network."""
    missing = NerError(f"--ner camel: CAMeL's model for names is not installed (542 MB): run `{COMMAND}`, or leave --ner out")
    if not (data_folder() / "catalogue.json").is_file():  # importing camel_tools.data would download it
        raise missing
    try:
        from camel_tools.data import CATALOGUE, CatalogueError
    except (ImportError, OSError, ValueError, KeyError) as error:
        raise NerError(f"--ner camel: CAMeL's list of models cannot be read ({type(error).__name__}): run `camel_data -u`") from error
    try:
        path = Path(str(CATALOGUE.get_dataset("NamedEntityRecognition").path))
    except CatalogueError as error:
        raise missing from error
    if not (path / "config.json").is_file():
        raise missing
    return path


@lru_cache(maxsize=1)
def recognizer() -> Predictor:
    """CAMeL's recognizer as a function from sentences of words to their labels. Raises ``NerError`` where it is absent or broken."""
    path = installed()
    try:
        from camel_tools.ner import NERecognizer

        model = NERecognizer(str(path), use_gpu=False)
    except (ImportError, OSError, ValueError, KeyError) as error:
        raise NerError(f"--ner camel: the model in place cannot be loaded ({type(error).__name__}): run `{COMMAND} -f`") from error
    predict: Predictor = model.predict
    return predict


# -- joining ----------------------------------------------------------------------------------------------------------
def spans(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """``(first, last, kind)`` of the names in BIO labels; an I without its B begins a name too."""
    first, kind = 0, ""
    for i, label in enumerate([*labels, "O"]):
        begins, _, of = label.partition("-")
        if kind and (begins != "I" or of != kind):
            yield first, i, kind
            kind = ""
        if begins in ("B", "I") and not kind:
            first, kind = i, of


def join(found: Extraction, predict: Predictor, known: Knowledge | None = None) -> Extraction:
    """``found`` with the persons, places and organizations that only ``predict`` sees, under the rule ``ner.camel``."""
    known = known or load()
    reading = read(found.document, known)
    bounds = [reading.sentence_tokens(n) for n in range(len(reading.sentences))]
    sentences = [[_word(reading, i) for i in range(first, last)] for first, last in bounds]
    kept = [(b, s) for b, s in zip(bounds, sentences, strict=True) if s]
    joiner = _Joiner(reading, found)
    for ((first, last), words), labels in zip(kept, predict([s for _, s in kept]), strict=True):
        if len(labels) == len(words):  # a tokenizer that knows nothing of a word drops it, and the labels tell of others
            for start, end, kind in spans(labels):
                joiner.add(first + start, min(first + end, last), kind)
    return joiner.joined()


def _word(reading: Reading, i: int) -> str:
    return reading.text(reading.tokens.starts[i], reading.tokens.ends[i])[:_LONGEST_WORD]


@dataclass(slots=True)
class _Joiner:
    """Adds names to one extraction."""

    reading: Reading
    found: Extraction
    actors: dict[str, Actor] = field(init=False)
    places: dict[str, Place] = field(init=False)
    taken: list[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.actors = {a.id: a for a in self.found.actors}
        self.places = {p.id: p for p in self.found.places}
        self.taken = [(m.start, m.end) for a in self.found.actors for m in a.mentions]
        self.taken += [(m.start, m.end) for p in self.found.places for m in p.mentions]
        self.taken += [(d.start, d.end) for d in self.found.dates]

    def add(self, first: int, last: int, kind: str) -> None:
        """Note the name in the tokens ``first`` up to ``last``, unless something was found there."""
        start, end = self._offsets(first, last)
        if kind not in CONFIDENCE or start >= end or self._ordinary(first, last) or any(a < end and start < b for a, b in self.taken):
            return
        name = re.sub(r"\s+", " ", self.reading.text(start, end))
        mention = Mention(start, end, RULE)
        if kind == "LOC":
            self._place(name, mention)
        elif kind == "PERS":
            self._person(name, mention)
        else:
            self._actor(name, mention, "organization")

    def _ordinary(self, first: int, last: int) -> bool:
        """One word of the common vocabulary, which a name of this length hardly is."""
        word = self.reading.word(first)
        return last - first == 1 and word in self.reading.known.frequency and not self.reading.known.lexicon.get(word)

    def _offsets(self, first: int, last: int) -> tuple[int, int]:
        """Offsets without a proclitic that the tables prove and without punctuation at the ends."""
        tokens, reading = self.reading.tokens, self.reading
        while first < last and not reading.word(first)[:1].isalnum():
            first += 1
        while last > first and not reading.word(last - 1)[:1].isalnum():
            last -= 1
        if first >= last:
            return 0, 0
        start, word, hit = tokens.starts[first], reading.word(first), reading.at[first]
        if hit is not None and hit.first == first:
            start = hit.start
        elif word[0] in _PROCLITICS and word not in reading.known.given_names and word[1:] in reading.known.given_names:
            start += 1
        return start, tokens.ends[last - 1]

    def _person(self, name: str, mention: Mention) -> None:
        """A name of two words and more is a person; one word only where it is the surname of a person in the document."""
        words = fold(name).split()
        bearer = next((a for a in self.actors.values() if a.kind == "person" and fold(a.name_ar).split()[-len(words) :] == words), None)
        if bearer is not None:
            self.actors[bearer.id] = replace(bearer, mentions=_with(bearer.mentions, mention))
            self.taken.append((mention.start, mention.end))
        elif len(words) > 1:
            self._actor(name, mention, "person")

    def _actor(self, name: str, mention: Mention, kind: Literal["person", "organization"]) -> None:
        """A row of the tables where the spelling means just one of this kind, else somebody or some body unknown."""
        known = self.reading.known
        rows = {e.id for e in known.lexicon.get(name) if e.cls == "actor" and (known.actors[e.id].kind == "person") == (kind == "person")}
        confidence = CONFIDENCE["PERS" if kind == "person" else "ORG"]
        if len(rows) == 1:
            row = known.actors[rows.pop()]
            made = Actor(
                row.id, row.name_ar, row.name_en, row.kind, row.affiliation, row.side, (), True, None, RULE, confidence  # type: ignore[arg-type]
            )  # fmt: skip
        else:
            made = Actor(slug(name), name, None, kind, None, None, (), False, None, RULE, confidence)
        before = self.actors.get(made.id, made)
        self.actors[made.id] = replace(before, mentions=_with(before.mentions, mention))
        self.taken.append((mention.start, mention.end))

    def _place(self, name: str, mention: Mention) -> None:
        """A place of the tables, else of the gazetteer where its rows agree on the country, else one without coordinates."""
        known, made = self.reading.known, None
        rows = [known.places[e.id] for e in known.lexicon.get(name) if e.cls == "place"]
        if rows:
            row = rows[0]
            made = Place(
                row.id, row.name_ar, row.name_en, row.kind, row.country, row.lat, row.lon, (), row.parent,  # type: ignore[arg-type]
                {"site": 1, "city": 1, "region": 4, "country": 6}[row.kind], RULE, CONFIDENCE["LOC"],
            )  # fmt: skip
        else:
            towns = lookup(fold(name), known=known)
            if towns and len({t.country for t in towns}) == 1:
                town = towns[0]
                made = Place(
                    town.id, town.name_ar, town.name_en, "city", town.country, town.lat, town.lon, (), None, 1, RULE, CONFIDENCE["LOC"]
                )
        made = made or Place(slug(name), name, None, "city", None, None, None, (), None, 7, RULE, CONFIDENCE["LOC"])
        before = self.places.get(made.id, made)
        self.places[made.id] = replace(before, mentions=_with(before.mentions, mention))
        self.taken.append((mention.start, mention.end))

    def joined(self) -> Extraction:
        """The extraction with what was added, in order of the first mention."""
        actors = sorted(self.actors.values(), key=lambda a: (a.mentions[0].start, a.id))
        places = sorted(self.places.values(), key=lambda p: (p.mentions[0].start, p.id))
        return replace(self.found, actors=tuple(actors), places=tuple(places))


def _with(mentions: tuple[Mention, ...], mention: Mention) -> tuple[Mention, ...]:
    return tuple(sorted((*mentions, mention), key=lambda m: (m.start, m.end)))
