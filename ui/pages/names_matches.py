"""Names > Matches: how well the tables fit together, and the values that found no partner."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from cxdesk.common.problems import UserError
from cxdesk.tables.aliases import Alias
from cxdesk.tables.naming import JoinFound
from ui.basics import numbers
from ui.models.listing import Listing
from ui.models.names import Lost, alias_of, join_columns, join_sentence, join_title, lost_columns, lost_values
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import S
from ui.undo.history import History
from ui.widgets.form import column, label, named
from ui.widgets.share_table import ShareTable
from ui.widgets.table import ROW_HEIGHT

_JOIN_SHARES = (0.40, 0.14, 0.13, 0.13, 0.10, 0.10)
_LOST_SHARES = (0.28, 0.09, 0.28, 0.09, 0.26)
_FEWEST_JOINS, _MOST_JOINS = 2, 6  # rows of joins in sight at once


class MatchesSection(QWidget):
    """Joins above, the values without a partner below. `said` tells what could not be done."""

    said = Signal(str)

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self.joins: Listing[JoinFound] = Listing(join_columns(), self)
        self.lost: Listing[Lost] = Listing(lost_columns(), self)
        self.join_table = ShareTable(self.tr("Joins between tables"), _JOIN_SHARES)
        self.join_table.setModel(self.joins)
        self.lost_table = ShareTable(self.tr("Values without a partner"), _LOST_SHARES)
        self.lost_table.setModel(self.lost)
        self.lost_table.setSortingEnabled(False)
        self.sentence = label("", "small", wrap=True)
        self.by_number = QCheckBox(self.tr("Ids with the same number are the same ticket (INC0001234 and 1234)"))
        named(self.by_number, self.by_number.text())
        self.by_number.clicked.connect(self._number_chosen)
        inside = column(self)
        inside.addWidget(self.join_table)
        inside.addWidget(self.lost_table, 1)
        inside.addLayout(self._make_buttons())
        self.join_table.selectionModel().selectionChanged.connect(self._join_chosen)
        self.lost_table.selectionModel().selectionChanged.connect(self._update)
        self.lost_table.activated.connect(self.accept)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.same, self.all_same, self.different = (
            named(QPushButton(text), text)
            for text in (self.tr("These are the same"), self.tr("All are the same"), self.tr("Not the same"))
        )
        theme.set_role(self.same, "primary")
        theme.set_role(self.different, "flat")
        copy = named(QPushButton(icons.icon("copy"), self.tr("Copy")), self.tr("Copy the values without a partner"))
        theme.set_role(copy, "flat")
        for button, slot in ((self.same, self.accept), (self.all_same, self.accept_all),
                             (self.different, self.refuse), (copy, self.lost_table.copy_selection)):  # fmt: skip
            button.clicked.connect(slot)
        for control in (self.same, self.all_same, self.different, self.by_number):
            row.addWidget(control)
        row.addWidget(self.sentence, 1)
        row.addWidget(copy)
        return row

    # --- showing --------------------------------------------------------------------------------------------------

    def show_joins(self, joins: Sequence[JoinFound]) -> None:
        """Show joins; the one chosen before stays chosen, else the first with a near value is."""
        before = self.join()
        self.joins.show_rows(joins)
        self._fit()
        names = [one.report.join.name for one in joins]
        at = names.index(before.report.join.name) if before and before.report.join.name in names else -1
        if at < 0:
            at = max(range(len(joins)), key=lambda place: _weight(joins[place]), default=-1)
        if at >= 0:
            self.join_table.selectRow(at)
        self._join_chosen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Joins take up to a third of the height."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        most = min(max(self.height() // (3 * ROW_HEIGHT), _FEWEST_JOINS), _MOST_JOINS)
        rows = min(max(self.joins.rowCount(), 1), most)
        self.join_table.setFixedHeight(self.join_table.horizontalHeader().sizeHint().height() + rows * ROW_HEIGHT + 2)

    def waiting(self) -> int:
        """Near values that wait for a decision, over all joins; ids by number are one."""
        session = self._state.session
        return sum(
            1
            if one.by_number
            else sum(lost.near is not None for lost in lost_values(one, session.aliases, session.apart))
            for one in self.joins.rows
        )

    def join(self) -> JoinFound | None:
        """The join chosen."""
        rows = self.join_table.selectionModel().selectedRows()
        return self.joins.rows[rows[0].row()] if rows and rows[0].row() < len(self.joins.rows) else None

    def follow(self) -> None:
        """Show what the session has decided since."""
        self._join_chosen()

    @Slot()
    def _join_chosen(self) -> None:
        found, session = self.join(), self._state.session
        values = [] if found is None else lost_values(found, session.aliases, session.apart)
        self.lost.show_rows(values)
        none = self.tr("No two tables here share a ticket, a customer or an agent.")
        self.sentence.setText(none if found is None else join_sentence(found, any(lost.near for lost in values)))
        numbered = found is not None and found.report.join.dimension == "ticket_id"
        self.by_number.setVisible(numbered and ((found is not None and found.by_number) or session.ids_by_digits))
        self.by_number.setChecked(session.ids_by_digits)
        for button in (self.same, self.all_same, self.different):
            button.setVisible(bool(self._near()) and not numbered)
        self.all_same.setText(self.tr("All {n} are the same").format(n=numbers.count(len(self._near()))))
        if values and not numbered:
            self.lost_table.selectRow(0)
        self._update()

    def _near(self) -> list[Alias]:
        found = self.join()
        return [] if found is None else [alias_of(found, one.near) for one in self.lost.rows if one.near is not None]

    def _chosen(self) -> list[Alias]:
        found = self.join()
        rows = {index.row() for index in self.lost_table.selectionModel().selectedRows()}
        lost = [self.lost.rows[row] for row in sorted(rows) if row < len(self.lost.rows)]
        return [] if found is None else [alias_of(found, one.near) for one in lost if one.near is not None]

    @Slot()
    def _update(self) -> None:
        chosen, near = bool(self._chosen()), len(self._near())
        self.same.setEnabled(chosen)
        self.different.setEnabled(chosen)
        self.all_same.setEnabled(near > 1)

    # --- what the user does ---------------------------------------------------------------------------------------

    @Slot()
    def accept(self) -> None:
        """The chosen values stand for what they are near to."""
        self._take(self._chosen())

    @Slot()
    def accept_all(self) -> None:
        """All values of the join that have a near name stand for it: one undo step."""
        self._take(self._near())

    @Slot()
    def refuse(self) -> None:
        """The chosen values are not what they are near to; they are proposed no more."""
        chosen = self._chosen()
        if chosen:
            self._history.keep_apart(chosen, self.tr("“{name}” kept apart").format(name=chosen[0].spelling))

    def _take(self, aliases: Sequence[Alias]) -> None:
        found = self.join()
        if not aliases or found is None or found.by_number:
            return
        text = self.tr("“{a}” as “{b}”").format(a=aliases[0].spelling, b=aliases[0].name)
        if len(aliases) > 1:
            text = self.tr("Names of {join}").format(join=join_title(found.report.join))
        try:
            self._history.add_aliases(aliases, text)
        except UserError as error:
            self.said.emit(str(error))

    @Slot(bool)
    def _number_chosen(self, on: bool) -> None:  # noqa: FBT001  Qt's own signature
        self._history.set_names(self.tr("Ticket ids by number"), ids_by_digits=on)


def _weight(found: JoinFound) -> tuple[int, int]:
    return len(found.near), found.report.unmatched
