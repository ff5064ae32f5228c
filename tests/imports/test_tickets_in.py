"""Ticket sheets: readings, problems, rows left out, the satisfaction column, merging."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

import numpy as np
import pytest

from cxdesk.common.problems import Problem, UserError
from cxdesk.imports import service
from cxdesk.imports.rows.merge import merge
from cxdesk.tables.dataset import EMPTY
from tests.imports.sheets import assembled, drafted, imported, planned, sheet, table

_CALLS: list[list[Any]] = [
    ["Call Id", "Agent", "Date", "Time", "Answered (Y/N)", "Resolved", "Speed of answer in seconds", "Satisfaction"],
    ["ID1", "Ann", date(2021, 1, 1), time(9, 12, 58), "Y", "Y", 109, 3],
    ["ID2", "Bob", date(2021, 1, 1), time(9, 13, 0), "N", "N", "N/A", "N/A"],
    ["ID3", "Bob", date(2021, 1, 2), time(10, 0, 0), "Y", "N", 70, 5],
]


def _kinds(problems: Iterable[Problem]) -> dict[str, int]:
    return {problem.kind: problem.count for problem in problems}


def test_a_date_and_a_time_column_are_one_instant():
    tickets = imported(sheet(_CALLS)).tables["tickets"]
    assert tickets["created_at"][0] == np.datetime64("2021-01-01T09:12:58", "ms")
    assert tickets["first_response_time"].tolist()[0] == pytest.approx(109 / 3600)
    assert tickets["resolved"].tolist() == [1.0, 0.0, 0.0]


def test_words_for_nothing_are_blank_and_no_problem():
    assert assembled(sheet(_CALLS)).problems == ()


def test_a_satisfaction_column_becomes_answers():
    surveys = imported(sheet(_CALLS)).tables["surveys"]
    assert surveys["score"].tolist() == [3.0, 5.0]
    assert surveys["ticket_id"].tolist() == ["ID1", "ID3"]
    assert set(surveys["scale_max"]) == {5.0}


def test_offered_is_sent_and_not_answered():
    raw = table(
        "Ticket ID|Created at|Solved at|Satisfaction Score\n1|2024-01-01|2024-01-02|Good\n"
        "2|2024-01-01|2024-01-03|Offered\n3|2024-01-01||"
    )
    surveys = imported(raw).tables["surveys"]
    assert surveys["sent_at"].notna().tolist() == [True, True]
    assert surveys["responded_at"].notna().tolist() == [True, False]
    assert (surveys["score"][0], surveys["scale_min"][0], surveys["scale_max"][0]) == (1.0, 0.0, 1.0)


def test_the_whole_column_decides_the_order_of_dates():
    raw = table("Ticket ID|Created at|Status\n1|03/04/2024|open\n2|13/04/2024|open")
    assert planned(raw).plan.questions == ()
    assert imported(raw).tables["tickets"]["created_at"][0] == np.datetime64("2024-04-03", "ms")


def test_an_open_order_is_asked_and_day_first_assumed_until_answered():
    draft = drafted(table("Ticket ID|Created at|Status\n1|03/04/2024|open\n2|05/06/2024|open"))
    (question,) = draft.sheets[0].plan.questions
    assert (question.about, question.likely) == ("date_order", "day-first")
    assert _kinds(service.balance(draft, 0).problems) == {"assumed": 1}
    answered = service.with_answer(draft, 0, question.id, "month-first")
    assert service.balance(answered, 0).problems == ()
    tickets = service.run(answered, EMPTY).tables["tickets"]
    assert tickets["created_at"][0] == np.datetime64("2024-03-04", "ms")


def test_a_month_column_beside_decides_the_order():
    raw = table("Ticket ID|Created at|Month|Status\n1|03/04/2024|3|open\n2|05/06/2024|5|open")
    assert planned(raw).plan.questions == ()
    assert imported(raw).tables["tickets"]["created_at"][0] == np.datetime64("2024-03-04", "ms")


def test_a_bare_duration_is_asked_unless_timestamps_tell_its_unit():
    asked = planned(table("Ticket ID|Created at|First response time|Status\n1|2024-01-01|5|open\n2|2024-01-02|7|open"))
    assert [question.about for question in asked.plan.questions] == ["unit"]
    told = planned(table(
        "Ticket ID|Created at|Resolved at|Resolution time\n1|2024-01-01 10:00|2024-01-01 12:00|120\n"
        "2|2024-01-01 10:00|2024-01-01 11:00|60"
    ))  # fmt: skip
    assert told.plan.questions == ()
    assert told.assembled.parts[0].frame["resolution_time"].tolist() == [2.0, 1.0]


def test_rows_that_do_not_count_are_left_out_by_reason_and_kept_for_a_look():
    raw = table(
        "Ticket ID|Created at|Status|Spam\n1|2024-01-01|open|no\n1|2024-01-01|open|no\n2|2024-01-01|open|yes\n"
        "3|2024-01-01|merged|no\n4|2024-01-02|closed|no"
    )
    found = imported(raw)
    source = found.sources[0]
    assert source.left_out == {"duplicate": 1, "spam": 1, "merged": 1}
    assert source.rows_in == 5 == source.rows_kept + 3
    assert found.rejected[0][["row", "reason"]].to_numpy().tolist() == [[3, "duplicate"], [4, "spam"], [5, "merged"]]


def test_spellings_that_differ_in_case_and_spaces_are_one():
    raw = table(
        "Ticket ID|Created at|Agent\n1|2024-01-01|Jim\n2|2024-01-01|jim\n3|2024-01-01|Jim\n4|2024-01-01|unassigned"
    )
    assert imported(raw).tables["tickets"]["agent"].tolist()[:3] == ["Jim", "Jim", "Jim"]
    assert imported(raw).tables["tickets"]["agent"].isna().tolist() == [False, False, False, True]


def test_cells_that_cannot_be_read_are_problems_with_their_place():
    text = "Ticket ID|Created at|Status\n1|2024-01-01|open\n2|n/a yet|open\n3|soon|open\n4|2024-01-05|open"
    (problem,) = assembled(table(text)).problems
    assert (problem.kind, problem.row, problem.column, problem.found, problem.count) == (
        "unreadable_date", 3, "Created at", "n/a yet", 2,
    )  # fmt: skip


def test_contradictions_are_reported_and_stay():
    raw = table(
        "Ticket ID|Created at|First response at|Resolved at|Resolution time (hours)\n"
        "1|2024-01-02 10:00|2024-01-02 09:00|2024-01-02 12:00|2\n2|2024-01-02 10:00|2024-01-02 14:00|2024-01-02 12:00|9"
    )
    kinds = _kinds(assembled(raw).problems)
    assert kinds == {"answered_before_created": 1, "response_after_resolution": 1, "time_mismatch": 1}


def test_a_zone_in_the_header_wins_over_the_workspace():
    raw = table(
        "Ticket ID|Created at (America/New_York)|Resolved at|Status\n1|2024-01-02 10:00|2024-01-03 10:00|solved\n"
        "2|2024-01-02 11:00||open"
    )
    tickets = imported(raw, zone="Europe/Berlin").tables["tickets"]
    assert tickets["created_at"][0] == np.datetime64("2024-01-02T15:00", "ms")
    assert tickets["resolved_at"][0] == np.datetime64("2024-01-03T09:00", "ms")


def test_the_same_export_again_updates_and_never_doubles():
    first = table("Ticket ID|Created at|Status\n1|2024-01-01|open\n2|2024-01-02|open")
    later = table("Ticket ID|Created at|Status\n2|2024-01-02|closed\n3|2024-01-03|open")
    base = imported(first)
    twice = merge(base, planned(first).assembled)
    assert (twice.rows("tickets"), len(twice.sources)) == (2, 1)
    grown = merge(base, planned(later).assembled)
    assert sorted(grown.tables["tickets"]["ticket_id"]) == ["1", "2", "3"]
    assert grown.tables["tickets"].set_index("ticket_id")["status"]["2"] == "closed"
    assert [(s.rows_in, s.rows_kept, dict(s.left_out)) for s in grown.sources] == [(2, 1, {"replaced": 1}), (2, 2, {})]
    assert base.rows("tickets") == 2


def test_unknown_columns_stay_as_dimensions():
    raw = table("Ticket ID|Created at|Status|Shoe size\n1|2024-01-01|open|44\n2|2024-01-02|open|45")
    tickets = imported(raw).tables["tickets"]
    assert tickets["extra:Shoe size"].tolist() == ["44", "45"]


def test_a_column_is_mapped_by_hand_and_remembered_by_layout():
    raw = table("Ticket ID|Created at|Status|Bucket\n1|2024-01-01|open|A\n2|2024-01-02|open|B")
    draft = service.with_field(drafted(raw), 0, 3, "category")
    plan = draft.sheets[0].plan
    assert plan.field_of(3) == "category"
    from cxdesk.imports.planning import Choices, plan_sheet

    again = plan_sheet(raw, "UTC", Choices(), {plan.layout: plan})
    assert again.plan.field_of(3) == "category"


def test_a_field_that_is_not_there_is_refused_in_a_sentence():
    draft = drafted(table("Ticket ID|Created at|Status\n1|2024-01-01|open"))
    with pytest.raises(UserError, match="Did you mean"):
        service.with_field(draft, 0, 2, "prioritty")


def test_a_skipped_sheet_gives_nothing():
    raw = table("Ticket ID|Created at|Status\n1|2024-01-01|open\n2|2024-01-01|open")
    draft = service.with_skipped(drafted(raw), 0, skipped=True)
    assert service.run(draft, EMPTY).tables == {}


def test_ids_that_look_like_days_stay_ids_and_dates_as_numbers_are_dates():
    raw = sheet([["Ticket ID", "Created at", "Status"], [45301, "45292.5", "open"], [45302, "45293.25", "open"]])
    tickets = imported(raw).tables["tickets"]
    assert tickets["ticket_id"].tolist() == ["45301", "45302"]
    assert tickets["created_at"][0] == np.datetime64("2024-01-01T12:00", "ms")


def test_a_scale_in_brackets_is_no_part_of_the_name():
    raw = table("Call ID|Call date|Resolved (Y/N)|CSAT (1-5)\n1|2024-01-01|Y|3\n2|2024-01-02|N|2")
    assert imported(raw).tables["surveys"]["scale_max"].tolist() == [5.0, 5.0]


def test_a_column_of_currencies_is_no_urgency():
    tickets = imported(table("Ticket ID|Created at|Cost|Currency\n1|2024-01-01|10|EUR\n2|2024-01-01|10|USD")).tables[
        "tickets"
    ]
    assert tickets["extra:Currency"].tolist() == ["EUR", "USD"]
    assert "priority" not in tickets


def test_amounts_that_name_several_currencies_keep_them():
    text = "Ticket ID|Created at|Cost\n1|2024-01-01|€10\n2|2024-01-01|$12.50\n3|2024-01-01|20 eur"
    tickets = imported(table(text)).tables["tickets"]
    assert tickets["cost"].tolist() == [10.0, 12.5, 20.0]
    assert tickets["extra:Currency"].tolist() == ["EUR", "USD", "EUR"]
    one = imported(table("Ticket ID|Created at|Cost\n1|2024-01-01|€10\n2|2024-01-01|€12.50")).tables["tickets"]
    assert "extra:Currency" not in one
