"""Team, systems and governance of the sample company.

Facts planted: in June 2024 two of the front line work few hours, a coordinator leaves, nobody has time for training
and the team's mood is low; the cloud is down on several days of November 2023 and once, twice at the same time, in
June 2024; the audit is repeated after a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from resources.samples.writing import Row, Sheet, months

EMPLOYEE_COLUMNS = ("Employee", "Job", "Team", "Hired on", "Left on", "Uses help desk software", "Technology")
HOURS_COLUMNS = ("Employee", "Month", "Hours worked", "Training hours")
PULSE_COLUMNS = ("Response ID", "Answered at", "Team",
                 "Employee satisfaction: I like working here (1 = not at all, 5 = very much)")  # fmt: skip
OUTAGE_COLUMNS = ("System", "Outage start", "Outage end", "Cause")
FIGURE_COLUMNS = ("Month", "Name", "Value")
AUDIT_COLUMNS = ("Area", "Criterion", "Score", "Weight", "Owner", "Assessed on")
REVIEW_COLUMNS = ("Reviewed at", "KPI", "Action", "Who")
SHORT_STAFFED = date(2024, 6, 1)
AWAY = ("Chiara Moretti", "Daniel Kowalski")
# name, job, team, hired, left, uses the help desk, technology, hours a month on the help desk
EMPLOYEES: tuple[tuple[str, str, str, str, str, str, str, float], ...] = (
    ("Amara Osei", "Agent", "Front line", "2020-02-03", "", "Yes", "New", 62),
    ("Ben Hartley", "Agent", "Front line", "2019-09-16", "", "Yes", "New", 60),
    ("Chiara Moretti", "Agent", "Front line", "2021-05-10", "", "Yes", "New", 58),
    ("Daniel Kowalski", "Agent", "Front line", "2022-01-17", "", "Yes", "Old", 60),
    ("Elif Aydin", "Agent", "Billing", "2020-11-02", "", "Yes", "New", 55),
    ("Farid Nazari", "Agent", "Billing", "2018-04-09", "", "Yes", "Old", 57),
    ("Grace Lindholm", "Agent", "Technical", "2021-08-23", "", "Yes", "New", 59),
    ("Hugo Perez", "Agent", "Technical", "2022-06-06", "", "Yes", "New", 61),
    ("Ingrid Solberg", "Head of support", "Front line", "2017-03-01", "", "No", "None", 24),
    ("Jonas Weidner", "Coordinator", "Front line", "2021-02-15", "2024-06-14", "Yes", "Old", 46),
    ("Katarina Novak", "Knowledge editor", "Technical", "2019-06-17", "2023-09-29", "No", "Old", 30),
    ("Luca Ferri", "Knowledge editor", "Technical", "2024-02-05", "", "No", "None", 32),
)
SURVEYED = ("2023-03-20", "2023-06-19", "2023-09-18", "2023-12-11", "2024-03-18", "2024-06-17")
# system, start, minutes, cause
OUTAGES = (
    ("Northwind Cloud", "2023-02-14 09:12", 21, "Certificate"),
    ("Northwind Mobile", "2023-05-03 13:40", 34, "Release"),
    ("Northwind Desk", "2023-08-22 06:05", 17, "Network"),
    ("Northwind Cloud", "2023-11-06 08:20", 312, "Storage"),
    ("Sign-in", "2023-11-06 09:05", 148, "Storage"),
    ("Northwind Cloud", "2023-11-08 10:31", 187, "Storage"),
    ("Northwind Mobile", "2023-11-08 12:50", 96, "Storage"),
    ("Northwind Cloud", "2023-11-16 14:02", 74, "Storage"),
    ("Northwind Desk", "2024-01-25 16:48", 12, "Release"),
    ("Northwind Cloud", "2024-04-09 07:33", 26, "Network"),
    ("Northwind Cloud", "2024-06-12 10:05", 47, "Release"),
    ("Sign-in", "2024-06-12 10:31", 33, "Release"),
)
# area, owner, criteria with weight and the scores of June 2023 and June 2024
AUDIT = (
    ("Marketing landscape", "Marketing", (
        ("Sources of visitors are known and compared every month", 2, 60, 75),
        ("Each campaign's return is worked out after it ends", 3, 55, 80),
        ("Pages lead visitors to one clear next step", 2, 65, 70),
    )),
    ("Sales alignment", "Sales", (
        ("Sales and support share one list of customers", 3, 70, 85),
        ("New enquiries are answered within a working day", 2, 75, 70),
        ("Lost deals are discussed with support", 1, 40, 55),
    )),
    ("Customer success", "Support", (
        ("Onboarding follows a written plan with dates", 3, 70, 85),
        ("Accounts at risk are called before they ask", 2, 50, 60),
        ("Answers to surveys reach the agent within a week", 2, 65, 90),
    )),
    ("Tech stack", "Operations", (
        ("Help desk, billing and product data meet in one place", 3, 45, 65),
        ("Routine requests are solved without a person", 2, 55, 80),
        ("Outages are announced within ten minutes", 2, 40, 75),
    )),
    ("Content strategy", "Marketing", (
        ("Help articles are read again twice a year", 2, 60, 80),
        ("Articles are written for named groups of readers", 1, 70, 75),
        ("Readers can say whether an article helped", 1, 80, 95),
    )),
)  # fmt: skip
# day, KPI, action, who
REVIEWS = (
    ("2023-01-16 10:00", "Customer satisfaction score", "Confirmed", "Ingrid Solberg"),
    ("2023-01-16 10:05", "First response time", "Changed", "Ingrid Solberg"),
    ("2023-01-16 10:10", "SLA compliance", "Confirmed", "Ingrid Solberg"),
    ("2023-04-17 09:30", "Net promoter score", "Confirmed", "Ingrid Solberg"),
    ("2023-04-17 09:40", "First contact resolution", "Changed", "Ingrid Solberg"),
    ("2023-07-10 14:00", "Customer churn rate", "Confirmed", "Jonas Weidner"),
    ("2023-07-10 14:05", "Customer retention rate", "Confirmed", "Jonas Weidner"),
    ("2023-07-10 14:20", "Average resolution time", "Changed", "Ingrid Solberg"),
    ("2023-10-09 11:00", "Bounce rate", "Confirmed", "Jonas Weidner"),
    ("2023-10-09 11:10", "Conversion rate", "Changed", "Jonas Weidner"),
    ("2023-12-18 15:00", "System uptime", "Confirmed", "Ingrid Solberg"),
    ("2023-12-18 15:10", "SLA compliance", "Confirmed", "Ingrid Solberg"),
    ("2024-01-15 10:00", "Customer satisfaction score", "Confirmed", "Ingrid Solberg"),
    ("2024-01-15 10:10", "Customer effort score", "Confirmed", "Ingrid Solberg"),
    ("2024-01-15 10:15", "Email open rate", "Changed", "Jonas Weidner"),
    ("2024-03-25 13:30", "Reopen rate", "Confirmed", "Ingrid Solberg"),
    ("2024-03-25 13:35", "Resolved by automation", "Changed", "Ingrid Solberg"),
    ("2024-06-24 16:00", "Average resolution time", "Confirmed", "Ingrid Solberg"),
    ("2024-06-24 16:05", "SLA compliance", "Confirmed", "Ingrid Solberg"),
    ("2024-06-24 16:10", "Employee satisfaction", "Changed", "Ingrid Solberg"),
    ("2024-06-24 16:15", "Customer churn rate", "Confirmed", "Ingrid Solberg"),
)


def employees() -> list[Row]:
    """One row a member of the team, also those who left."""
    return [
        dict(zip(EMPLOYEE_COLUMNS, (name, job, team, _day(hired), _day(left) if left else None, uses, technology),
                 strict=True))
        for name, job, team, hired, left, uses, technology, _ in EMPLOYEES
    ]  # fmt: skip


def hours() -> list[Row]:
    """Hours on the help desk and of training, a row an employee and month while employed."""
    random = Random(20240711)
    rows: list[Row] = []
    for month in months():
        following = (month + timedelta(days=32)).replace(day=1)
        for name, _, _, hired, left, _, _, usual in EMPLOYEES:
            if _day(hired) >= following or (left and _day(left) < month):
                continue
            short = month == SHORT_STAFFED
            share = 0.3 if short and name in AWAY else 0.45 if left and _day(left) < following else 1.0
            worked = round(usual * share * random.uniform(0.92, 1.1) * (1.08 if short and share == 1.0 else 1.0), 1)
            trained = random.choice((0, 0, 1.5, 2, 3, 4)) * (share == 1.0) if not short else random.choice((0, 0, 0, 1))
            rows.append({"Employee": name, "Month": month, "Hours worked": worked, "Training hours": trained})
    return rows


def pulse() -> list[Row]:
    """Answers of the team itself, without names, four times a year."""
    random = Random(20240712)
    rows: list[Row] = []
    for wave in SURVEYED:
        dip = {"2023-12-11": 0.5, "2024-06-17": 0.75}.get(wave, 0.0)
        for _, _, team, hired, left, _, _, _ in EMPLOYEES:
            if _day(hired) > _day(wave) or (left and _day(left) < _day(wave)) or random.random() < 0.12:
                continue
            told = datetime.combine(_day(wave), time(9)) + timedelta(minutes=random.randrange(60 * 24 * 3))
            score = max(1, min(5, round(random.gauss(4.25 - dip, 0.7))))
            rows.append({"Answered at": told, "Team": team, PULSE_COLUMNS[3]: score})
    rows.sort(key=lambda row: row["Answered at"])
    return [{**row, "Response ID": f"P-{701 + place}"} for place, row in enumerate(rows)]


def outages() -> list[Row]:
    """Times at which a system was down."""
    starts = [datetime.fromisoformat(start) for _, start, _, _ in OUTAGES]
    return [
        {"System": system, "Outage start": start, "Outage end": start + timedelta(minutes=minutes), "Cause": cause}
        for start, (system, _, minutes, cause) in zip(starts, OUTAGES, strict=True)
    ]


def figures() -> list[Row]:
    """What winning customers cost a month: more in the spring campaign of 2024."""
    random = Random(20240713)
    spring = {date(2024, 3, 1): 1.5, date(2024, 4, 1): 1.8, date(2024, 5, 1): 1.7, date(2024, 6, 1): 1.5}
    rows: list[Row] = []
    for month in months():
        cost = 3100 * spring.get(month, 1.0) * random.uniform(0.9, 1.1)
        rows.append({"Month": month, "Name": "acquisition_cost", "Value": round(cost, -1)})
    return rows


def audit() -> list[Row]:
    """Both assessments of every criterion."""
    rows: list[Row] = []
    for round_number, start in enumerate((date(2023, 6, 5), date(2024, 6, 3))):
        for place, (area, owner, criteria) in enumerate(AUDIT):
            for criterion, weight, *scores in criteria:
                values = (area, criterion, scores[round_number], weight, owner, start + timedelta(days=place))
                rows.append(dict(zip(AUDIT_COLUMNS, values, strict=True)))
    return rows


def reviews() -> list[Row]:
    """Looks at targets: changed, or confirmed as they are."""
    return [dict(zip(REVIEW_COLUMNS, (datetime.fromisoformat(at), *rest), strict=True)) for at, *rest in REVIEWS]


def sheets() -> list[Sheet]:
    """Employees, their hours and answers, outages, figures, audit, target reviews."""
    found: Sequence[Sheet] = (
        ("Employees", EMPLOYEE_COLUMNS, employees()),
        ("Hours", HOURS_COLUMNS, hours()),
        ("Team pulse", PULSE_COLUMNS, pulse()),
        ("Outages", OUTAGE_COLUMNS, outages()),
        ("Figures", FIGURE_COLUMNS, figures()),
        ("Audit", AUDIT_COLUMNS, audit()),
        ("Target reviews", REVIEW_COLUMNS, reviews()),
    )
    return list(found)


def _day(text: str) -> date:
    return date.fromisoformat(text)
