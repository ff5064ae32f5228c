"""Whole numbers in the user's locale, without the domain's modules."""

from __future__ import annotations

from PySide6.QtCore import QLocale


def count(amount: int) -> str:
    """A whole number, grouped."""
    return str(QLocale().toString(amount))
