"""A KPI's page on data of every table: what it is made of, notes, conventions, dimensions, accounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cxdesk.common.conventions import Conventions
from cxdesk.common.units import Unit
from cxdesk.kpis.catalogue import by_id
from cxdesk.report.records import KpiResult, Segment
from cxdesk.tables.dataset import Dataset
from cxdesk.workspace.session import View
from tests.ui.desk import PATIENCE_MS, opened
from tests.ui.handmade import keep_evaluations
from tests.ui.test_all_tables import everything, undated
from ui.basics import numbers
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.settings_conventions import ConventionsPage
from ui.models.cards import card_text
from ui.pages.kpi import ROWS, TREND, KpiPage
from ui.pages.kpi_breakdown import headline_segments, headline_words


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KpiPage]:
    keep_evaluations(monkeypatch)
    with opened(qtbot, tmp_path) as desk:
        with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
            view = View(first_day=date(2024, 4, 1))
            desk.state.apply(replace(desk.state.session, dataset=everything(), view=view))
        page = KpiPage(desk.state, desk.history)
        qtbot.addWidget(page)
        page.resize(1040, 700)
        page.show_kpi("clv")
        page.show_report(desk.state.report)
        page.show()
        yield page


def result(page: KpiPage, kpi_id: str) -> KpiResult:
    assert page._report is not None
    return page._report.kpi(kpi_id)


def test_lifetime_value_lists_its_factors_with_their_values(page: KpiPage) -> None:
    assert list(page.facts.made_of.buttons) == ["apv", "purchase_frequency", "lifespan"]
    factors = [result(page, name) for name in page.facts.made_of.buttons]
    product = " × ".join(numbers.value(factor.value, factor.unit) for factor in factors)
    whole = result(page, "clv")
    assert f"{product} = {numbers.value(whole.value, whole.unit)}" in page.facts.text()


def test_a_factor_opens_its_page_and_the_way_back_leads_to_the_whole(qtbot: QtBot, page: KpiPage) -> None:
    page.facts.made_of.buttons["lifespan"].click()
    assert page.title.text() == "Customer lifespan"
    assert page.whole.text() == "Customer lifetime value"
    with qtbot.assertNotEmitted(page.back):
        qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.title.text() == "Customer lifetime value"
    assert page.whole.isHidden()
    with qtbot.waitSignal(page.back, timeout=1000):
        qtbot.keyClick(page, Qt.Key.Key_Escape)


def test_a_kpi_opened_from_elsewhere_has_no_way_back_to_a_whole(page: KpiPage) -> None:
    page.facts.made_of.buttons["apv"].click()
    page.show_kpi("art")
    assert page.whole.isHidden()
    assert not page.facts.made_of.buttons


def test_what_bounds_a_value_is_said_on_its_page_and_its_card(page: KpiPage) -> None:
    note = "customers who are still there count with their years so far"
    assert note[1:] in page.facts.text()
    assert page._report is not None
    assert note[1:] in card_text(result(page, "lifespan"), page._report).tip


def test_the_formula_is_that_of_the_convention_in_force(qtbot: QtBot, page: KpiPage) -> None:
    page.show_kpi("churn")
    assert "at the period's start and no more at its end" in page.facts.text()
    state = page._state
    with qtbot.waitSignal(state.report_changed, timeout=PATIENCE_MS):
        state.apply(replace(state.session, conventions=Conventions(churn="net")))
    page.show_report(state.report)
    assert "no more at its end" not in page.facts.text()
    assert "Churn counts: net change" in page.facts.text()


def test_a_convention_is_changed_where_it_bears_on_the_number(qtbot: QtBot, page: KpiPage) -> None:
    page.show_kpi("cart_abandonment")
    with qtbot.waitSignal(page.open_convention, timeout=1000) as asked:
        page.facts.change.click()
    assert asked.args == ["cart"]
    settings = SettingsDialog(page._state, page._history)
    qtbot.addWidget(settings)
    settings.show()
    settings.show_convention("cart")
    shown = settings.page("conventions")
    assert isinstance(shown, ConventionsPage)
    assert settings.stack.currentWidget() is shown
    assert settings.focusWidget() is shown.controls["cart"]


@pytest.mark.parametrize(
    ("kpi", "first"),
    [("feature_use", "feature"), ("sessions_by_source", "source"), ("audit_score", "area"), ("uptime", "system"),
     ("sentiment", "network"), ("health", "account")],
)  # fmt: skip
def test_a_breakdown_opens_with_the_dimension_of_its_table(page: KpiPage, kpi: str, first: str) -> None:
    page.show_kpi(kpi)
    assert page.segments.dimension is not None
    assert page.segments.dimension.name == first


def test_the_account_of_a_health_score_opens_to_its_metrics(page: KpiPage) -> None:
    page.show_kpi("health")
    model = page.segments.table.model()
    names = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    name = next(name for name in names if name != "(blank)")
    page.segments.table.activated.emit(model.index(names.index(name), 0))
    assert page.tabs.currentIndex() == ROWS
    rows = page.rows.model
    titles = [column.title for column in rows.columns]
    assert titles[1:3] == ["Account", "Account health score"]
    assert [rows.index(row, 1).data() for row in range(rows.rowCount())] == [name]
    assert str(rows.index(0, titles.index("SLA")).data()).endswith("%")
    assert rows.index(0, titles.index("Metrics")).data().isdigit()


def segment(name: str, value: float, n: int) -> Segment:
    return Segment(id="x", dimension="x", segment=name, value=value, n=n)


def test_the_lowest_region_with_enough_answers_is_the_headline() -> None:
    cells = [segment("EU", 3.9, 40), segment("US", 4.2, 60), segment("APAC", 2.0, 4), segment("", 1.0, 90)]
    assert headline_segments(by_id("regional_csat"), "region", cells, 5) == {"EU"}
    assert headline_segments(by_id("regional_csat"), "channel", cells, 5) == frozenset()
    assert headline_segments(by_id("csat"), "region", cells, 5) == frozenset()


def test_the_median_feature_is_the_middle_one_or_the_middle_two() -> None:
    kpi = by_id("feature_use")
    three = [segment(name, value, 50) for name, value in (("a", 30.0), ("b", 10.0), ("c", 20.0))]
    assert headline_segments(kpi, "feature", three, 5) == {"c"}
    assert headline_segments(kpi, "feature", [*three, segment("d", 24.0, 50)], 5) == {"c", "d"}
    assert headline_words(kpi, 2) == "◆ the middle two"


def test_the_headline_segment_stands_first_in_the_table(page: KpiPage) -> None:
    page.show_kpi("regional_csat")
    model = page.segments.table.model()
    assert str(model.index(0, 0).data()).endswith("◆")
    value = result(page, "regional_csat")
    assert model.index(0, 1).data() == numbers.value(value.value, value.unit)


def flagged() -> Dataset:
    """Eight customers without dates, two of them lost, both on the plan of the first four."""
    dataset = undated()
    accounts = dataset.tables["accounts"].assign(plan=pd.Categorical(["Basic"] * 4 + ["Plus"] * 4))
    return replace(dataset, tables={"accounts": accounts})


def test_churn_from_a_flag_splits_by_what_its_sheet_has_and_shows_no_trend(qtbot: QtBot, page: KpiPage) -> None:
    state = page._state
    with qtbot.waitSignal(state.report_changed, timeout=PATIENCE_MS):
        state.apply(replace(state.session, dataset=flagged(), view=View()))
    page.show_report(state.report)
    page.show_kpi("churn")
    assert [dimension.name for dimension in page.segments._dimensions] == ["plan", "account"]
    assert not page.tabs.isTabVisible(TREND)
    model = page.segments.table.model()
    values = {model.index(row, 0).data(): model.index(row, 1).data() for row in range(model.rowCount())}
    assert values == {"Basic": numbers.value(50.0, Unit.PERCENT), "Plus": numbers.value(0.0, Unit.PERCENT)}
