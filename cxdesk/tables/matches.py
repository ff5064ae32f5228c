"""How well the tables fit together: for each join how many rows found their partner, and which values did not."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from weakref import ref

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.common.problems import Problem, Severity
from cxdesk.common.text import plural
from cxdesk.tables.aliases import spelt
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.joins import id_texts, plain_ids, ticket_positions, unique_rows

UNMATCHED = "unmatched"


_FOUND: deque[tuple[tuple[ref[Any], ref[Any]], Matched]] = deque(maxlen=4)


@dataclass(frozen=True, kw_only=True)
class Join:
    """Rows of `table` find their partner in `to_table`; `dimension` is what the values joined by are values of."""

    table: str
    column: str
    to_table: str
    to_column: str
    dimension: str
    rows: str  # what a row of the table is called: one, many
    partner: str  # what it looks for

    @property
    def name(self) -> str:
        """Name of the join, the same in every version."""
        return f"{self.table}.{self.column} -> {self.to_table}.{self.to_column}"


JOINS: tuple[Join, ...] = (
    Join(table="surveys", column="ticket_id", to_table="tickets", to_column="ticket_id", dimension="ticket_id",
         rows="survey answer|survey answers", partner="ticket"),
    *(
        Join(table=table, column="account", to_table="accounts", to_column="account", dimension="account", rows=rows,
             partner="account")
        for table, rows in (("tickets", "ticket|tickets"), ("orders", "order|orders"), ("usage", "use|uses"),
                            ("surveys", "survey answer|survey answers"))
    ),
    Join(table="employees", column="employee", to_table="tickets", to_column="agent", dimension="agent",
         rows="row of employees|rows of employees", partner="agent"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Matched:
    """Rows of a join: all rows = matched + unmatched + blank. `values` are the unmatched ones, most rows first."""

    join: Join
    matched: int
    unmatched: int
    blank: int
    values: tuple[tuple[str, int], ...] = ()

    @property
    def rows(self) -> int:
        """Rows of the table."""
        return self.matched + self.unmatched + self.blank


def match_reports(dataset: Dataset) -> tuple[Matched, ...]:
    """A report for each join of which the dataset holds both sides."""
    return tuple(
        _of_ids(dataset, join) if join.dimension == "ticket_id" else _of_names(dataset, join)
        for join in JOINS
        if dataset.rows(join.table)
        and dataset.rows(join.to_table)
        and dataset.has(join.table, join.column)
        and dataset.has(join.to_table, join.to_column)
    )


def known_values(dataset: Dataset, join: Join) -> tuple[str, ...]:
    """The distinct values that the rows of a join look for."""
    column = dataset.tables[join.to_table][join.to_column]
    found = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column.dropna().unique()
    return tuple(pd.Index(found).astype("str").to_list())


def with_unmatched(dataset: Dataset) -> Dataset:
    """The dataset with a problem for each join of which rows found no partner."""
    found = tuple(_problem(dataset, one) for one in match_reports(dataset) if one.unmatched)
    return replace(dataset, problems=(*dataset.problems, *found)) if found else dataset


def by_digits(dataset: Dataset) -> dict[str, str]:
    """Tickets' ids by the ids of answers that stand for no ticket but have the number of just one.

    `INC0001234` and `1234` have the same number: no letters before it, no zeros.
    """
    if not (dataset.has("surveys", "ticket_id") and dataset.has("tickets", "ticket_id")):
        return {}
    surveys, tickets = dataset.tables["surveys"], dataset.tables["tickets"]
    lost = pc.unique(id_texts(surveys["ticket_id"][ticket_positions(surveys, tickets) < 0])).drop_null()
    if not len(lost):
        return {}
    ids = id_texts(tickets["ticket_id"])
    rows = unique_rows(_digits(lost), _digits(ids), ids)
    hits = np.flatnonzero(rows >= 0)
    return dict(zip(lost.take(pa.array(hits)).to_pylist(), ids.take(pa.array(rows[hits])).to_pylist(), strict=True))


def with_ids_by_digits(dataset: Dataset) -> Dataset:
    """The dataset whose answers name their ticket as the ticket is written, where both have the same number."""
    same = by_digits(dataset)
    if not same:
        return dataset
    surveys = dataset.tables["surveys"]
    own = id_texts(surveys["ticket_id"])
    place = pc.index_in(own, value_set=pa.array(list(same), pa.string()), skip_nulls=True)
    theirs = pa.array(list(same.values()), pa.string()).take(place)
    column = pd.Series(pc.coalesce(theirs, own).to_pandas(), dtype="str").set_axis(surveys.index)
    return dataset.with_tables(surveys=surveys.assign(ticket_id=column))


def _digits(ids: pa.Array) -> pa.Array:
    """The number of each identifier without letters and zeros before it; null where it has none."""
    found = pc.extract_regex(plain_ids(ids), r"^[^0-9]*0*(?P<number>[1-9][0-9]*)$")
    return pc.struct_field(found, "number")


def _of_names(dataset: Dataset, join: Join) -> Matched:
    known = {spelt(value) for value in known_values(dataset, join)}
    values = pd.Categorical(dataset.tables[join.table][join.column])
    counts = np.bincount(values.codes + 1, minlength=len(values.categories) + 1).tolist()
    return _report(
        join, counts[0], dict(zip(values.categories.astype("str").to_list(), counts[1:], strict=True)), _in(known)
    )


def _in(known: set[str]) -> Callable[[str], bool]:
    return lambda value: spelt(value) in known


def _of_ids(dataset: Dataset, join: Join) -> Matched:
    """The report of answers and tickets, found once for the same two columns: names leave them alone."""
    surveys, tickets = dataset.tables["surveys"], dataset.tables["tickets"]
    both = _same_object(surveys["ticket_id"]), _same_object(tickets["ticket_id"])
    if both[0] is None or both[1] is None:
        return _counted_ids(surveys, tickets, join)
    for (answers, others), matched in tuple(_FOUND):
        if answers() is both[0] and others() is both[1]:
            return matched
    found = _counted_ids(surveys, tickets, join)
    _FOUND.append(((ref(both[0]), ref(both[1])), found))
    return found


def _same_object(column: pd.Series) -> pa.ChunkedArray | None:
    """What holds the texts of a column, the same object in every copy of it; None where they are not in Arrow."""
    texts = (
        column.array.__arrow_array__() if column.dtype == "str" and hasattr(column.array, "__arrow_array__") else None
    )
    return texts if isinstance(texts, pa.ChunkedArray) else None


def _counted_ids(surveys: pd.DataFrame, tickets: pd.DataFrame, join: Join) -> Matched:
    position = ticket_positions(surveys, tickets)
    lost = pc.value_counts(id_texts(surveys["ticket_id"][position < 0]))
    counts = dict(zip(lost.field("values").to_pylist(), lost.field("counts").to_pylist(), strict=True))
    blank = counts.pop(None, 0)
    values = tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    return Matched(join=join, matched=int((position >= 0).sum()), unmatched=sum(counts.values()), blank=blank,
                   values=values)  # fmt: skip


def _report(join: Join, blank: int, counts: dict[str, int], found: Callable[[str], bool]) -> Matched:
    used = {value: rows for value, rows in counts.items() if rows}
    lost = {value: rows for value, rows in used.items() if not found(value)}
    return Matched(
        join=join, matched=sum(used.values()) - sum(lost.values()), unmatched=sum(lost.values()), blank=blank,
        values=tuple(sorted(lost.items(), key=lambda pair: (-pair[1], pair[0]))),
    )  # fmt: skip


def _problem(dataset: Dataset, found: Matched) -> Problem:
    """What a person must know of a join; a warning where nothing at all fits together."""
    join = found.join
    one, many = join.rows.split("|")
    sheet = TABLES[join.to_table].title
    blank = f", {found.blank:,} name none" if found.blank else ""
    first, rows = found.values[0]
    sources = [source for source in dataset.sources if source.table == join.table]
    alone = sources[0] if len(sources) == 1 else None
    article = "an" if join.partner[0] == "a" else "a"
    return Problem(
        kind=UNMATCHED,
        severity=Severity.INFO if found.matched else Severity.WARNING,
        file=alone.file if alone else None,
        sheet=alone.sheet if alone else None,
        column=alone.columns.get(join.column) if alone else None,
        found=first,
        expected=f"{article} {join.partner} of the {sheet} sheet",
        count=found.unmatched,
        message=f"{found.matched:,} of {plural(found.rows, one, many)} found their {join.partner}; {found.unmatched:,} "
        f"with {plural(len(found.values), 'value')} did not{blank}. Most often “{first}” ({plural(rows, 'row')}).",
    )
