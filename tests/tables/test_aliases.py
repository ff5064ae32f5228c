"""Spellings that stand for another value: chains, circles, and what the data looks like under them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.common.problems import Severity, UserError
from cxdesk.tables.aliases import Alias, final_names, read_alias, with_aliases, without_aliases
from cxdesk.tables.in_use import Names, in_use
from tests.tables.named import cells, dataset, frame


def alias(spelling: str, name: str, dimension: str = "channel") -> Alias:
    return Alias(dimension=dimension, spelling=spelling, name=name)


def merged(data, *aliases: Alias):
    return in_use(data, Names(aliases=with_aliases((), aliases)))


CHANNELS = frame(channel=["webform", "Web form", "Web form", None, "phone", "Webform"])


def test_a_spelling_counts_as_its_name_and_blank_stays_blank() -> None:
    out = merged(dataset(tickets=CHANNELS), alias("webform", "Web form"))
    assert cells(out, "tickets", "channel") == ["Web form", "Web form", "Web form", None, "phone", "Web form"]
    assert list(out.tables["tickets"]["channel"].cat.categories) == ["Web form", "phone"]


def test_the_number_of_merged_values_is_said() -> None:
    out = merged(dataset(tickets=CHANNELS), alias("webform", "Web form"))
    (said,) = out.problems
    assert (said.kind, said.severity, said.count) == ("merged_values", Severity.INFO, 2)
    assert said.message == (
        "2 spellings of channel count under another name (2 rows): “Webform” as “Web form”, “webform” as “Web form”."
    )


def test_a_chain_ends_at_its_last_name_whatever_order_it_was_said_in() -> None:
    for order in ([alias("a", "b"), alias("b", "c")], [alias("b", "c"), alias("a", "b")]):
        out = merged(dataset(tickets=frame(channel=["a", "B ", "c"])), *order)
        assert cells(out, "tickets", "channel") == ["c", "c", "c"]


def test_a_circle_is_refused_with_a_sentence() -> None:
    with pytest.raises(UserError, match="“a” already counts as “b”, so “b” cannot count as “a”"):
        with_aliases((alias("a", "b"),), [alias("b", "a")])
    with pytest.raises(UserError, match="already counts"):
        with_aliases((alias("a", "b"), alias("b", "c")), [alias("c", "a")])


def test_the_same_letters_may_be_written_another_way() -> None:
    out = merged(dataset(tickets=frame(channel=["E-MAIL", "E-MAIL", "chat"])), alias("e-mail", "E-mail"))
    assert cells(out, "tickets", "channel") == ["E-mail", "E-mail", "chat"]


@pytest.mark.parametrize(("spelling", "name"), [("", "x"), ("x", " "), ("x", "x")])
def test_an_alias_needs_two_different_texts(spelling: str, name: str) -> None:
    with pytest.raises(UserError):
        with_aliases((), [alias(spelling, name)])


def test_saying_a_spelling_again_replaces_what_was_said() -> None:
    assert with_aliases((alias("Jim", "James"),), [alias("jim ", "Jimmy")]) == (alias("jim", "Jimmy"),)


def test_a_circle_in_a_damaged_file_changes_nothing() -> None:
    circle = (alias("a", "b"), alias("b", "a"))
    assert final_names(circle, "channel") == {}
    assert cells(in_use(dataset(tickets=frame(channel=["a", "b"])), Names(aliases=circle)), "tickets", "channel") == [
        "a", "b"]  # fmt: skip


def test_an_alias_taken_away_brings_the_values_back() -> None:
    data = dataset(tickets=CHANNELS)
    said = with_aliases((), [alias("phone", "Call")])
    under = in_use(data, Names(aliases=said))
    assert cells(under, "tickets", "channel")[4] == "Call"
    back = in_use(under, Names(aliases=without_aliases(said, [alias("PHONE", "whatever")])))
    assert cells(back, "tickets", "channel")[4] == "phone"
    assert under.imported is back.imported is data


def test_other_dimensions_and_tables_are_told_apart() -> None:
    data = dataset(
        tickets=frame(channel=["x"], team=["x"]), surveys=frame(channel=["x"]), employees=frame(employee=["Jim S"])
    )
    out = merged(data, alias("x", "y"), alias("Jim S", "Jim Smith", "agent"))
    assert cells(out, "tickets", "team") == ["x"]
    assert cells(out, "surveys", "channel") == ["y"]
    assert cells(out, "employees", "employee") == ["Jim Smith"]


def test_case_and_spaces_merge_by_themselves_across_tables_and_the_most_frequent_stays() -> None:
    data = dataset(tickets=frame(account=["Acme", "Acme", "Beta"]), orders=frame(account=["ACME", "beta", "beta"]))
    out = in_use(data)
    assert cells(out, "tickets", "account") == ["Acme", "Acme", "beta"]
    assert cells(out, "orders", "account") == ["Acme", "beta", "beta"]


def test_customers_are_written_as_the_accounts_sheet_writes_them() -> None:
    out = in_use(dataset(tickets=frame(account=["ACME", "ACME"]), accounts=frame(account=["Acme"])))
    assert cells(out, "tickets", "account") == ["Acme", "Acme"]


def test_data_without_anything_to_merge_is_the_imported_one() -> None:
    data = dataset(tickets=frame(channel=["a", "b"]))
    assert in_use(data) is data
    assert in_use(in_use(data, Names(aliases=(alias("a", "b"),)))) is data


def test_a_number_of_the_accounts_sheet_names_the_account() -> None:
    accounts = frame(account=["Acme", "Beta"], **{"extra:Customer No": ["C-1", "C-2"], "extra:City": ["Ulm", "Bonn"]})
    out = in_use(dataset(accounts=accounts, tickets=frame(account=["c-1", "Beta", "C-9", "Ulm"])))
    assert cells(out, "tickets", "account") == ["Acme", "Beta", "C-9", "Ulm"]
    assert [problem.kind for problem in out.problems] == ["account_key", "unmatched"]


def test_accounts_that_others_write_by_name_are_shown_by_name() -> None:
    accounts = frame(account=["C-1", "C-2"], **{"extra:Company": ["Acme", "Beta"]})
    out = in_use(dataset(accounts=accounts, tickets=frame(account=["acme", "Beta", "C-1"])))
    assert cells(out, "accounts", "account") == ["Acme", "Beta"]
    assert cells(out, "tickets", "account") == ["Acme", "Beta", "Acme"]


def test_a_column_that_several_accounts_share_is_no_key() -> None:
    accounts = frame(account=["Acme", "Beta"], **{"extra:Group code": ["G", "G"]})
    out = in_use(dataset(accounts=accounts, tickets=frame(account=["G"])))
    assert cells(out, "tickets", "account") == ["G"]


def test_aliases_are_read_from_one_text() -> None:
    assert read_alias("channel:web:form=Web = form") == ("channel", "web:form", "Web = form")
    for text in ("channel", "channel:x", "x=y", ":a=b", "channel:=b", "channel:a="):
        with pytest.raises(UserError, match="DIMENSION:FROM=TO"):
            read_alias(text)


NAMES = st.sampled_from(["a", "A", "b", " b", "c", "d", "D d", "d  d"])
VALUES = st.lists(st.none() | NAMES, min_size=1, max_size=12)


@st.composite
def said(draw) -> tuple[Alias, ...]:
    """Aliases as a person could say them: those refused are left out."""
    out: tuple[Alias, ...] = ()
    for spelling, name in draw(st.lists(st.tuples(NAMES, NAMES), max_size=6)):
        try:
            out = with_aliases(out, [alias(spelling, name)])
        except UserError:
            continue
    return out


@given(VALUES, said())
def test_applying_aliases_twice_is_applying_them_once(values, aliases) -> None:
    once = in_use(dataset(tickets=frame(channel=values)), Names(aliases=aliases))
    again = in_use(dataset(tickets=once.tables["tickets"]), Names(aliases=aliases))
    assert cells(again, "tickets", "channel") == cells(once, "tickets", "channel")


@given(VALUES, said(), st.randoms(use_true_random=False))
def test_the_order_of_aliases_does_not_matter(values, aliases, random) -> None:
    shuffled = list(aliases)
    random.shuffle(shuffled)
    data = dataset(tickets=frame(channel=values))
    one, other = (in_use(data, Names(aliases=tuple(order))) for order in (aliases, shuffled))
    assert [cell and cell.casefold() for cell in cells(one, "tickets", "channel")] == [
        cell and cell.casefold() for cell in cells(other, "tickets", "channel")
    ]


@given(VALUES, VALUES, said())
def test_no_row_is_added_or_lost_and_blank_cells_stay_the_same(values, others, aliases) -> None:
    data = dataset(tickets=frame(channel=values), surveys=frame(channel=others))
    out = in_use(data, Names(aliases=aliases))
    for table, given_values in (("tickets", values), ("surveys", others)):
        found = cells(out, table, "channel")
        assert [cell is None for cell in found] == [cell is None for cell in given_values]
        assert out.tables[table]["_row"].tolist() == data.tables[table]["_row"].tolist()
