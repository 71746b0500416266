"""Batches: streaming, in order, whatever the number of processes; the command line's exit codes."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from core import batch
from core.__main__ import main
from core.model import Document
from tests.store.conftest import ARTICLES, FAKE, write

ROOT = Path(__file__).parent.parent


def stream(count: int, seen: list[int]) -> Iterator[Document]:
    for i in range(count):
        seen.append(i)
        yield Document(f"d{i:05d}", f"[lavrov] قال «{i}»" + ("!" if i == 57 else ""))


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order_and_one_failure_costs_one_document(jobs: int) -> None:
    blocks = list(batch.run(stream(200, []), batch.as_json_lines, jobs=jobs, extractor=FAKE, block=8))
    ids = [json.loads(line)["id"] for block in blocks for line in block.results]
    assert ids == [f"d{i:05d}" for i in range(200) if i != 57]
    (refusal,) = [r for block in blocks for r in block.refusals]
    assert refusal.where == "d00057" and "ValueError" in refusal.what


@pytest.mark.parametrize("jobs", [1, 2])
def test_input_is_taken_only_as_fast_as_it_is_used(jobs: int) -> None:
    seen: list[int] = []
    blocks = batch.run(stream(5_000, seen), batch.as_json_lines, jobs=jobs, extractor=FAKE, block=4)
    next(blocks)
    assert len(seen) <= 4 * (jobs * batch.AHEAD + 3)
    blocks.close()  # type: ignore[attr-defined]


def test_no_extraction_says_so() -> None:
    with pytest.raises(batch.BatchError, match="no extraction"):
        batch.load_extractor("core.nothing:extract")


def test_progress_shows_rate_and_time_left() -> None:
    out = io.StringIO()
    progress = batch.Progress(total=100, stream=out)
    progress.add(50, 5_000)
    assert progress.line(10.0) == "50 articles, 5/s, 500 words/s, 50 %, 0:10 left"
    progress.close()
    assert out.getvalue().endswith("\x1b[K")


def test_how_many_articles_lie_ahead_is_known_or_estimated(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("نص", "utf-8")
    (folder / "b.html.gz").write_bytes(gzip.compress(b"<p>x"))
    (folder / "c.pdf").write_bytes(b"")
    lines = [{"id": str(i), "text": f"{'نص ' * 80}{i}"} for i in range(3_000)]
    write(folder / "d.jsonl", lines)
    (folder / "e.jsonl.gz").write_bytes(gzip.compress((folder / "d.jsonl").read_bytes()))
    pd.DataFrame(lines).to_parquet(folder / "f.parquet")
    (folder / "g.jsonl.gz").write_bytes(b"no gzip")
    assert batch.expected([folder]) == pytest.approx(9_002, rel=0.01)
    assert batch.expected([folder / "c.pdf", tmp_path / "none"]) is None


def test_the_time_left_is_that_of_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "SAMPLE", 20_000)
    whole = write(tmp_path / "a.jsonl", [{"id": str(i), "text": f"{'نص ' * 80}{i}"} for i in range(3_000)])
    assert batch.expected([whole]) == pytest.approx(3_000, rel=0.05)
    progress = batch.Progress(total=3_000, stream=io.StringIO())
    progress.skip()
    assert progress.total == 2_999


def run(*arguments: object) -> int:
    return main([str(a) for a in arguments])


def test_extract_writes_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "a.jsonl", ARTICLES)
    for name in ("o.jsonl", "o.jsonl.gz"):
        assert run("extract", source, "--out", tmp_path / name, "--extractor", FAKE, "--quiet") == 0
    lines = (tmp_path / "o.jsonl").read_text("utf-8").splitlines()
    assert gzip.decompress((tmp_path / "o.jsonl.gz").read_bytes()).decode().splitlines() == lines
    first = json.loads(lines[0])
    keys = {"id", "title", "source", "url", "text", "published", "actors", "places", "dates", "talks", "quotes"}
    assert keys <= set(first) and first["published"] == {"from": "2016-12-19", "to": "2016-12-19", "basis": "given"}
    assert "6 read = 6 done" in capsys.readouterr().err


def test_published_counts_where_the_article_has_no_day(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", ARTICLES)
    assert run("extract", source, "--out", tmp_path / "o", "--extractor", FAKE, "--published", "2020-01-01") == 0
    days = [json.loads(line)["published"]["from"] for line in (tmp_path / "o").read_text("utf-8").splitlines()]
    assert days[0] == "2016-12-19" and days[-1] == "2020-01-01"


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "a.jsonl", ARTICLES)
    (tmp_path / "empty.txt").write_bytes(b"")
    assert run("extract", source, tmp_path / "empty.txt", "--out", tmp_path / "o", "--extractor", FAKE) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith(f"{tmp_path / 'empty.txt'}: the file is empty: ") and "6 done + 1 refused" in told[-1]
    assert run("export", "--store", tmp_path / "none.duckdb", "--out", tmp_path / "x.csv") == 1
    assert "no store" in capsys.readouterr().err
    for wrong in (["extract"], ["nothing"], ["extract", "x", "--jobs", "0"], ["extract", "x", "--published", "gestern"]):
        with pytest.raises(SystemExit) as caught:
            run(*wrong)
        assert caught.value.code == 2


def test_build_export_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "a.jsonl", ARTICLES)
    store = tmp_path / "new" / "s.duckdb"
    assert run("build", source, "--store", store, "--extractor", FAKE) == 0
    assert "6 read = 6 stored" in capsys.readouterr().err
    assert run("build", source, "--store", store, "--extractor", FAKE, "--jobs", "2") == 0
    assert "(6 unchanged)" in capsys.readouterr().err
    filters = "places=moscow&kinds=meeting&nonsense=1&statuses=x"
    assert run("export", "--store", store, "--out", tmp_path / "t.csv", "--what", "talks", "--filter", filters) == 0
    assert (tmp_path / "t.csv").read_text("utf-8-sig").count("\n") == 2 and "statuses: x" in capsys.readouterr().err


def test_standard_output_and_a_closed_pipe(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", ARTICLES)
    command = [sys.executable, "-m", "core", "extract", str(source), "--extractor", FAKE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=True)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [a["id"] for a in ARTICLES]
    piped = subprocess.run(f"{' '.join(command)} | true", shell=True, cwd=ROOT, capture_output=True, timeout=60)
    assert b"Traceback" not in piped.stderr


def test_an_output_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "a.jsonl", ARTICLES)
    assert run("extract", source, "--out", tmp_path / "no" / "o", "--extractor", FAKE) == 1
    assert "not written" in capsys.readouterr().err
