"""The rest of the made-up company: customers, orders, team, usage, web, campaigns, mentions, outages, audit."""

from __future__ import annotations

import numpy as np
import pandas as pd

DAY = 24 * 3_600_000
START = np.datetime64("2024-01-01", "ms")


def further_tables(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """All tables beside tickets, surveys and figures."""
    return {
        "accounts": _accounts(rng),
        "orders": _orders(rng),
        "employees": _employees(rng),
        "usage": _usage(rng),
        "web": _web(rng),
        "campaigns": _campaigns(rng),
        "mentions": _mentions(rng),
        "outages": _outages(rng),
        "audit": _audit(rng),
    }


def _days(rng: np.random.Generator, n: int, first: int, last: int) -> np.ndarray:
    return START + (rng.integers(first * DAY, last * DAY, n)).astype("timedelta64[ms]")


def _some(rng: np.random.Generator, n: int, values: list[str]) -> pd.Categorical:
    return pd.Categorical(rng.choice(np.array(values, dtype=object), n))


def _blank(rng: np.random.Generator, instants: np.ndarray, share: float) -> np.ndarray:
    return np.where(rng.random(len(instants)) < share, np.datetime64("NaT"), instants).astype("datetime64[ms]")


def _accounts(rng: np.random.Generator) -> pd.DataFrame:
    n = 30
    started = _days(rng, n, -700, 120)
    began = started + np.timedelta64(2 * DAY, "ms")
    return pd.DataFrame(
        {
            "account": pd.Categorical([f"account {number}" for number in range(n)]),
            "started_on": started,
            "ended_on": _blank(rng, started + rng.integers(200 * DAY, 900 * DAY, n).astype("timedelta64[ms]"), 0.6),
            "churned": (rng.random(n) < 0.3).astype(float),
            "tenure_months": rng.integers(1, 40, n).astype(float),
            "region": _some(rng, n, ["EU", "US", "APAC"]),
            "segment": _some(rng, n, ["small", "large"]),
            "onboarding_started_at": began,
            "onboarded_at": _blank(rng, began + rng.integers(5 * DAY, 60 * DAY, n).astype("timedelta64[ms]"), 0.2),
            "first_value_at": _blank(rng, began + rng.integers(2 * DAY, 40 * DAY, n).astype("timedelta64[ms]"), 0.3),
            "milestones_due": rng.integers(1, 6, n).astype(float),
            "milestones_on_time": np.ones(n),
            "health_adoption": np.where(rng.random(n) < 0.2, np.nan, rng.random(n)),
            "health_payment": np.where(rng.random(n) < 0.2, np.nan, rng.random(n)),
        }
    )


def _orders(rng: np.random.Generator) -> pd.DataFrame:
    n = 160
    return pd.DataFrame(
        {
            "order_id": pd.array([f"O{number // 2 if number < 40 else number}" for number in range(n)], dtype="str"),
            "account": _some(rng, n, [f"account {number}" for number in range(30)]),
            "ordered_at": _days(rng, n, -300, 150),
            "amount": rng.lognormal(5, 1, n).round(2),
            "kind": _some(rng, n, ["new", "renewal", "upsell", "cross_sell", "other"]),
        }
    )


def _employees(rng: np.random.Generator) -> pd.DataFrame:
    n = 12
    hired = _days(rng, n, -900, 60)
    months = np.array(["2024-01", "2024-02", "2024-03", "2024-04", "2024-05"], dtype="datetime64[M]")
    left = np.full(n, np.datetime64("NaT", "ms"))
    left[:3] = _days(rng, 3, 10, 140)
    return pd.DataFrame(
        {
            "employee": pd.Categorical(np.repeat([f"employee {number:02d}" for number in range(n)], len(months))),
            "hired_on": np.repeat(hired, len(months)),
            "left_on": np.repeat(left, len(months)),
            "team": pd.Categorical(np.repeat(rng.choice(["first line", "second line"], n), len(months))),
            "month": np.tile(months.astype("datetime64[ms]"), n),
            "training_hours": rng.integers(0, 9, n * len(months)).astype(float),
            "hours_worked": rng.integers(60, 160, n * len(months)).astype(float),
            "uses_software": np.repeat((rng.random(n) < 0.8).astype(float), len(months)),
            "technology": pd.Categorical(np.repeat(rng.choice(["new", "old", "none"], n), len(months))),
        }
    )


def _usage(rng: np.random.Generator) -> pd.DataFrame:
    n = 1200
    return pd.DataFrame(
        {
            "used_at": _days(rng, n, 0, 150),
            "user": _some(rng, n, [f"user {number}" for number in range(50)]),
            "account": _some(rng, n, [f"account {number}" for number in range(25)]),
            "feature": _some(rng, n, ["search", "export", "reports", "alerts"]),
            "minutes": rng.lognormal(2, 1, n),
        }
    )


def _web(rng: np.random.Generator) -> pd.DataFrame:
    days = np.arange(0, 150)
    visitors = rng.integers(50, 500, len(days) * 2).astype(float)
    sessions = visitors + rng.integers(0, 90, len(visitors))
    carts = rng.integers(5, 40, len(visitors)).astype(float)
    return pd.DataFrame(
        {
            "day": START + np.repeat(days * DAY, 2).astype("timedelta64[ms]"),
            "source": pd.Categorical(np.tile(["search", "mail"], len(days))),
            "visitors": visitors,
            "new_visitors": np.floor(visitors * rng.random(len(visitors))),
            "sessions": sessions,
            "page_views": np.floor(sessions * 2.7),
            "bounces": np.floor(sessions * 0.4),
            "session_seconds": np.floor(sessions * 131),
            "carts": carts,
            "purchases": np.floor(carts * rng.random(len(visitors))),
            "conversions": np.floor(visitors * 0.03),
        }
    )


def _campaigns(rng: np.random.Generator) -> pd.DataFrame:
    n = 15
    sent = rng.integers(200, 3000, n).astype(float)
    return pd.DataFrame(
        {
            "campaign": pd.Categorical([f"campaign {number}" for number in range(n)]),
            "started_on": _days(rng, n, 0, 150),
            "cost": rng.lognormal(6, 0.5, n).round(2),
            "income": rng.lognormal(7, 0.8, n).round(2),
            "leads": rng.integers(5, 60, n).astype(float),
            "conversions": rng.integers(1, 20, n).astype(float),
            "reach": rng.integers(100, 9000, n).astype(float),
            "emails_sent": sent,
            "emails_opened": np.floor(sent * 0.3),
            "emails_clicked": np.floor(sent * 0.04),
        }
    )


def _mentions(rng: np.random.Generator) -> pd.DataFrame:
    n = 90
    return pd.DataFrame(
        {
            "posted_at": _days(rng, n, 0, 150),
            "network": _some(rng, n, ["forum", "reviews"]),
            "sentiment": _some(rng, n, ["positive", "positive", "neutral", "negative"]),
        }
    )


def _outages(rng: np.random.Generator) -> pd.DataFrame:
    n = 14
    began = _days(rng, n, 0, 148)
    return pd.DataFrame(
        {
            "started_at": began,
            "ended_at": _blank(rng, began + rng.integers(60_000, 2 * DAY, n).astype("timedelta64[ms]"), 0.05),
            "system": _some(rng, n, ["portal", "telephony"]),
        }
    )


def _audit(rng: np.random.Generator) -> pd.DataFrame:
    areas = np.repeat(["content", "tools", "sales"], 3)
    one = pd.DataFrame(
        {
            "area": areas,
            "criterion": [f"criterion {number}" for number in range(9)],
            "score": rng.integers(30, 100, 9).astype(float),
            "weight": np.array([1, 2, np.nan] * 3),
            "assessed_on": np.full(9, np.datetime64("2024-01-15", "ms")),
        }
    )
    two = one.assign(score=rng.integers(30, 100, 9).astype(float), assessed_on=np.datetime64("2024-03-20", "ms"))
    both = pd.concat([one, two], ignore_index=True)
    return both.assign(area=pd.Categorical(both["area"]), criterion=pd.Categorical(both["criterion"]))
