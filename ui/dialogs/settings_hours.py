"""Settings > Business hours: weekly hours, time zone and the days that are off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from zoneinfo import available_timezones

from PySide6.QtCore import QDate, QLocale, QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cxdesk.common.calendars import BusinessCalendar, default_calendar
from cxdesk.common.problems import UserError
from cxdesk.common.progress import Progress
from cxdesk.workspace.holiday_seed import countries, public_holidays
from cxdesk.workspace.session import Session
from ui.basics import numbers
from ui.models.hours import read_spans, spans_text
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.undo.history import History
from ui.widgets.form import FormRows, card_of, column, label, named
from ui.work.jobs import Lane


class HoursPage(QWidget):
    """The business calendar of the session; an edit confirms it."""

    def __init__(self, state: AppState, edits: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._edits = state, edits
        layout = column(self)
        layout.addWidget(label(self.tr("Business hours"), "title"))
        words = self.tr("Used where the clock convention is business hours, and for the share of tickets after hours.")
        layout.addWidget(label(words, "muted", wrap=True))
        layout.addWidget(self._make_banner())
        both = QHBoxLayout()
        both.setSpacing(L + M)
        both.addLayout(self._make_week(), 1)
        both.addLayout(self._make_holidays(), 1)
        layout.addLayout(both, 1)
        state.session_changed.connect(self._show)
        self._show(state.session)
        job = state.run(Lane.BACKGROUND, _choices, self.tr("Reading countries and time zones"))
        job.done.connect(self._fill_choices)

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

    def _make_week(self) -> QVBoxLayout:
        form = FormRows()
        self.zone = form.row(self.tr("Time zone"), QComboBox(), self.tr("Cuts days and months; times show in it."))
        self.zone.setEditable(True)
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.zone.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.zone.setMinimumContentsLength(18)
        completer = QCompleter(self.zone.model(), self.zone)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.zone.setCompleter(completer)
        self.zone.activated.connect(self._zone_chosen)
        self.days: list[QLineEdit] = []
        for number in range(7):
            field = QLineEdit()
            field.setPlaceholderText(self.tr("closed"))
            field.setProperty("day", number)
            field.editingFinished.connect(self._day_typed)
            self.days.append(form.row(QLocale().standaloneDayName(number + 1), field))
        self.problem = form.note("")
        theme.set_role(self.problem, "error")
        form.note(self.tr("Write 09:00-17:00, several spans with commas; leave a closed day empty."))
        box = QVBoxLayout()
        box.addWidget(form)
        box.addStretch(1)
        return box

    def _make_holidays(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(S)
        box.addWidget(label(self.tr("Days off"), "strong"))
        self.list = named(QListWidget(), self.tr("Days off"))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.itemSelectionChanged.connect(self._selection_changed)
        box.addWidget(card_of(self.list), 1)
        one = QHBoxLayout()
        self.day = named(QDateEdit(), self.tr("A day off to add"))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("d MMM yyyy")
        self.day.setDate(QDate(self._last_year(), 1, 1))
        self.add = QPushButton(self.tr("Add day"))
        self.add.clicked.connect(self._add_day)
        self.remove = QPushButton(self.tr("Remove"))
        self.remove.setEnabled(False)
        self.remove.clicked.connect(self._remove_days)
        for widget in (self.day, self.add, self.remove):
            one.addWidget(widget)
        one.addStretch(1)
        box.addLayout(one)
        box.addWidget(label(self.tr("Public holidays of"), "small"))
        box.addLayout(self._make_seed())
        return box

    def _make_seed(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.country = named(QComboBox(), self.tr("Country"))
        self._regions: Mapping[str, tuple[str, ...]] = {}
        self.country.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.country.setMinimumContentsLength(10)
        self.region = named(QComboBox(), self.tr("Region"))
        self.region.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.region.setMinimumContentsLength(5)
        self.country.currentIndexChanged.connect(self._country_chosen)
        self.seed = QPushButton(self.tr("Add them"))
        self.seed.setToolTip(self.tr("For the years of your data and the next"))
        self.seed.clicked.connect(self._add_public)
        row.addWidget(self.country, 1)
        row.addWidget(self.region)
        row.addWidget(self.seed)
        for control in (self.country, self.region, self.seed):
            control.setEnabled(False)
        return row

    @Slot(object)
    def _fill_choices(self, found: tuple[list[str], Mapping[str, tuple[str, ...]]]) -> None:
        """Zones and countries, once a thread has read them."""
        zones, self._regions = found
        blocker = QSignalBlocker(self.zone)
        self.zone.addItems(zones)
        self.zone.setCurrentText(self._state.session.zone)
        blocker.unblock()
        for name, code in sorted((_country_name(code), code) for code in self._regions):
            self.country.addItem(name, code)
        here = QLocale.territoryToCode(QLocale().territory())
        self.country.setCurrentIndex(max(self.country.findData(here), 0))
        self._country_chosen()
        for control in (self.country, self.seed):
            control.setEnabled(True)

    # Showing.

    def _calendar(self) -> BusinessCalendar:
        session = self._state.session
        return session.business or default_calendar(session.zone)

    @Slot(object)
    def _show(self, session: Session) -> None:
        calendar = session.business or default_calendar(session.zone)
        self.banner.setVisible(calendar.assumed)
        blocker = QSignalBlocker(self.zone)
        self.zone.setCurrentText(session.zone)
        blocker.unblock()
        for field, spans in zip(self.days, calendar.hours, strict=True):
            field.setText(spans_text(spans))
        self.problem.setText("")
        days = sorted(calendar.holidays)
        if [_day_of(self.list.item(row)) for row in range(self.list.count())] != days:
            self.list.clear()
            for day in days:
                item = QListWidgetItem(
                    f"{QLocale().standaloneDayName(day.isoweekday(), QLocale.FormatType.ShortFormat)} "
                    f"{numbers.day(day)}"
                )
                item.setData(Qt.ItemDataRole.UserRole, day.toordinal())  # Qt would make a date its own
                self.list.addItem(item)

    def _years(self) -> range:
        """Years of the data and the next; without data the years around the last one known."""
        report = self._state.report
        if report is None:
            return range(self._last_year() - 1, self._last_year() + 2)
        starts = [point.start.year for point in report.series] or [report.as_of.year]
        return range(min(starts), report.as_of.year + 2)

    def _last_year(self) -> int:
        report = self._state.report
        return QDate.currentDate().year() if report is None else report.as_of.year

    # One undo step an edit.

    def _set(self, calendar: BusinessCalendar, text: str) -> None:
        self._edits.set_business(replace(calendar, assumed=False), text)

    @Slot()
    def _confirm(self) -> None:
        self._set(self._calendar(), self.tr("Confirm business hours"))

    @Slot(int)
    def _zone_chosen(self, _index: int) -> None:
        zone = self.zone.currentText()
        session = self._state.session
        if zone not in available_timezones() or zone == session.zone:
            self._show(session)
            return
        business = None if session.business is None else replace(session.business, zone=zone)
        self._edits.replace(replace(session, zone=zone, business=business), self.tr("Time zone"))

    @Slot()
    def _day_typed(self) -> None:
        field = self.sender()
        if not isinstance(field, QLineEdit):
            return
        number, calendar = int(field.property("day")), self._calendar()
        try:
            spans = read_spans(field.text())
        except UserError as error:
            self.problem.setText(str(error))
            return
        self.problem.setText("")
        field.setText(spans_text(spans))
        if spans != calendar.hours[number]:
            hours = (*calendar.hours[:number], spans, *calendar.hours[number + 1 :])
            self._set(replace(calendar, hours=hours), self.tr("Business hours"))

    @Slot()
    def _add_day(self) -> None:
        day = self.day.date()
        self._add({date(day.year(), day.month(), day.day())})

    @Slot()
    def _add_public(self) -> None:
        found = public_holidays(str(self.country.currentData()), self.region.currentData(), self._years())
        self._add(set(found))

    def _add(self, days: set[date]) -> None:
        calendar = self._calendar()
        if not days <= calendar.holidays:
            self._set(replace(calendar, holidays=calendar.holidays | days), self.tr("Days off"))

    @Slot()
    def _remove_days(self) -> None:
        gone = {_day_of(item) for item in self.list.selectedItems()}
        calendar = self._calendar()
        self._set(replace(calendar, holidays=calendar.holidays - gone), self.tr("Days off"))

    @Slot()
    def _selection_changed(self) -> None:
        self.remove.setEnabled(bool(self.list.selectedItems()))

    @Slot()
    def _country_chosen(self) -> None:
        self.region.clear()
        self.region.addItem(self.tr("all"), None)
        for region in self._regions.get(str(self.country.currentData()), ()):
            self.region.addItem(region, region)
        self.region.setEnabled(self.region.count() > 1)


def _choices(progress: Progress) -> tuple[list[str], Mapping[str, tuple[str, ...]]]:
    del progress
    return sorted(available_timezones()), countries()


def _country_name(code: str) -> str:
    territory = QLocale.codeToTerritory(code)
    return code if territory == QLocale.Country.AnyTerritory else str(QLocale.territoryToString(territory))


def _day_of(item: QListWidgetItem) -> date:
    return date.fromordinal(int(item.data(Qt.ItemDataRole.UserRole)))
