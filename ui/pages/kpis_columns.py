"""Columns of the list of all KPIs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cxdesk.insight.records import Verdict
from cxdesk.report.records import KpiResult
from cxdesk.targets.target import Status
from ui.basics import numbers
from ui.models.cards import value_words
from ui.models.kpi_words import change_short, count_words, target_sign
from ui.models.listing import Column
from ui.theme import theme
from ui.widgets.status_pill import pill_text

translate = QCoreApplication.translate
NAME, VALUE, TARGET, STATUS_COLUMN, CHANGE, ROWS, INTERVAL, SPARK = range(8)
ALWAYS = (NAME, VALUE, TARGET, STATUS_COLUMN, SPARK)  # what a narrow window shows
STATUS_ORDER = (Status.MISSED, Status.NEAR, Status.MET, Status.TOO_FEW, Status.NO_TARGET, Status.NO_DATA)


def kpi_columns() -> tuple[Column[KpiResult], ...]:
    """All columns, in order."""
    return (
        Column(title=translate("KpisPage", "KPI"), text=lambda r: r.name, tip=_why),
        Column(
            title=translate("KpisPage", "Value"),
            text=_value,
            key=lambda r: r.value,
            tip=lambda r: r.reason or "",
            right=True,
        ),
        Column(title=translate("KpisPage", "Target"), text=_target, key=lambda r: r.target, right=True),
        Column(
            title=translate("KpisPage", "Status"),
            text=lambda r: pill_text(r.status),
            key=lambda r: float(STATUS_ORDER.index(r.status)),
            status=lambda r: r.status,
            tip=lambda r: r.reason or "",
        ),
        Column(
            title=translate("KpisPage", "Change"),
            text=change_short,
            key=_change,
            tip=lambda r: r.change.note,
            ink=_change_ink,
        ),
        Column(title=translate("KpisPage", "Rows (n)"), text=count_words, key=lambda r: float(r.n), right=True),
        Column(
            title=translate("KpisPage", "Interval"),
            text=lambda r: numbers.interval(r.low, r.high, r.unit),
            key=lambda r: r.low,
            right=True,
        ),
        Column(title=translate("KpisPage", "Trend"), text=lambda _: "", key=lambda _: 0.0),
    )


def _target(result: KpiResult) -> str:
    if result.target is None:
        return ""
    return f"{target_sign(result.better)} {numbers.target(result.target, result.unit)}"


def _value(result: KpiResult) -> str:
    """The value; without data what the KPI lacks, which runs across the columns that are empty then."""
    if result.status is Status.NO_DATA:
        return f"– {result.reason}" if result.reason else "–"
    return value_words(result, result.value)


def _change(result: KpiResult) -> float | None:
    if result.value is None or result.change.previous is None:
        return None
    return result.value - result.change.previous


def _why(result: KpiResult) -> str:
    return result.reason or result.name  # long names are cut short


def _change_ink(result: KpiResult) -> str | None:
    """Colour only where a verdict is meant; a change within chance stays neutral."""
    if result.change.verdict in (Verdict.BETTER, Verdict.WORSE):
        return theme.tokens().verdict(result.change.verdict.value)
    return theme.tokens().muted
