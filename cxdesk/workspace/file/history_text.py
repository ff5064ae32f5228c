"""The history of a workspace as text and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from cxdesk.common.text import plural
from cxdesk.export.plain import Json
from cxdesk.workspace.file.changes import Entry, RowCounts
from cxdesk.workspace.file.parts import PROBLEMS, SOURCES, in_words
from cxdesk.workspace.file.records import REJECTED

_FOLLOWS = (SOURCES, PROBLEMS)  # what changes along with the rows
TARGETS, CONVENTIONS, DATA, NAMES, OTHER = "targets", "conventions", "data", "names", "other"
KINDS = (TARGETS, CONVENTIONS, DATA, NAMES, OTHER)
_OF_KIND = {
    "targets": TARGETS,
    **dict.fromkeys(("conventions", "zone", "business", "calendars", "limits", "sla"), CONVENTIONS),
    **dict.fromkeys((*_FOLLOWS, "typed"), DATA),
    **dict.fromkeys(("aliases", "teams", "replace_teams", "ids_by_digits", "apart"), NAMES),
}


def history_lines(entries: Sequence[Entry]) -> list[str]:
    """A line a change: number, when (UTC), what was done, and what it touched."""
    if not entries:
        return ["Nothing was changed since this workspace was made."]
    return [f"{entry.number:>5}  {entry.at:%Y-%m-%d %H:%M}  {entry.words}: {touched(entry)}" for entry in entries]


def touched(entry: Entry) -> str:
    """What a change touched, in words: `tickets 12 rows added, 3 changed; targets`."""
    rows = [f"{name.partition(':')[2]} {counts_text(counts)}" for name, counts in moved_rows(entry).items()]
    parts = [name for name in entry.parts if name not in _FOLLOWS or not rows]
    return "; ".join([*rows, *([in_words(parts)] if parts else [])]) or "nothing that is counted"


def counts_text(counts: RowCounts) -> str:
    """`12 rows added, 3 changed`."""
    told = [(counts.added, "added"), (counts.removed, "removed"), (counts.changed, "changed")]
    said = [(count, word) for count, word in told if count]
    first = [f"{plural(count, 'row')} {word}" for count, word in said[:1]]
    return ", ".join([*first, *(f"{count:,} {word}" for count, word in said[1:])])


def kinds_of(entry: Entry) -> frozenset[str]:
    """What kinds of change it was; what an import remembers along with its rows is no other kind."""
    rows = bool(moved_rows(entry))
    found = {_OF_KIND.get(name, OTHER) for name in entry.parts} | ({DATA} if rows else set())
    return frozenset(found - {OTHER} if DATA in found else found) or frozenset({OTHER})


def history_json(entries: Sequence[Entry]) -> dict[str, Json]:
    """The history as plain data, newest change first; `before` and `after` are the parts as JSON text."""
    listed: list[Json] = [
        {
            "number": entry.number,
            "at": entry.at.isoformat(),
            "app": entry.app,
            "words": entry.words,
            "parts": [
                {"part": name, "before": before, "after": after} for name, (before, after) in entry.parts.items()
            ],
            "rows": [{"table": name.partition(":")[2], **asdict(counts)} for name, counts in moved_rows(entry).items()],
        }
        for entry in entries
    ]
    return {"schema": 1, "history": listed}


def moved_rows(entry: Entry) -> dict[str, RowCounts]:
    """Tables whose rows changed; the rows left out are not counted, and some tables only moved in the list of files."""
    return {name: counts for name, counts in entry.rows.items()
            if not name.startswith(REJECTED) and (counts.added or counts.removed or counts.changed)}  # fmt: skip
