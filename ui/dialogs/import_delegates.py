"""Painting of the import dialog's list of sheets and of its mapping table."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
)  # fmt: skip
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cxdesk.targets.target import Status
from ui.models.import_mapping import LIKELY, MappingModel
from ui.models.import_sheets import SheetEntry, SheetListModel, Tone
from ui.models.import_words import tr
from ui.theme import icons, theme
from ui.theme.tokens import SMALL, XS, M, S
from ui.widgets.form import named
from ui.widgets.status_pill import paint_pill, pill_font, pill_width

Index = QModelIndex | QPersistentModelIndex
_LINE, _BADGE, _DETAIL_LINES = 20, 18, 2
_TONES = {Tone.TABLE: Status.MET, Tone.ASK: Status.NEAR, Tone.BAD: Status.MISSED, Tone.OUT: Status.NO_DATA}


def wrapped(text: str, font: QFont, width: int, most: int) -> list[str]:
    """The text in at most so many lines of that width, the last one elided."""
    if not text:
        return []
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts: list[int] = []
    layout.beginLayout()
    while len(starts) <= most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, 1))
        starts.append(line.textStart())
    layout.endLayout()
    ends = [*starts[1:], len(text)]
    lines = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    if len(lines) > most:
        rest = text[starts[most - 1] :]
        lines = [*lines[: most - 1], QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)]
    return lines


def _details(entry: SheetEntry, width: int) -> list[str]:
    font, most = theme.font(SMALL), 1 if len(entry.detail) > 1 else _DETAIL_LINES
    return [line for part in entry.detail or (entry.reason,) for line in wrapped(part, font, width, most)]


class SheetDelegate(QStyledItemDelegate):
    """A sheet: its name, what it was recognised as, its badges."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the three parts on a rounded ground where selected."""
        entry: SheetEntry = index.data(SheetListModel.EntryRole)
        colours = theme.tokens()
        rect = option.rect.adjusted(0, 1, 0, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            focused = selected and bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(QColor(colours.accent), 2) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selected if selected else colours.hover))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 6, 6)
        left, width, y = rect.left() + M - 2, rect.width() - 2 * (M - 2), rect.top() + S
        painter.setPen(QColor(colours.text))
        painter.setFont(theme.font(13, QFont.Weight.DemiBold))
        middle = Qt.TextElideMode.ElideMiddle
        title = painter.fontMetrics().elidedText(entry.title, middle, width)
        painter.drawText(QRect(left, y, width, _LINE), Qt.AlignmentFlag.AlignVCenter, title)
        y += _LINE
        painter.setPen(QColor(colours.muted))
        painter.setFont(theme.font(SMALL))
        for line in _details(entry, width):
            painter.drawText(QRect(left, y, width, 17), Qt.AlignmentFlag.AlignVCenter, line)
            y += 17
        self._badges(painter, entry, QRect(left, y + XS, width, _BADGE))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """High enough for its lines at the width of the list."""
        entry: SheetEntry = index.data(SheetListModel.EntryRole)
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QWidget) and hasattr(view, "viewport") else 180
        lines = _details(entry, width - 2 * (M - 2))
        rows = self._badge_rows(entry, width - 2 * (M - 2))
        del option
        return QSize(width, 2 * S + _LINE + 17 * len(lines) + rows * (_BADGE + XS) + 2)

    @staticmethod
    def _badge_rows(entry: SheetEntry, width: int) -> int:
        rows, x = 1, 0
        for badge in entry.badges:
            needed = pill_width(badge.text)
            if x and x + needed > width:
                rows, x = rows + 1, 0
            x += needed + XS
        return rows if entry.badges else 0

    @staticmethod
    def _badges(painter: QPainter, entry: SheetEntry, place: QRect) -> None:
        x, y = place.left(), place.top()
        for badge in entry.badges:
            width = min(pill_width(badge.text), place.width())
            if x > place.left() and x + width > place.right() + 1:
                x, y = place.left(), y + _BADGE + XS
            inside = width - pill_width("")
            text = QFontMetrics(pill_font()).elidedText(badge.text, Qt.TextElideMode.ElideRight, inside + 1)
            paint_pill(painter, QRectF(x, y, width, _BADGE), _TONES[badge.tone], theme.tokens(), text)
            if badge.tone is Tone.OUT:  # grey on the grey of a chosen line needs an edge
                painter.setPen(QColor(theme.tokens().border))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(x, y, width, _BADGE), _BADGE / 2, _BADGE / 2)
            x += width + XS


class FieldDelegate(QStyledItemDelegate):
    """The field a column becomes: drawn as a choice, a combo box while it is changed."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the field's name in a box with an arrow."""
        super().paint(painter, _blank(option), QModelIndex())
        colours = theme.tokens()
        box = QRectF(option.rect).adjusted(S, 3.5, -S, -3.5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        editable = bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
        if editable:
            painter.setPen(QPen(QColor(colours.accent if focused else colours.border), 2 if focused else 1))
            painter.setBrush(QColor(colours.background))
            painter.drawRoundedRect(box, 5, 5)
        mapped = bool(index.data(Qt.ItemDataRole.EditRole))
        painter.setPen(QColor(colours.text if mapped else colours.muted))
        painter.setFont(theme.font(13))
        inside = box.toRect().adjusted(S, 0, -22, 0)
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, text)
        if editable:
            arrow = QRectF(box.right() - 18, box.center().y() - 6, 12, 12)
            icons.paint(painter, "chevron-down", arrow, colours.muted)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A combo box of all fields of the table, open at once."""
        del option
        box = QComboBox(parent)
        model = index.model()
        if isinstance(model, MappingModel):
            header = model.mapping(index.row()).column
            named(box, tr("Field for the column {}").format(header))
            for field, title in model.choices():
                other = model.taken_by(field)
                note = tr("{} (now {})").format(title, other) if other and other != header else title
                box.addItem(note, field)
        box.setMaxVisibleItems(18)
        box.activated.connect(self._chosen)
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Point at the field that the column has."""
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(editor.findData(index.data(Qt.ItemDataRole.EditRole)), 0))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand the choice over."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """The editor stands where the box is drawn."""
        del index
        editor.setGeometry(option.rect.adjusted(S, 1, -S, -1))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Losing the focus to the open list does not end the choice."""
        if event.type() == QEvent.Type.FocusOut and isinstance(editor, QComboBox) and editor.view().isVisible():
            return False
        return bool(super().eventFilter(editor, event))

    def _chosen(self, _index: int) -> None:
        editor = self.sender()
        if isinstance(editor, QWidget):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)


class CellDelegate(QStyledItemDelegate):
    """Other cells of the mapping: samples and reasons muted, a weak match in the colour of "near" with its mark."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Colour and font by column."""
        super().initStyleOption(option, index)
        colours = theme.tokens()
        palette = option.palette
        ink = colours.text if index.column() == 0 else colours.muted
        score = index.data(MappingModel.ScoreRole)
        if index.column() == 3:
            weak = isinstance(score, float) and score < LIKELY
            ink = colours.near if weak else colours.muted
            option.text = f"≈ {option.text}" if weak else option.text
        if index.column() > 2:
            option.font = theme.font(SMALL)
        for role in (palette.ColorRole.Text, palette.ColorRole.HighlightedText):
            palette.setColor(role, QColor(ink))
        option.palette = palette


class PreviewDelegate(QStyledItemDelegate):
    """Cells of the first rows: the header row stands on a soft ground."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground first, then the cell as always."""
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QBrush):
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)


def _blank(option: QStyleOptionViewItem) -> QStyleOptionViewItem:
    bare = QStyleOptionViewItem(option)
    bare.text = ""
    bare.state &= ~QStyle.StateFlag.State_HasFocus
    return bare
