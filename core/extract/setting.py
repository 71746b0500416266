"""When and where an encounter takes place, and to which process it belongs."""

from __future__ import annotations

from bisect import bisect_left

from core.extract.scene import TRACK_KINDS, Candidate, Part
from core.language.lexicon import Entry, Hit
from core.model import DateMention


class Setting(Part):
    """Days, places and tracks of one document's encounters."""

    def when(self, c: Candidate, start: int, stop: int) -> None:
        """The day expression nearest to the trigger in its clause; a day ahead makes it planned."""
        best: tuple[int, DateMention] | None = None
        sentence_first, _ = self.reading.sentence_tokens(c.sentence)
        for first, last, mention in self.dates:
            if mention.first is None or mention.precision in ("year",):
                continue
            inside = start <= first < stop
            leading = sentence_first <= first < start and first - sentence_first <= 2
            if not inside and not leading:
                continue
            distance = first - c.trigger.last if first >= c.trigger.last else (c.trigger.first - last) + 3
            if first > c.trigger.last + 4 and self._behind_another(c, first):
                continue
            if first < c.trigger.first and self._after_another(c, start):
                continue
            if self._of_another_verb(c, first) or (
                first < c.trigger.first
                and c.trigger.of("encounter-verb") is None
                and self.governor(c.trigger, start) is None
                and self._stands_with_report(first)
            ):
                continue
            if best is None or distance < best[0]:
                best = (distance, mention)
        told = best is None and self._aside(c)
        if told:
            best = self._day_of_report(c)
        if best is None or best[1].first is None or best[1].last is None:
            return
        c.days, c.basis = (best[1].first, best[1].last), "stated"
        sure = c.sure
        c.sure = c.sure or self.day is not None
        if self.day is not None and c.status in ("held", "ongoing") and not told:
            if best[1].first > self.day:
                c.status = "planned"
            elif best[1].first == best[1].last == self.day and (self._present(c) or (not sure and "today" in best[1].rule)):
                c.status = "planned"

    def _behind_another(self, c: Candidate, i: int) -> bool:
        """Whether another encounter with a preposition of its own (``خلال مكالمة``, ``بعد لقاء``) stands before token ``i``."""
        for j in range(c.trigger.last, i):
            here = self.reading.at[j]
            if here is not None and here.first == j and here.of("encounter-noun", "track") and here.of("not-encounter") is None:
                before = self.reading.at[j - 1]
                if before is not None and before.of("within", "aside", "preposition") or here.clitic:
                    return True
        return False

    def _aside(self, c: Candidate) -> bool:
        """``قال أمس خلال لقائه …``, ``في مؤتمر صحفي``: the encounter is the setting of a report."""
        if c.kind == "press":
            return True
        before = self.reading.at[c.trigger.first - 1] if c.trigger.first else None
        return before is not None and before.of("within", "aside", "preposition") is not None and c.trigger.of("encounter-noun") is not None

    def _day_of_report(self, c: Candidate) -> tuple[int, DateMention] | None:
        """The single past day that stands with the sentence's reporting verb."""
        sentence_first, sentence_last = self.reading.sentence_tokens(c.sentence)
        for first, last, mention in self.dates:
            if not sentence_first <= first < sentence_last or mention.first is None or mention.first != mention.last:
                continue
            if self.day is not None and mention.first > self.day:
                continue
            for j in (*range(max(sentence_first, first - 8), first), *range(last, min(sentence_last, last + 2))):
                here = self.reading.at[j]
                if (
                    here is not None
                    and (cue := here.of("cue")) is not None
                    and cue.get("tense") == "past"
                    and here.of("preposition") is None
                ):
                    return abs(first - c.trigger.first), mention
        return None

    def _stands_with_report(self, i: int) -> bool:
        """Whether the day at token ``i`` stands with a reporting verb shortly before it."""
        return (
            any((h := self.reading.at[j]) is not None and h.of("cue") is not None for j in range(max(0, i - 9), i))
            and self.said_by(i + 1) is not None
        )

    def _after_another(self, c: Candidate, start: int) -> bool:
        """``اجتماع … بعد مؤتمر``: what stands before the trigger belongs to the encounter before it."""
        lead = [self.reading.at[j] for j in range(max(start, c.trigger.first - 2), c.trigger.first)]
        if not any(h is not None and h.of("within", "aside", "ago") and h.of("participant-prep") is None for h in lead):
            return False
        return any(
            (h := self.reading.at[j]) is not None and h.of("encounter-noun", "encounter-verb") is not None
            for j in range(start, c.trigger.first - 2)
        )

    def _present(self, c: Candidate) -> bool:
        verb = c.trigger.of("encounter-verb")
        if verb is not None:
            return verb.get("tense") in ("present", "future")
        governor = self.governor(c.trigger, c.first)
        entry = governor.of("encounter-verb") if governor else None
        return entry is not None and entry.get("tense") in ("present", "future")

    def _of_another_verb(self, c: Candidate, i: int) -> bool:
        """A day that stands with a verb of saying between it and the trigger (``التي أعلنتها يوم الجمعة``)."""
        low, high = (c.trigger.last, i) if i >= c.trigger.last else (i, c.trigger.first)
        for j in range(high - 1, low - 1, -1):
            here = self.reading.at[j]
            if here is None or here.first != j:
                continue
            cue = here.of("cue")
            if (
                cue is not None
                and cue.get("tense") in ("past", "present")
                and here.of("preposition", "participant-prep", "encounter-verb") is None
            ):
                return True
        return False

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
            cost = self._place_cost(c, first, last, place.kind, place.country)
            if cost is not None and (best is None or cost < best[0]):
                best = (cost, ident)
        if best is None and (host := self._host_city(c, start, stop)) in self.places:
            best = (0.0, host)
        if best is not None:
            c.place = best[1]

    def _place_cost(self, c: Candidate, first: int, last: int, kind: str, country: str | None) -> float | None:
        reading = self.reading
        if c.trigger.of("track") is not None:
            if c.trigger.first <= first < c.trigger.last:
                return 30.0  # مؤتمر سوتشي: the process is named after a city; a place told beside it goes before
            if first < c.trigger.first and self.governor(c.trigger, c.first) is None:
                return None
        hit = reading.at[first]
        distance = float(first - c.trigger.last if first >= c.trigger.last else c.trigger.first - last + 2)
        clitic = hit.clitic if hit is not None else ""
        before = reading.at[first - 1] if first else None
        governed = (
            clitic in ("ب", "وب")
            or (clitic == "ل" and c.trigger.of("encounter-noun") is not None and c.kind in ("visit", "meeting"))
            or (
                before is not None
                and before.of("locative", "place-head", "locative-verb", "event-head", "encounter-noun", "region-head") is not None
            )
            or reading.word(first - 1) in ("“", "«", '"')
        )
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
        if kind == "country":
            if country == "SY" or noun is None and reading.word(k).isalpha():
                return None
            distance += 12
        if country == "SY" and not (clitic or c.kind == "visit") and distance > 14:
            return None
        if kind == "region" and (country is None or country == "SY"):
            return None
        if c.kind == "session" and (kind != "city" or distance > 6):
            return None
        return distance

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
                and not here.of("not-encounter")
            ):
                if first < c.trigger.first or self.reading.word(j - 1) not in ("خلال", "في", "بعد", "عقب"):
                    return True
        region, own = self.reading.region_of[first], self.reading.region_of[c.trigger.first]
        return region is not None and region is not own and self.reading.tokens.at(region.end) - self.reading.tokens.at(region.start) > 4

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
        """A visit is to somebody: the state that the place lies in, where the document speaks of it."""
        country = self.reading.known.places[c.place].country if c.place else None
        state = self.reading.known.place_state.get((country or "").lower())
        if state in self.actors and state not in {self.state(p) for p in c.participants} and c.participants:
            c.participants.append(state)

    def _host_city(self, c: Candidate, start: int, stop: int) -> str | None:
        """موسكو تستضيف: a capital that hosts is the place, though it speaks for its government."""
        for chunk in self.roles.chunks:
            if start <= chunk.first < stop and chunk.how == "metonym" and c.host is not None and chunk.actors[0] == c.host:
                hit = self.reading.at[chunk.first]
                entry = hit.of("metonym") if hit is not None else None
                if entry is not None and entry.get("place"):
                    return entry.get("place")
        return None

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
