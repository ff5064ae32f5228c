"""Report templates: what a report shows and how it is dressed, kept under a name and used again each month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

ACCENT = "#2456B8"
"""The accent colour of a report that names none: that of the app."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def _colour(text: str) -> str:
    if not _COLOUR.fullmatch(text):
        raise ValueError("a colour is written as # and six hexadecimal digits")
    return text.upper()


@dataclass(frozen=True, kw_only=True)
class ReportTemplate:
    """What a report shows. `sheets`, `kpis` (ids, in the catalogue's order) and `splits` None = all, or the usual ones.

    `company` stands above the title, `logo` is a PNG or JPEG file's bytes beside it, `accent` the colour of headers
    and lines as `#RRGGBB`. Without `formulas` every cell holds its value only; `redact` puts codes for people and
    customers.
    """

    name: str = ""
    sheets: tuple[str, ...] | None = None
    kpis: tuple[str, ...] | None = None
    splits: tuple[str, ...] | None = None
    formulas: bool = True
    redact: bool = False
    company: str = ""
    accent: Annotated[str, AfterValidator(_colour)] = ACCENT
    logo: bytes | None = None
