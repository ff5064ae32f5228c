"""Joins are counted: rows that found their partner, rows that did not, rows that name none."""

from __future__ import annotations

import pandas as pd
import pytest

from cxdesk.common.problems import Severity
from cxdesk.measures.store import MeasureStore
from cxdesk.tables import matches
from cxdesk.tables.in_use import Names, in_use
from cxdesk.tables.joins import ticket_positions
from cxdesk.tables.matches import by_digits, known_values, match_reports
from tests.tables.named import cells, dataset, frame


def found(asked: list, known: list) -> list[int]:
    return ticket_positions(frame(ticket_id=asked), frame(ticket_id=known)).tolist()


@pytest.mark.parametrize("asked", ["#1234", "1234.0", " 1234 ", "# 1234", "1234"])
def test_ids_that_differ_in_form_only_find_their_ticket(asked: str) -> None:
    assert found([asked], ["99", "1234"]) == [1]
    assert found(["1234"], ["99", asked]) == [1]


def test_letters_of_ids_may_be_small_or_capital_unless_two_tickets_would_do() -> None:
    assert found(["inc12"], ["INC12"]) == [0]
    assert found(["abC"], ["ABC", "abc"]) == [-1]
    assert found(["ABC"], ["abc", "ABC", "ABC"]) == [2]


def test_leading_zeros_and_letters_before_a_number_do_not_join_by_themselves() -> None:
    assert found(["2", "1234"], ["02", "INC0001234"]) == [-1, -1]


def test_ids_of_signs_only_and_blank_ones_find_nothing() -> None:
    assert found(["#", "", None, "x"], ["# ", "", None, "1"])[2:] == [-1, -1]
    assert found(["#"], [" # "]) == [-1]


DATA = dataset(
    tickets=frame(ticket_id=["1", "2", "3"], account=["Acme", "acme ", None], agent=["Ann", "Bob", None]),
    surveys=frame(ticket_id=["#1", "9", "9", None, "8"]),
    accounts=frame(account=["ACME", "Beta"]),
    orders=frame(account=["Beta", "Gamma", "Gamma", None]),
    employees=frame(employee=["ann", "Cid"]),
)


def test_each_join_says_rows_that_matched_did_not_and_are_blank() -> None:
    reports = {report.join.name: report for report in match_reports(DATA)}
    assert {name: (one.matched, one.unmatched, one.blank) for name, one in reports.items()} == {
        "surveys.ticket_id -> tickets.ticket_id": (1, 3, 1),
        "tickets.account -> accounts.account": (2, 0, 1),
        "orders.account -> accounts.account": (1, 2, 1),
        "employees.employee -> tickets.agent": (1, 1, 0),
    }
    assert reports["surveys.ticket_id -> tickets.ticket_id"].values == (("9", 2), ("8", 1))
    assert reports["orders.account -> accounts.account"].values == (("Gamma", 2),)
    assert known_values(DATA, reports["orders.account -> accounts.account"].join) == ("ACME", "Beta")


def test_a_problem_of_each_join_names_the_value_of_most_rows() -> None:
    problems = [problem for problem in in_use(DATA).problems if problem.kind == "unmatched"]
    assert [(problem.count, problem.found, problem.severity) for problem in problems] == [
        (3, "9", Severity.INFO), (2, "Gamma", Severity.INFO), (1, "Cid", Severity.INFO)]  # fmt: skip
    assert problems[0].message == (
        "1 of 5 survey answers found their ticket; 3 with 2 values did not, 1 name none. Most often “9” (2 rows)."
    )
    assert (problems[0].file, problems[0].column) == ("surveys.csv", "Ticket_Id")


def test_nothing_that_fits_is_worth_a_look() -> None:
    data = dataset(tickets=frame(ticket_id=["1"]), surveys=frame(ticket_id=["7"]))
    assert [problem.severity for problem in in_use(data).problems] == [Severity.WARNING]


LOOSE = dataset(
    tickets=frame(ticket_id=["INC0001234", "INC0000007", "REQ0000007", "abc"]),
    surveys=frame(ticket_id=["1234", "7", "01234", None, "abd", "INC0001234"]),
)


def test_numbers_of_ids_that_belong_to_one_ticket_are_proposed_to_be_the_same() -> None:
    assert by_digits(LOOSE) == {"1234": "INC0001234", "01234": "INC0001234"}  # 7 could be two tickets


def test_ids_join_by_number_where_that_was_said() -> None:
    strict, loose = (in_use(LOOSE, Names(ids_by_digits=said)) for said in (False, True))
    assert (MeasureStore(strict).answered_tickets() >= 0).sum() == 1
    assert (MeasureStore(loose).answered_tickets() >= 0).sum() == 3
    assert cells(loose, "surveys", "ticket_id") == ["INC0001234", "7", "INC0001234", None, "abd", "INC0001234"]


def test_unknown_customers_are_known_once_an_alias_says_who_they_are() -> None:
    from cxdesk.tables.aliases import Alias

    said = Names(aliases=(Alias(dimension="account", spelling="Gamma", name="Beta"),))
    kinds = [problem.kind for problem in in_use(DATA, said).problems]
    assert "unknown_account" in [problem.kind for problem in in_use(DATA).problems]
    assert "unknown_account" not in kinds


def test_the_ids_of_answers_are_looked_for_once_while_only_names_change(monkeypatch: pytest.MonkeyPatch) -> None:
    data = dataset(
        tickets=frame(ticket_id=["1", "2"], agent=["Ann", "Bob"]),
        surveys=frame(ticket_id=["1", "9"], agent=["Ann", "Bob"]),
    )
    calls: list[int] = []

    def counted(*frames: pd.DataFrame) -> object:
        calls.append(1)
        return ticket_positions(*frames)

    monkeypatch.setattr(matches, "ticket_positions", counted)

    before = match_reports(data)
    renamed = data.with_tables(tickets=data.tables["tickets"].assign(agent=["Ann", "Rob"]))
    after = match_reports(renamed)
    assert (before, len(calls)) == (after, 1)

    longer = data.with_tables(tickets=frame(ticket_id=["1", "9"], agent=["Ann", "Bob"]))
    assert match_reports(longer)[0].matched == 2
