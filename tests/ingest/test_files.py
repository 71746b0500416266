"""Reading: every kind of file, every kind of fault; a fault costs one line and nothing else."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date, datetime
from pathlib import Path

import pytest

from core.ingest import Refusal, read
from core.ingest.clean import Furniture
from core.ingest.files import front_matter
from core.ingest.records import RecordError, parse_published
from core.model import Document, Published

TEXT = "وصل الوفد إلى المدينة صباحاً.\nبحث الجانبان ترتيبات الجولة المقبلة."
PATTERNS = Furniture.load(Path(__file__).parents[2] / "data" / "knowledge" / "language" / "furniture.csv")


def documents(*paths: Path, **options: object) -> list[Document]:
    return [r for r in read(paths, **options) if isinstance(r, Document)]


def refusals(*paths: Path) -> list[Refusal]:
    return [r for r in read(paths) if isinstance(r, Refusal)]


def test_text_file_keeps_its_text_and_takes_stem_and_first_line(tmp_path: Path) -> None:
    path = tmp_path / "a.b.txt"
    path.write_bytes(("\n  عنوان الخبر \r\n" + TEXT).encode())
    (doc,) = documents(path)
    assert (doc.id, doc.title, doc.text) == ("a.b", "عنوان الخبر", "\n  عنوان الخبر \r\n" + TEXT)
    assert doc.published.basis == "unknown"


@pytest.mark.parametrize("fence", ["---\n", ""])
def test_front_matter_is_read_and_lies_outside_the_body(tmp_path: Path, fence: str) -> None:
    path = tmp_path / "x.md"
    path.write_text(f"{fence}published: 2016-12-19\nsource: وكالة\nurl: https://example.org/1\n{fence}\nالعنوان\n{TEXT}", "utf-8")
    for furniture in (None, PATTERNS):
        (doc,) = documents(path, furniture=furniture)
        assert doc.published == Published(date(2016, 12, 19), date(2016, 12, 19), "given")
        assert (doc.source, doc.url, doc.title) == ("وكالة", "https://example.org/1", "العنوان")
        shown = "".join(doc.text[start:end] for start, end in doc.body)
        assert shown.strip().startswith("العنوان") and shown.endswith(TEXT.splitlines()[-1])


def test_front_matter_without_its_end_is_text() -> None:
    assert front_matter("---\npublished: 2016-01-01\nنص") == ({}, 0)
    assert front_matter("لا شيء هنا\nsource: x") == ({}, 0)


def test_published_option_counts_only_where_the_record_has_none(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in [{"id": 1, "text": TEXT}, {"id": 2, "text": TEXT, "date": "2015-08-03T10:00:00Z"}]))
    given = Published(date(2020, 1, 1), date(2020, 1, 1), "given")
    first, second = documents(path, published=given)
    assert first.published == given and second.published.first == date(2015, 8, 3)


def test_every_table_form_gives_the_same_documents(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"d{i}",
            "title": f"عنوان «{i}», مع فاصلة",
            "text": f'{TEXT}\nرقم "{i}"',
            "published": f"2016-01-0{i}",
            "source": "س",
            "url": "",
        }
        for i in range(1, 4)
    ]
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "t.jsonl").write_text("\n\n".join(json.dumps(r, ensure_ascii=False) for r in rows), "utf-8")
    with gzip.open(tmp_path / "t.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\ufeff" + "\n".join(json.dumps(r) for r in rows))
    for name, separator, encoding in (("t.csv", ",", "utf-8-sig"), ("semi.csv", ";", "utf-16"), ("t.tsv", "\t", "utf-8")):
        with (tmp_path / name).open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=separator)
            writer.writeheader()
            writer.writerows(rows)
    import pandas as pd

    frame = pd.DataFrame(rows)
    frame["published"] = pd.to_datetime(frame["published"])
    frame.to_parquet(tmp_path / "t.parquet")
    expected = documents(tmp_path / "a")
    assert [d.text for d in expected] == [r["text"] for r in rows] and expected[0].url is None
    for name in ("t.jsonl.gz", "t.csv", "semi.csv", "t.tsv", "t.parquet"):
        assert documents(tmp_path / name) == expected, name


def test_what_extract_prints_can_be_read_back(tmp_path: Path) -> None:
    given = {"from": "2016-01-01", "to": "2016-01-02", "basis": "given"}
    path = tmp_path / "o.jsonl"
    lines = [{"id": "a", "text": TEXT, "published": given}, {"id": "b", "text": TEXT, "published": {**given, "basis": "inferred"}}]
    path.write_text("\n".join(map(json.dumps, lines)))
    first, second = documents(path)
    assert first.published == Published(date(2016, 1, 1), date(2016, 1, 2), "given") and second.published.basis == "unknown"


def test_html_gives_the_article_its_title_day_and_site(tmp_path: Path) -> None:
    subjects = ("الوفد", "الوزير", "المبعوث", "السفير")
    words = "سيصل إلى العاصمة مساء اليوم لبحث ترتيبات الجولة المقبلة من المحادثات مع الجانب الآخر، بحسب بيان وزع على الصحافيين."
    paragraphs = "".join(f"<p>أعلنت الوزارة أن {subject} {words}</p>" for subject in subjects)
    page = (
        '<html lang="ar"><head><meta charset="windows-1256"><title>وصول الوفد</title><meta property="og:site_name" content="موقع">'
        '<meta property="article:published_time" content="2018-01-11T08:00:00Z"></head><body><nav><a href="/">الرئيسية</a></nav>'
        f"<article><h1>وصول الوفد</h1>{paragraphs}</article><footer>جميع الحقوق محفوظة</footer></body></html>"
    )
    path = tmp_path / "page.html"
    path.write_bytes(page.encode("cp1256"))
    (doc,) = documents(path)
    assert doc.id == "page" and doc.text.count("أعلنت الوزارة") >= 4 and "محفوظة" not in doc.text
    assert (doc.title, doc.source, doc.published.first) == ("وصول الوفد", "موقع", date(2018, 1, 11))


def test_folders_are_read_in_order_and_notes_passed_over(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", "README.md", ".hidden.txt", "_drafts/3.txt", "SOURCES.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT + name, "utf-8")
    assert [d.id for d in documents(tmp_path)] == ["1", "2"]
    assert [d.id for d in documents(tmp_path / "b", tmp_path / "a")] == ["1", "2"]


BAD: list[tuple[str, bytes, str]] = [
    ("empty.txt", b"", "the file is empty"),
    ("blank.txt", b" \n\r\n\t", "the file is empty"),
    ("binary.txt", bytes(range(256)) * 20, "binary file"),
    ("png.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(500), "binary file"),
    ("latin.txt", ("Das ist kein arabischer Text, sondern Täuschung über Ähnliches. " * 9).encode("latin-1"), "encoding"),
    ("header.txt", b"published: 2016-01-01\nsource: x\n", "no article"),
    ("date.txt", "published: قريباً\nنص الخبر".encode(), "no publication date"),
    ("year.txt", "published: 20155-01-01\nنص الخبر".encode(), "outside 1900"),
    ("month.txt", "published: 2016-13-01\nنص الخبر".encode(), "no publication date"),
    ("long.txt", ("ا" * 4_000_001).encode(), "4,000,001 characters"),
    ("unknown.pdf", b"%PDF-1.4", "are not read"),
    ("columns.csv", b"id,words\n1,x\n", "no column holds the text"),
    ("empty.csv", b"", "the file is empty"),
    ("cells.csv", b"id,text\n1\n", "1 cells under 2 columns"),
    ("more.csv", b"id,text\n1,a,b\n", "3 cells under 2 columns"),
    ("open.csv", b'id,text\n1,"never closed\nagain\n', "not valid CSV"),
    ("broken.jsonl", b'{"id": 1, "text": \n', "not valid JSON"),
    ("deep.jsonl", b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    ("list.jsonl", b"[1, 2]\n", "no JSON object"),
    ("number.jsonl", b'{"text": 12}\n', "of type int"),
    ("nothing.jsonl", b'{"text": "  "}\n', "the text is empty"),
    ("nul.jsonl", b'{"text": "a\\u0000b"}\n', "NUL character at 1"),
    ("half.jsonl", b'{"text": "a\\ud800b"}\n', "half a character"),
    ("title.jsonl", b'{"text": "a", "title": "x\\ud800"}\n', "half a character"),
    ("dict.jsonl", b'{"text": "a", "source": {"a": 1}}\n', "the source is of type dict"),
    ("bad.parquet", b"PAR1 but not really", "not readable as Parquet"),
    ("cut.txt.gz", gzip.compress(TEXT.encode())[:-12], "damaged or cut off"),
    ("nogzip.jsonl.gz", b"plain", "cannot be read"),
    ("empty.html", b"<html><body></body></html>", "no article"),
    ("nested.html", b"<div>" * 5_000 + b"x" + b"</div>" * 5_000, "inside each other"),
]


@pytest.mark.parametrize(("name", "data", "what"), BAD, ids=[name for name, _, _ in BAD])
def test_bad_input_costs_one_clear_line_and_nothing_else(tmp_path: Path, name: str, data: bytes, what: str) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "zz-good.txt").write_text(TEXT, "utf-8")
    (fault,) = refusals(tmp_path)
    assert fault.where.startswith(str(tmp_path / name)) and what in fault.what and fault.mend
    assert "\n" not in str(fault)
    assert [d.id for d in documents(tmp_path)] == ["zz-good"]


def test_parquet_of_wrong_types_is_refused(tmp_path: Path) -> None:
    import pandas as pd

    pd.DataFrame({"text": [1, 2]}).to_parquet(tmp_path / "t.parquet")
    (fault,) = refusals(tmp_path)
    assert "of type int64" in fault.what


def test_one_bad_line_does_not_cost_its_neighbours(tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"{i}", "text": TEXT}).encode() for i in range(4)]
    lines[1] = b'{"id": "1", "text"'
    lines[2] = json.dumps({"id": "cp", "text": TEXT}, ensure_ascii=False).encode("cp1256")
    (tmp_path / "t.jsonl").write_bytes(b"\n".join(lines))
    assert [r.where.rsplit(":", 1)[1] for r in refusals(tmp_path)] == ["2"]
    assert {d.id: d.text for d in documents(tmp_path)} == dict.fromkeys(["0", "cp", "3"], TEXT)


def test_a_line_beyond_measure_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.ingest.tables.MAX_LINE", 1_000)
    good = json.dumps({"id": "g", "text": "نص"})
    (tmp_path / "t.jsonl").write_text('{"text": "' + "a" * 5_000 + '"}\n' + good + "\n")
    (fault,) = refusals(tmp_path)
    assert fault.where.endswith(":1") and "longer than" in fault.what
    assert [d.id for d in documents(tmp_path)] == ["g"]


def test_csv_lines_count_through_cells_of_several_lines(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('id,text\n1,"a\nb\nc"\n2,\n3,x\n', "utf-8")
    (fault,) = refusals(tmp_path)
    assert fault.where.endswith(":5")
    assert [(d.id, d.text) for d in documents(tmp_path)] == [("1", "a\nb\nc"), ("3", "x")]


def test_gzip_bombs_stop_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.ingest.files.FREE_BYTES", 100_000)
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(b"\n" * 5_000_000))
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(b" " * 20_000_000))
    faults = refusals(tmp_path)
    assert len(faults) == 2 and all("unpacks to more than" in fault.what for fault in faults)


def test_ids_taken_twice(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": TEXT}, {"id": "a", "text": TEXT}, {"id": "a", "text": TEXT + "!"}, {"id": "b", "text": TEXT}]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert [d.id for d in documents(tmp_path)] == ["a", "b"]
    assert [(r.kind, r.where.rsplit(":", 1)[1]) for r in refusals(tmp_path)] == [("duplicate", "2"), ("refused", "3")]


def test_missing_path_and_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    faults = refusals(tmp_path / "none.txt", tmp_path / "empty")
    assert ["no such file" in f.what or "no articles" in f.what for f in faults] == [True, True]


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2016-12-19", date(2016, 12, 19), date(2016, 12, 19)),
        ("2016/2/9", date(2016, 2, 9), date(2016, 2, 9)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2016-12-18..2016-12-20", date(2016, 12, 18), date(2016, 12, 20)),
        ("2016-12-19 23:59:59+03:00", date(2016, 12, 19), date(2016, 12, 19)),
        (datetime(2016, 12, 19, 4), date(2016, 12, 19), date(2016, 12, 19)),
        ("", None, None),
        (None, None, None),
        ("NaT", None, None),
    ],
)
def test_publication_days(value: object, first: date | None, last: date | None) -> None:
    day = parse_published(value)
    assert (day.first, day.last, day.basis) == (first, last, "given" if first else "unknown")


@pytest.mark.parametrize(
    "value", ["19-12-2016", "2016-02-30", "2016-12-20..2016-12-18", "2016-1-1..2016-1-2..2016-1-3", "0001-01-01", 20161219, "x"]
)
def test_no_publication_days(value: object) -> None:
    with pytest.raises(RecordError):
        parse_published(value)
