"""Account health: a row an account with its metrics, from which its score and the KPI are live formulas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from cxdesk.common.text import safe_text
from cxdesk.export.context import Context, put, put_live
from cxdesk.kpis.formula_columns import health_scores
from cxdesk.kpis.formula_sheets import HEALTH_TABLE, SCORE, segment_column
from cxdesk.kpis.formulas import Formula
from cxdesk.kpis.health import Scores
from cxdesk.kpis.nodes import Health

NAME, CODE = "Account health", "Code"
HEADER_ROW = 3  # from 0
_SHARE = "0.0%"
_HERE = "{code}"  # in formulas of metrics: where the address of an account's code goes
_GIVEN = ("Health columns, sum", "Health columns, number")


def write_health(context: Context, sheet: Any, node: Health) -> None:
    """Fill the sheet with the accounts that have any metric."""
    styles, found = context.styles, health_scores(node, context.live.sheets)
    parts = list(found.parts)
    given = _GIVEN if found.given[1].any() else ()
    heads = [node.key.capitalize(), *(name[:1].upper() + name[1:] for name in parts), *given, "Metrics", SCORE, CODE]
    if node.key in context.live.sheets.splits:
        heads.append(segment_column(node.key))
    for column in range(len(heads)):
        sheet.set_column(column, column, 34 if column == 0 else 18 if column > heads.index(CODE) else 14)
    formulas = context.live.of_metrics(node, _HERE)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, NAME, styles.title)
    valued = [name for name in parts if formulas.get(name) is None] + (["health columns"] if given else [])
    sheet.write_string(1, 0, _note(node, valued if context.live.on else []), styles.note)
    sheet.set_row(HEADER_ROW, 30)
    rows = np.flatnonzero(found.present[0] > 0).tolist()
    last = HEADER_ROW + max(len(rows), 1)
    columns = [
        {"header": head, "header_format": styles.header if place == 0 else styles.number_header}
        for place, head in enumerate(heads)
    ]
    sheet.add_table(HEADER_ROW, 0, last, len(heads) - 1,
                    {"name": HEALTH_TABLE, "columns": columns, "style": None, "autofilter": False})  # fmt: skip
    codes = {label: code for code, label in enumerate(context.live.sheets.labels(node.key), start=1)}
    for place, account in enumerate(rows):
        _account(context, sheet, HEADER_ROW + 1 + place, node, found, account, (codes, formulas))
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{last + 1}"})  # an account of digits is a name
    sheet.freeze_panes(HEADER_ROW + 1, 1)


def _note(node: Health, valued: list[str]) -> str:
    told = f" Values, not formulas: {', '.join(valued)}." if valued else ""
    return (
        f"The score is the mean of an account's metrics, of which at least {node.least} must be known; the KPI is the"
        f" mean of the scores. Metrics are over the report's period.{told}"
    )


def _account(
    context: Context,
    sheet: Any,
    row: int,
    node: Health,
    found: Scores,
    account: int,
    known: tuple[dict[str, int], dict[str, Formula | None]],
) -> None:
    """One account: what is known of it, how much that is, and its score; the code by which data sheets know it."""
    styles, live = context.styles, context.live
    name = found.accounts[account]
    put(sheet, row, 0, safe_text(context.redaction.value(node.key, name), 255), styles.text())
    code_column = 3 + len(found.parts) + (2 if found.given[1].any() else 0)
    codes, formulas = known
    code_cell = xl_rowcol_to_cell(row, code_column, col_abs=True)
    for column, (metric, values) in enumerate(found.parts.items(), start=1):
        value = _known(values[0, account])
        formula = formulas.get(metric)
        own = None if formula is None else replace(formula, text=formula.text.replace(_HERE, code_cell))
        put_live(sheet, row, column, own, styles.number(_SHARE), value)
    first, column = xl_rowcol_to_cell(row, 1), len(found.parts)
    metrics = [f"COUNT({first}:{xl_rowcol_to_cell(row, column)})"] if column else []
    total = [f"SUM({first}:{xl_rowcol_to_cell(row, column)})"] if column else []
    if found.given[1].any():
        count = found.given[1][0, account]
        for values, number, into in ((found.given[0], "0.00", total), (found.given[1], "0", metrics)):
            column += 1
            put(sheet, row, column, _known(values[0, account]) if count else None, styles.number(number))
            into.append(xl_rowcol_to_cell(row, column))
    metrics_cell = xl_rowcol_to_cell(row, column + 1)
    put_live(sheet, row, column + 1, f"={'+'.join(metrics)}", styles.number("0", muted=True),
             float(found.present[0, account]))  # fmt: skip
    score = f'=IF({metrics_cell}>={node.least},({"+".join(total)})/{metrics_cell},"")'
    put_live(sheet, row, column + 2, score, styles.number(_SHARE, bold=True), _known(found.score[0, account]))
    code = codes.get(name)
    put(sheet, row, column + 3, None if code is None else float(code), styles.number("0", muted=True))
    if node.key in live.sheets.splits:
        place = live.code(node.key, name)
        put(sheet, row, column + 4, float(place) if place else None, styles.number("0", muted=True))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
