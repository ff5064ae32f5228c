"""`1.234` is thousands or a fraction: the sheet's other columns tell, counts have no fraction, else it is asked."""

from __future__ import annotations

import pytest

from cxdesk.imports import service
from tests.imports.sheets import assembled, drafted, imported, planned, table


def test_counts_with_points_are_thousands():
    text = "Datum|Besuche|Eindeutige Besucher|Absprungrate\n13.01.2024|1.501|1.001|45,5 %\n14.01.2024|2.000|980|44,5 %"
    frame = imported(table(text)).tables["web"]
    assert (frame["sessions"].tolist(), frame["visitors"].tolist()) == ([1501, 2000], [1001, 980])


def test_counts_of_whole_thousands_are_not_divided():
    text = "Campaign|Start date|Cost|Reach\nA|2024-01-13|5.000,00 €|50.000\nB|2024-01-14|1.000,50 €|5.000"
    frame = imported(table(text)).tables["campaigns"]
    assert frame["reach"].tolist() == [50_000, 5_000]


def test_counts_written_with_a_fraction_of_zeros_stay_where_the_sheet_has_decimal_points():
    text = "Campaign|Start date|Cost|Reach\nA|2024-01-13|5.25|50.000\nB|2024-01-14|1.50|7.000"
    assert imported(table(text)).tables["campaigns"]["reach"].tolist() == [50, 7]


@pytest.mark.parametrize(("other", "amount"), [("12,5 %", 1200.0), ("12.5 %", 1.2)])
def test_the_other_columns_of_a_sheet_tell_the_decimal_mark(other: str, amount: float):
    raw = table(f"Order ID|Customer|Order date|Amount|Discount\n1|A|2024-01-13|1.200 EUR|{other}")
    assert planned(raw).plan.questions == ()
    assert imported(raw).tables["orders"]["amount"].tolist() == [amount]


def test_an_amount_that_nothing_tells_is_asked_and_taken_as_thousands():
    raw = table("Order ID|Customer|Order date|Amount\n1|A|2024-01-13|1.200 EUR\n2|A|2024-01-14|900 EUR")
    (question,) = planned(raw).plan.questions
    assert (question.about, question.likely) == ("numbers", "thousands")
    found = assembled(raw)
    assert found.parts[0].frame["amount"].tolist() == [1200, 900]
    assert [problem.kind for problem in found.problems] == ["assumed"]
    draft = service.with_answer(drafted(raw), 0, question.id, "decimals")
    assert draft.sheets[0].assembled.parts[0].frame["amount"].tolist() == [1.2, 900]


def test_commas_before_three_digits_can_be_answered_as_decimals():
    raw = table("Order ID|Customer|Order date|Amount\n1|A|2024-01-13|1,200\n2|A|2024-01-14|900")
    (question,) = planned(raw).plan.questions
    assert imported(raw).tables["orders"]["amount"].tolist() == [1200, 900]
    draft = service.with_answer(drafted(raw), 0, question.id, "decimals")
    assert draft.sheets[0].assembled.parts[0].frame["amount"].tolist() == [1.2, 900]


def test_figures_beside_decimal_commas_are_thousands():
    text = "Month|Support cost|Software licences\n2024-01|12.000,50 €|1.200\n2024-02|13.000,25 €|1.300"
    frame = imported(table(text)).tables["figures"]
    assert sorted(frame["value"]) == [1200, 1300, 12000.5, 13000.25]


def test_reach_without_any_hint_is_likelier_in_thousands():
    raw = table("Campaign|Start date|Reach\nA|2024-01-13|10.000\nB|2024-01-14|2.500")
    assert [question.likely for question in planned(raw).plan.questions] == ["thousands"]
    assert imported(raw).tables["campaigns"]["reach"].tolist() == [10_000, 2_500]
