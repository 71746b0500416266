"""Pictures of every page in both languages at 1280 and 390 pixels: ``python -m tests.e2e.screenshots [FOLDER] [--store FILE] …``.

Without a store one is built from ``data/sample``. Exit code 1 when a page does not stand or sticks out sideways.
``--only`` names some of them, ``--every`` takes both shades of everything.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from core.store.filters import Filters
from core.store.query import open_store
from tests.e2e.conftest import CHROMIUM, FLAGS, ROOT, App, drawn, settle
from tests.e2e.test_tour import MET, TOLD, WEEK

WIDTHS = {1280: 900, 390: 844}
MOST = 5200
"""Pictures are cut at this height."""
DARK = ("overview", "timeline", "map", "actors", "article")
"""Pages whose dark picture is taken too, in Arabic and wide."""
Job = tuple[str, str, str, int, str]
"""Name, path, language, width, shade."""


def paths(store_file: Path) -> dict[str, str]:
    """Name → path and query of each picture; the store chooses the talk, the actors and the article shown."""
    store = open_store(store_file)
    talk = str(store.talks(Filters(), sort="-n_reports", limit=1)["talk_id"].iloc[0])
    counts = store.actor_counts(Filters(), limit=60).sort_values("talks", ascending=False)
    actor, other = (str(a) for a in counts["actor_id"].iloc[:2])
    article = quote(str(store.articles(Filters(), sort="-n_words", limit=1)["doc_id"].iloc[0]))
    place = str(store.place_counts(Filters())["place_id"].iloc[0])
    tour = store.talk(MET) is not None
    store.close()
    return {
        "overview": "/?",
        "timeline": f"/timeline?talk={talk}&",
        "timeline-actors": "/timeline?by=actor&",
        "timeline-places": "/timeline?by=place&",
        "map": f"/map?at={place}&",
        "map-quotes": "/map?m=quotes&",
        "map-mentions": "/map?m=mentions&zoom=syria&",
        "map-years": "/map?play=year&",
        "map-arcs": "/map?m=arcs&",
        "map-itinerary": f"/map?who={actor}&",
        "actors": "/actors?",
        "actors-quotes": "/actors?m=quotes&",
        "actors-matrix": "/actors?v=matrix&",
        "actors-profile": f"/actors?who={actor}&",
        "actors-compare": f"/actors?who={actor}&vs={other}&",
        "quotes": "/quotes?",
        "articles": "/article?",
        "article": f"/article?id={article}&",
        "add": "/add?",
        "method": "/method?",
        "filters": "/timeline?date_from=2000-01-01&",
        "nothing": "/quotes?text=qqqq&",
        **({"tour-week": f"/timeline?{WEEK}&talk={MET}&", "tour-article": f"/article?id={TOLD}&talk={MET}&"} if tour else {}),
    }


def take(context: BrowserContext, app: App, folder: Path, job: Job) -> str | None:
    """One picture; returns what is wrong with the page, or nothing."""
    name, path, lang, width, shade = job
    page = context.new_page()
    try:
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        page.goto(f"{app.url}{path}lang={lang}")
        settle(page)
        if name == "filters":
            page.locator(".filters > details > summary").click()
        drawn(page)
        main = "document.querySelector('[data-testid=stMain]')"
        wide = page.evaluate(f"() => {main}.scrollWidth > {main}.clientWidth + 1")
        page.set_viewport_size({"width": width, "height": _height(page, width)})
        drawn(page)
        page.screenshot(path=folder / f"{name}-{lang}-{width}{'-dark' if shade == 'dark' else ''}.png")
        failed = page.locator("[role=alert]").count() > 0
    except BrowserError as error:
        return f"does not stand: {str(error).splitlines()[0]}"
    finally:
        page.close()
    return "sticks out sideways" if wide else "shows an error" if failed else None


def _height(page: Page, width: int) -> int:
    tall = page.evaluate("() => Math.ceil(document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight)")
    return min(max(int(tall) + 20, WIDTHS[width]), MOST)


def jobs(pages: dict[str, str], *, every: bool) -> Iterator[Job]:
    """What is taken: light ones of everything, dark ones of a few pages (of all with ``every``)."""
    for shade in ("light", "dark"):
        for width in WIDTHS:
            for lang in ("ar", "en"):
                for name, path in pages.items():
                    if shade == "light" or every or (name in DARK and lang == "ar" and width == 1280):
                        yield name, path, lang, width, shade


def shoot(browser: Browser, app: App, folder: Path, wanted: list[Job]) -> list[str]:
    """Take them all, in one browser profile per shade, so that fonts and scripts are loaded once; returns the faults."""
    faults = []
    contexts = {shade: browser.new_context(color_scheme=shade) for shade in ("light", "dark")}  # type: ignore[arg-type]
    for n, job in enumerate(wanted, 1):
        fault = take(contexts[job[4]], app, folder, job)
        if fault:
            faults.append(f"{job[0]} ({job[2]}, {job[3]} px, {job[4]}): {fault}")
        if sys.stdout.isatty() or n % 20 == 0:
            print(f"{n} of {len(wanted)}", flush=True)
    for context in contexts.values():
        context.close()
    return faults


def main(arguments: list[str]) -> int:
    """Take them all and say what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.screenshots", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("var/screenshots"))
    parser.add_argument("--store", type=Path, help="a store to show instead of the sample")
    parser.add_argument("--only", default="", help="names of pictures, separated by commas")
    parser.add_argument("--every", action="store_true", help="both shades of every picture")
    asked = parser.parse_args(arguments)
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        store = asked.store or Path(scratch) / "sample.duckdb"
        if not store.exists():
            subprocess.run([sys.executable, "-m", "core", "build", "data/sample", "--store", str(store), "--quiet"], cwd=ROOT, check=True)
        pages = paths(store)
        only = asked.only.split(",") if asked.only else list(pages)
        app = App(Path(scratch) / "log.txt", MASARAT_STORE=str(store.resolve()))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        try:
            wanted = list(jobs({name: pages[name] for name in only}, every=asked.every))
            faults = shoot(browser, app, asked.folder, wanted)
        finally:
            browser.close()
            app.stop()
    print(f"{len(wanted)} pictures in {os.path.relpath(asked.folder)}" + "".join(f"\n{fault}" for fault in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
