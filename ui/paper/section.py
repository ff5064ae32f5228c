"""A KPI's section: its answer, its course, what it is made of by segment and by row, and how it was computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cxdesk.common.units import Unit
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.words import words as formula_words
from cxdesk.report.records import KpiResult
from ui.basics import numbers
from ui.charts import kpi_data
from ui.charts.bars import breakdown_sentence
from ui.charts.drawn.bars import bars_height, draw_bars
from ui.charts.drawn.canvas import Box, Canvas, limited, one_line
from ui.charts.drawn.funnel import draw_funnel
from ui.charts.drawn.histogram import draw_histogram
from ui.charts.drawn.trend import draw_trend
from ui.charts.funnel import funnel_sentence
from ui.charts.histogram import distribution_sentence
from ui.charts.trend import trend_sentence
from ui.models.kpi_words import result_sentence
from ui.models.made_how import calculation, conventions_in_force
from ui.models.quality import balance_lines
from ui.models.splits import Dimension, dimensions_for, is_comparison
from ui.paper.blocks import Block, beside, space
from ui.paper.front import draw_pill
from ui.paper.told import BREAKDOWN, DISTRIBUTIONS, TRENDS, Told, tr
from ui.widgets.status_pill import pill_text

_NAME, _BODY, _SMALL = 12.5, 8.2, 7.0
_TREND, _HALF, _GAP = 92.0, 98.0, 16.0
_MOST_LINES = 8  # of a sentence or a fact
_BARS = 6  # that a half page's chart has room for
_NAMES = 56.0  # width of the names of facts
_MOST_SPLITS = 4  # breakdowns of a section

Paint = Callable[[Canvas, Box], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Figure:
    """A drawing with its title above and its sentence below."""

    title: str
    sentence: str
    height: float
    paint: Paint


def section_blocks(canvas: Canvas, inside: Box, told: Told, result: KpiResult) -> Iterator[Block]:
    """The section of one KPI; its blocks stay on one page where they fit on one."""
    for block in _blocks(canvas, inside, told, result):
        yield Block(height=block.height, draw=block.draw, group=f"section {result.id}", bookmark=block.bookmark,
                    level=block.level, air=block.air)  # fmt: skip
    yield space(16.0)


def _blocks(canvas: Canvas, inside: Box, told: Told, result: KpiResult) -> Iterator[Block]:
    yield _head(canvas, inside, told, result)
    if told.wants(TRENDS) and _has_trend(told, result):
        yield figures_block(canvas, inside, [_trend(told, result)])
    halves = [*_splits(told, result), *_distribution(told, result)]
    alone = halves.pop() if len(halves) % 2 else None
    for place in range(0, len(halves), 2):
        yield figures_block(canvas, inside, halves[place : place + 2], halves=True)
    if alone is None:
        yield _facts(canvas, inside, told, result)
    else:  # the words stand in the other half of the page
        yield beside(figures_block(canvas, inside, [alone], halves=True),
                     _facts(canvas, _right_half(inside), told, result, 12.0))  # fmt: skip


def _has_trend(told: Told, result: KpiResult) -> bool:
    """Whether there are two values to compare; one alone stands in the sentence."""
    return sum(point.value is not None for point in told.report.points(result.id)) > 1


def _right_half(inside: Box) -> Box:
    wide = (inside.width - _GAP) / 2
    return Box(x=inside.right - wide, y=inside.y, width=wide, height=inside.height)


def _head(canvas: Canvas, inside: Box, told: Told, result: KpiResult) -> Block:
    status = pill_text(result.status)
    room = inside.width - canvas.width(status, _SMALL, bold=True) - 24.0
    names = canvas.wrapped(result.name, _NAME, room, bold=True)
    answer = canvas.wrapped(told.say(result_sentence(result, told.report)), _BODY, inside.width)
    top = len(names) * canvas.line_height(_NAME)

    def draw(on: Canvas, y: float) -> None:
        on.line((inside.x, y), (inside.right, y), on.colours.accent, 0.9)
        on.block((inside.x, y + 6.0), names, _NAME, on.colours.text, bold=True)
        wide = on.width(status, _SMALL, bold=True) + 12.0
        draw_pill(on, (inside.right - wide, y + 7.0), status, result.status, _SMALL)
        on.block((inside.x, y + 6.0 + top), answer, _BODY, on.colours.text)

    tall = 6.0 + top + len(answer) * canvas.line_height(_BODY) + 4.0
    return Block(height=tall, draw=draw, bookmark=result.name, level=1)


def figures_block(canvas: Canvas, inside: Box, figures: list[Figure], *, halves: bool = False) -> Block:
    """Figures side by side, as wide as half the page or all of it."""
    wide = (inside.width - _GAP) / 2 if halves else inside.width
    told = [
        (figure, limited(canvas.wrapped(one_line(figure.sentence), _SMALL, wide), _MOST_LINES)) for figure in figures
    ]
    title = _BODY + 6.0 if halves else 0.0
    tall = max(figure.height + len(lines) * canvas.line_height(_SMALL) for figure, lines in told)

    def draw(on: Canvas, y: float) -> None:
        for place, (figure, lines) in enumerate(told):
            x = inside.x + place * (wide + _GAP)
            if halves:
                on.text((x, y + _BODY), on.elided(figure.title, _BODY, wide, bold=True), _BODY, on.colours.text,
                        bold=True)  # fmt: skip
            figure.paint(on, Box(x=x, y=y + title, width=wide, height=figure.height))
            on.block((x, y + title + figure.height + 2.0), lines, _SMALL, on.colours.muted)

    return Block(height=title + tall + 10.0, draw=draw)


def _trend(told: Told, result: KpiResult) -> Figure:
    data = kpi_data.trend_data(result, told.report)
    return Figure(
        title=tr("Over time"),
        sentence=told.say(trend_sentence(data)),
        height=_TREND,
        paint=lambda canvas, box: draw_trend(canvas, box, data),
    )


def _splits(told: Told, result: KpiResult) -> Iterator[Figure]:
    if not told.wants(BREAKDOWN):
        return
    there = dimensions_for(by_id(result.id), told.report)
    chosen = told.template.splits
    if chosen is None:
        kept = there[:1]
    else:
        kept = tuple(dimension for dimension in there if dimension.name in chosen)[:_MOST_SPLITS]
    for dimension in kept:
        yield split_figure(told, result, dimension)


def split_figure(told: Told, result: KpiResult, dimension: Dimension) -> Figure:
    """A breakdown as bars, or as a funnel where people or customers are compared."""
    kpi = by_id(result.id)
    data = told.coded(kpi_data.breakdown_data(result, dimension, told.report), dimension.name)
    title = tr("By {dimension}").format(dimension=data.dimension.lower())
    limits = kpi_data.funnel_limits(kpi, result, told.report) if is_comparison(dimension.name) else None
    if limits is not None:
        known = limits
        return Figure(title=title, sentence=funnel_sentence(data, known), height=_HALF,
                      paint=lambda canvas, box: draw_funnel(canvas, box, data, known))  # fmt: skip
    shown = min(_BARS, sum(cell.value is not None for cell in data.segments))
    return Figure(title=title, sentence=_short(breakdown_sentence(data, shown)), height=bars_height(data, _BARS),
                  paint=lambda canvas, box: draw_bars(canvas, box, data))  # fmt: skip


def _short(sentence: str) -> str:
    """Without pointing at a table that stands in the window only."""
    return sentence.replace(tr("; the table has all."), ".")


def _distribution(told: Told, result: KpiResult) -> Iterator[Figure]:
    if not told.wants(DISTRIBUTIONS) or told.report.evidence.distribution(result.id) is None:
        return
    data = kpi_data.distribution_data(result, told.report)
    yield Figure(title=tr("Distribution"), sentence=distribution_sentence(data), height=_HALF,
                 paint=lambda canvas, box: draw_histogram(canvas, box, data))  # fmt: skip


def _facts(canvas: Canvas, inside: Box, told: Told, result: KpiResult, before: float = 0.0) -> Block:
    """How the number was made, as pairs of a name and its words."""
    pairs = [(name, limited(canvas.wrapped(told.say(words), _SMALL, inside.width - _NAMES), _MOST_LINES))
             for name, words in fact_words(told, result) if words]  # fmt: skip
    tall = sum(len(lines) * canvas.line_height(_SMALL) + 2.5 for _, lines in pairs)

    def draw(on: Canvas, y: float) -> None:
        y += before
        for name, lines in pairs:
            on.text((inside.x, y + _SMALL), name, _SMALL, on.colours.muted)
            y = on.block((inside.x + _NAMES, y), lines, _SMALL, on.colours.text) + 2.5

    return Block(height=before + tall, draw=draw)


def fact_words(told: Told, result: KpiResult) -> list[tuple[str, str]]:
    """Name and words of what stands behind a number, in the words of the window."""
    report, kpi = told.report, by_id(result.id)
    interval = numbers.interval(result.low, result.high, result.unit)
    level = numbers.target(report.query.conventions.confidence, Unit.PERCENT)
    evidence = report.evidence
    rows = balance_lines(evidence.balances(result.id), lambda measure: evidence.store.spec(measure).dated_by)
    notes = [result.pending_words, result.change.note or "", *result.notes]
    return [
        (tr("This number"), calculation(result, kpi, told.whole)),
        (tr("Interval"), tr("{interval} ({level})").format(interval=interval, level=level) if interval else ""),
        (tr("Formula"), formula_words(kpi, report.query.conventions)),
        (tr("Conventions"), "; ".join(conventions_in_force(kpi, report))),
        (tr("Rows"), rows),
        (tr("To be known"), "; ".join(note.rstrip(".") for note in notes if note)),
    ]
