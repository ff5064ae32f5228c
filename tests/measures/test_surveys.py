"""Survey answers: satisfied by scale, NPS bands, effort, scales, response rate, dimensions of the ticket."""

from __future__ import annotations

import pytest

from tests.measures.tables import store, values


def answers(kind: str, scores: list[float | None], **more: object) -> list[dict]:
    return [{"kind": kind, "score": score, "responded_at": "2024-06-17", **more} for score in scores]


@pytest.mark.parametrize(
    ("top", "scores", "satisfied"),
    [
        (1, [0, 1], [0.0, 1.0]),
        (3, [1, 2, 3], [0.0, 0.0, 1.0]),
        (5, [1, 3, 4, 5], [0.0, 0.0, 1.0, 1.0]),
        (7, [5, 6, 7], [0.0, 1.0, 1.0]),
        (10, [7, 8, 10], [0.0, 1.0, 1.0]),
        (100, [79, 80, 100], [0.0, 1.0, 1.0]),
    ],
)
def test_that_satisfied_goes_by_the_scale(top, scores, satisfied):
    assert values(store(surveys=answers("csat", scores, scale_max=top)), "csat_satisfied") == satisfied


def test_that_a_convention_sets_the_satisfied_score():
    surveys = answers("csat", [3, 4, 5], scale_max=5)
    assert values(store(surveys=surveys, csat_satisfied_from=5), "csat_satisfied") == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("largest", "scale"),
    [(2, (1, 5)), (3, (1, 5)), (5, (1, 5)), (6, (1, 7)), (7, (1, 7)), (9, (1, 10)), (80, (0, 100))],
)
def test_that_an_unknown_scale_is_the_smallest_usual_one_but_never_three(largest, scale):
    assert store(surveys=answers("csat", [1, largest])).scale("csat_score") == scale


def test_that_each_sheet_and_kind_has_its_own_scale():
    surveys = [
        *answers("csat", [1, 5], _source=0),
        *answers("ces", [1, 7], _source=0),
        *answers("csat", [2, 9], _source=1),
    ]
    found = store(surveys=surveys)
    assert found.scale("ces_score") == (1, 7)
    assert found.scale("csat_score") is None
    assert found.scales("csat_score") == ((1, 5), (1, 10))
    assert found.mixed("csat_score") == "the scores are on different scales (1 to 5 and 1 to 10); filter to one of them"
    # shares do not mind
    assert values(found, "csat_satisfied") == [0.0, 1.0, None, None, 0.0, 1.0]


def test_nps_bands():
    surveys = answers("nps", [10, 9, 8, 7, 6, 1, 0, None, 11])
    points = [100.0, 100.0, 0.0, 0.0, -100.0, -100.0]
    assert values(store(surveys=surveys), "nps_points") == [*points, -100.0, None, None]
    assert values(store(surveys=surveys, nps_scale="1-10"), "nps_points") == [*points, None, None, None]


@pytest.mark.parametrize(
    ("top", "scores", "easy"),
    [(5, [3, 4, 5], [0.0, 1.0, 1.0]), (7, [4, 5, 7], [0.0, 1.0, 1.0]), (10, [7, 8, 10], [0.0, 1.0, 1.0])],
)
def test_that_low_effort_is_the_top_of_the_scale(top, scores, easy):
    assert values(store(surveys=answers("ces", scores, scale_max=top)), "ces_easy") == easy


def test_that_effort_that_counts_up_turns_the_scale_round():
    surveys = answers("ces", [1, 2, 3, 5], scale_max=5)
    assert values(store(surveys=surveys, ces_direction="lower"), "ces_easy") == [1.0, 1.0, 0.0, 0.0]


def test_that_a_convention_sets_the_scale_of_effort_and_scores_beyond_it_do_not_count():
    found = store(surveys=answers("ces", [1, 5, 6], scale_max=10), ces_scale="1-5")
    assert found.scale("ces_score") == (1, 5)
    assert values(found, "ces_score") == [1.0, 5.0, None]


def test_that_the_response_rate_counts_each_sending_once():
    surveys = [
        {"kind": "csat", "score": 5, "respondent": "ann", "sent_at": "2024-06-01", "responded_at": "2024-06-03"},
        {"kind": "nps", "score": 9, "respondent": "ann", "sent_at": "2024-06-01", "responded_at": "2024-06-03"},
        {"kind": "csat", "score": None, "respondent": "ann", "sent_at": "2024-06-08"},
        {"kind": "csat", "score": None, "respondent": "bob", "sent_at": "2024-06-01"},
        {"kind": "nps", "score": 3, "respondent": "bob", "sent_at": "2024-06-01", "responded_at": "2024-06-03"},
        {"kind": "csat", "score": None, "sent_at": "2024-06-01"},
        {"kind": "csat", "score": None, "sent_at": "2024-06-01"},
    ]
    assert values(store(surveys=surveys), "survey_answered") == [1.0, None, 0.0, 1.0, None, 0.0, 0.0]


def test_that_rows_of_one_response_are_one_sending():
    surveys = [
        {"response_id": "1", "kind": "csat", "score": None, "sent_at": "2024-06-01"},
        {"response_id": "1", "kind": "nps", "score": 9, "sent_at": "2024-06-01"},
        {"response_id": "2", "kind": "csat", "score": None, "sent_at": "2024-06-01"},
    ]
    assert values(store(surveys=surveys), "survey_answered") == [1.0, None, 0.0]


def test_that_answers_alone_tell_no_response_rate():
    found = store(surveys=answers("csat", [5, 4]))
    assert found.missing("survey_answered") == (
        "needs in the Survey answers sheet: Sent, or rows that were sent but not answered"
    )
    # beside a sheet with sendings, the sheet of answers alone still counts nowhere
    silent = answers("csat", [None], _source=1, response_id="x", responded_at=None)
    told = answers("csat", [5], _source=1, response_id="x")
    both = store(surveys=[*answers("csat", [5], _source=0), *told, *silent])
    assert values(both, "survey_answered") == [None, 1.0, None]
    # an answer whose score could not be read is an answer
    unread = store(surveys=answers("csat", [5, None]))
    assert unread.missing("survey_answered") is not None


def test_that_an_answer_takes_blank_dimensions_from_its_ticket():
    tickets = [
        {"ticket_id": "1", "created_at": "2024-06-01", "channel": "email", "account": "Acme", "requester": "ann",
         "extra:Plan": "gold"},
        {"ticket_id": "2", "created_at": "2024-06-01", "channel": "chat", "account": "Beta", "requester": "bob",
         "extra:Plan": None},
    ]  # fmt: skip
    surveys = [
        {"kind": "csat", "score": 5, "ticket_id": "1", "channel": "phone", "account": ""},
        {"kind": "csat", "score": 5, "ticket_id": "2"},
        {"kind": "csat", "score": 5, "ticket_id": "9"},
        {"kind": "csat", "score": 5, "ticket_id": None},
    ]
    frame = store(tickets=tickets, surveys=surveys).frame("surveys")

    def column(name: str) -> list[str | None]:
        return [value if isinstance(value, str) else None for value in frame[name]]

    assert column("channel") == ["phone", "chat", None, None]
    assert column("account") == ["Acme", "Beta", None, None]
    assert column("respondent") == ["ann", "bob", None, None]
    assert column("extra:Plan") == ["gold", None, None, None]


def test_that_low_answers_lie_at_or_below_the_middle_and_employees_do_not_count():
    surveys = [
        *answers("csat", [3, 4], scale_max=5),
        *answers("nps", [5, 6], scale_min=0, scale_max=10),
        *answers("esat", [1], scale_max=5),
    ]
    assert values(store(surveys=surveys), "survey_low") == [1.0, 0.0, 1.0, 0.0, None]


def test_that_a_question_nobody_was_asked_is_named():
    found = store(surveys=answers("nps", [9]))
    assert found.missing("csat_score") == "needs answers to the satisfaction question (kind csat)"
    assert found.missing("nps_points") is None
