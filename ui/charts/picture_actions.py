"""Copying and saving a chart as a picture: the same entries in every menu."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QStandardPaths, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from ui.charts.picture import Picture
from ui.theme import theme

_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


class PictureActions(QObject):
    """Actions of a widget that shows a chart. `make` gives its picture; `trend`: among other commands."""

    def __init__(
        self, widget: QWidget, make: Callable[[], Picture | None], copy_data: Callable[[], None], *, trend: bool = False
    ) -> None:
        super().__init__(widget)
        self._trend = trend
        self._widget, self._make, self._copy_data = widget, make, copy_data
        self._as_shown = False
        self._folder = ""

    def actions(self, parent: QObject) -> list[QAction]:
        """Copy as picture and as data, save as PNG and SVG, and whether pictures look as the window does."""
        slots = (self.copy_picture, self._copy_data, self._ask_png, self._ask_svg)
        actions = []
        for text, slot in zip(self._texts(), slots, strict=True):
            action = QAction(text, parent)
            action.triggered.connect(slot)
            actions.append(action)
        if theme.tokens().dark or self._as_shown:  # in the light look there is nothing to choose
            look = QAction(self.tr("Pictures in the window’s colours"), parent)
            look.setCheckable(True)
            look.setChecked(self._as_shown)
            look.toggled.connect(self.look_as_shown)
            actions.append(look)
        return actions

    def _texts(self) -> tuple[str, ...]:
        """Words of the entries; where a menu holds others too, they say what they are about."""
        if self._trend:
            return (self.tr("Copy trend as picture"), self.tr("Copy trend as data"), self.tr("Save trend as PNG…"),
                    self.tr("Save trend as SVG…"))  # fmt: skip
        return (self.tr("Copy as picture"), self.tr("Copy as data"), self.tr("Save as PNG…"), self.tr("Save as SVG…"))

    def picture(self) -> Picture | None:
        """The picture in the look that is chosen."""
        made = self._make()
        if made is None or not self._as_shown:
            return made
        return Picture(drawing=made.drawing, caption=made.caption, colours=theme.tokens())

    @Slot(bool)
    def look_as_shown(self, on: bool) -> None:  # noqa: FBT001  a slot of a toggled signal
        """Make pictures in the window's colours instead of the light ones."""
        self._as_shown = on

    @Slot()
    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        made = self.picture()
        if made is not None:
            QGuiApplication.clipboard().setMimeData(made.clipboard_data())

    @Slot()
    def _ask_png(self) -> None:
        self._ask("png", self.tr("PNG picture (*.png)"))

    @Slot()
    def _ask_svg(self) -> None:
        self._ask("svg", self.tr("SVG picture (*.svg)"))

    def _ask(self, ending: str, kinds: str) -> None:
        made = self.picture()
        if made is None:
            return
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        folder = self._folder or (pictures if Path(pictures).is_dir() else QDir.homePath())
        chooser = QFileDialog(self._widget, self.tr("Save picture"), f"{folder}/{file_name(made.caption.title)}")
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(kinds)
        chooser.setDefaultSuffix(ending)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.save_to)
        chooser.open()

    @Slot(str)
    def save_to(self, file: str) -> None:
        """Write the picture there; where that fails, say so."""
        made, path = self.picture(), Path(file)
        if made is None:
            return
        self._folder = str(path.parent)
        try:
            made.save(path)
        except OSError as error:
            words = self.tr("“{name}” was not saved: {why}. Choose another place.")
            why = error.strerror or str(error)
            QMessageBox.warning(self._widget, self.tr("Save picture"), words.format(name=path.name, why=why))


def file_name(title: str) -> str:
    """A title as the name of a file."""
    return _NOT_IN_NAMES.sub("-", title).strip(" .-")[:100] or "chart"
