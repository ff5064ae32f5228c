"""How the overview is arranged: which KPI stands in which section, in which order, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cxdesk.insight.records import Verdict
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.needs import needs_words
from cxdesk.report.records import KpiResult
from cxdesk.targets.target import Status


class Section(StrEnum):
    """Sections in reading order."""

    ATTENTION = "attention"
    ON_TARGET = "on_target"
    NO_TARGET = "no_target"
    TOO_FEW = "too_few"


_SECTION = {
    Status.MISSED: Section.ATTENTION,
    Status.NEAR: Section.ATTENTION,
    Status.MET: Section.ON_TARGET,
    Status.NO_TARGET: Section.NO_TARGET,
    Status.TOO_FEW: Section.TOO_FEW,
}
_VERDICTS = (Verdict.WORSE, Verdict.BETTER, Verdict.CHANGED)


@dataclass(frozen=True, kw_only=True)
class NeedsLine:
    """KPIs that wait for the same data."""

    needs: str
    names: tuple[str, ...]


def sections(results: Sequence[KpiResult]) -> dict[Section, list[KpiResult]]:
    """Results by section; first what got clearly worse, then missed before near, then the catalogue's order."""
    out: dict[Section, list[KpiResult]] = {section: [] for section in Section}
    for result in results:
        section = _SECTION.get(result.status)
        if section is not None and result.value is not None:
            out[section].append(result)
    out[Section.ATTENTION].sort(key=_urgency)
    out[Section.ON_TARGET].sort(key=_clear_change_first)
    return out


def needs_lines(results: Sequence[KpiResult]) -> tuple[NeedsLine, ...]:
    """What to add for the KPIs without a value, the line that brings most first."""
    lines: dict[str, list[str]] = {}
    for result in results:
        if result.value is None:
            kpi = by_id(result.id)
            words = result.reason if kpi.available and result.reason else needs_words(kpi) or kpi.needs_words
            lines.setdefault(words or "", []).append(result.name)
    ordered = sorted(lines.items(), key=lambda line: -len(line[1]))
    return tuple(NeedsLine(needs=needs, names=tuple(names)) for needs, names in ordered)


def _urgency(result: KpiResult) -> tuple[int, int]:
    return (0 if result.change.verdict is Verdict.WORSE else 1, 0 if result.status is Status.MISSED else 1)


def _clear_change_first(result: KpiResult) -> int:
    verdict = result.change.verdict
    return _VERDICTS.index(verdict) if verdict in _VERDICTS else len(_VERDICTS)
