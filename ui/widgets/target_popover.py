"""The target in place: a small window at the number, Enter takes it, Esc leaves it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from cxdesk.common.units import Better
from cxdesk.report.records import KpiResult
from ui.theme import theme
from ui.theme.tokens import M, S
from ui.widgets.form import column, label, named
from ui.widgets.value_spin import ValueSpin


class TargetPopover(QFrame):
    """Edits one KPI's target."""

    committed = Signal(str, float)  # KPI id, value
    removed = Signal(str)
    reset = Signal(str)

    def __init__(self, result: KpiResult, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme.set_role(self, "popover")
        self._kpi_id, self._before = result.id, result.target
        words = {Better.HIGHER: self.tr("Target: at least"), Better.LOWER: self.tr("Target: at most")}
        title = words.get(result.better, self.tr("Target: near"))
        layout = column(self, margin=M)
        layout.addWidget(label(result.name, "small"))
        row = QHBoxLayout()
        row.setSpacing(S)
        self.spin = named(ValueSpin(self), title)
        self.spin.show_value(result.value or 0.0 if result.target is None else result.target, result.unit)
        self.spin.setMinimumWidth(110)
        caption = label(title)
        caption.setBuddy(self.spin)
        row.addWidget(caption)
        row.addWidget(self.spin)
        layout.addLayout(row)
        layout.addLayout(self._buttons())
        self.spin.selectAll()

    def open_at(self, anchor: QWidget) -> None:
        """Show below a widget, inside the screen."""
        self.adjustSize()
        place = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + 4))
        area = anchor.screen().availableGeometry()
        place.setX(max(area.left(), min(place.x(), area.right() - self.width())))
        place.setY(max(area.top(), min(place.y(), area.bottom() - self.height())))
        self.move(place)
        self.show()
        self.spin.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the number, Esc leaves it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        none = QPushButton(self.tr("No target"))
        none.clicked.connect(self._remove)
        default = QPushButton(self.tr("Default"))
        default.clicked.connect(self._reset)
        for button in (none, default):
            theme.set_role(button, "flat")
            row.addWidget(named(button, button.text()))
        row.addStretch(1)
        done = named(QPushButton(self.tr("Set")), self.tr("Set the target"))
        theme.set_role(done, "primary")
        done.clicked.connect(self._commit)
        row.addWidget(done)
        return row

    @Slot()
    def _commit(self) -> None:
        self.spin.interpretText()
        value = self.spin.value()
        self.close()
        if value != self._before:
            self.committed.emit(self._kpi_id, value)

    @Slot()
    def _remove(self) -> None:
        self.close()
        if self._before is not None:
            self.removed.emit(self._kpi_id)

    @Slot()
    def _reset(self) -> None:
        self.close()
        self.reset.emit(self._kpi_id)
