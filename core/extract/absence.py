"""Why nothing was found where something might have been: the conditions that a reading of the lexicon did not meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.extract.actors import ActorFinding
from core.extract.chunks import Chunk
from core.extract.places import located
from core.extract.reading import Reading
from core.language.lexicon import Entry, Hit
from core.language.text import Region
from core.model import Extraction

_MARKS = ("«", "“", '"', "”")
_DATE_WORDS = (
    "month", "weak-month", "hijri-month", "weekday", "unit", "unit-dual", "unit-one", "the-unit", "the-dual", "the-plural", "part",
    "daypart", "relative-day", "today", "night", "eve-of", "day-word", "season", "vague", "month-word", "year-word",
)  # fmt: skip
_NAMES = ("actor", "place", "track", "encounter-noun", "encounter-verb", "cue")
_DATE_STOPS = ("date-stop", "not-today", "not-weekday", "not-future", "time-of-day")


@dataclass(slots=True)
class Absence:
    """One document as it was read and what was found in it; ``reasons`` tells of one token what kept it from being found."""

    reading: Reading
    found: Extraction
    actors: ActorFinding

    def reasons(self, i: int) -> list[str]:
        """Sentences in English, one for each thing that token ``i`` might have been and is not; empty when there is none."""
        hit = self.reading.at[i]
        told = list(self._longer(hit, i)) if hit is not None else []
        if hit is not None:
            checks: tuple[Callable[[Hit], str | None], ...] = (
                self._actor, self._place, self._encounter, self._cue, self._date, self._title, self._track,
            )  # fmt: skip
            told += [reason for check in checks if (reason := check(hit)) is not None]
        told += [reason for reason in (self._name(i), self._quotation(i)) if reason is not None]
        return told

    # -- names --------------------------------------------------------------------------------------------------------
    def _longer(self, hit: Hit, i: int) -> Iterator[str]:
        """Readings of the token alone that the longest match has covered."""
        if hit.last - hit.first < 2:
            return
        word = self.reading.word(i)[len(hit.clitic) if i == hit.first else 0 :]
        kept = {(e.cls, e.id) for e in hit.entries}
        classes = _NAMES if self._dated(hit) else (*_NAMES, *_DATE_WORDS)
        alone = [e for e in self.reading.known.lexicon.get(word) if e.cls in classes and (e.cls, e.id) not in kept]
        if alone:
            names = ", ".join(dict.fromkeys(f"{e.cls} {e.id}" for e in alone))
            yield f"«{word}» alone would be {names}, but the longer «{self.reading.text(hit.start, hit.end)}» covers it"

    def _actor(self, hit: Hit) -> str | None:
        entries = hit.all("actor")
        if not entries or self._named_at(hit.start, hit.end):
            return None
        names = " or ".join(dict.fromkeys(self._named(e) for e in entries))
        if all(e.get("short") for e in entries):
            return f"a short form of {names}, without a fuller name or a fitting title in the article"
        if hit.of("metonym", "place") is not None:
            return f"the name of {names} is used as a place here"
        if hit.of("cue", "encounter-verb", "future-verb") is not None:
            return f"the spelling of {names} is also a verb, and is read as that here"
        return f"a spelling of {names}, but what stands around it did not let it count as one (proclitic «{hit.clitic or '-'}»)"

    def _named_at(self, start: int, end: int) -> bool:
        """Whether an actor's mention overlaps these offsets."""
        return any(m.start < end and start < m.end for a in self.found.actors for m in a.mentions)

    def _named(self, entry: Entry) -> str:
        row = self.reading.known.actors[entry.id]
        return f"{row.name_en} ({row.id})"

    def _place(self, hit: Hit) -> str | None:
        entries = hit.all("place")
        if not entries or any(m.start < hit.end and hit.start < m.end for p in self.found.places for m in p.mentions):
            return None
        rows = [self.reading.known.places[e.id] for e in entries]
        name = f"{rows[0].name_en} ({rows[0].id})"
        chunk = self._name_around(hit.first)
        if chunk is not None:
            return f"the name of the place {name}, but it belongs to the name of {', '.join(chunk.actors)}"
        if hit.of("metonym") is not None and not located(self.reading, hit):
            head = self._such("place-head")
            return f"{name} stands for its government here; it is a place behind a preposition, a word such as «{head}» or a journey"
        if (label := self._label(hit)) is not None:
            return f"{name} only names what stands before it («{label}»), a process or body, and is no place here"
        needs = next((e.get("needs") for e in entries if e.get("needs")), "")
        if needs == "title":
            return f"{name} is also a common word or another name: it needs a word such as «{self._such('place-head')}» before it"
        if needs:
            return f"{name} is also a common word or another name: it needs a preposition such as «{self._such('locative')}» before it"
        return f"the name of the place {name}, but what stands around it did not let it count as one"

    def _label(self, hit: Hit) -> str | None:
        j = hit.first - 1
        if self.reading.word(j) in _MARKS:
            j -= 1
        before = self.reading.at[j] if j >= 0 else None
        return self.reading.text(before.start, before.end) if before is not None and before.of("label-head") is not None else None

    def _such(self, cls: str) -> str:
        """The commonest word of a class, as the reader folds it."""
        known = self.reading.known
        return max(sorted(known.words.get(cls, {""})), key=lambda word: known.frequency.get(word, 0.0))

    def _name_around(self, i: int) -> Chunk | None:
        """The name of a person, body or outlet that token ``i`` is part of."""
        for chunk in self.actors.chunks:
            if chunk.kind != "state" and chunk.head is not None and chunk.head[0] <= i < chunk.head[1]:
                return chunk
        return None

    def _name(self, i: int) -> str | None:
        """A given name, or a word that no table has."""
        reading = self.reading
        start, end = reading.tokens.starts[i], reading.tokens.ends[i]
        word = reading.word(i)
        if any(c.first <= i < c.last for c in self.actors.chunks) or self._named_at(start, end):
            return None
        if word in reading.known.given_names:
            return "a given name; an unknown person is noted only with a second name, beside a title, a report or an encounter"
        if reading.at[i] is None and word in reading.known.frequency:
            return "an ordinary word of the language, and no name, title, report, encounter or date takes it in"
        if reading.at[i] is None and word.isalpha():
            return "no table knows the word, and no pattern for unknown people and bodies (title and name, head word and name) takes it in"
        return None

    def _title(self, hit: Hit) -> str | None:
        if hit.of("title") is None or any(c.first < hit.last and hit.first < c.last for c in self.actors.chunks):
            return None
        return "a title, but no name follows, and who held the office at the document's day is not known or not one person"

    # -- encounters, reports, dates -----------------------------------------------------------------------------------
    def _encounter(self, hit: Hit) -> str | None:
        if hit.of("encounter-noun", "encounter-verb", "not-encounter") is None or self._trigger(hit):
            return None
        if hit.of("not-encounter") is not None:
            return "looks like a word for an encounter, but the tables list it as none"
        if not self.actors.about_syria:
            return "a word for an encounter, but the document is not about Syria (too few of its names are Syrian), so no talks are read"
        if hit.of("actor") is not None or self._name_around(hit.first) is not None:
            return "a word for an encounter, but part of a name here"
        sentence = self.reading.sentence_of[hit.first]
        start, end = self.reading.sentences[sentence]
        first, last = self.reading.sentence_tokens(sentence)
        parties = [a for c in self.actors.chunks if first <= c.first < last and c.kind != "media" for a in c.actors]
        parties = list(dict.fromkeys(parties))
        joined = next((t for t in self.found.talks if t.start == start or len(set(parties) & set(t.participants)) >= 2), None)
        if joined is not None:
            return f"a word for an encounter, joined with or part of the talk told at {joined.start}..{joined.end}"
        if len(parties) < 2:
            who = ", ".join(parties) or "none"
            return f"a word for an encounter, but fewer than two parties known in its sentence ({who}), and no place and day make up for it"
        no = next((self.reading.word(j) for j in range(first, last) if self.reading.is_word(j, "negation")), None)
        if no is not None:
            return f"a word for an encounter, but its sentence denies something («{no}»)"
        verb = hit.of("encounter-noun") is None
        seen = "the verb lacks its subject, company or destination" if verb else "it is read as one in general or of others"
        return f"a word for an encounter, but its clause does not say that {' and '.join(parties[:4])} took part: {seen}"

    def _trigger(self, hit: Hit) -> bool:
        return any(t.trigger is not None and t.trigger[0] < hit.end and hit.start < t.trigger[1] for t in self.found.talks)

    def _cue(self, hit: Hit) -> str | None:
        spans = [q.cue_span for q in self.found.quotes if q.cue_span is not None]
        if hit.of("cue") is None or any(start < hit.end and hit.start < end for start, end in spans):
            return None
        if hit.of("encounter-verb", "encounter-noun", "actor", "preposition") is not None:
            return "also a reporting word, but not read as one here"
        if any(q.start <= hit.start < q.end for q in self.found.quotes):
            return "a reporting word inside what somebody else says; it opens no quote of its own"
        return "a reporting word, but no clause, colon or quotation follows that it could open"

    def _quotation(self, i: int) -> str | None:
        region: Region | None = self.reading.region_of[i]
        if region is None or any(q.start < region.end and region.start < q.end for q in self.found.quotes):
            return None
        words = self.reading.tokens.at(region.end) - self.reading.tokens.at(region.start)
        many = "one word" if words == 1 else f"{words} words"
        return f"in quotation marks ({many}), but no reporting word opens them: taken for a name or a term"

    def _date(self, hit: Hit) -> str | None:
        if hit.of(*_DATE_WORDS) is None or self._dated(hit):
            return None
        near = range(max(0, hit.first - 2), min(len(self.reading.tokens), hit.last + 2))
        stop = next((self.reading.word(j) for j in near if any(self.reading.is_word(j, cls) for cls in _DATE_STOPS)), None)
        if stop is not None:
            return f"a word of dates, but «{stop}» beside it says that no date is meant"
        return "a word of dates, but it takes part in no rule of date-rules.csv here"

    def _dated(self, hit: Hit) -> bool:
        return any(d.start < hit.end and hit.start < d.end for d in self.found.dates)

    def _track(self, hit: Hit) -> str | None:
        entry = hit.of("track")
        if entry is None or self._trigger(hit):
            return None
        return f"names the process {self.reading.known.tracks[entry.id].name_en} ({entry.id}), of which no encounter is told here"
