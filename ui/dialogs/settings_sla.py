"""Settings > SLA: how soon a ticket must be answered and resolved, by its priority and channel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cxdesk.common.problems import UserError
from cxdesk.common.sla import PolicyClock, SlaPolicy
from cxdesk.common.text import folded
from cxdesk.workspace.session import Session
from ui.basics import numbers
from ui.models.sla import Coverage, coverage, limit_text, read_limit
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import M, S
from ui.undo.history import History
from ui.widgets.form import column, label, named
from ui.widgets.tabbing import in_order

_CLOCKS: tuple[PolicyClock, ...] = ("", "calendar", "business")
_LIMIT_WIDTH = 92
_NEW_HOURS = 24.0


class _Row:
    """The controls of one policy."""

    def __init__(self, page: SlaPage, number: int) -> None:
        self.priority, self.channel = _choice(page), _choice(page)
        self.first, self.final = QLineEdit(page), QLineEdit(page)
        for field in (self.first, self.final):
            field.setPlaceholderText(page.tr("none"))
            field.setFixedWidth(_LIMIT_WIDTH)
            field.editingFinished.connect(page.take)
        self.clock = QComboBox(page)
        self.clock.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.clock.setMinimumContentsLength(10)
        words = (page.tr("as convention"), page.tr("calendar time"), page.tr("business hours"))
        for value, text in zip(_CLOCKS, words, strict=True):
            self.clock.addItem(text, value)
        self.clock.activated.connect(page.take)
        self.covers = label("", "muted")
        self.covers.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.remove = QPushButton(icons.icon("close"), "", page)
        theme.set_role(self.remove, "flat")
        self.remove.setProperty("row", number)
        self.remove.clicked.connect(page.remove_row)

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """In reading order."""
        return self.priority, self.channel, self.first, self.final, self.clock, self.covers, self.remove

    def show(self, policy: SlaPolicy, page: SlaPage) -> None:
        """Show a policy without telling it."""
        for choice, value in ((self.priority, policy.priority), (self.channel, policy.channel)):
            blocker = QSignalBlocker(choice)
            choice.setCurrentText(value or page.any_word)
            blocker.unblock()
        for field, hours in ((self.first, policy.first_response_hours), (self.final, policy.resolution_hours)):
            field.setText(limit_text(hours))
        self.clock.setCurrentIndex(_CLOCKS.index(policy.clock))
        for control, text in zip(self.controls, _names(policy, page), strict=True):
            control.setVisible(True)
            named(control, text)

    def policy(self, page: SlaPage, before: SlaPolicy) -> SlaPolicy:
        """What the controls say; what only a text rounded is no edit.

        Raises:
            UserError: a limit that is none.
        """
        return SlaPolicy(
            priority=page.name_of(self.priority),
            channel=page.name_of(self.channel),
            first_response_hours=_said(self.first, before.first_response_hours),
            resolution_hours=_said(self.final, before.resolution_hours),
            clock=_CLOCKS[self.clock.currentIndex()],
        )


class SlaPage(QWidget):
    """A row a policy, with the number of tickets that it covers."""

    def __init__(self, state: AppState, edits: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._edits = state, edits
        self.any_word = self.tr("any")
        self.rows: list[_Row] = []
        layout = column(self)
        layout.addWidget(label(self.tr("SLA policies"), "title"))
        words = self.tr(
            "A ticket keeps its SLA when it keeps every limit of its policy. The most specific policy counts: one for "
            "the priority and channel, then for the priority, then for the channel, then for any ticket."
        )
        layout.addWidget(label(words, "muted", wrap=True))
        layout.addWidget(self._make_banner())
        layout.addWidget(self._make_table(), 1)
        self.problem = label("", "error", wrap=True)
        self.problem.setVisible(False)
        layout.addWidget(self.problem)
        self.summary = label("", wrap=True)
        layout.addWidget(self.summary)
        hint = self.tr(
            "Write 30 min, 8 h or 3 days; a day is 24 hours on either clock. Leave a limit empty where none is "
            "promised."
        )
        layout.addWidget(label(hint, "small", wrap=True))
        layout.addLayout(self._make_buttons())
        state.session_changed.connect(self._show)
        state.report_changed.connect(self._data_changed)
        self._data_changed()

    def _make_banner(self) -> QFrame:
        self.banner = QFrame()
        theme.set_role(self.banner, "banner")
        inside = column(self.banner, margin=S)
        inside.setContentsMargins(M, S, M, S)
        self.banner_words = label("", wrap=True)
        inside.addWidget(self.banner_words)
        return self.banner

    def _make_table(self) -> QScrollArea:
        holder = QWidget()
        theme.set_role(holder, "page")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(S)
        self._grid.setVerticalSpacing(S)
        for place in (0, 1, 4):
            self._grid.setColumnStretch(place, 1)
        self._headings: list[QLabel] = []
        for place, text in enumerate(
            (
                self.tr("Priority"),
                self.tr("Channel"),
                self.tr("First response"),
                self.tr("Resolution"),
                self.tr("Clock"),
                self.tr("Tickets"),
            )
        ):
            heading = label(text, "small")
            side = Qt.AlignmentFlag.AlignRight if place == 5 else Qt.AlignmentFlag.AlignLeft
            self._grid.addWidget(heading, 0, place, side)
            self._headings.append(heading)
        self.nothing = label(self.tr("No policies yet. Add one for each priority that you promise times for."), "muted")
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, S, 0)
        box.addWidget(self.nothing)
        box.addLayout(self._grid)
        box.addStretch(1)
        scroll = named(QScrollArea(), self.tr("SLA policies"))
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holder)
        return scroll

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.add = QPushButton(self.tr("Add a policy"))
        self.add.clicked.connect(self._add)
        row.addWidget(self.add)
        row.addStretch(1)
        return row

    def name_of(self, choice: QComboBox) -> str:
        """The priority or channel chosen; empty for any."""
        text = choice.currentText().strip()
        return "" if folded(text) == folded(self.any_word) else text

    # Showing.

    def _known(self, field: str) -> Sequence[str]:
        """Priorities or channels of the data."""
        report = self._state.report
        return () if report is None else report.evidence.store.keys("tickets", field)[1]

    @Slot()
    def _data_changed(self) -> None:
        """Other names may stand in the data."""
        for row in self.rows:
            self._offer(row)
        self._show(self._state.session)

    def _offer(self, row: _Row) -> None:
        for choice, field in ((row.priority, "priority"), (row.channel, "channel")):
            blocker = QSignalBlocker(choice)
            text = choice.currentText()
            choice.clear()
            choice.addItems([self.any_word, *self._known(field)])
            choice.setCurrentText(text)
            blocker.unblock()

    @Slot(object)
    def _show(self, session: Session) -> None:
        while len(self.rows) < len(session.sla):
            row = _Row(self, len(self.rows))
            self._offer(row)
            self.rows.append(row)
            for place, control in enumerate(row.controls):
                self._grid.addWidget(control, len(self.rows), place)
            in_order([*(control for each in self.rows for control in each.controls), self.add])
        for row, policy in zip(self.rows, session.sla, strict=False):
            row.show(policy, self)
        for row in self.rows[len(session.sla) :]:
            for control in row.controls:
                control.setVisible(False)
        for heading in self._headings:
            heading.setVisible(bool(session.sla))
        self.nothing.setVisible(not session.sla)
        self._tell("")
        self._count(session)

    def _count(self, session: Session) -> None:
        report = self._state.report
        found = None if report is None else coverage(report.evidence.store, session.sla)
        self._headings[-1].setVisible(bool(session.sla) and found is not None)
        for row, count in zip(self.rows, () if found is None else found.by_policy, strict=False):
            row.covers.setText(numbers.count(count))
        self.summary.setText("" if found is None or not session.sla else self._summary_of(found))
        self.summary.setVisible(bool(self.summary.text()))
        self.banner.setVisible(found is not None and found.own > 0)
        if found is not None:
            self.banner_words.setText(self._own_words(found))

    def _summary_of(self, found: Coverage) -> str:
        if found.own == found.total:
            return ""  # the banner says that none waits for a policy
        covered, total = numbers.count(sum(found.by_policy)), numbers.count(found.total - found.own)
        if not found.uncovered:
            return self.tr("These policies cover all {total} tickets.").format(total=total)
        words = self.tr("These policies cover {covered} of {total} tickets; {rest} have no SLA.")
        return words.format(covered=covered, total=total, rest=numbers.count(found.uncovered))

    def _own_words(self, found: Coverage) -> str:
        if found.own == found.total:
            return self.tr("These tickets bring their own SLA column; policies apply to sheets without one.")
        words = self.tr("{own} of {total} tickets bring their own SLA column; policies apply to sheets without one.")
        return words.format(own=numbers.count(found.own), total=numbers.count(found.total))

    def _tell(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    # One undo step an edit.

    @Slot()
    def take(self) -> None:
        """Take what the rows say, if it differs."""
        before = self._state.session.sla
        try:
            said = tuple(row.policy(self, old) for row, old in zip(self.rows, before, strict=False))
        except UserError as error:
            self._tell(str(error))
            return
        if said == before:
            self._show(self._state.session)
        else:
            self._edits.set_sla(said, self.tr("SLA policies"))

    @Slot()
    def remove_row(self) -> None:
        """Remove the policy beside the button pressed."""
        button = self.sender()
        if isinstance(button, QPushButton):
            place = int(button.property("row"))
            policies = self._state.session.sla
            self._edits.set_sla((*policies[:place], *policies[place + 1 :]), self.tr("Remove an SLA policy"))

    @Slot()
    def _add(self) -> None:
        policies = self._state.session.sla
        taken = {folded(policy.priority) for policy in policies}
        free = (name for name in self._known("priority") if folded(name) not in taken)
        new = SlaPolicy(priority=next(free, ""), resolution_hours=_NEW_HOURS)
        self._edits.set_sla((*policies, new), self.tr("Add an SLA policy"))
        self.rows[len(policies)].priority.setFocus(Qt.FocusReason.OtherFocusReason)


def _choice(page: SlaPage) -> QComboBox:
    """A name of the data or a typed one."""
    choice = QComboBox(page)
    typed = QLineEdit()
    typed.editingFinished.connect(page.take)
    choice.setLineEdit(typed)  # and so it can be edited
    choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.setMinimumContentsLength(6)
    choice.activated.connect(page.take)
    return choice


def _said(field: QLineEdit, before: float | None) -> float | None:
    hours = read_limit(field.text())
    return before if limit_text(hours) == limit_text(before) else hours


def _names(policy: SlaPolicy, page: SlaPage) -> tuple[str, ...]:
    whose = f"{policy.priority or page.any_word}, {policy.channel or page.any_word}"
    return tuple(
        text.format(policy=whose)
        for text in (
            page.tr("Priority of the policy {policy}"),
            page.tr("Channel of the policy {policy}"),
            page.tr("First response limit of {policy}"),
            page.tr("Resolution limit of {policy}"),
            page.tr("Clock of {policy}"),
            page.tr("Tickets under {policy}"),
            page.tr("Remove the policy {policy}"),
        )
    )
