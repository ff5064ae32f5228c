"""A help desk of two months in sixteen tickets and eleven answers, small enough to count by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cxdesk.common.periods import Calendar, Grain
from cxdesk.tables.dataset import Dataset, Source

UTC = Calendar()
JANUARY = UTC.step_of(date(2024, 1, 1), Grain.MONTH)
FEBRUARY = UTC.step_of(date(2024, 2, 1), Grain.MONTH)
HOUR = np.timedelta64(3_600_000, "ms")


def instants(*texts: str | None) -> np.ndarray:
    return np.array([text or "NaT" for text in texts], dtype="datetime64[ms]")


def tickets(created, first_hours, solved_hours, **columns: Any) -> pd.DataFrame:
    """Tickets by creation and hours to first response and resolution (None = not yet)."""
    start = instants(*created)

    def later(hours):
        known = np.array([np.nan if value is None else value for value in hours])
        steps = np.nan_to_num(known) * 3_600_000
        return np.where(np.isnan(known), np.datetime64("NaT", "ms"), start + steps.astype("timedelta64[ms]"))

    frame = {
        "ticket_id": [f"T{i}" for i in range(len(start))],
        "created_at": start,
        "first_response_at": later(first_hours),
        "resolved_at": later(solved_hours),
        **{name: pd.Categorical(values) if isinstance(values[0], str) else values for name, values in columns.items()},
        "_source": np.zeros(len(start), dtype=np.int32),
        "_row": np.arange(2, len(start) + 2, dtype=np.int32),
    }
    return pd.DataFrame(frame)


def answers(kind, scores, at, top) -> pd.DataFrame:
    n = len(scores)
    return pd.DataFrame(
        {
            "response_id": [f"{kind}{i}" for i in range(n)],
            "kind": pd.Categorical([kind] * n),
            "score": np.array(scores, dtype=float),
            "scale_min": np.full(n, 0.0 if kind == "nps" else 1.0),
            "scale_max": np.full(n, float(top)),
            "responded_at": instants(*at),
            "_source": np.ones(n, dtype=np.int32),
            "_row": np.arange(2, n + 2, dtype=np.int32),
        }
    )


def dataset_of(**tables: pd.DataFrame) -> Dataset:
    sources = tuple(
        Source(file=f"{name}.xlsx", sheet=name, table=name, rows_in=len(frame), rows_kept=len(frame))
        for name, frame in tables.items()
    )
    return Dataset(tables=tables, sources=sources)


@pytest.fixture(scope="session")
def desk() -> Dataset:
    """January: 6 tickets, all solved. February: 10 tickets, 8 solved, and one that nobody dated."""
    created = [f"2024-01-{day:02}T09:00" for day in (1, 5, 10, 15, 20, 25)]
    created += [f"2024-02-{day:02}T09:00" for day in (1, 4, 7, 10, 13, 16, 19, 22, 25, 29)]
    first = [1, 2, 9, 1, 2, 9, *[2] * 8, 1, None]
    solved = [10, 20, 30, 10, 20, 30, 4, 8, 12, 16, 4, 8, 12, 16, None, None]
    channel = ["email", "chat"] * 8
    sheet = tickets([*created, None], [*first, None], [*solved, None], channel=[*channel, "email"])
    days = ["2024-01-03T12:00", "2024-01-08T12:00", "2024-01-12T12:00", "2024-01-18T12:00", "2024-01-28T12:00"]
    days += [day.replace("-01-", "-02-") for day in days] + ["2024-02-20T12:00"]
    return dataset_of(tickets=sheet, surveys=answers("csat", [5, 4, 4, 2, 1, 5, 5, 4, 4, 4, 3], days, 5))
