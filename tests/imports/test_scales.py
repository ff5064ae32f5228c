"""Answers as people and tools write them, the scale they are read on, and what is asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from cxdesk.imports import service
from cxdesk.imports.convert.scores import read_scores
from cxdesk.imports.convert.texts import clean
from cxdesk.tables.dataset import EMPTY
from tests.imports.sheets import drafted, sheet

NAN = float("nan")


@pytest.mark.parametrize(
    ("texts", "values", "scale"),
    [
        (["👍🏽", "👎"], [1, 0], (0, 1)),
        (["Thumbs up", "thumbs_down"], [1, 0], (0, 1)),
        (["Gut", "Schlecht"], [1, 0], (0, 1)),
        (["good_with_comment", "bad", "unoffered"], [1, 0, NAN], (0, 1)),
        (["Happy", "Neutral", "Unhappy"], [3, 2, 1], (1, 3)),
        (["☹️", "😐", "🙂"], [1, 2, 3], (1, 3)),
        (["😃 Happy", "🙁 Unhappy"], [3, 1], (1, 3)),
        (["😠", "🙁", "😐", "😃", "🤩"], [1, 2, 3, 4, 5], (1, 5)),
        (["😞", "😑", "😐", "😀", "😍"], [1, 2, 3, 4, 5], (1, 5)),
        (["😡", "😕", "😐", "🙂", "😍"], [1, 2, 3, 4, 5], (1, 5)),
        (["Sehr zufrieden", "Zufrieden", "Teils/teils", "Unzufrieden", "Sehr unzufrieden"], [5, 4, 3, 2, 1], (1, 5)),
        (["Très satisfait(e)", "Satisfaite", "Pas du tout satisfait"], [5, 4, 1], (1, 5)),
        (["Muy satisfecho", "Satisfecha", "Ni satisfecho ni insatisfecho", "Muy insatisfecho/a"], [5, 4, 3, 1], (1, 5)),
        (["Muito satisfeito", "Satisfeita", "Indiferente", "Insatisfeito"], [5, 4, 3, 2], (1, 5)),
        (["Stimme voll und ganz zu", "Stimme eher nicht zu"], [5, 2], (1, 5)),
        (["Tout à fait d’accord", "Plutôt pas d'accord"], [5, 2], (1, 5)),
        (["Totalmente de acuerdo", "En desacuerdo"], [5, 2], (1, 5)),
        (["Concordo totalmente", "Não concordo nem discordo", "Discordo"], [5, 3, 2], (1, 5)),
        (["Strongly agree", "Somewhat agree", "Strongly disagree"], [5, 4, 1], (1, 5)),
        (["Strongly agree", "Agree", "Somewhat agree", "Disagree"], [7, 6, 5, 2], (1, 7)),
        (["Extremely satisfied", "Very satisfied", "Not so satisfied", "Not at all satisfied"], [5, 4, 2, 1], (1, 5)),
        (["Excellent", "Very good", "Good", "Fair", "Poor"], [5, 4, 3, 2, 1], (1, 5)),
        (["Very easy", "Easy", "Difficult", "Very difficult"], [5, 4, 2, 1], (1, 5)),
        (["Sehr einfach", "Schwierig"], [5, 2], (1, 5)),
        (["Extremely happy", "Very happy", "Happy", "Neutral", "Unhappy"], [5, 4.5, 4, 3, 2], (1, 5)),
        (["★★★★☆", "⭐⭐", "★★★★★ (great)"], [4, 2, 5], (1, 5)),
        (["4 stars", "1 star", "3 Sterne", "2 estrellas"], [4, 1, 3, 2], None),
        (["4 / 5", "4/5", "4 out of 5", "4 von 5", "3.5 of 5 stars", "5 (out of 5)"], [4, 4, 4, 4, 3.5, 5], (1, 5)),
        (["9/10", "0 / 10"], [9, 0], (0, 10)),
        (["4 - Satisfied", "5 (Very good)", "3: Neutral", "Satisfied (4)"], [4, 5, 3, 4], None),
        (["1 - Very satisfied", "2 - Satisfied", "5 - Very dissatisfied"], [5, 4, 1], None),
        (["10 - Extremely likely", "0 - Not at all likely", "7"], [10, 0, 7], None),
        (["85 %", "100%"], [85, 100], (0, 100)),
        (["Promoter", "Passive", "Detractor"], [10, 8, 3], (0, 10)),
        (["Promoteur", "Passif", "Détracteur"], [10, 8, 3], (0, 10)),
        (["5", "3", "Good"], [5, 3, 4], (1, 5)),
        (["5", "4", "N/A", "Prefer not to say", "No answer", "Weiß nicht"], [5, 4, NAN, NAN, NAN, NAN], None),
        (["4.5", "3,5"], [4.5, 3.5], None),
        (["5️⃣", "2️⃣"], [5, 2], None),
        (["lovely weather", "ok then"], [NAN, NAN], None),
    ],
)  # fmt: skip
def test_answers_are_read_as_they_are_written(texts: list[str], values: list[float], scale: tuple[float, float] | None):
    read = read_scores(clean(texts))
    assert np.array_equal(read.values, np.array(values, dtype=float), equal_nan=True)
    assert read.scale == scale


def _column(header: str, cells: Sequence[object], *more: tuple[str, Sequence[object]]) -> list[list[object]]:
    """A form: a date, a name, and columns of answers."""
    columns: list[tuple[str, Sequence[object]]] = [(header, cells), *more]
    rows = [[f"2024-01-{n + 10} 10:00", f"p{n}", *(each[n] for _, each in columns)] for n in range(len(cells))]
    return [["Date", "Customer", *(name for name, _ in columns)], *rows]


def _read(rows: list[list[object]]) -> tuple[dict[str, str | None], list[tuple[str, str, str]]]:
    plan = drafted(sheet(rows)).sheets[0].plan
    formats = {m.column: m.format for m in plan.mapping if m.field and m.field.endswith("score")}
    return formats, [(q.column, q.about, q.likely) for q in plan.questions]


@pytest.mark.parametrize(
    ("header", "cells", "form", "likely"),
    [
        ("CSAT", [5.0, 4.0, 3.0, 5.0], "1-5", None),
        ("CSAT", [7.0, 4.0, 6.0], "1-7", None),
        ("CSAT", [7.0, 8.0, 10.0], "1-10", None),
        ("CSAT", [0.0, 8.0, 10.0], "0-10", None),
        ("CSAT", [75.0, 90.0], "0-100", None),
        ("CSAT", [0.85, 1.0, 0.5], "0-100", None),
        ("CSAT", [3.0, 4.0, 4.0], "1-5", "1-5"),
        ("CSAT", [1.0, 2.0, 3.0], "1-5", "1-5"),
        ("CSAT", [0.0, 1.0, 2.0], "0-2", "0-2"),
        ("CSAT", [1.0, 0.0, 1.0], "0-1", "0-1"),
        ("CSAT", [2.0, 6.0], "1-7", "1-7"),
        ("CSAT (1-7)", [3.0, 4.0], "1-7", None),
        ("CSAT (1-3)", [3.0, 1.0], "1-3", None),
        ("CSAT (1 = very poor, 5 = excellent)", [3.0, 4.0], "1-5", None),
        ("Satisfaction from 1 (not at all) to 10 (very)", [3.0, 4.0], "1-10", None),
        ("Zufriedenheit auf einer Skala von 1 bis 7", [3.0, 4.0], "1-7", None),
        ("CSAT out of 10", [6.0, 4.0], "0-10", None),
        ("CSAT", [103.0, 100.0, -103.0], "1-5", None),
        ("CSAT", [4.5, 3.0, 5.0], "1-5", None),
        ("CSAT", ["4 / 5", "3 / 5"], "1-5", None),
        ("CSAT", [True, False], "0-1", None),
    ],
)
def test_the_scale_is_what_header_and_answers_say_and_else_asked(
    header: str, cells: list[object], form: str, likely: str | None
):
    formats, asked = _read(_column(header, cells))
    assert formats == {header: form}
    assert asked == ([(header, "scale", likely)] if likely else [])


def test_a_scale_not_fully_used_is_that_of_its_neighbours():
    speed, skill = "How satisfied are you with the speed?", "How satisfied are you with our skill?"
    formats, asked = _read(_column(speed, [3.0, 4.0, 4.0], (skill, [5.0, 1.0, 2.0])))
    assert formats == {speed: "1-5", skill: "1-5"}
    assert asked == []
    formats, asked = _read(_column(speed, ["Satisfied", "Neutral"], (skill, ["Very satisfied", "Dissatisfied"])))
    assert formats == {speed: "1-5", skill: "1-5"}


def test_the_answer_about_the_scale_is_followed():
    draft = drafted(sheet(_column("CSAT", [3.0, 3.0, 1.0])))
    (question,) = draft.sheets[0].plan.questions
    changed = service.with_answer(draft, 0, question.id, "1-3")
    surveys = service.run(changed, EMPTY).tables["surveys"]
    assert surveys["scale_max"].tolist() == [3.0, 3.0, 3.0]
    assert not [problem for problem in service.balance(changed, 0).problems if problem.kind == "assumed"]


def test_scores_outside_the_scale_are_problems_and_their_rows_stay():
    cells = ["9", "10", "11", "0", "8", "banana"]
    draft = drafted(sheet(_column("How likely are you to recommend us?", cells)))
    surveys = service.run(draft, EMPTY).tables["surveys"]
    assert len(surveys) == 6
    assert surveys["score"].isna().tolist() == [False, False, True, False, False, True]
    (problem,) = (problem for problem in service.balance(draft, 0).problems if problem.kind == "unreadable_score")
    assert (problem.count, problem.row, problem.found) == (2, 4, "11")


def test_faces_of_freshdesk_keep_every_happy_answer_above_the_middle():
    draft = drafted(sheet(_column("CSAT", ["103", "101", "100", "-101", "-103"])))
    assert service.run(draft, EMPTY).tables["surveys"]["score"].tolist() == [5.0, 4.0, 3.0, 2.0, 1.0]


@pytest.mark.parametrize(
    ("header", "cells", "direction", "scores"),
    [
        ("CES", [2.0, 5.0, 1.0], "higher", [2, 5, 1]),
        ("Customer effort score (1-7)", [2.0, 5.0], "higher", [2, 5]),
        ("How much effort did you have to put forth?", [2.0, 5.0], "lower", [4, 1]),
        ("How easy was it to get help?", [2.0, 5.0], None, [2, 5]),
        ("The company made it easy for me to handle my issue.", [2.0, 7.0], None, [2, 7]),
        ("Wie einfach war es, Hilfe zu bekommen?", [2.0, 5.0], None, [2, 5]),
        ("Effort (1 = very easy, 5 = very difficult)", [2.0, 5.0], None, [4, 1]),
        ("Effort: 1 (very difficult) to 7 (very easy)", [2.0, 5.0], None, [2, 5]),
        ("Effort", ["Very easy", "Very difficult"], None, [5, 1]),
        ("Effort", ["1 - Very easy", "5 - Very difficult"], None, [5, 1]),
        ("Effort", ["Very high", "Low"], None, [1, 4]),
        ("It was easy to get help", ["Strongly agree", "Disagree"], None, [5, 2]),
        ("It took a lot of effort to get help", ["Strongly agree", "Disagree"], None, [1, 4]),
        ("¿Qué tan fácil fue obtener ayuda?", [2.0, 5.0], None, [2, 5]),
    ],
)
def test_the_direction_of_effort_is_told_by_words_or_asked(
    header: str, cells: list[object], direction: str | None, scores: list[float]
):
    draft = drafted(sheet(_column(header, cells)))
    plan = draft.sheets[0].plan
    asked = [(q.about, q.likely) for q in plan.questions if q.about != "scale"]
    assert asked == ([("effort_direction", direction)] if direction else [])
    surveys = service.run(draft, EMPTY).tables["surveys"]
    assert set(surveys["kind"]) == {"ces"}
    assert surveys["score"].tolist() == scores


@pytest.mark.parametrize(
    "header",
    ["Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?", "Recommanderiez-vous notre service à un ami ?",
     "¿Recomendaría nuestra empresa?", "Você recomendaria a nossa empresa?", "Would you recommend us to a friend?"],
)  # fmt: skip
def test_the_question_of_the_promoters_is_known_by_its_words(header: str):
    other = "On a scale of 0-10, how was the venue?"
    formats, asked = _read(_column(other, [7.0, 8.0, 9.0], (header, [9.0, 2.0, 10.0])))
    assert formats[header] == "0-10"
    assert asked == []


def test_a_recommendation_up_to_five_makes_no_promoters():
    header = "Would you recommend us to a friend?"
    cells: list[object] = [5.0, 4.0, 5.0, 3.0, 5.0, 4.0, 5.0, 2.0, 5.0, 4.0]
    satisfied = ("How satisfied are you?", [5.0] * 10)
    draft = drafted(sheet(_column(header, cells, satisfied)))
    (question,) = draft.sheets[0].plan.questions
    assert (question.about, question.likely) == ("scale", "1-5")
    assert set(service.run(draft, EMPTY).tables["surveys"]["kind"]) == {"csat"}
    sure = service.with_answer(draft, 0, question.id, "0-10")
    assert set(service.run(sure, EMPTY).tables["surveys"]["kind"]) == {"csat", "nps"}


def test_employees_are_asked_to_recommend_their_employer():
    draft = drafted(sheet(_column("How likely are you to recommend Acme as a place to work?", [9.0, 3.0, 10.0])))
    assert set(service.run(draft, EMPTY).tables["surveys"]["kind"]) == {"esat"}
    assert draft.sheets[0].plan.questions == ()
