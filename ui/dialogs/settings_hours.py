"""Settings > Business hours: everyone's calendar, and those of teams and regions."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cxdesk.common.calendars import BusinessCalendar, CalendarFor, default_calendar
from cxdesk.measures.business_time import DIMENSIONS, Dimension
from cxdesk.measures.store import MeasureStore
from cxdesk.report.hidden import is_hidden
from cxdesk.workspace.session import Session
from ui.basics import numbers
from ui.dialogs.settings_calendar import CalendarEditor, calendar_choices
from ui.models.hours import calendar_name, dimension_words, free_value, new_rule, tickets_by_calendar, values_of
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.undo.history import History
from ui.widgets.form import card_of, column, label, named
from ui.work.jobs import Lane

_LIST_WIDTH = 140


class HoursPage(QWidget):
    """The business calendars of the session: a list, and the one chosen in it. An edit confirms the assumed one."""

    def __init__(self, state: AppState, edits: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._edits = state, edits
        layout = column(self)
        layout.addWidget(label(self.tr("Business hours"), "title"))
        words = self.tr(
            "Used where the clock convention or an SLA policy says business hours, and for the share of tickets after "
            "hours. A ticket follows the calendar of its team, else of its region, else everyone's."
        )
        layout.addWidget(label(words, "muted", wrap=True))
        self.editor = CalendarEditor()
        self.editor.edited.connect(self._set)
        self.editor.zone_chosen.connect(self._set_zone)
        right = QVBoxLayout()
        right.setSpacing(S)
        right.addLayout(self._make_owner())
        right.addWidget(self._make_banner())
        right.addWidget(self.editor, 1)
        both = QHBoxLayout()
        both.setSpacing(L)
        both.addLayout(self._make_list())
        both.addLayout(right, 1)
        layout.addLayout(both, 1)
        state.session_changed.connect(self._show)
        state.report_changed.connect(self._data_changed)
        self._show(state.session)
        job = state.run(Lane.BACKGROUND, calendar_choices, self.tr("Reading countries and time zones"))
        job.done.connect(self.editor.fill_choices)

    def _make_banner(self) -> QFrame:
        self.banner = QFrame()
        theme.set_role(self.banner, "banner")
        row = QHBoxLayout(self.banner)
        row.setContentsMargins(M, S, M, S)
        words = self.tr("These hours are assumed. Confirm them, or change what is different.")
        row.addWidget(label(words, wrap=True), 1)
        self.confirm = QPushButton(self.tr("Confirm"))
        self.confirm.clicked.connect(self._confirm)
        row.addWidget(self.confirm)
        return self.banner

    def _make_list(self) -> QVBoxLayout:
        self.calendars = named(QListWidget(), self.tr("Calendars"))
        self.calendars.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.calendars.currentRowChanged.connect(self._row_changed)
        card = card_of(self.calendars)
        card.setFixedWidth(_LIST_WIDTH)
        self.add = QPushButton(self.tr("Add a calendar"))
        self.add.setToolTip(self.tr("For a team or region whose hours differ"))
        self.add.clicked.connect(self._add)
        self.duplicate = QPushButton(self.tr("Duplicate"))
        self.duplicate.clicked.connect(self._duplicate)
        self.remove = named(QPushButton(self.tr("Remove")), self.tr("Remove the calendar"))
        self.remove.clicked.connect(self._remove)
        box = QVBoxLayout()
        box.setSpacing(S)
        box.addWidget(card, 1)
        for button in (self.add, self.duplicate, self.remove):
            button.setFixedWidth(_LIST_WIDTH)
            box.addWidget(button)
        return box

    def _make_owner(self) -> QHBoxLayout:
        """Whose calendar it is, and how many tickets follow it."""
        row = QHBoxLayout()
        row.setSpacing(S)
        self.dimension = named(QComboBox(), self.tr("The calendar belongs to a"))
        for dimension, text in dimension_words().items():
            self.dimension.addItem(text, dimension)
        self.dimension.activated.connect(self._dimension_chosen)
        self.value = named(QComboBox(), self.tr("Name of the team or region"))
        typed = QLineEdit()
        typed.editingFinished.connect(self._value_chosen)
        self.value.setLineEdit(typed)  # and so it can be edited
        self.value.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.value.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.value.setMinimumContentsLength(12)
        self.value.activated.connect(self._value_chosen)
        self.everyone = label("", "strong")
        self.follow = label("", "muted")
        for widget in (self.everyone, self.dimension, self.value):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.follow)
        return row

    # Showing.

    @property
    def _store(self) -> MeasureStore | None:
        report = self._state.report
        return None if report is None else report.evidence.store

    def _place(self) -> int:
        """Which calendar is chosen: 0 is everyone's, 1 the first rule's."""
        return max(0, min(self.calendars.currentRow(), len(self._state.session.calendars)))

    def _rule(self) -> CalendarFor | None:
        return self._state.session.calendars[self._place() - 1] if self._place() else None

    def _calendar(self) -> BusinessCalendar:
        session, rule = self._state.session, self._rule()
        return session.business or default_calendar(session.zone) if rule is None else rule.calendar

    @Slot()
    def _data_changed(self) -> None:
        self._show(self._state.session)

    @Slot(object)
    def _show(self, session: Session) -> None:
        first = self.tr("Everyone else") if session.calendars else self.tr("Everyone")
        self.everyone.setText(first)
        names = [first, *(calendar_name(rule) for rule in session.calendars)]
        if names != [self.calendars.item(row).text() for row in range(self.calendars.count())]:
            place, blocker = self._place(), QSignalBlocker(self.calendars)
            self.calendars.clear()
            self.calendars.addItems(names)
            for row, name in enumerate(names):
                self.calendars.item(row).setToolTip(name)  # the list may cut it
            self.calendars.setCurrentRow(place)
            blocker.unblock()
        self._show_chosen()

    @Slot(int)
    def _row_changed(self, _row: int) -> None:
        self._show_chosen()

    def _show_chosen(self) -> None:
        rule, calendar = self._rule(), self._calendar()
        self.banner.setVisible(rule is None and calendar.assumed)
        self.remove.setEnabled(rule is not None)
        self.everyone.setVisible(rule is None)
        self.dimension.setVisible(rule is not None)
        self.value.setVisible(rule is not None)
        if rule is not None:
            self._show_owner(rule)
        store, rules = self._store, self._state.session.calendars
        words = self.tr("{count} of {total} tickets")
        counts = (0,) if store is None or not rules else tickets_by_calendar(store, rules)
        single = rule is not None and store is not None and is_hidden(store.dataset, rule.dimension, rule.value)
        known = sum(counts) > 0 and not single  # the count would be that of one agent
        place = self._place()
        text = words.format(count=numbers.count(counts[place]), total=numbers.count(sum(counts))) if known else ""
        self.follow.setText(text)
        zone_help = (
            self.tr("Cuts days and months; times show in it.")
            if rule is None
            else self.tr("The hours below are by this zone's clock.")
        )
        self.editor.show_calendar(calendar, zone_help, self._years())

    def _show_owner(self, rule: CalendarFor) -> None:
        self.dimension.setCurrentIndex(DIMENSIONS.index(rule.dimension))
        blocker = QSignalBlocker(self.value)
        self.value.clear()
        self.value.addItems(values_of(self._store, rule.dimension))
        self.value.setCurrentText(rule.value)
        blocker.unblock()

    def _years(self) -> range:
        """Years of the data and the next; without data the years around the present one."""
        report = self._state.report
        if report is None or not report.dated:
            this = QDate.currentDate().year()
            return range(this - 1, this + 2)
        starts = [point.start.year for point in report.series] or [report.as_of.year]
        return range(min(starts), report.as_of.year + 2)

    # One undo step an edit.

    def _replace(self, rule: CalendarFor, text: str) -> None:
        """Put a rule in the place of the chosen one."""
        rules, place = self._state.session.calendars, self._place() - 1
        self._edits.set_calendars((*rules[:place], rule, *rules[place + 1 :]), text)

    def _append(self, rule: CalendarFor, text: str) -> None:
        rules = (*self._state.session.calendars, rule)
        self._edits.set_calendars(rules, text)
        self.calendars.setCurrentRow(len(rules))
        self.value.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object, str)
    def _set(self, calendar: BusinessCalendar, text: str) -> None:
        rule = self._rule()
        if rule is None:
            self._edits.set_business(calendar, text)
        else:
            self._replace(replace(rule, calendar=calendar), text)

    @Slot(str)
    def _set_zone(self, zone: str) -> None:
        rule, session = self._rule(), self._state.session
        if rule is not None:
            self._replace(replace(rule, calendar=replace(rule.calendar, zone=zone)), self.tr("Time zone"))
            return
        business = None if session.business is None else replace(session.business, zone=zone)
        self._edits.replace(replace(session, zone=zone, business=business), self.tr("Time zone"))

    @Slot()
    def _confirm(self) -> None:
        self._set(replace(self._calendar(), assumed=False), self.tr("Confirm business hours"))

    @Slot()
    def _add(self) -> None:
        session = self._state.session
        calendar = replace(default_calendar(session.zone), assumed=False)
        self._append(new_rule(self._store, calendar, session.calendars), self.tr("Add a calendar"))

    @Slot()
    def _duplicate(self) -> None:
        rule, calendar = self._rule(), replace(self._calendar(), assumed=False)
        dimension: Dimension = "team" if rule is None else rule.dimension
        copied = new_rule(self._store, calendar, self._state.session.calendars, dimension)
        self._append(copied, self.tr("Duplicate a calendar"))

    @Slot()
    def _remove(self) -> None:
        rules, place = self._state.session.calendars, self._place() - 1
        if place >= 0:
            self._edits.set_calendars((*rules[:place], *rules[place + 1 :]), self.tr("Remove a calendar"))

    @Slot(int)
    def _dimension_chosen(self, place: int) -> None:
        rule, dimension = self._rule(), DIMENSIONS[place]
        if rule is not None and dimension != rule.dimension:
            value = free_value(self._store, dimension, self._state.session.calendars) or rule.value
            self._replace(replace(rule, dimension=dimension, value=value), self.tr("Owner of a calendar"))

    @Slot()
    def _value_chosen(self) -> None:
        rule, value = self._rule(), self.value.currentText().strip()
        if rule is None or value == rule.value:
            return
        if value:
            self._replace(replace(rule, value=value), self.tr("Owner of a calendar"))
        else:
            self._show_chosen()
