"""Places: named locations where something is or happens, with coordinates; not the governments or processes named after them."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.extract.reading import Reading
from core.extract.sites import composite, enumerated, settlement
from core.knowledge.tables import PlaceRow
from core.language.lexicon import Entry, Hit
from core.model import Mention, Place

_DATELINE_MARKS = ("-", "–", "—", "(", "/", "|", "ـ")
# The word classes that a place can begin with.
_PLACING = frozenset({"place", "place-head", "settlement", "track"})
_PRECISION = {"site": 1, "city": 1, "region": 4, "country": 6}


def located(reading: Reading, hit: Hit) -> bool:
    """Whether a capital's name is used as a place: behind في, إلى, مدينة, a verb of going, an event held there."""
    if hit.clitic in ("ب", "وب", "فب"):
        return True
    if _dateline(reading, hit):
        return True
    if reading.is_word(hit.last, "locative") and _country_behind(reading, hit) is not None:
        return True
    before = reading.at[hit.first - 1] if hit.first else None
    if before is not None and before.of("coordinator") is not None and not before.clitic and before.first:
        earlier = reading.at[before.first - 1]  # في جنيف أو أستانة
        return earlier is not None and earlier.of("metonym", "place") is not None and located(reading, earlier)
    if _visited(reading, hit):
        return True
    if before is None or before.last != hit.first:
        if reading.word(hit.first - 1) in ("«", "“", '"') and hit.first >= 2 and reading.at[hit.first - 2] is not None:
            return reading.at[hit.first - 2].of("place-head", "event-head", "locative") is not None  # type: ignore[union-attr]
        return False
    if before.of("locative", "locative-verb", "event-head", "place-head") and before.of("label-head") is None:
        return True
    if before.of("encounter-noun"):
        return True
    here = {e.id for e in hit.entries if e.cls == "place"}
    if any(e.cls == "place" and e.id in here for e in before.entries):
        return True  # العاصمة السورية دمشق
    if hit.clitic == "و" and before.of("metonym", "place"):
        return located(reading, before)
    if before.of("demonym") and hit.first >= 2 and reading.at[hit.first - 2] is not None:
        return reading.at[hit.first - 2].of("place-head", "event-head") is not None  # type: ignore[union-attr]
    return False


def _visited(reading: Reading, hit: Hit) -> bool:
    """Whether only its subject stands between a verb of visiting and the capital (زار وزير الخارجية فلان طهران)."""
    unknown = 0
    for j in range(hit.first - 1, max(hit.first - 14, -1), -1):
        here = reading.at[j]
        if here is not None and here.of("encounter-verb") is not None:
            verb = here.of("encounter-verb")
            return verb is not None and bool(verb.get("dest")) and j < hit.first - 1
        if here is None:
            unknown += 1
        elif here.of("actor", "title", "rank", "honorific", "demonym", "title-adj") is None:
            return False
        if unknown > 3 or reading.tokens.line[j] != reading.tokens.line[hit.first]:
            return False
    return False


def _country_behind(reading: Reading, hit: Hit) -> str | None:
    """The country that is named right behind a place (طرابلس في لبنان، طرابلس، لبنان): its alpha-2 code."""
    for j in range(hit.last, min(hit.last + 3, len(reading.tokens))):
        following = reading.at[j]
        if following is None:
            if reading.word(j) not in ("،", ",", "(", "-"):
                return None
            continue
        if following.first == j and (entry := following.of("place")) is not None:
            row = reading.known.places[entry.id]
            return row.country if row.kind == "country" else None
        if following.of("locative") is None:
            return None
    return None


def _dateline(reading: Reading, hit: Hit) -> bool:
    """A city that opens a line before a day, a dash, a bracket or a slash is where the report was written."""
    if hit.clitic or (hit.first and reading.tokens.line[hit.first - 1] == reading.tokens.line[hit.first]):
        return False
    follows = reading.word(hit.last)
    return bool(follows) and (follows[0].isdigit() or follows in _DATELINE_MARKS)


@dataclass(slots=True)
class _Found:
    entry_id: str
    mentions: list[Mention] = field(default_factory=list)
    confidence: float = 0.95


class PlaceFinder:
    """Places of one document; ``taken`` are tokens that belong to actors' names."""

    def __init__(self, reading: Reading, taken: set[int]) -> None:
        self.reading, self.taken = reading, taken
        self.found: dict[str, _Found] = {}
        self.tokens_of: list[tuple[int, int, str]] = []
        self.extra: dict[str, PlaceRow] = {}
        self.countries = {reading.known.places[e.id].country or "" for h in reading.hits if "place" in h.kinds for e in h.all("place")} | {
            "SY"
        }

    def run(self) -> None:
        """Note every place."""
        for hit in self.reading.hits:
            if hit.kinds.isdisjoint(_PLACING):
                continue
            entries = hit.all("place")
            if entries:
                self._named(hit, entries)
            elif hit.of("place-head", "settlement") is not None:
                self._capital(hit)
                self._unknown(hit)
            elif hit.of("track") is not None:
                self._venue(hit)

    def _named(self, hit: Hit, entries: list[Entry]) -> None:
        reading = self.reading
        if any(i in self.taken for i in range(hit.first, hit.last)):
            return
        entry = self._choose(hit, entries)
        row = reading.known.places[entry.id]
        if row.kind != "country":
            if hit.of("metonym") is not None and not located(reading, hit):
                return
            if self._label(hit) or not self._supported(hit, entry):
                return
        if row.kind in ("city", "region") and self.tokens_of and (between := enumerated(reading, hit, row, self.tokens_of[-1][1])):
            self._add(*between, "place.enumerated")
        if (site := composite(reading, hit, row)) is not None:
            self._add(*site, "place.composite")
            self.tokens_of.append((hit.first, hit.last, entry.id))
        elif not self._pair(hit, entry.id):
            self.note(entry.id, hit, "place.city-headed" if row.kind == "city" and self._headed(hit, "city") else f"place.{row.kind}")

    def _headed(self, hit: Hit, kind: str) -> bool:
        before = self.reading.at[hit.first - 1] if hit.first else None
        if before is None or before.last != hit.first:
            return False
        head = before.of("place-head")
        return head is not None and head.get("kind") == kind

    def _pair(self, hit: Hit, ident: str) -> bool:
        """نبل والزهراء: two towns under one entry are noted apart."""
        if hit.last - hit.first != 2 or not self.reading.word(hit.last - 1).startswith("و"):
            return False
        starts, ends = self.reading.tokens.starts, self.reading.tokens.ends
        first = next(
            (e.id for e in self.reading.known.lexicon.get(self.reading.word(hit.first)[len(hit.clitic) :]) if e.cls == "place"), None
        )
        if first is None:
            return False
        self.found.setdefault(first, _Found(first)).mentions.append(Mention(hit.start, ends[hit.first], "place.pair"))
        self.found.setdefault(ident, _Found(ident)).mentions.append(Mention(starts[hit.last - 1] + 1, hit.end, "place.pair"))
        self.tokens_of.append((hit.first, hit.last, first))
        return True

    def _unknown(self, hit: Hit) -> None:
        """A place that no table has, behind its head word."""
        found = settlement(self.reading, hit, self.countries) if hit.last not in self.taken else None
        if found is not None:
            self._add(*found, "place.unknown")

    def _add(self, row: PlaceRow, start: int, end: int, rule: str) -> None:
        self.extra.setdefault(row.id, row)
        self.found.setdefault(row.id, _Found(row.id, confidence=0.7)).mentions.append(Mention(start, end, rule))

    def _venue(self, hit: Hit) -> None:
        """محادثات أستانا: talks named after the city that they are held in."""
        lexicon, words = self.reading.known.lexicon, self.reading.tokens.words
        head = lexicon.get(words[hit.first][len(hit.clitic) :])
        if not any(e.cls in ("encounter-noun", "event-head") for e in head) or any(e.cls == "label-head" for e in head):
            return
        for width in (2, 1):
            if hit.last - width <= hit.first:
                continue
            for entry in lexicon.get(" ".join(words[hit.last - width : hit.last])):
                if entry.cls == "place" and not entry.get("needs") and self.reading.known.places[entry.id].kind == "city":
                    first = hit.last - width
                    mention = Mention(self.reading.tokens.starts[first], hit.end, "place.venue")
                    self.found.setdefault(entry.id, _Found(entry.id)).mentions.append(mention)
                    self.tokens_of.append((first, hit.last, entry.id))
                    return

    def _choose(self, hit: Hit, entries: list[Entry]) -> Entry:
        """Among places of one name: the governorate behind ريف or محافظة, else the first, Syrian ones before others."""
        places = self.reading.known.places
        before = self.reading.at[hit.first - 1] if hit.first else None
        if before is not None and before.of("region-head") and before.last == hit.first:
            for entry in entries:
                if places[entry.id].kind == "region":
                    return entry
        if before is not None and (head := before.of("place-head")) is not None and before.last == hit.first:
            for entry in entries:
                if places[entry.id].kind == head.get("kind"):
                    return entry
        country = _country_behind(self.reading, hit) if len(entries) > 1 else None
        if country is not None and (fitting := [e for e in entries if places[e.id].country == country]):
            return fitting[0]
        return min(
            entries,
            key=lambda e: (bool(e.get("needs")), places[e.id].country != "SY" and len(entries) > 1 and places[e.id].kind != "country"),
        )

    def _label(self, hit: Hit) -> bool:
        """A process or body named after the place (مسار أستانة، منصة القاهرة، بيان جنيف، جنيف - 3) is no place."""
        j = hit.last
        if self.reading.word(j) in ("-", "–") and len(self.reading.word(j + 1)) == 1 and self.reading.word(j + 1).isdigit():
            return not self.reading.is_word(j + 2, "month")
        j = hit.first - 1
        if j >= 0 and self.reading.word(j) in ("«", "“", '"', "”"):
            j -= 1
        before = self.reading.at[j] if j >= 0 else None
        if before is None or hit.clitic in ("ب", "ل"):
            return False
        if hit.clitic == "و" and before.of("place") and before.last == hit.first:
            return self._label(before)
        return before.of("label-head") is not None

    def _supported(self, hit: Hit, entry: Entry) -> bool:
        """Whether a name that is also a common word has the support its row asks for."""
        needs = entry.get("needs")
        if not needs:
            return True
        before = self.reading.at[hit.first - 1] if hit.first else None
        headed = before is not None and before.last == hit.first and before.of("place-head", "region-head") is not None
        if needs == "title" or headed:
            return headed
        return hit.clitic in ("ب", "ل", "وب") or (
            before is not None and before.last == hit.first and before.of("locative", "locative-verb") is not None
        )

    def _capital(self, hit: Hit) -> None:
        """العاصمة الكازاخستانية: the capital of that state."""
        following = self.reading.at[hit.last] if hit.last < len(self.reading.tokens) else None
        if following is None or following.first != hit.last or self.reading.word(hit.first) not in self.reading.known.words["capital-word"]:
            return
        state = following.of("demonym") or following.of("actor")
        if (
            state is None
            or (behind := self.reading.at[min(following.last, len(self.reading.tokens) - 1)]) is None
            or behind.of("place") is None
        ):
            capital = self._capital_of(state.id) if state else None
            if capital:
                mention = Mention(hit.start, following.end, "place.capital")
                self.found.setdefault(capital, _Found(capital)).mentions.append(mention)
                self.tokens_of.append((hit.first, following.last, capital))

    def _capital_of(self, state: str) -> str | None:
        for entry in self.reading.known.capitals.items():
            if entry[0] == state:
                return entry[1]
        return None

    def note(self, ident: str, hit: Hit, rule: str) -> None:
        """Note a mention."""
        self.found.setdefault(ident, _Found(ident)).mentions.append(Mention(hit.start, hit.end, rule))
        self.tokens_of.append((hit.first, hit.last, ident))

    def places(self) -> tuple[Place, ...]:
        """The finished records, in order of their first mention."""
        out = []
        for found in self._merged():
            row = self._row(found.entry_id)
            mentions = tuple(sorted(found.mentions, key=lambda m: m.start))
            out.append(
                Place(row.id, row.name_ar, row.name_en, row.kind, row.country, row.lat, row.lon, mentions, row.parent,  # type: ignore[arg-type]
                      _PRECISION[row.kind], mentions[0].rule, found.confidence)
            )  # fmt: skip
        return tuple(sorted(out, key=lambda p: (p.mentions[0].start, p.id)))

    def _fuller_names(self) -> None:
        """A name that a longer one in the same document begins with (الغوطة beside الغوطة الشرقية) is short for it."""
        for ident in list(self.found):
            row = self._row(ident)
            longer = [
                i for i in self.found
                if i != ident and self._row(i).name_ar.startswith(row.name_ar + " ") and row.id in (self._row(i).parent, i.split("-")[-1])
            ]  # fmt: skip
            if len(longer) == 1 and row.kind == self._row(longer[0]).kind == "region":
                self.found[longer[0]].mentions.extend(self.found.pop(ident).mentions)
                self.tokens_of = [(a, b, longer[0] if i == ident else i) for a, b, i in self.tokens_of]

    def _row(self, ident: str) -> PlaceRow:
        return self.extra.get(ident) or self.reading.known.places[ident]

    def _merged(self) -> list[_Found]:
        """A governorate and its capital named in one document by one name are one place, unless both are named as such."""
        places = self.reading.known.places
        self._fuller_names()
        for ident in list(self.found):
            row = self._row(ident)
            parent = row.parent
            if row.kind == "city" and parent in self.found and places[parent].kind == "region" and parent.startswith(ident):
                explicit = any(m.rule == "place.city-headed" for m in self.found[ident].mentions)
                if not explicit:
                    self.found[parent].mentions.extend(self.found.pop(ident).mentions)
                    self.tokens_of = [(a, b, parent if i == ident else i) for a, b, i in self.tokens_of]
        return list(self.found.values())


def find(reading: Reading, taken: set[int]) -> tuple[tuple[Place, ...], list[tuple[int, int, str]]]:
    """Places, and for every mention ``(first token, last token, place id)`` in order of the text."""
    finder = PlaceFinder(reading, taken)
    finder.run()
    places = finder.places()
    return places, sorted(finder.tokens_of)


def of_talks(reading: Reading, wanted: set[str], found: tuple[Place, ...]) -> tuple[Place, ...]:
    """``found``, and of the ``wanted`` ids those capitals that the text names only as hosts (موسكو تستضيف)."""
    here = {p.id for p in found}
    more: dict[str, Place] = {}
    for hit in reading.hits:
        entry = hit.of("metonym")
        ident = entry.get("place") if entry is not None else ""
        if ident in wanted and ident not in here and ident not in more:
            row = reading.known.places[ident]
            mention = Mention(hit.start, hit.end, "place.host")
            more[ident] = Place(
                row.id, row.name_ar, row.name_en, row.kind, row.country, row.lat, row.lon, (mention,), row.parent,  # type: ignore[arg-type]
                _PRECISION[row.kind], mention.rule, 0.8)  # fmt: skip
    return tuple(sorted((*found, *more.values()), key=lambda p: (p.mentions[0].start, p.id)))
