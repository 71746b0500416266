"""A trie over folded tokens: what stands here, longest match first, with proclitics as hypotheses.

A proclitic (و ف ب ل ك, and ال after ل) cannot be told from a first letter without knowing the word, so each is tried and
kept only where the rest is a word of the lexicon.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.language.text import TOKEN, Tokens, fold_word, letters_end

_AND = ("", "و", "ف")
_ALL = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل", "وك")
_END = "\0"
# Keys under which a node keeps what may stand behind a conjunction or nothing, behind ل, behind another preposition.
_AFTER_AND, _AFTER_LAM, _AFTER_OTHER = "\0and", "\0lam", "\0other"
_BEHIND = {c: _AFTER_AND if c in _AND else _AFTER_LAM if c in ("ل", "ول", "فل") else _AFTER_OTHER for c in _ALL}


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
    """A match: tokens ``first`` up to ``last``, offsets ``start``..``end`` without the proclitic ``clitic``.

    ``kinds`` are the classes of its readings, to ask quickly whether one is worth asking for.
    """

    first: int
    last: int
    start: int
    end: int
    clitic: str
    entries: tuple[Entry, ...]
    kinds: frozenset[str]

    def narrow(self, entries: tuple[Entry, ...]) -> None:
        """Keep only these readings."""
        self.entries, self.kinds = entries, frozenset(e.cls for e in entries)

    def of(self, *classes: str) -> Entry | None:
        """The first reading in one of the classes."""
        for entry in self.entries:
            if entry.cls in classes:
                return entry
        return None

    def all(self, *classes: str) -> list[Entry]:
        """Every reading in one of the classes."""
        return [e for e in self.entries if e.cls in classes]


_Usable = tuple[tuple[Entry, ...], frozenset[str]]
_NOTHING: _Usable = ((), frozenset())


def phrase(text: str) -> tuple[str, ...]:
    """A lexicon phrase as the folded tokens that the text would have (punctuation left out)."""
    return tuple(w for w in (fold_word(m) for m in TOKEN.findall(text)) if w and (w[0].isalnum() or w[0] == "+"))


class Lexicon:
    """Folded phrases → readings. Add everything, then ``scan``."""

    def __init__(self, verbal: Iterable[str] = ()) -> None:
        self._root: dict[str, dict] = {}  # type: ignore[type-arg]
        self._verbal = frozenset(verbal)
        self._heads: dict[str, tuple[tuple[str, dict], ...]] = {}  # type: ignore[type-arg]
        self._alone: dict[str, tuple[str, _Usable]] = {}

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
        entries: list[Entry] = node.setdefault(_END, [])  # type: ignore[arg-type, assignment, unused-ignore]
        if entry not in entries:
            entries.append(entry)
            for behind in (_AFTER_AND, _AFTER_LAM, _AFTER_OTHER):
                node.pop(behind, None)
            self._heads.clear()
            self._alone.clear()

    def get(self, text: str) -> tuple[Entry, ...]:
        """Readings of exactly this phrase."""
        node: dict | None = self._root  # type: ignore[type-arg]
        for word in phrase(text):
            node = node.get(word) if node is not None else None
            if node is None:
                return ()
        return tuple(node.get(_END, ())) if node is not None else ()

    def begins(self, word: str) -> bool:
        """Whether some phrase begins with this folded word, with or without a proclitic."""
        hypotheses = self._heads.get(word)
        return bool(self._hypotheses(word) if hypotheses is None else hypotheses)

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
            if len(found) == 1 and _END in found[0][1] and not any(key[0] != _END for key in found[0][1]):
                usable = self._usable(found[0][1], found[0][0])
                if usable[0]:
                    self._alone[word] = (found[0][0], usable)
                else:
                    self._heads[word] = ()
        return hypotheses

    def scan(self, tokens: Tokens) -> list[Hit]:
        """Every match, left to right, the longest at each place, none overlapping. Linear in the tokens for phrases of
        bounded length."""
        words, lines, starts, ends = tokens.words, tokens.line, tokens.starts, tokens.ends
        heads, alone, count = self._heads, self._alone, len(tokens)
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
            single = alone.get(word)
            if single is not None:  # one reading, and no longer phrase begins with it
                start = starts[i]
                if single[0]:
                    start = letters_end(tokens.text, start, len(single[0]))
                out.append(Hit(i, i + 1, start, ends[i], single[0], *single[1]))
                i += 1
                continue
            best, best_clitic, best_usable = i, "", _NOTHING
            for clitic, start_node in hypotheses:
                node, j, line = start_node, i + 1, lines[i]
                while True:
                    if _END in node and j >= best and (j > best or not best_usable[0] or len(clitic) < len(best_clitic)):
                        usable = node.get(_BEHIND[clitic]) or self._usable(node, clitic)
                        if usable[0]:
                            best, best_clitic, best_usable = j, clitic, usable
                    if j >= count or lines[j] != line:
                        break
                    following = node.get(words[j])
                    if following is None:
                        break
                    node = following
                    j += 1
            if best_usable[0]:
                start = starts[i]
                if best_clitic:
                    start = letters_end(tokens.text, start, len(best_clitic))
                out.append(Hit(i, best, start, ends[best - 1], best_clitic, *best_usable))
                i = best
            else:
                i += 1
        return out

    def _usable(self, node: dict, clitic: str) -> _Usable:  # type: ignore[type-arg]
        """The readings of a node that may stand behind a proclitic, worked out once: no verb behind a preposition, but
        the present behind ل and masdars behind all."""
        behind, verbal = _BEHIND[clitic], self._verbal
        tenses = {_AFTER_AND: None, _AFTER_LAM: ("present", "masdar"), _AFTER_OTHER: ("masdar",)}[behind]
        entries = tuple(e for e in node[_END] if tenses is None or e.cls not in verbal or e.get("tense") in tenses)
        usable = node[behind] = (entries, frozenset(e.cls for e in entries))
        return usable
