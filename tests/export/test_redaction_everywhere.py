"""People and customers in every place that a text can reach: no part of a redacted workbook or table names them."""

from __future__ import annotations

import html
import zipfile
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cxdesk.common.calendars import CalendarFor, default_calendar
from cxdesk.common.channels import ChannelLimit
from cxdesk.common.periods import Calendar
from cxdesk.common.problems import Problem
from cxdesk.common.sla import SlaPolicy
from cxdesk.export.column_names import ColumnNames
from cxdesk.export.csv_tables import write_tables
from cxdesk.export.redaction import Redaction
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query, Report
from cxdesk.tables.dataset import EMPTY
from cxdesk.targets.target import Target, TargetBook
from tests.export.generated import dataset

AGENTS = ("Jane Doe", "Ömer Çelik", "Jean-Luc Picard", "李雷", "O'Hara, Kim")
ACCOUNTS = ("Acme GmbH & Co. KG", "Müller AG", "Globex", "Initech, Inc.")
PEOPLE = ("max.mustermann@acme.example", "Petra Meier", "+49 170 1234567")
EXTRA = {
    "Handled for Globex": ("yes", "no"), "Status text": ("with Jane Doe", "closed"), "Kunde": ("Hans Kunde", "kundin"),
    "Ansprechpartner": ("rolf p", "uta partnerin"), "Second": ("Secret Person", "Other Human"), "IP": ("10.2.3.4", "-"),
    "Place": ("192.168.7.7", "here"), "Vendor id": ("mail bob@x.co", "none"), "Plan": ("Gold", "Basic"),
}  # fmt: skip
SECRET = ("jane", "ömer", "çelik", "picard", "李雷", "hara", "acme", "müller", "globex", "initech", "petra",
          "mustermann", "meier", "1234567", "hans k", "kundin", "rolf p", "uta p", "secret person", "other human",
          "10.2.3.4", "192.168", "bob@x")  # fmt: skip
FILE = "tickets_of_Jane.Doe for Petra.xlsx"


def spread(values: tuple[str, ...], rows: int) -> Any:
    return pd.Categorical(np.array(values, dtype=object)[np.arange(rows) * 7 % len(values)])


@pytest.fixture(scope="module")
def report() -> Report:
    data = dataset(60)
    tickets, surveys = data.tables["tickets"], data.tables["surveys"]
    rows, answers = len(tickets), len(surveys)
    tickets = tickets.assign(
        agent=spread(AGENTS, rows), account=spread(ACCOUNTS, rows), requester=spread(PEOPLE, rows),
        team=spread(("Team Jane Doe", "Billing", "jane_doe's team"), rows),
        category=spread(("VIP Acme GmbH & Co. KG", "Login"), rows), subject=["Petra Meier again"] * rows,
        **{f"extra:{header}": spread(values, rows) for header, values in EXTRA.items()},
    )  # fmt: skip
    surveys = surveys.assign(respondent=spread(PEOPLE, answers), account=spread(ACCOUNTS, answers),
                             comment=["Petra Meier was rude to Jane Doe"] * answers)  # fmt: skip
    sources = tuple(replace(source, file=FILE, sheet="Müller AG", recognised_as="export of Jane Doe",
                            notes=("Petra Meier says so",)) for source in data.sources)  # fmt: skip
    problem = Problem(kind="x", message=f"“{FILE}”: Globex, “Petra M.” and petra_m@acme.example are wrong.",
                      sheet="Globex", found="Petra M.", column="Handled for Globex", file=FILE,
                      expected="Jane Doe")  # fmt: skip
    data = replace(data, sources=sources, problems=(problem,))
    data = data.with_tables(tickets=tickets, surveys=surveys)
    query = Query(
        calendar=Calendar(zone="UTC"), splits=("agent", "account", "team", "category", *map("extra:{}".format, EXTRA)),
        filters={"agent": AGENTS[:4], "team": ("Team Jane Doe", "jane_doe's team", "Billing"),
                 "extra:Handled for Globex": ("yes", "no")},
        calendars=(CalendarFor(dimension="team", value="Team Jane Doe", calendar=default_calendar("UTC")),),
        limits=(ChannelLimit(name="line of Jane Doe", limit_hours=1, words=("x",)),),
        sla=(SlaPolicy(priority="VIP Globex", channel="Müller AG", first_response_hours=1.0, resolution_hours=2.0),),
    )  # fmt: skip
    own = (("agent", "Jane Doe"), ("team", "Team Jane Doe"), ("account", "Globex"), ("extra:Kunde", "Hans Kunde"))
    book = TargetBook(targets=tuple(Target(kpi="art", value=9.0, segment=segment) for segment in own))
    return replace(build_report(data, query, book), problems=(problem,))


def named(text: str) -> set[str]:
    """Secrets in a text."""
    folded = html.unescape(text).casefold()
    return {word for word in SECRET if word in folded}


@pytest.mark.parametrize("formulas", [True, False])
def test_no_part_of_the_workbook_names_anybody(report, tmp_path, formulas):
    path = tmp_path / "report.xlsx"
    options = WorkbookOptions(redact=True, formulas=formulas, template="for Jane Doe", splits=report.query.splits)
    write_workbook(report, path, options)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode("utf-8") for name in package.namelist()}
    assert {name: found for name, text in parts.items() if (found := named(name) | named(text))} == {}
    text = "".join(parts.values())
    assert "Gold" in text  # a plan is nobody
    assert "column_1_segment" in text or not formulas
    write_workbook(report, path, WorkbookOptions(splits=report.query.splits))
    with zipfile.ZipFile(path) as package:
        bare = "".join(package.read(name).decode("utf-8") for name in package.namelist())
    assert named(bare) > {"jane", "globex", "petra", "secret person"}  # the search itself finds them


def test_no_table_as_csv_names_anybody(report, tmp_path):
    write_tables(report, tmp_path / "tables", WorkbookOptions(redact=True, splits=report.query.splits))
    files = [path for path in (tmp_path / "tables").rglob("*") if path.is_file()]
    assert files
    assert {path.name: found for path in files if (found := named(path.name + path.read_text("utf-8")))} == {}


def test_names_are_found_however_files_and_columns_spell_them():
    tickets = pd.DataFrame({"agent": pd.Categorical(["Jane Doe", "Jean-Luc Picard"])})
    redaction = Redaction(EMPTY.with_tables(tickets=tickets), active=True)
    assert redaction.words("tickets_of_jane.doe_2024") == "tickets_of_Agent 001_2024"
    assert redaction.words("JEAN LUC PICARD's") == "Agent 002's"
    assert redaction.words("Janet Doering") == "Janet Doering"
    assert redaction.file("of Jane.xlsx") == redaction.file("of Jane.xlsx") == "File 001.xlsx"
    assert Redaction(EMPTY, active=False).file("of Jane.xlsx") == "of Jane.xlsx"


def test_helper_columns_are_renamed_where_their_header_names_somebody():
    names = ColumnNames(("extra:Globex", "extra:Globex 2", "channel"), lambda name: name.replace("Globex", "Account 1"))
    text = "COUNTIFS(T[extra_globex_segment],1,T[extra_globex_2_code],2,T[my_extra_globex_segment],3,T[channel_code],4)"
    assert names.text(text) == (
        "COUNTIFS(T[column_1_segment],1,T[column_2_code],2,T[my_extra_globex_segment],3,T[channel_code],4)"
    )
    assert names.text("outage_hours_added_by_extra_globex") == "outage_hours_added_by_column_1"
    assert ColumnNames().text(text) == text
