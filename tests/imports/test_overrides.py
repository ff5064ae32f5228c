"""Corrections of a mapping typed on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.common.problems import UserError
from cxdesk.imports import service
from cxdesk.imports.overrides import with_overrides
from cxdesk.imports.service import Draft
from cxdesk.tables.dataset import EMPTY


@pytest.mark.parametrize(("option", "wanted"), [("map", "FILE:COLUMN=FIELD"), ("answer", "FILE:COLUMN=VALUE")])
def test_that_a_correction_that_cannot_be_read_names_its_own_form(option: str, wanted: str) -> None:
    typed = {"map": (), "answer": (), option: ("tickets.csv;Opened",)}
    draft = Draft(sheets=(), zone="UTC")
    with pytest.raises(UserError, match=wanted):
        with_overrides(draft, typed["map"], typed["answer"])


def test_a_sheet_that_was_set_aside_is_read_as_the_table_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Customer,Signed\nAcme,2024-01-05\nZeta,2024-02-05\n", encoding="utf-8")
    draft = with_overrides(service.draft([path]), (), (), tables=("list.csv=accounts",))
    assert draft.sheets[0].plan.table == "accounts"
    left = with_overrides(draft, (), (), tables=("list.csv:list=-",))
    assert left.sheets[0].plan.skipped
    with pytest.raises(UserError, match=r"has no sheet “other”\. Its sheets are: list"):
        with_overrides(draft, (), (), tables=("list.csv:other=accounts",))
    with pytest.raises(UserError, match="is no table that can be read"):
        with_overrides(draft, (), (), tables=("list.csv=cats",))


def test_a_file_is_read_in_the_encoding_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("Ticket ID,Created,Agent\n1,2024-01-05,Łukasz\n2,2024-01-06,Łukasz\n".encode("cp1250"))
    draft = with_overrides(service.draft([path]), (), (), encodings=("t.csv=cp1250",))
    assert list(service.run(draft, EMPTY).tables["tickets"]["agent"].unique()) == ["Łukasz"]
