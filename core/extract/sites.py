"""Places that no table has: a site named after a known place (مطار طهران الدولي), a village behind its head word.

A site takes the coordinates of the place it is named after; a village those of the gazetteer, or else, coarser, of the known
place that its sentence puts it beside.
"""

from __future__ import annotations

from dataclasses import replace

from core.extract.names import COMMON_ALONE, RARE, commonness, is_given
from core.extract.reading import Reading
from core.knowledge.gazetteer import GazetteerRow, lookup
from core.knowledge.tables import PlaceRow
from core.language.lexicon import Hit
from core.language.romanize import slug

_NEAR_TOKENS = 12
BIG = 20_000
"""Inhabitants from which a place of a country not spoken of is believed."""


def composite(reading: Reading, hit: Hit, place: PlaceRow) -> tuple[PlaceRow, int, int] | None:
    """The site that a head word makes of the place at ``hit``: its row and the offsets of its name; ``None`` without a head."""
    before = reading.at[hit.first - 1] if hit.first else None
    if before is None or before.last != hit.first or hit.clitic or (head := before.of("composite-site")) is None:
        return None
    if place.kind in ("country", "site") or place.lat is None or reading.is_word(before.first - 1, "settlement"):
        return None
    last = hit.last
    if reading.word(last) in reading.known.words.get("site-adjective", ()) and reading.tokens.line[last] == reading.tokens.line[hit.first]:
        last += 1
    start, end = before.start, reading.tokens.ends[last - 1]
    row = replace(
        place, id=f"{place.id}-{head.id}", kind="site", name_ar=reading.text(start, end), name_en=f"{place.name_en} {head.get('en')}",
        aliases=(), parent=place.id, needs="",
    )  # fmt: skip
    return row, start, end


def settlement(reading: Reading, head: Hit, countries: set[str]) -> tuple[PlaceRow, int, int] | None:
    """The unknown place named behind a head word (قرية، حي): its row and the offsets of its name, ``None`` for an ordinary noun."""
    kind = head.of("settlement")
    j = head.last
    if j >= len(reading.tokens) or reading.tokens.line[j] != reading.tokens.line[head.first]:
        return None
    if head.of("settlement") is None and (head.of("place-head") is None or head.of("place-head").get("kind") == "site"):  # type: ignore[union-attr]
        return None
    beside = _beside(reading, j)
    for width in (2, 1):
        name = " ".join(reading.tokens.words[j : j + width])
        rows = (
            lookup(name, known=reading.known)
            if _nameable(reading, j, strict=False) and (width == 1 or reading.at[min(j + 1, len(reading.tokens) - 1)] is None)
            else []
        )
        found = _choose(rows, beside, countries)
        if found is not None:
            return _row(found), reading.tokens.starts[j], reading.tokens.ends[j + width - 1]
    if kind is None or not _nameable(reading, j, strict=True):
        return None
    if beside is None:
        return None
    start, end = reading.tokens.starts[j], reading.tokens.ends[j]
    name = reading.text(start, end)
    return PlaceRow(slug(name), "city", name, "", (), beside.country, beside.id, beside.lat, beside.lon, ""), start, end


def enumerated(reading: Reading, hit: Hit, place: PlaceRow, end: int) -> tuple[PlaceRow, int, int] | None:
    """The unknown place between two known ones in a row joined by و: the place noted last ends at token ``end``, ``hit`` follows."""
    j = hit.first - 1
    word = reading.word(j)
    if end != j or not hit.clitic.startswith("و") or word[:1] != "و" or len(word) < 5 or place.lat is None or reading.at[j] is not None:
        return None
    name = word[1:]
    if (
        not name.isalpha()
        or commonness(reading, name) >= RARE
        or name in reading.known.given_names
        or name.endswith(("ها", "ه", "هم", "ين", "ون"))
    ):
        return None
    start, stop = reading.tokens.starts[j] + 1, reading.tokens.ends[j]
    shown = reading.text(start, stop)
    return PlaceRow(slug(shown), "city", shown, "", (), place.country, place.id, place.lat, place.lon, ""), start, stop


def _choose(rows: list[GazetteerRow], beside: PlaceRow | None, countries: set[str]) -> GazetteerRow | None:
    """In the country of the place beside it; without one, in a country spoken of, or big enough to need no country."""
    if beside is not None:
        return next((r for r in rows if r.country == beside.country), None)
    return next((r for r in rows if r.country in countries), None) or next((r for r in rows if r.population >= BIG), None)


def _row(found: GazetteerRow) -> PlaceRow:
    return PlaceRow(found.id, "city", found.name_ar, found.name_en, (), found.country, None, found.lat, found.lon, "")


def _nameable(reading: Reading, j: int, *, strict: bool) -> bool:
    """Whether token ``j`` may name a village: no word of the tables and, when ``strict``, rare and no adjective."""
    word = reading.word(j)
    if (
        reading.at[j] is not None
        or not word.isalpha()
        or word.isascii()
        or len(word) < 3
        or word in reading.known.words.get("nameless", ())
    ):
        return False
    if not strict:
        return True
    if is_given(reading, j) or commonness(reading, word) >= COMMON_ALONE:
        return False
    return word.startswith("ال") or not word.endswith(("ي", "يه", "ين", "ات", "ه"))


def _beside(reading: Reading, j: int) -> PlaceRow | None:
    """The known place of the same sentence that stands nearest behind the name, else nearest before it."""
    places, sentence = reading.known.places, reading.sentence_of[j]
    for step in (1, -1):
        for k in range(j + step, j + step * _NEAR_TOKENS, step):
            if not 0 <= k < len(reading.tokens) or reading.sentence_of[k] != sentence:
                break
            hit = reading.at[k]
            entry = hit.of("place") if hit is not None else None
            if entry is not None and places[entry.id].kind != "country" and places[entry.id].lat is not None:
                return places[entry.id]
    return None
