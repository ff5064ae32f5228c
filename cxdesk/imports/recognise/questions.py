"""What a sheet leaves open, asked plainly; an answer that is not given is taken at its likeliest and said so."""

from __future__ import annotations

from collections.abc import Mapping

from cxdesk.imports.plan import Option, Question

UNITS = ("seconds", "minutes", "hours", "days", "milliseconds")


def date_order(column: str, example: str, first: str, second: str) -> Question:
    """Which number of an ambiguous date is the day."""
    return Question(
        id=column, column=column, about="date_order", likely="day-first",
        text=f"“{example}” in “{column}”: is that {first} or {second}?",
        options=(
            Option(value="day-first", words=f"day first: {first}"),
            Option(value="month-first", words=f"month first: {second}"),
        ),
    )  # fmt: skip


def swapped(column: str, also: tuple[str, ...], text: str, why: str, words: tuple[str, str]) -> Question:
    """Whether dates that a spreadsheet program took with day and month swapped are swapped back."""
    return Question(
        id=f"{column}:swapped", column=column, also=also, about="swapped", likely="keep",
        text=text, why=why,
        options=(
            Option(value="keep", words=f"they are right as they stand: {words[0]}"),
            Option(value="repair", words=f"swap day and month back: {words[1]}"),
        ),
    )  # fmt: skip


def unit(column: str, example: str, likely: str) -> Question:
    """What a bare number of a duration counts."""
    return Question(
        id=column, column=column, about="unit", likely=likely,
        text=f"“{example}” in “{column}”: which unit is that?",
        options=tuple(Option(value=word, words=word) for word in UNITS),
    )  # fmt: skip


def effort_direction(column: str, low: float, high: float) -> Question:
    """Whether a high effort score means easy."""
    return Question(
        id=column, column=column, about="effort_direction", likely="higher",
        text=f"“{column}”: is {high:g} easy or hard?",
        options=(
            Option(value="higher", words=f"higher is easier: {high:g} is very easy"),
            Option(value="lower", words=f"lower is easier: {low:g} is very easy"),
        ),
    )  # fmt: skip


def nps_question(columns: tuple[str, ...]) -> Question:
    """Which of several 0-10 questions is the one that the Net Promoter Score is made of."""
    return Question(
        id=columns[0], column=columns[0], about="nps_question", likely=columns[0],
        text="No question says “recommend”. Which of the 0 to 10 questions is the one for the Net Promoter Score?",
        options=(
            *(Option(value=column, words=column) for column in columns),
            Option(value="none", words="none of them"),
        ),
    )  # fmt: skip


def of_ten(column: str, top: float) -> Question:
    """Whether a recommendation without any high answer was asked for from 0 to 10."""
    return Question(
        id=column, column=column, about="scale", likely=f"1-{top:g}",
        text=f"No answer to “{column}” is above {top:g}. Was it asked from 0 to 10?",
        options=(
            Option(value=f"1-{top:g}", words=f"no, only up to {top:g}: it is left out of the Net Promoter Score"),
            Option(value="0-10", words="yes, from 0 to 10"),
        ),
    )  # fmt: skip


def kind(column: str, likely: str) -> Question:
    """What a plain score measures."""
    return Question(
        id=column, column=column, about="kind", likely=likely,
        text=f"What does “{column}” measure?",
        options=(
            Option(value="csat", words="satisfaction (CSAT)"),
            Option(value="nps", words="likelihood to recommend, 0 to 10 (NPS)"),
            Option(value="ces", words="effort (CES)"),
            Option(value="esat", words="satisfaction of employees (ESAT)"),
        ),
    )  # fmt: skip


def scale(
    column: str, name: str, lowest: float, highest: float, likely: tuple[float, float], label: str = ""
) -> Question:
    """On which scale answers were given that do not use it from end to end."""
    ends = ((0, 1), (1, 2), (0, 2), (1, 3), (1, 4), (0, 5), (1, 5), (1, 6), (1, 7), (0, 10), (1, 10), (0, 100))
    values = [f"{low:g}-{high:g}" for low, high in ends if low <= lowest and highest <= high]
    taken = f"{likely[0]:g}-{likely[1]:g}"
    said = f"The answers to “{label or column}” go from {lowest:g} to {highest:g}."
    said = f"All answers to “{label or column}” are {lowest:g}." if lowest == highest else said
    return Question(
        id=name, column=column, about="scale", likely=taken,
        text=f"{said} On which scale was it asked?",
        options=tuple(Option(value=value, words=f"from {value.replace('-', ' to ')}") for value in
                      dict.fromkeys([taken, *values])),
    )  # fmt: skip


def out_of(column: str, top: float, likely: str) -> Question:
    """What the highest grade possible is; none below the highest value there."""
    words = [word for word in ("1", "5", "10", "100") if float(word) >= top or word == likely]
    return Question(
        id=column, column=column, about="out_of", likely=likely,
        text=f"The highest value in “{column}” is {top:g}. Out of how much are these scores?",
        options=tuple(Option(value=word, words=f"out of {word}") for word in words),
    )  # fmt: skip


def numbers(column: str, example: str) -> Question:
    """Whether a comma or point before three digits is a decimal mark."""
    return Question(
        id=column, column=column, about="numbers", likely="thousands",
        text=f"“{example}” in “{column}”: does the mark separate thousands or decimals?",
        options=(
            Option(value="thousands", words="thousands"),
            Option(value="decimals", words="decimals"),
        ),
    )  # fmt: skip


def answered(question: Question) -> str:
    """The answer that counts: the one given, else the likeliest."""
    return question.answer if question.answer is not None else question.likely


def with_answer(question: Question, answers: Mapping[str, str]) -> Question:
    """The question with the answer given to it, where that is one of its options."""
    answer = answers.get(question.id)
    valid = answer is not None and any(option.value == answer for option in question.options)
    return question.model_copy(update={"answer": answer}) if valid else question
