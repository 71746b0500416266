"""Files made to do harm, and files as they lie about: each costs what is bad in it, says so in one line, and takes no more memory
than a good one. Every case says how many articles come through and what the refusals say."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.ingest import Refusal, read
from core.ingest.html import MAX_ATTRIBUTES
from core.model import Document

ROOT = Path(__file__).resolve().parents[2]
TEXT = "وصل الوفد إلى المدينة صباحاً، وبحث الجانبان ترتيبات الجولة المقبلة."
PAGE = "".join(
    f"<p>أعلنت الوزارة في بيانها رقم {i} أن الوفد سيصل إلى العاصمة مساء اليوم لبحث ترتيبات الجولة المقبلة مع الجانب الآخر.</p>"
    for i in range(5)
)


def line(**record: object) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def wide(number: int) -> bytes:
    return line(id=number, text=TEXT).decode().encode("utf-16")


def found(folder: Path) -> tuple[list[Document], list[Refusal]]:
    records = list(read([folder]))
    return [r for r in records if isinstance(r, Document)], [r for r in records if isinstance(r, Refusal)]


def broken_gzip() -> bytes:
    packed = bytearray(gzip.compress(line(id=1, text=TEXT) * 500))
    packed[12:30] = bytes(18)
    return bytes(packed)


Case = tuple[str, bytes, int, tuple[str, ...]]
CASES: list[Case] = [
    # the name of the file, its bytes, how many articles come through, what each refusal holds
    ("gzip-damaged.jsonl.gz", broken_gzip(), 0, ("damaged or cut off",)),
    ("gzip-damaged.txt.gz", broken_gzip(), 0, ("damaged or cut off",)),
    ("parquet.parquet.gz", gzip.compress(b"PAR1"), 0, ("unpack it",)),
    ("archive.zip", b"PK\x03\x04", 0, (".zip",)),
    ("archive.tar.gz", gzip.compress(b"x"), 0, (".tar",)),
    ("nul.csv", f"id,text\n1,a\0b\n2,{TEXT}\n".encode(), 1, (":2: the text holds a NUL",)),
    ("nul.jsonl", line(id=1, text=TEXT) + b'{"id": 2, "text": "a\0b"}\n' + line(id=3, text=TEXT), 2, (":2: not valid JSON",)),
    ("controls.csv", b"id,text\n1," + b"\x01\x02" * 200 + b"\n2," + TEXT.encode(), 2, ()),
    ("binary.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(500), 0, ("binary file",)),
    ("binary.jsonl", b"%PDF-1.4\n" + b"\x00\x01\x02\x03" * 300, 0, ("binary file",)),
    ("terminal.csv", "id,\x9b31mwords\n1,x\n".encode(), 0, (r"\x9b31mwords",)),
    ("wide.csv", ",".join(f"c{i}" for i in range(10_000)).encode() + b",text\n" + b"x," * 10_000 + TEXT.encode(), 1, ()),
    ("heading.csv", b'\n"the\nid","more, of it",text\n1,2,' + TEXT.encode(), 1, ()),
    ("excel.csv", f"sep=;\r\nid;text;a,b,c,d\r\n1;{TEXT};x\r\n".encode(), 1, ()),
    ("only-heading.csv", b"id,text\n\n\n", 0, ("no rows",)),
    ("blank.jsonl", b"\n \n\n", 0, ("empty",)),
    ("boms.jsonl", b"\xef\xbb\xbf" + line(id=1, text=TEXT) + b"\xef\xbb\xbf" + line(id=2, text=TEXT), 2, ()),
    ("mixed.jsonl", (line(id=1, text=TEXT) * 2).decode().encode("cp1256") + line(id=2, text=TEXT), 2, (":2: the same article",)),
    ("mixed.csv", b"id,text\n1," + TEXT.encode("cp1256") + b"\n2," + TEXT.encode() + b"\n3," + TEXT.encode("iso8859-6"), 3, ()),
    ("mixed.txt", f"{TEXT}\n".encode() * 3 + TEXT.encode("cp1256") + b"\n" + TEXT.encode(), 1, ()),
    ("one-bad-byte.txt", f"{TEXT}\n".encode() * 3 + b"\xff\n" + TEXT.encode(), 0, ("line 4 is not valid UTF-8",)),
    ("utf16-half.jsonl", wide(1) + b"\0\xd8 \0\n\0" + wide(2)[2:], 2, (":2: the record holds bytes that are no text",)),
    ("utf16-cut.jsonl", wide(1) + b"x", 1, (":2: the record holds",)),
    ("utf32.txt", TEXT.encode("utf-32"), 1, ()),
    ("stray-quote.csv", f'id,text\n1,"a "b" c\nd\ne"\n2,{TEXT}\n'.encode(), 1, (":2: not valid CSV", )),
    ("never-closed.csv", f'id,text\n1,{TEXT}\n2,"open\n3,x\n'.encode(), 1, (":3: not valid CSV (unexpected end of data, lines 3 to 4",)),
    ("ids.jsonl", b"".join(line(id=i, text=TEXT) for i in (
        "../../etc/passwd", "a\nb", "\x1b[2J", "x" * 10_000, "\u202egnp.exe", "🕊" * 50, "<b>", ":red[x]", [1], True, "a\u200cb")),
     5, ("control character", "control character", "10,000 characters", "control character", "of type list", "of type bool")),
    ("digits.jsonl", line(id=1, text=TEXT, published="٢٠١٦-١٢-١٩") + line(id=2, text=TEXT, published=20155), 1, ("no publication date",)),
    ("deep.html", ("<html><body>" + "<b>" * 100_000 + PAGE).encode(), 0, ("inside each other",)),
    ("attributes.html", f"<div {' '.join(f'a{i}=1' for i in range(80_000))}>{PAGE}".encode(), 0, ("attributes",)),
    ("quoted-attributes.html", ("<div " + " ".join(f"a{i}='<>'" for i in range(80_000)) + f">{PAGE}").encode(), 0, ("attributes",)),
    ("huge.html", b"<p>" + b"x " * 3_000_000, 0, ("a page of 6,000,003 characters",)),
    ("long-canonical.html", f"<html><head><link rel=canonical href='http://{'a.' * 5_000}'></head><body>{PAGE}".encode(), 1, ()),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "articles", "said"), CASES, ids=[case[0] for case in CASES])
def test_a_hostile_file_costs_what_is_bad_in_it(tmp_path: Path, name: str, data: bytes, articles: int, said: tuple[str, ...]) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "zz-good.txt").write_text(TEXT, "utf-8")
    documents, refusals = found(tmp_path)
    assert [d.id for d in documents][-1] == "zz-good" and len(documents) == articles + 1
    assert len(refusals) == len(said), [str(r) for r in refusals]
    for refusal, part in zip(refusals, said, strict=True):
        assert part in str(refusal) and str(refusal).isprintable() and str(tmp_path / name) in str(refusal)
    if name.startswith("mixed"):
        assert all(TEXT in d.text for d in documents)


@pytest.mark.parametrize(
    ("said", "really"),
    [("windows-1256", "utf-8"), ("utf-8", "cp1256"), ("iso-8859-6", "cp1256"), ("windows-1256", "iso8859-6"), ("latin-1", "cp1256")],
)
def test_a_page_is_read_by_its_bytes_when_it_names_the_wrong_encoding(tmp_path: Path, said: str, really: str) -> None:
    page = f'<html><head><meta charset="{said}"><title>عنوان</title></head><body><article>{PAGE}</article></body></html>'
    (tmp_path / "a.html").write_bytes(page.encode(really))
    (document,), refusals = found(tmp_path)
    assert not refusals and "أعلنت الوزارة في بيانها رقم 0" in document.text


def test_a_page_with_one_broken_byte_is_read_as_a_browser_does(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b'<meta name="description" content="' + "خبر".encode()[:-1] + b'">' + PAGE.encode())
    assert "أعلنت الوزارة" in found(tmp_path)[0][0].text


def test_attributes_of_real_pages_are_few_enough(tmp_path: Path) -> None:
    real = " ".join(f'data-x{i}="a > b"' for i in range(MAX_ATTRIBUTES))
    (tmp_path / "a.html").write_text(f"<div {real}>{PAGE}</div>", "utf-8")
    assert len(found(tmp_path)[0]) == 1


def string_bytes(*values: bytes) -> pa.Array:
    """A column that says it holds strings, whatever the bytes are."""
    data = pa.array(values, pa.binary()).buffers()
    return pa.StringArray.from_buffers(len(values), data[1], data[2])


FAR = pa.array([0, 13_570_000 * 86_400], pa.timestamp("s"))
"""The first day of 1970 and one in the year 39123."""
TWICE = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"]), pa.array([TEXT])], ["id", "id", "text"])
TABLES: list[tuple[str, Callable[[], pa.Table], int, tuple[str, ...]]] = [
    ("a year of five digits", lambda: pa.table({"text": [TEXT, TEXT], "date": FAR}), 1, (":2: the value",)),
    ("a day beyond the calendar", lambda: pa.table({"text": [TEXT], "date": pa.array([8_000_000], pa.date32())}), 0, (":1: the value",)),
    ("bytes for strings", lambda: pa.table({"text": string_bytes(TEXT.encode(), b"\xff\xfe", b"ok")}), 2, (":2: the value of “text”",)),
    ("binary ids", lambda: pa.table({"id": [b"a"], "text": [TEXT]}), 0, ("of type bytes",)),
    ("lists for ids", lambda: pa.table({"id": [["a"]], "text": [TEXT]}), 0, ("of type list",)),
    ("two columns of one name", lambda: TWICE, 1, ()),
    ("no rows", lambda: pa.table({"text": pa.array([], pa.string())}), 0, ("no rows",)),
    ("nothing in it", lambda: pa.table({"text": [None, TEXT]}), 1, (":1: there is no text",)),
    ("numbers in a dictionary", lambda: pa.table({"text": pa.array([1, 2]).dictionary_encode()}), 0, ("of type int64",)),
    ("structures", lambda: pa.table({"text": [{"a": "b"}]}), 0, ("of type struct",)),
    ("durations for days", lambda: pa.table({"text": [TEXT], "date": pa.array([2**62], pa.duration("us"))}), 0, ("no publication date",)),
    ("string views", lambda: pa.table({"text": pa.array([TEXT], pa.string_view())}), 1, ()),
    ("a bomb", lambda: pa.table({"text": ["a" * 80_000_000, TEXT]}), 0, ("unpacks to more than",)),
]  # fmt: skip


@pytest.mark.parametrize(("table", "articles", "said"), [case[1:] for case in TABLES], ids=[case[0] for case in TABLES])
def test_parquet_of_any_kind(tmp_path: Path, table: Callable[[], pa.Table], articles: int, said: tuple[str, ...]) -> None:
    pq.write_table(table(), tmp_path / "t.parquet", compression="zstd", use_dictionary=False)
    documents, refusals = found(tmp_path)
    assert len(documents) == articles and len(refusals) == len(said), [str(r) for r in refusals]
    assert all(part in str(refusal) for part, refusal in zip(said, refusals, strict=True)), [str(r) for r in refusals]


def test_damage_in_parquet_costs_its_row_group_only(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    table = pa.table({"id": [str(i) for i in range(3_000)], "text": [f"{TEXT} {i}" for i in range(3_000)]})
    pq.write_table(table, path, row_group_size=1_000, write_page_checksum=True)
    data = bytearray(path.read_bytes())
    at = pq.ParquetFile(path).metadata.row_group(1).column(1).dictionary_page_offset
    data[at + 2_000 : at + 2_060] = b"\xee" * 60
    path.write_bytes(data)
    documents, refusals = found(tmp_path)
    assert {"0", "999", "2000", "2999"} <= {d.id for d in documents} and len(refusals) == 1 and "row group 2" in refusals[0].what


def test_what_is_no_file_is_refused_and_waited_for_by_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "endless.jsonl").symlink_to("/dev/zero")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").symlink_to(tmp_path)
    documents, refusals = found(tmp_path)
    told = sorted(r.what.split(",")[0] for r in refusals)
    assert not documents and told == ["links to folders are not followed", "there is no such file", *["this is a device or a pipe"] * 2]


def test_a_closed_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    look = os.scandir

    def denied(path: str) -> object:  # as for anybody but root
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", denied)
    (refusal,) = found(tmp_path)[1]
    assert "cannot be read (Permission denied)" in refusal.what and refusal.where.endswith("closed")


def test_names_of_files_command_no_terminal_and_give_ids_that_can_be_stored(tmp_path: Path) -> None:
    for name in (b"\xff\xc7.txt", b"a\nb\x1b[31m.txt", "\u202egpj.txt".encode()):
        (tmp_path / os.fsdecode(name)).write_text(TEXT, "utf-8")
    (tmp_path / "b\n\x1b[2J.txt").write_bytes(b"")
    documents, (refusal,) = found(tmp_path)
    assert all(d.id.isprintable() and d.id.encode() for d in documents) and len({d.id for d in documents}) == 3
    assert str(refusal).isprintable()


MB = 200 if os.environ.get("MASARAT_TORTURE") else 40
"""How large the large files are: `make torture` makes them of full size."""
MEMORY = r"""
import re, sys
from core.ingest import Refusal, read
kept = sum(not isinstance(record, Refusal) for record in read([sys.argv[1]]))
print(kept, int(re.search(r"VmHWM:\s+(\d+) kB", open("/proc/self/status").read())[1]) // 1024)
"""


def csv_cell(path: Path) -> None:
    """One cell of many megabytes over millions of lines."""
    with path.open("wb") as file:
        file.write(b'id,text\n1,"')
        for _ in range(MB // 2):
            file.write(b"abc def\n" * 125_000)
        file.write(b'"\n2,good\n')


def many_lines(path: Path) -> None:
    """Good articles, thousands of them."""
    text = json.dumps({"text": (TEXT + "\n") * 160}, ensure_ascii=False)[1:].encode()
    with path.open("wb") as file:
        for number in range(MB * 1_000_000 // len(text)):
            file.write(b'{"id": "%d", ' % number + text + b"\n")


def one_line(path: Path) -> None:
    """A line that is the whole file but for the next one."""
    with path.open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(MB):
            file.write(b"a" * 1_000_000)
        file.write(b'"}\n' + line(id="good", text=TEXT))


def one_text(path: Path) -> None:
    """An article that is no article."""
    with path.open("wb") as file:
        file.truncate(200_000_000)
        file.write(TEXT.encode())


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the measure is Linux's")
@pytest.mark.parametrize(
    ("name", "make", "least"),
    [("cell.csv", csv_cell, 0), ("many.jsonl", many_lines, MB * 40), ("line.jsonl", one_line, 1), ("text.txt", one_text, 0)],
)
def test_memory_does_not_grow_with_the_file(tmp_path: Path, name: str, make: Callable[[Path], None], least: int) -> None:
    make(tmp_path / name)
    done = subprocess.run([sys.executable, "-c", MEMORY, str(tmp_path / name)], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    kept, megabytes = map(int, done.stdout.split())
    assert kept >= least and megabytes < 260
