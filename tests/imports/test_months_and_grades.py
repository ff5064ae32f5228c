"""Months given as dates, in the order of their dates; grades out of what the sheet says they are out of."""

from __future__ import annotations

import pytest

from cxdesk.imports import service
from tests.imports.sheets import assembled, drafted, imported, planned, table


def _months(text: str) -> list[str]:
    frame = imported(table(text)).tables["figures"]
    return sorted(frame["month"].astype("str").str[:7].tolist())


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        (("01/01/2024", "02/01/2024", "03/01/2024"), ["2024-01", "2024-02", "2024-03"]),
        (("01/01/2024", "01/02/2024", "01/03/2024"), ["2024-01", "2024-02", "2024-03"]),
        (("01/31/2024", "02/29/2024", "03/31/2024"), ["2024-01", "2024-02", "2024-03"]),
        (("2024-01-01", "2024-02-01", "2024-03-01"), ["2024-01", "2024-02", "2024-03"]),
    ],
)
def test_first_and_last_days_of_months_tell_the_order_of_dates(dates: tuple[str, ...], months: list[str]):
    text = "Date|Support cost\n" + "\n".join(f"{date}|{cost}" for cost, date in enumerate(dates, 100))
    assert planned(table(text)).plan.questions == ()
    assert _months(text) == months


def test_days_of_time_sheets_are_read_in_the_order_that_one_of_them_proves():
    text = "Employee|Date|Hours worked\nAnn|01/05/2024|8\nAnn|01/13/2024|7"
    months = imported(table(text)).tables["employees"]["month"]
    assert months.astype("str").str[:7].tolist() == ["2024-01", "2024-01"]


def test_days_in_an_open_order_are_asked():
    raw = table("Employee|Date|Hours worked\nAnn|01/05/2024|8\nAnn|02/05/2024|7")
    (question,) = planned(raw).plan.questions
    draft = service.with_answer(drafted(raw), 0, question.id, "month-first")
    months = draft.sheets[0].assembled.parts[0].frame["month"]
    assert months.astype("str").str[:7].tolist() == ["2024-01", "2024-02"]


def test_a_column_of_highest_grades_says_what_scores_are_out_of():
    text = "Area|Criterion|Points|Max. points\nTech|A|8|10\nTech|B|6|10\nContent|C|3|10\nTotal||17|30"
    found = assembled(table(text))
    assert found.parts[0].frame["score"].tolist() == [80, 60, 30]
    assert planned(table(text)).plan.questions == ()


def test_a_total_below_the_scores_says_nothing_of_their_scale():
    raw = table("Area|Criterion|Score\nTech|A|4\nTech|B|3\nContent|C|5\nTotal||12")
    (question,) = planned(raw).plan.questions
    assert (question.about, question.likely) == ("out_of", "5")
    assert [option.value for option in question.options] == ["5", "10", "100"]
    assert assembled(raw).parts[0].frame["score"].tolist() == [80, 60, 100]
