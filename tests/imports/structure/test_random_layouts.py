"""A table of known content placed anywhere among titles, notes, blank rows and other tables comes back exactly."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxdesk.imports import service
from cxdesk.tables.dataset import EMPTY, Dataset
from cxdesk.tables.fields import ROW
from tests.imports.sheets import sheet
from tests.imports.structure.books import Rows, book, placed

HEAD = ["Ticket ID", "Created at", "Status", "Channel", "Agent", "Solved at"]
SURVEY = ["Response ID", "Submitted at", "CSAT score", "Comment"]
START = datetime(2024, 3, 1, 8)
TITLES = ["Support tickets", "Ticket export Q1", "Bericht der Tickets", "All tickets of the team", "Zeitraum: Januar"]
FOOTERS = ["Exported by Anna", "Total", "Confidential", "Seite 1 von 1", "Generated on 3 May 2024", "Ende des Berichts"]
AS_TEXT = "%Y-%m-%d %H:%M:%S"


@st.composite
def ticket_rows(draw: st.DrawFn, *, text: bool) -> list[list[Any]]:
    """Rows of tickets; some cells are blank, but never the number and the date."""
    count = draw(st.integers(2, 14))
    out: list[list[Any]] = []
    for number in range(count):
        at = START + timedelta(hours=7 * number)
        solved = at + timedelta(hours=draw(st.integers(1, 90))) if draw(st.booleans()) else None
        row: list[Any] = [
            f"T-{100 + number}", at, draw(st.sampled_from(["Open", "Solved", "Pending"])),
            draw(st.sampled_from(["Email", "Chat", "Phone"])), draw(st.sampled_from(["Anna", "Ben", None])), solved,
        ]  # fmt: skip
        out.append([cell.strftime(AS_TEXT) if text and isinstance(cell, datetime) else cell for cell in row])
    return out


@st.composite
def survey_rows(draw: st.DrawFn, *, text: bool) -> list[list[Any]]:
    """Rows of answers, each with a score."""
    out: list[list[Any]] = []
    for number in range(draw(st.integers(3, 9))):
        at = START + timedelta(days=number)
        score = draw(st.integers(1, 5))
        comment = draw(st.sampled_from([None, "good", "slow", "thank you"]))
        out.append([f"R-{number}", at.strftime(AS_TEXT) if text else at, str(score) if text else score, comment])
    return out


@st.composite
def with_blank_rows(draw: st.DrawFn, rows: list[list[Any]]) -> list[list[Any]]:
    """The rows with some blank ones among them, none behind the first or the last."""
    out: list[list[Any]] = []
    for place, row in enumerate(rows):
        out.append(row)
        if 0 < place < len(rows) - 1 and draw(st.integers(0, 7)) == 0:
            out.append([])
    return out


def _tickets(found: Dataset) -> list[tuple[Any, ...]]:
    frame = found.tables["tickets"]
    solved = frame["resolved_at"] if "resolved_at" in frame else [pd.NaT] * len(frame)
    keys, states = frame["ticket_id"].astype(str), frame["status"].astype(str)
    rows = zip(keys, frame["created_at"], states, solved, frame[ROW], strict=True)
    return [(key, _time(at), state, _time(done), int(row)) for key, at, state, done, row in rows]


def _time(value: Any) -> datetime | None:
    return None if pd.isna(value) else pd.Timestamp(value).to_pydatetime()


def _wanted(rows: list[list[Any]], first_row: int) -> list[tuple[Any, ...]]:
    def time(cell: Any) -> datetime | None:
        return datetime.strptime(cell, AS_TEXT) if isinstance(cell, str) else cell  # noqa: DTZ007 - wall clock

    return [(row[0], time(row[1]), row[2], time(row[5]), first_row + at) for at, row in enumerate(rows) if row]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_table_among_titles_footers_and_blank_rows(data: st.DataObject) -> None:
    text = data.draw(st.booleans())
    rows = data.draw(with_blank_rows(data.draw(ticket_rows(text=text))))
    titles = [[line] for line in data.draw(st.lists(st.sampled_from(TITLES), max_size=4, unique=True))]
    gap = data.draw(st.integers(0, 3))
    left = data.draw(st.integers(0, 3))
    footers = [[line] for line in data.draw(st.lists(st.sampled_from(FOOTERS), max_size=3, unique=True))]
    above, below = [*titles, *([[]] * gap)], [*([[]] * data.draw(st.integers(0, 2))), *footers]
    raw = sheet(placed((0, left, [*above, HEAD, *rows, *below])))
    draft = book(raw)
    assert [(part.plan.table, part.plan.header_row) for part in draft.sheets] == [("tickets", len(above) + 1)]
    assert _tickets(service.run(draft, EMPTY)) == _wanted(rows, len(above) + 2)
    balance = service.balance(draft, 0)
    assert balance.rows_in == balance.kept + sum(balance.left_out.values())


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_two_tables_on_a_sheet(data: st.DataObject) -> None:
    text = data.draw(st.booleans())
    rows, answers = data.draw(ticket_rows(text=text)), data.draw(survey_rows(text=text))
    title = data.draw(st.booleans())
    second = [*([["Survey answers"]] if title else []), SURVEY, *answers]
    top, left = data.draw(st.integers(0, 2)), data.draw(st.integers(0, 2))
    if data.draw(st.booleans()):
        place = (top + len(rows) + 1 + data.draw(st.integers(1, 3)), left + data.draw(st.integers(0, 2)))
    else:
        place = (data.draw(st.integers(0, 3)), left + len(HEAD) + data.draw(st.integers(1, 3)))
    first = (top, left, [HEAD, *rows])
    draft = book(sheet(placed(first, (*place, second))))
    assert sorted(str(part.plan.table) for part in draft.sheets) == ["surveys", "tickets"]
    found = service.run(draft, EMPTY)
    assert _tickets(found) == _wanted(rows, top + 2)
    assert found.tables["surveys"]["score"].tolist() == [float(row[2]) for row in answers]
    assert found.tables["surveys"][ROW].tolist() == [place[0] + title + 2 + n for n in range(len(answers))]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_list_beside_the_tickets_changes_nothing(data: st.DataObject) -> None:
    text = data.draw(st.booleans())
    rows = data.draw(ticket_rows(text=text))
    names = ["High", "Medium", "Low", "Urgent"][: data.draw(st.integers(2, 4))]
    beside: Rows = [
        ["Priority", "Target hours"],
        *([name, str(4 * n + 4) if text else 4 * n + 4] for n, name in enumerate(names)),
    ]
    top = data.draw(st.integers(0, 4))
    place = (data.draw(st.integers(0, 5)), len(HEAD) + data.draw(st.integers(1, 2)))
    draft = book(sheet(placed((top, 0, [HEAD, *rows]), (*place, beside))))
    found = service.run(draft, EMPTY)
    assert _tickets(found) == _wanted(rows, top + 2)
