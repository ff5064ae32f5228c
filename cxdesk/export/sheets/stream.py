"""A worksheet whose rows go straight from columns into the finished file: a million rows without an object a cell.

XlsxWriter builds everything else of the sheet (header, table, widths, frozen panes, print setup). Its own way keeps one
object a cell, which takes minutes and gigabytes for large tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyarrow as pa
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from cxdesk.common.progress import beat
from cxdesk.export.sheets.cells import chunks, is_odd
from cxdesk.export.sheets.columns import Column

_MOST_SHARED = 10_000  # labels of a column that stand in the workbook's own list of texts


class StreamedSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter carries no types
    """A worksheet with a header row and the rows of `columns` below it.

    XlsxWriter writes the sheet with the header alone; `package.write_package` puts the rows of `chunks` behind it.
    """

    columns: Sequence[Column] = ()
    dim_rowmax: int  # XlsxWriter's: the last row

    def hold(self, columns: Sequence[Column], table: str, style: str) -> None:
        """Make the columns an Excel table of that name."""
        self.columns = [self._shared(column) for column in columns]
        rows, last = len(columns[0]), len(columns) - 1
        heads = [{"header": column.header} for column in columns]
        self.add_table(0, 0, 1, last, {"name": table, "columns": heads, "style": style})
        # The table is declared over one row and then stretched: XlsxWriter would note every single cell of it.
        place = xl_range(0, 0, max(rows, 1), last)
        self.tables[-1].update({"range": place, "a_range": place, "autofilter": place})
        for column, head in zip(columns, self.tables[-1]["columns"], strict=True):
            if column.live is not None and column.live.all():  # rows that are added have it as well
                head["formula"] = column.formula
        self._check_dimensions(max(rows, 1), last)

    def chunks(self) -> Iterator[tuple[int, memoryview]]:
        """UTF-8 XML of the rows below the header, in chunks, each with the number of rows up to its end."""
        return chunks(self.columns)

    def _write_sheet_data(self) -> None:
        for column in self.columns:
            assert column.style is not None  # its number is taken now: afterwards no style can be added
        last, self.dim_rowmax = self.dim_rowmax, 0  # XlsxWriter would look for cells in every row, and note each
        super()._write_sheet_data()
        self.dim_rowmax = last

    def _shared(self, column: Column) -> Column:
        """The column with its labels in the workbook's own list of texts, as far as the rows show them."""
        beat()
        if not isinstance(column.source, pa.DictionaryArray) or len(column.source.dictionary) > _MOST_SHARED:
            return column
        if is_odd(column.source.dictionary).any():  # XlsxWriter would not escape all of them
            return column
        places = []
        for label, uses in zip(column.source.dictionary.to_pylist(), column.uses().tolist(), strict=True):
            shown = bool(label) and uses > 0
            places.append(self.str_table._get_shared_string_index(label) if shown else -1)  # noqa: SLF001 - no public name
            self.str_table.count += uses - 1 if shown else 0
        return replace(column, shared=tuple(places))
