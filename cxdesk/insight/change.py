"""What changed since the previous period: a difference for each KPI, and verdicts that survive many tests at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Period
from cxdesk.common.units import Better
from cxdesk.insight.difference import (
    Difference,
    Rows,
    cluster_difference,
    discoveries,
    gap_difference,
    hours_difference,
    nps_difference,
    quantile_difference,
    ratio_difference,
    share_difference,
    welch_difference,
)
from cxdesk.insight.records import Change, Verdict
from cxdesk.kpis.axes import Axis
from cxdesk.kpis.choice import resolved
from cxdesk.kpis.groups import Groups, Where
from cxdesk.kpis.intervals import dominated
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.linear import one_table, row_weights, terms
from cxdesk.kpis.lives import standing
from cxdesk.kpis.nodes import Agreed, Binary, Either, Expression, Mean, Number, Quantile, Standing
from cxdesk.kpis.nodes import Where as WhereNode
from cxdesk.measures.store import MeasureStore
from cxdesk.targets.status import is_sampled

Floats = NDArray[np.float64]
Instant = np.datetime64

DELAY_QUANTILE = 0.9
_FEWEST_ROWS = 2  # a single row resampled is always itself
# Which time must have passed before a row of the KPI tells its outcome.
_DELAYS = {"fcr": "resolution_calendar_hours", "sla": "resolution_calendar_hours"}
_FIRST_RESPONSE = "first_response_calendar_hours"
_BY_WINDOW = frozenset({"repeat_rate", "durable_rate"})
_MS = np.timedelta64(1, "ms")


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A KPI in the period and the one before; `difference` None where the method has none, with the `note` why."""

    value: float | None
    previous: float | None
    difference: Difference | None = None
    note: str = ""


def delay_hours(kpi: Kpi, store: MeasureStore) -> float | None:
    """How old a row must be to be compared: the p90 of the KPI's own delay; None where rows need no time."""
    if not kpi.ages:
        return None
    if kpi.id in _BY_WINDOW:
        return 24.0 * store.settings.conventions.repeat_window_days
    _, hours = store.order(_DELAYS.get(kpi.id, _FIRST_RESPONSE))
    return float(np.quantile(hours, DELAY_QUANTILE)) if len(hours) else None


def cut_of(kpi: Kpi, store: MeasureStore) -> Instant | None:
    """Rows dated after this instant have not had their time yet; None where that does not matter."""
    hours = delay_hours(kpi, store)
    if hours is None or np.isnat(store.as_of):
        return None
    return np.datetime64(store.as_of - np.timedelta64(round(hours * 3_600_000), "ms"))


class Comparison:
    """A period against the one before, which ends where it begins; rows are put into the two only once."""

    def __init__(
        self, store: MeasureStore, period: Period, previous: Period, filters: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._store, self._filters = store, filters
        (self._start, self._end), (self._before, _) = period.utc, previous.utc
        self._runs: dict[Instant, Groups] = {}

    def of(self, kpi: Kpi) -> tuple[Difference | None, str]:
        """Difference of a KPI, and a note on what was compared; None, with the reason, where there is none.

        Rows that have not had their time yet are left out of both periods.
        """
        cut, end, note = cut_of(kpi, self._store), self._end, ""
        if cut is not None and cut < end:
            age = _age_words(delay_hours(kpi, self._store) or 0.0)
            note = f"compared over rows older than {age}"
            end = cut + _MS  # a row exactly as old still counts
            if end <= self._start:
                return None, f"still filling: all rows are younger than {age}"
        conventions = self._store.settings.conventions
        fewest = conventions.min_sample if is_sampled(kpi) else 1
        return _difference(kpi.value, self._run(end), kpi.scale, fewest), note

    def _run(self, end: Instant) -> Groups:
        if end not in self._runs:
            edges = np.array([self._before, self._start, end], dtype="datetime64[ms]")
            self._runs[end] = Groups(self._store, Axis(edges=edges), self._filters)
        return self._runs[end]


def _age_words(hours: float) -> str:
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.1f} days"


def _difference(node: Expression, run: Groups, scale: float, fewest: int, where: Where = ()) -> Difference | None:
    """The method that fits the node; None for counts, totals, figures and products, and below `fewest` rows a side."""
    match node:
        case Mean(measure) | Quantile(measure) if run.store.missing(measure) is None:
            n = run.count(measure, where)
            if n.min() < max(fewest, 1):
                return None
            if isinstance(node, Quantile):
                current, previous = _samples(measure, run, where)
                return quantile_difference(current, previous, node.q, run.store.settings.conventions.confidence)
            return _mean(measure, run, scale, where)
        case WhereNode(operand, field, values):
            return _difference(operand, run, scale, fewest, (*where, (field, values)))
        case Either() | Agreed():
            return _difference(resolved(node, run.store), run, scale, fewest, where)
        case Binary("-", Number(1), ratio):
            found = _difference(ratio, run, scale, fewest, where)
            return None if found is None else replace(found, low=-found.high, high=-found.low)
        case Binary("/", Standing() as top, Standing() as bottom):
            return _standing_share(top, bottom, run, fewest, where)
        case Binary("/", top, bottom):
            return _ratio(top, bottom, run, scale, fewest, where)
        case Binary("-", WhereNode(Mean(one)) as left, WhereNode(Mean(two)) as right) if one == two:
            return _gap(one, ((left.field, left.values),), ((right.field, right.values),), run, fewest)
        case _:
            return None


def _mean(measure: str, run: Groups, scale: float, where: Where) -> Difference | None:
    store, n = run.store, run.count(measure, where)
    kind, confidence = store.spec(measure).kind, store.settings.conventions.confidence
    clustered = _by_account(measure, run, where)
    if clustered is not None:
        return cluster_difference(*clustered, scale, confidence)
    if kind == "binary":
        k = run.total(measure, where)
        return share_difference((k[1], k[0]), (n[1], n[0]), confidence)
    if kind == "nps":
        up, down = run.hits(measure, 100.0, where), run.hits(measure, -100.0, where)
        return nps_difference((up[1], up[0]), (down[1], down[0]), (n[1], n[0]), confidence)
    if kind == "score" and store.mixed(measure) is not None:
        return None
    method = hours_difference if kind in ("hours", "minutes") else welch_difference
    return method(*_samples(measure, run, where), confidence)


def _standing_share(top: Standing, bottom: Standing, run: Groups, fewest: int, where: Where) -> Difference | None:
    """Customers kept or lost of those at the start; both periods hold much the same customers, so this is cautious."""
    if run.store.missing(top.start) or run.store.missing(top.end):
        return None
    k, n = standing(run, top, where), standing(run, bottom, where)
    if n.min() < max(fewest, 1):
        return None
    return share_difference((k[1], k[0]), (n[1], n[0]), run.store.settings.conventions.confidence)


def _gap(measure: str, left: Where, right: Where, run: Groups, fewest: int) -> Difference | None:
    store = run.store
    if store.missing(measure) is not None or store.mixed(measure) is not None:
        return None
    if (run.count(measure, left) + run.count(measure, right)).min() < fewest:
        return None
    (now_one, before_one), (now_two, before_two) = _samples(measure, run, left), _samples(measure, run, right)
    return gap_difference((now_one, now_two), (before_one, before_two), store.settings.conventions.confidence)


def _samples(measure: str, run: Groups, where: Where) -> tuple[Floats, Floats]:
    """Values of the period and of the one before."""
    values, first = run.ordered(measure, where)
    return values[first[1] : first[2]], values[first[0] : first[1]]


def _by_account(measure: str, run: Groups, where: Where) -> tuple[Rows, Rows] | None:
    """Rows with their accounts, where one account gives over 20 % of a period's survey answers."""
    store = run.store
    if store.spec(measure).table != "surveys" or not store.has("surveys", "account"):
        return None
    positions, values = store.known(measure)
    accounts = store.keys("surveys", "account")[0]
    accounts = accounts if positions is None else accounts[positions]
    codes = run.codes_of(measure, where).astype(np.intp)
    inside = codes < run.size
    if not (accounts[inside] >= 0).any() or not dominated(accounts, np.where(inside, codes, -1), run.size).any():
        return None
    sides = [
        Rows(top=values[codes == side], bottom=np.ones(int((codes == side).sum())), clusters=accounts[codes == side])
        for side in (1, 0)
    ]
    return sides[0], sides[1]


def _ratio(
    top: Expression, bottom: Expression, run: Groups, scale: float, fewest: int, where: Where
) -> Difference | None:
    """Rows of one table, each with what it adds to numerator and denominator in either period."""
    store, one, two = run.store, terms(top), terms(bottom)
    if one is None or two is None or one_table((*one, *two), store) is None:
        return None
    weights = [row_weights(found, run, where) for found in (one, two)]
    sides = []
    for side in (1, 0):
        a, b = (np.sum([np.where(codes == side, added, 0.0) for codes, added in parts], axis=0) for parts in weights)
        some = (a != 0) | (b != 0)
        if int((b != 0).sum()) < max(fewest, 1) or int(some.sum()) < _FEWEST_ROWS:
            return None
        sides.append(Rows(top=a[some], bottom=b[some]))
    return ratio_difference(sides[0], sides[1], scale, store.settings.conventions.confidence)


def changes(
    kpis: Iterable[Kpi], compared: Mapping[str, Compared], targeted: frozenset[str], conventions: Conventions
) -> dict[str, Change]:
    """Changes with their verdicts. `targeted` are KPIs in use: those with a value and a target.

    One test a family (its first KPI in the catalogue's order) enters the Benjamini-Hochberg procedure; the others
    show their interval and get no verdict.
    """
    catalogue = {kpi.id: kpi for kpi in kpis}
    tested = _headlines(catalogue.values(), compared, targeted)
    p = np.array([_p(compared[kpi_id]) for kpi_id in tested])
    found = dict(zip(tested, discoveries(p, conventions.fdr).tolist(), strict=True))
    return {
        kpi_id: _change(catalogue[kpi_id], pair, conventions, found=found.get(kpi_id))
        for kpi_id, pair in compared.items()
    }


def _headlines(kpis: Iterable[Kpi], compared: Mapping[str, Compared], targeted: frozenset[str]) -> list[str]:
    """The KPIs that are tested."""
    families: set[str] = set()
    tested = []
    for kpi in kpis:
        if kpi.id in targeted and kpi.id in compared and compared[kpi.id].difference is not None:
            if kpi.family and kpi.family in families:
                continue
            families.add(kpi.family)
            tested.append(kpi.id)
    return tested


def _p(pair: Compared) -> float:
    return 1.0 if pair.difference is None else pair.difference.p


def _change(kpi: Kpi, pair: Compared, conventions: Conventions, *, found: bool | None) -> Change:
    base = Change(previous=pair.previous, note=pair.note)
    if pair.difference is None:
        return base
    interval = replace(base, low=pair.difference.low, high=pair.difference.high, p=pair.difference.p)
    if found is None:
        return interval
    return replace(
        interval, tested=True, verdict=_verdict(kpi, pair, conventions) if found else Verdict.NO_CLEAR_CHANGE
    )


def _verdict(kpi: Kpi, pair: Compared, conventions: Conventions) -> Verdict:
    """Direction of a change that was found: the side of 0 on which its interval lies."""
    if pair.difference is None or pair.difference.low <= 0 <= pair.difference.high:
        return Verdict.NO_CLEAR_CHANGE
    rose = pair.difference.low > 0
    match kpi.better_under(conventions):
        case Better.HIGHER:
            return Verdict.BETTER if rose else Verdict.WORSE
        case Better.LOWER:
            return Verdict.WORSE if rose else Verdict.BETTER
        case _:
            return Verdict.CHANGED
