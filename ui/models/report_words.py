"""What stands around every figure that leaves the window: period and filters, and where the numbers are from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from cxdesk.report.records import Report
from ui.basics import numbers
from ui.models.dimensions import dimension_name, value_name
from ui.models.kpi_words import period_words


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("Report", text)


def filter_words(report: Report, shown: Callable[[str, str], str] = lambda _name, value: value) -> str:
    """`Channel: email, chat`; "" where nothing is filtered. `shown` gives a value of a dimension as it may be read."""
    parts = []
    for name, values in report.query.filters.items():
        listed = ", ".join(value_name(shown(name, value)) for value in values)
        parts.append(f"{dimension_name(name)}: {listed}")
    return "; ".join(parts)


def context_line(report: Report) -> str:
    """Period and filters: `March 2024 · Channel: email`."""
    return " · ".join(part for part in (period_words(report), filter_words(report)) if part)


def source_line(report: Report) -> str:
    """The app, and up to when its data goes: `CX Desk 0.5, as of 31 Mar 2024 18:02 (UTC)`."""
    app = report.app.replace("cxdesk", "CX Desk")
    if not report.dated:
        return app
    at = report.as_of.astimezone(report.query.calendar.tz)
    return tr("{app}, as of {day} {time} ({zone})").format(
        app=app, day=numbers.day(at.date()), time=f"{at:%H:%M}", zone=report.query.calendar.zone
    )
