"""The way of Tab through controls that were made one after another."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def in_order(controls: Iterable[QWidget]) -> None:
    """Let Tab walk these controls in this order; what takes no focus is left out."""
    taking = [one for one in controls if one.focusPolicy() != Qt.FocusPolicy.NoFocus]
    for before, after in pairwise(taking):
        QWidget.setTabOrder(before, after)
