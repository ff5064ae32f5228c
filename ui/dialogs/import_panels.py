"""The right side of the import dialog: one sheet, its verdict, mapping, first rows, questions and balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cxdesk.imports.recognise.layouts import likeness_words
from cxdesk.tables.catalogue import TABLES
from ui.dialogs.import_questions import QuestionCard
from ui.dialogs.import_tables import MappingTable, PreviewTable
from ui.models.import_mapping import MappingModel
from ui.models.import_preview import PreviewModel
from ui.models.import_sheets import open_questions
from ui.models.import_words import balance_words, tr, verdict_parts
from ui.models.problems import ProblemsModel
from ui.models.session_words import worth_a_look
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.widgets.form import column, label, named
from ui.widgets.problem_tree import ProblemTree
from ui.widgets.value_spin import inset_text

if TYPE_CHECKING:
    from cxdesk.imports.plan import SheetPlan
    from cxdesk.imports.raw import RawSheet
    from cxdesk.imports.service import Balance

LEFT_OUT = ""
_FURTHEST_HEADER = 10_000


class SheetPanel(QWidget):
    """Shows one sheet of the draft and says what the user wants changed; changes nothing itself."""

    field_chosen = Signal(int, str)
    table_chosen = Signal(str)  # "" = leave the sheet out
    header_chosen = Signal(int)
    answered = Signal(str, str)
    forget_asked = Signal()  # the layout met before
    skip_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mapping = MappingModel(self)
        self.preview = PreviewModel(self)
        self._out, self._known_table = False, True  # of the sheet on show: left out, recognised as a table
        self.problems = ProblemsModel(self, flat=True)
        body = column(self, spacing=M)
        body.addWidget(self._verdict_card(), 1)
        self.questions = QuestionCard()
        self.questions.answered.connect(self.answered)
        body.addWidget(self.questions)
        body.addWidget(self._balance_card())
        self.mapping.field_chosen.connect(self.field_chosen)

    # --- what it shows --------------------------------------------------------------------------------------------

    def show_sheet(self, raw: RawSheet, plan: SheetPlan, *, fresh: bool) -> None:
        """Show a sheet; `fresh` when it is another one than before."""
        head, why = verdict_parts(plan.verdict)
        self._verdict.setText(head)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self._show_memory(plan)
        self._set_table(plan)
        self._header.blockSignals(True)
        self._header.setValue(plan.header_row)
        self._header.blockSignals(False)
        imported = plan.table in TABLES and not plan.skipped
        self.mapping.show_plan(plan, editable=imported)
        self.preview.show_sheet(raw, plan.header_row)
        self.questions.show_questions(plan.questions if imported else (), from_start=fresh)
        if fresh:
            self._tabs.setCurrentIndex(0 if plan.table is not None else 1)

    def show_failure(self, reason: str) -> None:
        """Show a file that cannot be read."""
        self._verdict.setText(reason)
        self._why.hide()
        self._known.hide()
        self._tabs.hide()
        self._choices.hide()
        self.questions.show_questions((), from_start=True)
        self._balance_frame.hide()

    def show_balance(self, plan: SheetPlan, balance: Balance | None, checking: str) -> None:
        """Rows in, kept and left out, and the problems; `checking` in words while they are counted."""
        self._tabs.show()
        self._choices.show()
        left_out = plan.skipped or plan.table is None
        self._balance_frame.setVisible(not left_out)
        problems = balance.problems if balance and not left_out else ()
        self.problems.show_problems(problems)
        count = worth_a_look(problems)
        self._tabs.setTabText(2, tr("Problems ({})").format(count) if count else tr("Problems"))
        if balance is None:
            self._balance.setText(checking)
            self._found.setText("")
            return
        self._balance.setText(balance_words(balance.rows_in, balance.kept, balance.left_out))
        first = next((problem.message for problem in problems), "")
        more = len(problems) - 1
        self._found.setText(tr("{} (and {} more under Problems)").format(first, more) if more > 0 else first)
        self._found.setVisible(bool(first) and not open_questions(plan))  # the question itself says it

    def show_counting(self, words: str) -> None:
        """Say that the balance on show is being found out anew."""
        self._balance.setText(words)
        self._found.hide()

    def balance_text(self) -> str:
        """The sentence about the rows."""
        return self._balance.text()

    def mapping_table(self) -> MappingTable:
        """The table of columns."""
        return self._columns

    # --- how it is made -------------------------------------------------------------------------------------------

    def _verdict_card(self) -> QFrame:
        card = QFrame()
        theme.set_role(card, "card")
        inside = column(card, margin=M, spacing=S)
        head = QHBoxLayout()
        head.setSpacing(L)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._verdict = label("", "strong", wrap=True)
        self._why = label("", "small", wrap=True)
        words.addWidget(self._verdict)
        words.addWidget(self._why)
        head.addLayout(words, 1)
        self._choices = self._choosers()
        head.addWidget(self._choices, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(head)
        inside.addWidget(self._memory_line())
        self._columns = MappingTable(self.mapping)
        rows = PreviewTable(self.preview)
        rows.header_chosen.connect(self.header_chosen)
        self._tabs = named(QTabWidget(), tr("Parts of the sheet"))
        self._tabs.setDocumentMode(True)
        named(self._tabs, self.tr("Views of the sheet"))
        self._tabs.addTab(self._columns, self.tr("Columns"))
        self._tabs.addTab(self._with_hint(rows), self.tr("First rows"))
        self._tabs.addTab(ProblemTree(self.problems), self.tr("Problems"))
        inside.addWidget(self._tabs, 1)
        inside.addStretch(0)  # keeps the words at the top where there is nothing below them
        return card

    def _memory_line(self) -> QWidget:
        """Which layout met before it is, and what may be done about the whole sheet."""
        self._known = QWidget()
        line = QHBoxLayout(self._known)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(S)
        self._like = label("", "small", wrap=True)
        line.addWidget(self._like, 1)
        self.forget = self._link(self.tr("Forget this layout"), self.forget_asked)
        self.forget.setToolTip(self.tr("Recognise the sheet as if it had never been imported"))
        self.skip = self._link(self.tr("Skip this sheet"), self._skip_clicked)
        for button in (self.forget, self.skip):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return self._known

    def _link(self, text: str, slot: object) -> QPushButton:
        button = named(QPushButton(text), text)
        theme.set_role(button, "link")
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _show_memory(self, plan: SheetPlan) -> None:
        words = likeness_words(plan)
        self._like.setText(words)
        self.forget.setVisible(bool(words))
        self._out = plan.skipped or plan.table is None
        text = self.tr("Use it anyway") if self._out else self.tr("Skip this sheet")
        self.skip.setText(text)
        named(self.skip, text)
        self._known_table = plan.table is not None
        self._known.show()

    @Slot()
    def _skip_clicked(self) -> None:
        """Leave the sheet out or take it in again; of one that is no table the user says which it is."""
        if self._out and not self._known_table:
            self.table.setFocus()
            self.table.showPopup()
        else:
            self.skip_asked.emit(not self._out)

    def _with_hint(self, table: QWidget) -> QWidget:
        page = QWidget()
        inside = column(page, spacing=S)
        hint = label(self.tr("The header row is marked. Click another row to make it the header."), "small")
        hint.setContentsMargins(S, S, 0, 0)
        inside.addWidget(hint)
        inside.addWidget(table, 1)
        return page

    def _choosers(self) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(S)
        self.table = named(QComboBox(), self.tr("Import this sheet as"))
        for spec in TABLES.values():
            self.table.addItem(spec.title, spec.name)
        self.table.addItem(self.tr("Leave it out"), LEFT_OUT)
        self.table.activated.connect(self._table_activated)
        self._header = named(QSpinBox(), self.tr("Header row"))
        self._header.setRange(0, _FURTHEST_HEADER)
        self._header.setSpecialValueText(self.tr("none"))
        self._header.setKeyboardTracking(False)
        inset_text(self._header)
        self._header.valueChanged.connect(self.header_chosen)
        for text, control in ((self.tr("&Import as"), self.table), (self.tr("&Header row"), self._header)):
            title = label(text, "small")
            title.setBuddy(control)
            line.addWidget(title)
            line.addWidget(control)
        line.insertSpacing(2, S)
        return row

    def _balance_card(self) -> QFrame:
        self._balance_frame = QFrame()
        theme.set_role(self._balance_frame, "card")
        inside = column(self._balance_frame, margin=M, spacing=2)
        self._balance = label("", "strong", wrap=True)
        self._found = label("", "small", wrap=True)
        inside.addWidget(self._balance)
        inside.addWidget(self._found)
        return self._balance_frame

    def _set_table(self, plan: SheetPlan) -> None:
        place = self.table.findData(LEFT_OUT if plan.skipped or plan.table is None else plan.table)
        self.table.setCurrentIndex(place if place >= 0 else self.table.findData(LEFT_OUT))

    @Slot(int)
    def _table_activated(self, _index: int) -> None:
        self.table_chosen.emit(str(self.table.currentData()))
