"""Names that are nearly the same are proposed with a score; names that only look alike are not."""

from __future__ import annotations

import pytest

from cxdesk.tables.near import near_names, near_spellings


def nearest(value: str, known: list[str], dimension: str = "account") -> tuple[str, float] | None:
    found = near_names({value: 1}, known, dimension)
    return (found[0].name, found[0].score) if found else None


@pytest.mark.parametrize(
    ("value", "name", "score"),
    [
        ("Acme Ltd", "ACME Ltd.", 100.0),
        ("Acme Limited", "ACME Ltd.", 100.0),
        ("Muller & Söhne GmbH & Co. KG", "Müller und Sohne", 100.0),
        ("Traders Northwind", "Northwind Traders Inc.", 100.0),
        ("Globx", "Globex", 90.9),  # 5 of 5 and 5 of 6 letters: 200 * 5 / 11
        ("acme.com", "Acme S.p.A.", 95.0),
        ("jo@www.acme.co.uk", "Acme", 95.0),
    ],
)
def test_names_of_customers_that_are_written_differently_are_near(value: str, name: str, score: float) -> None:
    assert nearest(value, ["Initech", name, "Umbrella"]) == (name, score)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Contoso UK", "Contoso US"),
        ("Store 12", "Store 21"),
        ("Acme Germany", "Acme"),
        ("Northern Freight Services", "Southern Freight Services"),
        ("jo@gmail.com", "Gmail Tools"),
        ("Customer 000123", "Customer 000124"),
    ],
)
def test_names_that_only_look_alike_are_not_near(value: str, name: str) -> None:
    assert nearest(value, [name]) is None


def pairs(counts: dict[str, int], dimension: str) -> dict[str, str]:
    return {near.spelling: near.name for near in near_spellings(counts, dimension)}


def test_the_less_frequent_spelling_is_proposed_to_become_the_more_frequent_one() -> None:
    counts = {"Web form": 10, "webform": 3, "web-form": 2, "Email": 5, "E-mail": 4, "Phone": 3}
    assert pairs(counts, "channel") == {"webform": "Web form", "web-form": "Web form", "E-mail": "Email"}


def test_people_are_known_by_name_and_e_mail() -> None:
    counts = {"Jim Smith": 10, "Jim Smith (jim@x.com)": 3, "jim@x.com": 2, "Smith, Jim": 1, "jim.smith@x.com": 4}
    assert pairs(counts, "agent") == {
        "Jim Smith (jim@x.com)": "Jim Smith",
        "jim@x.com": "Jim Smith (jim@x.com)",
        "Smith, Jim": "Jim Smith",
        "jim.smith@x.com": "Jim Smith",
    }


def test_opposites_levels_and_numbers_are_different_values() -> None:
    counts = {"Support Team A": 9, "Support Team B": 8, "active": 7, "inactive": 6, "resolved": 5, "unresolved": 4,
              "P1": 3, "P2": 2, "Tier II": 2, "Tier III": 1, "Very high": 1, "High": 1}  # fmt: skip
    assert pairs(counts, "priority") == {}


def test_proposals_come_by_rows() -> None:
    found = near_names({"Globx": 2, "Acme Ltd": 7}, ["Globex", "Acme"], "account")
    assert [(near.spelling, near.rows) for near in found] == [("Acme Ltd", 7), ("Globx", 2)]


def test_a_thousand_alike_customers_are_told_apart_by_their_numbers() -> None:
    known = [f"Customer {number:05d}" for number in range(1000)]
    assert near_names({"Customer 99999": 1, "customer: 00007": 1}, known, "account")[0].name == "Customer 00007"
