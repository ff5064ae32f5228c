"""The first page: who, what and when, the answer in a sentence, and every KPI with its target in a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from cxdesk.report.records import KpiResult
from cxdesk.targets.target import Status
from ui.basics import numbers
from ui.charts.drawn.canvas import Align, Box, Canvas, limited
from ui.charts.sparkline import paint_sparkline, spark_data
from ui.models.cards import target_sign, value_words
from ui.models.kpi_words import change_short, count_words
from ui.paper.blocks import Block, space
from ui.paper.told import TRENDS, Told, tr
from ui.widgets.status_pill import pill_text

_TITLE, _PERIOD, _HEADLINE, _BODY, _CELL = 21.0, 12.0, 12.0, 8.5, 7.2
_LOGO_WIDTH, _LOGO_HEIGHT = 150.0, 44.0
_PAD = 4.0
_MOST_LINES = 3  # of the filters, and of a company's name
_GROUP, _HEADER = 20.0, 17.0
Columns = list[tuple[float, float]]
# Columns, and the least width in points of those that are not as wide as what stands in them.
_NAME, _VALUE, _TARGET, _STATUS, _CHANGE, _N, _INTERVAL, _TREND = range(8)
_LEAST = {_NAME: 96.0, _STATUS: 55.0, _TREND: 54.0}
_RIGHT = (_VALUE, _TARGET, _N, _INTERVAL)


def front_blocks(canvas: Canvas, inside: Box, told: Told) -> Iterator[Block]:
    """Title, headline, counts of statuses, the table."""
    yield _head(canvas, inside, told)
    yield space(10.0)
    yield from _table(canvas, inside, told)
    yield from _after(canvas, inside, told)


def _head(canvas: Canvas, inside: Box, told: Told) -> Block:
    logo = _logo(told)
    wide = inside.width - (_LOGO_WIDTH + 16.0 if logo is not None else 0.0)
    lines: list[tuple[str, float, bool, str]] = []  # words, size, bold, colour
    colours = canvas.colours

    def put(text: str, size: float, colour: str, *, bold: bool = False, room: float = wide) -> None:
        wrapped = limited(canvas.wrapped(text, size, room, bold=bold), _MOST_LINES)
        lines.extend((line, size, bold, colour) for line in wrapped)

    if told.template.company:
        put(told.say(told.template.company), _PERIOD, colours.accent, bold=True)
    put(told.title, _TITLE, colours.text, bold=True)
    put(told.period, _PERIOD, colours.text)
    if told.filters:
        put(tr("Only {filters}").format(filters=told.filters), _BODY, colours.muted)
    top = max(sum(canvas.line_height(size) for _, size, _, _ in lines), _LOGO_HEIGHT if logo is not None else 0.0)
    headline = canvas.wrapped(told.say(told.report.headline), _HEADLINE, inside.width, bold=True)
    subline = canvas.wrapped(told.say(told.report.subline), _BODY, inside.width) if told.report.subline else []
    below = len(headline) * canvas.line_height(_HEADLINE) + len(subline) * canvas.line_height(_BODY)

    def draw(on: Canvas, y: float) -> None:
        at = y
        for words, size, bold, colour in lines:
            on.text((inside.x, at + size), words, size, colour, bold=bold)
            at += on.line_height(size)
        if logo is not None:
            _draw_logo(on, logo, Box(x=inside.right - _LOGO_WIDTH, y=y, width=_LOGO_WIDTH, height=_LOGO_HEIGHT))
        on.box(Box(x=inside.x, y=y + top + 6.0, width=inside.width, height=1.6), on.colours.accent)
        at = on.block((inside.x, y + top + 18.0), headline, _HEADLINE, on.colours.text, bold=True)
        at = on.block((inside.x, at), subline, _BODY, on.colours.muted)
        _counts(on, (inside.x, at + 8.0), told)

    return Block(height=top + 18.0 + below + 8.0 + 15.0, draw=draw, bookmark=tr("Summary"))


def _logo(told: Told) -> QImage | None:
    if not told.template.logo:
        return None
    image = QImage.fromData(told.template.logo)
    return None if image.isNull() else image


def _draw_logo(canvas: Canvas, image: QImage, box: Box) -> None:
    """The logo in the upper right corner of the box, as large as fits."""
    scale = min(box.width / image.width(), box.height / image.height())
    wide, tall = image.width() * scale, image.height() * scale
    with canvas.points((box.right - wide, box.y)) as painter:
        painter.drawImage(QRectF(0.0, 0.0, wide, tall), image)


def _counts(canvas: Canvas, at: tuple[float, float], told: Told) -> None:
    """How many targets are met, near and missed."""
    x, y = at
    for status in (Status.MET, Status.NEAR, Status.MISSED):
        count = sum(result.status is status for result in told.shown)
        x += draw_pill(canvas, (x, y), f"{status.mark} {numbers.count(count)} {pill_text(status)[2:]}", status) + 6.0


def draw_pill(canvas: Canvas, at: tuple[float, float], words: str, status: Status, size: float = _CELL) -> float:
    """Words on a status' ground; gives the width."""
    ink, ground = canvas.colours.status(status.value)
    wide, tall = canvas.width(words, size, bold=True) + 12.0, size + 6.0
    canvas.box(Box(x=at[0], y=at[1], width=wide, height=tall), ground, radius=tall / 2)
    canvas.text((at[0] + 6.0, at[1] + size + 1.6), words, size, ink, bold=True)
    return wide


# --- the table --------------------------------------------------------------------------------------------------------


def _titles() -> tuple[str, ...]:
    return (tr("KPI"), tr("Value"), tr("Target"), tr("Status"), tr("Change"), tr("n"), tr("Interval"), tr("Trend"))


def _columns(canvas: Canvas, inside: Box, rows: Sequence[Mapping[int, str]]) -> Columns:
    """Left edge and width of each column: as wide as its widest cell; the names take the rest."""
    titles, widths = _titles(), [0.0] * len(_titles())
    for place, title in enumerate(titles):
        cells = [canvas.width(row.get(place, ""), _CELL, bold=place == _VALUE) for row in rows]
        widths[place] = _LEAST.get(place, max([canvas.width(title, _CELL), *cells]) + 2 * _PAD)
    others = sum(widths[1:])
    most = inside.width - _LEAST[_NAME]
    if others > most:  # cells that are too wide are cut
        widths = [wide * (most / others) for wide in widths]
    widths[_NAME] = inside.width - sum(widths[1:])
    return [(inside.x + sum(widths[:place]), wide) for place, wide in enumerate(widths)]


def _table(canvas: Canvas, inside: Box, told: Told) -> Iterator[Block]:
    cells = {result.id: row_words(result) for result in told.shown}
    columns = _columns(canvas, inside, list(cells.values()))
    header = _header(inside, columns)
    first = True
    for group, results in groupby(told.shown, key=lambda result: result.group):
        title = _group(inside, group)
        for place, result in enumerate(results):
            row = _row(canvas, inside, told, (result, cells[result.id]), columns)
            together = "" if place else f"{group} begins"
            if not place:
                if first:
                    yield Block(height=header.height, draw=header.draw, group=together)
                yield Block(height=title.height, draw=title.draw, head=header, group=together)
                first = False
            yield Block(height=row.height, draw=row.draw, head=header, group=together)


def _header(inside: Box, columns: Columns) -> Block:
    def draw(canvas: Canvas, y: float) -> None:
        for place, title in enumerate(_titles()):
            _cell(canvas, place, columns, y + 11.0, (title, canvas.colours.muted))
        canvas.line((inside.x, y + _HEADER - 2.0), (inside.right, y + _HEADER - 2.0), canvas.colours.accent, 0.9)

    return Block(height=_HEADER, draw=draw)


def _cell(canvas: Canvas, place: int, columns: Columns, y: float, cell: tuple[str, str]) -> None:
    """Write a cell: its words and their colour."""
    x, wide = columns[place]
    words, colour = cell
    bold = place == _VALUE
    align: Align = "right" if place in _RIGHT else "left"
    at = x + wide - _PAD if align == "right" else x + (_PAD if place else 0.0)
    shown = canvas.elided(words, _CELL, wide - _PAD, bold=bold)
    canvas.text((at, y), shown, _CELL, colour, bold=bold, align=align)


def _group(inside: Box, group: str) -> Block:
    def draw(canvas: Canvas, y: float) -> None:
        canvas.text((inside.x, y + 14.5), group, _BODY, canvas.colours.accent, bold=True)

    return Block(height=_GROUP, draw=draw)


def _row(canvas: Canvas, inside: Box, told: Told, row: tuple[KpiResult, Mapping[int, str]], columns: Columns) -> Block:
    result, cells = row
    names = canvas.wrapped(result.name, _CELL, columns[_NAME][1] - _PAD)
    tall = max(15.5, len(names) * canvas.line_height(_CELL) + 5.0)

    def draw(on: Canvas, y: float) -> None:
        colours, base = on.colours, y + 10.4
        on.block((inside.x, base - _CELL), names, _CELL, colours.text)
        for place, words in cells.items():
            colour = colours.text if place in (_VALUE, _TARGET) else colours.muted
            if place == _CHANGE:
                colour = colours.verdict(result.change.verdict.value)
            _cell(on, place, columns, base, (words, colour))
        draw_pill(on, (columns[_STATUS][0] + _PAD, y + 1.5), pill_text(result.status), result.status, _CELL - 0.8)
        if told.wants(TRENDS):
            _spark(on, told, result, Box(x=columns[_TREND][0], y=y, width=columns[_TREND][1], height=15.0))
        on.line((inside.x, y + tall - 0.5), (inside.right, y + tall - 0.5), colours.border, 0.4)

    return Block(height=tall, draw=draw)


def row_words(result: KpiResult) -> dict[int, str]:
    """The words of a row by column, as the window says them."""
    return {
        _VALUE: value_words(result, result.value),
        _TARGET: target_sign(result),
        _CHANGE: change_short(result),
        _N: count_words(result),
        _INTERVAL: numbers.interval(result.low, result.high, result.unit),
    }


def _spark(canvas: Canvas, told: Told, result: KpiResult, box: Box) -> None:
    points = told.report.points(result.id)
    comparable = any(point.target is not None for point in points)
    data = spark_data(points, told.report.limit(result.id), result.target if comparable else None, result.status)
    with canvas.points((box.x, box.y)) as painter:
        paint_sparkline(painter, QRectF(0.0, 0.0, box.width, box.height), data, canvas.colours)


def _after(canvas: Canvas, inside: Box, told: Told) -> Iterator[Block]:
    """What the table leaves out, and how to read it."""
    notes = [
        tr("n = rows behind a value. An interval holds the true value in {level} of 100 cases; a change is called "
           "better or worse only where chance does not explain it.").format(
               level=numbers.number(told.report.query.conventions.confidence, 0)),
    ]  # fmt: skip
    if told.missing:
        many = tr("{n} KPIs have no data; the last page says what each of them needs.")
        one = tr("1 KPI has no data; the last page says what it needs.")
        notes.append(one if len(told.missing) == 1 else many.format(n=numbers.count(len(told.missing))))
    if len(told.sections) < sum(result.value is not None for result in told.shown):
        notes.append(tr("{n} KPIs have a section of their own on the next pages, those with "
                        "targets first; a template can name others.")
                     .format(n=numbers.count(len(told.sections))))  # fmt: skip
    yield space(6.0)
    for note in notes:
        yield words_block(canvas, inside, note, _CELL, canvas.colours.muted)


def words_block(
    canvas: Canvas, inside: Box, words: str, size: float, colour: str, *, bold: bool = False, after: float = 3.0
) -> Block:
    """A paragraph."""
    lines = canvas.wrapped(words, size, inside.width, bold=bold)
    draw: Callable[[Canvas, float], None] = lambda on, y: (  # noqa: E731 - a block's drawing is a value
        on.block((inside.x, y), lines, size, colour, bold=bold), None)[1]  # fmt: skip
    return Block(height=len(lines) * canvas.line_height(size) + after, draw=draw)
