"""Write the sample company: a help desk of eight agents, 18 months of tickets, surveys and figures.

Everything is invented. The seed and the file's creation time are fixed, so each run writes the same workbooks. Facts
are planted for the app to find: an outage in November 2023 (more tickets, slower, less satisfied), billing macros from
March 2024 (billing solved faster, fewer reopens), agents of different styles, a region that is served from afar.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from resources.samples import customers as buyers
from resources.samples import digital, operations
from resources.samples.company import (
    AGENTS,
    CATEGORIES,
    CHANNELS,
    FIRST_WORDS,
    HOURS,
    MONTHS,
    PEOPLE,
    PRIORITIES,
    PRODUCTS,
    REGIONS,
    SECOND_WORDS,
    SLOWNESS,
    SUBJECTS,
    WEEKDAYS,
    Account,
    Agent,
    Channel,
)
from resources.samples.writing import FIRST_DAY, LAST_DAY, Row, lognormal, months, pick, write_book

NAMES = ("northwind-tickets.xlsx", "northwind-surveys.xlsx", "northwind-customers.xlsx", "northwind-operations.xlsx",
         "northwind-digital.xlsx")  # fmt: skip
SEED = 20240630
EXPORTED_AT = datetime.fromisoformat("2024-06-30T23:59:00")
INCIDENT = (2023, 11)  # year and month of the outage
ABOUT = (
    "Northwind support: tickets",
    "A sample company; every name and number is invented.",
    "Exported on 30 June 2024, times in the help desk's own zone.",
)
MACROS_FROM = date(2024, 3, 1)  # billing macros go live
SHORT_STAFFED = (2024, 6)  # two of the front line are away: solving takes about twice as long


TICKET_COLUMNS = (
    "Ticket ID", "Created at", "First response at", "Resolved at", "Status", "Priority", "Channel", "Agent", "Team",
    "Account", "Requester", "Requester role", "Region", "Product", "Category", "Subject", "Tags", "Replies", "Reopens",
    "Handoffs", "Escalated", "Automated", "SLA due", "SLA met?", "Talk time", "Hold time", "Satisfaction score",
    "Cost", "Spam",
)  # fmt: skip
NPS_COLUMNS = ("Response ID", "Sent at", "Answered at", "Respondent", "Account", "Role", "Region",
               "How likely are you to recommend Northwind to a colleague? (0-10)", "Comment")  # fmt: skip
CES_COLUMNS = ("Response ID", "Ticket ID", "Sent at", "Answered at", "Respondent", "Account", "Role", "Region",
               "Agent",
               "Northwind made it easy to solve my problem (1 = strongly disagree, 7 = strongly agree)")  # fmt: skip


def accounts(random: Random) -> tuple[Account, ...]:
    """Sixty customers, the largest with a tenth of the tickets."""
    found = []
    for index in range(60):
        first = FIRST_WORDS[index % 20]
        name = f"{first} {SECOND_WORDS[index * 7 % 9]}"
        people = random.sample(PEOPLE, 8 if index < 6 else random.randint(2, 6))
        domain = name.lower().replace(" ", "-") + ".example"
        contacts = tuple((f"{who}@{domain}", "Admin" if place == 0 else "End user") for place, who in enumerate(people))
        mood = random.gauss(0, 0.35)
        found.append(
            Account(
                name=name, weight=1 / (index + 3) ** 0.9, region=pick(random, REGIONS), mood=mood, contacts=contacts
            )
        )
    return tuple(found)


def arrivals(random: Random) -> Iterator[datetime]:
    """Instants at which tickets are created, day by day: growth, season, weekday, and the outage."""
    day = FIRST_DAY
    while day <= LAST_DAY:
        months = (day.year - 2023) * 12 + day.month - 1
        expected = 9.8 * (1 + 0.006 * months) * MONTHS[day.month - 1] * WEEKDAYS[day.weekday()]
        if (day.year, day.month) == INCIDENT:
            expected *= 1.55
        count = max(0, round(random.gauss(expected, math.sqrt(expected))))
        hours = random.choices(range(24), HOURS, k=count)
        seconds = sorted(hour * 3600 + random.randrange(3600) for hour in hours)
        if day == LAST_DAY:
            seconds.append(23 * 3600 + 48 * 60 + 12)  # the export speaks for the whole last day
        for second in seconds:
            yield datetime.combine(day, time()) + timedelta(seconds=second)
        day += timedelta(days=1)


def awake(random: Random, instant: datetime) -> datetime:
    """The instant itself, or early next morning where it falls into the night."""
    if 7 <= instant.hour < 22:
        return instant
    morning = instant.replace(hour=7, minute=0, second=0)
    if instant.hour >= 22:
        morning += timedelta(days=1)
    return morning + timedelta(seconds=random.randrange(5400))


def is_incident(instant: datetime) -> bool:
    """Whether the outage was going on."""
    return (instant.year, instant.month) == INCIDENT


def has_macros(category: str, instant: datetime) -> bool:
    """Whether the billing macros were at hand for the ticket."""
    return category == "Billing" and instant.date() >= MACROS_FROM


def channel_of(random: Random, created: datetime) -> Channel:
    """A channel; nobody calls or chats at night or on Sunday."""
    on_shift = 8 <= created.hour < 20 and created.weekday() < 6
    open_now = [channel for channel in CHANNELS if on_shift or not channel.live]
    return random.choices(open_now, [channel.share for channel in open_now])[0]


def agent_of(random: Random, category: str) -> Agent:
    """Who takes it: mostly the team that knows the category."""
    team = {"Billing": "Billing", "Technical issue": "Technical"}.get(category, "Front line")
    if random.random() < 0.18:
        team = "Front line"
    return random.choice([agent for agent in AGENTS if agent.team == team])


def outline(random: Random, created: datetime, customers: Sequence[Account]) -> tuple[Row, Channel, Agent, Account]:
    """Who wrote, about what, to whom."""
    customer = random.choices(customers, [account.weight for account in customers])[0]
    requester, role = random.choice(customer.contacts)
    incident = is_incident(created)
    weights = {**CATEGORIES, "Technical issue": 0.55, "Login and access": 0.3} if incident else CATEGORIES
    category, channel = pick(random, weights), channel_of(random, created)
    agent = agent_of(random, category)
    products = {**PRODUCTS, "Northwind Cloud": 1.1} if incident else PRODUCTS
    row: Row = {
        "Created at": created, "Priority": pick(random, {name: facts[0] for name, facts in PRIORITIES.items()}),
        "Channel": channel.name, "Agent": agent.name, "Team": agent.team, "Account": customer.name,
        "Requester": requester, "Requester role": role, "Region": customer.region, "Product": pick(random, products),
        "Category": category, "Subject": random.choice(SUBJECTS[category]),
        "Tags": "outage" if incident and random.random() < 0.4 else "macro" if has_macros(category, created) else None,
        "Spam": "No",
    }  # fmt: skip
    return row, channel, agent, customer


def answer_times(random: Random, row: Row, channel: Channel, agent: Agent) -> None:
    """First response, resolution, and whether the service level was kept."""
    created: datetime = row["Created at"]
    _, hurry, limit = PRIORITIES[row["Priority"]]
    load = 2.1 if is_incident(created) else 1.0
    far = 1.25 if row["Region"] == "Asia Pacific" else 1.0
    weekend = 1.5 if created.weekday() > 4 else 1.0
    away = 2.2 if (created.year, created.month) == SHORT_STAFFED else 1.0
    wait = lognormal(random, *channel.first) * load * (1 if channel.live else away * far * weekend * agent.hours)
    first = created + timedelta(hours=wait)
    slow = SLOWNESS.get(row["Category"], 1.0)
    if has_macros(row["Category"], created):
        slow, row["Automated"] = 0.7, "Yes" if random.random() < 0.3 else "No"
    else:
        row["Automated"] = "Yes" if row["Channel"] in {"Chat", "Web form"} and random.random() < 0.3 else "No"
    quick = 0.35 if row["Automated"] == "Yes" else 1.0
    work = lognormal(random, *channel.solved) * load * away * far * weekend * agent.hours * slow * hurry * quick
    if not channel.live:
        first = awake(random, first)
    solved = max(created + timedelta(hours=work), first + timedelta(minutes=random.uniform(2, 20)))
    solved = solved if channel.live and work < 2 else awake(random, solved)
    row["First response at"], row["Resolved at"] = first, solved
    row["SLA due"] = created + timedelta(hours=limit)


def handling(random: Random, row: Row, channel: Channel, agent: Agent) -> None:
    """Replies, reopens, handoffs, escalation, talk and hold time, cost."""
    macros, incident = has_macros(row["Category"], row["Created at"]), is_incident(row["Created at"])
    hard = (1.5 if incident else 1.0) * (1.3 if row["Priority"] == "Urgent" else 1.0)
    base = (0.14 if row["Automated"] == "Yes" else 0.23) * agent.replies * hard * (0.8 if macros else 1.0)
    replies = 1
    while random.random() < min(base, 0.8) and replies < 12:
        replies += 1
    reopen = {"Billing": 0.10, "Technical issue": 0.065}.get(row["Category"], 0.042)
    reopen = (0.032 if macros else reopen) * agent.reopens * hard
    row["Reopens"] = (1 if random.random() < 0.85 else 2) if random.random() < reopen else 0
    row["Replies"] = replies + row["Reopens"]
    row["Handoffs"] = (1 if random.random() < 0.8 else 2) if random.random() < 0.125 * hard else 0
    row["Escalated"] = "Yes" if random.random() < 0.062 * hard * (0.5 + row["Handoffs"]) else "No"
    if channel.name == "Phone":
        talk = lognormal(random, 330, 0.5)
        row["Talk time"] = timedelta(seconds=round(talk))
        row["Hold time"] = timedelta(seconds=round(talk * lognormal(random, 0.1, 0.6) * (1.8 if incident else 1)))
    row["Cost"] = round(channel.cost + 1.35 * row["Replies"] + 4.5 * row["Handoffs"] + random.uniform(0, 1.5), 2)


def satisfaction(random: Random, row: Row, agent: Agent, customer: Account) -> int:
    """How the customer felt, 1 to 5."""
    created: datetime = row["Created at"]
    hours = (row["Resolved at"] - created).total_seconds() / 3600
    feeling = 1.26 + agent.warmth + 0.5 * customer.mood - 0.12 * math.log(1 + hours) - 0.9 * row["Reopens"]
    feeling -= 0.75 * (row["Resolved at"] > row["SLA due"]) + 0.85 * is_incident(created)
    feeling -= 0.22 * (row["Region"] == "Asia Pacific") + 0.12 * (row["Requester role"] == "Admin")
    feeling += random.gauss(0, 1)
    score: int = sum(feeling > limit for limit in (-1.2, -0.65, 0.05, 0.95)) + 1
    return score


def close(random: Random, row: Row) -> Row:
    """Status at the export: what would be solved later is still open."""
    stuck = row["Created at"].date() >= date(2024, 5, 1) and random.random() < 0.003
    if row["Resolved at"] <= EXPORTED_AT and not stuck:
        row["Status"] = "Solved" if row["Resolved at"] > EXPORTED_AT - timedelta(days=5) else "Closed"
        row["SLA met?"] = "Yes" if row["Resolved at"] <= row["SLA due"] else "No"
        return row
    row["Status"] = "Pending" if random.random() < 0.4 else "Open"
    row["Resolved at"] = row["Satisfaction score"] = None
    row["Automated"] = "No"
    row["SLA met?"] = "No" if row["SLA due"] < EXPORTED_AT else None
    if row["First response at"] > EXPORTED_AT:
        row["First response at"], row["Replies"] = None, 0
    return row


def whole_seconds(row: Row) -> Row:
    """The row with instants cut to seconds, as help desks export them."""
    return {key: value.replace(microsecond=0) if isinstance(value, datetime) else value for key, value in row.items()}


def tickets(random: Random, customers: Sequence[Account]) -> list[Row]:
    """All tickets in order of creation, without the blemishes of a real export."""
    rows = []
    for number, created in enumerate(arrivals(random)):
        row, channel, agent, customer = outline(random, created, customers)
        answer_times(random, row, channel, agent)
        handling(random, row, channel, agent)
        rated = random.random() < 0.31
        row["Satisfaction score"] = satisfaction(random, row, agent, customer) if rated else None
        row["Ticket ID"] = f"NW-{10001 + number}"
        rows.append(whole_seconds(close(random, row)))
    return rows


def blemished(random: Random, rows: list[Row]) -> list[Row]:
    """The rows as an export holds them: spam, exact duplicates, a few cells nobody can read."""
    out = [dict(row) for row in rows]
    for place in sorted(random.sample(range(len(out)), 27)):
        out[place] |= {"Spam": "Yes", "Satisfaction score": None, "Subject": "You have won", "Replies": 0}
    solved = [place for place, row in enumerate(out) if row["Resolved at"] and row["Spam"] == "No"]
    late, odd, early, many = random.sample([place for place in solved if place > 3000], 4)
    out[late]["Resolved at"] = "n/a yet"
    out[odd]["Resolved at"] = "31.02.2024 10:00"
    out[early]["First response at"] = out[early]["Created at"] - timedelta(minutes=3)
    out[many]["Replies"] = "several"
    for place in sorted(random.sample(solved, 9), reverse=True):
        out.insert(place + 1, dict(out[place]))
    return out


def nps_answers(random: Random, customers: Sequence[Account]) -> list[Row]:
    """Quarterly waves to contacts: sent, and answered by a third."""
    rows: list[Row] = []
    waves = ("2023-03-06", "2023-06-05", "2023-09-04", "2023-12-04", "2024-03-04", "2024-06-03")
    people = [(account, *contact) for account in customers for contact in account.contacts]
    for wave, day in enumerate(map(date.fromisoformat, waves)):
        dip = 0.55 if wave == 3 else 0.2 if wave == 4 else 0.0
        for account, address, role in random.sample(people, 170):
            sent = datetime.combine(day, time(9)) + timedelta(seconds=random.randrange(1800))
            row: Row = {"Response ID": f"N-{1001 + len(rows)}", "Sent at": sent, "Respondent": address,
                        "Account": account.name, "Role": role, "Region": account.region}  # fmt: skip
            if random.random() < 0.36:
                feeling = 8.6 + account.mood - dip - 0.35 * (account.region == "Asia Pacific") + random.gauss(0, 1.7)
                row["Answered at"] = awake(random, sent + timedelta(hours=lognormal(random, 20, 1.0))).replace(
                    microsecond=0)  # fmt: skip
                row[NPS_COLUMNS[7]] = max(0, min(10, round(feeling)))
                row["Comment"] = _comment(random, row[NPS_COLUMNS[7]])
            rows.append(row)
    return [row for row in rows if row.get("Answered at", EXPORTED_AT) <= EXPORTED_AT]


def _comment(random: Random, score: int) -> str | None:
    if random.random() < 0.6:
        return None
    if score >= 9:
        return random.choice(("Friendly and fast", "Always helpful", "The billing help is much better now"))
    if score >= 7:
        return random.choice(("Good, sometimes slow", "Fine so far"))
    return random.choice(("Too slow to answer", "I had to ask three times", "The outage cost us two days"))


def ces_answers(random: Random, rows: Sequence[Row]) -> list[Row]:
    """Effort asked after a quarter of the resolved tickets, 7 = easy."""
    out: list[Row] = []
    for ticket in rows:
        if not ticket["Resolved at"] or random.random() > 0.25:
            continue
        sent = ticket["Resolved at"] + timedelta(hours=1)
        row: Row = {"Response ID": f"E-{5001 + len(out)}", "Ticket ID": ticket["Ticket ID"], "Sent at": sent,
                    "Respondent": ticket["Requester"], "Account": ticket["Account"], "Agent": ticket["Agent"],
                    "Role": ticket["Requester role"], "Region": ticket["Region"]}  # fmt: skip
        answered = sent + timedelta(hours=lognormal(random, 5, 1.0))
        if random.random() < 0.34 and answered <= EXPORTED_AT:
            effort = 5.75 - 0.5 * (ticket["Replies"] - 1) - 0.6 * ticket["Handoffs"] - 0.9 * ticket["Reopens"]
            effort += random.gauss(0, 1.1) - 0.8 * is_incident(ticket["Created at"])
            row["Answered at"] = answered.replace(microsecond=0)
            row[CES_COLUMNS[9]] = max(1, min(7, round(effort)))
        if sent <= EXPORTED_AT:
            out.append(row)
    return out


def figures(rows: Sequence[Row]) -> list[Row]:
    """Support cost a month: a fixed part that grew with a raise in January, and a part that follows the tickets."""
    out: list[Row] = []
    for month in months():
        volume = sum((row["Created at"].year, row["Created at"].month) == (month.year, month.month) for row in rows)
        cost = (2150 if month.year == 2023 else 2280) + 3.1 * volume
        out.append({"Month": month, "Name": "support_cost", "Value": round(cost, -1)})
        out.append({"Month": month, "Name": "software_licences", "Value": 9 if month.year == 2023 else 10})
    return out


def make(folder: Path) -> tuple[Path, ...]:
    """Write all workbooks into `folder` and return their paths; every group of tables draws from a seed of its own."""
    random = Random(SEED)
    customers = accounts(random)
    clean = tickets(random, customers)
    exported = blemished(random, clean)
    surveys = [("NPS", NPS_COLUMNS, nps_answers(random, customers)), ("CES", CES_COLUMNS, ces_answers(random, clean))]
    contracts = buyers.customers(customers)
    return (
        write_book(folder / NAMES[0], [("Tickets", TICKET_COLUMNS, exported)], ABOUT),
        write_book(folder / NAMES[1], [*surveys, ("Figures", ("Month", "Name", "Value"), figures(clean))]),
        write_book(folder / NAMES[2], buyers.sheets(contracts)),
        write_book(folder / NAMES[3], operations.sheets()),
        write_book(folder / NAMES[4], digital.sheets(contracts)),
    )


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
