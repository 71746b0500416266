"""The command line as its user meets it: help, messages and exit codes. Streaming and balance are in ``test_batch``, geocoding in
``knowledge/test_geocode``, the optional recognizer in ``extract/test_ner``."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core import __main__ as cli
from tests.store.conftest import ARTICLES, FAKE, write

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ("extract", "build", "export", "check", "explain", "geocode")
NEWS = "لقاء في موسكو\n\nالتقى سيرغي لافروف أمس في موسكو نظيره الإيراني محمد جواد ظريف لبحث الملف السوري في دمشق.\n"


def run(*arguments: object) -> int:
    """Exit code of a command, also where it ends itself."""
    try:
        return cli.main([str(a) for a in arguments])
    except SystemExit as ended:
        if isinstance(ended.code, str):  # as Python does with a message
            print(ended.code, file=sys.stderr)
            return 1
        assert isinstance(ended.code, int)
        return ended.code


@pytest.fixture()
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(NEWS, "utf-8")
    return path


# -- help -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("command", [(), *((c,) for c in COMMANDS)], ids=lambda c: c[0] if c else "all")
def test_help_is_printed(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*command, "--help") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("usage: python -m core")
    if not command:
        assert all(c in shown for c in COMMANDS) and "Exit codes: 0 all well" in shown


def test_every_argument_says_what_it_is_for() -> None:
    commands = next(a for a in cli._parser()._actions if isinstance(a, argparse._SubParsersAction))
    assert tuple(commands.choices) == COMMANDS
    silent = [f"{name} {a.dest}" for name, parser in commands.choices.items() for a in parser._actions if not a.help]
    assert silent == []


# -- exit code 2: wrong usage -----------------------------------------------------------------------------------------
WRONG = [
    ([], "required: command"),
    (["nothing"], "invalid choice"),
    (["build", "{article}"], "required: --store"),
    (["export", "--store", "s"], "required: --out"),
    (["export", "--store", "s", "--out", "o.csv", "--lang", "fr"], "invalid choice: 'fr'"),
    (["extract", "{article}", "--jobs", "abc"], "“abc” is no number of processes: at least 1"),
    (["extract", "{article}", "--published", "20155-01-01"], "--published: the publication year of “20155-01-01” is outside"),
    (["extract", "{article}", "--ner", "other"], "invalid choice: 'other'"),
    (["check", "{article}"], "no such folder; name one that holds the knowledge tables"),
    (["explain", "{article}", "--at", "x"], "invalid int value: 'x'"),
    (["explain", "{article}", "--at", "-1"], "--at: offset -1 lies outside the text, which has the offsets 0 to"),
    (["explain", "{article}", "--at", "99999"], "--at: offset 99999 lies outside the text"),
    (["explain", "{article}", "--id", "x"], "no article with the id x"),
    (["geocode", "--server", "http://127.0.0.1:9", "--user-agent", "me me@example.org"], "required: NAME"),
]


@pytest.mark.parametrize(("arguments", "told"), WRONG, ids=[" ".join(a) or "nothing" for a, _ in WRONG])
def test_wrong_usage_is_said_and_ends_with_two(
    article: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert run(*(a.format(article=article) for a in arguments)) == 2
    out, err = capsys.readouterr()
    assert told in err and out == ""


# -- exit code 1: something is at fault -------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    path = folder / "s.duckdb"
    assert run("build", write(folder / "a.jsonl", ARTICLES), "--store", path, "--extractor", FAKE, "--quiet", "--jobs", "1") == 0
    return path


FAULTS = [
    (["extract", "{tmp}/none.txt"], "none.txt: there is no such file: check the path"),
    (["extract", "{tmp}/empty"], "empty: the folder holds no articles: put files into it"),
    (["extract", "{article}", "--extractor", "nothing:x", "--jobs", "1"], "no extraction at nothing:x"),
    (["build", "{article}", "--store", "{tmp}", "--extractor", FAKE, "--jobs", "1"], "is a folder: name the file to write"),
    (["build", "{article}", "--store", "{article}/s.duckdb", "--extractor", FAKE, "--jobs", "1"], "not written (File exists)"),
    (["extract", "{article}", "--out", "", "--extractor", FAKE, "--jobs", "1"], "names no file"),
    (["extract", "{article}", "--out", "/dev/full", "--extractor", FAKE, "--jobs", "1"], "not written (No space left on device)"),
    (["export", "--store", "{tmp}/none.duckdb", "--out", "{tmp}/x.csv"], "build one with “python -m core build”"),
    (["export", "--store", "{article}", "--out", "{tmp}/x.csv"], "is damaged or was written by another program; build it again"),
    (["export", "--store", "{store}", "--out", "{tmp}/x.foo"], "“foo” is no format: choose one of csv, xlsx"),
    (["export", "--store", "{store}", "--out", "{tmp}/x.csv", "--what", "rumours"], "choose one of talks, quotes"),
    (["export", "--store", "{store}", "--out", "{tmp}/none/x.csv"], "x.csv: not written (No such file or directory): choose another --out"),
    (["explain", "{tmp}/none.txt"], "none.txt: there is no such file: check the path"),
]


@pytest.mark.parametrize(("arguments", "told"), FAULTS, ids=[" ".join(a) for a, _ in FAULTS])
def test_a_fault_is_one_clear_message_and_ends_with_one(
    tmp_path: Path, article: Path, store: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    (tmp_path / "empty").mkdir()
    assert run(*(a.format(tmp=tmp_path, article=article, store=store) for a in arguments)) == 1
    out, err = capsys.readouterr()
    assert told in err and out == ""


def test_a_pipe_is_written_to_and_never_replaced(tmp_path: Path, article: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE)
    assert run("extract", article, "--out", tmp_path / "pipe", "--extractor", FAKE, "--jobs", "1") == 0
    assert json.loads(reader.communicate(timeout=30)[0])["text"] and (tmp_path / "pipe").is_fifo()


def test_faults_of_tables_are_named_by_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sides.csv").write_text("id,name_ar,name_en,source\nNo Id,x,y\n", "utf-8")
    assert run("check", tmp_path) == 1
    shown = capsys.readouterr().out.splitlines()
    assert any(line.startswith(f"{tmp_path / 'sides.csv'}:2: ") for line in shown) and shown[-1].split()[1].startswith("faults")


# -- exit code 0 ------------------------------------------------------------------------------------------------------
def test_extract_explain_and_build_agree_on_a_small_article(article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = ("--published", "2018-01-11")
    assert run("extract", article, "--out", tmp_path / "o.jsonl", "--jobs", "1", *day) == 0
    (found,) = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text("utf-8").splitlines()]
    (talk,) = found["talks"]
    assert (talk["kind"], talk["from"], talk["place"], talk["participants"]) == ("meeting", "2018-01-10", "moscow", ["lavrov", "zarif"])
    at = found["text"].index("التقى")
    capsys.readouterr()
    assert run("explain", article, "--at", at, *day) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"offset {at}, line 3: «التقى»") and f"rule {talk['rule']}, confidence {talk['confidence']:g}" in shown
    assert run("explain", article, *day) == 0
    assert capsys.readouterr().out.startswith("== a\nwritten 2018-01-11 (given)\n")
    assert run("build", article, "--store", tmp_path / "s.duckdb", "--jobs", "1", "--quiet", *day) == 0
    assert run("export", "--store", tmp_path / "s.duckdb", "--out", tmp_path / "t.csv") == 0
    head, row = (tmp_path / "t.csv").read_text("utf-8-sig").splitlines()
    assert "2018-01-10" in row and row.count(",") >= head.count(",")


def test_explain_takes_one_article_out_of_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = write(tmp_path / "t.jsonl", [{"id": "one", "text": NEWS}, {"id": "two", "text": "قال مصدر"}])
    assert run("explain", table, "--at", 0) == 2
    assert "several articles there; say which with --id, for example --id one" in capsys.readouterr().err
    assert run("explain", table, "--id", "two", "--at", 4) == 0
    assert "«مصدر»" in capsys.readouterr().out
    assert run("explain", table) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("== ")] == ["== one", "== two"]


def test_a_refused_record_costs_the_code_but_not_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.jsonl").write_text('{"id": "one", "text": "قال مصدر"}\nbroken\n', "utf-8")
    assert run("explain", tmp_path / "t.jsonl") == 1
    out, err = capsys.readouterr()
    assert out.startswith("== one\n") and "t.jsonl:2" in err


def test_a_build_ends_with_its_balance_and_nothing_else(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", ARTICLES)
    wanted = ["build", str(source), "--store", str(tmp_path / "s.duckdb"), "--extractor", FAKE, "--jobs", "1"]
    done = subprocess.run([sys.executable, "-m", "core", *wanted], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "6 read = 6 stored + 0 refused + 0 duplicates\n"
