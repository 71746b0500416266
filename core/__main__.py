"""``python -m core``: extract, build, export, check, explain and geocode from the command line.

Exit codes: 0 all well; 1 some input was refused (the rest is done), something is at fault or an optional part is not
installed; 2 wrong usage; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from core.model import Document, Published

if TYPE_CHECKING:
    from core.batch import Progress
    from core.ingest.clean import Furniture
    from core.ingest.records import Refusal

KNOWLEDGE = Path(__file__).resolve().parents[1] / "data" / "knowledge"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(argv)
    command = {
        "extract": _extract, "build": _build, "export": _export, "check": _check, "explain": _explain, "geocode": _geocode,
    }[options.command]  # fmt: skip
    try:
        return command(options)
    except KeyboardInterrupt:
        print("interrupted; run the same command again to go on", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except RuntimeError as error:
        if type(error).__module__.startswith("core."):
            print(error, file=sys.stderr)
            return 1
        raise


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m core",
        description="Talks, places and quotes from Arabic news on the diplomacy around Syria.",
        epilog="Exit codes: 0 all well; 1 some input was refused (the rest is done), something is at fault or an optional part is not "
        "installed; 2 wrong usage; 130 interrupted.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    extract = commands.add_parser("extract", help="articles → JSON Lines")
    build = commands.add_parser("build", help="articles → a store for the dashboard")
    for command in (extract, build):
        command.add_argument("input", nargs="+", help="files, folders, archives (zip, tar): txt, md, html, jsonl, csv, parquet (also .gz)")
        command.add_argument("--published", help="publication day for articles without one, YYYY-MM-DD (or YYYY-MM, or from..to)")
        command.add_argument("--jobs", type=_jobs, default=None, help="processes (default: all cores)")
        command.add_argument("--quiet", action="store_true", help="no progress line")
        command.add_argument("--scheduler", help="a Dask cluster: tcp://host:port, or local")
        command.add_argument("--ner", choices=("camel",), help="also names that only CAMeL's neural recognizer finds")
        command.add_argument("--extractor", default="core.extract.pipeline:extract", help=argparse.SUPPRESS)
    extract.add_argument("--out", default="-", help="file to write (.jsonl or .jsonl.gz; default: standard output)")
    build.add_argument("--store", required=True, help="file to write")
    build.add_argument("--parts", help="folder (any fsspec path) for partitions; INPUT are then tables on any fsspec path, one task each")
    build.add_argument("--fresh", action="store_true", help="take nothing over from an earlier build")
    export = commands.add_parser("export", help="tables of a store → CSV, XLSX, GeoJSON, GEXF, GraphML, TimelineJS, iCalendar or ZIP")
    export.add_argument("--store", required=True, help="file that build wrote")
    export.add_argument("--out", required=True, help="file to write; its ending chooses the format")
    export.add_argument("--what", default="talks", help="talks (the default), quotes, places, actors or documents")
    export.add_argument("--filter", default="", help="as in the dashboard's address, for example “tracks=astana&date_from=2017-01-01”")
    export.add_argument("--lang", default="en", choices=("ar", "en"), help="language of headings and names (default: en)")
    check = commands.add_parser("check", help="check the knowledge tables")
    check.add_argument("folder", nargs="?", default=str(KNOWLEDGE), help="folder of the tables (default: the tables of this project)")
    explain = commands.add_parser("explain", help="which rule found what in an article, and why something was not found")
    explain.add_argument("input", metavar="ARTICLE", help="a file; of one with several articles also give --id")
    explain.add_argument("--at", type=int, metavar="OFFSET", help="only what stands there: code points of the text, counted from 0")
    explain.add_argument("--id", help="only the article with this id")
    explain.add_argument("--published", help="publication day of an article without one, YYYY-MM-DD")
    geocode = commands.add_parser("geocode", help="look coordinates of places up on a Nominatim server, as rows for review")
    geocode.add_argument("names", nargs="+", metavar="NAME", help="Arabic or English names of places")
    geocode.add_argument("--server", required=True, help="address of a Nominatim server, for example https://nominatim.openstreetmap.org")
    geocode.add_argument("--user-agent", required=True, help="who asks: a name and an address to write to, as the server's policy wants")
    geocode.add_argument("--country", help="only in this country, ISO 3166-1 alpha-2")
    geocode.add_argument("--out", default="-", help="CSV file to add the rows to (default: standard output)")
    geocode.add_argument("--cache", default="var/geocode.json", help="file that keeps the answers (default: var/geocode.json)")
    geocode.add_argument("--pause", type=float, default=1.0, help="seconds between two questions (default: 1)")
    return parser


def _jobs(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of processes: at least 1")
    return int(text)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _records(options: argparse.Namespace, *, bare: bool = False) -> Iterator[Document | Refusal]:
    from core.ingest.files import read

    return read(options.input, published=_published(options.published), furniture=None if bare else _furniture(), bare=bare)


def _furniture() -> Furniture:
    from core.ingest.clean import Furniture

    return Furniture.load(KNOWLEDGE / "language" / "furniture.csv")


def _published(text: str | None) -> Published | None:
    if not text:
        return None
    from core.ingest.records import RecordError, parse_published

    try:
        return parse_published(text)
    except RecordError as error:
        print(f"--published: {error}", file=sys.stderr)
        raise SystemExit(2) from error


def _progress(options: argparse.Namespace) -> Progress:
    from core.batch import Progress, expected

    shown = not options.quiet and sys.stderr.isatty()
    return Progress(total=expected(options.input) if shown else None, enabled=shown)


def _say(refusal: Refusal) -> None:
    print(f"\r{refusal}\x1b[K" if sys.stderr.isatty() else str(refusal), file=sys.stderr)


def _with_ner(options: argparse.Namespace) -> None:
    """Let ``--ner camel`` choose the extraction; each process holds the model (half a gigabyte), so one unless asked for more."""
    if options.ner:
        from core.extract.ner import installed, recognizer

        options.extractor, options.jobs = "core.extract.ner:extract", options.jobs or 1
        _ = recognizer() if options.jobs == 1 and not options.scheduler else installed()


def _extract(options: argparse.Namespace) -> int:
    from core.batch import extract_to

    _with_ner(options)
    balance = extract_to(
        _records(options),
        options.out,
        jobs=options.jobs or _cores(),
        extractor=options.extractor,
        scheduler=options.scheduler,
        progress=_progress(options),
        report=_say,
    )
    print(balance.line(), file=sys.stderr)
    return 1 if balance.refused else 0


def _build(options: argparse.Namespace) -> int:
    from core.store.build import build, build_partitions

    _with_ner(options)
    if options.parts:
        balance = build_partitions(
            options.input, options.store, options.parts, scheduler=options.scheduler or "local", jobs=options.jobs or _cores(),
            extractor=options.extractor, report=_say,
        )  # fmt: skip
        print(balance.line("stored"), file=sys.stderr)
        return 1 if balance.refused else 0
    balance = build(
        _records(options, bare=True), options.store, jobs=options.jobs or _cores(), extractor=options.extractor,
        scheduler=options.scheduler, progress=_progress(options), report=_say, fresh=options.fresh, furniture=_furniture(),
    )  # fmt: skip
    print(balance.line("stored"), file=sys.stderr)
    return 1 if balance.refused else 0


def _export(options: argparse.Namespace) -> int:
    from core.store.exports import export
    from core.store.filters import Filters
    from core.store.query import open_store

    store = open_store(options.store)
    filters, notes = Filters.from_query(options.filter)
    for note in notes:
        print(note, file=sys.stderr)
    try:
        export(store, filters, options.what, options.out, lang=options.lang)
    except OSError as error:
        print(f"{options.out}: not written ({error.strerror or error}): choose another --out or free space", file=sys.stderr)
        return 1
    return 0


def _check(options: argparse.Namespace) -> int:
    from core.extract.check_rules import check_rules
    from core.knowledge import check, counts

    folder = Path(options.folder)
    if not folder.is_dir():
        print(f"{folder}: no such folder; name one that holds the knowledge tables", file=sys.stderr)
        return 2
    found = check(folder)
    if not any("unknown column" in fault.what or "is missing" in fault.what for fault in found):
        found += check_rules(folder)
    for fault in found:
        print(fault)
    print(", ".join(f"{count:,} {name}" for name, count in counts(folder).items()))
    faults = sum(not fault.warning for fault in found)
    print(f"{faults} faults, {len(found) - faults} warnings" if found else "no faults")
    return 1 if faults else 0


def _explain(options: argparse.Namespace) -> int:
    from core.extract.explain import explain

    refused, chosen = False, None
    for record in _records(argparse.Namespace(input=[options.input], published=options.published)):
        if not isinstance(record, Document):
            _say(record)
            refused = True
        elif options.id in (None, record.id):
            if options.at is not None and chosen is not None:
                print(f"{options.input}: several articles there; say which with --id, for example --id {chosen.id}", file=sys.stderr)
                return 2
            chosen = record
            if options.at is None:
                print(f"== {record.id}\n{explain(record)}")
    if chosen is None and not refused:
        print(f"{options.input}: no article with the id {options.id}", file=sys.stderr)
        return 2
    if chosen is not None and options.at is not None:
        try:
            print(explain(chosen, options.at))
        except IndexError as error:
            print(f"--at: {error}", file=sys.stderr)
            return 2
    return 1 if refused else 0


def _geocode(options: argparse.Namespace) -> int:
    from core.knowledge.geocode import geocode

    return geocode(
        options.names, server=options.server, user_agent=options.user_agent, country=options.country, out=options.out,
        cache=Path(options.cache), pause=options.pause,
    )  # fmt: skip


def _leave(code: int) -> NoReturn:
    """End the process. DuckDB's binding, once Arrow tables went through it, fills the terminal with reports of leaks when Python
    takes itself down; everything is closed and written by now, so that step is left out."""
    if "duckdb" in sys.modules:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            code = 1
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    _leave(main())
