"""The same tables from a Dask cluster, also when a worker dies on the way."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from core import batch
from core.ingest import read
from core.store.build import build, build_partitions
from core.store.schema import TABLES
from tests.store.conftest import ARTICLES, FAKE, REFERENCE, write

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(path), read_only=True) as con:
        return {table.name: con.execute(f"SELECT * FROM {table.name}").fetchall() for table in TABLES}


def test_a_cluster_gives_the_same_tables_and_outlives_a_worker(tmp_path: Path) -> None:
    articles = [{**ARTICLES[i % 5], "id": f"m{i:04d}", "text": ARTICLES[i % 5]["text"] + f"\nرقم {i}"} for i in range(400)]
    source = write(tmp_path / "a.jsonl", articles)
    build(read([source]), tmp_path / "here.duckdb", extractor=FAKE, reference=REFERENCE)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        first = next(iter(cluster.workers.values()))
        killer = threading.Timer(0.5, os.kill, (first.pid, signal.SIGKILL))

        def slowly():  # type: ignore[no-untyped-def]
            killer.start()
            for record in read([source]):
                time.sleep(0.005)
                yield record

        balance = build(slowly(), tmp_path / "there.duckdb", extractor=FAKE, reference=REFERENCE, scheduler=cluster.scheduler_address)
        killer.join()
    assert balance.read == balance.done == 400
    assert tables(tmp_path / "there.duckdb") == tables(tmp_path / "here.duckdb")


def test_a_scheduler_that_is_not_there_is_said() -> None:
    documents = [d for d in read([]) if hasattr(d, "text")]
    with pytest.raises(batch.BatchError, match="no Dask scheduler"):
        list(batch.run(documents, batch.as_json_lines, scheduler="tcp://127.0.0.1:9"))


def test_partitions_give_the_same_store_as_reading_them_here(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    articles = [{**ARTICLES[i % 5], "id": f"m{i:04d}", "text": ARTICLES[i % 5]["text"] + f"\nرقم {i}"} for i in range(60)]
    articles[7] = {**articles[7], "text": "!"}
    articles[40] = dict(articles[3])
    articles[41] = {**articles[4], "text": "نص آخر"}
    for part in range(3):
        pd.DataFrame(articles[part * 20 : part * 20 + 20]).to_parquet(folder / f"p{part}.parquet")
    (folder / "p9.jsonl").write_text("{broken", "utf-8")
    here = build(read([folder]), tmp_path / "here.duckdb", extractor=FAKE, reference=REFERENCE)
    urls = [f"file://{path}" for path in folder.iterdir()]
    for _ in range(2):  # the second time every part is there already
        there = build_partitions(urls, tmp_path / "there.duckdb", f"file://{tmp_path}/parts", jobs=1, extractor=FAKE, reference=REFERENCE)
        assert (
            (there.read, there.done, there.refused, there.duplicates)
            == (here.read, here.done, here.refused, here.duplicates)
            == (61, 57, 3, 1)
        )
        assert tables(tmp_path / "there.duckdb") == tables(tmp_path / "here.duckdb")


def test_a_worker_that_dies_costs_its_partition_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    articles = [{**ARTICLES[i % 5], "id": f"m{i:04d}", "text": ARTICLES[i % 5]["text"] + f"\nرقم {i}"} for i in range(60)]
    articles[37]["text"] += " †"
    for part in range(6):
        pd.DataFrame(articles[part * 10 : part * 10 + 10]).to_parquet(folder / f"p{part}.parquet")
    log = tmp_path / "log"
    monkeypatch.setenv("MASARAT_TEST_LOG", str(log))
    urls = [f"file://{path}" for path in folder.iterdir()]
    there = tmp_path / "there.duckdb"
    fragile = FAKE.replace("extract", "fragile")
    balance = build_partitions(urls, there, f"file://{tmp_path}/parts", jobs=2, extractor=fragile, reference=REFERENCE)
    assert log.with_suffix(".died").exists() and (balance.read, balance.done) == (60, 60)
    read_again = Counter(log.read_text("utf-8").split())
    assert {key: n for key, n in read_again.items() if n != 1} == {f"m{i:04d}": 2 for i in range(30, 38)}
    build(read([folder]), tmp_path / "here.duckdb", extractor=FAKE, reference=REFERENCE)
    left_out = {"meta"}  # names the extraction
    assert {k: v for k, v in tables(there).items() if k not in left_out} == {
        k: v for k, v in tables(tmp_path / "here.duckdb").items() if k not in left_out
    }
