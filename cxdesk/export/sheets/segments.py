"""Segments: the values of segments over which a KPI takes the median or mean, as live formulas."""

from __future__ import annotations

from typing import Any

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from cxdesk.common.text import safe_text
from cxdesk.common.units import Unit
from cxdesk.export.context import Context, put, put_live
from cxdesk.export.plain import dimension_title
from cxdesk.kpis.formula_columns import segment_values
from cxdesk.kpis.formula_sheets import VALUE, segments_table
from cxdesk.kpis.formulas import Formula
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.nodes import Over

NAME = "Segments"
_WIDTHS = (34, 11, 9, 13)


def write_segments(context: Context, sheet: Any) -> None:
    """Fill the sheet, a block a KPI."""
    styles = context.styles
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, NAME, styles.title)
    sheet.write_string(1, 0, "Values by segment, of which a KPI of the Summary is the median or mean; segments of too"
                       " few rows have none.", styles.note)  # fmt: skip
    row = 3
    for kpi, node in context.live.medians:
        row = _block(context, sheet, row, kpi, node)
    sheet.freeze_panes(2, 1)


def _block(context: Context, sheet: Any, row: int, kpi: Kpi, node: Over) -> int:
    """One KPI's segments; gives the first row after the block."""
    styles = context.styles
    labels, values, n = segment_values(node, context.live.sheets)
    sheet.set_row(row, 22)
    title = dimension_title(node.dimension).replace("_", " ")
    for column in range(len(_WIDTHS)):
        sheet.write_blank(row, column, None, styles.group)
    sheet.write_string(row, 0, f"{kpi.name}: {'median' if node.how == 'median' else 'mean'} {title}", styles.group)
    heads = (safe_text(title.capitalize()), "n", "Code", VALUE)
    columns = [
        {"header": head, "header_format": styles.number_header if place else styles.header}
        for place, head in enumerate(heads)
    ]
    last = row + 1 + max(len(labels), 1)
    sheet.add_table(row + 1, 0, last, len(heads) - 1,
                    {"name": segments_table(node), "columns": columns, "style": None, "autofilter": False})  # fmt: skip
    number = styles.number("0.0%" if kpi.unit is Unit.PERCENT else "0.00", bold=True)
    least = context.live.sheets.least
    for place, label in enumerate(labels):
        here = row + 2 + place
        put(sheet, here, 0, safe_text(context.redaction.value(node.dimension, label), 255), styles.text())
        put(sheet, here, 1, float(n[place]), styles.number("#,##0", muted=True))
        put(sheet, here, 2, float(place + 1), styles.number("0", muted=True))
        formula = context.live.of_median(node, xl_rowcol_to_cell(here, 2, col_abs=True))
        if formula is not None:
            enough = f'=IF({xl_rowcol_to_cell(here, 1)}<{least},"",{formula.text[1:]})'
            formula = Formula(text=enough, array=formula.array)
        put_live(sheet, here, 3, formula, number, None if np.isnan(values[place]) else float(values[place]))
    return last + 2
