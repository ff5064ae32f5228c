"""The small parts of a workspace: everything of a session but its tables, each part as JSON of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from cxdesk.common.problems import Problem
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.workspace.session import Session

SOURCES, PROBLEMS = "sources", "problems"
"""Parts that belong to the dataset."""
NOT_PARTS = ("dataset", "workspace_id")
_BYTES = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")


@cache
def adapters() -> Mapping[str, TypeAdapter[Any]]:
    """What reads and writes each part, by the part's name: a field of the session, or one of the dataset."""
    hints = get_type_hints(Session)
    kinds = {field.name: hints[field.name] for field in fields(Session) if field.name not in NOT_PARTS}
    kinds |= {SOURCES: tuple[Source, ...], PROBLEMS: tuple[Problem, ...]}
    # A record has a configuration of its own; the parts with bytes in them are tuples of records.
    return {name: TypeAdapter(kind, config=None if is_dataclass(kind) else _BYTES) for name, kind in kinds.items()}


def part_json(name: str, value: Any) -> str:
    """A part as JSON; equal values give equal text."""
    return adapters()[name].dump_json(value).decode()


def part_values(session: Session) -> dict[str, Any]:
    """All parts of a session, those of its imported dataset among them."""
    dataset = session.dataset.imported
    own = {name: getattr(session, name) for name in adapters() if name not in (SOURCES, PROBLEMS)}
    return own | {SOURCES: dataset.sources, PROBLEMS: dataset.problems}


def parts_of(session: Session) -> dict[str, str]:
    """All parts of a session as JSON."""
    return {name: part_json(name, value) for name, value in part_values(session).items()}


def read_parts(texts: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The values of parts, and the names of those that could not be read (they stay at their default)."""
    values: dict[str, Any] = {}
    bad: list[str] = []
    for name, text in texts.items():
        adapter = adapters().get(name)
        if adapter is None:
            continue
        try:
            values[name] = adapter.validate_json(text)
        except (ValidationError, ValueError):
            bad.append(name)
    return values, tuple(bad)


def session_from(values: Mapping[str, Any], dataset: Dataset, workspace_id: str) -> Session:
    """A session of parts and a dataset that has its sources and problems already."""
    own = {name: value for name, value in values.items() if name not in (SOURCES, PROBLEMS)}
    return Session(dataset=dataset, workspace_id=workspace_id, **own)


def in_words(names: Iterable[str]) -> str:
    """Names of parts as a person calls them, as a list in words."""
    return ", ".join(_WORDS.get(name, name.replace("_", " ")) for name in names)


_WORDS = {
    "sla": "SLA policies", "business": "business hours", "calendars": "calendars of teams and regions",
    "limits": "channels' limits", "zone": "time zone", "view": "the view", "views": "saved views",
    "layouts": "remembered layouts", "typed": "what was typed in", "aliases": "merged names",
    "teams": "agents' teams", "apart": "names kept apart", "templates": "report templates",
    SOURCES: "the list of files", PROBLEMS: "the problems found in the data",
}  # fmt: skip
