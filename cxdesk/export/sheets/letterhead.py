"""Whose report it is: the logo and the company's name above the Summary's title, over a line of the accent colour."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from xlsxwriter.image import Image

from cxdesk.common.text import safe_text
from cxdesk.export.context import Context
from cxdesk.export.logo import Logo

_POINTS_A_PIXEL = 0.75
_AIR = 5  # pixels above and below a logo
_INDENT_PIXELS = 9  # of a step by which words are indented


def write_letterhead(context: Context, sheet: Any, columns: int) -> None:
    """Fill the first row where the report has a letterhead; the line below it crosses so many columns."""
    if not context.top:
        return
    logo, line = context.logo, {"bottom": 5, "bottom_color": context.styles.line}
    height = 26.0 if logo is None else max(logo.fitted[1], 20.0) + 2 * _AIR
    sheet.set_row(0, height * _POINTS_A_PIXEL + (0.0 if logo else 6.0))
    for column in range(columns):
        sheet.write_blank(0, column, None, context.styles(**line))
    if context.company:
        beside = 0 if logo is None else int(logo.fitted[0] // _INDENT_PIXELS) + 1
        name = context.styles(**line, bold=True, font_size=14, font_color=context.styles.line, indent=beside)
        sheet.write_string(0, 0, safe_text(context.company, 255), name)
    if logo is not None:
        _place(sheet, logo, context.company)


def _place(sheet: Any, logo: Logo, company: str) -> None:
    image = Image(BytesIO(logo.content))
    width, height = logo.fitted
    sheet.insert_image(0, 0, image, {
        "x_offset": 2, "y_offset": _AIR, "object_position": 1,
        # a picture's own resolution would change its size
        "x_scale": width / logo.width * image.x_dpi / 96, "y_scale": height / logo.height * image.y_dpi / 96,
        "description": safe_text(f"Logo of {company}" if company else "Logo", 255),
    })  # fmt: skip
