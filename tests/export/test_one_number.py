"""Random reports: a cell's stored value, what LibreOffice works out, the app, JSON and CSV are one number."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar
from cxdesk.common.units import Unit
from cxdesk.export.target_edits import read_edits, with_edits
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.targets.target import TargetBook
from tests.export import generated
from tests.export.office import all_recalculated, needs_office, recalculated
from tests.export.one_number import Case, against_report, alike, cases
from tests.export.test_recalculation import differences, formulas_in

pytestmark = [
    needs_office,
    # openpyxl says of every workbook with sparklines that it does not read them
    pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported"),
]

# LibreOffice takes seconds to start: workbooks go to it in batches. `CXDESK_BATCHES=100` looks at many by hand.
BATCHES, BATCH = int(os.environ.get("CXDESK_BATCHES", "1")), int(os.environ.get("CXDESK_BATCH", "3"))
counted: Counter[str] = Counter()


@settings(
    max_examples=BATCHES, deadline=None, suppress_health_check=list(HealthCheck), database=None,
    derandomize="CXDESK_BATCHES" not in os.environ, phases=(Phase.generate,),
)  # fmt: skip
@given(batch=st.lists(cases(), min_size=BATCH, max_size=BATCH))
def test_stored_recalculated_shown_and_exported_values_are_one(tmp_path_factory, batch):
    folder = tmp_path_factory.mktemp("one")
    made = [written(case, folder / f"{place}.xlsx") for place, case in enumerate(batch)]
    again = all_recalculated([path for path, _ in made], folder)
    for case, (path, wrong), result in zip(batch, made, again, strict=True):
        note(repr(case))
        counted["recalculated"] += formulas_in(path)
        assert wrong == []
        assert differences(path, result) == []
    print(dict(counted))


def written(case: Case, path: Path) -> tuple[Path, list[str]]:
    """A case's workbook, and its cells that are not the report's."""
    report = build_report(case.data(), case.query, case.targets)
    write_workbook(report, path, WorkbookOptions(splits=case.query.splits or None))
    return path, against_report(path, report, counted)


EUROS = Conventions(currency="EUR")
OTHERWISE = {"csat_satisfied_from": 5, "decided_only": "yes", "churn": "net", "cart": "completion"}
TYPED = {("csat", "Target"): 0.55, ("art", "Tolerance"): 30, ("sla", "Target"): 0.5, ("nps", "Target"): 12.5}
# Target and direction of carts stay as they stand on Targets; a target that is taken in the app counts as looked at.
JUDGED_OTHERWISE = {"cart_abandonment", "review_rate"}


def test_conventions_and_targets_edited_by_another_program_give_what_the_app_gives_under_them(tmp_path):
    data = generated.whole_company(80, 5)
    query = Query(calendar=Calendar(zone="UTC"), conventions=EUROS, splits=("channel",))
    path = tmp_path / "kpis.xlsx"
    write_workbook(build_report(data, query, TargetBook()), path)
    book = openpyxl.load_workbook(path)
    conventions: Any = book["Conventions"]
    targets: Any = book["Targets"]
    for row in conventions.iter_rows(max_col=2):
        key = str(row[0].value).replace(" ", "_")
        row[1].value = OTHERWISE.get(key, row[1].value)
    rows = {row[0].value: row for row in targets.iter_rows(max_col=11) if row[10].value in (None, "Segment")}
    heads = [cell.value for cell in rows["ID"]]
    for (kpi, header), value in TYPED.items():
        rows[kpi][heads.index(header)].value = value
    rows["Least rows"][heads.index("Target")].value = 9
    book.save(path)
    chosen = replace(EUROS, min_sample=9, csat_satisfied_from=5.0, decided_only="yes", churn="net", cart="completion")
    day = date(2024, 6, 30)
    edits = read_edits(path).edits
    assert len(edits) == len(TYPED)
    wanted_book = with_edits(TargetBook(), edits, EUROS, day, datetime(2024, 7, 1, tzinfo=UTC))
    wanted = build_report(data, replace(query, conventions=chosen), wanted_book)
    before = build_report(data, query, TargetBook())
    shown = {row[0]: row for row in openpyxl.load_workbook(recalculated(path, tmp_path), data_only=True)["Summary"]
             .iter_rows(values_only=True) if row[0]}  # fmt: skip
    places = {name: shown["KPI"].index(name) for name in ("Value", "Target", "Status")}
    wrong, moved = [], set()
    for result, old in zip(wanted.kpis, before.kpis, strict=True):
        told_row = shown.get(result.name)
        if told_row is None or result.value is None:
            continue
        moved |= {result.id} if result.value != old.value else set()
        value = result.value / 100 if result.unit is Unit.PERCENT else result.value
        told = [told_row[places["Value"]], told_row[places["Status"]]]
        if not alike(told[0], value) or told[1] != f"{result.status.mark} {result.status.word}":
            wrong.append((result.id, told, value, result.status))
    assert [fault for fault in wrong if fault[0] not in JUDGED_OTHERWISE] == []
    assert {"csat", "sla", "fcr", "churn", "cart_abandonment"} <= moved
