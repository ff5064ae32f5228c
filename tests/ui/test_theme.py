from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cxdesk.common.colours import contrast
from ui.theme import icons, theme
from ui.theme.tokens import DARK, LIGHT, Tokens

SCHEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
GROUNDS = ("background", "surface", "field", "hover", "selected")


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#ffffff", "#000000") == pytest.approx(21.0)


def test_contrast_of_a_worked_grey():
    # #767676 on white is the lightest grey that still holds 4.5 : 1 (WCAG's own example, 4.54).
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@SCHEMES
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", ["text", "muted", "accent", "met", "near", "missed", "unknown"])
def test_text_holds_4_5_to_1(tokens: Tokens, name: str, ground: str):
    assert contrast(getattr(tokens, name), getattr(tokens, ground)) >= 4.5


@SCHEMES
@pytest.mark.parametrize("status", ["met", "near", "missed", "no_target"])
def test_a_pill_holds_4_5_to_1_on_its_own_ground(tokens: Tokens, status: str):
    assert contrast(*tokens.status(status)) >= 4.5


@SCHEMES
def test_text_on_the_accent_holds_4_5_to_1(tokens: Tokens):
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent_hover) >= 4.5
    assert contrast(tokens.accent, tokens.accent_soft) >= 4.5


@SCHEMES
@pytest.mark.parametrize("name", ["line", "ink", "context", "target", "met", "near", "missed", "unknown"])
@pytest.mark.parametrize("ground", ["background", "surface", "band"])
def test_lines_hold_3_to_1(tokens: Tokens, name: str, ground: str):
    assert contrast(getattr(tokens, name), getattr(tokens, ground)) >= 3.0


def test_statuses_differ_in_shape_and_word_not_only_in_colour():
    from cxdesk.targets.target import Status
    from ui.widgets.status_pill import pill_text

    words = {status: pill_text(status) for status in Status}
    assert len(set(words.values())) == len(Status)
    assert words[Status.MET] == "✓ met"


def test_the_scheme_reaches_palette_style_and_icons(qtbot: QtBot, qapp: QApplication):
    label = QLabel("text")
    qtbot.addWidget(label)
    seen = {}
    schemes: tuple[tuple[theme.Scheme, Tokens], ...] = (("light", LIGHT), ("dark", DARK))
    for scheme, tokens in schemes:
        theme.apply(qapp, scheme)
        assert theme.tokens() is tokens
        assert qapp.palette().text().color().name() == tokens.text
        seen[scheme] = _darkest(icons.icon("overview", "text").pixmap(32, 32).toImage(), dark=tokens.dark)
    theme.apply(qapp, "light")
    assert seen == {"light": LIGHT.text, "dark": DARK.text}


def _darkest(image: QImage, *, dark: bool) -> str:
    opaque = [
        QColor.fromRgba(image.pixel(x, y))
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    ]
    extreme = max if dark else min
    return extreme(opaque, key=QColor.lightness).name()


def test_every_icon_can_be_drawn(qtbot: QtBot):
    from cxdesk.common.resources import resource_path

    for path in sorted(resource_path("icons").glob("*.svg")):
        image = icons.icon(path.stem).pixmap(24, 24).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), path.name


def test_only_the_theme_names_colours_and_sets_style_sheets():
    import re
    from pathlib import Path

    import ui

    root = Path(ui.__file__).parent
    offenders = [
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if path.parent.name != "theme"
        and re.search(r"setStyleSheet|[\"']#[0-9a-fA-F]{6}[\"']", path.read_text(encoding="utf-8"))
    ]
    assert offenders == []
