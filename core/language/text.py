"""The Arabic text layer: folding, tokens with offsets into the raw text, quotation regions, sentences.

Folding makes spellings equal that newspapers mix (hamza seats, alef maqsura, taa marbuta, diacritics, tatweel, Persian
and presentation letters, evasive dots such as ``ـ.ـ``). It works token by token, so it never moves an offset.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar

# One word, one number, or one other character. Marks, tatweel and dots between tatweels belong to the word around them.
TOKEN = re.compile(
    r"[0-9\u0660-\u0669\u06f0-\u06f9]+"
    r"|(?:[^\W0-9\u0660-\u0669\u06f0-\u06f9_]|[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"
    r"|(?<=\u0640)\.(?=\u0640)|[\u200c\u200d](?=\w))+"
    r"|[^\w\s]|_"
)
_BIDI = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c"
# camel_tools.utils.dediac takes a second to import (it sorts all of Unicode by category), so its marks are listed here.
_DROPPED = re.compile(rf"[\u0640.{_BIDI}\u064b-\u065f\u0670\u0610-\u061a\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]")
_INVISIBLE = re.compile(rf"[{_BIDI}\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
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
    return " ".join(w for w in (fold_word(m) for m in TOKEN.findall(_INVISIBLE.sub("", text))) if w.strip())


class Tokens:
    """A text's tokens as parallel lists, the fast form that every finder reads.

    ``words[i]`` is folded, ``starts[i]``/``ends[i]`` its half-open offsets in ``text``, ``line[i]`` its line number.
    """

    __slots__ = ("ends", "line", "starts", "text", "words")

    def __init__(self, text: str, regions: tuple[tuple[int, int], ...] = ()) -> None:
        self.text = text
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.line: list[int] = []
        append_word, append_start, append_end = self.words.append, self.starts.append, self.ends.append
        for begin, stop in regions or ((0, len(text)),):
            for match in TOKEN.finditer(text, begin, stop):
                word = fold_word(match.group())
                if not _INVISIBLE.fullmatch(word):
                    append_word(word)
                    append_start(match.start())
                    append_end(match.end())
        breaks = [m.start() for m in re.finditer(r"\n", text)]
        self.line = _lines(self.starts, breaks)

    def __len__(self) -> int:
        return len(self.words)

    def at(self, offset: int) -> int:
        """Index of the first token that starts at or after ``offset``."""
        return bisect_left(self.starts, offset)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the tokens ``first`` up to, not including, ``last``."""
        return self.starts[first], self.ends[last - 1]


def _lines(starts: list[int], breaks: list[int]) -> list[int]:
    return [bisect_right(breaks, s) for s in starts] if breaks else [0] * len(starts)


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


_PAIRS = {"«": "»", "‹": "›", "„": "“", "‘": "’"}
_CLOSERS = {"»": "«", "›": "‹", "’": "‘"}
_EITHER = "\"“”″"
_MARK = re.compile("[«»‹›„“”\"‘’″]|''")
_PROCLITIC_BEFORE = re.compile(r"(?:^|\W)[\u0648\u0641\u0628\u0644\u0643]{1,2}\Z")
_MAX_REGION = 2_500


def quotation_regions(text: str) -> list[Region]:
    """Every quotation in ``text``, in order of its opening mark; nested ones have a depth.

    Guillemets pair as written. Straight and curly double marks are written in either direction by real outlets, so what
    stands on either side decides (space or opening bracket before → opens; letter or stop before → closes). A mark left
    unclosed is dropped at the end of its paragraph.
    """
    found: list[Region] = []
    stack: list[tuple[str, int]] = []
    line_end = -1
    for match in _MARK.finditer(text):
        at, mark = match.start(), match.group()
        if at > line_end:
            stack = [s for s in stack if s[0] == "«" and at - s[1] < _MAX_REGION]
            line_end = text.find("\n", at)
            line_end = len(text) if line_end < 0 else line_end
        if mark in _CLOSERS:
            opener = _CLOSERS[mark]
            if mark == "’" and not any(s[0] == "‘" for s in stack):
                continue
            while stack and stack[-1][0] != opener:
                stack.pop()
            if stack:
                _, begin = stack.pop()
                found.append(Region(begin, at, len(stack)))
        elif mark in _PAIRS:
            if mark == "«" and stack and stack[-1][0] == "«" and at - stack[-1][1] > _MAX_REGION:
                stack.pop()
            stack.append((mark, at))
        elif mark in _EITHER:
            _either(text, at, mark, stack, found)
    found.sort(key=lambda r: (r.open, -r.close))
    return found


def _either(text: str, at: int, mark: str, stack: list[tuple[str, int]], found: list[Region]) -> None:
    """Open or close with a mark that may do both."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    opens = (before.isspace() or before in "([{:«‹ـ-–—،,") and not after.isspace()
    closes = not before.isspace() and (after.isspace() or after in ".،,؛;:!؟?)]}»›-–—" or at + 1 >= len(text))
    inside = bool(stack) and stack[-1][0] == '"'
    if not opens and not closes:  # a proclitic before the opening, a word glued to the closing, or spaces on both sides
        opens = not inside or bool(_PROCLITIC_BEFORE.search(text, max(0, at - 3), at)) and not after.isspace()
    if inside and opens and not closes:
        if not _closes_soon(text, at):
            stack.pop()  # the earlier mark was never closed
        stack.append(('"', at))
    elif inside:
        _, begin = stack.pop()
        if at - begin > 1:
            found.append(Region(begin, at, len(stack)))
    elif opens or not closes:
        stack.append(('"', at))


def _closes_soon(text: str, at: int) -> bool:
    """Whether a short nested quotation starts here: a closing mark within four words, and one more behind it on the line."""
    rest = text[at + 1 : at + 60].split("\n", 1)[0]
    inner = re.search(r'[^\s"“”]["“”″](?=[\s.،,؛:!؟)]|$)', rest)
    if not inner or len(rest[: inner.end()].split()) > 4:
        return False
    line = text[at + 1 + inner.end() : at + _MAX_REGION].split("\n", 1)[0]
    marks = len(re.findall(r'["“”″]', line))
    return marks % 2 == 1


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
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        out.append((start, end))
