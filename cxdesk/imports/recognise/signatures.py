"""Known exports: their header signatures, read from data files."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cxdesk.common.resources import resource_path
from cxdesk.imports.names import Header, fold, plain_words

QUESTION = "?"  # in `require`: some header reads like a question


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a header of a known export means; `field` "" = deliberately no field."""

    field: str
    unit: str | None = None
    business: bool = False


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A known export: one of the sets of `require` must be among the headers; `hints` strengthen."""

    name: str
    table: str
    require: tuple[frozenset[str], ...]
    hints: frozenset[str] = frozenset()
    fields: dict[str, Meaning] = field(default_factory=dict)

    def strength(self, keys: frozenset[str]) -> float:
        """0 where the headers are not this export, else more with every header it knows."""
        met = max((len(need) for need in self.require if need <= keys), default=0)
        if not met:
            return 0.0
        return met + 0.5 * len(self.hints & keys) + 0.1 * len(self.fields.keys() & keys)


def key_of(header: Header) -> str:
    """A header as the signature files write it."""
    text = header.text
    if header.zone:
        text = text.replace(f"({header.zone})", " ")
    return plain_words(fold(text))


def keys_of(headers: Sequence[Header]) -> frozenset[str]:
    """All headers as signature files write them, and `?` where one reads like a question."""
    keys = {key_of(header) for header in headers}
    if any(reads_like_question(header) for header in headers):
        keys.add(QUESTION)
    return frozenset(keys)


def reads_like_question(header: Header) -> bool:
    """Whether a header is a question put to a person."""
    return header.text.rstrip(' "”»').endswith("?") or len(header.words) >= 7


@lru_cache(maxsize=1)
def signatures() -> tuple[Signature, ...]:
    """All known exports, in the order of their file names."""
    folder = resource_path("exports")
    return tuple(_read(tomllib.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.toml")))


def _read(data: dict[str, Any]) -> Signature:
    fields = {
        name: Meaning(field=value)
        if isinstance(value, str)
        else Meaning(field=value["field"], unit=value.get("unit"), business=value.get("clock") == "business")
        for name, value in data["fields"].items()
    }
    return Signature(
        name=data["name"],
        table=data["table"],
        require=tuple(frozenset(need) for need in data["require"]),
        hints=frozenset(data.get("hints", ())),
        fields=fields,
    )


def match(headers: Sequence[Header]) -> Signature | None:
    """The known export that fits the headers best; None where none does."""
    keys = keys_of(headers)
    best = max(signatures(), key=lambda signature: signature.strength(keys), default=None)
    return best if best is not None and best.strength(keys) > 0 else None
