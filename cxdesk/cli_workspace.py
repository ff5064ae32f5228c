"""Workspaces on the command line: what a report starts from, what of it is kept, and what its history says."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.common.problems import UserError
from cxdesk.common.progress import Progress

if TYPE_CHECKING:
    from cxdesk.targets.target import TargetBook
    from cxdesk.workspace.file.records import Base
    from cxdesk.workspace.session import Session

SUFFIX = ".cxdesk"


@dataclass(frozen=True, kw_only=True, eq=False)
class Start:
    """What a report starts from: the session of a workspace, or an empty one; `base` is the document it came from."""

    session: Session
    base: Base | None = None


def separate(options: argparse.Namespace) -> None:
    """Take a workspace out of the files that are named: it may stand among them or behind --workspace.

    Raises:
        UserError: more than one workspace, a workspace where none belongs, or nothing to read at all.
    """
    named = [file for file in options.files if file.lower().endswith(SUFFIX)]
    options.files = [file for file in options.files if file not in named]
    every = [*([options.workspace] if options.workspace else []), *named]
    if len(every) > 1:
        raise UserError("Only one workspace can be opened. Give the others' spreadsheets.")
    options.workspace = every[0] if every else None
    if not options.files and not options.workspace:
        raise UserError("There is nothing to read. Give spreadsheets, or a workspace with --workspace.")
    if options.before_change is not None and not options.workspace:
        raise UserError("--before-change looks into the history of a workspace. Name it with --workspace.")
    if options.save and not options.save.lower().endswith(SUFFIX):
        raise UserError(f"“{options.save}” has to end with {SUFFIX}, as all workspaces do.")
    if options.save and options.before_change is not None and _same(options.save, options.workspace):
        raise UserError("A past state is not saved over the workspace it is of. Give --save another file.")


def started(options: argparse.Namespace, zone: str, progress: Progress) -> Start:
    """What the report starts from; `zone` is the one of a session that comes from no workspace.

    Raises:
        UserError: the workspace cannot be opened.
    """
    from cxdesk.workspace.session import Session

    if not options.workspace:
        return Start(session=Session(zone=zone))
    from cxdesk.workspace.file.reading import load, load_past

    path = Path(options.workspace)
    if options.before_change is None:
        loaded = load(path, progress)
        return Start(session=loaded.session, base=loaded.base)
    past = load_past(path, options.before_change, progress)
    return Start(session=past.session, base=None)


@contextmanager
def writable(options: argparse.Namespace) -> Iterator[None]:
    """Keep others from saving the workspace that --save names, from before it is read until it is written.

    Raises:
        UserError: somebody has it open, or it cannot be written there.
    """
    if not options.save:
        yield
        return
    from cxdesk.workspace.lock import Lock

    with Lock.take(Path(options.save), now=datetime.now(tz=UTC)):
        yield


def keep(options: argparse.Namespace, start: Start, session: Session, progress: Progress) -> None:
    """Save the session as --save says; what the run changed enters the history of the workspace it started from.

    Raises:
        UserError: it cannot be saved.
    """
    if not options.save:
        return
    from cxdesk.workspace.file.records import Change
    from cxdesk.workspace.file.saving import save

    now = datetime.now(tz=UTC)
    path = Path(options.save)
    if start.base is None:
        save(path, session, now=now, progress=progress)
        return
    base = replace(start.base, path=start.base.path.absolute())
    change = Change(at=now, words="Command line", before=start.session, after=session)
    save(path, session, now=now, base=base, changes=[change], progress=progress)


def edited_targets(path: Path, session: Session, after: date | None) -> TargetBook:
    """The workspace's targets with the edits of a workbook that was exported from it; `after` ends the period.

    Raises:
        UserError: it is of another workspace, or a cell of it makes no sense: nothing is taken.
    """
    from cxdesk.export.target_edits import read_edits, with_edits
    from cxdesk.export.targets_back import read_targets

    found = read_edits(path, session.workspace_id)
    if found.problems:
        told = [f"{problem.message}" for problem in found.problems]
        raise UserError(f"No target of “{path.name}” was taken. {' '.join(told)}")
    if not found.known:
        return read_targets(path)
    now = datetime.now(tz=UTC)
    day = after - timedelta(days=1) if after else now.astimezone(session.calendar.tz).date()
    return with_edits(session.targets, found.edits, session.conventions, day, now)


def history(options: argparse.Namespace) -> int:
    """List the history of a workspace, newest change first."""
    from cxdesk.export.json_export import json_text
    from cxdesk.export.outputs import put_text, put_words
    from cxdesk.workspace.file.history_text import history_json, history_lines
    from cxdesk.workspace.file.reading import history_of

    entries = history_of(Path(options.file))
    if options.json:
        put_text(options.json, json_text(history_json(entries)))
    else:
        put_words("".join(f"{line}\n" for line in history_lines(entries)))
    return 0


def _same(one: str, other: str | None) -> bool:
    return other is not None and Path(one).resolve() == Path(other).resolve()
