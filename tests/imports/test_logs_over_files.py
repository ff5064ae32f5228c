"""A log of changes split over files: whatever the order of the files, each ticket has its whole history."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest

from cxdesk.imports import service
from cxdesk.tables.dataset import EMPTY

_HEADER = "Issue key,Changed at,Author,Field,From,To\n"
# T1 is given to Ann in January, handed to Ben in February, resolved, reopened and resolved in March.
# T2 has its agent in January alone; T3 is resolved in January, and only its priority changes later.
_MONTHS = {
    "january": """T1,2024-01-10 09:00,cus,status,,Open
T1,2024-01-10 10:00,Ann,assignee,,Ann
T2,2024-01-11 09:00,cus,status,,Open
T2,2024-01-11 09:30,Cleo,assignee,,Cleo
T3,2024-01-12 09:00,cus,status,,Open
T3,2024-01-12 15:00,Ann,status,Open,Resolved
""",
    "february": """T1,2024-02-01 09:00,Ann,assignee,Ann,Ben
T1,2024-02-01 10:00,Ben,status,Open,In Progress
T2,2024-02-02 09:00,Cleo,status,Open,In Progress
T3,2024-02-03 09:00,Ann,priority,Low,High
""",
    "march": """T1,2024-03-01 09:00,Ben,status,Open,Resolved
T1,2024-03-02 09:00,cus,status,Resolved,Reopened
T1,2024-03-03 09:00,Ben,status,Reopened,Resolved
T2,2024-03-04 09:00,Cleo,status,In Progress,Resolved
""",
}


def _files(folder: Path) -> dict[str, Path]:
    for name, rows in _MONTHS.items():
        (folder / f"{name}.csv").write_text(_HEADER + rows, encoding="utf-8")
    return {name: folder / f"{name}.csv" for name in _MONTHS}


def _check(tickets: pd.DataFrame) -> None:
    at = pd.Timestamp
    assert list(tickets.index) == ["T1", "T2", "T3"]
    assert list(tickets["created_at"]) == [at("2024-01-10 09:00"), at("2024-01-11 09:00"), at("2024-01-12 09:00")]
    assert list(tickets["resolved_at"]) == [at("2024-03-03 09:00"), at("2024-03-04 09:00"), at("2024-01-12 15:00")]
    assert list(tickets["handoff_count"].fillna(0)) == [1, 0, 0]
    assert list(tickets["reopen_count"].fillna(0)) == [1, 0, 0]
    assert list(tickets["agent"].astype("str").fillna(""))[:2] == ["Ben", "Cleo"]
    assert list(tickets["status"].astype("str")) == ["Resolved", "Resolved", "Resolved"]


@pytest.mark.parametrize("order", list(permutations(_MONTHS)))
def test_files_of_one_import_give_the_same_tickets_in_any_order(tmp_path: Path, order: tuple[str, ...]) -> None:
    files = _files(tmp_path)
    dataset = service.run(service.draft([files[name] for name in order]), EMPTY)
    _check(dataset.tables["tickets"].set_index("ticket_id").sort_index())


@pytest.mark.parametrize("order", [("january", "february", "march"), ("march", "february", "january")])
def test_files_imported_one_by_one_go_on_forwards_and_backwards(tmp_path: Path, order: tuple[str, ...]) -> None:
    files, dataset = _files(tmp_path), EMPTY
    for name in order:
        dataset = service.run(service.draft([files[name]]), dataset)
    _check(dataset.tables["tickets"].set_index("ticket_id").sort_index())


def test_updates_with_longer_names_of_columns_are_a_log_of_changes(tmp_path: Path) -> None:
    path = tmp_path / "updates.csv"
    path.write_text(
        "Ticket ID,Update - Timestamp,Updater name,Changes - Field name,Changes - Previous value,Changes - New value\n"
        "7,2024-03-01 09:00:00,Mia,status,,New\n"
        "7,2024-03-01 10:00:00,Ann,assignee_id,,Ann\n"
        "7,2024-03-01 12:00:00,Ann,status,New,Solved\n"
        "8,2024-03-02 09:00:00,Leo,status,,New\n"
        "8,2024-03-02 09:30:00,Ann,status,New,Open\n",
        encoding="utf-8",
    )
    tickets = service.run(service.draft([path]), EMPTY).tables["tickets"].set_index("ticket_id")
    assert tickets["resolved_at"]["7"] == pd.Timestamp("2024-03-01 12:00")
    assert pd.isna(tickets["resolved_at"]["8"])
    assert tickets["agent"].astype("str")["7"] == "Ann"
