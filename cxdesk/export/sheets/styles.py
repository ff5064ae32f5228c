"""The workbook's look: one palette, cell formats made once, number formats by unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from cxdesk.common.colours import darkened, ink_on
from cxdesk.common.units import Unit
from cxdesk.targets.target import Status

FONT = "Calibri"
# The colours of the window in its light scheme, which a test compares; the ground of inputs is the workbook's own.
INK, MUTED, HAIR, PAPER = "#1D1F22", "#5A5E65", "#E1E1DC", "#FFFFFF"
DATA, BAR, GRID = "#2C2F33", "#7C8088", "#E6E6E2"  # of charts: lines of data, grounds of bars, lines behind them
ACCENT, INPUT = "#2456B8", "#FFF9E5"
# Text and ground a status; the same four as on the screen, apart for colour-blind eyes, and never without their shape.
STATUS_COLOURS: dict[Status, tuple[str, str]] = {
    Status.MET: ("#17649F", "#E2F0FA"),
    Status.NEAR: ("#805A00", "#FCF0D0"),
    Status.MISSED: ("#B83A0C", "#FDE9E1"),
    Status.NO_TARGET: ("#5F636A", "#EDEDEA"),
    Status.TOO_FEW: ("#5F636A", "#EDEDEA"),
    Status.NO_DATA: ("#5F636A", "#EDEDEA"),
}

_WIDE = 100_000  # from here on fractions tell nothing, and would not fit into the columns
ROW_POINTS, ROW_PIXELS = 15.75, 21  # of every row that needs no other height, whatever program measures it
DATE, TIME = "d mmm yyyy", "yyyy-mm-dd hh:mm:ss"


def status_text(status: Status) -> str:
    """Shape and word, as in every status cell."""
    return f"{status.mark} {status.word}"


def number_format(unit: Unit, values: Iterable[float | None] = ()) -> str:
    """Excel's number format of a KPI: as many digits for all its cells as its largest value deserves."""
    known = [abs(float(value)) for value in values if value is not None]
    largest = max(known, default=1.0)
    if unit is Unit.PERCENT:
        return "0.00%" if any(99 < value < 100 for value in known) else "0.0%"  # 99.86 % is not 99.9 %
    if unit is Unit.COUNT and known and all(value.is_integer() for value in known):
        return "#,##0"
    if largest >= _WIDE:
        return "#,##0"
    if unit is Unit.MONEY:
        return "#,##0.00"
    if largest >= 10:
        return "#,##0.0"
    return "0.00" if largest >= 1 else "0.000" if largest >= 0.1 else "0.0000"


def signed(number: str) -> str:
    """The number format of a difference: always with its sign; of percentages it is points of a percentage."""
    if number.endswith("%"):
        number += '" pts"'
    return f'+{number};"−"{number};{number}'


def cell_scale(unit: Unit) -> float:
    """What a KPI's value is multiplied with in a cell: percent is a fraction there."""
    return 0.01 if unit is Unit.PERCENT else 1.0


class Styles:
    """Cell formats of one workbook; the same wish gives the same format object."""

    def __init__(self, book: Workbook, accent: str = ACCENT) -> None:
        self._book = book
        self.accent = accent
        self.line = darkened(accent, PAPER, INPUT)  # of words and lines: as light as they can be read
        self._ground = accent if accent.upper() != ACCENT else ""  # of headers; the app's own are plain
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._heads: set[int] = set()

    def __call__(self, **wishes: Any) -> Format:
        """A format with these properties over the workbook's own font and colour."""
        key = tuple(sorted(wishes.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
            self._made[key] = self._book.add_format({**base, **wishes})
            if self.head.items() <= wishes.items():
                self._heads.add(id(self._made[key]))
        return self._made[key]

    def is_head(self, style: Format | None) -> bool:
        """Whether a format is that of the head of a column."""
        return id(style) in self._heads

    @property
    def title(self) -> Format:
        """The one large line of a sheet."""
        return self(font_size=18, bold=True)

    @property
    def headline(self) -> Format:
        """The sentence below the title."""
        return self(font_size=12, bold=True)

    @property
    def note(self) -> Format:
        """Muted words."""
        return self(font_color=MUTED)

    @property
    def head(self) -> dict[str, Any]:
        """Looks of every head of a column: muted words above a line, or words on a ground of the accent colour."""
        look = {"bold": True, "bottom": 1, "valign": "bottom"}
        if not self._ground:
            return {**look, "font_color": MUTED, "bottom_color": MUTED}
        return {**look, "font_color": ink_on(self._ground), "bg_color": self._ground, "bottom_color": self.line}

    @property
    def header(self) -> Format:
        """Head of a column of words."""
        return self(**self.head, text_wrap=True)

    @property
    def word_header(self) -> Format:
        """Head of a column of words beside numbers: a little apart from them."""
        return self(**self.head, text_wrap=True, align="left", indent=1)

    @property
    def centred_header(self) -> Format:
        """Head of the column of statuses."""
        return self(**self.head, align="center")

    @property
    def number_header(self) -> Format:
        """Head of a column of numbers."""
        return self(**self.head, text_wrap=True, align="right")

    @property
    def group(self) -> Format:
        """A group's name above its rows."""
        return self(bold=True, font_color=self.line, font_size=11, bottom=1, bottom_color=HAIR, valign="bottom")

    def text(self, *, wrap: bool = False, muted: bool = False, bold: bool = False, indent: int = 0) -> Format:
        """Words in a row of a table."""
        apart = {"indent": indent, "align": "left"} if indent else {}
        return self(bottom=1, bottom_color=HAIR, text_wrap=wrap, bold=bold, font_color=MUTED if muted else INK,
                    valign="top" if wrap else "vcenter", **apart)  # fmt: skip

    def number(self, number: str, *, bold: bool = False, muted: bool = False) -> Format:
        """A number in a row of a table."""
        return self(bottom=1, bottom_color=HAIR, num_format=number, align="right", bold=bold,
                    font_color=MUTED if muted else INK)  # fmt: skip

    def input(self, number: str, align: str = "right") -> Format:
        """A cell that the reader may change."""
        return self(bottom=1, bottom_color=HAIR, num_format=number, align=align, bg_color=INPUT, font_color=self.line,
                    locked=False)  # fmt: skip

    def status(self, status: Status) -> Format:
        """Conditional colours of a status cell."""
        ink, ground = STATUS_COLOURS[status]
        return self._book.add_format({"font_color": ink, "bg_color": ground})
