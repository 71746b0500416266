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


def marked_text(text: str, spans: Iterable[Span], body: Sequence[tuple[int, int]] = ()) -> str:
    """The whole text as HTML paragraphs: escaped, cut at every boundary, each piece carrying the classes that cover it.

    What lies outside ``body`` (site furniture) is set apart as ``out``. The first piece of a ``here`` span gets ``id="here"``.
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
    out: list[str] = []
    active: list[Span] = []
    anchored = False
    for start, end in zip(points, points[1:], strict=False):
        active = [s for s in active if s.end > start] + starts.get(start, [])
        piece = text[start:end]
        inside = not body or any(a <= start and end <= b for a, b in body)
        anchor = not anchored and any(s.kind == "here" for s in active)
        anchored = anchored or anchor
        out.append(_piece(piece, active, inside, anchor))
        if piece.endswith("\n"):
            out.append("\n")
    return _paragraphs("".join(out))


def _piece(piece: str, active: Sequence[Span], inside: bool, anchor: bool) -> str:
    words = esc(piece.rstrip("\n"))
    if not words:
        return ""
    classes = sorted({s.kind for s in active})
    if not inside:
        classes.append("out")
    if not classes:
        return words
    title = " · ".join(dict.fromkeys(s.title for s in active if s.title))
    attrs = f' class="e {" ".join(classes)}"' + (f' title="{esc(title)}"' if title else "") + (' id="here"' if anchor else "")
    return f"<span{attrs}>{words}</span>"


def _paragraphs(marked: str) -> str:
    return "".join(f"<p>{line}</p>" for line in marked.split("\n") if line.strip())
