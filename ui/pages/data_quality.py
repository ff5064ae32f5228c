"""Quality: the problems found in the data, grouped by what mends them, each said in full below the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from cxdesk.report.quality import TableQuality, affected, table_scores
from ui.basics import numbers
from ui.models.listing import Listing
from ui.models.problems import ProblemsModel, problem_sentence
from ui.models.quality import bent_words, score_columns
from ui.models.session_words import worth_a_look
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import M, S
from ui.undo.history import History
from ui.widgets.form import column, label, named
from ui.widgets.problem_tree import ProblemTree
from ui.widgets.share_table import ShareTable
from ui.widgets.table import ROW_HEIGHT

_SHARES = (0.18, 0.16, 0.12, 0.54)
_MOST_SCORES = 4  # tables in sight at once

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
        self.scores: Listing[TableQuality] = Listing(score_columns(), self)
        self.score_table = ShareTable(self.tr("Quality of the tables"), _SHARES)
        self.score_table.setModel(self.scores)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(copy)
        inside = column(self, margin=M, spacing=S)
        inside.addWidget(label(self.tr("Score of the tables").upper(), "section"))
        inside.addWidget(self.score_table)
        inside.addSpacing(S)
        inside.addLayout(head)
        inside.addWidget(self.tree, 1)
        inside.addWidget(self._whole)
        self.setFocusProxy(self.tree)

    def show_dataset(self, dataset: Dataset) -> None:
        """Follow the data."""
        if dataset is self._dataset:
            return
        self._dataset = dataset
        self._show_scores(dataset)
        looked = worth_a_look(dataset.problems)
        title = self.tr("Problems").upper()
        self._title.setText(f"{title}  ·  {numbers.count(looked)}" if looked else title)
        self.problems.show_problems(dataset.problems)
        self._problem_chosen()
        self.counted.emit(looked)

    def _show_scores(self, dataset: Dataset) -> None:
        """The worst table first; as high as its rows, up to a few."""
        found = sorted(table_scores(dataset), key=lambda one: one.score)
        self.scores.show_rows(found)
        high = min(max(len(found), 1), _MOST_SCORES) * ROW_HEIGHT
        self.score_table.setFixedHeight(high + self.score_table.horizontalHeader().sizeHint().height() + 4)

    @Slot()
    def _problem_chosen(self) -> None:
        """Say all of a problem below the list, however narrow its columns are."""
        problem = self.problems.problem(self.tree.currentIndex())
        bent = "" if problem is None or self._dataset is None else bent_words(affected(problem, self._dataset))
        words = "" if problem is None else f"{problem.message} {problem_sentence(problem)}"
        self._whole.setText(f"{words.rstrip('. ')}. {bent}" if bent else words)
        self._whole.setVisible(problem is not None)
