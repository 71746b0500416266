"""When and where an encounter takes place, and to which process it belongs."""

from __future__ import annotations

from bisect import bisect_left

from core.extract.hosting import host_city, hosting_place
from core.extract.scene import TRACK_KINDS, Candidate, Part
from core.language.lexicon import Entry, Hit
from core.model import DateMention

_OPENING = ("“", "«", '"', "‹")
_DATELINE = ("-", "–", "—", "(", "/", ":")
_IN_NAME = 30.0
_OUTSIDE = 8.0
"""What it costs a place to stand before a noun that no verb of its clause governs."""


class Setting(Part):
    """Days, places and tracks of one document's encounters."""

    def when(self, c: Candidate, start: int, stop: int) -> None:
        """The day expression nearest to the trigger in its clause; a day ahead makes it planned."""
        best: tuple[int, DateMention] | None = None
        reported: DateMention | None = None
        sentence_first, _ = self.reading.sentence_tokens(c.sentence)
        for first, last, mention in self.dates:
            if mention.first is None or mention.precision in ("year",):
                continue
            inside = start <= first < stop
            leading = sentence_first <= first < start and first - sentence_first <= 2
            if not inside and not leading or self._in_speech(first, c) or self._in_report(first, c):
                continue
            if any(self.reading.is_word(j, "ago") for j in range(c.trigger.last, first - 2)):
                continue  # منذ توليه منصبه في شباط: the day of what came before
            if self.reading.is_word(first - 1, "ago-word") and not mention.rule.startswith("date.ago"):
                continue  # قبل نهاية العام: a term set for something
            if c.status in ("planned", "proposed") and self.day is not None and mention.last is not None and mention.last < self.day:
                continue
            if first < c.trigger.first and self._before_report(first, last, c):
                reported = mention
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
        elif best is None and reported is not None and reported.first == reported.last and self._past(c):
            best, told = (0, reported), True
        if best is None or best[1].first is None or best[1].last is None:
            return
        off = self.days_off(c, start, best[1])
        c.days, c.basis = (best[1].first + off, best[1].last + off), "inferred" if told or off else "stated"
        sure = c.sure
        c.sure = c.sure or self.day is not None
        if self.day is not None and c.status in ("held", "ongoing") and not told:
            if best[1].first > self.day:
                c.status = "planned"
            elif (
                best[1].first == best[1].last == self.day
                and (self._present(c) or (not sure and "today" in best[1].rule))
                and not self._looks_back(c)
            ):
                c.status = "planned"
                c.sure = sure and self._tense(c) != "present"

    def _in_speech(self, i: int, c: Candidate) -> bool:
        """Whether token ``i`` stands in a quoted passage that the encounter's own word does not stand in."""
        region, own = self.reading.region_of[i], self.reading.region_of[c.trigger.first]
        return region is not None and region is not own and self.reading.tokens.at(region.end) - self.reading.tokens.at(region.start) > 4

    def _in_report(self, i: int, c: Candidate) -> bool:
        """Whether token ``i`` stands in what somebody is reported to say behind the encounter (``خلال لقائه فلانا، مشيرا إلى أن …``)."""
        reading = self.reading
        for j in range(c.trigger.last, i):
            here = reading.at[j]
            if here is None or here.first != j or here.of("complementizer") is None:
                continue
            sentence_first, _ = reading.sentence_tokens(c.sentence)
            for k in range(j - 1, sentence_first - 1, -1):
                before = reading.at[k]
                if before is None or before.first != k:
                    continue
                if before.of("complementizer") is not None:
                    break
                if before.of("cue") is not None and before.of("preposition", "participant-prep") is None:
                    return True
        return False

    def _behind_another(self, c: Candidate, i: int) -> bool:
        """Whether another encounter with a preposition of its own (``خلال مكالمة``, ``بعد لقاء``) stands before token ``i``."""
        for j in range(c.trigger.last, i):
            here = self.reading.at[j]
            if here is not None and here.first == j and here.of("encounter-noun", "track") and here.of("not-encounter") is None:
                before = self.reading.at[j - 1]
                if self.reading.beside(j - 1, "during") and (noun := here.of("encounter-noun")) is not None:
                    if noun.get("kind") == "visit":
                        continue  # during a visit: its days are those of the meeting
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
            if self.day is not None and mention.first > self.day or first > c.trigger.last + 4 and self._behind_another(c, first):
                continue
            for j in (*range(max(sentence_first, first - 8), first), *range(last, min(sentence_last, last + 2))):
                here = self.reading.at[j]
                cue = here.of("cue") if here is not None and here.of("preposition") is None else None
                if cue is not None and cue.get("tense") == "past":
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
        if self.reading.beside(c.trigger.first - 1, "during"):
            return False  # بحث فلان اليوم خلال استقباله: one day for both
        lead = [self.reading.at[j] for j in range(max(start, c.trigger.first - 2), c.trigger.first)]
        if not any(h is not None and h.of("within", "aside", "ago") and h.of("participant-prep") is None for h in lead):
            return False
        return any(
            (h := self.reading.at[j]) is not None and h.of("encounter-noun", "encounter-verb") is not None
            for j in range(start, c.trigger.first - 2)
        )

    def _looks_back(self, c: Candidate) -> bool:
        """``بعد لقائه``, ``في ختام محادثات``, ``خلال مؤتمر صحفي``: what is told goes on during the encounter or behind it."""
        before = self.reading.at[c.trigger.first - 1] if c.trigger.first else None
        return before is not None and before.of("closing") is not None

    def _before_report(self, first: int, last: int, c: Candidate) -> bool:
        """Whether the day stands with a report whose content the encounter is (``أعلن فلان أمس أن …``)."""
        reading = self.reading
        opened = any((h := reading.at[j]) is not None and h.first == j and h.of("complementizer") for j in range(last, c.trigger.first))
        if not opened:
            return False
        sentence_first, _ = reading.sentence_tokens(c.sentence)
        for j in range(first - 1, sentence_first - 1, -1):
            here = reading.at[j]
            if here is None or here.first != j:
                continue
            if here.of("complementizer", "encounter-verb"):
                return False
            if (cue := here.of("cue")) is not None and here.of("preposition", "participant-prep") is None:
                return cue.get("tense") in ("past", "present")
        return False

    def _past(self, c: Candidate) -> bool:
        """Whether a verb in the past tells the encounter."""
        return c.status == "held" and self._tense(c) == "past"

    def _present(self, c: Candidate) -> bool:
        return self._tense(c) in ("present", "future")

    def _tense(self, c: Candidate) -> str:
        """The tense of the encounter's own verb or of the one that governs its noun."""
        verb = c.trigger.of("encounter-verb")
        if verb is None:
            governor = self.governor(c.trigger, c.first)
            verb = governor.of("encounter-verb") if governor else None
        return (verb.get("tense") or "") if verb is not None else ""

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
            if self._in_report(first, c):
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
            if country == "SY" or noun is None and reading.word(k).isalpha() and not self._towards(first):
                return None
            distance += 12
        if country == "SY" and not (clitic or c.kind == "visit") and distance > 14:
            return None
        if kind == "region" and (country is None or country == "SY"):
            return None
        if c.kind == "session" and (kind != "city" or distance > 6):
            return None
        return distance

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
                and not here.of("not-encounter")
            ):
                if first < c.trigger.first or self.reading.word(j - 1) not in ("خلال", "في", "بعد", "عقب"):
                    return True
        return self._in_speech(first, c)

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
