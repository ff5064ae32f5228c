"""The import plan: what each sheet is, how its columns map, what was asked and answered. Plain data, remembered."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ColumnMapping(_Document):
    """One column of the file: the field it becomes (None = kept as an extra dimension, or `ignored`).

    `score` is 0 to 100; `reason` says in words why. `format` is the reading decided for the whole column, such as
    `%d/%m/%Y`, `hours`, `seconds`, `h:m:s`, `1-5`.
    """

    index: int
    column: str
    field: str | None = None
    score: float = 0.0
    reason: str = ""
    format: str | None = None
    samples: tuple[str, ...] = ()
    filled: int = 0
    ignored: bool = False
    joins: tuple[int, ...] = ()  # further columns of the same name whose values are joined with this one's
    forced: bool = False  # the user's choice although the values do not fit


class Option(_Document):
    """One possible answer: its value (used by `--answer`) and its words."""

    value: str
    words: str


class Question(_Document):
    """Something the file leaves open. `answer` None = not answered; `likely` is taken then and becomes a problem."""

    id: str  # stable: "<column>" or "<column>:<what>"
    column: str
    also: tuple[str, ...] = ()  # further columns that the answer counts for
    why: str = ""  # what was found that raises it, and what speaks for each answer
    about: Literal["date_order", "scale", "effort_direction", "nps_question", "unit", "kind", "numbers", "zone",
                   "out_of", "swapped", "fill_down", "continued"]  # fmt: skip
    text: str
    options: tuple[Option, ...]
    likely: str
    answer: str | None = None


class EventLog(_Document):
    """How a sheet with several rows a ticket folds to one row a ticket. Columns are named by their index in the file.

    `at` dates each row (None: the order of the rows; `at_is_created`: the sheet names it the creation), `order`
    numbers a ticket's rows. `changes`: a row is one change, and holds what changed; else it is the ticket as it stood
    then. `event` says what happened (a reply, a note); `changed`, `became` and `before` name the changed field, its new
    and its old value; `machine` says yes where a machine wrote the row. `tickets` stand in `rows` rows.
    """

    ticket: str
    tickets: int
    rows: int
    at: int | None = None
    at_format: str = ""
    at_is_created: bool = False
    order: int | None = None
    changes: bool = False
    event: int | None = None
    changed: int | None = None
    became: int | None = None
    before: int | None = None
    machine: int | None = None


class SheetPlan(_Document):
    """What one sheet of one file becomes. `table` None = set aside, with the `verdict` saying why.

    `header_row` is the row number a person sees; `rows` counts the rows below it. `also` names a second table that
    the same sheet feeds (`surveys` from a ticket sheet's own satisfaction column). `table_chosen` and `header_chosen`
    say that the user decided them. `like` is the day on which the layout that this sheet has, or nearly has, was
    mapped, `like_layout` its fingerprint, `changes` says part by part what changed since; `lost` says that a column
    that
    fed a field is gone. A remembered plan has `mapped_on`, the day on which it was decided.
    """

    file: str
    sheet: str
    path: str = ""
    table: str | None = None
    recognised_as: str | None = None
    verdict: str = ""  # one sentence: recognised as ... because ..., or set aside because ...
    header_row: int = 1
    header_rows: int = 1
    rows: int = 0
    zone: str | None = None
    mapping: tuple[ColumnMapping, ...] = ()
    questions: tuple[Question, ...] = ()
    also: tuple[str, ...] = ()
    layout: str = ""
    skipped: bool = False  # this sheet is not imported
    unasked: bool = False  # it is skipped by the program and not by the user; the verdict says why
    hidden: bool = False  # in the workbook
    table_chosen: bool = False
    header_chosen: bool = False
    mapped_on: date | None = None
    like: date | None = None
    like_layout: str = ""
    changes: tuple[str, ...] = ()
    lost: bool = False
    log: EventLog | None = None  # several rows a ticket

    def field_of(self, index: int) -> str | None:
        """Field of a column by its position in the file."""
        for column in self.mapping:
            if column.index == index:
                return column.field
        return None

    def column_of(self, field: str) -> ColumnMapping | None:
        """The column mapped to a field, if any."""
        return next((column for column in self.mapping if column.field == field), None)


class ImportPlan(_Document):
    """Plans of all sheets of all files, in reading order."""

    sheets: tuple[SheetPlan, ...] = ()
