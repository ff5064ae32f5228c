"""What sentences about missing or mixed data are made of."""

from __future__ import annotations

from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import column_title


def a_sheet(title: str) -> str:
    """A sheet by its title: `a Tickets sheet`, `an Orders sheet`."""
    return f"{'an' if title[:1] in 'AEIO' else 'a'} {title} sheet"


def column_words(table: str, columns: tuple[str, ...]) -> str:
    """Titles of columns of which one is enough: `First response at or First response time`."""
    spec = TABLES[table]
    return " or ".join(column_title(column, spec) for column in columns)


def mixed_words(scales: tuple[tuple[float, float], ...]) -> str | None:
    """A sentence for scores on several scales; None for one or none."""
    if len(scales) < 2:
        return None
    listed = " and ".join(f"{low:g} to {high:g}" for low, high in scales)
    return f"the scores are on different scales ({listed}); filter to one of them"
