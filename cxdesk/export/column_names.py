"""Names of helper columns in a redacted workbook: they are made of headers, and a header may name somebody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from cxdesk.kpis.formula_sheets import HelperColumn, slug
from cxdesk.kpis.formulas import Formula


class ColumnNames:
    """Puts numbers for those dimensions in columns' names that must not be shown; all others pass unchanged."""

    def __init__(self, dimensions: Iterable[str] = (), shown: Callable[[str], str] = str) -> None:
        hidden = [slug(name) for name in dict.fromkeys(dimensions) if shown(name) != name]
        self._names = {name: f"column_{number}" for number, name in enumerate(hidden, start=1)}
        either = "|".join(re.escape(name) for name in sorted(hidden, key=len, reverse=True))
        self._pattern = re.compile(rf"(?:(?<=_by_)|(?<![a-z0-9_]))(?:{either})(?=_segment|_code|_is_|\]|\Z)")

    def text(self, text: str) -> str:
        """A formula, or the name of a column."""
        return self._pattern.sub(lambda found: self._names[found[0]], text) if self._names else text

    def formula(self, formula: Formula | None) -> Formula | None:
        """A formula as the workbook holds it."""
        return replace(formula, text=self.text(formula.text)) if formula is not None and self._names else formula

    def columns(self, tables: Mapping[str, tuple[HelperColumn, ...]]) -> dict[str, tuple[HelperColumn, ...]]:
        """Helper columns by table as the workbook names them."""
        return {table: tuple(replace(column, name=self.text(column.name)) for column in columns)
                for table, columns in tables.items()}  # fmt: skip
