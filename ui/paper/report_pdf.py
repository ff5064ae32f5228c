"""The report as a PDF file or on a printer: the same pages, painted by the same functions."""

from __future__ import annotations

import uuid
from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF, QUuid
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from cxdesk.common.atomic import replacing
from cxdesk.common.progress import SILENT, Progress, heard
from cxdesk.export.template import ReportTemplate
from cxdesk.report.records import Report
from ui.basics import numbers
from ui.charts.drawn.canvas import Box, Canvas
from ui.paper.back import back_blocks
from ui.paper.blocks import A4, LETTER, Block, Paper, Placed, paginate, space, usual_paper
from ui.paper.finish import Bookmark, finished
from ui.paper.front import front_blocks
from ui.paper.section import section_blocks
from ui.paper.told import Told, tr

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_DPI = 1200
_SMALL = 7.2


def write_report_pdf(
    report: Report,
    path: Path,
    template: ReportTemplate | None = None,
    progress: Progress = SILENT,
    *,
    paper: Paper | None = None,
) -> None:
    """Write the report as PDF, whole or not at all; `paper` None = that of the user's country. Works in any thread.

    Raises:
        OSError: the folder cannot be written, or another program holds the file.
        Cancelled: the user stopped; an existing file is as it was.
    """
    content = report_pdf(report, template, progress, paper=paper)
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def report_pdf(
    report: Report, template: ReportTemplate | None = None, progress: Progress = SILENT, *, paper: Paper | None = None
) -> bytes:
    """The PDF's bytes.

    Raises:
        Cancelled: the user stopped.
    """
    told, paper = Told(whole=report, template=template or ReportTemplate()), paper or usual_paper()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(page_size(paper))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    writer.setResolution(_DPI)
    writer.setTitle(f"{told.title}, {told.period}")
    writer.setAuthor(told.say(told.template.company) or "CX Desk")
    writer.setCreator(report.app)
    writer.setDocumentId(QUuid(str(uuid.uuid5(uuid.NAMESPACE_URL, f"{report.app} {told.title} {told.period}"))))
    painter = QPainter(writer)
    try:
        painted = paint_report(painter, writer, told, paper, progress)
    finally:
        painter.end()
    return finished(bytes(buffer.data().data()), report.as_of, painted.marks)


def page_size(paper: Paper) -> QPageSize:
    """The paper as Qt names it."""
    known = {A4: QPageSize.PageSizeId.A4, LETTER: QPageSize.PageSizeId.Letter}.get(paper)
    if known is not None:
        return QPageSize(known)
    return QPageSize(QSizeF(paper.width, paper.height), QPageSize.Unit.Point)


def paint_printed(report: Report, printer: QPrinter, template: ReportTemplate, progress: Progress = SILENT) -> int:
    """Print the report on the printer's paper, the pages chosen there; gives how many were printed.

    Raises:
        OSError: the printer does not begin.
        Cancelled: the user stopped; the caller aborts what the printer has already.
    """
    from PySide6.QtPrintSupport import QPrinter  # only who prints needs it

    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    size = printer.pageLayout().fullRect(QPageLayout.Unit.Point)
    paper = Paper(name=printer.pageLayout().pageSize().name(), width=size.width(), height=size.height())
    told = Told(whole=report, template=template)
    printer.setDocName(f"{told.title}, {told.period}")
    chosen = None
    if printer.printRange() is QPrinter.PrintRange.PageRange:
        chosen = range(max(printer.fromPage(), 1), (printer.toPage() or 1_000_000) + 1)
    painter = QPainter()
    if not painter.begin(printer):
        raise OSError(tr("the printer does not answer"))
    try:
        return paint_report(painter, printer, told, paper, progress, chosen=chosen).pages
    finally:
        painter.end()


@dataclass(frozen=True, kw_only=True)
class Painted:
    """What was painted: the number of pages, and the outline."""

    pages: int
    marks: tuple[Bookmark, ...]


def paint_report(
    painter: QPainter, device: QPagedPaintDevice, told: Told, paper: Paper, progress: Progress = SILENT, *,
    chosen: Container[int] | None = None,
) -> Painted:  # fmt: skip
    """Paint all pages, or those `chosen` (from 1).

    Raises:
        Cancelled: the user stopped.
    """
    canvas = Canvas(painter, device.logicalDpiX() / 72.0, told.colours)
    with heard(progress) as listening:  # what is computed for a section hears a stop, too
        listening.report(0, 0, tr("Setting the pages"))
        pages = paginate(_watched(report_blocks(canvas, paper.inside, told), listening), paper.inside)
    marks: list[Bookmark] = []
    painted = 0
    for number, page in enumerate(pages):
        if chosen is not None and number + 1 not in chosen:
            continue
        progress.report(number, len(pages), tr("Writing page {n} of {all}").format(
            n=numbers.count(number + 1), all=numbers.count(len(pages))))  # fmt: skip
        if painted:
            device.newPage()
        painted += 1
        _page(canvas, page, (number + 1, len(pages)), told, paper)
        marks += [Bookmark(title=placed.block.bookmark, page=number, top=paper.height - placed.y + 4.0,
                           level=placed.block.level) for placed in page if placed.block.bookmark]  # fmt: skip
    progress.report(len(pages), len(pages), tr("Finishing the file"))
    return Painted(pages=painted, marks=tuple(marks))


def report_blocks(canvas: Canvas, inside: Box, told: Told) -> Iterable[Block]:
    """Everything in reading order."""
    yield from front_blocks(canvas, inside, told)
    yield space(20.0)
    for result in told.sections:
        yield from section_blocks(canvas, inside, told, result)
    yield from back_blocks(canvas, inside, told)


def _watched(blocks: Iterable[Block], progress: Progress) -> Iterable[Block]:
    for block in blocks:
        progress.report(0, 0, tr("Setting the pages"))
        yield block


def _page(canvas: Canvas, page: list[Placed], number: tuple[int, int], told: Told, paper: Paper) -> None:
    inside, colours = paper.inside, canvas.colours
    for placed in page:
        placed.block.draw(canvas, placed.y)
    if number[0] > 1:
        y = inside.y - 20.0
        name = " · ".join(part for part in (told.say(told.template.company), told.title, told.period) if part)
        named = canvas.elided(name, _SMALL, inside.width * 0.6)
        used = canvas.text((inside.x, y), named, _SMALL, colours.muted)
        only = canvas.elided(told.filters, _SMALL, inside.width - used - 16.0)
        canvas.text((inside.right, y), only, _SMALL, colours.muted, align="right")
        canvas.line((inside.x, y + 6.0), (inside.right, y + 6.0), colours.border, 0.5)
    y = inside.bottom + 22.0
    canvas.text((inside.x, y), told.source, _SMALL, colours.muted)
    words = tr("Page {n} of {all}").format(n=numbers.count(number[0]), all=numbers.count(number[1]))
    canvas.text((inside.right, y), words, _SMALL, colours.muted, align="right")
