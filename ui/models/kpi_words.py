"""Sentences about one KPI's result, for its page and the list of all."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cxdesk.common.periods import Grain
from cxdesk.common.units import Better, Unit
from cxdesk.insight.records import Verdict
from cxdesk.kpis.kpi import Kpi
from cxdesk.report.records import KpiResult, Report
from ui.basics import numbers
from ui.models.cards import previous_name, value_words

translate = QCoreApplication.translate


def period_words(report: Report) -> str:
    """The report's period: `March 2024`, `1 Jan 2024 to 15 Jan 2024`."""
    calendar = report.query.calendar
    if report.everything and not report.dated:
        return translate("KpiWords", "all data (no dates)")
    for grain in (Grain.MONTH, Grain.QUARTER, Grain.YEAR, Grain.DAY):
        if report.period.whole_steps(calendar, grain) == 1:
            return numbers.step(report.period.start.astimezone(calendar.tz).date(), grain)
    return report.period_label


def target_words(target: float, unit: Unit, better: Better) -> str:
    """`at most 24 h`, `at least 80 %`."""
    value = numbers.target(target, unit)
    if better is Better.HIGHER:
        return translate("KpiWords", "at least {value}").format(value=value)
    if better is Better.LOWER:
        return translate("KpiWords", "at most {value}").format(value=value)
    return translate("KpiWords", "about {value}").format(value=value)


def target_sign(better: Better) -> str:
    """The direction as a sign."""
    return {Better.HIGHER: "≥", Better.LOWER: "≤"}.get(better, "≈")


def result_sentence(result: KpiResult, report: Report) -> str:
    """The answer first: value, target, change."""
    if result.value is None:
        reason = result.reason or translate("KpiWords", "no rows in this period")
        return translate("KpiWords", "No value in {period}: {reason}.").format(
            period=period_words(report), reason=reason.rstrip(".")
        )
    words = translate("KpiWords", "{value} in {period}").format(
        value=value_words(result, result.value), period=period_words(report)
    )
    if result.target is not None:
        words += " " + translate("KpiWords", "against a target of {target}").format(
            target=target_words(result.target, result.unit, result.better)
        )
    if result.judged is not None and result.judged != result.value:
        words += " " + translate("KpiWords", "(judged as {value})").format(value=value_words(result, result.judged))
    change = change_words(result, previous_name(report))
    return f"{words} · {change}" if change else words


def change_words(result: KpiResult, period: str = "") -> str:
    """The comparison with the previous `period`; empty where there is none."""
    period = period or translate("KpiWords", "before")
    change = result.change
    if change.previous is None:
        return ""
    before = value_words(result, change.previous)
    if change.verdict is Verdict.BETTER:
        return translate("KpiWords", "better than {period} ({value}), more than chance explains").format(
            period=period, value=before
        )
    if change.verdict is Verdict.WORSE:
        return translate("KpiWords", "worse than {period} ({value}), more than chance explains").format(
            period=period, value=before
        )
    if change.verdict is Verdict.CHANGED:
        return translate("KpiWords", "changed from {value}, more than chance explains").format(value=before)
    if change.verdict is Verdict.NO_CLEAR_CHANGE:
        return translate("KpiWords", "no clear change from {value}").format(value=before)
    return translate("KpiWords", "{period}: {value}").format(period=period, value=before)


def change_short(result: KpiResult) -> str:
    """The comparison in a table cell."""
    change = result.change
    if change.previous is None or result.value is None:
        return ""
    if change.verdict is Verdict.NO_CLEAR_CHANGE:
        return translate("KpiWords", "no clear change")
    words = {
        Verdict.BETTER: translate("KpiWords", "better"),
        Verdict.WORSE: translate("KpiWords", "worse"),
        Verdict.CHANGED: translate("KpiWords", "changed"),
    }.get(change.verdict)
    amount = difference(result.value - change.previous, result.unit)
    return f"{words} {amount}" if words else amount


def count_words(result: KpiResult) -> str:
    """`132 of 169` for shares, `412` else."""
    if result.share is not None:
        return translate("KpiWords", "{part} of {whole}").format(
            part=numbers.count(result.share[0]), whole=numbers.count(result.share[1])
        )
    return numbers.count(result.n) if result.n else ""


def grain_words(grain: Grain) -> str:
    """`months`, `weeks`."""
    return {
        Grain.DAY: translate("KpiWords", "days"),
        Grain.WEEK: translate("KpiWords", "weeks"),
        Grain.MONTH: translate("KpiWords", "months"),
        Grain.QUARTER: translate("KpiWords", "quarters"),
        Grain.YEAR: translate("KpiWords", "years"),
    }[grain]


def difference(amount: float, unit: Unit) -> str:
    """A difference with its sign; of percentages in percentage points."""
    if unit is Unit.PERCENT:
        return translate("KpiWords", "{number} pp").format(number=numbers.number(amount, 1, signed=True))
    return numbers.value(amount, unit, signed=True)


def value_names(kpi: Kpi) -> tuple[tuple[float, str], ...]:
    """Names of the values of a KPI's rows, where they have names of their own."""
    if kpi.id != "nps":
        return ()
    return (
        (-100.0, translate("KpiWords", "Detractors")),
        (0.0, translate("KpiWords", "Passives")),
        (100.0, translate("KpiWords", "Promoters")),
    )


def groups_words(count: int) -> str:
    """How many groups a breakdown has."""
    if count == 0:
        return translate("KpiWords", "no rows in this period")
    if count == 1:
        return translate("KpiWords", "1 group · Enter shows its rows")
    return translate("KpiWords", "{n} groups · Enter shows their rows").format(n=numbers.count(count))


def step_targets(result: KpiResult, report: Report) -> tuple[float | None, ...]:
    """Targets of the steps of a KPI's series; none where steps cannot be held against the target as it is stated."""
    from cxdesk.kpis.catalogue import by_id
    from cxdesk.targets.status import comparable

    if not comparable(by_id(result.id), report.query.grain):
        return ()
    return tuple(point.target for point in report.points(result.id))


def has_course(result: KpiResult, report: Report) -> bool:
    """Whether any step of the series has a value; data without dates has none."""
    return any(point.value is not None for point in report.points(result.id))
