"""What is known about an export by itself: the rows at which its tool stops, hours that are business hours."""

from __future__ import annotations

from collections.abc import Mapping

from cxdesk.imports.plan import SheetPlan
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.header import Grid
from cxdesk.imports.recognise.signatures import named
from cxdesk.imports.rows.findings import Findings

_CALENDAR = ("first_response_time", "resolution_time")


def check_export(grid: Grid, plan: SheetPlan, columns: Mapping[int, Column], findings: Findings) -> None:
    """Report what a person should know about a known export; nothing is changed."""
    known = named(plan.recognised_as)
    if known is None:
        return
    if known.cap is not None and grid.rows - len(grid.left) == known.cap:
        findings.add(
            "row_cap", f"The file has exactly {known.cap:,} rows, where this export stops unless it is set to more: "
                       "rows may be missing. Export it in parts, by month say, and open all of them.",
            expected=f"more or fewer than {known.cap:,} rows",
        )  # fmt: skip
    for mapping in plan.mapping:
        meaning = known.meaning(columns[mapping.index].header) if mapping.field in _CALENDAR else None
        if meaning is not None and meaning.business and meaning.field == mapping.field:
            findings.add(
                "business_hours", f"“{mapping.column}” counts business hours, and no timestamps tell the calendar "
                                  "time: these hours are shown as they are.", column=columns[mapping.index],
            )  # fmt: skip
