"""Figures with a month a column: a name in each row, `Jan 2024`, `Feb 2024` across."""

from __future__ import annotations

from collections.abc import Mapping as Values
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from cxdesk.imports.convert.months import read_months
from cxdesk.imports.names import fold, plain_words, read_header
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.mapping import Claim, Mapping
from cxdesk.tables.figures import FIGURE_NAMES

_FEWEST = 2  # columns of months


def figure_of(text: str) -> str | None:
    """The name KPIs know a figure by; None where they know none of that name."""
    plain = {plain_words(fold(text)), read_header(text).base}
    return next((n for n, words in FIGURE_NAMES.items() if plain & {*words, n.replace("_", " ")}), None)


def month_columns(columns: Sequence[Column]) -> Values[int, np.datetime64]:
    """Columns whose header is a month, by their index in the file."""
    headers = pa.array([column.header.text.strip() for column in columns], pa.string())
    months = read_months(headers)  # all at once: a wide sheet has hundreds
    return {column.index: month for column, month in zip(columns, months, strict=True) if not np.isnat(month)}


def figures_across(columns: Sequence[Column]) -> Mapping | None:
    """The mapping of a sheet of figures with the months across; None where it is none."""
    months = month_columns(columns)
    if len(months) < _FEWEST:
        return None
    valued = [c for c in columns if c.index in months and c.size]
    if not valued or sum(c.look.numbers >= 0.5 for c in valued) < 0.5 * len(valued):
        return None
    for position, column in enumerate(columns):
        texts = [text for text in column.texts.slice(0, 200).to_pylist() if text]
        if column.index not in months and any(figure_of(text) for text in texts):
            return Mapping(
                table="figures",
                claims={position: Claim(column=position, field="name", score=90.0, reason="it holds names of figures")},
                vetoed={p: "its figures are those of the month" for p, c in enumerate(columns) if c.index in months},
            )
    return None
