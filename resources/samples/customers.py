"""Customers of the sample company beside its tickets: contracts, onboarding, health, orders.

Sixty customers have the help desk in their contract and write tickets; customers of the Starter plan have not. Facts
planted: a spring campaign brings new customers, who are onboarded in June 2024 while two of the front line are away
(slower than usual); three customers leave that month; prices rise in January 2024 and expansion stays healthy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from random import Random

from resources.samples.company import FIRST_WORDS, PEOPLE, REGIONS, SECOND_WORDS, Account
from resources.samples.writing import LAST_DAY, Row, Sheet, lognormal, months, pick

ACCOUNT_COLUMNS = (
    "Account", "Customer since", "Ended on", "Region", "Segment", "Plan", "Onboarding started", "Onboarded on",
    "First value on", "Milestones due", "Milestones on time", "Health: adoption", "Health: relationship (%)",
    "Monthly recurring revenue",
)  # fmt: skip
ORDER_COLUMNS = ("Order ID", "Account", "Order date", "Order type", "Item", "Amount", "Currency")
PRICE_RISE = date(2024, 1, 1)
NEW_MODULES = date(2024, 6, 1)  # from here on more is sold to those who are customers already
# Starter customers won and lost a month, January 2023 to June 2024; two with a help desk leave in June 2024 as well.
WON = (1, 1, 2, 1, 1, 1, 0, 1, 1, 2, 1, 0, 1, 1, 3, 5, 6, 5)
LOST = (0, 1, 0, 1, 0, 0, 2, 2, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1)
LEFT_IN_JUNE = {"Kestrel Works": date(2024, 6, 14), "Pine Finance": date(2024, 6, 28)}
NOTICE_GIVEN = {"Quartz Travel": date(2024, 7, 31)}  # still a customer, until the end of its contract
FADING = ("Maple Works", "Tide Works", "Cobalt Media", "Granite Foods")  # hardly used any more from May 2024
PLANS = {"Enterprise": ("Premium", 640.0), "Mid-market": ("Standard", 210.0), "Small business": ("Standard", 95.0)}
STARTER = ("Starter", 39.0)


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A contract: what is bought, by whom, from when to when. `contacts` are the addresses of its people."""

    name: str
    region: str
    segment: str
    plan: str
    monthly: float
    began: date
    ended: date | None
    mood: float
    contacts: tuple[str, ...]

    def stands(self, day: date) -> bool:
        """Whether it is a customer on that day."""
        return self.began <= day and (self.ended is None or day <= self.ended)


def customers(accounts: Sequence[Account]) -> tuple[Customer, ...]:
    """All customers of the sample: those of the help desk, then those of the Starter plan."""
    random = Random(20240701)
    desk = [_with_desk(random, place, account) for place, account in enumerate(accounts)]
    return (*desk, *_starters(random, {account.name for account in accounts}))


def _with_desk(random: Random, place: int, account: Account) -> Customer:
    segment = "Enterprise" if place < 8 else "Mid-market" if place < 30 else "Small business"
    plan, price = PLANS[segment]
    began = date(2022, 11, 30) - timedelta(days=round(random.betavariate(1.1, 1.6) * 365 * 6))
    ended = LEFT_IN_JUNE.get(account.name) or NOTICE_GIVEN.get(account.name)
    return Customer(
        name=account.name, region=account.region, segment=segment, plan=plan, began=began, ended=ended,
        monthly=round(lognormal(random, price, 0.3)), mood=account.mood,
        contacts=tuple(address for address, _ in account.contacts),
    )  # fmt: skip


def _starters(random: Random, taken: set[str]) -> list[Customer]:
    """Ten customers from before, those won a month, and who of them left when."""
    names = [name for pair in product(FIRST_WORDS, SECOND_WORDS) if (name := " ".join(pair)) not in taken]
    random.shuffle(names)
    begins = sorted(date(2021, 3, 1) + timedelta(days=random.randrange(600)) for _ in range(10))
    for month, count in zip(months(), WON, strict=True):
        begins += [month + timedelta(days=random.choice((0, 2, 5, 8, 11, 14, 18))) for _ in range(count)]
    ends: dict[int, date] = {}
    for month, count in zip(months(), LOST, strict=True):
        able = [place for place, began in enumerate(begins) if place not in ends and began < month - timedelta(days=90)]
        for place in random.sample(able, count):
            ends[place] = month + timedelta(days=random.randrange(4, 27))
    return [_starter(random, names[place], began, ends.get(place)) for place, began in enumerate(begins)]


def _starter(random: Random, name: str, began: date, ended: date | None) -> Customer:
    domain = name.lower().replace(" ", "-") + ".example"
    people = random.sample(PEOPLE, random.choice((1, 1, 2)))
    return Customer(
        name=name, region=pick(random, REGIONS), segment="Small business", plan=STARTER[0], began=began, ended=ended,
        monthly=STARTER[1] + 10 * random.randrange(3), mood=random.gauss(0, 0.35),
        contacts=tuple(f"{who}@{domain}" for who in people),
    )  # fmt: skip


def account_rows(found: Sequence[Customer]) -> list[Row]:
    """One row a customer. Onboarding is on record for those won since 2023, health for those still there."""
    random = Random(20240702)
    return [_account(random, customer) for customer in found]


def _account(random: Random, customer: Customer) -> Row:
    row: Row = {
        "Account": customer.name, "Customer since": customer.began, "Ended on": customer.ended,
        "Region": customer.region, "Segment": customer.segment, "Plan": customer.plan,
        "Monthly recurring revenue": customer.monthly if customer.stands(LAST_DAY) else 0,
    }  # fmt: skip
    if customer.began.year >= 2023:
        row |= _onboarding(random, customer)
    adoption, warmth = random.betavariate(6, 2.2), random.betavariate(8, 2.4) + 0.12 * customer.mood
    if customer.stands(LAST_DAY):
        faded = 0.45 if customer.name in FADING or customer.ended else 1.0
        row["Health: adoption"] = round(adoption * faded, 2)
        row["Health: relationship (%)"] = round(100 * min(max(warmth, 0.2), 1.0) * (faded + 1) / 2)
    return row


def _onboarding(random: Random, customer: Customer) -> Row:
    """Dates until the export; milestones that fell due by then."""
    kickoff = customer.began + timedelta(days=random.randint(1, 4))
    late = 1.5 if customer.began >= date(2024, 5, 1) else 1.0
    done = kickoff + timedelta(days=round(lognormal(random, 22 * late, 0.25)))
    value = kickoff + timedelta(days=round(lognormal(random, 13 * late, 0.3)))
    due = 5 if done <= LAST_DAY else max(0, min(4, (LAST_DAY - kickoff).days // 7))
    kept = sum(random.random() < (0.93 if late == 1.0 else 0.8) for _ in range(due))
    known = {"Onboarded on": done, "First value on": value}
    reached = {name: day for name, day in known.items() if day <= LAST_DAY and customer.stands(day)}
    return {"Onboarding started": kickoff, **reached, "Milestones due": due, "Milestones on time": kept}


def order_rows(found: Sequence[Customer]) -> list[Row]:
    """Invoices in order of date: everybody pays by quarter; more seats and modules between.

    Some invoices have two lines under one number, and two rows stand in the export twice.
    """
    random = Random(20240703)
    turns, rows = _turns(found), []
    for customer in found:
        starter = customer.plan == STARTER[0]
        rows += _small(random, customer) if starter else _by_quarter(random, turns[customer.name], customer)
    rows.sort(key=lambda row: (row["Order date"], row["Account"]))
    for number, row in enumerate(rows):
        row |= {"Order ID": f"INV-{20001 + number}", "Currency": "EUR"}
    paired = random.sample([row for row in rows if row["Order type"] == "Renewal" and row["Amount"] > 300], 14)
    for row in paired:
        second = {**row, "Item": "Archive storage", "Amount": round(0.12 * row["Amount"], 2)}
        rows.insert(rows.index(row) + 1, second)
    for place in sorted(random.sample(range(len(rows)), 2), reverse=True):
        rows.insert(place + 1, dict(rows[place]))
    return rows


def _turns(found: Sequence[Customer]) -> dict[str, int]:
    """In which month of a quarter a customer pays, so that every month brings about the same."""
    turns, sums = {}, [0.0, 0.0, 0.0]
    for customer in sorted(found, key=lambda each: -each.monthly):
        turns[customer.name] = sums.index(min(sums))
        sums[turns[customer.name]] += customer.monthly * (customer.plan != STARTER[0])
    return turns


def _by_quarter(random: Random, turn: int, customer: Customer) -> list[Row]:
    """Every third month an invoice; in between more seats (which the next invoices hold), modules, training."""
    rows, price, day = [], customer.monthly * 0.86, random.randrange(27)
    for index, month in enumerate(months()):
        on = month + timedelta(days=day)
        if not customer.stands(on):
            continue
        price *= 1.04 if month == PRICE_RISE else 1.0
        more, modules = (0.18, 0.16) if month >= NEW_MODULES else (0.05, 0.02)
        if index % 3 == turn:
            rows.append(_order(customer, on, "Renewal", "Subscription, quarter", 3 * price))
        elif random.random() < more:
            extra = price * random.choice((0.06, 0.1, 0.15))
            price += extra
            rows.append(_order(customer, on, "Upsell", "More seats", 3 * extra))
        elif random.random() < modules:
            rows.append(_order(customer, on, "Cross-sell", "Voice module", 2 * price))
        elif random.random() < 0.02:
            rows.append(_order(customer, on, "Other", "Training day", 480))
    return rows


def _small(random: Random, customer: Customer) -> list[Row]:
    """An invoice at the start and every third month after; now and then a second workspace."""
    rows = []
    for month in months():
        age = (month.year - customer.began.year) * 12 + month.month - customer.began.month
        on = customer.began if age == 0 else month + timedelta(days=min(customer.began.day, 28) - 1)
        if age < 0 or not customer.stands(on):
            continue
        if age % 3 == 0:
            kind = "New" if age == 0 else "Renewal"
            rows.append(_order(customer, on, kind, "Subscription, quarter", 3 * customer.monthly))
        elif random.random() < 0.02:
            rows.append(_order(customer, on, "Cross-sell", "Second workspace", 3 * customer.monthly))
    return rows


def _order(customer: Customer, on: date, kind: str, item: str, amount: float) -> Row:
    return {
        "Account": customer.name,
        "Order date": on,
        "Order type": kind,
        "Item": item,
        "Amount": round(amount, 2),
    }


def sheets(found: Sequence[Customer]) -> list[Sheet]:
    """Accounts and orders."""
    return [("Accounts", ACCOUNT_COLUMNS, account_rows(found)), ("Orders", ORDER_COLUMNS, order_rows(found))]
