"""The README's tour over the sample articles: what did Lavrov say about Idlib in January 2018, whom did he meet that week, which article
says so? By filter form, by link and by file, in both languages."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import ROOT, App, Visit
from tests.e2e.test_ways import download, follow

SAID = "date_from=2018-01-01&date_to=2018-01-31&speakers=lavrov&about=idlib"
WEEK = "date_from=2018-01-08&date_to=2018-01-14&actors=lavrov"
MET, TOLD = "lavrov-zarif-moscow-2018-01-10", "2018-01-10-moscow-lavrov-zarif"
NAMES = {"ar": ("سيرغي لافروف", "محمد جواد ظريف"), "en": ("Sergey Lavrov", "Mohammad Javad Zarif")}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = tmp_path_factory.mktemp("sample")
    command = [sys.executable, "-m", "core", "build", "data/sample", "--store", str(folder / "sample.duckdb"), "--jobs", "1", "--quiet"]
    subprocess.run(command, cwd=ROOT, check=True)
    running = App(folder / "log.txt", MASARAT_STORE=str(folder / "sample.duckdb"))
    yield running
    running.stop()


def rows_of(page: Page, key: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(download(page, key)), encoding="utf-8-sig", keep_default_na=False)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_tour(visit: Visit, sample: App, lang: str) -> None:
    lavrov, zarif = NAMES[lang]
    page = visit(f"/quotes?lang={lang}", base=sample.url)
    page.locator(".filters > details > summary").click()
    page.locator(".filterform input[name=speakers][value=lavrov]").check()
    page.locator(".filterform input[name=about][value=idlib]").check()
    for field in ("date_from", "date_to"):
        page.locator(f".filterform input[name={field}]").fill("2018-01")
    follow(page, ".filterform button[type=submit]")
    assert page.url.endswith(f"/quotes?lang={lang}&{SAID}")
    said = rows_of(page, "download-quotes-csv")
    assert page.locator(".saying .who").all_inner_texts() == [lavrov] * len(said) and len(said) > 0
    assert set(said["speaker_id"]) == {"lavrov"} and set(said["source_article"]) == {TOLD}
    assert page.locator(f".saying a[href*='{TOLD}']").count() == len(said)

    page = visit(f"/timeline?lang={lang}&{WEEK}&talk={MET}", base=sample.url)
    met = rows_of(page, "download-timeline-csv").set_index("id")
    assert page.locator("table.tbl tbody tr").count() == len(met)
    assert met.loc[MET, "date_start"] == "2018-01-10" and zarif in met.loc[MET, "participants"]
    card = page.locator("#talk-card")
    assert zarif in card.inner_text()
    follow(page, f"#talk-card a[href*='{TOLD}']")
    assert page.locator("#here").count() == 1

    page = visit(f"/actors?lang={lang}&{WEEK}&who=lavrov", base=sample.url)  # the profile answers «whom did he meet that week» too
    partners = page.locator("ol.bars").first.inner_text()
    assert zarif in partners and len(met) >= 2


def test_tour_is_the_one_in_the_readme() -> None:
    readme = Path(ROOT / "README.md").read_text(encoding="utf-8")
    links = (
        f"/quotes?lang=en&{SAID}", f"/timeline?lang=en&{WEEK}&talk={MET}", f"/actors?lang=en&{WEEK}&who=lavrov",
        f"/article?lang=en&id={TOLD}&talk={MET}",
    )  # fmt: skip
    for link in links:
        assert f"`{link}`" in readme
