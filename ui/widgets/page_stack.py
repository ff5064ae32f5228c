"""Pages that are made when first looked at and told of a report only while they are on show."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget


class PageStack(QStackedWidget):
    """One page at a time.

    `modules` names the module and class of each page, made with `arguments` and a parent. A page has
    `show_report(report)`; its signals named in `wires` are connected where it has them.
    """

    def __init__(
        self,
        modules: Mapping[str, tuple[str, str]],
        arguments: tuple[object, ...],
        wires: Mapping[str, Callable[..., object]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._modules, self._arguments, self._wires = modules, arguments, wires
        self._pages: dict[str, QWidget] = {}
        self._shown: dict[str, object] = {}  # the report each page shows

    def page(self, name: str) -> QWidget:
        """A page, made now if it was not yet."""
        if name not in self._pages:
            module, kind = self._modules[name]
            page: Any = getattr(importlib.import_module(module), kind)(*self._arguments, self)
            for signal, slot in self._wires.items():
                if hasattr(page, signal):
                    getattr(page, signal).connect(slot)
            self._pages[name] = page
            self.addWidget(page)
        return self._pages[name]

    def show_page(self, name: str, report: object) -> None:
        """Bring a page to the front, with this report."""
        page: Any = self.page(name)
        if self._shown.get(name) is not report:
            self._shown[name] = report
            page.show_report(report)
        focused = QApplication.focusWidget()
        inside = focused is not None and page.isAncestorOf(focused)
        self.setCurrentWidget(page)
        if not inside:
            page.setFocus(Qt.FocusReason.OtherFocusReason)  # keys go to what is looked at
