"""Faults at every moment: a build that is killed, finds the disk full or its own parts damaged leaves the old store as it was, and the
next one makes exactly the store that an undisturbed one makes. A store damaged anywhere gives a sentence, never another error."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from core.ingest import read
from core.store import build as building
from core.store import finish
from core.store.build import BuildError, build
from core.store.exports import export_bytes
from core.store.filters import EVERYTHING, Filters
from core.store.query import StoreError, open_store
from tests.store.conftest import ARTICLES, FAKE, REFERENCE, Maker, write
from tests.store.test_build import many, tables

FULL = bool(os.environ.get("MASARAT_TORTURE"))
"""`make torture` tries every moment; the test run every eleventh."""
STEPS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree"}
"""What Python tells an audit hook of before it happens: every touch of the file system that is not DuckDB's own."""
PHASES = ("_sources", "_intake", "_copies", "_names", "_scopes", "_terms", "_fixed", "_check", "_meta")


def build_until(source: Path, store: Path, tell: Any, at: int | None) -> None:
    """Build in this process; at its ``at``-th step it is killed. Without ``at`` the steps are counted and told."""
    taken = 0

    def step() -> None:
        nonlocal taken
        taken += 1
        if taken == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        mine = event in STEPS and arguments and isinstance(arguments[0], str | os.PathLike) and str(store) in str(arguments[0])
        if mine and (event != "open" or arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_DIRECTORY)):
            step()

    for owner, name in [*((finish._Finish, name) for name in PHASES), (finish.Talks, "fill")]:
        whole = getattr(owner, name)
        setattr(owner, name, lambda self, *a, whole=whole: (step(), whole(self, *a))[1])
    sys.addaudithook(hook)
    building.PART = 10
    build(read([source]), store, extractor=FAKE, reference=REFERENCE)
    tell.send(taken)
    os._exit(0)


def run(target: Callable[..., None], *arguments: object) -> tuple[int | None, Any]:
    """``target`` in a process of its own: its exit code and what it told."""
    context = multiprocessing.get_context("forkserver")  # a plain fork may inherit a lock that one of DuckDB's threads holds
    context.set_forkserver_preload(["core.store.build", "core.store.query"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=target, args=(*arguments[:2], theirs, *arguments[2:]))
    process.start()
    theirs.close()
    process.join(120)
    if process.is_alive():
        process.kill()
        raise AssertionError(f"{target.__name__} did not end within two minutes")
    try:
        return process.exitcode, ours.recv()
    except EOFError:  # killed before it could tell
        return process.exitcode, None


Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """What the build of 35 articles gives that nothing happens to."""
    folder = tmp_path_factory.mktemp("undisturbed")
    build(read([write(folder / "many.jsonl", many(35))]), folder / "s.duckdb", extractor=FAKE, reference=REFERENCE)
    return tables(folder / "s.duckdb")


def test_a_build_may_be_killed_at_any_moment(make: Maker, tmp_path: Path, undisturbed: Tables) -> None:
    source, expected = write(tmp_path / "many.jsonl", many(35)), undisturbed
    code, steps = run(build_until, source, tmp_path / "counted.duckdb", None)
    assert code == 0 and steps > 30
    before = tables(make(ARTICLES[:2]))
    store, old = tmp_path / "s.duckdb", (tmp_path / "s.duckdb").read_bytes()
    swapped = 0
    for at in range(1, steps + 1, 1 if FULL else 11):
        store.write_bytes(old)
        code, _ = run(build_until, source, store, at)
        assert code == -signal.SIGKILL, f"step {at} of {steps}"
        now = tables(store)
        assert now in (before, expected), f"step {at} of {steps}: half a store"
        swapped += now == expected
        balance = build(read([source]), store, extractor=FAKE, reference=REFERENCE)
        assert balance.done == 35 and tables(store) == expected, f"step {at} of {steps}: the next build made another store"
        left = {path.name for path in tmp_path.iterdir() if path.name.startswith("s.duckdb")}
        assert left <= {"s.duckdb", "s.duckdb.lock", "s.duckdb.jsonl"}, f"step {at} of {steps}: left over {left}"
    assert swapped < steps / 2  # most moments lie before the swap, or nothing was tried


def build_without_room(source: Path, store: Path, tell: Any, room: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    building.PART = 10
    try:
        build(read([source]), store, extractor=FAKE, reference=REFERENCE)
    except BuildError as error:
        tell.send(str(error))
        os._exit(3)
    os._exit(0)


@pytest.mark.parametrize("room", [0, 1_000, 20_000, 300_000, 2_000_000] if FULL else [0, 300_000])
def test_without_room_the_old_store_stands_and_the_message_says_so(make: Maker, tmp_path: Path, undisturbed: Tables, room: int) -> None:
    before = tables(make(ARTICLES[:2]))
    source = write(tmp_path / "many.jsonl", many(35))
    code, said = run(build_without_room, source, tmp_path / "s.duckdb", room)
    assert code == 3 and "the previous store is untouched; free space" in said and "\n" not in said
    assert tables(tmp_path / "s.duckdb") == before and not list(tmp_path.glob("*.new-*"))
    if FULL:
        build(read([source]), tmp_path / "s.duckdb", extractor=FAKE, reference=REFERENCE)
        assert tables(tmp_path / "s.duckdb") == undisturbed


@pytest.mark.parametrize("damage", ["empty", "cut", "missing", "other shape"])
def test_a_damaged_part_is_done_again(tmp_path: Path, undisturbed: Tables, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    """What a power cut leaves of files that were not yet on the disk."""
    monkeypatch.setattr(building, "PART", 10)
    source = write(tmp_path / "many.jsonl", many(35))
    with monkeypatch.context() as patch:
        patch.setattr(building.finish, "finish", lambda *args, **options: (_ for _ in ()).throw(OSError("power cut")))
        with pytest.raises(BuildError):
            build(read([source]), tmp_path / "s.duckdb", extractor=FAKE, reference=REFERENCE)
    part = sorted(tmp_path.glob("s.duckdb.parts/*/*.part"))[1] / "quotes.parquet"
    lost = pq.read_metadata(part.with_name("documents.parquet")).num_rows
    if damage == "empty":
        part.write_bytes(b"")
    elif damage == "cut":
        part.write_bytes(part.read_bytes()[:-20])
    elif damage == "missing":
        part.unlink()
    else:
        pq.write_table(pq.read_table(part).select(["quote_id"]), part)
    balance = build(read([source]), tmp_path / "s.duckdb", extractor=FAKE, reference=REFERENCE)
    assert (balance.done, balance.reused) == (35, 35 - lost)
    assert tables(tmp_path / "s.duckdb") == undisturbed


@pytest.mark.parametrize("name", ["", "folder", "file/s.duckdb"])
def test_a_store_that_cannot_stand_there_is_said(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BuildError) as caught:
        build(iter([]), name, extractor=FAKE, reference=REFERENCE)
    assert "\n" not in str(caught.value)


ASKED: tuple[Callable[[Any], object], ...] = (
    lambda store: store.overview(),
    lambda store: store.talks(EVERYTHING),
    lambda store: store.quotes(Filters(text="الهدنة")),
    lambda store: store.facets(EVERYTHING),
    lambda store: store.actor_counts(EVERYTHING),
    lambda store: store.place_counts(EVERYTHING, "talks"),
    lambda store: store.article("a1"),
    lambda store: export_bytes(store, EVERYTHING, "talks", "zip"),
)


def ask(folder: Path, store: Path, tell: Any) -> None:
    """Open the store and ask for everything; tell how that went."""
    said = "all"
    try:
        opened = open_store(store)
        for question in ASKED:
            question(opened)
    except StoreError as error:
        said = str(error)
    except BaseException as error:
        said = f"raised {type(error).__name__}: {error}"
    tell.send(said)
    os._exit(0)


def test_a_store_damaged_anywhere_gives_a_sentence(make: Maker, tmp_path: Path) -> None:
    data = make().read_bytes()
    chance, told = random.Random(7), set()
    for number in range(120 if FULL else 12):
        spoiled = bytearray(data)
        if number % 3 == 0:
            del spoiled[chance.randrange(len(data)) :]
        elif number % 3 == 1:
            for _ in range(30):
                spoiled[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        else:
            at = chance.randrange(len(data))
            spoiled[at : at + 4096] = bytes(len(spoiled[at : at + 4096]))
        path = tmp_path / "spoiled.duckdb"
        path.write_bytes(spoiled)
        code, said = run(ask, tmp_path, path)
        assert code == 0 and said and not said.startswith("raised") and str(tmp_path) not in said, (number, said)
        told.add(said == "all")
    assert told == {True, False}  # some damage lies where nothing stands
