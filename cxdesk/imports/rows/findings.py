"""Problems of one sheet, one a kind and column, with the first row as the example."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cxdesk.common.problems import Problem, Severity
from cxdesk.common.text import plural
from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.files.dialect import SPLIT
from cxdesk.imports.plan import EventLog
from cxdesk.imports.recognise import swapped
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.header import Grid
from cxdesk.imports.rows.values import Fault


class Findings:
    """Collects problems of a sheet; rows that are left out count for nothing."""

    def __init__(self, grid: Grid, kept: Bools) -> None:
        """`kept` says which data rows stay."""
        self._grid = grid
        self._kept = kept
        self.problems: list[Problem] = []

    def add(
        self,
        kind: str,
        message: str,
        *,
        rows: Bools | None = None,
        column: Column | None = None,
        expected: str | None = None,
        severity: Severity = Severity.WARNING,
    ) -> None:
        """Add a problem; with `rows` it counts the kept ones and names the first, and says nothing where none is."""
        row, found, count = None, None, 1
        if rows is not None:
            hit = np.flatnonzero(rows & self._kept)
            if not len(hit):
                return
            count, row = len(hit), self._grid.row_number(int(hit[0]))
            found = column.label(int(hit[0]))[:120] if column is not None else None
        raw = self._grid.raw
        self.problems.append(
            Problem(
                kind=kind, message=message, severity=severity, file=raw.file, sheet=raw.sheet, row=row,
                column=column.header.text if column is not None else None, found=found, expected=expected, count=count,
            )
        )  # fmt: skip

    def fault(self, column: Column, fault: Fault) -> None:
        """Add the cells of a column that did not become values."""
        hit = np.flatnonzero(fault.rows & self._kept)
        if not len(hit):
            return
        cells = plural(len(hit), "cell")
        example = column.label(int(hit[0]))[:60]
        self.add(
            fault.kind, f"{cells} of “{column.header.text}” (such as “{example}”) {_number(fault.message, len(hit))}.",
            rows=fault.rows, column=column, expected=fault.expected, severity=fault.severity,
        )  # fmt: skip

    def folded(self, log: EventLog, words: str, kept: Bools) -> None:
        """Say how a log was folded; from now on only the rows that stay count."""
        self._kept = kept
        more = f" Worked out from the changes: {words}." if words else ""
        self.add(
            "folded", f"“{log.ticket}” repeats: {plural(log.rows, 'row')} were folded into "
                      f"{plural(log.tickets, 'ticket')}, each as of its latest row.{more}",
            severity=Severity.INFO, expected="one row a ticket",
        )  # fmt: skip

    def of_file(self) -> None:
        """What the reader noted about the file: broken characters, cells that commas split, texts put right."""
        for note in self._grid.raw.notes:
            if note.startswith(SPLIT):
                self.add("split_cells", note)
            else:
                self.add("file_note", note, severity=Severity.INFO)

    def left_swapped(self, columns: Sequence[Column]) -> None:
        """Dates that look swapped and were left as they stand, for the question about them has no answer."""
        for found in swapped.find_all(columns):
            count = plural(int((found.rows & self._kept).sum()), "date")
            self.add(
                "swapped_dates",
                f"{count} of “{found.column.header.text}” seem to have day and month swapped by a spreadsheet program; "
                "the question about them has no answer, so they were left as they stand.",
                rows=found.rows, column=found.column, expected="day and month as they were typed",
            )  # fmt: skip


def _number(message: str, count: int) -> str:
    """The message for one cell or several."""
    if count == 1:
        return message
    for one, many in (("is ", "are "), ("falls ", "fall "), ("lost its", "lost their"), ("it was ", "they were ")):
        message = message.replace(one, many, 1) if message.startswith(one) or one == "it was " else message
    return message
