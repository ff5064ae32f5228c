"""Writing the report as a job, in one of its formats, and what to say where it cannot be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from cxdesk.common.atomic import NO_ROOM
from cxdesk.common.progress import Progress

if TYPE_CHECKING:
    from cxdesk.export.template import ReportTemplate
    from cxdesk.report.records import Report
    from ui.paper.blocks import Paper

_FORBIDDEN_IN_NAMES = '<>:"/\\|?*'


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("export", text)


class Format(StrEnum):
    """What a report is written as; the value is the ending of the file."""

    WORKBOOK = "xlsx"
    TABLES = "zip"
    PDF = "pdf"

    @property
    def words(self) -> str:
        """Its name."""
        return {Format.WORKBOOK: tr("Excel workbook"), Format.TABLES: tr("CSV tables"), Format.PDF: tr("PDF report")}[
            self
        ]

    @property
    def filter(self) -> str:
        """What the native dialog offers."""
        kinds = {Format.WORKBOOK: tr("Excel workbook (*.xlsx)"), Format.TABLES: tr("CSV tables in a package (*.zip)"),
                 Format.PDF: tr("PDF document (*.pdf)")}  # fmt: skip
        return kinds[self]


def filters(kind: Format) -> list[str]:
    """What the native dialog offers for a format: for PDF the sizes of paper, that of the user's country first."""
    return list(paper_filters()) if kind is Format.PDF else [kind.filter]


def paper_filters() -> dict[str, Paper]:
    """`PDF on A4 (*.pdf)` and so on, with their papers."""
    from ui.paper.blocks import PAPERS, usual_paper

    papers = sorted(PAPERS.values(), key=lambda paper: paper is not usual_paper())
    return {tr("PDF on {paper} (*.pdf)").format(paper=paper.name): paper for paper in papers}


@dataclass(frozen=True, kw_only=True)
class SheetWords:
    """A kind of sheet: its name in the workbook and what it holds."""

    name: str
    words: str


def sheet_words() -> tuple[SheetWords, ...]:
    """Kinds of sheets that can be left out; the summary is always there."""
    return (
        SheetWords(name="Trends", words=tr("every KPI over time, with charts")),
        SheetWords(name="Breakdown", words=tr("one sheet for each dimension chosen below")),
        SheetWords(name="Distributions", words=tr("how the values behind means and medians lie, with charts")),
        SheetWords(name="Targets", words=tr("to edit and read back")),
        SheetWords(name="Definitions", words=tr("formulas and conventions in words")),
        SheetWords(name="Data quality", words=tr("sources, rows left out, problems")),
        SheetWords(name="Data", words=tr("the rows behind the numbers")),
    )


def file_name(report: Report, kind: Format = Format.WORKBOOK) -> str:
    """A name for the file: `KPIs March 2024.xlsx`."""
    label = report.period_label
    clean = "".join("-" if letter in _FORBIDDEN_IN_NAMES else letter for letter in label)
    return f"{tr('KPIs')} {clean}.{kind.value}"


@dataclass(frozen=True, kw_only=True)
class Out:
    """As what a report is written: the format, and of a PDF the paper (None = that of the user's country)."""

    kind: Format = Format.WORKBOOK
    paper: Paper | None = None


def write(
    report: Report, path: Path, template: ReportTemplate, out: Out | None = None, workspace: str = ""
) -> Callable[[Progress], Path]:
    """Work that writes the file, whole or not at all; `workspace` is the id of the session's workspace."""
    out = out or Out()
    kind = out.kind

    def work(progress: Progress) -> Path:
        if kind is Format.PDF:
            from ui.paper.report_pdf import write_report_pdf

            write_report_pdf(report, path, template, progress, paper=out.paper)
            return path
        from cxdesk.export.csv_tables import write_tables
        from cxdesk.export.workbook import WorkbookOptions, write_workbook

        options = WorkbookOptions.of(template, workspace)
        (write_workbook if kind is Format.WORKBOOK else write_tables)(report, path, options, progress)
        return path

    return work


def error_sentence(error: OSError, path: Path) -> str:
    """One plain sentence: what was found and what to do."""
    if isinstance(error, PermissionError):
        if path.exists():
            return tr("“{}” cannot be replaced. If it is open in another program, close it there, or choose another "
                      "name.").format(path.name)  # fmt: skip
        return tr("Nothing may be written in “{}”. Choose another folder.").format(path.parent)
    if isinstance(error, FileNotFoundError):
        return tr("The folder “{}” is not there any more. Choose another one.").format(path.parent)
    if error.errno in NO_ROOM:
        return tr("There is no room left for “{}”. Free some, or choose another place.").format(path.name)
    reason = error.strerror or str(error)
    return tr("“{}” could not be written: {}. Choose another place.").format(path.name, reason)
