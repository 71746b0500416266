"""Figures and the machine they were taken on; the one table and the curves."""

from __future__ import annotations

import importlib
import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: ``value`` and ``target`` in ``unit``, and what a user would pick instead (``rival``) on the same input.

    ``more`` says that more is better (words a second), otherwise less is. ``note`` tells how it was taken.
    """

    part: str
    what: str
    value: float
    unit: str
    target: float | None = None
    more: bool = False
    rival: str = ""
    rival_value: float | None = None
    note: str = ""

    def cells(self) -> list[str]:
        """The figure as cells of a Markdown table."""
        target = "" if self.target is None else f"{'≥' if self.more else '≤'} {_number(self.target)} {self.unit}"
        met = "" if self.target is None else "yes" if (self.value >= self.target) == self.more or self.value == self.target else "no"
        rival = "" if self.rival_value is None else f"{self.rival}: {_number(self.rival_value)} {self.unit}"
        ratio = ""
        if self.rival_value and self.value:
            ratio = f"× {_number(self.value / self.rival_value if self.more else self.rival_value / self.value)}"
        return [self.part, self.what, f"{_number(self.value)} {self.unit}", target, met, rival or self.rival, ratio, self.note]


HEAD = ("part", "figure", "measured", "target", "met", "instead", "we are", "how")


def table(figures: Iterable[Figure]) -> str:
    """All figures as one Markdown table."""
    rows = [list(HEAD), ["---"] * len(HEAD), *(figure.cells() for figure in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def machine() -> str:
    """What the figures were taken on, and how busy it was."""
    memory = ""
    info = Path("/proc/meminfo")
    if info.exists():
        memory = f", {int(info.read_text(encoding='ascii').split()[1]) / 1e6:.0f} GB"
    model = ""
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        lines = cpus.read_text(encoding="utf-8", errors="replace").splitlines()
        model = next((f", {line.split(':', 1)[1].strip()}" for line in lines if line.startswith("model name")), "")
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores ({platform.machine()}{model}){memory}, Python {platform.python_version()}{load}"


def save(path: Path, figures: Iterable[Figure]) -> None:
    """Keep figures, so that parts can be measured again one by one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False, indent=1), encoding="utf-8")


def load(path: Path) -> list[Figure]:
    """What :func:`save` kept; nothing where it kept nothing."""
    return [Figure(**row) for row in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []


def curve(png: Path, lines: dict[str, list[tuple[float, float]]], *, x: str, y: str, title: str, slope: bool = False) -> None:
    """Lines on two logarithmic axes as a picture; ``slope`` adds what linear growth would be from the first point on."""
    matplotlib = importlib.import_module("matplotlib")
    matplotlib.use("Agg")
    figure, axes = importlib.import_module("matplotlib.pyplot").subplots(figsize=(6.4, 4))
    for name, points in lines.items():
        axes.loglog(*zip(*points, strict=True), "o-", label=name)
        if slope:
            first = points[0]
            axes.loglog([p[0] for p in points], [first[1] * p[0] / first[0] for p in points], "--", color="0.6", label="linear")
    axes.set(xlabel=x, ylabel=y, title=title)
    axes.grid(True, which="both", alpha=0.3)
    axes.legend()
    _written(figure, png)


def bars(png: Path, groups: dict[str, dict[str, float]], *, y: str, title: str, target: float | None = None) -> None:
    """Groups of bars (who → what → value) on a logarithmic axis as a picture; ``target`` is a line across."""
    matplotlib = importlib.import_module("matplotlib")
    matplotlib.use("Agg")
    figure, axes = importlib.import_module("matplotlib.pyplot").subplots(figsize=(7.2, 4))
    names = list(next(iter(groups.values())))
    width = 0.8 / len(groups)
    for at, (who, values) in enumerate(groups.items()):
        axes.bar([i + at * width for i in range(len(names))], [values[name] for name in names], width, label=who)
    if target:
        axes.axhline(target, color="0.4", linestyle="--", label="target")
    axes.set_xticks([i + 0.4 - width / 2 for i in range(len(names))], names, fontsize=8)
    axes.set(ylabel=y, title=title, yscale="log", ylim=(10, None))
    axes.grid(True, axis="y", alpha=0.3)
    axes.legend(fontsize=8)
    _written(figure, png)


def _written(figure: object, png: Path) -> None:
    figure.tight_layout()  # type: ignore[attr-defined]
    figure.savefig(png, dpi=100, metadata={"Software": None})  # type: ignore[attr-defined]
    importlib.import_module("matplotlib.pyplot").close(figure)


def _number(value: float) -> str:
    if value >= 100 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.1f}" if value >= 10 else f"{value:,.2f}"
