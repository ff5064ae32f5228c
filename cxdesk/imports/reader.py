"""Reading a file: what it is, then its sheets as raw cells."""

from __future__ import annotations

from pathlib import Path

from cxdesk.common.problems import UserError
from cxdesk.common.progress import SILENT, Progress
from cxdesk.imports.raw import RawSheet


def read(path: str | Path, progress: Progress = SILENT) -> tuple[RawSheet, ...]:
    """Every sheet of a spreadsheet or text file that holds a cell, in the order of the file.

    Raises:
        UserError: the file cannot be read; one sentence says what was found and what to do.
        Cancelled: the user stopped.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise UserError(f"“{path.name}” cannot be read: {error.strerror or error}.") from error
    if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        from cxdesk.imports.spreadsheet import read_spreadsheet

        return read_spreadsheet(path, progress)
    from cxdesk.imports.textfile import read_text

    return (read_text(path, progress).sheet,)
