"""Figures and audit rows typed in by hand: records that live in the dataset like imported rows, and outlive it.

`Typed` is what was typed. The dataset holds it as sources of their own, without a path; a figure that a file imported
later brings too is the file's then, and comes back when that file is taken out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from cxdesk.imports.convert.clocks import to_utc
from cxdesk.imports.rows.assemble import Assembled, Part
from cxdesk.imports.rows.merge import merge
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.tables.fields import CURRENCY, ROW, SOURCE
from cxdesk.tables.figures import FIGURE_NAMES
from cxdesk.tables.sources import TYPED_IN, is_typed, without_sources
from cxdesk.workspace.typed_rows import AuditRow, Key, Typed, TypedFigure


@dataclass(frozen=True, kw_only=True)
class FigureCell:
    """A figure as the dataset holds it; `file` names its source, `typed` says that it was typed in."""

    value: float
    currency: str
    file: str
    typed: bool


@dataclass(frozen=True, kw_only=True)
class FiguresGrid:
    """All figures of a dataset: months in order, names (those KPIs read first), and the cells that have a value."""

    months: tuple[date, ...] = ()
    names: tuple[str, ...] = ()
    cells: Mapping[Key, FigureCell] = field(default_factory=dict)


def figures_grid(dataset: Dataset) -> FiguresGrid:
    """The dataset's figures by month and name; those without a month are left out, equal keys of a file add up."""
    frame = dataset.table("figures")
    if frame is None:
        return FiguresGrid()
    dated = frame[frame["month"].notna() & frame["value"].notna() & frame["name"].notna()]
    currency = dated[CURRENCY].astype("str") if CURRENCY in dated else pd.Series("", index=dated.index)
    plain = pd.DataFrame(
        {
            "month": dated["month"].dt.date,
            "name": dated["name"].astype("str"),
            "value": dated["value"],
            "currency": currency.fillna(""),
            "source": dated[SOURCE],
        }
    )
    sums = plain.groupby(["month", "name"], as_index=False).agg({"value": "sum", "currency": "first", "source": "last"})
    cells = {
        (month, name): _cell(float(value), code, dataset.sources[source])
        for month, name, value, code, source in sums.itertuples(index=False)
    }
    names = dict.fromkeys([name for name in FIGURE_NAMES if name in set(sums["name"])])
    names.update(dict.fromkeys(sums["name"]))
    return FiguresGrid(months=tuple(sorted({month for month, _ in cells})), names=tuple(names), cells=cells)


def with_figures(dataset: Dataset, figures: Iterable[TypedFigure]) -> Dataset:
    """The dataset with these figures typed in; one of the same month and name is updated, whoever brought it."""
    return _put_figures(dataset, {**_live(dataset), **{figure.key: figure for figure in figures}})


def without_figures(dataset: Dataset, keys: Collection[Key]) -> Dataset:
    """The dataset without some typed figures; imported ones stay."""
    live = _live(dataset)
    kept = {key: figure for key, figure in live.items() if key not in keys}
    return dataset if len(kept) == len(live) else _put_figures(dataset, kept)


def with_audit(dataset: Dataset, rows: Iterable[AuditRow], zone: str) -> Dataset:
    """The dataset with these rows in place of the audit typed in before; days begin at midnight in `zone`."""
    base = without_sources(dataset, typed_sources(dataset, "audit"))
    wanted = tuple(rows)
    return merge(base, _assembled("audit", "Audit", _audit_frame(wanted, zone))) if wanted else base


def with_typed(dataset: Dataset, typed: Typed, zone: str) -> Dataset:
    """The dataset with all that was typed in; of a figure that it holds already, its own value stays."""
    there = figures_grid(dataset).cells
    missing = [figure for figure in typed.figures if figure.key not in there]
    out = with_figures(dataset, missing) if missing else dataset
    return with_audit(out, typed.audit, zone)


def typed_sources(dataset: Dataset, table: str) -> tuple[int, ...]:
    """Indexes of the sources of a table that were typed in."""
    return tuple(place for place, source in enumerate(dataset.sources) if is_typed(source) and source.table == table)


def _cell(value: float, currency: str, source: Source) -> FigureCell:
    return FigureCell(value=value, currency=currency, file=source.file, typed=is_typed(source))


def _live(dataset: Dataset) -> dict[Key, TypedFigure]:
    """The typed figures that the dataset holds now."""
    cells = figures_grid(dataset).cells
    return {
        key: TypedFigure(month=key[0], name=key[1], value=cell.value, currency=cell.currency)
        for key, cell in cells.items()
        if cell.typed
    }


def _put_figures(dataset: Dataset, figures: Mapping[Key, TypedFigure]) -> Dataset:
    base = without_sources(dataset, typed_sources(dataset, "figures"))
    if not figures:
        return base
    order = sorted(figures, key=lambda key: (key[0], _place(key[1])))
    return merge(base, _assembled("figures", "Figures", _figure_frame([figures[key] for key in order])))


def _place(name: str) -> tuple[int, str]:
    """Names that KPIs read first, then the others by letter."""
    known = list(FIGURE_NAMES)
    return (known.index(name), "") if name in known else (len(known), name)


def _figure_frame(figures: list[TypedFigure]) -> pd.DataFrame:
    data = {
        "month": np.array([figure.month for figure in figures], dtype="datetime64[ms]"),
        "name": pd.Series([figure.name for figure in figures], dtype="str").astype("category"),
        "value": np.array([figure.value for figure in figures], dtype=np.float64),
    }
    if any(figure.currency for figure in figures):
        data[CURRENCY] = _category([figure.currency for figure in figures])
    return pd.DataFrame(data)


def _audit_frame(rows: tuple[AuditRow, ...], zone: str) -> pd.DataFrame:
    """Columns as an imported sheet of these rows would have them: optional ones only where something stands in them."""
    days = np.array([row.assessed_on for row in rows], dtype="datetime64[ms]")
    data = {
        "area": _category([row.area for row in rows]),
        "criterion": _category([row.criterion for row in rows]),
        "score": np.array([row.score for row in rows], dtype=np.float64),
        "weight": np.array([row.weight for row in rows], dtype=np.float64),
        "owner": _category([row.owner for row in rows]),
        "assessed_on": to_utc(days, zone).instants,
    }
    frame = pd.DataFrame(data)
    return frame.drop(columns=[name for name in ("weight", "owner", "assessed_on") if frame[name].isna().all()])


def _category(texts: list[str]) -> pd.Series:
    return pd.Series([text or None for text in texts], dtype="str").astype("category")


def _assembled(table: str, sheet: str, frame: pd.DataFrame) -> Assembled:
    """Rows as an import would hand them over, all kept."""
    count = len(frame)
    numbered = frame.assign(**{SOURCE: np.zeros(count, dtype=np.int32), ROW: np.arange(1, count + 1, dtype=np.int32)})
    source = Source(
        file=TYPED_IN, sheet=sheet, table=table, rows_in=count, rows_kept=count, header_row=0,
        columns={name: TABLES[table].field(name).title for name in frame if name in TABLES[table].names},
    )  # fmt: skip
    return Assembled(parts=(Part(table=table, frame=numbered, source=source),), rows_in=count, kept=count)
