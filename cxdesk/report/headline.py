"""The report in sentences: headline, subline, and what is worth saying, most important first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxdesk.common.periods import Calendar, Grain, Period
from cxdesk.common.text import plural
from cxdesk.common.units import Unit, number_text, value_text
from cxdesk.insight.records import Change, Limits, Verdict
from cxdesk.kpis.catalogue import by_id
from cxdesk.report.records import Insight, KpiResult, Point
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
    series: Sequence[Point]
    calendar: Calendar
    grain: Grain
    undated: int = 0
    dated: bool = True


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
        parts.append(f"all data, {said.period.label(said.calendar) if said.dated else 'without dates'}")
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
    changed = {verdict: [_change(result) for result in said.results if result.change.verdict is verdict]
               for verdict in _VERDICTS}  # fmt: skip
    missed = [_missed(result) for result in said.results if result.status is Status.MISSED and result.certain]
    return (*changed[Verdict.WORSE], *missed, *_signals(said), *changed[Verdict.CHANGED], *changed[Verdict.BETTER])


def _change(result: KpiResult) -> Insight:
    change = result.change
    before, now = value_text(change.previous, result.unit), value_text(result.value, result.unit)
    words = _VERDICTS[change.verdict]
    note = f", {change.note}" if change.note else ""
    text = f"{result.name} {words}: {now} after {before} (difference {difference_text(change, result.unit)}{note})."
    return Insight(kind="change", id=result.id, verdict=change.verdict.value, text=text)


def difference_text(change: Change, unit: Unit) -> str:
    """Interval of a difference in words: `+5.3 to +14.2 percentage points`, `−6.6 h to −4.0 h`; a dash where none."""
    if change.low is None or change.high is None:
        return value_text(None, unit)
    low, high = number_text(change.low, unit, signed=True), number_text(change.high, unit, signed=True)
    if unit is Unit.PERCENT:
        return f"{low} to {high} percentage points"
    return f"{low} to {high} {unit.suffix}".strip()


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


def _signals(said: Said) -> list[Insight]:
    """New signals of KPIs whose change is not told already, one a family."""
    told = {result.id for result in said.results if result.change.verdict in _VERDICTS}
    families = {by_id(kpi_id).family for kpi_id in told} - {""}
    found = []
    for limits in said.limits:
        kpi = by_id(limits.id)
        if limits.id in told or kpi.family in families or not _is_new(limits):
            continue
        families |= {kpi.family} - {""}
        found.append(_signal(said, limits))
    return found


def _signal(said: Said, limits: Limits) -> Insight:
    kpi = by_id(limits.id)
    when = said.calendar.step_of(limits.steps[-1], said.grain).label(said.calendar)
    value = next((p.value for p in said.series if p.id == limits.id and p.start == limits.steps[-1]), None)
    low, high = limits.per_step[-1] if limits.per_step else (limits.low, limits.high)
    if value is not None and not low <= value <= high:
        what = f"lay outside its usual range in {when}: {value_text(value, kpi.unit)}"
    else:
        what = f"has stayed on one side of its mean up to {when}, for eight steps or more"
    usual = f"usual are {value_text(low, kpi.unit)} to {value_text(high, kpi.unit)}"
    trial = ", by trial limits" if limits.trial else ""
    return Insight(kind="signal", id=limits.id, verdict="signal", text=f"{kpi.name} {what}; {usual}{trial}.")


def _listed(names: Sequence[str]) -> str:
    if len(names) > _LISTED:
        names = [*names[: _LISTED - 1], f"{len(names) - _LISTED + 1} others"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _inside(name: str) -> str:
    """A KPI's name inside a sentence: `SLA compliance` stays, `Average resolution time` begins small."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
