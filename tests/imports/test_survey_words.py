"""Answers in other languages and in sheets by hand: scales of seven words, what a plain score measures, companies."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.imports.convert.scores import read_scores
from cxdesk.imports.convert.texts import clean
from cxdesk.imports.raw import RawSheet
from cxdesk.imports.recognise.areas import Area, find_areas
from cxdesk.imports.recognise.header import filled_cells
from cxdesk.imports.recognise.wording import kind_of
from cxdesk.imports.rows.merge import merge
from tests.imports.sheets import imported, planned, sheet, table


@pytest.mark.parametrize(
    "words",
    [
        ["Stimme überhaupt nicht zu", "Stimme nicht zu", "Stimme eher nicht zu", "Weder noch", "Stimme eher zu",
         "Stimme zu", "Stimme voll und ganz zu"],
        ["Pas du tout d'accord", "Pas d'accord", "Plutôt pas d'accord", "Ni d'accord ni pas d'accord",
         "Plutôt d'accord", "D'accord", "Tout à fait d'accord"],
        ["Totalmente en desacuerdo", "En desacuerdo", "Algo en desacuerdo", "Ni de acuerdo ni en desacuerdo",
         "Algo de acuerdo", "De acuerdo", "Totalmente de acuerdo"],
        ["Discordo totalmente", "Discordo", "Discordo parcialmente", "Nem concordo nem discordo",
         "Concordo parcialmente", "Concordo", "Concordo totalmente"],
        ["Very dissatisfied", "Dissatisfied", "Somewhat dissatisfied", "Neutral", "Somewhat satisfied", "Satisfied",
         "Very satisfied"],
        ["Sehr unzufrieden", "Unzufrieden", "Eher unzufrieden", "Weder noch", "Eher zufrieden", "Zufrieden",
         "Sehr zufrieden"],
        ["Très difficile", "Difficile", "Plutôt difficile", "Ni facile ni difficile", "Plutôt facile", "Facile",
         "Très facile"],
    ],
)  # fmt: skip
def test_plain_words_beside_weaker_ones_make_a_scale_of_seven(words: list[str]):
    read = read_scores(clean(sheet([[word] for word in words]).columns[0].words))
    assert read.values.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert read.scale == (1, 7)


def test_somewhat_satisfied_is_the_middle_where_nothing_is_somewhat_dissatisfied():
    words = ["Very dissatisfied", "Dissatisfied", "Somewhat satisfied", "Satisfied", "Very satisfied"]
    read = read_scores(clean(sheet([[word] for word in words]).columns[0].words))
    assert read.values.tolist() == [1, 2, 3, 4, 5]
    assert read.scale == (1, 5)


def test_agreement_of_seven_that_it_was_hard_is_low_effort_at_its_low_end():
    """Strongly disagree that it took much effort = easiest; with higher as easier: 7, 6 and 1."""
    raw = table(
        """
        Date | It took a lot of effort to get my issue resolved
        2024-01-02 | Strongly disagree
        2024-01-03 | Disagree
        2024-01-04 | Strongly agree
        2024-01-05 | Somewhat agree
        """
    )
    frame = imported(raw).tables["surveys"]
    assert frame["kind"].tolist() == ["ces"] * 4
    assert frame["score"].tolist() == [7.0, 6.0, 1.0, 3.0]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("¿Qué probabilidad hay de que nos recomiende a un amigo o colega?", "nps"),
        ("Qual a probabilidade de você indicar a nossa empresa a um amigo?", "nps"),
        ("Conseilleriez-vous nos services à un proche ?", "nps"),
        ("Con quale probabilità ci raccomanderebbe a un collega?", "nps"),
        ("Der Agent empfiehlt Ihnen oft etwas. Würden Sie uns weiterempfehlen?", "nps"),
        ("Comment évaluez-vous notre conseiller ?", None),
        ("Poderia indicar o motivo do contato?", None),
    ],
)
def test_recommendation_is_known_in_other_languages(question: str, kind: str | None):
    assert kind_of(question) == kind


@pytest.mark.parametrize("question", ["La empresa me facilitó resolver mi problema", "A empresa facilitou a resolução"])
def test_made_easier_says_that_high_is_easy_and_nothing_is_asked(question: str):
    raw = sheet([["Date", question], *[[f"2024-01-{day:02d}", day % 7 + 1] for day in range(1, 15)]])
    draft = planned(raw)
    assert draft.plan.questions == ()
    assert [c.field for c in draft.plan.mapping] == ["responded_at", "ces_score"]


@pytest.mark.parametrize("header", ["NPS Nota", "Puntuación NPS", "NPS Bewertung"])
def test_the_name_of_the_measure_suffices_in_any_language(header: str):
    rows = [[f"2024-01-{day:02d}", "Ana", day % 11] for day in range(1, 23)]
    frame = imported(sheet([["Data", "Agente", header], *rows])).tables["surveys"]
    assert set(frame["kind"]) == {"nps"}
    assert len(frame) == 22


def test_a_plain_score_beside_its_groups_counts_once_and_is_not_asked_about():
    """Ten answers 0, 6, 7, 8, 9, 10 and four of 9: the groups repeat them and add no answers."""
    scores = [0, 6, 7, 8, 9, 10, 9, 9, 9, 9]
    group = ["Detractor" if s <= 6 else "Passive" if s <= 8 else "Promoter" for s in scores]
    rows = [[f"2024-01-{day + 1:02d}", s, g] for day, (s, g) in enumerate(zip(scores, group, strict=True))]
    raw = sheet([["Responded", "Score", "NPS Category"], *rows])
    assert planned(raw).plan.questions == ()
    frame = imported(raw).tables["surveys"]
    assert frame["score"].tolist() == [float(s) for s in scores]
    assert set(frame["kind"]) == {"nps"}


def test_customers_who_are_companies_are_the_accounts_of_answers():
    rows = [[f"2024-01-{day:02d}", ("Acme Ltd", "Globex GmbH", "Initech")[day % 3], day % 11] for day in range(1, 23)]
    frame = imported(sheet([["Date", "Customer", "NPS"], *rows])).tables["surveys"]
    assert set(frame["account"]) == {"Acme Ltd", "Globex GmbH", "Initech"}
    assert not np.any(frame["account"].isna())


@pytest.mark.parametrize(
    ("header", "direction"),
    [
        ("CES (1-7, 7 = very easy)", "higher"),
        ("CES (1-7, 1 = very easy)", "lower"),
        ("CES (1-5, 5 = very difficult)", "lower"),
    ],
)
def test_one_end_in_words_beside_the_scale_says_which_end_is_easy(header: str, direction: str):
    raw = sheet([["Date", header], *[[f"2024-01-{day:02d}", day % 5 + 1] for day in range(1, 15)]])
    plan = planned(raw).plan
    assert plan.questions == ()
    assert ("lower is easier" in (plan.mapping[1].format or "")) == (direction == "lower")


def test_numbers_in_brackets_before_the_words_are_scores():
    assert read_scores(clean(sheet([["(4) satisfied"], ["[5] very satisfied"]]).columns[0].words)).values.tolist() == [
        4.0,
        5.0,
    ]


def test_averages_between_the_answers_are_no_answers():
    """Six answers, 2, 4, 6 of January and 9, 9, 3 of February; the two averages and the total count nothing."""
    rows: list[list[object]] = [
        ["2024-01-05", "Ana", 2, 3],
        ["2024-01-06", "Bo", 4, 4],
        ["2024-01-09", "Cy", 6, 5],
        ["Average January", "", 4, 4],
        ["2024-02-05", "Ana", 9, 3],
        ["2024-02-06", "Bo", 9, 2],
        ["2024-02-09", "Cy", 3, 1],
        ["Average February", "", 7, 2],
        ["Grand total", "", 5.5, 3],
    ]
    frame = imported(sheet([["Date", "Respondent", "NPS", "CSAT"], *rows])).tables["surveys"]
    assert frame.loc[frame["kind"] == "nps", "score"].tolist() == [2.0, 4.0, 6.0, 9.0, 9.0, 3.0]
    assert frame.loc[frame["kind"] == "csat", "score"].tolist() == [3.0, 4.0, 5.0, 3.0, 2.0, 1.0]


def test_customers_with_total_in_their_name_are_no_totals():
    rows = [
        [("Total Energies", "Summe AG", "Acme Ltd")[day % 3], f"2024-01-{day:02d}", day % 11] for day in range(1, 22)
    ]
    assert len(imported(sheet([["Company", "Date", "NPS"], *rows])).tables["surveys"]) == 21


def test_months_of_promoters_and_detractors_are_set_aside():
    raw = table(
        """
        Month | Responses | Promoters | Passives | Detractors | NPS
        2024-01 | 50 | 25 | 15 | 10 | 30
        2024-02 | 60 | 30 | 15 | 15 | 25
        """
    )
    plan = planned(raw).plan
    assert plan.table is None
    assert "“Promoters” and “Passives” count answers that are already added up" in plan.verdict


def _numbered(names: list[str], answers: list[tuple[int, str, int]]) -> RawSheet:
    """Answers of the number, the instant and the score, with the columns in the order of `names`."""
    cells = [{"Response ID": number, "Responded at": at, "NPS (0-10)": score} for number, at, score in answers]
    return sheet([names, *[[row.get(name, "x") for name in names] for row in cells]], file=f"{len(names)}.csv")


def test_a_survey_exported_again_with_another_layout_updates_its_answers():
    """Four answers, the last two and a new one again with a further column: five stand, the fourth is now a 10."""
    first = [(1, "2024-01-02 10:00", 9), (2, "2024-01-03 11:30", 3), (3, "2024-01-04 08:15", 7),
             (4, "2024-01-05 09:45", 6), (5, "2024-01-06 09:45", 6)]  # fmt: skip
    second = [*first[2:4], (5, "2024-01-06 09:45", 10), (6, "2024-01-09 17:00", 8)]
    base = imported(_numbered(["Response ID", "Responded at", "NPS (0-10)"], first))
    later = planned(_numbered(["Comment", "NPS (0-10)", "Responded at", "Response ID"], second)).assembled
    frame = merge(base, later).tables["surveys"].sort_values("response_id")
    assert frame["response_id"].tolist() == ["1", "2", "3", "4", "5", "6"]
    assert frame["score"].tolist() == [9.0, 3.0, 7.0, 6.0, 10.0, 8.0]


def test_two_surveys_that_number_their_answers_from_one_keep_all_of_them():
    first = [(number, f"2024-01-{number + 1:02d} 10:00", 9) for number in range(1, 6)]
    second = [(number, f"2024-01-{number + 1:02d} 14:20", 2) for number in range(1, 6)]
    base = imported(_numbered(["Response ID", "Responded at", "NPS (0-10)"], first))
    later = planned(_numbered(["Comment", "NPS (0-10)", "Responded at", "Response ID"], second)).assembled
    assert len(merge(base, later).tables["surveys"]) == 10


def test_one_answer_a_survey_date_is_a_list_of_answers():
    scores = [float(day % 5 + 1) for day in range(1, 21)]
    rows = [[f"2024-01-{day:02d}", score] for day, score in enumerate(scores, start=1)]
    assert imported(sheet([["Survey date", "CSAT"], *rows])).tables["surveys"]["score"].tolist() == scores


def test_the_verdict_says_that_low_effort_scores_are_turned_round():
    """1 is very low effort on 1 to 5: 1, 2 and 5 count as 5, 4 and 1."""
    question = "How much effort did it take? (1 = very low effort, 5 = very high effort)"
    raw = sheet([["Date", question], ["2024-01-02", 1], ["2024-01-03", 2], ["2024-01-04", 5], ["2024-01-05", 5]])
    assert f"Low effort scores are easy in “{question}”, so they are turned round" in planned(raw).plan.verdict
    assert imported(raw).tables["surveys"]["score"].tolist() == [5.0, 4.0, 1.0, 1.0]


def test_lines_of_notes_in_two_cells_above_the_header_are_no_table_of_their_own():
    rows = [[f"2024-01-{day:02d}", "Acme Ltd", day % 11] for day in range(1, 22)]
    raw = sheet([["Feedback 2024"], ["Exported by: Jim", "", "Confidential"], [], ["Date", "Company", "NPS"], *rows])
    assert find_areas(raw, filled_cells(raw)) == (Area(top=0, bottom=25, left=0, right=3),)
