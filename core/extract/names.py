"""Names of people that no table knows: where one begins and ends.

Arabic writes no capitals, so a name is what stands in a name's place (behind a title, a rank, a reporting verb) and is made
of given names or of words too rare to be ordinary vocabulary.
"""

from __future__ import annotations

from core.extract.reading import Reading

# Zipf values (log10 of occurrences in a billion words) above which a word is taken for ordinary vocabulary.
COMMON_ALONE = 3.9
COMMON_AFTER_GIVEN = 4.7
COMMON_FURTHER = 4.15
_BLOCKING = (
    "preposition", "cue", "complementizer", "relative", "subordinator", "coordinator", "weekday", "month", "relative-day", "today",
    "encounter-noun", "encounter-verb", "title", "rank", "honorific", "on-his-part", "according", "source-noun", "participant-prep",
    "negation", "media-head", "body-head", "place-head", "event-head", "label-head", "demonym", "by-phone", "state-noun", "former",
    "status-planned", "future-verb", "day-word", "aside", "locative", "the-unit", "unit", "ordinal", "track", "past-anchor",
)  # fmt: skip
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


def blocked(reading: Reading, i: int) -> bool:
    """Whether token ``i`` cannot be part of a name."""
    word = reading.word(i)
    if not word or not word[0].isalpha() or word.isascii():
        return True
    if word in reading.known.words.get("nameless", ()) or (word[:1] in "وف" and word[1:] in reading.known.words.get("nameless", ())):
        return True
    hit = reading.at[i]
    if hit is None or is_given(reading, i):
        return word.startswith(("لل", "بال", "وال", "فال", "كال")) and not is_given(reading, i)
    return hit.of(*_BLOCKING) is not None or hit.of("actor") is not None


def is_given(reading: Reading, i: int) -> bool:
    """Whether token ``i`` (or it and the next) is a given name."""
    word = reading.word(i)
    return word in reading.known.given_names or f"{word} {reading.word(i + 1)}" in reading.known.given_names


def is_particle(reading: Reading, i: int) -> bool:
    """بن، أبو، آل، دي …"""
    return reading.word(i) in reading.known.words["name-particle"]


def name_at(reading: Reading, i: int, *, titled: bool) -> int | None:
    """End token of a person's name that begins at token ``i``, or ``None``.

    Two to five tokens on one line. Behind a title (``titled``) rare words will do; elsewhere the first must be a given name.
    """
    count = len(reading.tokens)
    if i >= count or blocked(reading, i) or reading.at[i] is not None and reading.at[i].of("place") and not is_given(reading, i):  # type: ignore[union-attr]
        return None
    given = is_given(reading, i) or is_particle(reading, i)
    word = reading.word(i)
    if not given:
        if not titled or commonness(reading, word) >= COMMON_ALONE or word.startswith("ال") or len(word) < 3:
            return None
    j, line, sure = i + 1, reading.tokens.line[i], False
    while j < count and j - i < 6 and reading.tokens.line[j] == line and not blocked(reading, j):
        particle = is_particle(reading, j)
        limit = COMMON_AFTER_GIVEN if j == i + 1 and given else COMMON_FURTHER if given or is_given(reading, j) else COMMON_ALONE
        after_particle = is_particle(reading, j - 1)
        if not (particle or is_given(reading, j) or after_particle or commonness(reading, reading.word(j)) < limit):
            break
        if reading.at[j] is not None and reading.at[j].of("place") and not (is_given(reading, j) or after_particle):  # type: ignore[union-attr]
            break
        sure = sure or not particle
        j += 1
        if sure and j - i >= 3 and not is_given(reading, j) and not is_particle(reading, j) and not is_given(reading, j - 1):
            break
    while j > i + 1 and is_particle(reading, j - 1):
        j -= 1
    return j if j - i >= 2 else None
