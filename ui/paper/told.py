"""What the pages tell: the report under a template, with names replaced where the template asks for that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QCoreApplication

from cxdesk.common.colours import darkened
from cxdesk.common.text import safe_text
from cxdesk.export.redaction import Redaction
from cxdesk.export.template import ReportTemplate
from cxdesk.report.narrowing import narrowed
from cxdesk.report.records import KpiResult, Report
from cxdesk.targets.target import Status
from ui.charts.bars import BreakdownData
from ui.models.kpi_words import period_words
from ui.models.report_words import filter_words, source_line
from ui.theme.tokens import LIGHT, Tokens

TRENDS, BREAKDOWN, DISTRIBUTIONS, DEFINITIONS, QUALITY = (
    "Trends", "Breakdown", "Distributions", "Definitions", "Data quality")  # fmt: skip
MOST_SECTIONS = 24  # KPIs with a section of their own where the template names none
_LONGEST = 4_000  # letters of a text on paper
_JUDGED = (Status.MISSED, Status.NEAR, Status.MET)


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("Paper", text)


@dataclass(frozen=True, kw_only=True, eq=False)
class Told:
    """The report as it is printed. `whole` knows the KPIs too that the template leaves out."""

    whole: Report
    template: ReportTemplate

    @cached_property
    def report(self) -> Report:
        """The report of the chosen KPIs: its sentences speak of no others."""
        return narrowed(self.whole, self.template.kpis)

    @cached_property
    def redaction(self) -> Redaction:
        """Codes for names; passes everything where the template keeps names."""
        return Redaction(self.report.evidence.store.dataset, active=self.template.redact)

    @cached_property
    def colours(self) -> Tokens:
        """The light look whatever the window's, in the template's accent; as dark as words on white need."""
        accent = darkened(self.template.accent, LIGHT.surface)
        return replace(LIGHT, accent=accent)

    def wants(self, sheet: str) -> bool:
        """Whether the template has a kind of sheet."""
        return self.template.sheets is None or sheet in self.template.sheets

    def say(self, text: str) -> str:
        """A sentence without names that have a code and without letters that no file can hold."""
        return safe_text(self.redaction.words(text), _LONGEST)

    @cached_property
    def results(self) -> tuple[KpiResult, ...]:
        """The KPIs that the template chose, all where it chose none."""
        return self.report.kpis

    @cached_property
    def shown(self) -> tuple[KpiResult, ...]:
        """Those with a value, or with rows too few for one."""
        return tuple(result for result in self.results if result.status is not Status.NO_DATA)

    @cached_property
    def missing(self) -> tuple[KpiResult, ...]:
        """Those without data."""
        return tuple(result for result in self.results if result.status is Status.NO_DATA)

    @cached_property
    def sections(self) -> tuple[KpiResult, ...]:
        """Those with a section: all with a value that were chosen; of all KPIs those with targets first, not too many.

        In the catalogue's order.
        """
        known = [result for result in self.shown if result.value is not None]
        if self.template.kpis is None:
            order = {status: place for place, status in enumerate(_JUDGED)}
            ranked = sorted(known, key=lambda result: order.get(result.status, len(order)))
            kept = {result.id for result in ranked[:MOST_SECTIONS]}
            known = [result for result in known if result.id in kept]
        return tuple(known)

    @cached_property
    def period(self) -> str:
        """The period in words."""
        return period_words(self.report)

    @property
    def title(self) -> str:
        """What the report is called."""
        return tr("Customer-service KPIs")

    @cached_property
    def filters(self) -> str:
        """`Channel: email, chat`; "" where nothing is filtered."""
        return safe_text(filter_words(self.report, self.redaction.value), _LONGEST)

    @cached_property
    def source(self) -> str:
        """`CX Desk 0.5, as of 31 Mar 2024 18:02 (UTC)`."""
        return source_line(self.report)

    def coded(self, data: BreakdownData, dimension: str) -> BreakdownData:
        """A breakdown with codes for its segments."""
        if not self.redaction.active:
            return data
        cells = tuple(replace(cell, segment=self.redaction.value(dimension, cell.segment)) for cell in data.segments)
        return replace(data, segments=cells, dimension=self.redaction.words(data.dimension))
