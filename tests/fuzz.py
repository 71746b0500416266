"""Coverage-guided fuzzing of reading and extraction, for a bounded time: ``python tests/fuzz.py --seconds 120``.

Needs ``atheris`` (``make fuzz`` installs it; Linux and macOS). An input that breaks something is written to ``var/fuzz/broken/`` and
its path printed; make it a case in ``tests/test_properties.py`` or ``tests/cases/`` with the fix. Exit code 1 when something broke.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
SUFFIXES = (".txt", ".md", ".html", ".csv", ".jsonl", ".tsv")


def main() -> int:
    """Run libFuzzer over the target; returns only when atheris is missing, otherwise libFuzzer ends the process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--corpus", type=Path, default=ROOT / "data" / "sample", help="folder of inputs to start from")
    options = parser.parse_args()
    try:
        import atheris
    except ImportError:
        print("fuzzing needs atheris: .venv/bin/python -m pip install atheris", file=sys.stderr)
        return 2
    with atheris.instrument_imports(include=["core"]):
        from core.extract.pipeline import extract
        from core.ingest import Refusal, read
        from core.model import Document, Published
    import contract
    import newsprint

    folder = Path(tempfile.mkdtemp())
    broken, grown = ROOT / "var" / "fuzz" / "broken", ROOT / "var" / "fuzz" / "corpus"
    for made in (broken, grown):
        made.mkdir(parents=True, exist_ok=True)
    dictionary = folder / "words.dict"
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in newsprint.words()[::5] if len(word.encode()) < 60)
    dictionary.write_text("".join(f'"{word}"\n' for word in escaped), "ascii")
    day = Published(date(2018, 1, 11), date(2018, 1, 11), "given")

    def one_input(data: bytes) -> None:
        if not data:
            return
        path = folder / f"input{SUFFIXES[data[0] % len(SUFFIXES)]}"
        path.write_bytes(data[1:])
        documents = [record for record in read([path], published=day) if not isinstance(record, Refusal)]
        documents.append(Document("raw", data.decode("utf-8", "replace"), published=day))
        for document in documents[:20]:
            wrong = contract.faults(extract(document))
            if wrong:
                raise AssertionError(f"{document.id}: {'; '.join(wrong)}")

    arguments = [sys.argv[0], f"-max_total_time={options.seconds}", "-max_len=1500", "-timeout=20", "-rss_limit_mb=3000"]
    arguments += [f"-dict={dictionary}", f"-artifact_prefix={broken}/", str(grown), str(options.corpus)]
    atheris.Setup(arguments, one_input)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
