"""The newest file of a source is found by its columns, and taken in with or instead of the earlier one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl

from cxdesk.imports import service
from cxdesk.imports.files.head import first_rows
from cxdesk.imports.plan import SheetPlan
from cxdesk.imports.rows.compare import TableChange
from cxdesk.tables.dataset import EMPTY, Dataset
from cxdesk.workspace.refresh import Newest, newest, refreshable, refreshed

DAY = date(2026, 5, 3)
HEAD = "Ticket ID,Created at,Status,Priority,Resolved at\n"
SAME = "3,2024-05-03 09:00,open,low,\n"
MAY = f"{HEAD}1,2024-05-01 09:00,closed,high,2024-05-01 12:00\n2,2024-05-02 09:00,open,low,\n{SAME}"
JUNE = f"{HEAD}2,2024-05-02 09:00,closed,low,2024-06-01 09:00\n{SAME}4,2024-06-04 09:00,open,low,\n"
Opened = tuple[Dataset, Mapping[str, SheetPlan]]


def put(path: Path, text: str, hour: int) -> Path:
    """A file last changed at an hour of a day."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_700_000_000 + 3600 * hour,) * 2)
    return path


def opened(*paths: Path) -> Opened:
    draft = service.draft(paths, zone="UTC")
    return service.run(draft, EMPTY), service.layouts_of(draft, DAY)


def test_the_newest_file_of_the_same_columns_is_taken_and_rows_only_before_stay(tmp_path: Path) -> None:
    may = put(tmp_path / "may.csv", MAY, 1)
    data, layouts = opened(may)
    put(tmp_path / "june.csv", JUNE, 2)
    put(tmp_path / "staff.csv", "Name,Team\nAnn,A\n", 3)
    found = refreshed(data, layouts, refreshable(data), zone="UTC", on=DAY)
    assert found.taken == {str(may): tmp_path / "june.csv"}
    assert found.report.tables == (
        TableChange(table="tickets", added=1, changed=1, unchanged=1, only_before=1,
                    columns={"status": 1, "resolved_at": 1}),
    )  # fmt: skip
    assert found.dataset.rows("tickets") == 4
    assert [source.file for source in found.dataset.sources] == ["may.csv", "june.csv"]


def test_instead_of_the_earlier_file_its_own_rows_go(tmp_path: Path) -> None:
    data, layouts = opened(put(tmp_path / "may.csv", MAY, 1))
    put(tmp_path / "june.csv", JUNE, 2)
    found = refreshed(data, layouts, refreshable(data), zone="UTC", on=DAY, instead=True)
    (change,) = found.report.tables
    assert (change.added, change.changed, change.unchanged, change.only_before, change.dropped) == (1, 1, 1, 0, 1)
    assert [source.file for source in found.dataset.sources] == ["june.csv"]
    assert sorted(found.dataset.tables["tickets"]["ticket_id"]) == ["2", "3", "4"]


def test_a_file_written_anew_in_its_place_is_read_again(tmp_path: Path) -> None:
    path = put(tmp_path / "tickets.csv", MAY, 1)
    data, layouts = opened(path)
    put(path, JUNE, 2)
    found = refreshed(data, layouts, refreshable(data), zone="UTC", on=DAY, instead=True)
    assert found.taken == {str(path): path}
    assert [(source.file, source.rows_kept) for source in found.dataset.sources] == [("tickets.csv", 3)]


def test_the_same_file_is_nothing_newer_also_when_it_was_only_copied(tmp_path: Path) -> None:
    path = put(tmp_path / "tickets.csv", MAY, 1)
    data, layouts = opened(path)
    assert newest(data, layouts, str(path)) == Newest(sentence="Nothing newer than “tickets.csv”.")
    put(path, MAY, 9)
    found = refreshed(data, layouts, refreshable(data), zone="UTC", on=DAY)
    assert found.told == ("Nothing newer than “tickets.csv”.",)
    assert found.dataset is data


def test_a_missing_file_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    path = put(folder / "tickets.csv", MAY, 1)
    data, layouts = opened(path)
    path.unlink()
    assert newest(data, layouts, str(path)).sentence == (
        f"“tickets.csv” is no longer in “{folder}”, and no newer file there has its columns."
    )
    folder.rmdir()
    assert newest(data, layouts, str(path)).sentence == (
        f"The folder “{folder}” is not there, so nothing newer than “tickets.csv” was looked for."
    )


def test_a_file_of_another_source_is_left_to_it(tmp_path: Path) -> None:
    north = put(tmp_path / "north.csv", MAY, 1)
    south = put(
        tmp_path / "south.csv", MAY.replace("\n1,", "\n11,").replace("\n2,", "\n12,").replace("\n3,", "\n13,"), 2
    )
    data, layouts = opened(north, south)
    assert newest(data, layouts, str(north)).path is None
    put(tmp_path / "new.csv", JUNE, 3)
    found = refreshed(data, layouts, refreshable(data), zone="UTC", on=DAY)
    assert found.taken == {str(south): tmp_path / "new.csv"}
    assert found.told == ("Nothing newer than “north.csv”.",)


def test_a_changed_layout_is_taken_and_its_change_said(tmp_path: Path) -> None:
    data, layouts = opened(put(tmp_path / "may.csv", MAY, 1))
    put(tmp_path / "june.csv", JUNE.replace("Priority,", "Priority,Colour,").replace(",low,", ",low,red,"), 2)
    found = refreshed(data, layouts, refreshable(data), zone="UTC", on=DAY)
    assert found.report.notes == ("june.csv (june): Like the layout you mapped on 3 May 2026: new column “Colour”.",)
    assert set(layouts) < set(found.layouts)


def test_a_file_that_leaves_something_open_waits_for_the_user(tmp_path: Path) -> None:
    data, layouts = opened(put(tmp_path / "may.csv", MAY, 1))
    open_ones = "".join(f"{n},0{n}/05/2024,open,low,\n" for n in range(4, 8))
    june = put(tmp_path / "june.csv", f"{HEAD}{open_ones}", 2)
    found = refreshed(data, layouts, refreshable(data), zone="UTC", on=DAY)
    assert found.unsure == (june,)
    assert found.dataset is data


def book(path: Path, tickets: dict[int, str], accounts: dict[str, str], hour: int) -> Path:
    """A workbook of rated tickets (number to status) and accounts (name to plan)."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Tickets"
    sheet.append(["Ticket ID", "Created at", "Status", "Account", "CSAT score (1-5)"])
    for number, status in tickets.items():
        sheet.append([number, f"2024-05-{number:02d} 09:00", status, "Acme", number % 5 + 1])
    other = made.create_sheet("Accounts")
    other.append(["Account", "Plan", "Signed up", "Region"])
    for name, plan in accounts.items():
        other.append([name, plan, "2023-01-01", "EU"])
    made.save(path)
    os.utime(path, (1_700_000_000 + 3600 * hour,) * 2)
    return path


def test_all_sheets_of_a_workbook_are_replaced_with_the_answers_in_its_tickets(tmp_path: Path) -> None:
    may = book(tmp_path / "may.xlsx", dict.fromkeys(range(1, 11), "open"), {"Acme": "pro", "Beta": "basic"}, 1)
    data, layouts = opened(may)
    assert [data.rows(table) for table in ("tickets", "surveys", "accounts")] == [10, 10, 2]
    june = {**dict.fromkeys(range(6, 10), "closed"), **dict.fromkeys(range(10, 15), "open")}
    book(tmp_path / "june.xlsx", june, {"Acme": "enterprise", "Gamma": "basic"}, 2)
    found = refreshed(data, layouts, refreshable(data), zone="UTC", on=DAY, instead=True)
    assert found.report.tables == (
        TableChange(table="tickets", added=4, changed=4, unchanged=1, dropped=5, columns={"status": 4}),
        TableChange(table="surveys", added=4, unchanged=5, dropped=5),
        TableChange(table="accounts", added=1, changed=1, dropped=1, columns={"plan": 1}),
    )
    assert [found.dataset.rows(table) for table in ("tickets", "surveys", "accounts")] == [9, 9, 2]
    assert {source.file for source in found.dataset.sources} == {"june.xlsx"}


def test_the_first_rows_of_a_workbook_are_had_without_reading_it_whole(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Tickets of May"])
    sheet.append(["Ticket ID", "Created at", None, "Status"])
    for number in range(5000):
        sheet.append([number, "2024-05-01", None, "open"])
    book.create_sheet("Notes").append(["made by hand"])
    path = tmp_path / "may.xlsx"
    book.save(path)
    rows = first_rows(path)
    assert rows is not None
    assert [len(sheet_rows) for sheet_rows in rows] == [40, 1]
    assert rows[0][:3] == (("Tickets of May",), ("Ticket ID", "Created at", "Status"), ("0", "2024-05-01", "open"))
    assert rows[1] == (("made by hand",),)


def test_first_rows_of_what_is_no_table_are_none_or_harmless(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and then nothing")
    assert first_rows(broken) is None
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert first_rows(old) is None
