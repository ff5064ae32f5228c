"""The import as others see it: draft what files would become, correct the draft, run it."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
from rapidfuzz import process

from cxdesk.common.problems import Problem, Severity, UserError
from cxdesk.common.progress import SILENT, Progress, heard
from cxdesk.common.text import plural
from cxdesk.imports.books import plan_book, taken_in, with_header
from cxdesk.imports.files.reader import read
from cxdesk.imports.plan import ImportPlan, SheetPlan
from cxdesk.imports.planning import Choices, DraftSheet, plan_sheet
from cxdesk.imports.recognise.layouts import likeness_words, with_layouts
from cxdesk.imports.rows.assemble import Assembled
from cxdesk.imports.rows.compare import ImportReport, TableChange, summed
from cxdesk.imports.rows.merge import merge_told
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.checks import checked
from cxdesk.tables.dataset import Dataset

__all__ = ["Balance", "Draft", "DraftSheet", "balance", "draft", "layouts_of", "run", "run_told", "with_answer",
           "with_encoding", "with_field", "with_header_row", "with_skipped", "with_table",
           "without_memory"]  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Draft:
    """All sheets of all files, in reading order, with what they would become."""

    sheets: tuple[DraftSheet, ...] = ()
    zone: str = "UTC"
    memory: Mapping[str, SheetPlan] = field(default_factory=dict)

    @property
    def plan(self) -> ImportPlan:
        """The plans alone."""
        return ImportPlan(sheets=tuple(sheet.plan for sheet in self.sheets))


@dataclass(frozen=True, kw_only=True)
class Balance:
    """Rows of a sheet: rows_in = kept + the sum of left_out."""

    rows_in: int
    kept: int
    left_out: Mapping[str, int]
    problems: tuple[Problem, ...]


def draft(
    paths: Sequence[str | Path],
    *,
    memory: Mapping[str, SheetPlan] | None = None,
    zone: str = "UTC",
    progress: Progress = SILENT,
) -> Draft:
    """Read files and say what each sheet would become.

    `memory` holds plans by layout; `zone` is the zone of times that carry none.

    Raises:
        UserError: a file cannot be read; the sentence says what was found.
        Cancelled: the user stopped.
    """
    sheets: list[DraftSheet] = []
    known = memory or {}
    with heard(progress) as told:
        for path in paths:
            raws = read(Path(path), told)
            told.report(0, 0, f"{raws[0].file}: recognising" if raws else "")
            sheets += plan_book(raws, zone, known, told)
    return Draft(sheets=tuple(sheets), zone=zone, memory=known)


def with_field(draft: Draft, i: int, column_index: int, field: str | None) -> Draft:
    """The draft with a column of sheet `i` mapped to a field (None = kept as a further dimension).

    Raises:
        UserError: the sheet's table has no such field, or the sheet is set aside.
    """
    sheet = draft.sheets[i]
    if sheet.plan.table is None and sheet.choices.table is None:
        raise UserError(f"{_name(sheet)} is set aside, so its columns have no fields. {sheet.plan.verdict}")
    spec = TABLES[sheet.plan.table or ""]
    names = spec.names
    if field is not None and field not in names and not spec.in_family(field):
        near = process.extractOne(field, list(names), score_cutoff=60)
        hint = f" Did you mean “{near[0]}”?" if near else f" The fields are: {', '.join(names)}."
        raise UserError(f"There is no field “{field}” in the table {sheet.plan.table}.{hint}")
    if sheet.plan.mapping and all(mapping.index != column_index for mapping in sheet.plan.mapping):
        raise UserError(f"{_name(sheet)} has no column {column_index + 1}.")
    fields = {index: name for index, name in sheet.choices.fields.items() if name is None or name != field}
    fields[column_index] = field
    choices = replace(
        sheet.choices, fields=fields, recalled=sheet.choices.recalled - {column_index},
        table=sheet.choices.table or sheet.plan.table,
    )  # fmt: skip
    return _again(draft, i, choices)


def with_table(draft: Draft, i: int, table: str | None) -> Draft:
    """The draft with sheet `i` read as a table (None = as recognised).

    Raises:
        UserError: there is no such table to import.
    """
    if table is not None and table not in TABLES:
        raise UserError(f"“{table}” is no table that can be read. The tables are: {', '.join(TABLES)}.")
    choices = Choices(
        table=table, header_row=draft.sheets[i].choices.header_row, answers=draft.sheets[i].choices.answers,
        skipped=draft.sheets[i].choices.skipped, remembered=True,
    )  # fmt: skip
    return _again(draft, i, choices)


def with_header_row(draft: Draft, i: int, row: int) -> Draft:
    """The draft with the header of sheet `i` in the row a person counts.

    Raises:
        UserError: the sheet has no such row.
    """
    return _replaced(draft, i, with_header(draft.sheets[i], row, draft.memory))


def with_encoding(draft: Draft, i: int, name: str, progress: Progress = SILENT) -> Draft:
    """The draft with the text file of sheet `i` read again in the encoding that the user names (`cp1250`).

    What was chosen for the file before is planned anew, for its headers may read differently.

    Raises:
        UserError: there is no such encoding, the file is no text file, or it cannot be read again.
        Cancelled: the user stopped.
    """
    path, raw = draft.sheets[i].plan.path, draft.sheets[i].raw
    if raw.encoding is None:
        raise UserError(f"{_name(draft.sheets[i])} is a workbook, which says its encoding itself.")
    try:
        known = codecs.lookup(name).name
        b"".decode(known)
    except LookupError:
        raise UserError(f"“{name}” is no encoding of text: try utf-8, cp1252, cp1250, mac_roman or utf-16.") from None
    again = plan_book(read(Path(path), progress, encoding=known), draft.zone, draft.memory)
    places = [place for place, sheet in enumerate(draft.sheets) if sheet.plan.path == path]
    others = [sheet for place, sheet in enumerate(draft.sheets) if place not in places]
    return replace(draft, sheets=(*others[: places[0]], *again, *others[places[0] :]))


def with_answer(draft: Draft, i: int, question_id: str, value: str | None) -> Draft:
    """The draft with a question of sheet `i` answered (None = open again).

    Raises:
        UserError: no such question, or no such answer.
    """
    sheet = draft.sheets[i]
    question = next((q for q in sheet.plan.questions if q.id == question_id), None)
    if question is None:
        raise UserError(f"{_name(sheet)} asks nothing about “{question_id}”.")
    values = [option.value for option in question.options]
    if value is not None and value not in values:
        raise UserError(f"“{value}” is no answer to “{question.text}” It can be: {', '.join(values)}.")
    answers = {key: answer for key, answer in sheet.choices.answers.items() if key != question_id}
    if value is not None:
        answers[question_id] = value
    return _again(draft, i, replace(sheet.choices, answers=answers, remembered=True))


def with_skipped(draft: Draft, i: int, skipped: bool) -> Draft:  # noqa: FBT001 - promised signature
    """The draft with sheet `i` left out, or taken in again."""
    sheet = draft.sheets[i]
    changed = replace(sheet.choices, skipped=skipped, remembered=True)
    words = taken_in(sheet.plan.verdict)
    plan = sheet.plan.model_copy(update={"skipped": skipped, "unasked": False, "verdict": words})
    return _replaced(draft, i, replace(sheet, choices=changed, plan=plan))


def without_memory(draft: Draft, i: int) -> Draft:
    """The draft with sheet `i` recognised as if its layout, or the one it is like, had never been met."""
    sheet = draft.sheets[i]
    gone = {sheet.plan.layout, sheet.plan.like_layout}
    memory = {layout: plan for layout, plan in draft.memory.items() if layout not in gone}
    return _replaced(replace(draft, memory=memory), i, plan_sheet(sheet.raw, draft.zone, Choices(), memory))


def layouts_of(draft: Draft, on: date) -> dict[str, SheetPlan]:
    """The layouts that the draft knew before with those of its sheets, as imported on a day."""
    return with_layouts(draft.memory, [sheet.plan for sheet in draft.sheets], on)


def balance(draft: Draft, i: int, progress: Progress = SILENT) -> Balance:
    """Rows of sheet `i` by what becomes of them, and its problems.

    Raises:
        Cancelled: the user stopped.
    """
    with heard(progress) as told:
        found: Assembled = draft.sheets[i].converted(told)
    return Balance(rows_in=found.rows_in, kept=found.kept, left_out=found.left_out, problems=found.problems)


@dataclass(frozen=True, kw_only=True)
class _Offset:
    """Progress of one sheet among the rows of all."""

    progress: Progress
    done: int
    total: int

    def report(self, done: int, total: int, text: str = "") -> None:
        """Say how far all sheets are."""
        del total
        self.progress.report(self.done + done, self.total, text)


def run(draft: Draft, base: Dataset, progress: Progress = SILENT) -> Dataset:
    """The base with everything the draft holds, merged by key; the base stays as it is.

    Raises:
        Cancelled: the user stopped.
    """
    return run_told(draft, base, progress)[0]


def run_told(draft: Draft, base: Dataset, progress: Progress = SILENT) -> tuple[Dataset, ImportReport]:
    """The base with everything the draft holds, and what that did to its rows.

    Raises:
        Cancelled: the user stopped.
    """
    with heard(progress) as told:
        return _merged(draft, base, told)


def _merged(draft: Draft, base: Dataset, progress: Progress) -> tuple[Dataset, ImportReport]:
    out = base
    wanted = [sheet for sheet in draft.sheets if sheet.plan.table is not None and not sheet.plan.skipped]
    changes: list[TableChange] = []
    rows, done = sum(sheet.plan.rows for sheet in wanted), 0
    for sheet in _logs_in_order(wanted, progress):
        progress.report(done, rows, f"{sheet.plan.file}: {sheet.plan.sheet}, {plural(sheet.plan.rows, 'row')}")
        new = sheet.converted(_Offset(progress=progress, done=done, total=rows))
        progress.report(done + sheet.plan.rows, rows, f"{sheet.plan.file}: merging")
        out, told = merge_told(out, new)
        changes += told
        done += sheet.plan.rows
    progress.report(rows, rows, "")
    report = ImportReport(
        tables=summed(changes), files=tuple(dict.fromkeys(sheet.plan.file for sheet in wanted)),
        notes=tuple(f"{_name(sheet)}: {likeness_words(sheet.plan)}" for sheet in wanted if sheet.plan.changes),
    )  # fmt: skip
    return (checked(_told(out, draft)) if wanted else out), report


def _logs_in_order(sheets: list[DraftSheet], progress: Progress) -> list[DraftSheet]:
    """The sheets with the logs among them in the order in which they begin, so that a ticket's history goes on.

    Other sheets keep their places; of two that hold a ticket the later one counts.
    """
    places = [place for place, sheet in enumerate(sheets) if sheet.plan.log is not None]
    if len(places) < 2:
        return sheets
    begins = []
    for place in places:
        logs = (part.log for part in sheets[place].converted(progress).parts if part.log is not None)
        times = np.concatenate([np.zeros(0, "datetime64[ms]"), *(log.began[~np.isnat(log.began)] for log in logs)])
        begins.append(times.min().astype(np.int64) if len(times) else np.iinfo(np.int64).max)
    out = list(sheets)
    for place, at in zip(places, np.argsort(begins, kind="stable"), strict=True):
        out[place] = sheets[places[at]]
    return out


def _told(dataset: Dataset, draft: Draft) -> Dataset:
    """The dataset with a problem for every sheet of the draft that is no table, so that no rows go unmentioned.

    A sheet of notes beside tables in the same file is none.
    """
    used = {sheet.plan.path or sheet.plan.file for sheet in draft.sheets if sheet.plan.table is not None}
    aside = [sheet.plan for sheet in draft.sheets if sheet.plan.table is None and not sheet.plan.skipped]
    plans = [plan for plan in aside if plan.rows or (plan.path or plan.file) not in used]
    unasked = [sheet.plan for sheet in draft.sheets if sheet.plan.unasked]
    found = [
        Problem(kind="set_aside", message=plan.verdict, file=plan.file, sheet=plan.sheet, count=max(1, plan.rows),
                severity=Severity.WARNING if plan.rows else Severity.INFO)
        for plan in plans
    ]  # fmt: skip
    found += [
        Problem(kind="left_out_sheet", message=plan.verdict, file=plan.file, sheet=plan.sheet, count=max(1, plan.rows),
                severity=Severity.INFO)
        for plan in unasked
    ]  # fmt: skip
    new = tuple(problem for problem in found if problem not in dataset.problems)
    return replace(dataset, problems=(*dataset.problems, *new)) if new else dataset


def _name(sheet: DraftSheet) -> str:
    return f"{sheet.plan.file} ({sheet.plan.sheet})" if sheet.plan.sheet else sheet.plan.file


def _again(draft: Draft, i: int, choices: Choices) -> Draft:
    sheet = draft.sheets[i]
    return _replaced(draft, i, plan_sheet(sheet.raw, draft.zone, choices, draft.memory, sheet.grid))


def _replaced(draft: Draft, i: int, sheet: DraftSheet) -> Draft:
    return replace(draft, sheets=(*draft.sheets[:i], sheet, *draft.sheets[i + 1 :]))
