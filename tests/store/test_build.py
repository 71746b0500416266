"""Building: nothing lost, nothing changed by order or number of processes, never a half store."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from core.ingest import Refusal, read
from core.store import build as building
from core.store import intake
from core.store.build import BuildError, build
from core.store.filters import EVERYTHING
from core.store.query import StoreError, open_store
from core.store.schema import TABLES
from tests.store.conftest import ARTICLES, FAKE, REFERENCE, Maker, write


def tables(path: Path, *, lying: bool = False) -> dict[str, list[tuple[object, ...]]]:
    """Every table's rows in its order, or as they lie in the file."""
    with duckdb.connect(str(path), read_only=True) as con:
        ordered = {table.name: "" if lying else f"ORDER BY {table.order}" for table in TABLES}
        return {name: con.execute(f"SELECT * FROM {name} {order}").fetchall() for name, order in ordered.items()}


def many(count: int) -> list[dict[str, str]]:
    base = [a for a in ARTICLES if a["id"] != "a5"]
    return [{**base[i % len(base)], "id": f"m{i:04d}", "text": base[i % len(base)]["text"] + f"\nرقم {i}"} for i in range(count)]


def test_the_store_holds_what_the_articles_say(make: Maker) -> None:
    found = tables(make())
    assert {row[0] for row in found["documents"]} == {a["id"] for a in ARTICLES}
    assert len(found["talk_reports"]) == 7 and len(found["quotes"]) == 6
    assert dict(found["meta"])["n_documents"] == "6"
    text = {a["id"]: a["text"] for a in ARTICLES}
    columns = next(t for t in TABLES if t.name == "quotes").names
    for row in found["quotes"]:
        quote = dict(zip(columns, row, strict=True))
        assert text[str(quote["doc_id"])][quote["char_start"] : quote["char_end"]] == quote["content"]  # type: ignore[misc]


def test_every_table_lies_in_its_order_and_shape(make: Maker) -> None:
    path = make()
    with duckdb.connect(str(path), read_only=True) as con:
        for table in TABLES:
            described = [(row[0], row[1]) for row in con.execute(f"DESCRIBE {table.name}").fetchall()]
            assert described == list(table.columns), table.name
            lying = con.execute(f"SELECT * FROM {table.name}").fetchall()
            assert lying == con.execute(f"SELECT * FROM {table.name} ORDER BY {table.order}").fetchall(), table.name


def test_same_input_same_tables_for_any_order_and_number_of_processes(make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "PART", 7)
    articles = many(90)
    expected = tables(make(articles, "one.duckdb"), lying=True)
    random.Random(1).shuffle(articles)
    assert tables(make(articles, "two.duckdb", jobs=2), lying=True) == expected


@pytest.fixture(params=["laid out anew", "added to"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The two ways to a store on top of an old one, each whatever changed."""
    monkeypatch.setattr(intake, "AT_THE_END", -1.0 if request.param == "laid out anew" else 2.0)
    return str(request.param)


def test_a_second_build_takes_over_what_did_not_change(make: Maker, tmp_path: Path, way: str) -> None:
    articles = many(40)
    make(articles)
    changed = [*articles[1:20], {**articles[20], "text": articles[20]["text"] + " تعديل"}, *articles[21:], {**ARTICLES[0], "id": "new"}]
    source = write(tmp_path / "changed.jsonl", changed)
    balance = build(read([source]), tmp_path / "s.duckdb", extractor=FAKE, reference=REFERENCE)
    assert (balance.read, balance.done, balance.reused) == (40, 40, 38)
    assert tables(tmp_path / "s.duckdb") == tables(make(changed, "fresh.duckdb", fresh=True))


def test_a_build_of_the_same_articles_changes_nothing(make: Maker, way: str) -> None:
    path = make()
    first, file = tables(path), path.stat()
    assert tables(make()) == first
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (file.st_ino, file.st_mtime_ns)  # not even written again
    fewer = make(ARTICLES[:-1])
    assert tables(fewer) == tables(make(ARTICLES[:-1], "fresh.duckdb", fresh=True))


def test_any_changes_in_a_row_end_with_the_store_of_a_fresh_build(make: Maker, way: str) -> None:
    chance, there = random.Random(11), {a["id"]: a for a in many(24)}
    make(there.values())
    for step in range(6):
        for gone in chance.sample(sorted(there), 4):
            del there[gone]
        for number in range(3):
            article = chance.choice([*ARTICLES, *there.values()])
            there[f"s{step}{number}"] = {**article, "id": f"s{step}{number}"}  # often a copy of one that stands there
        changed = chance.choice(sorted(there))
        there[changed] = {**there[changed], "text": there[changed]["text"] + f" تعديل {step}"}
        assert tables(make(there.values())) == tables(make(there.values(), "fresh.duckdb", fresh=True)), step


def test_few_articles_are_put_at_the_end_and_many_lay_everything_out_anew(make: Maker) -> None:
    articles = many(40)
    in_order = [f"m{i:04d}" for i in range(1, 40)]
    make(articles[1:])
    first, more = articles[0], [{**ARTICLES[0], "id": f"a{i}"} for i in range(9)]
    assert [row[0] for row in tables(make(articles), lying=True)["documents"]] == [*in_order, first["id"]]
    assert [row[1] for row in tables(make(articles), lying=True)["documents"]] == [*range(1, 40), 0]  # numbered in order all the same
    lying = [row[0] for row in tables(make([*articles, *more]), lying=True)["documents"]]
    assert lying == sorted(lying) and len(lying) == 49


def test_another_knowledge_takes_nothing_over(make: Maker, tmp_path: Path) -> None:
    from dataclasses import replace

    make()
    again = build(
        read([tmp_path / "s.duckdb.jsonl"]), tmp_path / "s.duckdb", extractor=FAKE, reference=replace(REFERENCE, fingerprint="1" * 16)
    )
    assert again.reused == 0


def test_the_balance_adds_up_with_every_kind_of_fault(tmp_path: Path) -> None:
    articles = many(50)
    articles[3] = {**articles[3], "text": "!"}
    articles[7] = {**articles[7], "text": ""}
    articles[9] = {**articles[9], "published": "gestern"}
    articles[11] = dict(articles[10])
    articles[12] = {**articles[10], "text": "غير ذلك"}
    source = write(tmp_path / "t.jsonl", articles)
    source.write_text(source.read_text("utf-8") + "\n{broken", "utf-8")
    told: list[Refusal] = []
    balance = build(read([source]), tmp_path / "s.duckdb", extractor=FAKE, reference=REFERENCE, report=told.append)
    assert (balance.read, balance.done, balance.refused, balance.duplicates) == (51, 45, 5, 1)
    assert balance.read == balance.done + balance.refused + balance.duplicates and len(told) == 6
    assert "failed (ValueError" in next(str(r) for r in told if r.where == "m0003")
    assert len(tables(tmp_path / "s.duckdb")["documents"]) == 45
    assert balance.line("stored") == "51 read = 45 stored + 5 refused + 1 duplicates"


def _killed(source: Path, store: Path, at: int) -> None:
    calls = 0
    flush = building._Parts.flush

    def dying(self: building._Parts) -> None:
        nonlocal calls
        calls += 1
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)
        flush(self)

    building._Parts.flush = dying  # type: ignore[method-assign]
    building.PART = 10
    build(read([source]), store, extractor=FAKE, reference=REFERENCE)


def test_a_killed_build_leaves_the_old_store_and_goes_on(make: Maker, tmp_path: Path) -> None:
    old = make(ARTICLES[:2])
    before = tables(old)
    source = write(tmp_path / "many.jsonl", many(45))
    process = multiprocessing.get_context("forkserver").Process(target=_killed, args=(source, old, 4))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL and tables(old) == before
    (tmp_path / "s.duckdb.new-999").write_bytes(b"left over")
    balance = build(read([source]), old, extractor=FAKE, reference=REFERENCE)
    assert balance.reused == 30 and balance.done == 45
    assert tables(old) == tables(make(many(45), "fresh.duckdb"))
    assert sorted(p.name for p in tmp_path.glob("s.duckdb*") if p.suffix != ".lock") == ["s.duckdb", "s.duckdb.jsonl"]


def test_a_fault_while_writing_leaves_the_old_store(make: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = make(ARTICLES[:2])
    before = old.read_bytes()

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BuildError, match="previous store is untouched"):
        make(ARTICLES)
    assert old.read_bytes() == before and not list(tmp_path.glob("*.new-*"))


def test_two_builds_do_not_meet(make: Maker, tmp_path: Path) -> None:
    with FileLock(str(tmp_path / "s.duckdb.lock")), pytest.raises(BuildError, match="another build"):
        make()


def test_readers_of_a_replaced_store_keep_the_old_and_can_open_the_new(make: Maker) -> None:
    path = make(ARTICLES[:2])
    old = open_store(path)
    assert old.is_current() and old.overview()["documents"] == 2
    time.sleep(0.01)
    make()
    assert not old.is_current() and old.overview()["documents"] == 2
    new = open_store(path)
    assert new.overview()["documents"] == 6 and new.is_current()
    old.close()
    with pytest.raises(StoreError):
        old.overview()
    new.close()


@pytest.mark.parametrize("spoil", ["missing", "empty", "truncated", "foreign", "older", "newer"])
def test_a_store_that_cannot_be_read_says_so(make: Maker, spoil: str, tmp_path: Path) -> None:
    path = make()
    data = path.read_bytes()
    if spoil == "missing":
        path.unlink()
    elif spoil in ("empty", "truncated", "foreign"):
        path.write_bytes({"empty": b"", "truncated": data[: len(data) // 3], "foreign": b"SQLite format 3\0" + bytes(5_000)}[spoil])
    else:
        with duckdb.connect(str(path)) as con:
            con.execute("UPDATE meta SET value = ? WHERE key = 'format'", ["1" if spoil == "older" else "99"])
    with pytest.raises(StoreError) as caught:
        open_store(path)
    assert str(tmp_path) not in str(caught.value) and "\n" not in str(caught.value) and "build" in str(caught.value)
    make()  # and a new build puts it right
    assert open_store(path).overview()["documents"] == 6


def test_an_empty_input_makes_an_empty_store(make: Maker) -> None:
    found = open_store(make([{"id": "x", "text": "لا شيء"}]))
    assert found.overview()["talks"] == 0 and found.talks(EVERYTHING).empty


def test_copies_count_once_and_stay_as_sources(make: Maker) -> None:
    found = open_store(make())
    articles = found.articles(EVERYTHING).set_index("doc_id")
    assert articles.loc["a5", "copy_of"] == "a4" and articles["copy_of"].notna().sum() == 1
    talk = found.talks(EVERYTHING.with_(tracks=("geneva",))).iloc[0]
    assert (talk["n_reports"], talk["n_outlets"]) == (1, 2)
    assert found.count("quotes", EVERYTHING) == 5
    assert len(found.article("a5")["quotes"]) == 1  # type: ignore[index]


def test_a_document_that_changed_between_interrupted_builds_is_taken_from_the_right_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both versions lie in parts; only the rows of the version that is kept may get into the store."""
    monkeypatch.setattr(building, "PART", 3)
    store = tmp_path / "s.duckdb"
    early = many(6)

    def interrupted(*args: object, **options: object) -> None:
        raise OSError("interrupted")

    with monkeypatch.context() as patch:
        patch.setattr(building.finish, "finish", interrupted)
        with pytest.raises(BuildError):
            build(read([write(tmp_path / "early.jsonl", early)]), store, extractor=FAKE, reference=REFERENCE)
    late = [{**early[0], "text": "@call held 2019-01-01 - lavrov kerry\n[kerry] «غير ذلك»"}, *early[1:]]
    balance = build(read([write(tmp_path / "late.jsonl", late)]), store, extractor=FAKE, reference=REFERENCE)
    assert balance.reused == 5
    fresh = tmp_path / "fresh.duckdb"
    build(read([tmp_path / "late.jsonl"]), fresh, extractor=FAKE, reference=REFERENCE)
    assert tables(store) == tables(fresh)


def test_fresh_takes_nothing_over(make: Maker, tmp_path: Path) -> None:
    make()
    balance = build(read([tmp_path / "s.duckdb.jsonl"]), tmp_path / "s.duckdb", extractor=FAKE, reference=REFERENCE, fresh=True)
    assert balance.reused == 0 and len(tables(tmp_path / "s.duckdb")["documents"]) == 6
