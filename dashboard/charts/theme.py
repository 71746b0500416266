"""One palette, one set of shapes, one layout for every chart, and the same in HTML.

Colours keep at least 3:1 against their paper in both shades and stay apart under the common kinds of colour blindness
(after Okabe and Ito, https://jfly.uni-koeln.de/color/); nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

FONT = "IBM Plex Sans Arabic, Tahoma, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Shade:
    """The colours of the light or the dark page."""

    name: str
    paper: str
    panel: str
    ink: str
    soft: str
    rule: str
    hair: str
    accent: str
    land: str
    water: str
    border: str
    hues: Mapping[str, str]


LIGHT = Shade(
    "light", "#fcfbf8", "#f2f0ea", "#1c1e20", "#565b60", "#c9c5ba", "#e3e0d7", "#0b5c6b", "#e9e4d8", "#f3f6f6", "#b9b3a4",
    {"blue": "#1f6fb2", "vermilion": "#c8500f", "teal": "#00806a", "purple": "#7a4ea3", "ochre": "#946400", "magenta": "#b83280",
     "grey": "#63686d", "navy": "#22345c", "accent": "#0b5c6b"},
)  # fmt: skip
DARK = Shade(
    "dark", "#15181b", "#1f2428", "#eceae4", "#b1b4b5", "#4a5157", "#30363b", "#8fd3de", "#2c3338", "#14191d", "#59616a",
    {"blue": "#6db3e8", "vermilion": "#f08b52", "teal": "#4fc3a4", "purple": "#b79be0", "ochre": "#e0b040", "magenta": "#ef88bd",
     "grey": "#b0b4b8", "navy": "#9fb1dc", "accent": "#6cc3d0"},
)  # fmt: skip

SIDES: Mapping[str, tuple[str, str]] = {
    "syria-government": ("navy", "circle"),
    "syria-authorities": ("navy", "diamond"),
    "syria-opposition": ("teal", "circle"),
    "syria-northeast": ("ochre", "circle"),
    "jihadist": ("grey", "x"),
    "russia": ("vermilion", "square"),
    "iran": ("teal", "square"),
    "turkey": ("magenta", "square"),
    "usa": ("blue", "square"),
    "europe": ("blue", "diamond"),
    "arab": ("ochre", "square"),
    "israel": ("purple", "square"),
    "un": ("blue", "triangle-up"),
    "other": ("grey", "square"),
    "media": ("grey", "triangle-down"),
}
"""Side id → (hue, shape)."""

STATUSES: Mapping[str, tuple[str, str]] = {
    "held": ("accent", "circle"),
    "ongoing": ("accent", "square"),
    "planned": ("ochre", "triangle-up"),
    "proposed": ("ochre", "diamond"),
    "postponed": ("magenta", "triangle-down"),
    "cancelled": ("grey", "x"),
}
"""Talk status → (hue, shape)."""

SERIES = ("accent", "ochre", "purple", "vermilion", "blue", "grey")
"""Hues of series in order; the last is for «others»."""


def shade(name: str | None) -> Shade:
    """The palette of ``light`` or ``dark``; light where nothing is known."""
    return DARK if name == "dark" else LIGHT


def side_style(side: Any, colours: Shade) -> tuple[str, str]:
    """Colour and Plotly symbol of a side; sides unknown here are grey circles."""
    hue, shape = SIDES.get(side, ("grey", "circle")) if isinstance(side, str) else ("grey", "circle")
    return colours.hues[hue], shape


def status_style(status: Any, colours: Shade) -> tuple[str, str]:
    """Colour and Plotly symbol of a status."""
    hue, shape = STATUSES.get(status, ("grey", "circle")) if isinstance(status, str) else ("grey", "circle")
    return colours.hues[hue], shape


def symbol(colour: str, shape: str, *, hollow: bool = False) -> str:
    """The shape as HTML for legends and tables (decorative: the word stands beside it)."""
    inner = "<i></i>" if hollow else ""
    return f'<i class="sym s-{shape}" style="background:{colour}" aria-hidden="true">{inner}</i>'


def halo(colours: Shade) -> str:
    """A rim in the colour of the paper, so that names stay legible on lines and land."""
    return ", ".join(f"{x}px {y}px 2px {colours.paper}" for x, y in ((0, 0), (1, 1), (-1, -1), (1, -1), (-1, 1)))


def base_layout(figure: go.Figure, colours: Shade, *, height: int) -> go.Figure:
    """Typeface, colours, margins and hover box of every chart."""
    figure.update_layout(
        height=height,
        paper_bgcolor=colours.paper,
        plot_bgcolor=colours.paper,
        font={"family": FONT, "size": 13, "color": colours.ink},
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        hoverlabel={"bgcolor": colours.panel, "bordercolor": colours.rule, "font": {"family": FONT, "size": 13, "color": colours.ink}},
        dragmode="zoom",
        modebar={"remove": ["lasso", "select"]},
        separators=".,",
    )
    axis = {"gridcolor": colours.hair, "linecolor": colours.rule, "zerolinecolor": colours.rule, "tickfont": {"color": colours.soft}}
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure


def plot_config(lang: str, months: list[str], short: list[str], days: list[str]) -> dict[str, Any]:
    """Plotly's own words: month and day names of this language, no tool bar, boundaries from this app."""
    return {
        "displayModeBar": False,
        "displaylogo": False,
        "scrollZoom": False,
        "responsive": True,
        "topojsonURL": "app/static/topojson/",
        "locale": lang,
        "locales": {
            lang: {
                "dictionary": {},
                "format": {"days": days, "shortDays": days, "months": months, "shortMonths": short, "date": "%Y-%m-%d"},
            }
        },
    }
