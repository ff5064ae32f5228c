"""Workspaces on the command line: the same numbers as from the spreadsheets, what is kept, and past reports again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from cxdesk.cli import DONE, WRONG_USAGE, main
from cxdesk.export.sheets.targets import ID, TARGET
from cxdesk.workspace.file.reading import load
from cxdesk.workspace.lock import Lock

TICKETS = """Ticket ID,Created at,First response at,Solved at,Agent,Channel,Satisfaction rating
1,2024-01-02 09:00,2024-01-02 10:00,2024-01-02 12:00,Ann,email,5
2,2024-01-03 09:00,2024-01-03 12:00,2024-01-04 09:00,Bob,chat,4
3,2024-01-04 09:00,2024-01-04 10:00,2024-01-05 11:00,Ann,phone,2
4,2024-02-05 09:00,2024-02-05 11:00,,Cy,email,
5,2024-02-06 09:00,2024-02-06 13:00,2024-02-07 09:00,Ann,email,5
"""
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")
MORE = TICKETS.splitlines()[0] + "\n6,2024-02-10 09:00,2024-02-10 10:00,2024-02-10 11:00,Bob,email,1\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    (tmp_path / "more.csv").write_text(MORE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["report", "tickets.csv", "--timezone", "Europe/Berlin", "--save", "a.cxdesk", "--quiet"]) == DONE
    return tmp_path


def test_a_workspace_gives_the_same_bytes_as_its_spreadsheets(folder: Path) -> None:
    assert main(["report", "tickets.csv", "--timezone", "Europe/Berlin", "--json", "files.json", "--quiet"]) == DONE
    (folder / "tickets.csv").unlink()
    for given in (["--workspace", "a.cxdesk"], ["a.cxdesk"]):
        assert main(["report", *given, "--json", "workspace.json", "--quiet"]) == DONE
        assert (folder / "workspace.json").read_bytes() == (folder / "files.json").read_bytes()


def test_spreadsheets_are_added_and_settings_kept(folder: Path) -> None:
    added = ["report", "a.cxdesk", "more.csv", "--set", "min_sample=1", "--alias", "agent:Cy=Bob", "--save", "a.cxdesk"]
    assert main([*added, "--quiet"]) == DONE
    session = load(folder / "a.cxdesk").session
    assert session.dataset.rows("tickets") == 6
    assert session.conventions.min_sample == 1
    assert session.zone == "Europe/Berlin"
    assert main(["report", "a.cxdesk", "--split", "agent", "--json", "r.json", "--quiet"]) == DONE
    splits = json.loads((folder / "r.json").read_text(encoding="utf-8"))["splits"]
    volume = {row["segment"]: row["value"] for row in splits if row["id"] == "volume"}
    assert volume == {"Ann": 3, "Bob": 3}


def test_a_past_report_comes_again_byte_for_byte(folder: Path) -> None:
    outs = ["--xlsx", "then.xlsx", "--json", "then.json", "--quiet"]
    assert main(["report", "a.cxdesk", *outs]) == DONE
    then = [(folder / name).read_bytes() for name in ("then.xlsx", "then.json")]
    assert main(["report", "a.cxdesk", "more.csv", "--set", "min_sample=1", "--save", "a.cxdesk", "--quiet"]) == DONE
    assert main(["report", "a.cxdesk", *outs]) == DONE
    assert (folder / "then.json").read_bytes() != then[1]
    assert main(["report", "a.cxdesk", "--before-change", "1", *outs]) == DONE
    assert [(folder / name).read_bytes() for name in ("then.xlsx", "then.json")] == then


def test_the_history_is_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "a.cxdesk"]) == DONE
    assert "Nothing was changed" in capsys.readouterr().out
    assert main(["report", "a.cxdesk", "more.csv", "--set", "min_sample=1", "--save", "a.cxdesk", "--quiet"]) == DONE
    assert main(["history", "a.cxdesk", "--json", "h.json"]) == DONE
    (entry,) = json.loads((folder / "h.json").read_text(encoding="utf-8"))["history"]
    assert {"table": "tickets", "added": 1, "removed": 0, "changed": 0} in entry["rows"]
    assert "conventions" in [part["part"] for part in entry["parts"]]


def test_targets_edited_in_a_workbook_of_the_workspace_are_kept(folder: Path) -> None:
    assert main(["report", "a.cxdesk", "--xlsx", "r.xlsx", "--quiet"]) == DONE
    book = openpyxl.load_workbook(folder / "r.xlsx")
    sheet = book["Targets"]
    next(row for row in sheet.iter_rows() if row[ID].value == "csat")[TARGET].value = 0.93
    book.save(folder / "r.xlsx")
    assert main(["report", "a.cxdesk", "--targets", "r.xlsx", "--save", "a.cxdesk", "--quiet"]) == DONE
    assert [(own.kpi, own.value) for own in load(folder / "a.cxdesk").session.targets.targets] == [("csat", 93.0)]
    assert main(["report", "tickets.csv", "--save", "other.cxdesk", "--quiet"]) == DONE
    assert main(["report", "other.cxdesk", "--targets", "r.xlsx", "--quiet"]) == WRONG_USAGE


def test_a_workspace_that_somebody_has_open_is_not_saved(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "a.cxdesk").read_bytes()
    with Lock.take(folder / "a.cxdesk", now=datetime(2024, 3, 1, tzinfo=UTC)):
        assert main(["report", "a.cxdesk", "more.csv", "--save", "a.cxdesk", "--quiet"]) == WRONG_USAGE
        assert "already open" in capsys.readouterr().err
        assert main(["report", "a.cxdesk", "--json", "r.json", "--quiet"]) == DONE
    assert (folder / "a.cxdesk").read_bytes() == before
    assert sorted(path.name for path in folder.glob("*cxdesk*")) == ["a.cxdesk"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "nothing to read"),
        (["a.cxdesk", "b.cxdesk"], "Only one workspace"),
        (["tickets.csv", "--before-change", "1"], "history of a workspace"),
        (["tickets.csv", "--save", "a.xlsx"], "has to end with .cxdesk"),
        (["a.cxdesk", "--before-change", "1", "--save", "a.cxdesk"], "not saved over the workspace"),
        (["a.cxdesk", "--before-change", "7"], "no change number 7"),
        (["missing.cxdesk"], "not there any more"),
        (["a.cxdesk", "--json", "a.cxdesk"], "one of the files to read"),
        (["tickets.csv", "--save", "nowhere/a.cxdesk"], "folder does not exist"),
    ],
)
def test_wrong_usage_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(["report", *arguments]) == WRONG_USAGE
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1
    assert folder.is_dir()
