"""A worksheet of many formulas, all of functions that every program knows."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from cxdesk.common.progress import beat


class LiveSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter carries no types
    """Takes formulas as they are: the search for newer functions in each would take longer than all else here."""

    def _prepare_formula(self, formula: str, expand_future_functions: Any = False) -> str:  # noqa: ARG002, FBT002 - XlsxWriter's own
        beat()
        return formula.removeprefix("{").removesuffix("}").removeprefix("=")

    def _write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:
        """Formulas without a value hold an empty text: the library would write the word None, which nobody reads."""
        return int(super()._write_formula(row, col, formula, cell_format, "" if value is None else value))

    def _write_row(self, *row: Any) -> None:
        beat()
        super()._write_row(*row)
