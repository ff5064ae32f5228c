"""The organisational audit: criteria by area with score, weight, owner and day. Each edit is one undo step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QDate, QModelIndex, QSize, Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cxdesk.common.units import Unit
from cxdesk.workspace import audit
from cxdesk.workspace.session import Session
from cxdesk.workspace.typed import typed_sources
from cxdesk.workspace.typed_rows import AuditRow
from ui.basics import numbers
from ui.dialogs.audit_delegates import DayDelegate, NumberDelegate
from ui.models.audit import ASSESSED, BEFORE, CRITERION, OWNER, SCORE, WEIGHT, AuditModel
from ui.models.import_words import counted
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.undo.history import History
from ui.widgets.form import card_of, label, named
from ui.widgets.grid import EntryGrid
from ui.widgets.undoing import DialogUndo

_SIZE = QSize(1000, 700)
_TEXT = 520  # width of the words before there is an audit
_WIDTHS = {SCORE: 84, BEFORE: 74, WEIGHT: 80, OWNER: 150, ASSESSED: 126}


class AuditDialog(QDialog):
    """The typed audit of the session; it stays open beside undo, and closes only."""

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._edits = state, history
        self.setWindowTitle(self.tr("Organisational audit"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE if parent is None else _SIZE.boundedTo(parent.window().size() - QSize(40, 40)))
        now = QDate.currentDate()
        self.model = AuditModel(date(now.year(), now.month(), now.day()), self)
        self.grid = self._make_grid()
        self.problem = label("", "error", wrap=True)
        self.problem.setAccessibleName(self.tr("Problem"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, M)
        layout.setSpacing(M)
        layout.addLayout(self._make_head())
        layout.addLayout(self._make_bar())
        layout.addWidget(card_of(self._make_middle()), 1)
        layout.addWidget(self.problem)
        layout.addLayout(self._make_foot())
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
            button.setAccessibleName(button.text().replace("&", ""))
        self._note("")
        self._show(state.session)
        state.session_changed.connect(self._show)
        if self.model.lines:
            self._go_to_first()
        else:
            self.start.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- how it is made -------------------------------------------------------------------------------------------

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(L)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(self.tr("Organisational audit"), "title"))
        text = self.tr(
            "Score each criterion from 0 to 100. A weight of 2 counts twice; of each criterion its latest score counts."
        )
        words.addWidget(label(text, "muted", wrap=True))
        words.addStretch(1)
        head.addLayout(words, 1)
        sums = QVBoxLayout()
        sums.setSpacing(0)
        self.total = label("", "figure")
        self.total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.scored = label("", "small")
        self.scored.setAlignment(Qt.AlignmentFlag.AlignRight)
        sums.addWidget(self.total)
        sums.addWidget(self.scored)
        head.addLayout(sums)
        return head

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(S)
        self.add = self._button(self.tr("Add criterion"), self.add_criterion)
        self.add_area_button = self._button(self.tr("Add area"), self.add_area)
        self.copy = self._button(self.tr("Duplicate"), self.duplicate)
        self.remove = self._button(self.tr("Remove"), self.remove_chosen)
        self.again = self._button(self.tr("New assessment"), self.assess_again)
        self.again.setToolTip(self.tr("Every criterion once more, dated today and not scored yet"))
        self.earlier = self._button(self.tr("Earlier assessments"), None)
        self.earlier.setCheckable(True)
        theme.set_role(self.earlier, "chip")
        self.earlier.toggled.connect(self._earlier_toggled)
        for button in (self.add, self.add_area_button, self.copy, self.remove, self.again):
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(self.earlier)
        return bar

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text)
        if slot is not None:
            button.clicked.connect(slot)
        return button

    def _make_middle(self) -> QStackedWidget:
        """The criteria; before there are any, how to begin."""
        self.stack = QStackedWidget()
        self.stack.addWidget(self.grid)
        empty = QWidget()
        box = QVBoxLayout(empty)
        box.setSpacing(S)
        box.addStretch(2)
        text = self.tr(
            "{areas}: three or four criteria each, to edit as you like. Or add your own criterion or area above."
        ).format(areas=", ".join(audit.TEMPLATE))
        words = label(text, "muted", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setFixedWidth(_TEXT)
        words.ensurePolished()
        words.setMinimumHeight(words.heightForWidth(_TEXT))  # centred labels are given one line too few
        self.start = self._button(self.tr("Start with five areas"), self.start_with_template)
        theme.set_role(self.start, "primary")
        box.addWidget(label(self.tr("No audit yet"), "title"), 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self.start, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        self.stack.addWidget(empty)
        return self.stack

    def _make_grid(self) -> EntryGrid:
        grid = EntryGrid(self.tr("Criteria of the audit"))
        grid.setModel(self.model)
        grid.verticalHeader().hide()
        header = grid.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(CRITERION, QHeaderView.ResizeMode.Stretch)
        spins = NumberDelegate(grid)
        grid.setItemDelegateForColumn(SCORE, spins)
        grid.setItemDelegateForColumn(WEIGHT, spins)
        grid.setItemDelegateForColumn(ASSESSED, DayDelegate(self.model.today, grid))
        grid.cleared.connect(self._cleared)
        grid.pasted.connect(self._pasted)
        self.model.edited.connect(self._edits.type_audit)
        self.model.noted.connect(self._note)
        self.model.modelReset.connect(self._lines_changed)
        grid.selectionModel().selectionChanged.connect(self._chosen_changed)
        return grid

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.undo = DialogUndo(self._edits.stack, self).wire(QPushButton(self.tr("Undo")))
        self.others = label("", "small", wrap=True)
        self.close_button = QPushButton(self.tr("Close"))
        theme.set_role(self.close_button, "primary")
        self.close_button.clicked.connect(self.accept)
        row.addWidget(self.undo)
        row.addWidget(self.others, 1)
        row.addWidget(self.close_button)
        return row

    # --- showing --------------------------------------------------------------------------------------------------

    @Slot(object)
    def _show(self, session: Session) -> None:
        rows, at = session.typed.audit, self.grid.currentIndex()
        line, column = at.row(), at.column()
        self.model.show_rows(rows, latest_only=not self.earlier.isChecked())
        if line >= 0 and self.model.lines and not self.grid.currentIndex().isValid():
            self.grid.go_to(min(line, len(self.model.lines) - 1), column)
        score = self.model.score
        self.stack.setCurrentIndex(0 if rows else 1)
        self.total.setText(numbers.value(score.total, Unit.PERCENT) if rows else "")
        self.total.setAccessibleName(self.tr("Weighted score: {score}").format(score=self.total.text()))
        self.scored.setText(self._scored_words() if rows else "")
        self.again.setEnabled(score.scored > 0)
        self.earlier.setVisible(len(rows) > score.criteria or self.earlier.isChecked())
        others = session.dataset.rows("audit") - sum(
            session.dataset.sources[place].rows_kept for place in typed_sources(session.dataset, "audit")
        )
        one, many = (
            self.tr("1 more row comes from a file; it counts too."),
            self.tr("{} more rows come from files; they count too."),
        )
        self.others.setText(counted(others, one, many) if others else "")
        self._chosen_changed()

    def _scored_words(self) -> str:
        score, rows = self.model.score, self.model.rows
        words = self.tr("weighted score · {n} of {all} criteria scored").format(
            n=numbers.count(score.scored), all=numbers.count(score.criteria)
        )
        waiting = sum(rows[place].score is None for place in audit.latest_rows(rows))
        fresh = waiting - (score.criteria - score.scored)  # those that have an earlier score
        again = self.tr(" · {n} wait for a fresh score").format(n=numbers.count(fresh))
        return words + again if fresh > 0 else words

    @Slot(str)
    def _note(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    @Slot()
    def _lines_changed(self) -> None:
        """A heading has no cells right of its score."""
        self.grid.clearSpans()
        for line, of in enumerate(self.model.lines):
            if isinstance(of, str):
                self.grid.setSpan(line, BEFORE, 1, ASSESSED - BEFORE + 1)
        self._chosen_changed()

    @Slot()
    def _chosen_changed(self) -> None:
        places = self._places()
        self.copy.setEnabled(bool(places))
        self.remove.setEnabled(bool(places) or bool(self._areas()))

    @Slot(bool)
    def _earlier_toggled(self, on: bool) -> None:  # noqa: FBT001  a slot of a toggled signal
        self.model.show_rows(self.model.rows, latest_only=not on)

    def _places(self) -> list[int]:
        """Rows of the chosen cells."""
        found = dict.fromkeys(self.model.place(index) for index in self.grid.selectedIndexes())
        return [place for place in found if place is not None]

    def _areas(self) -> set[str]:
        """Areas whose headings are chosen."""
        return {self.model.area(i) for i in self.grid.selectedIndexes() if self.model.place(i) is None}

    # --- what the user does ---------------------------------------------------------------------------------------

    @Slot()
    def start_with_template(self) -> None:
        """Start with the five areas and their criteria."""
        self._edits.type_audit(audit.template(), self.tr("Start of the audit"))
        self._go_to_first()

    @Slot()
    def add_criterion(self) -> None:
        """Add a criterion to the area of the current line, and name it."""
        area = self.model.area(self.grid.currentIndex()) or self.tr("New area")
        self._add(AuditRow(area=area, criterion=self.tr("New criterion")), self.tr("Add a criterion"))

    @Slot()
    def add_area(self) -> None:
        """Add an area with a first criterion, and name it."""
        taken = {row.area for row in self.model.rows}
        wish = self.tr("New area")
        area = next(n for n in (wish, *(f"{wish} {k}" for k in range(2, len(taken) + 3))) if n not in taken)
        rows = (*self.model.rows, AuditRow(area=area, criterion=self.tr("New criterion")))
        self._edits.type_audit(rows, self.tr("Add an area"))
        self._rename(self.model.lines.index(area))

    @Slot()
    def duplicate(self) -> None:
        """Copy the chosen criteria without their scores."""
        rows = self.model.rows
        for place in self._places():
            row = self.model.rows[place]
            name = audit.new_name(rows, row.area, row.criterion)
            rows = audit.with_row_added(rows, replace(row, criterion=name, score=None, assessed_on=None))
        self._edits.type_audit(rows, self.tr("Duplicate criteria"))

    @Slot()
    def remove_chosen(self) -> None:
        """Remove the chosen criteria, or among earlier assessments the chosen rows; a heading takes its area along."""
        rows, areas = self.model.rows, self._areas()
        places = [*self._places(), *(place for place, row in enumerate(rows) if row.area in areas)]
        whole = self.model.latest_only
        left = audit.without_criteria(rows, places) if whole else audit.without_rows(rows, places)
        self._edits.type_audit(left, self.tr("Remove criteria"))

    @Slot()
    def assess_again(self) -> None:
        """Every criterion once more, not scored yet."""
        rows = audit.new_assessment(self.model.rows, self.model.today)
        self._edits.type_audit(rows, self.tr("New assessment"))
        self._go_to_first()

    def _go_to_first(self) -> None:
        """To the first score."""
        self.grid.go_to(1, SCORE)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(list)
    def _cleared(self, indexes: list[QModelIndex]) -> None:
        """Delete empties scores, weights, owners and days; a criterion keeps its name."""
        cells = [(index, None) for index in indexes if index.column() != CRITERION]
        self.model.enter(cells, self.tr("Clear cells of the audit"))

    @Slot(str)
    def _pasted(self, text: str) -> None:
        """Texts of a block into the cells from the current one on; headings are stepped over."""
        at = self.grid.currentIndex()
        if not at.isValid() or not text.strip():
            return
        lines = [n for n, line in enumerate(self.model.lines) if n >= at.row() and isinstance(line, int)]
        block = [line.rstrip("\r").split("\t") for line in text.rstrip("\r\n").split("\n")]
        cells = [
            (self.model.index(line, at.column() + step), cell)
            for line, texts in zip(lines, block, strict=False)
            for step, cell in enumerate(texts)
            if at.column() + step < ASSESSED
        ]
        self.model.enter(cells, self.tr("Paste into the audit"))

    def _add(self, row: AuditRow, words: str) -> None:
        rows = self.model.rows
        named_row = replace(row, criterion=audit.new_name(rows, row.area, row.criterion))
        after = audit.with_row_added(rows, named_row)
        self._edits.type_audit(after, words)
        self._rename(self.model.line_of(after.index(named_row)))

    def _rename(self, line: int) -> None:
        """Start to type the name of a line."""
        index = self.model.index(line, CRITERION)
        self.grid.go_to(line, CRITERION)
        self.grid.edit(index)
        editor = self.grid.indexWidget(index) or self.grid.findChild(QLineEdit)
        if isinstance(editor, QLineEdit):
            named(editor, self.tr("Name"))
            editor.selectAll()
