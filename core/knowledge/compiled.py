"""The knowledge ready for use: rows by id, one lexicon for the text, offices by day."""

from __future__ import annotations

import gc
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from core.knowledge import tables
from core.knowledge.tables import ActorRow, PlaceRow, TalkRow, Term, TrackRow
from core.language.inflect import expand
from core.language.lexicon import Entry, Lexicon
from core.language.text import fold_word

# Classes that are only asked for word by word: a word of them stays a plain word to everybody else.
BESIDE = (
    "relation-noun", "effort", "during", "direction", "before-body", "soon", "in-it", "media-company", "media-through", "mission-to",
    "apposition", "verbal-particle", "with-him-alone", "absence-word", "sideline",
    "this-one", "concerning", "status-now", "between-them", "format-word",
)  # fmt: skip
_WORD_SETS = (*BESIDE, "given-name", "womans-name", "ambiguous-name", "surname", "kunya", "filiation", "nameless", "name-particle")
# Classes that are verbs: a preposition cannot be written onto them.
VERBAL = ("cue", "encounter-verb", "status-proposed", "status-postponed", "status-cancelled")


_COMMON = 4.0
_MOST_SEAMS = 200_000


@dataclass(slots=True)
class Knowledge:
    """All tables. ``frequency`` gives the Zipf value (log10 of occurrences in a billion words) of common words,
    ``given_heads`` the first words of the given names."""

    actors: dict[str, ActorRow] = field(default_factory=dict)
    places: dict[str, PlaceRow] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)
    talks: dict[str, TalkRow] = field(default_factory=dict)
    tracks: dict[str, TrackRow] = field(default_factory=dict)
    outlets: dict[str, str] = field(default_factory=dict)
    country_place: dict[str, str] = field(default_factory=dict)
    place_state: dict[str, str] = field(default_factory=dict)
    frequency: dict[str, float] = field(default_factory=dict)
    given_names: frozenset[str] = frozenset()
    given_heads: frozenset[str] = frozenset()
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    lexicon: Lexicon = field(default_factory=lambda: Lexicon(VERBAL))
    offices: dict[tuple[str, str], list[Term]] = field(default_factory=dict)
    terms_of: dict[str, list[Term]] = field(default_factory=dict)
    capitals: dict[str, str] = field(default_factory=dict)
    homographs: dict[str, list[tuple[str, str, frozenset[str]]]] = field(default_factory=dict)
    sponsors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cue_classes: dict[str, dict[str, str]] = field(default_factory=dict)
    female_names: frozenset[str] = frozenset()
    seams: dict[str, int] = field(default_factory=dict)

    def seam(self, word: str) -> int:
        """Letters of the first of two words that a lost blank has glued (``مصادرالميادين``: 5), 0 for one word: the second
        begins with the article, both are common or known, the whole is neither."""
        found = self.seams.get(word)
        if found is None:
            found = 0 if word in self.frequency or self.lexicon.begins(word) else self._seam(word)
            if len(self.seams) < _MOST_SEAMS:
                self.seams[word] = found
        return found

    def _seam(self, word: str) -> int:
        for at in range(3, len(word) - 3):
            left, right = word[:at], word[at:]
            if right.startswith("ال") and len(right) >= 5:
                if self._common(left) and (right in self.frequency or self.lexicon.begins(right)):
                    return at
            elif self._opens_phrase(right, len(left)) and (self._common(left) or self._is_verb(left)):
                return at
        return 0

    def _opens_phrase(self, word: str, before: int) -> bool:
        """Whether a word without the article can be the second of two glued ones: it names an encounter, an office or an actor,
        or is a preposition behind a long word."""
        classes = {e.cls for e in self.lexicon.get(word) if not e.get("short")}
        if len(word) >= 4 and classes & {"encounter-noun", "title"} and word in self.frequency:
            return True
        return before >= 6 and len(word) >= 3 and "preposition" in classes

    def _is_verb(self, word: str) -> bool:
        return len(word) >= 4 and any(e.cls in VERBAL for e in self.lexicon.get(word.removeprefix("و")))

    def _common(self, word: str) -> bool:
        bare = word[1:] if word[0] in "وف" and len(word) > 4 else word
        if bare.endswith("ال") or bare.startswith("ال") and len(bare) < 6 or bare in self.given_names:
            return False
        if bare in self.words.get("name-particle", ()):
            return False
        return max(self.frequency.get(word, 0.0), self.frequency.get(bare, 0.0)) >= _COMMON

    def holders(self, office: str, of: str, first: date | None, last: date | None) -> list[str]:
        """Actor ids that held the office in the days ``first``..``last`` (all who ever did, without days)."""
        return [
            t.actor
            for t in self.offices.get((office, of), ())
            if first is None or last is None or (t.first <= last and first <= t.last)
        ]

    def state_of(self, actor: str | None) -> str | None:
        """The state an actor belongs to, through its affiliations; ``None`` for bodies of no state."""
        for _ in range(4):
            row = self.actors.get(actor) if actor else None
            if row is None:
                return None
            if row.kind == "state":
                return row.id
            actor = row.affiliation
        return None


def fingerprint(root: Path = tables.ROOT) -> str:
    """SHA-256 over all files of the knowledge, hexadecimal."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.csv")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@lru_cache(maxsize=4)
def load(root: Path = tables.ROOT) -> Knowledge:
    """Read and compile everything under ``root``. Raises ``FileNotFoundError`` when the folder is missing.

    Rows that refer to unknown ids are left to ``python -m core check``; here they simply find nothing.
    """
    if not root.is_dir():
        raise FileNotFoundError(f"{root}: no knowledge here; restore the folder data/knowledge from the repository")
    collecting = gc.isenabled()
    gc.disable()  # hundreds of thousands of small objects that all stay: looking for garbage among them only costs time
    try:
        return _read(root)
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


def _read(root: Path) -> Knowledge:
    known = Knowledge()
    for _, _, row in tables.table(root, "actors"):
        known.actors[row["id"]] = tables.actor(row)
    for _, _, row in tables.table(root, "places"):
        known.places[row["id"]] = tables.place(row)
    for _, _, row in tables.table(root, "terms"):
        known.terms.append(tables.term(row))
    for _, _, row in tables.table(root, "talks"):
        known.talks[row["id"]] = tables.talk(row)
    for _, _, row in tables.table(root, "tracks"):
        known.tracks[row["id"]] = TrackRow(row["id"], row["name_ar"], row["name_en"], tables.listed(row["aliases"]))
    for _, _, row in tables.table(root, "homographs"):
        companions = frozenset(fold_word(w) for w in tables.listed(row["companions"]))
        known.homographs.setdefault(fold_word(row["form"]), []).append((row["id"], row["mark"], companions))
    for _, _, row in tables.table(root, "sponsors"):
        known.sponsors[row["track"]] = (*known.sponsors.get(row["track"], ()), row["actor"])
    for _, _, row in tables.table(root, "outlets"):
        known.outlets[row["domain"].lower()] = row["actor"]
    for _, _, row in tables.table(root, "countries"):
        known.country_place[row["actor"]] = row["place"]
        known.place_state[row["place"]] = row["actor"]
    by_office: dict[tuple[str, str], list[Term]] = defaultdict(list)
    by_actor: dict[str, list[Term]] = defaultdict(list)
    for item in known.terms:
        by_office[item.office, item.of].append(item)
        by_actor[item.actor].append(item)
    known.offices, known.terms_of = dict(by_office), dict(by_actor)
    _language(known, root)
    _names(known, root)
    return known


def _language(known: Knowledge, root: Path) -> None:
    """Words and rules of the language into the lexicon and the word sets."""
    sets: dict[str, set[str]] = defaultdict(set)
    for _, _, row in tables.table(root, "language"):
        if "word" in row:
            known.frequency[row["word"]] = float(row["zipf"])
            continue
        if "forms" not in row:
            continue
        cls, attrs = row["class"], tables.attributes(row["attrs"])
        if cls == "cue-class":
            known.cue_classes[row["id"]] = attrs
        if attrs.get("sex") == "f":
            known.female_names = known.female_names | {fold_word(name) for name in tables.listed(row["forms"])}
        for form in expand(row["forms"], attrs):
            flags = {"f": form.feminine, "many": form.many, "obj": form.object}
            extra = {"tense": attrs.get("tense", form.tense)} | {key: "1" for key, is_set in flags.items() if is_set}
            sets[cls].add(" ".join(fold_word(w) for w in form.word.split()))
            if cls not in _WORD_SETS:
                known.lexicon.add(form.word, Entry(cls, row["id"], _Frozen(attrs | {k: v for k, v in extra.items() if v})))
    known.words = {k: frozenset(v) for k, v in sets.items()}
    known.given_names = known.words.get("given-name", frozenset())
    known.given_heads = frozenset(name.split(" ", 1)[0] for name in known.given_names)


class _Frozen(dict[str, str]):
    """Attributes of an entry: a dict that hashes by content."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))


def _kunyas(known: Knowledge, name: str) -> list[str]:
    """The cases of a name that begins with a kunya (أبو، أبي، أبا); any other name as it is."""
    first, _, rest = name.partition(" ")
    kunyas = known.words.get("kunya", frozenset())
    return [f"{form} {rest}" for form in sorted(kunyas)] if rest and fold_word(first) in kunyas else [name]


def _names(known: Knowledge, root: Path) -> None:
    """Actors, demonyms, metonyms, places and tracks into the lexicon."""
    put = known.lexicon.add
    full, short = _Frozen(), _Frozen(short="1")
    for row in known.actors.values():
        for name in {row.name_ar, *row.aliases}:
            for spelling in _kunyas(known, name) if row.kind == "person" else (name,):
                put(spelling, Entry("actor", row.id, full))
        for name in row.short:
            put(name, Entry("actor", row.id, short))
    for item in known.places.values():
        attrs = _Frozen(needs=item.needs) if item.needs else full
        for name in {item.name_ar, *item.aliases}:
            put(name, Entry("place", item.id, attrs))
    for _, _, line in tables.table(root, "demonyms"):
        for key in ("masc", "fem", "plural"):
            for form in tables.listed(line[key]):
                put(form, Entry("demonym", line["actor"], _Frozen(form=key)))
                if not form.startswith("ال"):
                    put("ال" + form, Entry("demonym", line["actor"], _Frozen(form=key, definite="1")))
                if key == "masc":
                    for ending in ("ين", "ان"):
                        put("ال" + form + ending, Entry("demonym", line["actor"], _Frozen(form="dual", definite="1")))
    for _, _, line in tables.table(root, "metonyms"):
        for name in tables.listed(line["name_ar"]):
            put(name, Entry("metonym", line["actor"], _Frozen(place=line["place"]) if line["place"] else full))
        if line["place"] in known.places and known.places[line["place"]].kind == "city":
            known.capitals.setdefault(line["actor"], line["place"])
    for track in known.tracks.values():
        for name in {track.name_ar, *track.aliases}:
            put(name, Entry("track", track.id, full))
