"""Words per second of the whole extraction on one core, beside what a reader would pick instead, on the same text.

    python bench/speed.py [--corpus FOLDER_OF_JSONL_GZ] [--runs 5] [--limit 0] [--neural-words 400]

Without ``--corpus`` the articles of ``data/sample`` are read, repeated to a size worth measuring. Times are processor seconds of one
process (medians of the runs), words are what stands between white space. The baselines do less than the pipeline: regular
expressions only cut words, ``dateparser.search`` only finds dates, and the neural network (BERT at base size with random weights,
so nothing is downloaded) only labels tokens. One that is not installed says so in its row.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import platform
import random
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.extract.dates import find as find_dates  # noqa: E402
from core.extract.pipeline import extract  # noqa: E402
from core.extract.reading import read  # noqa: E402
from core.knowledge import load  # noqa: E402
from core.language.text import Tokens  # noqa: E402
from core.model import Document, Published  # noqa: E402

TARGET = 60_000
_SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
_DAY = Published(date(2016, 6, 15), date(2016, 6, 15), "given")
_SUBWORDS = 1.5  # word pieces that an Arabic word makes on average


def texts(corpus: Path | None, limit: int) -> list[str]:
    """The articles: of every ``*.jsonl.gz`` of a folder (column ``text``), else the sample, eight times over; ``limit`` of them drawn
    at random, always the same ones."""
    if corpus is None:
        return [path.read_text(encoding="utf-8") for path in sorted(_SAMPLE.glob("*.md")) if path.name != "README.md"] * 8
    found: list[str] = []
    for path in sorted(corpus.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found += [json.loads(line)["text"] for line in lines]
    return random.Random(7).sample(found, limit) if 0 < limit < len(found) else found


def seconds(work: Callable[[], object], runs: int) -> float:
    """Median processor seconds of one run of ``work``, after one that is not counted."""
    work()
    spent = []
    for _ in range(runs):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return statistics.median(spent)


def pipeline(articles: list[str]) -> None:
    """Extract everything from every article, keeping nothing."""
    for number, text in enumerate(articles):
        extract(Document(str(number), text, published=_DAY))


def neural(words: int, runs: int) -> float:
    """Seconds that a token classifier of BERT-base size (random weights, one thread) takes for so many words."""
    torch, transformers = importlib.import_module("torch"), importlib.import_module("transformers")
    torch.set_num_threads(1)
    model = transformers.BertForTokenClassification(transformers.BertConfig(num_labels=9)).eval()
    length = 256
    batches = max(1, round(words * _SUBWORDS / length))
    ids = torch.randint(0, model.config.vocab_size, (1, length))

    def run() -> None:
        with torch.no_grad():
            for _ in range(batches):
                model(ids)

    return seconds(run, runs) * words / (batches * length / _SUBWORDS)


def startup() -> float:
    """Processor seconds from starting Python until the first extraction is done, the best of three."""
    code = "from core.extract.pipeline import extract\nfrom core.model import Document\nextract(Document('a', 'قال الوزير'))"
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


def memory(articles: list[str]) -> tuple[float, float]:
    """Megabytes of peak resident memory after a tenth of the articles and after all of them."""
    unit = 1 if sys.platform == "darwin" else 1024
    pipeline(articles[: max(1, len(articles) // 10)])
    few = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    pipeline(articles)
    return few, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def measured(articles: list[str], runs: int, neural_words: int) -> list[tuple[str, float | str]]:
    """``(what, words a second)`` for the pipeline, its parts and the baselines; a string where one could not be run."""
    words = sum(len(text.split()) for text in articles)
    known = load()
    readings = [read(Document(str(n), text, published=_DAY), known) for n, text in enumerate(articles[:400])]
    read_words = sum(len(r.document.text.split()) for r in readings)
    pattern = re.compile(r"\w+")
    rows: list[tuple[str, float | str]] = [
        ("whole pipeline", words / seconds(lambda: pipeline(articles), runs)),
        ("its token layer", words / seconds(lambda: [Tokens(text) for text in articles], runs)),
        ("its dates, on texts read", read_words / seconds(lambda: [find_dates(r) for r in readings], runs)),
        ("regular expression \\w+", words / seconds(lambda: [pattern.findall(text) for text in articles], runs)),
    ]
    few = articles[:12]
    few_words = sum(len(text.split()) for text in few)
    try:
        search = importlib.import_module("dateparser.search").search_dates
        rows.append(
            ("dateparser.search (dates only)", few_words / seconds(lambda: [search(text, languages=["ar"]) for text in few], min(runs, 3)))
        )
    except ImportError as error:
        rows.append(("dateparser.search (dates only)", f"not installed ({error.name})"))
    try:
        rows.append(("BERT-base token classifier, random weights", neural_words / neural(neural_words, min(runs, 3))))
    except ImportError as error:
        rows.append(("BERT-base token classifier, random weights", f"not installed ({error.name})"))
    return rows


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="folder of *.jsonl.gz with a column text")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=int, default=0, help="read only so many articles (0: all)")
    parser.add_argument("--neural-words", type=int, default=400)
    options = parser.parse_args()
    articles = texts(options.corpus, options.limit)
    words = sum(len(text.split()) for text in articles)
    print(f"{platform.machine()}, Python {platform.python_version()}, {len(articles):,} articles, {words:,} words,")
    print(f"medians of {options.runs} runs\n")
    few, many = memory(articles)
    rows = measured(articles, options.runs, options.neural_words)
    rate = rows[0][1]
    print("| what | words a second on one core | the pipeline is |\n| --- | --- | --- |")
    for what, speed in rows:
        ratio = f"× {rate / speed:,.2f}" if isinstance(speed, float) and isinstance(rate, float) else ""
        print(f"| {what} | {speed if isinstance(speed, str) else f'{speed:,.0f}'} | {ratio} |")
    print(f"\ntarget {TARGET:,} words a second; start-up {startup():.2f} s (target 1.5);")
    print(f"peak memory {few:.0f} MB after a tenth of the articles, {many:.0f} MB after all")


if __name__ == "__main__":
    main()
