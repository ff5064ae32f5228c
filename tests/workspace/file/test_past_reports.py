"""Every past report is made again from the history: the same numbers, the same bytes, whatever was done since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxdesk.common.conventions import Conventions
from cxdesk.common.progress import SILENT
from cxdesk.export.json_export import json_text, report_json
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.imports.service import draft, run_told
from cxdesk.report.build import evaluate_query, judge
from cxdesk.tables.aliases import Alias
from cxdesk.tables.dataset import EMPTY
from cxdesk.tables.sources import without_sources
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace.file.forgetting import prune
from cxdesk.workspace.file.reading import history_of, load, load_past
from cxdesk.workspace.file.records import Change
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AGENTS = ("Ann", "Bob", "Cy", "")
CHANNELS = ("email", "chat", "phone")


def export(folder: Path, seed: int) -> Path:
    """A ticket export of 30 rows, some of whose numbers other exports have too."""
    rng = np.random.default_rng(seed)
    lines = ["Ticket ID,Created at,Solved at,Agent,Channel,Satisfaction,Reopens"]
    for number in rng.choice(60, 30, replace=False):
        made = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=float(rng.integers(0, 4_000)))
        solved = made + timedelta(hours=float(rng.integers(1, 90)))
        lines.append(f"{number},{made:%Y-%m-%d %H:%M},{solved:%Y-%m-%d %H:%M},{rng.choice(AGENTS)},"
                     f"{rng.choice(CHANNELS)},{rng.integers(1, 6)},{rng.integers(0, 3)}")  # fmt: skip
    path = folder / f"export-{seed}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def imported(session: Session, folder: Path, seed: int) -> Session:
    plan = draft([export(folder, seed)], memory={}, zone="UTC", progress=SILENT)
    return replace(session, dataset=run_told(plan, session.dataset.imported, SILENT)[0])


def aimed(session: Session, seed: int) -> Session:
    kpi = ("csat", "art", "frt")[seed % 3]
    segment = None if seed % 2 else ("channel", CHANNELS[seed % 3])
    target = Target(kpi=kpi, value=float(seed % 97), segment=segment, effective=date(2024, 1 + seed % 6, 1))
    return replace(session, targets=replace(session.targets, targets=(*session.targets.targets, target)))


def agreed(session: Session, seed: int) -> Session:
    return replace(session, conventions=Conventions(min_sample=1 + seed % 9, csat_satisfied_from=float(3 + seed % 3)))


def renamed(session: Session, seed: int) -> Session:
    alias = Alias(dimension="agent", spelling=AGENTS[seed % 3], name=f"Name {seed % 4}")
    return replace(session, aliases=(alias,))


def less(session: Session, _seed: int) -> Session:
    sources = session.dataset.imported.sources
    return replace(session, dataset=without_sources(session.dataset.imported, [0])) if len(sources) > 1 else session


EDITS: tuple[Callable[[Session, Path, int], Session], ...] = (
    imported,
    lambda session, _folder, seed: aimed(session, seed),
    lambda session, _folder, seed: agreed(session, seed),
    lambda session, _folder, seed: renamed(session, seed),
    lambda session, _folder, seed: less(session, seed),
)


def report_of(session: Session, path: Path) -> tuple[str, bytes]:
    """The report of a session as JSON and as a workbook."""
    report = judge(evaluate_query(session.dataset, session.query(("channel",))), session.targets)
    write_workbook(report, path, WorkbookOptions(workspace="w"))
    return json_text(report_json(report)), path.read_bytes()


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9), st.booleans()), min_size=2, max_size=4))
def test_every_past_report_is_the_same_in_every_number_and_byte(steps: list[tuple[int, int, bool]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        session = imported(Session(dataset=EMPTY), folder, 99)
        base = save(folder / "a.cxdesk", session, now=NOW)
        states, waiting = [session], []
        for place, (edit, seed, saves) in enumerate(steps):
            after = EDITS[edit](session, folder, seed)
            if after is not session:
                waiting.append(Change(at=NOW + timedelta(days=place), words="x", before=session, after=after))
                states.append(after)
            session = after
            if saves or place == len(steps) - 1:
                base = save(base.path, session, now=NOW, base=base, changes=waiting)
                waiting.clear()
        kept = [(number, state) for number, state in zip(_numbers(base.path), _different(states), strict=True)]
        for number, state in kept:
            past = load_past(base.path, number).session
            assert report_of(past, folder / "past.xlsx") == report_of(state, folder / "then.xlsx")
        now = load(base.path).session
        assert report_of(now, folder / "past.xlsx") == report_of(session, folder / "then.xlsx")


def _numbers(path: Path) -> list[int]:
    return [entry.number for entry in reversed(history_of(path))]


def _different(states: list[Session]) -> list[Session]:
    """The states before each change that the history kept: one that led to an equal state is no change."""
    from cxdesk.workspace.file.changes import entry_of

    changes = [Change(at=NOW, words="x", before=before, after=after) for before, after in pairwise(states)]
    return [change.before for change in changes if (entry := entry_of(change, 0)).parts or entry.rows]


def test_what_is_left_after_pruning_is_still_the_same(tmp_path: Path) -> None:
    first = imported(Session(), tmp_path, 1)
    second = replace(first, targets=TargetBook(targets=(Target(kpi="csat", value=80.0),)))
    third = imported(second, tmp_path, 2)
    base = save(tmp_path / "a.cxdesk", first, now=NOW)
    for place, (before, after) in enumerate(((first, second), (second, third))):
        change = Change(at=NOW + timedelta(days=place), words="x", before=before, after=after)
        base = save(base.path, after, now=NOW, base=base, changes=[change])
    assert prune(base, NOW + timedelta(hours=1)) == 1
    past = load_past(base.path, 2).session
    assert report_of(past, tmp_path / "past.xlsx") == report_of(second, tmp_path / "then.xlsx")
    with pytest.raises(Exception, match="no change number 1"):
        load_past(base.path, 1)
