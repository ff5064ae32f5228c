"""Data quality in words: the score of a table, the KPIs that a problem may bend, where a KPI's rows went."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from cxdesk.kpis.balance import RowBalance
from cxdesk.kpis.catalogue import by_id
from cxdesk.report.quality import TableQuality, reason_words
from ui.basics import numbers
from ui.models.listing import Column
from ui.models.table_words import amount_words

_MOST_NAMED = 6  # KPIs of a problem before the rest is counted


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("Quality", text)


def score_columns() -> tuple[Column[TableQuality], ...]:
    """Table, score, rows, what is wrong."""
    return (
        Column(title=tr("Table"), text=lambda found: found.title),
        Column(
            title=tr("Score"), text=score_words, key=lambda found: float(found.score), right=True,
            help=tr("Sound rows in 100. A row with two problems counts twice, so it may be better than that."),
        ),
        Column(title=tr("Rows"), text=lambda found: numbers.count(found.rows), key=lambda found: float(found.rows),
               right=True),
        Column(title=tr("Rows with a problem"), text=flaw_words, key=lambda found: float(sum(found.flawed.values())),
               tip=flaw_words),
    )  # fmt: skip


def score_words(found: TableQuality) -> str:
    """`97 of 100`."""
    return tr("{} of 100").format(numbers.count(found.score))


def flaw_words(found: TableQuality) -> str:
    """`9 duplicate, 2 unreadable date`; a word where there is none."""
    parts = [f"{numbers.count(count)} {kind.replace('_', ' ')}" for kind, count in found.flawed.items()]
    return ", ".join(parts) or tr("none")


def bent_words(kpis: Sequence[str]) -> str:
    """The KPIs that a problem may bend, by name; "" for none."""
    if not kpis:
        return ""
    names = [by_id(kpi).name for kpi in kpis[:_MOST_NAMED]]
    more = len(kpis) - len(names)
    words = ", ".join(names) if not more else tr("{} and {} more").format(", ".join(names), numbers.count(more))
    return tr("May bend: {}.").format(words)


def balance_lines(parts: Sequence[RowBalance], dated_by: Callable[[str], str]) -> str:
    """A line a table: `5,584 tickets = 295 counted + 5,287 in other periods + 2 without this value`."""
    lines: dict[str, None] = {}
    for part in parts:
        reasons = [
            f"{numbers.count(count)} {tr(reason_words(reason, dated_by(part.measure)))}"
            for reason, count in part.not_counted.items()
        ]
        counted = tr("{} counted").format(numbers.count(part.counted))
        words = f"{amount_words(part.table, part.rows)} = {' + '.join([counted, *reasons])}"
        lines[words] = None
    return "\n".join(lines)
