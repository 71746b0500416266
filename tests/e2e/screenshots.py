"""Pictures of every page in both languages at 1280 and 390 pixels: ``python -m tests.e2e.screenshots [FOLDER] [STORE]``.

Without a store one is built from ``data/sample``. Exit code 1 when a page does not stand or sticks out sideways.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

from core.store.query import open_store
from tests.e2e.conftest import CHROMIUM, FLAGS, ROOT, App, settle

WIDTHS = {1280: 900, 390: 844}
MOST = 5200
"""Pictures are cut at this height."""


def paths(store_file: Path) -> dict[str, str]:
    """Name → path and query of each picture; the store chooses the talk, the actor and the article shown."""
    store = open_store(store_file)
    talk = str(store.talks(_all(), sort="-n_reports", limit=1)["talk_id"].iloc[0])
    actor = str(store.actor_counts(_all(), limit=1)["actor_id"].iloc[0])
    article = quote(str(store.articles(_all(), sort="-n_words", limit=1)["doc_id"].iloc[0]))
    store.close()
    return {
        "overview": "/?",
        "timeline": f"/timeline?talk={talk}&",
        "timeline-actors": "/timeline?by=actor&",
        "map": "/map?",
        "map-arcs": "/map?m=arcs&",
        "map-itinerary": f"/map?who={actor}&",
        "actors": "/actors?",
        "actors-matrix": "/actors?v=matrix&",
        "actors-profile": f"/actors?who={actor}&",
        "quotes": "/quotes?",
        "articles": "/article?",
        "article": f"/article?id={article}&",
        "add": "/add?",
        "method": "/method?",
    }


def _all() -> object:
    from core.store.filters import Filters

    return Filters()


def take(browser: Browser, app: App, folder: Path, name: str, path: str, lang: str, width: int, shade: str) -> str | None:
    """One picture; returns what is wrong with the page, or nothing."""
    context = browser.new_context(viewport={"width": width, "height": WIDTHS[width]}, color_scheme="dark" if shade == "dark" else "light")
    page = context.new_page()
    try:
        page.goto(f"{app.url}{path}lang={lang}")
        settle(page)
        page.wait_for_timeout(900)
        main = "document.querySelector('[data-testid=stMain]')"
        wide = page.evaluate(f"() => {main}.scrollWidth > {main}.clientWidth + 1")
        tall = page.evaluate("() => Math.ceil(document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight)")
        page.set_viewport_size({"width": width, "height": min(max(tall + 20, WIDTHS[width]), MOST)})
        page.wait_for_timeout(500)
        page.screenshot(path=folder / f"{name}-{lang}-{width}{'-dark' if shade == 'dark' else ''}.png")
        failed = page.locator("[role=alert]").count() > 0
    finally:
        context.close()
    return "sticks out sideways" if wide else "shows an error" if failed else None


def main(arguments: list[str]) -> int:
    """Take them all."""
    folder = Path(arguments[0] if arguments else "var/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    faults = []
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        store = Path(arguments[1]) if len(arguments) > 1 else Path(scratch) / "sample.duckdb"
        if not store.exists():
            subprocess.run([sys.executable, "-m", "core", "build", "data/sample", "--store", str(store), "--quiet"], cwd=ROOT, check=True)
        app = App(Path(scratch) / "log.txt", MASARAT_STORE=str(store.resolve()))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        try:
            jobs = [(name, path, lang, width, "light") for name, path in paths(store).items() for lang in ("ar", "en") for width in WIDTHS]
            jobs += [
                (name, path, "ar", 1280, "dark")
                for name, path in paths(store).items()
                if name in ("overview", "timeline", "map", "article")
            ]
            for job in jobs:
                fault = take(browser, app, folder, *job)
                if fault:
                    faults.append(f"{job[0]} ({job[2]}, {job[3]} px): {fault}")
        finally:
            browser.close()
            app.stop()
    print(f"{len(jobs)} pictures in {os.path.relpath(folder)}" + "".join(f"\n{fault}" for fault in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
