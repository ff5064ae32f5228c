"""Team and systems, and governance: what those who serve need; most of their tables cannot be imported yet."""

from __future__ import annotations

from cxdesk.common.periods import Grain
from cxdesk.common.units import Better, Unit
from cxdesk.kpis.kpi import Group, Kpi
from cxdesk.kpis.nodes import Count, Distinct, Figure, Mean, Number, Standing, Total

EMPLOYEES = "needs an Employees sheet: employee, hired on, "
ALIGNMENT = ("Strategic alignment",)

TEAM: tuple[Kpi, ...] = (
    Kpi(id="esat", name="Employee satisfaction", group=Group.TEAM, unit=Unit.POINTS, better=Better.HIGHER,
        value=Mean("esat_score"), target=4.0, target_scale=(1, 5), goals=ALIGNMENT,
        meaning="The mean of what the team's members answered when asked how satisfied they are at work."),
    Kpi(id="employee_retention", name="Employee retention", group=Group.TEAM, unit=Unit.PERCENT, better=Better.HIGHER,
        value=Count("employee_stayed") / Count("employee_at_start"), scale=100, target=85, target_per=Grain.YEAR,
        available=False, needs_words=f"{EMPLOYEES}left on",
        meaning="How many of the team's members at the start of the period are still there at its end."),
    Kpi(id="training_hours", name="Training hours per employee", group=Group.TEAM, unit=Unit.HOURS,
        better=Better.HIGHER, value=Total("training_hours") / Distinct("employee", "training_hours"), available=False,
        needs_words=f"{EMPLOYEES}training hours", meaning="Hours of training for every member of the team."),
    Kpi(id="productivity", name="Employee productivity", group=Group.TEAM, unit=Unit.PER_HOUR, better=Better.HIGHER,
        value=Count("resolved_ticket") / Total("hours_worked"), available=False,
        needs_words=f"{EMPLOYEES}hours worked; and a Tickets sheet",
        meaning="Tickets resolved for every hour worked."),
    Kpi(id="software_use", name="Support software utilisation", group=Group.TEAM, unit=Unit.PERCENT,
        better=Better.HIGHER, value=Count("software_user") / Figure("software_licences", "stock"), scale=100, target=80,
        available=False, needs_words=f"{EMPLOYEES}uses software; and a Figures sheet: month, name software_licences,"
        " value", meaning="How many of the licences paid for are used."),
    Kpi(id="technology_adoption", name="Technology adoption", group=Group.TEAM, unit=Unit.PERCENT, better=Better.HIGHER,
        value=(Count("new_technology_user") - Count("old_technology_user")) / Standing("hired", "left"), scale=100,
        target=50, available=False, needs_words=f"{EMPLOYEES}technology (new, old, none)",
        meaning="Members of the team who work with the new technology less those who work with the old, against all."),
    Kpi(id="uptime", name="System uptime", group=Group.TEAM, unit=Unit.PERCENT, better=Better.HIGHER,
        value=Number(1) - Total("outage_hours") / Total("period_hours"), scale=100, target=99.9, available=False,
        needs_words="needs an Outages sheet: started at, ended at",
        meaning="How much of the period all systems were up; overlapping outages count once."),
)  # fmt: skip

GOVERNANCE: tuple[Kpi, ...] = (
    Kpi(id="audit_score", name="Organisational audit", group=Group.GOVERNANCE, unit=Unit.PERCENT, better=Better.HIGHER,
        value=Total("audit_points") / Total("audit_weight"), target=80, split_by="area", goals=ALIGNMENT,
        available=False, needs_words="needs an Audit sheet: area, criterion, score",
        meaning="The weighted mean of the latest score of every criterion of the organisational audit."),
    Kpi(id="review_rate", name="KPIs reviewed", group=Group.GOVERNANCE, unit=Unit.PERCENT, better=Better.HIGHER,
        value=Distinct("kpi", "review") / Count("kpi_in_use"), scale=100, target=25, target_per=Grain.QUARTER,
        goals=ALIGNMENT, available=False, needs_words="needs the history of targets kept in a workspace",
        meaning="How many of the KPIs in use had their target changed or confirmed in the period.",
        printed="Published as KPIs adjusted / all KPIs; here a target that was looked at and confirmed counts too."),
)  # fmt: skip
