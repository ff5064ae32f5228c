"""Rows that add the others up are no data, whether a word says so or only the sums do."""

from __future__ import annotations

import pytest

from tests.imports.sheets import assembled, table


@pytest.mark.parametrize("word", ["Totales", "Totaux", "Gesamtsumme", "Summe", "Total: Account", "Total"])
def test_words_of_a_total_row_in_several_languages(word: str):
    text = f"Campaign|Start date|Cost|Leads|Clicks\nA|2024-01-13|5|2|3\nB|2024-01-14|6|3|4\n{word}|--|11|5|7"
    found = assembled(table(text))
    assert (found.kept, dict(found.left_out)) == (2, {"footer": 1})


def test_a_last_row_without_a_date_that_holds_the_sums_is_left_out():
    text = "Day|Source|Users|Sessions|Bounce rate\n2024-01-01|a|5|6|40%\n2024-01-02|b|7|8|50%\n|||\n||12|14|45%"
    found = assembled(table(text))
    assert (found.rows_in, found.kept, dict(found.left_out)) == (4, 2, {"blank": 1, "footer": 1})


def test_a_last_row_without_a_date_that_holds_no_sums_stays_and_is_reported():
    text = "Day|Source|Users|Sessions\n2024-01-01|a|5|6\n2024-01-02|b|7|8\n|c|3|4"
    found = assembled(table(text))
    assert found.kept == 3
    assert "missing_date" in {problem.kind for problem in found.problems}


def test_a_last_row_with_a_date_stays_whatever_it_adds_up_to():
    text = "Day|Source|Users|Sessions\n2024-01-01|a|5|6\n2024-01-02|b|7|8\n2024-01-03|c|12|14"
    assert assembled(table(text)).kept == 3


def test_a_total_that_only_its_sums_tell_under_another_language():
    text = "Campaign|Start date|Cost|Leads\nA|2024-01-13|5|2\nB|2024-01-14|6|3\nYhteensä||11|5"
    assert assembled(table(text)).left_out == {"footer": 1}


@pytest.mark.parametrize("label", ["Grand total", ""])
def test_a_total_above_the_rows_is_left_out(label: str):
    text = f"Date|Sessions|Users\n{label}|30|24\n20240101|10|8\n20240102|20|16"
    found = assembled(table(text))
    assert (found.kept, dict(found.left_out)) == (2, {"footer": 1})


def test_subtotals_between_the_rows_are_left_out():
    text = "Order ID|Customer|Order date|Amount\n1|A|2024-01-01|10\n2|A|2024-01-02|20\nSubtotal|||30\n3|B|2024-02-01|9"
    assert assembled(table(text)).left_out == {"footer": 1}


def test_a_header_that_stands_again_hides_no_rows_above_it():
    head = "Order ID|Customer|Order date|Amount"
    found = assembled(table(f"{head}\n1|A|2024-01-01|10\n{head}\n2|B|2024-02-01|20\n3|B|2024-03-01|20"))
    assert (found.rows_in, found.kept, dict(found.left_out)) == (4, 3, {"header": 1})


def test_an_undated_row_that_names_who_and_what_is_no_total():
    text = "Order ID|Customer|Order date|Amount\n1|A|2024-01-01|10\n2|B|2024-02-01|20\n3|C||30"
    assert assembled(table(text)).kept == 3
