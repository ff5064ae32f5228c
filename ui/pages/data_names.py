"""Names: which names of customers, tickets, people and values stand for the same one, and the teams of agents."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from ui.basics import numbers
from ui.pages.names_matches import MatchesSection
from ui.pages.names_spellings import SpellingsSection
from ui.pages.names_teams import TeamsSection
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import M, S
from ui.undo.history import History
from ui.widgets.form import column, label, named
from ui.work.jobs import Lane

if TYPE_CHECKING:
    from cxdesk.common.progress import Progress
    from cxdesk.tables.dataset import Dataset
    from cxdesk.tables.naming import NamesFound

MATCHES, SPELLINGS, TEAMS = range(3)


class NamesPage(QWidget):
    """Matches, spellings and teams, one at a time. `counted` says how many names wait for a decision."""

    counted = Signal(int)
    forget_asked = Signal()  # a person is to be forgotten

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self._dataset: Dataset | None = None  # shown now
        self._looked_at: Dataset | None = None  # looked through, or being so
        self.matches = MatchesSection(state, history)
        self.spellings = SpellingsSection(state, history)
        self.teams = TeamsSection(state, history)
        self.stack = QStackedWidget()
        for section in (self.matches, self.spellings, self.teams):
            self.stack.addWidget(section)
            section.said.connect(self._say)
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        inside = column(self, margin=M, spacing=S)
        inside.addLayout(self._make_head())
        inside.addWidget(self.problem)
        inside.addWidget(self.stack, 1)
        state.session_changed.connect(self._follow)

    def minimumSizeHint(self) -> QSize:
        """Small enough for the smallest window: tables scroll."""
        return QSize(400, 240)

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.chips = QButtonGroup(self)
        for place, text in enumerate((self.tr("Matches"), self.tr("Spellings"), self.tr("Teams"))):
            chip = named(QPushButton(text), text)
            theme.set_role(chip, "chip")
            chip.setCheckable(True)
            chip.setChecked(place == MATCHES)
            self.chips.addButton(chip, place)
            row.addWidget(chip)
        self.chips.idClicked.connect(self.show_section)
        row.addStretch(1)
        self.status = label("", "small")
        row.addWidget(self.status)
        forget = named(QPushButton(self.tr("Forget a person…")), self.tr("Forget a person"))
        theme.set_role(forget, "flat")
        forget.clicked.connect(self.forget_asked)
        row.addWidget(forget)
        return row

    # --- showing --------------------------------------------------------------------------------------------------

    def show_dataset(self, dataset: Dataset) -> None:
        """Follow the data; called on every change of the session, also while another tab is on top."""
        if dataset is self._dataset:
            return
        self._dataset = dataset
        page = self.parentWidget()
        if self.isVisible() or (page is not None and page.isVisible()):
            self.look()

    def showEvent(self, event: QShowEvent) -> None:
        """Look through the data that is shown now."""
        super().showEvent(event)
        self.look()

    @Slot(int)
    def show_section(self, section: int) -> None:
        """Bring `MATCHES`, `SPELLINGS` or `TEAMS` to the front."""
        self.chips.button(section).setChecked(True)
        self.stack.setCurrentIndex(section)
        self._say("")

    def look(self) -> None:
        """Look through the data for names that may be the same, where that was not done yet."""
        dataset = self._dataset
        if dataset is None or dataset is self._looked_at:
            return
        self._looked_at = dataset
        self.status.setText(self.tr("Looking for names that may be the same…"))
        job = self._state.run(Lane.LOOKUP, _find(dataset), self.tr("Looking for names that may be the same"))
        job.done.connect(self._found)
        job.cancelled.connect(self._stopped)
        job.failed.connect(self._stopped)

    @Slot(object)
    def _found(self, result: tuple[Dataset, NamesFound]) -> None:
        dataset, found = result
        if dataset is not self._dataset:
            return
        self.status.setText("")
        self.matches.show_joins(found.joins)
        self.spellings.show_found(found)
        self.teams.show_agents(found.agents)
        self._count()

    @Slot()
    def _stopped(self) -> None:
        """Another lookup took the place of this one; the next time the tab is shown it begins anew."""
        self._looked_at = None
        self.status.setText("")

    @Slot()
    def _follow(self) -> None:
        if self._looked_at is None:
            return
        for section in (self.matches, self.spellings, self.teams):
            section.follow()
        self._say("")
        self._count()

    def _count(self) -> None:
        waiting = (self.matches.waiting(), self.spellings.waiting(), 0)
        titles = (self.tr("Matches"), self.tr("Spellings"), self.tr("Teams"))
        for place, (title, count) in enumerate(zip(titles, waiting, strict=True)):
            text = f"{title}  ·  {numbers.count(count)}" if count else title
            self.chips.button(place).setText(text)
            named(self.chips.button(place), text)
        self.counted.emit(sum(waiting))

    @Slot(str)
    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))


def _find(dataset: Dataset) -> Callable[[Progress], tuple[Dataset, NamesFound]]:
    def work(progress: Progress) -> tuple[Dataset, NamesFound]:
        from cxdesk.tables.naming import names_found

        return dataset, names_found(dataset, progress)

    return work
