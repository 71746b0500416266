"""The table of word frequencies: how it is made, and that the shipped one is what would be made."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from core.language import frequency


def test_equal_foldings_are_added_up_and_rare_foreign_and_marked_words_left_out() -> None:
    shares = {"أن": 1e-3, "إن": 1e-3, "على": 1e-2, "و": 1e-2, "the": 1e-2, "گاز": 1e-2, "نادر": 1e-7}
    assert frequency.table(shares) == "word,zipf\nعلي,7.0\nان,6.3\n"


def test_the_shipped_table_is_what_the_command_makes(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("wordfreq", reason="wordfreq is only needed to make the table")
    assert frequency.main(["--check"]) == 0 and "as it would be made" in capsys.readouterr().out


def test_without_the_package_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "wordfreq", None)
    before = frequency.TABLE.stat().st_mtime_ns
    assert frequency.main([]) == 1
    assert capsys.readouterr().err.strip() == "wordfreq is not installed: pip install wordfreq==3.1.1"
    assert frequency.TABLE.stat().st_mtime_ns == before


def test_a_changed_table_is_said_and_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(frequency, "TABLE", tmp_path / "t.csv")
    monkeypatch.setattr(frequency, "word_list", lambda: {"من": 1e-2})
    assert frequency.main(["--check"]) == 1 and not (tmp_path / "t.csv").exists()
    assert frequency.main([]) == 0 and frequency.main(["--check"]) == 0
