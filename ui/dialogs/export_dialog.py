"""The export dialog: what the report shows, how it looks, as what it is written, and what to do with it then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QWidget,
)  # fmt: skip

from cxdesk.export.template import ReportTemplate
from cxdesk.report.dimensions import dimensions_of
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import column_title
from cxdesk.targets.target import Status
from ui.basics import numbers, paths
from ui.dialogs import export_run
from ui.dialogs.export_form import ExportForm
from ui.dialogs.export_run import Format, tr
from ui.dialogs.export_templates import TITLE_WIDTH, TemplateBar
from ui.paper.blocks import Paper
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.undo.history import History
from ui.widgets.form import column, label, named
from ui.widgets.undoing import DialogUndo
from ui.widgets.waiting import WaitingPage
from ui.work.jobs import Job, Lane

_KEPT = "export"
_MOST_DIMENSIONS = 14
_SIZE = (680, 700)


class ExportDialog(QDialog):
    """Writes the report on show as a workbook, as CSV tables or as a PDF, in a job. Open it with `open()`.

    `exported` comes with the path once the file is there.
    """

    exported = Signal(str)

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._history = history
        self._report = state.report
        self._job: Job[Any] | None = None
        self._path = Path()
        self._paper: Paper | None = None  # of a PDF; None = that of the user's country
        kept = state.settings.dialogs.get(_KEPT, {})
        self._folder = Path(str(kept.get("folder", ""))) if kept.get("folder") else paths.documents_folder()
        self._build()
        self._show_kept(kept)
        self._undo = DialogUndo(history.stack, self)
        self.form.changed.connect(self._edited)
        self._edited()

    # --- writing --------------------------------------------------------------------------------------------------

    @Slot()
    def choose_file(self) -> None:
        """Ask where the file shall go, in the native dialog."""
        if self._report is None:
            return
        folder = self._folder if self._folder.is_dir() else paths.documents_folder()
        kind = self.kind
        chooser = QFileDialog(self, self.tr("Export report"), str(folder / export_run.file_name(self._report, kind)))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters(export_run.filters(kind))
        chooser.filterSelected.connect(self._filter_chosen)
        self._filter_chosen(chooser.selectedNameFilter())
        chooser.setDefaultSuffix(kind.value)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.export_to)
        chooser.open()

    @Slot(str)
    def _filter_chosen(self, words: str) -> None:
        self._paper = export_run.paper_filters().get(words)

    @Slot(str)
    def export_to(self, file: str) -> None:
        """Write the report there."""
        if self._report is None or self._job is not None:
            return
        self._path = Path(file)
        self._folder = self._path.parent
        self._keep()
        work = export_run.write(
            self._report,
            self._path,
            self.form.choices(self.templates.name),
            export_run.Out(kind=self.kind, paper=self._paper),
            self._state.session.workspace_id,
        )
        self._job = self._state.run(Lane.EXPORT, work, self.tr("Writing {}").format(self._path.name), tell=False)
        self._job.progressed.connect(self._waiting.report)
        self._job.done.connect(self._written)
        self._job.failed.connect(self._failed)
        self._job.cancelled.connect(self._stopped)
        self._message.hide()
        self._waiting.begin(self._job.title)
        self._pages.setCurrentWidget(self._waiting)
        self._update()

    @Slot(object)
    def _written(self, path: Path) -> None:
        self._stopped()
        self._done_text.setText(self.tr("“{}” is written.").format(path.name))
        self._done_where.setText(str(path.parent))
        self._pages.setCurrentWidget(self._done)
        self._update()
        self.exported.emit(str(path))
        if self.open_after.isChecked():
            self.open_file()

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        self._stopped()
        if isinstance(error, OSError):
            self._message.setText(export_run.error_sentence(error, self._path))
            self._message.show()
        else:
            self._state.crashed.emit(error)

    @Slot()
    def _stopped(self) -> None:
        self._job = None
        self._waiting.end()
        self._pages.setCurrentWidget(self._choose)
        self._update()

    @Slot()
    def reject(self) -> None:
        """Cancel: stop what runs; close where nothing runs."""
        if self._job is not None:
            self._waiting.stopping()
            self._job.cancel()
            return
        self._keep()
        super().reject()

    def done(self, result: int) -> None:
        """Close and be gone."""
        super().done(result)
        self.deleteLater()

    # --- afterwards -----------------------------------------------------------------------------------------------

    @Slot()
    def open_file(self) -> None:
        """Open the file in the program for it."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path)))

    @Slot()
    def show_folder(self) -> None:
        """Show the folder it is in."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))

    @property
    def kind(self) -> Format:
        """What the report is written as."""
        return next(kind for kind, button in self._kinds.items() if button.isChecked())

    def choose_kind(self, kind: Format) -> None:
        """Write the report as this."""
        self._kinds[kind].setChecked(True)

    def _show_kept(self, kept: dict[str, Any]) -> None:
        """Take up the choices of last time."""
        from cxdesk.export.template_file import from_document

        kinds = [kind for kind in Format if kind.value == kept.get("format")]
        self.choose_kind(kinds[0] if kinds else Format.WORKBOOK)
        name = str(kept.get("template", ""))
        self.templates.take(name)
        if not self.templates.name or not kept.get("as_template"):
            self.form.show_template(from_document({**kept, "name": ""}) or ReportTemplate())
        self.open_after.setChecked(bool(kept.get("open", False)))

    def _keep(self) -> None:
        from cxdesk.export.template_file import as_document

        document = as_document(self.form.choices())
        kept = {**{key: value for key, value in document.items() if key not in ("name", "schema_version")},
                "format": self.kind.value, "template": self.templates.name, "as_template": not self.templates.changed,
                "open": self.open_after.isChecked(), "folder": str(self._folder)}  # fmt: skip
        dialogs = dict(self._state.settings.dialogs)
        if dialogs.get(_KEPT) != kept:
            self._state.change_settings(dialogs={**dialogs, _KEPT: kept})

    @Slot()
    def _edited(self) -> None:
        self.templates.compare()
        self._update()

    @Slot(bool)
    def _kind_chosen(self, on: bool) -> None:  # noqa: FBT001 - Qt's own signature
        if on:
            self.form.show_format(self.kind)

    @Slot()
    def _update(self) -> None:
        busy, written = self._job is not None, self._pages.currentWidget() is self._done
        empty = self.form.kpis.chosen() == ()
        self._export.setVisible(not written)
        self._export.setEnabled(not busy and self._report is not None and not empty)
        self._export.setToolTip(self.tr("Choose at least one KPI.") if empty else "")
        self.open_after.setVisible(not written and not busy)
        self._close.setText(self.tr("Close") if written else self.tr("Cancel"))

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

    # --- how it is made -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Export report"))
        self.setMinimumSize(600, 480)
        parent = self.parentWidget()
        height = min(_SIZE[1], parent.window().height() - 40) if parent else _SIZE[1]
        self.resize(_SIZE[0], height)
        body = column(self, margin=L, spacing=M)
        body.addWidget(label(self.tr("Export report"), "headline"))
        body.addWidget(label(self._what(), "muted", wrap=True))
        self._message = label("", "error", wrap=True)
        self._message.hide()
        body.addWidget(self._message)
        self._pages = QStackedWidget()
        self._choose = self._form_page()
        self._waiting = WaitingPage()
        self._done = self._done_page()
        for page in (self._choose, self._waiting, self._done):
            self._pages.addWidget(page)
        body.addWidget(self._pages, 1)
        body.addLayout(self._footer())

    def _what(self) -> str:
        report = self._report
        if report is None:
            return self.tr("There is nothing to export yet.")
        shown = sum(result.value is not None for result in report.kpis)
        period = report.period_label
        words = self.tr("{period}, {count} KPIs with data").format(period=period, count=numbers.count(shown))
        filters = [f"{column_title(name)}: {', '.join(values)}" for name, values in report.query.filters.items()]
        return ", ".join([words, *filters]) + "."

    def _form_page(self) -> QWidget:
        dimensions: list[tuple[str, str]] = []
        with_data: frozenset[str] = frozenset()
        if self._report is not None:
            dataset = self._report.evidence.store.dataset
            names = dimensions_of(dataset)[:_MOST_DIMENSIONS]
            dimensions = [(name, column_title(name, TABLES["tickets"])) for name in names]
            with_data = frozenset(found.id for found in self._report.kpis if found.status is not Status.NO_DATA)
        self.form = ExportForm(dimensions, with_data)
        self.templates = TemplateBar(self._state, self._history, self.form.choices)
        self.templates.picked.connect(self.form.show_template)
        self.templates.told.connect(self._say)
        page = QWidget()
        inside = column(page, spacing=M)
        inside.addWidget(self.templates)
        inside.addLayout(self._format_line())
        inside.addWidget(self.form, 1)
        return page

    def _format_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(S)
        title = label(self.tr("Write as"))
        title.setMinimumWidth(TITLE_WIDTH)
        line.addWidget(title)
        self._kinds: dict[Format, QRadioButton] = {}
        group = QButtonGroup(self)
        for kind in Format:
            button = named(QRadioButton(kind.words), self.tr("Write as {}").format(kind.words))
            button.toggled.connect(self._kind_chosen)
            group.addButton(button)
            self._kinds[kind] = button
            line.addWidget(button)
            line.addSpacing(S)
        self.choose_kind(Format.WORKBOOK)
        line.addStretch(1)
        return line

    def _done_page(self) -> QWidget:
        page = QWidget()
        inside = column(page, spacing=S)
        inside.addStretch(2)
        self._done_text = label("", "title")
        self._done_where = label("", "small", wrap=True)
        line = QHBoxLayout()
        line.setSpacing(S)
        line.addStretch(1)
        for text, slot, role in ((self.tr("&Open"), self.open_file, "primary"),
                                 (self.tr("Show in &folder"), self.show_folder, "")):  # fmt: skip
            button = QPushButton(text)
            button.clicked.connect(slot)
            theme.set_role(button, role) if role else None
            line.addWidget(button)
        line.addStretch(1)
        for words in (self._done_text, self._done_where):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            inside.addWidget(words)
        inside.addLayout(line)
        inside.addStretch(3)
        return page

    def _footer(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(S)
        self.open_after = QCheckBox(self.tr("&Open when done"))
        self._close = QPushButton(self.tr("Cancel"))
        self._close.setAutoDefault(False)
        self._close.clicked.connect(self.reject)
        self._export = QPushButton(tr("&Export…"))
        theme.set_role(self._export, "primary")
        self._export.setDefault(True)
        self._export.clicked.connect(self.choose_file)
        line.addWidget(self.open_after)
        line.addStretch(1)
        line.addWidget(self._close)
        line.addWidget(self._export)
        return line
