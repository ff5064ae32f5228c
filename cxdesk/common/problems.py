"""What was found in the data that somebody should know, with the place where it was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters: `error` left something out, `warning` may bend a number, `info` is good to know."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One finding, or `count` alike ones with the first as the example.

    `row` is the row number a person sees in the spreadsheet; `kind` is a stable word such as `unreadable_date`.
    """

    kind: str
    message: str
    severity: Severity = Severity.WARNING
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    found: str | None = None
    expected: str | None = None
    count: int = 1


class UserError(Exception):
    """Something the user can mend; the text is one plain sentence that says what was found and what to do."""
