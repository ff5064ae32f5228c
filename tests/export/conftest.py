"""Reports made by hand, with figures that can be checked by eye."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from cxdesk.common.periods import Calendar, Period
from cxdesk.common.problems import Problem
from cxdesk.common.units import Better, Unit
from cxdesk.insight.records import Assurance, Change, Limits, Verdict
from cxdesk.measures.store import MeasureStore
from cxdesk.report.evidence import Evidence
from cxdesk.report.judging import Judge
from cxdesk.report.records import Insight, KpiResult, Point, Query, Report, Segment
from cxdesk.tables.dataset import EMPTY, Source
from cxdesk.targets.target import Status


def hand_made(**changes: Any) -> Report:
    """A report of two KPIs over the first half of 2024 in Berlin."""
    calendar = Calendar(zone="Europe/Berlin")
    facts: dict[str, Any] = {
        "app": "cxdesk 0.1.0",
        "as_of": datetime(2024, 6, 30, 21, 10, tzinfo=UTC),
        "query": Query(calendar=calendar, splits=("channel",), filters={"extra:Plan": ("Gold", "")}),
        "period": Period(start=calendar.midnight(date(2024, 1, 1)), end=calendar.midnight(date(2024, 7, 1))),
        "everything": False,
        "kpis": (
            KpiResult(
                id="csat", name="Customer satisfaction score", group="Satisfaction", unit=Unit.PERCENT,
                better=Better.HIGHER, value=80.0, n=100, numerator=80.0, denominator=100.0, low=71.1, high=86.7,
                target=80.0, tolerance=4.0, status=Status.MET, index=100.0, attainment=100.0,
                change=Change(previous=78.1, low=-4.2, high=8.0, p=0.4, verdict=Verdict.NO_CLEAR_CHANGE, tested=True),
            ),
            KpiResult(
                id="art", name="Average resolution time", group="Responsiveness", unit=Unit.HOURS, better=Better.LOWER,
                value=None, n=0, reason="needs a sheet of Tickets: Created, Resolved", low=float("nan"),
            ),
        ),
        "series": (
            Point(id="csat", start=date(2024, 1, 1), value=79.0, n=20, numerator=15.8, denominator=20.0),
            Point(id="csat", start=date(2024, 2, 1), value=None, n=0),
        ),
        "splits": (
            Segment(id="csat", dimension="channel", segment="=cmd|' /C calc'!A0", value=82.0, n=40),
            Segment(id="csat", dimension="channel", segment="", value=70.0, n=10),
        ),
        "limits": (Limits(id="csat", centre=80.0, low=70.0, high=90.0, trial=True, points=6,
                          assurance=Assurance.HIT_OR_MISS, signals=(date(2024, 3, 1),)),),
        "insights": (Insight(kind="change", id="art", verdict="worse", text="It got worse."),),
        "headline": "1 of 1 targets met.",
        "subline": "",
        "sources": (Source(file="t.xlsx", sheet="Tickets", table="tickets", rows_in=1200, rows_kept=1188,
                           left_out={"duplicate": 8, "spam": 4}, recognised_as="Zendesk CSV export"),),
        "problems": (Problem(kind="unreadable_date", message="A date cannot be read.", file="t.xlsx", sheet="Tickets",
                             row=17, column="Solved at", found="n/a yet", expected="a date"),),
        "undated": {"tickets": 3},
    }  # fmt: skip
    judging = SimpleNamespace(query=facts["query"])
    facts["evidence"] = Evidence(store=MeasureStore(EMPTY), judging=cast("Judge", judging))
    return Report(**{**facts, **changes})


@pytest.fixture
def report() -> Report:
    return hand_made()
