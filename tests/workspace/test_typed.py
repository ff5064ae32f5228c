"""Figures and audit rows typed in: in the dataset like imported ones, updated by key, kept between two starts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxdesk.export.json_export import report_json
from cxdesk.imports import service
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.tables.dataset import EMPTY, Dataset
from cxdesk.tables.sources import TYPED_IN, is_typed
from cxdesk.targets.target import TargetBook
from cxdesk.workspace.edits import remove_sources, type_audit, type_figures
from cxdesk.workspace.session import Session
from cxdesk.workspace.store import StoredSettings, UserStore
from cxdesk.workspace.typed import figures_grid, with_audit, with_figures, without_figures
from cxdesk.workspace.typed_rows import AuditRow, TypedFigure

MAY, JUNE, JULY = date(2024, 5, 1), date(2024, 6, 1), date(2024, 7, 1)


def figure(month: date, value: float, name: str = "support_cost", currency: str = "") -> TypedFigure:
    return TypedFigure(month=month, name=name, value=value, currency=currency)


def imported(tmp_path: Path, text: str, base: Dataset = EMPTY, name: str = "costs.csv") -> Dataset:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return service.run(service.draft((path,)), base)


def values(dataset: Dataset) -> dict[tuple[date, str], float]:
    return {key: cell.value for key, cell in figures_grid(dataset).cells.items()}


def test_typed_figures_stand_in_the_table_with_a_source_of_their_own() -> None:
    out = with_figures(EMPTY, [figure(JUNE, 4200, currency="EUR"), figure(MAY, 40, "software_licences")])
    frame = out.tables["figures"]
    assert list(frame["month"]) == [np.datetime64("2024-05-01"), np.datetime64("2024-06-01")]
    assert list(frame["name"]) == ["software_licences", "support_cost"]
    assert list(frame["value"]) == [40, 4200]
    assert frame["extra:Currency"].astype(object).where(frame["extra:Currency"].notna(), None).tolist() == [None, "EUR"]
    (source,) = out.sources
    assert (source.file, source.sheet, source.table) == (TYPED_IN, "Figures", "figures")
    assert (source.rows_in, source.rows_kept, source.left_out) == (2, 2, {})
    assert EMPTY.tables == {}


def test_a_figure_typed_again_is_updated_and_taken_away() -> None:
    one = with_figures(EMPTY, [figure(MAY, 1), figure(JUNE, 2)])
    two = with_figures(one, [figure(JUNE, 3)])
    assert values(two) == {(MAY, "support_cost"): 1, (JUNE, "support_cost"): 3}
    assert len(two.sources) == 1
    assert values(one)[(JUNE, "support_cost")] == 2
    assert values(without_figures(two, [(MAY, "support_cost")])) == {(JUNE, "support_cost"): 3}
    assert without_figures(two, [(MAY, "support_cost"), (JUNE, "support_cost")]).sources == ()


def test_the_grid_lists_months_in_order_and_known_names_first() -> None:
    grid = figures_grid(with_figures(EMPTY, [figure(JULY, 7, "coffee"), figure(MAY, 5), figure(JUNE, 6, "aprons")]))
    assert grid.months == (MAY, JUNE, JULY)
    assert grid.names == ("support_cost", "aprons", "coffee")
    assert grid.cells[(MAY, "support_cost")].typed
    assert (JUNE, "support_cost") not in grid.cells


def test_a_file_updates_what_was_typed_by_month_and_name(tmp_path: Path) -> None:
    typed = with_figures(EMPTY, [figure(MAY, 1), figure(JUNE, 2)])
    out = imported(tmp_path, "Month,Name,Value\n2024-06,support_cost,20\n2024-07,support_cost,30\n", typed)
    assert values(out) == {(MAY, "support_cost"): 1, (JUNE, "support_cost"): 20, (JULY, "support_cost"): 30}
    mine, file = out.sources
    assert (mine.rows_in, mine.rows_kept, mine.left_out) == (2, 1, {"replaced": 1})
    assert (file.rows_in, file.rows_kept) == (2, 2)


def test_typing_updates_what_a_file_brought_by_month_and_name(tmp_path: Path) -> None:
    file = imported(tmp_path, "Month,Name,Value\n2024-06,support_cost,20\n2024-07,support_cost,30\n")
    out = with_figures(file, [figure(JUNE, 25)])
    assert values(out) == {(JUNE, "support_cost"): 25, (JULY, "support_cost"): 30}
    assert [(s.file, s.rows_in, s.rows_kept) for s in out.sources] == [("costs.csv", 2, 1), (TYPED_IN, 1, 1)]
    again = with_figures(out, [figure(MAY, 15)])
    assert [(s.file, s.rows_in, s.rows_kept) for s in again.sources] == [("costs.csv", 2, 1), (TYPED_IN, 2, 2)]


def test_another_edit_leaves_a_figure_that_a_file_updated_alone(tmp_path: Path) -> None:
    session = type_figures(Session(), [figure(MAY, 1), figure(JUNE, 2)])
    data = imported(tmp_path, "Month,Name,Value\n2024-06,support_cost,20\n", session.dataset)
    out = type_figures(replace(session, dataset=data), [figure(MAY, 10)])
    assert values(out.dataset) == {(MAY, "support_cost"): 10, (JUNE, "support_cost"): 20}
    assert out.typed.figures == (figure(MAY, 10), figure(JUNE, 2))


def test_a_typed_figure_counts_again_when_the_file_that_updated_it_is_removed(tmp_path: Path) -> None:
    session = type_figures(Session(), [figure(JUNE, 2)])
    data = imported(tmp_path, "Month,Name,Value\n2024-06,support_cost,20\n", session.dataset)
    (place,) = [k for k, source in enumerate(data.sources) if not is_typed(source)]
    out = remove_sources(replace(session, dataset=data), [place])
    assert values(out.dataset) == {(JUNE, "support_cost"): 2}
    assert [source.file for source in out.dataset.sources] == [TYPED_IN]


def test_removing_what_was_typed_forgets_it(tmp_path: Path) -> None:
    session = type_figures(type_audit(Session(), (AuditRow(area="A", criterion="B", score=50),)), [figure(JUNE, 2)])
    (place,) = [k for k, source in enumerate(session.dataset.sources) if source.table == "figures"]
    out = remove_sources(session, [place])
    assert out.typed.figures == ()
    assert len(out.typed.audit) == 1
    assert [source.table for source in out.dataset.sources] == ["audit"]


def test_audit_rows_stand_in_the_table_dated_at_midnight_of_the_zone() -> None:
    rows = (
        AuditRow(area="Tech stack", criterion="One set of data", score=80, weight=2, owner="Ana",
                 assessed_on=date(2024, 6, 1)),
        AuditRow(area="Tech stack", criterion="Automated", score=None),
    )  # fmt: skip
    out = with_audit(EMPTY, rows, "Europe/Berlin")
    frame = out.tables["audit"]
    assert frame["score"].tolist()[0] == 80
    assert np.isnan(frame["score"].tolist()[1])
    assert frame["assessed_on"].to_numpy()[0] == np.datetime64("2024-05-31T22:00", "ms")
    assert str(frame["assessed_on"].dtype) == "datetime64[ms]"
    assert np.isnat(frame["assessed_on"].to_numpy()[1])
    assert [(s.file, s.sheet, s.rows_in, s.rows_kept) for s in out.sources] == [(TYPED_IN, "Audit", 2, 2)]
    assert with_audit(out, (), "UTC").sources == ()
    only = with_audit(out, rows[1:], "UTC").tables["audit"]
    assert list(only.columns) == ["area", "criterion", "score", "_source", "_row"]


def test_what_was_typed_is_there_after_the_next_start(tmp_path: Path) -> None:
    rows = (AuditRow(area="A", criterion="B", score=50.0, weight=2.0, owner="Ana", assessed_on=MAY),)
    session = type_audit(type_figures(Session(zone="UTC"), [figure(JUNE, 2, currency="EUR")]), rows)
    UserStore(tmp_path).save(StoredSettings().keeping(session, "UTC"))
    store = UserStore(tmp_path)
    again = store.load().session("UTC")
    assert store.notes == ()
    assert again.typed == session.typed
    assert values(again.dataset) == {(JUNE, "support_cost"): 2}
    assert again.dataset.rows("audit") == 1


def test_a_damaged_figure_does_not_cost_the_audit(tmp_path: Path) -> None:
    session = type_audit(type_figures(Session(), [figure(JUNE, 2)]), (AuditRow(area="A", criterion="B"),))
    store = UserStore(tmp_path)
    store.save(StoredSettings().keeping(session, "UTC"))
    document = json.loads(store.path.read_text("utf-8"))
    document["figures"][0]["value"] = "much"
    store.path.write_text(json.dumps(document), "utf-8")
    loaded = store.load()
    assert (loaded.figures, len(loaded.audit)) == ((), 1)
    assert "figures" in store.notes[0]


_TICKETS = (
    "Ticket ID,Created,Resolved\nT1,2024-05-03 09:00,2024-05-04 09:00\nT2,2024-06-03 09:00,2024-06-03 12:00\n"
    "T3,2024-06-20 09:00,2024-06-25 09:00\n"
)


def _told(dataset: Dataset) -> dict[str, Any]:
    told: dict[str, Any] = report_json(build_report(dataset, Query(), TargetBook()))
    return {key: value for key, value in told.items() if key != "sources"}


@pytest.mark.parametrize("cost", [3000.0, 4500.5])
def test_a_report_says_the_same_of_figures_typed_and_imported(tmp_path: Path, cost: float) -> None:
    tickets = imported(tmp_path, _TICKETS, name="tickets.csv")
    sheet = f"Month,Name,Value\n2024-05,support_cost,1500\n2024-06,support_cost,{cost}\n"
    by_file = _told(imported(tmp_path, sheet, tickets))
    by_hand = _told(with_figures(tickets, [figure(MAY, 1500), figure(JUNE, cost)]))
    assert by_hand == by_file
    (found,) = [kpi for kpi in by_hand["kpis"] if kpi["id"] == "cost_per_ticket"]
    assert found["value"] == pytest.approx((1500 + cost) / 3)


def test_a_report_says_the_same_of_an_audit_typed_and_imported(tmp_path: Path) -> None:
    tickets = imported(tmp_path, _TICKETS, name="tickets.csv")
    sheet = (
        "Area,Criterion,Score,Weight,Owner,Assessed on\nTech stack,One set of data,80,2,Ana,2024-05-31\n"
        "Tech stack,Automated,50,1,Ben,2024-05-31\nSales alignment,Leads fit,20,1,Ana,2024-06-14\n"
    )
    by_file = _told(imported(tmp_path, sheet, tickets, "audit.csv"))
    rows = (
        AuditRow(area="Tech stack", criterion="One set of data", score=80, weight=2, owner="Ana",
                 assessed_on=date(2024, 5, 31)),
        AuditRow(area="Tech stack", criterion="Automated", score=50, weight=1, owner="Ben",
                 assessed_on=date(2024, 5, 31)),
        AuditRow(area="Sales alignment", criterion="Leads fit", score=20, weight=1, owner="Ana",
                 assessed_on=date(2024, 6, 14)),
    )  # fmt: skip
    by_hand = _told(with_audit(tickets, rows, "UTC"))
    assert by_hand == by_file
    (found,) = [kpi for kpi in by_hand["kpis"] if kpi["id"] == "audit_score"]
    assert found["value"] == pytest.approx(57.5)  # (160 + 50 + 20) / 4


def test_the_same_audit_imported_and_typed_is_never_doubled(tmp_path: Path) -> None:
    sheet = "Area,Criterion,Score,Assessed on\nTech,Data,80,2024-05-31\nTech,Robots,50,2024-05-31\n"
    rows = tuple(AuditRow(area="Tech", criterion=name, score=score, assessed_on=date(2024, 5, 31))
                 for name, score in (("Data", 80.0), ("Robots", 50.0)))  # fmt: skip
    typed = type_audit(Session(), rows)
    both = imported(tmp_path, sheet, typed.dataset, "audit.csv")
    assert both.rows("audit") == 2
    (place,) = [k for k, source in enumerate(both.sources) if not is_typed(source)]
    assert remove_sources(replace(typed, dataset=both), [place]).dataset.rows("audit") == 2
    assert with_audit(imported(tmp_path, sheet, name="audit.csv"), rows, "UTC").rows("audit") == 2
