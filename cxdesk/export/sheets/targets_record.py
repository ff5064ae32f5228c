"""What the Targets sheet said when it was exported, kept in hidden cells beside it: by this an edit is told.

The record is JSON, cut over the cells of the first row from `FIRST` on: the workspace, the least number of rows, and of
each row with a target what its cells held. A workbook that is sorted, saved by another program or whose documents'
properties were cleaned still has it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cxdesk.export.context import Context

MARK = '{"cxdesk_targets_as_exported":'
FIRST = 25  # column Z: far from what a person fills in
MOST_CELLS = 12
_LETTERS = 30_000  # of a cell, which takes 32,767


@dataclass(frozen=True, kw_only=True)
class ExportedRow:
    """A row as exported: numbers as the cells held them, `since` as Excel counts days.

    `segment` is the text shown. With `follows` the tolerance was no number of its own but followed a rule.
    """

    kpi: str
    dimension: str = ""
    segment: str = ""
    row: int  # as the spreadsheet counts
    target: float | None = None
    tolerance: float | None = None
    follows: bool = False
    benchmark: float | None = None
    since: float | None = None
    better: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from other rows."""
        return self.kpi, self.dimension, self.segment.casefold()


@dataclass(frozen=True, kw_only=True)
class Record:
    """All rows of one exported sheet."""

    workspace: str = ""
    least_rows: float | None = None
    rows: tuple[ExportedRow, ...] = ()


def remember(context: Context, sheet: Any, columns: Mapping[str, int], least: tuple[int, int]) -> None:
    """Put what the filled sheet's cells hold into the hidden cells.

    `columns` gives the place of each field of a row, `least` that of the cell of the least number of rows.
    """
    cells = _Cells(sheet)
    places = {result.id: context.target_rows[result.id] for result in context.report.kpis
              if result.id in context.target_rows}  # fmt: skip
    found = [*places.items(), *((key[0], row) for key, row in context.segment_rows.items())]
    rows = [
        ExportedRow(
            kpi=kpi,
            dimension=cells.text(row, columns["dimension"]),
            segment=cells.text(row, columns["segment"]),
            row=row + 1,
            target=cells.number(row, columns["target"]),
            tolerance=cells.number(row, columns["tolerance"]),
            follows=cells.is_formula(row, columns["tolerance"]),
            benchmark=cells.number(row, columns["benchmark"]),
            since=cells.number(row, columns["since"]),
            better=cells.text(row, columns["better"]),
        )
        for kpi, row in sorted(found, key=lambda pair: pair[1])
    ]
    record = Record(workspace=context.workspace, least_rows=cells.number(*least), rows=tuple(rows))
    text = record_text(record)
    pieces = [text[start : start + _LETTERS] for start in range(0, len(text), _LETTERS)]
    if len(pieces) > MOST_CELLS:  # thousands of segments: such a sheet is read back as a whole
        return
    for place, piece in enumerate(pieces):
        sheet.write_string(0, FIRST + place, piece, context.styles.text(muted=True))
    sheet.set_column(FIRST, FIRST + len(pieces) - 1, 2, None, {"hidden": True})


class _Cells:
    """Cells of a sheet under way as the library keeps them."""

    def __init__(self, sheet: Any) -> None:
        self._rows = sheet.table
        self._texts = {index: text for text, index in sheet.str_table.string_table.items()}

    def is_formula(self, row: int, column: int) -> bool:
        return hasattr(self._rows[row].get(column), "formula")

    def number(self, row: int, column: int) -> float | None:
        cell = self._rows[row].get(column)
        found = getattr(cell, "value", getattr(cell, "number", None))
        return float(found) if isinstance(found, int | float) else None

    def text(self, row: int, column: int) -> str:
        return str(self._texts.get(getattr(self._rows[row].get(column), "string", None), ""))


def record_text(record: Record) -> str:
    """The record as JSON."""
    rows = [[value for name, value in asdict(row).items() if name != "row"] + [row.row] for row in record.rows]
    content = {"workspace": record.workspace, "least_rows": record.least_rows, "rows": rows}
    return MARK + json.dumps(content, ensure_ascii=True, separators=(",", ":")) + "}"


def parse_record(text: str) -> Record | None:
    """The record that a text holds; None where it is damaged."""
    names = [name for name in ExportedRow.__dataclass_fields__ if name != "row"] + ["row"]
    try:
        content = json.loads(text)["cxdesk_targets_as_exported"]
        rows = tuple(ExportedRow(**dict(zip(names, row, strict=True))) for row in content["rows"])
        return Record(workspace=str(content["workspace"]), least_rows=content["least_rows"], rows=rows)
    except (ValueError, KeyError, TypeError):
        return None
