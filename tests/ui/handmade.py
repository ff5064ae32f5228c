"""A small company made by hand: 18 months of tickets and answers, for pages and dialogs."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from cxdesk.common.periods import Calendar
from cxdesk.common.progress import SILENT, Progress
from cxdesk.report.build import Evaluation, evaluate_query, judge
from cxdesk.report.records import Query, Report
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.targets.target import TargetBook

ZONE = "Europe/Berlin"
CALENDAR = Calendar(zone=ZONE)
_CHANNELS = np.array(["email", "chat", "phone", "web form"])
_AGENTS = np.array([f"Agent {letter}" for letter in "ABCDEFGHIJKL"])
_CATEGORIES = np.array(["Billing", "Login", "Delivery", "Other"])


@cache
def dataset(rows: int = 3_000) -> Dataset:
    """Tickets from October 2022 to March 2024, one answer to every third."""
    rng = np.random.default_rng(7)
    start, end = np.datetime64("2022-10-01", "ms"), np.datetime64("2024-04-01", "ms")
    created = np.sort(start + (rng.random(rows) * (end - start).astype(np.int64)).astype("timedelta64[ms]"))
    late = np.where(created >= np.datetime64("2024-03-01"), 1.5, 1.0)
    hours = rng.lognormal(2.6, 1.0, rows) * late
    first = np.minimum(rng.lognormal(0.3, 1.1, rows), hours)
    milliseconds = 3_600_000
    resolved = created + (hours * milliseconds).astype("timedelta64[ms]")
    resolved[(resolved > end) | (rng.random(rows) < 0.02)] = np.datetime64("NaT")
    tickets = pd.DataFrame(
        {
            "ticket_id": pd.Series([f"T{number:05d}" for number in range(rows)], dtype="str"),
            "created_at": created,
            "first_response_at": created + (first * milliseconds).astype("timedelta64[ms]"),
            "resolved_at": resolved,
            "channel": pd.Categorical(rng.choice(_CHANNELS, rows, p=[0.5, 0.25, 0.15, 0.1])),
            "agent": pd.Categorical(rng.choice(_AGENTS, rows)),
            "category": pd.Categorical(rng.choice(_CATEGORIES, rows)),
            "requester": pd.Categorical([f"person{one}@example.org" for one in rng.integers(0, rows // 3, rows)]),
            "subject": pd.Series(
                ["=Refund, please", "Cannot log in", "Where is my parcel?"] * (rows // 3), dtype="str"
            ),
            "reopen_count": rng.poisson(0.07, rows).astype(float),
            "reply_count": (1 + rng.poisson(1.2, rows)).astype(float),
            "escalated": (rng.random(rows) < 0.06).astype(float),
            "_source": np.zeros(rows, dtype=np.int32),
            "_row": np.arange(2, rows + 2, dtype=np.int32),
        }
    )
    return Dataset(tables={"tickets": tickets, "surveys": _surveys(tickets, rng)}, sources=_sources(rows))


def _surveys(tickets: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    asked = tickets[tickets["resolved_at"].notna()].iloc[::3]
    count = len(asked)
    return pd.DataFrame(
        {
            "response_id": pd.Series([f"S{number}" for number in range(count)], dtype="str"),
            "kind": pd.Categorical(["csat"] * count),
            "score": rng.choice([1.0, 2.0, 3.0, 4.0, 5.0], count, p=[0.05, 0.06, 0.1, 0.3, 0.49]),
            "scale_max": np.full(count, 5.0),
            "responded_at": asked["resolved_at"].to_numpy(),
            "ticket_id": asked["ticket_id"].reset_index(drop=True),
            "_source": np.ones(count, dtype=np.int32),
            "_row": np.arange(2, count + 2, dtype=np.int32),
        }
    )


def _sources(rows: int) -> tuple[Source, ...]:
    return (
        Source(file="support-export.xlsx", sheet="Tickets", table="tickets", rows_in=rows, rows_kept=rows),
        Source(file="csat.csv", sheet="csat.csv", table="surveys", rows_in=rows // 3, rows_kept=rows // 3),
    )


def report(
    book: TargetBook | None = None, *, month: date | None = date(2024, 3, 1), data: Dataset | None = None
) -> Report:
    """The report of a month (None = everything) with its history."""
    period = None if month is None else CALENDAR.period(month, CALENDAR.step(month, Query().grain))
    query = Query(period=period, calendar=CALENDAR, history=True)
    return judge(evaluate_query(data or dataset(), query), book or TargetBook())


_kept: list[tuple[Dataset, Query, Evaluation]] = []


def keep_evaluations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Evaluate the same question about the same data once for all tests; targets are judged anew each time."""

    def evaluate(data: Dataset, query: Query, progress: Progress = SILENT) -> Evaluation:
        for known, asked, answer in _kept:
            if known is data and asked == query:
                return answer
        answer = evaluate_query(data, query, progress)
        _kept.append((data, query, answer))
        return answer

    monkeypatch.setattr("cxdesk.report.build.evaluate_query", evaluate)
