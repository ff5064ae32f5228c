"""Header texts as people and help desks write them, taken apart: words, unit, zone, clock, scale."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from cxdesk.imports.zones import REGION_OF, zone_in_words

_TAG = re.compile(r"<[^<>]{1,200}>")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z]|[A-Z]{2,}(?![a-z]))|(?<=[A-Z])(?=[A-Z][a-z])")
_ZONE = re.compile(
    r"[(\[]\s*([A-Za-z]+(?:/[A-Za-z_+\-0-9]+)+|(?i:UTC|GMT)?\s?[+\-−]\d{1,2}(?::?\d{2})?|[A-Za-z]{2,5}"
    r"|(?:US )?[A-Za-z]+(?: European| Standard| Daylight)? Time(?: \(US (?:&|and) Canada\))?)\s*[)\]]"
    r"|[\s_](?:in )?(UTC|utc)$"
)
_DATED = re.compile(
    r"\b(?:date|time|at|on|when|created|closed|opened|solved|resolved|updated|responded|started?|ended?|submitted)\b"
    r"|timestamp|date|datum|zeit|erstellt|geschlossen|gelost|gelöst|fecha|creado|creada|cerrado|hora|cree|créé|criado"
)
_WRAPPED = re.compile(r"^(?:custom field|campo personalizado|champ personnalisé|benutzerdefiniertes feld)\s*\((.+)\)$")
_OWNER = re.compile(
    r"\((?:ticket|tickets|contact|case|account|list|txt|flag|date|primary)\)|\[(?:list|txt|flag|date|int|dec)\]$"
)
_CLOCK = re.compile(
    r"[,(]?\s*(?:only\s+)?(?:within|in|during|excluding non|-)?\s*\(?(?P<clock>business|office|working|"
    r"operational|calendar)"
    r"[ _-]+(?:hours|hrs|time)\)?|\b(?P<short>bhrs|business|geschaftszeit(?:en)?)\b(?!\s+(?:unit|name|impact|"
    r"service|line))"
)
_SCALE = re.compile(r"(?<![\d/.-])(0|1)\s*(?:-|–|—|to|bis|a|à|through|\.\.)\s*(3|4|5|6|7|9|10|100)(?![\d/-])")
# What brackets add about the answers: "(1-5)", "(0 to 10)", "(Y/N)".
_RANGE = re.compile(
    r"[(\[]\s*(?:on a |scale |of |from )*[01]\s*(?:-|–|—|to|bis)\s*\d{1,3}[^)\]]*[)\]]"
    r"|[(\[]\s*[01]\s*[=:][^)\]]*\d[^)\]]*[)\]]"
    r"|[(\[]\s*(?:y|yes|j|ja|s|o|1)\s*/\s*\w+\s*[)\]]"
)
_OUT_OF = re.compile(r"[(\[]?\s*(?:\bout of|/)\s*(3|5|7|10|100)\s*[)\]]?\s*$")  # "(out of 10)", "/5"
_COUNTS = re.compile(r"^(minutes|mins|hours|hrs|days|seconds|secs) to (?=\w)")  # "Minutes to first reply"
_HMS = re.compile(r"[(\[]?\b(?:\[?h{1,3}\]?|d+[:.]h{1,2}):m{1,2}(?::s{1,2})?\b[)\]]?")
_MINUTES = re.compile(r"[(\[]\s*m{1,3}:s{1,2}\s*[)\]]")
# A currency at the end of a header or in brackets: "Amount (EUR)", "Revenue in USD", "Ad spend €".
_CURRENCY = re.compile(
    r"[(\[]\s*(?:in\s+)?(eur|usd|gbp|chf|jpy|aud|cad|inr|brl|€|\$|£|¥|₹)\s*[)\]]"
    r"|[\s_]+(?:in[\s_]+)?(eur|usd|gbp|chf|€|\$|£)\s*$"
)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR"}
_UNITS = {
    "milliseconds": ("milliseconds", "millisecond", "millis", "msec", "msecs", "ms"),
    "seconds": ("seconds", "second", "secs", "sec", "secon", "sekunden", "segundos", "secondes", "segs", "seg", "sek"),
    "minutes": ("minutes", "minute", "mins", "min", "minuten", "minutos", "minuti"),
    "hours": ("hours", "hour", "hrs", "hr", "stunden", "std", "stdn", "horas", "heures", "ore"),
    "days": ("days", "tage", "dias", "jours"),
}
_LETTERS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_UNIT_WORDS = "|".join(sorted(_UNIT_OF, key=len, reverse=True))
_UNIT = re.compile(
    rf"[(\[]\s*(?:in\s+)?({_UNIT_WORDS}|s|m|h|d)\.?\s*[)\]]|\bin[ _]({_UNIT_WORDS})\b|[-_ ]({_UNIT_WORDS})\.?\s*$"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """A header cell. `text` is one line as in the file, `base` its plain words without unit, zone and clock.

    `unit` is milliseconds, seconds, minutes, hours, days or h:m:s; `business` says that a clock of business hours
    is named; `scale` is the range of scores named ("0-10"); `currency` is the code of the currency named.
    """

    text: str
    base: str
    unit: str | None = None
    zone: str | None = None
    business: bool = False
    scale: tuple[float, float] | None = None
    currency: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The words of `base`."""
        return tuple(self.base.split())


def fold(text: str) -> str:
    """Lower case, no accents, plain spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def one_line(text: str) -> str:
    """Header text without markup, byte-order marks and line breaks."""
    text = html.unescape(text) if "&" in text else text
    clean = text.replace("\ufeff", "").replace("ï»¿", "").replace("\u00a0", " ")
    return " ".join(_TAG.sub(" ", clean).split())


def plain_words(text: str) -> str:
    """Words of a folded text, separated by single spaces; `%`, `#` and other scripts stay."""
    return " ".join(re.sub(r"[^\w%#]+|_", " ", text).split())


@lru_cache(maxsize=4096)
def read_header(raw: str) -> Header:
    """Take a header text apart."""
    text = one_line(raw)
    zone = None
    rest = text
    for found in _ZONE.finditer(text):
        words = re.sub(r" (?:standard|daylight)|\s*\(US.*", "", found[1] or found[2], flags=re.IGNORECASE)
        left = text.replace(found[0], " ")
        zone = zone_in_words(words) if len(words) > 5 or _is_zone(words, left) else None
        if zone is not None:
            rest = left
            break
    lower = fold(_CAMEL.sub(" ", rest))
    wrapped = _WRAPPED.match(lower)
    if wrapped:
        lower = wrapped[1]
    lower = _OWNER.sub(" ", lower).strip()
    lower, business = _without_clock(lower)
    scale = _scale_named(lower)
    lower = _OUT_OF.sub(" ", lower) if plain_words(_OUT_OF.sub(" ", lower)) else lower
    lower = _RANGE.sub(" ", lower) if plain_words(_RANGE.sub(" ", lower)) else lower
    lower, currency = _without_currency(lower)
    lower, unit = _without_unit(lower)
    return Header(
        text=text,
        base=plain_words(lower) or plain_words(fold(text)),
        unit=unit,
        zone=zone,
        business=business,
        scale=scale,
        currency=currency,
    )


def _is_zone(word: str, rest: str) -> bool:
    """Whether a short word in brackets is a zone: `(ET)` behind words of a date, `(PST)`, `(+2)`."""
    known = word.casefold() in REGION_OF or not word.isalpha()
    return known and (word.casefold() in {"utc", "gmt"} or bool(_DATED.search(rest.casefold())))


def _scale_named(lower: str) -> tuple[float, float] | None:
    """Lowest and highest score that a header names."""
    found = _SCALE.search(lower)
    if found:
        return float(found[1]), float(found[2])
    top = _OUT_OF.search(lower)
    return (0.0 if float(top[1]) >= 10 else 1.0, float(top[1])) if top else None


def _without_clock(lower: str) -> tuple[str, bool]:
    found = _CLOCK.search(lower)
    if not found:
        return lower, False
    rest = (lower[: found.start()] + " " + lower[found.end() :]).strip()
    if not plain_words(rest):
        return lower, False
    return rest, found["clock"] != "calendar"


def _without_currency(lower: str) -> tuple[str, str | None]:
    found = _CURRENCY.search(lower)
    rest = (lower[: found.start()] + " " + lower[found.end() :]) if found else ""
    if found is None or not plain_words(rest):
        return lower, None
    named = str(found[1] or found[2])
    return rest, _SIGNS.get(named, named.upper())


def _without_unit(lower: str) -> tuple[str, str | None]:
    if _HMS.search(lower):
        return _HMS.sub(" ", lower), "h:m:s"
    if _MINUTES.search(lower):
        return _MINUTES.sub(" ", lower), "minutes"
    counted = _COUNTS.match(lower)
    if counted:
        return _COUNTS.sub("time to ", lower), _UNIT_OF[counted[1]]
    named = list(_UNIT.finditer(lower.replace("_", " ")))
    if not named:
        return lower, None
    found = named[-1]
    word = next(group for group in found.groups() if group)
    rest = lower.replace("_", " ")
    rest = rest[: found.start()] + " " + rest[found.end() :]
    if not plain_words(rest):
        return lower, None
    return rest, _UNIT_OF.get(word) or _LETTERS.get(word)
