"""What each table of ``data/knowledge/`` holds: its columns, what they mean, and what a cell may be.

``python -m core check`` tests every cell against this, and the codebook is written from it, so they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.model import ACTOR_KINDS, PLACE_KINDS, TALK_KINDS


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``form`` is what a cell may be, ``?`` behind it that it may be empty:

    ``id`` (short ASCII id, unique in the table), ``text``, ``ar`` (Arabic name), ``ars`` (several, ``|``), ``day`` (``YYYY[-MM[-DD]]``),
    ``number``, ``lat``, ``lon``, ``iso2``, ``one of a/b``, ``ref TABLE`` (an id of that table), ``refs TABLE`` (several, ``|``).
    """

    name: str
    form: str
    meaning: str

    @property
    def optional(self) -> bool:
        """Whether the cell may be empty."""
        return self.form.endswith("?")

    @property
    def bare(self) -> str:
        """The form without its ``?``."""
        return self.form.removesuffix("?")


@dataclass(frozen=True, slots=True)
class Table:
    """One table: where its files lie (a glob under the root), what it is for, its columns in order, what makes a row the same row."""

    name: str
    files: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(c.name for c in self.columns)


def _table(name: str, files: str, meaning: str, key: str, *columns: tuple[str, str, str]) -> Table:
    return Table(name, files, meaning, tuple(Column(*c) for c in columns), tuple(key.split()))


SOURCE = ("source", "text", "a link or a standard work that says so")
AR = ("name_ar", "ar", "the usual Arabic name, as careful newspapers write it")
EN = ("name_en", "text", "the usual English name")

TABLES: tuple[Table, ...] = (
    _table("sides", "sides.csv", "The sides that actors stand on.", "id",
        ("id", "id", "identifier"), AR, EN, SOURCE),
    _table("actors", "actors/*.csv", "People, states, bodies, armed groups and media.", "id",
        ("id", "id", "identifier, unique over all files, never changed"),
        ("kind", "one of " + "/".join(ACTOR_KINDS), "what it is"), AR, EN,
        ("aliases", "ars?", "other spellings that mean this actor wherever they stand"),
        ("short", "ars?", "forms that count once a fuller name or a fitting title stands in the article"),
        ("affiliation", "ref actors?", "the state or body it belongs to or speaks for"),
        ("side", "ref sides?", "the side it stands on"), SOURCE),
    _table("offices", "offices.csv", "Offices that people hold.", "id",
        ("id", "id", "identifier"), AR, EN,
        ("class", "one of state/government/military/security/diplomat/body/voice", "kind of office"), SOURCE,
        ("holders", "one of one/several", "`one`: one person at a time (terms must not overlap); `several`: more may hold it")),
    _table("terms", "terms/*.csv", "One office held without a break.", "actor office of from",
        ("actor", "ref actors", "who held it"), ("office", "ref offices", "which office"),
        ("of", "ref actors", "the state or body the office belongs to"),
        ("from", "day", "first day, as exactly as it is known"),
        ("to", "day?", "last day; empty: still held on the day in `VERSION`"), SOURCE),
    _table("demonyms", "demonyms.csv", "Adjectives of nationality.", "actor",
        ("actor", "ref actors", "the state"), ("masc", "ars", "masculine"), ("fem", "ars", "feminine"), ("plural", "ars?", "plural"), SOURCE),
    _table("metonyms", "metonyms.csv", "Capitals and palaces that stand for a government.", "actor name_ar",
        ("actor", "ref actors", "the state or body meant"), ("name_ar", "ars", "the names that stand for it"),
        ("place", "ref places?", "the place of that name"), SOURCE),
    _table("outlets", "outlets.csv", "Internet domains of media.", "domain",
        ("actor", "ref actors", "the medium"), ("domain", "text", "its domain, without `www.`"),
        ("country", "iso2?", "ISO 3166-1 alpha-2, where its newsroom is"), SOURCE),
    _table("countries", "countries.csv", "Which state rules which country.", "actor",
        ("actor", "ref actors", "the state"), ("place", "ref places", "the country"), ("iso2", "iso2", "ISO 3166-1 alpha-2"), SOURCE),
    _table("places", "places/*.csv", "Places of the diplomacy and of the war.", "id",
        ("id", "id", "identifier, unique over all files, never changed"),
        ("kind", "one of " + "/".join(PLACE_KINDS), "country; region (governorate, province, area); city (town, village, quarter, camp); "
         "site (base, crossing, palace, hotel, road)"), AR, EN,
        ("aliases", "ars?", "other names and spellings"),
        ("country", "iso2?", "ISO 3166-1 alpha-2; empty for what lies in several"), ("parent", "ref places?", "the place around it"),
        ("lat", "lat?", "decimal degrees, WGS 84"), ("lon", "lon?", "decimal degrees, WGS 84"),
        ("needs", "one of title/preposition?", "`title`: taken for this place only behind a word such as town, quarter, base; "
         "`preposition`: only behind one"), SOURCE),
    _table("tracks", "tracks.csv", "Formal processes.", "id",
        ("id", "id", "identifier"), AR, EN, ("aliases", "ars?", "other ways newspapers name it"), SOURCE),
    _table("talks", "talks/*.csv", "Documented encounters.", "id",
        ("id", "id", "identifier, unique over all files, never changed"), ("kind", "one of " + "/".join(TALK_KINDS), "what it was"),
        ("track", "ref tracks?", "the process it belongs to"), ("round", "number?", "number of the round in its track"),
        ("from", "day", "first day"), ("to", "day?", "last day, inclusive; empty: the same"), ("place", "ref places?", "where"),
        ("participants", "refs actors", "who took part"), AR, EN, SOURCE),
    _table("resolutions", "resolutions.csv", "Security Council resolutions on Syria and vetoed drafts.", "id",
        ("id", "id", "identifier"), ("number", "text", "number of the resolution, or symbol of the draft"), ("day", "day", "day of the vote"),
        ("outcome", "one of adopted/vetoed/failed", "how the vote ended"), ("vetoes", "refs actors?", "who cast a veto"), AR, EN, SOURCE),
    _table("check-exceptions", "check-exceptions.csv", "Rows that a check would name although they are right, each with its reason.", "check id",
        ("check", "one of country/overlap/spelling/word", "the check: `country` coordinates outside the country, `overlap` two holders of one office, "
         "`spelling` one spelling of two, `word` a name that is also a word"),
        ("id", "text", "what is excepted: a place id, `office/of`, the spelling, or the word"), ("reason", "text", "why it is right"), SOURCE),
    _table("date-rules", "language/date-rules.csv", "Rules that find date expressions, tested by their own examples.", "rule",
        ("rule", "id", "name of the rule"), ("pattern", "text", "words, `a|b` choices and `{class:name}` slots; `?` may be missing"),
        ("value", "text", "how the match becomes days"), ("example", "text", "words that the rule must match"),
        ("counter", "text", "words that it must not match")),
    _table("furniture", "language/furniture.csv", "Site furniture in articles, tested by its own examples.", "id",
        ("id", "id", "name of the rule"), ("scope", "text", "what the pattern is matched against"), ("pattern", "text", "regular expression"),
        ("examples", "text", "words that it must match, `|` between them"), ("counter", "text?", "words that it must not match"), SOURCE),
    _table("word-frequency", "language/word-frequency.csv", "How common words are; see `language/SOURCES.md` where it is given.", "word",
        ("word", "text", "folded word"), ("zipf", "text", "log10 of occurrences in a billion words")),
    _table("language", "language/*.csv", "Words of the news language by class: verbs, titles, ranks, months, numbers, particles.", "class id forms",
        ("class", "text", "word class, for the rules"), ("id", "text", "what the forms mean"),
        ("forms", "text?", "the forms, `|` between them; `past/present` is conjugated"), ("attrs", "attrs?", "`key=value` pairs, `;` between them")),
)  # fmt: skip

ATTRIBUTES: dict[str, str] = {
    "about": "the object is what is spoken about", "anaphor": "points back to someone named before", "by": "the host follows behind “by”",
    "class": "class of the report (say, affirm, deny, accuse, demand, warn …)", "counterpart": "“his counterpart”: the same office of another state",
    "dest": "the object is the destination", "dropped": "goes on with the last speaker", "former": "an office no longer held",
    "forms": "more forms", "gather": "the subject brought others together", "host": "the subject is the host", "join": "the subject joins others",
    "kind": "kind of the encounter, place or body", "light": "a light verb, with a noun of encounter", "loc": "a preposition of place",
    "masdar": "the verbal noun", "noun": "only with a noun of encounter", "number": "dual or plural", "obj": "the object takes part",
    "participle": "the active participle", "pronoun": "may carry a pronoun", "rare": "reports only rarely", "round": "has rounds", "sex": "f or m",
    "soft": "counts only with support", "status": "what becomes of the encounter", "strict": "reports only with a complement or a quotation",
    "strong": "counts alone", "that": "takes a clause", "vote": "a vote of a council", "weak": "counts only with support", "with": "the companion follows behind “with”",
}  # fmt: skip
"""Keys of ``attrs`` cells and what they mean."""
