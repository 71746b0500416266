"""An article's text with what was found in it, marked by offsets. Marks may nest and overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.parts.markup import esc


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch ``text[start:end]`` with a class (actor, place, date, talk, quote, here) and a word for its tooltip."""

    start: int
    end: int
    kind: str
    title: str = ""


def marked_text(text: str, spans: Iterable[Span], body: Sequence[tuple[int, int]] = (), *, outside: str = "") -> str:
    """The whole text as HTML paragraphs: escaped, cut at every boundary, each piece carrying the classes that cover it.

    Lines outside ``body`` (site furniture) are folded away under the word ``outside``. The first piece of a ``here`` span gets
    ``id="here"``.
    """
    spans = [s for s in spans if 0 <= s.start < s.end <= len(text)]
    cuts = {0, len(text)}
    for span in spans:
        cuts |= {span.start, span.end}
    for start, end in body:
        cuts |= {max(0, start), min(len(text), end)}
    cuts |= {i + 1 for i, c in enumerate(text) if c == "\n"}
    points = sorted(cuts)
    starts: dict[int, list[Span]] = {}
    for span in spans:
        starts.setdefault(span.start, []).append(span)
    lines: list[tuple[bool, str]] = []
    line, line_inside = "", False
    active: list[Span] = []
    anchored = False
    for start, end in zip(points, points[1:], strict=False):
        active = [s for s in active if s.end > start] + starts.get(start, [])
        piece = text[start:end]
        inside = not body or any(a <= start and end <= b for a, b in body)
        anchor = not anchored and any(s.kind == "here" for s in active)
        anchored = anchored or anchor
        line += _piece(piece, active, anchor)
        line_inside = line_inside or (inside and bool(piece.strip()))
        if piece.endswith("\n"):
            lines.append((line_inside, line))
            line, line_inside = "", False
    lines.append((line_inside, line))
    return _paragraphs(lines, outside)


def _piece(piece: str, active: Sequence[Span], anchor: bool) -> str:
    words = esc(piece.rstrip("\n"))
    classes = sorted({s.kind for s in active})
    if not words or not classes:
        return words
    title = " · ".join(dict.fromkeys(s.title for s in active if s.title))
    attrs = f' class="e {" ".join(classes)}"' + (f' title="{esc(title)}"' if title else "") + (' id="here"' if anchor else "")
    return f"<span{attrs}>{words}</span>"


def _paragraphs(lines: Sequence[tuple[bool, str]], outside: str) -> str:
    """Paragraphs; neighbouring lines that are no part of the article are folded away under ``outside``."""
    out: list[str] = []
    folded: list[str] = []

    def unfold() -> None:
        if folded:
            out.append(f'<details class="out"><summary>{esc(outside)}</summary>{"".join(f"<p>{line}</p>" for line in folded)}</details>')
            folded.clear()

    for inside, line in lines:
        if not line.strip():
            continue
        if inside:
            unfold()
            out.append(f"<p>{line}</p>")
        else:
            folded.append(line)
    unfold()
    return "".join(out)
