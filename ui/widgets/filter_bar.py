"""The bar above every page: which period, cut how, filtered by what; and the export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from cxdesk.common.periods import Grain
from cxdesk.report.hidden import is_hidden
from cxdesk.report.records import Report
from ui.basics import counting
from ui.models import dimensions, periods
from ui.models.cards import previous_name
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import CONTROL_HEIGHT, S
from ui.widgets.flow import FlowLayout
from ui.widgets.form import label, named
from ui.widgets.menus import TickMenu, add_choice, literal
from ui.widgets.views_menu import ViewsMenu

_ICON = QSize(14, 14)


class FilterBar(QFrame):
    """Reads the view of the session and changes it; the pages follow by the report."""

    export_asked = Signal()

    def __init__(self, state: AppState, view_actions: Sequence[QAction] = (), parent: QWidget | None = None) -> None:
        """`view_actions` stand below the saved views: what keeps and changes them."""
        super().__init__(parent)
        self._state = state
        theme.set_role(self, "bar")
        self._chips: list[QPushButton] = []
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(S)
        left = QWidget(self)
        left.setSizePolicy(_grows())
        self._flow = FlowLayout(left)
        outer.addWidget(left, 1)
        self._earlier = self._arrow("chevron-left", self.tr("Earlier period"))
        self._earlier.clicked.connect(self.go_earlier)
        self._period = self._menu_button(self.tr("Period"))
        self._period_menu = QMenu(self)
        self._period_menu.aboutToShow.connect(self._fill_periods)
        self._period_menu.triggered.connect(self._period_chosen)
        self._period.setMenu(self._period_menu)
        self._later = self._arrow("chevron-right", self.tr("Later period"))
        self._later.clicked.connect(self.go_later)
        self._versus: QLabel = label("", "muted")
        self._versus.setFixedHeight(CONTROL_HEIGHT)
        self._grain = self._menu_button(self.tr("Steps of the trend"))
        self._grain_menu = QMenu(self)
        self._grain_menu.aboutToShow.connect(self._fill_grains)
        self._grain_menu.triggered.connect(self._grain_chosen)
        self._grain.setMenu(self._grain_menu)
        self._build_menus(view_actions)
        for widget in (self._earlier, self._period, self._later, self._versus, self._grain, self._views, self._add):
            self._flow.addWidget(widget)
        self.export = named(QPushButton(self.tr("Export")), self.tr("Export report"))
        theme.set_role(self.export, "primary")
        self.export.clicked.connect(self.export_asked)
        outer.addWidget(self.export, 0, Qt.AlignmentFlag.AlignTop)
        self._follow(state)

    def _build_menus(self, view_actions: Sequence[QAction]) -> None:
        """Buttons with menus of filters and of saved views."""
        self._add = self._menu_button(self.tr("Add a filter"))
        self._add.setText(self.tr("Filter"))
        self._add.setIcon(icons.icon("plus"))
        self._add_menu = QMenu(self)
        self._add_menu.aboutToShow.connect(self._fill_dimensions)
        self._add.setMenu(self._add_menu)
        self._views = self._menu_button(self.tr("Saved views"))
        self._views.setText(self.tr("Views"))
        self._views.setIcon(icons.icon("bookmark"))
        self._views.setMenu(ViewsMenu(self._state, self.tr("Saved views"), view_actions, self))

    def _follow(self, state: AppState) -> None:
        state.session_changed.connect(self._update)
        state.report_changed.connect(self._update)
        self._update()

    @Slot()
    def go_earlier(self) -> None:
        """Look at the step before."""
        self._go(-1)

    @Slot()
    def go_later(self) -> None:
        """Look at the step after."""
        self._go(1)

    def can_go(self, count: int) -> bool:
        """Whether there is data `count` steps away."""
        view, span = self._state.session.view, self._days()
        if view.first_day is None or span is None:
            return False
        calendar = self._state.session.calendar
        there = calendar.step(view.first_day, view.span, count)
        return there <= span[1] and calendar.step(there, view.span) > span[0]

    def _go(self, count: int) -> None:
        view = self._state.session.view
        if view.first_day is not None and self.can_go(count):
            self._state.look(first_day=self._state.session.calendar.step(view.first_day, view.span, count))

    # --- what it shows --------------------------------------------------------------------------------------------

    @Slot()
    def _update(self) -> None:
        view, report = self._state.session.view, self._state.report
        self._period.setText(f"{periods.view_name(view)}  ▾")
        named(self._period, self.tr("Period: {period}").format(period=periods.view_name(view)))
        self._earlier.setEnabled(self.can_go(-1))
        self._later.setEnabled(self.can_go(1))
        self._show_versus(report)
        self._grain.setText(f"{periods.by_grain(view.grain)}  ▾")
        self._show_chips()
        self.export.setEnabled(report is not None)
        self._flow.invalidate()
        self.updateGeometry()

    def _show_versus(self, report: Report | None) -> None:
        before = "" if report is None or self._state.session.view.first_day is None else previous_name(report)
        self._versus.setText(self.tr("vs {before}").format(before=before) if before else "")
        self._versus.setVisible(bool(before))

    def _show_chips(self) -> None:
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = []
        self._flow.removeWidget(self._add)
        for dimension, values in self._state.session.view.filters.items():
            chip = self._chip(dimension, values)
            self._chips.append(chip)
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self._add)

    def _chip(self, dimension: str, values: tuple[str, ...]) -> QPushButton:
        name = dimensions.dimension_name(dimension)
        data = self._state.session.dataset
        applied = tuple(value for value in values if not is_hidden(data, dimension, value))
        listed = ", ".join(dimensions.value_name(value) for value in applied[:3])
        more = f" +{len(applied) - 3}" if len(applied) > 3 else ""
        shown = f"{listed}{more}" if applied else self.tr("not applied")
        chip = QPushButton(literal(f"{name}: {shown}  ✕"), self)
        chip.setProperty("dimension", dimension)
        theme.set_role(chip, "chip-on" if applied else "chip")
        named(chip, self.tr("Remove the filter {name}: {values}").format(name=name, values=shown))
        why = self.tr("Figures of single agents are hidden (Settings > Privacy), so it is not applied. ")
        chip.setToolTip(("" if applied == values else why) + self.tr("Remove this filter"))
        chip.clicked.connect(self._chip_clicked)
        return chip

    # --- what it changes ------------------------------------------------------------------------------------------

    @Slot()
    def _chip_clicked(self) -> None:
        sender = self.sender()
        dimension = None if sender is None else sender.property("dimension")
        kept = {name: values for name, values in self._state.session.view.filters.items() if name != dimension}
        self._state.look(filters=kept)

    @Slot()
    def _fill_periods(self) -> None:
        menu, view = self._period_menu, self._state.session.view
        menu.clear()
        for grain in periods.GRAINS:
            checked = view.first_day is not None and view.span is grain
            add_choice(menu, periods.grain_name(grain), grain.value, checked=checked)
        add_choice(menu, self.tr("Everything"), "", checked=view.first_day is None)
        span = self._days()
        if view.first_day is None or span is None:
            return
        menu.addSeparator()
        for first in periods.steps(*span, view.span, self._state.session.calendar):
            add_choice(menu, periods.step_name(first, view.span), first, checked=first == view.first_day)

    @Slot(QAction)
    def _period_chosen(self, action: QAction) -> None:
        chosen = action.data()
        if isinstance(chosen, date):
            self._state.look(first_day=chosen)
        elif chosen:
            self._look_by(Grain(chosen))
        else:
            self._state.look(first_day=None, grain=periods.trend_grain(None))

    def _look_by(self, span: Grain) -> None:
        """Look at the step of another length that holds the last day of the present one."""
        session, days = self._state.session, self._days()
        view, calendar = session.view, session.calendar
        last = date.today() if days is None else days[1]  # noqa: DTZ011 - without data any day serves
        if view.first_day is not None:
            after = calendar.step(view.first_day, view.span)
            last = min(last, calendar.step(after, Grain.DAY, -1))
        self._state.look(first_day=calendar.floor(last, span), span=span, grain=periods.trend_grain(span))

    @Slot()
    def _fill_grains(self) -> None:
        self._grain_menu.clear()
        for grain in periods.GRAINS:
            checked = grain is self._state.session.view.grain
            add_choice(self._grain_menu, periods.grain_name(grain), grain.value, checked=checked)

    @Slot(QAction)
    def _grain_chosen(self, action: QAction) -> None:
        self._state.look(grain=Grain(action.data()))

    @Slot()
    def _fill_dimensions(self) -> None:
        self._add_menu.clear()
        for dimension in dimensions.dimensions_of(self._state.session.dataset):
            menu = TickMenu(literal(dimensions.dimension_name(dimension)), self._add_menu)
            menu.setProperty("dimension", dimension)
            menu.aboutToShow.connect(self._fill_values)
            menu.triggered.connect(self._value_chosen)
            self._add_menu.addMenu(menu)

    @Slot()
    def _fill_values(self) -> None:
        menu = self.sender()
        if not isinstance(menu, QMenu) or menu.actions():
            return
        dimension = str(menu.property("dimension"))
        chosen = self._state.session.view.filters.get(dimension, ())
        for value, rows in dimensions.values_of(self._state.session.dataset, dimension):
            text = f"{dimensions.value_name(value)}\t{counting.count(rows)}"
            add_choice(menu, text, (dimension, value), checked=value in chosen)

    @Slot(QAction)
    def _value_chosen(self, action: QAction) -> None:
        dimension, value = action.data()
        filters = dict(self._state.session.view.filters)
        kept = tuple(one for one in filters.get(dimension, ()) if one != value)
        values = (*kept, value) if action.isChecked() else kept
        if values:
            filters[dimension] = values
        else:
            filters.pop(dimension, None)
        self._state.look(filters=filters)

    # --- parts ----------------------------------------------------------------------------------------------------

    def _days(self) -> tuple[date, date] | None:
        report = self._state.report
        return None if report is None else periods.days_of_data(report, self._state.session.calendar)

    def _arrow(self, icon: str, name: str) -> QToolButton:
        button = named(QToolButton(self), name)
        button.setIcon(icons.icon(icon, "text"))
        button.setIconSize(_ICON)
        button.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        button.setToolTip(name)
        return button

    def _menu_button(self, name: str) -> QPushButton:
        return named(QPushButton(self), name)


def _grows() -> QSizePolicy:
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    return policy
