"""Settings > Business hours: one calendar's weekly hours, time zone and days off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from zoneinfo import available_timezones

from PySide6.QtCore import QDate, QLocale, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cxdesk.common.calendars import BusinessCalendar
from cxdesk.common.problems import UserError
from cxdesk.common.progress import Progress
from cxdesk.workspace.holiday_seed import countries, public_holidays, region_names
from ui.basics import numbers
from ui.models.hours import read_spans, spans_text
from ui.theme import theme
from ui.theme.tokens import L, S
from ui.widgets.form import FormRows, card_of, label, named

Choices = tuple[list[str], Mapping[str, tuple[str, ...]]]


class CalendarEditor(QWidget):
    """Shows a calendar and tells what it should become; it keeps nothing of its own.

    `edited` carries the calendar as edited and what was done, `zone_chosen` the zone chosen.
    """

    edited = Signal(object, str)
    zone_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calendar = BusinessCalendar()
        self._years = range(0)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(L)
        both.addLayout(self._make_week(), 5)
        both.addLayout(self._make_holidays(), 4)

    def _make_week(self) -> QVBoxLayout:
        form = FormRows()
        self.zone = form.row(self.tr("Time zone"), QComboBox())
        self.zone_help = form.note("")
        self.zone.setEditable(True)
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.zone.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.zone.setMinimumContentsLength(11)
        completer = QCompleter(self.zone.model(), self.zone)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.zone.setCompleter(completer)
        self.zone.activated.connect(self._zone_activated)
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
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Days off"), "strong"), 1)
        self.remove = named(QPushButton(self.tr("Remove")), self.tr("Remove the chosen days off"))
        self.remove.setEnabled(False)
        self.remove.clicked.connect(self._remove_days)
        head.addWidget(self.remove)
        box.addLayout(head)
        self.list = named(QListWidget(), self.tr("Days off"))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.itemSelectionChanged.connect(self._selection_changed)
        box.addWidget(card_of(self.list), 1)
        one = QHBoxLayout()
        self.day = named(QDateEdit(), self.tr("A day off to add"))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("d MMM yyyy")
        self.add = QPushButton(self.tr("Add day"))
        self.add.clicked.connect(self._add_day)
        one.setSpacing(S)
        one.addWidget(self.day, 1)
        one.addWidget(self.add)
        box.addLayout(one)
        box.addLayout(self._make_seed())
        return box

    def _make_seed(self) -> QVBoxLayout:
        self.country = named(QComboBox(), self.tr("Country"))
        self._regions: Mapping[str, tuple[str, ...]] = {}
        self.region = named(QComboBox(), self.tr("Region"))
        self.country.currentIndexChanged.connect(self._country_chosen)
        self.seed = QPushButton(self.tr("Add them"))
        self.seed.setToolTip(self.tr("For the years of your data and the next"))
        self.seed.clicked.connect(self._add_public)
        rows = (label(self.tr("Public holidays of"), "small"), self.country), (self.region, self.seed)
        box = QVBoxLayout()
        box.setSpacing(S)
        for widgets in rows:
            line = QHBoxLayout()
            line.setSpacing(S)
            for widget in widgets:
                wide = isinstance(widget, QComboBox)
                line.addWidget(widget, 1 if wide else 0)
            box.addLayout(line)
        for choice in (self.country, self.region):  # long names do not widen the page
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(6)
        for control in (self.country, self.region, self.seed):
            control.setEnabled(False)
        return box

    @Slot(object)
    def fill_choices(self, found: Choices) -> None:
        """Zones and countries, once a thread has read them."""
        zones, self._regions = found
        blocker = QSignalBlocker(self.zone)
        self.zone.addItems(zones)
        self.zone.setCurrentText(self._calendar.zone)
        blocker.unblock()
        for name, code in sorted((_country_name(code), code) for code in self._regions):
            self.country.addItem(name, code)
        here = QLocale.territoryToCode(QLocale().territory())
        self.country.setCurrentIndex(max(self.country.findData(here), 0))
        self._country_chosen()
        for control in (self.country, self.seed):
            control.setEnabled(True)

    def show_calendar(self, calendar: BusinessCalendar, zone_help: str, years: range) -> None:
        """Show a calendar; `years` are those of the data, for which public holidays are added."""
        if not self._years:
            self.day.setDate(QDate(max(years.start, years.stop - 2), 1, 1))
        self._calendar, self._years = calendar, years
        blocker = QSignalBlocker(self.zone)
        self.zone.setCurrentText(calendar.zone)
        blocker.unblock()
        self.zone_help.setText(zone_help)
        for field, spans in zip(self.days, calendar.hours, strict=True):
            field.setText(spans_text(spans))
            field.setCursorPosition(0)  # a long text is read from its beginning
        self._tell("")
        self._show_days(sorted(calendar.holidays))

    def _tell(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _show_days(self, days: list[date]) -> None:
        if [_day_of(self.list.item(row)) for row in range(self.list.count())] == days:
            return
        self.list.clear()
        for day in days:
            item = QListWidgetItem(
                f"{QLocale().standaloneDayName(day.isoweekday(), QLocale.FormatType.ShortFormat)} {numbers.day(day)}"
            )
            item.setData(Qt.ItemDataRole.UserRole, day.toordinal())  # Qt would make a date its own
            self.list.addItem(item)

    # What the edits say.

    def _set(self, calendar: BusinessCalendar, text: str) -> None:
        self.edited.emit(replace(calendar, assumed=False), text)

    @Slot(int)
    def _zone_activated(self, _index: int) -> None:
        zone = self.zone.currentText()
        if zone in available_timezones() and zone != self._calendar.zone:
            self.zone_chosen.emit(zone)
            return
        blocker = QSignalBlocker(self.zone)
        self.zone.setCurrentText(self._calendar.zone)
        blocker.unblock()

    @Slot()
    def _day_typed(self) -> None:
        field = self.sender()
        if not isinstance(field, QLineEdit):
            return
        number, calendar = int(field.property("day")), self._calendar
        try:
            spans = read_spans(field.text())
        except UserError as error:
            self._tell(str(error))
            return
        self._tell("")
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
        found = public_holidays(str(self.country.currentData()), self.region.currentData(), self._years)
        self._add(set(found))

    def _add(self, days: set[date]) -> None:
        calendar = self._calendar
        if not days <= calendar.holidays:
            self._set(replace(calendar, holidays=calendar.holidays | days), self.tr("Days off"))

    @Slot()
    def _remove_days(self) -> None:
        gone = {_day_of(item) for item in self.list.selectedItems()}
        calendar = self._calendar
        self._set(replace(calendar, holidays=calendar.holidays - gone), self.tr("Days off"))

    @Slot()
    def _selection_changed(self) -> None:
        self.remove.setEnabled(bool(self.list.selectedItems()))

    @Slot()
    def _country_chosen(self) -> None:
        self.region.clear()
        self.region.addItem(self.tr("all regions"), None)
        country = str(self.country.currentData())
        names = region_names(country) if self._regions.get(country) else {}
        for name, code in sorted((names.get(code, code), code) for code in self._regions.get(country, ())):
            self.region.addItem(name, code)
        self.region.setEnabled(self.region.count() > 1)


def calendar_choices(progress: Progress) -> Choices:
    """Zones, and countries with their regions; takes a moment."""
    del progress
    return sorted(available_timezones()), countries()


def _country_name(code: str) -> str:
    territory = QLocale.codeToTerritory(code)
    return code if territory == QLocale.Country.AnyTerritory else str(QLocale.territoryToString(territory))


def _day_of(item: QListWidgetItem) -> date:
    return date.fromordinal(int(item.data(Qt.ItemDataRole.UserRole)))
