"""Settings of the window's tests: no key that an earlier test pressed is still held."""

from __future__ import annotations

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
