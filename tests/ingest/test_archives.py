"""Archives: the same articles as the folder they were made of, one fault costs one member, and nothing is unpacked without measure."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.batch import expected
from core.ingest import Refusal, read
from core.ingest import archives as archives_module
from core.model import Document

TEXT = "التقى الوزيران في موسكو وبحثا الوضع في حلب."
KINDS = ("zip", "tar", "tar.gz", "tgz", "tar.bz2", "tar.xz")


def files() -> dict[str, bytes]:
    """A folder of every kind of file, and of what is passed over."""
    rows = "\n".join(json.dumps({"id": f"row{i}", "text": f"{TEXT} {i}"}, ensure_ascii=False) for i in range(3))
    table = io.BytesIO()
    pq.write_table(pa.table({"id": ["p1", "p2"], "text": [TEXT + " أ", TEXT + " ب"]}), table)
    return {
        "2016/12/first.txt": f"published: 2016-12-20\n{TEXT}".encode(),
        "2016/12/second.html": f"<html><body><article><p>{TEXT}</p></article></body></html>".encode(),
        "rows.jsonl": rows.encode(),
        "packed.jsonl.gz": gzip.compress(rows.replace("row", "packed").encode()),
        "table.parquet": table.getvalue(),
        "README.md": b"about this folder",
        ".hidden/note.txt": b"not to be read",
        "__MACOSX/._first.txt": b"\0\0",
    }


def pack(path: Path, content: dict[str, bytes]) -> Path:
    """An archive of the kind its name says."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in content.items():
                archive.writestr(name, data)
        return path
    packing = {".gz": "gz", ".tgz": "gz", ".bz2": "bz2", ".xz": "xz"}.get(path.suffix, "")
    with tarfile.open(path, f"w:{packing}") as archive:  # type: ignore[call-overload]
        for name, data in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def told(path: Path) -> tuple[list[Document], list[Refusal]]:
    found = list(read([path]))
    return [r for r in found if isinstance(r, Document)], [r for r in found if isinstance(r, Refusal)]


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_gives_the_articles_of_its_folder(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "folder"
    for name, data in files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    wanted, none = told(folder)
    documents, refusals = told(pack(tmp_path / f"all.{kind}", files()))
    assert not none and not refusals and len(wanted) == 10
    assert sorted(documents, key=lambda d: d.id) == sorted(wanted, key=lambda d: d.id)


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_a_faulty_member_costs_itself_and_is_told_by_its_name(tmp_path: Path, kind: str) -> None:
    content = {"a.txt": TEXT.encode(), "b.txt": b"", "c.exe": b"MZ", "inner.zip": b"PK", "d.txt": TEXT.encode(), "../e.txt": TEXT.encode()}
    documents, refusals = told(pack(tmp_path / f"x.{kind}", content))
    assert {d.id for d in documents} == {"a", "d", "e"} and not (tmp_path.parent / "e.txt").exists()
    names = {refusal.where.rsplit("/", 1)[-1]: refusal.what for refusal in refusals}
    assert set(names) == {"b.txt", "c.exe", "inner.zip"} and "within an archive" in names["inner.zip"]
    assert all(f"x.{kind}/" in refusal.where for refusal in refusals)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.0, 0.4, 0.8])
def test_an_archive_that_is_cut_off_is_one_refusal_after_what_could_be_read(tmp_path: Path, kind: str, share: float) -> None:
    content = {f"a{i:02d}.txt": f"{TEXT} {i} {'كلمة ' * 400}".encode() + bytes(str(i * 7919), "ascii") for i in range(12)}
    path = pack(tmp_path / f"x.{kind}", content)
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    documents, refusals = told(path)
    assert refusals and len(documents) < 12 and all(r.where.startswith(str(path)) for r in refusals)
    assert all("\n" not in str(refusal) for refusal in refusals)


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_that_unpacks_without_measure_is_refused_before(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives_module, "FREE_BYTES", 100_000)
    path = pack(tmp_path / f"x.{kind}", {f"{i}.txt": b"a" * 9_000_000 for i in range(3)})
    documents, refusals = told(path)
    assert not [d for d in documents if len(d.text) < 9_000_000] and "times its size" in str(refusals[-1])


def test_a_member_packed_once_more_is_measured_too(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(90_000_000))
    documents, (refusal,) = told(pack(tmp_path / "x.zip", {"a.jsonl.gz": bomb}))
    assert not documents and refusal.where.endswith("x.zip/a.jsonl.gz")


def test_the_articles_of_a_zip_are_counted_for_the_time_left(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {f"{i}.txt": TEXT.encode() for i in range(40)} | {"about.pdf": b""})
    assert expected([path]) == 40
    path.write_bytes(b"no archive")
    assert expected([path]) is None


def test_a_tar_without_its_end_mark_says_that_something_may_be_missing(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.tar", {f"{i}.txt": TEXT.encode() for i in range(4)})
    path.write_bytes(path.read_bytes()[: 3 * 1024])  # three members of a header and a block
    documents, (refusal,) = told(path)
    assert len(documents) == 3 and "end mark" in refusal.what


def test_links_and_locked_members_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(TEXT, "utf-8")
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo(f"{kind.decode()}.txt")
            info.type, info.linkname = kind, str(tmp_path / "secret.txt")
            archive.addfile(info)
    documents, refusals = told(tmp_path / "x.tar")
    assert not documents and len(refusals) == 3 and all("link" in r.what for r in refusals)
    locked = bytearray(pack(tmp_path / "y.zip", {"a.txt": TEXT.encode()}).read_bytes())
    for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        locked[locked.index(signature) + at] |= 1  # the flag of a member with a password
    (tmp_path / "y.zip").write_bytes(locked)
    documents, (refusal,) = told(tmp_path / "y.zip")
    assert not documents and "password" in refusal.what


def test_a_header_that_unpacks_without_measure_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives_module, "FREE_BYTES", 100_000)
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz", format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo("a/" * 6_000_000 + "a.txt")  # its name goes into a header of its own
        archive.addfile(info)
    documents, refusals = told(tmp_path / "x.tar.gz")
    assert not documents and any("times its size" in r.what for r in refusals)


def test_a_python_without_xz_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(tmp_path / "x.tar.xz", {"a.txt": TEXT.encode()})
    monkeypatch.setattr(archives_module, "find_spec", lambda name: None)
    _, (refusal,) = told(path)
    assert "xz" in refusal.what and "gzip" in refusal.mend


def test_a_tar_of_many_members_is_not_held(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.tar.gz", {f"{i}.txt": f"{TEXT} {i}".encode() for i in range(300)})
    for member in archives_module.members(path):
        with member.open() as stream:
            assert stream.read()
    documents, refusals = told(path)
    assert len(documents) == 300 and not refusals
