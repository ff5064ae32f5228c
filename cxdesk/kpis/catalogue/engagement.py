"""Digital engagement: listed with what they need; their tables cannot be imported yet."""

from __future__ import annotations

from functools import partial

from cxdesk.common.units import Better, Unit
from cxdesk.kpis.kpi import Group, Kpi
from cxdesk.kpis.nodes import Count, Distinct, Mean, Over, Ref, Total

WEB = "needs a Web traffic sheet: day, "
CAMPAIGNS = "needs a Campaigns sheet: campaign, started on, "
USAGE = "needs a Usage sheet: date, user"
MENTIONS = "needs a Mentions sheet: date, network"


_row = partial(Kpi, group=Group.ENGAGEMENT, available=False)
_share = partial(_row, unit=Unit.PERCENT, scale=100)
UP, DOWN = Better.HIGHER, Better.LOWER

ENGAGEMENT: tuple[Kpi, ...] = (
    _share(
        id="conversion",
        name="Conversion rate",
        better=UP,
        value=Total("conversions") / Total("visitors"),
        target=2.2,
        needs_words=f"{WEB}visitors, conversions",
        meaning="How many visitors did what the site asks for.",
        printed="Given as 2 to 5 % for most sites and 10 to 11 % for the best; the median of B2B shops as 2.2 %.",
    ),
    _share(
        id="cart_abandonment",
        name="Cart abandonment rate",
        better=DOWN,
        value=1 - Total("purchases") / Total("carts"),
        target=70,
        needs_words=f"{WEB}carts, purchases",
        conventions=("cart",),
        meaning="How many filled carts were left without a purchase.",
        printed="The printed formula, purchases / carts, is the complement of its own definition.",
    ),
    _share(
        id="feature_use",
        name="Feature utilisation",
        better=UP,
        value=Over("feature", Mean("uses_feature"), "median"),
        target=20,
        split_by="feature",
        needs_words=f"{USAGE}, feature",
        meaning="How many of all users use a feature; the figure shown is that of the median feature.",
    ),
    _row(
        id="mau",
        name="Monthly active users",
        unit=Unit.COUNT,
        better=UP,
        value=Over("month", Distinct("user", "use"), "mean"),
        needs_words=USAGE,
        meaning="Different users in a month, on average over the months.",
    ),
    _row(
        id="dau",
        name="Daily active users",
        unit=Unit.COUNT,
        better=UP,
        value=Over("day", Distinct("user", "use"), "mean"),
        needs_words=USAGE,
        meaning="Different users in a day, on average over all calendar days.",
    ),
    _share(
        id="stickiness",
        name="DAU / MAU",
        better=UP,
        value=Ref("dau") / Ref("mau"),
        target=20,
        needs_words=USAGE,
        meaning="How much of the month's users come on an ordinary day.",
    ),
    _row(
        id="visitors",
        name="Traffic",
        unit=Unit.COUNT,
        better=UP,
        value=Total("visitors"),
        needs_words=f"{WEB}visitors",
        meaning="Visitors of the period.",
    ),
    _share(
        id="new_share",
        name="New visitors' share",
        better=UP,
        value=Total("new_visitors") / Total("visitors"),
        needs_words=f"{WEB}visitors, new visitors",
        meaning="How many visitors came for the first time.",
    ),
    _row(
        id="sessions_by_source",
        name="Sessions by source",
        unit=Unit.COUNT,
        better=UP,
        value=Total("sessions"),
        split_by="source",
        needs_words=f"{WEB}source, sessions",
        meaning="Sessions of the period, by the source that brought them.",
    ),
    _row(
        id="session_minutes",
        name="Average session duration",
        unit=Unit.MINUTES,
        better=UP,
        value=Total("session_minutes") / Total("sessions"),
        target=2,
        needs_words=f"{WEB}sessions, session seconds",
        meaning="Minutes that a session lasts on average.",
    ),
    _share(
        id="bounce",
        name="Bounce rate",
        better=DOWN,
        value=Total("bounces") / Total("sessions"),
        target=45,
        needs_words=f"{WEB}sessions, bounces",
        meaning="How many sessions ended on the page where they began.",
    ),
    _row(
        id="pages",
        name="Page views per session",
        unit=Unit.COUNT,
        better=UP,
        value=Total("page_views") / Total("sessions"),
        target=3,
        needs_words=f"{WEB}sessions, page views",
        meaning="Pages seen in a session on average.",
    ),
    _share(
        id="email_open",
        name="Email open rate",
        better=UP,
        value=Total("emails_opened") / Total("emails_sent"),
        target=20,
        needs_words=f"{CAMPAIGNS}emails sent, emails opened",
        meaning="How many of the mails sent were opened.",
    ),
    _share(
        id="email_click",
        name="Email click rate",
        better=UP,
        value=Total("emails_clicked") / Total("emails_sent"),
        target=2.5,
        needs_words=f"{CAMPAIGNS}emails sent, emails clicked",
        meaning="How many of the mails sent were clicked.",
    ),
    _share(
        id="roi",
        name="Campaign return on investment",
        better=UP,
        value=(Total("campaign_income") - Total("campaign_cost")) / Total("campaign_cost"),
        target=100,
        needs_words=f"{CAMPAIGNS}cost, income",
        meaning="What campaigns brought beyond their cost, against that cost.",
    ),
    _row(
        id="cost_per_lead",
        name="Cost per lead",
        unit=Unit.MONEY,
        better=DOWN,
        value=Total("campaign_cost") / Total("campaign_leads"),
        needs_words=f"{CAMPAIGNS}cost, leads",
        meaning="What a lead cost on average.",
    ),
    _row(
        id="cost_per_conversion",
        name="Cost per conversion",
        unit=Unit.MONEY,
        better=DOWN,
        value=Total("campaign_cost") / Total("campaign_conversions"),
        needs_words=f"{CAMPAIGNS}cost, conversions",
        meaning="What a conversion cost on average.",
    ),
    _row(
        id="reach",
        name="Social reach",
        unit=Unit.COUNT,
        better=UP,
        value=Total("reach"),
        needs_words=f"{CAMPAIGNS}reach",
        meaning="How many people the campaigns reached.",
    ),
    _row(
        id="mentions",
        name="Brand mentions",
        unit=Unit.COUNT,
        better=UP,
        value=Count("mention"),
        needs_words=MENTIONS,
        meaning="Reviews and posts that name the brand.",
    ),
    _row(
        id="sentiment",
        name="Net sentiment",
        unit=Unit.POINTS,
        better=UP,
        scale=100,
        value=Mean("mention_positive") - Mean("mention_negative"),
        target=20,
        indexed=False,
        needs_words=f"{MENTIONS}, sentiment or rating",
        meaning="Share of positive mentions less share of negative ones, from -100 to 100.",
    ),
)
