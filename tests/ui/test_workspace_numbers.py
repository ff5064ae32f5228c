"""The command line gives of a workspace the numbers that the window shows of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from cxdesk.cli import DONE, main
from cxdesk.common.progress import SILENT
from cxdesk.common.resources import resource_path
from cxdesk.export.json_export import report_json
from cxdesk.imports.service import draft, run
from cxdesk.tables.dataset import EMPTY
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace.file.reading import load
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session, View
from ui.state import AppState
from ui.work.jobs import JobRunner


def test_the_command_line_gives_the_numbers_of_the_window(qtbot, tmp_path: Path) -> None:
    files = [resource_path("samples") / f"northwind-{name}.xlsx" for name in ("tickets", "surveys")]
    session = Session(dataset=run(draft(files, memory={}, zone="UTC"), EMPTY, SILENT), zone="Europe/Berlin")
    session = replace(
        session,
        targets=TargetBook(targets=(Target(kpi="csat", value=91.0), Target(kpi="frt", value=3.0))),
        conventions=session.conventions.with_setting("clock", "calendar").with_setting("min_sample", "3"),
        view=View(first_day=date(2024, 3, 1), filters={"channel": ("Email", "Chat")}),
    )
    save(tmp_path / "a.cxdesk", session, now=datetime(2026, 3, 2, tzinfo=UTC))

    state = AppState(JobRunner(), tmp_path / "settings")
    with qtbot.waitSignal(state.ready, timeout=20_000):
        state.start()
    with qtbot.waitSignal(state.report_changed, timeout=60_000):
        state.apply(load(tmp_path / "a.cxdesk").session)
    assert state.report is not None
    shown = json.loads(json.dumps(report_json(state.report)))
    state.close()

    asked = ["--from", "2024-03-01", "--to", "2024-04-01", "--where", "channel=email", "--where", "channel=chat"]
    out = tmp_path / "r.json"
    assert main(["report", "--workspace", str(tmp_path / "a.cxdesk"), *asked, "--json", str(out), "--quiet"]) == DONE
    told = json.loads(out.read_text(encoding="utf-8"))
    assert len([kpi for kpi in told["kpis"] if kpi["value"] is not None]) > 15
    for key in ("period", "timezone", "conventions", "kpis", "insights", "sources", "problems"):
        assert told[key] == shown[key], key
