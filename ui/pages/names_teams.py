"""Names > Teams: the team and region of each agent, typed or pasted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from cxdesk.tables.naming import AgentFound
from cxdesk.tables.teams import AgentTeam
from ui.basics import numbers
from ui.models.teams import AGENT, REGION, ROWS, TEAM, TeamsModel
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import S
from ui.undo.history import History
from ui.widgets.form import column, label, named
from ui.widgets.grid import EntryGrid
from ui.widgets.problem_tree import share_widths

_SHARES = (0.28, 0.11, 0.23, 0.22, 0.16)


class TeamsGrid(EntryGrid):
    """Agents; columns keep their share of the width."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns keep their share of the width."""
        super().resizeEvent(event)
        self.share()

    def share(self) -> None:
        """Give each column its share; a hidden one takes none."""
        shares = tuple(0.0 if self.isColumnHidden(place) else share for place, share in enumerate(_SHARES))
        share_widths(self.horizontalHeader(), self.viewport().width(), shares)


class TeamsSection(QWidget):
    """A grid of agents. `said` tells what could not be done."""

    said = Signal(str)

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self._agents: tuple[AgentFound, ...] = ()
        self.model = TeamsModel(self)
        self.grid = TeamsGrid(self.tr("Teams of agents"))
        self.grid.setModel(self.model)
        self.grid.verticalHeader().hide()
        self.sentence = label("", "muted", wrap=True)
        self.instead = QCheckBox(self.tr("Also replace the team that the files give"))
        named(self.instead, self.instead.text())
        self.paste_button = named(QPushButton(self.tr("Paste table")), self.tr("Paste table"),
                                  self.tr("Agents with their team and region, copied from a spreadsheet"))  # fmt: skip
        copy = named(QPushButton(icons.icon("copy"), self.tr("Copy")), self.tr("Copy the teams"))
        for button in (self.paste_button, copy):
            theme.set_role(button, "flat")
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addWidget(self.instead)
        foot.addStretch(1)
        foot.addWidget(self.paste_button)
        foot.addWidget(copy)
        inside = column(self)
        inside.addWidget(self.sentence)
        inside.addWidget(self.grid, 1)
        inside.addLayout(foot)
        self.model.entered.connect(self._entered)
        self.grid.pasted.connect(self._pasted)
        self.grid.cleared.connect(self._cleared)
        self.instead.clicked.connect(self._instead_chosen)
        self.paste_button.clicked.connect(self._paste_table)
        copy.clicked.connect(self.copy_all)

    # --- showing --------------------------------------------------------------------------------------------------

    def show_agents(self, agents: tuple[AgentFound, ...]) -> None:
        """Show the agents of the data."""
        self._agents = agents
        self.follow()

    def follow(self) -> None:
        """Show what the session holds."""
        session = self._state.session
        self.model.show_teams(self._agents, session.teams)
        self.instead.setChecked(session.replace_teams)
        words = self.tr(
            "Tickets and answers without a team take their agent's. Type a team, or paste agents with their teams; "
            "{n} of {m} agents have one here."
        )
        typed = {row.key for row in session.teams if row.team}
        said = words.format(n=numbers.count(len(typed)), m=numbers.count(len(self.model.agents)))
        hidden = session.dataset.hides_agents
        self.sentence.setText(f"{said} {self.tr('Their tickets are hidden.')}" if hidden else said)
        self.grid.setColumnHidden(ROWS, hidden)
        self.grid.share()

    # --- what the user does ---------------------------------------------------------------------------------------

    @Slot(list, str)
    def _entered(self, rows: list[AgentTeam], words: str) -> None:
        self._history.set_teams(rows, words)

    @Slot(str)
    def _pasted(self, text: str) -> None:
        at = self.grid.currentIndex()
        self._take(text, max(at.row(), 0), max(at.column(), AGENT))

    @Slot()
    def _paste_table(self) -> None:
        self._take(QGuiApplication.clipboard().text(), 0, AGENT)

    def _take(self, text: str, row: int, column: int) -> None:
        if not self.model.paste(text, row, column):
            self.said.emit(self.tr("The clipboard holds no agents with teams. Copy two columns: agent and team."))

    @Slot(list)
    def _cleared(self, indexes: list[QModelIndex]) -> None:
        self.model.clear(indexes)

    @Slot(bool)
    def _instead_chosen(self, on: bool) -> None:  # noqa: FBT001  Qt's own signature
        self._history.set_names(self.tr("Teams of the files"), replace_teams=on)

    @Slot()
    def copy_all(self) -> None:
        """Put all agents with their teams on the clipboard, tab-separated, as they can be pasted again."""
        lines = [[self.tr("Agent"), self.tr("Team"), self.tr("Region")]]
        lines += [
            [str(self.model.index(row, place).data() or "") for place in (AGENT, TEAM, REGION)]
            for row in range(len(self.model.agents))
        ]
        text = "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)
        QGuiApplication.clipboard().setText(text)
