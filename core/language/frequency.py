"""Makes ``data/knowledge/language/word-frequency.csv`` anew from the Arabic word list of wordfreq 3.1.1.

    python -m core.language.frequency           write the table
    python -m core.language.frequency --check   only say whether it would stay as it is (exit code 1: it would not)

wordfreq is no dependency of the app: ``pip install wordfreq==3.1.1`` to run this. The list's licence stands beside the table.
"""

from __future__ import annotations

import argparse
import importlib
import math
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.language.text import fold_word

TABLE = Path(__file__).resolve().parents[2] / "data" / "knowledge" / "language" / "word-frequency.csv"
VERSION = "3.1.1"
LEAST = 3.7
"""Zipf value (log10 of occurrences in a billion words) from which on a word is listed."""
_WORD = re.compile("[\u0621-\u063a\u0641-\u064a]{2,}")


class FrequencyError(RuntimeError):
    """The table cannot be made; the message says what to do."""


def word_list() -> Mapping[str, float]:
    """wordfreq's Arabic list: word → share of all words. Raises ``FrequencyError`` where the package or its version is not there."""
    try:
        wordfreq = importlib.import_module("wordfreq")
        from importlib.metadata import version

        installed = version("wordfreq")
    except ImportError as error:
        raise FrequencyError(f"wordfreq is not installed: pip install wordfreq=={VERSION}") from error
    if installed != VERSION:
        raise FrequencyError(f"wordfreq {installed} is installed, the table is made from {VERSION}: pip install wordfreq=={VERSION}")
    shares: Mapping[str, float] = wordfreq.get_frequency_dict("ar")
    return shares


def table(shares: Mapping[str, float]) -> str:
    """The table as text: plain Arabic words of two letters and more, folded, shares of equal foldings added up, commonest first."""
    total: dict[str, float] = defaultdict(float)
    for word, share in shares.items():
        if _WORD.fullmatch(word):
            total[fold_word(word)] += share
    zipf = {word: round(math.log10(share) + 9, 1) for word, share in total.items()}
    listed = sorted((word for word, value in zipf.items() if value >= LEAST), key=lambda word: (-zipf[word], word))
    return "word,zipf\n" + "".join(f"{word},{zipf[word]}\n" for word in listed)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code: 0 written or unchanged, 1 it would change or cannot be made."""
    parser = argparse.ArgumentParser(prog="python -m core.language.frequency", description="Make the table of word frequencies anew.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 where the table would change")
    options = parser.parse_args(argv)
    try:
        made = table(word_list())
    except FrequencyError as error:
        print(error, file=sys.stderr)
        return 1
    if options.check:
        same = TABLE.is_file() and TABLE.read_text("utf-8") == made
        print(f"{TABLE.name}: {'as it would be made' if same else 'would change'}")
        return 0 if same else 1
    TABLE.write_text(made, "utf-8")
    print(f"{made.count(chr(10)) - 1:,} words in {TABLE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
