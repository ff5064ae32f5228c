"""How good the data is: a score a table, the KPIs that a problem touches, and where the rows of each KPI went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cxdesk.common.problems import Problem, Severity
from cxdesk.common.text import plural
from cxdesk.kpis.balance import RowBalance
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.kpis.needs import needs
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Dataset, Source

# Rows that were left out because the export gave them twice or without what makes them a row; spam and notes are none.
_FLAWED = ("duplicate", "no_key", "conflict")
_NO_ROWS = ("blank", "footer", "header", "not_asked")
_OF_THE_SHEET = frozenset(("assumed", "hidden_sheet", "set_aside", "folded", "layout_changed", "error_cell"))
_UNDATED = {"created": "without a creation date", "resolved": "not resolved", "closed": "not closed",
            "responded": "not answered", "sent": "without a date of sending", "never": "without a date"}  # fmt: skip
_REASONS = {"other_period": "in other periods", "filtered": "outside the filter", "other_kind": "of another kind",
            "no_value": "without this value", "not_standing": "not standing then"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class TableQuality:
    """How many rows of a table are sound. `score` is 0 to 100: sound rows in 100, rounded down but for a full 100.

    `rows` are those read, without blank rows and notes. `flawed` counts rows with a problem that may bend a number, by
    kind of problem, or that were left out as doubled or without a key; a row with two of them counts twice, so the
    score is a lower limit.
    """

    table: str
    rows: int
    score: int
    flawed: Mapping[str, int]

    @property
    def title(self) -> str:
        """The table's name for a person."""
        return TABLES[self.table].title


def table_scores(dataset: Dataset) -> tuple[TableQuality, ...]:
    """One a table that was imported, in the order of the catalogue."""
    out = []
    for name in TABLES:
        sources = [source for source in dataset.sources if source.table == name]
        if not sources:
            continue
        rows = sum(source.rows_in - sum(source.left_out.get(why, 0) for why in _NO_ROWS) for source in sources)
        flawed = _flawed(dataset, name, sources)
        bad = min(rows, sum(flawed.values()))
        score = 100 if not bad else min(99, 100 * (rows - bad) // max(rows, 1))
        out.append(TableQuality(table=name, rows=rows, score=score, flawed=flawed))
    return tuple(out)


def _flawed(dataset: Dataset, table: str, sources: Sequence[Source]) -> dict[str, int]:
    out: dict[str, int] = {}
    for source in sources:
        own = table == "surveys" and any((s.file, s.sheet) == (source.file, source.sheet) and s.table == "tickets"
                                         for s in dataset.sources)  # fmt: skip
        for reason in () if own else _FLAWED:  # the tickets' rows are counted with the tickets
            if source.left_out.get(reason):
                out[reason] = out.get(reason, 0) + source.left_out[reason]
    for problem in dataset.problems:
        whole = problem.severity is Severity.INFO or problem.kind in _OF_THE_SHEET or problem.row is None
        if not whole and _table_of(problem, dataset) == table:
            out[problem.kind] = out.get(problem.kind, 0) + problem.count
    return out


def _table_of(problem: Problem, dataset: Dataset) -> str | None:
    source = _source_of(problem, dataset)
    return None if source is None else source.table


def _source_of(problem: Problem, dataset: Dataset) -> Source | None:
    """The source of a problem: the one of its file and sheet that has its column, else the first."""
    found = [
        source
        for source in dataset.sources
        if source.file == problem.file and (problem.sheet is None or source.sheet == problem.sheet)
    ]
    named = [source for source in found if problem.column in source.columns.values()]
    best = named or found
    return best[0] if best else None


def affected(problem: Problem, dataset: Dataset) -> tuple[str, ...]:
    """Ids of the KPIs that a problem may bend, in the order of the catalogue; () where it touches none or no one table.

    With a column those that need its field; else, for rows of a table, all that need the table.
    """
    if problem.severity is Severity.INFO or problem.kind == "set_aside":
        return ()
    source = _source_of(problem, dataset)
    if source is None:
        return ()
    fields = [field for field, column in source.columns.items() if column == problem.column]
    out: dict[str, None] = {}
    for field in fields or [""]:
        out |= dict.fromkeys(kpis_of(source.table, field))
        if source.table == "tickets" and field == "csat_score":  # its answers are a table of their own
            out |= dict.fromkeys(kpis_of("surveys", "score"))
    return tuple(kpi.id for kpi in CATALOGUE if kpi.id in out)


@lru_cache(maxsize=512)
def kpis_of(table: str, field: str = "") -> tuple[str, ...]:
    """Ids of the KPIs that need a table, or a field of it; the key and the date that makes a row count for all."""
    spec = TABLES[table]
    every = not field or field in spec.key or (field in spec.names and spec.field(field).required)
    out = []
    for kpi in CATALOGUE:
        wanted = [need for need in needs(kpi) if need.table == table]
        columns = {name for need in wanted for name in (*need.columns, *(n for group in need.any_of for n in group))}
        if wanted and (every or field in columns):
            out.append(kpi.id)
    return tuple(out)


def balance_words(balance: RowBalance, dated_by: str) -> str:
    """One line: `5,584 rows of tickets = 297 counted + 5,287 in other periods`."""
    parts = [f"{count:,} {reason_words(reason, dated_by)}" for reason, count in balance.not_counted.items()]
    return f"{plural(balance.rows, 'row')} of {balance.table} = " + " + ".join([f"{balance.counted:,} counted", *parts])


def reason_words(reason: str, dated_by: str = "") -> str:
    """Why a row is not counted; rows without the date that puts them into a period are named by that date."""
    return _UNDATED.get(dated_by, "without a date") if reason == "undated" else _REASONS[reason]
