"""Sheets and charts of the workbook have the colours of the window in its light scheme."""

from __future__ import annotations

import pytest

from cxdesk.export.sheets import styles
from cxdesk.targets.target import Status
from ui.theme.tokens import LIGHT

PAIRS = {
    "words": (styles.INK, LIGHT.text), "muted words": (styles.MUTED, LIGHT.muted),
    "hairlines": (styles.HAIR, LIGHT.border),
    "ground": (styles.PAPER, LIGHT.surface), "accent": (styles.ACCENT, LIGHT.accent),
    "target": (styles.ACCENT, LIGHT.target), "data": (styles.DATA, LIGHT.ink), "bars": (styles.BAR, LIGHT.context),
    "grid": (styles.GRID, LIGHT.grid),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_a_colour_is_that_of_the_window(name: str):
    of_sheet, of_window = PAIRS[name]
    assert of_sheet.lower() == of_window


@pytest.mark.parametrize("status", Status)
def test_a_status_has_the_colours_of_its_pill(status: Status):
    ink, ground = styles.STATUS_COLOURS[status]
    assert (ink.lower(), ground.lower()) == LIGHT.status(status.value)
