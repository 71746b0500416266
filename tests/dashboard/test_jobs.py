"""Articles of a session: limits of time and memory, stopping, correcting a day, leaving nothing behind."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path

import pytest

from dashboard.jobs import Job, JobError

TEXT = "عنوان كتبه فريق الاختبار\nمتن قصير كتبه فريق الاختبار."


def wait(job: Job, seconds: float = 90) -> str:
    end = time.monotonic() + seconds
    while job.poll() in ("working", "waiting") and time.monotonic() < end:
        time.sleep(0.2)
    return job.poll()


def test_job_needs_something_to_read() -> None:
    job = Job()
    for asked in ({}, {"text": "  "}, {"url": "https://example.org/"}, {"files": []}):
        with pytest.raises(JobError, match="nothing"):
            job.add(asked, fetch=False)
    with pytest.raises(JobError, match="too_long"):
        job.add({"text": "ا" * 500_000}, fetch=False)


def test_job_reads_corrects_and_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASARAT_EXTRACTOR", "tests.dashboard.slow_extractor:quick")
    job = Job()
    job.add({"text": TEXT, "source": "Test\nWire", "published": "2018-01-17"}, fetch=False)
    assert wait(job) == "done", (job.path / "log.txt").read_text(encoding="utf-8")
    line = json.loads(job.lines())
    assert line["published"] == {"from": "2018-01-17", "to": "2018-01-17", "basis": "given"} and line["source"] == "Test Wire"
    job.correct(line["id"], "2019-02-03")
    assert wait(job) == "done"
    assert json.loads(job.lines())["published"]["from"] == "2019-02-03"
    data = job.data()
    assert data is not None and data.private and data.count("documents", data.no_filters()) == 1
    assert job.store_bytes()
    folder = job.path
    job.forget()
    assert not folder.exists()


def test_job_file_names_stay_inside_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASARAT_EXTRACTOR", "tests.dashboard.slow_extractor:quick")
    job = Job()
    data = base64.b64encode(TEXT.encode()).decode()
    names = ["../../evil.txt", "/etc/passwd", "..", "مقالة.txt", "a\x00b.exe", "." * 300]
    job.add({"files": [{"name": name, "data": data} for name in names]}, fetch=False)
    job.stop()
    written = sorted(p.relative_to(job.path).as_posix() for p in job.path.rglob("*") if p.is_file() and p.parent.name == "in")
    assert len(written) >= 4 and all(name.startswith("in/") and ".." not in Path(name).parts for name in written)
    assert "in/مقالة.txt" in written
    with pytest.raises(JobError):
        job.add({"files": [{"name": "x.txt", "data": "no base64!"}]}, fetch=False)
    job.forget()


def test_job_ends_at_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASARAT_EXTRACTOR", "tests.dashboard.slow_extractor:sleep")
    monkeypatch.setenv("MASARAT_ADD_SECONDS", "6")
    job = Job()
    job.add({"text": TEXT}, fetch=False)
    assert wait(job) == "timeout"
    job.forget()


def test_job_ends_at_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that asks for too much costs itself only, and is named."""
    monkeypatch.setenv("MASARAT_EXTRACTOR", "tests.dashboard.slow_extractor:swell")
    job = Job()
    job.add({"text": TEXT}, fetch=False)
    assert wait(job) == "done", (job.path / "log.txt").read_text(encoding="utf-8")
    assert job.skipped == ["pasted-1: the extraction failed: leave this article out and report it"]
    job.forget()


def test_job_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASARAT_EXTRACTOR", "tests.dashboard.slow_extractor:sleep")
    job = Job()
    job.add({"text": TEXT}, fetch=False)
    assert job.poll() == "working"
    job.stop()
    assert job.poll() == "cancelled"
    job.forget()
