"""A KPI's targets with their history: set one from a day on, for everything or for one segment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QWidget,
)

from cxdesk.kpis.catalogue import CATALOGUE, by_id
from cxdesk.kpis.needs import measures_of
from cxdesk.report.dimensions import is_filled
from cxdesk.targets.book import in_force, is_own, same_segment
from cxdesk.targets.status import tolerance_of
from cxdesk.targets.target import Segment, Target
from ui.basics import numbers
from ui.models.dimensions import dimension_name, dimensions_of, value_name, values_of
from ui.models.listing import Listing
from ui.models.target_history import HistoryRow, history_columns, history_rows, segment_words
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.undo.history import History
from ui.widgets.form import card_of, column, label, named
from ui.widgets.since_field import ALWAYS, SinceField
from ui.widgets.table import DataTable
from ui.widgets.undoing import DialogUndo
from ui.widgets.value_spin import ValueSpin

_VALUES = 200  # segments that a list can hold


class TargetDialog(QDialog):
    """Every press of “Set” is one undo step; Close only closes."""

    def __init__(
        self, history: History, kpi_id: str, parent: QWidget | None = None, *, segment: Segment | None = None
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._tolerance_typed = False
        self.setWindowTitle(self.tr("Targets and their history"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(640, 520)
        layout = column(self, margin=L, spacing=M)
        layout.addLayout(self._make_form())
        layout.addLayout(self._make_buttons())
        self.hint = label("", "small", wrap=True)
        layout.addWidget(self.hint)
        layout.addWidget(label(self.tr("HISTORY"), "section"))
        self.table = DataTable(self.tr("History of the targets"))
        self.model: Listing[HistoryRow] = Listing(history_columns(history.state.session.calendar.tz), self.table)
        self.table.setModel(self.model)
        layout.addWidget(card_of(self.table), 1)
        layout.addLayout(self._make_foot())
        self.kpi.setCurrentIndex(self.kpi.findData(kpi_id))
        self._kpi_chosen()
        if segment is not None:
            self.choose(segment)
        self.kpi.activated.connect(self._kpi_chosen)
        self.dimension.activated.connect(self._dimension_chosen)
        self.segment.activated.connect(self._scope_chosen)
        self.since.dateChanged.connect(self._since_chosen)
        self.tolerance.committed.connect(self._tolerance_set)
        history.state.session_changed.connect(self._session_changed)
        if history.state.report is not None:
            start = history.state.report.period.start.astimezone(history.state.session.calendar.tz)
            self.since.start = QDate(start.year, start.month, start.day)

    # Building.

    def _make_form(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        self.kpi, self.dimension, self.segment = QComboBox(), QComboBox(), QComboBox()
        for kpi in self._kpis():
            self.kpi.addItem(by_id(kpi).name, kpi)
        self.value, self.tolerance, self.since = ValueSpin(), ValueSpin(), SinceField()
        self.always = QPushButton(self.tr("Always"))
        self.always.setAutoDefault(False)
        self.always.clicked.connect(self._from_always)
        rows: Sequence[tuple[str, QWidget, str, QWidget]] = (
            (self.tr("KPI"), self.kpi, "", QWidget()),
            (self.tr("For"), self.dimension, self.tr("Segment"), self.segment),
            (self.tr("Target"), self.value, self.tr("Near within"), self.tolerance),
            (self.tr("From"), self.since, "", QWidget()),
        )
        for row, (left, control, right, other) in enumerate(rows):
            for place, (text, widget) in enumerate(((left, control), (right, other))):
                if not text:
                    continue
                title = label(text)
                title.setBuddy(widget)
                grid.addWidget(title, row, 2 * place)
                grid.addWidget(named(widget, text), row, 2 * place + 1, 1, 3 if widget is self.kpi else 1)
        for control in (self.kpi, self.dimension, self.segment):  # long names do not widen the dialog
            control.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            control.setMinimumContentsLength(12)
        grid.addWidget(named(self.always, self.tr("From always")), len(rows) - 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        return grid

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.set = QPushButton(self.tr("Set target"))
        theme.set_role(self.set, "primary")
        self.set.clicked.connect(self._set)
        self.none = QPushButton(self.tr("Set no target"))
        self.none.clicked.connect(self._remove)
        self.reset = QPushButton(self.tr("Reset"))
        self.reset.clicked.connect(self._reset)
        for button in (self.set, self.none, self.reset):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.undo = DialogUndo(self._history.stack, self).wire(QPushButton(self.tr("Undo")))
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.accept)
        for button in (self.undo, close):
            button.setAutoDefault(False)
        row.addWidget(self.undo)
        row.addStretch(1)
        row.addWidget(close)
        return row

    def _kpis(self) -> list[str]:
        report = self._history.state.report
        if report is None:
            return [kpi.id for kpi in CATALOGUE]
        with_value = [result.id for result in report.kpis if result.value is not None]
        own = {target.kpi for target in self._history.state.session.targets.targets}
        return [kpi.id for kpi in CATALOGUE if kpi.id in own or kpi.id in with_value] or [kpi.id for kpi in CATALOGUE]

    # What is chosen.

    @property
    def kpi_id(self) -> str:
        """The KPI chosen."""
        return str(self.kpi.currentData())

    @property
    def scope(self) -> Segment | None:
        """The segment chosen; None = everything."""
        dimension = self.dimension.currentData()
        return None if dimension is None or self.segment.currentIndex() < 0 else (dimension, self.segment.currentData())

    def choose(self, segment: Segment | None) -> None:
        """Choose a segment, as the user would; one that the data does not have is added to the list."""
        dimension = None if segment is None else segment[0]
        if segment is not None and self.dimension.findData(dimension) < 0:
            self.dimension.addItem(dimension_name(segment[0]), segment[0])
        self.dimension.setCurrentIndex(0 if segment is None else self.dimension.findData(dimension))
        self._dimension_chosen()
        if segment is not None:
            places = range(self.segment.count())
            there = [i for i in places if same_segment((segment[0], self.segment.itemData(i)), segment)]
            if not there:
                self.segment.addItem(value_name(segment[1]), segment[1])
            self.segment.setCurrentIndex(there[0] if there else self.segment.count() - 1)
            self._scope_chosen()

    def offer_segment(self) -> None:
        """Begin with a segment of the first dimension rather than with everything."""
        if self.scope is None and self.dimension.count() > 1:
            self.dimension.setCurrentIndex(1)
            self._dimension_chosen()

    @Slot()
    def _kpi_chosen(self) -> None:
        state, kpi = self._history.state, by_id(self.kpi_id)
        report = state.report
        self.dimension.clear()
        self.dimension.addItem(self.tr("Everything"), None)
        for name in dimensions_of(state.session.dataset):
            if report is None or is_filled(kpi, report.evidence.store, name):
                self.dimension.addItem(dimension_name(name), name)
        self._dimension_chosen()

    @Slot()
    def _dimension_chosen(self) -> None:
        dimension = self.dimension.currentData()
        self.segment.clear()
        if dimension is not None:
            for value, _ in values_of(self._history.state.session.dataset, dimension, _VALUES):
                self.segment.addItem(value_name(value), value)
        self.segment.setEnabled(dimension is not None)
        self._scope_chosen()

    @Slot()
    def _scope_chosen(self) -> None:
        """Offer what counts there today."""
        session, scope = self._history.state.session, self.scope
        own = self._history.own_target(self.kpi_id, scope)
        self.since.blockSignals(True)
        day = None if own is None or own.effective is None else own.effective
        self.since.setDate(ALWAYS if day is None else QDate(day.year, day.month, day.day))
        self.since.blockSignals(False)
        self.always.setEnabled(day is not None)
        self._show_current()
        self.reset.setEnabled(is_own(session.targets, self.kpi_id, scope))
        self.reset.setText(self.tr("Reset to default") if scope is None else self.tr("Reset to the overall target"))
        self._show_history()

    def _show_current(self) -> None:
        state, kpi, scope = self._history.state, by_id(self.kpi_id), self.scope
        day = self._since() or (date.max if state.report is None else state.report.evidence.judging.last)
        found = in_force(state.session.targets, kpi, day, state.session.conventions, self._scale(), scope)
        value = 0.0 if found is None or found.value is None else found.value
        shown = found or Target(kpi=kpi.id, value=value)
        self.value.show_value(value, kpi.unit)
        self.tolerance.show_value(tolerance_of(kpi, shown), kpi.unit, 0.0)
        self._tolerance_typed = found is not None and found.tolerance is not None and kpi.tolerance is None
        self.hint.setText(self._words(found))

    def _words(self, found: Target | None) -> str:
        scope = self.tr("everything") if self.scope is None else segment_words(self.scope)
        unit = by_id(self.kpi_id).unit
        now = self.tr("none") if found is None or found.value is None else numbers.target(found.value, unit)
        if self._since() is None:
            return self.tr("Now for {scope}: {now}. With “From: always” a target counts for all months.").format(
                scope=scope, now=now
            )
        return self.tr("On that day for {scope}: {now}. Earlier months keep theirs.").format(scope=scope, now=now)

    def _scale(self) -> tuple[float, float] | None:
        """The score range of the data, on which targets are shown."""
        report = self._history.state.report
        scores = [name for name in measures_of(by_id(self.kpi_id).value) if name.endswith("_score")]
        if report is None or not scores or report.evidence.store.missing(scores[0]) is not None:
            return None
        return report.evidence.store.scale(scores[0])

    def _show_history(self) -> None:
        self.model.show_rows(history_rows(self._history.state.session, by_id(self.kpi_id)))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)

    def _since(self) -> date | None:
        day = self.since.date()
        return None if day == ALWAYS else date(day.year(), day.month(), day.day())

    @Slot()
    def _from_always(self) -> None:
        self.since.setDate(ALWAYS)
        self.since.setFocus()

    @Slot()
    def _since_chosen(self) -> None:
        self.always.setEnabled(not self.since.is_always())
        self.hint.setText(self._words(self._at_day()))

    def _at_day(self) -> Target | None:
        session = self._history.state.session
        day = self._since() or date.max
        return in_force(session.targets, by_id(self.kpi_id), day, session.conventions, self._scale(), self.scope)

    @Slot()
    def _tolerance_set(self) -> None:
        self._tolerance_typed = True

    # What the user does.

    @Slot()
    def _set(self) -> None:
        self.value.interpretText()
        self.tolerance.interpretText()
        self._put(self.value.value(), self.tolerance.value() if self._tolerance_typed else None)

    @Slot()
    def _remove(self) -> None:
        self._put(None, None)

    def _put(self, value: float | None, tolerance: float | None) -> None:
        target = Target(kpi=self.kpi_id, value=value, tolerance=tolerance, effective=self._since(), segment=self.scope)
        self._history.set_target(target, by_id(self.kpi_id).name)

    @Slot()
    def _reset(self) -> None:
        self._history.reset_target(self.kpi_id, self.scope)

    @Slot()
    def _session_changed(self) -> None:
        self._scope_chosen()
