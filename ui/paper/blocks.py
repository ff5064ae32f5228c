"""A document as blocks, which are set on pages before anything is painted: every page knows how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from PySide6.QtCore import QLocale

from ui.charts.drawn.canvas import Box, Canvas

Draw = Callable[[Canvas, float], None]
# Where letter paper is used, by the Unicode locale data.
_LETTER_LANDS = ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
_MARGIN, _TOP, _FOOT = 36.0, 46.0, 44.0


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A sheet of paper, upright; sizes in points."""

    name: str
    width: float
    height: float

    @property
    def inside(self) -> Box:
        """Where blocks stand."""
        return Box(x=_MARGIN, y=_TOP, width=self.width - 2 * _MARGIN, height=self.height - _TOP - _FOOT)


A4 = Paper(name="A4", width=595.28, height=841.89)
LETTER = Paper(name="Letter", width=612.0, height=792.0)
PAPERS = {paper.name: paper for paper in (A4, LETTER)}


def usual_paper(locale: QLocale | None = None) -> Paper:
    """The paper of the user's country."""
    land = QLocale.territoryToCode((locale or QLocale()).territory())
    return LETTER if land in _LETTER_LANDS else A4


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """Something as wide as the page and `height` points high; `draw` paints it from a y downwards.

    `head` is painted again above it where it comes first on a page. Blocks of the same `group` that follow one
    another stay on one page if one page can hold them. `fresh` begins a page. `bookmark` is its title in the
    document's outline, below the last one of a smaller `level`. `air` is left out at the top of a page.
    """

    height: float
    draw: Draw
    head: Block | None = None
    group: str = ""
    fresh: bool = False
    bookmark: str = ""
    level: int = 0
    air: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Placed:
    """A block on a page, at the y of its upper edge."""

    block: Block
    y: float


def space(height: float) -> Block:
    """Air between blocks."""
    return Block(height=height, draw=lambda _canvas, _y: None, air=True)


def beside(left: Block, right: Block) -> Block:
    """Two blocks at one height; each keeps to its own part of the width."""

    def draw(canvas: Canvas, y: float) -> None:
        left.draw(canvas, y)
        right.draw(canvas, y)

    return Block(height=max(left.height, right.height), draw=draw)


def beginning(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same blocks, the first of which begins a page."""
    for place, block in enumerate(blocks):
        yield block if place else replace(block, fresh=True)


def paginate(blocks: Iterable[Block], inside: Box) -> list[list[Placed]]:
    """Set blocks on pages from top to bottom; a block higher than a page stands alone on one."""
    pages: list[list[Placed]] = [[]]
    y = inside.y
    for run in _runs(blocks):
        together = sum(block.height for block in run)
        parted = len(run) > 1 and y + together > inside.bottom and together <= inside.height
        if pages[-1] and (run[0].fresh or parted):
            pages.append([])
            y = inside.y
        for block in run:
            if pages[-1] and y + block.height > inside.bottom:
                pages.append([])
                y = inside.y
            if not pages[-1] and block.air:
                continue
            if not pages[-1] and block.head is not None:
                pages[-1].append(Placed(block=block.head, y=y))
                y += block.head.height
            pages[-1].append(Placed(block=block, y=y))
            y += block.height
    return pages


def _runs(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks that stay together; one by one where they have no group."""
    for group, run in groupby(blocks, key=lambda block: block.group):
        if group:
            yield list(run)
        else:
            yield from ([block] for block in run)
