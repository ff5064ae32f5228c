"""A dataset made by chance with a fixed seed: every kind of measure, blanks, several months, awkward names."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxdesk.tables.dataset import Dataset, Source
from tests.export import generated_tables

CHANNELS = ("email", "Chat", "phone", "web form", "=social*")
AGENTS = ("Ann", "Bob ~ Ray", "Cleo?", "O'Hara", ">5", "Zoë & Söhne")
TEAMS = ("Front line", "Billing", "")


def dataset(rows: int = 600, seed: int = 7) -> Dataset:
    """Tickets from January to June 2024, answers to about half of them, two figures a month."""
    rng = np.random.default_rng(seed)
    tickets = _tickets(rng, rows)
    surveys = _surveys(rng, tickets)
    figures = pd.DataFrame({
        "month": pd.date_range("2024-01-01", periods=6, freq="MS").astype("datetime64[ms]"),
        "name": pd.Categorical(["support_cost"] * 6),
        "value": [4000.0, 4100.0, 4200.0, 4300.0, 4400.0, 4500.0],
        "_source": np.full(6, 2, dtype=np.int32),
        "_row": np.arange(2, 8, dtype=np.int32),
    })  # fmt: skip
    frames = {"tickets": tickets, "surveys": surveys, "figures": figures}
    sources = tuple(
        Source(file=f"{name}.csv", sheet="", table=name, rows_in=len(frame), rows_kept=len(frame))
        for name, frame in frames.items()
    )
    return Dataset(tables=frames, sources=sources)


def whole_company(rows: int = 250, seed: int = 7) -> Dataset:
    """The same with every other table, and its figures."""
    found = dataset(rows, seed)
    more = generated_tables.tables(np.random.default_rng(seed), first_source=3)
    own = found.tables["figures"]
    figures = [own.assign(name=name, value=values) for name, values in generated_tables.figures(6).items()]
    joined = pd.concat([own.astype({"name": "object"}), *figures], ignore_index=True)
    joined = joined.assign(name=pd.Categorical(joined["name"]), _row=np.arange(2, len(joined) + 2, dtype=np.int32))
    frames = {**found.tables, **more, "figures": joined}
    sources = tuple(
        Source(file=f"{name}.csv", sheet="", table=name, rows_in=len(frame), rows_kept=len(frame))
        for name, frame in frames.items()
    )
    return Dataset(tables=frames, sources=sources)


def _tickets(rng: np.random.Generator, rows: int) -> pd.DataFrame:
    minutes = np.sort(rng.integers(0, 182 * 24 * 60, rows))
    created = np.datetime64("2024-01-01T00:00", "ms") + minutes.astype("timedelta64[m]")
    first = np.round(rng.lognormal(1.0, 1.1, rows) * 60).astype("timedelta64[m]")
    solved = np.round(rng.lognormal(2.6, 1.0, rows) * 60).astype("timedelta64[m]") + first
    nothing = np.datetime64("NaT", "ms")
    first_at = np.where(rng.random(rows) < 0.06, nothing, created + first)
    resolved_at = np.where(rng.random(rows) < 0.12, nothing, created + solved)
    created = np.where(rng.random(rows) < 0.01, nothing, created)
    return pd.DataFrame({
        "ticket_id": [f"T{index:05d}" for index in range(rows)],
        "created_at": created,
        "first_response_at": first_at,
        "resolved_at": resolved_at,
        "channel": _choice(rng, CHANNELS, rows, blank=0.03),
        "agent": _choice(rng, AGENTS, rows, blank=0.02),
        "team": _choice(rng, TEAMS, rows, blank=0.0),
        "account": _choice(rng, tuple(f"Account {index}" for index in range(40)), rows, blank=0.05),
        "requester": _choice(rng, tuple(f"user{index}@example.org" for index in range(150)), rows, blank=0.0),
        "requester_role": _choice(rng, ("admin", "end user"), rows, blank=0.1),
        "region": _choice(rng, ("North", "South"), rows, blank=0.0),
        "category": _choice(rng, ("Billing", "Login", "Other"), rows, blank=0.0),
        "subject": [f"=cmd {index}" for index in range(rows)],
        "reopen_count": _counts(rng, rows, 0.08),
        "reply_count": rng.integers(1, 6, rows).astype(float),
        "handoff_count": _counts(rng, rows, 0.2),
        "escalated": np.where(rng.random(rows) < 0.07, 1.0, 0.0),
        "sla_met": np.where(rng.random(rows) < 0.1, np.nan, np.where(rng.random(rows) < 0.9, 1.0, 0.0)),
        "automated": np.where(rng.random(rows) < 0.15, 1.0, 0.0),
        "talk_time": rng.lognormal(-2.5, 0.4, rows),
        "hold_time": rng.lognormal(-4.5, 0.6, rows),
        "cost": np.round(rng.lognormal(1.6, 0.3, rows), 2),
        "extra:Plan": _choice(rng, ("Gold", "Basic"), rows, blank=0.1),
        "_source": np.zeros(rows, dtype=np.int32),
        "_row": np.arange(2, rows + 2, dtype=np.int32),
    })  # fmt: skip


def _surveys(rng: np.random.Generator, tickets: pd.DataFrame) -> pd.DataFrame:
    asked = tickets[tickets["resolved_at"].notna() & (rng.random(len(tickets)) < 0.7)]
    rows = len(asked)
    kind = rng.choice(["csat", "nps", "ces"], rows, p=[0.5, 0.3, 0.2])
    top = np.select([kind == "csat", kind == "nps"], [5, 10], 7)
    low = np.select([kind == "nps"], [0], 1)
    score = low + np.round(rng.beta(4, 1.4, rows) * (top - low))
    answered = rng.random(rows) < 0.75
    sent = asked["resolved_at"].to_numpy()
    return pd.DataFrame({
        "response_id": [f"R{index:05d}" for index in range(rows)],
        "kind": pd.Categorical(kind),
        "score": np.where(answered, score, np.nan),
        "scale_min": low.astype(float),
        "scale_max": top.astype(float),
        "responded_at": np.where(answered, sent + np.timedelta64(3, "h"), np.datetime64("NaT", "ms")),
        "sent_at": sent,
        "ticket_id": asked["ticket_id"].to_numpy(),
        "account": asked["account"].to_numpy(),
        "respondent": asked["requester"].to_numpy(),
        "comment": np.where(rng.random(rows) < 0.2, "ask Bob ~ Ray or user3@example.org", ""),
        "_source": np.ones(rows, dtype=np.int32),
        "_row": np.arange(2, rows + 2, dtype=np.int32),
    })  # fmt: skip


def _choice(rng: np.random.Generator, names: tuple[str, ...], rows: int, blank: float) -> pd.Categorical:
    picked = rng.integers(0, len(names), rows)
    texts = np.array(names, dtype=object)[picked]
    texts[(rng.random(rows) < blank) | (texts == "")] = None
    return pd.Categorical(texts)


def _counts(rng: np.random.Generator, rows: int, share: float) -> np.ndarray:
    return np.where(rng.random(rows) < share, rng.integers(1, 3, rows), 0).astype(float)
