"""Dimensions as a user types them: which there are in a dataset, and filters written as DIMENSION=VALUE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cxdesk.common.problems import UserError
from cxdesk.kpis.choice import measures_used
from cxdesk.kpis.kpi import Kpi
from cxdesk.measures.store import MeasureStore
from cxdesk.tables.catalogue import DIMENSIONS, TABLES
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.fields import EXTRA


def dimensions_of(dataset: Dataset) -> tuple[str, ...]:
    """Dimensions that some imported table has: those of the catalogue in its order, then extra columns."""
    known: dict[str, None] = {}
    extra: dict[str, None] = {}
    for name, frame in dataset.tables.items():
        spec = TABLES.get(name)
        known |= {field.name: None for field in spec.fields if field.dimension and field.name in frame} if spec else {}
        extra |= {str(column): None for column in frame.columns if str(column).startswith(EXTRA)}
    ordered = [*(name for name in DIMENSIONS if name in known), *(name for name in known if name not in DIMENSIONS)]
    return (*ordered, *extra)


def named_dimension(dataset: Dataset, typed: str) -> str:
    """The dimension a user means: its name, or the header of an extra column, in any case.

    Raises:
        UserError: the data has no such dimension; the sentence lists those it has.
    """
    there = dimensions_of(dataset)
    found = _meant(there, typed)
    if found is not None:
        return found
    listed = f" It has: {', '.join(name.removeprefix(EXTRA) for name in there)}." if there else ""
    if dataset.behind is not None and _meant(dimensions_of(dataset.behind), typed) is not None:
        raise UserError(f"“{typed}” tells members of the team apart, and their figures are hidden.{listed}")
    raise UserError(f"The data has no dimension “{typed}”.{listed}")


def _meant(there: Sequence[str], typed: str) -> str | None:
    wanted = typed.strip()
    if wanted in there:
        return wanted
    for spell in (_field_form, str.casefold):
        for name in there:
            if spell(name.removeprefix(EXTRA)) == spell(wanted.removeprefix(EXTRA)):
                return name
    return None


def filters_of(dataset: Dataset, typed: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Filters from texts `DIMENSION=VALUE`; several values of one dimension are alternatives.

    A value is taken as the data spells it where only the case differs; one that no row has stays and matches nothing.

    Raises:
        UserError: no equals sign, or no such dimension.
    """
    filters: dict[str, tuple[str, ...]] = {}
    for text in typed:
        name, equals, value = text.partition("=")
        if not equals:
            raise UserError(f"“--where {text}” cannot be read. Write it as DIMENSION=VALUE.")
        dimension = named_dimension(dataset, name)
        filters[dimension] = (*filters.get(dimension, ()), *_spellings(dataset, dimension, value.strip()))
    return filters


def unmatched(dataset: Dataset, filters: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """A sentence for each value filtered by that no row has."""
    return tuple(
        f"No row has “{value}” as {dimension.removeprefix(EXTRA).replace('_', ' ')}."
        for dimension, values in filters.items()
        for value in values
        if value and value not in values_of(dataset, dimension)
    )


def is_filled(kpi: Kpi, store: MeasureStore, dimension: str) -> bool:
    """Whether any row that the KPI counts, in each table it is made of, has a value of the dimension.

    Where answers to one question come without a channel, that KPI cannot be split by it though the table has one.
    """
    names = [name for name in measures_used(kpi.value, store) if store.missing(name) is None]
    return bool(names) and all(_has_value(store, name, dimension) for name in names)


def _has_value(store: MeasureStore, measure: str, dimension: str) -> bool:
    def find() -> bool:
        codes, _ = store.keys(store.spec(measure).table, dimension)
        positions = store.positions(measure)
        return bool(((codes if positions is None else codes[positions]) >= 0).any())

    return store.cached(("has value", measure, dimension), find)


def _spellings(dataset: Dataset, dimension: str, typed: str) -> tuple[str, ...]:
    """The value as typed if a row has it, else all spellings of it that differ in case only, else as typed."""
    values = values_of(dataset, dimension)
    if typed in values:
        return (typed,)
    return tuple(value for value in values if value.casefold() == typed.casefold()) or (typed,)


def values_of(dataset: Dataset, dimension: str) -> dict[str, None]:
    """All values of the dimension in all tables, each once."""
    values: dict[str, None] = {}
    for frame in dataset.tables.values():
        if dimension in frame.columns:
            column = frame[dimension]
            found = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column.dropna().unique()
            values |= dict.fromkeys(map(str, found))
    return values


def values_by_dimension(dataset: Dataset) -> dict[str, frozenset[str]]:
    """All values of every dimension that the dataset has, blank ones left out."""
    return {dimension: frozenset(values_of(dataset, dimension)) for dimension in dimensions_of(dataset)}


def _field_form(name: str) -> str:
    return "_".join(name.casefold().replace("_", " ").split())
