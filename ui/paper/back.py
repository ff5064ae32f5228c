"""The last pages: what the figures rest on, what each KPI means, where the rows came from and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cxdesk.common.calendars import default_calendar
from cxdesk.common.problems import Problem
from cxdesk.export.plain import dimension_title
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.needs import needs_words
from cxdesk.kpis.words import words as formula_words
from cxdesk.report.quality import table_scores
from ui.basics import numbers
from ui.charts.drawn.canvas import Box, Canvas, limited
from ui.models.conventions import convention_line, convention_words
from ui.models.quality import flaw_words, score_words
from ui.paper.blocks import Block, beginning, space
from ui.paper.front import words_block
from ui.paper.told import DEFINITIONS, QUALITY, Told, tr

_TITLE, _HEAD, _CELL = 15.0, 9.5, 7.0
_GAP = 8.0
_MOST_PROBLEMS, _MOST_SOURCES, _MOST_LIMITS = 40, 60, 40
_MOST_LINES = 12  # of a cell


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table of words: its title, its share of the width, and its side."""

    title: str
    share: float
    right: bool = False
    strong: bool = False


def back_blocks(canvas: Canvas, inside: Box, told: Told) -> Iterator[Block]:
    """Conventions, definitions, data quality, needs."""
    yield from beginning(_conventions(canvas, inside, told))
    if told.wants(DEFINITIONS):
        yield from _definitions(canvas, inside, told)
    if told.wants(QUALITY):
        yield from _sources(canvas, inside, told)
        yield from _scores(canvas, inside, told)
        yield from _problems(canvas, inside, told)
    if told.missing:
        yield from _missing(canvas, inside, told)


def _chapter(canvas: Canvas, inside: Box, title: str) -> Iterator[Block]:
    """A heading with its place in the outline; what follows in the same group stays with it."""
    head = words_block(canvas, inside, title, _TITLE, canvas.colours.text, bold=True, after=6.0)
    yield space(14.0)
    yield Block(height=head.height, draw=head.draw, bookmark=title, group=f"chapter {title}")


def table(
    canvas: Canvas, inside: Box, columns: Sequence[Column], rows: Iterable[Sequence[str]], group: str = ""
) -> Iterator[Block]:
    """Rows of wrapped words under a heading that is repeated on every page."""
    whole = sum(column.share for column in columns)
    widths = [inside.width * column.share / whole for column in columns]
    head = _row(canvas, inside, columns, widths, [column.title for column in columns], head=True)
    for place, cells in enumerate(rows):
        if not place:
            yield Block(height=head.height, draw=head.draw, group=group)
        row = _row(canvas, inside, columns, widths, cells)
        yield Block(height=row.height, draw=row.draw, head=head, group="" if place else group)


def _row(
    canvas: Canvas, inside: Box, columns: Sequence[Column], widths: list[float], cells: Sequence[str], *,
    head: bool = False,
) -> Block:  # fmt: skip
    lines = [limited(canvas.wrapped(text, _CELL, wide - _GAP, bold=column.strong and not head), _MOST_LINES)
             for text, wide, column in zip(cells, widths, columns, strict=True)]  # fmt: skip
    tall = max(map(len, lines)) * canvas.line_height(_CELL) + 5.0

    def draw(on: Canvas, y: float) -> None:
        x, colours = inside.x, on.colours
        for own, wide, column in zip(lines, widths, columns, strict=True):
            for place, line in enumerate(own):
                at = (x + wide - _GAP if column.right else x, y + _CELL + 1.0 + place * on.line_height(_CELL))
                colour = colours.muted if head or not (column.strong or column.right) else colours.text
                on.text(at, line, _CELL, colour, bold=column.strong and not head,
                        align="right" if column.right else "left")  # fmt: skip
            x += wide
        rule = (colours.accent, 0.8) if head else (colours.border, 0.4)
        on.line((inside.x, y + tall - 0.6), (inside.right, y + tall - 0.6), *rule)

    return Block(height=tall, draw=draw)


# --- what stands on the pages -----------------------------------------------------------------------------------------


def _conventions(canvas: Canvas, inside: Box, told: Told) -> Iterator[Block]:
    title = tr("What the figures rest on")
    group = f"chapter {title}"
    yield from _chapter(canvas, inside, title)
    columns = (Column(title=tr("Choice"), share=30, strong=True), Column(title=tr("In force"), share=70))
    yield from table(canvas, inside, columns, basis_rows(told), group)


def basis_rows(told: Told) -> Iterator[tuple[str, str]]:
    """Period, zone, filters, and every convention with its value."""
    report, query = told.report, told.report.query
    yield tr("Period"), told.period
    yield tr("Data"), told.source
    yield tr("Filters"), told.filters or tr("none")
    if report.everything:
        yield tr("Rows"), tr("all rows, also those without a date")
    for entry in convention_words():
        name, _, value = convention_line(entry.key, query.conventions).partition(": ")
        yield name, told.say(value)
    business = query.business or default_calendar(query.calendar.zone)
    assumed = tr("assumed: ") if business.assumed else ""
    yield tr("Business hours"), told.say(assumed + business.words())
    for own in query.calendars[:_MOST_LIMITS]:
        value = told.redaction.value(own.dimension, own.value)
        name = tr("Business hours of {name}").format(name=f"{dimension_title(own.dimension)} {value}")
        yield told.say(name), told.say(own.calendar.words())


def _definitions(canvas: Canvas, inside: Box, told: Told) -> Iterator[Block]:
    title = tr("Definitions")
    yield from _chapter(canvas, inside, title)
    columns = (Column(title=tr("KPI"), share=20, strong=True), Column(title=tr("Meaning"), share=46),
               Column(title=tr("Formula"), share=34))  # fmt: skip
    rows = []
    for result in told.shown:
        kpi = by_id(result.id)
        rows.append((kpi.name, told.say(kpi.meaning), told.say(formula_words(kpi, told.report.query.conventions))))
    yield from table(canvas, inside, columns, rows, f"chapter {title}")


def _sources(canvas: Canvas, inside: Box, told: Told) -> Iterator[Block]:
    title, report = tr("Data quality"), told.report
    yield from _chapter(canvas, inside, title)
    columns = (Column(title=tr("Source"), share=34, strong=True), Column(title=tr("Read as"), share=16),
               Column(title=tr("Rows in"), share=10, right=True), Column(title=tr("Kept"), share=10, right=True),
               Column(title=tr("Left out"), share=30))  # fmt: skip
    rows = []
    for source in report.sources[:_MOST_SOURCES]:
        left = ", ".join(f"{numbers.count(count)} {reason.replace('_', ' ')}"
                         for reason, count in source.left_out.items())  # fmt: skip
        place = ", ".join(part for part in (source.file, source.sheet) if part)
        rows.append((told.say(place), source.table, numbers.count(source.rows_in), numbers.count(source.rows_kept),
                     told.say(left) or tr("none")))  # fmt: skip
    yield from table(canvas, inside, columns, rows, f"chapter {title}")
    notes = [tr("Rows in = rows kept + rows left out.")]
    if len(report.sources) > _MOST_SOURCES:
        notes.append(tr("{n} of {all} sources are listed.").format(
            n=numbers.count(_MOST_SOURCES), all=numbers.count(len(report.sources))))  # fmt: skip
    notes += [tr("{table}: {n} rows without a date, not counted in a given period.").format(
        table=table_name.capitalize(), n=numbers.count(rows_out))
        for table_name, rows_out in report.undated.items() if rows_out]  # fmt: skip
    if told.redaction.active:
        notes.append(tr("Names of people and customers are replaced by codes."))
    yield space(4.0)
    yield words_block(canvas, inside, " ".join(notes), _CELL, canvas.colours.muted)


def _scores(canvas: Canvas, inside: Box, told: Told) -> Iterator[Block]:
    columns = (Column(title=tr("Table"), share=24, strong=True), Column(title=tr("Sound rows"), share=14, right=True),
               Column(title=tr("Rows"), share=12, right=True),
               Column(title=tr("Rows with a problem"), share=50))  # fmt: skip
    rows = [(told.say(found.title), score_words(found), numbers.count(found.rows), told.say(flaw_words(found)))
            for found in table_scores(told.report.evidence.store.dataset)]  # fmt: skip
    yield space(10.0)
    yield from table(canvas, inside, columns, rows)


def _problems(canvas: Canvas, inside: Box, told: Told) -> Iterator[Block]:
    problems = told.report.problems
    if not problems:
        return
    words = tr("{n} problems").format(n=numbers.count(len(problems)))
    if len(problems) > _MOST_PROBLEMS:
        words = tr("{words}, of which the first {n} stand here; the workbook lists all.").format(
            words=words, n=numbers.count(_MOST_PROBLEMS))  # fmt: skip
    head = words_block(canvas, inside, words, _HEAD, canvas.colours.text, bold=True, after=4.0)
    yield space(12.0)
    yield Block(height=head.height, draw=head.draw, group="problems")
    columns = (Column(title=tr("Where"), share=30, strong=True), Column(title=tr("What"), share=60),
               Column(title=tr("Count"), share=10, right=True))  # fmt: skip
    rows = [_problem(told, problem) for problem in problems[:_MOST_PROBLEMS]]
    yield from table(canvas, inside, columns, rows, "problems")


def _problem(told: Told, problem: Problem) -> tuple[str, str, str]:
    message = problem.message
    if told.redaction.active and problem.found:
        message = message.replace(problem.found, "…")
    row = tr("row {n}").format(n=numbers.count(problem.row)) if problem.row is not None else ""
    place = ", ".join(part for part in (problem.file, problem.sheet, problem.column, row) if part)
    return told.say(place), told.say(message), numbers.count(problem.count)


def _missing(canvas: Canvas, inside: Box, told: Told) -> Iterator[Block]:
    title = tr("KPIs without data")
    yield from _chapter(canvas, inside, title)
    columns = (Column(title=tr("KPI"), share=32, strong=True), Column(title=tr("What it needs"), share=68))
    rows = []
    for result in told.missing:
        kpi = by_id(result.id)
        needs = result.reason or needs_words(kpi) or kpi.needs_words
        rows.append((result.name, told.say(needs)))
    yield from table(canvas, inside, columns, rows, f"chapter {title}")
