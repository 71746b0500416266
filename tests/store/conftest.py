"""A small store, built once by the stand-in extraction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from core.ingest import read
from core.store.build import build
from core.store.query import Store, open_store
from core.store.reference import Reference

FAKE = "tests.store.fake:extract"
settings.register_profile("calm", deadline=None)  # nothing in the suite is timed
settings.load_profile("calm")
REFERENCE = Reference(
    actors={},
    places={"russia": ("russia", "روسيا", "Russia", "country", "RU", 61.5, 105.3, None, 6)},
    tracks=[("astana", "مسار أستانا", "Astana process", 0), ("geneva", "مسار جنيف", "Geneva process", 1)],
    sides=[("russia", "روسيا", "Russia", 0), ("usa", "الولايات المتحدة", "United States", 1), ("iran", "إيران", "Iran", 2)],
    talks=[],
    outlets={"example.org": ("exampleagency", "RU")},
    fingerprint="0" * 16,
)
LONG = " ".join(f"كلمة{i}" for i in range(60))
ARTICLES: list[dict[str, str]] = [
    {"id": "a1", "title": "لقاء في موسكو", "published": "2016-12-19", "source": "alwatan", "url": "https://www.alwatan.example/1",
     "text": "@meeting planned 2016-12-20 moscow lavrov kerry #astana\n[lavrov] قال «سنبحث الوضع في (moscow) مع [kerry] غداً»\n(moscow)"},
    {"id": "a2", "title": "انعقاد اللقاء", "published": "2016-12-20", "source": "الحياة",
     "text": "@meeting held 2016-12-20 moscow lavrov kerry\n[kerry] قال «إن الهدنة ضرورة»\n[lavrov] أضاف «نعمل مع [iran] وبالتنسيق»"},
    {"id": "a3", "title": "لقاء روسي أميركي", "published": "2016-12-21", "source": "sana",
     "text": "@meeting held 2016-12-20 - russia united-states\n@call held 2016-12-21 - lavrov zarif\n[russia] [united-states] [zarif]"},
    {"id": "a4", "title": "جولة جنيف", "published": "2017-02-23", "source": "alwatan",
     "text": f"@negotiations ongoing 2017-02-23..2017-03-03 geneva russia iran #geneva\n(geneva) قال مصدر «المفاوضات بدأت»\n{LONG}"},
    {"id": "a5", "title": "جولة جنيف", "published": "2017-02-24", "source": "sana",
     "text": f"@negotiations ongoing 2017-02-23..2017-03-03 geneva russia iran #geneva\n(geneva) قال مصدر «المفاوضات بدأت»\n{LONG}"},
    {"id": "a6", "title": "بلا تاريخ", "text": "@meeting proposed - - lavrov zarif\n[lavrov]\n«كلام بلا قائل»"},
]  # fmt: skip


def write(path: Path, articles: Iterable[dict[str, str]]) -> Path:
    """A JSON Lines file of ``articles``."""
    path.write_text("\n".join(json.dumps(a, ensure_ascii=False) for a in articles), "utf-8")
    return path


Maker = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    """Builds a store of the given articles and returns its path; keywords go to ``build``."""

    def maker(articles: Iterable[dict[str, str]] = ARTICLES, name: str = "s.duckdb", **options: object) -> Path:
        store = tmp_path / name
        source = write(tmp_path / f"{name}.jsonl", articles)
        build(read([source]), store, extractor=FAKE, reference=REFERENCE, **options)  # type: ignore[arg-type]
        return store

    return maker


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("store")
    build(read([write(folder / "a.jsonl", ARTICLES)]), folder / "s.duckdb", extractor=FAKE, reference=REFERENCE)
    opened = open_store(folder / "s.duckdb")
    yield opened
    opened.close()
