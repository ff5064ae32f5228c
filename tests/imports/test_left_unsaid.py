"""What a tool writes where nothing is known: ages for dates, 0 for no time yet or no target; addresses in names."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from cxdesk.imports.convert.categories import number_text, without_addresses
from cxdesk.imports.names import read_header
from cxdesk.imports.recognise.ages import is_age
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.signatures import match, signatures
from cxdesk.imports.rows.hollow import without_hollow
from cxdesk.imports.rows.timeleft import OR_ZERO, REMAINING, time_left
from tests.imports.sheets import column


@pytest.mark.parametrize("text", ["3 days ago", "45 minutes ago", "an hour ago", "2h ago", "about 1 year ago",
                                  "vor 3 Tagen",
                                  "vor einem Monat", "il y a 2 heures", "hace 5 días", "há 2 dias", "1 day 4 hours ago",
                                  "just now", "Yesterday at 3:15 PM"])  # fmt: skip
def test_ages(text: str):
    assert is_age(text)


@pytest.mark.parametrize("text", ["3 days", "2025-01-13", "Mon Jan 13 09:00:00 2025", "13 Jan 2025", "45 minutes",
                                  "a good day",
                                  "12:30", "hace"])  # fmt: skip
def test_durations_and_dates_are_no_ages(text: str):
    assert not is_age(text)


def test_a_duration_of_0_beside_a_blank_instant_is_none():
    day = np.datetime64("2025-01-13", "ms")
    at = np.array([day, np.datetime64("NaT", "ms"), np.datetime64("NaT", "ms")])
    got = without_hollow({"first_response_at": at, "first_response_time": np.array([0.0, 0.0, 1.5])})
    assert np.array_equal(got["first_response_time"], [0.0, np.nan, 1.5], equal_nan=True)
    alone = without_hollow({"first_response_time": np.array([0.0, 1.0])})
    assert np.array_equal(alone["first_response_time"], [0.0, 1.0])


def test_time_left_of_numbers_texts_and_durations():
    cells = Column(
        index=0, header=read_header("Left"), raw=column(["-15", 30.0, "1:30", timedelta(hours=2), "0", None, "soon"])
    )
    read = time_left(cells, REMAINING)
    assert np.array_equal(read.data, [0, 1, 1, 1, 1, np.nan, np.nan], equal_nan=True)
    assert [int(fault.rows.sum()) for fault in read.faults] == [1]
    assert np.isnan(time_left(cells, OR_ZERO).data[4])


def test_names_lose_their_address_unless_two_people_share_a_name():
    assert without_addresses(["Ada (ada@x.com)", "Bo <bo@x.com>", "Cy (London)"]) == ["Ada", "Bo", "Cy (London)"]
    same = ["Ada (ada@x.com)", "Ada (ada@y.com)"]
    assert without_addresses(same) == same


def test_long_numbers_are_written_in_full():
    assert number_text(2025011310000015.0) == "2025011310000015"
    assert number_text(0.5) == "0.5"


def test_exports_that_are_no_rows_have_no_table_and_say_what_to_export():
    refused = [signature for signature in signatures() if signature.refused]
    assert len(refused) >= 5
    assert all(not signature.table and not signature.fields for signature in refused)
    assert all("instead" in signature.refused or "export" in signature.refused for signature in refused)


def test_an_export_is_recognised_in_every_language_it_knows():
    english = match([read_header(text) for text in ("#", "Create Channel", "First Response In Min")])
    german = match([read_header(text) for text in ("#", "Erstellungskanal", "Erstreaktion in Minuten")])
    assert english is german is not None
