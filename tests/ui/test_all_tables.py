"""The window on data of every table, and on data without any date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pytestqt.qtbot import QtBot

from cxdesk.report.records import Report
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.workspace.session import View
from tests.kpis.company import company
from tests.ui.desk import PATIENCE_MS, Desk, opened
from tests.ui.handmade import keep_evaluations
from ui.charts.bars import breakdown_sentence
from ui.charts.kpi_data import breakdown_data
from ui.models.dimensions import value_name
from ui.models.kpi_words import period_words, result_sentence
from ui.models.splits import Dimension
from ui.models.table_words import contents, listed, shortened
from ui.pages.data import DataPage
from ui.widgets.status_line import StatusLine


@cache
def everything() -> Dataset:
    found = company()
    sources = tuple(Source(file=f"{name}.xlsx", sheet=name, table=name, rows_in=found.rows(name),
                           rows_kept=found.rows(name)) for name in found.tables)  # fmt: skip
    return replace(found, sources=sources)


def undated() -> Dataset:
    accounts = pd.DataFrame(
        {
            "account": pd.Categorical([f"A{number}" for number in range(8)]),
            "churned": np.array([1, 0, 0, 1, 0, 0, 0, 0], dtype=np.float64),
            "tenure_months": np.arange(8, dtype=np.float64) * 6,
            "_source": np.zeros(8, dtype=np.int32),
            "_row": np.arange(2, 10, dtype=np.int32),
        }
    )
    source = Source(file="churn.csv", sheet="churn", table="accounts", rows_in=8, rows_kept=8)
    return Dataset(tables={"accounts": accounts}, sources=(source,))


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    keep_evaluations(monkeypatch)
    with opened(qtbot, tmp_path) as desk:
        yield desk


def report(qtbot: QtBot, desk: Desk, dataset: Dataset, view: View | None = None) -> Report:
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        desk.state.apply(replace(desk.state.session, dataset=dataset, view=view or View()))
    assert desk.state.report is not None
    return desk.state.report


def test_data_without_dates_names_no_month_anywhere(qtbot: QtBot, desk: Desk) -> None:
    found = report(qtbot, desk, undated())
    line = StatusLine(desk.state.runner)
    qtbot.addWidget(line)
    line.show_data(desk.state.session.dataset, found)
    churn = found.kpi("churn")
    assert churn.value == 25.0
    assert line.text == "8 customers · no dates"
    assert found.period_label == "Everything (no dates)"
    assert result_sentence(churn, found).startswith("25.0\N{NARROW NO-BREAK SPACE}% in all data (no dates)")
    told = " ".join((line.text, period_words(found), found.headline, found.subline))
    assert "1970" not in told


def test_the_status_line_names_the_first_tables_and_counts_the_rest(qtbot: QtBot, desk: Desk) -> None:
    dataset = everything()
    line = StatusLine(desk.state.runner)
    qtbot.addWidget(line)
    line.show_data(dataset, None)
    first, *_, last = line.text.split(" · ")
    assert first == "900 tickets"
    assert last == f"{len(dataset.tables) - 4} more tables"


def test_the_data_page_lists_the_source_of_every_table(qtbot: QtBot, desk: Desk) -> None:
    report(qtbot, desk, everything())
    page = DataPage(desk.state, desk.history)
    qtbot.addWidget(page)
    kinds = {str(page.files.sources.index(row, 2).data()) for row in range(page.files.sources.rowCount())}
    assert page.files.sources.rowCount() == len(everything().tables)
    assert {"Tickets", "Orders", "Usage", "Outages"} <= kinds


def test_amounts_of_tables_are_told_in_one_order_whatever_order_they_come_in() -> None:
    told = contents([("orders", 1), ("figures", 0), ("tickets", 188)])
    assert told == ("188 tickets", "1 order")
    assert listed(told) == "188 tickets and 1 order"
    assert shortened(("a", "b", "c", "d", "e", "f", "g")) == ("a", "b", "c", "d", "3 more tables")
    assert shortened(("a", "b", "c", "d", "e")) == ("a", "b", "c", "d", "e")


def test_bars_without_intervals_speak_of_none(qtbot: QtBot, desk: Desk) -> None:
    found = report(qtbot, desk, everything())
    dimension = Dimension(name="source", title="Source")
    assert "whiskers" not in breakdown_sentence(breakdown_data(found.kpi("visitors"), dimension, found), 5)
    assert "whiskers" in breakdown_sentence(breakdown_data(found.kpi("bounce"), dimension, found), 5)


def test_kinds_of_orders_are_written_as_words(qtbot: QtBot) -> None:
    assert [value_name(value) for value in ("cross_sell", "web_form", "")] == ["cross-sell", "web_form", "(blank)"]
