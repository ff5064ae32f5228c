"""Account health: for each account the mean of its health metrics, and the parts it is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.kpis.axes import Axis, labels_of, product
from cxdesk.kpis.groups import Groups, Where
from cxdesk.kpis.needs import measures_of
from cxdesk.kpis.nodes import Expression, Health
from cxdesk.kpis.part import Part
from cxdesk.measures.store import MeasureStore
from cxdesk.tables.fields import EXTRA

Floats = NDArray[np.float64]
PartOf = Callable[[Expression, Groups, Where], Part]


@dataclass(frozen=True, kw_only=True, eq=False)
class Scores:
    """Health of every account in every group: arrays of shape (groups, accounts), from 0 to 1, NaN where unknown.

    `parts` are the metrics by name; `given` is the sum and the count of those that stand in columns of their own.
    """

    accounts: tuple[str, ...]
    parts: dict[str, Floats]
    given: tuple[Floats, Floats]
    score: Floats
    present: Floats


def known_parts(node: Health, store: MeasureStore) -> list[tuple[str, Expression]]:
    """Metrics whose data was imported."""
    return [(name, part) for name, part in node.parts if not any(map(store.missing, measures_of(part)))]


def table_of(found: Scores, group: int = 0) -> pd.DataFrame:
    """One row an account that has any metric: account, each metric, the number of those in columns, the score."""
    some = np.flatnonzero(found.present[group] > 0)
    names = np.array(found.accounts, dtype=object)
    parts = {f"{EXTRA}{name[:1].upper()}{name[1:]}": values[group][some] for name, values in found.parts.items()}
    total, count = (array[group][some] for array in found.given)
    with np.errstate(invalid="ignore", divide="ignore"):
        columns = {f"{EXTRA}Health columns (mean)": total / count} if count.any() else {}
    return pd.DataFrame(
        {
            "account": pd.Categorical(names[some]),
            **parts,
            **columns,
            f"{EXTRA}Metrics": found.present[group][some],
            f"{EXTRA}Health": found.score[group][some],
        }
    )


def lacking(node: Health, store: MeasureStore) -> bool:
    """Whether the data cannot give any account as many metrics as it needs."""
    given = 0 if store.missing(node.given[1]) else int(np.nan_to_num(store.values(node.given[1])).max(initial=0))
    return len(known_parts(node, store)) + given < node.least


def scores(node: Health, run: Groups, where: Where, part_of: PartOf) -> Scores:
    """Every account's metrics and their mean, in every group.

    On an axis that is split by account already, each group is its own single account.
    """
    return run.once(("health", node, where), lambda: _scores(node, run, where, part_of))


def _scores(node: Health, run: Groups, where: Where, part_of: PartOf) -> Scores:
    split = node.key in run.axis.dimensions
    labels = ("",) if split else tuple(label for label in labels_of(run.store, node.key) if label)
    axis = run.axis if split else product(run.axis, Axis(parts=((node.key, labels),)))
    inner = run if split else Groups(run.store, axis, run.filters)
    shape = (run.size, len(labels))
    parts = {}
    for name, expression in known_parts(node, run.store):
        part = part_of(expression, inner, where)
        if part.reason is None:
            parts[name] = np.where(part.n > 0, part.value, np.nan).reshape(shape)
    total, count = (values.reshape(shape) for values in _given(node, run, axis, where))
    known = [~np.isnan(values) for values in parts.values()]
    present = count + np.sum(known, axis=0) if known else count
    summed = total + np.sum([np.nan_to_num(values) for values in parts.values()], axis=0) if known else total
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.where(present >= node.least, summed / present, np.nan)
    if split:
        score[_nameless(node.key, axis)] = np.nan
    return Scores(accounts=labels, parts=parts, given=(total, count), score=score, present=present)


def _nameless(key: str, axis: Axis) -> NDArray[np.bool_]:
    """Groups of rows that name no account: they are nobody's health."""
    widths, place = [len(labels) for _, labels in axis.parts], axis.dimensions.index(key)
    blank = np.array([not label for label in axis.parts[place][1]], dtype=np.bool_)
    shape = [1, *(len(blank) if i == place else 1 for i in range(len(widths)))]
    return np.broadcast_to(blank.reshape(shape), (axis.steps, *widths)).reshape(-1)


def _given(node: Health, run: Groups, axis: Axis, where: Where) -> tuple[Floats, Floats]:
    """Sum and count of the columns' own metrics: an account's columns speak for every period."""
    if run.store.missing(node.given[1]):
        nothing = np.zeros(axis.size)
        return nothing, nothing
    timeless = Groups(run.store, Axis(parts=axis.parts), run.filters)
    total, count = (np.tile(timeless.total(name, where), axis.steps) for name in node.given)
    return total, count
