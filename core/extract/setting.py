"""Where an encounter takes place, and to which process it belongs; when: :mod:`core.extract.days`."""

from __future__ import annotations

from bisect import bisect_left

from core.extract.days import Days
from core.extract.hosting import host_city, hosting_place
from core.extract.scene import TRACK_KINDS, Candidate
from core.language.lexicon import Entry, Hit

_OPENING = ("“", "«", '"', "‹")
_DATELINE = ("-", "–", "—", "(", "/", ":")
_IN_NAME = 30.0
_OUTSIDE = 8.0
"""What it costs a place to stand before a noun that no verb of its clause governs."""


class Setting(Days):
    """Days, places and tracks of one document's encounters."""

    def where(self, c: Candidate, start: int, stop: int) -> None:
        """The place of the clause that the encounter is held in, not the one it is about."""
        best: tuple[float, str] | None = None
        sentence_first, _ = self.reading.sentence_tokens(c.sentence)
        for at in range(bisect_left(self.place_tokens, (sentence_first,)), len(self.place_tokens)):
            first, last, ident = self.place_tokens[at]
            if first >= stop:
                break
            inside, leading = start <= first < stop, sentence_first <= first < start and first - sentence_first <= 3
            # a token may say the city of a longer name (the airport of Sochi), which is no place of its own then
            if not (inside or leading) or ident not in self.places or (place := self.reading.known.places.get(ident)) is None:
                continue
            if self._in_report(first, c) or first < c.trigger.first and self._prepared(c):
                continue
            if first == sentence_first and c.status in ("planned", "proposed") and self.reading.word(last) in _DATELINE:
                continue  # where the report was written, not where something will be
            cost = self._place_cost(c, first, last, place.kind, place.country)
            if cost is not None and (best is None or cost < best[0]):
                best = (cost, ident)
        if best is None:
            city = hosting_place(self, self.place_tokens, c) or host_city(self, c, start, stop) or self._visited_city(c, stop)
            best = (0.0, city) if city is not None else None
        if best is not None:
            c.place, c.placed = best[1], best[0] < _IN_NAME

    def _place_cost(self, c: Candidate, first: int, last: int, kind: str, country: str | None) -> float | None:
        reading = self.reading
        if c.trigger.of("track") is not None:
            if c.trigger.first <= first < c.trigger.last:
                return _IN_NAME  # مؤتمر سوتشي: the process is named after a city; a place told beside it goes before
            if first < c.trigger.first and self.governor(c.trigger, c.first) is None:
                return None
        hit = reading.at[first]
        distance = float(first - c.trigger.last if first >= c.trigger.last else c.trigger.first - last + 2)
        clitic = hit.clitic if hit is not None else ""
        outer = first - 1
        while reading.word(outer) in _OPENING:
            outer -= 1
        before = reading.at[outer] if outer >= 0 else None
        governed = (
            clitic in ("ب", "وب")
            or (clitic == "ل" and c.trigger.of("encounter-noun") is not None and c.kind in ("visit", "meeting"))
            or self._visited(c, first)
            or (
                before is not None
                and before.of("locative", "place-head", "locative-verb", "event-head", "encounter-noun", "region-head") is not None
            )
        )
        if first < c.trigger.first and c.trigger.of("encounter-verb") is None and self.governor(c.trigger, c.first) is None:
            distance += _OUTSIDE
        if not governed and (kind == "country" or not (before is not None and before.of("demonym", "place"))):
            return None
        if self._of_another_encounter(c, first, last):
            return None
        k = first - 1
        while k > 0 and (here := reading.at[k]) is not None and here.of("locative", "place-head", "demonym", "place", "region-head"):
            k = here.first - 1
        noun = reading.at[k]
        if noun is not None and noun.of("topic-noun") is not None:
            return None
        if noun is None and reading.word(k).isalpha() and country == "SY" and kind != "country":
            return None
        if kind == "country" and self._enumerated(last):
            return None
        if kind == "country":
            visit = c.trigger.of("encounter-noun")
            goes = self._towards(first) or clitic == "ل" and visit is not None and visit.get("kind") == "visit"  # زيارة رسمية للإمارات
            if country == "SY" or noun is None and reading.word(k).isalpha() and not goes:
                return None
            distance += 12
        if country == "SY" and not (clitic or c.kind == "visit") and distance > 14 and self._plain_between(c.trigger.last, first) > 14:
            return None
        if kind == "region" and (country is None or country == "SY"):
            return None
        if c.kind == "session" and (kind != "city" or distance > 6):
            return None
        return distance

    def _plain_between(self, first: int, stop: int) -> int:
        """How many tokens between two places in the text belong to nobody's name or title."""
        return stop - first - sum(min(ch.last, stop) - ch.first for ch in self.roles.chunks if first <= ch.first < stop)

    def _prepared(self, c: Candidate) -> bool:
        """``مشاورات في موسكو تمهيدا للاجتماع``: the place before it is that of what prepares it."""
        return any(
            (h := self.reading.at[j]) is not None
            and (mark := h.of("status-planned")) is not None
            and mark.get("before")
            and self.reading.word(j).endswith("ا")
            for j in range(max(c.first, c.trigger.first - 2), c.trigger.first)
        )

    def _enumerated(self, i: int) -> bool:
        """Whether another country is joined at token ``i``: ministers in Russia and Iran meet in neither."""
        following = self.reading.at[i] if i < len(self.reading.tokens) else None
        joined = following.of("place") if following is not None and following.first == i and following.clitic == "و" else None
        return joined is not None and self.reading.known.places[joined.id].kind == "country"

    def _visited(self, c: Candidate, first: int) -> bool:
        """Whether token ``first`` begins the object of a verb of visiting: only its subject stands between."""
        verb = c.trigger.of("encounter-verb")
        if verb is None or not verb.get("dest") or first < c.trigger.last:
            return False
        people = {i for chunk in self.roles.chunks if chunk.kind == "person" for i in range(chunk.first, chunk.last)}
        return all(i in people for i in range(c.trigger.last, first))

    def _visited_city(self, c: Candidate, stop: int) -> str | None:
        """``زار فلان طهران``: a capital that is visited is the place, though it could speak for its government."""
        for chunk in self.roles.chunks:
            if c.trigger.last <= chunk.first < stop and chunk.how == "metonym" and self._visited(c, chunk.first):
                hit = self.reading.at[chunk.first]
                entry = hit.of("metonym") if hit is not None else None
                return entry.get("place") or None if entry is not None else None
        return None

    def _towards(self, first: int) -> bool:
        """Whether a preposition of direction brings the place: somebody goes there, whatever stands before."""
        return self.reading.beside(first - 1, "direction")

    def _of_another_encounter(self, c: Candidate, first: int, last: int) -> bool:
        """Whether a place stands with another encounter: behind one that follows the trigger, or before one's own clause."""
        if first >= c.trigger.last:
            span = range(c.trigger.last + 1, first)
        else:
            span = range(c.first, first)
        for j in span:
            here = self.reading.at[j]
            if (
                here is not None
                and here.first == j
                and here is not c.trigger
                and here.of("encounter-noun", "track")
                and not self._format(here)
                and not here.of("not-encounter", "actor")
            ):
                if first < c.trigger.first or self.reading.word(j - 1) not in ("خلال", "في", "بعد", "عقب"):
                    return True
            if first < c.trigger.first and c.trigger.of("encounter-noun") is not None and here is not None and self._meets(here):
                # التقى فلان في دمشق فلانا الذي جاء لمحادثات; not so: اجتمعوا في أستانة حيث تجرى الجولة الثامنة فيها
                return not any(self.reading.beside(k, "in-it") for k in range(c.trigger.last, c.trigger.last + 12))
        return self._in_speech(first, c)

    def _format(self, here: Hit) -> bool:
        """``صيغة أستانة``: the name of a process, and no encounter."""
        return here.of("encounter-noun") is None and any(self.reading.beside(j, "format-word") for j in (here.first - 1, here.first))

    def _meets(self, here: Hit) -> bool:
        """Whether a verb tells an encounter of its own and does not govern a noun of one."""
        verb = here.of("encounter-verb")
        return verb is not None and not (verb.get("noun") or verb.get("dest")) and verb.get("tense") in ("past", "present", "future")

    def head_of(self, actor: str) -> str:
        """Who goes to a summit for a state: its head of state or government, where the document names one."""
        if self.actors[actor].kind != "state":
            return actor
        for office in ("head-of-state", "monarch", "emir", "prime-minister"):
            for holder in self.reading.known.holders(office, actor, self.day, self.day):
                if holder in self.actors:
                    return holder
        return actor

    def host_state(self, c: Candidate) -> None:
        """A visit is to somebody: the state that is the place or has its capital there, unless a process meets in that city."""
        row = self.reading.known.places[c.place] if c.place else None
        if row is None or row.kind != "country" and row.id not in self.reading.known.capitals.values():
            return
        state = self.reading.known.place_state.get((row.country or "").lower())
        if row.id in self.reading.known.sponsors and state not in self.reading.known.sponsors[row.id]:
            return
        if state in self.actors and state not in {self.state(p) for p in c.participants} and c.participants:
            c.participants.append(state)

    def track(self, c: Candidate, start: int, stop: int) -> None:
        """The process it belongs to, and the number of the round."""
        near = 12 if c.kind in TRACK_KINDS else 3
        for j in range(max(start, c.trigger.first - near), min(stop, c.trigger.last + near)):
            here = self.reading.at[j]
            if here is not None and here.first == j and (track := here.of("track")) is not None and c.track is None:
                c.track = track.id
        if (entry := c.trigger.of("encounter-noun")) is not None and entry.get("round"):
            c.round = self.round_behind(c.trigger)
        if c.round and c.track is None:
            c.track = self._track_near(c, stop)
        if (track := c.trigger.of("track") or self._named_after(c.trigger)) is not None:
            c.track = track.id
            if c.kind == "meeting" and not any(self.actors[p].kind == "person" for p in c.participants):
                c.kind = "negotiations"
        if c.place and c.track and (own := self._track_of(c.place)) is not None and not self._placed_by_name(c):
            c.track = own  # الجولة التاسعة من المفاوضات السورية في أستانا
        if c.round and c.track and c.kind == "meeting" and not any(self.actors[p].kind == "person" for p in c.participants):
            c.kind = "negotiations"
        if c.track and not c.participants and c.kind in ("negotiations", "conference", "meeting"):
            c.participants = [a for a in self.reading.known.sponsors.get(c.track, ()) if a in self.actors]
            c.sponsored = True
        if c.trigger.of("track") is not None and c.kind == "meeting" and not any(self.actors[p].kind == "person" for p in c.participants):
            c.kind = "negotiations"

    def round_behind(self, hit: Hit) -> int | None:
        """The number of a round right behind the word (الجولة السادسة عشرة، الجولة الـ16)."""
        here = self.reading.at[hit.last] if hit.last < len(self.reading.tokens) else None
        if here is not None and here.first == hit.last and (ordinal := here.of("ordinal")) is not None:
            return int(ordinal.id)
        for j in (hit.last, hit.last + 1):
            if self.reading.word(j).isdigit() and len(self.reading.word(j)) <= 2:
                return int(self.reading.word(j))
        return None

    def _track_near(self, c: Candidate, stop: int) -> str | None:
        """The process of a numbered round: named within ten tokens behind it, or by the city that it is held in."""
        for j in range(c.trigger.last, min(stop, c.trigger.last + 10)):
            here = self.reading.at[j]
            if here is not None and here.first == j:
                if (track := here.of("track")) is not None:
                    return track.id
                if (place := here.of("place")) is not None and (found := self._track_of(place.id)) is not None:
                    return found
        return self._track_of(c.place) if c.place else None

    def _placed_by_name(self, c: Candidate) -> bool:
        """Whether the name of the process holds the place that it is called after."""
        if c.trigger.of("track") is None:
            return True
        return any(c.trigger.first <= first < c.trigger.last for first, _, _ in self.place_tokens)

    def _track_of(self, place: str) -> str | None:
        """The process that is called after a place."""
        for row in self.reading.known.tracks.values():
            if row.id == place:
                return row.id
        return None

    def _named_after(self, hit: Hit) -> Entry | None:
        """The process that a noun and the place behind it name together (جولة محادثات «أستانا»)."""
        words, j = self.reading.tokens.words, hit.last
        while j < len(words) and words[j] in ("«", "“", '"', "”"):
            j += 1
        if j >= len(words):
            return None
        return next((e for e in self.reading.known.lexicon.get(f"{words[hit.last - 1]} {words[j]}") if e.cls == "track"), None)
