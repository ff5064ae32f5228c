"""What an import reads goes as soon as nobody holds it, not when the interpreter next looks for cycles."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxdesk import cli
from cxdesk.imports import service
from cxdesk.imports.service import Draft
from cxdesk.tables.dataset import EMPTY, Dataset
from cxdesk.tables.in_use import Names, in_use
from cxdesk.workspace import session

TICKETS = "\n".join(
    ["Ticket ID,Created at,Solved at,Status,Channel,Handle time",
     *(f"{number},2024-05-{number % 28 + 1:02} 09:00,2024-05-{number % 28 + 1:02} 17:30,Solved,Email,0:{number % 50:02}"
       for number in range(100, 160))]
)  # fmt: skip


@pytest.fixture
def without_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS, encoding="utf-8")
    return path


def cells_of(draft: Draft) -> list[weakref.ref[object]]:
    sheet = draft.sheets[0]
    assert sheet.grid is not None
    return [weakref.ref(column.raw) for column in sheet.grid.columns]


@pytest.mark.usefixtures("without_collector")
def test_a_draft_that_is_let_go_leaves_no_cells_behind(file: Path) -> None:
    draft = service.draft([file])
    dataset = service.run(draft, EMPTY)
    cells = cells_of(draft)
    assert all(cell() is not None for cell in cells)
    del draft
    assert len(cells) == 6
    assert not any(cell() for cell in cells)
    assert dataset.rows("tickets") == 60


@pytest.mark.usefixtures("without_collector")
def test_the_command_line_lets_go_of_the_cells_before_it_looks_at_the_rows(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted = service.draft
    cells: list[weakref.ref[object]] = []
    held: list[int] = []

    def noting(*args: Any, **more: Any) -> Draft:
        draft = drafted(*args, **more)
        cells.extend(cells_of(draft))
        return draft

    def looking(dataset: Dataset, names: Names) -> Dataset:
        if dataset.tables:
            held.append(sum(cell() is not None for cell in cells))
        return in_use(dataset, names)

    monkeypatch.setattr(service, "draft", noting)
    monkeypatch.setattr(session, "in_use", looking)
    assert cli.main(["report", str(file), "--quiet", "--timezone", "UTC", "--json", str(tmp_path / "out.json")]) == 0
    assert len(cells) == 6
    assert set(held) == {0}
