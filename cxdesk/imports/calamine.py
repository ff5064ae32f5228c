"""Sheets through python-calamine: fast, but only inside the reading process."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from cxdesk.imports.columns import pack, trimmed
from cxdesk.imports.handover import PackedSheet

OnPhase = Callable[[str], None]
OnRows = Callable[[int, int], None]


def sheets(path: str, on_phase: OnPhase, on_rows: OnRows) -> Iterator[PackedSheet]:
    """Every worksheet that holds a cell, in the order of the workbook.

    Raises:
        CalamineError: a password, a damaged package, broken XML.
    """
    on_phase("opening")
    with CalamineWorkbook.from_path(path) as book:
        for index, meta in enumerate(book.sheets_metadata):
            if meta.typ is not SheetTypeEnum.WorkSheet:
                continue
            on_phase(f"parsing sheet “{meta.name}”")
            sheet = book.get_sheet_by_index(index)
            packed = _packed(sheet, on_phase, on_rows, hidden=meta.visible is not SheetVisibleEnum.Visible)
            if packed.columns:
                yield packed


def _packed(sheet: CalamineSheet, on_phase: OnPhase, on_rows: OnRows, *, hidden: bool) -> PackedSheet:
    if not sheet.height or sheet.start is None:
        return PackedSheet(name=sheet.name, columns=())
    on_phase(f"sheet “{sheet.name}”")
    total = sheet.start[0] + sheet.height  # rows come from row 1 on, columns only from the first used one
    columns = trimmed(pack(sheet.iter_rows(), lambda done: on_rows(done, total)))
    return PackedSheet(name=sheet.name, columns=tuple(columns), hidden=hidden, first_column=sheet.start[1] + 1)
