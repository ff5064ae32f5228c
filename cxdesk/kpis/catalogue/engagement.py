"""Digital engagement: listed with what they need; their tables cannot be imported yet."""

from __future__ import annotations

from cxdesk.common.units import Better, Unit
from cxdesk.kpis.kpi import Group, Kpi
from cxdesk.kpis.nodes import Count, Distinct, Expression, Mean, Over, Ref, Total

WEB = "needs a Web traffic sheet: day, "
CAMPAIGNS = "needs a Campaigns sheet: campaign, started on, "
USAGE = "needs a Usage sheet: date, user"
MENTIONS = "needs a Mentions sheet: date, network"


def _kpi(kpi_id: str, name: str, unit: Unit, value: Expression, *, needs: str, meaning: str, target: float | None = None,
         better: Better = Better.HIGHER, split_by: str | None = None, printed: str = "",
         conventions: tuple[str, ...] = (), indexed: bool = True) -> Kpi:  # fmt: skip
    """A row of this group, not available yet."""
    return Kpi(id=kpi_id, name=name, group=Group.ENGAGEMENT, unit=unit, better=better, value=value,
               scale=100 if unit is Unit.PERCENT or kpi_id == "sentiment" else 1, target=target, split_by=split_by,
               needs_words=needs, meaning=meaning, printed=printed, conventions=conventions, indexed=indexed,
               available=False)  # fmt: skip


ENGAGEMENT: tuple[Kpi, ...] = (
    _kpi("conversion", "Conversion rate", Unit.PERCENT, Total("conversions") / Total("visitors"), target=2.2,
         needs=f"{WEB}visitors, conversions", meaning="How many visitors did what the site asks for.",
         printed="Given as 2 to 5 % for most sites and 10 to 11 % for the best; the median of B2B shops as 2.2 %."),
    _kpi("cart_abandonment", "Cart abandonment rate", Unit.PERCENT, 1 - Total("purchases") / Total("carts"), target=70,
         better=Better.LOWER, needs=f"{WEB}carts, purchases", conventions=("cart",),
         meaning="How many filled carts were left without a purchase.",
         printed="The printed formula, purchases / carts, is the complement of its own definition."),
    _kpi("feature_use", "Feature utilisation", Unit.PERCENT, Over("feature", Mean("uses_feature"), "median"), target=20,
         split_by="feature", needs=f"{USAGE}, feature",
         meaning="How many of all users use a feature; the figure shown is that of the median feature."),
    _kpi("mau", "Monthly active users", Unit.COUNT, Over("month", Distinct("user", "use"), "mean"), needs=USAGE,
         meaning="Different users in a month, on average over the months."),
    _kpi("dau", "Daily active users", Unit.COUNT, Over("day", Distinct("user", "use"), "mean"), needs=USAGE,
         meaning="Different users in a day, on average over all calendar days."),
    _kpi("stickiness", "DAU / MAU", Unit.PERCENT, Ref("dau") / Ref("mau"), target=20, needs=USAGE,
         meaning="How much of the month's users come on an ordinary day."),
    _kpi("visitors", "Traffic", Unit.COUNT, Total("visitors"), needs=f"{WEB}visitors",
         meaning="Visitors of the period."),
    _kpi("new_share", "New visitors' share", Unit.PERCENT, Total("new_visitors") / Total("visitors"),
         needs=f"{WEB}visitors, new visitors", meaning="How many visitors came for the first time."),
    _kpi("sessions_by_source", "Sessions by source", Unit.COUNT, Total("sessions"), split_by="source",
         needs=f"{WEB}source, sessions", meaning="Sessions of the period, by the source that brought them."),
    _kpi("session_minutes", "Average session duration", Unit.MINUTES, Total("session_minutes") / Total("sessions"),
         target=2, needs=f"{WEB}sessions, session seconds", meaning="Minutes that a session lasts on average."),
    _kpi("bounce", "Bounce rate", Unit.PERCENT, Total("bounces") / Total("sessions"), target=45, better=Better.LOWER,
         needs=f"{WEB}sessions, bounces", meaning="How many sessions ended on the page where they began."),
    _kpi("pages", "Page views per session", Unit.COUNT, Total("page_views") / Total("sessions"), target=3,
         needs=f"{WEB}sessions, page views", meaning="Pages seen in a session on average."),
    _kpi("email_open", "Email open rate", Unit.PERCENT, Total("emails_opened") / Total("emails_sent"), target=20,
         needs=f"{CAMPAIGNS}emails sent, emails opened", meaning="How many of the mails sent were opened."),
    _kpi("email_click", "Email click rate", Unit.PERCENT, Total("emails_clicked") / Total("emails_sent"), target=2.5,
         needs=f"{CAMPAIGNS}emails sent, emails clicked", meaning="How many of the mails sent were clicked."),
    _kpi("roi", "Campaign return on investment", Unit.PERCENT,
         (Total("campaign_income") - Total("campaign_cost")) / Total("campaign_cost"), target=100,
         needs=f"{CAMPAIGNS}cost, income", meaning="What campaigns brought beyond their cost, against that cost."),
    _kpi("cost_per_lead", "Cost per lead", Unit.MONEY, Total("campaign_cost") / Total("campaign_leads"),
         better=Better.LOWER, needs=f"{CAMPAIGNS}cost, leads", meaning="What a lead cost on average."),
    _kpi("cost_per_conversion", "Cost per conversion", Unit.MONEY,
         Total("campaign_cost") / Total("campaign_conversions"), better=Better.LOWER,
         needs=f"{CAMPAIGNS}cost, conversions", meaning="What a conversion cost on average."),
    _kpi("reach", "Social reach", Unit.COUNT, Total("reach"), needs=f"{CAMPAIGNS}reach",
         meaning="How many people the campaigns reached."),
    _kpi("mentions", "Brand mentions", Unit.COUNT, Count("mention"), needs=MENTIONS,
         meaning="Reviews and posts that name the brand."),
    _kpi("sentiment", "Net sentiment", Unit.POINTS, Mean("mention_positive") - Mean("mention_negative"), target=20,
         indexed=False, needs=f"{MENTIONS}, sentiment or rating",
         meaning="Share of positive mentions less share of negative ones, from -100 to 100."),
)  # fmt: skip
