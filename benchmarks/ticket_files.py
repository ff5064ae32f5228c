"""A made-up ticket export for measuring: 25 columns, deterministic."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd


def tickets(rows: int) -> pd.DataFrame:
    """Tickets of two years; the columns of a usual help desk."""
    r = np.random.default_rng(11)
    created = pd.Timestamp("2023-01-01") + pd.to_timedelta(np.sort(r.integers(0, 730 * 86_400, rows)), unit="s")
    response, resolution = r.lognormal(1, 1.2, rows), r.lognormal(3, 1.3, rows)
    names = np.array(
        [f"{first} {last}" for first in ("Ann", "Bo", "Cy", "Di") for last in ("Ash", "Bell", "Cole", "Dean")]
    )
    return pd.DataFrame(
        {
            "Ticket ID": np.arange(100_000, 100_000 + rows),
            "Subject": [f"Problem with order {number}" for number in r.integers(0, 10**7, rows)],
            "Created at": created,
            "First response at": created + pd.to_timedelta((response * 3600).astype(int), unit="s"),
            "Solved at": created + pd.to_timedelta(((response + resolution) * 3600).astype(int), unit="s"),
            "Status": r.choice(["Closed", "Solved", "Open", "Pending"], rows),
            "Priority": r.choice(["Low", "Normal", "High", "Urgent"], rows),
            "Channel": r.choice(["Email", "Chat", "Phone", "Web form", "Social"], rows),
            "Agent": r.choice(names, rows),
            "Team": r.choice(["Tier 1", "Tier 2", "Billing"], rows),
            "Organization": [f"Customer {number}" for number in r.integers(0, 3000, rows)],
            "Requester": [f"user{number}@example.com" for number in r.integers(0, 30_000, rows)],
            "Region": r.choice(["EMEA", "AMER", "APAC"], rows),
            "Product": r.choice(["Basic", "Plus", "Pro"], rows),
            "Category": r.choice([f"Category {number}" for number in range(12)], rows),
            "First response time (h)": np.round(response, 2),
            "Resolution time (h)": np.round(response + resolution, 2),
            "Reopens": r.poisson(0.1, rows),
            "Replies": r.poisson(3, rows),
            "Handoffs": r.poisson(0.4, rows),
            "Escalated": r.choice(["Yes", "No"], rows),
            "SLA met": r.choice(["Yes", "No"], rows),
            "Satisfaction score": np.where(r.random(rows) < 0.18, r.integers(1, 6, rows), np.nan),
            "Tags": r.choice(["refund", "late delivery", "login", "invoice vip"], rows),
            "Cost": np.round(r.gamma(2, 4, rows), 2),
        }
    )


def workbook(path: Path, rows: int) -> Path:
    """Write the tickets as .xlsx with XlsxWriter."""
    return _book(path, tickets(rows))


def text(path: Path, rows: int) -> Path:
    """Write the tickets as .csv."""
    tickets(rows).to_csv(path, index=False)
    return path


def quoted(path: Path, rows: int) -> Path:
    """Write the tickets as .csv with every cell quoted, and with a long comment of several lines in each."""
    frame = tickets(rows)
    r = np.random.default_rng(12)
    words = np.array(["order", "refund", "late", "please", "thanks", "the", "parcel", '"quote"', "address,", "again\n"])
    comments = [" ".join(row) for row in words[r.integers(0, len(words), (rows, 60))]]
    frame.assign(Comment=comments).to_csv(path, index=False, quoting=csv.QUOTE_ALL)
    return path


def wide(path: Path, rows: int) -> Path:
    """Write 250 columns: the tickets, and further columns of short texts and numbers."""
    r = np.random.default_rng(13)
    more = {
        f"Field {number}": r.integers(0, 50, rows) if number % 3 else r.choice(["a", "b", "c", ""], rows)
        for number in range(225)
    }
    return _book(path, pd.concat([tickets(rows), pd.DataFrame(more)], axis=1))


def wordy(path: Path, rows: int) -> Path:
    """Write ten columns of long texts that are all different beside those of the tickets."""
    r = np.random.default_rng(14)
    more = {
        f"Note {number}": [f"Note {key} on an order that came late and was sent back twice, {number}" for key in keys]
        for number, keys in enumerate(r.integers(0, 10**9, (10, rows)))
    }
    return _book(path, tickets(rows).iloc[:, :15].assign(**more))


def dated(path: Path, rows: int) -> Path:
    """Write twenty-five columns of dates beside the ticket's number and status."""
    frame = tickets(rows)
    start = frame["Created at"]
    r = np.random.default_rng(15)
    more = {f"Step {number} at": start + pd.to_timedelta(r.integers(0, 10**6, rows), unit="s") for number in range(24)}
    return _book(path, frame[["Ticket ID", "Status", "Created at"]].assign(**more))


def _book(path: Path, frame: pd.DataFrame) -> Path:
    with pd.ExcelWriter(path, engine="xlsxwriter", datetime_format="yyyy-mm-dd hh:mm:ss") as writer:
        frame.to_excel(writer, sheet_name="Tickets", index=False)
    return path
