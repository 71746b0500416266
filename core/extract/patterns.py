"""A small pattern language over tokens: literals, ``{class:name}`` slots, ``a|b`` choices and ``?`` options.

Rules live in the knowledge as rows; this module compiles all of them into one machine (Thompson's construction with its
states made on demand) that tells at a token which rule reaches farthest. Every element consumes at least one token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core.language.text import Tokens, fold_word

Binding = dict[str, str]
# What stands at a token: the words that must follow it, the id, and how many letters of proclitic stand before it.
Readings = tuple[tuple[tuple[str, ...], str, int], ...]
_ITEM = re.compile(r"\{(?P<cls>[^}:]+)(?::(?P<name>[^}]+))?\}(?P<opt>\?)?$|(?P<lit>[^{}]+?)(?P<opt2>\?)?$")
_CLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول")
_LITERAL_CLITICS = "وفبل"
_LETTERS = frozenset("وفبلك")
_CACHE = 200_000
# Classes of numerals: how many digits, lowest and highest.
NUMERALS = {
    "num": (1, 2, 1, 31), "year": (4, 4, 1900, 2099), "yy": (2, 2, 0, 99), "hijri-year": (4, 4, 1380, 1500), "cardinal": (1, 3, 1, 999),
}  # fmt: skip


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
        out = []
        for tail, ident, letters in self.readings(cls, words[i], clitics):
            j = i + 1 + len(tail)
            if not tail or (tuple(words[i + 1 : j]) == tail and tokens.line[j - 1] == tokens.line[i]):
                out.append((j, ident, letters))
        return out


class _State:
    """A place in the rules that the tokens so far have led to: what may follow, and the rule that is complete here."""

    __slots__ = ("accepts", "edges", "heads", "numerals", "opening", "steps")

    def __init__(self, places: frozenset[tuple[int, int]], patterns: tuple[Pattern, ...], slots: Slots, opening: bool) -> None:
        self.opening = opening
        self.accepts = -1
        grouped: dict[tuple[str, str, frozenset[str]], set[tuple[int, int]]] = {}
        for number, k in sorted(places):
            elements = patterns[number].elements
            while k < len(elements):
                element = elements[k]
                grouped.setdefault((element.cls, element.name, element.literals), set()).add((number, k + 1))
                if not element.optional:
                    break
                k += 1
            else:
                if not opening and self.accepts < 0:
                    self.accepts = number
        self.edges = [(*edge, frozenset(goals)) for edge, goals in grouped.items()]
        self.heads = frozenset(head for cls, _, literals, _ in self.edges for head in (slots.heads(cls) if cls else literals))
        self.numerals = any(cls in NUMERALS for cls, _, _, _ in self.edges)
        self.steps: dict[str, tuple[_Step, ...]] = {}


# One way on from a state: the words that must follow, name and value bound, letters of proclitic, the next state.
_Step = tuple[tuple[str, ...], str, str, int, _State]
_Trail = tuple[str, str, Any] | None


class Matcher:
    """Patterns compiled together into one machine that reads a text once, whatever the number of rules.

    Its states are made when first needed and remember, for each word, the ways on.
    """

    def __init__(self, patterns: Sequence[Pattern], slots: Slots) -> None:
        self.patterns, self.slots = tuple(patterns), slots
        self._states: dict[frozenset[tuple[int, int]], _State] = {}
        self._start = _State(frozenset((n, 0) for n in range(len(self.patterns))), self.patterns, slots, True)

    @property
    def openings(self) -> Mapping[str, tuple[Any, ...]]:
        """What is known so far of words that a rule can begin with; an empty tuple where none can."""
        return self._start.steps

    def starting(self, word: str) -> bool:
        """Whether a rule can begin at a token with this folded word."""
        steps = self._start.steps.get(word)
        return bool(steps if steps is not None else self._ways(self._start, word))

    def longest(self, tokens: Tokens, i: int) -> tuple[int, Pattern, Binding, int] | None:
        """The pattern that reaches farthest from token ``i``, the first of several: ``(next token, pattern, bindings,
        letters of proclitic)``."""
        words, lines, count = tokens.words, tokens.line, len(tokens.words)
        line, best, best_trail, best_letters = lines[i], (i, 0), None, 0
        stack: list[tuple[_State, int, _Trail, int]] = [(self._start, i, None, 0)]
        while stack:
            state, at, trail, skipped = stack.pop()
            if state.accepts >= 0 and (at, -state.accepts) > best:
                best, best_trail, best_letters = (at, -state.accepts), trail, skipped
            if at >= count or lines[at] != line:
                continue
            word = words[at]
            steps = state.steps.get(word)
            if steps is None:
                steps = self._ways(state, word)
            for tail, name, value, letters, following in reversed(steps):
                j = at + 1
                if tail:
                    j += len(tail)
                    if tuple(words[at + 1 : j]) != tail or lines[j - 1] != line:
                        continue
                stack.append((following, j, (name, value, trail) if name else trail, letters if state.opening else skipped))
        if best[0] == i:
            return None
        bound: Binding = {}
        while best_trail is not None:
            name, value, best_trail = best_trail
            bound.setdefault(name, value)
        return best[0], self.patterns[-best[1]], bound, best_letters

    def _ways(self, state: _State, word: str) -> tuple[_Step, ...]:
        """The ways on from a state over a word; remembered where there are some, and at the start also where there are none."""
        if not self._possible(state, word):
            if state.opening and len(state.steps) < _CACHE:
                state.steps[word] = ()
            return ()
        out: list[_Step] = []
        for cls, name, literals, goals in state.edges:
            readings = self.slots.readings(cls, word, state.opening) if cls else _literal(literals, word, state.opening)
            if readings:
                following = self._states.get(goals)
                if following is None:
                    following = self._states[goals] = _State(goals, self.patterns, self.slots, False)
                out += [(tail, name, value, letters, following) for tail, value, letters in readings]
        steps = tuple(out)
        if len(state.steps) < _CACHE:
            state.steps[word] = steps
        return steps

    def _possible(self, state: _State, word: str) -> bool:
        if word.isdecimal():
            return state.numerals or word in state.heads
        if not state.opening or word[:1] not in _LETTERS:
            return word in state.heads
        return any(word.startswith(c) and word[len(c) :] in state.heads for c in ("", *_CLITICS)) or (
            word.startswith("لل") and "ال" + word[2:] in state.heads
        )


@lru_cache(maxsize=1_000)
def _alone(pattern: Pattern, slots: Slots) -> Matcher:
    return Matcher((pattern,), slots)


def match_at(pattern: Pattern, slots: Slots, tokens: Tokens, i: int) -> tuple[int, Binding, int] | None:
    """The longest match of ``pattern`` starting at token ``i``: ``(next token, bindings, letters of proclitic)``."""
    found = _alone(pattern, slots).longest(tokens, i)
    return (found[0], found[2], found[3]) if found is not None else None


def _literal(literals: frozenset[str], word: str, clitics: bool) -> Readings:
    if word in literals:
        return (((), word, 0),)
    if clitics and word[:1] in _LITERAL_CLITICS and word[1:] in literals:
        return (((), word[1:], 1),)
    return ()
