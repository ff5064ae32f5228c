"""Where a number comes from: its formula with today's figures, interval, meaning, conventions in force, needs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from cxdesk.common.conventions import KEYS
from cxdesk.common.units import Unit
from cxdesk.kpis.kpi import Kpi
from cxdesk.report.records import KpiResult, Report
from ui.basics import numbers
from ui.models.made_how import calculation, conventions_in_force
from ui.models.parts import parts_of
from ui.models.quality import balance_lines
from ui.pages.kpi_made_of import MadeOf
from ui.theme import theme
from ui.theme.tokens import XS, M, S
from ui.widgets.form import label, named

_TIMES = (Unit.HOURS, Unit.MINUTES, Unit.DAYS)


class Facts(QWidget):
    """Sections of words; a section without words is not shown. Text can be selected and copied."""

    part_opened = Signal(str)  # a KPI that this one is made of
    convention_asked = Signal(str)  # key of a convention, to be changed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""  # the convention that bears on the number most
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        self._bodies: list[tuple[QLabel, QLabel, Callable[[KpiResult, Kpi, Report], str]]] = []
        self._add(self.tr("This number"), self._number)
        self._add(self.tr("Rows"), _rows)
        self._made_of_head = self._head(self.tr("Made of"))
        self.made_of = MadeOf()
        self.made_of.opened.connect(self.part_opened)
        layout.addWidget(self.made_of)
        self._add(self.tr("Formula"), _formula)
        self._add(self.tr("Meaning"), _meaning)
        self._add(self.tr("Conventions in force"), _conventions)
        self.change = named(QPushButton(self.tr("Change…")), self.tr("Change the conventions in the settings"))
        theme.set_role(self.change, "link")
        self.change.clicked.connect(self._ask_convention)
        layout.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        self._add(self.tr("What the sources print"), _printed)
        self._add(self.tr("Sources"), _sources)
        self._add(self.tr("Needs"), _needs)
        layout.addSpacing(S)
        layout.addStretch(1)

    def _head(self, title: str) -> QLabel:
        head = label(title.upper(), "section")
        head.setContentsMargins(0, M, 0, 0)
        self._layout.addWidget(head)
        return head

    def _add(self, title: str, write: Callable[[KpiResult, Kpi, Report], str]) -> None:
        head = self._head(title)
        body = label("", "" if write == self._number else "small", wrap=True)
        body.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        body.setAccessibleName(title)
        self._layout.addWidget(body)
        self._bodies.append((head, body, write))

    def show_result(self, result: KpiResult, kpi: Kpi, report: Report) -> None:
        """Show another result."""
        for head, body, write in self._bodies:
            text = write(result, kpi, report)
            body.setText(text)
            head.setVisible(bool(text))
            body.setVisible(bool(text))
        parts = parts_of(kpi, report)
        self._made_of_head.setVisible(bool(parts))
        self.made_of.show_parts(parts)
        self._key = next((key for key in kpi.conventions if key in KEYS), "")
        self.change.setVisible(bool(self._key))

    @Slot()
    def _ask_convention(self) -> None:
        self.convention_asked.emit(self._key)

    def text(self) -> str:
        """All that is shown, for tests and for copying."""
        return "\n".join(body.text() for _, body, _ in self._bodies if body.text())

    def _number(self, result: KpiResult, kpi: Kpi, report: Report) -> str:
        if result.value is None:
            return ""
        lines = [calculation(result, kpi, report)]
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
        lines += [f"{note[:1].upper()}{note[1:].rstrip('.')}." for note in result.notes]
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


def _rows(result: KpiResult, kpi: Kpi, report: Report) -> str:
    """Where each row went: counted, or not and why."""
    del kpi
    if result.value is None and not result.n:
        return ""
    evidence = report.evidence
    return balance_lines(evidence.balances(result.id), lambda measure: evidence.store.spec(measure).dated_by)


def _formula(result: KpiResult, kpi: Kpi, report: Report) -> str:
    from cxdesk.kpis.words import words

    del result
    return words(kpi, report.query.conventions)


def _conventions(result: KpiResult, kpi: Kpi, report: Report) -> str:
    del result
    return "\n".join(conventions_in_force(kpi, report))


def _meaning(result: KpiResult, kpi: Kpi, report: Report) -> str:
    del result, report
    return kpi.meaning


def _printed(result: KpiResult, kpi: Kpi, report: Report) -> str:
    del result, report
    return kpi.printed


def _sources(result: KpiResult, kpi: Kpi, report: Report) -> str:
    """Who names the KPI, and what its default target rests on."""
    from cxdesk.kpis.sources import named_by, published, target_source

    del result, report
    named = QCoreApplication.translate("KpiFacts", "Named by: {articles}").format(articles=named_by(kpi))
    default = QCoreApplication.translate("KpiFacts", "Default target: {words}").format(words=target_source(kpi))
    return "\n".join((named, default, *(words for words, _ in published(kpi))))


def _needs(result: KpiResult, kpi: Kpi, report: Report) -> str:
    from cxdesk.kpis.needs import needs_words

    del result, report
    return needs_words(kpi)
