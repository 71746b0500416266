"""Every fault of the knowledge at once: ``check`` for the faults, ``counts`` for how much there is.

Cells and ids are tested against ``columns.py``; here stand the checks that need several rows: spellings of two actors,
overlapping terms, days to come, places outside their country.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from core.knowledge import check_cells
from core.knowledge.boundaries import boundaries
from core.knowledge.columns import TABLES
from core.knowledge.sheets import Fault, Line, Sheets, last_day, read
from core.knowledge.tables import ROOT, attributes, day_range
from core.language.inflect import expand
from core.language.lexicon import phrase

BORDER_KM, COAST_KM = 6.0, 10.0
"""How far outside its country a place may lie by the simplified boundaries: in another country, and at sea."""
_LIKE_NAMES = ("title", "rank", "honorific", "cue", "encounter-verb")


def check(root: Path = ROOT) -> list[Fault]:
    """All faults and warnings of the tables under ``root``, in order of file and line. ``FileNotFoundError`` without the folder."""
    if not root.is_dir():
        raise FileNotFoundError(f"{root}: no knowledge here; restore the folder data/knowledge from the repository")
    sheets = read(root)
    found = [*sheets.faults, *check_cells.faults(sheets)]
    for group in (_spellings, _common_words, _terms, _days, _outside, _twice):
        found += group(sheets)
    return sorted(found, key=lambda f: (str(f.file), f.line, f.what))


def counts(root: Path = ROOT) -> dict[str, int]:
    """Rows of each table under ``root``, and actors by kind as ``actors: person`` and so on."""
    sheets = read(root)
    rows = {table.name: len(sheets[table.name]) for table in TABLES}
    kinds: dict[str, int] = defaultdict(int)
    for line in sheets["actors"]:
        kinds[f"actors: {line['kind']}"] += 1
    return rows | dict(sorted(kinds.items()))


def folded(name: str) -> str:
    """A spelling as the reader sees it: folded tokens with one blank between them."""
    return " ".join(phrase(name))


def _claims(sheets: Sheets) -> Iterator[tuple[str, str, Line]]:
    """``(folded spelling, actor, row)`` of every spelling that means an actor wherever it stands."""
    for line in sheets["actors"]:
        for name in {line["name_ar"], *line.items("aliases")}:
            yield folded(name), line["id"], line
    for line in sheets["metonyms"]:
        for name in line.items("name_ar"):
            yield folded(name), line["actor"], line
    for line in sheets["demonyms"]:
        for column in ("masc", "fem", "plural"):
            for name in line.items(column):
                yield "adjective " + folded(name), line["actor"], line


def _spellings(sheets: Sheets) -> Iterator[Fault]:
    """One spelling of two actors: the reader could not tell whom it means."""
    owners: dict[str, tuple[str, Line]] = {}
    reviewed = {folded(name) for name in sheets.exceptions("spelling")}
    for spelling, actor, line in sorted(_claims(sheets), key=lambda c: (str(c[2].file), c[2].number, c[0])):
        owner, first = owners.setdefault(spelling, (actor, line))
        if owner != actor and spelling.removeprefix("adjective ") not in reviewed:
            yield line.fault(
                f"“{spelling}” of {actor} is also a spelling of {owner} ({first.file.name}:{first.number})",
                "keep it where it means one of them alone, or put it under short of both",
            )


def _common_words(sheets: Sheets) -> Iterator[Fault]:
    """Warns of one-word spellings that are also a given name, a title or a verb."""
    words: dict[str, str] = {}
    for line in sheets["language"]:
        if line["class"] == "given-name" or line["class"] in _LIKE_NAMES:
            for form in expand(line["forms"], attributes(line["attrs"])):
                words.setdefault(folded(form.word), line["class"])
    reviewed = {folded(name) for name in sheets.exceptions("word")}
    for line in sheets["actors"]:
        for name in (line["name_ar"], *line.items("aliases")) if line["kind"] == "person" else line.items("aliases"):
            word = folded(name)
            if word in words and " " not in word and word not in reviewed:
                yield line.fault(f"“{name}” is also a {words[word]}", "move it to short, if it is not this actor alone", warning=True)


def _terms(sheets: Sheets) -> Iterator[Fault]:
    """Terms that end before they begin, and two holders of an office that only one can hold."""
    single = {line["id"] for line in sheets["offices"] if line["holders"] == "one"}
    held: dict[tuple[str, str], list[tuple[date, date, Line]]] = defaultdict(list)
    for line in sheets["terms"]:
        days = _range(line)
        if days is None:
            continue
        if days[0] > days[1]:
            yield line.fault(f"from {line['from']} lies behind to {line['to']}", "look both days up again")
        elif line["office"] in single:
            held[line["office"], line["of"]].append((*days, line))
        else:
            held[line["office"], f"{line['of']} {line['actor']}"].append((*days, line))
    reviewed = sheets.exceptions("overlap")
    for (office, of), terms in held.items():
        terms.sort(key=lambda t: (t[0], t[1], t[2].number))
        to, former = terms[0][1:]
        for begin, end, line in terms[1:]:
            # The day of the handover belongs to both.
            if begin < to and f"{office}/{of}" not in reviewed:
                who = f"{former['actor']} ({former.file.name}:{former.number}, to {former['to'] or 'today'})"
                what = f"{line['actor']} was {office} of {of.split()[0]} from {line['from']} while {who} was"
                yield line.fault(what, "mend one of the days")
            to, former = max((to, former), (end, line), key=lambda t: t[0])


def _range(line: Line) -> tuple[date, date] | None:
    """The days that a term surely covers: the latest first and the earliest last day that its cells allow."""
    try:
        first = day_range(line["from"])
        last = day_range(line["to"]) if line["to"] else (date.max, date.max)
    except ValueError:
        return None
    return (first[1], last[0]) if first[1] <= last[0] else (first[0], last[1])


def _days(sheets: Sheets) -> Iterator[Fault]:
    """Days behind the day in ``VERSION``, and talks that end before they begin."""
    today = last_day(sheets.root)
    if not today:
        yield Fault(sheets.root / "VERSION", 1, "names no day", "one line with the day up to which the tables tell, YYYY-MM-DD")
        return
    limit = day_range(today)[1]
    for table in TABLES:
        for column in (c.name for c in table.columns if c.bare == "day"):
            for line in sheets[table.name]:
                try:
                    future = bool(line[column]) and day_range(line[column])[0] > limit
                except ValueError:
                    continue
                if future:
                    yield line.fault(f"{column} {line[column]} lies in the future of {today}", "only what has happened stands here")
    for line in sheets["talks"]:
        if line["to"] and line["to"] < line["from"]:
            yield line.fault(f"from {line['from']} lies behind to {line['to']}", "look both days up again")


def _outside(sheets: Sheets) -> Iterator[Fault]:
    """Coordinates outside the stated country, beyond what simplified boundaries explain."""
    reviewed, world = sheets.exceptions("country"), boundaries()
    for line in sheets["places"]:
        try:
            lat, lon = float(line["lat"]), float(line["lon"])
        except ValueError:
            continue
        if not line["country"] or not world.knows(line["country"]) or line["id"] in reviewed:
            continue
        far = world.distance(line["country"], lat, lon)
        if far > BORDER_KM:
            around = world.country_at(lat, lon)
            if around or far > COAST_KM:
                yield line.fault(
                    f"{line['id']} ({lat}, {lon}) lies {far:.0f} km outside {line['country']}, {'in ' + around if around else 'at sea'}",
                    "mend the coordinates or the country, or give the reason in check-exceptions.csv",
                )


def _twice(sheets: Sheets) -> Iterator[Fault]:
    """Two rows for one place: one name, kind and country, less than five kilometres apart."""
    known: dict[tuple[str, str, str], Line] = {}
    for line in sheets["places"]:
        for name in {folded(n) for n in (line["name_ar"], *line.items("aliases"))}:
            other = known.setdefault((name, line["kind"], line["country"]), line)
            if other is not line and _near(line, other):
                where = f"{other.file.name}:{other.number}"
                yield line.fault(f"“{name}” is the place {other['id']} ({where}) again", "keep one of the two rows")
                break


def _near(line: Line, other: Line) -> bool:
    try:
        return all(abs(float(line[c]) - float(other[c])) < 0.05 for c in ("lat", "lon"))
    except ValueError:
        return False


__all__ = ["Fault", "check", "counts", "folded"]
