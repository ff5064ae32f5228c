"""Exports while figures of single agents are hidden: with fresh eyes, no part of any file holds an agent's name."""

from __future__ import annotations

import json
import re
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from cxdesk.cli import main
from cxdesk.export.csv_export import report_csv
from cxdesk.export.csv_tables import write_tables
from cxdesk.export.json_export import json_text, report_json
from cxdesk.export.text_export import report_text
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.imports import service
from cxdesk.report.build import build_report
from cxdesk.report.records import Query, Report
from cxdesk.tables.dataset import EMPTY, Dataset
from cxdesk.tables.in_use import Names, in_use
from cxdesk.targets.target import Target, TargetBook
from tests.export.office import needs_office, recalculated

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")
SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
FILES = ("northwind-tickets.xlsx", "northwind-operations.xlsx", "northwind-surveys.xlsx")


@cache
def company() -> Dataset:
    draft = service.draft([SAMPLES / name for name in FILES], memory={}, zone="UTC")
    return service.run_told(draft, EMPTY)[0]


@cache
def people() -> frozenset[str]:
    """Everybody who works there: the agents of tickets and the employees."""
    tables = company().tables
    names = {*tables["tickets"]["agent"].dropna().unique(), *tables["employees"]["employee"].dropna().unique()}
    assert len(names) >= 12
    return frozenset(map(str, names))


@cache
def report(*, hidden: bool = True) -> Report:
    agent = min(people())
    book = TargetBook(targets=(Target(kpi="csat", value=91.2345678, segment=("agent", agent)),))
    query = Query(splits=("agent", "team", "channel"), filters={"agent": (agent,)} if hidden else {})
    return build_report(in_use(company(), Names(hide_agents=hidden)), query, book)


def named_in(text: str) -> set[str]:
    folded = text.casefold()
    return {name for name in people() if name.casefold() in folded}


def test_the_search_finds_names_where_they_are_shown() -> None:
    assert len(named_in(json_text(report_json(report(hidden=False))))) >= 9


@pytest.mark.parametrize("options", [
    WorkbookOptions(), WorkbookOptions(formulas=False), WorkbookOptions(splits=("agent", "team", "employee")),
], ids=["live", "values", "asked for agents"])  # fmt: skip
def test_no_part_of_the_workbook_holds_an_agents_name(options: WorkbookOptions, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(report(), path, options)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode("utf-8") for name in package.namelist()}
    assert {name: found for name, text in parts.items() if (found := named_in(text))} == {}
    headers = set(re.findall(r'<tableColumn id="\d+" name="([^"]+)"', "".join(parts.values())))
    assert headers
    named = {header for header in headers if "agent" in header.casefold() or "employee" in header.casefold()}
    assert named <= {"Agent replies"}  # how many a ticket took, whoever wrote them


def test_the_workbook_has_no_sheet_of_people_and_none_by_agent(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(report(), path, WorkbookOptions())
    sheets = openpyxl.load_workbook(path, read_only=True).sheetnames
    assert "Employees" not in sheets
    assert "Tickets" in sheets
    assert [name for name in sheets if "agent" in name.casefold()] == []
    assert [name for name in sheets if name.startswith("Breakdown")] == ["Breakdown team", "Breakdown channel"]


def test_texts_hold_no_agents_name() -> None:
    document = report_json(report())
    assert document["agents_hidden"] is True
    assert document["filters"] == {}
    for text in (json_text(document), report_csv(report()), report_text(report())):
        assert named_in(text) == set()
    assert "91.2345678" not in json_text(document)
    assert report_json(report(hidden=False))["agents_hidden"] is False


def test_no_csv_of_a_table_holds_an_agents_name(tmp_path: Path) -> None:
    write_tables(report(), tmp_path / "tables", WorkbookOptions())
    texts = {path.name: path.read_text(encoding="utf-8-sig") for path in (tmp_path / "tables").iterdir()}
    assert "tickets.csv" in texts
    assert "employees.csv" not in texts
    assert {name: found for name, text in texts.items() if (found := named_in(text))} == {}


@needs_office
def test_what_counts_people_stands_as_a_value_and_nothing_breaks(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(report(), path, WorkbookOptions())
    before, after = (openpyxl.load_workbook(one, data_only=True, read_only=True)["Summary"]
                     for one in (path, recalculated(path, tmp_path)))  # fmt: skip
    rows = [{str(row[0]): row[1] for row in sheet.iter_rows(values_only=True) if row[0]} for sheet in (before, after)]
    assert rows[0]["Tickets per agent"] == pytest.approx(report().kpi("per_agent").value)
    assert not [key for key, value in rows[1].items() if isinstance(value, str) and value.startswith("#")]
    numbers = {key: value for key, value in rows[0].items() if isinstance(value, float)}
    assert {key: rows[1][key] for key in numbers} == pytest.approx(numbers)


def test_the_command_line_hides_agents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.json"
    files = [str(SAMPLES / "northwind-tickets.xlsx")]
    assert main(["report", *files, "--hide-agents", "--split", "team", "--json", str(out), "--timezone", "UTC"]) == 0
    said = capsys.readouterr()
    assert named_in(out.read_text(encoding="utf-8") + said.out + said.err) == set()
    assert json.loads(out.read_text(encoding="utf-8"))["agents_hidden"] is True
    for asked in (["--split", "agent"], ["--where", "agent=Ann"]):
        assert main(["report", *files, "--hide-agents", "--json", "-", *asked]) == 2
        assert "tells members of the team apart, and their figures are hidden" in capsys.readouterr().err
