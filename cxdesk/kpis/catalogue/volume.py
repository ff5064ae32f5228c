"""Volume, workload and cost."""

from __future__ import annotations

from cxdesk.common.units import Better, Unit
from cxdesk.kpis.kpi import Group, Kpi
from cxdesk.kpis.nodes import Count, Distinct, Either, Figure, Mean, Standing, Total

VOLUME: tuple[Kpi, ...] = (
    Kpi(
        id="volume",
        name="Ticket volume",
        group=Group.VOLUME,
        unit=Unit.COUNT,
        better=Better.NEITHER,
        value=Count("ticket"),
        meaning="Tickets created in the period, without spam, tests and merged ones.",
    ),
    Kpi(
        id="per_customer",
        name="Tickets per customer",
        group=Group.VOLUME,
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=Count("ticket") / Distinct("customer", "ticket"),
        target=2,
        meaning="Tickets created in the period for every customer that opened any: the account, or the requester where"
        " no account is known.",
    ),
    Kpi(
        id="per_agent",
        name="Tickets per agent",
        group=Group.VOLUME,
        unit=Unit.COUNT,
        better=Better.HIGHER,
        value=Count("ticket") / Distinct("agent", "ticket"),
        meaning="Tickets created in the period for every agent who has any of them. A measure of load, not of effort.",
    ),
    Kpi(
        id="backlog",
        name="Open backlog",
        group=Group.VOLUME,
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=Standing("created", "resolved"),
        meaning="Tickets open at the end of the period: created before it and not resolved before it.",
    ),
    Kpi(
        id="backlog_age",
        name="Backlog age",
        group=Group.VOLUME,
        unit=Unit.HOURS,
        better=Better.LOWER,
        value=Standing("created", "resolved", age_q=0.5),
        target=72,
        meaning="Half of the tickets open at the end of the period had been open longer than this.",
    ),
    Kpi(
        id="net_flow",
        name="Backlog growth",
        group=Group.VOLUME,
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=Count("ticket") - Count("resolved_ticket"),
        target=0,
        meaning="Tickets created less tickets resolved in the period: by how much the backlog grew.",
    ),
    Kpi(
        id="after_hours",
        name="After-hours share",
        group=Group.VOLUME,
        unit=Unit.PERCENT,
        better=Better.NEITHER,
        value=Mean("came_after_hours"),
        scale=100,
        meaning="How many of the tickets created in the period came outside business hours.",
    ),
    Kpi(
        id="cost_per_ticket",
        name="Cost per ticket",
        group=Group.VOLUME,
        unit=Unit.MONEY,
        better=Better.LOWER,
        value=Either(Figure("support_cost", "flow"), Total("ticket_cost")) / Count("ticket"),
        conventions=("currency",),
        goals=("Operational excellence",),
        meaning="What support cost in the period, divided by the tickets created in it. The cost is a figure typed in"
        " by month, or the sum of the tickets' own costs.",
    ),
    Kpi(
        id="live_ratio",
        name="Live-agent ratio",
        group=Group.VOLUME,
        unit=Unit.PERCENT,
        better=Better.HIGHER,
        value=Total("talk_minutes") / Total("talk_and_hold_minutes"),
        scale=100,
        target=90,
        meaning="How much of the time on the phone customers talked to an agent instead of waiting on hold, over"
        " tickets that have both times.",
    ),
    Kpi(
        id="hold_time",
        name="Average hold time",
        group=Group.VOLUME,
        unit=Unit.MINUTES,
        better=Better.LOWER,
        value=Mean("hold_minutes"),
        target=2,
        meaning="How long customers were on hold, on average over the tickets created in the period that have a hold"
        " time.",
    ),
)
