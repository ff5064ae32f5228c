"""How long the whole catalogue takes, by month and by six dimensions, against a plain pandas groupby.

    python benchmarks/kpis.py [ROWS] [ROUNDS] [ANSWERS]

ROWS are tickets (100,000), ANSWERS survey answers (three tenths of them); the other tables come with 400 accounts,
see `_company.py`. Both sides run in the same process, in turn, and the median of the rounds counts. In a round:

* ours: `evaluate` over every available KPI, once by month and once for each of six dimensions, without intervals
  (like for like), and once more with them (shown apart).
* pandas: on frames that hold the same row-level columns, with categorical keys and month numbers ready made, the
  same aggregates by the same keys, where a groupby gives them: mean and count of every averaged column, median and
  90th percentile of the hours, sums, distinct keys, survey means by region and role, users by feature, health parts
  by account and their mean, open tickets and their median age (by dimension; by month only their number, as a
  running sum: pandas has no groupby for ages at several instants, nor for trailing windows and merged outages).
* a new filter: every card under another filter by channel, against the same aggregates of the filtered frames.

Not timed on either side: reading, deriving the row-level columns, and coding the keys. The prepared frames and the
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

from _company import HOUR, company

from cxdesk.common.periods import Calendar, Grain
from cxdesk.kpis.axes import Axis, labels_of, segments, steps
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.kpis.evaluate import evaluate
from cxdesk.measures.catalogue import MEASURES
from cxdesk.measures.store import MeasureStore

DIMENSIONS = ("channel", "team", "agent", "region", "priority", "category")
Frames = dict[str, pd.DataFrame]
# Distinct keys of each table; and of which tables two keys are grouped by, and the columns averaged or counted there.
DISTINCT = {"tickets": ("account", "customer", "agent"), "surveys": ("account",), "orders": ("account",),
            "usage": ("user_month", "user_day", "user"), "employees": ("employee",)}  # fmt: skip
HEALTH = {"tickets": ("within_sla", "was_reopened"), "surveys": ("csat_satisfied", "nps_points")}


def prepared(store: MeasureStore) -> Frames:
    """Frames of pandas' side: every measure as a column, keys as categories, months as numbers."""
    out = {}
    for table in store.dataset.tables:
        own = [m for m in MEASURES if m.table == table and store.missing(m.name) is None]
        columns: dict[str, object] = {m.name: store.values(m.name) for m in own if m.kind != "instant"}
        keys = (*DIMENSIONS, "account", "feature", "requester_role", *DISTINCT.get(table, ()))
        for key in dict.fromkeys(key for key in keys if store.missing_key(table, key) is None):
            columns[f"by_{key}"] = pd.Categorical.from_codes(*store.keys(table, key))
        for date in {m.dated_by for m in own if m.dated_by}:
            columns[f"{date}_month"] = pd.Categorical(store.at(date).astype("datetime64[M]"))
        if columns:
            out[table] = pd.DataFrame(columns)
    tickets = out["tickets"]
    tickets["open"] = np.isnat(store.at("resolved"))
    tickets["age"] = (store.span()[1] - store.at("created")).astype(float) / HOUR
    first = pd.Series(store.at("ordered")).groupby(out["orders"]["by_account"], observed=True).transform("min")
    out["orders"]["bought_before"] = first.to_numpy() < store.at("ordered").astype("datetime64[M]")
    return out


def key_of(frame: pd.DataFrame, date: str, dimension: str | None) -> str | None:
    """The column that groups rows dated by `date`; None where the table has none."""
    key = f"{date}_month" if dimension is None else f"by_{dimension}"
    return key if key in frame else None


def by_pandas(frames: Frames, dimension: str | None) -> int:
    """All aggregates by one dimension, or by month."""
    done = 0
    for table, frame in frames.items():
        named = [m for m in MEASURES if m.table == table and m.name in frame]
        for date in dict.fromkeys(m.dated_by for m in named):
            key = key_of(frame, date, dimension)
            if key is None:
                continue
            columns = [m.name for m in named if m.dated_by == date]
            groups = frame.groupby(key, observed=True)
            done += len(groups[columns].agg(["mean", "count"]))
            hours = [m.name for m in named if m.dated_by == date and m.kind == "hours" and "calendar" not in m.name]
            if hours and table == "tickets":
                done += len(groups[hours].quantile([0.5, 0.9]))
        done += by_table(table, frame, dimension)
    done += len(health(frames, dimension))
    return done


MAIN_DATE = {"tickets": "created", "surveys": "responded", "orders": "ordered", "usage": "used",
             "employees": "employee_month", "web": "web_day", "campaigns": "campaign_started"}  # fmt: skip


def by_table(table: str, frame: pd.DataFrame, dimension: str | None) -> int:
    """Sums, distinct keys and what is grouped by two keys."""
    key = key_of(frame, MAIN_DATE.get(table, ""), dimension)
    if key is None:
        return 0
    groups, done = frame.groupby(key, observed=True), 0
    if table in DISTINCT:
        done += len(groups[[f"by_{name}" for name in DISTINCT[table]]].nunique())
    match table:
        case "tickets":
            done += len(groups[["ticket_cost", "talk_minutes", "talk_and_hold_minutes"]].sum())
            done += backlog(frame, dimension)
        case "surveys":
            for second in ("by_region", "by_requester_role"):
                keys = list(dict.fromkeys((key, second)))
                done += len(frame.groupby(keys, observed=True)["csat_score"].mean().groupby(level=0).min())
        case "usage":
            done += len(
                frame.groupby([key, "by_feature"], observed=True)["by_user"].nunique().groupby(level=0).median()
            )
        case "orders":
            done += len(groups["order_amount"].sum())
            done += len(frame[frame["bought_before"]].groupby(key, observed=True)["order_amount"].sum())
        case "web" | "campaigns" | "employees":
            done += len(groups[[m.name for m in MEASURES if m.table == table and m.name in frame]].sum())
    return done


def backlog(frame: pd.DataFrame, dimension: str | None) -> int:
    """Open tickets and their median age; by month their number."""
    if dimension is None:
        opened = frame.groupby("created_month", observed=True).size().cumsum()
        return len(opened - frame.groupby("resolved_month", observed=True).size().cumsum())
    return len(frame[frame["open"]].groupby(f"by_{dimension}", observed=True)["age"].agg(["size", "median"]))


def health(frames: Frames, dimension: str | None) -> pd.Series:
    """Mean over accounts of the mean of their health parts."""
    parts = []
    for table, names in HEALTH.items():
        for name in names:
            frame = frames[table]
            key = key_of(frame, next(m.dated_by for m in MEASURES if m.name == name), dimension)
            found = frame.groupby([key, "by_account"], observed=True)[name].mean()
            parts.append((found + 100) / 200 if name == "nps_points" else found)
    score = pd.concat([part.set_axis(part.index.set_names(["group", "account"])) for part in parts], axis=1)
    return score.mean(axis=1).groupby(level=0).mean()


def run_pandas(frames: Frames) -> None:
    for dimension in (None, *DIMENSIONS):
        by_pandas(frames, dimension)


def filter_pandas(frames: Frames, channel: str) -> None:
    """Every aggregate of the rows of one channel, as one group; tables without channels drop out."""
    kept = {}
    for table in ("tickets", "surveys"):
        frame = frames[table]
        kept[table] = frame[frame["by_channel"] == channel]
    for table, frame in kept.items():
        named = [m for m in MEASURES if m.table == table and m.name in frame]
        columns = frame[[m.name for m in named]]
        columns.mean(), columns.count()
        frame[[f"by_{name}" for name in DISTINCT[table]]].nunique()
        if table == "tickets":
            hours = [m.name for m in named if m.kind == "hours" and "calendar" not in m.name]
            frame[hours].quantile([0.5, 0.9])
            frame.loc[frame["open"], "age"].median()
        else:
            for second in ("by_region", "by_requester_role"):
                frame.groupby(second, observed=True)["csat_score"].mean().min()
        frame.groupby("by_account", observed=True)[list(HEALTH[table])].mean()


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
    given = [int(word) for word in sys.argv[1:]]
    rows, rounds, answers = (*given, *(100_000, 7, None)[len(given) :])
    dataset = company(rows, rows * 3 // 10 if answers is None else answers)
    store = MeasureStore(dataset)
    cold = timed(lambda: run_ours(store, axes_of(store), intervals=False))
    axes, total, frames = axes_of(store), [Axis()], prepared(store)
    run_pandas(frames)
    times: dict[str, list[float]] = {}
    for number in range(rounds):  # interleaved, so that a busy moment hits both
        channel = ("email", "chat", "phone")[number % 3]
        filters = {"channel": (channel,)}
        for name, work in (
            ("pandas groupby", partial(run_pandas, frames)),
            ("ours, no intervals", partial(run_ours, store, axes, intervals=False)),
            ("ours, with intervals", partial(run_ours, store, axes, intervals=True)),
            ("all cards, one period", partial(run_ours, store, total, intervals=False)),
            ("pandas, new filter", partial(filter_pandas, frames, channel)),
            ("all cards, new filter", partial(run_ours, store, total, intervals=False, filters=filters)),
            ("the same with intervals", partial(run_ours, store, total, intervals=True, filters=filters)),
        ):
            times.setdefault(name, []).append(timed(work))
    print(f"{rows:,} tickets, {store.rows('surveys'):,} survey answers, {len(axes)} axes, "
          f"{sum(k.available for k in CATALOGUE)} KPIs, median of {rounds} rounds")  # fmt: skip
    base = 1.0
    for name, found in times.items():
        middle = statistics.median(found)
        base = middle if name.startswith("pandas") else base
        one_period = name == "all cards, one period"
        print(f"{name:24} {middle:8.1f} ms   {'' if one_period else f'ratio {middle / base:.2f}'}")
    print(f"{'first evaluation':24} {cold:8.1f} ms   (derives every measure, codes every key)")


if __name__ == "__main__":
    main()
