"""What leaves the store: tables in the columns a researcher expects (names after UCDP GED where it has them), in any format.

``export_bytes`` makes one file of what the filters leave; the ZIP holds everything with its codebook, licence and origin.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from core.store import formats
from core.store.codes import quote_code, talk_code
from core.store.connection import MAX_LIMIT
from core.store.filters import Filters
from core.store.query import Store

What = Literal["talks", "quotes", "places", "actors", "documents"]
WHAT: tuple[What, ...] = ("talks", "quotes", "places", "actors", "documents")
FORMATS: dict[str, str] = {
    "csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "geojson": "application/geo+json",
    "gexf": "application/xml", "graphml": "application/xml", "json": "application/json", "ics": "text/calendar", "zip": "application/zip",
}  # fmt: skip
"""Ending → media type; ``json`` is TimelineJS."""
LICENCE = "CC BY 4.0 for the tables; the quoted words belong to their sources"

_COLUMNS: dict[What, dict[str, str]] = {
    "talks": {
        "id": "identifier of the talk, stable as long as its first report stays the same",
        "headline": "who, what and where in one line",
        "kind": "meeting, call, visit, summit, negotiations, conference or session",
        "status": "held, ongoing, planned, proposed, postponed or cancelled, as the latest report has it",
        "date_start": "first day, ISO 8601; empty when unknown",
        "date_end": "last day, ISO 8601",
        "date_prec": "UCDP GED: 1 exact day, 2 two to six days, 3 a week, 4 up to a month, 5 longer",
        "days_basis": "stated with the talk, or inferred from elsewhere in the article",
        "track": "the formal process it belongs to",
        "round": "number of the round",
        "where_coordinates": "the place by name",
        "where_prec": "UCDP GED: 1 exact … 4 province … 6 country, 7 international",
        "latitude": "decimal degrees, WGS 84",
        "longitude": "decimal degrees, WGS 84",
        "country": "ISO 3166-1 alpha-2",
        "participants": "names, separated by semicolons",
        "participant_ids": "their identifiers, in the same order",
        "number_of_sources": "independent articles that report it (copies counted once)",
        "number_of_outlets": "outlets that carried it",
        "first_reported": "day of the first article",
        "announced_before": "days it was reported ahead of its first day",
        "confidence": "0 to 1, of all reports together",
        "disagreement": "JSON: fields in which the reports differ, and their values",
        "documented": "identifier in the table of documented talks",
        "cameo": "CAMEO event code: of the encounter, or of the announcement where it is planned or proposed; empty for one called off",
        "plover": "PLOVER event type, likewise",
    },
    "quotes": {
        "id": "identifier of the quote", "speaker_id": "identifier of the speaker; empty for an unnamed source",
        "speaker": "name of the speaker",
        "speaker_text": "how the article names the speaker", "side": "the side the speaker stands on", "mode": "direct, indirect or mixed",
        "cue": "the reporting word", "cue_class": "its class", "content": "the words reported",
        "source_date": "day of publication, ISO 8601",
        "date_prec": "precision of that day, as for talks", "source_headline": "the article's title", "source_office": "the outlet",
        "source_original": "the article's address", "source_article": "the article's identifier",
        "char_start": "first character in the article",
        "char_end": "behind the last character", "rule": "the rule that found it", "confidence": "0 to 1",
        "cameo": "CAMEO code of the class of the reporting word, where it has one", "plover": "PLOVER event type, likewise",
    },
    "places": {
        "id": "identifier of the place", "name": "its name", "kind": "country, region, city or site", "country": "ISO 3166-1 alpha-2",
        "latitude": "decimal degrees, WGS 84", "longitude": "decimal degrees, WGS 84", "where_prec": "as for talks", "talks": "talks there",
    },
    "actors": {
        "id": "identifier of the actor", "name_ar": "Arabic name", "name_en": "English name", "kind": "person, state, organization …",
        "affiliation": "identifier of the state or body it speaks for", "side": "the side it stands on", "talks": "talks it took part in",
        "quotes": "quotes of it", "mentions": "mentions of it",
    },
    "documents": {
        "id": "identifier of the article", "source_headline": "its title", "source_office": "the outlet", "source_original": "its address",
        "source_date": "first possible day of publication", "source_date_end": "last possible day",
        "published_basis": "given, stated, inferred or unknown", "words": "how many", "copy_of": "the article it repeats",
        "talks": "talk reports in it",
        "quotes": "quotes in it",
    },
}  # fmt: skip


def table(store: Store, filters: Filters, what: What, lang: str = "en") -> pd.DataFrame:
    """The rows of ``what`` that the filters leave, in the export columns, names in ``lang``. Raises ``ValueError`` for another table."""
    makers = {"talks": _talks, "quotes": _quotes, "places": _places, "actors": _actors, "documents": _documents}
    if what not in makers:
        raise ValueError(f"{what!r} is no table: choose one of {', '.join(WHAT)}")
    return makers[what](store, filters, "ar" if lang == "ar" else "en")[list(_COLUMNS[what])]


def _talks(store: Store, filters: Filters, lang: str) -> pd.DataFrame:
    frame = store.talks(filters, sort="date_start", limit=MAX_LIMIT)
    tracks = store.labels("track", lang)
    join = "، " if lang == "ar" else ", "
    frame["participant_ids"] = [
        "; ".join(ids) if isinstance(ids, (list, tuple)) or hasattr(ids, "__len__") else "" for ids in frame["participants"]
    ]
    frame["participants"] = frame[f"participants_{lang}"].fillna("").str.replace(join, "; ", regex=False)
    frame["where_coordinates"] = frame[f"place_{lang}"]
    frame["track"] = frame["track"].map(lambda value: tracks.get(value, value))
    for project in ("CAMEO", "PLOVER"):
        frame[project.lower()] = [talk_code(project, kind, status) for kind, status in zip(frame["kind"], frame["status"], strict=True)]
    parts = frame[[f"name_{lang}", "where_coordinates", f"participants_{lang}", "kind"]].itertuples(index=False, name=None)
    frame["headline"] = [_text(name) or ": ".join(filter(None, (_text(place), _text(who)))) or kind for name, place, who, kind in parts]
    renamed = {"talk_id": "id", "lat": "latitude", "lon": "longitude", "n_reports": "number_of_sources", "n_outlets": "number_of_outlets"}
    return frame.rename(columns=renamed)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _quotes(store: Store, filters: Filters, lang: str) -> pd.DataFrame:
    frame = store.quotes(filters, sort="day", limit=MAX_LIMIT)
    frame["side"] = frame["speaker_side"].map(lambda value: store.labels("side", lang).get(value, value))
    for project in ("CAMEO", "PLOVER"):
        frame[project.lower()] = [quote_code(project, verb) for verb in frame["cue_class"]]
    frame["speaker_id"], frame["speaker"] = frame["speaker"], frame[f"speaker_{lang}"]
    frame["source_office"] = frame["source"].where(frame["source"].notna(), frame["outlet"])
    renamed = {
        "quote_id": "id",
        "day": "source_date",
        "day_prec": "date_prec",
        "title": "source_headline",
        "url": "source_original",
        "doc_id": "source_article",
    }
    return frame.rename(columns=renamed)


def _places(store: Store, filters: Filters, lang: str) -> pd.DataFrame:
    frame = store.place_counts(filters, "talks")
    frame["name"] = frame[f"name_{lang}"]
    return frame.rename(columns={"place_id": "id", "lat": "latitude", "lon": "longitude", "n": "talks"})


def _actors(store: Store, filters: Filters, lang: str) -> pd.DataFrame:
    return store.actor_counts(filters, limit=MAX_LIMIT).rename(columns={"actor_id": "id"})


def _documents(store: Store, filters: Filters, lang: str) -> pd.DataFrame:
    renamed = {
        "doc_id": "id", "title": "source_headline", "url": "source_original", "published_from": "source_date",
        "published_to": "source_date_end",
        "n_words": "words",
    }  # fmt: skip
    frame = store.articles(filters, sort="published_from", limit=MAX_LIMIT).rename(columns=renamed)
    frame["source_office"] = frame["source"].where(frame["source"].notna(), frame["outlet"])
    return frame


def export_bytes(store: Store, filters: Filters, what: What, form: str, *, lang: str = "en") -> bytes:
    """One file: ``form`` is an ending of :data:`FORMATS`. Raises ``ValueError`` for a format that ``what`` does not come in."""
    if form == "zip":
        return _zip(store, filters, lang)
    if form in ("gexf", "graphml"):
        edges = store.actor_edges(filters, "quotes" if what == "quotes" else "talks", limit=MAX_LIMIT)
        return formats.to_graph(store.actor_counts(filters, limit=MAX_LIMIT), edges, form, directed=what == "quotes")
    if form in ("json", "ics") and what != "talks":
        raise ValueError(f"{form} holds talks only")
    if form == "geojson" and what not in ("talks", "places"):
        raise ValueError("geojson holds talks or places only")
    frame = table(store, filters, what, lang)
    if form in ("json", "ics"):
        parts = zip(frame["participants"], frame["status"], frame["number_of_sources"], strict=True)
        frame["description"] = [" · ".join(str(part) for part in row if part) for row in parts]
        frame["place"] = frame["where_coordinates"]
        title = sentence(store, filters, lang)
        return (
            formats.to_timelinejs(frame, lang=lang, title=title) if form == "json" else formats.to_icalendar(frame, name=title or "Masarat")
        )
    makers: dict[str, Any] = {"csv": formats.to_csv, "geojson": formats.to_geojson}
    if form in makers:
        return bytes(makers[form](frame))
    if form == "xlsx":
        return formats.to_xlsx(frame, lang=lang, sheet=what)
    raise ValueError(f"“{form}” is no format: choose one of {', '.join(FORMATS)}")


def export(store: Store, filters: Filters, what: str, out: str | Path, *, lang: str = "en") -> None:
    """Write one file; its ending chooses the format. The file is put in place whole."""
    path = Path(out)
    try:
        data = export_bytes(store, filters, what, path.suffix.lstrip(".").lower(), lang=lang)  # type: ignore[arg-type]
    except ValueError as error:
        raise SystemExit(f"{out}: {error}") from error
    making = path.with_name(f".{path.name}.{os.getpid()}")
    making.write_bytes(data)
    os.replace(making, path)


def sentence(store: Store, filters: Filters, lang: str) -> str:
    """The filters in words, names looked up in the store."""
    return filters.sentence(lang, lambda field, value: store.field_label(field, value, lang))


def _zip(store: Store, filters: Filters, lang: str) -> bytes:
    version = store.meta().get("version", "")
    files: dict[str, bytes] = {f"{what}.csv": formats.to_csv(table(store, filters, what, lang)) for what in WHAT}
    files["places.geojson"] = export_bytes(store, filters, "places", "geojson", lang=lang)
    files["actors.gexf"] = export_bytes(store, filters, "talks", "gexf", lang=lang)
    files["README.txt"] = _readme(store, filters, lang).encode("utf-8")
    files["CODEBOOK.md"] = codebook().encode("utf-8")
    files["datapackage.json"] = _datapackage(files, version, sentence(store, filters, "en"))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _readme(store: Store, filters: Filters, lang: str) -> str:
    meta = store.meta()
    shown = sentence(store, filters, "en") or "everything"
    lines = [
        "Masarat: talks, places and quotes from Arabic news on the diplomacy around Syria",
        "",
        f"Contents: {shown}",
        *([sentence(store, filters, "ar")] if lang == "ar" and filters else []),
        f"Filters as in the address of the dashboard: {filters.to_query() or '(none)'}",
        "Data version: {version} (input {input}, code {code}, knowledge {knowledge})".format(**meta),
        f"Licence: {LICENCE}",
        "Every row was found by rules in published articles and names them; check the source before you rely on it.",
        "In CSV and XLSX an apostrophe stands before texts that a spreadsheet would take for a formula.",
        "Control characters and overrides of the writing direction are left out of all files; offsets count the text as it was read.",
        "",
    ]
    return "\n".join(lines)


def codebook() -> str:
    """The export columns and what they hold, as Markdown."""
    lines = ["# Columns of the exports", ""]
    for what in WHAT:
        lines += [f"## {what}", "", "| column | meaning |", "| --- | --- |"]
        lines += [f"| `{name}` | {meaning} |" for name, meaning in _COLUMNS[what].items()]
        lines.append("")
    return "\n".join(lines)


_NUMBERS = {
    "date_prec", "round", "where_prec", "number_of_sources", "number_of_outlets", "announced_before",
    "char_start", "char_end", "talks", "quotes", "mentions", "words",
}  # fmt: skip
_REALS = {"latitude", "longitude", "confidence"}
_DAYS = {"date_start", "date_end", "first_reported", "source_date", "source_date_end"}


def _datapackage(files: dict[str, bytes], version: str, title: str) -> bytes:
    """The Frictionless data package descriptor (https://specs.frictionlessdata.io/data-package/)."""
    resources: list[dict[str, Any]] = []
    for what in WHAT:
        data = files[f"{what}.csv"]
        fields = [{"name": name, "type": _type(name), "description": meaning} for name, meaning in _COLUMNS[what].items()]
        resources.append({
            "name": what, "path": f"{what}.csv", "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv",
            "encoding": "utf-8", "bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "schema": {"fields": fields, "primaryKey": "id", "missingValues": [""]},
        })  # fmt: skip
    package = {
        "profile": "tabular-data-package", "name": "masarat", "title": "Masarat", "version": version, "description": title or "everything",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0"}],
        "resources": resources,
    }  # fmt: skip
    return json.dumps(package, ensure_ascii=False, indent=1).encode("utf-8")


def _type(name: str) -> str:
    if name in _NUMBERS:
        return "integer"
    return "number" if name in _REALS else "date" if name in _DAYS else "string"
