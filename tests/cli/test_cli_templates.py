"""Tables as CSV, report templates and what they say as options of the command line."""

from __future__ import annotations

import csv
import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cxdesk.cli import main
from cxdesk.export.template import ReportTemplate
from cxdesk.export.template_file import read_template, write_template
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session
from tests.export import pictures

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")
QUIET = ("--quiet", "--timezone", "UTC")


def run(capsys, *argv: object) -> tuple[int, str]:
    code = main(["report", *map(str, argv), *QUIET])
    return code, capsys.readouterr().err


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_tables_hold_figures_worked_by_hand(capsys, tickets, tmp_path):
    code, err = run(capsys, tickets, "--tables", tmp_path / "out", "--split", "channel")
    assert (code, err) == (0, "")
    summary = {row["ID"]: row for row in rows_of(tmp_path / "out" / "summary.csv")}
    assert float(summary["frt"]["Value"]) == pytest.approx(31 / 9)
    assert summary["resolution_rate"]["Value"] == "80"
    parts = {row["Segment"]: row["Value"] for row in rows_of(tmp_path / "out" / "breakdown-channel.csv")
             if row["ID"] == "volume"}  # fmt: skip
    assert parts == {"All": "10", "email": "6", "chat": "4"}
    assert len(rows_of(tmp_path / "out" / "tickets.csv")) == 10


def test_a_folder_of_tables_is_as_open_as_other_new_ones(capsys, tickets, tmp_path):
    run(capsys, tickets, "--tables", tmp_path / "out", "--sheets", "Trends")
    (tmp_path / "usual").mkdir()
    (tmp_path / "usual.csv").write_text("")
    for made, usual in (("out", "usual"), ("out/trends.csv", "usual.csv")):
        assert stat.S_IMODE((tmp_path / made).stat().st_mode) == stat.S_IMODE((tmp_path / usual).stat().st_mode)


def test_options_say_what_a_template_would(capsys, tickets, tmp_path):
    (tmp_path / "logo.png").write_bytes(pictures.png())
    out = tmp_path / "out.xlsx"
    code, err = run(capsys, tickets, "--xlsx", out, "--kpi", "frt", "--kpi", "volume", "--company", "Northwind",
                    "--logo", tmp_path / "logo.png", "--accent", "ffe600", "--sheets", "trends, Definitions",
                    "--values-only")  # fmt: skip
    assert (code, err) == (0, "")
    with pytest.warns(UserWarning, match="Sparkline"):
        book: Any = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Summary", "Trends", "Conventions", "Definitions"]
    assert book["Summary"]["A1"].value == "Northwind"
    assert book["Summary"].sheet_properties.tabColor.rgb == "FFFFE600"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {cell.value for cell in cells} >= {"frt", "volume"}
    assert "art" not in {cell.value for cell in cells}


def test_a_template_file_says_what_stands_in_it_and_options_go_before(capsys, tickets, tmp_path):
    template = ReportTemplate(name="Monthly", kpis=("volume", "frt"), company="Northwind", sheets=("Trends",))
    write_template(template, tmp_path / "monthly.json")
    out = tmp_path / "out.xlsx"
    code, _ = run(capsys, tickets, "--xlsx", out, "--template", tmp_path / "monthly.json", "--company", "Contoso")
    assert code == 0
    with pytest.warns(UserWarning, match="Sparkline"):
        book: Any = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Summary", "Trends"]
    assert book["Summary"]["A1"].value == "Contoso"
    assert {item.name: item.value for item in book.custom_doc_props.props}["Template"] == "Monthly"


def test_a_template_comes_back_as_it_was_written(tmp_path):
    template = ReportTemplate(
        name="Für Kunden",
        sheets=("Trends", "Data"),
        kpis=("csat", "nps"),
        splits=("extra:Plan",),
        formulas=False,
        redact=True,
        company="Northwind & Söhne",
        accent="#FFE600",
        logo=pictures.png(),
    )
    write_template(template, tmp_path / "one.json")
    assert read_template(tmp_path / "one.json") == template


def test_kpis_of_a_template_stand_in_the_catalogues_order(tmp_path):
    (tmp_path / "t.json").write_text(json.dumps({"kpis": ["nps", "csat", "nps"]}))
    assert read_template(tmp_path / "t.json").kpis == ("csat", "nps")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("[1", "“t.json” is no report template: invalid JSON: EOF while parsing a list at line 1 column 2."),
        ('{"kpi": ["csat"]}', "“t.json” is no report template: kpi: extra inputs are not permitted."),
        ('{"formulas": "often"}', "“t.json” is no report template: formulas: input should be a valid boolean"),
        ('{"kpis": ["csatt"]}', "“t.json”: There is no KPI “csatt”. “cxdesk kpis” lists the ids."),
        ('{"kpis": []}', "“t.json”: A report needs at least one KPI."),
        ('{"sheets": ["Tends"]}', "“t.json”: There is no sheet “Tends”. There are Trends, Breakdown, "),
        ('{"accent": "blue"}', "“blue” is not a colour. Write it as #2456B8."),
        ('{"logo": "aGVsbG8="}', "The logo is no picture. Choose a PNG or JPEG picture."),
    ],
)
def test_what_no_template_can_say_is_refused_in_one_sentence(capsys, tickets, tmp_path, document, words):
    (tmp_path / "t.json").write_text(document)
    code, err = run(capsys, tickets, "--xlsx", tmp_path / "out.xlsx", "--template", tmp_path / "t.json")
    assert code == 2
    assert err.startswith(f"cxdesk: {words}")
    assert not (tmp_path / "out.xlsx").exists()


def test_names_do_not_leave_by_an_output_that_hides_none(capsys, tickets, tmp_path):
    code, err = run(capsys, tickets, "--redact", "--xlsx", tmp_path / "o.xlsx", "--json", tmp_path / "o.json")
    assert code == 2
    assert err == ("cxdesk: Names are replaced in --xlsx and --tables only. Leave out --json and --csv, or the"
                   " redaction.\n")  # fmt: skip
    code, _ = run(capsys, tickets, "--redact", "--tables", tmp_path / "out", "--split", "agent")
    assert code == 0
    assert {row["Segment"] for row in rows_of(tmp_path / "out" / "breakdown-agent.csv")} == {"All", "Agent 001",
                                                                                            "Agent 002"}  # fmt: skip


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("-", "--tables needs a folder, or a file whose name ends in .zip."),
        ("gone/out", "The folder of “{}” does not exist."),
        ("tickets.csv", "“{}” is a file. Name a folder for the tables, or a file whose name ends in .zip."),
    ],
)
def test_a_place_that_cannot_hold_tables_is_refused(capsys, tickets, tmp_path, out, words):
    place = out if out == "-" else str(tmp_path / out)
    code, err = run(capsys, tickets, "--tables", place)
    assert (code, err) == (2, f"cxdesk: {words.format(place)}\n")
    assert tickets.read_text(encoding="utf-8").startswith("Ticket ID")


def test_a_template_of_a_workspace_is_named(capsys, tickets, tmp_path):
    workspace, out = tmp_path / "acme.cxdesk", tmp_path / "out"
    template = ReportTemplate(name="For the board", kpis=("volume",), sheets=("Trends",))
    save(workspace, Session(templates=(template,), zone="UTC"), now=datetime(2024, 7, 1, tzinfo=UTC))
    code, err = run(capsys, tickets, "--workspace", workspace, "--tables", out, "--template", "for the  board")
    assert (code, err) == (0, "")
    assert [row["ID"] for row in rows_of(out / "summary.csv")] == ["volume"]
    code, err = run(capsys, tickets, "--workspace", workspace, "--tables", out, "--template", "Monthly")
    assert code == 2
    assert err == "cxdesk: “Monthly” is no file, and no template of the workspace: it has “For the board”.\n"
