"""How long all KPIs of 100,000 tickets take, by month and by six dimensions, against a plain pandas groupby.

    python benchmarks/kpis.py [ROWS] [ROUNDS]

Both sides run in the same process, in turn, and the median of the rounds counts. What each does in a round:

* ours: `evaluate` over every available KPI, once by month and once for each of six dimensions, without intervals
  (like for like), and once more with them (shown apart).
* pandas: on a frame that holds the same row-level columns, with categorical keys and month numbers ready made, the
  same aggregates by the same keys: mean and count of every averaged column, median and 90th percentile of the hours,
  distinct accounts and agents, counts of tickets created and resolved, sums of talk, hold and cost, survey means and
  the NPS bands, and for the backlog open tickets and their median age (by dimension; by month only their number, as a
  running sum: pandas has no groupby for ages at several instants).

Not timed on either side: reading, deriving the row-level columns, and coding the keys. The prepared frame and the
warmed store are what a filter change or another grain finds; the first evaluation of a fresh dataset is shown apart.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cxdesk.common.periods import Calendar, Grain
from cxdesk.kpis.axes import Axis, labels_of, segments, steps
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.kpis.evaluate import evaluate
from cxdesk.measures.catalogue import MEASURES
from cxdesk.measures.store import MeasureStore
from cxdesk.tables.dataset import Dataset

DIMENSIONS = ("channel", "team", "agent", "region", "priority", "category")
HOUR = 3_600_000


def tickets(rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Tickets of 24 months with 25 columns and lognormal durations."""
    start = np.datetime64("2023-01-01", "ms")
    created = start + np.sort(rng.integers(0, 730 * 24 * HOUR, rows)).astype("timedelta64[ms]")
    first = created + (rng.lognormal(0.5, 1.2, rows) * HOUR).astype(np.int64).astype("timedelta64[ms]")
    resolved = created + (rng.lognormal(2.5, 1.1, rows) * HOUR).astype(np.int64).astype("timedelta64[ms]")
    first[rng.random(rows) < 0.05] = np.datetime64("NaT")
    resolved[rng.random(rows) < 0.07] = np.datetime64("NaT")

    def words(prefix: str, count: int) -> pd.Categorical:
        names = [f"{prefix} {number:04d}" for number in range(count)]
        return pd.Categorical.from_codes(rng.integers(0, count, rows), categories=names)

    return pd.DataFrame(
        {
            "ticket_id": pd.Series([f"T{number:07d}" for number in range(rows)], dtype="str"),
            "created_at": created,
            "first_response_at": first,
            "resolved_at": resolved,
            "status": pd.Categorical(np.where(np.isnat(resolved), "open", "solved")),
            "priority": words("priority", 4),
            "channel": pd.Categorical(rng.choice(["email", "chat", "phone", "web form", "social"], rows)),
            "agent": words("agent", 24),
            "team": words("team", 5),
            "account": words("account", 400),
            "requester": words("requester", 8000),
            "region": words("region", 6),
            "product": words("product", 8),
            "category": words("category", 12),
            "reopen_count": rng.poisson(0.05, rows).astype(float),
            "reply_count": rng.integers(1, 9, rows).astype(float),
            "handoff_count": rng.poisson(0.3, rows).astype(float),
            "escalated": (rng.random(rows) < 0.1).astype(float),
            "sla_met": (rng.random(rows) < 0.93).astype(float),
            "automated": (rng.random(rows) < 0.15).astype(float),
            "talk_time": rng.lognormal(-2, 0.5, rows),
            "hold_time": rng.lognormal(-4, 0.5, rows),
            "cost": rng.lognormal(2, 0.4, rows),
            "tags": pd.Series(["billing"] * rows, dtype="str"),
            "subject": pd.Series(["printer is on fire"] * rows, dtype="str"),
        }
    )


def surveys(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """A satisfaction answer to about 18 % of the tickets."""
    rated = np.flatnonzero(rng.random(len(frame)) < 0.18)
    return pd.DataFrame(
        {
            "response_id": pd.Series([f"S{number}" for number in range(len(rated))], dtype="str"),
            "kind": pd.Categorical(rng.choice(["csat", "csat", "nps", "ces"], len(rated))),
            "score": rng.integers(1, 6, len(rated)).astype(float),
            "scale_max": np.full(len(rated), 5.0),
            "responded_at": frame["created_at"].to_numpy()[rated] + np.timedelta64(30 * HOUR, "ms"),
            "ticket_id": frame["ticket_id"].to_numpy()[rated],
        }
    )


def prepared(store: MeasureStore) -> dict[str, pd.DataFrame]:
    """Frames of pandas' side: every measure as a column, keys as categories, months as numbers."""
    out = {}
    for table in ("tickets", "surveys"):
        frame = store.frame(table)
        names = [m.name for m in MEASURES if m.table == table and m.kind != "instant" and store.missing(m.name) is None]
        columns: dict[str, object] = {name: store.values(name) for name in names}
        columns |= {key: frame[key].to_numpy() if key not in frame else frame[key].array for key in DIMENSIONS}
        columns |= {key: frame[key].array for key in ("account", "agent") if key in frame}
        for date in ("created", "resolved") if table == "tickets" else ("responded",):
            columns[f"{date}_month"] = pd.Categorical(store.at(date).astype("datetime64[M]"))
        out[table] = pd.DataFrame(columns)
    end = store.span()[1]
    tickets_frame = out["tickets"]
    tickets_frame["open"] = np.isnat(store.at("resolved"))
    tickets_frame["age"] = (end - store.at("created")).astype(float) / HOUR
    return out


def by_pandas(frames: dict[str, pd.DataFrame], keys: dict[str, str], *, month: bool) -> int:
    """All aggregates by one key; `keys` names the key column for each date."""
    done = 0
    for table, frame in frames.items():
        names = [m for m in MEASURES if m.table == table and m.name in frame]
        for date in dict.fromkeys(m.dated_by for m in names):
            columns = [m.name for m in names if m.dated_by == date]
            if keys.get(date) is None:
                continue
            groups = frame.groupby(keys[date], observed=True)
            done += len(groups[columns].agg(["mean", "count"]))
            hours = [m.name for m in names if m.dated_by == date and m.kind == "hours" and "calendar" not in m.name]
            if hours:
                done += len(groups[hours].quantile([0.5, 0.9]))
            if date == "created":
                done += len(groups[["account", "agent"]].nunique())
                done += len(groups[["ticket_cost", "talk_minutes", "talk_and_hold_minutes"]].sum())
    tickets_frame = frames["tickets"]
    if month:
        opened = tickets_frame.groupby("created_month", observed=True).size().cumsum()
        done += len(opened - tickets_frame.groupby("resolved_month", observed=True).size().cumsum())
    else:
        standing = tickets_frame[tickets_frame["open"]].groupby(keys["created"], observed=True)["age"]
        done += len(standing.agg(["size", "median"]))
    return done


def run_pandas(frames: dict[str, pd.DataFrame]) -> None:
    by_pandas(frames, {"created": "created_month", "resolved": "resolved_month", "responded": "responded_month"},
              month=True)  # fmt: skip
    for dimension in DIMENSIONS:
        by_pandas(frames, dict.fromkeys(("created", "resolved", "responded"), dimension), month=False)


def axes_of(store: MeasureStore) -> list[Axis]:
    days = store.everything()
    assert days is not None
    calendar = Calendar()
    months = steps(calendar.buckets(calendar.period(*days), Grain.MONTH))
    return [months, *(segments(dimension, None, labels_of(store, dimension)) for dimension in DIMENSIONS)]


def run_ours(
    store: MeasureStore, axes: list[Axis], *, intervals: bool, filters: dict[str, tuple[str, ...]] | None = None
) -> None:
    for axis in axes:
        evaluate(CATALOGUE, store, axis, filters=filters, intervals=intervals)


def timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    rng = np.random.default_rng(7)
    frame = tickets(rows, rng)
    dataset = Dataset(tables={"tickets": frame, "surveys": surveys(frame, rng)})
    store = MeasureStore(dataset)
    cold = timed(lambda: run_ours(store, axes_of(store), intervals=False))
    axes, frames = axes_of(store), prepared(store)
    run_pandas(frames)
    ours, theirs, full, cards, filtered = [], [], [], [], []
    total = [Axis()]
    for number in range(rounds):  # interleaved, so that a busy moment hits both
        theirs.append(timed(lambda: run_pandas(frames)))
        ours.append(timed(lambda: run_ours(store, axes, intervals=False)))
        full.append(timed(lambda: run_ours(store, axes, intervals=True)))
        cards.append(timed(lambda: run_ours(store, total, intervals=False)))
        only = {"channel": (("email", "chat", "phone")[number % 3],)}
        filtered.append(timed(partial(run_ours, store, total, intervals=False, filters=only)))
    base, own = statistics.median(theirs), statistics.median(ours)
    print(f"{rows:,} tickets, {len(axes)} axes, {sum(k.available for k in CATALOGUE)} KPIs, median of {rounds} rounds")
    print(f"pandas groupby          {base:8.1f} ms")
    print(f"ours, no intervals      {own:8.1f} ms   ratio {own / base:.2f}")
    print(f"ours, with intervals    {statistics.median(full):8.1f} ms   ratio {statistics.median(full) / base:.2f}")
    print(f"all cards, one period   {statistics.median(cards):8.1f} ms")
    print(f"all cards, new filter   {statistics.median(filtered):8.1f} ms")
    print(f"first evaluation        {cold:8.1f} ms   (derives every measure, codes every key)")


if __name__ == "__main__":
    main()
