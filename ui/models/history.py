"""The history of a workspace as a list: when, what was done, what it touched; saved changes and those not saved yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from cxdesk.tables.hidden import unnamed_text
from cxdesk.workspace.file.changes import entry_of
from cxdesk.workspace.file.history_text import CONVENTIONS, DATA, KINDS, NAMES, OTHER, TARGETS, kinds_of, moved_rows
from cxdesk.workspace.file.parts import PROBLEMS, SOURCES, in_words
from cxdesk.workspace.file.reading import history_of
from ui.basics import numbers
from ui.models.import_words import table_title
from ui.models.listing import Column

if TYPE_CHECKING:
    from cxdesk.common.progress import Progress
    from cxdesk.workspace.file.changes import Entry, RowCounts
    from cxdesk.workspace.file.records import Change
    from cxdesk.workspace.session import Session


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("history", text)


@dataclass(frozen=True, kw_only=True, eq=False)
class HistoryRow:
    """One change in words.

    `change` is that of one which is not saved yet, `later` the number of the saved one that came after it.
    """

    entry: Entry
    words: str
    touched: str
    kinds: frozenset[str]
    change: Change | None = None
    later: int | None = None

    @property
    def is_saved(self) -> bool:
        """Whether it is in the file."""
        return self.change is None


def read_history(
    path: Path | None, pending: Sequence[Change], session: Session
) -> Callable[[Progress], tuple[HistoryRow, ...]]:
    """Work that lists the changes of a document, newest first, those that are not saved yet on top."""

    def work(progress: Progress) -> tuple[HistoryRow, ...]:
        progress.report(0, 0, tr("Reading the history"))
        rows = []
        for place, change in enumerate(reversed(pending)):
            progress.report(place, len(pending), tr("Comparing what is not saved yet"))
            entry = entry_of(change, place - len(pending))
            if entry.parts or entry.rows:
                rows.append(_row(entry, session, change=change))
        later = None
        for entry in () if path is None else history_of(path, brief=True):
            rows.append(_row(entry, session, later=later))
            later = entry.number
        return tuple(rows)

    return work


def _row(entry: Entry, session: Session, change: Change | None = None, later: int | None = None) -> HistoryRow:
    words = unnamed_text(session.dataset, entry.words) or tr("Edit")
    return HistoryRow(entry=entry, words=words, touched=touched_words(entry), kinds=kinds_of(entry), change=change,
                      later=later)  # fmt: skip


def touched_words(entry: Entry) -> str:
    """`Tickets: 12 rows added, 3 changed · targets`."""
    moved = moved_rows(entry)
    parts = [f"{table_title(name.partition(':')[2])}: {_counts(counts)}" for name, counts in moved.items()]
    names = [name for name in entry.parts if not (moved and name in (SOURCES, PROBLEMS, "layouts"))]
    return " · ".join([*parts, *([in_words(names)] if names else [])]) or tr("nothing that is counted")


def _counts(counts: RowCounts) -> str:
    told = [(counts.added, tr("1 row added"), tr("{} rows added")),
            (counts.removed, tr("1 row removed"), tr("{} rows removed")),
            (counts.changed, tr("1 row changed"), tr("{} rows changed"))]  # fmt: skip
    return ", ".join((one if count == 1 else many).format(numbers.count(count)) for count, one, many in told if count)


def kind_choices() -> tuple[tuple[str, str], ...]:
    """What can be chosen to be listed: key and words, everything first."""
    words = {TARGETS: tr("Targets"), CONVENTIONS: tr("Conventions and hours"), DATA: tr("Data"), NAMES: tr("Names"),
             OTHER: tr("Views, templates and the rest")}  # fmt: skip
    return (("", tr("All changes")), *((kind, words[kind]) for kind in KINDS))


def filtered(rows: Sequence[HistoryRow], text: str, kind: str) -> tuple[HistoryRow, ...]:
    """Rows of a kind ("" = any) that hold all words of a text in any column."""
    wanted = text.casefold().split()
    return tuple(
        row
        for row in rows
        if (not kind or kind in row.kinds)
        and all(word in f"{when_words(row)} {row.words} {row.touched}".casefold() for word in wanted)
    )


def when_words(row: HistoryRow) -> str:
    """When it was, on this computer's clock; what is not saved yet says so."""
    return moment(row.entry.at) if row.is_saved else tr("not saved yet")


def moment(at: datetime) -> str:
    """`3 Mar 2026 10:42` on this computer's clock."""
    return str(QLocale().toString(QDateTime.fromSecsSinceEpoch(int(at.timestamp())), "d MMM yyyy HH:mm"))


def state_title(name: str, at: datetime) -> str:
    """`acme as of 3 March 10:42`; the year stands there where it is another one than this."""
    when = QDateTime.fromSecsSinceEpoch(int(at.timestamp()))
    this_year = when.date().year() == QDateTime.currentDateTime().date().year()
    told = str(QLocale().toString(when, "d MMMM HH:mm" if this_year else "d MMMM yyyy HH:mm"))
    return tr("{name} as of {when}").format(name=name, when=told)


def history_columns() -> tuple[Column[HistoryRow], ...]:
    """Columns of the list."""
    return (
        Column(title=tr("When"), text=when_words, key=lambda row: row.entry.at.timestamp()),
        Column(title=tr("What was done"), text=lambda row: row.words, tip=lambda row: row.words),
        Column(title=tr("What it touched"), text=lambda row: row.touched, tip=lambda row: row.touched),
    )
