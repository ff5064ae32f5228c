"""Where exports go: a file that is replaced when the new one is complete, a device or pipe, or standard output."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cxdesk.common.atomic import NO_ROOM, is_special, replacing
from cxdesk.common.problems import UserError
from cxdesk.common.progress import Progress
from cxdesk.common.terminal import say
from cxdesk.export.template import ReportTemplate
from cxdesk.report.records import Report

STDOUT = "-"


def check_outputs(outs: Sequence[str], inputs: Sequence[str]) -> None:
    """Refuse outputs that would mix, vanish, or be written over an input.

    Raises:
        UserError: two outputs at one place, a folder that does not exist, a folder as a file, an input as an output.
    """
    if outs.count(STDOUT) > 1:
        raise UserError("Only one output can go to standard output. Give the others a file.")
    read = {_place(Path(name)) for name in inputs}
    seen: set[Path] = set()
    for out in outs:
        if out == STDOUT:
            continue
        path = Path(out)
        if not out or path.is_dir():
            raise UserError(f"“{out}” is a folder. Name the file to write.")
        if not path.parent.is_dir():
            raise UserError(f"The folder of “{out}” does not exist.")
        if is_special(path):
            continue
        if _place(path) in read:
            raise UserError(f"“{out}” is one of the files to read. Write to another file.")
        if _place(path) in seen:
            raise UserError(f"Two outputs would be written to “{out}”. Give each its own file.")
        seen.add(_place(path))


def put_text(out: str, text: str) -> None:
    """Write text as UTF-8.

    Raises:
        UserError: the place cannot be written.
        BrokenPipeError: nobody reads the pipe.
    """
    with _said(out):
        if out == STDOUT:
            _to_stdout(io.BytesIO(text.encode("utf-8")))
            return
        with replacing(Path(out)) as temporary:
            temporary.write_bytes(text.encode("utf-8"))


def put_words(text: str) -> None:
    """Print words for a person on standard output, in its own encoding.

    Raises:
        UserError: standard output cannot be written.
        BrokenPipeError: nobody reads the pipe.
    """
    with _said(STDOUT):
        say(text, sys.stdout, end="")


def put_workbook(out: str, report: Report, template: ReportTemplate, progress: Progress, workspace: str = "") -> None:
    """Write the KPI workbook; to a pipe, device or standard output it goes once it is complete.

    `workspace` is the id of the workspace that it is made from.

    Raises:
        UserError: the place cannot be written.
        BrokenPipeError: nobody reads the pipe.
    """
    from cxdesk.export.workbook import WorkbookOptions, write_workbook

    options = WorkbookOptions.of(template, workspace)
    with _said(out):
        if out != STDOUT and not is_special(Path(out)):
            write_workbook(report, Path(out), options, progress)
            return
        with tempfile.TemporaryDirectory(prefix="cxdesk-") as folder:
            complete = Path(folder) / "report.xlsx"
            write_workbook(report, complete, options, progress)
            with complete.open("rb") as content:
                if out == STDOUT:
                    _to_stdout(content)
                else:
                    with Path(out).open("wb") as device:
                        shutil.copyfileobj(content, device)


def put_tables(out: str, report: Report, template: ReportTemplate, progress: Progress) -> None:
    """Write every table as CSV, into a folder or a package.

    Raises:
        UserError: the place cannot be written.
    """
    from cxdesk.export.csv_tables import write_tables
    from cxdesk.export.making import WorkbookOptions

    with _said(out):
        write_tables(report, Path(out), WorkbookOptions.of(template), progress)


def check_tables(out: str, others: Sequence[str]) -> None:
    """Refuse a place for tables that is no folder and no package, or where another output goes.

    Raises:
        UserError: standard output, a file that is no package, a folder whose own folder does not exist.
    """
    path = Path(out)
    if out in ("", STDOUT):
        raise UserError("--tables needs a folder, or a file whose name ends in .zip.")
    if not path.parent.is_dir():
        raise UserError(f"The folder of “{out}” does not exist.")
    if path.suffix.lower() != ".zip" and path.exists() and not path.is_dir():
        raise UserError(f"“{out}” is a file. Name a folder for the tables, or a file whose name ends in .zip.")
    if _place(path) in {_place(Path(other)) for other in others if other != STDOUT}:
        raise UserError(f"Two outputs would be written to “{out}”. Give each its own file.")


def _to_stdout(content: BinaryIO) -> None:
    binary: BinaryIO | None = getattr(sys.stdout, "buffer", None)
    sys.stdout.flush()
    if binary is None:  # a stream of text only, as some hosts of Python have
        sys.stdout.write(content.read().decode("utf-8", "replace"))
        return
    shutil.copyfileobj(content, binary)
    binary.flush()


@contextmanager
def _said(out: str) -> Iterator[None]:
    """Turn what the system says about a place into a sentence."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.errno in NO_ROOM and out != STDOUT:
            raise UserError(f"There is no room left for “{out}”. Free some, or choose another place.") from error
        place = "Standard output" if out == STDOUT else f"“{out}”"
        raise UserError(f"{place} cannot be written: {error.strerror or error}.") from error


def _place(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()
