"""Frames → files: CSV, XLSX, GeoJSON, GEXF, GraphML, TimelineJS and iCalendar, each safe to open in what usually opens it.

Cells of untrusted text never become formulas, markup or control characters. The same frame always gives the same bytes, but for
XLSX, whose writer stamps the hour.
"""

from __future__ import annotations

import csv
import html
import io
import json
import math
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_INVISIBLE = " \u00a0\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Time stamp inside files that must have one, so that the same data gives the same bytes."""


def cell(value: Any) -> Any:
    """A table cell as text or number: lists joined by ``; ``, days in ISO 8601, missing as ``None``, control characters and overrides of
    direction dropped, as on the pages."""
    if isinstance(value, (list, tuple)) or (hasattr(value, "tolist") and value.ndim > 0):
        return "; ".join(str(cell(part)) for part in value)
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (datetime, pd.Timestamp)):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return value
    if hasattr(value, "item"):
        return cell(value.item())
    return _CONTROL.sub("", str(value))


def guarded(value: Any) -> Any:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe before it
    (OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection)."""
    value = cell(value)
    if isinstance(value, str) and value.lstrip(_INVISIBLE).startswith(_FORMULA):
        return "'" + value
    return value


def to_csv(frame: pd.DataFrame) -> bytes:
    """RFC 4180 with a header line, UTF-8 with a byte order mark (spreadsheets then read the Arabic), formulas guarded."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([guarded(name) for name in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        writer.writerow(["" if value is None else value for value in map(guarded, row)])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def to_xlsx(frame: pd.DataFrame, *, lang: str = "en", sheet: str = "data") -> bytes:
    """An Excel workbook of one sheet, header row fixed and filterable, from right to left for Arabic. No formulas."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = _EPOCH.replace(tzinfo=None)
    page = book.create_sheet(sheet[:31])
    page.sheet_view.rightToLeft = lang == "ar"
    page.freeze_panes = "A2"
    header = []
    for name in frame.columns:
        head = WriteOnlyCell(page, str(name))
        head.font = Font(bold=True)
        header.append(head)
    page.append(header)
    for row in frame.head(1_048_575).itertuples(index=False, name=None):
        cells = []
        for value in map(guarded, row):
            made = WriteOnlyCell(page, value[:32_767] if isinstance(value, str) else value)
            if isinstance(value, str):
                made.data_type = "s"
            cells.append(made)
        page.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def to_geojson(frame: pd.DataFrame) -> bytes:
    """RFC 7946: one point per row with ``latitude`` and ``longitude``; the other columns are its properties."""
    features = []
    for record in frame.to_dict("records"):
        lat, lon = cell(record.pop("latitude")), cell(record.pop("longitude"))
        if lat is not None and lon is not None:
            geometry = {"type": "Point", "coordinates": [lon, lat]}
            features.append({"type": "Feature", "geometry": geometry, "properties": {str(k): cell(v) for k, v in record.items()}})
    return _json({"type": "FeatureCollection", "features": features})


def to_graph(nodes: pd.DataFrame, edges: pd.DataFrame, form: str, *, directed: bool = False) -> bytes:
    """The network of actors as ``gexf`` (edges carry their first and last day) or ``graphml``; ``directed`` where a tie runs from
    ``source`` to ``target``, as from a speaker to whom the quote names.

    ``nodes``: ``actor_id, name_en, name_ar`` and attributes; ``edges``: ``source, target, weight, first_day, last_day``.
    """
    import networkx as nx

    kind = nx.DiGraph if directed else nx.Graph
    graph = kind(mode="dynamic") if form == "gexf" else kind()
    linked = {*edges["source"], *edges["target"]}
    for record in nodes.to_dict("records"):
        if record["actor_id"] in linked:
            shown = {str(k): cell(v) for k, v in record.items() if k != "actor_id" and cell(v) is not None}
            graph.add_node(record["actor_id"], label=shown.get("name_en", record["actor_id"]), **shown)
    for record in edges.to_dict("records"):
        first, last = cell(record["first_day"]), cell(record["last_day"])
        days = {"start": first, "end": last} if first and last else {}
        if form != "gexf":
            days = {"first_day": first, "last_day": last} if days else {}
        graph.add_edge(record["source"], record["target"], weight=int(record["weight"]), **days)
    stream = io.BytesIO()
    if form == "gexf":
        nx.write_gexf(graph, stream, version="1.2draft")
        return re.sub(rb'lastmodifieddate="[^"]*"', b'lastmodifieddate="2000-01-01"', stream.getvalue())
    nx.write_graphml(graph, stream)
    return stream.getvalue()


def to_timelinejs(frame: pd.DataFrame, *, lang: str = "en", title: str = "") -> bytes:
    """TimelineJS 3 JSON (https://timeline.knightlab.com/docs/json-format.html) of dated talks; texts are escaped, the player
    shows them as HTML."""
    events = []
    for record in frame.to_dict("records"):
        first, last = cell(record["date_start"]), cell(record["date_end"])
        if first:
            headline, description = (html.escape(str(cell(record[key]) or "")) for key in ("headline", "description"))
            text = {"headline": headline, "text": description}
            event: dict[str, Any] = {
                "start_date": _parts(first),
                "text": text,
                "group": html.escape(str(cell(record.get("track")) or "")),
                "unique_id": record["id"],
            }
            if last and last != first:
                event["end_date"] = _parts(last)
            events.append(event)
    made: dict[str, Any] = {"scale": "human", "events": events}
    if title:
        made["title"] = {"text": {"headline": html.escape(title)}}
    return _json(made)


def _parts(day: str) -> dict[str, int]:
    year, month, number = day.split("-")
    return {"year": int(year), "month": int(month), "day": int(number)}


def to_icalendar(frame: pd.DataFrame, *, name: str = "Talks") -> bytes:
    """iCalendar (RFC 5545) of dated talks as all-day events; the end day is exclusive as the standard has it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Masarat//talks//EN", "CALSCALE:GREGORIAN", f"X-WR-CALNAME:{_escaped(name)}"]
    for record in frame.to_dict("records"):
        first, last = cell(record["date_start"]), cell(record["date_end"])
        if not first:
            continue
        end = date.fromisoformat(last or first) + timedelta(days=1)
        status = {"planned": "TENTATIVE", "proposed": "TENTATIVE", "cancelled": "CANCELLED"}.get(str(record.get("status")), "CONFIRMED")
        lines += ["BEGIN:VEVENT", f"UID:{record['id']}@masarat", f"DTSTAMP:{_EPOCH:%Y%m%dT%H%M%SZ}"]
        lines += [f"DTSTART;VALUE=DATE:{first.replace('-', '')}", f"DTEND;VALUE=DATE:{end:%Y%m%d}", f"STATUS:{status}"]
        lines += [f"SUMMARY:{_escaped(record['headline'])}", f"DESCRIPTION:{_escaped(record['description'])}"]
        if cell(record.get("place")):
            lines.append(f"LOCATION:{_escaped(record['place'])}")
        lat, lon = cell(record.get("latitude")), cell(record.get("longitude"))
        if lat is not None and lon is not None:
            lines.append(f"GEO:{lat};{lon}")
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines).encode("utf-8")


def _escaped(value: Any) -> str:
    text = str(cell(value) or "").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return re.sub(r"\r\n|[\r\n\u2028\u2029]", r"\\n", text)


def _folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, never cut inside a character."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode("utf-8"))
        if size + octets > 74:
            pieces.append(piece)
            piece, size = "", 1
        piece += character
        size += octets
    return "\r\n ".join([*pieces, piece])


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False).encode("utf-8")
