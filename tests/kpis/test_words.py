"""Formulas and needs in English."""

from __future__ import annotations

import pytest

from cxdesk.common.conventions import Conventions
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.needs import needs, needs_words
from cxdesk.kpis.values import Cell
from cxdesk.kpis.words import expression_words, formula_text, words
from cxdesk.measures.measure import Needs


@pytest.mark.parametrize(
    ("kpi_id", "expected"),
    [
        ("sla", "Share of tickets resolved within their SLA"),
        ("frt_median", "Median of hours from creation to first response"),
        ("art_p90", "90th percentile of hours from creation to resolution of resolved tickets"),
        ("resolution_rate", "Number of tickets resolved ÷ number of tickets created × 100"),
        ("backlog", "Number of tickets open at the period's end"),
        ("clv", "Average purchase value × purchase frequency × customer lifespan"),
        ("cart_abandonment", "(1 − sum of purchases ÷ sum of carts filled) × 100"),
    ],
)
def test_words(kpi_id, expected):
    assert words(by_id(kpi_id)) == expected


@pytest.mark.parametrize(
    ("kpi_id", "cell", "expected"),
    [
        ("csat", Cell(value=78.106, n=169, numerator=132, denominator=169), "132 / 169 = 78.1 %"),
        ("resolution_ratio", Cell(value=120, n=100, numerator=120, denominator=100), "120 / 100 × 100 = 120"),
        ("art", Cell(value=31.4, n=1412), "44,337 h / 1,412 = 31.4 h"),
        ("frt_p90", Cell(value=7.6, n=3), "90th percentile of 3 = 7.6 h"),
        ("backlog_age", Cell(value=48, n=3), "median of 3 = 48.0 h"),
        ("volume", Cell(value=12, n=12), "number of tickets created = 12"),
        ("csat", Cell(value=None, n=0, reason="no rows in this period"), ""),
    ],
)
def test_formulas_with_the_numbers_put_in(kpi_id, cell, expected):
    assert formula_text(by_id(kpi_id), cell) == expected


def test_that_a_choice_by_convention_is_worded_by_the_one_in_force():
    churn = by_id("churn").value
    assert expression_words(churn).startswith("(number of customers at the period's start and no more at its end ÷")
    assert words(by_id("cart_abandonment"), Conventions(cart="completion")) == (
        "Sum of purchases ÷ sum of carts filled × 100"
    )


def test_needs_as_records_and_in_words():
    assert needs(by_id("per_agent")) == (Needs(table="tickets"), Needs(table="tickets", any_of=(("agent",),)))
    assert needs_words(by_id("per_agent")) == "a Tickets sheet: Ticket ID, Created, Agent"
    assert needs_words(by_id("frt_on_target")) == (
        "a Tickets sheet: Ticket ID, Created, Channel, First response at or First response time"
    )
    assert needs_words(by_id("retention")) == "an Accounts sheet: account, started on, ended on"
