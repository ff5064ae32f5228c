"""Edits of a workbook's targets as a person reads them, and the session that has taken them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from cxdesk.kpis.catalogue import by_id
from cxdesk.report.dimensions import values_by_dimension
from ui.basics import numbers
from ui.models.listing import Column
from ui.models.target_history import segment_words
from ui.models.targets_read import Shown, merged

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxdesk.common.problems import Problem
    from cxdesk.common.progress import Progress
    from cxdesk.common.units import Unit
    from cxdesk.export.target_edits import TargetEdits, What
    from cxdesk.report.records import Report
    from cxdesk.targets.target import Segment, Target, TargetBook
    from cxdesk.workspace.session import Session

translate = QCoreApplication.translate


@dataclass(frozen=True, kw_only=True)
class EditRow:
    """One edit in words."""

    kpi: str
    scope: str
    what: str
    before: str
    after: str
    cell: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """What a workbook asks for: its edits in words, what is wrong with it, and the book that has taken them."""

    file: str
    rows: tuple[EditRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()
    book: TargetBook | None = None


def read(path: Path, session: Session, report: Report | None) -> Callable[[Progress], Reading]:
    """Work that reads a workbook's edits; the session itself is left alone."""

    def work(progress: Progress) -> Reading:
        from cxdesk.export.target_edits import read_edits

        progress.report(0, 0, translate("TargetEdits", "Reading targets"))
        known = values_by_dimension(session.dataset) if session.dataset.tables else None
        found = read_edits(path, session.workspace_id, known)
        if found.problems:
            return Reading(file=found.file, problems=found.problems)
        return _taken(found, session, report) if found.known else _as_a_whole(path, session, report)

    return work


def _taken(found: TargetEdits, session: Session, report: Report | None) -> Reading:
    from cxdesk.export.target_edits import with_edits

    day = _last_day(report)
    now = datetime.now(tz=UTC)
    kept = tuple(
        edit
        for edit in found.edits
        if with_edits(session.targets, (edit,), session.conventions, day, now) != session.targets
    )
    rows = tuple(
        EditRow(
            kpi=by_id(edit.kpi).name,
            scope=_scope(edit.segment),
            what=_what(edit.what),
            before=_amount(edit.before, edit.what, by_id(edit.kpi).unit),
            after=_amount(edit.after, edit.what, by_id(edit.kpi).unit),
            cell=edit.cell,
        )
        for edit in kept
    )
    book = with_edits(session.targets, kept, session.conventions, day, now)
    return Reading(file=found.file, rows=rows, remarks=found.remarks, book=book)


def _as_a_whole(path: Path, session: Session, report: Report | None) -> Reading:
    """A workbook that does not say what was exported: all that differs from what is in force now."""
    from cxdesk.export.targets_back import read_workbook

    results = {} if report is None else {result.id: result for result in report.kpis}
    shown = Shown(results=results, day=_last_day(report))
    book, _ = merged(session, read_workbook(path), shown, datetime.now(tz=UTC))
    known = len(session.targets.targets)
    rows = [_row_of(target, session, report) for target in book.targets[known:]]
    rows += [
        EditRow(kpi=by_id(kpi).name, scope=_scope(None), what=_what("benchmark"),
                before=_amount(session.targets.benchmarks.get(kpi), "benchmark", by_id(kpi).unit),
                after=_amount(value, "benchmark", by_id(kpi).unit))
        for kpi, value in book.benchmarks.items()
        if session.targets.benchmarks.get(kpi) != value
    ]  # fmt: skip
    return Reading(file=path.name, rows=tuple(rows), book=book)


def _row_of(target: Target, session: Session, report: Report | None) -> EditRow:
    from cxdesk.export.target_edits import current

    kpi = by_id(target.kpi)
    old = current(session.targets, target.kpi, target.segment, session.conventions, _last_day(report))
    return EditRow(
        kpi=kpi.name, scope=_scope(target.segment), what=_what("target"),
        before=_amount(None if old is None else old.value, "target", kpi.unit),
        after=_amount(target.value, "target", kpi.unit),
    )  # fmt: skip


def with_reading(session: Session, reading: Reading) -> Session:
    """The session that has taken a workbook's edits; the same one where there are none."""
    if reading.book is None or reading.book == session.targets:
        return session
    return replace(session, targets=reading.book)


def edit_columns() -> tuple[Column[EditRow], ...]:
    """Columns of the table of edits."""
    return (
        Column(title=translate("TargetEdits", "KPI"), text=lambda row: row.kpi),
        Column(title=translate("TargetEdits", "For"), text=lambda row: row.scope),
        Column(title=translate("TargetEdits", "What"), text=lambda row: row.what),
        Column(title=translate("TargetEdits", "As exported"), text=lambda row: row.before, right=True),
        Column(title=translate("TargetEdits", "In the workbook"), text=lambda row: row.after, right=True),
        Column(title=translate("TargetEdits", "Cell"), text=lambda row: row.cell),
    )


def fault_columns() -> tuple[Column[Problem], ...]:
    """Columns of the table of cells that cannot be taken."""
    return (
        Column(title=translate("TargetEdits", "Cell"), text=_cell),
        Column(title=translate("TargetEdits", "KPI"), text=lambda problem: _wrong(problem)[0]),
        Column(title=translate("TargetEdits", "What is wrong"), text=lambda problem: _wrong(problem)[1],
               tip=lambda problem: problem.message),
        Column(title=translate("TargetEdits", "What to write"), text=lambda problem: problem.expected or "",
               tip=lambda problem: problem.expected or ""),
    )  # fmt: skip


def _cell(problem: Problem) -> str:
    return f"{problem.sheet}!{problem.column}{problem.row}"


def _wrong(problem: Problem) -> tuple[str, str]:
    """The KPI where the sentence names it, and what is wrong."""
    words = problem.message.removeprefix(_cell(problem)).removesuffix(f". {problem.expected}.").strip()
    found = re.match(r"\((.+?)\) (?=is )(.*)", words, re.DOTALL)
    return (found[1], found[2]) if found else ("", words)


def _scope(segment: Segment | None) -> str:
    return translate("TargetEdits", "Everything") if segment is None else segment_words(segment)


def _what(what: What) -> str:
    return {
        "target": translate("TargetEdits", "Target"),
        "tolerance": translate("TargetEdits", "Near within"),
        "benchmark": translate("TargetEdits", "Benchmark"),
        "from": translate("TargetEdits", "Counts from"),
    }[what]


def _amount(value: float | date | None, what: What, unit: Unit) -> str:
    if value is None:
        return {
            "target": translate("TargetEdits", "none"),
            "tolerance": translate("TargetEdits", "by rule"),
            "benchmark": translate("TargetEdits", "default target"),
            "from": translate("TargetEdits", "always"),
        }[what]
    return numbers.day(value) if isinstance(value, date) else numbers.target(value, unit, typed=True)


def _last_day(report: Report | None) -> date:
    return date.max if report is None else report.evidence.judging.last
