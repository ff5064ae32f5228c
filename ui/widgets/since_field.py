"""The first day something counts from, or "always"."""

from __future__ import annotations

from PySide6.QtCore import QDate, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QWidget

from ui.widgets.value_spin import inset_text

ALWAYS = QDate(1900, 1, 1)


class SinceField(QDateEdit):
    """A day with a calendar; its lowest one reads "always".

    Qt's field holds Tab fast, takes no digits and opens its calendar in 1900 while it shows words instead of a day;
    here a digit, an arrow or the calendar begin at `start`, and Delete goes back to "always".
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start = QDate.currentDate()
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMM yyyy")
        self.setMinimumDate(ALWAYS)
        self.setSpecialValueText(self.tr("always"))
        self.setToolTip(self.tr("Delete: always"))
        self.setKeyboardTracking(False)
        inset_text(self)
        self.calendarWidget().installEventFilter(self)

    def is_always(self) -> bool:
        """Whether no day is set."""
        return self.date() == ALWAYS

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  Qt's own signature
        """Words have no day, month and year to walk through."""
        return QWidget.focusNextPrevChild(self, next) if self.is_always() else super().focusNextPrevChild(next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit begins a day, Delete ends it."""
        if event.key() == Qt.Key.Key_Delete:
            self.setDate(ALWAYS)
            return
        if self.is_always() and event.text().isdigit():
            self._begin()
        super().keyPressEvent(event)

    def stepBy(self, steps: int) -> None:
        """The first step leads to the day to start with."""
        if self.is_always():
            self._begin()
        else:
            super().stepBy(steps)

    def stepEnabled(self) -> QDateEdit.StepEnabledFlag:
        """Both ways, also from "always"."""
        return QDateEdit.StepEnabledFlag.StepUpEnabled | QDateEdit.StepEnabledFlag.StepDownEnabled

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the calendar where it is of use."""
        if event.type() is QEvent.Type.Show and self.is_always() and isinstance(watched, QCalendarWidget):
            watched.setCurrentPage(self.start.year(), self.start.month())
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        blocked = self.blockSignals(True)  # the field tells the day that comes of it
        self.setDate(self.start)
        self.blockSignals(blocked)
        self.setSelectedSection(QDateEdit.Section.DaySection)
        self.dateChanged.emit(self.date())
