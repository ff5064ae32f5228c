"""The targets file: targets, their history and the chosen benchmarks as JSON a person can read and write.

    {"schema": 1, "targets": [{"kpi": "csat", "value": 85.0, "effective": "2024-01-01"},
                              {"kpi": "sla", "value": 98.0, "segment": {"channel": "chat"}}],
     "benchmarks": {"nps": 45.0},
     "reviews": [{"kpi": "frt", "at": "2024-03-01T09:00:00Z", "action": "confirmed", "who": "Kim"}]}

The short form `{"csat": 85, "frt": 12}` is read too, and a segment as `["channel", "chat"]`. A dimension that is an
extra column of the spreadsheets is written `extra:Header`.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    field_validator,
    model_validator,
)

from cxdesk.common.atomic import write_text
from cxdesk.common.problems import UserError
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.tables.catalogue import DIMENSIONS, TABLES
from cxdesk.tables.fields import EXTRA
from cxdesk.targets.target import Review, Segment, Target, TargetBook

_KNOWN = frozenset(kpi.id for kpi in CATALOGUE)
_DIMENSIONS = dict.fromkeys(
    (*DIMENSIONS, *(field.name for spec in TABLES.values() for field in spec.fields if field.dimension))
)


def _known(kpi: str) -> str:
    if kpi not in _KNOWN:
        raise ValueError(f"there is no KPI called “{kpi}”")
    return kpi


def known_dimension(typed: str) -> str:
    """The dimension that somebody wrote into a file, in any case.

    Raises:
        ValueError: there is none of that name, and it is not written as an extra column.
    """
    name = typed.strip()
    if name.casefold().startswith(EXTRA) and name[len(EXTRA) :].strip():
        return EXTRA + name[len(EXTRA) :].strip()
    plain = "_".join(name.casefold().replace("_", " ").split())
    if plain not in _DIMENSIONS:
        raise ValueError(
            f"there is no dimension “{typed}”; a column of your own is written “{EXTRA}{name or 'Header'}”"
        )
    return plain


def _segment(found: Any) -> Segment | None:
    """A segment from `{"channel": "chat"}` or `["channel", "chat"]`."""
    if found is None:
        return None
    pair = list(found.items()) if isinstance(found, dict) else [found]
    match pair:
        case [[str(dimension), str(value)] | (str(dimension), str(value))]:
            return known_dimension(dimension), value.strip()
        case _:
            raise ValueError("a segment is one dimension with one value, such as {“channel”: “chat”}")


def _plain_segment(segment: Segment | None) -> dict[str, str] | None:
    return None if segment is None else {segment[0]: segment[1]}


KpiId = Annotated[str, AfterValidator(_known)]


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class TargetEntry(_Document):
    """One target; `value` null = deliberately none, `default` true = back to the default from here on."""

    kpi: KpiId
    value: float | None = None
    tolerance: Annotated[float, Field(ge=0)] | None = None
    effective: date | None = None
    changed_at: datetime | None = None
    scale: tuple[float, float] | None = None
    default: bool = False
    segment: Annotated[Segment | None, BeforeValidator(_segment), PlainSerializer(_plain_segment)] = None

    @field_validator("scale")
    @classmethod
    def _rising(cls, scale: tuple[float, float] | None) -> tuple[float, float] | None:
        if scale is not None and scale[0] >= scale[1]:
            raise ValueError("the lowest score must come before the highest")
        return scale


class ReviewEntry(_Document):
    """One confirmation of a target; a time without a zone is UTC."""

    kpi: KpiId
    at: datetime
    action: Literal["changed", "confirmed"] = "confirmed"
    who: str = ""

    @field_validator("at")
    @classmethod
    def _aware(cls, at: datetime) -> datetime:
        return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


class TargetsDocument(_Document):
    """The whole file."""

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    targets: tuple[TargetEntry, ...] = ()
    benchmarks: dict[KpiId, float] = {}
    reviews: tuple[ReviewEntry, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, data: Any) -> Any:
        """Read `{"csat": 85}` and `{"targets": {"csat": {"value": 85}}}` like the long form."""
        if not isinstance(data, dict):
            return data
        if data and not {"schema", "targets", "benchmarks", "reviews"} & set(data):
            data = {"targets": data}
        targets = data.get("targets")
        if not isinstance(targets, dict):
            return data
        entries = [
            {"kpi": kpi, **entry} if isinstance(entry, dict) else {"kpi": kpi, "value": entry}
            for kpi, entry in targets.items()
        ]
        return {**data, "targets": entries}


def to_document(book: TargetBook) -> TargetsDocument:
    """The book as a document, history included."""
    names = TargetEntry.model_fields
    entries = tuple(
        TargetEntry.model_construct(**{name: getattr(target, name) for name in names}) for target in book.targets
    )
    reviews = tuple(
        ReviewEntry.model_construct(kpi=review.kpi, at=review.at, action=review.action, who=review.who)
        for review in book.reviews
    )
    return TargetsDocument.model_construct(
        schema_=1, targets=entries, benchmarks=dict(book.benchmarks), reviews=reviews
    )


def from_document(document: TargetsDocument) -> TargetBook:
    """The document as a book."""
    targets = tuple(
        Target(**{name: getattr(entry, name) for name in TargetEntry.model_fields}) for entry in document.targets
    )
    reviews = tuple(
        Review(kpi=entry.kpi, at=entry.at, action=entry.action, who=entry.who) for entry in document.reviews
    )
    return TargetBook(targets=targets, benchmarks=dict(document.benchmarks), reviews=reviews)


def targets_text(book: TargetBook) -> str:
    """The targets file's text."""
    return to_document(book).model_dump_json(indent=2, by_alias=True, exclude_none=False) + "\n"


def parse_targets(text: str, name: str = "targets file") -> TargetBook:
    """Read the text of a targets file.

    Raises:
        UserError: not JSON, or entries that make no sense; the sentence lists every mistake with its place.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise UserError(f"“{name}” is not a targets file: it holds no valid JSON ({_place(error)}).") from error
    if not isinstance(data, dict):
        raise UserError(f"“{name}” is not a targets file: it holds no object with “schema” and “targets”.")
    try:
        return from_document(TargetsDocument.model_validate(data))
    except ValidationError as error:
        raise UserError(_sentence(name, error)) from error


def read_targets(path: Path) -> TargetBook:
    """Read a targets file.

    Raises:
        UserError: the file cannot be read, is not JSON, or holds entries that make no sense.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"“{path.name}” cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise UserError(f"“{path.name}” is not a targets file: it is not UTF-8 text.") from error
    return parse_targets(text, path.name)


def write_targets(book: TargetBook, path: Path) -> None:
    """Write a targets file, whole or not at all.

    Raises:
        OSError: the folder cannot be written.
    """
    write_text(path, targets_text(book))


def _place(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}"
    return "a number in it is too large"


def _sentence(name: str, error: ValidationError) -> str:
    found = [f"{_path(entry['loc'])} {_words(entry)}".strip() for entry in error.errors()]
    count = "one mistake" if len(found) == 1 else f"{len(found)} mistakes"
    return f"“{name}” has {count}: {'; '.join(found)}."


def _path(place: tuple[int | str, ...]) -> str:
    """`("targets", 0, "value")` as `targets[0].value`."""
    text = ""
    for part in place:
        if part == "[key]":
            continue
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _words(entry: Any) -> str:
    kind, found = entry["type"], entry.get("input")
    shown = f"“{found}”" if isinstance(found, str) else json.dumps(found, default=str, ensure_ascii=False)
    match kind:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is not a field of a targets file"
        case "value_error":
            return f"is wrong: {entry['ctx']['error']}"
        case _ if kind.startswith(("float", "int", "finite")):
            return f"must be a number, but is {shown[:60]}"
        case "literal_error":
            return f"must be {entry['ctx']['expected'].replace(chr(39), '')}, but is {shown[:60]}"
        case _ if kind.startswith(("date", "datetime")):
            return f"must be a date such as 2024-03-01, but is {shown[:60]}"
        case "greater_than_equal":
            return f"must not be below 0, but is {shown[:60]}"
        case _:
            return f"is wrong: {entry['msg'][:1].lower()}{entry['msg'][1:]}"
