from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from cxdesk.common.periods import Grain
from cxdesk.common.units import Better, Unit
from cxdesk.insight.records import Change, Verdict
from cxdesk.report.records import KpiResult, Report
from cxdesk.targets.target import Status
from tests.ui.handmade import CALENDAR, report
from ui.models.cards import card_text, previous_name
from ui.models.overview import Section, needs_lines, sections
from ui.widgets.flow import CardGrid, columns_for

THIN = "\u202f"
CSAT = KpiResult(
    id="csat", name="Customer satisfaction score", group="Satisfaction", unit=Unit.PERCENT, better=Better.HIGHER,
    value=78.1, n=169, numerator=132, denominator=169, low=71.3, high=83.7, target=80.0, status=Status.NEAR,
    change=Change(previous=80.4, verdict=Verdict.NO_CLEAR_CHANGE),
)  # fmt: skip
ART = KpiResult(
    id="art", name="Average resolution time", group="Responsiveness", unit=Unit.HOURS, better=Better.LOWER,
    value=31.4, n=412, low=27.9, high=34.9, target=24.0, status=Status.MISSED,
    change=Change(previous=22.6, verdict=Verdict.WORSE),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


@pytest.fixture(scope="module")
def march() -> Report:
    return report()


def test_a_share_shows_its_count_and_half_interval(march: Report, qtbot: QtBot):
    card = card_text(CSAT, march)
    assert (card.value, card.unit, card.target) == ("78.1", "%", f"≥ 80{THIN}%")
    assert (card.note, card.short_note) == ("132 of 169 · ±6.2", "132 of 169")  # (83.7 - 71.3) / 2
    assert card.change == "no clear change"


def test_a_duration_that_got_worse_says_so_with_the_way_it_moved(march: Report, qtbot: QtBot):
    card = card_text(ART, march)
    assert card.change == "▲ worse than Feb"
    assert card.note == "n = 412 · ±3.5"
    better = replace(ART, value=12.0, change=Change(previous=22.6, verdict=Verdict.BETTER))
    assert card_text(better, march).change == "▼ better than Feb"


def test_what_was_not_tested_shows_the_earlier_number_without_a_verdict(march: Report, qtbot: QtBot):
    card = card_text(replace(ART, change=Change(previous=22.6)), march)
    assert card.change == f"Feb: 22.6{THIN}h"


def test_no_value_is_a_dash_and_never_zero(march: Report, qtbot: QtBot):
    card = card_text(replace(CSAT, value=None, n=0, numerator=None, status=Status.NO_DATA), march)
    assert (card.value, card.unit, card.note) == ("–", "", "")


def test_zero_is_zero(march: Report, qtbot: QtBot):
    assert card_text(replace(CSAT, value=0.0), march).value == "0.0"


def test_a_score_around_zero_carries_its_sign(march: Report, qtbot: QtBot):
    nps = replace(CSAT, id="nps", unit=Unit.POINTS, value=21.0, numerator=None, denominator=None)
    assert card_text(nps, march).value == "+21.0"
    assert card_text(replace(nps, value=-3.0), march).value == "−3.0"


def test_the_sentence_holds_everything_the_card_shows(march: Report, qtbot: QtBot):
    assert card_text(ART, march).sentence == (
        f"Average resolution time: 31.4{THIN}h, missed, target at most 24{THIN}h, worse than Feb, n = 412 · ±3.5."
    )


def test_the_period_before_has_a_name(march: Report, qtbot: QtBot):
    assert previous_name(march) == "February"
    cases = {Grain.DAY: "the day before", Grain.WEEK: "the week before", Grain.QUARTER: "Q4 2023", Grain.YEAR: "2023"}
    for grain, words in cases.items():
        other = replace(march, period=CALENDAR.step_of(date(2024, 3, 1), grain))
        assert previous_name(other) == words
    assert previous_name(replace(march, everything=True)) == ""


def test_what_got_clearly_worse_comes_before_what_merely_misses(qtbot: QtBot):
    missed = replace(CSAT, id="fcr", status=Status.MISSED)
    shown = sections([CSAT, missed, ART, replace(CSAT, id="sla", status=Status.MET)])
    assert [result.id for result in shown[Section.ATTENTION]] == ["art", "fcr", "csat"]
    assert [result.id for result in shown[Section.ON_TARGET]] == ["sla"]


def test_kpis_that_wait_for_the_same_sheet_stand_in_one_line(march: Report, qtbot: QtBot):
    lines = needs_lines(march.kpis)
    orders = next(line for line in lines if line.title == "Orders sheet")
    assert "Average purchase value" in orders.names
    assert "Amount" in orders.columns
    assert len({line.title for line in lines}) == len(lines)
    listed = [name for line in lines for name in line.names]
    assert sorted(listed) == sorted(result.name for result in march.kpis if result.value is None)


@pytest.mark.parametrize(("width", "columns"), [(200, 1), (716, 3), (1040, 4), (1700, 5)])
def test_cards_flow_by_width(width: int, columns: int):
    assert columns_for(width, 216, 12, 5) == columns


def test_a_card_that_moved_to_another_grid_stays_on_show(qtbot: QtBot):
    box = QWidget()
    qtbot.addWidget(box)
    first, second = CardGrid(parent=box), CardGrid(parent=box)
    cards: list[QWidget] = [QLabel("a"), QLabel("b")]
    first.set_cards(cards)
    second.set_cards(cards[1:])
    first.set_cards(cards[:1])
    assert [card.parentWidget() for card in cards] == [first, second]
    assert not any(card.isHidden() for card in cards)
