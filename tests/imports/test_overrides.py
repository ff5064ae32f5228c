"""Corrections of a mapping typed on the command line."""

from __future__ import annotations

import pytest

from cxdesk.common.problems import UserError
from cxdesk.imports.overrides import with_overrides
from cxdesk.imports.service import Draft


@pytest.mark.parametrize(("option", "wanted"), [("map", "FILE:COLUMN=FIELD"), ("answer", "FILE:COLUMN=VALUE")])
def test_that_a_correction_that_cannot_be_read_names_its_own_form(option: str, wanted: str) -> None:
    typed = {"map": (), "answer": (), option: ("tickets.csv;Opened",)}
    draft = Draft(sheets=(), zone="UTC")
    with pytest.raises(UserError, match=wanted):
        with_overrides(draft, typed["map"], typed["answer"])
