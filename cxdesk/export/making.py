"""What goes into a workbook, and what is worked out before any of its sheets: KPIs, segments, live formulas, looks."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter import Workbook

from cxdesk.common.progress import Progress
from cxdesk.export.context import MIN_SAMPLE, TARGETS_SHEET, TRENDS_SHEET, Context, resolved
from cxdesk.export.live import Live
from cxdesk.export.logo import logo_of
from cxdesk.export.redaction import Redaction
from cxdesk.export.sheets import conventions, distributions, summary, targets, trends
from cxdesk.export.sheets.styles import Styles
from cxdesk.export.shown_segments import gathered
from cxdesk.export.template import ACCENT, ReportTemplate
from cxdesk.report.dimensions import dimensions_of
from cxdesk.report.narrowing import narrowed
from cxdesk.report.records import Report, Segment
from cxdesk.targets.target import Status

DISTRIBUTIONS, TRENDS = distributions.NAME, TRENDS_SHEET
BREAKDOWN, DEFINITIONS, QUALITY, DATA = "Breakdown", "Definitions", "Data quality", "Data"
SHEETS: tuple[str, ...] = (TRENDS, BREAKDOWN, DISTRIBUTIONS, TARGETS_SHEET, DEFINITIONS, QUALITY, DATA)
_DEFAULT_SPLITS = ("channel", "team", "agent", "account", "region")
_VOLUME = "volume"


@dataclass(frozen=True, kw_only=True)
class WorkbookOptions:
    """What goes into the workbook.

    `sheets` names kinds of sheets besides the Summary (of `SHEETS`); None = all. Without `formulas` every cell holds
    its value only. `redact` puts codes for people and customers. `splits` None = the report's own, else channel,
    team, agent, account and region as far as the data has them. `workspace` is the id of the workspace that it is made
    from, by which its targets find back ("" = none).
    `kpis` are the ids of those shown, None = all; what they are computed from is in the data all the same. `company`
    and `logo` (a PNG or JPEG file's bytes) stand above the Summary, `accent` (`#RRGGBB`) colours headers and lines,
    `template` is the name of the template that says all this.
    """

    sheets: tuple[str, ...] | None = None
    formulas: bool = True
    redact: bool = False
    splits: tuple[str, ...] | None = None
    workspace: str = ""
    kpis: tuple[str, ...] | None = None
    company: str = ""
    accent: str = ACCENT
    logo: bytes | None = None
    template: str = ""

    @classmethod
    def of(cls, template: ReportTemplate, workspace: str = "") -> WorkbookOptions:
        """What a template says."""
        return cls(
            sheets=template.sheets, formulas=template.formulas, redact=template.redact, splits=template.splits,
            workspace=workspace, kpis=template.kpis, company=template.company, accent=template.accent,
            logo=template.logo, template=template.name,
        )  # fmt: skip

    def wants(self, sheet: str) -> bool:
        """Whether a kind of sheet is to be written."""
        return self.sheets is None or sheet in self.sheets


def context_of(book: Workbook, report: Report, options: WorkbookOptions, progress: Progress) -> Context:
    """What all sheets of one workbook share."""
    progress.report(0, 0, "Preparing the workbook")
    redaction = Redaction(report.evidence.store.dataset, active=options.redact)
    whole = _segments(report, options, progress)
    shown = narrowed(report, options.kpis)
    segments = _of_kpis(whole, {result.id for result in shown.kpis})
    cells = dict(conventions.CELLS) if options.wants(DEFINITIONS) else {}
    cells |= {"min_sample": MIN_SAMPLE} if options.wants(TARGETS_SHEET) else {}
    live = Live(shown, segments, on=options.formulas and options.wants(DATA), conventions=cells, shown=redaction.words)
    context = Context(report=shown, book=book, styles=Styles(book, options.accent), live=live, redaction=redaction,
                      segments=segments, formulas=options.formulas, workspace=options.workspace,
                      volumes=_volumes(report, whole), company=options.company, logo=logo_of(options.logo),
                      template=options.template)  # fmt: skip
    if options.wants(TARGETS_SHEET):
        kpi_rows, segment_rows = targets.target_rows(context)
        context = resolved(context, target_rows=kpi_rows, segment_rows=segment_rows)
    return resolved(context, summary_rows=summary.summary_rows(shown, context.top),
                    trend_rows=trends.trend_rows(context) if options.wants(TRENDS) else {})  # fmt: skip


def _of_kpis(segments: dict[str, tuple[Segment, ...]], kpis: set[str]) -> dict[str, tuple[Segment, ...]]:
    """The segments of some KPIs, without dimensions in which none of these has a value."""
    own = {dimension: tuple(cell for cell in cells if cell.id in kpis) for dimension, cells in segments.items()}
    return {dimension: cells for dimension, cells in own.items() if any(cell.value is not None for cell in cells)}


def _volumes(report: Report, segments: dict[str, tuple[Segment, ...]]) -> dict[tuple[str, str], float | None]:
    """Tickets of the whole ("", "") and of each segment (dimension, value), from which a tolerance follows."""
    whole = next((result.value for result in report.kpis if result.id == _VOLUME), None)
    cells = (cell for found in segments.values() for cell in found if cell.id == _VOLUME)
    return {("", ""): whole, **{(cell.dimension, cell.segment): cell.value for cell in cells}}


def _segments(report: Report, options: WorkbookOptions, progress: Progress) -> dict[str, tuple[Segment, ...]]:
    """Segments by dimension: those of the report, others asked of its evidence."""
    if not options.wants(BREAKDOWN):
        return {}
    there = dimensions_of(report.evidence.store.dataset)
    # a template may name what the data of this month lacks
    wanted = None if options.splits is None else tuple(name for name in options.splits if name in there)
    if wanted is None:
        wanted = report.query.splits or tuple(name for name in _DEFAULT_SPLITS if name in there)
    out: dict[str, tuple[Segment, ...]] = {}
    shown = [result.id for result in report.kpis if result.status is not Status.NO_DATA]
    for place, dimension in enumerate(wanted):
        progress.report(place, len(wanted), f"Breaking down by {dimension}")
        if dimension in report.query.splits:
            own = tuple(cell for kpi_id in shown for cell in report.segments(kpi_id, dimension))
        else:
            own = tuple(cell for kpi_id in shown for cell in report.evidence.split(kpi_id, dimension))
        if any(cell.value is not None for cell in own):
            out[dimension] = gathered(report, dimension, own)
    return out
