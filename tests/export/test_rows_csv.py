"""Rows as CSV: text is never a formula, blanks are blank, times stand as on the wall."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from cxdesk.export.rows_csv import write_rows_csv


def test_cells_are_written_so_that_no_program_runs_them(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    columns = (
        np.array(["=1+1", "+49 30", "-", "@x", "plain, “quoted”", "", None], dtype=object),
        np.array([1.5, np.nan, -2.0, 0.0, 1e6, 3.0, 4.0]),
        np.array(["2024-03-31T02:30", "NaT", *["2024-01-01"] * 5], dtype="datetime64[ms]"),
        np.array([True, False] * 3 + [True]),
    )
    write_rows_csv(path, ["=title", "value", "when", "counted"], columns)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["'=title", "value", "when", "counted"]
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'+49 30", "'-", "'@x", "plain, “quoted”", "", ""]
    assert [row[1] for row in rows[1:4]] == ["1.5", "", "-2.0"]
    assert [row[2] for row in rows[1:3]] == ["2024-03-31 02:30:00", ""]
    assert rows[1][3] == "True"


def test_a_folder_that_cannot_be_written_is_an_os_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        write_rows_csv(tmp_path / "missing" / "rows.csv", ["a"], [np.array([1.0])])
    assert list(tmp_path.iterdir()) == []
