"""What a file leaves open, asked plainly, with the answers as buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from ui.theme import icons, theme
from ui.theme.tokens import CONTROL_HEIGHT, XS, M, S
from ui.widgets.flow import FlowLayout
from ui.widgets.form import column, label, named

if TYPE_CHECKING:
    from cxdesk.imports.plan import Question

_LONGEST = 64  # letters of an answer on its button; the rest is in the tool tip


class QuestionCard(QFrame):
    """One question at a time; answering moves on to the next open one."""

    answered = Signal(str, str)  # question, value

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "question")
        self._questions: tuple[Question, ...] = ()
        self._shown = 0
        body = column(self, margin=M, spacing=S)
        head = QHBoxLayout()
        head.setSpacing(XS)
        self._title = label("", "strong")
        self._earlier = self._turn("chevron-left", self.tr("Question before"), self._back)
        self._later = self._turn("chevron-right", self.tr("Next question"), self._forth)
        head.addWidget(self._title, 1)
        head.addWidget(self._earlier)
        head.addWidget(self._later)
        body.addLayout(head)
        self._text = label("", wrap=True)
        body.addWidget(self._text)
        self._choices = QWidget()
        self._flow = FlowLayout(self._choices)
        body.addWidget(self._choices)
        self._note = label("", "small")
        self._note.setMinimumHeight(CONTROL_HEIGHT)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._chosen)
        self.hide()

    def show_questions(self, questions: tuple[Question, ...], *, from_start: bool) -> None:
        """Show a sheet's questions, the first open one in front; the card hides where there is none."""
        if from_start or len(questions) != len(self._questions):
            self._shown = 0
        before = self._questions
        self._questions = questions
        self.setVisible(bool(questions))
        if not questions:
            return
        if from_start or (before and self._shown < len(before) and questions[self._shown].answer):
            waiting = [place for place, question in enumerate(questions) if question.answer is None]
            self._shown = waiting[0] if waiting else self._shown
        self._show()

    def buttons(self) -> list[QPushButton]:
        """The answers on show."""
        return [button for button in self._group.buttons() if isinstance(button, QPushButton)]

    def question(self) -> Question | None:
        """The question on show."""
        return self._questions[self._shown] if self._questions else None

    def _turn(self, icon: str, name: str, slot: object) -> QPushButton:
        button = named(QPushButton(), name)
        theme.set_role(button, "flat")
        button.setIcon(icons.icon(icon))
        button.setFixedWidth(28)
        button.setToolTip(name)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _show(self) -> None:
        question = self._questions[self._shown]
        many = len(self._questions) > 1
        self._title.setText(
            self.tr("Question {} of {}").format(self._shown + 1, len(self._questions))
            if many
            else self.tr("One question")
        )
        self._earlier.setVisible(many)
        self._later.setVisible(many)
        self._text.setText(question.text)
        self._fill(question)
        likely = next((option.words for option in question.options if option.value == question.likely), question.likely)
        note = self.tr("Without an answer “{}” is assumed, and said so.").format(likely)
        self._note.setText("" if question.answer is not None else note)
        self._note.setVisible(question.answer is None)
        self._flow.removeWidget(self._note)
        self._flow.addWidget(self._note)  # beside the last answer where there is room

    def _fill(self, question: Question) -> None:
        for old in self._group.buttons():
            self._group.removeButton(old)
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        for option in question.options:
            words = option.words if len(option.words) <= _LONGEST else f"{option.words[: _LONGEST - 1]}…"
            button = named(QPushButton(words.replace("&", "&&")), f"{question.text} {option.words}")
            theme.set_role(button, "chip")
            button.setCheckable(True)
            button.setChecked(option.value == question.answer)
            button.setToolTip(option.words)
            button.setProperty("value", option.value)
            button.setAutoDefault(False)
            self._group.addButton(button)
            self._flow.addWidget(button)
        self._choices.updateGeometry()

    @Slot()
    def _back(self) -> None:
        self._shown = (self._shown - 1) % len(self._questions)
        self._show()

    @Slot()
    def _forth(self) -> None:
        self._shown = (self._shown + 1) % len(self._questions)
        self._show()

    def _chosen(self, button: QPushButton) -> None:
        question = self.question()
        if question is not None:
            self.answered.emit(question.id, str(button.property("value")))
