"""Rows in runs, one a ticket, in the order of time; what is asked of a run is asked of all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.imports.convert.clocks import NOT_A_TIME, Instants
from cxdesk.imports.convert.texts import Bools

Places = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True, eq=False)
class Runs:
    """`rows` are the row numbers of all runs, one run after the other; `begins` says where each begins among them.

    Arguments of the methods have one entry a row of the sheet (`total`), results one a run, unless said otherwise.
    """

    rows: Places
    begins: Places
    total: int

    @classmethod
    def of(cls, codes: NDArray[Any], at: Instants, order: NDArray[np.float64] | None) -> Runs:
        """Runs of equal codes (-1 belongs to none), by time, then by number, then as the file lists them.

        A file that lists the newest first is read from its end; rows without a time come first.
        """
        rows = np.flatnonzero(codes >= 0)
        place = _listed_backwards(codes, at, rows) * rows
        times = np.where(np.isnat(at), np.datetime64(np.iinfo(np.int64).min + 1, "ms"), at).astype(np.int64)[rows]
        numbers = np.zeros(len(rows)) if order is None else np.nan_to_num(order[rows], nan=-np.inf)
        rows = rows[np.lexsort((place, numbers, times, codes[rows]))]
        mine = codes[rows]
        begins = np.flatnonzero(np.append(True, mine[1:] != mine[:-1])) if len(rows) else np.zeros(0, dtype=np.intp)
        return cls(rows=rows, begins=begins, total=len(codes))

    @property
    def lasts(self) -> Places:
        """Where each run ends among `rows`."""
        return np.append(self.begins[1:], len(self.rows)) - 1 if len(self.begins) else self.begins

    @property
    def older(self) -> Bools:
        """Rows of the sheet that are not the last of their run."""
        out = np.zeros(self.total, dtype=np.bool_)
        out[self.rows] = True
        out[self.rows[self.lasts]] = False
        return out

    def spread(self, values: NDArray[Any], fill: Any) -> NDArray[Any]:
        """Values of the runs in the last row of each; `fill` in all other rows."""
        out = np.full(self.total, fill, dtype=values.dtype)
        out[self.rows[self.lasts]] = values
        return out

    def count(self, hits: Bools) -> NDArray[np.float64]:
        """Rows of each run that are hit."""
        return self._sums(hits[self.rows])

    def first_time(self, at: Instants, among: Bools | None = None) -> Instants:
        """The earliest time of each run, of the rows `among`; NaT where there is none."""
        times = at[self.rows]
        ignored = np.isnat(times) if among is None else np.isnat(times) | ~among[self.rows]
        latest = np.iinfo(np.int64).max
        values = np.where(ignored, latest, times.astype("datetime64[ms]").astype(np.int64))
        found = np.minimum.reduceat(values, self.begins) if len(self.begins) else values
        return np.where(found == latest, NOT_A_TIME, found.astype("datetime64[ms]"))

    def first_of(self, codes: NDArray[Any]) -> NDArray[Any]:
        """The first code of each run that is not -1; -1 where there is none."""
        mine = codes[self.rows]
        places = np.where(mine >= 0, np.arange(len(mine)), len(mine))
        found = np.minimum.reduceat(places, self.begins) if len(self.begins) else places
        return np.append(mine, -1)[found].astype(codes.dtype)

    def last_of(self, codes: NDArray[Any]) -> NDArray[Any]:
        """The last code of each run that is not -1; -1 where there is none."""
        mine = codes[self.rows]
        found = self._last_place(mine >= 0)
        return np.append(mine, -1)[found].astype(codes.dtype)

    def changes_of(self, codes: NDArray[Any]) -> NDArray[np.float64]:
        """How often the code changes within each run; -1 is passed over and the first code is no change."""
        mine = codes[self.rows]
        known = np.flatnonzero(mine >= 0)
        run = self.run_of_row[known]
        moved = np.zeros(len(known), dtype=np.bool_)
        moved[1:] = (mine[known][1:] != mine[known][:-1]) & (run[1:] == run[:-1])
        return np.bincount(run[moved], minlength=len(self.begins)).astype(np.float64)

    def ends_of(self, state: Bools, known: Bools) -> NDArray[np.float64]:
        """How often a state ends within each run; rows where it is not known are passed over."""
        return self._sums(self._turns(state, known) < 0)

    def time_of_last_stretch(self, at: Instants, state: Bools, known: Bools) -> Instants:
        """When the state that each run ends in began; NaT for runs that do not end in it."""
        turns = self._turns(state, known)
        began, ended = self._last_place(turns > 0), self._last_place(turns < 0)
        none = len(self.rows)
        holds = (began < none) & ((ended == none) | (ended < began))
        times = np.append(at[self.rows], NOT_A_TIME)[np.where(holds, began, none)]
        return np.asarray(times, dtype="datetime64[ms]")

    def last_known(self, values: Any) -> Any:
        """A column, one entry a row of the sheet, in which a run's last row takes its last filled cell."""
        filled = np.asarray(~pd.isna(values))[self.rows]
        found = self._last_place(filled)
        source = np.append(self.rows, -1)[found]
        pick = np.arange(self.total)
        at = self.rows[self.lasts]
        pick[at] = np.where(source >= 0, source, at)
        if isinstance(values, pd.Series):
            return values.take(pick).reset_index(drop=True)
        return values.take(pick)

    @cached_property
    def run_of_row(self) -> Places:
        """The run of each entry of `rows`."""
        starts = np.zeros(len(self.rows), dtype=np.intp)
        starts[self.begins] = 1
        return np.cumsum(starts) - 1

    def _sums(self, hits: Bools) -> NDArray[np.float64]:
        return np.bincount(self.run_of_row[hits], minlength=len(self.begins)).astype(np.float64)

    def _last_place(self, hits: Bools) -> Places:
        """Where among `rows` each run is hit last; the number of rows where it is not."""
        places = np.where(hits, np.arange(len(hits)), -1)
        found = np.maximum.reduceat(places, self.begins) if len(self.begins) else places
        return np.where(found < 0, len(hits), found)

    def _turns(self, state: Bools, known: Bools) -> NDArray[np.int8]:
        """Among `rows`: 1 where a state begins, -1 where it ends; every run begins outside of it."""
        out = np.zeros(len(self.rows), dtype=np.int8)
        places = np.flatnonzero(known[self.rows])
        mine, run = state[self.rows][places], self.run_of_row[places]
        same = np.append(False, run[1:] == run[:-1]) if len(run) else np.zeros(0, dtype=np.bool_)
        before = np.append(False, mine[:-1])[: len(mine)] & same
        out[places] = mine.astype(np.int8) - before.astype(np.int8)
        return out


def _listed_backwards(codes: NDArray[Any], at: Instants, rows: Places) -> int:
    """-1 where most tickets list their newest row first, else 1."""
    order = rows[np.argsort(codes[rows], kind="stable")]
    steps = np.diff(at[order].astype("datetime64[ms]").astype(np.int64)) if len(order) else np.zeros(0)
    known = ~np.isnat(at[order])
    same = (codes[order][1:] == codes[order][:-1]) & known[1:] & known[:-1]
    return -1 if (steps[same] < 0).sum() > (steps[same] > 0).sum() else 1
