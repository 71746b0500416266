"""The faults and the hostile input, as a table: case, tried, survived, lost. ``python tests/torture.py``

Runs every test marked ``torture`` (they stand beside the other tests of the part they torment) and counts them by file.
Exit code 1 when anything was lost or nothing was tried.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


class Table:
    """Counts outcomes by test function."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.split("[")[0].removeprefix("tests/")
        if report.skipped:
            self.left_out[name] += 1
        elif report.failed:
            self.lost[name] += 1
        if report.when == "call" and not report.skipped:
            self.tried[name] += 1

    def show(self) -> None:
        """Print the table."""
        print(f"\n{'case':92} {'tried':>6} {'survived':>9} {'lost':>5}")
        for name in sorted(self.tried | self.lost):
            print(f"{name:92} {self.tried[name]:6} {self.tried[name] - self.lost[name]:9} {self.lost[name]:5}")
        tried, lost = self.tried.total(), self.lost.total()
        print(f"{'all':92} {tried:6} {tried - lost:9} {lost:5}" + (f"   left out: {self.left_out.total()}" if self.left_out else ""))


def main() -> int:
    """Run and print; 0 when all survived."""
    table = Table()
    options = ["-q", "-m", "torture", "--no-header", "-p", "no:cacheprovider", *sys.argv[1:]]
    code = pytest.main([*options, str(ROOT / "tests")], plugins=[table])
    table.show()
    return 0 if code == pytest.ExitCode.OK and table.tried else 1


if __name__ == "__main__":
    sys.exit(main())
