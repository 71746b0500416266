"""Fifty readers click through the pages of one dashboard process at once: how long each page takes them, and whether any fails.

    python bench/readers.py [--store var/bench/store.duckdb] [--readers 50] [--clicks 10] [--think 10]

A reader holds a connection of his own, as a browser does, asks for a page with a filter, reads until the page stands, thinks
(``--think`` seconds on average, from half to one and a half times that) and goes on. Times are from the click until the server has sent
the whole page. What a browser does with it is not in them: see ``paint.py``.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.serving import Server, dashboard  # noqa: E402
from core.store.query import open_store  # noqa: E402

PAGES = ("", "timeline", "map", "actors", "quotes", "article", "method")
WEIGHTS = (3, 3, 2, 2, 5, 2, 1)
PATIENCE = 60
"""Seconds after which a reader gives up, which counts as an error."""


@dataclass(slots=True)
class Outcome:
    """Seconds per page, in the order they were asked for, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def late(self, share: float = 0.95) -> float:
        """The percentile of the seconds."""
        found = sorted(self.seconds)
        return found[min(len(found) - 1, int(share * len(found)))]


def queries(store: Path | None, seed: int) -> list[dict[str, str]]:
    """Filters as readers choose them: mostly one value, from frequent ones to rare."""
    r = random.Random(seed)
    opened = open_store(store) if store else None
    found: list[dict[str, str]] = [{} for _ in range(20)]
    for name in ("actors", "speakers", "places", "tracks", "outlets", "modes") if opened else ():
        values = list(opened.options(name, limit=200)["value"]) if opened else []
        found += [{name: value} for value in r.sample(values, min(len(values), 15))]
    for year in range(2012, 2025):
        found.append({"date_from": f"{year}-01-01", "date_to": f"{year}-12-31"})
    if opened:
        words = opened.rows("SELECT word FROM terms WHERE len(ns) > 50 ORDER BY word LIMIT 400")
        found += [{"text": word} for (word,) in r.sample(words, min(len(words), 15))]
        opened.close()
    return found


async def _ask(socket: websockets.ClientConnection, page: str, query: dict[str, str]) -> str | None:
    """One page; ``None``, or what went wrong."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = urlencode({"lang": "ar", **query})
    await socket.send(message.SerializeToString())
    fault = None
    async with asyncio.timeout(PATIENCE):
        while True:
            data = await socket.recv(decode=False)
            if b'class="empty" role="alert"' in data:
                fault = "the page says that something went wrong"
            answer = ForwardMsg.FromString(data)
            if answer.WhichOneof("type") == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
                fault = answer.delta.new_element.exception.message
            if answer.WhichOneof("type") == "script_finished":
                if answer.script_finished in (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR):
                    return fault
                continue  # the run was ended early for another one (a switch of page)


async def _reader(server: Server, number: int, clicks: int, think: float, chosen: list[dict[str, str]], out: Outcome) -> None:
    r = random.Random(number)
    await asyncio.sleep(r.uniform(0, think))
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    try:
        async with websockets.connect(address, subprotocols=[websockets.Subprotocol("streamlit")], max_size=None) as socket:
            for _ in range(clicks):
                page = r.choices(PAGES, WEIGHTS)[0]
                start = time.perf_counter()
                fault = await _ask(socket, page, r.choice(chosen) if page != "method" else {})
                out.seconds.append(time.perf_counter() - start)
                out.pages.append(page or "overview")
                if fault:
                    out.errors.append(f"{page}: {fault}")
                await asyncio.sleep(r.uniform(0.5, 1.5) * think)
    except (OSError, TimeoutError, websockets.WebSocketException) as error:
        out.errors.append(f"reader {number}: {type(error).__name__} {error}")


def crowd(server: Server, store: Path | None, readers: int, clicks: int, think: float) -> Outcome:
    """All readers at once."""
    out = Outcome()
    chosen = queries(store, 11)

    async def everybody() -> None:
        await asyncio.gather(*(_reader(server, n, clicks, think, chosen, out) for n in range(readers)))

    asyncio.run(everybody())
    return out


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, default=Path("var/bench/store.duckdb"))
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--clicks", type=int, default=10)
    parser.add_argument("--think", type=float, default=10.0)
    options = parser.parse_args()
    with dashboard(options.store, Path("var/bench/readers.log")) as server:
        crowd(server, options.store, 1, 8, 0.1)  # one reader before, so that what is loaded once is loaded
        start, spent = time.perf_counter(), server.cpu()
        out = crowd(server, options.store, options.readers, options.clicks, options.think)
        seconds, spent = time.perf_counter() - start, server.cpu() - spent
        memory = server.megabytes("VmHWM")
    print(f"{options.readers} readers, {len(out.seconds)} pages in {seconds:.0f} s, thinking {options.think:g} s between them:")
    print(
        f"median {statistics.median(out.seconds):.2f} s, 95th percentile {out.late():.2f} s (target 2 s), longest {max(out.seconds):.2f} s;"
    )
    print(f"{len(out.errors)} errors; {1000 * spent / len(out.seconds):.0f} ms of processor time a page; peak memory {memory:,.0f} MB")
    for page in sorted(set(out.pages)):
        mine = [s for s, p in zip(out.seconds, out.pages, strict=True) if p == page]
        print(f"  {page}: {len(mine)}, median {statistics.median(mine):.2f} s, longest {max(mine):.2f} s")
    for error in out.errors[:5]:
        print(error)


if __name__ == "__main__":
    main()
