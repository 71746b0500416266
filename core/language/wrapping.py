"""Texts that were broken into lines of a page's width: which line breaks stand inside a sentence.

Almost every text breaks its lines where a paragraph ends. A text counts as wrapped only where its lines are short, most of
them end in the middle of something, and enough of them show that they do: by a word that cannot stand last, by a full stop
inside the line, or by a quotation left open. Poems, lists and tables have short open lines too, but none of these.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

FEWEST_BREAKS = 6
WIDEST_LINE = 120
SHORT_SHARE = 0.8
OPEN_SHARE = 0.6
"""So many of the lines with a line below end without a stop, a colon or a closing mark."""
SHOWN_SHARE = 0.08
FEWEST_SHOWN = 2
"""So many open lines, and this share of them, show that the sentence goes on."""
FULL_SHARE = 0.7
"""Where so many of the open lines leave no room for the next word, the text was set to one width, and a shorter line ends."""
_FULL = 0.9

_CLOSED = tuple('.!?؟…:؛»”"’)]')
_STOPPED = re.compile('[.!?؟…][»”"“’)\\]]*\\Z')
_LETTER = "[\u0621-\u064a]"
_STOP_INSIDE = re.compile(f'{_LETTER}{{2}}[»”"’)]*[.!؟][»”"’)]*[ \u00a0]+[«“"(]?{_LETTER}{{2}}')
# Two letters, or three with alef maqsura, perhaps behind a waw: hardly anything but a particle or a word that governs the next.
_TIE = re.compile(f"(?:^|\\s)\u0648?(?:{_LETTER}{{2}}|{_LETTER}{{2}}\u0649)\\Z")
_GOES_ON = re.compile(f"[\u0648\u0641]?[\u0623\u0625\u0627]{_LETTER}[\u0649](?!\\w)|[,،؛)»]")
_ITEM = re.compile(r"[•●▪■◾◆►▶·*|#>\-–—]|[\d\u0660-\u0669]{1,2}\s?[.):\-–]")
_ASIDE = re.compile(r"\s[|/\-–—]\s|[|@]|://|www\.")
_ASIDE_WORDS = 6


def unwrapped(text: str, body: tuple[tuple[int, int], ...] = ()) -> str:
    """``text`` with a blank for each line break inside a sentence, where it is wrapped at all; every offset stays.

    A line break at an end of one of the parts of ``body`` is none of these.
    """
    breaks = text.count("\n")
    if breaks < FEWEST_BREAKS or len(text) > (breaks + 1) * WIDEST_LINE:
        return text
    parts = text.split("\n")
    lines = [part.strip() for part in parts]
    ends = list(accumulate((len(part) + 1 for part in parts), initial=-1))[1:]
    below = [i for i, line in enumerate(lines[:-1]) if line and lines[i + 1] and _inside(ends[i], body)]
    if not _is_wrapped(lines, below):
        return text
    soft = _soft(lines, below)
    return "".join(part + (" " if i in soft else "\n") for i, part in enumerate(parts))[: len(text)]


def _inside(at: int, body: tuple[tuple[int, int], ...]) -> bool:
    if not body:
        return True
    k = bisect_right(body, (at, at)) - 1
    return k >= 0 and body[k][0] <= at < body[k][1]


def _is_wrapped(lines: list[str], below: list[int]) -> bool:
    """Whether the lines ``below`` which another one stands look like the lines of wrapped sentences."""
    if len(below) < FEWEST_BREAKS or sum(len(lines[i]) <= WIDEST_LINE for i in below) < SHORT_SHARE * len(below):
        return False
    left_open = [i for i in below if not lines[i].endswith(_CLOSED)]
    if len(left_open) < OPEN_SHARE * len(below):
        return False
    shown = sum(bool(_TIE.search(lines[i]) or _STOP_INSIDE.search(lines[i]) or _half_quoted(lines[i])) for i in left_open)
    return shown >= max(FEWEST_SHOWN, SHOWN_SHARE * len(left_open))


def _half_quoted(line: str) -> bool:
    """Whether a quotation begins in the line and ends in another one."""
    return line.count('"') % 2 == 1 or any(line.count(opening) > line.count(closing) for opening, closing in ("«»", "“”"))


def _soft(lines: list[str], below: list[int]) -> set[int]:
    """The lines that go on in the next one."""
    lengths = sorted(len(lines[i]) for i in below)
    width = lengths[int(len(lengths) * _FULL)]
    full = {i for i in below if len(lines[i]) + 1 + len(lines[i + 1].split(None, 1)[0]) > width * _FULL}
    left_open = [i for i in below if not lines[i].endswith(_CLOSED)]
    even = len(full.intersection(left_open)) >= FULL_SHARE * len(left_open)
    first = next((i for i, line in enumerate(lines) if line), 0)
    soft = set()
    for i in below:
        line, following = lines[i], lines[i + 1]
        if _ITEM.match(following) or _stands_alone(line) or _stands_alone(following) or line == following:
            continue
        going_on = bool(_TIE.search(line) or line.endswith(("،", ",")) or _GOES_ON.match(following))
        if _STOPPED.search(line):
            going_on = False
        elif even or i == first:
            going_on = going_on or even and i in full
        else:
            going_on = True
        if going_on:
            soft.add(i)
    return soft


def _stands_alone(line: str) -> bool:
    """A byline, an address, a source: a few words with a dash or bar between them."""
    return _ASIDE.search(line) is not None and len(line.split()) <= _ASIDE_WORDS
