"""The store: measures of one dataset under one setting, computed once and kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from threading import RLock
from typing import TypeVar, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.common.calendars import BusinessCalendar, default_calendar
from cxdesk.common.periods import Grain, Instants
from cxdesk.measures.catalogue import BY_NAME
from cxdesk.measures.columns import Codes, Keys, coalesced, coded, ids
from cxdesk.measures.digital import user_days, user_months
from cxdesk.measures.measure import Measure, Settings
from cxdesk.measures.money import is_figure, money_table, named_currencies, other_currency, taken_currencies
from cxdesk.measures.packed import Many, Packed, few_rows, ordered, packed
from cxdesk.measures.spans import span_of
from cxdesk.measures.surveys import score_ranges
from cxdesk.measures.words import a_sheet, column_words, mixed_words
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.fields import SOURCE
from cxdesk.tables.hidden import TEAM, shown_frame
from cxdesk.tables.joins import inherit, ticket_positions, with_account

Floats = NDArray[np.float64]
T = TypeVar("T")

CUSTOMER = "customer"  # key of tickets: the account, or the requester where no account stands
_RECENT = 48  # group codes of so many axes are kept; one screen asks for about ten
# Keys that are no column: each row's alternatives, one column of each of which is enough.
DERIVED_KEYS: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {
    ("tickets", CUSTOMER): (("account", "requester"),),
    ("usage", "user_day"): (("used_at",), ("user",)),
    ("usage", "user_month"): (("used_at",), ("user",)),
}


class MeasureStore:
    """Measures, keys and dates of a dataset, each computed on first use and cached.

    Rows of spam, test and merged tickets are left out; positions below mean rows of `frame(table)`.
    """

    def __init__(self, dataset: Dataset, settings: Settings | None = None) -> None:
        self.dataset = dataset
        self.settings = settings or Settings()
        self._cache: dict[Hashable, object] = {}
        self._recent: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = RLock()

    # -- cache -----------------------------------------------------------------------------------------------------

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave for that key the first time."""
        if key not in self._cache:
            self._cache[key] = make()
        return cast("T", self._cache[key])

    def recent(self, key: Hashable, make: Callable[[], T]) -> T:
        """As `cached`, but only the last 48 keys are kept."""
        with self._lock:  # computing and exporting may ask from two threads
            if key in self._recent:
                self._recent.move_to_end(key)
            else:
                self._recent[key] = make()
                while len(self._recent) > _RECENT:
                    self._recent.popitem(last=False)
            return cast("T", self._recent[key])

    # -- tables ----------------------------------------------------------------------------------------------------

    def frame(self, table: str) -> pd.DataFrame:
        """The table's counted rows; an empty frame where nothing of it was imported. Treat as read-only.

        It has no column that the dataset hides; those are read by name only, with `keys` and the like.
        """
        return self.cached(("frame", table), lambda: self._shown_frame(table))

    def _shown_frame(self, table: str) -> pd.DataFrame:
        whole, hidden = self._whole(table), self.dataset.hidden
        return whole if hidden is None else shown_frame(whole, hidden)

    def _whole(self, table: str) -> pd.DataFrame:
        """The table's counted rows with the columns that are for computing only."""
        return self.cached(("whole", table), lambda: self._make_whole(table))

    def _make_whole(self, table: str) -> pd.DataFrame:
        dataset = self.dataset.behind or self.dataset
        frame = dataset.table(table)
        if frame is None:
            return pd.DataFrame()
        accounts = dataset.table("accounts")
        if table == "tickets":
            return with_account(_counted_tickets(frame), accounts)
        if table == "surveys":
            return with_account(inherit(frame, self._whole("tickets"), self.answered_tickets()), accounts)
        if table in {"orders", "usage"}:
            return with_account(frame, accounts)
        return frame

    def answered_tickets(self) -> NDArray[np.intp]:
        """Row of `frame("tickets")` that each survey answer is about; -1 where it is none of them."""
        surveys = self.dataset.table("surveys")
        asked = pd.DataFrame() if surveys is None else surveys
        return self.cached("answered_tickets", lambda: ticket_positions(asked, self._whole("tickets")))

    def rows(self, table: str) -> int:
        """Rows of the table that count."""
        return len(self._whole(table))

    def has(self, table: str, column: str) -> bool:
        """Whether the table holds that column."""
        return column in self._whole(table).columns

    def numbers(self, table: str, column: str) -> Floats:
        """A number, count, flag or duration column; all NaN where the table lacks it."""
        return self.cached(("numbers", table, column), lambda: self._make_numbers(table, column))

    def _make_numbers(self, table: str, column: str) -> Floats:
        if not self.has(table, column):
            return np.broadcast_to(np.nan, self.rows(table))  # one number for all rows
        return self._whole(table)[column].to_numpy(dtype=np.float64, na_value=np.nan)

    def instants(self, table: str, column: str) -> Instants:
        """An instant column (`datetime64[ms]`, UTC); all NaT where the table lacks it."""
        return self.cached(("instants", table, column), lambda: self._make_instants(table, column))

    def _make_instants(self, table: str, column: str) -> Instants:
        if not self.has(table, column):
            return np.broadcast_to(np.datetime64("NaT", "ms"), self.rows(table))
        return self._whole(table)[column].to_numpy().astype("datetime64[ms]", copy=False)

    def keys(self, table: str, column: str) -> Keys:
        """Code of each row's value and the values by code, sorted; -1 for blank. All blank where the column lacks."""
        return self.cached(("keys", table, column), lambda: self._make_keys(table, column))

    def true_keys(self, table: str, column: str) -> Keys:
        """As `keys`, also where the dataset shows some values under another name: for rules, not for showing."""
        hidden = self.dataset.hidden
        if hidden is None or column != TEAM or not self.has(table, column):
            return self.keys(table, column)
        return self.cached(("true keys", table, column), lambda: coded(self._whole(table)[column]))

    def _make_keys(self, table: str, column: str) -> Keys:
        if (table, column) == ("tickets", CUSTOMER):
            return coalesced(self.keys(table, "account"), self.keys(table, "requester"))
        if (table, column) in DERIVED_KEYS:
            return user_days(self) if column == "user_day" else user_months(self)
        if not self.has(table, column):
            return np.full(self.rows(table), -1, dtype=np.int32), ()
        return coded((self.frame(table) if column == TEAM else self._whole(table))[column])

    def ids(self, table: str, column: str) -> tuple[Codes, int]:
        """Code of each row's value in no order (-1 for blank), and how many values there are."""
        if not self.has(table, column):
            return np.full(self.rows(table), -1, dtype=np.int32), 0
        return self.cached(("ids", table, column), lambda: ids(self._whole(table)[column]))

    def month_starts(self, table: str, column: str) -> Instants:
        """When the months of a `MONTH` column (wall-clock dates) begin in the zone, as UTC instants."""
        return self.cached(
            ("months", table, column), lambda: self.settings.calendar.from_local(self.instants(table, column))
        )

    # -- money -----------------------------------------------------------------------------------------------------

    def currencies(self, table: str) -> Keys | None:
        """Code of the currency that each row's amounts name, -1 for none; None where no column names any."""
        return self.cached(("currencies", table), lambda: named_currencies(self, table))

    def currency_of(self, name: str) -> Keys | None:
        """Currency of each row's amount of a money measure, or of the figures for a figure's name.

        Where the convention `currency` is set, amounts that name none are in it. None where nothing names any.
        """
        table = money_table(name)
        return None if table is None else self.cached(("taken", table), lambda: taken_currencies(self, table))

    def amounts(self, table: str, column: str) -> Floats:
        """A column of amounts; NaN where the row names another currency than the convention's."""
        return self.in_currency(table, self.numbers(table, column))

    def in_currency(self, table: str, values: Floats) -> Floats:
        """Values of a table's rows; NaN where the row names another currency than the convention's."""
        other = other_currency(self, table)
        return values if other is None else np.where(other, np.nan, values)

    def left_by_currency(self, name: str) -> int:
        """How many rows of a money measure, or of the figures for a figure's name, the convention left out."""
        table = money_table(name)
        other = None if table is None else other_currency(self, table)
        if table is None or other is None:
            return 0
        if name in BY_NAME:
            return int((~np.isnan(np.asarray(self.spec(name).compute(self), dtype=np.float64)) & other).sum())
        codes, labels = self.keys(table, "name")
        named = np.append(np.array([is_figure(label, name) for label in labels], dtype=np.bool_), False)[codes]
        return int((named & ~np.isnan(self.numbers(table, "value")) & other).sum())

    def held(self, table: str, column: str) -> NDArray[np.bool_]:
        """Whether the sheet that a row came from holds any value in that column."""
        return self.cached(("held", table, column), lambda: self._make_held(table, column))

    def _make_held(self, table: str, column: str) -> NDArray[np.bool_]:
        if not self.has(table, column):
            return np.zeros(self.rows(table), dtype=np.bool_)
        values = self._whole(table)[column]
        if isinstance(values.dtype, pd.CategoricalDtype):
            return self.any_in_source(table, self.keys(table, column)[0] >= 0)
        if values.dtype.kind == "f":
            return self.any_in_source(table, ~np.isnan(self.numbers(table, column)))
        return self.any_in_source(table, values.notna().to_numpy())

    def any_in_source(self, table: str, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """For each row whether `rows` is true for any row of the same sheet."""
        source, count = self.cached(("sources", table), lambda: self._sources(table))
        if count < 2:
            return np.full(len(rows), bool(rows.any()))
        return np.asarray((np.bincount(source, weights=rows, minlength=count) > 0)[source])

    def _sources(self, table: str) -> tuple[NDArray[np.intp], int]:
        """Code of the sheet that each row came from, and how many sheets there are."""
        frame = self._whole(table)
        if SOURCE not in frame.columns:
            return np.broadcast_to(np.intp(0), len(frame)), 1
        codes, found = pd.factorize(frame[SOURCE].to_numpy())
        return codes, len(found)

    # -- measures --------------------------------------------------------------------------------------------------

    @staticmethod
    def spec(name: str) -> Measure:
        """The measure of that name.

        Raises:
            KeyError: there is none.
        """
        return BY_NAME[name]

    def values(self, name: str) -> Floats:
        """Values of a measure, one a row of its table; NaN where the row does not count. All NaN without its data."""
        return self.packed(name).numbers()

    def packed(self, name: str) -> Packed:
        """Values of a measure in the form in which they are kept."""
        return self.cached(("values", name), lambda: packed(self._make_values(name)))

    def _make_values(self, name: str) -> Floats:
        spec = self.spec(name)
        if spec.kind == "instant":
            return np.where(np.isnat(self.at(name)), np.nan, 1.0)
        if self.missing(name) is not None:
            return np.full(self.rows(spec.table), np.nan)
        values = np.asarray(spec.compute(self), dtype=np.float64)
        return self.in_currency(spec.table, values) if spec.money else values

    def at(self, name: str) -> Instants:
        """An instant measure (`datetime64[ms]`, UTC), one a row of its table."""
        return self.cached(("at", name), lambda: np.asarray(self.spec(name).compute(self), dtype="datetime64[ms]"))

    def dates(self, name: str) -> Instants:
        """The instants that put a measure's rows into periods (NaT: undated, or in every period)."""
        spec = self.spec(name)
        return self.at(spec.dated_by) if spec.dated_by else np.full(self.rows(spec.table), "NaT", dtype="M8[ms]")

    def counted(self, name: str) -> NDArray[np.bool_]:
        """Which rows of its table a measure counts."""
        return self.cached(("counted", name), lambda: self.packed(name).known())

    def positions(self, name: str) -> NDArray[np.intp] | None:
        """Positions of the rows that count, in order; None if all rows count."""
        few = self.cached(("few", name), lambda: few_rows(self.counted(name)))
        return np.flatnonzero(self.counted(name)) if isinstance(few, Many) else few

    def known(self, name: str) -> tuple[NDArray[np.intp] | None, Floats]:
        """Positions of the rows that count and their values; None for the positions if all rows count."""
        positions, values = self.positions(name), self.packed(name)
        return positions, values.numbers() if positions is None else values.numbers(positions)

    def order(self, name: str) -> tuple[NDArray[np.integer], Floats]:
        """Positions of the rows that count, smallest value first, and the values in that order."""
        values = self.packed(name)
        # measures of the same numbers, such as times by the clock that the convention sets, share them
        rows, numbers = self.cached(("order", id(values.codes)), lambda: ordered(values))
        return rows, numbers.numbers()

    def missing(self, name: str) -> str | None:
        """What a measure lacks ("needs a Tickets sheet: ..."), or None where it can be computed."""
        return self.cached(("missing", name), lambda: self._make_missing(name))

    def _make_missing(self, name: str) -> str | None:
        if name not in BY_NAME:
            return "needs a sheet that cannot be imported yet"
        spec = self.spec(name)
        columns, present = spec.needs.columns, self.dataset.rows(spec.needs.table) > 0
        lacking = [column_words(spec.needs.table, (column,)) for column in columns if not self._holds(spec, column)]
        lacking += [
            column_words(spec.needs.table, options)
            for options in spec.needs.any_of
            if not any(self._holds(spec, column) for column in options)
        ]
        if present and not lacking:
            return spec.lacks(self) if spec.lacks is not None else None
        table = TABLES[spec.needs.table]
        listed = [spec.asks] if spec.asks else lacking
        if present:
            return f"needs in the {table.title} sheet: {', '.join(listed)}"
        # nothing of the table is there: name also what every row of it needs
        listed = list(dict.fromkeys([*(field.title for field in table.fields if field.required), *listed]))
        return f"needs {a_sheet(table.title)}: {', '.join(listed)}"

    def _holds(self, spec: Measure, column: str) -> bool:
        return self.has(spec.needs.table, column)

    def missing_key(self, table: str, key: str) -> str | None:
        """What a table lacks for a key or dimension, or None where it holds it."""
        sets = DERIVED_KEYS.get((table, key), ((key,),))
        lacking = [options for options in sets if not any(self.has(table, column) for column in options)]
        if not lacking:
            return None
        return f"needs in the {TABLES[table].title} sheet: {', '.join(column_words(table, each) for each in lacking)}"

    # -- scales ----------------------------------------------------------------------------------------------------

    def scale_codes(self, name: str) -> tuple[Codes, tuple[tuple[float, float], ...]]:
        """Code of the score range of each row that a `score` measure counts (-1 for others), and the ranges by code."""
        return self.cached(("scale_codes", name), lambda: self._make_scale_codes(name))

    def _make_scale_codes(self, name: str) -> tuple[Codes, tuple[tuple[float, float], ...]]:
        codes = np.full(self.rows("surveys"), -1, dtype=np.int32)
        counted = np.flatnonzero(~np.isnan(self.values(name)))
        low, high = score_ranges(self)
        pairs = np.column_stack([low[counted], high[counted]])
        ranges, found = np.unique(pairs, axis=0, return_inverse=True)
        codes[counted] = found.reshape(-1)
        return codes, tuple((float(a), float(b)) for a, b in ranges)

    def scales(self, name: str) -> tuple[tuple[float, float], ...]:
        """All (lowest, highest) possible scores among the rows that a `score` measure counts."""
        return self.scale_codes(name)[1]

    def scale(self, name: str) -> tuple[float, float] | None:
        """The (lowest, highest) possible score, or None where there are no answers or scales are mixed."""
        scales = self.scales(name)
        return scales[0] if len(scales) == 1 else None

    def mixed(self, name: str) -> str | None:
        """A sentence where answers of a `score` measure were given on different scales."""
        return mixed_words(self.scales(name))

    # -- time ------------------------------------------------------------------------------------------------------

    @property
    def business(self) -> BusinessCalendar:
        """Business hours in force."""
        return self.settings.business or default_calendar(self.settings.calendar.zone)

    @property
    def as_of(self) -> np.datetime64:
        """The last instant the data speaks for (NaT without any)."""
        return self.settings.as_of if self.settings.as_of is not None else self.span()[1]

    def span(self) -> tuple[np.datetime64, np.datetime64]:
        """Earliest and latest counted instant, see `spans.py`; NaT without any."""
        return self.cached("span", lambda: span_of(self))

    def everything(self) -> tuple[date, date] | None:
        """First day of the earliest month and first day after the latest month; None without dated rows."""
        first, last = self.span()
        if np.isnat(first):
            return None
        calendar = self.settings.calendar
        start = calendar.floor(calendar.local_day(first), Grain.MONTH)
        return start, calendar.step(calendar.floor(calendar.local_day(last), Grain.MONTH), Grain.MONTH)


def _counted_tickets(frame: pd.DataFrame) -> pd.DataFrame:
    """Tickets without spam, tests and merged ones."""
    out = np.zeros(len(frame), dtype=np.bool_)
    for flag in ("is_spam", "is_test"):
        if flag in frame.columns:
            out |= frame[flag].to_numpy(dtype=np.float64, na_value=np.nan) == 1
    if "merged_into" in frame.columns:
        out |= coded(frame["merged_into"])[0] >= 0
    return frame[~out] if out.any() else frame
