"""The report in sentences: headline, subline, and what is worth saying, most important first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxdesk.common.periods import Calendar, Grain, Period
from cxdesk.common.text import plural
from cxdesk.common.units import value_text
from cxdesk.insight.records import Limits, Verdict
from cxdesk.report.records import Insight, KpiResult
from cxdesk.targets.target import Status

_JUDGED = (Status.MET, Status.NEAR, Status.MISSED)
_LISTED = 3  # names in one sentence; more become "and 2 others"
_VERDICTS = {Verdict.WORSE: "got worse", Verdict.BETTER: "got better", Verdict.CHANGED: "changed"}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the sentences speak of."""

    results: Sequence[KpiResult]
    limits: Sequence[Limits]
    period: Period
    previous: Period | None
    everything: bool
    calendar: Calendar
    grain: Grain
    undated: int = 0


def headline(said: Said) -> str:
    """`9 of 14 targets met. Resolution time got worse; nothing else clearly changed.`."""
    judged = [result for result in said.results if result.status in _JUDGED]
    met = sum(result.status is Status.MET for result in judged)
    if not judged:
        first = "No KPI with a target has enough data yet."
    else:
        first = f"{met} of {plural(len(judged), 'target')} met."
    second = _changes(said.results)
    return f"{first} {second}".strip()


def _changes(results: Sequence[KpiResult]) -> str:
    tested = [result for result in results if result.change.tested]
    if not tested:
        return ""
    parts = []
    for verdict, words in _VERDICTS.items():
        names = [result.name for result in tested if result.change.verdict is verdict]
        if names:
            parts.append(f"{_listed([_inside(name) for name in names])} {words}")
    if not parts:
        return "Nothing clearly changed."
    if sum(result.change.verdict in _VERDICTS for result in tested) < len(tested):
        parts.append("nothing else clearly changed")
    sentence = "; ".join(parts) + "."
    return sentence[:1].upper() + sentence[1:]


def subline(said: Said) -> str:
    """What the headline leaves open: how many are near or missed, what it is compared with, what was left out."""
    parts = []
    counts = [(sum(result.status is status for result in said.results), word) for status, word in _COUNTED]
    told = [f"{count} {word}" for count, word in counts if count]
    if told:
        parts.append(", ".join(told))
    if said.previous is not None:
        if any(result.change.previous is not None for result in said.results):
            parts.append(f"compared with {said.previous.label(said.calendar)}")
        else:
            parts.append(f"nothing to compare with in {said.previous.label(said.calendar)}")
    elif said.everything:
        parts.append(f"all data, {said.period.label(said.calendar)}")
    if said.undated:
        parts.append(f"{plural(said.undated, 'row')} without a date left out")
    sentence = "; ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else ""


_COUNTED = (
    (Status.NEAR, "near"),
    (Status.MISSED, "missed"),
    (Status.TOO_FEW, "with too few rows to judge"),
)


def insights(said: Said) -> tuple[Insight, ...]:
    """Sentences worth saying: what got worse, what misses its target for certain, signals, then what got better."""
    by_id = {result.id: result for result in said.results}
    changed = {verdict: [_change(result) for result in said.results if result.change.verdict is verdict]
               for verdict in _VERDICTS}  # fmt: skip
    missed = [_missed(result) for result in said.results if result.status is Status.MISSED and result.certain]
    signals = [
        _signal(by_id[limits.id], limits, said) for limits in said.limits if _is_new(limits) and limits.id in by_id
    ]
    return (*changed[Verdict.WORSE], *missed, *signals, *changed[Verdict.CHANGED], *changed[Verdict.BETTER])


def _change(result: KpiResult) -> Insight:
    change = result.change
    before, now = value_text(change.previous, result.unit), value_text(result.value, result.unit)
    low, high = value_text(change.low, result.unit, signed=True), value_text(change.high, result.unit, signed=True)
    words = _VERDICTS[change.verdict]
    note = f", {change.note}" if change.note else ""
    text = f"{result.name} {words}: {now} after {before} (difference {low} to {high}{note})."
    return Insight(kind="change", id=result.id, verdict=change.verdict.value, text=text)


def _missed(result: KpiResult) -> Insight:
    shown = result.value if result.judged is None else result.judged
    text = (
        f"{result.name} misses its target for certain: {value_text(shown, result.unit)} against "
        f"{value_text(result.target, result.unit)}, and chance alone does not explain it."
    )
    return Insight(kind="status", id=result.id, verdict=result.status.value, text=text)


def _is_new(limits: Limits) -> bool:
    """Whether the newest complete step is a signal; what stood out long ago is history."""
    return bool(limits.signals) and bool(limits.steps) and limits.signals[-1] == limits.steps[-1]


def _signal(result: KpiResult, limits: Limits, said: Said) -> Insight:
    when = said.calendar.step_of(limits.steps[-1], said.grain).label(said.calendar)
    low, high = value_text(limits.low, result.unit), value_text(limits.high, result.unit)
    text = (
        f"{result.name} left its usual run in {when}: its process limits are {low} to {high} "
        f"around {value_text(limits.centre, result.unit)}{', still trial limits' if limits.trial else ''}."
    )
    return Insight(kind="signal", id=result.id, verdict="signal", text=text)


def _listed(names: Sequence[str]) -> str:
    if len(names) > _LISTED:
        names = [*names[: _LISTED - 1], f"{len(names) - _LISTED + 1} others"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _inside(name: str) -> str:
    """A KPI's name inside a sentence: `SLA compliance` stays, `Average resolution time` begins small."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
