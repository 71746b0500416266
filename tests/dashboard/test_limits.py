"""What strangers send: too much, too often, too odd. The server takes what it may, says what it left, keeps nothing of those who went."""

from __future__ import annotations

import base64
import gc
import json
import logging
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from dashboard import jobs, logs, worker
from dashboard.jobs import MAX_BYTES, MAX_FILES, MAX_URLS, Job, JobError
from tests.dashboard.test_jobs import TEXT, wait

QUICK, SLEEP = "tests.dashboard.slow_extractor:quick", "tests.dashboard.slow_extractor:sleep"


def sent(name: str, data: bytes) -> dict[str, str]:
    return {"name": name, "data": base64.b64encode(data).decode()}


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("MASARAT_EXTRACTOR", QUICK)
    made = Job()
    yield made
    made.forget()


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody begins to work."""
    monkeypatch.setattr(Job, "start", lambda self: None)


@pytest.mark.parametrize(
    "asked",
    [
        {"text": ["a"]}, {"text": 5}, {"files": 7}, {"files": "abc"}, {"files": [1, None, "x"]}, {"files": {"name": "x"}}, {"url": "https://x.example"},
        {"files": [{"name": "a", "data": "é"}]}, {"files": [{"name": "a", "data": "a"}]},
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused(job: Job, asked: dict[str, Any], still: None) -> None:
    with pytest.raises(JobError, match="nothing"):
        job.add(asked, fetch=False)


@pytest.mark.parametrize("day", ["yesterday", "20155-01-01", "2016-02-30", "\ud800", "2016-01-01\nsource: x", "x" * 1_000])
def test_a_day_that_is_none_is_refused_at_once_and_not_kept(job: Job, day: str, still: None) -> None:
    with pytest.raises(JobError, match="bad_day"):
        job.add({"text": TEXT, "published": day}, fetch=False)
    with pytest.raises(JobError, match="bad_day"):
        job.correct("a", day)
    assert job.published == "" and job.days == {} and not list(job.path.glob("in/*"))


def test_a_correction_taken_back_counts_no_more(job: Job, still: None) -> None:
    job.correct("a", "2016-01-01")
    job.correct("a", "")
    assert job.days == {}
    with pytest.raises(JobError, match="too_much"):
        job.correct("a" * 3_000, "2016-01-01")


def test_half_characters_and_odd_names_are_kept_as_files(job: Job) -> None:
    names = ["😀" * 300 + ".txt", "\ud800.txt", "..\\..\\a.txt", "a/b.txt", "c/b.txt", "README.md", "_note.txt", "b.txt"]
    files = [sent(name, f"{TEXT} {number}".encode()) for number, name in enumerate(names)]
    job.add({"text": f"{TEXT} \ud800 \udfff", "source": "\udc00", "files": files}, fetch=False)
    assert wait(job) == "done" and job.skipped == []
    assert len(job.lines().splitlines()) == len(names) + 1  # nothing was written over, nothing passed over


def test_the_same_file_again_is_the_same_file(job: Job) -> None:
    for _ in range(2):
        job.add({"files": [sent("a.txt", TEXT.encode()), sent("a.txt", TEXT.encode())]}, fetch=False)
    assert wait(job) == "done" and len(job.lines().splitlines()) == 1


def test_size_and_number_are_limited_for_a_submission_and_a_session(job: Job, still: None) -> None:
    with pytest.raises(JobError, match="too_much"):
        job.add({"files": [sent("a.txt", bytes(MAX_BYTES)), sent("b.txt", bytes(MAX_BYTES))]}, fetch=False)
    with pytest.raises(JobError, match="too_much"):
        job.add({"files": [{"name": "a.txt", "data": "A" * (2 * MAX_BYTES)}]}, fetch=False)
    assert not list(job.path.glob("in/*"))
    for number in range(3):
        job.add({"files": [sent(f"{number}.txt", bytes([number]) * (MAX_BYTES - 1))]}, fetch=False)
    with pytest.raises(JobError, match="too_much"):
        job.add({"files": [sent("last.txt", TEXT.encode())]}, fetch=False)


def test_files_that_were_too_much_are_named(job: Job) -> None:
    files = [*(sent(f"{n}.txt", f"{TEXT} {n}".encode()) for n in range(MAX_FILES)), sent("late.txt", TEXT.encode())]
    job.add({"files": [{"name": "big.csv"}, *files[1:]]}, fetch=False)
    assert wait(job) == "done"
    assert "big.csv: more than 15 MB" in job.skipped[0] and "late.txt: more than 50 files" in job.skipped[1]


def test_addresses_are_limited_in_a_session_and_for_all(job: Job, still: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_fetched", type(jobs._fetched)())
    for _ in range(MAX_URLS):
        job.add({"url": "https://news.example/1"}, fetch=True)
    with pytest.raises(JobError, match="too_often"):
        job.add({"url": "https://news.example/1"}, fetch=True)
    others = [Job() for _ in range(2)]
    for _ in range(jobs.FETCHES - MAX_URLS):
        others[0].add({"url": "https://news.example/1"}, fetch=True)
    with pytest.raises(JobError, match="too_often"):
        others[1].add({"url": "https://news.example/1"}, fetch=True)
    moment = time.monotonic() + jobs.PER_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: moment)
    others[1].add({"url": "https://news.example/1"}, fetch=True)
    for other in others:
        other.forget()


def test_no_more_sessions_work_at_once_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASARAT_EXTRACTOR", SLEEP)
    monkeypatch.setattr(jobs, "WORKERS", 1)
    monkeypatch.setattr(jobs, "_running", [])
    first, second = Job(), Job()
    for one in (first, second):
        one.add({"text": TEXT}, fetch=False)
    assert (first.poll(), second.poll()) == ("working", "waiting")
    first.stop()
    assert (first.poll(), second.poll()) == ("cancelled", "working")
    second.stop()
    for one in (first, second):
        one.forget()


def test_a_session_that_is_gone_takes_its_work_and_its_files_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASARAT_EXTRACTOR", SLEEP)
    lost = Job()
    lost.add({"text": TEXT}, fetch=False)
    process, folder = lost.processes[0], lost.path
    assert process.poll() is None and folder.exists()
    del lost
    gc.collect()
    assert process.poll() is not None and not folder.exists()


def test_folders_of_a_server_that_was_killed_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    mine, theirs, foreign = jobs._folder(), tmp_path / f"masarat-{gone.pid}-abc", tmp_path / "masarat-x-y"
    for folder in (theirs, foreign):
        folder.mkdir()
        (folder / "in.txt").write_text(TEXT, "utf-8")
    jobs.sweep()
    assert Path(mine.name).exists() and not theirs.exists() and foreign.exists()
    mine.cleanup()


def test_hundreds_of_thousands_of_bad_lines_are_counted_and_not_kept(job: Job) -> None:
    job.add({"files": [sent("bad.jsonl", b"x\n" * 300_000)], "text": TEXT}, fetch=False)
    assert wait(job) == "done"
    assert len(job.skipped) == worker.MAX_SKIPPED + 1 and job.skipped[-1] == "… 299,900"
    assert job.skipped[0].startswith("bad.jsonl:1: ")


def test_articles_of_a_session_are_limited_and_what_is_left_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.model import Document

    skipped = worker.Skipped(tmp_path)
    kept = list(worker._bounded((Document(str(n), TEXT) for n in range(worker.MAX_ARTICLES + 5)), skipped))
    assert len(kept) == worker.MAX_ARTICLES and skipped.all()[0].startswith("500 and what follows")
    monkeypatch.setattr(worker, "MAX_CHARS", 2 * len(TEXT))
    assert len(list(worker._bounded((Document(str(n), TEXT) for n in range(9)), skipped))) == 2


def test_a_page_fetched_once_is_not_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.ingest import web
    from core.ingest.records import parse_published
    from core.model import Document

    page = Document("web-1", TEXT, "عنوان", "موقع", "https://news.example/1", parse_published("2016-01-01"))
    monkeypatch.setattr(web, "fetch_document", lambda url: page)
    skipped = worker.Skipped(tmp_path)
    first = list(worker._records(tmp_path, {"urls": ["https://news.example/1"]}, skipped))
    again = list(worker._records(tmp_path, {}, skipped))
    assert [d.id for d in first] == ["web-1"] and first == again and first[0].published == page.published and not skipped.all()


def test_a_call_that_never_returns_to_python_is_ended(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASARAT_EXTRACTOR", "tests.dashboard.slow_extractor:deaf")
    monkeypatch.setenv("MASARAT_ADD_SECONDS", "6")
    job.add({"text": TEXT}, fetch=False)
    assert wait(job, 60) == "timeout"


def test_the_log_tells_the_place_of_a_fault_and_no_text() -> None:
    try:
        int(TEXT)
    except ValueError as error:
        fault = (type(error), error, error.__traceback__)
        record = logging.LogRecord("masarat", logging.ERROR, __file__, 1, "page %s failed", ("quotes",), fault)
    line = logs.Lines().format(record)
    told = json.loads(line)
    assert told["event"] == "page quotes failed" and told["error"] == "ValueError" and told["level"] == "error"
    assert told["at"][-1].startswith("tests/dashboard/test_limits.py:") and TEXT[:10] not in line and "\n" not in line


def test_a_job_that_failed_is_told_without_its_text(monkeypatch: pytest.MonkeyPatch, job: Job, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(logging.getLogger("masarat"), "handlers", [])
    logs.start()
    monkeypatch.setenv("MASARAT_EXTRACTOR", f"nowhere:{TEXT[:5]}")
    monkeypatch.setenv("MASARAT_ADD_LINES", "/")
    job.add({"text": TEXT}, fetch=False)
    (job.path / "store.duckdb").mkdir()
    assert wait(job) == "failed"
    said = capsys.readouterr().err
    assert "adding articles ended with code 1" in said and "at" in said and TEXT[:10] not in said
