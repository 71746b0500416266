"""A running dashboard over a made-up store, and a Chromium that may talk to nobody else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.fixture import build_store

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = (
    os.environ.get("MASARAT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser; without Chromium it is skipped, and says so."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium found: install chromium or set MASARAT_CHROMIUM"))


class App:
    """A dashboard in a process of its own."""

    def __init__(self, log: Path, **env: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        clean = {key: value for key, value in os.environ.items() if not key.startswith("MASARAT_")}
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "dashboard/app.py", "--server.port", str(self.port),
                 "--server.address", "127.0.0.1"],
                cwd=ROOT, stdout=out, stderr=out, env={**clean, **env},
            )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.3)
        raise RuntimeError(f"the dashboard did not start:\n{self.log.read_text(encoding='utf-8', errors='replace')[-2000:]}")

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(timeout=15)


# Plotly's own: a map that is taken off the page between its two drawing steps (a width change while it loads). Nothing is lost by it.
PLOTLY_RACE = "reading '_scrollZoom'"


@pytest.fixture(scope="session")
def store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up store."""
    return build_store(tmp_path_factory.mktemp("store") / "fixture.duckdb")


@pytest.fixture(scope="session")
def app(store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The dashboard over it."""
    running = App(tmp_path_factory.mktemp("app") / "log.txt", MASARAT_STORE=str(store_file))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def contexts(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A browser profile per set of options; pages of one profile share its cache, as a reader's tabs do."""
    made: dict[str, BrowserContext] = {}

    def profile(**options: Any) -> BrowserContext:
        key = repr(sorted(options.items()))
        if key not in made:
            made[key] = chromium.new_context(accept_downloads=True, **options)
        return made[key]

    yield profile
    for context in made.values():
        context.close()


@pytest.fixture
def visit(app: App, chromium: Browser, contexts: Callable[..., BrowserContext]) -> Iterator[Visit]:
    """Open a path in a new page and wait until it stands; ``fresh`` takes a private window of this test's own.
    At the end: nobody but the app was asked for anything."""
    opened: list[Page] = []
    own_contexts: list[BrowserContext] = []
    foreign: list[str] = []
    faults: list[str] = []

    def open_page(path: str, *, width: int = 1280, base: str | None = None, fresh: bool = False, **options: Any) -> Page:
        home = base or app.url
        if fresh and not own_contexts:
            own_contexts.append(chromium.new_context(accept_downloads=True, **options))
        page = (own_contexts[-1] if fresh else contexts(**options)).new_page()
        opened.append(page)
        page.set_viewport_size({"width": width, "height": 900 if width > 500 else 844})
        own = (home, home.replace("http", "ws", 1), "data:", "blob:", "about:")
        page.on("request", lambda request: None if request.url.startswith(own) else foreign.append(request.url))
        page.on("pageerror", lambda error: None if PLOTLY_RACE in str(error) else faults.append(str(error)))
        page.goto(home + path)
        settle(page)
        return page

    yield open_page
    for page in opened:
        page.close()
    for context in own_contexts:
        context.close()
    assert foreign == [], "asked somebody else"
    assert faults == [], "errors in the page"


CALM = """() => {
  const app = document.querySelector('.stApp');
  const at = app && app.getAttribute('data-test-script-state') === 'notRunning' ? location.href : null;
  const now = performance.now();
  if (at === null || window.__calmAt !== at) { window.__calmAt = at; window.__calmSince = now; }
  return at !== null && now - window.__calmSince > 450;
}"""


def settle(page: Page, timeout: float = 40_000) -> None:
    """Wait until a heading or a fault stands and neither the script nor the address has moved for a while."""
    page.locator("#content, [role=alert]").first.wait_for(timeout=timeout)
    page.wait_for_function(CALM, timeout=timeout, polling=60)


DRAWN = """() => document.fonts.status === 'loaded' && [...document.querySelectorAll('.stPlotlyChart')].every((box) => {
  const plot = box.querySelector('.js-plotly-plot');
  if (!plot || !plot._fullLayout || !plot.querySelector('.main-svg')) return false;
  if (Math.abs(plot.clientWidth - box.clientWidth) > 2) return false;
  return !plot._fullLayout.geo || plot.querySelectorAll('.layer.land path, .layer.backplot').length > 0;
})"""


def drawn(page: Page, timeout: float = 20_000) -> None:
    """Wait until the fonts are there and every chart of the page is drawn at the width it has room for."""
    page.wait_for_function(DRAWN, timeout=timeout, polling=80)
