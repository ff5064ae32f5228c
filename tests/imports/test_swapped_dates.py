"""Dates that a spreadsheet program took with day and month the wrong way round: found, explained, repaired if asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pytest

from cxdesk import cli
from cxdesk.imports import service
from cxdesk.imports.overrides import with_overrides
from tests.imports.files import workbook
from tests.imports.sheets import drafted, sheet

# As typed: day/month/year. Resolved one or two days after creation, except ticket 5: the same day, two hours later.
TYPED = (
    ("03/01/2024 09:00", "05/01/2024 09:00"),
    ("11/01/2024 10:00", "13/01/2024 10:00"),
    ("14/01/2024 08:00", "15/01/2024 08:00"),
    ("31/01/2024 12:00", "02/02/2024 12:00"),
    ("06/02/2024 15:00", "06/02/2024 17:00"),
    ("12/02/2024 07:30", "14/02/2024 07:30"),
    ("20/02/2024 18:00", "22/02/2024 18:00"),
    ("28/02/2024 09:15", "01/03/2024 09:15"),
)
HEADERS = ["Ticket ID", "Created at", "Resolved at", "Status"]


def opened_as_month_day(text: str) -> Any:
    """What a spreadsheet program set to month/day/year makes of a cell: a date if it can be one, else text."""
    day, month = int(text[:2]), int(text[3:5])
    if day > 12:
        return text
    return datetime(int(text[6:10]), day, month, int(text[11:13]), int(text[14:16]))


def rows(change: Any = opened_as_month_day) -> list[list[Any]]:
    return [
        HEADERS,
        *([str(number), change(one), change(two), "solved"] for number, (one, two) in enumerate(TYPED, 1)),
    ]


def hours(dataset: Any) -> list[float]:
    frame = dataset.assembled.parts[0].frame
    return [float(span / np.timedelta64(1, "h")) for span in frame["resolved_at"] - frame["created_at"]]


def test_half_a_column_swapped_is_asked_about_once_with_both_readings():
    draft = drafted(sheet(rows()))
    (question,) = draft.sheets[0].plan.questions
    assert (question.about, question.id, question.also) == ("swapped", "Created at:swapped", ("Resolved at",))
    assert question.likely == "keep"
    assert "4 cells are dates" in question.why
    assert "the other 4 are text such as “14/01/2024 08:00”" in question.why
    assert question.text == (
        "“2024-03-01 09:00:00” in “Created at”: is that 1 March 2024, or 3 January 2024 with day and month swapped?"
    )
    # typed 3 and 11 January, 6 and 12 February: as they stand 1 March, 1 November, 2 June and 2 December
    assert "3 of the dates lie outside the months of the texts; swapped back, 0" in question.why
    # tickets 2 and 6 were created in November and December, ticket 8 was resolved on 3 January
    assert "3 rows have “Resolved at” before “Created at”; swapped back, 0" in question.why


def test_without_an_answer_the_dates_stand_and_their_number_is_said():
    found = drafted(sheet(rows())).sheets[0].assembled
    assert found.parts[0].frame["created_at"][0] == np.datetime64("2024-03-01T09:00")
    told = {problem.column: problem.count for problem in found.problems if problem.kind == "swapped_dates"}
    assert told == {"Created at": 4, "Resolved at": 3}  # 2 February stays what it is
    assert any(problem.kind == "resolved_before_created" for problem in found.problems)


def test_the_answer_repairs_every_column_and_no_ticket_ends_before_it_begins():
    draft = drafted(sheet(rows()))
    mended = service.with_answer(draft, 0, "Created at:swapped", "repair").sheets[0]
    assert hours(mended) == [48, 48, 24, 48, 2, 48, 48, 48]
    kinds = {problem.kind: problem.count for problem in mended.assembled.problems}
    assert kinds == {"swapped_back": 3}
    kept = service.with_answer(draft, 0, "Created at:swapped", "keep").sheets[0]
    assert not any(problem.kind.startswith("swapped") for problem in kept.assembled.problems)


@pytest.mark.parametrize("name", ["Created at", "Resolved at", "Created at:swapped"])
def test_the_command_line_answers_by_any_of_the_columns(name: str):
    draft = with_overrides(drafted(sheet(rows(), file="t.xlsx")), (), (f"t.xlsx:{name}=repair",))
    assert hours(draft.sheets[0])[:2] == [48, 48]


def test_month_first_dates_opened_by_a_program_set_to_day_first():
    def opened(text: str) -> Any:  # typed month/day; a day up to 12 is taken for the month
        day, month = int(text[:2]), int(text[3:5])
        typed = f"{month:02d}/{day:02d}{text[5:]}"
        return datetime(2024, day, month, int(text[11:13]), int(text[14:16])) if day <= 12 else typed

    draft = drafted(sheet(rows(opened)))
    assert hours(service.with_answer(draft, 0, "Created at:swapped", "repair").sheets[0]) == [
        48,
        48,
        24,
        48,
        2,
        48,
        48,
        48,
    ]


def test_a_text_file_saved_by_such_a_program_with_dates_that_begin_with_the_year():
    def saved(text: str) -> str:
        cell = opened_as_month_day(text)
        return cell if isinstance(cell, str) else f"{cell:%Y-%m-%d %H:%M:%S}"

    draft = drafted(sheet(rows(saved)))
    assert [question.about for question in draft.sheets[0].plan.questions] == ["swapped"]
    mended = service.with_answer(draft, 0, "Created at:swapped", "repair").sheets[0]
    assert hours(mended) == [48, 48, 24, 48, 2, 48, 48, 48]


def test_a_text_file_saved_in_the_programs_own_order_needs_no_repair():
    def saved(text: str) -> str:  # 3 January, taken for 1 March, is written 3/1/2024: month/day of the wrong date
        cell = opened_as_month_day(text)
        return cell if isinstance(cell, str) else f"{cell.month}/{cell.day}/{cell.year} {cell:%H:%M}"

    draft = drafted(sheet(rows(saved)))
    assert not draft.sheets[0].plan.questions
    assert hours(draft.sheets[0]) == [48, 48, 24, 48, 2, 48, 48, 48]


def test_dates_and_texts_of_all_days_are_not_suspected():
    def mixed(text: str) -> Any:  # every other cell was typed as text
        day, month = int(text[:2]), int(text[3:5])
        stamp = datetime(2024, month, day, int(text[11:13]), int(text[14:16]))
        return stamp if day % 2 else text

    assert not drafted(sheet(rows(mixed))).sheets[0].plan.questions


def test_first_days_of_months_beside_texts_of_later_days_are_not_suspected():
    cells: list[Any] = [datetime(2024, 3, 1), "25/03/2024", datetime(2024, 4, 1), "18/04/2024", datetime(2024, 5, 1)]
    raw = sheet([["Ticket ID", "Created at"], *([str(n), cell] for n, cell in enumerate(cells))])
    assert not drafted(raw).sheets[0].plan.questions  # swapped back they were all in January


def test_a_column_of_early_days_alone_follows_the_swapped_one_beside_it():
    table = [[number, *cells[:1], datetime(2024, 3, 1, 12), *cells[2:]] for number, *cells in rows()[1:]]
    draft = drafted(sheet([HEADERS, *table]))
    (question,) = draft.sheets[0].plan.questions
    assert question.also == ("Resolved at",)
    mended = service.with_answer(draft, 0, question.id, "repair").sheets[0]
    assert mended.assembled.parts[0].frame["resolved_at"][0] == np.datetime64("2024-01-03T12:00")


def test_a_workbook_is_repaired_from_the_command_line(tmp_path, capsys):
    path = workbook(tmp_path / "swapped.xlsx", rows())
    assert cli.main(["report", str(path), "--answer", "swapped.xlsx:Created at=repair", "--csv", "-", "--quiet"]) == 0
    out = capsys.readouterr().out
    # the mean of 48, 48, 24, 48, 2, 48, 48, 48 hours
    (line,) = [line for line in out.splitlines() if line.startswith("kpis,art,")]
    assert "39.25" in line
