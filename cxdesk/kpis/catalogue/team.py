"""Team and systems, and governance: the people and tools behind the service."""

from __future__ import annotations

from cxdesk.common.periods import Grain
from cxdesk.common.units import Better, Unit
from cxdesk.kpis.kpi import Group, Kpi
from cxdesk.kpis.nodes import (
    Count,
    Distinct,
    Figure,
    InUse,
    Length,
    Mean,
    Number,
    OfStanding,
    Standing,
    Total,
    Union,
    Where,
)

TEAM_MEMBERS = Standing("hired", "left_if_told")
CRITERIA = Standing("audit_from", "audit_until")
ALIGNMENT = ("Strategic alignment",)

TEAM: tuple[Kpi, ...] = (
    Kpi(id="esat", name="Employee satisfaction", group=Group.TEAM, unit=Unit.POINTS, better=Better.HIGHER,
        value=Mean("esat_score"), target=4.0, target_scale=(1, 5), goals=ALIGNMENT,
        meaning="The mean of what the team's members answered when asked how satisfied they are at work."),
    Kpi(id="employee_retention", name="Employee retention", group=Group.TEAM, unit=Unit.PERCENT, better=Better.HIGHER,
        value=Standing("hired", "left", when="both") / Standing("hired", "left", when="start"), scale=100, target=85,
        target_per=Grain.YEAR,
        meaning="How many of the team's members at the start of the period are still there at its end."),
    Kpi(id="training_hours", name="Training hours per employee", group=Group.TEAM, unit=Unit.HOURS,
        better=Better.HIGHER, value=Total("training_hours") / Distinct("employee", "training_hours"),
        meaning="Hours of training for every member of the team. Hours without a month count over everything only."),
    Kpi(id="productivity", name="Employee productivity", group=Group.TEAM, unit=Unit.PER_HOUR, better=Better.HIGHER,
        value=Count("resolved_ticket") / Total("hours_worked"),
        meaning="Tickets resolved for every hour worked. Hours without a month count over everything only."),
    Kpi(id="software_use", name="Support software utilisation", group=Group.TEAM, unit=Unit.PERCENT,
        better=Better.HIGHER,
        value=OfStanding(TEAM_MEMBERS, "software_user", "total") / Figure("software_licences", "stock"), scale=100,
        target=80, sampled=False, meaning="How many of the licences paid for the team uses at the period's end."),
    Kpi(id="technology_adoption", name="Technology adoption", group=Group.TEAM, unit=Unit.PERCENT, better=Better.HIGHER,
        value=(Where(TEAM_MEMBERS, "technology", ("new",)) - Where(TEAM_MEMBERS, "technology", ("old",)))
        / TEAM_MEMBERS, scale=100, target=50,
        meaning="Members of the team who work with the new technology less those who work with the old, against all."),
    Kpi(id="uptime", name="System uptime", group=Group.TEAM, unit=Unit.PERCENT, better=Better.HIGHER,
        value=Number(1) - Union("outage_began", "outage_ended") / Length("hours"), scale=100, target=99.9,
        sampled=False, meaning="How much of the period all systems were up; overlapping outages count once."),
)  # fmt: skip

GOVERNANCE: tuple[Kpi, ...] = (
    Kpi(id="audit_score", name="Organisational audit", group=Group.GOVERNANCE, unit=Unit.PERCENT, better=Better.HIGHER,
        value=OfStanding(CRITERIA, "audit_points", "total") / OfStanding(CRITERIA, "audit_weight", "total"), target=80,
        split_by="area", goals=ALIGNMENT, sampled=False,
        meaning="The weighted mean of the latest score of every criterion of the organisational audit."),
    Kpi(id="review_rate", name="KPIs reviewed", group=Group.GOVERNANCE, unit=Unit.PERCENT, better=Better.HIGHER,
        value=Distinct("kpi", "review") / InUse(), scale=100, target=25, target_per=Grain.QUARTER, goals=ALIGNMENT,
        sampled=False, needs_words="the history of your targets (change or confirm one), or a Target reviews sheet:"
        " Reviewed at, KPI, Action",
        meaning="How many of the KPIs in use had their target changed or confirmed in the period.",
        printed="Published as KPIs adjusted / all KPIs; here a target that was looked at and confirmed counts too."),
)  # fmt: skip
