"""Figures typed in by month: what no export holds, such as costs and licences. Each edit is one undo step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QModelIndex, QSignalBlocker, QSize, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cxdesk.common.periods import add_months
from cxdesk.imports.rows.monthly import figure_name
from cxdesk.tables.figures import FIGURE_NAMES
from cxdesk.workspace.session import Session
from cxdesk.workspace.typed import FiguresGrid, figures_grid
from cxdesk.workspace.typed_rows import Key, TypedFigure
from ui.models.figures import FiguresModel
from ui.models.periods import days_of_data
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.undo.history import History
from ui.widgets.form import card_of, label, named
from ui.widgets.grid import EntryGrid
from ui.widgets.undoing import DialogUndo

_SIZE = QSize(900, 620)
_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "TRY", "JPY", "CNY", "INR",
               "SGD", "AUD", "NZD", "CAD", "BRL", "MXN", "ZAR")  # fmt: skip
_COLUMN = 150
_MOST_MONTHS = 600


class FiguresDialog(QDialog):
    """A grid of months and figures over the session; it stays open beside undo, and closes only."""

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._edits = state, history
        self._names: list[str] = list(FIGURE_NAMES)  # further ones come behind
        self._warned = False
        self.setWindowTitle(self.tr("Figures"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE if parent is None else _SIZE.boundedTo(parent.window().size() - QSize(40, 40)))
        self.model = FiguresModel(self)
        self.grid = self._make_grid()
        self.problem = label("", "error", wrap=True)
        self.problem.setAccessibleName(self.tr("Problem"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, M)
        layout.setSpacing(M)
        layout.addLayout(self._make_head())
        layout.addLayout(self._make_bar())
        layout.addWidget(card_of(self.grid), 1)
        layout.addWidget(self.problem)
        layout.addLayout(self._make_adding())
        layout.addLayout(self._make_foot())
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self._open()
        state.session_changed.connect(self._session_changed)

    # --- how it is made -------------------------------------------------------------------------------------------

    def _make_head(self) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(self.tr("Figures"), "title"))
        text = self.tr(
            "What no export holds, by month. Cost per ticket needs the support cost, software utilisation the "
            "licences, LTV to CAC the acquisition cost."
        )
        words.addWidget(label(text, "muted", wrap=True))
        return words

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(S)
        self.first, self.last = (self._make_month(text) for text in (self.tr("First month"), self.tr("Last month")))
        self.currency = named(QComboBox(), self.tr("Currency of amounts"))
        self.currency.addItem(self.tr("no currency"), "")
        for code in _CURRENCIES:
            self.currency.addItem(code, code)
        self.currency.activated.connect(self._currency_chosen)
        for widget in (self._buddy(self.tr("&Months from"), self.first), self.first,
                       self._buddy(self.tr("&to"), self.last), self.last):  # fmt: skip
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self._buddy(self.tr("Amo&unts in"), self.currency))
        bar.addWidget(self.currency)
        return bar

    def _make_month(self, name: str) -> QDateEdit:
        field = named(QDateEdit(), name)
        field.setDisplayFormat("MMM yyyy")
        field.setDateRange(QDate(1990, 1, 1), QDate(2199, 12, 1))
        field.setCurrentSection(QDateEdit.Section.MonthSection)
        field.setMinimumWidth(104)
        field.lineEdit().setTextMargins(S, 0, 0, 0)
        field.setKeyboardTracking(False)
        field.dateChanged.connect(self._range_changed)
        return field

    def _buddy(self, text: str, control: QWidget) -> QLabel:
        out = label(text, "small")
        out.setBuddy(control)
        return out

    def _make_grid(self) -> EntryGrid:
        grid = EntryGrid(self.tr("Figures by month"))
        grid.setModel(self.model)
        grid.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        grid.horizontalHeader().setDefaultSectionSize(_COLUMN)
        grid.horizontalHeader().setMinimumSectionSize(80)
        grid.verticalHeader().setMinimumWidth(124)
        grid.pasted.connect(self._pasted)
        grid.cleared.connect(self._cleared)
        self.model.entered.connect(self._entered)
        self.model.wider.connect(self._widen)
        self.model.noted.connect(self._note)
        grid.selectionModel().currentChanged.connect(self._cell_changed)
        return grid

    def _make_adding(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.new_name = named(QLineEdit(), self.tr("Name of a further figure"))
        self.new_name.setPlaceholderText(self.tr("A figure of your own"))
        self.new_name.setFixedWidth(210)
        self.new_name.returnPressed.connect(self.add_name)
        self.is_money = QCheckBox(self.tr("amount of money"))
        self.add = named(QPushButton(self.tr("Add figure")), self.tr("Add figure"))
        self.add.clicked.connect(self.add_name)
        for widget in (self.new_name, self.is_money, self.add):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(label(self.tr("Grey values come from files. Ctrl+V pastes a block."), "small"))
        return row

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.undo = DialogUndo(self._edits.stack, self).wire(QPushButton(self.tr("Undo")))
        self.close_button = named(QPushButton(self.tr("Close")), self.tr("Close"))
        theme.set_role(self.close_button, "primary")
        self.close_button.clicked.connect(self.accept)
        row.addWidget(self.undo)
        row.addStretch(1)
        row.addWidget(self.close_button)
        return row

    # --- showing --------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Show the months of the data, with the period looked at in view."""
        session = self._state.session
        grid = figures_grid(session.dataset)
        first, last = self._span(grid)
        currency = _currency_of(grid) or session.conventions.currency
        if self.currency.findData(currency) < 0:
            self.currency.addItem(currency, currency)
        self.currency.setCurrentIndex(self.currency.findData(currency))
        self._set_range(first, last)
        self._fill(grid)

    def showEvent(self, event: QShowEvent) -> None:
        """Start in the month looked at."""
        super().showEvent(event)
        if self.grid.currentIndex().isValid() or not self.model.months:
            return
        wanted = self._state.session.view.first_day
        months = self.model.months
        row = months.index(wanted) if wanted in months else len(months) - 1
        self.grid.go_to(row, 0)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _span(self, grid: FiguresGrid) -> tuple[date, date]:
        """First and last month that have data or figures; a year up to now where there is none."""
        days = None
        if self._state.report is not None:
            days = days_of_data(self._state.report, self._state.session.calendar)
        known = [day.replace(day=1) for day in (*(days or ()), *grid.months)]
        if not known:
            today = QDate.currentDate()
            known = [add_months(date(today.year(), today.month(), 1), -months) for months in (11, 0)]
        return min(known), max(known)

    @Slot(object)
    def _session_changed(self, session: Session) -> None:
        grid = figures_grid(session.dataset)
        typed = {cell.currency for (_, name), cell in grid.cells.items() if cell.typed and name in self.model.money}
        if len(typed) == 1:  # undone or redone, the choice follows the amounts
            self.currency.setCurrentIndex(max(self.currency.findData(typed.pop()), 0))
        self._fill(grid)

    def _fill(self, grid: FiguresGrid) -> None:
        first, last = self._range()
        wanted = [first, last, *grid.months, *(month for month, _ in self.model.bad)]
        self._set_range(min(wanted), max(wanted))
        first, last = self._range()
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        self._names += [name for name in grid.names if name not in self._names]
        at = self.grid.currentIndex()
        place = at.row(), at.column()
        months = [add_months(first, step) for step in range(min(count, _MOST_MONTHS))]
        self.model.show_grid(grid, months, self._names, str(self.currency.currentData()))
        if place[0] >= 0 and not self.grid.currentIndex().isValid():
            self.grid.go_to(*place)
        for column in range(len(self._names)):
            title = str(self.model.headerData(column, Qt.Orientation.Horizontal))
            needed = self.grid.fontMetrics().horizontalAdvance(title) + 2 * M + S
            self.grid.setColumnWidth(column, max(_COLUMN, needed))

    def _range(self) -> tuple[date, date]:
        return _month(self.first.date()), _month(self.last.date())

    def _set_range(self, first: date, last: date) -> None:
        for field, day in ((self.first, first), (self.last, last)):
            blocker = QSignalBlocker(field)
            field.setDate(QDate(day.year, day.month, 1))
            blocker.unblock()

    @Slot(str)
    def _note(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    @Slot()
    def _cell_changed(self) -> None:
        """Beside a cell without a number, say what is wrong with it."""
        at = self.grid.currentIndex()
        own = self.model.problem(self.model.key(at)) if at.isValid() else ""
        self._note(own or self.model.sentence())

    # --- what the user does ---------------------------------------------------------------------------------------

    def done(self, result: int) -> None:
        """Close; cells that hold no number are told once before they are lost."""
        if self.model.bad and not self._warned:
            self._warned = True
            again = self.tr("Close once more to leave it out.")
            self._note(f"{self.model.sentence()} {again}")
            return
        super().done(result)

    @Slot()
    def _range_changed(self) -> None:
        first, last = self._range()
        if first > last:
            first, last = (first, first) if self.sender() is self.first else (last, last)
        self._set_range(first, last)
        self._fill(self.model.grid)

    @Slot()
    def _currency_chosen(self) -> None:
        self.model.set_currency(str(self.currency.currentData()))
        self._fill(self.model.grid)

    @Slot()
    def add_name(self) -> None:
        """Add a column for the name typed."""
        if not self.new_name.text().strip():
            self.new_name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        name = figure_name(self.new_name.text())
        if self.is_money.isChecked():
            self.model.money.add(name)
        self._widen([], [name])
        self.new_name.clear()
        row = max(self.grid.currentIndex().row(), 0)
        self.grid.go_to(row, self._names.index(name))
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(list, list)
    def _widen(self, months: Sequence[date], names: Sequence[str]) -> None:
        """Make room for months and names."""
        self._names += [name for name in names if name not in self._names]
        first, last = self._range()
        self._set_range(min((first, *months)), max((last, *months)))
        self._fill(self.model.grid)

    @Slot(str)
    def _pasted(self, text: str) -> None:
        at = self.grid.currentIndex()
        self.model.paste(text, max(at.row(), 0), max(at.column(), 0))

    @Slot(list)
    def _cleared(self, indexes: list[QModelIndex]) -> None:
        self.model.clear(indexes)

    @Slot(list, list, str)
    def _entered(self, put: list[TypedFigure], drop: list[Key], words: str) -> None:
        self._warned = False
        self._edits.type_figures(put, drop, words)


def _month(day: QDate) -> date:
    return date(day.year(), day.month(), 1)


def _currency_of(grid: FiguresGrid) -> str:
    """The currency that the typed amounts have, else that of the imported ones."""
    cells = sorted(grid.cells.values(), key=lambda cell: not cell.typed)
    return next((cell.currency for cell in cells if cell.currency), "")
