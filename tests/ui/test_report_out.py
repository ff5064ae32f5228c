"""Saving the report as PDF and printing it from the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from cxdesk.export.template import ReportTemplate
from tests.ui.desk import PATIENCE_MS, Desk, opened, six_tickets
from tests.ui.pdf_reader import read_pdf
from ui.basics.actions import record
from ui.dialogs.export_dialog import ExportDialog
from ui.dialogs.export_run import Format, filters
from ui.dialogs.report_out import ReportOut
from ui.paper.blocks import LETTER

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path / "settings") as found:
        with qtbot.waitSignal(found.state.report_changed, timeout=PATIENCE_MS):
            found.history.import_data(six_tickets(), "Import")
        yield found


@pytest.fixture
def out(desk: Desk, qtbot: QtBot) -> ReportOut:
    window = QWidget()
    qtbot.addWidget(window)
    made = ReportOut(desk.state, window)
    window.setProperty("out", made)
    return made


def test_the_commands_stand_in_the_file_menu_with_their_usual_keys() -> None:
    assert (record("print").menu, record("print").keys) == ("file", ("Ctrl+P",))
    assert record("save_pdf").menu == "file"


def test_the_report_is_written_on_the_chosen_paper_and_told(
    out: ReportOut, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(desk.state.told, timeout=PATIENCE_MS) as told:
        out.save_to(str(tmp_path / "report.pdf"), LETTER)
    assert told.args == ["“report.pdf” is written."]
    assert read_pdf((tmp_path / "report.pdf").read_bytes()).paper == (612.0, 792.0)


def test_the_dialog_offers_both_papers(out: ReportOut) -> None:
    out.save_pdf()
    assert isinstance(out.chooser, QFileDialog)
    assert sorted(out.chooser.nameFilters()) == ["PDF on A4 (*.pdf)", "PDF on Letter (*.pdf)"]
    out.chooser.reject()


def test_the_export_dialog_writes_a_pdf_on_the_paper_of_its_filter(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog(desk.state, desk.history)
    qtbot.addWidget(dialog)
    dialog.choose_kind(Format.PDF)
    assert sorted(filters(Format.PDF)) == ["PDF on A4 (*.pdf)", "PDF on Letter (*.pdf)"]
    for words, paper in (("PDF on Letter (*.pdf)", (612.0, 792.0)), ("PDF on A4 (*.pdf)", (595.0, 842.0))):
        dialog._filter_chosen(words)
        with qtbot.waitSignal(dialog.exported, timeout=PATIENCE_MS):
            dialog.export_to(str(tmp_path / "report.pdf"))
        assert read_pdf((tmp_path / "report.pdf").read_bytes()).paper == paper


def test_a_folder_that_is_gone_is_said(out: ReportOut, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(desk.state.told, timeout=PATIENCE_MS) as told:
        out.save_to(str(tmp_path / "gone" / "report.pdf"), LETTER)
    assert told.args is not None
    assert "is not there any more" in told.args[0]


def test_the_native_dialog_asks_before_printing(out: ReportOut) -> None:
    out.print_report()
    assert isinstance(out.chooser, QPrintDialog)
    out.chooser.reject()


def test_what_is_printed_are_the_pages_of_the_pdf(out: ReportOut, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    with qtbot.waitSignal(desk.state.told, timeout=PATIENCE_MS) as told:
        out.print_on(printer)
    assert told.args == ["The report was sent to the printer."]
    first = read_pdf((tmp_path / "printed.pdf").read_bytes()).pages[0].replace("\t", " ")
    assert "Customer-service KPIs" in first


def test_cancelled_writing_leaves_no_file(out: ReportOut, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    out.save_to(str(tmp_path / "report.pdf"), LETTER)
    for lane_job in list(desk.state.runner._alive):
        lane_job.cancel()
    qtbot.waitUntil(lambda: not desk.state.runner.busy, timeout=PATIENCE_MS)
    assert [path.name for path in tmp_path.iterdir() if "report" in path.name] == []


def test_the_template_used_last_dresses_the_report(out: ReportOut, desk: Desk) -> None:
    assert out.template() == ReportTemplate()
    monthly = ReportTemplate(name="Monthly", company="Acme")
    desk.state.apply(replace(desk.state.session, templates=(monthly,)))
    desk.state.change_settings(dialogs={"export": {"template": "Monthly"}})
    assert out.template() == monthly


def test_names_hidden_in_the_last_export_stay_hidden(out: ReportOut, desk: Desk) -> None:
    desk.state.change_settings(dialogs={"export": {"redact": True, "template": "", "as_template": False}})
    assert out.template() == ReportTemplate(redact=True)
