"""Text that leaves the app: one place that makes it safe for files."""

from __future__ import annotations

import re

CELL_LIMIT = 32_767
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe_text(text: str, limit: int = CELL_LIMIT) -> str:
    """Replace characters that break XML or Excel files by U+FFFD and cut visibly at `limit` characters."""
    clean = _UNSAFE.sub("\ufffd", text)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def folded(name: str) -> str:
    """A name as names of teams, regions, priorities and channels are compared: no case, no spaces around it."""
    return name.strip().casefold()


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 row`, `1,200 rows`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
