"""The period shown: its words, its neighbours, and the steps a menu offers."""

from __future__ import annotations

from datetime import date

import numpy as np
from PySide6.QtCore import QCoreApplication

from cxdesk.common.periods import Calendar, Grain
from cxdesk.report.records import Report
from cxdesk.workspace.session import View
from ui.basics import numbers

GRAINS: tuple[Grain, ...] = (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)


def grain_name(grain: Grain) -> str:
    """A grain in words."""
    names = {
        Grain.DAY: QCoreApplication.translate("periods", "Day"),
        Grain.WEEK: QCoreApplication.translate("periods", "Week"),
        Grain.MONTH: QCoreApplication.translate("periods", "Month"),
        Grain.QUARTER: QCoreApplication.translate("periods", "Quarter"),
        Grain.YEAR: QCoreApplication.translate("periods", "Year"),
    }
    return names[grain]


def by_grain(grain: Grain) -> str:
    """How the trend is cut: `by month`."""
    return QCoreApplication.translate("periods", "by {grain}").format(grain=grain_name(grain).lower())


def view_name(view: View) -> str:
    """The period a view looks at."""
    if view.first_day is None:
        return QCoreApplication.translate("periods", "Everything")
    return step_name(view.first_day, view.span)


def step_name(first_day: date, span: Grain) -> str:
    """One step in words."""
    if span is Grain.WEEK:
        return QCoreApplication.translate("periods", "Week of {day}").format(day=numbers.day(first_day))
    return numbers.step(first_day, span)


def days_of_data(report: Report, calendar: Calendar) -> tuple[date, date] | None:
    """First and last day the data speaks about; None without a dated row."""
    earliest, latest = report.evidence.store.span()
    if np.isnat(earliest):
        return None
    return calendar.local_day(earliest), calendar.local_day(latest)


def steps(first: date, last: date, span: Grain, calendar: Calendar, most: int = 18) -> tuple[date, ...]:
    """First days of the newest steps that hold data, newest first."""
    out: list[date] = []
    step = calendar.floor(last, span)
    earliest = calendar.floor(first, span)
    while step >= earliest and len(out) < most:
        out.append(step)
        step = calendar.step(step, span, -1)
    return tuple(out)


def trend_grain(span: Grain | None) -> Grain:
    """The grain that suits a span: trends of days and weeks in their own steps, of longer spans in months."""
    return span if span in (Grain.DAY, Grain.WEEK) else Grain.MONTH
