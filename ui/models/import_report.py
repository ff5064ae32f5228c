"""What an import did, in words for the Data page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QTimeZone

from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import column_title
from ui.basics import numbers
from ui.models.import_words import counted, tr
from ui.models.table_words import contents, listed

if TYPE_CHECKING:
    from datetime import datetime

    from cxdesk.imports.rows.compare import ImportReport, TableChange
    from cxdesk.tables.dataset import Source

_MOST_COLUMNS = 4  # named before the rest is counted
_MOST_FILES = 3


def report_title(report: ImportReport) -> str:
    """`Imported june.csv`, or that it changed nothing."""
    files = ", ".join(report.files[:_MOST_FILES])
    if len(report.files) > _MOST_FILES:
        files = tr("{} and {} more").format(files, numbers.count(len(report.files) - _MOST_FILES))
    return (tr("{} changed nothing.") if report.is_nothing else tr("Imported {}.")).format(files)


def report_lines(report: ImportReport) -> tuple[str, ...]:
    """One line a table whose rows were there in part, one for all that is new, then what changed in the layouts."""
    fresh = [change for change in report.tables if not (change.changed or change.unchanged or change.dropped)]
    rest = [change for change in report.tables if change not in fresh]
    added = listed(contents((change.table, change.added) for change in fresh if change.added))
    lines = [_line(change) for change in rest]
    return (*lines, *([tr("Added: {}").format(added)] if added else []), *report.notes)


def _line(change: TableChange) -> str:
    spec = TABLES[change.table]
    parts = [counted(change.added, tr("1 row added"), tr("{} rows added"))] if change.added else []
    if change.changed:
        names = [f"{column_title(name, spec)} {numbers.count(count)}" for name, count in change.columns.items()]
        more = len(names) - _MOST_COLUMNS
        shown = [*names[:_MOST_COLUMNS], tr("{} more columns").format(numbers.count(more))] if more > 1 else names
        parts.append(tr("{} changed ({})").format(numbers.count(change.changed), ", ".join(shown)))
    for amount, words in (
        (change.unchanged, tr("{} unchanged")),
        (change.only_before, tr("{} only in the earlier file, kept")),
        (change.dropped, tr("{} only in the earlier file, dropped")),
    ):
        parts += [words.format(numbers.count(amount))] if amount else []
    return f"{spec.title}: {' · '.join(parts or [tr('no rows')])}"


def source_details(source: Source) -> str:
    """Everything about how a source was read, in one paragraph."""
    parts = [tr("recognised as {}").format(source.recognised_as)] if source.recognised_as else []
    parts += [tr("header in row {}").format(numbers.count(source.header_row))] if source.header_row else []
    parts += [source.encoding.upper()] if source.encoding else []
    parts += [tr("times in {}").format(source.zone)] if source.zone else []
    if source.stamp is not None:
        parts.append(tr("file of {}").format(when(source.stamp.modified)))
        parts.append(
            QLocale().formattedDataSize(source.stamp.size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
        )
        parts.append(tr("read {}").format(when(source.stamp.read_at)))
    text = " · ".join(parts)
    notes = " ".join(source.notes)
    return " ".join(part for part in (f"{text[:1].upper()}{text[1:]}." if text else "", notes) if part)


def when(moment: datetime) -> str:
    """A moment in the machine's own time: `3 May 2026 09:12`."""
    found = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()), QTimeZone.systemTimeZone())
    return str(QLocale().toString(found, "d MMM yyyy HH:mm"))
