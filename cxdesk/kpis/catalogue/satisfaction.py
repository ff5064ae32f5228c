"""Satisfaction: what customers say."""

from __future__ import annotations

from cxdesk.common.units import Better, Unit
from cxdesk.kpis.kpi import Group, Kpi
from cxdesk.kpis.nodes import Distinct, Mean, Over, Where, Without

# Words by which sheets call the two sides of a customer organisation, compared in lower case.
ADMINS = ("admin", "admins", "administrator", "administrators", "administrateur", "administrador", "it admin", "owner",
          "manager", "power user")  # fmt: skip
END_USERS = ("end user", "end users", "end-user", "end-users", "enduser", "user", "users", "employee", "staff",
             "member", "endanwender", "anwender", "benutzer", "utilisateur", "usuario", "utilizador")  # fmt: skip

SATISFACTION: tuple[Kpi, ...] = (
    Kpi(
        id="csat",
        name="Customer satisfaction score",
        group=Group.SATISFACTION,
        unit=Unit.PERCENT,
        better=Better.HIGHER,
        value=Mean("csat_satisfied"),
        scale=100,
        target=80,
        target_range=(75, 85),
        family="csat",
        conventions=("csat_satisfied_from",),
        goals=("Customer loyalty",),
        meaning="How many of the customers who answered the satisfaction question were satisfied. It speaks of single"
        " contacts and of those who answered; read it beside the response rate.",
        printed="The articles count answers of 4 and 5 of 5 as satisfied. One of them writes “above 4”, which would"
        " leave only the 5s; its own text and the others include the 4s.",
    ),
    Kpi(
        id="csat_mean",
        name="Average satisfaction",
        group=Group.SATISFACTION,
        unit=Unit.POINTS,
        better=Better.HIGHER,
        value=Mean("csat_score"),
        target=4.0,
        target_scale=(1, 5),
        family="csat",
        meaning="The mean of all satisfaction scores on the scale they were given on. It moves with every answer, also"
        " with those that stay on the same side of satisfied.",
    ),
    Kpi(
        id="nps",
        name="Net promoter score",
        group=Group.SATISFACTION,
        unit=Unit.POINTS,
        better=Better.HIGHER,
        value=Mean("nps_points"),
        target=50,
        target_range=(50, 80),
        conventions=("nps_scale",),
        goals=("Customer loyalty",),
        indexed=False,
        meaning="Share of promoters (9 or 10) less share of detractors (up to 6) among the answers to “would you"
        " recommend us?”, from -100 to 100. It needs many answers: with 50 of them it is known to about 19 points.",
        printed="One article gives the range as 0 to 100, the others -100 to 100; one asks on a scale of 1 to 10, the"
        " others 0 to 10. One prints (share - share) x 100 with shares already in percent.",
    ),
    Kpi(
        id="ces",
        name="Customer effort score",
        group=Group.SATISFACTION,
        unit=Unit.POINTS,
        better=Better.HIGHER,
        value=Mean("ces_score"),
        target=5.0,
        target_scale=(1, 7),
        conventions=("ces_scale", "ces_direction"),
        goals=("Operational excellence",),
        meaning="How easy customers found it to get their matter settled. Effort foretells who leaves better than"
        " satisfaction does; look at the spread of answers as well as at the mean.",
        printed="One article asks for agreement from 1 to 7, another for ease from 1 to 10. Older surveys ask for the"
        " effort itself, where lower is better.",
    ),
    Kpi(
        id="ces_easy",
        name="Low-effort share",
        group=Group.SATISFACTION,
        unit=Unit.PERCENT,
        better=Better.HIGHER,
        value=Mean("ces_easy"),
        scale=100,
        target=80,
        conventions=("ces_scale", "ces_direction"),
        meaning="How many of those who answered found it easy: the top two of five, three of seven or three of ten"
        " steps of the scale.",
    ),
    Kpi(
        id="response_rate",
        name="Survey response rate",
        group=Group.SATISFACTION,
        unit=Unit.PERCENT,
        better=Better.HIGHER,
        value=Mean("survey_answered"),
        scale=100,
        target=20,
        goals=("Strategic alignment",),
        meaning="How many of the surveys sent in the period were answered, whenever the answer came. One sending to one"
        " respondent counts once, however many questions it had.",
    ),
    Kpi(
        id="silent_accounts",
        name="Account response gap",
        group=Group.SATISFACTION,
        unit=Unit.PERCENT,
        better=Better.LOWER,
        value=Without("account", "ticket", "survey_answer") / Distinct("account", "ticket"),
        scale=100,
        target=50,
        goals=("Strategic alignment",),
        meaning="How many of the accounts that opened tickets in the period gave no survey answer of any kind in it."
        " What these customers think, no score tells.",
    ),
    Kpi(
        id="role_gap",
        name="Role sentiment gap",
        group=Group.SATISFACTION,
        unit=Unit.POINTS,
        better=Better.NEITHER,
        value=Where(Mean("csat_score"), "requester_role", ADMINS)
        - Where(Mean("csat_score"), "requester_role", END_USERS),
        target=0,
        tolerance=0.3,
        nearest_zero=True,
        indexed=False,
        split_by="requester_role",
        meaning="Average satisfaction of administrators less that of end users. Far from zero, one of the two groups is"
        " served less well than the average suggests.",
    ),
    Kpi(
        id="regional_csat",
        name="Regional satisfaction",
        group=Group.SATISFACTION,
        unit=Unit.POINTS,
        better=Better.HIGHER,
        value=Over("region", Mean("csat_score"), "min"),
        target=4.0,
        target_scale=(1, 5),
        split_by="region",
        family="csat",
        conventions=("min_sample",),
        meaning="Average satisfaction by region. The figure shown is that of the lowest region with enough answers.",
    ),
)
