"""The rows model sorts, searches and writes cells."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from cxdesk.common.units import Unit
from ui.models.rows import Look, RowColumn, RowsModel


@pytest.fixture
def model(qapp) -> RowsModel:
    model = RowsModel()
    model.show_columns(
        (
            RowColumn(title="✓", look=Look.MARK, cells=np.array([True, False, True, True])),
            RowColumn(title="ID", look=Look.TEXT, cells=np.array(["b2", "A10", "", "a1"], dtype=object)),
            RowColumn(title="Hours", look=Look.NUMBER, cells=np.array([2.5, np.nan, 0.5, 2.5]), unit=Unit.HOURS),
            RowColumn(
                title="Created",
                look=Look.INSTANT,
                cells=np.array(["2024-03-31T02:30", "NaT", "2024-01-05T09:15", "2023-12-31T23:59"], "datetime64[ms]"),
            ),
            RowColumn(title="Met", look=Look.FLAG, cells=np.array([1.0, 0.0, np.nan, 1.0])),
        )
    )
    return model


def shown(model: RowsModel, column: int) -> list[str]:
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_cells_are_written_for_a_person(model: RowsModel) -> None:
    assert [shown(model, 0), shown(model, 4)] == [["✓", "", "✓", "✓"], ["yes", "no", "", "yes"]]
    assert shown(model, 3) == ["31 Mar 2024 02:30", "", "5 Jan 2024 09:15", "31 Dec 2023 23:59"]
    assert shown(model, 2) == ["2.5\u202fh", "", "30.0\u202fmin", "2.5\u202fh"]


def test_numbers_sort_with_blanks_last_and_equals_in_their_own_order(model: RowsModel) -> None:
    model.sort(2, Qt.SortOrder.AscendingOrder)
    assert shown(model, 1) == ["", "b2", "a1", "A10"]
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert shown(model, 1) == ["b2", "a1", "", "A10"]


def test_text_sorts_whatever_its_case_and_blanks_last(model: RowsModel) -> None:
    model.sort(1, Qt.SortOrder.AscendingOrder)
    assert shown(model, 1) == ["a1", "A10", "b2", ""]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert shown(model, 1) == ["b2", "A10", "a1", ""]


def test_times_sort_in_time_order(model: RowsModel) -> None:
    model.sort(3, Qt.SortOrder.AscendingOrder)
    assert shown(model, 1) == ["a1", "", "b2", "A10"]


def test_a_search_keeps_rows_with_the_text_and_the_order(model: RowsModel) -> None:
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.search("A1")
    assert shown(model, 1) == ["A10", "a1"]
    model.search("")
    assert model.rowCount() == 4


def test_a_search_text_is_no_pattern(model: RowsModel) -> None:
    model.search(".*")
    assert model.rowCount() == 0


def test_minus_one_gives_the_rows_back_in_their_own_order(model: RowsModel) -> None:
    model.sort(1)
    model.sort(-1)
    assert shown(model, 1) == ["b2", "A10", "", "a1"]


def test_no_columns_are_no_rows(qapp) -> None:
    model = RowsModel()
    model.sort(0)
    model.search("x")
    assert (model.rowCount(), model.columnCount()) == (0, 0)


def test_the_model_keeps_the_rules_of_qt(model: RowsModel, qtmodeltester) -> None:
    qtmodeltester.check(model)
