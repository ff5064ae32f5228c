"""Corrections of a draft typed as text: mappings, answers, the table of a sheet, the encoding of a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.common.problems import UserError
from cxdesk.imports import service
from cxdesk.imports.plan import Question, SheetPlan

if TYPE_CHECKING:
    from cxdesk.imports.service import Draft

_FORMS = {"map": "FILE:COLUMN=FIELD", "answer": "FILE:COLUMN=VALUE", "table": "FILE=TABLE or FILE:SHEET=TABLE",
          "encoding": "FILE=NAME"}  # fmt: skip
_NO_FIELD = ("", "-", "none", "ignore")  # a column that shall not become a field


def with_overrides(
    draft: Draft,
    maps: Sequence[str],
    answers: Sequence[str],
    *,
    tables: Sequence[str] = (),
    encodings: Sequence[str] = (),
) -> Draft:
    """The draft with encodings and tables first, then mappings, then answers, each for every sheet that it names.

    Raises:
        UserError: the text names no file of the draft, no sheet or column of it, or no question.
    """
    for text in encodings:
        draft = _read_again(draft, text)
    for text in tables:
        draft = _read_as(draft, text)
    for text in maps:
        draft = _mapped(draft, text)
    for text in answers:
        draft = _answered(draft, text)
    return draft


def _read_again(draft: Draft, text: str) -> Draft:
    sheets, _, name = _parts(draft, f"{text.rpartition('=')[0]}:={text.rpartition('=')[2]}", "encoding")
    return service.with_encoding(draft, sheets[0], name)


def _read_as(draft: Draft, text: str) -> Draft:
    """Sheets read as a table; taken in where they were left out, left out where the table is none."""
    head, _, value = text.rpartition("=")
    whole = any(head.lower() == name.lower() for sheet in draft.sheets for name in _names(sheet.plan))
    sheets, named, table = _parts(draft, f"{head}:={value}" if whole else text, "table")
    meant = [index for index in sheets if not named or _same(draft.sheets[index].plan.sheet, named)]
    if not meant:
        there = ", ".join(draft.sheets[index].plan.sheet for index in sheets)
        raise UserError(f"{draft.sheets[sheets[0]].plan.file} has no sheet “{named}”. Its sheets are: {there}.")
    for index in meant:
        if table.lower() in _NO_FIELD:
            draft = service.with_skipped(draft, index, skipped=True)
        else:
            draft = service.with_skipped(service.with_table(draft, index, table.lower()), index, skipped=False)
    return draft


def _mapped(draft: Draft, text: str) -> Draft:
    sheets, column, value = _parts(draft, text, "map")
    field = None if value.lower() in _NO_FIELD else value
    done = False
    for index in sheets:
        plan = draft.sheets[index].plan
        for mapping in plan.mapping:
            if _same(mapping.column, column):
                draft = service.with_field(draft, index, mapping.index, field)
                done = True
    if not done:
        raise UserError(_no_column(draft, sheets, column))
    return draft


def _answered(draft: Draft, text: str) -> Draft:
    sheets, column, value = _parts(draft, text, "answer")
    done = False
    for index in sheets:
        for question in _meant(draft.sheets[index].plan.questions, column, value):
            words = {option.value.lower(): option.value for option in question.options}
            if value.lower() not in words:
                raise UserError(f"“{value}” is no answer to “{question.text}” It can be: {', '.join(words.values())}.")
            draft = service.with_answer(draft, index, question.id, words[value.lower()])
            done = True
    if not done:
        asked = [question.id for index in sheets for question in draft.sheets[index].plan.questions]
        open_ones = f"It asks about: {', '.join(asked)}." if asked else "It leaves no question open."
        raise UserError(f"{draft.sheets[sheets[0]].plan.file} asks nothing about “{column}”. {open_ones}")
    return draft


def _meant(asked: Sequence[Question], name: str, value: str) -> list[Question]:
    """The questions about a column that an answer is for: of several those that can be answered so."""
    found = [q for q in asked if any(_same(known, name) for known in (q.id, q.column, *q.also))]
    fitting = [q for q in found if any(option.value.lower() == value.lower() for option in q.options)]
    return fitting or [question for question in found if _same(question.id, name)] or found


def _parts(draft: Draft, text: str, option: str) -> tuple[tuple[int, ...], str, str]:
    """Sheets of the named file, the column and the value; file and column may hold colons and equals signs."""
    head, equals, value = text.rpartition("=")
    plans = [sheet.plan for sheet in draft.sheets]
    for name in sorted({name for plan in plans for name in _names(plan)}, key=len, reverse=True):
        if equals and head.lower().startswith(f"{name}:".lower()):
            sheets = tuple(index for index, plan in enumerate(plans) if name in _names(plan))
            return sheets, head[len(name) + 1 :].strip(), value.strip()
    if not equals or ":" not in head:
        raise UserError(f"“--{option} {text}” cannot be read. Write it as {_FORMS[option]}.")
    files = ", ".join(dict.fromkeys(plan.file for plan in plans))
    raise UserError(f"“--{option} {text}” names no file that was read. The files are: {files}.")


def _names(plan: SheetPlan) -> tuple[str, ...]:
    """What a user may call the file: its name as reported, its path as typed, its last part."""
    return tuple(dict.fromkeys(name for name in (plan.file, plan.path, Path(plan.path or plan.file).name) if name))


def _same(header: str, typed: str) -> bool:
    return " ".join(header.split()).casefold() == " ".join(typed.split()).casefold()


def _no_column(draft: Draft, sheets: tuple[int, ...], column: str) -> str:
    headers = dict.fromkeys(mapping.column for index in sheets for mapping in draft.sheets[index].plan.mapping)
    return f"{draft.sheets[sheets[0]].plan.file} has no column “{column}”. Its columns are: {', '.join(headers)}."
