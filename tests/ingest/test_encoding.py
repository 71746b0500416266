"""Encodings as found in the wild."""

from __future__ import annotations

import codecs

import pytest

from core.ingest.encoding import decode, sniff
from core.ingest.records import RecordError

TEXT = "أعلنت الوزارة أن الوفد سيصل مساء اليوم إلى العاصمة لبحث ترتيبات الجولة المقبلة، وقال ناطق باسمها إن البيان يصدر غداً.\n"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1256"), "cp1256"),
        (TEXT.encode("iso8859-6"), "iso8859-6"),
        (b"plain ASCII is UTF-8", "utf-8"),
    ],
)
def test_encodings_are_recognised(data: bytes, name: str) -> None:
    assert sniff(data) == name
    assert decode(data) == (TEXT if b"ASCII" not in data else "plain ASCII is UTF-8")


def test_a_sample_cut_inside_a_character_is_still_utf8() -> None:
    data = TEXT.encode()
    assert {sniff(data[:n]) for n in range(20, 60)} == {"utf-8"}


@pytest.mark.parametrize(
    "data", [bytes(range(256)), b"\0" * 100, b"\xff\xd8\xff\xe0" + bytes(64), "日本語のテキスト".encode("shift-jis") * 20]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError):
        decode(data)


def test_broken_utf8_says_where() -> None:
    with pytest.raises(RecordError, match="byte 6"):
        decode(codecs.BOM_UTF16_LE + "نص".encode("utf-16-le") + b"\x00\xd8")
