"""Text that leaves the app: one place that makes it safe for files."""

from __future__ import annotations

import re

CELL_LIMIT = 32_767
# control characters, signs that turn the direction of writing, line separators, halves of surrogate pairs
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe_text(text: str, limit: int = CELL_LIMIT) -> str:
    """Replace characters that break XML or Excel files by U+FFFD and cut visibly at `limit` characters."""
    clean = _UNSAFE.sub("\ufffd", text)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def shown(name: str) -> str:
    r"""A file's or sheet's name as shown: what would hide, turn or break it is written out, as `\n` or `\u202e`."""
    return _HIDDEN.sub(_escaped, name)


def shown_lines(text: str) -> str:
    """Text for a terminal, of which line breaks and tabs alone may steer it."""
    return _HIDDEN.sub(lambda sign: sign[0] if sign[0] in "\n\t" else _escaped(sign), text)


def _escaped(sign: re.Match[str]) -> str:
    return sign[0].encode("unicode_escape").decode("ascii")


def folded(name: str) -> str:
    """A name as names of teams, regions, priorities and channels are compared: no case, no spaces around it."""
    return name.strip().casefold()


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 row`, `1,200 rows`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
