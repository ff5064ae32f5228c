"""The pages at the left edge."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from ui.theme import icons, theme
from ui.theme.tokens import NAVIGATION_WIDTH, SMALL, L, M, S
from ui.widgets.form import label, named


class NavigationButton(QPushButton):
    """A page; `badge` is a short text at its right edge, such as a number of problems, and can be clicked by itself."""

    badge_clicked = Signal()

    def __init__(self, page: str, text: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(icons.icon(icon), f"  {text}", parent)
        self.page, self._name, self._badge = page, text, ""
        self.setCheckable(True)
        self.setIconSize(QSize(18, 18))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.set_role(self, "navigation")
        named(self, text)

    def set_badge(self, text: str, meaning: str) -> None:
        """Show a badge, or none for "" ; `meaning` is its sentence."""
        self._badge = text
        named(self, self._name, meaning)
        self.setToolTip(meaning)
        self.update()

    def badge_place(self) -> QRectF:
        """Where the badge stands."""
        width = max(QFontMetrics(_badge_font()).horizontalAdvance(self._badge) + 12, 20)
        return QRectF(self.width() - width - S, (self.height() - 16) / 2, width, 16)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the badge opens the page and what the badge counts."""
        on_badge = bool(self._badge) and self.isDown() and self.badge_place().contains(event.position())
        super().mouseReleaseEvent(event)
        if on_badge and event.button() == Qt.MouseButton.LeftButton:
            self.badge_clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, and its badge on top."""
        super().paintEvent(event)
        if not self._badge:
            return
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_badge_font())
        rect = self.badge_place()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.near_soft))
        painter.drawRoundedRect(rect, 8, 8)
        painter.setPen(QColor(colours.near))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._badge)
        painter.end()


def _badge_font() -> QFont:
    return theme.font(SMALL - 1, QFont.Weight.DemiBold)


class Navigation(QFrame):
    """Name of the app, its pages, and the settings at the bottom."""

    chosen = Signal(str)  # page
    settings_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "side")
        self.setFixedWidth(NAVIGATION_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, L, 10, M)
        layout.setSpacing(2)
        title = label("CX Desk", "title")
        title.setContentsMargins(10, 0, 0, M)
        layout.addWidget(title)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, NavigationButton] = {}
        for page, text, icon in (
            ("overview", self.tr("Overview"), "overview"),
            ("kpis", self.tr("KPIs"), "kpis"),
            ("data", self.tr("Data"), "data"),
        ):
            button = NavigationButton(page, text, icon)
            self._group.addButton(button)
            self.buttons[page] = button
            layout.addWidget(button)
        self._group.buttonClicked.connect(self._on_clicked)
        layout.addStretch(1)
        self.settings = NavigationButton("settings", self.tr("Settings"), "settings")
        self.settings.setCheckable(False)
        self.settings.clicked.connect(self.settings_asked)
        layout.addWidget(self.settings)

    def select(self, page: str) -> None:
        """Mark the page shown."""
        if page in self.buttons:
            self.buttons[page].setChecked(True)

    @Slot(object)
    def _on_clicked(self, button: NavigationButton) -> None:
        self.chosen.emit(button.page)
