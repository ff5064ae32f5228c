"""Published figures of real exports, through the command line alone; skipped without CXDESK_REAL_DATA."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxdesk.cli import main


def report_of(capsys: pytest.CaptureFixture[str], path: Path, *options: str) -> dict:
    code = main(["report", str(path), "--timezone", "UTC", "--json", "-", "--quiet", *options])
    out, err = capsys.readouterr()
    assert code == 0, err
    return json.loads(out)


def value(document: dict, kpi: str) -> float:
    return next(entry for entry in document["kpis"] if entry["id"] == kpi)["value"]


def split(document: dict, kpi: str) -> dict[str, float]:
    return {entry["segment"]: entry["value"] for entry in document["splits"] if entry["id"] == kpi}


def test_call_centre(capsys, real_data):
    path = real_data / "call-centre" / "Call-Center-Dataset.xlsx"
    document = report_of(capsys, path, "--split", "agent", "--by", "month")
    assert value(document, "volume") == 5000
    assert value(document, "resolution_rate") == pytest.approx(72.92)
    assert value(document, "frt") * 3600 == pytest.approx(67.52, abs=0.005)
    assert next(entry["n"] for entry in document["kpis"] if entry["id"] == "frt") == 4054
    assert value(document, "csat_mean") == pytest.approx(3.40, abs=0.005)
    assert value(document, "csat") == pytest.approx(49.90, abs=0.005)
    january = next(entry for entry in document["series"] if entry["id"] == "volume")
    assert (january["start"], january["value"]) == ("2021-01-01", 1772)
    answered = {entry["segment"]: entry["n"] for entry in document["splits"] if entry["id"] == "frt"}
    assert answered == {"Jim": 536, "Dan": 523, "Becky": 517, "Martha": 514, "Greg": 502, "Diane": 501, "Joe": 484,
                        "Stewart": 477}  # fmt: skip
    resolved = {
        entry["segment"]: entry["numerator"] for entry in document["splits"] if entry["id"] == "resolution_rate"
    }
    assert resolved == {"Jim": 485, "Dan": 471, "Becky": 462, "Martha": 461, "Greg": 455, "Diane": 452, "Joe": 436,
                        "Stewart": 424}  # fmt: skip


def test_zendesk_small(capsys, real_data):
    document = report_of(capsys, real_data / "zendesk-small" / "zendesk_tickets.csv")
    assert value(document, "volume") == 50
    assert value(document, "frt") == pytest.approx(9.16)
    assert value(document, "art") == pytest.approx(36.86, abs=0.005)
    assert value(document, "resolution_rate") == pytest.approx(74.0)


@pytest.mark.parametrize("name", ["input_01.csv", "input_02.csv"])
def test_nps_survey_forms(capsys, real_data, name):
    document = report_of(capsys, real_data / "nps-survey-forms" / name)
    nps = next(entry for entry in document["kpis"] if entry["id"] == "nps")
    assert nps["n"] == 39
    assert nps["value"] == pytest.approx(100 * (8 - 22) / 39)
    assert any(problem["kind"] == "assumed" for problem in document["problems"])


@pytest.mark.parametrize("name", ["NPS_timeseries_data.csv", "NPS Project.xlsx"])
def test_nps_monthly(capsys, real_data, name):
    document = report_of(capsys, real_data / "nps-monthly" / name, "--split", "region")
    assert value(document, "nps") == pytest.approx(46.18 - 34.38)
    assert split(document, "nps") == pytest.approx({"MEX": 17.10, "UK": 8.49, "US": 9.93}, abs=0.005)


def test_telco_churn(capsys, real_data):
    document = report_of(capsys, real_data / "telco-churn" / "Telco_customer_churn.xlsx")
    churn = next(entry for entry in document["kpis"] if entry["id"] == "churn")
    assert (churn["numerator"], churn["denominator"]) == (1869, 7043)
    assert churn["value"] == pytest.approx(26.54, abs=0.005)
    (source,) = document["sources"]
    assert (source["table"], source["rows_in"], source["rows_kept"]) == ("accounts", 7043, 7043)


def test_averages_of_a_metrics_sheet_are_refused(capsys, real_data):
    path = next((real_data / "metrics-sheet").glob("*.xlsx"))
    assert main(["report", str(path), "--quiet"]) == 3
    assert path.name in capsys.readouterr().err
