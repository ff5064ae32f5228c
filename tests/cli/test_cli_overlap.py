"""Files that overlap say so on standard error."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.cli import main

HEAD = "Ticket ID,Created at,Status,Priority\n"
MAY = f"{HEAD}1,2024-05-01 09:00,closed,high\n2,2024-05-02 09:00,open,low\n3,2024-05-03 09:00,open,low\n"
JUNE = f"{HEAD}2,2024-05-02 09:00,closed,low\n3,2024-05-03 09:00,open,low\n4,2024-06-04 09:00,open,low\n"
WORDS = "Tickets: 4 rows added; 1 changed (Status 1); 1 unchanged; 1 only before, kept"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "may.csv").write_text(MAY, encoding="utf-8")
    (tmp_path / "june.csv").write_text(JUNE, encoding="utf-8")
    return [str(tmp_path / "may.csv"), str(tmp_path / "june.csv")]


@pytest.mark.parametrize("verb", ["report", "inspect"])
def test_what_the_second_file_changed_is_said(verb: str, files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, *files, "--timezone", "UTC", "--json", "-"]) == 0
    assert WORDS in capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("verb", ["report", "inspect"])
def test_quiet_says_nothing(verb: str, files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, *files, "--timezone", "UTC", "--json", "-", "--quiet"]) == 0
    assert capsys.readouterr().err == ""


def test_one_file_compares_with_nothing(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", files[0], "--timezone", "UTC", "--json", "-"]) == 0
    assert "unchanged" not in capsys.readouterr().err
