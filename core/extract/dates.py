"""Date expressions: found by the rules of ``date-rules.csv``, told apart from what only looks like dates.

Finding and resolving are apart: what an expression says is found once, and ``resolve`` can put it on the calendar again when
the publication day is inferred later.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from core.extract.datevalues import ANCHOR, FROM, TO, Expression, resolve
from core.extract.patterns import Binding, Matcher, Pattern, Slots, compile_pattern
from core.extract.reading import Reading
from core.knowledge import tables
from core.language.inflect import expand
from core.language.text import fold, letters_end

# A slot that takes the readings of several classes; the first of them wins.
_COMBINED = {"lastnext": ("next", "last-only"), "thislastnext": ("this", "next", "last-only", "last")}
# What a range may run between, by how exact it is.
_GRAIN = {
    "ymd": "day", "md": "day", "md-or-ymd": "day", "d-of-month": "day", "weekday": "day", "standing": "day", "hijri": "day", "rel": "day",
    "month": "month", "month-in": "month", "month-year": "month", "year": "year", "year-in": "year",
}  # fmt: skip
_SETS = (
    "not-today", "not-weekday", "not-future", "time-of-day", "weak-month", "month-prep", "firm-prep", "year-prep", "range-to", "between",
    "round-year", "of-word", "plain-month", "only", "and-word",
)  # fmt: skip
_REACH, _BACK = 30, 4
Match = tuple[int, Pattern, Binding, int]
Words = dict[str, frozenset[str]]
DateSlots = Slots


@lru_cache(maxsize=4)
def compiled(root: Path = tables.ROOT) -> tuple[Matcher, DateSlots, Words]:
    """The date rules, their slots, and the word sets that decide whether a match is a date."""
    classes: dict[str, dict[str, str]] = defaultdict(dict)  # a table without a class has no words of it
    for _, row in tables.rows(root / "language" / "time.csv"):
        phrases = classes[row["class"]]
        for form in expand(row["forms"], {}):
            phrases.setdefault(fold(form.word), row["id"])
    classes["gmark"], classes["hmark"] = classes["gregorian-mark"], classes["hijri-mark"]
    classes["month-pair"] = _pairs(classes["month"])
    classes["month"] = classes["month"] | classes["month-pair"]
    tens = classes["ordinal-tens"]
    units = classes["ordinal"] | classes["ordinal-unit"]
    composite = {f"{a} و{b}": str(int(x) + int(y)) for a, x in units.items() if int(x) < 10 for b, y in tens.items()}
    classes["ordinal"] = classes["ordinal"] | tens | composite
    for name, parts in _COMBINED.items():
        classes[name] = {p: sub.removesuffix("-only") for sub in reversed(parts) for p in classes[sub]}
    patterns = [compile_pattern(r["rule"], r["pattern"], r["value"]) for _, r in tables.rows(root / "language" / "date-rules.csv")]
    classes["day-ordinal"] = {p: n for p, n in classes["ordinal"].items() if p not in classes["feminine-ordinal"]}
    classes["plain-month"] = {m: number for m, number in classes["month"].items() if " " not in m and m not in classes["weak-month"]}
    slots = DateSlots(dict(classes))
    return Matcher(patterns, slots), slots, {c: frozenset(classes[c]) for c in _SETS}


def _pairs(months: dict[str, str]) -> dict[str, str]:
    """Months with a second name behind them: ``شباط/فبراير``, ``شباط (فبراير)``, ``شباط فبراير``."""
    out = {}
    for first, number in months.items():
        for second, again in months.items():
            if number == again:
                for between in ("", "/ ", "( ", "- ", "، ", fold("أو") + " "):
                    out[f"{first} {between}{second}"] = number
                out[f"{first} ( {second} )"] = number
    return out


def find(reading: Reading) -> list[Expression]:
    """Every date expression of the document, longest match first, none overlapping."""
    return _Finder(reading).run()


def _governor(word: str, words: frozenset[str]) -> bool:
    """Whether a word, perhaps behind a conjunction, is one of the words."""
    return word in words or (word[:1] in "وف" and word[1:] in words)


class _Finder:
    """The date expressions of one document."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.matcher, self.slots, self.words = compiled()
        self.out: list[Expression] = []

    def run(self) -> list[Expression]:
        """Left to right; a range takes the expression before it in."""
        tokens, openings, starting, done = self.reading.tokens, self.matcher.openings, self.matcher.starting, 0
        for i, word in enumerate(tokens.words):
            steps = openings.get(word)
            if i < done or not (starting(word) if steps is None else steps):
                continue
            best = self.matcher.longest(tokens, i)
            if best is None or vetoed(self.reading, self.words, i, best, self.out[-1] if self.out else None):
                continue
            expression = self._expression(i, best)
            if expression is not None:
                before = self.out[-1] if self.out else None
                joined = self._joined(before, expression, best[3] > 0) if before is not None else None
                if joined is not None:
                    self.out[-1] = joined
                else:
                    self.out.append(expression)
                done = best[0]
        return self.out

    def _expression(self, i: int, match: Match) -> Expression | None:
        last, pattern, bound, letters = match
        tokens, op = self.reading.tokens, pattern.value
        start = letters_end(tokens.text, tokens.starts[i], letters) if letters else tokens.starts[i]
        if "governor" in bound:  # a word that the rule needs and that is not part of the expression
            i += 1
            start = tokens.starts[i]
        if op == "event-md":
            known = self.slots.classes["standing-event"].get(f"{bound['d']} {bound['month']}")
            op, bound = ("standing", bound | {"standing": known}) if known else ("md", bound)
        elif op in ("md", "md-or-ymd") and "year" not in bound and "month" in bound and not bound.keys() & {"lastnext", "thislastnext"}:
            known = self.slots.classes["standing-day"].get(f"{bound['d']} {bound['month']}")
            op, bound = ("standing", bound | {"standing": known}) if known else (op, bound)
        sense = tense(self.reading, self.words, i, last)
        if op == "weekday" and _to_come(self.reading, i):
            sense = "future"
        if op == "ago" and bound["w"] == "after" and sense != "future":
            return None  # told from inside the story, not from the day of writing
        args = tuple(sorted(bound.items()))
        if op in ("same", "d-of-month-same", "month-same"):
            anchor = self._anchor(bound.get("the-unit", "month"))
            if anchor is None:
                return None
            op, args = ("d-of-month" if op == "d-of-month-same" else op), (*args, *anchor)
        return Expression(start, tokens.ends[last - 1], i, last, op, args, sense, pattern.name)

    def _anchor(self, unit: str) -> tuple[tuple[str, str], ...] | None:
        """The date named before, as what the next expression points back to; of a chain of such, its first."""
        for before in reversed(self.out[-_BACK:]):
            if unit == "day" and _GRAIN.get(before.op) != "day" and before.op not in ("today", "night", "same"):
                continue
            inherited = tuple((name, value) for name, value in before.args if name.startswith(ANCHOR))
            return inherited or before.nested(ANCHOR)
        return None

    def _joined(self, before: Expression, here: Expression, clitic: bool) -> Expression | None:
        """Two expressions that are first and last of one range: ``من … إلى …``, ``بين … و…``, ``… حتى …``."""
        grain, tokens = _GRAIN.get(here.op), self.reading.tokens
        if grain is None or _GRAIN.get(before.op) != grain or here.first - before.last > 2:
            return None
        if tokens.line[before.first] != tokens.line[here.first]:
            return None
        between = tokens.words[before.last : here.first]
        opener = self.reading.word(before.first - 1)
        fits = False
        if len(between) == 1:
            fits = between[0] in self.words["range-to"] or (between[0] in ("-", "–") and before.op == here.op == "weekday")
        if not fits and _governor(opener, self.words["between"]):
            fits = between[-1] in self.words["and-word"] if between else clitic and tokens.words[here.first][0] in self.words["and-word"]
        if not fits:
            return None
        args = (*before.nested(FROM), *here.nested(TO))
        return Expression(before.start, here.end, before.first, here.last, "range", args, here.tense, "range")


def vetoed(reading: Reading, words: Words, i: int, match: Match, earlier: Expression | None = None) -> bool:
    """Whether a longer name covers the match («روسيا اليوم»), or its neighbours make it something else."""
    last, pattern, bound, letters = match
    op = pattern.value
    for k in (i, last - 1):
        hit = reading.at[k]
        if hit is not None and (hit.last - hit.first > 1 or "actor" in hit.kinds) and hit.of("actor", "date-stop", "track"):
            inside = hit.first >= i and hit.last <= last
            if not inside or op in ("today", "month-in", "month", "weekday") or "date-stop" in hit.kinds:
                return True
    before, after = reading.word(i - 1), reading.word(last)
    if op == "today":
        return after in words["not-today"] or before in words["not-today"] or _quoted_alone(reading, i, last)
    if op == "weekday":
        return last == i + 1 and before in words["not-weekday"]
    if op in ("ymd", "md", "range-md"):
        return before in words["time-of-day"]
    if op == "month-in":
        return not _governed_month(reading, words, i, last, earlier, letters > 0)
    if op == "year-in":
        return not _governed_year(reading, words, i, last, earlier)
    if op == "ago":  # measured from an event, or no unit but a month's name (بعد شهر رمضان)
        behind = last + (after in words["only"])
        return reading.word(behind) in words["of-word"] or reading.is_word(last, "hijri-month") or reading.is_word(last, "month")
    return op == "part-unit" and bound["the-unit"] == "week" and "thislastnext" not in bound and "demonstrative" not in bound


def _quoted_alone(reading: Reading, i: int, last: int) -> bool:
    """A newspaper's name: the word alone between quotation marks."""
    region = reading.region_of[i]
    return region is not None and reading.tokens.at(region.start) == i and reading.tokens.at(region.end) == last


def _governed_month(reading: Reading, words: Words, i: int, last: int, earlier: Expression | None, clitic: bool) -> bool:
    """A month without day and year is one behind a preposition; a month's name that is a word or surname too, behind some."""
    before, after = reading.word(i - 1), reading.word(last)
    if earlier is not None and earlier.op in ("month-in", "month") and earlier.last == i and reading.word(i).startswith("و"):
        return True
    if after.startswith("ال") and not reading.is_word(last, "weekday") and last == i + 1:
        return False
    word = reading.word(i)
    if clitic:
        return word[0] in ("ب", "ل") and word[1:] in words["plain-month"]
    weak = last == i + 1 and word in words["weak-month"]
    return _governor(before, words["firm-prep"] if weak else words["month-prep"])


def _governed_year(reading: Reading, words: Words, i: int, last: int, earlier: Expression | None) -> bool:
    """A number is a year behind a preposition, unless what is counted follows it (``من 2000 مقاتل``)."""
    before, after = reading.word(i - 1), reading.word(last)
    if earlier is not None and earlier.op in ("year", "year-in") and i - earlier.last == 1 and before in ("و", "أو", "-", "–", "/"):
        return True
    if _governor(before, words["firm-prep"]):
        return reading.word(i) not in words["round-year"] or not after.isalpha()
    if not _governor(before, words["year-prep"]) or reading.word(i) in words["round-year"]:
        return False
    return not after.isalpha() or reading.at[last] is not None or after.startswith("و")


def tense(reading: Reading, words: Words, first: int, last: int) -> str | None:
    """Past or future, by the nearest verb before the expression in its sentence, else behind it."""
    tokens, at = reading.tokens, reading.at
    sentence = reading.sentence_of[first]
    for i in range(first - 1, max(-1, first - _REACH), -1):
        if reading.sentence_of[i] != sentence:
            break
        sign = _verb_tense(reading, words, i)
        if sign:
            return sign
    for i in range(last, min(last + 6, len(tokens.words))):
        if reading.sentence_of[i] != sentence or at[i] is None and tokens.words[i] in ("،", "."):
            break
        sign = _verb_tense(reading, words, i)
        if sign:
            return sign
    return None


_NEAR_VERB = 16
_AHEAD = frozenset({"status-planned", "future-verb"})
_VERBS = frozenset({"encounter-verb", "cue", "status-postponed", "status-cancelled"})


def _verb_tense(reading: Reading, words: Words, i: int) -> str | None:
    hit = reading.at[i]
    if hit is not None and reading.tokens.words[i] not in words["between"]:
        if not hit.kinds.isdisjoint(_AHEAD) or ("next" in hit.kinds and hit.first == i):
            return "future"
        if not hit.kinds.isdisjoint(_VERBS):
            entry = hit.of(*_VERBS)
            return {"past": "past", "future": "future"}.get(entry.get("tense")) if entry is not None else None
        if hit.of("actor", "place") is not None:
            return None  # ستارمر, ستافان: a name may begin as a verb of the future does
    word = reading.tokens.words[i]
    bare = word[1:] if word[:1] in "وف" and word[1:2] == "س" else word
    if len(bare) > 4 and bare[0] == "س" and bare[1] in "يتن" and bare not in words["not-future"]:
        frequency = reading.known.frequency
        if bare[1:] in frequency or "ي" + bare[2:] in frequency or frequency.get(bare, 0) < 3.9:
            return "future"
    return None


def _to_come(reading: Reading, weekday: int) -> bool:
    """``يزور فلان أنقرة الأربعاء``: beside a present verb of encounter a weekday is the next one, unless كان stands before it."""
    for i in range(weekday - 1, max(-1, weekday - _NEAR_VERB), -1):
        hit = reading.at[i]
        if reading.sentence_of[i] != reading.sentence_of[weekday] or hit is not None and hit.first == i and hit.of("cue", "relative"):
            return False
        verb = hit.of("encounter-verb") if hit is not None and hit.first == i else None
        if verb is not None and verb.get("tense") in ("past", "present", "future"):
            near = range(max(0, i - 3), i)
            present = verb.get("tense") == "present" and not verb.get("noun") and not verb.get("f")
            return present and not any(reading.is_word(j, "past-anchor") for j in near)
    return False


__all__ = ["DateSlots", "Expression", "compiled", "find", "resolve", "tense", "vetoed"]
