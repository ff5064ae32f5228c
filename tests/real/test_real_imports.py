"""Public files with figures worked out by others; run where CXDESK_REAL_DATA names their folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxdesk.imports import service
from cxdesk.imports.service import Draft
from cxdesk.tables.dataset import EMPTY, Dataset


def _draft(folder: Path, name: str) -> Draft:
    (path,) = sorted(folder.glob(name))
    return service.draft((path,), memory={}, zone="UTC")


def _run(folder: Path, name: str) -> Dataset:
    return service.run(_draft(folder, name), EMPTY)


def test_calls(real_data: Path):
    found = _run(real_data, "call-centre/*.xlsx")
    tickets, surveys = found.tables["tickets"], found.tables["surveys"]
    assert len(tickets) == 5000
    assert int(tickets["resolved"].sum()) == 3646
    assert int(tickets["first_response_time"].notna().sum()) == 4054
    assert round(float(tickets["first_response_time"].mean()) * 3600, 2) == 67.52
    assert round(float(tickets["talk_time"].mean()) * 3600, 2) == 224.92
    assert round(float(surveys["score"].mean()), 2) == 3.40
    assert round(float((surveys["score"] >= 4).mean()) * 100, 2) == 49.90
    january = tickets["created_at"].to_numpy().astype("datetime64[M]") == np.datetime64("2021-01")
    assert int(january.sum()) == 1772


def test_small_ticket_list(real_data: Path):
    tickets = _run(real_data, "zendesk-small/*.csv").tables["tickets"]
    assert len(tickets) == 50
    assert round(float(tickets["first_response_time"].mean()), 2) == 9.16
    assert round(float(tickets["resolution_time"].mean()), 2) == 36.86
    assert int(tickets["resolved_at"].notna().sum()) == 37


@pytest.mark.parametrize("name", ["input_01.csv", "input_02.csv"])
def test_a_form_that_never_says_recommend(real_data: Path, name: str):
    draft = _draft(real_data, f"nps-survey-forms/{name}")
    scores = service.run(draft, EMPTY).tables["surveys"]["score"]
    assert (len(scores), int((scores >= 9).sum()), int((scores <= 6).sum())) == (39, 8, 22)
    assert any(problem.kind == "assumed" for problem in service.balance(draft, 0).problems)


@pytest.mark.parametrize("name", ["NPS_timeseries_data.csv", "NPS Project.xlsx"])
def test_answers_of_a_year_by_market(real_data: Path, name: str):
    surveys = _run(real_data, f"nps-monthly/{name}").tables["surveys"]
    assert len(surveys) == 5000
    points = np.where(surveys["score"] >= 9, 100.0, np.where(surveys["score"] <= 6, -100.0, 0.0))
    assert round(float((points == 100).mean()) * 100, 2) == 46.18
    by_market = surveys.assign(points=points).groupby("region", observed=True)["points"].mean()
    assert {market: round(value, 2) for market, value in by_market.items()} == {"MEX": 17.10, "UK": 8.49, "US": 9.93}
    months = surveys["responded_at"].dt.month.to_numpy()
    assert (months == surveys["extra:Month"].astype(float).to_numpy()).all()


def test_customers_with_a_flag_and_no_dates(real_data: Path):
    found = _run(real_data, "telco-churn/*.xlsx")
    (source,) = found.sources
    assert (source.table, source.rows_in, source.rows_kept, dict(source.left_out)) == ("accounts", 7043, 7043, {})
    accounts = found.tables["accounts"]
    assert int(accounts["churned"].sum()) == 1869
    assert int((accounts["churned"] == 0).sum()) == 7043 - 1869
    assert accounts["account"].nunique() == 7043
    assert (accounts["tenure_months"].min(), accounts["tenure_months"].max()) == (0, 72)
    assert int(accounts["extra:Total Charges"].isna().sum()) == 11  # written as one space


def test_a_list_of_glpi(real_data: Path):
    tickets = _run(real_data, "glpi/*.csv").tables["tickets"]
    assert len(tickets) == 522
    assert int(tickets["sla_met"].sum()) == 420
    assert int(tickets["agent"].isna().sum()) == 27


def test_a_log_of_incident_updates_is_folded_to_one_row_an_incident(real_data: Path):
    found = _run(real_data, "servicenow/*.csv")
    (source,) = found.sources
    assert (source.rows_in, source.rows_kept, dict(source.left_out)) == (5998, 890, {"older_update": 5108})
    incidents = found.tables["tickets"]
    assert round(100 * float(incidents["sla_met"].mean()), 2) == 55.62
    assert int((incidents["reopen_count"] > 0).sum()) == 10
    assert round(100 * float((incidents["handoff_count"] > 0).mean()), 2) == 43.93


def test_a_log_of_status_changes_over_three_files_gives_its_tickets(real_data: Path):
    files = sorted(real_data.glob("it-ticket-log/*.csv"))
    found = service.run(service.draft(files, memory={}, zone="UTC"), EMPTY)
    tickets = found.tables["tickets"]
    assert len(tickets) == tickets["ticket_id"].nunique() == 665
    events = pd.concat([pd.read_csv(path, parse_dates=["Timestamp"]) for path in files[1:]])
    first = events.groupby("Ticket")["Timestamp"].min()
    assert (tickets.set_index("ticket_id")["created_at"] == first.reindex(tickets["ticket_id"])).all()
    closed = events[events["Status Name"] == "Closed"].groupby("Ticket")["Timestamp"].max()
    resolved = tickets.set_index("ticket_id")["resolved_at"].dropna()
    assert resolved.sort_index().to_dict() == closed.sort_index().to_dict()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("metrics-sheet/*.xlsx", "aggregated"),
        ("it-ticket-log/input_01.csv", "Set aside"),
    ],
)
def test_what_is_no_table_of_ours_is_set_aside_with_the_reason(real_data: Path, name: str, words: str):
    draft = _draft(real_data, name)
    assert all(sheet.plan.table is None for sheet in draft.sheets)
    assert words in draft.sheets[0].plan.verdict
    assert service.run(draft, EMPTY).tables == {}
