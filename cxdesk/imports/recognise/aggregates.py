"""Sheets that are no rows of anything: periods across, totals, averages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxdesk.imports.convert.patterns import MONTH_OF
from cxdesk.imports.names import fold, plain_words
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.header import Grid
from cxdesk.imports.recognise.mapping import Mapping
from cxdesk.imports.recognise.signatures import is_totalled, reads_like_question
from cxdesk.tables.figures import FIGURE_NAMES

_AVERAGED = frozenset(
    [
        "avg",
        "average",
        "mean",
        "median",
        "percentile",
        "p90",
        "p95",
        "durchschnitt",
        "mittelwert",
        "moyenne",
        "promedio",
        "media",
    ]
)
_COUNTED = frozenset(
    [
        "tickets",
        "conversations",
        "calls",
        "volume",
        "total",
        "count",
        "sum",
        "number",
        "no",
        "rate",
        "%",
        "solved",
        "resolved",
        "created",
        "closed",
    ]
)
_PERIODS = frozenset(
    [
        "month",
        "quarter",
        "week",
        "year",
        "period",
        "day",
        "date",
        "weekday",
        "hour",
        "monat",
        "quartal",
        "woche",
        "jahr",
        "mes",
        "semana",
        "ano",
        "mois",
    ]
)
_KPI_WORDS = frozenset(["csat", "nps", "ces", "frt", "fcr", "sla", "response", "resolution", "satisfaction",
                        "tickets", "volume", "calls", "handle", "handling", "score", "conversations", "backlog",
                        "aht", "asa"])  # fmt: skip
# Columns that count the answers of a band, as a sheet of monthly results has them.
_BANDS = re.compile(r"^(?:(?:no|number|count|total|anzahl|nombre|numero) (?:of |der |de |von )?)?(?:#|n)? ?"
                    r"(?:promoters?|detractors?|passives?|promotoren|promoteurs|promotores|kritiker|detracteurs|"
                    r"detractores|detratores|passifs|pasivos|passivos)(?: (?:count|%|share|anzahl))?$")  # fmt: skip
_PERIOD_LABEL = re.compile(r"^(?:fy ?\d{2,4} ?)?(?:q[1-4]|h[12]|w\d{1,2})(?:[ /-]?(?:fy)?\d{2,4})?$|^(?:19|20)\d\d$")
_TOTAL = re.compile(r"^(?:grand )?totals?$|^row labels$|^column labels$|^(?:sub ?total)|^zeilenbeschriftungen$")


def listed(names: Sequence[str]) -> str:
    """Names in quotation marks, as a list in words."""
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}" if quoted else "nothing"


def across(grid: Grid) -> str | None:
    """Periods in the header: a metric sheet with one column a period."""
    labels = [column.header.text for column in grid.columns]
    periods = sum(
        bool(_PERIOD_LABEL.match(fold(label)) or re.match(r"^(?:19|20)\d\d-\d\d-\d\d", label) or _month_name(label))
        for label in labels
    )
    if periods >= 3 and periods >= 0.4 * len(labels):
        return (
            "Set aside: the header holds periods, so each cell is an already aggregated figure; averages of "
            "averages would be "
            "wrong, so import the export with one row per ticket or answer."
        )
    firsts = _first_labels(grid)
    if (
        any(_TOTAL.match(label) for label in [*firsts, *(fold(label) for label in labels)])
        and len(firsts) <= 200
        and _pivot(grid)
    ):
        return (
            "Set aside: this is an already aggregated table with totals; import the export with one row per "
            "ticket or answer "
            "instead."
        )
    return None


def _month_name(label: str) -> bool:
    words = re.sub(r"[\d'’/.-]+", " ", fold(label)).split()
    return len(words) == 1 and words[0] in MONTH_OF


def _first_labels(grid: Grid) -> list[str]:
    if not grid.columns:
        return []
    column = grid.columns[0]
    if column.over(400):
        return []
    return [fold(text) for text in column.texts.to_pylist() if text]


def _pivot(grid: Grid) -> bool:
    """Whether all columns but the first hold numbers."""
    rest = grid.columns[1:]
    return bool(rest) and sum(column.look.numbers >= 0.5 for column in rest if column.size) >= 0.7 * len(
        [c for c in rest if c.size]
    )


def averaged(grid: Grid, tickets: Mapping, surveys: Mapping) -> str | None:
    """A sheet that a help desk has already averaged, or one row a period."""
    claim = tickets.of("ticket_id")
    if (
        claim is not None
        and claim.score >= 70
        and grid.columns[claim.column].distinct >= 0.5 * grid.columns[claim.column].size > 0
    ):
        return None
    measured = [
        column for column in grid.columns if column.size and max(column.look.numbers, column.look.durations) >= 0.5
    ]
    means = [c for c in measured if _AVERAGED & set(c.header.words) or is_totalled(c.header.text)]
    if means and not any(reads_like_question(column.header) for column in means):
        names = listed([column.header.text for column in means[:2]])
        return (
            f"Set aside: it is already averaged ({names}), and averages cannot be averaged again; import the "
            f"export with one row "
            "per ticket instead."
        )
    if banded := _banded(measured):
        return banded
    if any(surveys.score(name) >= 70 for name in ("response_id", "respondent", "comment", "ticket_id")):
        return None
    added = [c for c in measured if (_COUNTED | {"handled", "answered"}) & set(c.header.words) and c.look.whole >= 0.9]
    fractions = [c for c in measured if _KPI_WORDS & set(c.header.words) and c.look.whole < 0.9]
    if added and fractions:
        return (
            f"Set aside: {listed([fractions[0].header.text, added[0].header.text])} are figures already worked out; "
            "import the export with one row per ticket or answer instead."
        )
    return _of_periods(grid, measured)


def _banded(measured: Sequence[Column]) -> str | None:
    """Columns that count promoters and detractors."""
    bands = [column.header.text for column in measured if _BANDS.match(plain_words(column.header.base))]
    if len(bands) < 2:
        return None
    return (
        f"Set aside: {listed(bands[:2])} count answers that are already added up; import the export with one row per "
        "answer instead."
    )


def _of_periods(grid: Grid, measured: Sequence[Column]) -> str | None:
    """One row a period or a person with figures."""
    label = _period_label(grid)
    figures = {name for names in FIGURE_NAMES.values() for name in names}
    metrics = [c for c in measured if (_KPI_WORDS | _COUNTED) & set(c.header.words) and c.header.base not in figures]
    few = 1 if _PERIODS & set(label.split() if label else ()) else 2
    daily = {"date", "day"} & set(label.split() if label else ())
    if daily and not any(_COUNTED & set(c.header.words) or c.look.whole < 0.9 for c in metrics):
        return None
    if label is not None and len(metrics) >= few and len(metrics) >= 0.4 * max(1, len(measured) - 1):
        return (
            f"Set aside: it holds one row per {label} with figures already added up; import the export with one "
            f"row per ticket or "
            "answer instead."
        )
    return None


def _period_label(grid: Grid) -> str | None:
    """Name of a first column of periods or people that never repeats; None where there is none."""
    rows = grid.rows - len(grid.left)
    for column in grid.columns[:2]:
        words = set(column.header.words)
        if (
            not words & (_PERIODS | {"agent", "team", "assignee", "inbox", "group", "department", "queue"})
            or len(words) > 2
        ):
            continue
        if column.size and column.distinct >= max(2, 0.95 * rows) and "time" not in words:
            return column.header.text.lower()
    return None
