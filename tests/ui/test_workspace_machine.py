"""Edits, undo, redo, saves, saves under another name and reopening, in any order, against a plain dict."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from PySide6.QtGui import QUndoStack

from cxdesk.tables.dataset import Dataset, Source
from cxdesk.targets.book import with_target
from cxdesk.targets.target import Target
from cxdesk.workspace.file.reading import history_of, load, load_past
from cxdesk.workspace.file.records import Base, Change
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session
from ui.state import AppState
from ui.undo.commands import ReplaceSession

NOW = datetime(2026, 3, 2, tzinfo=UTC)
KPIS = ("csat", "nps", "frt")
ZONES = ("UTC", "Europe/Berlin", "Asia/Tokyo")
Model = dict[str, Any]


class Holder:
    """What the undo stack's commands work on, without a window."""

    def __init__(self) -> None:
        self.session = Session()

    def apply(self, session: Session) -> None:
        """Take a session."""
        self.session = session


def as_model(session: Session) -> Model:
    """A session as a plain dict."""
    frame = session.dataset.imported.tables.get("tickets")
    rows = (
        () if frame is None else tuple(zip(frame["ticket_id"], frame["cost"], frame["agent"].astype(str), strict=True))
    )
    targets = {target.kpi: target.value for target in session.targets.targets}
    return {"zone": session.zone, "targets": targets, "rows": rows, "files": len(session.dataset.imported.sources)}


def with_rows(session: Session, rows: list[tuple[str, float, str]]) -> Session:
    """The session with one table of tickets, as an import gives it."""
    ids, costs, agents = ([row[place] for row in rows] for place in range(3))
    frame = pd.DataFrame({"ticket_id": pd.Series(ids, dtype="str"), "cost": np.array(costs, dtype=float),
                          "agent": pd.Categorical(agents), "_source": np.zeros(len(rows), dtype=np.int32)})  # fmt: skip
    source = Source(file="t.csv", sheet="t", table="tickets", rows_in=len(rows), rows_kept=len(rows))
    return replace(session, dataset=Dataset(tables={"tickets": frame}, sources=(source,)))


class Workspace(RuleBasedStateMachine):
    """One document and everything that can be done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="cxdesk-machine-"))
        self.holder, self.stack = Holder(), QUndoStack()
        self.model: Model = as_model(self.holder.session)
        self.past: list[Model] = []  # states that undo goes back to
        self.future: list[Model] = []
        self.pending: list[Change] = []
        self.told: list[Model] = []  # the state before each change of the document's history
        self.waiting: list[Model] = []  # likewise, of changes not saved yet
        self.base: Base | None = None
        self.saved: Model = {}
        self.names = 0

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder)

    def _edit(self, after: Session, model: Model) -> None:
        if model == self.model:
            return
        before = self.holder.session
        self.stack.push(ReplaceSession(cast("AppState", self.holder), after, "edit"))
        self.past.append(self.model)
        self.future.clear()
        self._happened(before, model)

    def _happened(self, before: Session, model: Model) -> None:
        self.pending.append(Change(at=NOW, words="edit", before=before, after=self.holder.session))
        self.waiting.append(self.model)
        self.model = model

    @rule(kpi=st.sampled_from(KPIS), value=st.integers(1, 99))
    def set_target(self, kpi: str, value: int) -> None:
        """Edit a target."""
        session = self.holder.session
        kept = replace(session.targets, targets=tuple(own for own in session.targets.targets if own.kpi != kpi))
        book = with_target(kept, Target(kpi=kpi, value=float(value)))
        targets = {**self.model["targets"], kpi: float(value)}
        self._edit(replace(session, targets=book), {**self.model, "targets": targets})

    @rule(zone=st.sampled_from(ZONES))
    def set_zone(self, zone: str) -> None:
        """Edit the zone."""
        self._edit(replace(self.holder.session, zone=zone), {**self.model, "zone": zone})

    @rule(data=st.data())
    def import_rows(self, data: st.DataObject) -> None:
        """Import: some rows go, some change, some come, in any order."""
        row = st.tuples(st.sampled_from([f"T{n}" for n in range(9)]), st.sampled_from([1.0, 2.5, float("inf")]),
                        st.sampled_from(["Ann", "Bo", "Ça va", ""]))  # fmt: skip
        rows = data.draw(st.permutations([*self.model["rows"], *data.draw(st.lists(row, max_size=4))]))
        rows = rows[: data.draw(st.integers(0, len(rows)))]
        self._edit(with_rows(self.holder.session, rows), {**self.model, "rows": tuple(rows), "files": 1})

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        """Take the last edit back."""
        before = self.holder.session
        self.stack.undo()
        self.future.append(self.model)
        self._happened(before, self.past.pop())

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        """Do it again."""
        before = self.holder.session
        self.stack.redo()
        self.past.append(self.model)
        self._happened(before, self.future.pop())

    @rule(elsewhere=st.booleans())
    def save(self, elsewhere: bool) -> None:
        """Save, in place or under another name."""
        if self.base is None or elsewhere:
            self.names += 1
        path = self.folder / f"{self.names}.cxdesk"
        self.base = save(path, self.holder.session, now=NOW, base=self.base, changes=self.pending)
        self.told += self.waiting
        self.pending, self.waiting, self.saved = [], [], self.model

    @precondition(lambda self: self.base is not None)
    @rule()
    def reopen(self) -> None:
        """Close without saving and open again."""
        assert self.base is not None
        loaded = load(self.base.path)
        self.holder.session, self.base = loaded.session, loaded.base
        self.stack.clear()
        self.model, self.past, self.future, self.pending, self.waiting = self.saved, [], [], [], []

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def look_back(self, data: st.DataObject) -> None:
        """Open the state before any change of the history."""
        assert self.base is not None
        numbers = sorted(entry.number for entry in history_of(self.base.path))
        assert len(numbers) == len(self.told)
        place = data.draw(st.integers(0, len(numbers) - 1))
        assert as_model(load_past(self.base.path, numbers[place]).session) == self.told[place]

    @invariant()
    def same_as_the_dict(self) -> None:
        """What is open is what the dict says; what is saved is what was saved."""
        assert as_model(self.holder.session) == self.model
        if self.base is not None:
            assert as_model(load(self.base.path).session) == self.saved


TestWorkspace = Workspace.TestCase
TestWorkspace.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
