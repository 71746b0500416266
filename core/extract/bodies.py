"""Bodies: organizations, armed groups, media and states, known by name or made of a head word and a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.extract.chunks import Chunk
from core.extract.desks import DeskFinder
from core.extract.institutions import InstitutionFinder, short_form
from core.extract.names import commonness
from core.extract.reading import Reading
from core.language.lexicon import Entry, Hit
from core.language.romanize import slug

if TYPE_CHECKING:
    from core.extract.actors import Finder

_OPENERS, _CLOSERS = "«“\"”‹'", "»”\"“›'"
# Zipf values above which a word behind a head is taken for an ordinary noun, not a name.
LOOSE, STRICT, VAGUE = 4.6, 3.9, 4.0
# The word classes that a body can begin with: no other hit is looked at.
BODY_CLASSES = frozenset({
    "media-head", "government-head", "state-noun", "demonym", "body-head", "strong-body-head", "actor", "metonym", "institution",
    "definite-body", "body-anaphor", "administration", "desk", "mission",
})  # fmt: skip


class BodyFinder:
    """Bodies of one document. ``full`` holds the ids that are named in full somewhere; ``syrian`` whether Syria is spoken of."""

    def __init__(self, reading: Reading, full: set[str], syrian: bool) -> None:
        self.reading, self.full, self.syrian = reading, full, syrian
        self.institutions = InstitutionFinder(reading)
        self.desks = DeskFinder(reading)
        self.media_words = any("media-head" in h.kinds for h in reading.hits)

    def chunk(self, hit: Hit, finder: Finder) -> Chunk | None:
        """The body that begins at this hit, noted with the finder."""
        self._administration(hit, finder)
        return (
            self._media(hit, finder) or self._government(hit, finder) or self._state_side(hit, finder)
            or self._headed(hit, finder) or self._plain(hit, finder)
            or self.institutions.chunk(hit, finder) or self.desks.chunk(hit, finder)
            or self._descriptive(hit, finder) or short_form(self.reading, hit, finder)
        )  # fmt: skip

    def _administration(self, hit: Hit, finder: Finder) -> None:
        """إدارة ترامب، إدارة الرئيس الأميركي جو بايدن: the state of whom it is the administration."""
        if hit.of("administration") is None:
            return
        known, j = self.reading.known, hit.last
        while (following := self._hit(j)) is not None and j - hit.last < 4:
            person = next((e.id for e in following.all("actor") if known.actors[e.id].kind == "person"), None)
            if person is not None:
                state = known.actors[person].affiliation
                heads = any(t.office == "head-of-state" and t.of == state for t in known.terms_of.get(person, ()))
                if heads and state in known.actors and known.actors[state].kind == "state":
                    finder.mention(state, hit.start, following.end, "actor.administration", 0.9)
                return
            if following.of("title", "demonym", "honorific", "title-adj") is None:
                return
            j = following.last

    # -- media --------------------------------------------------------------------------------------------------------
    def _media(self, hit: Hit, finder: Finder) -> Chunk | None:
        """وكالة «س»، صحيفة ص: a head word and a name, quoted or known."""
        if hit.of("media-head") is None:
            return None
        reading, j = self.reading, hit.last
        opened = reading.word(j) != "" and reading.word(j) in _OPENERS
        inner = self._hit(j + 1 if opened else j)
        if inner is not None and (entry := self._media_entry(inner)) is not None:
            end = inner.last
            finder.mention(entry.id, inner.start, inner.end, "actor.media")
            finder.mention(entry.id, hit.start, reading.tokens.ends[end - 1], "actor.media")
            if opened and reading.word(end) in _CLOSERS and reading.word(end):
                end += 1
            return Chunk(hit.first, end, (entry.id,), "media", "name", (inner.first, inner.last), feminine=True)
        if not opened:
            return None
        closing = self._closing(j)
        if closing is None or closing - j > 6:
            return None
        start, end_offset = reading.tokens.starts[j + 1], reading.tokens.ends[closing - 1]
        name = reading.text(start, end_offset)
        ident = finder.add_body(slug(name), name, None, "media", None, start, end_offset, "actor.media-quoted")
        finder.builders[ident].mention(hit.start, end_offset, "actor.media-quoted")
        return Chunk(hit.first, closing + 1, (ident,), "media", "name", (j + 1, closing), feminine=True)

    def _media_entry(self, hit: Hit) -> Entry | None:
        for entry in hit.all("actor"):
            if self.reading.known.actors[entry.id].kind == "media":
                return entry
        return None

    def _hit(self, j: int) -> Hit | None:
        hit = self.reading.at[j] if j < len(self.reading.tokens) else None
        return hit if hit is not None and hit.first == j else None

    def _closing(self, j: int) -> int | None:
        """The token that closes the quotation opened at token ``j``."""
        region = self.reading.region_of[j + 1] if j + 1 < len(self.reading.tokens) else None
        if region is None or region.open != self.reading.tokens.starts[j]:
            return None
        return self.reading.tokens.at(region.close)

    # -- states and governments ---------------------------------------------------------------------------------------
    def _government(self, hit: Hit, finder: Finder) -> Chunk | None:
        """الحكومة العراقية: a body of its own beside the state."""
        if hit.of("government-head") is None:
            return None
        state, end = self._demonym(hit.last)
        following = self._hit(hit.last)
        if state is None and following is not None and following.clitic == "":
            for entry in following.all("actor"):
                if self.reading.known.actors[entry.id].kind == "state":
                    state, end = entry.id, following.last
        if state is None:
            return None
        start, stop = hit.start, self.reading.tokens.ends[end - 1]
        if state == "syria":
            finder.mention("syrian-government", start, stop, "actor.government")
            return Chunk(hit.first, end, ("syrian-government",), "organization", "name", (hit.first, end), feminine=True)
        row = self.reading.known.actors[state]
        ident = finder.add_body(
            f"{state}-government",
            self.reading.text(start, stop),
            f"Government of {row.name_en}",
            "organization",
            state,
            start,
            stop,
            "actor.government",
        )
        return Chunk(hit.first, end, (ident,), "organization", "name", (hit.first, end), feminine=True)

    def _demonym(self, j: int) -> tuple[str | None, int]:
        """A nationality at token ``j``, perhaps behind one adjective or one letter more."""
        hit = self._hit(j)
        if hit is not None and (entry := hit.of("demonym")) is not None and hit.clitic == "":
            return entry.id, hit.last
        return None, j

    def _state_side(self, hit: Hit, finder: Finder) -> Chunk | None:
        """الجانب الروسي، القيادة الروسية، الأميركيون: the state."""
        if hit.of("state-noun") is not None:
            state, end = self._demonym(hit.last)
            if state is None:
                return None
            states = self.institutions.states_behind(hit.last, many=True) or [(state, hit.last, end)]
            for number, (ident, first, last) in enumerate(states):
                start = hit.start if number == 0 else self.reading.at[first].start  # type: ignore[union-attr]
                finder.mention(ident, start, self.reading.tokens.ends[last - 1], "actor.side")
            end = states[-1][2]
            return Chunk(hit.first, end, tuple(s for s, _, _ in states), "state", "side", (hit.first, end), many=len(states) > 1)
        entry = next((e for e in hit.all("demonym") if e.get("form") == "plural"), None)
        if entry is not None and entry.get("definite") and hit.of("actor") is None and not self._adjectival(hit):
            finder.mention(entry.id, hit.start, hit.end, "actor.nationals")
            return Chunk(hit.first, hit.last, (entry.id,), "state", "side", (hit.first, hit.last), many=True)
        return None

    def _adjectival(self, hit: Hit) -> bool:
        """A plural nationality behind a definite noun is its adjective (اللاجئين السوريين)."""
        word = self.reading.word(hit.first - 1)
        before = self.reading.at[hit.first - 1] if hit.first else None
        if before is not None and before.of("preposition", "cue", "encounter-verb", "participant-prep", "complementizer", "locative"):
            return False
        return hit.clitic == "" and word.startswith(("ال", "وال", "لل", "بال")) and len(word) > 4

    # -- heads --------------------------------------------------------------------------------------------------------
    def _headed(self, hit: Hit, finder: Finder) -> Chunk | None:
        """تنظيم «س»، لجنة «ص»; and for strong heads a rare or definite name behind them (حزب س)."""
        entry = hit.of("body-head", "strong-body-head")
        if entry is None or hit.of("actor") is not None:
            return None
        reading, j = self.reading, hit.last
        inner = self._hit(j)
        if reading.word(j) and reading.word(j) in _OPENERS:
            inside = self._hit(j + 1)
            closing = self._closing(j)
            if inside is not None and inside.of("actor") is not None and closing is not None and inside.last == closing:
                return self._plain(inside, finder, supported=True)
            if closing is None or closing - j > 5:
                return None
            if closing - j == 2 and not reading.word(j + 1).startswith("ال") and commonness(reading, reading.word(j + 1)) > VAGUE:
                return None
            end_offset = reading.tokens.ends[closing - 1]
            name = re.sub('[«»“”"‹›]', "", reading.text(hit.start, end_offset)).strip()
            ident = finder.add_body(slug(name), name, None, entry.get("kind"), None, hit.start, end_offset, "actor.headed-quoted")
            return Chunk(hit.first, closing + 1, (ident,), entry.get("kind"), "pattern", (hit.first, closing))
        if inner is not None and inner.of("actor") is not None:
            return self._plain(inner, finder, supported=True)
        if hit.of("strong-body-head") is None or hit.clitic not in ("", "و", "ل", "ب", "ف"):
            return None
        end = self._name_behind(j, strict=bool(hit.of("strong-body-head").get("strict")))  # type: ignore[union-attr]
        if end is None:
            return None
        stop = reading.tokens.ends[end - 1]
        name = re.sub(r"\s+", " ", reading.text(hit.start, stop))
        ident = finder.add_body(slug(name), name, None, entry.get("kind"), None, hit.start, stop, "actor.headed")
        return Chunk(hit.first, end, (ident,), entry.get("kind"), "pattern", (hit.first, end))

    def _descriptive(self, hit: Hit, finder: Finder) -> Chunk | None:
        """اللجنة العليا للإغاثة، الاتحاد العالمي لعلماء ...: a definite head, its adjectives, and what the body is for."""
        if hit.of("definite-body") is None or hit.of("actor") is not None:
            return None
        reading, j = self.reading, hit.last
        line, count = reading.tokens.line[hit.first], len(reading.tokens)
        while (
            j < count and j - hit.last < 3 and reading.word(j).startswith("ال") and reading.tokens.line[j] == line and self._is_adjective(j)
        ):
            j += 1
        adjectives = j - hit.last
        purpose = j < count and reading.tokens.line[j] == line and reading.word(j).startswith("لل") and len(reading.word(j)) > 4
        if purpose and adjectives:
            following = reading.at[j]
            if following is not None and following.of("actor", "title", "cue") is not None:
                return None
            j += 1
            if j < count and reading.word(j).startswith("ال") and reading.at[j] is None and reading.tokens.line[j] == line:
                j += 1
        elif not (adjectives >= 2 and any(reading.is_word(n, "demonym") for n in range(hit.last, j))):
            return None
        stop = reading.tokens.ends[j - 1]
        name = re.sub(r"\s+", " ", reading.text(hit.start, stop))
        ident = finder.add_body(slug(name), name, None, "organization", None, hit.start, stop, "actor.descriptive")
        return Chunk(hit.first, j, (ident,), "organization", "pattern", (hit.first, j), feminine=True)

    def _is_adjective(self, j: int) -> bool:
        """A definite word that may qualify a body: a nationality, a known adjective, or one that agrees in shape."""
        hit = self.reading.at[j]
        return (
            hit is None
            or hit.first == j
            and hit.clitic == ""
            and hit.of("demonym", "title-adj", "ordinal", "not-today", "topic-noun") is not None
        )

    def _name_behind(self, j: int, *, strict: bool) -> int | None:
        """Up to three definite or rare words that name a body."""
        reading, start = self.reading, j
        while j < len(reading.tokens) and j - start < 3 and reading.tokens.line[j] == reading.tokens.line[start - 1]:
            word, hit = reading.word(j), reading.at[j]
            if hit is not None and hit.of("demonym") and j > start:
                return j + 1
            if hit is not None and not hit.of("demonym", "place"):
                break
            if not word.startswith("ال") and not (j == start and commonness(reading, word) < 3.9 and len(word) > 3 and word.isalpha()):
                break
            if word.startswith("ال") and commonness(reading, word) > (STRICT if strict else LOOSE) and hit is None:
                break
            if strict and j == start and (not word.startswith("ال") or (hit is not None and hit.of("place"))):
                break
            j += 1
        return j if j > start else None

    # -- names --------------------------------------------------------------------------------------------------------
    def _plain(self, hit: Hit, finder: Finder, supported: bool = False) -> Chunk | None:
        """A known body, state or outlet by its name."""
        known = self.reading.known
        metonym = hit.of("metonym")
        for entry in hit.all("actor"):
            row = known.actors[entry.id]
            if row.kind == "person" or (
                row.kind != "state" and hit.last - hit.first == 1 and hit.of("cue", "encounter-verb", "complementizer")
            ):
                continue
            if hit.clitic == "" and self._bare_institution(hit) and self.institutions.qualifies(hit):
                continue
            if row.kind == "media" and not self._media_fits(hit, entry, supported):
                continue
            if (
                entry.get("short")
                and row.kind != "media"
                and not supported
                and not (self._short_fits(hit, entry) or self._joined(hit, row.kind, finder))
            ):
                continue
            finder.mention(entry.id, hit.start, hit.end, f"actor.{row.kind}")
            if row.affiliation and row.id.endswith("-presidency") and known.actors[row.affiliation].kind == "state":
                finder.mention(row.affiliation, hit.start, hit.end, "actor.palace", 0.9)
            how = "short" if entry.get("short") else "name"
            also, end = self._also_named(hit, finder)
            return Chunk(hit.first, end, (entry.id, *also), row.kind, how, (hit.first, end), many=bool(also))
        if metonym is not None and not self.is_located(hit) and not self._inside_label(hit) and not self._local(hit):
            finder.mention(metonym.id, hit.start, hit.end, "actor.metonym", 0.85)
            return Chunk(hit.first, hit.last, (metonym.id,), known.actors[metonym.id].kind, "metonym", (hit.first, hit.last))
        return None

    def _joined(self, hit: Hit, kind: str, finder: Finder) -> bool:
        """An armed group's short name joined by و to another armed group (تنظيم الدولة والقاعدة)."""
        before = finder.chunks[-1] if finder.chunks else None
        return kind == "armed_group" and hit.clitic == "و" and before is not None and before.kind == kind and before.last == hit.first

    def _also_named(self, hit: Hit, finder: Finder) -> tuple[tuple[str, ...], int]:
        """Bodies that share the head word (منصتي موسكو والقاهرة), and where they end."""
        following = self._hit(hit.last)
        if hit.last - hit.first != 2 or following is None or following.clitic != "و" or following.last - following.first != 1:
            return (), hit.last
        known, words = self.reading.known, self.reading.tokens.words
        head = words[hit.first][len(hit.clitic) :]
        for entry in known.lexicon.get(f"{head} {words[following.first][1:]}"):
            if entry.cls == "actor" and known.actors[entry.id].kind == "organization":
                finder.mention(entry.id, following.start, following.end, "actor.shared-head")
                return (entry.id,), following.last
        return (), hit.last

    def _local(self, hit: Hit) -> bool:
        """A capital whose courts, police or youth are spoken of is a city, not a government."""
        before = self.reading.at[hit.first - 1] if hit.first else None
        return before is not None and before.of("court") is not None and hit.clitic == ""

    def _bare_institution(self, hit: Hit) -> bool:
        """Whether a name begins with a word that is a ministry only by itself (الخارجية الروسية)."""
        first = self.reading.known.lexicon.get(self.reading.word(hit.first))
        return any(e.cls == "institution" and e.get("bare") for e in first)

    def _inside_label(self, hit: Hit) -> bool:
        """A capital that names a process or a body (مسار أستانة، منصة القاهرة) is no government."""
        j = hit.first - 1
        if j >= 0 and self.reading.word(j) and self.reading.word(j) in _OPENERS:
            j -= 1
        before = self.reading.at[j] if j >= 0 else None
        if before is None or hit.clitic not in ("", "و"):
            return False
        if hit.clitic == "و" and before.of("metonym") and before.last == hit.first:
            return self._inside_label(before)
        return before.of("label-head", "event-head", "track") is not None

    def _media_fits(self, hit: Hit, entry: Entry, supported: bool) -> bool:
        """A newspaper's name that is an ordinary word wants quotation marks of its own or a head word."""
        if not entry.get("short") or supported:
            return True
        region = self.reading.region_of[hit.first]
        alone = region is not None and self.reading.tokens.at(region.start) == hit.first and self.reading.tokens.at(region.end) == hit.last
        if not alone:
            return self._in_company(hit, entry)
        before = self.reading.at[hit.first - 2] if hit.first >= 2 else None
        after = self.reading.at[hit.last + 1] if hit.last + 1 < len(self.reading.tokens) else None
        mark = self.reading.word(hit.first - 2)
        beside = (
            (before is not None and before.of("cue", "media-head", "speech-noun", "preposition", "source-noun", "according"))
            or mark == "("
            or mark in self.reading.known.words["quoted-source"]
        )
        return (
            bool(beside)
            or (after is not None and after.of("cue") is not None)
            or hit.of("place", "demonym", "actor") is not None
            and self.media_words
            and len(hit.entries) == 1
        )

    def _in_company(self, hit: Hit, entry: Entry) -> bool:
        """``مراسل الميادين``, and ``عبر الميادين`` in its own pages: an outlet's bare name beside those who work for it."""
        if hit.clitic == "" and hit.first and self.reading.beside(hit.first - 1, "media-company"):
            return True
        source = (self.reading.document.source or "").lower()
        domain = next((d for d, a in self.reading.known.outlets.items() if a == entry.id), "").split(".")[0]
        through = hit.clitic == "ل" or self.reading.beside(hit.first - 1, "media-through")
        return bool(domain) and domain in source and through and len(hit.all("actor")) == 1

    def _short_fits(self, hit: Hit, entry: Entry) -> bool:
        """النظام، المعارضة، الحكومة mean the Syrian ones where Syria is spoken of and no other adjective follows."""
        row = self.reading.known.actors[entry.id]
        if entry.id in self.full:
            related = True
        else:
            related = self.syrian and (row.side or "").startswith("syria")
        if not related:
            return False
        state, _ = self._demonym(hit.last)
        if state is not None and state != "syria" and (row.side or "").startswith("syria"):
            return False
        if (row.side or "").startswith("syria") and self._elsewhere(hit.last):
            return False
        following = self.reading.word(hit.last)
        adjective = following.startswith("ال") and not self.reading.is_word(hit.last, "preposition")  # إلى is folded to الي
        if hit.last - hit.first == 1 and adjective and state is None:
            return commonness(self.reading, following) < 4.6 or self.reading.is_word(hit.last, "title")
        return True

    def _elsewhere(self, i: int) -> bool:
        """``النظام في الرياض``, ``المعارضة في إيران``: of the country that is named right behind."""
        inside = self.reading.at[i + 1] if self.reading.word(i) == "في" and i + 1 < len(self.reading.tokens) else None
        place = inside.of("place") if inside is not None and inside.first == i + 1 else None
        row = self.reading.known.places.get(place.id) if place is not None else None
        return row is not None and row.country not in (None, "SY") and (row.kind == "country" or inside.of("metonym") is not None)  # type: ignore[union-attr]

    def is_located(self, hit: Hit) -> bool:
        """Whether a capital stands for the city here, not for its government."""
        from core.extract.places import located

        return located(self.reading, hit)
