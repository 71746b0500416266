"""A small pattern language over tokens: literals, ``{class:name}`` slots, ``a|b`` choices and ``?`` options.

Rules live in the knowledge as rows; this module compiles them, tells which of them can begin at a word, and matches them at
a token. Every element consumes at least one token and options are tried greedily, so a match costs at most
(elements × readings) steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.language.text import Tokens, fold_word

Binding = dict[str, str]
# What stands at a token: the words that must follow it, the id, and how many letters of proclitic stand before it.
Readings = tuple[tuple[tuple[str, ...], str, int], ...]
_Bound = tuple[tuple[str, str], ...]
_ITEM = re.compile(r"\{(?P<cls>[^}:]+)(?::(?P<name>[^}]+))?\}(?P<opt>\?)?$|(?P<lit>[^{}]+?)(?P<opt2>\?)?$")
_CLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول")
_LITERAL_CLITICS = "وفبل"
_LETTERS = frozenset("وفبلك")
_CACHE = 200_000
# Classes of numerals: how many digits, lowest and highest.
NUMERALS = {"num": (1, 2, 1, 31), "year": (4, 4, 1900, 2099), "hijri-year": (4, 4, 1380, 1500), "cardinal": (1, 3, 1, 999), "yy": (2, 2, 0, 99)}


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

    @property
    def openers(self) -> tuple[Element, ...]:
        """The elements that a match can begin with."""
        out = []
        for element in self.elements:
            out.append(element)
            if not element.optional:
                break
        return tuple(out)


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
    """What a slot can match: phrases by class, and numerals. ``classes`` maps a class to folded phrase → id."""

    def __init__(self, classes: Mapping[str, Mapping[str, str]]) -> None:
        self.classes = classes
        self._firsts: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
        for cls, phrases in classes.items():
            firsts = self._firsts.setdefault(cls, {})
            for phrase, ident in phrases.items():
                head, *tail = phrase.split(" ")
                firsts.setdefault(head, []).append((tuple(tail), ident))
            for readings in firsts.values():
                readings.sort(key=lambda r: -len(r[0]))
        self.first_words = frozenset(word for firsts in self._firsts.values() for word in firsts)
        self._free: dict[tuple[str, str], Readings] = {}
        self._bare: dict[tuple[str, str], Readings] = {}

    def readings(self, cls: str, word: str, clitics: bool) -> Readings:
        """What the class can be where ``word`` stands, the longest first; with a proclitic too if ``clitics``.

        ``+class`` asks for a word that و is written onto; a 2 at the end of a class only tells two slots apart.
        """
        cache = self._free if clitics else self._bare
        found = cache.get((cls, word))
        if found is None:
            found = tuple(self._read(cls, word, clitics))
            if len(cache) < _CACHE:
                cache[cls, word] = found
        return found

    def heads(self, cls: str) -> Iterable[str]:
        """The words with which the phrases of a class begin."""
        firsts = self._firsts.get(cls.rstrip("2").lstrip("+"), {})
        return (f"و{head}" for head in firsts) if cls.startswith("+") else firsts

    def _read(self, cls: str, word: str, clitics: bool) -> Iterable[tuple[tuple[str, ...], str, int]]:
        numeral = NUMERALS.get(cls)
        if numeral is not None and word.isdecimal():
            shortest, longest, low, high = numeral
            if shortest <= len(word) <= longest and low <= int(word) <= high:
                yield (), word.lstrip("0") or "0", 0
            return
        firsts = self._firsts.get(cls.rstrip("2").lstrip("+"), {})
        for clitic in ("و",) if cls.startswith("+") else ("", *_CLITICS) if clitics else ("",):
            if word.startswith(clitic):
                for tail, ident in firsts.get(word[len(clitic) :], ()):
                    yield tail, ident, len(clitic)
        if clitics and word.startswith("لل"):
            for tail, ident in firsts.get("ال" + word[2:], ()):
                yield tail, ident, 1

    def match(self, cls: str, tokens: Tokens, i: int, clitics: bool) -> list[tuple[int, str, int]]:
        """``(next token, id, letters of proclitic)`` for each way the class stands at token ``i``."""
        words = tokens.words
        if i >= len(words):
            return []
        readings = self.readings(cls, words[i], clitics)
        if not readings:
            return []
        out = []
        for tail, ident, letters in readings:
            j = i + 1 + len(tail)
            if not tail or (tuple(words[i + 1 : j]) == tail and tokens.line[j - 1] == tokens.line[i]):
                out.append((j, ident, letters))
        return out


class Matcher:
    """Patterns with their slots, indexed by the words that they can begin with."""

    def __init__(self, patterns: Sequence[Pattern], slots: Slots) -> None:
        self.patterns, self.slots = tuple(patterns), slots
        self._by_head: dict[str, list[int]] = {}
        self._by_numeral: dict[str, list[int]] = {}
        for number, pattern in enumerate(self.patterns):
            for element in pattern.openers:
                if element.cls in NUMERALS:
                    self._by_numeral.setdefault(element.cls, []).append(number)
                for head in slots.heads(element.cls) if element.cls else element.literals:
                    self._by_head.setdefault(head, []).append(number)
        self._starting: dict[str, tuple[Pattern, ...]] = {}

    def starting(self, word: str) -> tuple[Pattern, ...]:
        """The patterns that can begin at a token with this folded word."""
        found = self._starting.get(word)
        if found is None:
            found = tuple(self.patterns[n] for n in sorted(self._openings(word)))
            if len(self._starting) < _CACHE:
                self._starting[word] = found
        return found

    def _openings(self, word: str) -> set[int]:
        by_head = self._by_head
        out = set(by_head.get(word, ()))
        if word.isdecimal():
            for cls, numbers in self._by_numeral.items():
                if self.slots.readings(cls, word, False):
                    out.update(numbers)
        elif word[:1] in _LETTERS:
            for clitic in _CLITICS:
                if word.startswith(clitic):
                    out.update(by_head.get(word[len(clitic) :], ()))
            if word.startswith("لل"):
                out.update(by_head.get("ال" + word[2:], ()))
        return out

    def longest(self, tokens: Tokens, i: int) -> tuple[int, Pattern, Binding, int] | None:
        """The pattern that reaches farthest from token ``i``, the first of several: ``(next token, pattern, bindings,
        letters of proclitic)``."""
        best: tuple[int, Pattern, Binding, int] | None = None
        for pattern in self.starting(tokens.words[i]):
            found = match_at(pattern, self.slots, tokens, i)
            if found is not None and (best is None or found[0] > best[0]):
                best = (found[0], pattern, found[1], found[2])
        return best


def match_at(pattern: Pattern, slots: Slots, tokens: Tokens, i: int) -> tuple[int, Binding, int] | None:
    """The longest match of ``pattern`` starting at token ``i``: ``(next token, bindings, letters of proclitic)``."""
    found = _walk(pattern.elements, 0, slots, tokens, i, tokens.line[i], (), 0, True)
    return (found[0], dict(found[1]), found[2]) if found is not None else None


def _walk(
    elements: tuple[Element, ...], k: int, slots: Slots, tokens: Tokens, i: int, line: int, bound: _Bound, skip: int, first: bool
) -> tuple[int, _Bound, int] | None:
    """The rest of a match, from element ``k`` and token ``i`` on; ``first`` as long as no token has been used."""
    if k == len(elements):
        return None if first else (i, bound, skip)
    element = elements[k]
    best: tuple[int, _Bound, int] | None = None
    words = tokens.words
    if i < len(words) and tokens.line[i] == line:
        candidates = slots.match(element.cls, tokens, i, first) if element.cls else _literal(element.literals, words[i], i, first)
        for j, value, letters in candidates:
            more = (*bound, (element.name, value)) if element.name else bound
            found = _walk(elements, k + 1, slots, tokens, j, line, more, letters if first else skip, False)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    if element.optional:
        found = _walk(elements, k + 1, slots, tokens, i, line, bound, skip, first)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return best


def _literal(literals: frozenset[str], word: str, i: int, first: bool) -> list[tuple[int, str, int]]:
    if word in literals:
        return [(i + 1, word, 0)]
    if first and word[:1] in _LITERAL_CLITICS and word[1:] in literals:
        return [(i + 1, word[1:], 1)]
    return []
