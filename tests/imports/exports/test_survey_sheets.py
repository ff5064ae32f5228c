"""Survey answers of help desks and of people's own sheets; every figure worked by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from tests.imports.exports.kit import Got, export, imported


def scores(got: Got, kind: str) -> list[float]:
    """Scores of one kind in the order of the rows; without those that hold none."""
    frame = got.answers
    return [float(value) for value in frame.loc[frame["kind"] == kind, "score"] if not np.isnan(value)]


def values(got: Got, *names: str) -> list[float | None]:
    """KPIs over everything, rounded to two digits."""
    cells = [got.kpi(name) for name in names]
    return [None if cell.value is None else round(cell.value, 2) for cell in cells]


def _sheet(path: Path, header: str, *lines: str) -> Path:
    names = [name.strip() for name in header.split("|")]
    rows = [dict(zip(names, (cell.strip() for cell in line.split("|")), strict=True)) for line in lines]
    return export(names, *rows).csv(path)


# --- help desks ------------------------------------------------------------------------------------------------------


def test_zendesk_ratings_count_good_of_good_and_bad_and_the_offered_for_the_response_rate(tmp_path: Path):
    """2 good of 3 rated = 66.67 %; 3 of 4 sent were answered = 75 %; one was never offered."""
    path = _sheet(
        tmp_path / "ratings.csv",
        "id | ticket_id | requester_id | assignee_id | group_id | score | comment | created_at",
        "1 | 11 | 5 | 8 | 9 | good | | 2024-05-01T10:00:00Z",
        "2 | 12 | 6 | 8 | 9 | good_with_comment | thanks | 2024-05-02T10:00:00Z",
        "3 | 13 | 7 | 8 | 9 | bad_with_comment | slow | 2024-05-03T10:00:00Z",
        "4 | 14 | 4 | 8 | 9 | offered | | 2024-05-04T10:00:00Z",
        "5 | 15 | 3 | 8 | 9 | unoffered | | 2024-05-05T10:00:00Z",
    )
    got = imported(path)
    assert got.recognised == "Zendesk satisfaction ratings"
    assert scores(got, "csat") == [1.0, 1.0, 0.0]
    assert values(got, "csat", "response_rate") == [66.67, 75.0]
    assert got.left_out == {"no_answer": 1}


def test_intercom_ratings_have_their_zone_in_the_header_and_unrated_ones_were_sent(tmp_path: Path):
    """5, 4, 2: 66.67 % satisfied, mean 3.67; 3 of 4 answered."""
    path = _sheet(
        tmp_path / "csat.csv",
        "Conversation ID | Conversation rating | Conversation rating remark | Agent rated type | "
        "Last survey sent (America/New_York) | Updated at (America/New_York) | User name",
        "1 | 5 | great | Admin | 2024-01-13 10:00 | 2024-01-13 11:00 | ann",
        "2 | 4 | | Admin | 2024-01-13 10:00 | 2024-01-13 11:00 | bob",
        "3 | 2 | | Bot | 2024-01-13 10:00 | 2024-01-13 11:00 | cid",
        "4 | | | Admin | 2024-01-13 10:00 | 2024-01-13 11:00 | dan",
    )
    got = imported(path)
    assert got.recognised == "Intercom CSAT export"
    assert values(got, "csat", "csat_mean", "response_rate") == [66.67, 3.67, 75.0]
    assert str(got.answers["responded_at"].dropna().iloc[0]) == "2024-01-13 16:00:00"


def test_hubspot_feedback_counts_its_own_scales_by_kind(tmp_path: Path):
    """CSAT 2 2 1 0 on 0 to 2: 50 % satisfied. NPS 10 7 3: 0. CES 7, 2 of 7: mean 4.5."""
    path = _sheet(
        tmp_path / "feedback.csv",
        "Date | Sentiment | Rating | Response | Survey name | Survey type | Survey channel",
        "2024-01-13 10:00 | Promoter | 2 | thanks a lot | Support | Customer Satisfaction (CSAT) | Email",
        "2024-01-13 11:00 | Promoter | 2 | | Support | Customer Satisfaction (CSAT) | Email",
        "2024-01-13 12:00 | Passive | 1 | | Support | Customer Satisfaction (CSAT) | Chat",
        "2024-01-13 13:00 | Detractor | 0 | too slow | Support | Customer Satisfaction (CSAT) | Email",
        "2024-01-14 10:00 | Promoter | 10 | | Loyalty | Customer Loyalty (NPS) | Email",
        "2024-01-14 11:00 | Passive | 7 | | Loyalty | Customer Loyalty (NPS) | Email",
        "2024-01-14 12:00 | Detractor | 3 | | Loyalty | Customer Loyalty (NPS) | Email",
        "2024-01-15 10:00 | Promoter | 7 | | Ease | Customer Effort (CES) | Email",
        "2024-01-15 11:00 | Detractor | 2 | | Ease | Customer Effort (CES) | Email",
    )
    got = imported(path)
    assert values(got, "csat", "nps", "ces") == [50.0, 0.0, 4.5]
    assert got.column("Rating").format == "csat 0-2, nps 0-10, ces 1-7"
    assert [question.id for question in got.plan.questions] == ["Rating:csat", "Rating"]
    assert "Response" not in got.fields


@pytest.mark.parametrize(
    ("header", "lines", "nps"),
    [
        # Delighted: promoters 10 9, passive 8, detractor 4: 25
        (
            "ID | Survey Type | Created At | Email | Score | Comment | Permalink",
            ["1 | nps | 2024-01-13 10:00:00 | a@x.test | 10 | | u",
             "2 | nps | 2024-01-13 11:00:00 | b@x.test | 9 | | u",
             "3 | nps | 2024-01-13 12:00:00 | c@x.test | 8 | | u",
              "4 | nps | 2024-01-13 13:00:00 | d@x.test | 4 | | u"],
            25.0,
        ),
        # AskNicely: promoter 10, detractor 6, one not answered: 0
        (
            "Name | Email | Sent | Responded | Score | Comment | Segment",
            ["Ann | a@x.test | 2024-01-12 | 2024-01-13 | 10 | | big",
             "Bob | b@x.test | 2024-01-12 | 2024-01-14 | 6 | | big",
             "Cid | c@x.test | 2024-01-12 | | | | small"],
            0.0,
        ),
        # words alone: 2 promoters, 1 passive, 1 detractor: 25
        (
            "Date | Customer | NPS category",
            ["2024-01-13 | A | Promoter",
             "2024-01-13 | B | Promoter",
             "2024-01-14 | C | Passive",
             "2024-01-15 | D | Detractor"],
            25.0,
        ),
        # the category beside the score counts nothing twice: 1 promoter, 1 passive, 2 detractors: -25
        (
            "Date | Customer | NPS score | NPS category",
            ["2024-01-13 | A | 9 | Promoter",
             "2024-01-13 | B | 7 | Passive",
             "2024-01-14 | C | 6 | Detractor",
             "2024-01-15 | D | 0 | Detractor"],
            -25.0,
        ),
    ],
)  # fmt: skip
def test_promoters_of_other_tools_and_of_sheets_by_hand(tmp_path: Path, header: str, lines: list[str], nps: float):
    got = imported(_sheet(tmp_path / "nps.csv", header, *lines))
    assert values(got, "nps") == [nps]
    assert len(scores(got, "nps")) == sum(1 for line in lines if not line.endswith("small"))


def test_nicereply_counts_the_score_and_not_the_legacy_score(tmp_path: Path):
    """3 of 3 smileys once, 1 and 2 once: 33.33 % on the scale of 3."""
    path = _sheet(
        tmp_path / "nicereply.csv",
        "Date | Agent | Ticket ID | Customer | Survey type | Score | Legacy score | Comment",
        "2024-01-13 10:00 | Ann | 1 | c@x.test | CSAT | 3 | 10 | ",
        "2024-01-13 11:00 | Ann | 2 | d@x.test | CSAT | 1 | 3.33 | ",
        "2024-01-14 10:00 | Ann | 3 | e@x.test | CSAT | 2 | 6.67 | ",
    )
    got = imported(path, answers={"Score:csat": "1-3"})
    assert scores(got, "csat") == [3.0, 1.0, 2.0]
    assert values(got, "csat") == [33.33]


def test_simplesat_says_its_answers_in_words_and_each_question_names_its_kind(tmp_path: Path):
    path = _sheet(
        tmp_path / "simplesat.csv",
        "Answered | Question | Answer | Sentiment | Comment | Customer | Ticket ID",
        "2024-01-13 10:00 | How satisfied are you? | Happy | positive | x | a@x.test | 1",
        "2024-01-13 12:00 | How satisfied are you? | Unhappy | negative | y | b@x.test | 2",
    )
    assert values(imported(path), "csat") == [50.0]


# --- sheets by hand --------------------------------------------------------------------------------------------------


def test_one_column_a_question_with_missing_ones(tmp_path: Path):
    """CSAT 5 4 2: 66.67 %; NPS 10 9 0: 33.33; effort 7 5: mean 6; job 4, 2: mean 3."""
    path = _sheet(
        tmp_path / "feedback.csv",
        "Date | Customer | CSAT (1-5) | NPS (0-10) | CES (1-7, 7 = very easy) | Comment",
        "13.01.2024 | Acme | 5 | 10 | 7 | fine",
        "14.01.2024 | Beta | 4 | 9 | N/A | ",
        "15.01.2024 | Ceta | 2 | Prefer not to say | 5 | slow",
        "16.01.2024 | Delta | | 0 | | ",
    )
    got = imported(path)
    assert values(got, "csat", "nps", "ces") == [66.67, 33.33, 6.0]
    assert "unreadable_score" not in got.problems
    assert len(got.answers) == 8


def test_equal_rows_of_a_bare_list_of_scores_are_answers_of_different_customers(tmp_path: Path):
    lines = ["2024-01-13 | Ann | 5"] * 4 + ["2024-01-13 | Ann | 2"]
    bare = imported(_sheet(tmp_path / "bare.csv", "Date | Agent | CSAT", *lines))
    assert values(bare, "csat") == [80.0]
    lines = ["7 | 2024-01-13 | Ann | 5"] * 4 + ["8 | 2024-01-13 | Ann | 2"]
    keyed = imported(_sheet(tmp_path / "keyed.csv", "Response ID | Date | Agent | CSAT", *lines))
    assert values(keyed, "csat") == [50.0]
    assert keyed.left_out == {"duplicate": 3}


def test_sheets_named_by_their_survey_and_by_month(tmp_path: Path):
    """CSAT January 5 4 2, February 3 5; NPS 9 6: 60 % satisfied of five, NPS 0."""
    path = tmp_path / "surveys.xlsx"
    sheets = {"CSAT Jan": [(13, 5), (14, 4), (15, 2)], "CSAT Feb": [(16, 3), (17, 5)], "NPS": [(18, 9), (19, 6)]}
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["Date", "Customer", "Score"])
            for number, (day, score) in enumerate(rows):
                page.write_row(number + 1, 0, [f"2024-01-{day}", f"c{day}", score])
    got = imported(path)
    assert [plan.table for plan in got.draft.plan.sheets] == ["surveys"] * 3
    assert scores(got, "csat") == [5.0, 4.0, 2.0, 3.0, 5.0]
    assert values(got, "csat", "nps") == [60.0, 0.0]
    assert "assumed" not in got.problems


def test_months_date_the_answers_of_a_sheet_without_days(tmp_path: Path):
    path = _sheet(
        tmp_path / "monthly.csv",
        "Month | Respondent | Overall satisfaction | Support quality | Years of experience",
        "Jan 2024 | Ann | 4 | 5 | 3",
        "Feb 2024 | Bob | 2 | 5 | 8",
    )
    got = imported(path)
    assert sorted(scores(got, "csat")) == [2.0, 4.0, 5.0, 5.0]
    assert str(got.answers["responded_at"].min())[:10] == "2024-01-01"
    assert "Years of experience" not in got.fields


def test_employees_satisfaction_is_kept_apart_from_customers(tmp_path: Path):
    """5, 4, 3 of employees: mean 4; whether they recommend their employer is not in it."""
    path = _sheet(
        tmp_path / "pulse.csv",
        "Date | Department | How satisfied are you with your job? | "
        "How likely are you to recommend us as a place to work?",
        "2024-01-13 | A | 5 | 9",
        "2024-01-14 | B | 4 | 3",
        "2024-01-15 | C | 3 | 10",
    )
    got = imported(path)
    assert values(got, "esat", "nps", "csat") == [4.0, None, None]
    assert "is no part of their satisfaction" in got.plan.verdict


def test_the_verdict_names_the_questions_that_count(tmp_path: Path):
    path = _sheet(
        tmp_path / "form.csv",
        "Timestamp | How satisfied are you with our support? | Would you recommend us? (1-5) | What next?",
        "2024-01-13 10:00 | 5 | 4 | x",
        "2024-01-14 10:00 | 1 | 2 | y",
    )
    verdict = imported(path).plan.verdict
    assert "Counted as satisfaction: “How satisfied are you with our support?”." in verdict
    assert "Not counted: “Would you recommend us? (1-5)”" in verdict
