"""Team, systems and governance by examples worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cxdesk.common.periods import Calendar, Grain
from cxdesk.kpis.axes import segments, steps, total
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.rows import rows_behind
from cxdesk.kpis.values import Cell, Values
from tests.measures.tables import store

JUNE = Calendar().period(date(2024, 6, 1), date(2024, 7, 1))
HALF_YEAR = Calendar().period(date(2024, 1, 1), date(2024, 7, 1))


def values(kpi_id: str, axis: Any = None, *, sheets: dict[str, Any], **settings: Any) -> Values:
    return evaluate([by_id(kpi_id)], store(tables=sheets, **settings), axis or total(JUNE))[kpi_id]


def cell(kpi_id: str, period: Any = JUNE, *, sheets: dict[str, Any], **settings: Any) -> Cell:
    return values(kpi_id, total(period), sheets=sheets, **settings).cell(0)


def team(count: int, **more: object) -> list[dict]:
    return [{"employee": f"{more} {number}", "hired_on": "2020-01-01", **more} for number in range(count)]


def test_17_of_20_who_stayed_are_85_percent_whoever_else_was_hired():
    rows = [*team(17), *team(3, left_on="2024-03-31"), *team(5, hired_on="2024-02-01")]
    found = cell("employee_retention", HALF_YEAR, sheets={"employees": rows})
    assert (found.value, found.numerator, found.denominator) == (85.0, 17, 20)


def test_training_hours_per_employee_count_by_month():
    rows = [
        {"employee": "a", "hired_on": "2020-01-01", "month": month, "training_hours": hours, "hours_worked": 120}
        for month, hours in (("2024-05-01", 9), ("2024-06-01", 4))
    ]
    rows.append(
        {"employee": "b", "hired_on": "2020-01-01", "month": "2024-06-01", "training_hours": 8, "hours_worked": 80}
    )
    assert cell("training_hours", sheets={"employees": rows}).value == 6.0
    tickets = [{"created_at": "2024-06-02", "resolved_at": "2024-06-05"}] * 50
    found = cell("productivity", sheets={"employees": rows, "tickets": tickets})
    assert (found.value, found.numerator, found.denominator) == (0.25, 50, 200)
    # one person in two rows stands once
    rows = [{**row, "left_on": None} for row in rows]
    assert cell("employee_retention", sheets={"employees": rows}).denominator == 2


def test_that_undated_hours_count_over_everything_only():
    sheets = {"employees": team(2, training_hours=5), "tickets": [{"created_at": "2024-06-02"}]}
    undated = cell("training_hours", sheets=sheets)
    assert undated.value is None
    assert undated.reason == "its rows in the Employees sheet have no date, so they count over everything only"
    assert cell("training_hours", None, sheets=sheets).value == 5.0


def test_software_use_of_the_licences_last_known():
    rows = [*team(6, uses_software=1), *team(4, uses_software=0), *team(1, uses_software=1, left_on="2024-05-01")]
    figures = [{"month": month, "name": "software_licences", "value": value}
               for month, value in (("2024-05-01", 99), ("2024-06-01", 8))]  # fmt: skip
    found = cell("software_use", sheets={"employees": rows, "figures": figures})
    assert (found.value, found.numerator, found.denominator) == (75.0, 6, 8)
    # what was bought in May still holds in June, and April knows of none
    known = {"employees": rows, "figures": figures[:1]}
    assert cell("software_use", sheets=known).denominator == 99
    april = Calendar().period(date(2024, 4, 1), date(2024, 5, 1))
    assert cell("software_use", april, sheets=known).value is None
    months = values("software_use", steps(Calendar().buckets(HALF_YEAR, Grain.MONTH)), sheets=known)
    assert months.denominator is not None
    assert months.denominator[3:].tolist() == pytest.approx([float("nan"), 99, 99], nan_ok=True)


def test_technology_adoption_is_new_less_old_of_all():
    rows = [*team(7, technology="new"), *team(2, technology="old"), *team(1, technology="none")]
    assert cell("technology_adoption", sheets={"employees": rows}).value == 50.0


def outages() -> list[dict]:
    return [
        {"started_at": "2024-06-03T00:00", "ended_at": "2024-06-03T06:00", "system": "portal"},
        {"started_at": "2024-06-03T04:00", "ended_at": "2024-06-03T08:00", "system": "telephony"},
        {"started_at": "2024-05-31T22:00", "ended_at": "2024-06-01T01:00", "system": "portal"},
    ]


def test_that_overlapping_outages_count_once_and_only_within_the_period():
    found = cell("uptime", sheets={"outages": outages()}, as_of="2024-08-01T00:00")
    assert found.value == pytest.approx(100 * (1 - 9 / 720))  # 00:00 to 08:00, and the first hour of June
    by_system = values(
        "uptime",
        segments("system", JUNE, ("portal", "telephony")),
        sheets={"outages": outages()},
        as_of="2024-08-01T00:00",
    )
    assert by_system.value.tolist() == pytest.approx([100 * (1 - 7 / 720), 100 * (1 - 4 / 720)])
    months = values(
        "uptime",
        steps(Calendar().buckets(HALF_YEAR, Grain.MONTH)),
        sheets={"outages": outages()},
        as_of="2024-08-01T00:00",
    )
    assert months.value[:4].tolist() == [100.0] * 4  # no outage is a fact
    assert months.value[4] == pytest.approx(100 * (1 - 2 / 744))


def test_that_uptime_ends_with_as_of_and_an_open_outage_lasts_on():
    rows = [{"started_at": "2024-06-10T00:00", "ended_at": None, "system": "portal"}]
    found = cell("uptime", sheets={"outages": rows}, as_of="2024-06-11T00:00")
    assert found.value == pytest.approx(100 * (1 - 24 / 240))
    data = store(tables={"outages": [*rows, *outages()]}, as_of="2024-06-11T00:00")
    behind = rows_behind(by_id("uptime"), data, period=JUNE)
    assert behind is not None
    assert behind.positions.tolist() == [0, 1, 2, 3]


def audited(*rows: tuple[str, float, float | None, str | None], area: str = "tools") -> list[dict]:
    return [
        {"area": area, "criterion": name, "score": score, "weight": weight, "assessed_on": at}
        for name, score, weight, at in rows
    ]


def test_the_audit_takes_the_latest_score_of_each_criterion_by_weight():
    rows = audited(("a", 40, 1, "2024-01-10"), ("a", 90, 1, "2024-05-10"), ("b", 60, 2, "2024-02-01"))
    assert cell("audit_score", sheets={"audit": rows}).value == pytest.approx((90 + 120) / 3)
    months = values("audit_score", steps(Calendar().buckets(HALF_YEAR, Grain.MONTH)), sheets={"audit": rows})
    assert months.value.tolist() == pytest.approx([40, 160 / 3, 160 / 3, 160 / 3, 70, 70])


def test_that_an_undated_audit_holds_always_and_a_blank_weight_is_one():
    rows = [*audited(("a", 40, None, None), ("b", 80, None, None)), *audited(("c", 90, 3, None), area="content")]
    assert cell("audit_score", None, sheets={"audit": rows}).value == pytest.approx((40 + 80 + 270) / 5)
    found = values("audit_score", segments("area", None, ("content", "tools")), sheets={"audit": rows})
    assert found.value.tolist() == [90, 60]
