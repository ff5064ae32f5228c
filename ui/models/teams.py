"""Agents with their teams as a grid to type into; an edit is told, the grid changes when the session has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor

from cxdesk.tables.aliases import spelt
from cxdesk.tables.naming import AgentFound
from cxdesk.tables.teams import AgentTeam
from ui.basics import numbers
from ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
AGENT, ROWS, GIVEN, TEAM, REGION = range(5)
_FIELDS = {TEAM: "team", REGION: "region"}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("teams", text)


class TeamsModel(QAbstractTableModel):
    """A row an agent, those of the data first, and a last one for a further agent."""

    entered = Signal(list, str)  # AgentTeam, words of the undo step

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.agents: tuple[AgentFound, ...] = ()
        self._typed: dict[str, AgentTeam] = {}
        self._new = ""  # a further agent, who has no team yet

    def show_teams(self, found: Sequence[AgentFound], typed: Sequence[AgentTeam]) -> None:
        """Show the agents of the data and what was typed."""
        known = {spelt(one.agent) for one in found}
        others = tuple(AgentFound(agent=row.agent, rows=0) for row in typed if row.key not in known)
        agents, rows = (*found, *others), {row.key: row for row in typed}
        self._new = "" if spelt(self._new) in rows or spelt(self._new) in known else self._new
        if [one.agent for one in agents] != [one.agent for one in self.agents]:
            self.beginResetModel()
            self.agents, self._typed = agents, rows
            self.endResetModel()
        else:
            self.agents, self._typed = agents, rows
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, REGION))

    # --- editing --------------------------------------------------------------------------------------------------

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a typed text."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        text = " ".join(str(value).split())
        if index.column() == AGENT:
            self._new = text
            self.dataChanged.emit(index, self.index(index.row(), REGION))
        else:
            self._enter([(self._agent(index.row()), index.column(), text)], tr("Team of {agent}"))
        return True

    def paste(self, text: str, row: int, column: int) -> int:
        """Take a block: agents with team and region, or teams running down from a cell. Gives how many rows it took.

        A block whose first column holds agents says itself where its rows belong, agents not in the data too.
        """
        lines = [[cell.strip() for cell in line.split("\t")] for line in text.replace("\r", "").split("\n")]
        lines = [line for line in lines if any(line)]
        known = {spelt(one.agent) for one in self.agents}
        named = (
            len(lines[0]) > 1 and (column == AGENT or any(spelt(line[0]) in known for line in lines))
            if lines
            else False
        )
        if named:
            if spelt(lines[0][0]) not in known and spelt(lines[0][0]) in _HEADERS:
                lines = lines[1:]
            cells = [
                (line[0], at, cell)
                for line in lines
                if line[0]
                for at, cell in zip((TEAM, REGION), line[1:], strict=False)
            ]
        else:
            start = max(column, TEAM)
            cells = [
                (self._agent(row + down), start + right, cell)
                for down, line in enumerate(lines)
                if row + down < len(self.agents)
                for right, cell in enumerate(line)
                if start + right <= REGION
            ]
        self._enter(cells, tr("Paste teams"))
        return len({spelt(agent) for agent, _, _ in cells})

    def clear(self, indexes: Iterable[Index]) -> None:
        """Empty cells."""
        cells = [(self._agent(one.row()), one.column(), "") for one in indexes if one.column() in _FIELDS]
        self._enter(cells, tr("Clear teams"))

    def _enter(self, cells: Iterable[tuple[str, int, str]], words: str) -> None:
        rows: dict[str, AgentTeam] = {}
        for agent, column, text in cells:
            if not agent:
                continue
            key = spelt(agent)
            before = rows.get(key) or self._typed.get(key) or AgentTeam(agent=agent)
            rows[key] = replace(before, **{_FIELDS[column]: text})
        changed = [row for key, row in rows.items() if _said(row) != _said(self._typed.get(key))]
        if changed:
            self.entered.emit(changed, words.format(agent=changed[0].agent))

    def _agent(self, row: int) -> str:
        return self.agents[row].agent if row < len(self.agents) else self._new

    # --- showing --------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Agents, and a row for a further one."""
        return 0 if parent.isValid() else len(self.agents) + 1

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Agent, tickets, team in the files, team, region."""
        return 0 if parent.isValid() else REGION + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section == ROWS else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return (tr("Agent"), tr("Tickets"), tr("Team in the files"), tr("Team"), tr("Region"))[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Team and region can be typed, and the name of a further agent."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        last = index.row() == len(self.agents)
        if (index.column() in _FIELDS and self._agent(index.row())) or (last and index.column() == AGENT):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            text = self._text(index.row(), index.column())
            if text or role == Qt.ItemDataRole.EditRole or index.row() < len(self.agents) or index.column() != AGENT:
                return text
            return tr("Further agent…")
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == ROWS:
            return _RIGHT
        if role == Qt.ItemDataRole.ForegroundRole:
            quiet = index.column() in (ROWS, GIVEN) or (index.row() == len(self.agents) and not self._new)
            return QColor(theme.tokens().muted) if quiet else None
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == GIVEN:
            return self._text(index.row(), GIVEN) or None
        return None

    def _text(self, row: int, column: int) -> str:
        if row >= len(self.agents):
            return self._new if column == AGENT else ""
        found = self.agents[row]
        typed = self._typed.get(spelt(found.agent))
        match column:
            case 0:
                return found.agent
            case 1:
                return "" if found.rows is None else numbers.count(found.rows)
            case 2:
                employed = tr("{team} (employees)").format(team=found.employed) if found.employed else ""
                return ", ".join(found.in_files) or employed
            case _:
                return "" if typed is None else getattr(typed, _FIELDS[column])


def _said(row: AgentTeam | None) -> tuple[str, str]:
    return ("", "") if row is None else (row.team, row.region)


_HEADERS = frozenset(("agent", "name", "agent name", "employee", "assignee", "mitarbeiter", "agente", "agent:in"))
