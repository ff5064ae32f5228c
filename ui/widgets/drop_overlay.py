"""Shown over the page while files are dragged over the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.theme import theme
from ui.theme.tokens import M
from ui.widgets.form import label
from ui.widgets.icon_label import IconLabel


class DropOverlay(QFrame):
    """Covers its parent and says that files may be dropped."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.set_role(self, "drop-over")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QVBoxLayout(self)
        layout.setSpacing(M)
        layout.addStretch(1)
        layout.addWidget(IconLabel("drop", 44, "accent", self), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(label(self.tr("Drop to add these files"), "title"), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.hide()

    def appear(self) -> None:
        """Cover the parent as it is now."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()
