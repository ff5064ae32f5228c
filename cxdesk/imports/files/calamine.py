"""Sheets through python-calamine: fast, but only inside the reading process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

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
            packed = _packed(book, index, on_phase, on_rows, hidden=meta.visible is not SheetVisibleEnum.Visible)
            if packed is not None and packed.columns:
                yield packed


def _opened(path: str, *, named_right: bool) -> CalamineWorkbook:
    """By its path the parser believes the name's ending and keeps the file out of memory; else it tries each format."""
    if named_right:
        return CalamineWorkbook.from_path(path)
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib would be loaded for this alone
        return CalamineWorkbook.from_filelike(file)


def _packed(
    book: CalamineWorkbook, index: int, on_phase: OnPhase, on_rows: OnRows, *, hidden: bool
) -> PackedSheet | None:
    sheet = book.get_sheet_by_index(index)
    if not sheet.height or sheet.start is None:
        return None
    # loaded only now, while another thread began to load it during the parsing
    from cxdesk.imports.files.columns import pack, trimmed
    from cxdesk.imports.files.handover import PackedSheet

    on_phase(f"sheet “{sheet.name}”")
    first, total = sheet.start[1], sheet.start[0] + sheet.height  # rows from row 1 on, columns from the first used one
    name, merged, held = sheet.name, _merged(sheet, first), [sheet]
    del sheet
    columns = trimmed(pack(_rows(held), lambda done: on_rows(done, total)))
    return PackedSheet(name=name, columns=tuple(columns), hidden=hidden, first_column=first + 1, merged=merged)


def _rows(held: list[CalamineSheet]) -> Iterator[list[Any]]:
    """The rows of a sheet that nobody else holds: its cells are gone when the last was given."""
    yield from held.pop().iter_rows()


def _merged(sheet: CalamineSheet, first_column: int) -> tuple[tuple[int, int, int, int], ...]:
    """Merged cells by their first and last row and column, the columns counted from the first used one."""
    return tuple(
        (top, left - first_column, bottom, right - first_column)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if left >= first_column
    )
