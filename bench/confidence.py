"""Is what the extraction is surer of more often right? Talks, quotes and actors of annotated articles by their confidence.

    python bench/confidence.py [../shared] [--set GOLD ARTICLES]... [--rules]

The articles and the scorer (``gold/score.py``) stand beside the repository; the scorer's own matching says what is right. A quote is
right when its span and its speaker are; a talk when it is matched (its slots are shown beside). What the annotators left open counts
neither way. Prints precision by confidence with Wilson's 95 % interval, and for each kind the chance that of a right and a wrong one
the right one is surer (0.5: the figure says nothing). Exits with 1 where that chance is 0.5 or less with at least five wrong ones.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from core.extract.pipeline import extract  # noqa: E402
from core.ingest import read  # noqa: E402
from core.ingest.clean import Furniture  # noqa: E402
from core.model import Document  # noqa: E402

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
ENOUGH = 5
# With how many cases of its kind's mean a rule's share is mixed, since some rules are rare.
PRIOR = 8
KINDS = {"persons": "actors", "organizations": "actors", "states": "actors", "talks": "talks", "quotes": "quotes"}


@dataclass(frozen=True, slots=True)
class Judged:
    """One prediction: kind, for actors the ``part`` (persons …), rule, confidence, and whether it and all its slots are right."""

    kind: str
    part: str
    rule: str
    confidence: float
    right: bool
    whole: bool


def scorer(path: Path) -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Recorder:
    """Listens to the scorer's matching and notes what became of each prediction."""

    def __init__(self, score: ModuleType) -> None:
        self.score, self.original = score, score.match
        self.judged: list[Judged] = []
        score.match = self.match

    def document(self, gold: dict[str, Any], found: dict[str, Any]) -> None:
        """Score one document."""
        self.tallies = {kind: self._tally() for kind in self.score.KINDS}
        self.pending: list[tuple[str, list[dict[str, Any]], list[tuple[dict[str, Any], bool]]]] = []
        self.score.score_document(gold, found, self.tallies)
        for kind, pairs, others in self.pending:
            self._note(kind, pairs, others)

    def _tally(self) -> Any:
        """The scorer's tally that keeps the slots in order too."""
        tally = self.score.Tally()
        tally.order = []
        plain = tally.slot

        def slot(name: str, right: bool) -> None:
            tally.order.append((name, bool(right)))
            plain(name, right)

        tally.slot = slot
        return tally

    def match(self, tally: Any, gold: list[Any], pred: list[Any], score: Callable[[Any, Any], float], show: Any, doc: str) -> Any:
        """The scorer's own matching, listened to."""
        before = tally.fp
        pairs = self.original(tally, gold, pred, score, show, doc)
        kind = next(k for k, t in self.tallies.items() if t is tally)
        matched = {id(p) for _, p in pairs}
        open_ = [p for p in pred if id(p) not in matched and any(g.get("optional") and score(g, p) > 0 for g in gold)]
        wrong = [p for p in pred if id(p) not in matched and not any(p is o for o in open_)]
        if tally.fp - before != len(wrong):
            raise SystemExit(f"{doc}: the scorer counts {tally.fp - before} wrong {kind}, this bench {len(wrong)}")
        if kind in KINDS:
            self.pending.append((kind, [p for _, p in pairs], [(p, False) for p in wrong]))
        return pairs

    def _note(self, kind: str, pairs: list[dict[str, Any]], others: list[tuple[dict[str, Any], bool]]) -> None:
        slots = self._slots(kind, len(pairs))
        for p, named in zip(pairs, slots, strict=True):
            right = named.get("speaker", True) if kind == "quotes" else True
            self.judged.append(Judged(KINDS[kind], kind, p["rule"], p["confidence"], right, all(named.values())))
        self.judged += [Judged(KINDS[kind], kind, p["rule"], p["confidence"], right, right) for p, right in others]

    def _slots(self, kind: str, pairs: int) -> list[dict[str, bool]]:
        """The slots of each pair: a new pair begins where the first slot's name comes again."""
        groups: list[dict[str, bool]] = []
        first = {"talks": "kind", "quotes": "speaker"}.get(kind)
        for name, right in self.tallies[kind].order:
            if name == first:
                groups.append({})
            groups[-1][name] = right
        return groups if first else [{} for _ in range(pairs)]


def articles(sets: list[tuple[Path, list[Path]]]) -> Iterator[tuple[dict[str, Any], Document]]:
    """Annotated articles with their gold, from every set (folder of gold, files of articles) that is there."""
    furniture = Furniture.load(ROOT / "data" / "knowledge" / "language" / "furniture.csv")
    for gold, inputs in sets:
        present = [str(path) for path in inputs if path.exists()]
        golds = {g["id"]: g for g in (json.loads(path.read_text("utf-8")) for path in sorted(gold.glob("*.json"))) if "id" in g}
        for record in read(present, furniture=furniture) if present else ():
            if isinstance(record, Document) and record.id in golds:
                yield golds[record.id], record


def surer(judged: list[Judged]) -> float | None:
    """The chance that of a right and a wrong one the right one has the higher confidence; a tie counts half (AUC)."""
    right = [j.confidence for j in judged if j.right]
    wrong = [j.confidence for j in judged if not j.right]
    if not right or not wrong:
        return None
    return sum((r > w) + 0.5 * (r == w) for r in right for w in wrong) / (len(right) * len(wrong))


def interval(right: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (Wilson 1927)."""
    z, share = 1.96, right / n
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))


def table(judged: list[Judged], kind: str) -> Iterator[str]:
    """Precision by confidence, a line for each bin and one for all."""
    for low, high in zip((*EDGES[:-1], 0.0), (*EDGES[1:], EDGES[-1]), strict=True):
        inside = [j for j in judged if low <= j.confidence < high]
        if inside:
            n, right = len(inside), sum(j.right for j in inside)
            least, most = interval(right, n)
            whole, mean = sum(j.whole for j in inside) / n, sum(j.confidence for j in inside) / n
            bin_ = "all" if high - low > 1 else f"{low:.2f}–{min(high, 1.0):.2f}"
            yield f"{kind:8} {bin_:>10} {n:5} {right:6} {right / n:10.3f}  {least:.2f}–{most:.2f} {whole:10.3f} {mean:11.3f}"
    chance = surer(judged)
    told = "nothing wrong to tell apart" if chance is None else f"a right one is surer than a wrong one with a chance of {chance:.2f}"
    yield f"{kind:8} {told}\n"


def family(j: Judged) -> str:
    """What the constants of the code are given for: a quote's way of finding, an actor's or talk's rule."""
    return f"quote.*.{j.rule.rsplit('.', 1)[-1]}" if j.kind == "quotes" else f"{j.part}: {j.rule}"


def rules(judged: list[Judged]) -> Iterator[str]:
    """For each rule family how often it is right, and that share drawn towards its kind's mean: what its confidence could be."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for j in judged:
        groups[family(j)].append(j)
    yield f"{'rule family':44} {'n':>5} {'right':>6} {'share':>6} {'confidence now':>15} {'proposed':>9}"
    for name, mine in sorted(groups.items(), key=lambda item: (item[1][0].part, -len(item[1]))):
        of_kind = [j for j in judged if j.part == mine[0].part]
        mean = sum(j.right for j in of_kind) / len(of_kind)
        right = sum(j.right for j in mine)
        now = sum(j.confidence for j in mine) / len(mine)
        yield f"{name:44} {len(mine):5} {right:6} {right / len(mine):6.2f} {now:15.2f} {(right + PRIOR * mean) / (len(mine) + PRIOR):9.2f}"


def main() -> int:
    """Measure and print; 1 where a kind's confidence says nothing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", nargs="?", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--set", nargs=2, type=Path, action="append", default=[], metavar=("GOLD", "ARTICLES"), help="one more set")
    parser.add_argument("--rules", action="store_true", help="also each rule family: how often right, and the figure that would fit")
    options = parser.parse_args()
    path = options.shared / "gold" / "score.py"
    if not path.exists():
        print(f"{path}: no scorer there, nothing to measure")
        return 0
    shared: Path = options.shared
    sets = [(shared / "gold", sorted((shared / "seeds").glob("*.txt"))), (shared / "dev" / "gold", [shared / "dev" / "articles.jsonl"])]
    recorder = Recorder(scorer(path))
    count = 0
    for count, (gold, document) in enumerate(articles([*sets, *((a, [b]) for a, b in options.set)]), 1):  # noqa: B007
        recorder.document(gold, extract(document).as_json())
    print(f"{count} annotated articles")
    print(f"{'kind':8} {'confidence':>10} {'n':>5} {'right':>6} {'precision':>10}  {'95 %':9} {'all slots':>10} {'mean conf.':>11}")
    groups = {kind: [j for j in recorder.judged if j.kind == kind] for kind in dict.fromkeys(KINDS.values())} | {"all": recorder.judged}
    for kind, judged in groups.items():
        print("\n".join(table(judged, kind)))
    if options.rules:
        print("\n".join(rules(recorder.judged)))
    chances = {kind: surer(judged) for kind, judged in groups.items() if sum(not j.right for j in judged) >= ENOUGH}
    silent = [kind for kind, chance in chances.items() if chance is not None and chance <= 0.5]
    if silent:
        print(f"no surer when right: {', '.join(silent)}")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
