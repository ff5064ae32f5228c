"""Settings > Channel limits: how soon a first response is due, by channel."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QWidget

from cxdesk.common.channels import DEFAULT_LIMITS, ChannelLimit
from cxdesk.common.units import Unit
from cxdesk.workspace.session import Session
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import S
from ui.undo.history import History
from ui.widgets.form import column, label, named
from ui.widgets.tabbing import in_order
from ui.widgets.value_spin import ValueSpin

_HOURS = {"min": 1 / 60, "h": 1.0}


class _Row:
    """The controls of one limit."""

    def __init__(self, page: LimitsPage, number: int) -> None:
        self.name = QLineEdit(page)
        self.amount = ValueSpin(page)
        self.unit = QComboBox(page)
        self.unit.addItem(page.tr("minutes"), "min")
        self.unit.addItem(page.tr("hours"), "h")
        self.words = QLineEdit(page)
        self.remove = QPushButton(icons.icon("close"), "", page)
        theme.set_role(self.remove, "flat")
        self.name.editingFinished.connect(page.take)
        self.words.editingFinished.connect(page.take)
        self.amount.committed.connect(page.take)
        self.unit.activated.connect(page.take)
        self.remove.setProperty("row", number)
        self.remove.clicked.connect(page.remove_row)

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """In reading order."""
        return self.name, self.amount, self.unit, self.words, self.remove

    def show(self, limit: ChannelLimit, page: QWidget) -> None:
        """Show a limit without telling it."""
        for control in self.controls:
            blocker = QSignalBlocker(control)
            control.setVisible(True)
            blocker.unblock()
        unit = "h" if limit.limit_hours >= 2 else "min"
        self.name.setText(limit.name)
        self.unit.setCurrentIndex(self.unit.findData(unit))
        self.amount.show_value(round(limit.limit_hours / _HOURS[unit], 6), Unit.RATIO, 0.001, 1e5)
        self.words.setText(", ".join(limit.words))
        self.words.setCursorPosition(0)
        for control, text in zip(self.controls, _names(limit.name, page), strict=True):
            named(control, text)

    def limit(self) -> ChannelLimit:
        """What the controls say."""
        words = tuple(dict.fromkeys(word.strip().lower() for word in self.words.text().split(",") if word.strip()))
        name = self.name.text().strip()
        hours = self.amount.value() * _HOURS[str(self.unit.currentData())]
        return ChannelLimit(name=name, limit_hours=hours, words=words or (name.lower(),))


class LimitsPage(QWidget):
    """A row a limit; channels are matched by words in their names, the first row that fits."""

    def __init__(self, state: AppState, edits: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._edits = state, edits
        self.rows: list[_Row] = []
        layout = column(self)
        layout.addWidget(label(self.tr("Channel limits"), "title"))
        words = self.tr(
            "A first response within its channel's limit counts for “First responses within the channel's limit”. "
            "A channel belongs to the first row one of whose words its name contains."
        )
        layout.addWidget(label(words, "muted", wrap=True))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(S)
        self._grid.setVerticalSpacing(S)
        self._grid.setColumnStretch(3, 1)
        for place, text in enumerate((self.tr("Channel"), self.tr("Within"), "", self.tr("Words in its name"))):
            self._grid.addWidget(label(text, "small"), 0, place)
        holder = QWidget()
        theme.set_role(holder, "page")
        inside = column(holder)
        inside.setContentsMargins(0, 0, S, 0)
        inside.addLayout(self._grid)
        inside.addStretch(1)
        scroll = named(QScrollArea(), self.tr("Channel limits"))
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holder)
        layout.addWidget(scroll, 1)
        layout.addLayout(self._make_buttons())
        state.session_changed.connect(self._show)
        self._show(state.session)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.add = QPushButton(self.tr("Add a channel"))
        self.add.clicked.connect(self._add)
        self.reset = QPushButton(self.tr("Reset to defaults"))
        self.reset.clicked.connect(self._reset)
        row.addWidget(self.add)
        row.addWidget(self.reset)
        row.addStretch(1)
        return row

    @Slot(object)
    def _show(self, session: Session) -> None:
        while len(self.rows) < len(session.limits):
            row = _Row(self, len(self.rows))
            self.rows.append(row)
            for place, control in enumerate(row.controls):
                self._grid.addWidget(control, len(self.rows), place)
            in_order([*(control for each in self.rows for control in each.controls), self.add, self.reset])
        for row, limit in zip(self.rows, session.limits, strict=False):
            row.show(limit, self)
        for row in self.rows[len(session.limits) :]:
            for control in row.controls:
                control.setVisible(False)
        self.reset.setEnabled(session.limits != DEFAULT_LIMITS)

    # One undo step an edit.

    @Slot()
    def take(self) -> None:
        """Take what the rows say, if it differs."""
        before = self._state.session.limits
        said = tuple(row.limit() for row in self.rows[: len(before)])
        # What only a spin box rounded is no edit.
        after = tuple(
            replace(new, limit_hours=old.limit_hours) if abs(new.limit_hours - old.limit_hours) < 1e-6 else new
            for new, old in zip(said, before, strict=True)
        )
        if after != before and all(limit.name for limit in after):
            self._edits.set_limits(after, self.tr("Channel limits"))
        elif after != before:
            self._show(self._state.session)

    @Slot()
    def remove_row(self) -> None:
        """Remove the limit beside the button pressed."""
        button = self.sender()
        if isinstance(button, QPushButton):
            place = int(button.property("row"))
            limits = self._state.session.limits
            self._edits.set_limits((*limits[:place], *limits[place + 1 :]), self.tr("Remove a channel limit"))

    @Slot()
    def _add(self) -> None:
        new = ChannelLimit(name=self.tr("new channel"), limit_hours=24.0, words=(self.tr("new channel"),))
        # New rows come first: the first row that fits decides.
        self._edits.set_limits((new, *self._state.session.limits), self.tr("Add a channel limit"))
        self.rows[0].name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.rows[0].name.selectAll()

    @Slot()
    def _reset(self) -> None:
        self._edits.set_limits(DEFAULT_LIMITS, self.tr("Default channel limits"))


def _names(channel: str, page: QWidget) -> tuple[str, ...]:
    return (
        page.tr("Name of the channel {name}").format(name=channel),
        page.tr("Limit of {name}").format(name=channel),
        page.tr("Unit of the limit of {name}").format(name=channel),
        page.tr("Words that mean {name}").format(name=channel),
        page.tr("Remove {name}").format(name=channel),
    )
