"""Aggregates over all groups of an axis at once; each computed once a pass, whichever KPIs ask for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Instants, to_utc
from cxdesk.kpis.axes import Axis, time_codes
from cxdesk.kpis.ranks import Ranked, by_group, ranked
from cxdesk.kpis.tallies import STRETCH, Codes, Patterns, crossed, patterns, summed, taken
from cxdesk.measures.catalogue import MEASURES
from cxdesk.measures.packed import Packed, is_long
from cxdesk.measures.store import MeasureStore
from cxdesk.tables.fields import BOTH

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Where = tuple[tuple[str, tuple[str, ...]], ...]  # restrictions of `Where` nodes around the measure
T = TypeVar("T")

_PRESENCE_CELLS = 20_000_000  # a table of group x key flags up to this size, sorting beyond it
_PATTERN_CELLS = 500_000  # rows are counted by group and pattern up to so many cells, by measure beyond it
HOUR_MS = 3_600_000
MONEY_FIGURES = ("support_cost", "acquisition_cost")


class Groups:
    """One pass over the rows of a store, put into the groups of an axis, under filters.

    Arrays have one entry a group. Group codes use `size` for rows outside, so that one bincount drops them; they are
    of the smallest unsigned type that holds it. `planned` are measures that will be asked for: many are counted at
    once, see `tallies.py`.
    """

    def __init__(
        self,
        store: MeasureStore,
        axis: Axis,
        filters: Mapping[str, tuple[str, ...]],
        planned: frozenset[str] = frozenset(),
    ) -> None:
        self.store = store
        self.axis = axis
        self.filters = filters
        self.size = axis.size
        self.planned = planned
        self._cache: dict[Hashable, object] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave for that key the first time in this pass."""
        if key not in self._cache:
            self._cache[key] = make()
        return cast("T", self._cache[key])

    # -- rows into groups ------------------------------------------------------------------------------------------

    def mask(self, table: str, where: Where = ()) -> NDArray[np.bool_] | None:
        """Rows that pass the filters and restrictions; None where all do."""
        return self.once(("mask", table, where), lambda: self._mask(table, where))

    def _mask(self, table: str, where: Where) -> NDArray[np.bool_] | None:
        masks = [self._one_of(table, dimension, values) for dimension, values in self.filters.items()]
        masks += [self._one_of(table, dimension, values, folded=True) for dimension, values in where]
        return np.logical_and.reduce(masks) if masks else None

    def _one_of(
        self, table: str, dimension: str, values: tuple[str, ...], *, folded: bool = False
    ) -> NDArray[np.bool_]:
        codes, labels = self.store.keys(table, dimension)
        kept = {value.casefold() for value in values} if folded else set(values)
        passes = [(label.casefold() if folded else label) in kept for label in labels]
        return np.array([*passes, "" in kept], dtype=np.bool_)[codes]

    def codes(self, table: str, dated_by: str, where: Where = ()) -> Codes:
        """Group of each row of the table; `size` for rows outside."""
        dated_by = dated_by if self.axis.edges is not None else ""
        return self.once(("codes", table, dated_by, where), lambda: self._codes(table, dated_by, where))

    def _codes(self, table: str, dated_by: str, where: Where) -> Codes:
        if where:  # the group codes without the restriction are shared
            codes, mask = self.codes(table, dated_by), self.mask(table, where)
        else:
            plain = self.axis.codes(self.store, table, dated_by)
            # rows outside have code -1, the greatest number of all without a sign
            codes = np.minimum(plain.view(np.uint32), np.uint32(self.size)).astype(np.min_scalar_type(self.size))
            mask = self.mask(table)
        return codes if mask is None else np.where(mask, codes, codes.dtype.type(self.size))

    def codes_of(self, measure: str, where: Where = ()) -> Codes:
        """Group of each row that the measure counts, in the order of `store.known`."""
        spec = self.store.spec(measure)
        codes = self.codes(spec.table, spec.dated_by, where)
        positions = self.store.positions(measure)
        return codes if positions is None else self.once(("of", measure, where), lambda: codes[positions])

    def both(self, one: str, two: str, where: Where = ()) -> Floats:
        """Rows of one table that both measures count in the same group: a ticket created and resolved in a month."""
        return self.once(("both", one, two, where), lambda: self._both(one, two, where))

    def _both(self, one: str, two: str, where: Where) -> Floats:
        a, b = self.store.spec(one), self.store.spec(two)
        codes = self.codes(a.table, a.dated_by, where)
        same = counted(self.store, one) & counted(self.store, two)
        same &= codes == self.codes(b.table, b.dated_by, where)
        return summed(np.where(same, codes, codes.dtype.type(self.size)), None, self.size)

    # -- aggregates ------------------------------------------------------------------------------------------------

    def count(self, measure: str, where: Where = ()) -> Floats:
        """How many rows the measure counts."""
        return self.once(("n", measure, where), lambda: self._count(measure, where))

    def _count(self, measure: str, where: Where) -> Floats:
        found = self._patterns(measure, where)
        if found is not None and measure in found.counted:
            return np.asarray(self._by_pattern(measure, found) @ found.counted[measure])
        return summed(self.codes_of(measure, where), None, self.size)

    def total(self, measure: str, where: Where = (), power: int = 1) -> Floats:
        """Sum of the measure, of its squares, or of its cubes; 0 where no row counts."""
        return self.once(("sum", measure, where, power), lambda: self._total(measure, where, power))

    def _total(self, measure: str, where: Where, power: int) -> Floats:
        found = self._patterns(measure, where)
        if found is not None and measure in found.value:
            return np.asarray(self._by_pattern(measure, found) @ found.value[measure] ** power)
        twin = "" if where else self._twin(measure)
        if twin:
            return self.total(twin, where, power)
        spec = self.store.spec(measure)
        if 2 * np.count_nonzero(counted(self.store, measure)) > self.store.rows(spec.table):
            # rows that do not count add nothing: cheaper than putting the others together
            codes = self.codes(spec.table, spec.dated_by, where)
            return summed(codes, weights(self.store, measure), self.size, power)
        return summed(self.codes_of(measure, where), self.store.known(measure)[1], self.size, power)

    def _twin(self, measure: str) -> str:
        """An earlier one of the planned measures with the same values: times by the clock that the convention sets."""
        spec = self.store.spec(measure)
        if spec.kind != "hours" or measure not in self.planned:
            return ""
        for other in MEASURES:
            if other.name == measure:
                break
            same = (other.table, other.dated_by, other.kind) == (spec.table, spec.dated_by, spec.kind)
            if same and other.name in self.planned and self.store.missing(other.name) is None:
                one, two = (self.store.values(name) for name in (measure, other.name))
                equal = partial(np.array_equal, one, two, equal_nan=True)
                if self.store.cached(("twins", measure, other.name), equal):
                    return other.name
        return ""

    def hits(self, measure: str, value: float, where: Where = ()) -> Floats:
        """How many rows have exactly that value."""
        return self.once(("hits", measure, value, where), lambda: self._hits(measure, value, where))

    def _hits(self, measure: str, value: float, where: Where) -> Floats:
        found = self._patterns(measure, where)
        if found is not None and measure in found.value:
            hit = (found.value[measure] == value) & (found.counted[measure] > 0)
            return np.asarray(self._by_pattern(measure, found) @ hit.astype(np.float64))
        return summed(self.codes_of(measure, where)[self.store.known(measure)[1] == value], None, self.size)

    def _patterns(self, measure: str, where: Where) -> Patterns | None:
        """Patterns of the planned measures of the same table and dating; None where they would not help."""
        if where or measure not in self.planned:
            return None
        spec = self.store.spec(measure)
        key = ("patterns", spec.table, spec.dated_by)
        found = self.once(key, lambda: patterns(self.store, self.planned, spec.table, spec.dated_by))
        return None if found is None or self.size * found.width > _PATTERN_CELLS else found

    def _by_pattern(self, measure: str, found: Patterns) -> Floats:
        """Rows by group and pattern."""
        spec = self.store.spec(measure)
        codes = self.codes(spec.table, spec.dated_by)
        key = ("by pattern", spec.table, spec.dated_by)
        return self.once(key, lambda: crossed(codes, found.row, self.size, found.width))

    def ranked(self, measure: str, where: Where = ()) -> Ranked:
        """The measure's values by their rank in each group."""
        return self.once(("ranked", measure, where), lambda: self._ranked(measure, where))

    def _ranked(self, measure: str, where: Where) -> Ranked:
        spec = self.store.spec(measure)
        positions, values = self.store.order(measure)
        codes = taken(self.codes(spec.table, spec.dated_by, where), positions)
        return ranked(values, codes, self.count(measure, where))

    def ordered(self, measure: str, where: Where = ()) -> tuple[Floats, Ints]:
        """The measure's values by group, smallest first in each, and where each group begins (one entry more)."""
        return self.once(("ordered", measure, where), lambda: self._ordered(measure, where))

    def _ordered(self, measure: str, where: Where) -> tuple[Floats, Ints]:
        found = self.ranked(measure, where)
        return found.values[by_group(found.codes, self.size)], starts_of(found.n)

    def quantile(self, measure: str, q: float, where: Where = ()) -> Floats:
        """Quantile by linear interpolation (Excel's PERCENTILE.INC); NaN for empty groups."""
        return self.ranked(measure, where).quantile(q)

    def presence(self, measure: str, key: str, where: Where = ()) -> Ints:
        """Distinct pairs of group and key among the counted rows, as group * keys + key, ascending."""
        return self.once(("pairs", measure, key, where), lambda: self._pairs(measure, key, where))

    def _pairs(self, measure: str, key: str, where: Where) -> Ints:
        keys, labels = self.store.keys(self.store.spec(measure).table, key)
        positions = self.store.positions(measure)
        codes = self.codes_of(measure, where)
        keys, width = keys if positions is None else keys[positions], max(len(labels), 1)
        if self.size * width > _PRESENCE_CELLS:
            kept = (codes < self.size) & (keys >= 0)
            return np.unique(codes[kept].astype(np.intp) * width + keys[kept])
        flags = np.zeros((self.size + 1) * (width + 1), dtype=np.bool_)  # with a last group outside, a first blank key
        for at in range(0, len(codes), STRETCH):
            pair = codes[at : at + STRETCH].astype(np.intp)
            pair *= width + 1
            pair += keys[at : at + STRETCH]
            pair += 1
            flags[pair] = True
        return np.flatnonzero(flags.reshape(self.size + 1, width + 1)[: self.size, 1:])

    def distinct(self, measure: str, key: str, where: Where = ()) -> Floats:
        """How many different keys the counted rows have."""
        width = max(len(self.store.keys(self.store.spec(measure).table, key)[1]), 1)
        return summed(self.presence(measure, key, where) // width, None, self.size)

    def without(self, measure: str, absent: str, key: str, where: Where = ()) -> Floats:
        """How many keys have a row counted by `measure` and none by `absent`, a measure of another table."""
        one, two = self.store.spec(measure).table, self.store.spec(absent).table
        names, others = self.store.keys(one, key)[1], self.store.keys(two, key)[1]
        place = {label: code for code, label in enumerate(names)}
        as_one = np.array([place.get(label, -1) for label in others] or [-1], dtype=np.intp)
        width, other_width = max(len(names), 1), max(len(others), 1)
        there = self.presence(absent, key, where)
        translated = as_one[there % other_width]
        found = (there // other_width * width + translated)[translated >= 0]
        mine = self.presence(measure, key, where)
        return summed(mine[~np.isin(mine, found)] // width, None, self.size)

    def scales(self, measure: str, where: Where = ()) -> tuple[tuple[float, float], ...]:
        """Score ranges of a `score` measure among the rows inside the groups."""
        codes, ranges = self.store.scale_codes(measure)
        if len(ranges) < 2:
            return ranges
        positions = self.store.positions(measure)
        codes = codes if positions is None else codes[positions]
        inside = self.codes_of(measure, where) < self.size
        return tuple(ranges[code] for code in np.unique(codes[inside]).tolist())

    def currencies(self, measure: str, where: Where = ()) -> tuple[str, ...]:
        """Currencies of the amounts inside the groups; none where no column names them."""
        found = self.store.currencies(self.store.spec(measure).table)
        if found is None:
            return ()
        codes, labels = found
        positions = self.store.positions(measure)
        codes = (codes if positions is None else codes[positions])[self.codes_of(measure, where) < self.size]
        named = {name for code in np.unique(codes[codes >= 0]).tolist() for name in labels[code].split(BOTH)}
        return tuple(sorted(named))

    # -- figures ---------------------------------------------------------------------------------------------------

    def figure(self, name: str, kind: str) -> Floats:
        """A figure typed in by hand: the sum over the months that start in each step, or the last known at its end."""
        if kind == "stock":
            rows = stock_rows(self.store, name, self.axis.instants(self.store))
            values = np.append(figure_values(self.store, name), np.nan)  # a row of -1 takes the last entry
            return np.asarray(values[rows])
        months = figure_months(self.store)
        values = figure_values(self.store, name)
        wanted = figure_rows(self.store, name)
        step = self.months_in_steps(months)
        kept = np.flatnonzero(wanted & (step >= 0) & ~np.isnan(values))
        n = np.bincount(step[kept], minlength=self.axis.steps)
        return np.where(n > 0, np.bincount(step[kept], weights=values[kept], minlength=self.axis.steps), np.nan)

    def figure_currencies(self, name: str) -> tuple[str, ...]:
        """Currencies in which the months inside the steps give a figure; none where no column names them."""
        found = self.store.currencies("figures")
        if found is None:
            return ()
        codes, labels = found
        inside = self.months_in_steps(figure_months(self.store)) >= 0
        kept = figure_rows(self.store, name) & inside & (codes >= 0) & ~np.isnan(figure_values(self.store, name))
        return tuple(labels[code] for code in np.unique(codes[kept]).tolist())

    def months_in_steps(self, months: Instants) -> Ints:
        """Step of the axis in which each month starts; -1 outside (over everything: outside the data's months)."""
        edges, span = self.axis.edges, self.store.everything()
        if edges is None and span is None:
            return np.zeros(len(months), dtype=np.intp)
        if edges is None and span is not None:
            calendar = self.store.settings.calendar
            edges = np.array([to_utc(calendar.midnight(day)) for day in span])
        return time_codes(cast("Instants", edges), months).astype(np.intp)


def figure_rows(store: MeasureStore, name: str) -> NDArray[np.bool_]:
    """Rows of Figures that hold the figure: `support_cost` is also found as `Support cost`."""
    codes, labels = store.keys("figures", "name")
    same = ["_".join(label.casefold().replace("-", " ").replace("_", " ").split()) == name for label in labels]
    return np.append(np.array(same, dtype=np.bool_), False)[codes]  # a blank has code -1 and takes the last entry


def stock_rows(store: MeasureStore, name: str, ends: Instants) -> Ints:
    """For each instant the row of the last month before it that tells a figure; -1 where none does."""
    months, values = figure_months(store), figure_values(store, name)
    known = np.flatnonzero(figure_rows(store, name) & ~np.isnan(values) & ~np.isnat(months))
    known = known[np.argsort(months[known], kind="stable")]
    return np.append(known, -1)[np.searchsorted(months[known], ends, side="left") - 1].astype(np.intp)


def figure_values(store: MeasureStore, name: str) -> Floats:
    """Values of Figures as that figure counts them; of one that is money NaN in another currency than was chosen."""
    if name in MONEY_FIGURES:
        return store.amounts("figures", "value")
    return store.numbers("figures", "value")


def figure_months(store: MeasureStore) -> Instants:
    """Instants at which the figures' months begin in the zone."""
    walls = store.instants("figures", "month")
    days = walls.astype("datetime64[D]").astype(object)
    calendar = store.settings.calendar
    starts = {day: to_utc(calendar.midnight(day)) for day in set(days) if day is not None}
    return np.array([starts.get(day, np.datetime64("NaT", "ms")) for day in days], dtype="datetime64[ms]")


def counted(store: MeasureStore, measure: str) -> NDArray[np.bool_]:
    """Whether the measure counts each row of its table."""
    return store.counted(measure)


def filled(store: MeasureStore, measure: str) -> Floats:
    """The measure's values, with 0 for rows that it does not count."""
    found = weights(store, measure)
    return found.filled() if isinstance(found, Packed) else found


def weights(store: MeasureStore, measure: str) -> Floats | Packed:
    """The same, kept where the table is short; as they are kept anyway where it is long."""
    values = store.packed(measure)
    return values if is_long(values) else store.cached(("filled", measure), values.filled)


def starts_of(n: NDArray[np.generic]) -> Ints:
    """Where each group begins in rows put together by group, and the end of the last."""
    return np.concatenate([[0], np.cumsum(n)]).astype(np.intp)


def quantile(values: Floats, first: Ints, q: float) -> Floats:
    """Quantile of each group of values sorted within groups, interpolated linearly; NaN for empty groups."""
    n = np.diff(first)
    place = first[:-1] + q * np.maximum(n - 1, 0)
    below = np.floor(place).astype(np.intp)
    part = place - below
    last = max(len(values) - 1, 0)
    if not len(values):
        return np.full(len(n), np.nan)
    low, high = values[np.minimum(below, last)], values[np.minimum(below + (part > 0), last)]
    return np.where(n > 0, low + part * (high - low), np.nan)
