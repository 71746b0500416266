"""How long a reader waits for the overview of the sample store in headless Chromium.

    python bench/paint.py [--runs 7]

Each run is a browser profile that knows nothing yet, on a server that has served before. Measured from the navigation, in the
browser's own clock, until the page's heading and figures stand (first meaningful paint).
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.serving import ROOT, dashboard  # noqa: E402

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
STANDS = """() => { const stats = document.querySelector('.stats'), title = document.querySelector('#content');
  const there = (e) => e && e.getBoundingClientRect().height > 0;
  return there(stats) && there(title) ? performance.now() : 0; }"""


@dataclass(frozen=True, slots=True)
class Paint:
    """Milliseconds until heading and figures stand: median and slowest."""

    meaningful: float
    longest: float


def browser() -> str | None:
    """Chromium, or ``None``."""
    return (
        os.environ.get("MASARAT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    )


def paint(program: str, runs: int) -> Paint:
    """Open the overview in fresh profiles."""
    from playwright.sync_api import sync_playwright

    sample = ROOT / "var" / "bench" / "sample.duckdb"
    command = [sys.executable, "-m", "core", "build", "data/sample", "--store", str(sample), "--quiet"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    meaningful = []
    with dashboard(sample, ROOT / "var" / "bench" / "paint.log") as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        for number in range(runs + 1):
            context = chromium.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{server.port}/?lang=ar", wait_until="commit")
            stood = page.wait_for_function(STANDS, timeout=60_000, polling="raf").json_value()
            context.close()
            if number:  # the first one warms the server
                meaningful.append(float(stood))
        chromium.close()
    return Paint(statistics.median(meaningful), max(meaningful))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    program = browser()
    if not program:
        sys.exit("no Chromium found: install it or name one with MASARAT_CHROMIUM")
    found = paint(program, options.runs)
    print(f"overview of the sample, fresh browser, median of {options.runs}: heading and figures stand after", end=" ")
    print(f"{found.meaningful:,.0f} ms (target 2,500 ms), slowest {found.longest:,.0f} ms")


if __name__ == "__main__":
    main()
