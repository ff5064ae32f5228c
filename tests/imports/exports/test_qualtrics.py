"""Qualtrics exports with their header rows, identifiers and groups; every figure worked by hand."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest

from tests.imports.exports.asking import RECOMMEND, SATISFIED, figures, scores
from tests.imports.exports.kit import imported

_QUALTRICS = [
    "StartDate",
    "EndDate",
    "Status",
    "IPAddress",
    "Progress",
    "Duration (in seconds)",
    "Finished",
    "RecordedDate",
    "ResponseId",
    "RecipientLastName",
    "RecipientFirstName",
    "RecipientEmail",
    "ExternalReference",
    "LocationLatitude",
    "LocationLongitude",
    "DistributionChannel",
    "UserLanguage",
    "Q1_NPS_GROUP",
    "Q1",
    "Q2",
    "Q3_1",
]
_QUALTRICS_TEXTS = [
    "Start Date",
    "End Date",
    "Response Type",
    "IP Address",
    "Progress",
    "Duration (in seconds)",
    "Finished",
    "Recorded Date",
    "Response ID",
    "Recipient Last Name",
    "Recipient First Name",
    "Recipient Email",
    "External Data Reference",
    "Location Latitude",
    "Location Longitude",
    "Distribution Channel",
    "User Language",
    f"{RECOMMEND} - Group",
    RECOMMEND,
    SATISFIED,
    "Please rate: - Our support",
]


def _qualtrics(path: Path, *, numeric: bool, zone: str, ids: bool = True) -> Path:
    """Five finished answers, an unfinished one, a preview and spam."""
    names = {10: ("Promoter", 3), 7: ("Passive", 2), 4: ("Detractor", 1)}
    words = {5: "Very satisfied", 4: "Satisfied", 3: "Neutral", 2: "Dissatisfied", 1: "Very dissatisfied"}
    cases = [
        (10, 5, "IP Address", 0, True),
        (10, 4, "IP Address", 0, True),
        (7, 3, "IP Address", 0, True),
        (4, 1, "IP Address", 0, True),
        (10, 5, "IP Address", 0, True),
        (4, 2, "IP Address", 0, False),
        (4, 1, "Survey Preview", 1, True),
        (4, 1, "Spam", 8, True),
    ]
    rows = []
    for n, (ten, five, status, code, done) in enumerate(cases):
        day = f"2025-03-1{n} 08:00:00"
        rows.append(
            [
                day,
                day,
                code if numeric else status,
                "10.0.0.9",
                100 if done else 40,
                61,
                (1 if done else 0) if numeric else str(done),
                day,
                f"R_{n}abc",
                "",
                "",
                "",
                "",
                "52.5",
                "13.4",
                "preview" if code == 1 else "email",
                "EN",
                names[ten][numeric],
                ten,
                five if numeric else words[five],
                five,
            ]
        )
    third = [
        json.dumps({"ImportId": name, "timeZone": zone}) if "Date" in name else json.dumps({"ImportId": name})
        for name in _QUALTRICS
    ]
    third = [text.replace(": ", ":").replace(", ", ",") for text in third]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([_QUALTRICS, _QUALTRICS_TEXTS, *([third] if ids else []), *rows])
    return path


@pytest.mark.parametrize("ids", [True, False])
@pytest.mark.parametrize("numeric", [True, False])
def test_qualtrics_has_three_header_rows_and_the_group_counts_nothing_twice(tmp_path: Path, numeric: bool, ids: bool):
    """NPS of 10 10 7 4 10: (3 - 1) / 5 = 40; satisfied 3 of 5 in each of two questions: 60 %."""
    got = imported(_qualtrics(tmp_path / "Survey.csv", numeric=numeric, zone="America/Denver", ids=ids))
    assert got.recognised == "Qualtrics answers"
    assert got.left_out == {"unfinished": 1, "test": 1, "spam": 1}
    assert scores(got, "nps") == [10.0, 10.0, 7.0, 4.0, 10.0]
    assert figures(got, "nps", "csat") == [40.0, 60.0]
    assert len(scores(got, "csat")) == 10
    # 08:00 in Denver on 10 March 2025 (daylight time) is 14:00 in UTC
    assert got.answers["responded_at"].min() == (datetime(2025, 3, 10, 14) if ids else datetime(2025, 3, 10, 8))


def test_qualtrics_zone_z_is_utc(tmp_path: Path):
    got = imported(_qualtrics(tmp_path / "Survey.csv", numeric=True, zone="Z"), zone="Asia/Tokyo")
    assert got.answers["responded_at"].min() == datetime(2025, 3, 10, 8)


def test_qualtrics_legacy_has_two_header_rows(tmp_path: Path):
    first = [
        "ResponseID",
        "ResponseSet",
        "Name",
        "ExternalDataReference",
        "EmailAddress",
        "IPAddress",
        "Status",
        "StartDate",
        "EndDate",
        "Finished",
        "Q1",
        "Q2",
    ]
    second = [*first[:10], RECOMMEND, SATISFIED]
    rows = [
        [
            f"R_{n}",
            "Default Response Set",
            "",
            "",
            "",
            "10.0.0.1",
            0,
            "2014-05-01 10:00:00",
            f"2014-05-0{n + 1} 10:04:00",
            done,
            ten,
            five,
        ]
        for n, (ten, five, done) in enumerate([(9, 5, 1), (8, 4, 1), (1, 1, 1), (10, 5, 0)])
    ]
    path = tmp_path / "legacy.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([first, second, *rows])
    got = imported(path)
    assert got.recognised == "Qualtrics answers"
    assert got.left_out == {"unfinished": 1}
    assert scores(got, "nps") == [9.0, 8.0, 1.0]
    assert scores(got, "csat") == [5.0, 4.0, 1.0]
    assert got.answers["responded_at"].min() == datetime(2014, 5, 1, 10, 4)
