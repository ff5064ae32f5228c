"""A made-up company in which every KPI has data; the same on every run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxdesk.tables.dataset import Dataset
from tests.kpis.company_tables import further_tables

HOUR = 3_600_000


def company(tickets: int = 900, seed: int = 11) -> Dataset:
    """Five months of tickets with their surveys, the costs of each month, and every other table."""
    rng = np.random.default_rng(seed)
    own = _tickets(tickets, rng)
    months = np.array(["2024-01", "2024-02", "2024-03", "2024-04", "2024-05"], dtype="datetime64[M]")
    names = ["support_cost", "acquisition_cost", "software_licences"]
    figures = pd.DataFrame(
        {
            "month": np.tile(months.astype("datetime64[ms]"), 3),
            "name": pd.Categorical(np.repeat(names, 5)),
            "value": [4000.0, 4100.5, 3900.0, 4300.0, 4200.0, 900.0, 800.0, 850.5, 700.0, 990.0, 10, 10, 11, 12, 12],
        }
    )
    surveys = _surveys(own, rng)
    return Dataset(tables={"tickets": own, "surveys": surveys, "figures": figures, **further_tables(rng)})


def _tickets(n: int, rng: np.random.Generator) -> pd.DataFrame:
    created = np.datetime64("2024-01-01", "ms") + rng.integers(0, 150 * 24 * HOUR, n).astype("timedelta64[ms]")
    after = [(rng.lognormal(mu, 1, n) * HOUR).astype(np.int64).astype("timedelta64[ms]") for mu in (0.5, 3)]
    first, resolved = created + after[0], created + after[1]
    first[rng.random(n) < 0.08] = np.datetime64("NaT")
    resolved[rng.random(n) < 0.12] = np.datetime64("NaT")

    def some(values: list[str | None]) -> pd.Categorical:
        return pd.Categorical(rng.choice(np.array(values, dtype=object), n))

    return pd.DataFrame(
        {
            "ticket_id": pd.array([f"T{number:05d}" for number in range(n)], dtype="str"),
            "created_at": created,
            "first_response_at": first,
            "resolved_at": resolved,
            "channel": some(["email", "chat", "phone", "social"]),
            "agent": some(["Ann", "Bob", "Cid", "Dee"]),
            "account": some([f"account {number}" for number in range(30)] + [None]),
            "requester": some([f"person {number}" for number in range(60)]),
            "category": some(["login", "billing", None]),
            "region": some(["EU", "US", "APAC", None]),
            "reply_count": rng.integers(0, 5, n).astype(float),
            "reopen_count": rng.poisson(0.1, n).astype(float),
            "handoff_count": rng.poisson(0.3, n).astype(float),
            "escalated": (rng.random(n) < 0.1).astype(float),
            "sla_met": np.where(rng.random(n) < 0.1, np.nan, rng.random(n) < 0.9),
            "automated": (rng.random(n) < 0.2).astype(float),
            "talk_time": np.where(rng.random(n) < 0.5, np.nan, rng.lognormal(-2, 0.5, n)),
            "hold_time": np.where(rng.random(n) < 0.5, np.nan, rng.lognormal(-4, 0.5, n)),
        }
    )


def _surveys(tickets: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    sent = np.flatnonzero(rng.random(len(tickets)) < 0.8)
    n = len(sent)
    kind = rng.choice(["csat", "csat", "nps", "ces", "esat"], n)
    top = np.select([kind == "nps", kind == "ces"], [10.0, 7.0], 5.0)
    score = np.ceil(rng.beta(4, 2, n) * top)
    score[rng.random(n) < 0.3] = np.nan
    sent_at = tickets["created_at"].to_numpy()[sent] + np.timedelta64(30 * HOUR, "ms")
    answered = sent_at + rng.integers(0, 48 * HOUR, n).astype("timedelta64[ms]")
    return pd.DataFrame(
        {
            "response_id": pd.array([f"S{number}" for number in range(n)], dtype="str"),
            "kind": pd.Categorical(kind),
            "score": score,
            "scale_min": np.where(kind == "nps", 0.0, 1.0),
            "scale_max": top,
            "sent_at": sent_at,
            "responded_at": np.where(np.isnan(score), np.datetime64("NaT"), answered).astype("datetime64[ms]"),
            "ticket_id": tickets["ticket_id"].to_numpy()[sent],
            "requester_role": pd.Categorical(rng.choice(["Admin", "End user"], n)),
        }
    )
