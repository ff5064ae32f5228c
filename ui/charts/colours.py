"""Colours of a chart: one ink for data, grey for context, a status colour only where a status is meant."""

from __future__ import annotations

from dataclasses import dataclass

from cxdesk.targets.target import Status


@dataclass(frozen=True, kw_only=True)
class ChartColours:
    """Colours as `#rrggbb`, derived from the theme's tokens."""

    surface: str
    ink: str
    muted: str
    grid: str
    band: str
    target: str
    on_target: str  # text on the target's tag
    bar: str
    met: str
    near: str
    missed: str
    unknown: str

    def of(self, status: Status) -> str:
        """Colour that stands for a status."""
        return {Status.MET: self.met, Status.NEAR: self.near, Status.MISSED: self.missed}.get(status, self.unknown)


LIGHT = ChartColours(
    surface="#ffffff",
    ink="#24272b",
    muted="#5f646b",
    grid="#e3e3e0",
    band="#e9eaee",
    target="#2253b8",
    on_target="#ffffff",
    bar="#b9bec7",
    met="#1565b0",
    near="#8a6100",
    missed="#bc3a0b",
    unknown="#6b7079",
)
DARK = ChartColours(
    surface="#1f2326",
    ink="#eceef0",
    muted="#a2a8af",
    grid="#34393d",
    band="#2a2f33",
    target="#7aa5f2",
    on_target="#14171a",
    bar="#5a6168",
    met="#62a9ec",
    near="#dfae3f",
    missed="#ff8a5c",
    unknown="#8f959c",
)
