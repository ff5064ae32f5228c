"""Settings of the window's tests: no key of an earlier test is held, and nothing is collected while Qt paints."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


@pytest.fixture(autouse=True)
def _no_key_held(qtbot: QtBot) -> None:
    """Qt remembers the modifiers of the last key that was pressed, and selects rows by them."""
    nobody = QWidget()
    qtbot.addWidget(nobody)
    QTest.keyClick(nobody, Qt.Key.Key_Escape)


@pytest.fixture(autouse=True)
def _collected_between_tests() -> Iterator[None]:
    """As in the app, where garbage is collected between events: a widget collected inside a paint ends the process."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()
