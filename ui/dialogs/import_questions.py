"""What a file leaves open, asked plainly, with the answers as buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
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
        self._text = label("", "strong", wrap=True)
        self._place = label("", "small")
        self._place.setMinimumHeight(CONTROL_HEIGHT)
        self._earlier = self._turn("chevron-left", self.tr("Question before"), self._back)
        self._later = self._turn("chevron-right", self.tr("Next question"), self._forth)
        head.addWidget(self._text, 1)
        for widget in (self._earlier, self._place, self._later):
            head.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(head)
        self._why = label("", "small", wrap=True)
        body.addWidget(self._why)
        self._choices = QWidget()
        self._flow = FlowLayout(self._choices)
        body.addWidget(self._choices)
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
        self._place.setText(self.tr("{} of {}").format(self._shown + 1, len(self._questions)))
        for widget in (self._earlier, self._place, self._later):
            widget.setVisible(many)
        self._text.setText(question.text)
        self._why.setText(question.why)
        self._why.setVisible(bool(question.why))
        self._fill(question)

    def _fill(self, question: Question) -> None:
        for old in self._group.buttons():
            self._group.removeButton(old)
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        for option in question.options:
            words = option.words if len(option.words) <= _LONGEST else f"{option.words[: _LONGEST - 1]}…"
            # What is taken without an answer stands on its button, so that nobody has to answer to know.
            assumed = question.answer is None and option.value == question.likely
            words = self.tr("{} (assumed)").format(words) if assumed else words
            button = named(QPushButton(words.replace("&", "&&")), f"{question.text} {words}")
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
