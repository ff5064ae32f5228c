"""Distributions: ranges that hold every value once, and blocks with their chart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cxdesk.common.periods import Calendar
from cxdesk.export.sheets.distributions import edges
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.targets.target import TargetBook
from tests.export.generated import dataset
from tests.export.office import values_of

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")


def test_few_different_values_stand_one_by_one():
    assert edges(np.array([1.0, 1.0, 3.0, 5.0])).tolist() == [1.0, 3.0, 5.0]


def test_many_values_stand_in_round_ranges_and_what_lies_far_out_in_the_last():
    # 0 to 100 in steps of 1, and one of 1,000: 95 of 100 lie below 97, so ranges of 10 and the last from 110 on
    values = np.array([*np.arange(0.0, 101.0), 1000.0])
    assert edges(values).tolist() == [10.0 * step for step in range(12)]


def test_every_row_is_in_one_range(tmp_path: Path):
    report = build_report(dataset(200), Query(calendar=Calendar(zone="Europe/Berlin")), TargetBook())
    out = tmp_path / "report.xlsx"
    write_workbook(report, out, WorkbookOptions(sheets=("Distributions",)))
    found = values_of(out, "Distributions")
    row = next(int(cell[1:]) for cell, text in found.items() if text == "Average resolution time") + 1
    counts, shares = [], []
    while f"D{row}" in found:
        counts.append(found[f"D{row}"])
        shares.append(found[f"E{row}"])
        row += 1
    values = report.evidence.distribution("art")
    assert values is not None
    assert sum(counts) == len(values)
    assert sum(shares) == pytest.approx(1)
    assert counts[0] == (values < edges(values)[1]).sum()
