"""The gate that keeps extraction from sinking: figures on two sets of annotated articles against ``eval_baseline.json``.

    python tests/eval_gate.py            extract, score, compare; exit 1 if any figure fell by more than 0.005
    python tests/eval_gate.py --update   write the figures as the new baseline, only if none fell
    python tests/eval_gate.py --show     also print the scorer's misses and false alarms

The articles (``../shared/seeds``, ``../shared/dev``) and their scorer stand beside the repository and are not part of it.
Where they are absent the gate says so and passes: it has nothing to measure. The floors only rise.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
BASELINE = Path(__file__).with_name("eval_baseline.json")
TOLERANCE = 0.005
# Counts move with the articles; these shares and rates are what is held.
COUNTS = frozenset({"found", "missed", "false"})

Figures = dict[str, dict[str, float]]


def sets(shared: Path) -> dict[str, tuple[Path, list[Path]]]:
    """Name → (folder of gold files, inputs to extract) of each set of articles that is there."""
    known = {
        "seeds": (shared / "gold", sorted((shared / "seeds").glob("*.txt"))),
        "dev": (shared / "dev" / "gold", [shared / "dev" / "articles.jsonl"]),
    }
    return {name: (gold, inputs) for name, (gold, inputs) in known.items() if gold.is_dir() and inputs and all(p.exists() for p in inputs)}


def measure(gold: Path, inputs: list[Path], scorer: Path, *, show: bool = False) -> Figures:
    """Extract ``inputs`` in a process of their own and score them; raises ``SystemExit`` naming the command that failed."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.jsonl"
        run([sys.executable, "-m", "core", "extract", *map(str, inputs), "--out", str(out)])
        if show:
            print(run([sys.executable, str(scorer), str(gold), str(out), "--show"]))
        scored = json.loads(run([sys.executable, str(scorer), str(gold), str(out), "--json"]))
    absent = scored.pop("absent")
    if absent:
        raise SystemExit(f"evaluation gate: not extracted at all: {', '.join(absent)}")
    return {part: {k: round(v, 4) for k, v in figures.items() if v is not None and k not in COUNTS} for part, figures in scored.items()}


def run(command: list[str]) -> str:
    """Standard output of a command; raises ``SystemExit`` with its last words when it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise SystemExit(f"evaluation gate: {' '.join(command)} failed\n{done.stderr[-2000:]}")
    return done.stdout


def compare(floors: dict[str, Figures], now: dict[str, Figures]) -> Iterator[tuple[str, float, float | None]]:
    """Every figure that stands below its floor by more than the tolerance: its path, the floor, the figure (``None``: gone)."""
    for name, parts in floors.items():
        if name not in now:
            continue
        for part, figures in parts.items():
            for figure, floor in figures.items():
                value = now[name].get(part, {}).get(figure)
                if value is None or value < floor - TOLERANCE:
                    yield f"{name}.{part}.{figure}", floor, value


def raised(floors: dict[str, Figures], now: dict[str, Figures]) -> dict[str, Figures]:
    """The new floors: for every figure the higher of floor and value; sets that were not measured keep theirs."""
    merged = {name: {part: dict(figures) for part, figures in parts.items()} for name, parts in floors.items()}
    for name, parts in now.items():
        for part, figures in parts.items():
            held = merged.setdefault(name, {}).setdefault(part, {})
            for figure, value in figures.items():
                held[figure] = max(value, held.get(figure, value))
    return merged


def table(now: dict[str, Figures], floors: dict[str, Figures]) -> str:
    """One line per set and part: each figure, in brackets how far it stands from its floor."""
    lines = []
    for name, parts in now.items():
        for part, figures in parts.items():
            cells = []
            for figure, value in figures.items():
                floor = floors.get(name, {}).get(part, {}).get(figure)
                moved = "" if floor is None or abs(value - floor) < 0.0005 else f" ({value - floor:+.3f})"
                cells.append(f"{figure} {value:.3f}{moved}")
            lines.append(f"{name:6} {part:14} " + "  ".join(cells))
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0 held (or nothing to measure), 1 something fell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="raise the floors to the figures, if none fell")
    parser.add_argument("--show", action="store_true", help="print every miss and false alarm")
    args = parser.parse_args(argv)
    scorer, found = SHARED / "gold" / "score.py", sets(SHARED)
    if not found or not scorer.exists():
        print("evaluation gate: skipped, the annotated articles are not beside this repository (../shared)")
        return 0
    floors: dict[str, Figures] = json.loads(BASELINE.read_text("utf-8")) if BASELINE.exists() else {}
    now = {name: measure(gold, inputs, scorer, show=args.show) for name, (gold, inputs) in found.items()}
    print(table(now, floors))
    fallen = list(compare(floors, now))
    for path, floor, value in fallen:
        print(f"evaluation gate: {path} fell from {floor:.4f} to {'nothing' if value is None else format(value, '.4f')}")
    if not fallen and args.update:
        BASELINE.write_text(json.dumps(raised(floors, now), indent=1, ensure_ascii=False) + "\n", "utf-8")
        print(f"evaluation gate: floors raised in {BASELINE.name}")
    elif not fallen:
        print("evaluation gate: held" if floors else "evaluation gate: no floors yet, write them with --update")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
