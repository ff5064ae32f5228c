"""Where a number comes from: its formula with today's figures, interval, meaning, conventions in force, needs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cxdesk.common.conventions import KEYS
from cxdesk.common.units import Unit
from cxdesk.kpis.kpi import Kpi
from cxdesk.report.records import KpiResult, Report
from ui.basics import numbers
from ui.models.conventions import convention_line
from ui.theme.tokens import XS, M, S
from ui.widgets.form import label

_TIMES = (Unit.HOURS, Unit.MINUTES, Unit.DAYS)


class Facts(QWidget):
    """Sections of words; a section without words is not shown. Text can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        self._bodies: list[tuple[QLabel, QLabel, Callable[[KpiResult, Kpi, Report], str]]] = []
        for title, write in (
            (self.tr("This number"), self._number),
            (self.tr("Meaning"), _meaning),
            (self.tr("Conventions in force"), _conventions),
            (self.tr("What the sources print"), _printed),
            (self.tr("Needs"), _needs),
        ):
            head = label(title.upper(), "section")
            head.setContentsMargins(0, M, 0, 0)
            body = label("", "" if write == self._number else "small", wrap=True)
            body.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            body.setAccessibleName(title)
            layout.addWidget(head)
            layout.addWidget(body)
            self._bodies.append((head, body, write))
        layout.addSpacing(S)
        layout.addStretch(1)

    def show_result(self, result: KpiResult, kpi: Kpi, report: Report) -> None:
        """Show another result."""
        for head, body, write in self._bodies:
            text = write(result, kpi, report)
            body.setText(text)
            head.setVisible(bool(text))
            body.setVisible(bool(text))

    def text(self) -> str:
        """All that is shown, for tests and for copying."""
        return "\n".join(body.text() for _, body, _ in self._bodies if body.text())

    def _number(self, result: KpiResult, kpi: Kpi, report: Report) -> str:
        from cxdesk.kpis.words import formula_text

        if result.value is None:
            return ""
        lines = [formula_text(kpi, result)]
        if result.low is not None and result.high is not None:
            lines.append(
                self.tr("{level} interval {range}").format(
                    level=numbers.target(report.query.conventions.confidence, Unit.PERCENT),
                    range=numbers.interval(result.low, result.high, result.unit),
                )
            )
            if result.certain:
                lines.append(self.tr("The whole interval lies on one side of the target."))
        lines += self._spread(result, report)
        if result.pending:
            lines.append(result.pending_words or self.tr("{n} still open").format(n=numbers.count(result.pending)))
        if result.index is not None:
            lines.append(self.tr("Benchmark index {value}").format(value=numbers.number(result.index, 0)))
        if result.change.note:
            lines.append(result.change.note)
        return "\n".join(lines)

    def _spread(self, result: KpiResult, report: Report) -> list[str]:
        """Median and 90th percentile beside a mean of times, which a few long ones carry."""
        if result.unit not in _TIMES:
            return []
        values = report.evidence.distribution(result.id)
        if values is None:
            return []
        known = values[np.isfinite(values)]
        if not len(known):
            return []
        median, ninth = (numbers.value(float(np.quantile(known, q)), result.unit) for q in (0.5, 0.9))
        return [self.tr("Median {median} · 90th percentile {ninth}").format(median=median, ninth=ninth)]


def _conventions(result: KpiResult, kpi: Kpi, report: Report) -> str:
    del result
    query, translate = report.query, QCoreApplication.translate
    lines = [convention_line(key, query.conventions) for key in kpi.conventions if key in KEYS]
    if kpi.id == "sla" and query.sla:
        lines.append(translate("KpiFacts", "SLA policies: {count}").format(count=numbers.count(len(query.sla))))
    if "clock" in kpi.conventions and query.calendars:
        words = translate("KpiFacts", "Calendars of teams and regions: {count}")
        lines.append(words.format(count=numbers.count(len(query.calendars))))
    return "\n".join(lines)


def _meaning(result: KpiResult, kpi: Kpi, report: Report) -> str:
    del result, report
    return kpi.meaning


def _printed(result: KpiResult, kpi: Kpi, report: Report) -> str:
    del result, report
    return kpi.printed


def _needs(result: KpiResult, kpi: Kpi, report: Report) -> str:
    from cxdesk.kpis.needs import needs_words

    del result, report
    return needs_words(kpi)
