"""Sheets through python-calamine: fast, but only inside the reading process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

if TYPE_CHECKING:
    from cxdesk.imports.files.handover import PackedSheet

OnPhase = Callable[[str], None]
OnRows = Callable[[int, int], None]


def sheets(path: str, on_phase: OnPhase, on_rows: OnRows, *, named_right: bool) -> Iterator[PackedSheet]:
    """Every worksheet that holds a cell, in the order of the workbook.

    Raises:
        CalamineError: a password, a damaged package, broken XML.
    """
    on_phase("opening")
    with _opened(path, named_right=named_right) as book:
        for index, meta in enumerate(book.sheets_metadata):
            if meta.typ is not SheetTypeEnum.WorkSheet:
                continue
            on_phase(f"parsing sheet “{meta.name}”")
            sheet = book.get_sheet_by_index(index)
            if sheet.height and sheet.start is not None:
                on_phase(f"sheet “{meta.name}”")
                packed = _packed(sheet, sheet.start, on_rows, hidden=meta.visible is not SheetVisibleEnum.Visible)
                if packed.columns:
                    yield packed


def _opened(path: str, *, named_right: bool) -> CalamineWorkbook:
    """By its path the parser believes the name's ending and keeps the file out of memory; else it tries each format."""
    if named_right:
        return CalamineWorkbook.from_path(path)
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib would be loaded for this alone
        return CalamineWorkbook.from_filelike(file)


def _packed(sheet: CalamineSheet, start: tuple[int, int], on_rows: OnRows, *, hidden: bool) -> PackedSheet:
    # loaded only now, while another thread began to load it during the parsing
    from cxdesk.imports.files.columns import pack, trimmed
    from cxdesk.imports.files.handover import PackedSheet

    total = start[0] + sheet.height  # rows come from row 1 on, columns only from the first used one
    columns = trimmed(pack(sheet.iter_rows(), lambda done: on_rows(done, total)))
    return PackedSheet(
        name=sheet.name, columns=tuple(columns), hidden=hidden, first_column=start[1] + 1,
        merged=_merged(sheet, start[1]),
    )  # fmt: skip


def _merged(sheet: CalamineSheet, first_column: int) -> tuple[tuple[int, int, int, int], ...]:
    """Merged cells by their first and last row and column, the columns counted from the first used one."""
    return tuple(
        (top, left - first_column, bottom, right - first_column)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if left >= first_column
    )
