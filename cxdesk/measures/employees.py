"""Measures of the team's members.

A sheet may hold a row an employee and month. Who is there is told by one row of each: of the rows with a date of hire
the one of the latest month. Someone who left and was hired again lives twice, see `lives.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Instants
from cxdesk.measures.lives import Lives, lives
from cxdesk.measures.measure import Measure, Needs

if TYPE_CHECKING:
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
E = "employees"


def hired(store: MeasureStore) -> Instants:
    """When the employee joined."""
    return _lives(store).began


def left(store: MeasureStore) -> Instants:
    """When the employee left; NaT for those still there."""
    return _lives(store).ended


def employee_month(store: MeasureStore) -> Instants:
    """When the month that the row speaks of begins."""
    return store.month_starts(E, "month")


def _lives(store: MeasureStore) -> Lives:
    return store.cached(("lives", E), lambda: _make_lives(store))


def _make_lives(store: MeasureStore) -> Lives:
    employee, start = store.keys(E, "employee")[0], store.instants(E, "hired_on")
    own = np.where(employee < 0, int(employee.max(initial=-1)) + 1 + np.arange(len(employee)), employee)
    dated = ~np.isnat(start)
    eligible = dated | ~_any_of_owner(own, dated)
    month = store.instants(E, "month").astype(np.int64)  # NaT is the smallest of all
    latest = np.full(int(own.max(initial=-1)) + 1, np.iinfo(np.int64).min)
    np.maximum.at(latest, own[eligible], month[eligible])
    return lives(employee, start, store.instants(E, "left_on"), eligible & (month == latest[own]))


def _any_of_owner(own: NDArray[np.integer], rows: Bools) -> Bools:
    found = np.zeros(int(own.max(initial=-1)) + 1, dtype=np.bool_)
    found[own[rows]] = True
    return np.asarray(found[own])


def _employee(store: MeasureStore) -> Floats:
    return np.where(_lives(store).one, 1.0, np.nan)


def _software_user(store: MeasureStore) -> Floats:
    """1 where the employee uses the software, 0 where not; a blank is no in a sheet that tells of it."""
    uses = np.where(store.held(E, "uses_software"), store.numbers(E, "uses_software") == 1, np.nan)
    return np.where(_lives(store).one, uses, np.nan)


def _training_hours(store: MeasureStore) -> Floats:
    return _none_below_zero(store.numbers(E, "training_hours"))


def _hours_worked(store: MeasureStore) -> Floats:
    return _none_below_zero(store.numbers(E, "hours_worked"))


def _none_below_zero(hours: Floats) -> Floats:
    return np.where(hours >= 0, hours, np.nan)


EMPLOYEE_MEASURES: tuple[Measure, ...] = (
    Measure(name="hired", table=E, dated_by="hired", kind="instant", needs=Needs(table=E, columns=("hired_on",)),
            words="when the employee joined", compute=hired),
    Measure(name="left", table=E, dated_by="left", kind="instant", needs=Needs(table=E, columns=("left_on",)),
            words="when the employee left", compute=left),
    Measure(name="left_if_told", table=E, dated_by="left_if_told", kind="instant",
            needs=Needs(table=E, columns=("hired_on",)),
            words="when the employee left, as far as the sheet tells", compute=left),
    Measure(name="employee_month", table=E, dated_by="employee_month", kind="instant",
            needs=Needs(table=E, columns=("month",)), words="the month that the row speaks of",
            compute=employee_month),
    Measure(name="employee", table=E, dated_by="hired", kind="number", needs=Needs(table=E),
            words="employees", compute=_employee),
    Measure(name="software_user", table=E, dated_by="hired", kind="binary",
            needs=Needs(table=E, columns=("uses_software",)),
            words="employees who use the support software", compute=_software_user),
    Measure(name="training_hours", table=E, dated_by="employee_month", kind="number",
            needs=Needs(table=E, columns=("training_hours",)), words="hours of training", compute=_training_hours),
    Measure(name="hours_worked", table=E, dated_by="employee_month", kind="number",
            needs=Needs(table=E, columns=("hours_worked",)), words="hours worked", compute=_hours_worked),
)  # fmt: skip
