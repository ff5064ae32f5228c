"""Aliases and teams given on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxdesk.cli import main


def report(capsys, *argv: object) -> dict:
    assert main(["report", *map(str, argv), "--json", "-", "--quiet", "--timezone", "UTC"]) == 0
    return json.loads(capsys.readouterr().out)


def split(document: dict, kpi: str) -> dict[str, float]:
    return {one["segment"]: one["n"] for one in document["splits"] if one["id"] == kpi}


def test_a_spelling_counts_as_another_value_in_every_number(tickets: Path, capsys) -> None:
    plain = report(capsys, tickets, "--split", "channel")
    assert split(plain, "frt") == {"email": 5, "chat": 4}
    named = report(
        capsys, tickets, "--split", "channel", "--alias", "channel:CHAT=Live", "--alias", "channel:live=email"
    )
    assert split(named, "frt") == {"email": 9}
    assert [(one["count"], one["found"]) for one in named["problems"] if one["kind"] == "merged_values"] == [
        (4, "chat")
    ]


def test_agents_bring_their_team(tickets: Path, capsys) -> None:
    document = report(capsys, tickets, "--split", "team", "--team", "ann=North", "--team", "Bob=South")
    assert split(document, "frt") == {"North": 5, "South": 4}


def test_each_join_says_what_did_not_match(tickets: Path, tmp_path: Path, capsys) -> None:
    answers = tmp_path / "answers.csv"
    answers.write_text(
        "Response ID,Ticket ID,Responded at,CSAT score\nr1,#1,2024-01-03,5\nr2,2.0,2024-01-06,4\nr3,99,2024-01-07,1\n"
        "r4,,2024-01-08,3\nr5,99,2024-01-09,2\n",
        encoding="utf-8",
    )
    found = [one for one in report(capsys, tickets, answers)["problems"] if one["kind"] == "unmatched"]
    assert [(one["count"], one["found"], one["file"]) for one in found] == [(2, "99", "answers.csv")]


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--alias", "chat=email", "DIMENSION:FROM=TO"),
        ("--alias", "colour:a=b", "no dimension"),
        ("--team", "Ann", "AGENT=TEAM"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tickets: Path, capsys, option: str, text: str, words: str) -> None:
    assert main(["report", str(tickets), option, text]) == 2
    assert words in capsys.readouterr().err


def test_a_circle_of_aliases_is_wrong_usage(tickets: Path, capsys) -> None:
    both = ["--alias", "channel:chat=email", "--alias", "channel:email=chat"]
    assert main(["report", str(tickets), *both]) == 2
    assert "already counts as" in capsys.readouterr().err
