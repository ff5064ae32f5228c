"""Retention and revenue: who stays, and what they bring."""

from __future__ import annotations

from cxdesk.common.periods import Grain
from cxdesk.common.units import Better, Unit
from cxdesk.kpis.kpi import Group, Kpi
from cxdesk.kpis.nodes import (
    Agreed,
    Count,
    Distinct,
    Either,
    Figure,
    Health,
    Length,
    Mean,
    Number,
    OfStanding,
    Previous,
    Recent,
    Ref,
    Returning,
    Standing,
    Total,
    Trailing,
)

LOYALTY, GROWTH = ("Customer loyalty",), ("Revenue growth",)
BEGAN, ENDED = "account_began", "account_ended"
AT_START, AT_END = Standing(BEGAN, ENDED, when="start"), Standing(BEGAN, ENDED)
STAYED, LOST = Standing(BEGAN, ENDED, when="both"), Standing(BEGAN, ENDED, when="lost")
ORDERS = "an Orders sheet: account, date, amount"
ACCOUNTS = "an Accounts sheet: account, started on, ended on"
YEAR = 12  # months over which purchases are counted

RETENTION: tuple[Kpi, ...] = (
    Kpi(id="churn", name="Customer churn rate", group=Group.RETENTION, unit=Unit.PERCENT, better=Better.LOWER,
        value=Either(Agreed("churn", (("lost", LOST / AT_START), ("net", (AT_START - AT_END) / AT_START))),
                     Mean("account_flagged_lost")),
        scale=100, target=3, target_per=Grain.MONTH, conventions=("churn",), goals=LOYALTY,
        needs_words=f"{ACCOUNTS} (or churned, yes or no, for one figure over everything)",
        meaning="How many of the customers there at the start of the period left during it. A sheet that only flags who"
        " left, without dates, gives the flagged ones of all customers, over everything.",
        printed="One article divides the customers lost by those at the start; another takes customers at the start"
        " less customers at the end, so that new ones hide lost ones."),
    Kpi(id="retention", name="Customer retention rate", group=Group.RETENTION, unit=Unit.PERCENT, better=Better.HIGHER,
        value=STAYED / AT_START, scale=100, target=97, target_per=Grain.MONTH, goals=LOYALTY, needs_words=ACCOUNTS,
        meaning="How many of the customers there at the start of the period are still there at its end; those won in"
        " the period do not count.",
        printed="Printed as (customers at the end - new ones) / customers at the start; new ones that have left again"
        " are not taken off twice here."),
    Kpi(id="apv", name="Average purchase value", group=Group.RETENTION, unit=Unit.MONEY, better=Better.HIGHER,
        value=Total("order_amount") / Count("priced_order"), conventions=("currency",), needs_words=ORDERS,
        meaning="Revenue of the period's orders divided by their number. Lines with the same order number are one"
        " order; orders without an amount, or in another currency than the one chosen, do not count."),
    Kpi(id="purchase_frequency", name="Purchase frequency", group=Group.RETENTION, unit=Unit.PER_YEAR,
        better=Better.HIGHER,
        value=Trailing(Count("order"), YEAR) / Trailing(Distinct("account", "order"), YEAR)
        / Trailing(Length("years", of="ordered"), YEAR), needs_words=ORDERS,
        meaning="Orders a year for every customer who ordered, over the twelve months that end with the period; where"
        " the data is shorter, over all of it."),
    Kpi(id="lifespan", name="Customer lifespan", group=Group.RETENTION, unit=Unit.YEARS, better=Better.HIGHER,
        value=Either(OfStanding(Standing(BEGAN, ENDED, when="any"), "account_years", "mean"),
                     Mean("account_tenure_years")),
        needs_words=f"{ACCOUNTS} (or tenure in months)",
        meaning="Mean years from a customer's start to its end, of the customers there at any time in the period; for"
        " customers still there the years so far, so the true figure is higher."),
    Kpi(id="clv", name="Customer lifetime value", group=Group.RETENTION, unit=Unit.MONEY, better=Better.HIGHER,
        value=Ref("apv") * Ref("purchase_frequency") * Ref("lifespan"), goals=GROWTH, conventions=("currency",),
        needs_words=f"{ORDERS}; and {ACCOUNTS}",
        meaning="What a customer brings over the whole relationship: average purchase value x purchases a year x"
        " years of the relationship."),
    Kpi(id="ltv_cac", name="LTV to CAC", group=Group.RETENTION, unit=Unit.RATIO, better=Better.HIGHER,
        value=Ref("clv") / (Figure("acquisition_cost", "flow") / Count("account_won")), target=3, target_range=(3, 5),
        goals=GROWTH, conventions=("currency",),
        needs_words=f"{ORDERS}; {ACCOUNTS}; and a Figures sheet: month, name acquisition_cost, value",
        meaning="Lifetime value against what it cost to win a customer: the acquisition cost of the period divided by"
        " the customers won in it. From 3 on growth pays; 5 is outstanding."),
    Kpi(id="expansion", name="Expansion revenue", group=Group.RETENTION, unit=Unit.MONEY, better=Better.HIGHER,
        value=Returning("account", "order_amount") - Previous(Total("order_amount")), target=0, goals=GROWTH,
        conventions=("currency",), needs_words=ORDERS,
        meaning="Revenue from customers who had bought before the period, less the same customers' revenue in the"
        " previous period."),
    Kpi(id="upsell_rate", name="Upsell and cross-sell rate", group=Group.RETENTION, unit=Unit.PERCENT,
        better=Better.HIGHER, value=Count("upsell_order") / Distinct("account", "order"), scale=100, target=20,
        goals=GROWTH, needs_words=f"{ORDERS}, kind (new, renewal, upsell, cross-sell)",
        meaning="Upsell and cross-sell orders for every hundred customers who ordered in the period."),
    Kpi(id="health", name="Account health score", group=Group.RETENTION, unit=Unit.PERCENT, better=Better.HIGHER,
        value=Health("account", (
            ("satisfaction", Mean("csat_satisfied")),
            ("recommendation", (Mean("nps_points") + 100) / 200),
            ("SLA", Mean("within_sla")),
            ("not reopened", Number(1) - Mean("was_reopened")),
            ("used lately", Recent("use", 30)),
        ), given=("health_given", "health_given_count")),
        scale=100, target=80, split_by="account", sampled=False,
        conventions=("csat_satisfied_from", "nps_scale", "decided_only", "clock"),
        needs_words="two of these by account: survey answers, tickets with SLA or reopens, usage, health columns of an"
        " Accounts sheet",
        meaning="For each account the mean of its health metrics, then the mean over the accounts that have at least"
        " two: satisfied share, net promoter score moved to 0 to 1, SLA share, share not reopened, use in the last 30"
        " days, and every health column of the Accounts sheet.",
        printed="Printed as the sum of the metrics divided by their number, without saying which."),
    Kpi(id="onboarding_time", name="Onboarding time", group=Group.RETENTION, unit=Unit.DAYS, better=Better.LOWER,
        value=Mean("onboarding_days"), target=30,
        meaning="Mean days from the start of onboarding to its end, of the customers whose onboarding ended in the"
        " period."),
    Kpi(id="time_to_value", name="Onboarding time to value", group=Group.RETENTION, unit=Unit.DAYS, better=Better.LOWER,
        value=Mean("days_to_value"), target=30,
        meaning="Mean days from the start of onboarding to the first value the customer drew."),
    Kpi(id="milestones", name="Onboarding milestones on time", group=Group.RETENTION, unit=Unit.PERCENT,
        better=Better.HIGHER, value=Total("milestones_on_time") / Total("milestones_due"), scale=100, target=90,
        meaning="How many of the onboarding milestones that fell due were reached on time."),
)  # fmt: skip
