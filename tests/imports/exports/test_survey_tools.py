"""Exports of survey tools with their own headers and traps; every figure worked by hand."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from tests.imports.exports.asking import RECOMMEND, SATISFIED, figures, scores
from tests.imports.exports.kit import Export, export, imported

# --- SurveyMonkey ----------------------------------------------------------------------------------------------------

_MONKEY_OLD = [
    "RespondentID",
    "CollectorID",
    "StartDate",
    "EndDate",
    "IP Address",
    "Email Address",
    "FirstName",
    "LastName",
    "Custom Data",
]
_MONKEY_NEW = [
    "Respondent ID",
    "Collector ID",
    "Start Date",
    "End Date",
    "IP Address",
    "Email Address",
    "First Name",
    "Last Name",
    "Custom Data 1",
]
_MONKEY_NEWEST = [
    "Respondent ID",
    "Collector ID",
    "Date Created",
    "Date Modified",
    "IP Address",
    "Email Address",
    "First Name",
    "Last Name",
    "Custom Data 1",
]


@pytest.mark.parametrize("meta", [_MONKEY_OLD, _MONKEY_NEW, _MONKEY_NEWEST])
def test_surveymonkey_has_two_header_rows_and_questions_with_breaks_and_markup(tmp_path: Path, meta: list[str]):
    """Promoters 10, 9; passive 8; detractors 3, 0: NPS 0. Satisfied 5, 4 of 5, 4, 3, 1, and 5 3 5 of the matrix."""
    header = [
        *meta,
        f"<p>{RECOMMEND}<br>\n<em>0 = not at all</em></p>",
        "How satisfied were you with:\nour team",
        "",
        "",
        "Anything else?",
    ]
    second = [*[""] * 9, "", "Speed", "Knowledge", "Price&nbsp;/ value", "Open-Ended Response"]
    rows = [
        ("10", "Very satisfied", "Satisfied", "Neither satisfied nor dissatisfied", "fine"),
        ("9", "Satisfied", "", "", ""),
        ("8", "Very dissatisfied", "Dissatisfied", "", "slow,\nand rude"),
        ("3", "", "", "", ""),
        ("0", "Dissatisfied", "", "Very satisfied", ""),
    ]
    body = [
        (
            f"1151462{n}",
            "260000001",
            "01/30/2020 02:05:10 PM",
            f"01/{28 + n}/2020 02:09:10 PM",
            "10.0.0.1",
            f"p{n}@x.test",
            "",
            "",
            "",
            *row,
        )
        for n, row in enumerate(rows)
    ]
    body[-1] = (*body[-1][:3], "02/01/2020 11:00:00 AM", *body[-1][4:])
    path = tmp_path / "survey.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, second, *body])
    got = imported(path)
    assert got.recognised == "SurveyMonkey answers"
    assert scores(got, "nps") == [10.0, 9.0, 8.0, 3.0, 0.0]
    assert got.kpi("nps").value == pytest.approx(0.0)
    # by row and question: 5 4 3 | 4 | 1 2 | 2 5
    assert scores(got, "csat") == [5.0, 4.0, 3.0, 4.0, 1.0, 2.0, 2.0, 5.0]
    assert figures(got, "csat", "csat_mean") == [50.0, 3.25]
    assert got.asked == {}
    questions = set(got.answers["question"].cat.categories)
    assert f"{RECOMMEND} 0 = not at all" in questions
    assert "How satisfied were you with: our team Price / value" in questions
    assert got.answers["responded_at"].max() == datetime(2020, 2, 1, 11)


# --- Typeform --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("new", [True, False])
def test_typeform_marks_up_its_questions_and_partial_responses_stay_out(tmp_path: Path, new: bool):
    """Complete: 10, 9, 6 -> NPS (2 - 1) / 3 = 33.33; stars 5, 4, 2 -> 66.67 % satisfied."""
    tail = (
        "Response Type|Start Date (UTC)|Stage Date (UTC)|Submit Date (UTC)|Network ID|Tags|Ending"
        if new
        else "Start Date (UTC)|Submit Date (UTC)|Network ID"
    )
    rating = "How would you rate <strong>our support</strong>?"
    header = f"#|How likely are you to <strong>recommend</strong> us to a friend?|{rating}|Why&nbsp;so?|{tail}"
    nps = "How likely are you to <strong>recommend</strong> us to a friend?"
    rows = []
    answers = [("10", "5", "completed"), ("9", "4", "completed"), ("6", "2", "completed")]
    answers += [("1", "", "partial")] if new else []
    for n, (ten, five, state) in enumerate(answers):
        row = {
            "#": f"4z2j0mb2w5vkwhxvrrc4z2j0mb{n:06d}",
            nps: ten,
            rating: five,
            "Why&nbsp;so?": "because",
            "Start Date (UTC)": f"2024-10-0{n + 1} 02:38:31",
            "Submit Date (UTC)": f"2024-10-0{n + 1} 02:39:31",
            "Network ID": "a1b2c3d4",
        }
        rows.append(row | ({"Response Type": state} if new else {}))
    got = imported(export(header, *rows).csv(tmp_path / "responses.csv"), zone="Europe/Berlin")
    assert got.recognised == "Typeform answers"
    assert scores(got, "nps") == [10.0, 9.0, 6.0]
    assert scores(got, "csat") == [5.0, 4.0, 2.0]
    assert figures(got, "nps", "csat") == [33.33, 66.67]
    assert got.left_out == ({"unfinished": 1} if new else {})
    assert got.answers["responded_at"].min() == datetime(2024, 10, 1, 2, 39, 31)


# --- Google Forms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stamps", "zone", "first"),
    [
        (
            ["2026/09/20 10:00:00 AM GMT+3", "2026/09/20 1:30:00 PM GMT+3", "2026/09/21 9:00:00 AM GMT+3"],
            "UTC",
            datetime(2026, 9, 20, 7),
        ),
        (["20/09/2026 10:00:00", "20/09/2026 13:30:00", "21/09/2026 09:00:00"], "UTC", datetime(2026, 9, 20, 10)),
        (["9/20/2026 10:00:00", "9/20/2026 13:30:00", "9/21/2026 9:00:00"], "Europe/Berlin", datetime(2026, 9, 20, 8)),
    ],
)
def test_google_forms_from_the_form_and_from_the_sheet(tmp_path: Path, stamps: list[str], zone: str, first: datetime):
    """NPS of 10, 7, 2 is 0; satisfied 5 of 5, 3, 1 is 33.33 %; the quiz score is no answer."""
    header = f"Timestamp|Email Address|Score|{RECOMMEND}|{SATISFIED}|Email Address2"
    rows = [
        {"Timestamp": stamp, "Email Address": f"p{n}@x.test", "Score": "4 / 5", RECOMMEND: ten, SATISFIED: five}
        for n, (stamp, ten, five) in enumerate(zip(stamps, "A72", "531", strict=True))
    ]
    rows[0][RECOMMEND] = "10"
    got = imported(export(header, *rows).csv(tmp_path / "Feedback (Responses).csv"), zone=zone)
    assert got.recognised == "Google Forms answers"
    assert scores(got, "nps") == [10.0, 7.0, 2.0]
    assert figures(got, "nps", "csat") == [0.0, 33.33]
    assert got.answers["responded_at"].min() == first
    assert "Score" not in got.fields


def test_google_forms_scores_out_of_five_and_the_points_of_a_quiz(tmp_path: Path):
    header = f"Timestamp|{SATISFIED}|{SATISFIED} [Score]|{SATISFIED} [Feedback]"
    rows = [
        {"Timestamp": f"2026/09/2{n} 10:00:00 AM GMT+3", SATISFIED: text, f"{SATISFIED} [Score]": "1.00 / 1"}
        for n, text in enumerate(["4 / 5", "5 / 5", "2 / 5"])
    ]
    got = imported(export(header, *rows).csv(tmp_path / "quiz.csv"))
    assert scores(got, "csat") == [4.0, 5.0, 2.0]


# --- Microsoft Forms -------------------------------------------------------------------------------------------------


def _microsoft(stamps: Sequence[object]) -> Export:
    soft = RECOMMEND.replace("Acme to", "Acme\u00a0to")
    header = [
        "Id",
        "Start time",
        "Completion time",
        "Email",
        "Name",
        "Total points",
        "Quiz feedback",
        "Last modified time",
        soft,
        f"Points - {SATISFIED}",
        SATISFIED,
        f"Feedback - {SATISFIED}",
        "What did you use?",
        f"{SATISFIED}2",
    ]
    answers = [
        ("10", "Very satisfied", "Chat;Mail;"),
        ("9", "Satisfied", "Mail;"),
        ("7", "Neutral", ""),
        ("4", "Dissatisfied", "Chat;"),
    ]
    rows = [
        {
            "Id": n + 1,
            "Start time": stamp,
            "Completion time": stamp,
            "Email": "anonymous",
            "Name": None,
            "Total points": 1,
            soft: ten,
            f"Points - {SATISFIED}": 1,
            SATISFIED: words,
            "What did you use?": used,
            f"{SATISFIED}2": "Satisfied",
        }
        for n, (stamp, (ten, words, used)) in enumerate(zip(stamps, answers, strict=True))
    ]
    return export(header, *rows)


@pytest.mark.parametrize("kind", ["xlsx", "csv", "long year"])
def test_microsoft_forms_anonymous_quiz_with_points(tmp_path: Path, kind: str):
    """NPS (2 - 1) / 4 = 25; satisfied 5, 4, 3, 2 and four times 4: 6 of 8 = 75 %."""
    if kind == "xlsx":
        path = _microsoft([datetime(2026, 7, day, 19, 6, 23) for day in (26, 27, 28, 29)]).xlsx(tmp_path / "Forms.xlsx")
    else:
        year = "26" if kind == "csv" else "2026"
        stamps = [f"7/{day}/{year} 19:06" + (":23" if kind == "csv" else "") for day in (26, 27, 28, 29)]
        path = _microsoft(stamps).csv(tmp_path / "Forms.csv", encoding="cp1252")
    got = imported(path)
    assert got.recognised == "Microsoft Forms answers"
    assert scores(got, "nps") == [10.0, 9.0, 7.0, 4.0]
    assert sorted(scores(got, "csat")) == [2.0, 3.0, 4.0, 4.0, 4.0, 4.0, 4.0, 5.0]
    assert figures(got, "nps", "csat", "csat_mean") == [25.0, 75.0, 3.75]
    assert got.answers["respondent"].notna().sum() == 0
    assert got.answers["responded_at"].min().date() == datetime(2026, 7, 26).date()
    assert got.asked == {}
