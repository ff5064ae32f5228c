"""Where KPIs and their default targets come from: a row a KPI of the catalogue.

Only what the articles and the publishers themselves print is said here; a default that nobody published says so.
Articles are named by the letters of `ARTICLES`, in the order in which they are listed there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Article:
    """One of the articles that the catalogue was made from; `year` is "" where the article gives none."""

    publisher: str
    title: str
    year: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A published figure to compare with: who found what among whom and when, and where it stands."""

    words: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Who names a KPI (letters of `ARTICLES`, "" = none of them), what its default target rests on, other figures."""

    named_by: str
    target: str
    figures: tuple[Figure, ...] = ()


ARTICLES: dict[str, Article] = {
    "V": Article(
        publisher="Virto Commerce",
        title="“Driving B2B Excellence: TOP-15 CX Metrics and Customer Service KPIs”",
        year="2024",
    ),
    "B": Article(publisher="Brickclay", title="a guide to 26 customer service KPIs"),
    "F": Article(publisher="Front", title="“How to measure customer experience: The metrics that matter”"),
    "T": Article(publisher="TeamSupport", title="“What KPIs matter most for B2B customer service?” by Laura Ballam"),
    "L": Article(publisher="LuckBoosters", title="an article on 8 metrics of a customer-focused B2B strategy"),
}

OWN = "A starting point of CX Desk's own: the articles print no target, so set yours."
NO_DEFAULT = "No default target: what is good depends on the business."


def _row(named_by: str, target: str = OWN, *figures: Figure) -> Origin:
    return Origin(named_by=named_by, target=target, figures=figures)


_SUPPORT_INDUSTRY = "http://www.supportindustry.com/2010_metricssurvey.htm"
_HDI = "http://dc.ubm-us.com/i/352670-pearls-of-wisdom-hdi-research-brief-compilation-2013-2014/7"
_METRICNET = "https://www.metricnet.com/"
_SQM = "https://sqmgroup.com/resources/library/blog/fcr-customer-satisfaction-comparison-industry-and-call-reason"

ORIGINS: dict[str, Origin] = {
    # Satisfaction
    "csat": _row(
        "VBFTL",
        "80 %: within the 75 to 85 % that LuckBoosters calls a good score in B2B.",
        Figure(words="Zendesk, 3rd quarter of 2013, 16,000 accounts: 82 % of answers to a good-or-bad question.",
               url="https://www.zendesk.com/newsroom/press-releases/"
                   "zendesk-benchmark-customer-satisfaction-rise-big-gains-emerging-markets/"),
        Figure(words="SQM Group, over 500 North American contact centres: technical support 75 % (best answer only).",
               url=_SQM),
    ),
    "csat_mean": _row(""),
    "nps": _row(
        "VBFTL",
        "50: the lower end of the 50 to 80 that LuckBoosters quotes from Bain & Co for the fastest-growing companies.",
    ),
    "ces": _row(
        "VBFL", OWN,
        Figure(words="Zonka Feedback: no standard exists.", url="https://www.zonkafeedback.com/guides/"
               "customer-effort-score-guide/customer-effort-score-benchmark"),
    ),
    "ces_easy": _row(""),
    "response_rate": _row(
        "L", OWN,
        Figure(words="CustomerGauge, 2025, over 50 programmes: two nearly identical B2B programmes had 26 % and 3 %.",
               url="https://response-rate-predictor.pages.dev/whitepaper.html"),
    ),
    "silent_accounts": _row("F"),
    "role_gap": _row("F", "0: no gap between the roles; the article prints no figure."),
    "regional_csat": _row("B"),
    # Responsiveness
    "frt": _row(
        "VBT",
        "24 h: the limit that Virto Commerce gives for e-mail and online forms.",
        Figure(words="SuperOffice, study of 1,000 companies: 12 h 10 min on average by e-mail.",
               url="https://www.superoffice.co.uk/resources/articles/customer-service-response-times"),
    ),
    "frt_median": _row(""),
    "frt_p90": _row(""),
    "frt_on_target": _row(
        "V",
        "The limits are those of Virto Commerce, one minute for its “instant” chat; the share of 90 % is a starting"
        " point of CX Desk's own.",
        Figure(words="Call Centre Helper, 2015, over 600 respondents: on the phone, 80 % within 20 seconds is the"
               " classic target (a target, no result).",
               url="https://callcentrehelper.com/80-in-20-seconds-think-again-78567.htm"),
    ),
    "frt_hour": _row("T", "The hour is what most customers expect, says TeamSupport; the share of 50 % is a starting"
                     " point of CX Desk's own."),
    "global_frt": _row("B", "24 h, as for first response time."),
    "art": _row("VBT"),
    "art_median": _row(""),
    "art_p90": _row(""),
    "sla": _row("B"),
    # Resolution quality
    "fcr": _row(
        "VF",
        "70 %: the lower end of the 70 to 75 % that Virto Commerce gives as the standard.",
        Figure(words="HDI, 2013, 196 organisations with external technical support: 64.1 % on average, by phone.",
               url=_HDI),
        Figure(words="SQM Group, over 500 North American contact centres, asked after the call: technical support"
               " 65 %.", url=_SQM),
    ),
    "resolution_rate": _row("V"),
    "resolution_ratio": _row("V"),
    "replies": _row(
        "V", OWN,
        Figure(words="SupportIndustry, 2010: 59.8 % of desks need 1 to 3 e-mails, 21.5 % need 4 to 6.",
               url=_SUPPORT_INDUSTRY),
    ),
    "reopen_rate": _row(
        "F", OWN,
        Figure(words="Endsight, 2022, survey of 260 companies, quoted by MetricHQ: 3.1 % on average.",
               url="https://mhq-gatsby.pages.dev/support/ticket-reopen-rate/"),
    ),
    "escalation_rate": _row(
        "BF", OWN,
        Figure(words="SupportIndustry, 2010: 30.3 % of desks escalate less than 10 %, 7.8 % more than half.",
               url=_SUPPORT_INDUSTRY),
    ),
    "handoff_rate": _row("F"),
    "handoffs": _row("F"),
    "repeat_rate": _row(""),
    "durable_rate": _row("F"),
    "automation_rate": _row("B"),
    # Volume, workload and cost
    "volume": _row("BT", NO_DEFAULT),
    "per_customer": _row("T"),
    "per_agent": _row(
        "T", NO_DEFAULT,
        Figure(words="HDI, 2013, external technical support: the median lies at 151 to 200 a month.", url=_HDI),
    ),
    "backlog": _row("", NO_DEFAULT),
    "backlog_age": _row(""),
    "net_flow": _row("", "0: as many are resolved as come in."),
    "after_hours": _row("", NO_DEFAULT),
    "cost_per_ticket": _row(
        "T",
        "No default target: each business must find its own, says TeamSupport.",
        Figure(words="MetricNet, North America, undated: about 22 US dollars at the first level.",
               url=f"{_METRICNET}metrics-unleashed-shift-left/"),
    ),
    "live_ratio": _row("T"),
    "hold_time": _row("T"),
    # Retention and revenue
    "churn": _row("VBFTL", "3 % a month: LuckBoosters' example of a goal is a monthly churn below it."),
    "retention": _row("BFTL", "97 % a month: the counterpart of LuckBoosters' example of a goal for churn."),
    "apv": _row("VBL", NO_DEFAULT),
    "purchase_frequency": _row("VBL", NO_DEFAULT),
    "lifespan": _row("VBL", NO_DEFAULT),
    "clv": _row("VBFL", NO_DEFAULT),
    "ltv_cac": _row("L", "3: LuckBoosters gives at least 3 to 1 for a strong business, 5 to 1 as outstanding."),
    "expansion": _row("B", "0: existing customers spend as much as before; the article prints no figure."),
    "upsell_rate": _row("B", "20 %: Brickclay advises to aim above it."),
    "health": _row("B", "80 %: Brickclay advises to aim above it."),
    "onboarding_time": _row("V"),
    "time_to_value": _row("VF"),
    "milestones": _row("V"),
    # Digital engagement
    "conversion": _row(
        "VL", "2.2 %: the median of B2B shops that Virto Commerce gives; its standard is 2 to 5 %, about 10 % is good.",
    ),
    "cart_abandonment": _row(
        "V",
        "70 %: the middle of the 60 to 80 % that Virto Commerce gives for online retailers.",
        Figure(words="Baymard Institute, 14 years of tracking: 70.19 %.",
               url="https://baymard.com/blog/cart-abandonment-statistics"),
    ),
    "feature_use": _row("VFL"),
    "mau": _row("L", NO_DEFAULT),
    "dau": _row("L", NO_DEFAULT),
    "stickiness": _row("L"),
    "visitors": _row("VL", NO_DEFAULT),
    "new_share": _row("V", NO_DEFAULT),
    "sessions_by_source": _row("V", NO_DEFAULT),
    "session_minutes": _row("VL"),
    "bounce": _row("VL"),
    "pages": _row("V"),
    "email_open": _row("L"),
    "email_click": _row("L"),
    "roi": _row("VL"),
    "cost_per_lead": _row("V", NO_DEFAULT),
    "cost_per_conversion": _row("V", NO_DEFAULT),
    "reach": _row("V", NO_DEFAULT),
    "mentions": _row("VL", NO_DEFAULT),
    "sentiment": _row("L"),
    # Team and systems
    "esat": _row(
        "B", OWN,
        Figure(words="MetricNet, service desks worldwide: 77 % of agents are satisfied, from 44 to 97 %.",
               url=f"{_METRICNET}agent-satisfaction-survey/"),
    ),
    "employee_retention": _row("B", "85 %: Brickclay advises to aim above it; taken as a figure a year here."),
    "training_hours": _row("B", NO_DEFAULT),
    "productivity": _row("B", NO_DEFAULT),
    "software_use": _row("B"),
    "technology_adoption": _row("B"),
    "uptime": _row("B", "A starting point of CX Desk's own: 99.9 % leaves 43.8 minutes a month of outage."),
    # Governance
    "audit_score": _row("L"),
    "review_rate": _row("B"),
}  # fmt: skip
