"""Which parts of a text are the article, and which are the site around it (menus, forms, "read also", other headlines).

Words come from ``data/knowledge/language/furniture.csv``, one pattern per row; the rest are cues of form. The text itself is
never changed: :func:`body` returns spans. When in doubt a line stays: losing a sentence is worse than keeping a menu.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar

from core.language.wrapping import unwrapped

Scope = Literal["line", "rest"]

MAX_LINE = 300
"""A longer line is a paragraph and never furniture."""
LONG_WORDS = 20
"""A line of this many words is taken for a paragraph."""
TINY_WORDS = 3
TINY_RUN = 4
"""So many lines of at most ``TINY_WORDS`` words before the first paragraph are a menu or a form."""
LIST_RUN = 3
"""So many lines with a bullet after the last paragraph, without a full stop, are a list of other headlines."""

_BULLETS = "•●▪■◾◆►▶»·*"
_STOPS = '.!؟?…:؛"”»'


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of ``furniture.csv``: a regular expression over a folded line, from its beginning.

    ``scope`` ``line`` leaves out the line, ``rest`` the line and all that follows it.
    """

    id: str
    scope: Scope
    regex: re.Pattern[str]
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Furniture:
    """The compiled patterns."""

    patterns: tuple[Pattern, ...] = ()

    @classmethod
    def load(cls, path: str | Path) -> Furniture:
        """Read ``furniture.csv`` (``id, scope, pattern, examples, counter, source``). Raises ``ValueError`` with file and line."""
        patterns = []
        with Path(path).open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            for row in rows:
                try:
                    patterns.append(_pattern(row))
                except (KeyError, TypeError, ValueError, re.error) as error:
                    raise ValueError(f"{path}:{rows.line_num}: {error}: see data/knowledge/README.md") from error
        return cls(tuple(patterns))

    def match(self, line: str) -> Pattern | None:
        """The pattern that takes ``line`` for furniture, or ``None``."""
        if len(line) > MAX_LINE:
            return None
        key = fold_line(line)
        return next((pattern for pattern in self.patterns if pattern.regex.match(key)), None)


def _pattern(row: dict[str, str]) -> Pattern:
    scope = row["scope"]
    if scope not in ("line", "rest"):
        raise ValueError(f"scope “{scope}” is neither “line” nor “rest”")
    regex = re.compile(_fold(row["pattern"]))
    examples, counter = (tuple(part for part in row[key].split("|") if part) for key in ("examples", "counter"))
    return Pattern(row["id"], "line" if scope == "line" else "rest", regex, examples, counter)


def _fold(text: str) -> str:
    folded: str = normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(text)))
    return _MARKS.sub("", folded)


_MARKS = re.compile("[\u0640\u064b-\u065f\u0670\ufeff\u200b-\u200f\u202a-\u202e]")
_WORD = re.compile(r"[^\W\d_]\S*")
_LEAD = re.compile(r"^[\W_]+")


def fold_line(line: str) -> str:
    """A line as the patterns see it: no diacritics, one form of alef, yeh and taa marbuta, no marks before its first word,
    single blanks, lower case."""
    return " ".join(_LEAD.sub("", _fold(line)).lower().split())


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    text: str
    words: int
    furniture: bool = False


def body(text: str, furniture: Furniture) -> tuple[tuple[int, int], ...]:
    """The ``[start, end)`` spans of ``text`` that are article, in order.

    Empty when the whole text is article (or when no line would be left). A line of a wrapped text has the words of its
    paragraph.
    """
    lines = _split(text)
    flowing = unwrapped(text)
    if flowing is not text:
        _count_paragraphs(lines, flowing)
    filled = [line for line in lines if line.words]
    _by_pattern(filled, furniture)
    _leading_menu(filled)
    _trailing_list(filled)
    _repeated_title(filled)
    if not any(line.furniture for line in filled) or all(line.furniture for line in filled):
        return ()
    return _spans(filled)


def headline(text: str, spans: Iterable[tuple[int, int]]) -> str | None:
    """The first line of the article, where it is short enough to be a headline."""
    for start, end in tuple(spans) or ((0, len(text)),):
        for line in text[start:end].splitlines():
            if line.strip():
                return line.strip() if len(line.strip()) <= MAX_LINE else None
    return None


def _split(text: str) -> list[_Line]:
    lines, position = [], 0
    for line in text.splitlines(keepends=True):
        content = line.rstrip("\r\n")
        lines.append(_Line(position, position + len(content), content.strip(), len(_WORD.findall(content))))
        position += len(line)
    return lines


def _count_paragraphs(lines: list[_Line], flowing: str) -> None:
    """Give every line that goes on in the next the words of both, and of all that go on before and behind them."""
    first = 0
    for index, line in enumerate(lines):
        if flowing[line.end : line.end + 1] == " ":
            continue
        words = sum(part.words for part in lines[first : index + 1])
        for part in lines[first : index + 1]:
            part.words = words
        first = index + 1


def _by_pattern(lines: list[_Line], furniture: Furniture) -> None:
    last_paragraph = max((i for i, line in enumerate(lines) if line.words >= LONG_WORDS), default=-1)
    for index, line in enumerate(lines):
        found = furniture.match(line.text)
        if found is None:
            continue
        line.furniture = True
        # a form or comment box ends the article only where no paragraph follows it
        if found.scope == "rest" and index > last_paragraph:
            for later in lines[index:]:
                later.furniture = True
            return


def _leading_menu(lines: list[_Line]) -> None:
    first = next((i for i, line in enumerate(lines) if not line.furniture and (line.words >= LONG_WORDS or _sentence(line))), 0)
    tiny = [i for i in range(first) if lines[i].furniture or (lines[i].words <= TINY_WORDS and not _stopped(lines[i]))]
    if len(tiny) >= TINY_RUN and len(tiny) > 0.5 * (tiny[-1] + 1):
        for line in lines[: tiny[-1] + 1]:
            line.furniture = True


def _trailing_list(lines: list[_Line]) -> None:
    start = len(lines)
    while start and (lines[start - 1].furniture or (_bulleted(lines[start - 1]) and not _stopped(lines[start - 1]))):
        start -= 1
    run = [line for line in lines[start:] if not line.furniture]
    announced = start > 0 and lines[start - 1].text.endswith((":", "："))
    if len(run) >= LIST_RUN and start > 0 and not announced:
        for line in run:
            line.furniture = True


def _repeated_title(lines: list[_Line]) -> None:
    kept = [line for line in lines if not line.furniture]
    if len(kept) > 2 and kept[0].text == kept[1].text:
        kept[1].furniture = True


def _bulleted(line: _Line) -> bool:
    return line.text[:1] in _BULLETS and TINY_WORDS < line.words < LONG_WORDS


def _sentence(line: _Line) -> bool:
    return line.words > TINY_WORDS and _stopped(line)


def _stopped(line: _Line) -> bool:
    return line.text[-1:] in _STOPS


def _spans(lines: list[_Line]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    joined = False
    for line in lines:
        if line.furniture:
            joined = False
        elif joined:
            spans[-1] = spans[-1][0], line.end
        else:
            spans.append((line.start, line.end))
            joined = True
    return tuple(spans)
