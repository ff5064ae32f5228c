"""Sheets with several rows a ticket: one row a ticket, what the changes tell worked in, nothing lost unsaid."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.imports import service
from cxdesk.tables.dataset import EMPTY, Dataset

AT = pd.Timestamp

CHANGES = """Ticket,Timestamp,Status,Assigned To,Priority
T1,2024-03-01 09:00,Open,Unassigned,High
T1,2024-03-01 09:30,In progress,Ann,
T1,2024-03-01 10:00,Waiting on customer,Ann,
T1,2024-03-01 12:00,Resolved,Ann,
T1,2024-03-02 08:00,Reopened,Ben,
T1,2024-03-02 11:00,Resolved,Ben,
T1,2024-03-05 11:00,Closed,Ben,
T2,2024-03-01 10:00,Open,Unassigned,Low
T2,2024-03-01 15:00,In progress,Ben,
T3,2024-03-02 10:00,Open,Unassigned,Low
T3,2024-03-02 10:20,Resolved,Cleo,
"""


def _dataset(folder: Path, *texts: str, base: Dataset = EMPTY) -> Dataset:
    for number, text in enumerate(texts):
        path = folder / f"log{number}_{abs(hash(text)) % 10_000}.csv"
        path.write_text(text, encoding="utf-8")
        base = service.run(service.draft([path]), base)
    return base


def _tickets(dataset: Dataset) -> pd.DataFrame:
    return dataset.tables["tickets"].set_index("ticket_id").sort_index()


def test_a_log_of_changes_becomes_one_row_a_ticket(tmp_path: Path) -> None:
    dataset = _dataset(tmp_path, CHANGES)
    source = dataset.sources[0]
    assert (source.rows_in, source.rows_kept, dict(source.left_out)) == (11, 3, {"older_update": 8})
    tickets = _tickets(dataset)
    assert list(tickets.index) == ["T1", "T2", "T3"]
    assert list(tickets["_row"]) == [8, 10, 12]  # the latest row of each, as a person counts


def test_creation_response_resolution_and_closing_come_from_the_times_of_the_changes(tmp_path: Path) -> None:
    tickets = _tickets(_dataset(tmp_path, CHANGES))
    assert list(tickets["created_at"]) == [AT("2024-03-01 09:00"), AT("2024-03-01 10:00"), AT("2024-03-02 10:00")]
    assert tickets["first_response_at"]["T1"] == AT("2024-03-01 10:00")
    assert tickets["first_response_at"].isna()[["T2", "T3"]].all()
    assert tickets["resolved_at"]["T1"] == AT("2024-03-02 11:00")  # the resolution that held
    assert pd.isna(tickets["resolved_at"]["T2"])
    assert tickets["closed_at"]["T1"] == AT("2024-03-05 11:00")


def test_reopens_and_handoffs_are_counted_and_what_was_said_once_stays(tmp_path: Path) -> None:
    tickets = _tickets(_dataset(tmp_path, CHANGES))
    assert list(tickets["reopen_count"]) == [1, 0, 0]
    assert list(tickets["handoff_count"]) == [1, 0, 0]  # from nobody to Ann is no handoff
    assert list(tickets["agent"]) == ["Ben", "Ben", "Cleo"]
    assert list(tickets["priority"]) == ["High", "Low", "Low"]
    assert list(tickets["status"]) == ["Closed", "In progress", "Resolved"]


def test_the_folding_is_said_with_what_was_worked_out(tmp_path: Path) -> None:
    dataset = _dataset(tmp_path, CHANGES)
    said = [problem for problem in dataset.problems if problem.kind == "folded"]
    assert len(said) == 1
    assert "11 rows were folded into 3 tickets" in said[0].message
    assert "creation, first response, resolution, closing, reopens, handoffs" in said[0].message


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_rows_does_not_matter(tmp_path: Path, seed: int) -> None:
    head, *rows = CHANGES.strip().split("\n")
    mixed = [rows[i] for i in np.random.default_rng(seed).permutation(len(rows))]
    expected = _tickets(_dataset(tmp_path, CHANGES)).drop(columns=["_row", "_source"])
    found = _tickets(_dataset(tmp_path, "\n".join([head, *mixed]) + "\n")).drop(columns=["_row", "_source"])
    pd.testing.assert_frame_equal(found[expected.columns], expected)


def test_newest_first_without_times_of_day_is_read_from_its_end(tmp_path: Path) -> None:
    text = (
        "Ticket,Date,Status,Assigned To\n"
        "T1,2024-03-03,Closed,Ben\nT1,2024-03-02,Resolved,Ben\nT1,2024-03-02,In progress,Ann\nT1,2024-03-01,Open,\n"
        "T2,2024-03-04,Resolved,Ann\nT2,2024-03-04,In progress,Ann\nT2,2024-03-02,Open,\n"
    )
    tickets = _tickets(_dataset(tmp_path, text))
    assert list(tickets["status"]) == ["Closed", "Resolved"]
    assert list(tickets["reopen_count"]) == [0, 0]
    assert list(tickets["handoff_count"]) == [1, 0]


SNAPSHOTS = """number,opened_at,sys_updated_at,sys_mod_count,state,assigned_to,reassignment_count,made_sla
INC1,2024-01-01 08:00:00,2024-01-01 08:05:00,0,New,?,0,true
INC1,2024-01-01 08:00:00,2024-01-01 09:00:00,1,Active,Ann,0,true
INC1,2024-01-01 08:00:00,2024-01-01 10:00:00,2,Awaiting User Info,Ann,0,true
INC1,2024-01-01 08:00:00,2024-01-03 08:00:00,3,Closed,Ben,1,false
INC2,2024-01-02 08:00:00,2024-01-02 08:01:00,0,New,?,0,true
INC2,2024-01-02 08:00:00,2024-01-02 09:30:00,1,Resolved,Ben,0,true
INC2,2024-01-02 08:00:00,2024-01-02 12:00:00,2,Active,Ben,0,true
"""


def test_snapshots_stand_as_of_their_latest_row_and_own_columns_win(tmp_path: Path) -> None:
    tickets = _tickets(_dataset(tmp_path, SNAPSHOTS))
    assert list(tickets["created_at"]) == [AT("2024-01-01 08:00"), AT("2024-01-02 08:00")]
    assert list(tickets["handoff_count"]) == [1, 0]
    assert list(tickets["sla_met"]) == [0, 1]
    assert tickets["first_response_at"]["INC1"] == AT("2024-01-01 10:00")
    assert tickets["resolved_at"]["INC1"] == AT("2024-01-03 08:00")
    assert pd.isna(tickets["resolved_at"]["INC2"])  # active again
    assert list(tickets["reopen_count"]) == [0, 1]


MESSAGES = """Message ID,Conversation ID,Message date,Direction,Autoreply,Inbox,Assignee,Author,Status
m1,cnv_1,2024-05-01 09:00:00,Inbound,false,Support,,joe@acme.com,open
m2,cnv_1,2024-05-01 09:00:05,Outbound,true,Support,,Robot,open
m3,cnv_1,2024-05-01 09:40:00,Outbound,false,Support,Ann,Ann,open
m4,cnv_1,2024-05-01 11:00:00,Inbound,false,Support,Ann,joe@acme.com,open
m5,cnv_1,2024-05-01 11:30:00,Outbound,false,Support,Ben,Ben,archived
m6,cnv_2,2024-05-02 09:00:00,Outbound,false,Support,Ann,Ann,open
m7,cnv_2,2024-05-02 10:00:00,Inbound,false,Support,Ann,kim@zeta.com,open
m8,cnv_2,2024-05-02 10:15:00,Outbound,false,Support,Ann,Ann,archived
"""


def test_messages_of_a_conversation_give_its_first_response_and_replies(tmp_path: Path) -> None:
    tickets = _tickets(_dataset(tmp_path, MESSAGES))
    assert list(tickets.index) == ["cnv_1", "cnv_2"]
    assert list(tickets["created_at"]) == [AT("2024-05-01 09:00"), AT("2024-05-02 09:00")]
    # an automatic reply answers nobody; what the team wrote first waits for the customer
    assert list(tickets["first_response_at"]) == [AT("2024-05-01 09:40"), AT("2024-05-02 10:15")]
    assert list(tickets["reply_count"]) == [2, 2]
    assert list(tickets["agent"]) == ["Ben", "Ann"]
    assert list(tickets["handoff_count"]) == [1, 0]


FIELDS = """Issue key,Created,Change date,Field,From,To,Author
SD-1,2024-02-01 08:00,2024-02-01 08:10,assignee,,Ann,Bot
SD-1,2024-02-01 08:00,2024-02-01 09:00,status,Open,Waiting for customer,Ann
SD-1,2024-02-01 08:00,2024-02-01 12:00,status,Waiting for customer,Resolved,Ann
SD-1,2024-02-01 08:00,2024-02-02 12:00,assignee,Ann,Ben,Ben
SD-1,2024-02-01 08:00,2024-02-02 12:05,status,Resolved,Reopened,Ben
SD-1,2024-02-01 08:00,2024-02-03 12:00,status,Reopened,Done,Ben
SD-2,2024-02-05 08:00,2024-02-05 08:10,assignee,,Cleo,Bot
SD-2,2024-02-05 08:00,2024-02-05 10:00,priority,Low,High,Cleo
"""


def test_a_change_log_of_named_fields_gives_status_and_agent(tmp_path: Path) -> None:
    tickets = _tickets(_dataset(tmp_path, FIELDS))
    assert list(tickets["created_at"]) == [AT("2024-02-01 08:00"), AT("2024-02-05 08:00")]
    assert tickets["resolved_at"]["SD-1"] == AT("2024-02-03 12:00")
    assert tickets["first_response_at"]["SD-1"] == AT("2024-02-01 09:00")
    assert tickets["status"]["SD-1"] == "Done"
    assert list(tickets["agent"]) == ["Ben", "Cleo"]
    assert list(tickets["reopen_count"]) == [1, 0]
    assert list(tickets["handoff_count"]) == [1, 0]


EVENTS = """Case ID;Ereignis;Zeitpunkt;Bearbeiter
1;Erstellt;01.03.2024 09:00;
1;Antwort;01.03.2024 09:45;Anna
1;Eskaliert;01.03.2024 11:00;Anna
1;Erledigt;02.03.2024 09:00;Bernd
2;Erstellt;13.03.2024 09:00;
2;Erledigt;13.03.2024 10:00;Anna
"""


def test_events_in_german_give_responses_escalations_and_resolutions(tmp_path: Path) -> None:
    tickets = _tickets(_dataset(tmp_path, EVENTS))
    assert tickets["first_response_at"]["1"] == AT("2024-03-01 09:45")
    assert list(tickets["resolved_at"]) == [AT("2024-03-02 09:00"), AT("2024-03-13 10:00")]
    assert list(tickets["escalated"]) == [1, 0]
    assert list(tickets["reply_count"]) == [1, 0]


def test_one_number_given_twice_with_other_cells_is_the_later_state(tmp_path: Path) -> None:
    text = "Ticket ID,Created,Updated,Status,Agent\n" + "".join(
        f"{n},2024-01-{n:02d} 08:00,2024-01-{n:02d} 09:00,Open,Ann\n" for n in range(1, 21)
    )
    text += "7,2024-01-07 08:00,2024-01-09 10:00,Solved,Ben\n"
    dataset = _dataset(tmp_path, text)
    tickets = _tickets(dataset)
    assert len(tickets) == 20
    assert tickets["status"]["7"] == "Solved"
    assert dict(dataset.sources[0].left_out) == {"older_update": 1}


def test_numbers_that_a_spreadsheet_rounded_are_not_folded(tmp_path: Path) -> None:
    text = "Ticket ID,Created,Status\n" + "".join(f"1.25E+17,2024-01-{n:02d} 08:00,Open\n" for n in range(1, 6))
    dataset = _dataset(tmp_path, text)
    assert dataset.rows("tickets") == 5
    assert {problem.kind for problem in dataset.problems} >= {"damaged_id"}


def test_a_ticket_deleted_in_the_end_is_left_out_and_one_restored_counts(tmp_path: Path) -> None:
    text = (
        "Ticket,Timestamp,Status\nT1,2024-03-01 09:00,Open\nT1,2024-03-01 10:00,Spam\n"
        "T2,2024-03-01 09:00,Spam\nT2,2024-03-01 10:00,Open\nT2,2024-03-01 11:00,Solved\n"
    )
    dataset = _dataset(tmp_path, text)
    assert list(_tickets(dataset).index) == ["T2"]
    assert dict(dataset.sources[0].left_out) == {"older_update": 3, "spam": 1}


@pytest.mark.parametrize("cut", [4, 5, 6, 9])
def test_a_log_that_goes_on_in_a_second_file_keeps_its_beginning(tmp_path: Path, cut: int) -> None:
    head, *rows = CHANGES.strip().split("\n")
    early, late = ("\n".join([head, *part]) + "\n" for part in (rows[:cut], rows[cut:]))
    whole, parts = _tickets(_dataset(tmp_path, CHANGES)), _tickets(_dataset(tmp_path, early, late))
    names = ["created_at", "first_response_at", "resolved_at", "reopen_count", "handoff_count"]
    pd.testing.assert_frame_equal(parts[names], whole[names])
    for name in ("status", "agent", "priority"):
        assert list(parts[name]) == list(whole[name])


def test_the_files_of_a_log_may_come_in_any_order(tmp_path: Path) -> None:
    head, *rows = CHANGES.strip().split("\n")
    early, late = ("\n".join([head, *part]) + "\n" for part in (rows[:4], rows[4:]))
    found = _tickets(_dataset(tmp_path, late, early))
    assert found["status"]["T1"] == "Closed"
    assert found["created_at"]["T1"] == AT("2024-03-01 09:00")
    assert found["first_response_at"]["T1"] == AT("2024-03-01 10:00")
    assert found["resolved_at"]["T1"] == AT("2024-03-02 11:00")


def test_the_same_log_twice_changes_nothing_and_an_older_one_stays_away(tmp_path: Path) -> None:
    once = _dataset(tmp_path, CHANGES)
    again = _dataset(tmp_path, CHANGES, base=once)
    pd.testing.assert_frame_equal(
        _tickets(again).drop(columns="_source"), _tickets(once).drop(columns="_source"), check_categorical=False
    )
    assert len(again.sources) == 1
    older = "\n".join(CHANGES.split("\n")[:5]) + "\n"
    kept = _tickets(_dataset(tmp_path, older, base=once))
    assert kept["status"]["T1"] == "Closed"
    assert kept["reopen_count"]["T1"] == 1


_STATES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5000), st.sampled_from(["Open", "Pending", "Solved", "Closed", ""])),
    min_size=7, max_size=60, unique_by=lambda event: event[1],
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(_STATES)
def test_folding_equals_a_walk_over_the_events(tmp_path_factory: pytest.TempPathFactory, events: list) -> None:
    start = AT("2024-01-01 00:00")
    text = "Ticket,Timestamp,Status,Agent\n" + "".join(
        f"T{ticket},{start + pd.Timedelta(minutes=minute)},{state},A{minute % 3}\n" for ticket, minute, state in events
    )
    dataset = _dataset(tmp_path_factory.mktemp("log"), text)
    if len({ticket for ticket, _, _ in events}) == len(events):
        return
    tickets = _tickets(dataset)
    for name in {f"T{ticket}" for ticket, _, _ in events}:
        mine = sorted((minute, state) for ticket, minute, state in events if f"T{ticket}" == name)
        resolved_at, reopens, done = None, 0, False
        for minute, state in mine:
            if state in {"Solved", "Closed"} and not done:
                done, resolved_at = True, start + pd.Timedelta(minutes=minute)
            elif state in {"Open", "Pending"} and done:
                done, resolved_at, reopens = False, None, reopens + 1
        row = tickets.loc[name]
        assert row["created_at"] == start + pd.Timedelta(minutes=mine[0][0])
        if "resolved_at" in tickets:
            assert (row["resolved_at"] == resolved_at) if resolved_at is not None else pd.isna(row["resolved_at"])
            assert row["reopen_count"] == reopens
