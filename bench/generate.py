"""A large store of invented rows, the same for the same seed and scale: 1,000,000 quotes, 300,000 talks, 70,000 articles at 1.

    python bench/generate.py [--scale 1.0] [--store var/bench/store.duckdb]

Words, names and contents are random letters; only the shapes are those of real news: Zipf-like words, speakers and places, 14 years,
most talks told by one article and a few by many. Rows go the way of a real build (parts, merge, search index), only extraction is
left out. Prints how long each step took.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.ingest.records import content_hash  # noqa: E402
from core.model import Actor, Document, Extraction, Mention, Published, Quote, Talk  # noqa: E402
from core.store.build import _Parts, fingerprint  # noqa: E402
from core.store.copies import PERMUTATIONS  # noqa: E402
from core.store.finish import finish  # noqa: E402
from core.store.intake import stored_documents  # noqa: E402
from core.store.merge import Report  # noqa: E402
from core.store.reference import Reference  # noqa: E402
from core.store.rows import short_id  # noqa: E402
from core.store.schema import date_prec  # noqa: E402

SEED = 20261123
EXTRACTOR = "bench.generate:extract"
ARTICLES, QUOTES_EACH, EVENTS, REPORTS_EACH = 70_000, 14.35, 720_000, 8.8
COPIED = 0.03
"""Share of articles that repeat the one before."""
POOL = 500_000
"""Draws made once and read from any place on: much faster than drawing each word, and as good here."""
LETTERS = "اابتثجحخدذرزسشصضطظعغفقكللمننهوويي"
KINDS = ("meeting", "meeting", "meeting", "call", "visit", "summit", "negotiations", "conference", "session")
STATUSES = ("held", "held", "held", "ongoing", "planned", "proposed")
FIRST, DAYS = date(2011, 3, 15), 5_300
STATES, PEOPLE, PLACES = 40, 3_000, 600


class World:
    """Names, words and events to draw from."""

    def __init__(self, scale: float, seed: int = SEED, days: int = DAYS) -> None:
        self.days = days
        self.random = random.Random(seed)
        pick = self.random.choice
        self.words = ["".join(pick(LETTERS) for _ in range(self.random.randint(2, 7))) for _ in range(60_000)]
        self.stream = self.random.choices(self.words, cum_weights=_zipf(len(self.words)), k=POOL)
        self.states = [f"state-{i}" for i in range(STATES)]
        self.people = [(f"person-{i}", self.states[int(self.random.paretovariate(0.7)) % STATES]) for i in range(PEOPLE)]
        self.crowd = self.random.choices(self.people, cum_weights=_zipf(PEOPLE), k=POOL)
        self.places = [f"place-{i}" for i in range(PLACES)]
        self.map = self.random.choices(self.places, cum_weights=_zipf(PLACES), k=POOL)
        self.articles = max(1, int(ARTICLES * scale))
        self.events = [self.event() for _ in range(max(1, int(EVENTS * scale)))]
        self.events.sort(key=lambda e: e[0])

    def draw(self, pool: list[Any], count: int) -> list[Any]:
        """``count`` draws that lie together in ``pool``."""
        start = int(self.random.random() * (POOL - count))
        return pool[start : start + count]

    def event(self) -> tuple[int, int, str, str, str | None, tuple[str, ...], str | None]:
        """``(first day, days, kind, status, place, participants, track)``."""
        r = self.random
        drawn = self.draw(self.crowd, r.choice((2, 2, 2, 3, 4)))
        people = tuple(dict.fromkeys(person[r.random() < 0.3] for person in drawn))
        place = self.draw(self.map, 1)[0] if r.random() < 0.8 else None
        track = r.choice(("astana", "geneva")) if r.random() < 0.2 else None
        return r.randrange(self.days), 1 if r.random() < 0.9 else 3, r.choice(KINDS), r.choice(STATUSES), place, people, track

    def reference(self) -> Reference:
        """The knowledge of this world."""
        actors: dict[str, Any] = {
            s: (s, f"دولة {i}", f"State {i}", "state", None, f"side-{i % 8}", True) for i, s in enumerate(self.states)
        }
        for i, (person, state) in enumerate(self.people):
            name = f"{self.words[-2 * i - 1]} {self.words[-2 * i - 2]}"
            actors[person] = (person, name, f"Person {i}", "person", state, actors[state][5], True)
        places: dict[str, Any] = {}
        for i, place in enumerate(self.places):
            places[place] = (place, self.words[-9_000 - i], f"Place {i}", "city", "SY", 30 + i % 10, 35 + i % 12, None, 1)
        named = [("astana", "مسار 1", "Track 1", 0), ("geneva", "مسار 2", "Track 2", 1)]
        return Reference(actors, places, named, [(f"side-{i}", f"طرف {i}", f"Side {i}", i) for i in range(8)], [], {}, "bench")


def _zipf(count: int) -> list[float]:
    return list(accumulate(1.0 / (rank + 2) for rank in range(count)))


def articles(world: World) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
    """The rows of one article after the other."""
    r = world.random
    sides = {actor: row[5] for actor, row in world.reference().actors.items()}
    before = (0, "")
    for number in range(world.articles):
        doc, outlet = f"d{number:06d}", f"outlet-{min(29, int(r.paretovariate(0.8)) - 1)}"
        event = r.randrange(len(world.events))
        signature = r.randbytes(4 * PERMUTATIONS).hex()
        if number and r.random() < COPIED:
            event, signature = before
        before = event, signature
        day = FIRST + timedelta(days=world.events[event][0] + r.randint(-2, 2))
        said = world.draw(world.stream, 260)
        rows: dict[str, list[tuple[Any, ...]]] = {"dates": []}
        document = Document(
            doc, " ".join(said), " ".join(said[:8]), outlet, f"https://{outlet}.example/{number}", Published(day, day, "given")
        )
        rows["documents"] = [
            (doc, None, document.title, outlet, outlet, document.url, day, day, "given", document.text, "", 260, content_hash(document),
             None, None, signature)
        ]  # fmt: skip
        rows["doc_words"] = [(doc, word) for word in sorted(set(said))]
        _quotes(world, doc, outlet, day, sides, rows)
        _reports(world, doc, event, day, rows)
        people = dict.fromkeys([q[6] for q in rows["quotes"] if q[6]] + [a[1] for a in rows["report_participants"]])
        rows["document_actors"] = [(doc, a, a, a, "person", None, sides.get(a), True, None, "bench", 1.0, r.randint(1, 2)) for a in people]
        seen = dict.fromkeys([t[10] for t in rows["talk_reports"] if t[10]])
        rows["document_places"] = [(doc, p, p, p, "city", "SY", 33.0, 36.0, None, 1, "bench", 1.0, r.randint(1, 2)) for p in seen]
        rows["mentions"] = _mentions(world, doc, rows)
        yield rows


def _mentions(world: World, doc: str, rows: dict[str, list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """As many mentions as the rows about actors and places count, anywhere in the text."""
    found = []
    for kind in ("actor", "place"):
        for row in rows[f"document_{kind}s"]:
            for _ in range(row[-1]):
                start = int(world.random.random() * 1_200)
                found.append((doc, kind, row[1], start, start + 6, row[1], "bench"))
    return found


def _quotes(world: World, doc: str, outlet: str, day: date, sides: dict[str, str], rows: dict[str, list[tuple[Any, ...]]]) -> None:
    r = world.random
    rows["quotes"], rows["quote_about"], rows["quote_words"] = [], [], []
    for i in range(max(0, round(r.gauss(QUOTES_EACH, 4)))):
        key = short_id(doc, i)
        speaker = world.draw(world.crowd, 1)[0][0] if r.random() < 0.85 else None
        content = " ".join(world.draw(world.stream, 25))
        rows["quotes"].append((
            key, None, doc, False, outlet, r.choice(("direct", "indirect", "indirect", "mixed")), speaker, None, sides.get(speaker or ""),
            "x", r.choice(("say", "affirm", "deny", "demand", "warn")), i * 170, i * 170 + len(content), content, day, 1, i * 170,
            i * 170 + len(content), "bench", 1.0,
        ))  # fmt: skip
        rows["quote_words"].append((key, content))
        for other in dict.fromkeys(world.draw(world.crowd, 2)):
            rows["quote_about"].append((key, "actor", other[r.random() < 0.5], True))
        if r.random() < 0.4:
            rows["quote_about"].append((key, "place", world.draw(world.map, 1)[0], True))


def _reports(world: World, doc: str, event: int, day: date, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    r = world.random
    rows["talk_reports"], rows["report_participants"], rows["report_words"] = [], [], []
    near = [(event + int(r.gauss(0, 12))) % len(world.events) for _ in range(max(1, round(r.gauss(REPORTS_EACH, 2))))]
    for i, index in enumerate(dict.fromkeys(near)):
        offset, days, kind, status, place, people, track = world.events[index]
        first = FIRST + timedelta(days=offset)
        last = first + timedelta(days=days - 1)
        key, said = short_id(doc, "t", i), " ".join(world.draw(world.stream, 18))
        rows["talk_reports"].append((
            key, None, doc, None, kind, status, first, last, date_prec(first, last), "stated", place if r.random() < 0.9 else None, track,
            None, None, i * 120, i * 120 + len(said), None, None, said, "bench", 0.8,
        ))  # fmt: skip
        rows["report_words"].append((key, said))
        rows["report_participants"] += [(key, actor, position) for position, actor in enumerate(people)]


def reports(count: int, seed: int = SEED) -> tuple[list[Report], dict[str, tuple[str, ...]]]:
    """``count`` talk reports for merging alone, at a density of days like a store's, and the actors' scopes."""
    scale = count / (ARTICLES * REPORTS_EACH)
    world = World(scale, seed, max(30, int(DAYS * scale)))
    found: list[Report] = []
    number = 0
    while len(found) < count:
        rows: dict[str, list[tuple[Any, ...]]] = {}
        event = world.random.randrange(len(world.events))
        _reports(world, f"d{number:07d}", event, FIRST, rows)
        people: dict[str, list[str]] = {}
        for key, actor, _ in rows["report_participants"]:
            people.setdefault(key, []).append(actor)
        for t in rows["talk_reports"]:
            found.append(Report(t[0], t[2], None, t[6], False, *t[4:8], t[9], t[10], t[11], t[12], t[13], tuple(people[t[0]]), t[20]))
        number += 1
    return found[:count], {**{s: (s,) for s in world.states}, **{p: (p, s) for p, s in world.people}}


def listed(store: Path) -> Path:
    """Where the articles of a generated store lie as JSON Lines, as somebody who adds to it would still have them."""
    return store.with_suffix(".jsonl")


def article_line(doc: str, title: str, source: str, url: str, day: date, text: str) -> str:
    """One article as ``core.ingest`` reads it."""
    return (
        json.dumps({"id": doc, "title": title, "source": source, "url": url, "published": str(day), "text": text}, ensure_ascii=False)
        + "\n"
    )


def extract(document: Document) -> Extraction:
    """What stands in for extraction when articles are added to a generated store: as many talks and quotes, at random."""
    world = _small_world()
    r = random.Random(document.id)
    day = document.published.first or FIRST
    actors = world.reference().actors
    talks, quotes = [], []
    for i in range(8):
        people = tuple(dict.fromkeys(person[r.random() < 0.3] for person in r.choices(world.people[:300], k=2)))
        when, start = day + timedelta(days=r.randint(-2, 2)), i * 120
        talks.append(
            Talk(r.choice(KINDS), "held", when, when, r.choice(world.places), people, None, start, start + 100, "stated", rule="bench")  # type: ignore[arg-type]
        )
    for i in range(14):
        person, start = r.choice(world.people)[0], i * 60
        quotes.append(Quote(start, start + 55, "indirect", person, None, "x", "say", None, (start, start + 58), "bench"))
    named = {*(q.speaker for q in quotes), *(p for t in talks for p in t.participants)}
    found = tuple(
        Actor(key, actors[key][1], actors[key][2], actors[key][3], actors[key][4], actors[key][5], (Mention(i, i + 5, "bench"),))
        for i, key in enumerate(sorted(str(key) for key in named))
    )
    return Extraction(document, document.published, found, (), (), tuple(talks), tuple(quotes))


@lru_cache(maxsize=1)
def _small_world() -> World:
    """The same people and places as in any world, and next to no events."""
    return World(0.0001)


def make(store: Path, scale: float) -> dict[str, float]:
    """Write the store; seconds per step."""
    start = time.perf_counter()
    world = World(scale)
    parts = store.with_name(store.name + ".parts") / "bench"
    shutil.rmtree(parts.parent, ignore_errors=True)
    parts.mkdir(parents=True)
    writer = _Parts(parts)
    keep: dict[str, str] = {}
    with listed(store).open("w", encoding="utf-8") as lines:
        for rows in articles(world):
            writer.add(rows)
            row = rows["documents"][0]
            keep[row[0]] = row[12]
            lines.write(article_line(*(row[i] for i in (0, 2, 3, 5, 6, 9))))
    writer.flush()
    made = time.perf_counter()
    reference, spent = world.reference(), time.process_time()
    finish(store, parts, keep, fingerprint(reference, EXTRACTOR), reference)
    shutil.rmtree(parts.parent)
    return {"generate": made - start, "build": time.perf_counter() - made, "processor": time.process_time() - spent}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--store", type=Path, default=Path("var/bench/store.duckdb"))
    options = parser.parse_args()
    options.store.parent.mkdir(parents=True, exist_ok=True)
    if options.scale == 1.0 and len(stored_documents(options.store, fingerprint(_small_world().reference(), EXTRACTOR))) == ARTICLES:
        print(f"{options.store} is there already; take it away to make it anew")
        return
    steps = make(options.store, options.scale)
    size = options.store.stat().st_size / 1e6
    print(f"{options.store}: {size:,.0f} MB, rows generated in {steps['generate']:.1f} s,", end=" ")
    print(f"store finished in {steps['build']:.1f} s", end=" ")
    print(f"({steps['processor']:.0f} s of processor time)")


if __name__ == "__main__":
    main()
