"""Random reports: a cell's stored value, what LibreOffice works out, the app, JSON and CSV are one number."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from tests.export.office import all_recalculated, needs_office
from tests.export.one_number import Case, against_report, cases
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
