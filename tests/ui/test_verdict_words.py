"""The verdict on a sheet as a heading and what follows it."""

from __future__ import annotations

import pytest

from ui.models.import_words import verdict_parts


@pytest.mark.parametrize(
    ("verdict", "parts"),
    [
        ("Recognised as “Zendesk CSV export”.", ("Recognised as “Zendesk CSV export”", "")),
        ("Read as tickets: it has “Id” and “Created”.", ("Read as tickets", "It has “Id” and “Created”.")),
        (
            "Recognised as “ServiceNow”. “number” repeats: its 9 rows are folded.",
            ("Recognised as “ServiceNow”", "“number” repeats: its 9 rows are folded."),
        ),
        ("Recognised as “A. B: C”. Counted: all.", ("Recognised as “A. B: C”", "Counted: all.")),
        ("Set aside: the sheet is empty.", ("Set aside", "The sheet is empty.")),
    ],
)
def test_the_first_clause_is_the_heading(verdict: str, parts: tuple[str, str]) -> None:
    assert verdict_parts(verdict) == parts
