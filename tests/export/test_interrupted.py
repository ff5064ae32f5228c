"""An export that is stopped or cannot be finished leaves the file that stood there, nothing beside it, and words."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from cxdesk.common import progress as hearing
from cxdesk.common.problems import UserError
from cxdesk.common.progress import SILENT, Cancelled
from cxdesk.export.outputs import put_workbook
from cxdesk.export.template import ReportTemplate
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query, Report
from cxdesk.targets.target import TargetBook
from tests.export.generated import whole_company

_CLI = "import sys; from cxdesk.cli import main; sys.exit(main(sys.argv[1:]))"
_ROOM_BYTES = 40_000  # of the largest file that the process may write; the workbook takes more


@pytest.fixture(scope="module")
def company() -> Report:
    return build_report(whole_company(60), Query(), TargetBook())


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A file that stands already."""
    out = tmp_path / "kpis.xlsx"
    out.write_bytes(b"last month's")
    return out


def untouched(place: Path) -> bool:
    """Whether the old file stands, and nothing but what the test put there beside it."""
    return place.read_bytes() == b"last month's" and {path.name for path in place.parent.iterdir()} <= {
        place.name, "tickets.csv"
    }  # fmt: skip


class Listener:
    """Progress that stops at the n-th word that begins so."""

    def __init__(self, stage: str = "", number: int = 0) -> None:
        self.stage, self.left = stage, number
        self.said: list[str] = []

    def report(self, done: int, total: int, text: str = "") -> None:
        self.said.append(text)
        if self.stage and text.startswith(self.stage):
            self.left -= 1
            if self.left == 0:
                raise Cancelled


@pytest.fixture
def keen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every moment at which the user could be heard is said, however short the time since the last."""
    monkeypatch.setattr(hearing, "_BEAT_S", 0.0)


@pytest.mark.usefixtures("keen")
def test_the_user_is_heard_within_every_sheet_while_packing_and_between_the_columns(company: Report, tmp_path: Path):
    listener = Listener()
    write_workbook(company, tmp_path / "kpis.xlsx", WorkbookOptions(splits=("channel",)), listener)
    for stage in ("Breaking down by channel", "Writing Summary", "Writing Trends", "Writing Breakdown channel",
                  "Writing Tickets", "Packing the workbook", "Writing rows"):  # fmt: skip
        assert listener.said.count(stage) > 5, stage


@pytest.mark.usefixtures("keen")
@pytest.mark.parametrize(
    ("stage", "number"),
    [("Breaking down by", 30), ("Writing Breakdown", 60), ("Writing Tickets", 5), ("Packing", 300),
     ("Writing rows", 2)],
)  # fmt: skip
def test_stopped_within_any_of_them_the_old_file_stands(company: Report, place: Path, stage: str, number: int):
    listener = Listener(stage, number)
    with pytest.raises(Cancelled):
        write_workbook(company, place, WorkbookOptions(splits=("channel",)), listener)
    assert listener.left == 0
    assert untouched(place)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_disk_that_fails_at_the_very_end_is_said(
    company: Report, place: Path, monkeypatch: pytest.MonkeyPatch, step: str
):
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(*((os, "fsync", fail) if step == "fsync" else (Path, "replace", fail)))
    with pytest.raises(UserError, match=r"^“.*kpis\.xlsx” cannot be written: Input/output error\.$"):
        put_workbook(str(place), company, ReportTemplate(name="one page", sheets=()), SILENT)
    assert untouched(place)


def test_a_file_that_outgrows_the_room_there_is_leaves_the_old_one(place: Path):
    tickets = place.parent / "tickets.csv"
    lines = [f"T{row},2024-01-{row % 28 + 1:02d} 09:00,2024-02-{row % 28 + 1:02d} 1{row % 7}:3{row % 9}"
             f",agent {row % 9}" for row in range(3_000)]  # fmt: skip
    tickets.write_text("\n".join(["Ticket ID,Created at,Solved at,Agent", *lines]), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", _CLI, "report", str(tickets), "--xlsx", str(place)],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (_ROOM_BYTES, _ROOM_BYTES)),
    )  # fmt: skip
    assert run.returncode != 0
    assert f"There is no room left for “{place}”. Free some, or choose another place." in run.stderr
    assert "Traceback" not in run.stderr
    assert untouched(place)
