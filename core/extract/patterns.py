"""A small pattern language over tokens: literals, ``{class:name}`` slots, ``a|b`` choices and ``?`` options.

Rules live in the knowledge as rows; this module compiles them and matches them at a token. Every element consumes at
least one token and options are tried greedily, so a match costs at most (elements × readings) steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.language.text import Tokens, fold_word

Binding = dict[str, str]
_ITEM = re.compile(r"\{(?P<cls>[^}:]+)(?::(?P<name>[^}]+))?\}(?P<opt>\?)?$|(?P<lit>[^{}]+?)(?P<opt2>\?)?$")
_CLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول")


@dataclass(frozen=True, slots=True)
class Element:
    """One element: a slot of class ``cls`` bound to ``name``, or literals."""

    cls: str
    name: str
    literals: frozenset[str]
    optional: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled rule: its name, elements, and what to do with a match."""

    name: str
    elements: tuple[Element, ...]
    value: str


def compile_pattern(name: str, pattern: str, value: str) -> Pattern:
    """Compile one rule row. ``ValueError`` names an element that is none."""
    elements = []
    for item in pattern.split():
        found = _ITEM.match(item)
        if not found:
            raise ValueError(f"{name}: {item!r} is no element; write a word, a|b or {{class:name}}")
        if found["cls"]:
            elements.append(Element(found["cls"], found["name"] or found["cls"], frozenset(), bool(found["opt"])))
        else:
            literals = frozenset(fold_word(word) for word in found["lit"].split("|"))
            elements.append(Element("", "", literals, bool(found["opt2"])))
    return Pattern(name, tuple(elements), value)


class Slots:
    """What a slot can match: phrases by class, and numbers. ``classes`` maps a class to folded phrase → id."""

    def __init__(self, classes: Mapping[str, Mapping[str, str]]) -> None:
        self.classes = classes
        self.longest = {c: max((p.count(" ") + 1 for p in phrases), default=1) for c, phrases in classes.items()}
        self.first_words = frozenset(p.split(" ", 1)[0] for phrases in classes.values() for p in phrases)

    def match(self, cls: str, tokens: Tokens, i: int, clitics: bool) -> Iterator[tuple[int, str, int]]:
        """``(next token, id, letters of proclitic)`` for each way the class stands at token ``i``."""
        if i >= len(tokens):
            return
        word = tokens.words[i]
        if cls == "num":
            if word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 31:
                yield i + 1, word.lstrip("0") or "0", 0
            return
        if cls in ("year", "hijri-year"):
            low, high = (1900, 2099) if cls == "year" else (1380, 1500)
            if len(word) == 4 and word.isdigit() and low <= int(word) <= high:
                yield i + 1, word, 0
            return
        if cls == "cardinal" and word.isdigit() and len(word) <= 3:
            yield i + 1, word, 0
            return
        plus = cls.startswith("+")
        phrases = self.classes.get(cls.rstrip("2").lstrip("+"), {})
        yield from self._phrases(phrases, self.longest.get(cls.rstrip("2").lstrip("+"), 1), tokens, i, clitics, plus)

    def _phrases(
        self, phrases: Mapping[str, str], longest: int, tokens: Tokens, i: int, clitics: bool, plus: bool
    ) -> Iterator[tuple[int, str, int]]:
        words, line = tokens.words, tokens.line
        limit = min(len(words), i + longest)
        while limit > i + 1 and line[limit - 1] != line[i]:
            limit -= 1
        options = ("و",) if plus else ("", *_CLITICS) if clitics else ("",)
        for clitic in options:
            if clitic and not words[i].startswith(clitic):
                continue
            head = words[i][len(clitic) :]
            for j in range(limit, i, -1):
                found = phrases.get(" ".join((head, *words[i + 1 : j])))
                if found is not None:
                    yield j, found, len(clitic)
        if clitics and words[i].startswith("لل"):
            found = phrases.get("ال" + words[i][2:])
            if found is not None:
                yield i + 1, found, 1


def match_at(pattern: Pattern, slots: Slots, tokens: Tokens, i: int) -> tuple[int, Binding, int] | None:
    """The longest match of ``pattern`` starting at token ``i``: ``(next token, bindings, letters of proclitic)``."""
    return _walk(pattern.elements, 0, slots, tokens, i, tokens.line[i], {}, 0, True)


def _walk(
    elements: tuple[Element, ...], k: int, slots: Slots, tokens: Tokens, i: int, line: int, bound: Binding, skip: int, first: bool
) -> tuple[int, Binding, int] | None:
    if k == len(elements):
        return None if first else (i, bound, skip)
    element = elements[k]
    best: tuple[int, Binding, int] | None = None
    if i < len(tokens) and tokens.line[i] == line:
        for j, value, letters in _candidates(element, slots, tokens, i, first):
            more = bound | {element.name: value} if element.name else bound
            found = _walk(elements, k + 1, slots, tokens, j, line, more, letters if first else skip, False)
            if found and (best is None or found[0] > best[0]):
                best = found
    if element.optional:
        found = _walk(elements, k + 1, slots, tokens, i, line, bound, skip, first)
        if found and (best is None or found[0] > best[0]):
            best = found
    return best


def _candidates(element: Element, slots: Slots, tokens: Tokens, i: int, first: bool) -> Iterator[tuple[int, str, int]]:
    if element.cls:
        yield from slots.match(element.cls, tokens, i, first)
    elif tokens.words[i] in element.literals:
        yield i + 1, tokens.words[i], 0
    elif first and tokens.words[i][:1] in "وفبل" and tokens.words[i][1:] in element.literals:
        yield i + 1, tokens.words[i][1:], 1
