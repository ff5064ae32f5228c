"""Orders of several lines, kinds, amounts in several currencies."""

from __future__ import annotations

import numpy as np

from tests.measures.registers import days, store, values


def test_that_an_order_counts_once_on_its_earliest_line_and_its_amounts_add_up():
    rows = [
        {"order_id": "7", "account": "A", "ordered_at": "2024-01-05", "amount": 10},
        {"order_id": "7", "account": "A", "ordered_at": "2024-01-03", "amount": 5},
        {"order_id": "7", "account": "A", "ordered_at": "2024-01-03", "amount": None},
        {"order_id": "8", "account": "A", "ordered_at": None, "amount": 1},
        {"order_id": "8", "account": "A", "ordered_at": "2024-02-01", "amount": 2},
        {"order_id": None, "account": "B", "ordered_at": "2024-01-03", "amount": 3},
        {"order_id": " ", "account": "B", "ordered_at": None, "amount": 4},
    ]
    found = store(orders=rows)
    assert values(found, "order") == [None, 1.0, None, None, 1.0, 1.0, 1.0]
    assert values(found, "order_line") == [1.0] * 7
    assert values(found, "order_amount") == [10.0, 5.0, None, 1.0, 2.0, 3.0, 4.0]
    assert days(found, "ordered")[1] == "2024-01-03"


def test_that_an_order_number_of_two_customers_is_two_orders_and_a_nameless_line_goes_with_its_number():
    lines = [("1", "A", 5), ("1", "B", 6), ("2", "A", 7), ("2", None, 8), ("3", None, 9), ("3", None, None)]
    rows = [
        {"order_id": number, "account": account, "ordered_at": "2024-01-03", "amount": amount}
        for number, account, amount in lines
    ]
    assert values(store(orders=rows), "order") == [1.0, 1.0, 1.0, None, 1.0, None]


def test_that_an_order_is_priced_where_any_of_its_amounts_counts():
    lines = [("1", None, "EUR"), ("1", 5, "EUR"), ("1", 6, "EUR"), ("2", None, "EUR"), ("3", 7, "USD"), ("3", 8, "EUR")]
    rows = [
        {"order_id": number, "account": "A", "ordered_at": "2024-01-03", "amount": amount, "extra:Currency": currency}
        for number, amount, currency in lines
    ]
    assert values(store(orders=rows), "priced_order") == [None, 1.0, None, None, 1.0, None]
    assert values(store(orders=rows, currency="EUR"), "priced_order") == [None, 1.0, None, None, None, 1.0]
    assert values(store(orders=rows, currency="USD"), "priced_order") == [None, None, None, None, 1.0, None]


def test_that_rows_without_a_column_of_order_numbers_are_orders_each():
    found = store(orders=[{"account": "A", "ordered_at": "2024-01-05", "amount": 10}] * 2)
    assert values(found, "order") == [1.0, 1.0]


def test_that_an_order_with_an_upsell_or_cross_sell_line_counts_once():
    kinds = [("1", "new"), ("1", "upsell"), ("1", "cross_sell"), ("2", "renewal"), ("3", "Cross-sell"), ("4", None)]
    rows = [
        {"order_id": number, "account": "A", "ordered_at": "2024-01-05", "amount": 10, "kind": kind}
        for number, kind in kinds
    ]
    found = store(orders=rows)
    assert values(found, "upsell_order") == [1.0, None, None, None, 1.0, None]
    rest = store(orders=[{"account": "A", "ordered_at": "2024-01-05", "amount": 10}])
    assert rest.missing("upsell_order") == "needs in the Orders sheet: Kind"
    assert store().missing("order_amount") == "needs an Orders sheet: Account, Ordered at, Amount"


MIXED = [
    {"account": "A", "ordered_at": "2024-01-05", "amount": amount, "extra:Currency": currency}
    for amount, currency in [(10, "EUR"), (20, "usd"), (30, None), (40, "€"), (None, "USD")]
]


def test_that_amounts_keep_their_own_currency_where_none_is_set():
    found = store(orders=MIXED)
    assert values(found, "order_amount") == [10.0, 20.0, 30.0, 40.0, None]
    codes, names = found.currencies("orders") or (np.empty(0, dtype=np.int32), ())
    assert [names[code] if code >= 0 else None for code in codes] == ["EUR", "USD", None, "EUR", "USD"]
    assert found.currency_of("order_amount") is found.currencies("orders")
    assert found.currency_of("order") is None
    assert found.left_by_currency("order_amount") == 0


def test_that_a_currency_set_leaves_out_amounts_that_name_another_and_takes_those_that_name_none():
    found = store(orders=MIXED, currency="EUR")
    assert values(found, "order_amount") == [10.0, None, 30.0, 40.0, None]
    assert values(found, "order") == [1.0] * 5  # only amounts are left out
    assert found.left_by_currency("order_amount") == 1
    codes, names = found.currency_of("order_amount") or (np.empty(0, dtype=np.int32), ())
    assert [names[code] for code in codes] == ["EUR", "USD", "EUR", "EUR", "USD"]


def test_that_a_dollar_sign_means_the_dollar_that_is_set():
    rows = [{"amount": 1, "extra:Currency": "$"}, {"amount": 2, "extra:Currency": "USD"}]
    assert values(store(orders=rows, currency="CAD"), "order_amount") == [1.0, None]
    assert values(store(orders=rows, currency="USD"), "order_amount") == [1.0, 2.0]
    assert values(store(orders=rows, currency="EUR"), "order_amount") == [None, None]


def test_that_a_set_currency_is_that_of_amounts_whose_sheet_names_none():
    found = store(orders=[{"amount": 1}], currency="EUR")
    codes, names = found.currency_of("order_amount") or (np.empty(0, dtype=np.int32), ())
    assert (codes.tolist(), names) == ([0], ("EUR",))
    assert store(orders=[{"amount": 1}]).currency_of("order_amount") is None


def test_that_figures_have_currencies_too():
    rows = [
        {"month": "2024-01-01", "name": "support_cost", "value": 100, "extra:Currency": "EUR"},
        {"month": "2024-01-01", "name": "Support cost", "value": 200, "extra:Currency": "USD"},
        {"month": "2024-01-01", "name": "software_licences", "value": 9, "extra:Currency": None},
    ]
    found = store(figures=rows, currency="EUR")
    np.testing.assert_array_equal(found.amounts("figures", "value"), [100.0, np.nan, 9.0])
    assert found.left_by_currency("support_cost") == 1
    assert found.left_by_currency("software_licences") == 0
    codes, names = found.currency_of("support_cost") or (np.empty(0, dtype=np.int32), ())
    assert [names[code] for code in codes] == ["EUR", "USD", "EUR"]
