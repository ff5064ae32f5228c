"""Known exports: their header signatures, read from data files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from cxdesk.common.resources import resource_path
from cxdesk.imports.names import Header, fold, plain_words

QUESTION = "?"  # in `require`: some header reads like a question


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a header of a known export means; `field` "" = deliberately no field.

    `unless` are headers beside which the column is not needed, where they hold something. `cleared` marks due dates
    that the tool empties where they were missed; `other` is what the column means where its cells are not those of
    `field` (two columns of a tool can have one name).
    """

    field: str
    unit: str | None = None
    business: bool = False
    unless: frozenset[str] = frozenset()
    cleared: bool = False
    other: Meaning | None = None


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A known export: one of the sets of `require` must be among the headers; `hints` strengthen.

    `zone` is the zone of its times where headers are names of fields (`opened_at`) and the file does not say it, `cap`
    the number of rows at which the tool stops, `joined` says that columns of one name are several values of one thing.
    `english` are its headers in other languages, each with the English one; `fields` has both. `starred` are beginnings
    of headers that mean the same. `refused` says why an export is never rows of a table and what to export instead,
    `absolute` how to export dates where it holds ages.
    """

    name: str
    table: str
    require: tuple[frozenset[str], ...]
    hints: frozenset[str] = frozenset()
    fields: dict[str, Meaning] = field(default_factory=dict)
    zone: str | None = None
    cap: int | None = None
    joined: bool = False
    english: dict[str, str] = field(default_factory=dict)
    refused: str = ""
    absolute: str = ""
    starred: tuple[str, ...] = ()

    def strength(self, keys: frozenset[str]) -> float:
        """0 where the headers are not this export, else more with every header it knows."""
        keys = frozenset(self.english.get(key, key) for key in keys)
        met = max((len(need) for need in self.require if need <= keys), default=0)
        if not met:
            return 0.0
        return met + 0.5 * len(self.hints & keys) + 0.1 * len(self.fields.keys() & keys)

    def meaning(self, header: Header) -> Meaning | None:
        """What a header means; a name that ends with a star stands for all that begin like it."""
        key = key_of(header)
        found = self.fields.get(key)
        if found is not None or not self.starred:
            return found
        return next((self.fields[f"{start}*"] for start in self.starred if key.startswith(start)), None)


_ZONE_AT_END = re.compile(r"(?<= at)\s*\([^()]*(?:\([^()]*\))?[^()]*\)$", re.IGNORECASE)
_AGAIN = re.compile(r"(?: \(\d{1,3}\)|\.\d{1,2})$")  # of a column whose name stands in an earlier one
# What reports write around the name of a metric: "SUM(Reopens)", "MED(First reply time (min))".
_TOTALLED = re.compile(
    r"^(?:sum|avg|average|mean|med|median|min|max|count|d_count|dcount|var|stdev)\s*\((.+)\)$", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def key_of(header: Header) -> str:
    """A header as the signature files write it: without the zone, an aggregate's name and a repeated name's number."""
    text = _AGAIN.sub("", header.text)
    totalled = _TOTALLED.match(text)
    text = _ZONE_AT_END.sub("", totalled[1] if totalled else text)
    if header.zone:
        text = re.sub(rf"[(\[]\s*{re.escape(header.zone)}\s*[)\]]", " ", text, flags=re.IGNORECASE)
    return plain_words(fold(text))


def is_totalled(text: str) -> bool:
    """Whether a header is a metric inside an aggregate's name: "SUM(Reopens)"."""
    return _TOTALLED.match(text) is not None


def keys_of(headers: Sequence[Header]) -> frozenset[str]:
    """All headers as signature files write them, and `?` where one reads like a question."""
    keys = {key_of(header) for header in headers}
    if any(reads_like_question(header) for header in headers):
        keys.add(QUESTION)
    return frozenset(keys)


def reads_like_question(header: Header) -> bool:
    """Whether a header is a question put to a person."""
    return "?" in header.text or len(header.words) >= 7


@lru_cache(maxsize=1)
def signatures() -> tuple[Signature, ...]:
    """All known exports, in the order of their file names."""
    folder = resource_path("exports")
    return tuple(_read(tomllib.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.toml")))


def _read(data: dict[str, Any]) -> Signature:
    fields = {name: _meaning(value) for name, value in data.get("fields", {}).items()}
    english = {
        plain_words(fold(name)): own
        for names in data.get("translations", {}).values()
        for name, own in names.items()
    }  # fmt: skip
    lost = sorted(set(english.values()) - fields.keys()) if fields else []
    if lost:
        raise ValueError(f"{data['name']}: translations of headers that have no meaning: {', '.join(lost)}")
    return Signature(
        name=data["name"],
        table=data.get("table", ""),
        require=tuple(frozenset(need) for need in data["require"]),
        hints=frozenset(data.get("hints", ())),
        fields={name: fields[own] for name, own in english.items() if own in fields} | fields,
        zone=data.get("zone"),
        cap=data.get("cap"),
        joined=data.get("joined", False),
        english=english,
        starred=tuple(name.removesuffix("*") for name in fields if name.endswith("*")),
        refused=data.get("refused", ""),
        absolute=data.get("absolute", ""),
    )


def _meaning(value: Any) -> Meaning:
    if isinstance(value, list):
        first, *rest = value
        return replace(_meaning(first), other=_meaning(rest) if len(rest) > 1 else _meaning(rest[0]))
    if isinstance(value, str):
        return Meaning(field=value)
    return Meaning(
        field=value["field"], unit=value.get("unit"), business=value.get("clock") == "business",
        unless=frozenset(value.get("unless", ())), cleared=value.get("cleared", False),
    )  # fmt: skip


def named(name: str | None) -> Signature | None:
    """The known export of that name, if any."""
    return next((signature for signature in signatures() if signature.name == name), None)


def match(headers: Sequence[Header]) -> Signature | None:
    """The known export that fits the headers best; None where none does."""
    keys = keys_of(headers)
    best = max(signatures(), key=lambda signature: signature.strength(keys), default=None)
    return best if best is not None and best.strength(keys) > 0 else None
