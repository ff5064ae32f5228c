"""The report on its way out of the window: saved as PDF, or printed. Both paint the same pages, in a job."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from cxdesk.common.progress import Cancelled, Progress
from cxdesk.export.template import ReportTemplate
from cxdesk.export.template_file import from_document
from cxdesk.report.records import Report
from ui.basics import paths
from ui.dialogs import export_run
from ui.paper.blocks import Paper, usual_paper
from ui.paper.report_pdf import page_size, paint_printed, write_report_pdf
from ui.state import AppState
from ui.work.jobs import Lane

KEPT = "export"  # where the export dialog keeps folder and template


class ReportOut(QObject):
    """Asks where the report shall go, in the native dialogs, and sends it there."""

    def __init__(self, state: AppState, window: QWidget) -> None:
        super().__init__(window)
        self._state, self._window = state, window
        self.chooser: QDialog | None = None
        self._printer: QPrinter | None = None

    @Slot()
    def save_pdf(self) -> None:
        """Ask for a file and a size of paper, then write it."""
        report = self._state.report
        if report is None:
            return
        kept = self._state.settings.dialogs.get(KEPT, {}).get("folder")
        folder = Path(str(kept)) if kept and Path(str(kept)).is_dir() else paths.documents_folder()
        name = Path(export_run.file_name(report)).with_suffix(".pdf").name
        chooser = QFileDialog(self._window, self.tr("Save report as PDF"), str(folder / name))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        papers = export_run.paper_filters()
        chooser.setNameFilters(list(papers))
        chooser.setDefaultSuffix("pdf")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(
            lambda file: self.save_to(file, papers.get(chooser.selectedNameFilter(), usual_paper()))
        )
        self.chooser = chooser
        chooser.open()

    def save_to(self, file: str, paper: Paper) -> None:
        """Write the report there; what happens is told in the window's strips."""
        report, path = self._state.report, Path(file)
        if report is None:
            return
        work = pdf_work(report, path, self.template(), paper)
        job = self._state.run(Lane.EXPORT, work, self.tr("Writing {}").format(path.name), tell=False)
        job.done.connect(lambda _path: self._state.told.emit(self.tr("“{}” is written.").format(path.name)))
        job.failed.connect(lambda error: self._failed(error, path))

    @Slot()
    def print_report(self) -> None:
        """Ask for printer, pages and paper in the system's dialog, then print."""
        if self._state.report is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(page_size(usual_paper()))
        printer.setCreator("CX Desk")
        self._printer = printer
        dialog = QPrintDialog(printer, self._window)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._print)
        self.chooser = dialog
        QDialog.open(dialog)

    @Slot()
    def _print(self) -> None:
        if self._printer is not None:
            self.print_on(self._printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print the report."""
        report = self._state.report
        if report is None:
            return
        work = print_work(report, self.template(), printer)
        job = self._state.run(Lane.EXPORT, work, self.tr("Printing"), tell=False)
        job.done.connect(lambda _result: self._state.told.emit(self.tr("The report was sent to the printer.")))
        job.failed.connect(lambda error: self._failed(error, Path(printer.printerName() or "printer")))

    def template(self) -> ReportTemplate:
        """What the export dialog used last: a template as it is now, or the choices made there; else a plain one.

        So names that were hidden there stay hidden here.
        """
        kept = self._state.settings.dialogs.get(KEPT, {})
        name = str(kept.get("template", ""))
        known = [template for template in self._state.session.templates if name and template.name == name]
        if known and kept.get("as_template", True):
            return known[0]
        return from_document({**kept, "name": ""}) or ReportTemplate()

    def _failed(self, error: Exception, path: Path) -> None:
        if isinstance(error, OSError):
            self._state.told.emit(export_run.error_sentence(error, path))
        else:
            self._state.crashed.emit(error)


def pdf_work(report: Report, path: Path, template: ReportTemplate, paper: Paper) -> Callable[[Progress], Path]:
    """Work that writes the PDF, whole or not at all."""

    def work(progress: Progress) -> Path:
        write_report_pdf(report, path, template, progress, paper=paper)
        return path

    return work


def print_work(report: Report, template: ReportTemplate, printer: QPrinter) -> Callable[[Progress], int]:
    """Work that prints; a printer that does not begin is said, one that is cancelled prints nothing more."""

    def work(progress: Progress) -> int:
        try:
            return paint_printed(report, printer, template, progress)
        except Cancelled:
            printer.abort()
            raise

    return work
