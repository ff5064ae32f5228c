"""Layouts met before: recognised again, recognised when they changed, and what is said about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from cxdesk.common.problems import Severity
from cxdesk.imports import service
from cxdesk.imports.plan import SheetPlan
from cxdesk.imports.planning import Choices, DraftSheet, plan_sheet
from cxdesk.imports.raw import RawSheet
from cxdesk.imports.recognise.layouts import likeness_words
from cxdesk.imports.service import Draft
from cxdesk.workspace.store import StoredSettings, UserStore
from tests.imports.sheets import drafted, sheet, table

DAY, LATER = date(2026, 5, 3), date(2026, 6, 2)
TICKETS = "Ticket ID|Created at|Status|Priority|Bucket"
ROWS = "1|2024-01-01 09:00|open|high|A\n2|2024-01-02 10:00|closed|low|B\n3|2024-01-20 10:00|closed|low|B"


def again(raw: RawSheet, memory: dict[str, SheetPlan], tmp_path: Path) -> DraftSheet:
    """The sheet drafted after a restart: the memory went through the settings file."""
    store = UserStore(tmp_path)
    store.save(StoredSettings(layouts=memory))
    return plan_sheet(raw, "UTC", Choices(), store.load().layouts)


def remembered(draft: Draft, on: date = DAY) -> dict[str, SheetPlan]:
    return service.layouts_of(draft, on)


def field_of(found: DraftSheet, column: str) -> str | None:
    return next(mapping.field for mapping in found.plan.mapping if mapping.column == column)


def test_a_field_chosen_by_hand_comes_again(tmp_path: Path) -> None:
    draft = service.with_field(drafted(table(f"{TICKETS}\n{ROWS}")), 0, 4, "category")
    found = again(table(f"{TICKETS}\n{ROWS}"), remembered(draft), tmp_path)
    assert field_of(found, "Bucket") == "category"
    assert likeness_words(found.plan) == "As you mapped it on 3 May 2026."
    assert found.assembled.problems == draft.sheets[0].assembled.problems


def test_a_column_kept_by_hand_stays_kept(tmp_path: Path) -> None:
    draft = service.with_field(drafted(table(f"{TICKETS}\n{ROWS}")), 0, 3, None)
    assert field_of(again(table(f"{TICKETS}\n{ROWS}"), remembered(draft), tmp_path), "Priority") is None


def test_the_table_chosen_by_hand_comes_again(tmp_path: Path) -> None:
    notes = table("Name|Thing|When\nAnn|x|2024-01-01\nBen|y|2024-01-02")
    draft = service.with_table(drafted(notes), 0, "tickets")
    assert plan_sheet(notes, "UTC", Choices(), {}).plan.table != "tickets"
    assert again(notes, remembered(draft), tmp_path).plan.table == "tickets"


def test_the_header_row_chosen_by_hand_comes_again_also_one_row_lower(tmp_path: Path) -> None:
    lines: list[list[Any]] = [
        ["Ticket", "Opened", "State"],
        ["Ticket ID", "Created at", "Status"],
        [1, "2024-01-01", "open"],
        [2, "2024-01-02", "closed"],
    ]
    raw = sheet(lines)
    auto = drafted(raw).sheets[0].plan.header_row
    other = 2 if auto == 1 else 1
    memory = remembered(service.with_header_row(drafted(raw), 0, other))
    assert again(raw, memory, tmp_path).plan.header_row == other
    lower = sheet([["Made in June", None, None], *lines])
    assert again(lower, memory, tmp_path).plan.header_row == other + 1


def test_an_answer_comes_again_but_not_where_the_values_decide(tmp_path: Path) -> None:
    def dated(*days: str) -> RawSheet:
        return table("Ticket ID|Created at|Status\n" + "\n".join(f"{n}|{day}|open" for n, day in enumerate(days)))

    open_ones = dated("03/04/2024", "05/06/2024", "07/08/2024")
    draft = service.with_answer(drafted(open_ones), 0, "Created at", "month-first")
    memory = remembered(draft)
    assert again(open_ones, memory, tmp_path).plan.questions[0].answer == "month-first"
    decided = again(dated("31/01/2024", "05/06/2024", "17/08/2024"), memory, tmp_path)
    assert decided.plan.questions == ()
    assert likeness_words(decided.plan) == (
        "As you mapped it on 3 May 2026, except: “Created at” is read as day-first now, because its values decide it; "
        "last time you answered month-first."
    )


def test_a_sheet_left_out_is_left_out_again_but_not_another_of_the_same_layout(tmp_path: Path) -> None:
    raw = table(f"{TICKETS}\n{ROWS}", name="Archive")
    memory = remembered(service.with_skipped(drafted(raw), 0, skipped=True))
    assert again(raw, memory, tmp_path).plan.skipped
    assert not again(table(f"{TICKETS}\n{ROWS}", name="June"), memory, tmp_path).plan.skipped


def test_of_two_sheets_of_one_layout_the_imported_one_is_remembered() -> None:
    raws = [table(f"{TICKETS}\n{ROWS}", name=name) for name in ("June", "Archive")]
    memory = remembered(service.with_skipped(drafted(*raws), 1, skipped=True))
    assert [plan.skipped for plan in memory.values()] == [False]


def test_no_cell_of_the_file_is_remembered() -> None:
    (plan,) = remembered(drafted(table(f"{TICKETS}\n{ROWS}"))).values()
    assert all(column.samples == () for column in plan.mapping)


def test_the_day_stays_until_something_is_decided_anew() -> None:
    raw = table(f"{TICKETS}\n{ROWS}")
    memory = remembered(service.with_field(drafted(raw), 0, 4, "category"))
    draft = Draft(sheets=(plan_sheet(raw, "UTC", Choices(), memory),), memory=memory)
    assert [plan.mapped_on for plan in remembered(draft, LATER).values()] == [DAY]
    anew = service.with_field(draft, 0, 4, "product")
    assert [plan.mapped_on for plan in remembered(anew, LATER).values()] == [LATER]


def test_a_changed_layout_keeps_what_was_chosen_and_says_what_changed(tmp_path: Path) -> None:
    memory = remembered(service.with_field(drafted(table(f"{TICKETS}\n{ROWS}")), 0, 4, "category"))
    moved = "Ticket ID|Bucket|Created at|Colour|Status\n1|A|2024-02-01 09:00|red|open\n2|B|2024-02-02 10:00|blue|closed"
    found = again(table(moved), memory, tmp_path)
    assert field_of(found, "Bucket") == "category"
    assert likeness_words(found.plan) == (
        "Like the layout you mapped on 3 May 2026: new column “Colour”; “Priority” is gone, it was Priority; "
        "“Bucket” now stands 2nd."
    )
    (problem,) = [one for one in found.assembled.problems if one.kind == "layout_changed"]
    assert problem.severity is Severity.WARNING


def test_a_column_under_a_longer_name_keeps_its_field_and_a_new_name_is_said(tmp_path: Path) -> None:
    memory = remembered(service.with_field(drafted(table(f"{TICKETS}\n{ROWS}")), 0, 4, "category"))
    found = again(table(f"{TICKETS.replace('Bucket', 'Bucket name')}\n{ROWS}"), memory, tmp_path)
    assert field_of(found, "Bucket name") == "category"
    assert found.plan.changes == ("“Bucket” is called “Bucket name” now",)
    assert not found.plan.lost


def test_a_response_that_became_a_resolution_is_another_column(tmp_path: Path) -> None:
    head = "Ticket ID|Created at|Status|Priority|Foo response"
    memory = remembered(service.with_field(drafted(table(f"{head}\n{ROWS}")), 0, 4, "category"))
    found = again(table(f"{head.replace('response', 'resolution')}\n{ROWS}"), memory, tmp_path)
    assert field_of(found, "Foo resolution") is None


def test_a_choice_is_dropped_where_the_values_no_longer_fit_and_it_is_said(tmp_path: Path) -> None:
    dates = "\n".join(f"{n}|2024-01-0{n} 09:00|open|low|2024-01-0{n} 12:00" for n in (1, 2, 3))
    memory = remembered(service.with_field(drafted(table(f"{TICKETS}\n{dates}")), 0, 4, "resolved_at"))
    found = again(table(f"{TICKETS}\n{ROWS}"), memory, tmp_path)
    assert field_of(found, "Bucket") is None
    assert found.plan.changes == ("“Bucket” is no longer taken as Resolved, because its values do not fit",)


def test_a_choice_against_the_values_stays_as_it_was_made(tmp_path: Path) -> None:
    memory = remembered(service.with_field(drafted(table(f"{TICKETS}\n{ROWS}")), 0, 4, "resolved_at"))
    assert field_of(again(table(f"{TICKETS}\n{ROWS}"), memory, tmp_path), "Bucket") == "resolved_at"


def test_another_sheet_is_not_taken_for_a_changed_layout(tmp_path: Path) -> None:
    memory = remembered(drafted(table(f"{TICKETS}\n{ROWS}")))
    head = "Ticket ID|Created at|Score|Comment|Channel|Agent|Team"
    other = f"{head}\n1|2024-01-01|5|fine|web|Ann|A\n2|2024-01-02|4|ok|web|B|A"
    assert again(table(other, name="Ratings"), memory, tmp_path).plan.like_layout == ""


def test_a_forgotten_layout_is_recognised_anew() -> None:
    raw = table(f"{TICKETS}\n{ROWS}")
    memory = remembered(service.with_field(drafted(raw), 0, 4, "category"))
    draft = Draft(sheets=(plan_sheet(raw, "UTC", Choices(), memory),), memory=memory)
    fresh = service.without_memory(draft, 0)
    assert field_of(fresh.sheets[0], "Bucket") is None
    assert fresh.memory == {}
    assert fresh.sheets[0].plan.like_layout == ""
