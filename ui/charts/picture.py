"""Charts as pictures: drawn for a light page with title, period, legend, sentence and source, as SVG or pixels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from cxdesk.common.atomic import replacing
from ui.charts.drawn.canvas import Box, Canvas
from ui.charts.drawn.drawing import Drawing, draw_keys, keys_height
from ui.theme.tokens import LIGHT, Tokens

SVG_TYPE = "image/svg+xml"
_POINT = 1.6  # pixels of a picture at its own size: type as large as in the window
_WIDTH, _MARGIN = 450.0, 12.0
_TITLE, _SMALL, _SOURCE = 10.5, 7.4, 6.6
_SHARP = 2.0  # pixels of a PNG for one of the picture
_QUICK = 30  # of 100: a tenth larger than the best, in half the time, for the window waits
_DOTS_PER_METRE = 3780  # 96 dots an inch


@dataclass(frozen=True, kw_only=True)
class Caption:
    """Words around a chart: title, period and filters above it, the sentence and the source below."""

    title: str
    context: str = ""
    sentence: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Picture:
    """A chart with its words, in the light look unless other colours are asked for."""

    drawing: Drawing
    caption: Caption
    colours: Tokens = LIGHT

    def svg(self) -> bytes:
        """An SVG document of its own, with title and description."""
        size = self._size(_POINT)
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(size)
        generator.setViewBox(QRect(QPoint(0, 0), size))
        generator.setResolution(96)
        generator.setTitle(self.caption.title)
        parts = (self.caption.context, self.caption.sentence, self.caption.source)
        generator.setDescription(" ".join(part.rstrip(".") + "." for part in parts if part))
        painter = QPainter(generator)
        try:
            self._paint(painter, size, _POINT)
        finally:
            painter.end()
            buffer.close()
        return bytes(data.data())

    def image(self, scale: float = _SHARP) -> QImage:
        """The picture as pixels, `scale` times its size, and sharp at that."""
        size = self._size(_POINT * scale)
        image = QImage(size, QImage.Format.Format_RGB32)
        image.setDotsPerMeterX(round(_DOTS_PER_METRE * scale))
        image.setDotsPerMeterY(round(_DOTS_PER_METRE * scale))
        image.setText("Title", self.caption.title)
        image.setText("Description", self.caption.sentence)
        painter = QPainter(image)
        try:
            self._paint(painter, size, _POINT * scale)
        finally:
            painter.end()
        return image

    def save(self, path: Path) -> None:
        """Write PNG or, by the ending, SVG; whole or not at all.

        Raises:
            OSError: the file cannot be written.
        """
        content = self.svg() if path.suffix.lower() == ".svg" else _png(self.image())
        with replacing(path) as temporary:
            temporary.write_bytes(content)

    def clipboard_data(self) -> QMimeData:
        """The picture for the clipboard: pixels for most programs, SVG for those that know it."""
        data = QMimeData()
        data.setImageData(self.image())
        data.setData(SVG_TYPE, QByteArray(self.svg()))
        return data

    def _size(self, unit: float) -> QSize:
        """The size in pixels, `unit` of them a point."""
        spare = QImage(1, 1, QImage.Format.Format_RGB32)  # text is measured without anything to paint on
        painter = QPainter(spare)
        try:
            canvas = Canvas(painter, _POINT, self.colours)
            tall = sum(part for part, _ in self._parts(canvas)) + 2 * _MARGIN
        finally:
            painter.end()
        return QSize(round(_WIDTH * unit), round(tall * unit))

    def _parts(self, canvas: Canvas) -> list[tuple[float, str]]:
        """Heights of title, context, legend, chart, sentence and source, in this order, each with its name."""
        wide, caption = _WIDTH - 2 * _MARGIN, self.caption

        def lines(words: str, size: float, *, bold: bool = False) -> float:
            return len(canvas.wrapped(words, size, wide, bold=bold)) * canvas.line_height(size) if words else 0.0

        return [
            (lines(caption.title, _TITLE, bold=True), "title"),
            (lines(caption.context, _SMALL) + 5.0, "context"),
            (keys_height(canvas, wide, self.drawing.keys), "keys"),
            (self.drawing.height + 4.0, "chart"),
            (lines(caption.sentence, _SMALL) + 5.0, "sentence"),
            (lines(caption.source, _SOURCE), "source"),
        ]

    def _paint(self, painter: QPainter, size: QSize, unit: float) -> None:
        painter.fillRect(QRect(QPoint(0, 0), size), QColor(self.colours.surface))
        canvas = Canvas(painter, unit, self.colours)
        colours, caption, wide = self.colours, self.caption, _WIDTH - 2 * _MARGIN
        y = _MARGIN
        for tall, part in self._parts(canvas):
            match part:
                case "title":
                    lines = canvas.wrapped(caption.title, _TITLE, wide, bold=True)
                    canvas.block((_MARGIN, y), lines, _TITLE, colours.text, bold=True)
                case "keys":
                    draw_keys(canvas, (_MARGIN, y), wide, self.drawing.keys)
                case "chart":
                    self.drawing.paint(canvas, Box(x=_MARGIN, y=y, width=wide, height=self.drawing.height))
                case _:
                    words, type_size = (caption.source, _SOURCE) if part == "source" else (
                        caption.context if part == "context" else caption.sentence, _SMALL)  # fmt: skip
                    lines = canvas.wrapped(words, type_size, wide) if words else []
                    canvas.block((_MARGIN, y), lines, type_size, colours.muted)
            y += tall


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    writer.setCompression(_QUICK)
    if not writer.write(image):
        raise OSError(writer.errorString())
    buffer.close()
    return bytes(data.data())
