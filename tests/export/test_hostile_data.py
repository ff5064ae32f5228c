"""Data that means harm, or looks like it: no text becomes a formula or a link, and every figure stays what it was."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from cxdesk.common.periods import Calendar
from cxdesk.common.text import CELL_LIMIT, safe_text
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.tables.dataset import Dataset
from cxdesk.targets.target import Target, TargetBook
from tests.export.checker import objections
from tests.export.generated import dataset
from tests.export.office import all_recalculated, needs_office
from tests.export.test_recalculation import differences

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")

WORDS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.y","a")', "{=1}",
         "http://evil.example/x", "mailto:a@b.c", "file:///etc/passwd", '=DDE("a","b","c")', "a\x00b\x01\x0b",
         "\ufffe\uffff", "q" * 40_000, "_x0041_", "]]>", "<b>&amp;</b>", "&<>\"'", "  ", "TRUE", "1e5", "Summary",
         "history", "O''Brien", "'x'", "[x]:*?/\\", "a" * 33, "A" * 33, ">5", "=x", "<>", "*", "?", "~", "a*",
         "\u202eabc", "e\u0301", "é", "50%", "\U0001f600" * 20)  # fmt: skip
HEADERS = (
    "=1+1",
    "[a]#'b'@c",
    "TRUE",
    "h" * 400,
    "Ticket ID",
    "ticket id",
    "a\nb",
    "'q'",
    "\x01\x02",
    "created_at_step",
)
ZONE = Calendar(zone="Asia/Kathmandu")


def hostile(rows: int = 84) -> Dataset:
    """Tickets of April to June whose texts are all of the above, each twice, with numbers and times out of range."""
    found = dataset(2 * rows)
    tickets = found.tables["tickets"].iloc[rows:].reset_index(drop=True)
    words = np.array(WORDS, dtype=object)
    place = np.arange(rows)
    for step, name in enumerate(("channel", "agent", "account", "requester", "category"), start=1):
        tickets[name] = pd.Categorical(words[(place * step + step) % len(words)])
    tickets["subject"] = words[place % len(words)]
    for step, header in enumerate(HEADERS):
        tickets[f"extra:{header}"] = words[(place + step) % len(words)]
    tickets["extra:when"] = np.array(["1850-01-01", "1900-02-28", "2099-12-31"] * rows, dtype="datetime64[ms]")[:rows]
    odd = np.array([np.nan, np.inf, -np.inf, 1e308, -0.0, 1e-320, 12345678901234567890.0])
    tickets["extra:number"] = odd[place % len(odd)]
    tickets.loc[3, "created_at"] = np.datetime64("1850-05-05", "ms")
    tickets.loc[4:6, "cost"] = [np.inf, np.nan, -np.inf]
    sources = tuple(replace(source, file=f"={source.file}\x01<>&'.csv") for source in found.sources)
    return replace(found, sources=sources).with_tables(tickets=tickets)


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    data = hostile()
    targets = tuple(Target(kpi="art", value=5.0 + place, segment=("channel", word)) for place, word in enumerate(WORDS))
    period = ZONE.period(date(2024, 4, 1), date(2024, 7, 1))
    filters = {"channel": ("*", "?", "~", "=x", ">5", "<>", "=1+1", "TRUE", "a*", "1e5", "  ")}
    queries = {
        "segments": Query(calendar=ZONE, period=period, splits=("channel",)),
        "filters": Query(calendar=ZONE, period=period, splits=("extra:[a]#'b'@c",), filters=filters),
    }
    out = {}
    for name, query in queries.items():
        out[name] = folder / f"{name}.xlsx"
        write_workbook(build_report(data, query, TargetBook(targets=targets)), out[name],
                       WorkbookOptions(splits=query.splits))  # fmt: skip
    return out


@pytest.mark.parametrize("name", ["segments", "filters"])
def test_the_checker_objects_to_nothing(books, name):
    assert objections(books[name]) == []


@needs_office
def test_every_formula_counts_awkward_segments_as_the_app_does(books, tmp_path):
    again = all_recalculated(list(books.values()), tmp_path)
    assert [differences(path, other) for path, other in zip(books.values(), again, strict=True)] == [[], []]


def test_every_text_stands_as_it_was_and_no_formula_came_from_it(books):
    book = openpyxl.load_workbook(books["segments"])
    sheet = book["Tickets"]
    heads = [cell.value for cell in sheet[1]]
    shown = [row[heads.index("Subject")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    for text, cell in zip([*WORDS, *WORDS], shown, strict=True):
        if not re.search(r"[\r_]|\A\s+\Z", text):  # spelt as the format wants it
            assert cell == safe_text(text)
    assert max(len(str(cell)) for cell in shown) == CELL_LIMIT
    formulas = {cell.value for row in sheet.iter_rows(min_row=2) for cell in row if cell.data_type == "f"}
    assert all(str(formula).startswith("=IF(") for formula in formulas)
    with zipfile.ZipFile(books["segments"]) as package:
        parts = "".join(package.read(name).decode("utf-8") for name in package.namelist())
    assert "_x005F_x0041_" in parts
    assert "<t>_x0041_" not in parts
    assert not re.search(r"hyperlink|externalLink|ddeLink|oleLink", parts)


def test_numbers_and_times_that_no_cell_holds_are_blank_or_texts(books):
    sheet = openpyxl.load_workbook(books["segments"])["Tickets"]
    heads = [str(cell.value) for cell in sheet[1]]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    numbers = [row[heads.index("number")] for row in rows]
    assert {value for value in numbers if isinstance(value, int | float)} <= {
        1e308,
        0,
        -0.0,
        1e-320,
        1.2345678901234567e19,
    }
    assert len({head.casefold() for head in heads}) == len(heads)
    assert all(0 < len(head) <= 255 for head in heads)
    old = rows[3][heads.index("Created")]
    assert old is None or not isinstance(old, int | float) or old > 0
