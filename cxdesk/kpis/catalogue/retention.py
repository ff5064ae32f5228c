"""Retention and revenue: listed with what they need; their tables cannot be imported yet."""

from __future__ import annotations

from cxdesk.common.periods import Grain
from cxdesk.common.units import Better, Unit
from cxdesk.kpis.kpi import Group, Kpi
from cxdesk.kpis.nodes import Count, Distinct, Figure, Mean, Over, Ref, Total

ACCOUNTS = "needs an Accounts sheet: account, started on, ended on"
ORDERS = "needs an Orders sheet: account, date, amount"
ONBOARDING = "needs an Accounts sheet: account, onboarding started at, "
LOYALTY, GROWTH = ("Customer loyalty",), ("Revenue growth",)

RETENTION: tuple[Kpi, ...] = (
    Kpi(id="churn", name="Customer churn rate", group=Group.RETENTION, unit=Unit.PERCENT, better=Better.LOWER,
        value=Count("account_lost") / Count("account_at_start"), scale=100, target=3, target_per=Grain.MONTH,
        conventions=("churn",), goals=LOYALTY, available=False, needs_words=ACCOUNTS,
        meaning="How many of the customers there at the start of the period left during it.",
        printed="One article divides the customers lost by those at the start; another takes customers at the start"
        " less customers at the end, so that new ones hide lost ones."),
    Kpi(id="retention", name="Customer retention rate", group=Group.RETENTION, unit=Unit.PERCENT, better=Better.HIGHER,
        value=Count("account_stayed") / Count("account_at_start"), scale=100, target=97, target_per=Grain.MONTH,
        goals=LOYALTY, available=False, needs_words=ACCOUNTS,
        meaning="How many of the customers there at the start of the period are still there at its end."),
    Kpi(id="apv", name="Average purchase value", group=Group.RETENTION, unit=Unit.MONEY, better=Better.HIGHER,
        value=Total("order_amount") / Count("order"), available=False, needs_words=ORDERS,
        meaning="Revenue of the period's orders divided by their number."),
    Kpi(id="purchase_frequency", name="Purchase frequency", group=Group.RETENTION, unit=Unit.PER_YEAR,
        better=Better.HIGHER, value=Count("order_in_year") / Distinct("account", "order_in_year"), available=False,
        needs_words=ORDERS, meaning="Orders a year for every customer who ordered, over the twelve months that end with"
        " the period."),
    Kpi(id="lifespan", name="Customer lifespan", group=Group.RETENTION, unit=Unit.YEARS, better=Better.HIGHER,
        value=Mean("account_years"), available=False, needs_words=ACCOUNTS,
        meaning="Mean years from a customer's start to its end; for customers still there the years so far, so the true"
        " figure is higher."),
    Kpi(id="clv", name="Customer lifetime value", group=Group.RETENTION, unit=Unit.MONEY, better=Better.HIGHER,
        value=Ref("apv") * Ref("purchase_frequency") * Ref("lifespan"), goals=GROWTH, available=False,
        needs_words=f"{ORDERS}; and {ACCOUNTS.removeprefix('needs ')}",
        meaning="What a customer brings over the whole relationship: purchase value x purchases a year x years."),
    Kpi(id="ltv_cac", name="LTV to CAC", group=Group.RETENTION, unit=Unit.RATIO, better=Better.HIGHER,
        value=Ref("clv") / (Figure("acquisition_cost", "flow") / Count("account_won")), target=3, target_range=(3, 5),
        goals=GROWTH, available=False,
        needs_words=f"{ORDERS}; {ACCOUNTS.removeprefix('needs ')}; and a Figures sheet: month, name acquisition_cost,"
        " value", meaning="Lifetime value against what it cost to win a customer."),
    Kpi(id="expansion", name="Expansion revenue", group=Group.RETENTION, unit=Unit.MONEY, better=Better.HIGHER,
        value=Total("revenue_existing") - Total("revenue_existing_before"), target=0, goals=GROWTH, available=False,
        needs_words=ORDERS, meaning="Revenue from customers who had bought before, less the same customers' revenue in"
        " the previous period."),
    Kpi(id="upsell_rate", name="Upsell and cross-sell rate", group=Group.RETENTION, unit=Unit.PERCENT,
        better=Better.HIGHER, value=Count("upsell_order") / Distinct("account", "order"), scale=100, target=20,
        goals=GROWTH, available=False, needs_words="needs an Orders sheet: account, date, amount, kind",
        meaning="Upsell and cross-sell orders for every hundred customers who ordered in the period."),
    Kpi(id="health", name="Account health score", group=Group.RETENTION, unit=Unit.PERCENT, better=Better.HIGHER,
        value=Over("account", Mean("account_health"), "mean"), scale=100, target=80, split_by="account",
        available=False, needs_words="needs two of survey answers, tickets, usage, health columns, by account",
        meaning="For each account the mean of its health metrics, then the mean over accounts."),
    Kpi(id="onboarding_time", name="Onboarding time", group=Group.RETENTION, unit=Unit.DAYS, better=Better.LOWER,
        value=Mean("onboarding_days"), target=30, available=False, needs_words=f"{ONBOARDING}onboarded at",
        meaning="Mean days from the start of onboarding to its end."),
    Kpi(id="time_to_value", name="Onboarding time to value", group=Group.RETENTION, unit=Unit.DAYS, better=Better.LOWER,
        value=Mean("days_to_value"), target=30, available=False, needs_words=f"{ONBOARDING}first value at",
        meaning="Mean days from the start of onboarding to the first value the customer drew."),
    Kpi(id="milestones", name="Onboarding milestones on time", group=Group.RETENTION, unit=Unit.PERCENT,
        better=Better.HIGHER, value=Total("milestones_on_time") / Total("milestones_due"), scale=100, target=90,
        available=False, needs_words="needs an Accounts sheet: account, milestones due, milestones on time",
        meaning="How many of the onboarding milestones that fell due were reached on time."),
)  # fmt: skip
