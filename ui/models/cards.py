"""What a KPI's card says: words and numbers of a result, ready to be drawn or read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from cxdesk.common.periods import Grain
from cxdesk.common.units import Better, shown_in
from cxdesk.insight.records import Change, Verdict
from cxdesk.report.records import KpiResult, Report
from cxdesk.targets.target import Status
from ui.basics import numbers

_SIGNED = ("nps", "sentiment", "role_gap", "net_flow")  # zero is a turning point, so the sign is said


def _tr(text: str) -> str:
    return QCoreApplication.translate("cards", text)


@dataclass(frozen=True, kw_only=True)
class CardText:
    """A card in words. `unit` stands small after `value`; `target` is short (`≤ 24 h`), "" = none to show."""

    id: str
    name: str
    value: str
    unit: str
    status: Status
    target: str
    target_words: str
    change: str
    verdict: Verdict
    note: str
    short_note: str
    sentence: str
    tip: str


def card_text(result: KpiResult, report: Report, before: str | None = None) -> CardText:
    """The card of one result; `before` is `previous_name(report, short=True)` where it is known already."""
    before = previous_name(report, short=True) if before is None else before
    value, unit = value_parts(result)
    target = target_sign(result)
    change = change_words(result.change, result, before)
    note, short_note = sample_words(result)
    target_words = target_sentence(result)
    return CardText(
        id=result.id,
        name=result.name,
        value=value,
        unit=unit,
        status=result.status,
        target=target,
        target_words=target_words,
        change=change,
        verdict=result.change.verdict,
        note=note,
        short_note=short_note,
        sentence=_sentence(result, change, note, target_words),
        tip=_tip(result),
    )


def value_parts(result: KpiResult) -> tuple[str, str]:
    """The value without its unit, and the unit."""
    if result.value is None:
        return "–", ""
    factor, suffix = shown_in(result.value, result.unit)
    digits = numbers.digits_of(result.value * factor, result.unit)
    return numbers.number(result.value * factor, digits, signed=result.id in _SIGNED), suffix or result.currency


def value_words(result: KpiResult, amount: float | None) -> str:
    """Any value of a KPI with its unit, signed where the KPI is."""
    text = numbers.value(amount, result.unit, signed=result.id in _SIGNED)
    return f"{text} {result.currency}" if result.currency and amount is not None else text


def target_sign(result: KpiResult) -> str:
    """The target as a short sign: `≤ 24 h`."""
    if result.target is None:
        return ""
    sign = {Better.HIGHER: "≥", Better.LOWER: "≤"}.get(result.better, "≈")
    return f"{sign} {numbers.target(result.target, result.unit)}"


def target_sentence(result: KpiResult) -> str:
    """The target in words: `target at most 24 h`."""
    if result.target is None:
        return _tr("no target")
    amount = numbers.target(result.target, result.unit)
    match result.better:
        case Better.HIGHER:
            return _tr("target at least {amount}").format(amount=amount)
        case Better.LOWER:
            return _tr("target at most {amount}").format(amount=amount)
        case _:
            return _tr("target near {amount}").format(amount=amount)


def change_words(change: Change, result: KpiResult, before: str) -> str:
    """What became of the KPI since the period before; "" where there is nothing to compare."""
    rose = result.value is not None and change.previous is not None and result.value > change.previous
    arrow = "▲" if rose else "▼"
    match change.verdict:
        case Verdict.BETTER:
            return _tr("{arrow} better than {before}").format(arrow=arrow, before=before)
        case Verdict.WORSE:
            return _tr("{arrow} worse than {before}").format(arrow=arrow, before=before)
        case Verdict.CHANGED:
            return _tr("{arrow} changed since {before}").format(arrow=arrow, before=before)
        case Verdict.NO_CLEAR_CHANGE:
            return _tr("no clear change")
        case _:
            if change.previous is None or result.value is None:
                return ""
            amount = value_words(result, change.previous)
            return _tr("{before}: {amount}").format(before=before, amount=amount)


def sample_words(result: KpiResult) -> tuple[str, str]:
    """How much data stands behind the value: with its half interval, and without."""
    if result.value is None:
        return "", ""
    if result.share is not None:
        short = _tr("{part} of {whole}").format(
            part=numbers.number(result.share[0], 0), whole=numbers.number(result.share[1], 0)
        )
    else:
        short = _tr("n = {count}").format(count=numbers.count(result.n))
    if result.low is None or result.high is None:
        return short, short
    half = (result.high - result.low) / 2 * shown_in(result.value, result.unit)[0]
    return f"{short} · ±{numbers.number(half, 0 if half >= 10 else 1)}", short


def previous_name(report: Report, *, short: bool = False) -> str:
    """Words for the period before: `February`, `Q4 2023`, `the week before`; "" where none is asked for."""
    if report.everything:
        return ""
    calendar = report.query.calendar
    before = calendar.previous(report.period)
    first = before.start.astimezone(calendar.tz).date()
    for grain in (Grain.MONTH, Grain.YEAR, Grain.QUARTER):
        if before.whole_steps(calendar, grain) == 1:
            return _step_before(first, grain, short=short)
    days = (before.end - before.start) / timedelta(days=1)
    if round(days) == 1:
        return _tr("the day before")
    return _tr("the week before") if round(days) == 7 else _tr("before")


def _step_before(first: date, grain: Grain, *, short: bool) -> str:
    if grain is Grain.MONTH:
        pattern = "MMM" if short else "MMMM"
        return str(QLocale().toString(QDate(first.year, first.month, first.day), pattern))
    return numbers.step(first, grain)


def _sentence(result: KpiResult, change: str, note: str, target: str) -> str:
    status = QCoreApplication.translate("status", result.status.word)
    parts = [value_words(result, result.value), status, target, change.lstrip("▲▼ "), note]
    return f"{result.name}: " + ", ".join(part for part in parts if part) + "."


def _tip(result: KpiResult) -> str:
    lines = [result.name]
    interval = numbers.interval(result.low, result.high, result.unit)
    if interval:
        lines.append(_tr("Interval: {interval}").format(interval=interval))
    if result.judged is not None:
        judged = value_words(result, result.judged)
        lines.append(_tr("Compared with the target: {judged}").format(judged=judged))
    if result.pending:
        lines.append(result.pending_words or _tr("{count} still open").format(count=numbers.count(result.pending)))
    if result.change.note:
        lines.append(result.change.note)
    lines += [f"{note[:1].upper()}{note[1:]}" for note in result.notes]
    return "\n".join(lines)
