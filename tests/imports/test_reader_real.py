"""Real exports are read whole: sheets, rows with the header, columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.imports.files.reader import read
from cxdesk.imports.raw import Cell


@pytest.mark.parametrize(
    ("file", "sheet", "rows", "columns"),
    [
        ("call-centre/Call-Center-Dataset.xlsx", "Sheet1", 5001, 10),
        ("telco-churn/Telco_customer_churn.xlsx", "Telco_Churn", 7044, 33),
        ("metrics-sheet/2022W21 Input.xlsx", "Bath", 20, 20),
        ("nps-monthly/NPS_timeseries_data.csv", "NPS_timeseries_data", 5001, 7),
        ("zendesk-small/zendesk_tickets.csv", "zendesk_tickets", 51, 9),
        ("glpi/glpi_masked.csv", "glpi_masked", 523, 15),
        ("servicenow/incident_event_log.csv", "incident_event_log", 5999, 36),
    ],
)
def test_all_rows_and_columns_are_there(real_data: Path, file: str, sheet: str, rows: int, columns: int) -> None:
    first = read(real_data / file)[0]
    assert (first.sheet, first.rows, len(first.columns)) == (sheet, rows, columns)
    assert first.notes == ()


def test_times_of_day_in_the_call_centre_file_are_times(real_data: Path) -> None:
    sheet = read(real_data / "call-centre/Call-Center-Dataset.xlsx")[0]
    talk = sheet.columns[8]
    assert {Cell(kind) for kind in talk.kinds} == {Cell.TEXT, Cell.TIME}  # unanswered calls say N/A
    assert talk.numbers is not None
    seconds = talk.numbers[talk.kinds == Cell.TIME]
    assert len(seconds) == 4054
    assert seconds.mean() == pytest.approx(224.92, abs=0.005)  # 3 min 44.92 s, as published with the file
