"""A trie over folded tokens: what stands here, longest match first, with proclitics as hypotheses.

A proclitic (و ف ب ل ك, and ال after ل) cannot be told from a first letter without knowing the word, so each is tried and
kept only where the rest is a word of the lexicon.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.language.text import TOKEN, Tokens, fold_word

_AND = ("", "و", "ف")
_ALL = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل", "وك")
_END = "\0"


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading of a word or phrase: its class (``person``, ``place``, ``cue`` …), id and features."""

    cls: str
    id: str
    attrs: Mapping[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str:
        """A feature, or an empty string."""
        return self.attrs.get(key, "")


@dataclass(slots=True)
class Hit:
    """A match: tokens ``first`` up to ``last``, offsets ``start``..``end`` without the proclitic ``clitic``."""

    first: int
    last: int
    start: int
    end: int
    clitic: str
    entries: tuple[Entry, ...]

    def of(self, *classes: str) -> Entry | None:
        """The first reading in one of the classes."""
        for entry in self.entries:
            if entry.cls in classes:
                return entry
        return None

    def all(self, *classes: str) -> list[Entry]:
        """Every reading in one of the classes."""
        return [e for e in self.entries if e.cls in classes]


def phrase(text: str) -> tuple[str, ...]:
    """A lexicon phrase as the folded tokens that the text would have (punctuation left out)."""
    return tuple(w for w in (fold_word(m) for m in TOKEN.findall(text)) if w and (w[0].isalnum() or w[0] == "+"))


class Lexicon:
    """Folded phrases → readings. Add everything, then ``scan``."""

    def __init__(self, verbal: Iterable[str] = ()) -> None:
        self._root: dict[str, dict] = {}  # type: ignore[type-arg]
        self._verbal = frozenset(verbal)
        self._heads: dict[str, tuple[tuple[str, dict], ...]] = {}  # type: ignore[type-arg]

    def add(self, text: str, entry: Entry) -> None:
        """Add one spelling. A two-word name is also known glued (``الأممالمتحدة``), as careless typesetting leaves it."""
        words = phrase(text)
        if not words:
            return
        self._put(words, entry)
        if len(words) == 2 and min(len(w) for w in words) > 2 and entry.cls in ("actor", "place"):
            self._put(("".join(words),), entry)

    def _put(self, words: tuple[str, ...], entry: Entry) -> None:
        node = self._root
        for word in words:
            node = node.setdefault(word, {})
        entries: list[Entry] = node.setdefault(_END, [])  # type: ignore[assignment]
        if entry not in entries:
            entries.append(entry)

    def get(self, text: str) -> tuple[Entry, ...]:
        """Readings of exactly this phrase."""
        node: dict | None = self._root  # type: ignore[type-arg]
        for word in phrase(text):
            node = node.get(word) if node is not None else None
            if node is None:
                return ()
        return tuple(node.get(_END, ())) if node is not None else ()

    def _hypotheses(self, word: str) -> tuple[tuple[str, dict], ...]:  # type: ignore[type-arg]
        found = []
        for clitic in _ALL:
            if word.startswith(clitic) and len(word) > len(clitic):
                node = self._root.get(word[len(clitic) :])
                if node is not None:
                    found.append((clitic, node))
        for clitic in ("لل", "ولل", "فلل"):
            if word.startswith(clitic) and len(word) > len(clitic) + 1:
                node = self._root.get("ال" + word[len(clitic) :])
                if node is not None:
                    found.append((clitic[:-1], node))
        hypotheses = tuple(found)
        if len(self._heads) < 400_000:
            self._heads[word] = hypotheses
        return hypotheses

    def scan(self, tokens: Tokens) -> list[Hit]:
        """Every match, left to right, the longest at each place, none overlapping. Linear in the tokens for phrases of
        bounded length."""
        words, lines, starts, ends = tokens.words, tokens.line, tokens.starts, tokens.ends
        heads, count = self._heads, len(tokens)
        out: list[Hit] = []
        i = 0
        while i < count:
            word = words[i]
            hypotheses = heads.get(word)
            if hypotheses is None:
                hypotheses = self._hypotheses(word)
            if not hypotheses:
                i += 1
                continue
            best, best_clitic, best_entries = i, "", []
            for clitic, start_node in hypotheses:
                node, j, line = start_node, i + 1, lines[i]
                while True:
                    entries = node.get(_END)
                    if entries and j >= best and (j > best or not best_entries or len(clitic) < len(best_clitic)):
                        usable = self._usable(entries, clitic)
                        if usable:
                            best, best_clitic, best_entries = j, clitic, usable
                    if j >= count or lines[j] != line:
                        break
                    following = node.get(words[j])
                    if following is None:
                        break
                    node = following
                    j += 1
            if best_entries:
                start = starts[i]
                if best_clitic:
                    start = _skip(tokens.text, start, len(best_clitic))
                out.append(Hit(i, best, start, ends[best - 1], best_clitic, tuple(best_entries)))
                i = best
            else:
                i += 1
        return out

    def _usable(self, entries: list[Entry], clitic: str) -> list[Entry]:
        if clitic in _AND:
            return entries
        verbal = self._verbal
        if clitic in ("ل", "ول", "فل"):
            return [e for e in entries if e.cls not in verbal or e.get("tense") in ("present", "masdar")]
        return [e for e in entries if e.cls not in verbal or e.get("tense") == "masdar"]


def _skip(text: str, start: int, letters: int) -> int:
    """The offset behind the first ``letters`` letters, marks and tatweel not counted."""
    at, seen = start, 0
    while seen < letters:
        if text[at].isalpha() and text[at] != "\u0640":
            seen += 1
        at += 1
    while at < len(text) and (text[at] == "\u0640" or (not text[at].isalnum() and not text[at].isspace() and ord(text[at]) > 0x64A)):
        at += 1
    return at
