"""Names of people that no table knows: where one begins and ends.

Arabic writes no capitals, so a name is what stands in a name's place (behind a title, a rank, a reporting verb) and is made
of given names or of words too rare to be ordinary vocabulary.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA

from core.extract.reading import Reading
from core.language.text import fold_word

# Zipf values (log10 of occurrences in a billion words) above which a word is taken for ordinary vocabulary.
COMMON_ALONE = 3.9
COMMON_AFTER_GIVEN = 4.7
COMMON_FURTHER = 4.15
COMMON_SURNAME, EVERYDAY = 4.4, 5.5
RARE = 3.6
LIKELY_NISBA = 4.3
_YEH, _MAQSURA = "\u064a", "\u0649"
_DEFINITE = ("لل", "بال", "وال", "فال", "كال")
_BLOCKING = (
    "preposition", "cue", "complementizer", "relative", "subordinator", "coordinator", "weekday", "month", "relative-day", "today",
    "encounter-noun", "encounter-verb", "title", "rank", "honorific", "on-his-part", "according", "source-noun", "participant-prep",
    "negation", "media-head", "body-head", "place-head", "event-head", "label-head", "demonym", "by-phone", "state-noun", "former",
    "status-planned", "future-verb", "day-word", "aside", "locative", "the-unit", "unit", "ordinal", "track", "past-anchor",
)  # fmt: skip
_ENDINGS = ("ين", "ون", "ات", "هم", "ها", "يه")
_SUFFIXES = ("هما", "ها", "هم", "نا", "ه", "ات", "ين", "ون", "ان", "ا")


def commonness(reading: Reading, word: str) -> float:
    """How ordinary a folded word is (Zipf), over its bare form and the forms behind a proclitic or before a suffix."""
    frequency = reading.known.frequency
    best = frequency.get(word, 0.0)
    bare = word
    for clitic in ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "س", "ك"):
        if word.startswith(clitic) and len(word) - len(clitic) >= 3:
            bare = word[len(clitic) :]
            best = max(best, frequency.get(bare, 0.0) - (0.2 if len(clitic) == 1 else 0.0))
            if clitic in ("وال", "بال", "فال", "كال", "لل"):
                best = max(best, frequency.get("ال" + bare, 0.0))
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            stem = word[: -len(suffix)]
            best = max(best, frequency.get(stem, 0.0) - 0.3, frequency.get(stem[:-1] + "ه", 0.0) - 0.3 if stem.endswith("ت") else 0.0)
            break
    return best


def rare(reading: Reading, i: int) -> bool:
    """Whether token ``i`` is too rare a word to be ordinary vocabulary."""
    return commonness(reading, reading.word(i)) < RARE


def blocked(reading: Reading, i: int) -> bool:
    """Whether token ``i`` cannot be part of a name."""
    word = reading.word(i)
    if not word or not word[0].isalpha() or word.isascii():
        return True
    nameless = reading.known.words.get("nameless", ())
    if (word in nameless or (word[:1] in "وف" and word[1:] in nameless)) and not _spelled_as_name(reading, i):
        return True
    hit = reading.at[i]
    if hit is None or is_given(reading, i):
        return word.startswith(_DEFINITE) and not is_given(reading, i)
    if hit.of(*_BLOCKING) is not None:
        return True
    entry = hit.of("actor")
    return entry is not None and not (word.startswith("ال") and hit.last - hit.first == 1 and entry.get("short") != "")


def _spelled_as_name(reading: Reading, i: int) -> bool:
    """A given name that folds to a particle (``علي``) is one where it ends in yeh and the document writes alef maqsura."""
    if reading.word(i) not in reading.known.given_names:
        return False
    text = reading.document.text
    return text[reading.tokens.ends[i] - 1] == _YEH and _MAQSURA + " " in text


def is_given(reading: Reading, i: int) -> bool:
    """Whether token ``i`` (or it and the next) is a given name."""
    word, known = reading.word(i), reading.known
    return word in known.given_names or (word in known.given_heads and f"{word} {reading.word(i + 1)}" in known.given_names)


def is_plainly_given(reading: Reading, i: int) -> bool:
    """Whether token ``i`` begins a given name that is no ordinary word too (not ``أمل``, ``كامل``)."""
    word = reading.word(i)
    if word not in reading.known.given_heads:
        return False
    if f"{word} {reading.word(i + 1)}" in reading.known.given_names:
        return True
    if word not in reading.known.given_names or word in reading.known.words.get("ambiguous-name", ()):
        return False
    return word not in reading.known.words.get("nameless", ()) or _spelled_as_name(reading, i)


def is_particle(reading: Reading, i: int) -> bool:
    """بن، أبو، آل، دي …"""
    return reading.word(i) in reading.known.words["name-particle"]


def _inflected(reading: Reading, i: int) -> bool:
    """Whether a word has the shape of a verb (يتعاون) or carries a conjunction or pronoun on a known word (واعتمده، نواياها)."""
    word, frequency = reading.word(i), reading.known.frequency
    if word in reading.known.words.get("surname", ()) or is_given(reading, i):
        return False
    if word.startswith(("ي", "سي", "ست")) and len(word) >= 3 and not word.endswith(("ي", "وف", "تش")):
        return True
    if word[0] == word[-1] == "ي" and len(word) > 3 and word[1] not in "او":
        return True  # يغطي
    if word[0] in "وف" and len(word) > 4 and (word[1:] in frequency or word.endswith(("ه", "ها", "هم")) or word[1:3] == "ال"):
        return word not in frequency or frequency.get(word[1:], 0.0) > frequency[word]
    for suffix in ("هما", "ها", "هم"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            stem = word[: -len(suffix)]
            return stem in frequency or stem[:-1] + "ه" in frequency or suffix == "هما"
    return False


def _continues(reading: Reading, j: int, first: int, given: bool) -> bool:
    """Whether token ``j`` goes on with the name whose given name, if it has one (``given``), ends with token ``first``."""
    if is_particle(reading, j):
        return True
    after_particle = is_particle(reading, j - 1)
    if given and j == first + 1 and reading.word(j) in reading.known.words.get("surname", ()):
        return True
    hit = reading.at[j]
    if hit is not None and hit.of("place") and not (is_given(reading, j) or after_particle):
        return False
    if is_given(reading, j):
        return is_plainly_given(reading, j) or j == first + 1 or after_particle or is_given(reading, j - 1)
    if _inflected(reading, j):
        return False
    if after_particle:
        return True
    word, frequency = reading.word(j), reading.known.frequency
    if j > first + 1 and word[0] in "بلك" and len(word) > 4 and word not in frequency and word[1:] in frequency:
        return False
    limit = COMMON_AFTER_GIVEN if j == first + 1 and given else COMMON_FURTHER if given else COMMON_ALONE
    if not word.startswith("ال"):
        limit = min(limit, COMMON_FURTHER if j == first + 1 else COMMON_ALONE)
    return commonness(reading, word) < limit


def name_at(reading: Reading, i: int, *, titled: bool) -> int | None:
    """End token of a person's name that begins at token ``i``, or ``None``.

    Two to five tokens on one line. Behind a title (``titled``) rare words will do; elsewhere the first must be a given name,
    and where that is an ordinary word too, the second must leave no doubt.
    """
    count = len(reading.tokens)
    if i >= count or blocked(reading, i) or (reading.at[i] is not None and reading.at[i].of("place") and not is_given(reading, i)):  # type: ignore[union-attr]
        return None
    given = is_given(reading, i) or is_particle(reading, i)
    word = reading.word(i)
    if not given and (
        not titled or commonness(reading, word) >= COMMON_ALONE or word.startswith("ال") or len(word) < 3 or _inflected(reading, i)
    ):
        return None
    if word.startswith("ال") and is_particle(reading, i):
        return None
    if not given and word[0] == "ل" and word[-1] == "ه" and len(word) > 4 and reading.word(i + 1).startswith("ال"):
        return None  # المبعوث لمعالجة الأزمة
    j, line, sure = i + 1, reading.tokens.line[i], False
    head = i + 1 if f"{word} {reading.word(i + 1)}" in reading.known.given_names else i
    while (
        j < count
        and j - i < 6
        and reading.tokens.line[j] == line
        and (titled and _of_another(reading, i, j) or not blocked(reading, j) and (j <= head or _continues(reading, j, head, given)))
    ):
        sure = sure or not is_particle(reading, j)
        j += 1
        if titled and _of_another(reading, i, j - 1) and not is_particle(reading, j):
            break
        if sure and j - i >= 3 and not is_given(reading, j) and not is_particle(reading, j) and not is_given(reading, j - 1):
            break
    while j > i + 1 and is_particle(reading, j - 1):
        j -= 1
    if j - i < 2 or (not titled and not is_particle(reading, i) and not is_plainly_given(reading, i) and not _sure(reading, i + 1, j)):
        return None
    return j


def _of_another(reading: Reading, i: int, j: int) -> bool:
    """``ميلانيا ترامب``: a known surname right behind a plain given name that none of its known bearers has."""
    hit = reading.at[j]
    if j != i + 1 or hit is None or hit.last - hit.first != 1 or hit.clitic or not is_plainly_given(reading, i):
        return False
    if hit.kinds != {"actor"}:
        return False
    known, given = reading.known.actors, reading.word(i)
    bearers = [known[e.id] for e in hit.entries]
    own = [fold_word(row.name_ar.split(" ", 1)[0]) for row in bearers]
    return all(row.kind == "person" for row in bearers) and all(OSA.distance(given, name) > MAX_EDITS for name in own)


MAX_EDITS = 2
"""Edits up to which a given name may be another spelling of a known bearer's."""


def joined_name_at(reading: Reading, i: int) -> int | None:
    """End token of a name that a و is written onto (ويوسف القرضاوي): a plain given name and what can hardly be but a surname."""
    first, known = reading.word(i)[1:], reading.known
    if first not in known.given_names or reading.at[i] is not None or reading.word(i) in known.frequency:
        return None
    if first in known.words.get("ambiguous-name", ()) or first in known.words.get("nameless", ()):
        return None
    j, line = i + 1, reading.tokens.line[i]
    while (
        j < len(reading.tokens)
        and j - i < 4
        and reading.tokens.line[j] == line
        and not blocked(reading, j)
        and _continues(reading, j, i, True)
    ):
        j += 1
    while j > i + 1 and is_particle(reading, j - 1):
        j -= 1
    return j if j - i >= 2 and all(_surname(reading, k) for k in range(i + 1, j)) else None


def _adjectival(word: str) -> bool:
    """Whether a rare word has the shape of a plural, a noun with a pronoun, or an indefinite participle (متلفز)."""
    return word.endswith(_ENDINGS) or (word.endswith("ه") and len(word) < 5) or (word[0] == "م" and not word.endswith("ي"))


def _sure(reading: Reading, first: int, last: int) -> bool:
    """Whether the rest of a name leaves no doubt that it is one: a plain given name, or words that are hardly ever written."""
    if is_plainly_given(reading, first) or reading.word(first) in reading.known.words.get("filiation", ()):
        return True
    words = [reading.word(j) for j in range(first, last)]
    return all(w not in reading.known.frequency and commonness(reading, w) < RARE and not _adjectival(w) for w in words)


def stands_alone(reading: Reading, i: int, last: int) -> bool:
    """Whether a name needs no support from its surroundings: a plain given name, then another one or a rare surname."""
    if not is_plainly_given(reading, i) and not (is_given(reading, i) and reading.word(i + 1) in reading.known.words.get("filiation", ())):
        return False
    before = reading.at[i - 1] if i else None
    if before is not None and before.of("place-head", "body-head", "strong-body-head", "media-head", "label-head", "title"):
        return False
    return _sure(reading, i + 1, last) or all(_surname(reading, j) for j in range(i + 1, last))


def _surname(reading: Reading, j: int) -> bool:
    """Whether a word may well be a surname: a given name, a rare word, or a not too common one with the relative ending (القرضاوي)."""
    word = reading.word(j)
    value = commonness(reading, word)
    return (
        is_given(reading, j)
        or is_particle(reading, j)
        or value < COMMON_ALONE
        or (word.startswith("ال") and word.endswith("ي") and value < LIKELY_NISBA)
    )
