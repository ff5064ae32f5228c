"""The further KPIs of the sample: the app's JSON against plain pandas on the raw cells, and numbers written down.

Numbers are those of `by_hand.py`, to six digits; None = no value.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cxdesk.cli import main
from cxdesk.kpis.catalogue import CATALOGUE
from tests.samples.by_hand import ByHand, everything, june, sheets_of, values

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "samples"
JUNE = ["--from", "2024-06-01", "--to", "2024-07-01"]
SPLITS = ["--split", "feature", "--split", "area", "--split", "source", "--split", "segment", "--split", "network"]
# id: June 2024, everything
WORKED: dict[str, tuple[float | None, float | None]] = {
    "churn": (3.409091, 11.42857),
    "retention": (96.59091, 88.57143),
    "apv": (362.1836, 449.4944),
    "purchase_frequency": (3.79798, 3.79798),
    "lifespan": (2.696232, 2.547272),
    "clv": (3708.844, 4348.628),
    "ltv_cac": (3.953992, 2.251054),
    "expansion": (1607.4, None),
    "upsell_rate": (33.33333, 60.19417),
    "health": (77.78081, 79.0866),
    "onboarding_time": (35.6, 26.17241),
    "time_to_value": (24.0, 15.12903),
    "milestones": (68.0, 88.53503),
    "conversion": (2.514705, 2.500986),
    "cart_abandonment": (66.85315, 66.16223),
    "feature_use": (18.88112, 36.59218),
    "mau": (143.0, 140.4444),
    "dau": (28.46667, 27.55759),
    "stickiness": (19.90676, 19.6217),
    "visitors": (11731.0, 205319.0),
    "new_share": (54.84613, 54.11579),
    "sessions_by_source": (13964.0, 244125.0),
    "session_minutes": (2.289757, 2.299852),
    "bounce": (45.15898, 44.6509),
    "pages": (3.035448, 3.043146),
    "email_open": (34.24125, 34.58035),
    "email_click": (3.891051, 4.373353),
    "roi": (97.14286, 116.7038),
    "cost_per_lead": (32.40741, 37.54181),
    "cost_per_conversion": (350.0, 320.7143),
    "reach": (62500.0, 603400.0),
    "mentions": (29.0, 474.0),
    "sentiment": (-3.448276, 23.41772),
    "esat": (3.4, 3.981818),
    "employee_retention": (90.90909, 81.81818),
    "training_hours": (0.2727273, 27.75),
    "productivity": (0.5822187, 0.5464208),
    "software_use": (80.0, 80.0),
    "technology_adoption": (40.0, 40.0),
    "uptime": (99.86339, 99.8997),
    "audit_score": (76.45161, 76.45161),
}


def reported(folder: Path, *options: str) -> dict[str, Any]:
    out = folder / "report.json"
    files = [str(path) for path in sorted(FOLDER.glob("northwind-*.xlsx"))]
    assert main(["report", *files, "--timezone", "UTC", "--json", str(out), "--quiet", *options]) == 0
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """The reports of June 2024 and of everything."""
    folder = tmp_path_factory.mktemp("reports")
    return reported(folder, *JUNE, *SPLITS), reported(folder)


@pytest.fixture(scope="module")
def by_hand() -> tuple[dict[str, float | None], dict[str, float | None]]:
    sheets = sheets_of(FOLDER)
    return values(june(sheets)), values(everything(sheets))


def of(report: dict[str, Any], kpi: str) -> dict[str, Any]:
    return next(found for found in report["kpis"] if found["id"] == kpi)


def test_every_kpi_of_the_further_groups_is_worked_by_hand() -> None:
    further = {kpi.id for kpi in CATALOGUE if kpi.group.name in {"RETENTION", "ENGAGEMENT", "TEAM", "GOVERNANCE"}}
    assert set(WORKED) == further - {"review_rate"}


@pytest.mark.parametrize("kpi", sorted(WORKED))
def test_that_the_app_says_what_plain_pandas_says(reports: Any, by_hand: Any, kpi: str) -> None:
    for report, hand, worked in zip(reports, by_hand, WORKED[kpi], strict=True):
        value = of(report, kpi)["value"]
        if worked is None:
            assert (value, hand[kpi]) == (None, None)
        else:
            assert value == pytest.approx(hand[kpi], rel=1e-9)
            assert value == pytest.approx(worked, rel=2e-6)


def test_that_splits_are_the_same_numbers_of_a_part_of_the_rows(reports: Any) -> None:
    told = {(cell["id"], cell["segment"]): cell["value"] for cell in reports[0]["splits"]}
    sheets = sheets_of(FOLDER)
    parts = {  # column of a sheet, KPIs by their way of working
        ("Web traffic", "Traffic source"): {"conversion": lambda hand: hand.of_web("Conversions", "Visitors")},
        ("Mentions", "Network"): {"sentiment": ByHand.sentiment, "mentions": lambda hand: len(hand.posts)},
        ("Audit", "Area"): {"audit_score": ByHand.audit_score},
        ("Accounts", "Segment"): {"churn": ByHand.churn, "lifespan": ByHand.lifespan},
    }
    for (sheet, column), kpis in parts.items():
        for segment, rows in sheets[sheet].groupby(column):
            hand = june({**sheets, sheet: rows})
            for kpi, of_part in kpis.items():
                assert told[kpi, segment] == pytest.approx(of_part(hand), rel=1e-9)
    segments = sheets["Accounts"].set_index("Account")["Segment"]
    for segment, rows in sheets["Orders"].groupby(sheets["Orders"]["Account"].map(segments)):
        hand = june({**sheets, "Orders": rows})
        assert told["apv", segment] == pytest.approx(hand.apv(), rel=1e-9)
        assert told["expansion", segment] == pytest.approx(hand.expansion(), rel=1e-9)
    use = june(sheets).use
    for feature, rows in use.groupby("Feature"):
        share = 100 * rows["User"].nunique() / use["User"].nunique()
        assert told["feature_use", feature] == pytest.approx(share, rel=1e-9)


def test_that_kpis_reviewed_are_four_in_june_and_sixteen_ever(reports: Any) -> None:
    sheets = sheets_of(FOLDER)
    counts = [june(sheets).reviewed(), everything(sheets).reviewed()]
    assert counts == [4, 16]
    for report, count in zip(reports, counts, strict=True):
        used = sum(kpi["value"] is not None and kpi["target"] is not None for kpi in report["kpis"])
        assert of(report, "review_rate")["value"] == pytest.approx(100 * count / used)


def test_that_every_kpi_has_a_value_in_june_and_all_but_expansion_over_everything(reports: Any) -> None:
    without = [[kpi["id"] for kpi in report["kpis"] if kpi["value"] is None] for report in reports]
    assert without == [[], ["expansion"]]


def test_that_june_meets_some_targets_is_near_others_and_misses_some(reports: Any) -> None:
    told = [kpi["status"] for kpi in reports[0]["kpis"]]
    assert {status: told.count(status) for status in set(told)} == {
        "met": 27, "near": 9, "missed": 23, "too_few": 1, "no_target": 22
    }  # fmt: skip


def test_that_all_sheets_are_read_and_only_the_planted_blemishes_are_told(reports: Any) -> None:
    told = {(problem["sheet"], problem["kind"]) for problem in reports[0]["problems"]}
    assert told == {
        ("Tickets", "unreadable_date"), ("Tickets", "unreadable_number"), ("Tickets", "answered_before_created"),
        (None, "unmatched"),  # five answers about duplicates and tests that are no tickets, people who answer none
    }  # fmt: skip
    sources = {source["sheet"]: source for source in reports[0]["sources"] if source["table"] != "tickets"}
    assert sources["Orders"]["left_out"] == {"duplicate": 2}
    assert all(
        source["rows_in"] == source["rows_kept"] + sum(source["left_out"].values()) for source in sources.values()
    )
