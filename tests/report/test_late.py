"""Unanswered tickets past their channel's limit, and SLA by policies, in a whole report."""

from __future__ import annotations

from datetime import UTC, datetime

from cxdesk.common.calendars import BusinessCalendar, CalendarFor
from cxdesk.common.conventions import Conventions
from cxdesk.common.sla import SlaPolicy
from cxdesk.report.build import build_report
from cxdesk.report.records import Query, Report
from cxdesk.tables.dataset import Dataset
from cxdesk.targets.target import TargetBook
from tests.report.conftest import tickets

ALWAYS = BusinessCalendar(hours=(((0, 24 * 60),),) * 7)
SATURDAY, FRIDAY = "2024-02-03T10:00", "2024-02-02T10:00"
SUNDAY_EVENING = datetime(2024, 2, 4, 20, tzinfo=UTC)


def made(**settings: object) -> Report:
    """Three tickets by a channel with a limit of an hour, open since Saturday; one answered on Friday."""
    frame = tickets(
        [SATURDAY, SATURDAY, SATURDAY, FRIDAY],
        [None, None, None, 0.5],
        [None, None, None, 2],
        channel=["social"] * 4,
        team=["Night", "Day", "Day", "Day"],
        region=["Spain", "Spain", "Japan", "Spain"],
    )
    query = Query(as_of=SUNDAY_EVENING, **settings)  # type: ignore[arg-type]  # fields of the query
    return build_report(Dataset(tables={"tickets": frame}), query, TargetBook())


def late(**settings: object) -> str:
    return made(**settings).kpi("frt_on_target").pending_words


def test_that_unanswered_tickets_are_late_by_their_own_calendar():
    business = Conventions(clock="business")
    assert late() == "3 not answered yet, 3 of them past their limit"
    assert late(conventions=business) == "3 not answered yet"  # nobody works on weekends
    rules = (CalendarFor(dimension="team", value="night", calendar=ALWAYS),)
    assert late(conventions=business, calendars=rules) == "3 not answered yet, 1 of them past their limit"
    both = (*rules, CalendarFor(dimension="region", value="Japan", calendar=ALWAYS))
    assert late(conventions=business, calendars=both) == "3 not answered yet, 2 of them past their limit"


def test_that_policies_give_the_sla_a_value_in_the_report():
    assert made().kpi("sla").value is None
    first = (SlaPolicy(first_response_hours=1.0, clock="calendar"),)
    result = made(sla=first).kpi("sla")
    assert (result.value, result.n) == (25.0, 4)  # one answered within the hour, three too old
    first_on_business = (SlaPolicy(first_response_hours=1.0, clock="business"),)
    decided = Conventions(decided_only="yes")
    result = made(sla=first_on_business, conventions=decided).kpi("sla")
    assert (result.value, result.n) == (100.0, 1)  # on a weekend no hour of business has passed
    assert made(sla=first_on_business).kpi("sla").value == 25.0
