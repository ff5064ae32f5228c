"""A worksheet that is only listened to: the tables of a sheet of words as rows, for files that hold no looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from xlsxwriter.worksheet import Worksheet

from cxdesk.common.progress import beat
from cxdesk.export.sheets.styles import Styles

Content: TypeAlias = "str | float | int | None"
Cells: TypeAlias = "dict[int, tuple[Content, Any]]"  # by column
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - of a spreadsheet's wall clock


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as a sheet shows it. `rows` have one content a header; `group` is the heading that each row stands below.

    Percent is in percent, days and times are as `2024-03-01` and `2024-03-01 09:15:00`.
    """

    title: str
    headers: tuple[str, ...]
    rows: list[tuple[Content, ...]] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)


class ToldSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter carries no types
    """A worksheet that also remembers what was written to it."""

    def __init__(self) -> None:
        super().__init__()
        self._heard: dict[int, dict[int, tuple[Content, Any]]] = {}
        self._drawn: set[int] = set()  # columns of little charts

    def write_string(self, row: int, column: int, text: str, style: Any = None) -> int:
        """Hear of words."""
        self._hear(row, column, text, style)
        return int(super().write_string(row, column, text, style))

    def write_number(self, row: int, column: int, value: float, style: Any = None) -> int:
        """Hear of a number."""
        self._hear(row, column, _number(value, style), style)
        return int(super().write_number(row, column, value, style))

    def write_blank(self, row: int, column: int, nothing: None, style: Any = None) -> int:
        """Hear of a blank cell."""
        self._hear(row, column, None, style)
        return int(super().write_blank(row, column, nothing, style))

    def write_datetime(self, row: int, column: int, value: date, style: Any = None) -> int:
        """Hear of a day or a time."""
        self._hear(row, column, _time(value, style), style)
        return int(super().write_datetime(row, column, value, style))

    def write_formula(self, row: int, column: int, formula: str, style: Any = None, value: Any = "") -> int:
        """Hear of a formula: of the value that it gives."""
        content = value if isinstance(value, str) else _number(float(value), style)
        self._hear(row, column, content, style)
        return int(super().write_formula(row, column, formula, style, value))

    def write_array_formula(
        self, row: int, column: int, _row: int, _column: int, formula: str, style: Any = None, value: Any = ""
    ) -> int:
        """As for a formula."""
        return self.write_formula(row, column, formula, style, value)

    def add_table(self, row: int, column: int, last_row: int, last_column: int, options: dict[str, Any]) -> int:
        """Hear of the heads of a table."""
        for place, head in enumerate(options["columns"]):
            self._hear(row, column + place, head["header"], head.get("header_format"))
        return int(super().add_table(row, column, last_row, last_column, options))

    def add_sparkline(self, row: int, column: int, options: dict[str, Any]) -> int:
        """Hear that a column holds drawings."""
        self._drawn.add(column)
        return int(super().add_sparkline(row, column, options))

    def told_tables(self, styles: Styles) -> list[Table]:
        """The tables in their order, empty ones too: rows below a row of heads, up to the next one."""
        out: list[Table] = []
        columns: list[int] = []
        group = ""
        for row in sorted(self._heard):
            cells = self._heard[row]
            heads = self._heads_in(cells, styles)
            if heads:
                columns = heads if len(heads) > 1 else []
                if columns:
                    out.append(Table(title=group, headers=tuple(str(cells[place][0]) for place in columns)))
                group = ""
            elif _is_group(cells, styles):
                group = str(cells[0][0])
            elif columns and _counts(cells, styles):
                contents = tuple(cells.get(place, (None,))[0] for place in columns)
                if any(content is not None for content in contents):
                    out[-1].rows.append(contents)
                    out[-1].groups.append(group)
        return out

    def _hear(self, row: int, column: int, content: Content, style: Any) -> None:
        beat()
        self._heard.setdefault(row, {})[column] = (None if content == "" else content, style)

    def _heads_in(self, cells: Cells, styles: Styles) -> list[int]:
        """Columns of a row of heads; "Not available yet" with what to add is one as well."""
        known = _known(cells)
        heads = [place for place, style in known if styles.is_head(style)]
        groups = [place for place, style in known if style is styles.group]
        found = heads or (groups if len(groups) > 1 else [])
        return [place for place in found if place not in self._drawn]


def _is_group(cells: Cells, styles: Styles) -> bool:
    return [place for place, style in _known(cells) if style is styles.group] == [0]


def _counts(cells: Cells, styles: Styles) -> bool:
    """Whether a row is one of a table, and no sentence between tables."""
    return any(style is not styles.note for _, style in _known(cells))


def _known(cells: Cells) -> list[tuple[int, Any]]:
    return [(place, style) for place, (content, style) in sorted(cells.items()) if content is not None]


def _number(value: float, style: Any) -> Content:
    """A number as it is shown: a percentage in percent, a day as a day."""
    shown = "" if style is None else str(style.num_format)
    if "yyyy" in shown:
        return _time(_EPOCH + timedelta(days=value), style)
    if "%" in shown:
        value = float(f"{value * 100:.15g}")
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else value


def _time(value: date, style: Any) -> str:
    with_time = isinstance(value, datetime) and style is not None and "h" in str(style.num_format)
    return f"{value:%Y-%m-%d %H:%M:%S}" if with_time else f"{value:%Y-%m-%d}"
