"""Charts as pictures: a scene rendered to SVG with its title and sentence, and that SVG to pixels at any scale.

The plot library's own exporters leave text at one scale, so the view is rendered here.
"""

from __future__ import annotations

from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator, QSvgRenderer
from PySide6.QtWidgets import QGraphicsView

from cxdesk.common.atomic import replacing
from ui.theme.tokens import Tokens

_MARGIN, _TITLE, _FOOT = 16, 30, 44
SVG_TYPE = "image/svg+xml"


def svg_of(view: QGraphicsView, title: str, sentence: str, colours: Tokens) -> bytes:
    """The view as an SVG document with its title above and its sentence below."""
    plot = view.viewport().rect()
    size = QSize(plot.width() + 2 * _MARGIN, plot.height() + _TITLE + _FOOT + _MARGIN)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(0, 0), size))
    generator.setResolution(96)
    generator.setTitle(title)
    generator.setDescription(sentence)
    painter = QPainter(generator)
    try:
        _paint(painter, view, size, (title, sentence), colours)
    finally:
        painter.end()
        buffer.close()
    return bytes(data.data())


def _paint(painter: QPainter, view: QGraphicsView, size: QSize, words: tuple[str, str], colours: Tokens) -> None:
    painter.fillRect(QRect(QPoint(0, 0), size), QColor(colours.surface))
    font = QFont(view.font())
    font.setPixelSize(14)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(colours.text))
    wide = size.width() - 2 * _MARGIN
    painter.drawText(QRectF(_MARGIN, 8, wide, _TITLE - 8), Qt.AlignmentFlag.AlignLeft, words[0])
    plot = view.viewport().rect()
    # Symbols are drawn as cached pixmaps on screen; in export mode as shapes.
    scatters = [item for item in view.scene().items() if isinstance(item, pg.ScatterPlotItem)]
    for item in scatters:
        item.setExportMode(True, {"painter": painter, "resolutionScale": 1.0, "antialias": True, "background": None})
    try:
        view.render(painter, QRectF(_MARGIN, _TITLE, plot.width(), plot.height()))
    finally:
        for item in scatters:
            item.setExportMode(False)
    font.setPixelSize(12)
    font.setBold(False)
    painter.setFont(font)
    painter.setPen(QColor(colours.muted))
    below = QRectF(_MARGIN, _TITLE + plot.height() + 8, wide, _FOOT)
    painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, words[1])


def image_of(svg: bytes, scale: float = 2.0) -> QImage:
    """An SVG document as pixels, `scale` times its size."""
    renderer = QSvgRenderer(QByteArray(svg))
    image = QImage(renderer.defaultSize() * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def clipboard_data(svg: bytes) -> QMimeData:
    """The picture for the clipboard: pixels for most programs, SVG for those that know it."""
    data = QMimeData()
    data.setImageData(image_of(svg))
    data.setData(SVG_TYPE, QByteArray(svg))
    return data


def save_svg(svg: bytes, path: Path) -> None:
    """Write the SVG, whole or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(svg)


def save_png(svg: bytes, path: Path, scale: float = 2.0) -> None:
    """Write the picture as PNG, whole or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    with replacing(path) as temporary:
        writer = QImageWriter(str(temporary), QByteArray(b"png"))
        if not writer.write(image_of(svg, scale)):
            raise OSError(f"The picture could not be written to {path}.")
