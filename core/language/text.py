"""The Arabic text layer: folding, tokens with offsets into the raw text, quotation regions, sentences.

Folding makes spellings equal that newspapers mix (hamza seats, alef maqsura, taa marbuta, diacritics, tatweel, Persian
and presentation letters, evasive dots such as ``ـ.ـ``). It works token by token, so it never moves an offset.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar

# One word, one number, or one other character. Marks, tatweel and dots between tatweels belong to the word around them.
TOKEN = re.compile(
    r"(?:[^\W0-9\u0660-\u0669\u06f0-\u06f9_]+|[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]+"
    r"|(?<=\u0640)\.(?=\u0640)|[\u200c\u200d](?=\w))+"
    r"|[0-9\u0660-\u0669\u06f0-\u06f9]+"
    r"|[^\w\s]|_"
)
# Where a lost link or blank has glued two words: behind a taa marbuta or alef maqsura, behind إنّ, before إن.
_GLUED = re.compile(
    "(?<=[\u0629\u0649])[\u064b-\u0652]*(?=[\u0622-\u063a\u0641-\u064a])"
    "|(?:^|(?<=[\\s\u0648\u0641\u0628]))[\u0623\u0625]\u0646\u0651(?=[\u0621-\u064a]{4})(?!\u0647\u0645\u0627)"
    "|(?<=[\u0621-\u0624\u0626-\u064a]{4})(?<!\u0627\u0644)(?<!\u0644\u0644)(?=\u0625\u0646\u0651?\\s|\u0623\u0646\u0651\\s)"
)
_BIDI = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c"
# camel_tools.utils.dediac takes a second to import (it sorts all of Unicode by category), so its marks are listed here.
_DROPPED = re.compile(rf"[\u0640.{_BIDI}\u064b-\u065f\u0670\u0610-\u061a\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]")
_INVISIBLE = re.compile(rf"[{_BIDI}\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HASHTAG = ("#", "_")
"""Marks that outlets write into running text to link a word; the words around them are read as if they were not there."""
_GLUE = "\n"
SHORTEST_GLUED = 8
_BREAK = re.compile("\n")
_SIMPLE = re.compile("[\u0621-\u063a\u0641-\u064a]+")
_FOREIGN = str.maketrans("\u06a9\u06af\u067e\u0686\u0698\u06cc\u06c1\u06be\u06d5\u06a4\u0624\u0626\u0671", "ككبجزيهههفويا")
_DIGITS = {**{0x660 + i: str(i) for i in range(10)}, **{0x6F0 + i: str(i) for i in range(10)}}


@lru_cache(maxsize=262_144)
def fold_word(word: str) -> str:
    """The spelling-independent form of one token. Idempotent."""
    if not _SIMPLE.fullmatch(word):
        if not word.isascii():
            word = unicodedata.normalize("NFKC", word)
        word = _DROPPED.sub("", word).translate(_DIGITS).lower() or word
    word = normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(word)))
    return word.translate(_FOREIGN)


def fold(text: str) -> str:
    """``text`` folded: its tokens' folded forms joined by one space. Idempotent; offsets do not survive it."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return " ".join(w for w in (fold_word(m) for m in TOKEN.findall(text)) if w.strip())


class Tokens:
    """A text's tokens as parallel lists, the fast form that every finder reads.

    ``words[i]`` is folded, ``starts[i]``/``ends[i]`` its half-open offsets in ``text``, ``line[i]`` its line number.
    """

    __slots__ = ("ends", "line", "starts", "text", "words")

    def __init__(self, text: str, regions: tuple[tuple[int, int], ...] = ()) -> None:
        self.text = text
        self.words: list[str] = []
        self.starts: list[int] = []
        raws: list[str] = []
        add_raw, add_start = raws.append, self.starts.append
        for begin, stop in regions or ((0, len(text)),):
            for match in TOKEN.finditer(text, begin, stop):
                add_raw(match[0])
                add_start(match.start())
        self.words = list(map(_token_word, raws))
        self.ends = list(map(add, self.starts, map(len, raws)))
        if _GLUE in self.words or "" in self.words:
            self._mend()
        self.line = numbered(self.starts, [m.start() for m in _BREAK.finditer(text)])

    def _mend(self) -> None:
        """Drop what nobody sees, and part the words that a lost blank has glued together."""
        words, starts, ends = self.words, self.starts, self.ends
        self.words, self.starts, self.ends = [], [], []
        for word, start, end in zip(words, starts, ends, strict=True):
            bounds = [start, end] if word else []
            if word == _GLUE:
                bounds[1:1] = [m.end() for m in _GLUED.finditer(self.text, start, min(end + 1, len(self.text)))]
            for left, right in zip(bounds, bounds[1:], strict=False):
                if left < right:
                    self.words.append(fold_word(self.text[left:right]) if word == _GLUE else word)
                    self.starts.append(left)
                    self.ends.append(right)

    def part(self, seam: Callable[[str], int]) -> None:
        """Part words that a lost blank has glued together where ``seam`` gives the letters of the first one (0: one word)."""
        glued = [(i, n) for i, word in enumerate(self.words) if len(word) >= SHORTEST_GLUED and (n := seam(word))]
        for i, letters in reversed(glued):
            start, end = self.starts[i], self.ends[i]
            at = letters_end(self.text, start, letters)
            self.words[i : i + 1] = [fold_word(self.text[start:at]), fold_word(self.text[at:end])]
            self.starts[i : i + 1], self.ends[i : i + 1] = [start, at], [at, end]
            self.line.insert(i, self.line[i])

    def __len__(self) -> int:
        return len(self.words)

    def at(self, offset: int) -> int:
        """Index of the first token that starts at or after ``offset``."""
        return bisect_left(self.starts, offset)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the tokens ``first`` up to, not including, ``last``."""
        return self.starts[first], self.ends[last - 1]


def letters_end(text: str, start: int, letters: int) -> int:
    """The offset behind the first ``letters`` letters from ``start`` on, marks and tatweel not counted."""
    at, seen = start, 0
    while seen < letters:
        if text[at].isalpha() and text[at] != "\u0640":
            seen += 1
        at += 1
    while at < len(text) and (text[at] == "\u0640" or (not text[at].isalnum() and not text[at].isspace() and ord(text[at]) > 0x64A)):
        at += 1
    return at


@lru_cache(maxsize=262_144)
def _token_word(raw: str) -> str:
    """A token folded; empty for what nobody sees, ``_GLUE`` for what may be several words glued together."""
    if len(raw) > 4 and _GLUED.search(raw + " "):
        return _GLUE
    word = fold_word(raw)
    if raw in _HASHTAG:
        return ""
    return "" if _INVISIBLE.fullmatch(word) else word


def numbered(starts: list[int], breaks: list[int]) -> list[int]:
    """For each of the ascending ``starts``, how many of the ascending ``breaks`` stand at or before it."""
    out: list[int] = []
    done = 0
    for number, at in enumerate(breaks):
        upto = bisect_left(starts, at, done)
        if upto > done:
            out += [number] * (upto - done)
            done = upto
    out += [len(breaks)] * (len(starts) - done)
    return out


@dataclass(frozen=True, slots=True)
class Region:
    """A quotation: its marks stand at ``open`` and ``close`` (offsets), its content between. ``depth`` 0 is outermost."""

    open: int
    close: int
    depth: int = 0

    @property
    def start(self) -> int:
        """Offset of the first character inside."""
        return self.open + 1

    @property
    def end(self) -> int:
        """Offset just behind the last character inside."""
        return self.close


_MARK = re.compile("''|‘‘|’’|[«»‹›„“”\"‘’″]")
_GUILLEMET = re.compile("[«»]")
_PAIRED = {"«": "»", "‹": "›", "‘": "’"}
_CLOSERS = {closer: opener for opener, closer in _PAIRED.items()}
_PROCLITIC_BEFORE = re.compile(r"(?:^|\W)[\u0648\u0641\u0628\u0644\u0643]{1,2}\Z")
# What announces speech: a colon, or a word in ‑an/‑inna with or without a pronoun.
_ANNOUNCED = re.compile(
    "(?::|(?:^|[\\s\u0628])[\u0623\u0625\u0627]\u0646\u0651?(?:\u0647\u0627?|\u0647\u0645|\u0646\u0627|\u0646\u064a)?)\\s*\\Z"
)
_MAX_REGION = 2_500


def quotation_regions(text: str) -> list[Region]:
    """Every quotation in ``text``, in order of its opening mark; nested ones have a depth.

    Guillemets pair as written, or reversed where none is open. Straight and curly double marks are written in either
    direction by real outlets, so what stands on either side decides (space or opening bracket before → opens; letter or stop
    before → closes). A guillemet closes a straight mark and the other way round where no better partner is open. A mark left
    open at the end of its paragraph makes a quotation up to there if a colon or conjunction announced it, else none.
    """
    return _Pairing(text).run()


class _Pairing:
    """Pairs marks left to right; ``stack`` holds the open ones as ``(kind, offset, offset of the last character)``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Region] = []
        self.stack: list[tuple[str, int, int]] = []

    def run(self) -> list[Region]:
        line_end = -1
        for match in _MARK.finditer(self.text):
            at, mark = match.start(), match.group()
            if at > line_end:
                self._end_line(line_end, at)
                line_end = self.text.find("\n", at)
                line_end = len(self.text) if line_end < 0 else line_end
            self._mark(mark, at, match.end() - 1)
        if self.stack:
            self._end_line(line_end, len(self.text))
        self.found.sort(key=lambda r: (r.open, -r.close))
        return self.found

    def _mark(self, mark: str, at: int, last: int) -> None:
        if len(mark) == 2:
            self._either(at, last)
        elif mark in _CLOSERS:
            self._closer(mark, at)
        elif mark in _PAIRED:
            if mark == "«" and self._top() == "»" and self._glued_before(at):
                self._close(len(self.stack) - 1, at)
                return
            if mark == "«" and self._top() == "«" and (at - self.stack[-1][1] > _MAX_REGION or self._continues(at)):
                if self._continues(at):
                    return
                self.stack.pop()
            self.stack.append((mark, at, last))
        elif mark == "„":
            self.stack.append(('"', at, last))
        else:
            self._either(at, last)

    def _top(self) -> str:
        return self.stack[-1][0] if self.stack else ""

    def _kinds(self) -> list[str]:
        return [kind for kind, _, _ in self.stack]

    def _glued_before(self, at: int) -> bool:
        return at > 0 and not self.text[at - 1].isspace()

    def _continues(self, at: int) -> bool:
        """A guillemet that opens a paragraph inside a quotation of several paragraphs."""
        return "\n" in self.text[self.stack[-1][1] : at] and _starts_line(self.text, at)

    def _close(self, index: int, at: int) -> None:
        """End the quotation ``index`` of the stack; what is open inside it was never closed."""
        _, _, last = self.stack[index]
        del self.stack[index:]
        if at - last > 1:
            self.found.append(Region(last, at, index))

    def _closer(self, mark: str, at: int) -> None:
        kinds, opener = self._kinds(), _CLOSERS[mark]
        if opener in kinds:
            self._close(len(kinds) - 1 - kinds[::-1].index(opener), at)
        elif mark != "»":
            return
        elif self._top() == "»" and self._glued_before(at):
            self._close(len(kinds) - 1, at)
        elif not self._glued_before(at) or self.text[at - 1] in ":ـ(" or _PROCLITIC_BEFORE.search(self.text, max(0, at - 3), at):
            self.stack.append(("»", at, at))  # reversed guillemets
        elif self._top() == '"':
            self._close(len(kinds) - 1, at)

    def _either(self, at: int, last: int) -> None:
        """Open or close with a mark that may do both."""
        text = self.text
        before = text[at - 1] if at else " "
        after = text[last + 1] if last + 1 < len(text) else " "
        inside = self._top() == '"'
        opens = (before.isspace() or before in "([{:«‹ـ-–—،,") and not after.isspace() and after not in ".،,؛!؟?)"
        closes = not before.isspace() and (after.isspace() or after in ".،,؛;:!؟?)]}»›-–—" or last + 1 >= len(text))
        closes = closes or inside and before.isspace() and after in ".،,؛!؟?)"
        if before == ":" and not inside:
            opens, closes = True, False
        elif before.isspace() and after.isspace() and _ANNOUNCED.search(text, max(0, at - 8), at):
            opens = True
        elif not opens and not closes:  # a proclitic before the opening, a word glued to the closing, or spaces on both sides
            opens = not inside or bool(_PROCLITIC_BEFORE.search(text, max(0, at - 3), at)) and not after.isspace()
        if inside and opens and not closes:
            if not _closes_soon(text, at):
                self.stack.pop()  # the earlier mark was never closed
            self.stack.append(('"', at, last))
        elif inside:
            self._close(len(self.stack) - 1, at)
        elif closes and self._top() == "«" and text.find("»", at, _line_end(text, at)) < 0:
            self._close(len(self.stack) - 1, at)
        elif opens or not closes:
            self.stack.append(('"', at, last))

    def _end_line(self, line_end: int, at: int) -> None:
        """Keep guillemets that the next lines close; let announced speech run to the end of its paragraph; drop the rest."""
        keep: list[tuple[str, int, int]] = []
        for depth, (kind, begin, last) in enumerate(self.stack):
            if kind == "«" and at < len(self.text) and at - begin < _MAX_REGION and self._closed_later(at):
                keep.append((kind, begin, last))
            elif depth == 0 and line_end - last > 1 and _ANNOUNCED.search(self.text, max(0, begin - 8), begin):
                self.found.append(Region(last, min(line_end, len(self.text)), 0))
        self.stack = keep

    def _closed_later(self, at: int) -> bool:
        """Whether the next guillemet from ``at`` on closes, or opens a paragraph of the same quotation."""
        match = _GUILLEMET.search(self.text, at, at + _MAX_REGION)
        if match is None:
            return False
        return match.group() == "»" or _starts_line(self.text, match.start())


def _starts_line(text: str, at: int) -> bool:
    return text[max(0, at - 20) : at].rstrip(" \t").endswith("\n")


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _closes_soon(text: str, at: int) -> bool:
    """Whether a short nested quotation starts here: a closing mark within four words, and one more behind it on the line."""
    rest = text[at + 1 : at + 60].split("\n", 1)[0]
    inner = re.search(r'[^\s"“”]["“”″](?=[\s.،,؛:!؟)]|$)', rest)
    if not inner or len(rest[: inner.end()].split()) > 4:
        return False
    line = text[at + 1 + inner.end() : at + _MAX_REGION].split("\n", 1)[0]
    marks = len(re.findall(r'["“”″]', line))
    return marks % 2 == 1


# Characters; one sentence in a thousand of the newspapers read for this project is longer.
LONGEST_SENTENCE = 1_400

_STOP = re.compile(r"[.!?؟]+[»”\"“’)\]]*(?=\s|$)|\n+|[.؟!](?=[\u0621-\u064a]{3})")


def sentences(text: str, quotations: list[Region], regions: tuple[tuple[int, int], ...] = ()) -> list[tuple[int, int]]:
    """Sentence spans. A stop inside an outer quotation ends no sentence; a line break always does."""
    closed = [(r.open, r.close) for r in quotations if r.depth == 0]
    opens = [o for o, _ in closed]
    out: list[tuple[int, int]] = []
    for begin, stop in regions or ((0, len(text)),):
        left = begin
        for match in _STOP.finditer(text, begin, stop):
            k = bisect_right(opens, match.start()) - 1
            inside = k >= 0 and closed[k][0] < match.start() < closed[k][1] and match.end() <= closed[k][1]
            if (inside and not match.group().startswith("\n")) or _abbreviation(text, match.start()):
                continue
            _push(out, text, left, match.end())
            left = match.end()
        _push(out, text, left, stop)
    return out


def _abbreviation(text: str, at: int) -> bool:
    """A dot behind a one-letter word (``د.``, ``م.``) or between digits ends nothing."""
    if text[at] != ".":
        return False
    if text[at - 1 : at] == "\u0640":
        return True
    before = text[max(0, at - 2) : at]
    return (len(before) == 2 and before[1].isalpha() and not before[0].isalnum()) or (before[:1] == "" and before.isalpha())


def _push(out: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    """Note a sentence without its blanks; one longer than any writer's is cut at a blank, so that no reader of sentences
    can be made to work on a whole text at once."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = start + LONGEST_SENTENCE if cut < 0 else cut
        out.append((start, cut))
        start = cut + (cut < len(text) and text[cut] == " ")
    if end > start:
        out.append((start, end))
