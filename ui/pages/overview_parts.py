"""What stands below the cards: where the numbers come from, and what is not available yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cxdesk.common.progress import Progress
from cxdesk.report.records import KpiResult, Report, Segment
from cxdesk.targets.target import Status
from ui.models.cards import value_words
from ui.models.dimensions import dimension_name, dimensions_of, value_name
from ui.models.overview import NeedsLine
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import SMALL, L, M, S
from ui.widgets.form import column, label, named
from ui.work.jobs import Lane

_ROW = 22
_HEAD = 58
_MOST_ROWS = 8
_FEWEST_ROWS = 3
_PANELS = 3
_FEW_CARDS = 8
_ROWS_BESIDE_FEW = 5
_MOST_COLUMNS, _MOST_KPIS = 7, 9  # named in a line of what is not available yet
_PREFERRED = ("channel", "team", "category", "priority", "region", "agent", "product")


@dataclass(frozen=True, kw_only=True)
class _Split:
    """A KPI by the first dimension that has at least two segments with a value."""

    result: KpiResult
    dimension: str
    segments: tuple[Segment, ...]


class BreakdownRow(QWidget):
    """A few KPIs by one dimension each, side by side; as many rows as there is room for. Computed in the background."""

    opened = Signal(str)

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._rows = 0
        self._asked: tuple[object, ...] = ()
        cells = column(self, spacing=S)
        cells.setContentsMargins(0, S, 0, 0)
        cells.addWidget(label(self.tr("WHERE IT COMES FROM"), "section"))
        row = QHBoxLayout()
        row.setSpacing(M)
        cells.addLayout(row)
        self._panels = [SegmentBars(self) for _ in range(_PANELS)]
        for panel in self._panels:
            panel.opened.connect(self.opened)
            row.addWidget(panel, 1)
        self.hide()

    def show_for(self, report: Report, kpi_ids: Sequence[str], room: int) -> None:
        """Show the first KPIs of the list that can be split: as many rows as `room` (pixels) allows, none under three.

        Few cards leave a page that says little: then some rows are shown in any case, and the page scrolls.
        """
        fewest = _ROWS_BESIDE_FEW if len(kpi_ids) <= _FEW_CARDS else 0
        self._rows = min(max((room - _HEAD - 40) // _ROW, fewest), _MOST_ROWS)
        if self._rows < _FEWEST_ROWS:
            self.hide()
            return
        asked = (report, tuple(kpi_ids[:6]))
        if asked == self._asked:
            self._fit()
            return
        self._asked = asked
        self.hide()
        job = self._state.run(Lane.BACKGROUND, partial(_splits, *asked), self.tr("Splitting"))
        job.done.connect(self._fill)

    @Slot(object)
    def _fill(self, found: tuple[object, list[_Split]]) -> None:
        report, splits = found
        if not self._asked or report is not self._asked[0]:
            return
        for panel, split in zip_longest(self._panels, splits):
            if split is None:
                panel.clear()
            else:
                panel.show_segments(split.result, split.dimension, split.segments)
        self._fit()

    def _fit(self) -> None:
        needed = max((panel.segments for panel in self._panels if panel.has_data), default=0)
        if needed == 0 or self._rows < _FEWEST_ROWS:
            self.hide()
            return
        for panel in self._panels:
            panel.set_rows(min(self._rows, needed))
        self.show()


def _splits(report: Report, kpi_ids: Sequence[str], progress: Progress) -> tuple[object, list[_Split]]:
    """Work: the first KPIs that can be split, each by the dimension that comes first."""
    there = set(dimensions_of(report.evidence.store.dataset))
    # What is filtered by already tells little more.
    wanted = sorted((name for name in _PREFERRED if name in there), key=report.query.filters.__contains__)
    found: list[_Split] = []
    for done, kpi_id in enumerate(kpi_ids):
        progress.report(done, len(kpi_ids))
        split = _split(report, kpi_id, wanted)
        found += [split] if split is not None else []
        if len(found) == _PANELS:
            break
    return report, found


def _split(report: Report, kpi_id: str, dimensions: Sequence[str]) -> _Split | None:
    for dimension in dimensions:
        segments = [cell for cell in report.evidence.split(kpi_id, dimension) if cell.value is not None]
        if len(segments) > 1:
            ordered = tuple(sorted(segments, key=lambda cell: -cell.n))
            return _Split(result=report.kpi(kpi_id), dimension=dimension, segments=ordered)
    return None


class SegmentBars(QFrame):
    """One KPI in the segments of one dimension, as labelled bars with the target as a line."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "card")
        self._result: KpiResult | None = None
        self._title = ""
        self._segments: tuple[Segment, ...] = ()
        self._rows = _MOST_ROWS
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def has_data(self) -> bool:
        """Whether there is anything to show."""
        return self._result is not None

    @property
    def segments(self) -> int:
        """How many segments there are to show."""
        return len(self._segments)

    def show_segments(self, result: KpiResult, dimension: str, segments: tuple[Segment, ...]) -> None:
        """Show a KPI by a dimension."""
        self._result, self._segments = result, segments
        self._title = self.tr("{kpi} by {dimension}").format(
            kpi=result.name, dimension=dimension_name(dimension).lower()
        )
        told = "; ".join(f"{value_name(cell.segment)} {value_words(result, cell.value)}" for cell in segments)
        named(self, self._title, told)
        self.show()
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._result = None
        self.hide()

    def set_rows(self, rows: int) -> None:
        """Show at most so many segments."""
        self._rows = rows
        self.setFixedHeight(_HEAD - 10 + rows * _ROW)
        self.setVisible(self.has_data)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(280, 120)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the KPI."""
        del event
        if self._result is not None:
            self.opened.emit(self._result.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, bars and the target."""
        super().paintEvent(event)
        if self._result is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, self._result)
        painter.end()

    def _draw(self, painter: QPainter, result: KpiResult) -> None:
        colours = theme.tokens()
        painter.setFont(theme.font(SMALL + 1))
        painter.setPen(QColor(colours.muted))
        metrics = QFontMetrics(painter.font())
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, self.width() - 2 * L)
        painter.drawText(QRectF(L, M - 2, self.width() - 2 * L, 20), Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(theme.font(SMALL))
        metrics = QFontMetrics(painter.font())
        shown = self._segments[: self._rows]
        texts = [value_words(result, cell.value) for cell in shown]
        names = [value_name(cell.segment) for cell in shown]
        left = min(max(metrics.horizontalAdvance(name) for name in names), int(self.width() * 0.38)) + L + S
        right = max(metrics.horizontalAdvance(text) for text in texts) + L + S
        most = max([abs(cell.value or 0.0) for cell in shown] + ([abs(result.target)] if result.target else []))
        scale = (self.width() - left - right) / most if most > 0 else 0.0
        for index, cell in enumerate(shown):
            top = 38 + index * _ROW
            name = metrics.elidedText(names[index], Qt.TextElideMode.ElideRight, left - L - S)
            painter.setPen(QColor(colours.text))
            painter.drawText(QRectF(L, top, left - L, _ROW), Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.border if cell.status is Status.TOO_FEW else colours.context))
            length = max(abs(cell.value or 0.0) * scale, 1.0)
            painter.drawRoundedRect(QRectF(left, top + 6, length, _ROW - 12), 2, 2)
            painter.setPen(QColor(colours.text))
            edge = QRectF(self.width() - right, top, right - L, _ROW)
            painter.drawText(edge, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, texts[index])
        if result.target:
            x = left + abs(result.target) * scale
            painter.fillRect(QRectF(x - 0.75, 38, 1.5, len(shown) * _ROW), QColor(colours.target))


class NeedsList(QFrame):
    """KPIs that wait for data, by what to add."""

    add_data = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, S, 0, 0)
        layout.setSpacing(S)
        self._title = label("", "section")
        layout.addWidget(self._title)
        self._card = QFrame(self)
        theme.set_role(self._card, "card")
        layout.addWidget(self._card)
        self._lines: tuple[NeedsLine, ...] | None = None
        self._body: QWidget | None = None
        box = QVBoxLayout(self._card)
        box.setContentsMargins(L, M, L, M)
        box.setSpacing(M)

    def show_lines(self, lines: tuple[NeedsLine, ...]) -> None:
        """Show what to add."""
        if lines == self._lines:
            return
        self._lines = lines
        self.setVisible(bool(lines))
        count = sum(len(line.names) for line in lines)
        self._title.setText(self.tr("NOT AVAILABLE YET  ·  {count}").format(count=count))
        box = self._card.layout()
        if self._body is not None and box is not None:
            box.removeWidget(self._body)
            self._body.deleteLater()
        self._body = self._table(lines)
        if box is not None:
            box.addWidget(self._body)

    def _table(self, lines: tuple[NeedsLine, ...]) -> QWidget:
        body = QWidget(self._card)
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(M - 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        for row, line in enumerate(lines):
            what = QWidget(body)
            words = column(what, spacing=0)
            words.addWidget(label(line.title, "", wrap=True))
            if line.columns:
                words.addWidget(self._cut(line.columns.split(", "), _MOST_COLUMNS, "small"))
            grid.addWidget(what, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._cut(line.names, _MOST_KPIS, "muted"), row, 1, Qt.AlignmentFlag.AlignTop)
        button = named(QPushButton(self.tr("Add spreadsheets…"), body), self.tr("Add spreadsheets"))
        theme.set_role(button, "link")
        button.clicked.connect(self._on_add)
        grid.addWidget(button, len(lines), 0, Qt.AlignmentFlag.AlignLeft)
        return body

    def _cut(self, names: Sequence[str], most: int, role: str) -> QLabel:
        """A list that counts what it does not name; the tooltip names all."""
        if len(names) <= most + 1:
            return label(", ".join(names), role, wrap=True)
        more = self.tr("{these} and {n} more").format(these=", ".join(names[:most]), n=len(names) - most)
        out = label(more, role, wrap=True)
        out.setToolTip("\n".join(names))
        return out

    @Slot()
    def _on_add(self) -> None:
        self.add_data.emit()
