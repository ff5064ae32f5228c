"""How files come in: reading and recognising, checking, importing, each as a job; with the dialog or without."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.common.problems import UserError
from cxdesk.common.progress import Cancelled, Progress
from cxdesk.common.resources import resource_path
from cxdesk.common.text import shown
from ui.models.import_words import files_words, tr
from ui.state import AppState
from ui.undo.history import History
from ui.work.jobs import Job, Lane

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cxdesk.imports.plan import SheetPlan
    from cxdesk.imports.rows.compare import ImportReport
    from cxdesk.imports.service import Balance, Draft
    from cxdesk.tables.dataset import Dataset
    from cxdesk.workspace.session import Session
    from ui.dialogs.import_dialog import ImportDialog

log = logging.getLogger(__name__)

SAMPLE_FILES = (
    "northwind-tickets.xlsx", "northwind-surveys.xlsx", "northwind-customers.xlsx", "northwind-operations.xlsx",
    "northwind-digital.xlsx",
)  # fmt: skip
SMALL_FILE_BYTES = 20_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """What came out of reading files: a draft (None where no file could be read), and what could not, with why."""

    draft: Draft | None
    failures: tuple[tuple[str, str], ...] = ()  # path, one plain sentence


@dataclass(frozen=True, kw_only=True, eq=False)
class Imported:
    """A dataset with the files in it, the plans to remember by layout, and what it did to the rows."""

    dataset: Dataset
    layouts: Mapping[str, SheetPlan]
    report: ImportReport


class _OfFile:
    """Progress that says which of several files it is about."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress, self._name = progress, name

    def report(self, done: int, total: int, text: str = "") -> None:
        """Pass the report on with the file's name."""
        said = text.startswith(f"{self._name}: ")
        self._progress.report(done, total, text if said else f"{self._name}: {text}" if text else self._name)


def read_files(paths: Iterable[Path], session: Session) -> Callable[[Progress], Reading]:
    """Work that reads and recognises files, small ones two at a time; a bad file never keeps the others out."""
    wanted, memory, zone = tuple(paths), session.layouts, session.zone

    def work(progress: Progress) -> Reading:
        from cxdesk.imports import service

        def one(path: Path) -> Draft | str:
            named = progress if len(wanted) == 1 else _OfFile(progress, path.name)
            try:
                return service.draft((path,), memory=memory, zone=zone, progress=named)
            except Cancelled:
                raise
            except UserError as error:
                return str(error)
            except Exception as error:
                log.exception("reading a file failed")
                return tr(
                    "“{}” cannot be read because of an error in this program ({}): open it in a spreadsheet program,"
                    " save it as .xlsx and import that."
                ).format(shown(path.name), type(error).__name__)

        with ThreadPoolExecutor(max_workers=_at_once(wanted), thread_name_prefix="reading") as pool:
            told = list(zip(wanted, pool.map(one, wanted), strict=True))
        drafts = [found for _, found in told if not isinstance(found, str)]
        failures = tuple((str(path), found) for path, found in told if isinstance(found, str))
        return Reading(draft=reduce(joined, drafts) if drafts else None, failures=failures)

    return work


def _at_once(paths: Iterable[Path]) -> int:
    """How many files to read at a time: the parser works apart, but two large files need their memory together."""
    return 2 if all(_size(path) <= SMALL_FILE_BYTES for path in paths) else 1


def _size(path: Path) -> int:
    """Bytes of a file; 0 where it cannot be looked at, which reading it will say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def joined(one: Draft, other: Draft) -> Draft:
    """Both drafts as one; a file that is in both is taken from the second."""
    again = {sheet.plan.path for sheet in other.sheets}
    kept = tuple(sheet for sheet in one.sheets if sheet.plan.path not in again)
    return replace(one, sheets=(*kept, *other.sheets))


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A correction: a function of the import service that gives a new draft, the sheet, and its further arguments."""

    function: str  # with_field, with_table, with_header_row, with_answer, with_skipped
    sheet: int
    values: tuple[object, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Edited:
    """The draft after corrections, and sentences about those that cannot be."""

    draft: Draft
    refused: tuple[str, ...] = ()


def edit(draft: Draft, edits: Iterable[Edit]) -> Callable[[Progress], Edited]:
    """Work that corrects a draft; another header row means looking at the whole sheet again."""
    wanted = tuple(edits)

    def work(progress: Progress) -> Edited:
        from cxdesk.imports import service

        now, refused = draft, []
        for change in wanted:
            progress.report(0, 0)
            function: Callable[..., Draft] = getattr(service, change.function)
            try:
                now = function(now, change.sheet, *change.values)
            except UserError as error:
                refused.append(str(error))
        return Edited(draft=now, refused=tuple(refused))

    return work


def check_sheet(draft: Draft, sheet: int) -> Callable[[Progress], Balance]:
    """Work that counts what a sheet would keep and leave out."""

    def work(progress: Progress) -> Balance:
        from cxdesk.imports import service

        progress.report(0, 0)
        return service.balance(draft, sheet, progress)

    return work


def merge(draft: Draft, session: Session) -> Callable[[Progress], Imported]:
    """Work that imports a draft into the session's data; the session itself is left alone."""
    base, names = session.dataset, session.names

    def work(progress: Progress) -> Imported:
        from cxdesk.imports import service
        from cxdesk.tables.in_use import in_use

        dataset, report = service.run_told(draft, base, progress)
        in_use(dataset, names)  # kept with it, so that the window does not wait for it
        layouts = service.layouts_of(draft, datetime.now(tz=UTC).astimezone().date())
        return Imported(dataset=dataset, layouts=layouts, report=report)

    return work


def commit(history: History, imported: Imported, files: int) -> None:
    """Take imported data into the session: one undo step."""
    text = tr("Import of {}").format(files_words(files))
    history.import_data(imported.dataset, text, report=imported.report, layouts=imported.layouts)


def open_import(
    state: AppState, history: History, paths: Iterable[Path], parent: QWidget | None, *, at_once: bool = False
) -> ImportDialog:
    """Show the import dialog for files that were dropped or chosen; it closes itself.

    With `at_once` it imports by itself where every file is recognised as it was before.
    """
    from ui.dialogs.import_dialog import ImportDialog

    dialog = ImportDialog(state, history, tuple(Path(path) for path in paths), parent)
    dialog.at_once = at_once
    dialog.open()
    return dialog


def all_known(reading: Reading) -> bool:
    """Whether every file was read and has a sheet to import, all of a layout met before that asks nothing new."""
    if reading.draft is None or reading.failures:
        return False
    from cxdesk.workspace.refresh import is_clear

    plans = [sheet.plan for sheet in reading.draft.sheets]
    used = {plan.path for plan in plans if plan.table is not None and not plan.skipped}
    return used == {plan.path for plan in plans} and is_clear(reading.draft)


def sample_paths() -> tuple[Path, ...]:
    """Files of the sample company."""
    return tuple(resource_path("samples", name) for name in SAMPLE_FILES)


def import_directly(state: AppState, history: History, paths: Iterable[Path]) -> Job[Imported]:
    """Import files without asking, as they are recognised.

    A file that cannot be read fails the job with its sentence.
    """
    wanted = tuple(Path(path) for path in paths)
    session = state.session

    def work(progress: Progress) -> Imported:
        reading = read_files(wanted, session)(progress)
        if reading.failures or reading.draft is None:
            raise UserError(reading.failures[0][1] if reading.failures else tr("There is nothing to import."))
        if all(sheet.plan.table is None or sheet.plan.skipped for sheet in reading.draft.sheets):
            raise UserError(
                tr("Nothing was imported from {}: every sheet is set aside. Open it to choose what it becomes.").format(
                    " and ".join(path.name for path in wanted)
                )
            )
        return merge(reading.draft, session)(progress)

    def finish(imported: Imported) -> None:
        commit(history, imported, len(wanted))

    job = state.run(Lane.IMPORT, work, tr("Importing {}").format(files_words(len(wanted))))
    job.done.connect(finish)
    return job


def import_sample(state: AppState, history: History) -> Job[Imported]:
    """Load the sample company, without a dialog."""
    return import_directly(state, history, sample_paths())
