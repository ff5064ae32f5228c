"""An open app without a window: state, history, and what it said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cxdesk.common.problems import Problem, Severity
from cxdesk.tables.dataset import Dataset, Source
from ui.state import AppState
from ui.theme import theme
from ui.undo.history import History
from ui.work.jobs import JobRunner

PATIENCE_MS = 60_000


@dataclass(kw_only=True, eq=False)
class Desk:
    """State and history with the sentences told and the bugs met."""

    state: AppState
    history: History
    told: list[str] = field(default_factory=list)
    bugs: list[object] = field(default_factory=list)


@contextmanager
def opened(qtbot: QtBot, folder: Path) -> Iterator[Desk]:
    """A desk that is ready; every bug it met fails the test."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    state = AppState(JobRunner(), folder)
    desk = Desk(state=state, history=History(state))
    state.told.connect(desk.told.append)
    state.crashed.connect(desk.bugs.append)
    with qtbot.waitSignal(state.ready, timeout=PATIENCE_MS):
        state.start()
    yield desk
    state.close()
    assert desk.bugs == []


def six_tickets() -> Dataset:
    """Six tickets of two months from one file, two rows left out of it, and a month's cost from another."""
    created = np.array(
        ["2024-05-02T09:00", "2024-05-20T10:00", "2024-06-03T09:00", "2024-06-04T09:00", "2024-06-05T09:00",
         "2024-06-30T23:00"], dtype="datetime64[ms]")  # fmt: skip
    hours = np.array([4, 30, 2, 26, 5, 0.5])
    tickets = pd.DataFrame(
        {
            "ticket_id": [f"T{number}" for number in range(6)],
            "created_at": created,
            "resolved_at": created + (hours * 3_600_000).astype("timedelta64[ms]"),
            "channel": pd.Categorical(["E-mail", "Chat"] * 3),
            "_source": np.zeros(6, dtype="int32"),
            "_row": np.array([2, 3, 4, 6, 7, 9], dtype="int32"),
        }
    )
    figures = pd.DataFrame(
        {
            "month": np.array(["2024-06-01"], dtype="datetime64[ms]"),
            "name": pd.Categorical(["support_cost"]),
            "value": [3000.0],
            "_source": np.ones(1, dtype="int32"),
            "_row": np.array([2], dtype="int32"),
        }
    )
    rejected = pd.DataFrame({"Ticket": ["T3", "=2+2"], "reason": ["duplicate", "spam"], "row": [5, 8]})
    return Dataset(
        tables={"tickets": tickets, "figures": figures},
        sources=(
            Source(file="desk.xlsx", sheet="Tickets", table="tickets", rows_in=8, rows_kept=6, path="/none/desk.xlsx",
                   left_out={"duplicate": 1, "spam": 1}, recognised_as="Help-desk export"),
            Source(file="cost.csv", sheet="cost", table="figures", rows_in=1, rows_kept=1, path="/none/cost.csv"),
        ),
        problems=(
            Problem(kind="assumed", message="Times are taken in UTC.", file="desk.xlsx", severity=Severity.INFO),
            Problem(kind="unreadable_date", message="The date cannot be read.", file="desk.xlsx", sheet="Tickets",
                    row=7, column="Closed", found="n/a", expected="a date", count=3),
        ),
        rejected={0: rejected},
    )  # fmt: skip
