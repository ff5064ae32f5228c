"""Figures with a month a column, and what such sheets are not."""

from __future__ import annotations

from datetime import date

import pytest

from tests.imports.sheets import assembled, imported, planned, sheet, table


def _figures(frame) -> list[tuple[str, str, float]]:
    months = frame["month"].astype("str").str[:7]
    return list(zip(months, frame["name"].astype("str"), frame["value"], strict=True))


def test_months_across_with_titles_decimal_commas_and_a_total():
    text = (
        "Support KPI (EUR)|||\n||||\n|Jan 2024|Feb 2024|Total\nSupport cost|12.000,50 €|13.000,00 €|25.000,50 €\n"
        "Software licences|20|22|\nTotal|12.020,50|13.022,00|"
    )
    found = assembled(table(text))
    assert planned(table(text)).plan.table == "figures"
    assert _figures(found.parts[0].frame) == [
        ("2024-01", "support_cost", 12000.5), ("2024-02", "support_cost", 13000.0),
        ("2024-01", "software_licences", 20.0), ("2024-02", "software_licences", 22.0),
    ]  # fmt: skip
    assert (found.rows_in, found.kept, dict(found.left_out)) == (3, 2, {"footer": 1})


def test_months_across_as_dates():
    raw = sheet([["Figure", date(2024, 1, 1), date(2024, 2, 1)], ["Support cost", 100, 200], ["Licences", 10, 11]])
    frame = imported(raw).tables["figures"]
    assert _figures(frame)[:2] == [("2024-01", "support_cost", 100), ("2024-02", "support_cost", 200)]


def test_cells_that_are_no_figure_are_reported():
    across = assembled(table("Figure|Jan 2024|Feb 2024\nSupport cost|100|open\nLicences|10|11"))
    down = assembled(table("Month|Support cost|Licences\n2024-01|100|10\n2024-02|open|11"))
    for found in (across, down):
        (problem,) = found.problems
        assert (problem.kind, problem.found, problem.count) == ("unreadable_number", "open", 1)


@pytest.mark.parametrize(
    "text",
    ["Customer|Plan|Jan-24|Feb-24|Mar-24\nA|Pro|100|100|120\nB|Pro|100|100|120",
     "Employee|Jan 2024|Feb 2024|Mar 2024\nAnn|160|150|155\nBob|150|140|145"],
)  # fmt: skip
def test_months_across_of_customers_or_people_are_no_figures(text: str):
    plan = planned(table(text)).plan
    assert plan.table is None
    assert "periods" in plan.verdict


@pytest.mark.parametrize(
    ("header", "name"),
    [("Lizenzen", "software_licences"), ("Costes de soporte", "support_cost"), ("Akquisekosten", "acquisition_cost")],
)
def test_names_of_figures_in_other_languages(header: str, name: str):
    assert imported(table(f"Monat|{header}\n2024-01|5\n2024-02|6")).tables["figures"]["name"].tolist() == [name, name]


def test_headers_of_staff_lists_audits_and_mail_reports():
    assert planned(table("Employee #|Hire Date\n1|2021-01-15\n2|2021-02-15")).plan.table == "employees"
    assert planned(table("Domain|Checklist item|Result\nA|B|80%\nA|C|60%")).plan.table == "audit"
    mails = table("Nom de la campagne|Date d'envoi|Destinataires|Ouvertures uniques\nA|13/03/2024|90|30")
    assert imported(mails).tables["campaigns"]["emails_opened"].tolist() == [30]
