"""The rows that a change touched stand beside what they were before, paired by the table's key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from cxdesk.tables.dataset import Dataset
from cxdesk.workspace.file import row_details
from cxdesk.workspace.file.history_text import kinds_of
from cxdesk.workspace.file.reading import history_of
from cxdesk.workspace.file.records import Change
from cxdesk.workspace.file.row_details import compared_rows, rows_of_change, title_of
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def tickets(ids: str, agents: list[str | None], first_row: int = 2) -> pd.DataFrame:
    return pd.DataFrame({
        "ticket_id": pd.Series([*ids], dtype="str"), "agent": pd.Categorical(agents),
        "_source": [0] * len(ids), "_row": range(first_row, first_row + len(ids)),
    })  # fmt: skip


def of(frame: pd.DataFrame) -> Session:
    return Session(dataset=Dataset(tables={"tickets": frame}))


def test_rows_are_paired_by_the_key_and_those_that_only_moved_count_for_nothing() -> None:
    found = compared_rows("tickets", tickets("1234", ["a", "b", "c", None]), tickets("5421", ["e", "d", "b", "a"], 9))
    assert found.keys == ("ticket_id",)
    assert (found.added_count, found.removed_count, found.changed_count) == (1, 1, 1)
    assert list(found.added["ticket_id"]) == ["5"]
    assert list(found.removed["ticket_id"]) == ["3"]
    assert list(found.before["ticket_id"]) == list(found.after["ticket_id"]) == ["4"]
    assert found.before["agent"].isna().all()
    assert list(found.after["agent"]) == ["d"]
    assert list(found.before.columns) == ["ticket_id", "agent"]


def test_rows_without_a_key_are_added_and_removed() -> None:
    before, after = (pd.DataFrame({"value": [1.0, number], "_row": [2, 3]}) for number in (2.0, 3.0))
    found = compared_rows("web", before, after)
    assert (found.keys, found.added_count, found.removed_count, found.changed_count) == ((), 1, 1, 0)


def test_a_table_that_came_or_went_is_all_added_or_removed() -> None:
    frame = tickets("12", ["a", "b"])
    assert compared_rows("tickets", None, frame).added_count == 2
    gone = compared_rows("tickets", frame, None)
    assert (gone.removed_count, list(gone.removed["ticket_id"]), gone.added_count) == (2, ["1", "2"], 0)


def test_each_change_of_the_history_gives_its_own_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.cxdesk"
    states = [of(tickets("12", ["a", "b"])), of(tickets("12", ["a", "c"])), of(tickets("123", ["a", "c", "d"], 5))]
    states.append(replace(states[2], zone="Asia/Tokyo"))
    states.append(Session(zone="Asia/Tokyo"))
    base = save(path, states[0], now=NOW)
    for before, after in pairwise(states):
        base = save(path, after, now=NOW, base=base, changes=[Change(at=NOW, words="x", before=before, after=after)])
    found = [rows_of_change(path, number, "table:tickets") for number in (1, 2, 4)]
    assert [(one.added_count, one.removed_count, one.changed_count) for one in found] == [
        (0, 0, 1),
        (1, 0, 0),
        (0, 3, 0),
    ]
    assert (list(found[0].before["agent"]), list(found[0].after["agent"])) == (["b"], ["c"])
    assert list(found[1].added["ticket_id"]) == ["3"]
    assert list(found[2].removed["agent"]) == ["a", "c", "d"]
    history = {entry.number: entry for entry in history_of(path)}
    told = history[2].rows["table:tickets"]
    assert (told.added, told.removed, told.changed) == (1, 0, 0)  # the other two rows only moved in the file
    assert [set(kinds_of(history[number])) for number in (1, 2, 3, 4)] == [
        {"data"},
        {"data"},
        {"conventions"},
        {"data"},
    ]


def test_only_the_first_rows_are_kept_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_details, "MOST_ROWS", 3)
    found = compared_rows("tickets", tickets("123456", ["a"] * 6), tickets("123456", ["b"] * 6))
    assert (found.changed_count, len(found.before), len(found.after)) == (6, 3, 3)
    assert title_of("tickets", "ticket_id") == "Ticket ID"
