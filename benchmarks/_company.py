"""A made-up company of any size: tickets, survey answers, and all the other tables in their usual proportions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxdesk.tables.dataset import Dataset

HOUR = 3_600_000
DAY = 24 * HOUR
ACCOUNTS, ORDERS, USES, DAYS, EMPLOYEES = 400, 20_000, 50_000, 730, 30
START = np.datetime64("2023-01-01", "ms")


def company(rows: int, answers: int) -> Dataset:
    """Two years of everything, by `rows` tickets and `answers` survey answers; the same on every run."""
    rng = np.random.default_rng(7)
    frame = tickets(rows, rng)
    tables = {"tickets": frame, "surveys": surveys(frame, answers, rng)}
    makers = (accounts, orders, usage, web, employees, outages, audit, campaigns, mentions, figures)
    return Dataset(tables={**tables, **{maker.__name__: maker(rng) for maker in makers}})


def some(rng: np.random.Generator, prefix: str, count: int, rows: int) -> pd.Categorical:
    """A column of names, each as likely as the next."""
    names = [f"{prefix} {number:04d}" for number in range(count)]
    return pd.Categorical.from_codes(rng.integers(0, count, rows), categories=names)


def flags(rng: np.random.Generator, share: float, rows: int) -> np.ndarray:
    """A column of yes and no."""
    return (rng.random(rows) < share).astype(float)


def later(
    rng: np.random.Generator, since: np.ndarray, mean_log_hours: float, spread: float, blank: float
) -> np.ndarray:
    """Instants a lognormal time after others; some are blank."""
    hours = rng.lognormal(mean_log_hours, spread, len(since))
    out = since + (hours * HOUR).astype(np.int64).astype("timedelta64[ms]")
    out[rng.random(len(since)) < blank] = np.datetime64("NaT")
    return out


def within(rng: np.random.Generator, rows: int) -> np.ndarray:
    """Instants within the two years, in order."""
    return START + np.sort(rng.integers(0, DAYS * DAY, rows)).astype("timedelta64[ms]")


def tickets(rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Tickets of 24 months with 25 columns and lognormal durations."""
    created = within(rng, rows)
    resolved = later(rng, created, 2.5, 1.1, 0.07)
    return pd.DataFrame(
        {
            "ticket_id": pd.Series([f"T{number:07d}" for number in range(rows)], dtype="str"),
            "created_at": created,
            "first_response_at": later(rng, created, 0.5, 1.2, 0.05),
            "resolved_at": resolved,
            "status": pd.Categorical(np.where(np.isnat(resolved), "open", "solved")),
            "priority": some(rng, "priority", 4, rows),
            "channel": pd.Categorical(rng.choice(["email", "chat", "phone", "web form", "social"], rows)),
            "agent": some(rng, "agent", 24, rows),
            "team": some(rng, "team", 5, rows),
            "account": some(rng, "account", ACCOUNTS, rows),
            "requester": some(rng, "requester", 8000, rows),
            "region": some(rng, "region", 6, rows),
            "product": some(rng, "product", 8, rows),
            "category": some(rng, "category", 12, rows),
            "reopen_count": rng.poisson(0.05, rows).astype(float),
            "reply_count": rng.integers(1, 9, rows).astype(float),
            "handoff_count": rng.poisson(0.3, rows).astype(float),
            "escalated": flags(rng, 0.1, rows),
            "sla_met": flags(rng, 0.93, rows),
            "automated": flags(rng, 0.15, rows),
            "talk_time": rng.lognormal(-2, 0.5, rows),
            "hold_time": rng.lognormal(-4, 0.5, rows),
            "cost": rng.lognormal(2, 0.4, rows),
            "tags": pd.Series(["billing"] * rows, dtype="str"),
            "subject": pd.Series(["printer is on fire"] * rows, dtype="str"),
        }
    )


def surveys(frame: pd.DataFrame, answers: int, rng: np.random.Generator) -> pd.DataFrame:
    """Surveys sent after tickets and answered."""
    rated = np.sort(rng.integers(0, len(frame), answers))
    sent = frame["created_at"].to_numpy()[rated] + np.timedelta64(30 * HOUR, "ms")
    kind = rng.choice(["csat", "csat", "nps", "ces", "esat"], answers)
    top = np.select([kind == "nps", kind == "ces"], [10.0, 7.0], 5.0)
    return pd.DataFrame(
        {
            "response_id": pd.Series([f"S{number}" for number in range(answers)], dtype="str"),
            "kind": pd.Categorical(kind),
            "score": np.ceil(rng.beta(4, 2, answers) * top),
            "scale_min": np.where(kind == "nps", 0.0, 1.0),
            "scale_max": top,
            "sent_at": sent,
            "responded_at": later(rng, sent, 1.0, 1.0, 0.0),
            "ticket_id": frame["ticket_id"].to_numpy()[rated],
            "requester_role": pd.Categorical(rng.choice(["Admin", "End user"], answers)),
        }
    )


def accounts(rng: np.random.Generator) -> pd.DataFrame:
    """Customers, a fifth of them lost, with two columns of health."""
    began = START + rng.integers(-900 * DAY, 700 * DAY, ACCOUNTS).astype("timedelta64[ms]")
    onboarding = began.copy()
    return pd.DataFrame(
        {
            "account": [f"account {number:04d}" for number in range(ACCOUNTS)],
            "started_on": began,
            "ended_on": later(rng, began, 9.5, 0.6, 0.6),
            "region": some(rng, "region", 6, ACCOUNTS),
            "segment": some(rng, "segment", 3, ACCOUNTS),
            "onboarding_started_at": onboarding,
            "onboarded_at": later(rng, onboarding, 6.0, 0.5, 0.1),
            "first_value_at": later(rng, onboarding, 5.5, 0.5, 0.1),
            "milestones_due": rng.integers(4, 9, ACCOUNTS).astype(float),
            "milestones_on_time": rng.integers(2, 5, ACCOUNTS).astype(float),
            "health_adoption": rng.random(ACCOUNTS),
            "health_sponsor": rng.random(ACCOUNTS),
        }
    ).astype({"account": "category"})


def orders(rng: np.random.Generator) -> pd.DataFrame:
    """Orders of the customers."""
    return pd.DataFrame(
        {
            "order_id": pd.Series([f"O{number}" for number in range(ORDERS)], dtype="str"),
            "account": some(rng, "account", ACCOUNTS, ORDERS),
            "ordered_at": within(rng, ORDERS),
            "amount": rng.lognormal(4, 1, ORDERS),
            "kind": pd.Categorical(rng.choice(["new", "renewal", "upsell", "cross_sell", "other"], ORDERS)),
            "region": some(rng, "region", 6, ORDERS),
        }
    )


def usage(rng: np.random.Generator) -> pd.DataFrame:
    """Uses of the product's features."""
    return pd.DataFrame(
        {
            "used_at": within(rng, USES),
            "user": some(rng, "user", 1500, USES),
            "account": some(rng, "account", ACCOUNTS, USES),
            "feature": some(rng, "feature", 20, USES),
            "minutes": rng.lognormal(2, 1, USES),
        }
    )


def web(rng: np.random.Generator) -> pd.DataFrame:
    """Two years of web traffic from five sources."""
    sources = ["search", "direct", "social", "mail", "ads"]
    rows = DAYS * len(sources)
    visitors = rng.poisson(400, rows).astype(float)
    share = {"new_visitors": 0.4, "bounces": 0.5, "carts": 0.1, "purchases": 0.03, "conversions": 0.02}
    return pd.DataFrame(
        {
            "day": np.repeat(START + np.arange(DAYS) * np.timedelta64(DAY, "ms"), len(sources)),
            "source": pd.Categorical(sources * DAYS),
            "visitors": visitors,
            "sessions": visitors * 1.3,
            "page_views": visitors * 4,
            "session_seconds": visitors * 150,
            **{name: np.floor(visitors * part * rng.uniform(0.5, 1.5, rows)) for name, part in share.items()},
        }
    )


def employees(rng: np.random.Generator) -> pd.DataFrame:
    """A row an employee and month."""
    months = np.arange("2023-01", "2025-01", dtype="datetime64[M]").astype("datetime64[ms]")
    rows = EMPLOYEES * len(months)
    hired = START + rng.integers(-900 * DAY, 0, EMPLOYEES).astype("timedelta64[ms]")
    return pd.DataFrame(
        {
            "employee": pd.Categorical(np.repeat([f"agent {number:04d}" for number in range(EMPLOYEES)], len(months))),
            "month": np.tile(months, EMPLOYEES),
            "hired_on": np.repeat(hired, len(months)),
            "left_on": np.repeat(later(rng, hired, 9.6, 0.5, 0.8), len(months)),
            "team": pd.Categorical(np.repeat([f"team {number % 5:04d}" for number in range(EMPLOYEES)], len(months))),
            "training_hours": rng.uniform(0, 8, rows),
            "hours_worked": rng.uniform(120, 170, rows),
            "uses_software": np.repeat(flags(rng, 0.9, EMPLOYEES), len(months)),
            "technology": pd.Categorical(np.repeat(rng.choice(["new", "old", "none"], EMPLOYEES), len(months))),
        }
    )


def outages(rng: np.random.Generator) -> pd.DataFrame:
    """Outages of four systems."""
    began = within(rng, 200)
    return pd.DataFrame(
        {"started_at": began, "ended_at": later(rng, began, 0.0, 1.0, 0.0), "system": some(rng, "system", 4, 200)}
    )


def audit(rng: np.random.Generator) -> pd.DataFrame:
    """Forty criteria, each assessed four times."""
    return pd.DataFrame(
        {
            "area": pd.Categorical([f"area {number % 5}" for number in range(40)] * 4),
            "criterion": pd.Categorical([f"criterion {number:02d}" for number in range(40)] * 4),
            "score": rng.uniform(40, 100, 160),
            "weight": rng.integers(1, 4, 160).astype(float),
            "assessed_on": np.repeat(START + np.arange(4) * np.timedelta64(180 * DAY, "ms"), 40),
        }
    )


def campaigns(rng: np.random.Generator) -> pd.DataFrame:
    """Sixty campaigns and mailings."""
    scale = {"cost": 900, "income": 2000, "leads": 80, "conversions": 20, "reach": 50_000, "emails_sent": 8000,
             "emails_opened": 1700, "emails_clicked": 200}  # fmt: skip
    named = {"campaign": [f"campaign {number}" for number in range(60)], "started_on": within(rng, 60)}
    return pd.DataFrame({**named, **{name: rng.poisson(mean, 60).astype(float) for name, mean in scale.items()}})


def mentions(rng: np.random.Generator) -> pd.DataFrame:
    """Posts that name the brand."""
    return pd.DataFrame(
        {
            "posted_at": within(rng, 5000),
            "network": some(rng, "network", 4, 5000),
            "sentiment": pd.Categorical(rng.choice(["positive", "neutral", "negative"], 5000)),
        }
    )


def figures(rng: np.random.Generator) -> pd.DataFrame:
    """Three figures a month, typed in by hand."""
    months = np.arange("2023-01", "2025-01", dtype="datetime64[M]").astype("datetime64[ms]")
    names = ["support_cost", "acquisition_cost", "software_licences"]
    return pd.DataFrame(
        {
            "month": np.repeat(months, len(names)),
            "name": pd.Categorical(names * len(months)),
            "value": rng.uniform(20, 40, len(months) * len(names)),
        }
    )
