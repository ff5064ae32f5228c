"""Survey sheets: forms with a column a question, lists with a kind, and figures."""

from __future__ import annotations

import numpy as np

from cxdesk.imports import service
from cxdesk.tables.dataset import EMPTY
from tests.imports.sheets import drafted, imported, planned, sheet, table

_FORM = """
Timestamp|How likely are you to recommend us?|How satisfied are you with our support?|What could be better?
2024-05-01 10:00:00|9|Very satisfied|x
2024-05-02 10:00:00|3|Dissatisfied|y
2024-05-03 10:00:00||Neutral|
"""


def test_a_column_a_question_becomes_rows_of_answers():
    surveys = imported(table(_FORM)).tables["surveys"]
    nps, csat = (surveys[surveys["kind"] == kind] for kind in ("nps", "csat"))
    assert nps["score"].tolist() == [9.0, 3.0]
    assert csat["score"].tolist() == [5.0, 2.0, 3.0]
    assert csat["_row"].tolist() == [2, 3, 4]


def test_without_the_word_recommend_the_first_ten_point_question_is_assumed_and_asked():
    raw = table(
        "Timestamp|On a scale of 0-10, how was it?|On a scale of 0-10, how was the talk?\n2024-01-01|9|2\n"
        "2024-01-02|10|3"
    )
    draft = drafted(raw)
    (question,) = draft.sheets[0].plan.questions
    assert question.about == "nps_question"
    assert service.run(draft, EMPTY).tables["surveys"]["score"].tolist() == [9.0, 10.0]
    assert [problem.kind for problem in service.balance(draft, 0).problems] == ["assumed"]
    other = service.with_answer(draft, 0, question.id, question.options[1].value)
    assert service.run(other, EMPTY).tables["surveys"]["score"].tolist() == [2.0, 3.0]


def test_kind_and_score_columns_are_read_directly():
    raw = table(
        "response_id|survey_type|score|responded_at|sent_at\n1|CSAT|4|2024-01-02|2024-01-01\n2|NPS|9|2024-01-02|2024-01-01\n"
        "3|CSAT|||2024-01-01"
    )
    surveys = imported(raw).tables["surveys"]
    assert surveys["kind"].tolist() == ["csat", "nps", "csat"]
    assert surveys["scale_max"].tolist()[:2] == [5.0, 10.0]
    assert np.isnan(surveys["score"][2])


def test_the_direction_of_effort_is_asked_and_turned_round_where_lower_is_easier():
    draft = drafted(table("Response ID|Date|Customer effort score (1-5)|Comment\n1|2024-01-13|2|a\n2|2024-01-14|5|b"))
    (question,) = draft.sheets[0].plan.questions
    assert (question.about, question.likely) == ("effort_direction", "higher")
    assert service.run(draft, EMPTY).tables["surveys"]["score"].tolist() == [2.0, 5.0]
    turned = service.with_answer(draft, 0, question.id, "lower")
    assert service.run(turned, EMPTY).tables["surveys"]["score"].tolist() == [4.0, 1.0]


def test_three_header_rows_and_previews_are_known():
    raw = sheet([
        ["RecordedDate", "Status", "ResponseId", "Q1"],
        ["Recorded Date", "Response Type", "Response ID", "How likely are you to recommend us?"],
        ['{"ImportId":"recordedDate"}', '{"ImportId":"status"}', '{"ImportId":"_recordId"}', '{"ImportId":"QID1"}'],
        ["2024-01-01 10:05:01", "IP Address", "R_1", "10"],
        ["2024-01-02 10:05:01", "Survey Preview", "R_2", "1"],
        ["2024-01-03 10:05:01", "IP Address", "R_3", "8"],
    ])  # fmt: skip
    found = planned(raw)
    assert found.plan.table == "surveys"
    assert found.assembled.left_out == {"test": 1}
    assert found.assembled.parts[0].frame["score"].tolist() == [10.0, 8.0]


def test_a_survey_sheet_wins_over_the_tickets_own_rating():
    tickets = table("Ticket ID|Created at|Status|CSAT\n1|2024-01-01|solved|2\n2|2024-01-01|solved|4", file="t.csv")
    answers = table("Response ID|Ticket ID|Survey date|CSAT score|Comment\n77|1|2024-01-05|5|ok", file="s.csv")
    for order in ((tickets, answers), (answers, tickets)):
        surveys = service.run(drafted(*order), EMPTY).tables["surveys"].set_index("ticket_id")["score"]
        assert surveys.to_dict() == {"1": 5.0, "2": 4.0}


def test_figures_come_long_or_a_column_each():
    long = imported(table("month|name|value\n2024-01|support_cost|12000\n2024-02|support_cost|12500")).tables["figures"]
    sheet_of_two = table("Month|Support cost|Software licences\nJan 2024|12,000|25\nFeb 2024|12,500|26")
    wide = imported(sheet_of_two).tables["figures"]
    assert long["value"].tolist() == [12000.0, 12500.0]
    assert wide[wide["name"] == "support_cost"]["value"].tolist() == [12000.0, 12500.0]
    assert wide["month"][0] == np.datetime64("2024-01-01", "ms")


def test_a_scale_of_ten_begins_at_one_unless_a_score_is_nought():
    text = "Response ID|Kind|Score|Responded at\n1|ces|10|2024-01-01\n2|ces|{}|2024-01-02"
    for lowest, begins in (("1", 1.0), ("0", 0.0)):
        surveys = imported(table(text.format(lowest))).tables["surveys"]
        assert surveys["scale_min"].tolist() == [begins, begins]
        assert surveys["scale_max"].tolist() == [10.0, 10.0]


def test_questions_that_name_kinds_tell_what_each_answer_measures():
    for csat, nps in (("CSAT", "NPS"), ("How satisfied are you?", "How likely are you to recommend us?")):
        rows = f"1|{csat}|5|2024-01-01\n2|{csat}|4|2024-01-02\n3|{nps}|10|2024-01-02"
        text = f"Response ID|Question|Score|Responded at\n{rows}"
        surveys = imported(table(text)).tables["surveys"]
        assert surveys["kind"].tolist() == ["csat", "csat", "nps"]
        assert surveys["scale_max"].tolist() == [5.0, 5.0, 10.0]
