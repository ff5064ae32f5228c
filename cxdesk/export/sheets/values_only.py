"""A worksheet without formulas: every cell that would hold one holds its value."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from cxdesk.common.progress import beat


class ValuesOnlySheet(Worksheet):  # type: ignore[misc]  # XlsxWriter carries no types
    """Takes formulas with their computed values and writes the values alone."""

    def write_formula(self, row: int, column: int, _formula: str, style: Any = None, value: Any = "") -> int:
        """Write the value that the formula would give; "" is a blank cell."""
        beat()
        if value is None or value == "":
            return int(self.write_blank(row, column, None, style))
        if isinstance(value, str):
            return int(self.write_string(row, column, value, style))
        return int(self.write_number(row, column, value, style))

    def write_array_formula(
        self, row: int, column: int, _last_row: int, _last_column: int, formula: str, style: Any = None, value: Any = ""
    ) -> int:
        """As for a formula; ours fill one cell."""
        return self.write_formula(row, column, formula, style, value)

    def _write_row(self, *row: Any) -> None:
        beat()
        super()._write_row(*row)
