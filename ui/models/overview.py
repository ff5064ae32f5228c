"""How the overview is arranged: which KPI stands in which section, in which order, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

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


_SHEET = re.compile(r"\ban? ([A-Z][A-Za-z ]*?) sheet: ([^;]+)")
_COLUMNS = re.compile(r"needs in ([a-z ]+): (.+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class NeedsLine:
    """KPIs that wait for the same sheets: what to add, which columns it needs, and whom it would serve."""

    title: str
    columns: str
    names: tuple[str, ...]


def sections(results: Sequence[KpiResult]) -> dict[Section, list[KpiResult]]:
    """Results by section; missed before near, among them first what got clearly worse, then the catalogue's order."""
    out: dict[Section, list[KpiResult]] = {section: [] for section in Section}
    for result in results:
        section = _SECTION.get(result.status)
        if section is not None and result.value is not None:
            out[section].append(result)
    out[Section.ATTENTION].sort(key=_urgency)
    for section in (Section.ON_TARGET, Section.NO_TARGET):
        out[section].sort(key=_clear_change_first)
    return out


def needs_lines(results: Sequence[KpiResult]) -> tuple[NeedsLine, ...]:
    """What to add for the KPIs without a value, the line that brings most first."""
    columns: dict[str, dict[str, None]] = {}
    names: dict[str, list[str]] = {}
    for result in results:
        if result.value is None:
            title, wanted = _wanted(_missing(result))
            columns.setdefault(title, {}).update(dict.fromkeys(wanted))
            names.setdefault(title, []).append(result.name)
    ordered = sorted(names, key=lambda title: -len(names[title]))
    return tuple(
        NeedsLine(title=title, columns=", ".join(columns[title]), names=tuple(names[title])) for title in ordered
    )


def without_data(goal: str, results: Sequence[KpiResult], lines: Sequence[NeedsLine]) -> str:
    """What to add for a goal of which no KPI has data; empty where one has."""
    if not goal or not lines or any(result.value is not None for result in results):
        return ""
    words = QCoreApplication.translate(
        "needs", "None of the {n} KPIs of “{goal}” has data yet. What they need stands below."
    )
    return words.format(n=len(results), goal=goal)


def goal_words(kpi_ids: Sequence[str], results: Sequence[KpiResult]) -> str:
    """`3 of 4 KPIs have data`, and what the others wait for."""
    own = [result for result in results if result.id in kpi_ids]
    known = sum(result.value is not None for result in own)
    words = QCoreApplication.translate("needs", "{known} of {all} KPIs have data").format(known=known, all=len(own))
    titles = [line.title for line in needs_lines(own)]
    return f"{words}\n+ {', '.join(titles)}" if titles else words


def _missing(result: KpiResult) -> str:
    kpi = by_id(result.id)
    if kpi.available and result.reason:
        return result.reason
    return needs_words(kpi) or kpi.needs_words


def _wanted(words: str) -> tuple[str, tuple[str, ...]]:
    """A title under which alike needs meet, and the columns asked for."""
    sheets = _SHEET.findall(words)
    if sheets:
        title = " + ".join(QCoreApplication.translate("needs", "{name} sheet").format(name=name) for name, _ in sheets)
        parts = [part.strip() for _, listed in sheets for part in listed.removesuffix(" and").split(",")]
        return title, tuple(part for part in parts if part)
    found = _COLUMNS.match(words)
    if found:
        title = QCoreApplication.translate("needs", "More columns in {table}").format(table=found[1])
        return title, tuple(part.strip() for part in found[2].split(","))
    return words[:1].upper() + words[1:], ()


def _urgency(result: KpiResult) -> tuple[int, int]:
    return (0 if result.status is Status.MISSED else 1, 0 if result.change.verdict is Verdict.WORSE else 1)


def _clear_change_first(result: KpiResult) -> int:
    verdict = result.change.verdict
    return _VERDICTS.index(verdict) if verdict in _VERDICTS else len(_VERDICTS)
