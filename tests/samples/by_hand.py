"""The KPIs of the further tables worked from the raw cells of the sample in plain pandas, by the catalogue's words.

Nothing of the app is used here: this is the second opinion that the app's numbers are held against. Times stay as they
stand in the cells (wall clock of the workspace's zone); days of a period are calendar days. Numbers are in the units of
the catalogue, shares in percent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

YEAR = pd.Timedelta(days=365.25)
MONTHS_OF_PURCHASES = 12
Frame = pd.DataFrame
When = pd.Timestamp


def sheets_of(folder: Path) -> dict[str, Frame]:
    """All sheets of the sample by name, whole rows that stand twice taken out; figures of both workbooks together."""
    found: dict[str, Frame] = {}
    for path in sorted(folder.glob("northwind-*.xlsx")):
        for name, frame in pd.read_excel(path, sheet_name=None, engine="calamine").items():
            rows = frame.drop_duplicates()
            found[str(name)] = pd.concat([found[str(name)], rows]) if name in found else rows
    return found


@dataclass(frozen=True)
class ByHand:
    """The sample's sheets and a period `[start, end)`; `whole` = over everything, where rows without a date count."""

    sheets: Mapping[str, Frame]
    start: When
    end: When
    whole: bool = False

    def inside(self, dates: pd.Series) -> pd.Series:
        """Rows dated in the period."""
        dates = pd.to_datetime(dates, errors="coerce")
        return dates.between(self.start, self.end, inclusive="left") | (dates.isna() & self.whole)

    @cached_property
    def as_of(self) -> When:
        """The latest instant of the data: no due date, no contract's end, no figure's month."""
        columns = {
            "Tickets": ("Created at", "First response at", "Resolved at"), "NPS": ("Answered at",),
            "CES": ("Answered at",), "Team pulse": ("Answered at",), "Orders": ("Order date",), "Usage": ("Date",),
            "Mentions": ("Posted at",),
        }  # fmt: skip
        every = [self.sheets[sheet][name] for sheet, names in columns.items() for name in names]
        return max(pd.to_datetime(dates, errors="coerce").max() for dates in every)

    @cached_property
    def tickets(self) -> Frame:
        """Tickets that count, with instants."""
        frame = self.sheets["Tickets"]
        frame = frame[frame["Spam"] == "No"].copy()
        frame["solved"] = pd.to_datetime(frame["Resolved at"], errors="coerce")
        return frame

    # retention

    @property
    def accounts(self) -> Frame:
        """Customers."""
        return self.sheets["Accounts"]

    def standing(self, frame: Frame, began: str, ended: str, at: When) -> pd.Series:
        """Who started before an instant and has not ended before it."""
        return (frame[began] < at) & (frame[ended].isna() | (frame[ended] >= at))

    def customers_at(self, at: When) -> pd.Series:
        """Which customers stand at an instant."""
        return self.standing(self.accounts, "Customer since", "Ended on", at)

    def churn(self) -> float:
        """Ends inside the period of customers standing at its start / customers at its start."""
        there = self.customers_at(self.start)
        lost = there & self.accounts["Ended on"].between(self.start, self.end, inclusive="left")
        return 100 * lost.sum() / there.sum()

    def retention(self) -> float:
        """Standing at both ends / standing at the start."""
        there = self.customers_at(self.start)
        return 100 * (there & self.customers_at(self.end)).sum() / there.sum()

    @cached_property
    def orders(self) -> Frame:
        """Orders of the period."""
        return self._orders(self.start, self.end)

    def _orders(self, start: When, end: When) -> Frame:
        every = self.sheets["Orders"]
        return every[every["Order date"].between(start, end, inclusive="left")]

    def apv(self) -> float:
        """Amounts / orders; lines with one number are one order."""
        return self.orders["Amount"].sum() / self.orders["Order ID"].nunique()

    def purchase_frequency(self) -> float:
        """Orders / buying customers / years, over the 12 months that end with the period: a year.

        Where the data is shorter all of it, from the start of its first month, in years of 365.25 days.
        """
        since = self.sheets["Orders"]["Order date"].min().to_period("M").to_timestamp()
        first = max(self.end - pd.DateOffset(months=MONTHS_OF_PURCHASES), since)
        found = self._orders(first, self.end)
        years = (self.end - first) / YEAR if first == since else 1.0
        return found["Order ID"].nunique() / found["Account"].nunique() / years

    def lifespan(self) -> float:
        """Mean years from start to end (or as-of) of customers standing at any time in the period."""
        began, ended = self.accounts["Customer since"], self.accounts["Ended on"]
        there = (began < self.end) & (ended.isna() | (ended >= self.start))
        until = ended.fillna(self.as_of)
        return float((until - began)[there].dt.total_seconds().mean()) / YEAR.total_seconds()

    def clv(self) -> float:
        """The three together."""
        return self.apv() * self.purchase_frequency() * self.lifespan()

    def figure(self, name: str) -> pd.Series:
        """Values of a figure in the months that start in the period."""
        rows = self.sheets["Figures"]
        return rows.loc[(rows["Name"] == name) & self.inside(rows["Month"]), "Value"]

    def ltv_cac(self) -> float:
        """Lifetime value / (acquisition cost / customers won)."""
        won = self.accounts["Customer since"].between(self.start, self.end, inclusive="left").sum()
        return self.clv() / (self.figure("acquisition_cost").sum() / won)

    def expansion(self) -> float | None:
        """Revenue of those who bought before, less the same customers' revenue in the period before; a month only."""
        if self.whole:
            return None
        before = self._orders(When.min, self.start)["Account"]
        past = self._orders(self.start - pd.DateOffset(months=1), self.start)
        now = self.orders
        return float(now.loc[now["Account"].isin(before), "Amount"].sum() - past["Amount"].sum())

    def upsell_rate(self) -> float:
        """Upsell and cross-sell orders / customers who ordered."""
        more = self.orders[self.orders["Order type"].isin(["Upsell", "Cross-sell"])]
        return 100 * more["Order ID"].nunique() / self.orders["Account"].nunique()

    def onboarding_time(self) -> float:
        """Days from start to end of onboarding, dated by the end."""
        return self._onboarding("Onboarded on")

    def time_to_value(self) -> float:
        """Days from start of onboarding to first value, dated by it."""
        return self._onboarding("First value on")

    def _onboarding(self, end: str) -> float:
        spans = (self.accounts[end] - self.accounts["Onboarding started"])[self.inside(self.accounts[end])]
        return float(spans.dt.total_seconds().mean() / 86400)

    def milestones(self) -> float:
        """Milestones on time / due, dated by the end of onboarding."""
        rows = self.accounts[self.inside(self.accounts["Onboarded on"])]
        return 100 * rows["Milestones on time"].sum() / rows["Milestones due"].sum()

    def health(self) -> float:
        """Mean over accounts of the mean of their parts, of which two must be there."""
        mean = pd.concat(self.health_parts(), axis=1)
        return float(100 * mean.mean(axis=1)[mean.count(axis=1) >= 2].mean())

    def health_parts(self) -> list[pd.Series]:
        """Satisfied, NPS, SLA, not reopened, used in the last 30 days (0: only before), health columns: by account."""
        tickets, nps = self.tickets, self.sheets["NPS"]
        solved = tickets[self.inside(tickets["solved"]) & tickets["solved"].notna()]
        rated = tickets[tickets["Satisfaction score"].notna()]
        rated = rated[self.inside(rated["solved"].fillna(rated["Created at"]))]
        created = tickets[self.inside(tickets["Created at"])]
        likely = nps.iloc[:, 7]
        points = ((likely >= 9).astype(float) - (likely <= 6))[self.inside(nps["Answered at"]) & likely.notna()]
        use = self.sheets["Usage"]
        last = min(self.end, self.as_of)
        used = use[(use["Date"] >= last - pd.Timedelta(days=30)) & (use["Date"] < last)]
        ever = use.loc[use["Date"] < last, "Account"].unique()
        lately = pd.Series(1.0, index=used["Account"].unique()).reindex(ever).fillna(0.0)
        given = self.accounts.set_index("Account")
        return [
            (rated["Satisfaction score"] >= 4).groupby(rated["Account"]).mean(),
            (points.groupby(nps["Account"]).mean() + 1) / 2,
            (created["SLA met?"] == "Yes").groupby(created["Account"]).mean(),
            1 - (solved["Reopens"] > 0).groupby(solved["Account"]).mean(),
            lately,
            given["Health: adoption"],
            given["Health: relationship (%)"] / 100,
        ]

    # digital engagement

    @cached_property
    def web(self) -> pd.Series:
        """Sums of the web columns."""
        rows = self.sheets["Web traffic"]
        return rows[self.inside(rows["Day"])].drop(columns=["Day", "Traffic source"]).sum()

    def of_web(self, above: str, below: str, scale: float = 100) -> float:
        """One sum over another."""
        return scale * self.web[above] / self.web[below]

    @cached_property
    def use(self) -> Frame:
        """Uses of the period."""
        rows = self.sheets["Usage"]
        return rows[self.inside(rows["Date"])]

    def feature_use(self) -> float:
        """Users of the median feature / users."""
        return 100 * float(self.use.groupby("Feature")["User"].nunique().median()) / self.use["User"].nunique()

    def mau(self) -> float:
        """Users a month, mean of the months."""
        by_month = self.use.groupby(self.use["Date"].dt.to_period("M"))["User"].nunique()
        return float(by_month.sum()) / len(pd.period_range(self.start, self.end - pd.Timedelta(days=1), freq="M"))

    def dau(self) -> float:
        """Users a day, mean of all calendar days."""
        return float(self.use.groupby("Date")["User"].nunique().sum()) / (self.end - self.start).days

    @cached_property
    def campaigns(self) -> pd.Series:
        """Sums of the campaigns that started in the period."""
        rows = self.sheets["Campaigns"]
        return rows[self.inside(rows["Started on"])].drop(columns=["Campaign", "Type", "Started on"]).sum()

    def of_campaigns(self, above: str, below: str, scale: float = 100) -> float:
        """One sum over another."""
        return scale * self.campaigns[above] / self.campaigns[below]

    @cached_property
    def posts(self) -> Frame:
        """Mentions of the period."""
        rows = self.sheets["Mentions"]
        return rows[self.inside(rows["Posted at"])]

    def sentiment(self) -> float:
        """Share of positive less share of negative mentions; 4 and 5 stars are positive, 1 and 2 negative."""
        words, stars = self.posts["Sentiment"], self.posts["Rating"]
        positive = (words == "Positive") | (words.isna() & (stars >= 4))
        negative = (words == "Negative") | (words.isna() & (stars <= 2))
        return 100 * float((positive.astype(float) - negative).mean())

    # team, systems, governance

    def esat(self) -> float:
        """Mean answer of the team."""
        rows = self.sheets["Team pulse"]
        return float(rows.loc[self.inside(rows["Answered at"])].iloc[:, -1].mean())

    @property
    def team(self) -> Frame:
        """Members of the team."""
        return self.sheets["Employees"]

    def members_at(self, at: When) -> pd.Series:
        """Who stands at an instant."""
        return self.standing(self.team, "Hired on", "Left on", at)

    def employee_retention(self) -> float:
        """(at the end - hired and still there) / at the start."""
        there, then = self.members_at(self.start), self.members_at(self.end)
        hired = then & self.team["Hired on"].between(self.start, self.end, inclusive="left")
        return 100 * (then.sum() - hired.sum()) / there.sum()

    @property
    def months_worked(self) -> Frame:
        """Rows of hours whose month is in the period."""
        rows = self.sheets["Hours"]
        return rows[self.inside(rows["Month"])]

    def training_hours(self) -> float:
        """Hours of training / employees."""
        return self.months_worked["Training hours"].sum() / self.months_worked["Employee"].nunique()

    def productivity(self) -> float:
        """Tickets resolved / hours worked."""
        solved = self.tickets["solved"]
        return (self.inside(solved) & solved.notna()).sum() / self.months_worked["Hours worked"].sum()

    def software_use(self) -> float:
        """Members at the end who use the software / licences of the last month."""
        users = self.members_at(self.end) & (self.team["Uses help desk software"] == "Yes")
        return 100 * users.sum() / self.figure("software_licences").iloc[-1]

    def technology_adoption(self) -> float:
        """(new - old) / members at the end."""
        there = self.team[self.members_at(self.end)]["Technology"]
        return 100 * ((there == "New").sum() - (there == "Old").sum()) / len(there)

    def uptime(self) -> float:
        """1 - minutes in which anything was down / minutes of the period until as-of."""
        rows = self.sheets["Outages"]
        until = min(self.end, self.as_of)
        down: set[When] = set()
        for start, end in zip(rows["Outage start"], rows["Outage end"], strict=True):
            down |= set(pd.date_range(start, end, freq="min", inclusive="left"))
        minutes = sum(self.start <= minute < until for minute in down)
        return 100 * (1 - minutes / ((until - self.start) / pd.Timedelta(minutes=1)))

    def audit_score(self) -> float:
        """Weighted mean of the latest score of every criterion at the period's end."""
        rows = self.sheets["Audit"]
        latest = rows[rows["Assessed on"] < self.end].sort_values("Assessed on").groupby(["Area", "Criterion"]).last()
        return float((latest["Score"] * latest["Weight"]).sum() / latest["Weight"].sum())

    def reviewed(self) -> int:
        """KPIs whose target was changed or confirmed; to be divided by those in use."""
        rows = self.sheets["Target reviews"]
        return int(rows.loc[self.inside(rows["Reviewed at"]), "KPI"].nunique())


def june(sheets: Mapping[str, Frame]) -> ByHand:
    """June 2024."""
    return ByHand(sheets, When(2024, 6, 1), When(2024, 7, 1))


def everything(sheets: Mapping[str, Frame]) -> ByHand:
    """January 2023 to June 2024, rows without a date too."""
    return ByHand(sheets, When(2023, 1, 1), When(2024, 7, 1), whole=True)


_WEB = {
    "conversion": ("Conversions", "Visitors", 100), "new_share": ("New visitors", "Visitors", 100),
    "session_minutes": ("Session seconds", "Sessions", 1 / 60), "bounce": ("Bounces", "Sessions", 100),
    "pages": ("Page views", "Sessions", 1),
}  # fmt: skip
_CAMPAIGNS = {
    "email_open": ("Emails opened", "Emails sent", 100), "email_click": ("Emails clicked", "Emails sent", 100),
    "cost_per_lead": ("Cost", "Leads", 1), "cost_per_conversion": ("Cost", "Conversions", 1),
}  # fmt: skip
_OWN: tuple[Callable[[ByHand], float | None], ...] = (
    ByHand.churn, ByHand.retention, ByHand.apv, ByHand.purchase_frequency, ByHand.lifespan, ByHand.clv, ByHand.ltv_cac,
    ByHand.expansion, ByHand.upsell_rate, ByHand.health, ByHand.onboarding_time, ByHand.time_to_value,
    ByHand.milestones, ByHand.feature_use, ByHand.mau, ByHand.dau, ByHand.sentiment, ByHand.esat,
    ByHand.employee_retention, ByHand.training_hours, ByHand.productivity, ByHand.software_use,
    ByHand.technology_adoption, ByHand.uptime, ByHand.audit_score,
)  # fmt: skip


def values(hand: ByHand) -> dict[str, float | None]:
    """Every KPI of the further tables, except KPIs reviewed (the app alone knows which are in use)."""
    web, campaigns = hand.web, hand.campaigns
    return {
        **{of.__name__: of(hand) for of in _OWN},
        **{name: hand.of_web(*parts) for name, parts in _WEB.items()},
        **{name: hand.of_campaigns(*parts) for name, parts in _CAMPAIGNS.items()},
        "cart_abandonment": 100 - hand.of_web("Purchases", "Carts"),
        "stickiness": 100 * hand.dau() / hand.mau(),
        "visitors": float(web["Visitors"]),
        "sessions_by_source": float(web["Sessions"]),
        "roi": 100 * (campaigns["Income"] - campaigns["Cost"]) / campaigns["Cost"],
        "reach": float(campaigns["Reach"]),
        "mentions": float(len(hand.posts)),
    }
