"""Forms of a regular Arabic verb from its past and present, so that the tables list verbs, not conjugations.

Works on folded letters (``ى`` = ``ي``, no hamza seats). Weak final radicals follow their own endings; anything that the
rules do not make stands in the table as a form of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from core.language.text import fold_word

Tense = Literal["past", "present", "future", "participle", "masdar", "form"]


@dataclass(frozen=True, slots=True)
class Form:
    """One inflected form: its folded spelling, tense, and whether it is feminine or many (dual, plural)."""

    word: str
    tense: Tense
    feminine: bool = False
    many: bool = False
    object: bool = False


def past(stem: str) -> Iterator[Form]:
    """Third person of the past: قال، قالت، قالا، قالتا، قالوا, and with an object pronoun (استقبله)."""
    hamza = stem.endswith("أ")  # بدأ keeps its last letter: بدأت, unlike دعا: دعت
    stem = fold_word(stem)
    weak_alef, weak_yeh = stem.endswith("ا") and not hamza, stem.endswith("ي")
    root = stem[:-1] if weak_alef or weak_yeh else stem
    yield Form(stem, "past")
    yield Form(root + "ت", "past", feminine=True)
    yield Form(root + "وا", "past", many=True)
    yield Form(root + ("وا" if weak_alef else "يا" if weak_yeh else "ا"), "past", many=True)
    yield Form(root + "تا", "past", feminine=True, many=True)
    base = root + "ا" if weak_alef or weak_yeh else stem
    for suffix in ("ه", "ها", "هم", "هما"):
        yield Form(base + suffix, "past", object=True)
        yield Form(root + "ت" + suffix, "past", feminine=True, object=True)


def present(stem: str) -> Iterator[Form]:
    """Third person of the present and future: يقول، تقول، يقولون، يقولان، سيقول, and with an object pronoun."""
    stem = fold_word(stem)
    body = stem[1:]
    weak = body[-1:] in "ويا"
    root = body[:-1] if weak else body
    dual = root + ("يا" if body.endswith("ي") else "وا" if body.endswith("و") else "يا") if weak else body + "ا"
    for prefix, feminine in (("ي", False), ("ت", True)):
        for ahead, tense in (("", "present"), ("س", "future")):
            head = ahead + prefix
            yield Form(head + body, tense, feminine=feminine)  # type: ignore[arg-type]
            yield Form(head + root + "ون", tense, many=True)  # type: ignore[arg-type]
            yield Form(head + root + "وا", tense, many=True)  # type: ignore[arg-type]
            yield Form(head + dual + "ن", tense, feminine=feminine, many=True)  # type: ignore[arg-type]
            yield Form(head + dual, tense, feminine=feminine, many=True)  # type: ignore[arg-type]
            for suffix in ("ه", "ها", "هم"):
                yield Form(head + body + suffix, tense, feminine=feminine, object=True)  # type: ignore[arg-type]


def participle(stem: str) -> Iterator[Form]:
    """The active participle in the cases and genders of a circumstantial (مؤكداً، مؤكدة، مؤكدين)."""
    stem = fold_word(stem)
    root = stem[:-1] if stem.endswith("ي") else stem
    yield Form(stem, "participle")
    yield Form(stem + "ا", "participle")
    yield Form((root + "ي" if stem.endswith("ي") else stem) + "ه", "participle", feminine=True)
    yield Form(root + "ين", "participle", many=True)
    yield Form((root + "ي" if stem.endswith("ي") else stem) + "تين", "participle", feminine=True, many=True)


def masdar(stem: str) -> Iterator[Form]:
    """The verbal noun, bare and with the pronoun of its subject (تأكيد، تأكيده، قولها)."""
    stem = fold_word(stem)
    base = stem[:-1] + "ت" if stem.endswith("ه") else stem
    yield Form(stem, "masdar")
    for suffix, feminine, many in (("ه", False, False), ("ها", True, False), ("هم", False, True), ("هما", False, True)):
        yield Form(base + suffix, "masdar", feminine=feminine, many=many, object=True)


def expand(cell: str, attrs: dict[str, str]) -> Iterator[Form]:
    """All forms of a ``forms`` cell: ``past/present`` items are conjugated, others stand for themselves."""
    for item in cell.split("|"):
        if "/" in item:
            left, right = item.split("/", 1)
            yield from past(left)
            yield from present(right)
        elif item:
            yield Form(item, "form")
    if "participle" in attrs:
        yield from participle(attrs["participle"])
    if "masdar" in attrs:
        yield from masdar(attrs["masdar"])
    for item in attrs.get("forms", "").split("|"):
        if item:
            yield Form(item, "past" if not item.startswith(("ي", "ت")) else "present")
