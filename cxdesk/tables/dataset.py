"""The dataset: checked tables with their provenance; the only thing that imports hand to the rest."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from cxdesk.common.problems import Problem
from cxdesk.common.stamps import FileStamp


@dataclass(frozen=True, kw_only=True)
class Source:
    """One sheet read as one table. rows_in = rows_kept + the sum of left_out.

    `stamp` is the file as it was when it was read, `encoding` that of a text file, `zone` what the sheet says of its
    times.
    """

    file: str
    sheet: str
    table: str
    rows_in: int
    rows_kept: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    recognised_as: str | None = None
    path: str = ""
    header_row: int = 1
    layout: str = ""  # fingerprint of the headers, for recognising the layout next time
    notes: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)  # field -> header in the file
    stamp: FileStamp | None = None
    encoding: str | None = None
    zone: str | None = None


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """What a dataset does not show of the team's members.

    `columns` are gone from its tables, rows of `tables` are people and never shown one by one, `teams` are shown under
    another name, `names` (as `spelt`) appear in no column of people and in no problem.
    """

    columns: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    teams: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, eq=False)
class Dataset:
    """Tables by name; each frame has the columns of its spec that the files held, `extra:*`, `_source` and `_row`.

    Frames are never changed in place. `rejected` holds, by source index, the rows left out with their reason
    (columns as in the file, plus `reason` and `row`).

    `origin` is the dataset as imported, of one in use under names that the user gave (`in_use.py`); None where it is
    the imported one itself. `uses` keeps those made of it. `behind` is the same dataset with what `hidden` says is not
    shown (`hidden.py`): for computing, never for showing. None of these is handed on by `replace`.
    """

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    problems: tuple[Problem, ...] = ()
    rejected: Mapping[int, pd.DataFrame] = field(default_factory=dict)
    origin: Dataset | None = field(init=False, default=None, repr=False)
    uses: dict[Hashable, Dataset] = field(init=False, default_factory=dict, repr=False)
    hidden: Hidden | None = field(init=False, default=None, repr=False)
    behind: Dataset | None = field(init=False, default=None, repr=False)

    @property
    def imported(self) -> Dataset:
        """The dataset as imported, before names were merged: what further imports and edits build on."""
        return self.origin or self

    @property
    def hides_agents(self) -> bool:
        """Whether it names no member of the team."""
        return self.hidden is not None

    def hides(self, column: str) -> bool:
        """Whether a column or dimension is hidden."""
        return self.hidden is not None and column in self.hidden.columns

    def table(self, name: str) -> pd.DataFrame | None:
        """The table's frame, or None where nothing of it was imported."""
        frame = self.tables.get(name)
        return frame if frame is not None and len(frame.columns) else None

    def has(self, table: str, column: str) -> bool:
        """Whether the table is there and holds that column."""
        frame = self.table(table)
        return frame is not None and column in frame.columns

    def rows(self, table: str) -> int:
        """Rows kept of a table; 0 where it is not there."""
        frame = self.table(table)
        return 0 if frame is None else len(frame)

    def with_tables(self, **tables: pd.DataFrame) -> Dataset:
        """A copy with some tables replaced."""
        return replace(self, tables={**self.tables, **tables})


EMPTY = Dataset()
