"""Use of the product, web traffic, campaigns and mentions of the sample company.

Facts planted: features are used very unevenly; customers who are about to leave stop using the product first;
traffic and conversions grow with the spring campaign of 2024; mailings do well; in June 2024 people complain in
public that answers take long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from resources.samples.customers import FADING, Customer
from resources.samples.writing import Row, Sheet, days, lognormal, months, whole

USAGE_COLUMNS = ("Date", "User", "Account", "Feature", "Minutes")
WEB_COLUMNS = ("Day", "Traffic source", "Visitors", "New visitors", "Sessions", "Page views", "Bounces",
               "Session seconds", "Carts", "Purchases", "Conversions")  # fmt: skip
CAMPAIGN_COLUMNS = ("Campaign", "Type", "Started on", "Cost", "Income", "Leads", "Conversions", "Reach",
                    "Emails sent", "Emails opened", "Emails clicked")  # fmt: skip
MENTION_COLUMNS = ("Posted at", "Network", "Sentiment", "Rating", "Text")
# share of users to whom a feature matters, chance that they use it on a day they are there, minutes
FEATURES = {"Inbox": (1.0, 0.8, 26), "Search": (0.75, 0.2, 4), "Reports": (0.45, 0.13, 12), "Calendar": (0.42, 0.16, 7),
            "Rules": (0.2, 0.1, 9), "Knowledge base": (0.36, 0.1, 8), "Mobile app": (0.22, 0.3, 6),
            "Archive": (0.1, 0.08, 5)}  # fmt: skip
USE_BY_WEEKDAY = (1.0, 1.05, 1.0, 0.98, 0.85, 0.12, 0.1)
FADES_FROM = date(2024, 5, 6)
STOPS_BEFORE_LEAVING = timedelta(days=45)


@dataclass(frozen=True, kw_only=True)
class Source:
    """A source of traffic: visitors a day, shares of new ones, bounces, carts, purchases of carts, conversions."""

    name: str
    visitors: float
    new: float
    pages: float
    seconds: float
    bounce: float
    cart: float
    bought: float
    converted: float


SOURCES = (
    Source(name="Organic search", visitors=150, new=0.62, pages=3.1, seconds=142, bounce=0.43, cart=0.055,
           bought=0.33, converted=0.022),
    Source(name="Direct", visitors=80, new=0.31, pages=3.6, seconds=176, bounce=0.36, cart=0.07, bought=0.36,
           converted=0.029),
    Source(name="Paid search", visitors=52, new=0.78, pages=2.3, seconds=88, bounce=0.57, cart=0.06, bought=0.24,
           converted=0.021),
    Source(name="E-mail", visitors=26, new=0.12, pages=4.0, seconds=190, bounce=0.3, cart=0.09, bought=0.41,
           converted=0.048),
    Source(name="Social media", visitors=34, new=0.7, pages=1.9, seconds=64, bounce=0.63, cart=0.03, bought=0.2,
           converted=0.009),
)  # fmt: skip
# campaign, type, start, cost, income, leads, conversions, reach
PAID = (
    ("Search ads winter 2023", "Ads", "2023-01-16", 1900, 4100, 46, 6, 41000),
    ("Trade fair Lyon", "Event", "2023-03-14", 4200, 6900, 61, 7, 2600),
    ("Customer stories", "Social", "2023-05-08", 900, 1500, 22, 3, 58000),
    ("Search ads summer 2023", "Ads", "2023-07-03", 1700, 2600, 31, 4, 36000),
    ("Back to work", "Social", "2023-09-04", 1100, 2700, 35, 5, 74000),
    ("Webinar on billing", "Event", "2023-10-17", 600, 2100, 58, 4, 1900),
    ("Year-end offer", "Ads", "2023-12-04", 1500, 2500, 29, 4, 39000),
    ("Search ads winter 2024", "Ads", "2024-01-15", 2000, 4300, 44, 6, 45000),
    ("Spring campaign: search", "Ads", "2024-03-04", 3100, 8200, 83, 11, 88000),
    ("Spring campaign: social", "Social", "2024-04-08", 2400, 5900, 64, 8, 152000),
    ("Spring campaign: webinar", "Event", "2024-05-14", 1300, 4400, 71, 7, 3400),
    ("Summer workshop", "Event", "2024-06-04", 800, 2100, 33, 3, 1500),
    ("Customer stories 2024", "Social", "2024-06-10", 950, 1350, 21, 2, 61000),
)
NETWORKS = {"Review site": 0.34, "Forum": 0.22, "Short posts": 0.27, "Video": 0.07, "Trade press": 0.10}
TEXTS = {
    "positive": ("Support solved it in one go", "Best tool we had for this", "Billing questions are quick now"),
    "neutral": ("Comparing it with two others", "New version is out", "Works, nothing special"),
    "negative": ("Waited two days for an answer", "Down again this morning", "Price went up in January"),
}


def usage_rows(customers: Sequence[Customer]) -> list[Row]:
    """One row a user, feature and day."""
    random = Random(20240721)
    people = [(who, customer) for customer in customers for who in customer.contacts if random.random() < 0.6]
    users = [_User(random, who, customer) for who, customer in people]
    return [row for day in days() for user in users for row in user.on(random, day)]


class _User:
    """Somebody at a customer: how often there, and which features matter."""

    def __init__(self, random: Random, name: str, customer: Customer) -> None:
        self.name, self.customer = name, customer
        self.often = random.choice((0.04, 0.08, 0.15, 0.3, 0.45, 0.65))
        self.features = [feature for feature, (share, _, _) in FEATURES.items() if random.random() < share]

    def on(self, random: Random, day: date) -> Iterator[Row]:
        """Rows of a day; none where not there."""
        left = self.customer.ended
        if day < self.customer.began or (left is not None and day > left - STOPS_BEFORE_LEAVING):
            return
        fading = 0.05 if self.customer.name in FADING and day >= FADES_FROM else 1.0
        growth = 0.85 + 0.0004 * (day - date(2023, 1, 1)).days
        if random.random() >= self.often * USE_BY_WEEKDAY[day.weekday()] * fading * growth:
            return
        for feature in self.features:
            _, chance, minutes = FEATURES[feature]
            if random.random() < chance:
                spent = max(1, round(lognormal(random, minutes, 0.6)))
                values = (day, self.name, self.customer.name, feature, spent)
                yield dict(zip(USAGE_COLUMNS, values, strict=True))


def web_rows() -> list[Row]:
    """One row a day and source."""
    random = Random(20240722)
    return [_web(random, day, source) for day in days() for source in SOURCES]


def _web(random: Random, day: date, source: Source) -> Row:
    spring = date(2024, 3, 4) <= day <= date(2024, 5, 31)
    weekend, growth = day.weekday() > 4, 1 + 0.0005 * (day - date(2023, 1, 1)).days
    visitors = whole(random, source.visitors * growth * (0.5 if weekend else 1.1) * (1.25 if spring else 1.0))
    sessions = visitors + whole(random, 0.19 * visitors)
    carts = whole(random, source.cart * visitors)
    down = day in {date(2024, 6, 12), date(2023, 11, 6), date(2023, 11, 8)}
    bounces = min(sessions, whole(random, sessions * source.bounce * (1.3 if down else 1.0)))
    converted = whole(random, visitors * source.converted * (1.15 if spring else 0.4 if down else 1.0))
    values = (
        day, source.name, visitors, min(visitors, whole(random, visitors * source.new)), sessions,
        max(sessions, whole(random, sessions * source.pages)), bounces,
        round(sessions * source.seconds * random.uniform(0.9, 1.1)), carts,
        min(carts, whole(random, carts * source.bought)), min(visitors, converted),
    )  # fmt: skip
    return dict(zip(WEB_COLUMNS, values, strict=True))


def campaign_rows() -> list[Row]:
    """Campaigns that cost money, and a newsletter every month."""
    random = Random(20240723)
    rows = [
        dict(zip(CAMPAIGN_COLUMNS, (name, kind, date.fromisoformat(start), *numbers), strict=False))
        for name, kind, start, *numbers in PAID
    ]
    for index, month in enumerate(months()):
        sent = 1800 + 45 * index + random.randrange(60)
        opened = round(sent * random.uniform(0.31, 0.38))
        rows.append({"Campaign": f"Newsletter {month:%B %Y}", "Type": "Newsletter",
                     "Started on": month + timedelta(days=8 + random.randrange(4)), "Emails sent": sent,
                     "Emails opened": opened, "Emails clicked": round(opened * random.uniform(0.1, 0.15))})  # fmt: skip
    return sorted(rows, key=lambda row: row["Started on"])


def mention_rows() -> list[Row]:
    """Posts with a sentiment; the review site gives stars instead."""
    random = Random(20240724)
    rows: list[Row] = []
    for month in months():
        glad, sour = {(2023, 11): (0.3, 0.46), (2024, 6): (0.44, 0.3)}.get((month.year, month.month), (0.52, 0.2))
        length = ((month + timedelta(days=32)).replace(day=1) - month).days
        for _ in range(whole(random, 26)):
            minutes = random.randrange(length * 24 * 60 - 60)
            posted = datetime.combine(month, time()) + timedelta(minutes=minutes)
            network = random.choices(list(NETWORKS), list(NETWORKS.values()))[0]
            draw = random.random()
            feeling = "positive" if draw < glad else "negative" if draw < glad + sour else "neutral"
            row: Row = {"Posted at": posted, "Network": network, "Text": random.choice(TEXTS[feeling])}
            if network == "Review site":
                row["Rating"] = {"positive": random.choice((4, 5, 5)), "neutral": 3}.get(feeling, random.choice((1, 2)))
            else:
                row["Sentiment"] = feeling.capitalize()
            rows.append(row)
    return sorted(rows, key=lambda row: row["Posted at"])


def sheets(customers: Sequence[Customer]) -> list[Sheet]:
    """Usage, web traffic, campaigns, mentions."""
    return [
        ("Usage", USAGE_COLUMNS, usage_rows(customers)),
        ("Web traffic", WEB_COLUMNS, web_rows()),
        ("Campaigns", CAMPAIGN_COLUMNS, campaign_rows()),
        ("Mentions", MENTION_COLUMNS, mention_rows()),
    ]
