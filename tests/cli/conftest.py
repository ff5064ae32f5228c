"""Small exports written by hand, with figures that can be worked out on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

# Ten tickets of January and February 2024, all times UTC. First responses after 1, 2, 9 h ...; 8 of 10 resolved.
TICKETS = """\
Ticket ID,Created at,First response at,Resolved at,Status,Channel,Agent,Plan
1,2024-01-02 08:00,2024-01-02 09:00,2024-01-02 12:00,Solved,email,Ann,Gold
2,2024-01-05 08:00,2024-01-05 10:00,2024-01-05 18:00,Solved,email,Ann,Gold
3,2024-01-09 08:00,2024-01-09 17:00,2024-01-10 08:00,Solved,chat,Bob,Basic
4,2024-01-15 08:00,2024-01-15 09:00,2024-01-15 20:00,Solved,chat,Bob,Basic
5,2024-01-20 08:00,2024-01-20 12:00,2024-01-21 08:00,Solved,email,Ann,Gold
6,2024-02-01 08:00,2024-02-01 09:00,2024-02-01 10:00,Solved,email,Bob,Basic
7,2024-02-03 08:00,2024-02-03 09:00,2024-02-03 10:00,Solved,chat,Ann,Basic
8,2024-02-10 08:00,2024-02-10 10:00,2024-02-11 08:00,Solved,chat,Ann,Gold
9,2024-02-20 08:00,2024-02-20 18:00,,Open,email,Bob,Gold
10,2024-02-28 08:00,,,Open,email,Bob,Basic
"""

# Ten answers to "recommend": 5 promoters, 2 passives, 3 detractors: NPS 20.
ANSWERS = """\
Response ID,Responded at,NPS score
1,2024-01-03 10:00,10
2,2024-01-04 10:00,9
3,2024-01-08 10:00,9
4,2024-01-12 10:00,10
5,2024-01-22 10:00,9
6,2024-02-02 10:00,8
7,2024-02-05 10:00,7
8,2024-02-09 10:00,6
9,2024-02-14 10:00,3
10,2024-02-25 10:00,0
"""


@pytest.fixture
def tickets(tmp_path: Path) -> Path:
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS, encoding="utf-8")
    return path


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, encoding="utf-8")
    return path
