"""Hours and holidays as people write and name them."""

from __future__ import annotations

from datetime import date

import pytest

from cxdesk.common.problems import UserError
from cxdesk.workspace.holiday_seed import countries, public_holidays
from ui.models.hours import read_spans, spans_text


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("09:00–17:00", ((540, 1020),)),
        ("9-17", ((540, 1020),)),
        ("13:30 to 24:00; 8.15 - 12", ((495, 720), (810, 1440))),
        ("", ()),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert read_spans(text) == spans
    assert read_spans(spans_text(spans)) == spans


@pytest.mark.parametrize("text", ["nine to five", "09:00", "09:75-10:00", "08:00-12:00, 11:00-13:00", "10:00-25:00"])
def test_what_is_no_span_of_time_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_spans(text)


def test_holidays_of_an_unknown_country_are_none() -> None:
    assert public_holidays("XX", None, [2024]) == {}
    assert "BY" in countries()["DE"]
    assert public_holidays("DE", "BY", [2024])[date(2024, 1, 6)]
