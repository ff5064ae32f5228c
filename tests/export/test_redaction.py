"""A redacted workbook holds no name, address or free word of a person anywhere in the package."""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from cxdesk.common.periods import Calendar
from cxdesk.common.problems import Problem
from cxdesk.export.redaction import Redaction
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.tables.dataset import EMPTY
from cxdesk.targets.target import TargetBook
from cxdesk.workspace.typed import with_audit
from cxdesk.workspace.typed_rows import AuditRow
from tests.export.generated import AGENTS, dataset, whole_company
from tests.export.generated_tables import PEOPLE


@pytest.fixture(scope="module")
def data():
    found = dataset(200)
    tickets = found.tables["tickets"].assign(**{
        "extra:Caller name": [f"Person Number{index}" for index in range(200)],
        "extra:Remark": [f"call me, {index}" for index in range(200)],
    })  # fmt: skip
    return found.with_tables(tickets=tickets)


def test_no_name_is_left_in_the_package(data, tmp_path):
    query = Query(calendar=Calendar(zone="UTC"), splits=("agent", "account", "extra:Caller name"),
                  filters={"agent": AGENTS[:4]})  # fmt: skip
    report = build_report(data, query, TargetBook())
    problem = Problem(kind="unreadable", message="“secret@example.org” of Zoë & Söhne is no date.",
                      found="secret@example.org", column="Solved")  # fmt: skip
    report = replace(report, problems=(problem,), headline="Zoë & Söhne got worse; ask user3@example.org.")
    out = tmp_path / "redacted.xlsx"
    write_workbook(report, out, WorkbookOptions(redact=True))
    with zipfile.ZipFile(out) as package:
        text = "".join(html.unescape(package.read(name).decode("utf-8")) for name in package.namelist())
    for word in ("Zoë", "Bob ~ Ray", "O'Hara", "Cleo?", "@example.org", "=cmd", "call me", "Person Number"):
        assert word not in text
    assert not re.search(r"\bAccount \d{1,2}\b(?!\d)", text)
    assert "Agent 001" in text
    assert "Caller name 001" in text
    assert "email" in text  # a channel is no person


def test_the_same_name_has_the_same_code_everywhere(data):
    redaction = Redaction(data, active=True)
    code = redaction.value("agent", "Ann")
    assert redaction.value("agent", "Ann") == code
    assert redaction.words("Ann and ANN, but not Annex") == f"{code} and {code}, but not Annex"
    assert redaction.value("agent", "") == ""


def test_without_redaction_everything_passes(data):
    redaction = Redaction(data, active=False)
    assert redaction.value("agent", "Ann") == "Ann"
    assert redaction.words("ask user3@example.org") == "ask user3@example.org"
    assert redaction.found("x") == "x"


def test_free_words_have_the_same_codes_in_breakdowns_as_in_rows(data):
    redaction = Redaction(data, active=True)
    shown = redaction.column("extra:Remark", np.array(["call me, 7"], dtype=object))
    assert shown[0] == redaction.value("extra:Remark", "call me, 7")
    assert "call me" not in shown[0]


def test_names_of_files_sheets_and_columns_are_hidden(data, tmp_path):
    tickets = data.tables["tickets"].assign(**{"extra:Rated by Zoë & Söhne": ["yes", "no"] * 100})
    named = "extra:Rated by Zoë & Söhne"
    query = Query(calendar=Calendar(zone="UTC"), splits=(named,), filters={named: ("yes",)})
    report = build_report(data.with_tables(tickets=tickets), query, TargetBook())
    problem = Problem(kind="unreadable", message="unreadable", file="Zoë & Söhne.csv", sheet="Zoë & Söhne",
                      column="Zoë & Söhne", expected="as Zoë & Söhne")  # fmt: skip
    report = replace(report, problems=(problem,))
    out = tmp_path / "redacted.xlsx"
    write_workbook(report, out, WorkbookOptions(redact=True))
    with zipfile.ZipFile(out) as package:
        text = "".join(html.unescape(package.read(name).decode("utf-8")) for name in package.namelist())
    assert "Zoë" not in text
    assert "Breakdown Rated by Agent" in text


def test_short_names_phones_and_columns_of_many_texts_are_hidden(data):
    few = np.array(["Gold", "Basic"], dtype=object)[np.arange(200) % 2]
    tickets = data.tables["tickets"].assign(**{
        "agent": "Al", "extra:Tier": few, "extra:Badge": [f"badge {index % 40}" for index in range(200)],
        "extra:Login": few,
    })  # fmt: skip
    redaction = Redaction(data.with_tables(tickets=tickets), active=True)
    assert redaction.words("Al is slow, and al dente; call +49 30 1234-567") == (
        f"{redaction.value('agent', 'Al')} is slow, and al dente; call (phone)"
    )
    assert redaction.value("extra:Tier", "Gold") == "Gold"
    assert redaction.value("extra:Badge", "badge 3").startswith("Badge ")
    assert redaction.value("extra:Login", "Gold") == "Login 001"


def test_owners_of_the_audit_have_codes():
    rows = (AuditRow(area="Tech", criterion="Data", score=50, owner="Ana Lopez"),)
    redaction = Redaction(with_audit(EMPTY, rows, "UTC"), active=True)
    assert redaction.value("owner", "Ana Lopez") == "Owner 001"
    assert redaction.words("Ana Lopez is best.") == "Owner 001 is best."


def test_people_of_every_table_are_coded(tmp_path):
    query = Query(calendar=Calendar(zone="UTC"), splits=("account",))
    out = tmp_path / "redacted.xlsx"
    write_workbook(build_report(whole_company(60), query, TargetBook()), out, WorkbookOptions(redact=True))
    with zipfile.ZipFile(out) as package:
        text = "".join(html.unescape(package.read(name).decode("utf-8")) for name in package.namelist())
    for word in (*PEOPLE, "Agent Smith", "person.7", "@example.org", "loved it"):
        assert word not in text
    assert not re.search(r"\bAccount \d{1,2}\b(?!\d)", text)
    for code in ("Account 001", "Employee 001", "User 001", "Owner 001", "Reviewer 001"):
        assert code in text
