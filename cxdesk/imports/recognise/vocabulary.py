"""All names that mean a field: synonyms of the tables and headers of the known exports."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from cxdesk.common.resources import resource_path
from cxdesk.imports.names import read_header
from cxdesk.imports.recognise.signatures import signatures
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import Field


@lru_cache(maxsize=512)
def names_of(table: str, field: str) -> dict[str, int]:
    """Names of a field with their rank: its own name and title first, then synonyms in order."""
    spec = TABLES[table].field(field)
    named = _names(spec)
    if table == "tickets":
        for name in _in_languages().get(field, ()):
            named.setdefault(name, len(named))
    return named


@lru_cache(maxsize=1)
def _in_languages() -> dict[str, tuple[str, ...]]:
    """Further names of the fields of tickets: data in `resources/headers.toml`."""
    data = tomllib.loads(resource_path("headers.toml").read_text(encoding="utf-8"))
    return {
        field: tuple(read_header(name).base for names in languages.values() for name in names)
        for field, languages in data.items()
    }


@lru_cache(maxsize=64)
def exact_names(table: str) -> frozenset[str]:
    """All names of all fields of a table."""
    return frozenset(name for field in TABLES[table].fields for name in names_of(table, field.name))


@lru_cache(maxsize=512)
def several_words(table: str, field: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Names of a field of more than one word, each with its words."""
    return tuple((name, frozenset(name.split())) for name in names_of(table, field) if " " in name)


def _names(spec: Field) -> dict[str, int]:
    out: dict[str, int] = {}
    for rank, name in enumerate((read_header(spec.name).base, read_header(spec.title).base, *spec.synonyms)):
        out.setdefault(name, rank)
    return out


@lru_cache(maxsize=1)
def known_names() -> frozenset[str]:
    """Every name of every field, and every header of every known export."""
    out: set[str] = set()
    for table in TABLES.values():
        for field in table.fields:
            out.update(names_of(table.name, field.name))
    for signature in signatures():
        out.update(signature.fields)
    return frozenset(out)
