"""Words for search: what is looked up is folded like the text, and found with and without its prefixed particles."""

from __future__ import annotations

import re
from functools import lru_cache

from core.language.text import fold

_ARTICLE = "ا" + "ل"
_WORD = re.compile(r"[^\W_]+")
# One-letter conjunction, one-letter preposition and article, as Arabic writes them onto the word (لل is ل + ال).
_PREFIXED = re.compile("(?P<and>[وف]?)(?:(?P<the>[ل]{2}|[بك]?[ا][ل])(?P<noun>.{2,})|[بكل](?P<rest>.{3,})|(?P<bare>.{3,}))")


def words(folded: str) -> list[str]:
    """The words and numbers of a folded text, in order."""
    return _WORD.findall(folded)


@lru_cache(maxsize=262_144)
def variants(word: str) -> tuple[str, ...]:
    """``word`` and what may be left of it without prefixed particles, article kept and article dropped.

    Whether the letters are particles or part of the word is not decided; a search finds both.
    """
    match = _PREFIXED.fullmatch(word)
    if not match:
        return (word,)
    found = [word]
    if match["and"]:
        found.append(word[1:])
    if match["the"]:
        found += [_ARTICLE + match["noun"], match["noun"]]
    elif match["rest"]:
        found.append(match["rest"])
    return tuple(dict.fromkeys(found))


def query_words(text: str) -> list[str]:
    """The distinct folded words of what a reader typed, in order."""
    return list(dict.fromkeys(words(fold(text))))
