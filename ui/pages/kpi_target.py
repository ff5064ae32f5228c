"""The target editor of a KPI: value, tolerance, confirmation; every change is one undo step."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cxdesk.common.units import Better, Unit
from cxdesk.insight.suggest import met_before, usual_target
from cxdesk.report.records import KpiResult, Report
from ui.basics import numbers
from ui.models.kpi_words import grain_words
from ui.theme import theme
from ui.theme.tokens import XS, S
from ui.undo.history import History
from ui.widgets.flow import FlowLayout
from ui.widgets.form import FormRows, label
from ui.widgets.value_spin import ValueSpin


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
        layout.addWidget(self._form)
        self.scope = label("", "small", wrap=True)
        layout.addWidget(self.scope)
        layout.addLayout(self._make_buttons())
        self.hint = label("", "small", wrap=True)
        layout.addWidget(self.hint)
        self.value.committed.connect(self._value_set)
        self.tolerance.committed.connect(self._tolerance_set)

    def _make_buttons(self) -> FlowLayout:
        self.confirm = QPushButton(self.tr("Confirm"))
        self.confirm.setToolTip(self.tr("Note that the target was looked at and is still right"))
        self.none = QPushButton(self.tr("No target"))
        self.reset = QPushButton(self.tr("Reset to default"))
        self.more = QPushButton(self.tr("By date or segment…"))
        self.more.setToolTip(self.tr("Set a target from a day on or for one segment, and see the history"))
        row = FlowLayout(gap=XS)
        for button, slot in (
            (self.confirm, self._confirm),
            (self.none, self._remove),
            (self.reset, self._reset),
            (self.more, self._open_more),
        ):
            theme.set_role(button, "link")
            button.clicked.connect(slot)
            row.addWidget(button)
        return row

    def show_result(self, result: KpiResult, report: Report) -> None:
        """Show the target of another result."""
        from cxdesk.kpis.catalogue import by_id
        from cxdesk.targets.book import is_own
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
        has = result.target is not None
        if not has:
            self.value.clear()
        for control in (self.tolerance, self.none, self.confirm):
            control.setEnabled(has)
        self.reset.setEnabled(is_own(self._history.state.session.targets, result.id, result.target_segment))
        self.scope.setText(self._scope_words(result))
        self.scope.setVisible(bool(self.scope.text()))
        self.hint.setText(self._hint(result, report))
        self.hint.setVisible(bool(self.hint.text()))

    def _scope_words(self, result: KpiResult) -> str:
        """For which segment and from when on the target counts, and when it was last reviewed."""
        from cxdesk.targets.book import segments_with_targets
        from ui.models.target_history import segment_words

        session = self._history.state.session
        own = self._history.own_target(result.id, result.target_segment)
        words = []
        if result.target_segment is not None:
            words.append(self.tr("Only for {segment}.").format(segment=segment_words(result.target_segment)))
        if own is not None and own.effective is not None:
            words.append(self.tr("Counts from {day}.").format(day=numbers.day(own.effective)))
        others = len(segments_with_targets(session.targets, result.id)) - (result.target_segment is not None)
        if others > 0:
            words.append(
                self.tr("One segment has its own target.")
                if others == 1
                else self.tr("{n} segments have their own targets.").format(n=numbers.count(others))
            )
        confirmed = [review.at for review in session.targets.reviews if review.kpi == result.id]
        if confirmed:
            day = max(confirmed).astimezone(session.calendar.tz).date()
            words.append(self.tr("Confirmed on {day}.").format(day=numbers.day(day)))
        return " ".join(words)

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
        from cxdesk.targets.target import Target

        result = self._result
        if result is None or result.target is None:
            return
        own = self._history.own_target(result.id, result.target_segment)
        # The value is on the data's scale here, whatever scale it was first stated for.
        target = Target(
            kpi=result.id,
            value=result.target,
            tolerance=tolerance,
            effective=None if own is None else own.effective,
            segment=result.target_segment,
        )
        self._history.set_target(target, result.name)

    @Slot()
    def _reset(self) -> None:
        if self._result is not None:
            self._history.reset_target(self._result.id, self._result.target_segment)

    @Slot()
    def _remove(self) -> None:
        if self._result is not None and self._result.target is not None:
            self._history.set_target_value(self._result.id, None)

    @Slot()
    def _confirm(self) -> None:
        if self._result is not None:
            self._history.confirm_targets([self._result.id])

    @Slot()
    def _open_more(self) -> None:
        from ui.widgets.target_dialog import TargetDialog

        if self._result is not None:
            TargetDialog(self._history, self._result.id, self, segment=self._result.target_segment).open()


def _direction(better: Better, owner: QWidget) -> str:
    words = {Better.HIGHER: owner.tr("Target: at least"), Better.LOWER: owner.tr("Target: at most")}
    return words.get(better, owner.tr("Target: about"))


def _bounds(result: KpiResult) -> tuple[float, float]:
    if result.unit is Unit.PERCENT and result.id != "roi":
        return 0.0, 100.0
    if result.unit is Unit.POINTS:
        return -100.0, 100.0
    return (0.0, 1e9) if result.id not in ("net_flow", "expansion") else (-1e9, 1e9)
