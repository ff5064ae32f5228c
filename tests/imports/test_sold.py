"""Only what was sold is an order: stages of deals and status words of orders, charges and invoices."""

from __future__ import annotations

import pytest

from tests.imports.sheets import assembled, imported, table


def _kept(text: str) -> tuple[list[str], dict[str, int]]:
    found = assembled(table(text))
    assert found.rows_in == found.kept + sum(found.left_out.values())
    return found.parts[0].frame["order_id"].tolist(), dict(found.left_out)


def test_of_a_pipeline_only_what_was_won_counts():
    text = (
        "Opportunity ID|Account Name|Amount|Close date|Stage\n1|A|5|2024-01-13|Closed Won\n"
        "2|A|6|2024-01-14|Closed Lost\n3|B|7|2024-01-15|Negotiation\n4|B|8|2024-01-16|"
    )
    assert _kept(text) == (["1", "4"], {"not_sold": 2})


@pytest.mark.parametrize("word", ["Cancelled", "failed", "draft", "Refunded", "storniert", "anulado", "annulé"])
def test_words_for_orders_that_were_no_sale(word: str):
    text = f"Order ID|Customer|Amount|Order date|Status\n1|A|5|2024-01-13|{word}\n2|A|6|2024-01-14|paid"
    text += "\n3|B|7|2024-01-15|open"
    assert _kept(text) == (["2", "3"], {"not_sold": 1})


def test_credits_stay_whatever_their_status():
    text = "Order ID|Customer|Amount|Order date|Status\n1|A|5|2024-01-13|paid\n2|A|-5|2024-01-14|refunded"
    assert _kept(text) == (["1", "2"], {})


def test_the_status_stays_a_dimension_and_columns_of_other_names_say_nothing():
    text = "Order ID|Customer|Amount|Order date|Status|Comment\n1|A|5|2024-01-13|paid|lost\n2|A|6|2024-01-14|open|lost"
    frame = imported(table(text)).tables["orders"]
    assert len(frame) == 2
    assert frame["extra:Status"].tolist() == ["paid", "open"]


def test_a_pipeline_without_a_sale_leaves_nothing_and_says_so():
    text = "Order ID|Customer|Amount|Order date|Status\n1|A|5|2024-01-13|lost\n2|A|6|2024-01-14|lost"
    assert _kept(text) == ([], {"not_sold": 2})
