"""Taking sources out of a dataset again, and telling those typed in by hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.common.problems import Problem
from cxdesk.tables.checks import checked
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.tables.fields import ROW, SOURCE

TYPED_IN = "Typed in"
"""File name of a source that was typed into the app."""


def is_typed(source: Source) -> bool:
    """Whether a source was typed in by hand rather than read from a file."""
    return source.file == TYPED_IN and not source.path


def same_sheet(dataset: Dataset, index: int) -> tuple[int, ...]:
    """All sources that came from the same sheet as the one at `index` (a ticket sheet may feed two tables)."""
    sources = dataset.sources
    return tuple(place for place in range(len(sources)) if _sheet(sources[place]) == _sheet(sources[index]))


def without_sources(dataset: Dataset, gone: Collection[int]) -> Dataset:
    """The dataset without the rows, problems and rejected rows of some sources; other sources keep their order.

    A row that a later file replaced is not brought back: import its file again for that. Columns that only the
    sources taken out had filled are dropped, as are categories that no row has any more.
    """
    dataset = dataset.imported
    kept = [place for place in range(len(dataset.sources)) if place not in gone]
    places = np.full(len(dataset.sources), -1, dtype=np.int32)
    places[kept] = np.arange(len(kept), dtype=np.int32)
    tables = {name: _without(frame, places) for name, frame in dataset.tables.items()}
    sources = tuple(dataset.sources[place] for place in kept)
    rest = replace(
        dataset,
        tables={name: frame for name, frame in tables.items() if len(frame)},
        sources=sources,
        problems=tuple(problem for problem in dataset.problems if _stays(problem, sources)),
        rejected={int(places[place]): rows for place, rows in dataset.rejected.items() if place not in gone},
    )
    return checked(rest)


def _sheet(source: Source) -> tuple[str, str]:
    return source.path or source.file, source.sheet


def _stays(problem: Problem, sources: tuple[Source, ...]) -> bool:
    if problem.file is None:
        return bool(sources)
    return any(
        problem.file == source.file and (problem.sheet is None or problem.sheet == source.sheet) for source in sources
    )


def _without(frame: pd.DataFrame, places: NDArray[np.int32]) -> pd.DataFrame:
    if SOURCE not in frame.columns:
        return frame
    moved = places[frame[SOURCE].to_numpy()]
    stays = moved >= 0
    if stays.all():
        return frame.assign(**{SOURCE: moved})
    rest: pd.DataFrame = frame[stays].reset_index(drop=True).assign(**{SOURCE: moved[stays]})
    emptied = [
        name
        for name in rest.columns
        if name not in (SOURCE, ROW) and rest[name].isna().all() and not frame[name].isna().all()
    ]
    rest = rest.drop(columns=emptied)
    for name in rest.select_dtypes("category").columns:
        rest[name] = rest[name].cat.remove_unused_categories()
    return rest
