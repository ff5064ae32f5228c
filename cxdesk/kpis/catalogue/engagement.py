"""Digital engagement: web traffic, usage of the product, campaigns and mentions."""

from __future__ import annotations

from functools import partial

from cxdesk.common.units import Better, Unit
from cxdesk.kpis.kpi import Group, Kpi
from cxdesk.kpis.nodes import Across, Agreed, Count, Distinct, Length, Mean, Over, Ref, Total

_row = partial(Kpi, group=Group.ENGAGEMENT)
_share = partial(_row, unit=Unit.PERCENT, scale=100)
UP, DOWN = Better.HIGHER, Better.LOWER
COMPLETED = Total("purchases") / Total("carts")
USERS = Distinct("user", "use")

ENGAGEMENT: tuple[Kpi, ...] = (
    _share(
        id="conversion",
        name="Conversion rate",
        better=UP,
        value=Total("conversions") / Total("visitors"),
        target=2.2,
        meaning="How many visitors did what the site asks for.",
        printed="Given as 2 to 5 % for most sites and 10 to 11 % for the best; the median of B2B shops as 2.2 %.",
    ),
    _share(
        id="cart_abandonment",
        name="Cart abandonment rate",
        better=DOWN,
        value=Agreed("cart", (("abandonment", 1 - COMPLETED), ("completion", COMPLETED))),
        target=70,
        conventions=("cart",),
        meaning="How many filled carts were left without a purchase.",
        printed="The printed formula, purchases / carts, is the complement of its own definition.",
    ),
    _share(
        id="feature_use",
        name="Feature utilisation",
        better=UP,
        value=Over("feature", USERS / Across("feature", USERS), "median"),
        sampled=True,
        target=20,
        split_by="feature",
        conventions=("min_sample",),
        meaning="How many of all users use a feature; the figure shown is that of the median feature.",
    ),
    _row(
        id="mau",
        name="Monthly active users",
        unit=Unit.COUNT,
        better=UP,
        value=Distinct("user_month", "use") / Length("months"),
        meaning="Different users in a month, on average over the months.",
    ),
    _row(
        id="dau",
        name="Daily active users",
        unit=Unit.COUNT,
        better=UP,
        value=Distinct("user_day", "use") / Length("days"),
        meaning="Different users in a day, on average over all calendar days.",
    ),
    _share(
        id="stickiness",
        name="DAU / MAU",
        better=UP,
        value=Ref("dau") / Ref("mau"),
        target=20,
        meaning="How much of the month's users come on an ordinary day.",
    ),
    _row(
        id="visitors",
        name="Traffic",
        unit=Unit.COUNT,
        better=UP,
        value=Total("visitors"),
        meaning="Visitors of the period.",
    ),
    _share(
        id="new_share",
        name="New visitors' share",
        better=UP,
        value=Total("new_visitors") / Total("visitors"),
        meaning="How many visitors came for the first time.",
    ),
    _row(
        id="sessions_by_source",
        name="Sessions by source",
        unit=Unit.COUNT,
        better=UP,
        value=Total("sessions"),
        split_by="source",
        meaning="Sessions of the period, by the source that brought them.",
    ),
    _row(
        id="session_minutes",
        name="Average session duration",
        unit=Unit.MINUTES,
        better=UP,
        value=Total("session_minutes") / Total("sessions"),
        target=2,
        meaning="Minutes that a session lasts on average.",
    ),
    _share(
        id="bounce",
        name="Bounce rate",
        better=DOWN,
        value=Total("bounces") / Total("sessions"),
        target=45,
        meaning="How many sessions ended on the page where they began.",
    ),
    _row(
        id="pages",
        name="Page views per session",
        unit=Unit.COUNT,
        better=UP,
        value=Total("page_views") / Total("sessions"),
        target=3,
        meaning="Pages seen in a session on average.",
    ),
    _share(
        id="email_open",
        name="Email open rate",
        better=UP,
        value=Total("emails_opened") / Total("emails_sent"),
        target=20,
        meaning="How many of the mails sent were opened.",
    ),
    _share(
        id="email_click",
        name="Email click rate",
        better=UP,
        value=Total("emails_clicked") / Total("emails_sent"),
        target=2.5,
        meaning="How many of the mails sent were clicked.",
    ),
    _share(
        id="roi",
        name="Campaign return on investment",
        better=UP,
        value=(Total("campaign_income") - Total("campaign_cost")) / Total("campaign_cost"),
        sampled=False,
        target=100,
        meaning="What campaigns brought beyond their cost, against that cost.",
    ),
    _row(
        id="cost_per_lead",
        name="Cost per lead",
        unit=Unit.MONEY,
        better=DOWN,
        value=Total("campaign_cost") / Total("campaign_leads"),
        meaning="What a lead cost on average.",
    ),
    _row(
        id="cost_per_conversion",
        name="Cost per conversion",
        unit=Unit.MONEY,
        better=DOWN,
        value=Total("campaign_cost") / Total("campaign_conversions"),
        meaning="What a conversion cost on average.",
    ),
    _row(
        id="reach",
        name="Social reach",
        unit=Unit.COUNT,
        better=UP,
        value=Total("reach"),
        meaning="How many people the campaigns reached.",
    ),
    _row(
        id="mentions",
        name="Brand mentions",
        unit=Unit.COUNT,
        better=UP,
        value=Count("mention"),
        meaning="Reviews and posts that name the brand.",
    ),
    _row(
        id="sentiment",
        name="Net sentiment",
        unit=Unit.POINTS,
        better=UP,
        value=Mean("mention_points"),
        target=20,
        indexed=False,
        meaning="Share of positive mentions less share of negative ones, from -100 to 100.",
    ),
)
