"""Templates in the export dialog: taken, kept, renamed, deleted, undone; KPIs, company, logo and colour chosen."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from cxdesk.export.template import ReportTemplate
from tests.export import pictures
from tests.ui.desk import PATIENCE_MS, Desk, opened, six_tickets
from ui.dialogs.export_dialog import ExportDialog
from ui.dialogs.export_run import Format
from ui.dialogs.export_templates import NameDialog


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path / "settings") as found:
        with qtbot.waitSignal(found.state.report_changed, timeout=PATIENCE_MS):
            found.history.import_data(six_tickets(), "Import")
        yield found


def shown(desk: Desk, qtbot: QtBot) -> ExportDialog:
    found = ExportDialog(desk.state, desk.history)
    qtbot.addWidget(found)
    found.open()
    return found


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot) -> ExportDialog:
    return shown(desk, qtbot)


def names(desk: Desk) -> list[str]:
    return [template.name for template in desk.state.session.templates]


def listed(dialog: ExportDialog) -> list[str]:
    return [dialog.templates.list.itemText(place) for place in range(dialog.templates.list.count())]


# --- the list ---------------------------------------------------------------------------------------------------------


def test_choices_are_kept_as_a_template_in_one_undo_step(dialog: ExportDialog, desk: Desk) -> None:
    dialog.form.sheet_box("Trends").setChecked(False)
    dialog.form.look.company.setText("Northwind")
    before = desk.history.stack.index()
    dialog.templates.keep("Monthly")
    assert desk.history.stack.index() == before + 1
    assert names(desk) == ["Monthly"]
    kept = desk.state.session.templates[0]
    assert kept.company == "Northwind"
    assert kept.sheets is not None
    assert "Trends" not in kept.sheets
    assert listed(dialog) == ["None", "Monthly"]
    assert dialog.templates.list.currentText() == "Monthly"
    desk.history.stack.undo()
    assert names(desk) == []
    assert dialog.templates.list.currentText() == "None"
    assert dialog.form.look.company.text() == "Northwind"


def test_a_template_taken_sets_every_choice(dialog: ExportDialog, desk: Desk) -> None:
    template = ReportTemplate(
        name="Board",
        sheets=("Trends",),
        kpis=("csat", "frt"),
        splits=("channel",),
        formulas=False,
        redact=True,
        company="Northwind",
        accent="#00A070",
        logo=pictures.png(),
    )
    desk.history.set_templates((template,), "Templates")
    dialog.templates.take("Board")
    assert dialog.form.choices("Board") == template
    assert not dialog.templates.changed


def test_a_template_that_says_nothing_is_the_usual_report(dialog: ExportDialog, desk: Desk) -> None:
    desk.history.set_templates((ReportTemplate(name="Plain"),), "Templates")
    dialog.form.kpis.choose(("csat",))
    dialog.templates.take("Plain")
    found = dialog.form.choices()
    assert found.kpis is None
    assert found.sheets is not None
    assert len(found.sheets) == 7
    assert not dialog.templates.changed


def test_a_changed_choice_is_said_and_saved_again(dialog: ExportDialog, desk: Desk) -> None:
    dialog.templates.keep("Monthly")
    dialog.form.redact.setChecked(True)
    assert dialog.templates.list.currentText() == "Monthly (changed)"
    dialog.templates.save()
    assert dialog.templates.list.currentText() == "Monthly"
    assert desk.state.session.templates[0].redact


def test_a_template_is_renamed_and_deleted_in_one_step_each(dialog: ExportDialog, desk: Desk) -> None:
    dialog.templates.keep("One")
    dialog.templates.keep("Two")
    dialog.templates.rename_to("Three")
    assert names(desk) == ["One", "Three"]
    dialog.templates.rename_to("one")
    assert names(desk) == ["One", "Three"]
    assert dialog._message.text() == "There is a template “One” already. Choose another name."
    dialog.templates.delete()
    assert names(desk) == ["One"]
    desk.history.stack.undo()
    assert names(desk) == ["One", "Three"]
    desk.history.stack.undo()
    assert names(desk) == ["One", "Two"]


def test_the_name_dialog_says_what_gives_way(dialog: ExportDialog, qtbot: QtBot) -> None:
    dialog.templates.keep("Monthly")
    dialog.templates.save_as()
    asked = dialog.templates.findChild(NameDialog)
    assert asked is not None
    assert asked.field.text() == "Monthly"
    assert asked.words.text() == "Takes the place of the template “Monthly”."
    asked.field.setText("  ")
    assert not asked.button.isEnabled()
    asked.field.setText("Quarterly")
    with qtbot.waitSignal(asked.named):
        asked.button.click()
    assert listed(dialog) == ["None", "Monthly", "Quarterly"]


def test_templates_and_the_last_choices_come_back_next_time(dialog: ExportDialog, desk: Desk, qtbot: QtBot) -> None:
    dialog.form.look.company.setText("Northwind")
    dialog.templates.keep("Monthly")
    dialog.choose_kind(Format.TABLES)
    dialog.reject()
    again = shown(desk, qtbot)
    assert again.templates.name == "Monthly"
    assert again.kind is Format.TABLES
    again.form.look.company.setText("Contoso")
    again.reject()
    third = shown(desk, qtbot)
    assert third.form.look.company.text() == "Contoso"
    assert third.templates.list.currentText() == "Monthly (changed)"


def test_damaged_choices_of_last_time_are_the_usual_ones(desk: Desk, qtbot: QtBot) -> None:
    desk.state.change_settings(dialogs={"export": {"sheets": "all", "logo": "%%%", "format": "docx", "template": 3}})
    dialog = shown(desk, qtbot)
    assert dialog.kind is Format.WORKBOOK
    assert dialog.form.choices().kpis is None


def test_a_template_goes_through_a_file(dialog: ExportDialog, desk: Desk, tmp_path: Path) -> None:
    dialog.form.look.company.setText("Northwind")
    dialog.templates.keep("Monthly")
    dialog.templates.save_to(str(tmp_path / "monthly.json"))
    dialog.templates.delete()
    dialog.form.look.company.setText("")
    dialog.templates.take_from(str(tmp_path / "monthly.json"))
    assert names(desk) == ["Monthly"]
    assert dialog.form.look.company.text() == "Northwind"
    (tmp_path / "bad.json").write_text('{"kpis": ["gone"]}')
    dialog.templates.take_from(str(tmp_path / "bad.json"))
    assert dialog._message.text() == "“bad.json”: There is no KPI “gone”. “cxdesk kpis” lists the ids."


# --- KPIs -------------------------------------------------------------------------------------------------------------


def test_kpis_are_chosen_by_group_by_data_and_one_by_one(dialog: ExportDialog) -> None:
    kpis = dialog.form.kpis
    assert kpis.chosen() is None
    assert kpis.told.text().startswith("All ")
    kpis.choose_with_data()
    found = kpis.chosen()
    assert found is not None
    assert "volume" in found
    assert "csat" not in found
    kpis.choose_none()
    assert kpis.chosen() == ()
    assert not dialog._export.isEnabled()
    kpis.item("csat").setCheckState(0, Qt.CheckState.Checked)
    assert kpis.chosen() == ("csat",)
    assert dialog._export.isEnabled()
    group = kpis.item("csat").parent()
    assert group is not None
    assert group.checkState(0) is Qt.CheckState.PartiallyChecked
    group.setCheckState(0, Qt.CheckState.Checked)
    assert len(kpis.chosen() or ()) == group.childCount()


def test_searching_hides_what_does_not_fit_and_changes_no_choice(dialog: ExportDialog) -> None:
    kpis = dialog.form.kpis
    kpis.search.setText("resp time")
    assert not kpis.item("frt").isHidden()
    assert kpis.item("nps").isHidden()
    assert kpis.chosen() is None
    kpis.search.setText("nps")
    assert not kpis.item("nps").isHidden()
    kpis.search.clear()
    assert not kpis.item("frt").isHidden()


# --- looks ------------------------------------------------------------------------------------------------------------


def test_a_logo_is_shown_and_removed(dialog: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(pictures.png(200, 80))
    dialog.form.look.take_logo(str(tmp_path / "logo.png"))
    assert dialog.form.choices().logo == pictures.png(200, 80)
    assert not dialog.form.look.preview.pixmap().isNull()
    assert dialog.form.look.preview.accessibleDescription() == "200 x 80 pixels"
    dialog.form.look.remove_logo()
    assert dialog.form.choices().logo is None
    assert dialog.form.look.preview.text() == "No logo"


def test_a_bad_logo_is_refused_when_it_is_chosen_and_the_old_one_stays(dialog: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(pictures.png())
    (tmp_path / "bad.png").write_bytes(pictures.png()[:-20])
    dialog.form.look.take_logo(str(tmp_path / "logo.png"))
    dialog.form.look.take_logo(str(tmp_path / "bad.png"))
    assert dialog.form.look.problem.text() == (
        "The logo “bad.png” is damaged. Save it anew as PNG or JPEG, or choose another picture."
    )
    assert dialog.form.choices().logo == pictures.png()


def test_a_colour_is_typed_or_picked(dialog: ExportDialog, qtbot: QtBot) -> None:
    look = dialog.form.look
    look.hex.selectAll()
    qtbot.keyClicks(look.hex, "#00a070")
    assert look.accent == "#00A070"
    look.hex.selectAll()
    qtbot.keyClicks(look.hex, "#12")
    assert look.accent == "#00A070"
    qtbot.keyClick(look.hex, Qt.Key.Key_Tab)
    look.hex.editingFinished.emit()
    assert look.hex.text() == "#00A070"
    look.take_colour(QColor("#ffe600"))
    assert look.hex.text() == "#FFE600"
    assert look.usual.isVisibleTo(look)
    look.take_usual()
    assert look.accent == "#2456B8"


# --- writing ----------------------------------------------------------------------------------------------------------


def test_the_workbook_follows_the_template(dialog: ExportDialog, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.form.kpis.choose(("frt", "volume"))
    dialog.form.look.company.setText("Northwind")
    dialog.templates.keep("Monthly")
    target = tmp_path / "kpis.xlsx"
    with qtbot.waitSignal(dialog.exported, timeout=PATIENCE_MS):
        dialog.export_to(str(target))
    with pytest.warns(UserWarning, match="Sparkline"):
        book: Any = openpyxl.load_workbook(target)
    assert book["Summary"]["A1"].value == "Northwind"
    assert {item.name: item.value for item in book.custom_doc_props.props}["Template"] == "Monthly"
    cells = {cell.value for row in book["Definitions"].iter_rows() for cell in row}
    assert {"frt", "volume"} <= cells
    assert "csat" not in cells


def test_tables_are_written_as_one_package(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.choose_kind(Format.TABLES)
    assert not dialog.form.formulas.isEnabled()
    assert not dialog.form.isTabEnabled(2)
    target = tmp_path / "kpis.zip"
    with qtbot.waitSignal(dialog.exported, timeout=PATIENCE_MS):
        dialog.export_to(str(target))
    with zipfile.ZipFile(target) as package:
        assert {"contents.csv", "summary.csv", "trends.csv", "tickets.csv"} <= set(package.namelist())


def test_the_report_is_written_as_pdf(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.choose_kind(Format.PDF)
    assert dialog.form.isTabEnabled(2)
    target = tmp_path / "kpis.pdf"
    with qtbot.waitSignal(dialog.exported, timeout=PATIENCE_MS):
        dialog.export_to(str(target))
    assert target.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("kind", list(Format))
def test_every_format_has_its_ending_and_words(dialog: ExportDialog, kind: Format) -> None:
    from ui.dialogs.export_run import file_name

    assert dialog._report is not None
    assert file_name(dialog._report, kind).endswith(f".{kind.value}")
    assert kind.words
    assert f"*.{kind.value}" in kind.filter
