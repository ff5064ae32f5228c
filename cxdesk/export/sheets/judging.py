"""Excel formulas that judge a value by its target, the same rules as `cxdesk.targets.status`."""

from __future__ import annotations

from collections.abc import Mapping

from cxdesk.common.conventions import Conventions
from cxdesk.common.units import Better
from cxdesk.export.sheets.styles import status_text
from cxdesk.kpis.kpi import Kpi
from cxdesk.report.records import KpiResult, Report
from cxdesk.targets.status import is_sampled, judged_share, judged_value
from cxdesk.targets.target import Status

HIGHER, LOWER, NEAR_ZERO, EITHER = "higher", "lower", "nearest 0", "nearest target"
DIRECTIONS = (HIGHER, LOWER, NEAR_ZERO, EITHER)


def direction_of(kpi: Kpi, conventions: Conventions) -> str:
    """Word in the Targets sheet's column of directions."""
    if kpi.nearest_zero:
        return NEAR_ZERO
    return {Better.HIGHER: HIGHER, Better.LOWER: LOWER}.get(kpi.better_under(conventions), EITHER)


def judged_result(kpi: Kpi, result: KpiResult, value: str, report: Report) -> str:
    """What is compared with the target of a KPI over the period: see `judged_cell`."""
    calendar = report.query.calendar
    # 0 a month is 0 as well: then the mean is not told apart, and yet a formula must follow edits
    alike = result.value is not None and judged_value(kpi, result.value, report.period, calendar) == result.value
    return judged_cell(kpi, value, report) if alike or result.judged is not None else value


def judged_cell(kpi: Kpi, value: str, report: Report) -> str:
    """What is compared with the target, as a part of a formula: a value's cell, or its mean per month or year."""
    share = judged_share(kpi, report.period, report.query.calendar)
    if share is None:
        return value
    units, is_remainder = share
    mean = f"1-(1-{value})/{units!r}" if is_remainder else f"{value}/{units!r}"
    return f'IF({value}="","",{mean})'


def status_formula(kpi: Kpi, *, value: str, n: str, target: str, tolerance: str, direction: str, least: str) -> str:
    """Shape and word of the status; the arguments are addresses of cells."""
    words = {status: f'"{status_text(status)}"' for status in Status}
    slack = f"1E-12*MAX(1,ABS({value}),ABS({target}))"  # binary fractions: 0.75 - 5 % of 0.75 is near
    # What is on the wrong side of the target, by how much; at most 0 is met.
    # Without a direction, and nearest 0, it begins where the tolerance ends.
    away = f'IF({direction}="{NEAR_ZERO}",ABS({value})-ABS({target}),ABS({value}-{target}))-{tolerance}-{slack}'
    excess = f'IF({direction}="{HIGHER}",{target}-{value},IF({direction}="{LOWER}",{value}-{target},{away}))'
    judged = (
        f"IF({excess}<=0,{words[Status.MET]},"
        f"IF({excess}<={tolerance}+{slack},{words[Status.NEAR]},{words[Status.MISSED]}))"
    )
    judged = f'IF({target}="",{words[Status.NO_TARGET]},{judged})'
    if is_sampled(kpi):
        judged = f"IF({n}<{least},{words[Status.TOO_FEW]},{judged})"
    return f'=IF({value}="",{words[Status.NO_DATA]},{judged})'


def difference_formula(value: str, target: str) -> str:
    """Value less target, blank where one is missing."""
    return f'=IF(OR({value}="",{target}=""),"",{value}-{target})'


def change_formula(kpi: Kpi, value: str, previous: str, conventions: Conventions, cells: Mapping[str, str]) -> str:
    """Value less the value before, which stands as exported: blank once a convention that bears on both is edited.

    `cells` names the cells of the conventions that formulas follow.
    """
    chosen = conventions.as_json()
    same = [f"{cells[key]}={_literal(chosen[key])}" for key in kpi.conventions if key in cells]
    moved = f'OR({value}="",{previous}="")'
    return (
        f'=IF({moved},"",{value}-{previous})'
        if not same
        else (f'=IF(AND({",".join(same)}),IF({moved},"",{value}-{previous}),"")')
    )


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else f"{value!r}"


def index_formula(value: str, benchmark: str, target: str) -> str:
    """Benchmark index: value / benchmark x 100, blank where one is missing or not above 0, or there is no target."""
    none = f'{value}="",{benchmark}="",{target}=""'
    return f'=IF(OR({none}),"",IF(OR({value}<=0,{benchmark}<=0),"",{value}/{benchmark}*100))'


def linked(cell: str) -> str:
    """Content of another cell, blank where that is blank."""
    return f'=IF({cell}="","",{cell})'
