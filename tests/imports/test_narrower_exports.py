"""An export with fewer columns updates what it has and leaves the rest of each row as it was."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cxdesk.imports import service
from cxdesk.tables.dataset import EMPTY, Dataset

FULL = """Ticket ID,Created at,First response at,Resolved at,Status,Priority,Agent,Plan,CSAT
1,2024-05-01 08:00,2024-05-01 09:00,2024-05-02 08:00,Solved,High,Ann,Gold,5
2,2024-05-03 08:00,2024-05-03 09:30,2024-05-04 08:00,Solved,Low,Ben,Silver,2
3,2024-05-05 08:00,,,Open,Low,Ben,Gold,
"""
NARROW = """Ticket ID,Created at,Status,Agent
1,2024-05-01 08:00,Solved,Cleo
2,2024-05-03 08:00,Open,Ben
4,2024-05-06 08:00,Open,Ann
"""


def _read(folder: Path, text: str, base: Dataset = EMPTY) -> Dataset:
    path = folder / f"tickets{abs(hash(text)) % 1000}.csv"
    path.write_text(text, encoding="utf-8")
    return service.run(service.draft([path]), base)


def test_what_the_newer_file_does_not_hold_stays(tmp_path: Path) -> None:
    found = _read(tmp_path, NARROW, _read(tmp_path, FULL)).tables["tickets"].set_index("ticket_id").sort_index()
    assert list(found.index) == ["1", "2", "3", "4"]
    assert list(found["agent"]) == ["Cleo", "Ben", "Ben", "Ann"]  # as the newer file says
    assert list(found["priority"].astype("str").fillna("")) == ["High", "Low", "Low", ""]
    assert list(found["extra:Plan"].astype("str").fillna("")) == ["Gold", "Silver", "Gold", ""]
    assert found["first_response_at"]["1"] == pd.Timestamp("2024-05-01 09:00")
    assert found["resolved_at"]["1"] == pd.Timestamp("2024-05-02 08:00")


def test_a_ticket_that_is_open_again_does_not_keep_its_resolution(tmp_path: Path) -> None:
    found = _read(tmp_path, NARROW, _read(tmp_path, FULL)).tables["tickets"].set_index("ticket_id")
    assert pd.isna(found["resolved_at"]["2"])
    assert found["first_response_at"]["2"] == pd.Timestamp("2024-05-03 09:30")


def test_a_blank_cell_of_the_newer_file_is_blank(tmp_path: Path) -> None:
    blank = FULL.replace("High,Ann", ",Ann")
    found = _read(tmp_path, blank, _read(tmp_path, FULL)).tables["tickets"].set_index("ticket_id")
    assert pd.isna(found["priority"]["1"])


def test_a_duration_gives_way_to_the_newer_date_of_its_event(tmp_path: Path) -> None:
    old = "Ticket ID,Created at,Resolution time (hours),Status,Agent\n7,2024-05-01 08:00,5,Solved,Ann\n"
    new = "Ticket ID,Created at,Resolved at,Status,Agent\n7,2024-05-01 08:00,2024-05-01 20:00,Solved,Ann\n"
    found = _read(tmp_path, new, _read(tmp_path, old)).tables["tickets"]
    assert "resolution_time" not in found or found["resolution_time"].isna().all()
    assert found["resolved_at"].iloc[0] == pd.Timestamp("2024-05-01 20:00")
