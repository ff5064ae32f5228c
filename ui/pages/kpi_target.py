"""The target editor of a KPI: value, tolerance, first day; every change is one undo step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Slot
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cxdesk.common.units import Better, Unit
from cxdesk.insight.suggest import met_before, usual_target
from cxdesk.report.records import KpiResult, Report
from ui.basics import numbers
from ui.pages.kpi_words import grain_words
from ui.theme import theme
from ui.theme.tokens import S
from ui.undo.history import History
from ui.widgets.form import FormRows, label
from ui.widgets.value_spin import ValueSpin

if TYPE_CHECKING:
    from cxdesk.targets.target import Target

_ALWAYS = QDate(1900, 1, 1)


class TargetEditor(QWidget):
    """Edits the target in force for the period shown."""

    def __init__(self, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._result: KpiResult | None = None
        self._report: Report | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        self._form = FormRows(self, above=True)
        self.value = self._form.row(self.tr("Target"), ValueSpin())
        self._value_label = self._form.findChildren(type(label("")))[0]
        self.tolerance = self._form.row(self.tr("Near within"), ValueSpin())
        self.since = self._form.row(self.tr("From"), QDateEdit())
        self.since.setCalendarPopup(True)
        self.since.setDisplayFormat("d MMM yyyy")
        self.since.setMinimumDate(_ALWAYS)
        self.since.setSpecialValueText(self.tr("always"))
        self.since.setKeyboardTracking(False)
        layout.addWidget(self._form)
        self._buttons = self._button_row()
        layout.addLayout(self._buttons)
        self.hint = label("", "small", wrap=True)
        layout.addWidget(self.hint)
        self.value.committed.connect(self._value_set)
        self.tolerance.committed.connect(self._tolerance_set)
        self.since.dateChanged.connect(self._since_set)

    def _button_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.reset = QPushButton(self.tr("Reset to default"))
        self.none = QPushButton(self.tr("No target"))
        for button, slot in ((self.reset, self._reset), (self.none, self._remove)):
            theme.set_role(button, "link")
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def show_result(self, result: KpiResult, report: Report) -> None:
        """Show the target of another result."""
        from cxdesk.kpis.catalogue import by_id
        from cxdesk.targets.book import history as history_of
        from cxdesk.targets.status import tolerance_of
        from cxdesk.targets.target import Target

        self._result, self._report = result, report
        kpi = by_id(result.id)
        self._value_label.setText(_direction(result.better, self))
        low, high = _bounds(result)
        self.value.show_value(result.target or 0.0, result.unit, low, high)
        shown = Target(kpi=result.id, value=result.target or 0.0)
        tolerance = result.tolerance if result.tolerance is not None else tolerance_of(kpi, shown)
        self.tolerance.show_value(tolerance, result.unit, 0.0)
        own = self._own()
        self.since.blockSignals(True)
        effective = None if own is None else own.effective
        self.since.setDate(_ALWAYS if effective is None else QDate(effective.year, effective.month, effective.day))
        self.since.blockSignals(False)
        has = result.target is not None
        if not has:
            self.value.clear()
        for control in (self.tolerance, self.since, self.none):
            control.setEnabled(has)
        changed = history_of(self._history.state.session.targets, result.id)
        self.reset.setEnabled(bool(changed) and not changed[-1].default)
        self.hint.setText(self._hint(result, report))
        self.hint.setVisible(bool(self.hint.text()))

    def _own(self) -> Target | None:
        """The user's own target in force; None where the default counts."""
        from cxdesk.kpis.catalogue import by_id
        from cxdesk.targets.book import history as history_of
        from cxdesk.targets.book import in_force

        if self._result is None or self._report is None:
            return None
        session = self._history.state.session
        own = history_of(session.targets, self._result.id)
        if not own or own[-1].default:
            return None
        return in_force(session.targets, by_id(self._result.id), last_day(self._report), session.conventions)

    def _hint(self, result: KpiResult, report: Report) -> str:
        values = [p.value for p in report.points(result.id) if p.value is not None and not p.filling and not p.too_few]
        steps = grain_words(report.query.grain)
        words = []
        if result.target is None:
            words.append(self.tr("No target is set. Type a value to set one."))
        else:
            before = met_before(values, result.target, result.better)
            if before is not None:
                words.append(
                    self.tr("This was met in {met} of the last {all} {steps}.").format(
                        met=before[0], all=before[1], steps=steps
                    )
                )
        usual = usual_target(values, result.better)
        if usual is not None and result.target is not None:
            words.append(
                self.tr("From your own history: {value} was met in 9 of 10.").format(
                    value=numbers.value(usual, result.unit)
                )
            )
        return " ".join(words)

    @Slot(float)
    def _value_set(self, value: float) -> None:
        if self._result is not None and value != self._result.target:
            self._history.set_target_value(self._result.id, value)

    @Slot(float)
    def _tolerance_set(self, tolerance: float) -> None:
        self._change(tolerance=tolerance)

    @Slot(QDate)
    def _since_set(self, day: QDate) -> None:
        effective = None if day == _ALWAYS else date(day.year(), day.month(), day.day())
        self._change(effective=effective)

    def _change(self, **changes: object) -> None:
        from cxdesk.targets.target import Target

        if self._result is None or self._result.target is None:
            return
        own = self._own() or Target(kpi=self._result.id, value=self._result.target)
        # The value is on the data's scale here, whatever scale it was first stated for.
        now = replace(own, value=self._result.target, scale=None, changed_at=None)
        after = replace(now, **changes)  # type: ignore[arg-type]  # names are those of the two slots above
        if after != now:
            self._history.set_target(after, self._result.name)

    @Slot()
    def _reset(self) -> None:
        if self._result is not None:
            self._history.reset_target(self._result.id)

    @Slot()
    def _remove(self) -> None:
        if self._result is not None and self._result.target is not None:
            self._history.set_target_value(self._result.id, None)


def last_day(report: Report) -> date:
    """The day whose target counts for the report's period."""
    return (report.period.end - timedelta(milliseconds=1)).astimezone(report.query.calendar.tz).date()


def _direction(better: Better, owner: QWidget) -> str:
    words = {Better.HIGHER: owner.tr("Target: at least"), Better.LOWER: owner.tr("Target: at most")}
    return words.get(better, owner.tr("Target: about"))


def _bounds(result: KpiResult) -> tuple[float, float]:
    if result.unit is Unit.PERCENT and result.id != "roi":
        return 0.0, 100.0
    if result.unit is Unit.POINTS:
        return -100.0, 100.0
    return (0.0, 1e9) if result.id not in ("net_flow", "expansion") else (-1e9, 1e9)
