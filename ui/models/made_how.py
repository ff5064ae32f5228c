"""How a number was made, in words: its formula with today's figures, and the conventions in force for it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cxdesk.common.conventions import KEYS
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.nodes import Mean, Quantile, Standing
from cxdesk.kpis.words import formula_text
from cxdesk.report.records import KpiResult, Report
from ui.basics import numbers
from ui.models.cards import value_words
from ui.models.conventions import convention_line
from ui.models.parts import with_values


def calculation(result: KpiResult, kpi: Kpi, report: Report) -> str:
    """The formula with today's numbers put in, as far as they are known; else the value alone."""
    value = value_words(result, result.value)
    put_in = with_values(kpi, report)
    if put_in:
        return f"{put_in} = {value}"
    known = result.numerator is not None or isinstance(kpi.value, Mean | Quantile | Standing)
    return formula_text(kpi, result) if known else value


def conventions_in_force(kpi: Kpi, report: Report) -> tuple[str, ...]:
    """The choices that bear on a KPI, a line each."""
    query, translate = report.query, QCoreApplication.translate
    lines = [convention_line(key, query.conventions) for key in kpi.conventions if key in KEYS]
    if kpi.id == "sla" and query.sla:
        lines.append(translate("KpiFacts", "SLA policies: {count}").format(count=numbers.count(len(query.sla))))
    if "clock" in kpi.conventions and query.calendars:
        words = translate("KpiFacts", "Calendars of teams and regions: {count}")
        lines.append(words.format(count=numbers.count(len(query.calendars))))
    return tuple(lines)
