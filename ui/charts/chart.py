"""What all charts share: a plot, a table with the same numbers, a sentence, the keyboard, copying and saving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QMenu,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from cxdesk.common.units import Unit
from ui.basics import numbers
from ui.charts import axes
from ui.charts.drawn.drawing import Drawing
from ui.charts.picture import Caption, Picture
from ui.charts.picture_actions import PictureActions
from ui.theme import theme
from ui.theme.tokens import SMALL, Tokens

pg.setConfigOptions(antialias=True)
_LOW = 250
REACH = 28.0  # pixels from a mark within which the mouse points at it


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Something one can point at: its place in data coordinates, its words, and the key that opening it hands on."""

    x: float
    y: float
    tip: str
    key: object


@dataclass(frozen=True, kw_only=True)
class ChartTable:
    """The chart's numbers as a table; numbers stay numbers so that they paste as numbers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]
    units: tuple[Unit | None, ...]  # per column; None = text


class Chart(QWidget):
    """Base of the charts. Subclasses fill the plot in `_draw` and give `_marks` and the table."""

    activated = Signal(object)
    _pull = (1.0, 1.0)  # how far sideways and upright distances from the mouse to a mark count

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._context = ("", "")
        self.pictures = PictureActions(self, self.picture, self.copy_data)
        self._marks: tuple[Mark, ...] = ()
        self._at = -1
        self._table_data = ChartTable(headers=(), rows=(), units=())
        self._plot: Any = pg.PlotWidget(parent=self)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setMenuEnabled(False)
        self._plot.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the chart has one
        self._plot.hideButtons()
        self._plot.setMouseEnabled(False, False)
        self._plot.setAntialiasing(True)
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._plot.getViewBox().sigResized.connect(self._retick)
        self._plot.scene().sigMouseMoved.connect(self._mouse_moved)
        self._plot.scene().sigMouseClicked.connect(self._mouse_clicked)
        self._cursor: Any = None
        self._grid: Any = None
        self._table = QTableWidget(self)
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.verticalHeader().hide()
        self._table.setShowGrid(False)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._plot)
        self._stack.addWidget(self._table)
        self._caption = QLabel(self)
        self._caption.setWordWrap(True)
        theme.set_role(self._caption, "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3, 3, 3, 3)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._caption)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(150)

    # What subclasses give.

    def _draw(self, colours: Tokens) -> None:
        """Fill the empty plot."""
        raise NotImplementedError

    def _drawing(self) -> Drawing | None:
        """The chart as a drawing of its own, for pictures; None where there is nothing yet."""
        raise NotImplementedError

    def _is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self._marks

    def _retick(self) -> None:
        """Set ticks for the present size."""

    # What pages use.

    @property
    def sentence(self) -> str:
        """The chart in one sentence."""
        return self._caption.text()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Everything one can point at, in reading order."""
        return self._marks

    @property
    def plot(self) -> Any:
        """The plot widget, for pictures and tests."""
        return self._plot

    def set_words(self, title: str, sentence: str) -> None:
        """Name the chart and say it in a sentence, for eyes and screen readers alike."""
        self._title = title
        self._caption.setText(sentence)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self._table.setAccessibleName(self.tr("{chart} as a table").format(chart=title))

    def fill_menu(self, menu: QMenu) -> None:
        """Put the chart's actions into a menu."""
        menu.clear()
        menu.addActions([*self.pictures.actions(menu), self._table_action(menu)])

    def _table_action(self, parent: QMenu) -> QAction:
        table = QAction(self.tr("Show as table"), parent)
        table.setCheckable(True)
        table.setChecked(self._stack.currentIndex() == 1)
        table.toggled.connect(self.show_table)
        return table

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the chart, at a right click and at the menu key."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(event.globalPos())

    @Slot(bool)
    def show_table(self, on: bool) -> None:  # noqa: FBT001  a slot of a toggled signal
        """Show the numbers as a table instead of the picture."""
        self._stack.setCurrentIndex(1 if on else 0)

    def tsv(self) -> str:
        """The numbers as tab-separated text in the locale's number form."""
        lines = ["\t".join(self._table_data.headers)]
        for row in self._table_data.rows:
            cells = (numbers.plain(cell) if not isinstance(cell, str) else cell for cell in row)
            lines.append("\t".join(cells))
        return "\n".join(lines) + "\n"

    def set_source(self, context: str, source: str) -> None:
        """Say what pictures of the chart say around it: period and filters, and where the numbers are from."""
        self._context = (context, source)

    def picture(self) -> Picture | None:
        """The chart for paper and other programs, with its words around it; None where nothing is shown yet."""
        drawing = self._drawing()
        if drawing is None:
            return None
        context, source = self._context
        caption = Caption(title=self._title, context=context, sentence=self.sentence, source=source)
        return Picture(drawing=drawing, caption=caption)

    @Slot()
    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        self.pictures.copy_picture()

    @Slot()
    def copy_data(self) -> None:
        """Put the numbers on the clipboard as tab-separated text."""
        QGuiApplication.clipboard().setText(self.tsv())

    # Drawing.

    def redraw(self) -> None:
        """Draw everything anew in the colours in force."""
        colours = theme.tokens()
        self._plot.setBackground(QColor(colours.surface))
        self._plot.getPlotItem().clear()
        self._at = -1
        # Lines of our own: the axes of the plot library draw theirs over the data.
        self._grid = pg.PlotCurveItem(pen=pg.mkPen(colours.grid, width=1), connect="pairs", antialias=False)
        self._grid.setZValue(-15)
        self._plot.addItem(self._grid, ignoreBounds=True)
        for side in ("left", "bottom"):  # bare axes say nothing
            self._plot.getPlotItem().showAxis(side, show=not self._is_empty())
        self._draw(colours)
        self._cursor = pg.ScatterPlotItem(
            size=15, pen=pg.mkPen(colours.accent, width=2), brush=None, pxMode=True, symbol="o"
        )
        self._cursor.setZValue(50)
        self._plot.addItem(self._cursor, ignoreBounds=True)
        self._retick()
        self._fill_table()

    def _axis(self, side: str, colours: Tokens) -> Any:
        """One of the plot's axes, dressed: small muted labels, no line and no ticks of its own."""
        axis = self._plot.getAxis(side)
        axis.setStyle(
            tickFont=theme.font(SMALL - 1),
            tickLength=0,
            tickAlpha=0,
            autoExpandTextSpace=True,
            hideOverlappingLabels=False,
        )
        axis.setTextPen(colours.muted)
        axis.setPen(pg.mkPen(None) if side == "left" else pg.mkPen(colours.border))
        axis.setTickPen(pg.mkPen(None))
        return axis

    def _value_ticks(self, side: str, unit: Unit, span: tuple[float, float], *, grid: bool = True) -> None:
        """Round numbers along an axis, with hairlines across the plot."""
        view = self._plot.getViewBox()
        box = view.rect()
        upright = side == "left"
        ticks = axes.value_ticks(*span, unit, box.height() if upright else box.width() / 1.6)
        self._plot.getAxis(side).setTicks([ticks])
        if not grid or self._grid is None or self._is_empty():
            return
        along = np.repeat([at for at, _ in ticks], 2)
        across = np.tile(view.viewRange()[0 if upright else 1], len(ticks))
        self._grid.setData(*((across, along) if upright else (along, across)))

    def _fill_table(self) -> None:
        data = self._table_data
        self._table.clear()
        self._table.setColumnCount(len(data.headers))
        self._table.setHorizontalHeaderLabels(list(data.headers))
        self._table.setRowCount(len(data.rows))
        for row, cells in enumerate(data.rows):
            for column, cell in enumerate(cells):
                unit = data.units[column]
                text = cell if isinstance(cell, str) else numbers.value(cell, unit or Unit.RATIO)
                item = QTableWidgetItem(text)
                if unit is not None:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._table.setItem(row, column, item)
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    # Mouse and keyboard.

    def _nearest(self, spot: QPointF) -> int:
        """Index of the mark under a point of the scene, -1 where none is near."""
        box = self._plot.getViewBox()
        if not self._marks or not box.sceneBoundingRect().contains(spot):
            return -1
        here = [box.mapViewToScene(QPointF(mark.x, mark.y)) for mark in self._marks]
        aside, up = self._pull
        far = [abs(at.x() - spot.x()) * aside + abs(at.y() - spot.y()) * up for at in here]
        best = min(range(len(far)), key=far.__getitem__)
        return best if far[best] <= REACH else -1

    @Slot(object)
    def _mouse_moved(self, spot: QPointF) -> None:
        index = self._nearest(spot)
        if index == self._at:
            return
        self._show_cursor(index)
        if index < 0:
            QToolTip.hideText()
            return
        place = self._plot.mapToGlobal(self._plot.mapFromScene(spot))
        QToolTip.showText(place, self._marks[index].tip, self)

    @Slot(object)
    def _mouse_clicked(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        index = self._nearest(event.scenePos())
        if index >= 0:
            self.activated.emit(self._marks[index].key)

    def _show_cursor(self, index: int) -> None:
        self._at = index
        mark = self._marks[index] if index >= 0 else None
        if mark is None:
            self._cursor.setData([], [])
        else:
            self._cursor.setData([mark.x], [mark.y])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys walk the marks, Home and End jump, Enter opens, Ctrl+C copies the picture, with Shift the data."""
        key = event.key()
        moves = {
            Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Down: self._at + 1,
            Qt.Key.Key_Left: self._at - 1 if self._at >= 0 else len(self._marks) - 1,
            Qt.Key.Key_Up: self._at - 1 if self._at >= 0 else len(self._marks) - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._marks) - 1,
        }
        if key == Qt.Key.Key_C and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            data = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self.copy_data if data else self.copy_picture)()
        elif key in moves and self._marks:
            self._walk_to(min(max(moves[Qt.Key(key)], 0), len(self._marks) - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._at < len(self._marks):
            self.activated.emit(self._marks[self._at].key)
        else:
            super().keyPressEvent(event)

    def _walk_to(self, index: int) -> None:
        self._show_cursor(index)
        mark = self._marks[index]
        self.setAccessibleDescription(mark.tip.replace("\n", ", "))
        spot = self._plot.getViewBox().mapViewToScene(QPointF(mark.x, mark.y))
        QToolTip.showText(self._plot.mapToGlobal(self._plot.mapFromScene(spot)), mark.tip, self)

    def changeEvent(self, event: QEvent) -> None:
        """Take the new scheme's colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._cursor is not None:
            self.redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low place the picture comes first; the sentence stays the chart's description."""
        super().resizeEvent(event)
        self._caption.setVisible(event.size().height() >= _LOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(QColor(theme.tokens().accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
            painter.end()


def column(values: Sequence[float | None]) -> list[float]:
    """Numbers for the plot library: NaN where there is none, which leaves a gap."""
    return [float("nan") if value is None else value for value in values]
