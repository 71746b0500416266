"""Where names stand beside their marks: in pixels, the most important first, none on another. No Plotly inside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SIDES = (
    "top center", "bottom center", "middle right", "middle left", "top right", "top left", "bottom right", "bottom left",
)  # fmt: skip
"""Plotly's ``textposition``, best first."""
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_UNSEEN = re.compile(r"<[^>]*>|[\u200b-\u200f\u2066-\u2069]")
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels; y grows downwards."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at ``x, y`` (pixels from the left top corner) of radius ``r`` and the name that should stand beside it."""

    x: float
    y: float
    r: float
    label: str


def text_width(label: str, size: float) -> float:
    """About how wide a label is in IBM Plex Sans Arabic: 0.50 em a letter in Arabic script, 0.58 in Latin script, which 95 of 100
    names of actors and places do not exceed (the means are 0.41 and 0.50)."""
    text = _UNSEEN.sub("", label)
    return size * len(text) * (0.5 if _ARABIC.search(text) else 0.58)


def label_box(mark: Mark, side: str, size: float) -> Box:
    """Where Plotly puts the label of ``mark`` for a ``textposition``."""
    vertical, horizontal = side.split()
    width, reach = text_width(mark.label, size), mark.r / 0.8 + 1
    left = {"center": mark.x - width / 2, "right": mark.x + reach, "left": mark.x - reach - width}[horizontal]
    top = {"top": mark.y - reach - 1.2 * size, "middle": mark.y - 0.65 * size, "bottom": mark.y + reach - 0.1 * size}[vertical]
    return left, top, left + width, top + 1.3 * size


def place_labels(marks: Sequence[Mark], width: float, height: float, *, size: float = 12.5, most: int = 40) -> list[str | None]:
    """For each mark, in order of importance, the side on which its label stands clear of labels, marks and the frame of
    ``width`` × ``height``; ``None`` where there is no room. At most ``most`` labels are given out. Labels never lie on each other;
    a label may touch a mark that is less important and not named itself only by a hair."""
    discs = np.array([[m.x, m.y, m.r] for m in marks], dtype=float).reshape(-1, 3)
    taken: list[Box] = []
    found: list[str | None] = []
    for index, mark in enumerate(marks):
        side = _side(index, mark, discs, taken, (width, height), size) if mark.label and len(taken) < most else None
        found.append(side)
        if side is not None:
            taken.append(label_box(mark, side, size))
    return found


def _side(index: int, mark: Mark, discs: np.ndarray, taken: Sequence[Box], frame: tuple[float, float], size: float) -> str | None:
    for side in SIDES:
        box = label_box(mark, side, size)
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= frame[0] and box[3] <= frame[1]
        if inside and not any(_cross(box, other) for other in taken) and not _covered(box, discs, index):
            return side
    return None


def _cross(a: Box, b: Box, room: float = 2.0) -> bool:
    return a[0] < b[2] + room and b[0] < a[2] + room and a[1] < b[3] - room and b[1] < a[3] - room


def _covered(box: Box, discs: np.ndarray, own: int) -> bool:
    """Whether a mark other than the label's own reaches into its box."""
    if not len(discs):
        return False
    dx = np.maximum(np.maximum(box[0] - discs[:, 0], discs[:, 0] - box[2]), 0.0)
    dy = np.maximum(np.maximum(box[1] + 2 - discs[:, 1], discs[:, 1] - box[3] + 2), 0.0)
    hit = np.hypot(dx, dy) < discs[:, 2]
    hit[own] = False
    return bool(hit.any())


def spread(points: np.ndarray, radii: np.ndarray, width: float, height: float, *, room: float = 7.0, steps: int = 160) -> np.ndarray:
    """Push discs (``n × 2`` centres in pixels, ``n`` radii) apart until none touches another, little by little and inside the frame."""
    points = points.astype(float).copy()
    least = radii[:, None] + radii[None, :] + room
    for _ in range(steps):
        gap = points[:, None, :] - points[None, :, :]
        distance = np.hypot(gap[..., 0], gap[..., 1])
        np.fill_diagonal(distance, 1e9)
        close = distance < least
        if not close.any():
            break
        apart = gap / np.maximum(distance, 1e-6)[..., None] * ((least - distance) / 2)[..., None]
        points = points + np.where(close[..., None], apart, 0.0).sum(axis=1) * 0.6
        points[:, 0] = np.clip(points[:, 0], radii, width - radii)
        points[:, 1] = np.clip(points[:, 1], radii + 14, height - radii)
    return points
