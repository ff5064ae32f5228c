"""Conventions in words: what each is called, why there is a choice, and what its values mean."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from cxdesk.common.conventions import KEYS, Conventions

translate = QCoreApplication.translate


@dataclass(frozen=True, kw_only=True)
class ConventionWords:
    """One key for a person. `choices` puts values into words where the value itself does not say it."""

    key: str
    title: str
    why: str
    choices: dict[str, str]


def convention_words() -> tuple[ConventionWords, ...]:
    """All keys, those that bear on most numbers first."""
    words = (*_clocks_and_shares(), *_contacts(), *_surveys(), *_others(), *_statistics(), *_calendar())
    assert sorted(entry.key for entry in words) == sorted(KEYS)
    return words


def convention_line(key: str, conventions: Conventions) -> str:
    """A convention in force, in one line: `Clock: calendar time`."""
    entry = next(entry for entry in convention_words() if entry.key == key)
    value = str(conventions.as_json()[key])
    return f"{entry.title}: {entry.choices.get(value, value)}"


def _clocks_and_shares() -> tuple[ConventionWords, ...]:
    return (
        ConventionWords(
            key="clock",
            title=translate("Conventions", "Clock"),
            why=translate(
                "Conventions",
                "Hours of first response, resolution and SLA: every hour, or only your business hours.",
            ),
            choices={
                "calendar": translate("Conventions", "calendar time"),
                "business": translate("Conventions", "business hours"),
            },
        ),
        ConventionWords(
            key="decided_only",
            title=translate("Conventions", "First contact and SLA over"),
            why=translate(
                "Conventions",
                "Published rates divide by all tickets. Only decided ones leaves tickets out whose outcome is open.",
            ),
            choices={
                "no": translate("Conventions", "all tickets"),
                "yes": translate("Conventions", "decided tickets only"),
            },
        ),
    )


def _contacts() -> tuple[ConventionWords, ...]:
    return (
        ConventionWords(
            key="fcr_max_replies",
            title=translate("Conventions", "Replies of a first contact"),
            why=translate("Conventions", "Solved in the first contact means at most so many agent replies."),
            choices={},
        ),
        ConventionWords(
            key="repeat_window_days",
            title=translate("Conventions", "Days until a repeat"),
            why=translate(
                "Conventions",
                "Another ticket of the same requester in the same category within so many days is a repeat contact.",
            ),
            choices={},
        ),
    )


def _surveys() -> tuple[ConventionWords, ...]:
    return (
        ConventionWords(
            key="csat_satisfied_from",
            title=translate("Conventions", "Satisfied from score"),
            why=translate(
                "Conventions",
                "By scale counts 4 of 5, 6 of 7, 8 of 10, 80 of 100 and up as satisfied. A number sets another score.",
            ),
            choices={"by scale": translate("Conventions", "by scale")},
        ),
        ConventionWords(
            key="nps_scale",
            title=translate("Conventions", "Scale of the recommendation"),
            why=translate("Conventions", "Sources give both. Promoters are 9 and 10, detractors up to 6 either way."),
            choices={},
        ),
        ConventionWords(
            key="ces_scale",
            title=translate("Conventions", "Scale of effort"),
            why=translate("Conventions", "As imported keeps the scale that the answers show."),
            choices={"as imported": translate("Conventions", "as imported")},
        ),
        ConventionWords(
            key="ces_direction",
            title=translate("Conventions", "A high effort score means"),
            why=translate(
                "Conventions",
                "Newer surveys ask how easy it was, older ones how much effort it took. It turns what is better.",
            ),
            choices={
                "higher": translate("Conventions", "easy"),
                "lower": translate("Conventions", "much effort"),
            },
        ),
    )


def _others() -> tuple[ConventionWords, ...]:
    return (
        ConventionWords(
            key="churn",
            title=translate("Conventions", "Churn counts"),
            why=translate(
                "Conventions", "Customers lost of those at the start, or the net change: sources print both formulas."
            ),
            choices={
                "lost": translate("Conventions", "customers lost"),
                "net": translate("Conventions", "net change"),
            },
        ),
        ConventionWords(
            key="cart",
            title=translate("Conventions", "Cart rate"),
            why=translate(
                "Conventions", "A source defines abandonment and prints completion; completion turns what is better."
            ),
            choices={
                "abandonment": translate("Conventions", "abandonment"),
                "completion": translate("Conventions", "completion"),
            },
        ),
        ConventionWords(
            key="currency",
            title=translate("Conventions", "Currency"),
            why=translate(
                "Conventions", "Amounts of different currencies are never added. Three letters, such as EUR."
            ),
            choices={"from the data": translate("Conventions", "from the data")},
        ),
    )


def _statistics() -> tuple[ConventionWords, ...]:
    return (
        ConventionWords(
            key="min_sample",
            title=translate("Conventions", "Fewest rows for a status"),
            why=translate(
                "Conventions", "With fewer rows a share, mean or quantile is shown grey as too few and is not judged."
            ),
            choices={},
        ),
        ConventionWords(
            key="confidence",
            title=translate("Conventions", "Level of intervals, %"),
            why=translate("Conventions", "How sure the intervals are. A higher level makes them wider."),
            choices={},
        ),
        ConventionWords(
            key="fdr",
            title=translate("Conventions", "False alarms allowed"),
            why=translate("Conventions", "Share of false ones among the changes reported. 0.01 is one in a hundred."),
            choices={},
        ),
    )


def _calendar() -> tuple[ConventionWords, ...]:
    return (
        ConventionWords(
            key="week_start",
            title=translate("Conventions", "Weeks begin on"),
            why=translate("Conventions", "Cuts the weekly steps."),
            choices={},
        ),
        ConventionWords(
            key="fiscal_year_start",
            title=translate("Conventions", "Years begin in"),
            why=translate("Conventions", "Cuts quarters and years."),
            choices={},
        ),
    )
