"""All colours, spaces and type sizes of the window; nothing else in the app names a colour."""

from __future__ import annotations

from dataclasses import dataclass

XS, S, M, L, XL = 4, 8, 12, 16, 24
"""Spaces in device-independent pixels."""

SMALL, BODY, TITLE, FIGURE = 12, 14, 18, 28
"""Type sizes in device-independent pixels."""

RADIUS = 8
CONTROL_HEIGHT = 30
NAVIGATION_WIDTH = 196


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """One scheme's colours as `#rrggbb`.

    Text colours hold 4.5 : 1 on every ground they are used on; `line`, `ink`, `target` and the status colours hold
    3 : 1. `border` is a hairline that carries no meaning. Each status has a colour and a soft ground for its pill.
    """

    dark: bool
    background: str  # behind the cards
    surface: str  # cards, navigation, fields
    field: str  # inputs on a card
    hover: str
    selected: str
    text: str
    muted: str
    border: str
    line: str  # edges of inputs, 3 : 1
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    ink: str  # data
    context: str  # data that only gives context
    band: str  # process limits
    grid: str  # grid lines of charts
    target: str  # target line
    met: str
    met_soft: str
    near: str
    near_soft: str
    missed: str
    missed_soft: str
    unknown: str
    unknown_soft: str

    def status(self, status: str) -> tuple[str, str]:
        """Colour and soft ground of a status word (`met`, `near`, `missed`, anything else is grey)."""
        if status == "met":
            return self.met, self.met_soft
        if status == "near":
            return self.near, self.near_soft
        if status == "missed":
            return self.missed, self.missed_soft
        return self.unknown, self.unknown_soft

    def verdict(self, verdict: str) -> str:
        """Colour of a change: blue better, vermilion worse, else muted."""
        return {"better": self.met, "worse": self.missed}.get(verdict, self.muted)


LIGHT = Tokens(
    dark=False,
    background="#f6f6f4",
    surface="#ffffff",
    field="#ffffff",
    hover="#f3f3f0",
    selected="#eeeeea",
    text="#1d1f22",
    muted="#5a5e65",
    border="#e1e1dc",
    line="#7c8088",
    accent="#2456b8",
    accent_hover="#1c4697",
    accent_soft="#eaf0fb",
    on_accent="#ffffff",
    ink="#2c2f33",
    context="#7c8088",
    band="#e8eaee",
    grid="#e6e6e2",
    target="#2456b8",
    met="#17649f",
    met_soft="#e2f0fa",
    near="#805a00",
    near_soft="#fcf0d0",
    missed="#b83a0c",
    missed_soft="#fde9e1",
    unknown="#5f636a",
    unknown_soft="#ededea",
)

DARK = Tokens(
    dark=True,
    background="#17181a",
    surface="#1f2225",
    field="#17191b",
    hover="#272b2f",
    selected="#2b2f33",
    text="#f0f1f2",
    muted="#a6abb2",
    border="#34383d",
    line="#747b84",
    accent="#7ca6f2",
    accent_hover="#9bbcf6",
    accent_soft="#22304a",
    on_accent="#0f1622",
    ink="#e4e6e8",
    context="#878d95",
    band="#2e3237",
    grid="#2d3135",
    target="#7ca6f2",
    met="#6bb5ef",
    met_soft="#17314a",
    near="#e3b645",
    near_soft="#3b2f0e",
    missed="#ff9066",
    missed_soft="#482216",
    unknown="#aab0b7",
    unknown_soft="#2c3034",
)
