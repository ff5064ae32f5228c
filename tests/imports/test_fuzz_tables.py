"""Random tables, written by real writers: every row is accounted for, and what does not matter changes nothing."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cxdesk.common.conventions import Conventions
from cxdesk.imports import service
from cxdesk.kpis.balance import balances
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.measures.measure import Settings
from cxdesk.measures.store import MeasureStore
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import EMPTY, Dataset
from tests.imports.files import workbook

Rows = list[list[Any]]
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)
ODD = st.sampled_from(["", "-", "n/a", "#N/A", "NULL", "0", "-1", "1e400", "=1+1", "'x", '"', "31/02/2024", "12:75",
                       "Total",
                       "99999999999999999999", "\u202eabc", "9999-12-31", "1900-01-00", "a,b;c\td|e", " "])  # fmt: skip
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)).map(lambda at: at.replace(microsecond=0))
WRITTEN = INSTANTS.flatmap(
    lambda at: st.sampled_from(
        ["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%d.%m.%Y", "%b %d, %Y"]
    ).map(at.strftime)
)
CELLS = {
    "date": WRITTEN,
    "number": st.one_of(st.integers(-5, 10**6).map(str), st.floats(0, 100).map(lambda x: f"{x:.2f}".replace(".", ","))),
    "score": st.integers(0, 10).map(str),
    "word": st.sampled_from(["open", "Closed", "email", "yes", "No", "Good", "Bad", "Ann Smith", "high", "Ada & Co"]),
    "text": TEXTS,
    "id": st.integers(1, 40).map(lambda number: f"T-{number:04d}"),
}
KIND_OF = {"id": "id", "text": "text", "category": "word", "instant": "date", "duration": "number", "number": "number",
           "count": "number", "flag": "word", "month": "date"}  # fmt: skip
FIELDS = [
    (field.synonyms[0], KIND_OF[field.kind.value])
    for name in ("tickets", "surveys", "orders", "accounts", "figures")
    for field in TABLES[name].fields
    if field.synonyms
]
COMMON = settings(
    deadline=None, max_examples=8, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)  # fmt: skip


@st.composite
def tables(draw: Callable[..., Any]) -> Rows:
    """A header and rows below it: one table's own columns or any, odd cells, blank and repeated rows, a footer."""
    own = [("ticket id", "id"), ("created at", "date"), ("status", "word")] if draw(st.integers(0, 3)) else []
    more = draw(st.lists(st.sampled_from(FIELDS), max_size=6, unique=True))
    free = draw(st.lists(TEXTS.filter(str.strip).map(lambda name: (name, "text")), max_size=2))
    columns = [*own, *more, *free] or [("id", "id")]
    rows: Rows = [[name for name, _ in columns]]
    for _ in range(draw(st.integers(0, 14))):
        rows.append([draw(ODD) if draw(st.integers(0, 9)) == 0 else draw(CELLS[kind]) for _, kind in columns])
    if len(rows) > 2 and draw(st.booleans()):
        rows.append(list(rows[-1]))
    if draw(st.booleans()):
        rows.insert(draw(st.integers(1, len(rows))), [""] * len(columns))
    return rows


def as_csv(path: Path, rows: Rows) -> Path:
    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path.with_suffix(".csv")


def as_xlsx(path: Path, rows: Rows) -> Path:
    return workbook(path.with_suffix(".xlsx"), [[cell or None for cell in row] for row in rows])


def as_ods(path: Path, rows: Rows) -> Path:
    frame = pd.DataFrame([[cell or None for cell in row] for row in rows])
    with pd.ExcelWriter(path.with_suffix(".ods"), engine="odf") as writer:
        frame.to_excel(writer, header=False, index=False)
    return path.with_suffix(".ods")


def run(paths: Sequence[Path], base: Dataset = EMPTY) -> tuple[service.Draft, Dataset]:
    draft = service.draft(paths)
    return draft, service.run(draft, base)


def check_rows(draft: service.Draft, dataset: Dataset, filled: int) -> None:
    """Every row with a cell in it is a row of a table's sheet, above or of its header, or set aside and said so."""
    for place, sheet in enumerate(draft.sheets):
        assert sheet.plan.verdict
        if sheet.plan.table is None:
            told = [problem for problem in dataset.problems if problem.kind == "set_aside"]
            assert sheet.plan.skipped or told or not sheet.plan.rows or not dataset.sources
            continue
        found = service.balance(draft, place)
        assert found.rows_in == found.kept + sum(found.left_out.values()) == sheet.plan.rows
        last = sheet.raw.first_row + sheet.raw.rows - 1
        assert sheet.plan.rows == last - (sheet.plan.header_row + sheet.plan.header_rows - 1)
    if len(draft.sheets) == 1 and draft.sheets[0].plan.table is not None:
        above = draft.sheets[0].plan.header_row + draft.sheets[0].plan.header_rows - 1
        assert draft.sheets[0].plan.rows >= filled - above
    for source in dataset.sources:
        assert source.rows_in == source.rows_kept + sum(source.left_out.values())


def frames(dataset: Dataset) -> dict[str, list[str]]:
    """Rows of each table as sorted texts, columns by name."""
    out = {}
    for name in TABLES:
        frame = dataset.table(name)
        if frame is not None and len(frame):
            known = sorted(column for column in frame.columns if not column.startswith("source_"))
            out[name] = sorted("|".join(map(str, row)) for row in frame[known].itertuples(index=False))
    return out


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_ods])
def test_every_row_of_a_table_is_accounted_for(write: Callable[[Path, Rows], Path]) -> None:
    @COMMON
    @given(tables())
    def holds(rows: Rows) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = write(Path(folder) / "export", rows)
            draft, dataset = run([path])
            check_rows(draft, dataset, sum(any(str(cell).strip() for cell in row) for row in rows))
            assert frames(service.run(service.draft([path]), EMPTY)) == frames(dataset)
            again = service.run(draft, dataset)
            assert {name: len(rows) for name, rows in frames(again).items()} == {
                name: len(rows) for name, rows in frames(dataset).items()
            }

    holds()


@COMMON
@given(st.lists(tables(), min_size=2, max_size=3))
def test_the_order_of_files_changes_no_count(all_rows: list[Rows]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [as_csv(Path(folder) / f"export{place}", rows) for place, rows in enumerate(all_rows)]
        counts = []
        for order in (paths, paths[::-1]):
            draft, dataset = run(order)
            check_rows(draft, dataset, 0)
            counts.append({name: len(rows) for name, rows in frames(dataset).items()})
        assert counts[0] == counts[1]


@COMMON
@given(st.integers(0, 2**16), tables())
def test_what_was_kept_adds_up_for_every_kpi(seed: int, rows: Rows) -> None:
    del seed
    with tempfile.TemporaryDirectory() as folder:
        _, dataset = run([as_csv(Path(folder) / "export", rows)])
    store = MeasureStore(dataset, Settings(conventions=Conventions()))
    months = store.everything()
    if months is None:
        return
    for kpi in CATALOGUE:
        for found in balances(kpi, store, period=None):
            assert found.rows == found.counted + sum(found.not_counted.values()), (kpi.id, found)
            assert found.rows == dataset.rows(found.table)
