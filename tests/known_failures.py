"""Keep ``tests/cases/known_failures.txt`` honest: ``python tests/known_failures.py``

Takes off the list what holds by now, and prints every case that fails without being on it, with the line to add. It adds nothing
by itself: whether a failure is known and why is for a person to say.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import marked  # noqa: E402
import test_cases  # noqa: E402

from core.extract.pipeline import extract  # noqa: E402

LIST = test_cases.FOLDER / "known_failures.txt"


def failing() -> dict[str, tuple[str, str]]:
    """Id → (line, first complaint) of every case that does not hold."""
    found = {}
    for name, row in test_cases.CASES:
        case = marked.parse(row)
        wrong = marked.complaints(case, extract(case.document))
        if wrong:
            found[name] = (row, wrong[0])
    return found


def main() -> int:
    """Exit code 1 when a case fails that is not on the list."""
    now, known = failing(), test_cases.known_failures()
    rows = LIST.read_text("utf-8").splitlines() if LIST.exists() else []
    kept = [row for row in rows if not row.strip() or row.startswith("#") or row.split()[0] in now]
    if kept != rows:
        LIST.write_text("\n".join(kept) + "\n", "utf-8")
        print(f"taken off the list: {len(rows) - len(kept)}")
    new = {name: told for name, told in now.items() if name not in known}
    for name, (row, complaint) in new.items():
        print(f"\n{row}\n{name}  # {complaint}")
    print(f"\n{len(test_cases.CASES)} cases, {len(now)} fail, {len(new)} of them not on the list")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
