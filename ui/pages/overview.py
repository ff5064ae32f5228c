"""The first answer: are we meeting our targets, what really changed, and what needs attention."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QPainter, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cxdesk.kpis.catalogue import EVERYTHING, GOALS
from cxdesk.kpis.kpi import Group
from cxdesk.report.records import KpiResult, Report
from ui.charts.spark_pictures import SparkPictures
from ui.charts.sparkline import SparkData, paint_sparkline, spark_data
from ui.models.cards import card_text, previous_name
from ui.models.nothing import WayOut, way_out
from ui.models.overview import Section, goal_words, needs_lines, sections, without_data
from ui.pages.overview_parts import BreakdownRow, NeedsList
from ui.pages.overview_sections import CardSection
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import XS, L, S, Tokens
from ui.undo.history import History
from ui.widgets.flow import FlowLayout
from ui.widgets.form import label, named
from ui.widgets.kpi_card import KpiCard
from ui.widgets.menus import add_choice, literal
from ui.widgets.target_popover import TargetPopover

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEPS = 24  # of a card's trend
_AT_ONCE = 24  # cards up to which all are shown; of more, the first rows of each section
_ROWS_AT_FIRST = {Section.ATTENTION: 2, Section.ON_TARGET: 1, Section.NO_TARGET: 1, Section.TOO_FEW: 1}


class OverviewPage(QScrollArea):
    """Sentence, goals, and a card a KPI: what misses its target first."""

    open_kpi = Signal(str)
    add_data = Signal()

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self._report: Report | None = None
        self._before = ""  # name of the period before
        self._way_out: WayOut | None = None
        self._cards: dict[str, KpiCard] = {}
        self._group = ""  # the only group on show; "" = all
        self.card_sections: dict[str, CardSection] = {}
        self.pictures = SparkPictures(self)
        named(self, self.tr("Overview"))
        self._scroll_upright()
        content = self._content = QWidget(self)
        theme.set_role(content, "page")
        self._layout = QVBoxLayout(content)
        self._layout.setContentsMargins(0, 0, XS, L)
        self._layout.setSpacing(S)
        self._headline = label("", "headline", wrap=True)
        self._subline = label("", "muted", wrap=True)
        self._layout.addWidget(self._headline)
        self._layout.addWidget(self._subline)
        self.leave = QPushButton(content)
        theme.set_role(self.leave, "primary")
        self.leave.clicked.connect(self._leave)
        self._layout.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignLeft)
        self._goals = self._goal_chips(content)
        self._layout.addWidget(self._goals)
        self._lacking = label("", "muted", wrap=True)
        self._layout.addWidget(self._lacking)
        for section in Section:
            self.card_sections[section] = CardSection(self._section_name(section), _ROWS_AT_FIRST[section], content)
            self._layout.addWidget(self.card_sections[section])
        self.breakdown = BreakdownRow(state, content)
        self.breakdown.opened.connect(self.open_kpi)
        self._layout.addWidget(self.breakdown)
        self.needs = NeedsList(content)
        self.needs.add_data.connect(self.add_data)
        self._layout.addWidget(self.needs)
        self._layout.addStretch(1)
        self.setWidget(content)

    def _scroll_upright(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    # --- showing --------------------------------------------------------------------------------------------------

    def show_report(self, report: Report | None) -> None:
        """Show a report; None changes nothing, the window shows another page then."""
        if report is None:
            return
        self._report = report
        self._show_headline(report)
        self._mark_goal()
        self._before = previous_name(report, short=True)
        shown = self._chosen(report)
        known = sum(result.value is not None for result in shown)
        for section, results in sections(shown).items():
            cards = [self._card(result, report) for result in results]
            self.card_sections[section].show_cards(cards, limited=known > _AT_ONCE)
        every = [card for section in self.card_sections.values() for card in section.cards]
        for first, second in pairwise(every):
            QWidget.setTabOrder(first.target_button, second)
        lines = needs_lines(shown)
        self._lacking.setText(without_data(self._state.session.view.goal, shown, lines))
        self._lacking.setVisible(bool(self._lacking.text()))
        self.needs.show_lines(lines)
        self._show_breakdown()

    def _show_headline(self, report: Report) -> None:
        """The answer; where there is nothing to look at, why, and the way out of it."""
        self._way_out = out = way_out(report, self._state.session)
        headline, subline = (report.headline, report.subline) if out is None else (out.headline, out.words)
        self._headline.setText(headline)
        self._subline.setText(subline)
        self._subline.setVisible(bool(subline))
        self.leave.setText("" if out is None else out.button)
        self.leave.setVisible(out is not None)

    @Slot()
    def _leave(self) -> None:
        if self._way_out is not None:
            self._state.look(**self._way_out.change)

    @property
    def cards(self) -> Sequence[KpiCard]:
        """The cards on show, in reading order."""
        return tuple(card for section in self.card_sections.values() for card in section.shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A taller window has room for more."""
        super().resizeEvent(event)
        self._show_breakdown()

    def _chosen(self, report: Report) -> list[KpiResult]:
        """Results of the goal and the group chosen."""
        wanted = GOALS.get(self._state.session.view.goal)
        return [
            result
            for result in report.kpis
            if (wanted is None or result.id in wanted) and self._group in ("", result.group)
        ]

    def _card(self, result: KpiResult, report: Report) -> KpiCard:
        card = self._cards.get(result.id)
        if card is None:
            card = KpiCard(self._content)
            card.opened.connect(self.open_kpi)
            card.target_clicked.connect(self._edit_target)
            card.walked.connect(self._walk_to)
            card.menu_asked.connect(self._open_menu)
            self._cards[result.id] = card
        data = spark_data(report.points(result.id), report.limit(result.id), result.target, result.status, _STEPS)
        card.show_kpi(card_text(result, report, self._before), partial(_paint_trend, data))
        return card

    def _show_breakdown(self) -> None:
        """Where there is room below the cards, show what is behind those that need attention."""
        if self._report is None:
            return
        self.breakdown.hide()
        if self._way_out is not None:
            return
        used = self._layout.totalHeightForWidth(self.viewport().width())
        room = self.viewport().height() - max(used, 0)
        self.breakdown.show_for(self._report, [card.kpi_id for card in self.cards], room)

    # --- editing --------------------------------------------------------------------------------------------------

    @Slot(str)
    def _edit_target(self, kpi_id: str) -> None:
        if self._report is None:
            return
        popover = TargetPopover(self._report.kpi(kpi_id), self)
        popover.committed.connect(self._history.set_target_value)
        popover.removed.connect(self._remove_target)
        popover.reset.connect(self._history.reset_target)
        popover.open_at(self._cards[kpi_id].target_button)

    @Slot(str)
    def _remove_target(self, kpi_id: str) -> None:
        self._history.set_target_value(kpi_id, None)

    @Slot(str, QPoint)
    def _open_menu(self, kpi_id: str, at: QPoint) -> None:
        """What can be done with a card's sparkline."""
        if self._report is not None:
            self.pictures.show_for(self._report.kpi(kpi_id), self._report)
            self.pictures.popup(at)

    # --- goals ----------------------------------------------------------------------------------------------------

    def _goal_chips(self, parent: QWidget) -> QWidget:
        box = QWidget(parent)
        flow = FlowLayout(box)
        self._goal_group = QButtonGroup(box)
        for goal, text in (("", self.tr("All")), *((goal, goal) for goal in GOALS if goal != EVERYTHING)):
            chip = named(QPushButton(text, box), self.tr("Goal: {goal}").format(goal=text))
            chip.setCheckable(True)
            chip.setProperty("goal", goal)
            theme.set_role(chip, "chip")
            self._goal_group.addButton(chip)
            flow.addWidget(chip)
        self._goal_group.buttonClicked.connect(self._goal_clicked)
        self.groups = QPushButton(box)
        self.groups.setMenu(self._group_menu(box))
        flow.addWidget(self.groups)
        self._mark_group()
        policy = box.sizePolicy()
        policy.setHeightForWidth(True)
        box.setSizePolicy(policy)
        return box

    def _mark_goal(self) -> None:
        for chip in self._goal_group.buttons():
            goal = str(chip.property("goal"))
            chip.setChecked(goal == self._state.session.view.goal)
            if goal and self._report is not None:
                chip.setToolTip(goal_words(GOALS[goal], self._report.kpis))

    def _group_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        for group in ("", *Group):
            add_choice(menu, group or self.tr("All groups"), str(group), checked=group == self._group)
        menu.triggered.connect(self._group_chosen)
        return menu

    @Slot(QAction)
    def _group_chosen(self, action: QAction) -> None:
        self.show_group(str(action.data()))

    def show_group(self, group: str) -> None:
        """Show the KPIs of one group only; "" shows all."""
        self._group = group
        self._mark_group()
        self.show_report(self._report)
        self.verticalScrollBar().setValue(0)

    def _mark_group(self) -> None:
        text = self._group or self.tr("All groups")
        self.groups.setText(literal(f"{text}  ▾"))
        named(self.groups, self.tr("Group: {group}").format(group=text))
        theme.set_role(self.groups, "chip-on" if self._group else "chip")
        for action in self.groups.menu().actions():
            action.setChecked(action.data() == self._group)

    @Slot(object)
    def _goal_clicked(self, chip: QPushButton) -> None:
        self._state.look(goal=str(chip.property("goal")))

    # --- walking --------------------------------------------------------------------------------------------------

    @Slot(object, int, int)
    def _walk_to(self, card: KpiCard, columns: int, rows: int) -> None:
        target = self._neighbour(card, columns, rows)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(target, 0, 40)

    def _neighbour(self, card: KpiCard, columns: int, rows: int) -> KpiCard | None:
        walk = self.cards
        if columns:
            place = walk.index(card) + columns
            return walk[place] if 0 <= place < len(walk) else None
        here = self._centre(card)
        ahead = [other for other in walk if (self._centre(other).y() - here.y()) * rows > 0]
        if not ahead:
            return None
        nearest = min(abs(self._centre(other).y() - here.y()) for other in ahead)
        row = [other for other in ahead if abs(self._centre(other).y() - here.y()) == nearest]
        return min(row, key=lambda other: abs(self._centre(other).x() - here.x()))

    def _centre(self, card: KpiCard) -> QPoint:
        return card.mapTo(self._content, card.rect().center())

    # --- parts ----------------------------------------------------------------------------------------------------

    def _section_name(self, section: Section) -> str:
        names = {
            Section.ATTENTION: self.tr("Needs attention"),
            Section.ON_TARGET: self.tr("On target"),
            Section.NO_TARGET: self.tr("No target"),
            Section.TOO_FEW: self.tr("Too few rows to judge"),
        }
        return names[section]


def _paint_trend(data: SparkData, painter: QPainter, rect: QRectF, colours: Tokens) -> None:
    paint_sparkline(painter, rect, data, colours)
