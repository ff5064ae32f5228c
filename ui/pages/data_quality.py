"""Quality: the problems found in the data, grouped by what mends them, each said in full below the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.basics import numbers
from ui.models.problems import ProblemsModel, problem_sentence
from ui.models.session_words import worth_a_look
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import M, S
from ui.undo.history import History
from ui.widgets.form import column, label, named
from ui.widgets.problem_tree import ProblemTree

if TYPE_CHECKING:
    from cxdesk.tables.dataset import Dataset


class QualityPage(QWidget):
    """The problems as a tree. `counted` says how many are more than good to know."""

    counted = Signal(int)

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self._dataset: Dataset | None = None
        self._title = label("", "section")
        copy = named(QPushButton(icons.icon("copy"), self.tr("Copy")), self.tr("Copy"), self.tr("Copy all problems"))
        theme.set_role(copy, "flat")
        self.problems = ProblemsModel(self)
        self.tree = ProblemTree(self.problems, groups=True)
        self.tree.setMinimumHeight(96)
        copy.clicked.connect(self.tree.copy_all)
        self.tree.selectionModel().currentChanged.connect(self._problem_chosen)
        self._whole = label("", "small", wrap=True)
        self._whole.hide()
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(copy)
        inside = column(self, margin=M, spacing=S)
        inside.addLayout(head)
        inside.addWidget(self.tree, 1)
        inside.addWidget(self._whole)
        self.setFocusProxy(self.tree)

    def show_dataset(self, dataset: Dataset) -> None:
        """Follow the data."""
        if dataset is self._dataset:
            return
        self._dataset = dataset
        looked = worth_a_look(dataset.problems)
        title = self.tr("Problems").upper()
        self._title.setText(f"{title}  ·  {numbers.count(looked)}" if looked else title)
        self.problems.show_problems(dataset.problems)
        self._problem_chosen()
        self.counted.emit(looked)

    @Slot()
    def _problem_chosen(self) -> None:
        """Say all of a problem below the list, however narrow its columns are."""
        problem = self.problems.problem(self.tree.currentIndex())
        self._whole.setText("" if problem is None else f"{problem.message} {problem_sentence(problem)}")
        self._whole.setVisible(problem is not None)
