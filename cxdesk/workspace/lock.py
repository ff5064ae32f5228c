"""One writer a document: who opens it first writes, everyone else reads and is told who it is."""

from __future__ import annotations

import errno
import getpass
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from cxdesk import VERSION
from cxdesk.common.problems import UserError
from cxdesk.common.text import shown
from cxdesk.workspace import lockfile
from cxdesk.workspace.lockfile import Found, Record
from cxdesk.workspace.running import Mark, fate, here

BEAT_S = 60.0  # how often a holder says that it lives
SILENT_S = 600.0  # after so long without a beat someone on another computer is probably gone
DAMAGED_S = 60.0  # so long a lock may stand half written
_PATIENCE_S, _STEP_S = 2.0, 0.02
_REASONS = {
    errno.EACCES: "this folder may not be written to",
    errno.EPERM: "this folder may not be written to",
    errno.EROFS: "this drive is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.ENOENT: "its folder does not exist",
    errno.ENOTDIR: "its folder does not exist",
}
_Verdict = Literal["held", "unclear", "abandoned"]


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who has a document open for writing, as far as is known: "" and 0 where it is not, `since` None."""

    user: str
    host: str
    pid: int
    since: datetime | None
    app: str

    def sentence(self) -> str:
        """`Anna on DESK-7, since 2024-05-03 09:14 (CX Desk 0.1.0)`, times as this computer's clock shows them."""
        who = " on ".join(text for text in (self.user or "someone", self.host) if text)
        when = f", since {self.since.astimezone():%Y-%m-%d %H:%M}" if self.since else ""
        return f"{who}{when}{f' ({self.app})' if self.app else ''}"


class Held(UserError):  # noqa: N818 - an outcome that the window asks about
    """Someone else writes to the document.

    `ours` tells that it is this very process. `stale` tells that the holder is probably gone: nothing was heard of it
    for ten minutes, but its process cannot be asked from here. `found` is the lock that was seen, for `Lock.take` and
    `break_lock`.
    """

    def __init__(self, name: str, found: Found, *, stale: bool, ours: bool) -> None:
        self.holder, self.found, self.stale, self.ours = _holder(found), found, stale, ours
        holder = self.holder
        if ours:
            text = f"“{shown(name)}” is already open in this program: use the window that has it, or open it to read."
        elif stale:
            text = (
                f"“{shown(name)}” was left open by {holder.sentence()}, and nothing was heard of it for ten minutes: "
                "open it to read, or take it over if you know that nobody is working in it."
            )
        else:
            text = f"“{shown(name)}” is open for {holder.sentence()}: open it to read, or try again later."
        super().__init__(text)


class Unlockable(UserError):  # noqa: N818 - an outcome that the window asks about
    """Nobody can be kept from writing to the document, so it opens to be read; `reason` says why."""

    def __init__(self, name: str, reason: str) -> None:
        self.reason = reason
        super().__init__(f"“{shown(name)}” opens to be read only, for {reason}: save it elsewhere to work in it.")


class Lock:
    """The right to write to one document, held until it is released.

    It belongs to the process that took it; a copy of the process made by `fork` holds nothing.
    """

    def __init__(self, document: Path, sidecar: Path, record: Record) -> None:
        self.document, self.sidecar, self._record = document, sidecar, record
        self._pid = os.getpid()

    @classmethod
    def take(cls, path: Path, *, now: datetime, app: str = f"CX Desk {VERSION}", over: Held | None = None) -> Self:
        """Lock a document, which need not exist yet; of a link the file that it leads to.

        A lock whose process is gone for certain is taken over, and of several who try one gets it. One that probably
        is (`Held.stale`) is taken over if it is handed in as `over`, after the user was asked: that very lock, unless
        its holder was heard of since.

        Raises:
            Held: someone else has it.
            Unlockable: a lock cannot be made there.
        """
        try:
            document = path.resolve()
            _check_writable(document)
            sidecar = lockfile.sidecar_of(document)
            at = _written(now)
            record = Record(user=_user(), app=app, since=at, token=secrets.token_hex(16), mark=here(), beat=at)
            _take(sidecar, record, now, over.found if over else None, document.name)
        except (OSError, RuntimeError) as error:  # a link that leads to itself is a RuntimeError before Python 3.13
            raise Unlockable(path.name, _reason(error)) from error
        return cls(document, sidecar, record)

    def is_ours(self) -> bool:
        """Whether the lock still stands and is ours; ask before every save, for someone may have broken it.

        False too where it cannot be read: then the drive is gone, and nothing may be written.
        """
        with suppress(OSError):
            found = lockfile.look(self.sidecar)
            return self._is_here() and found is not None and found.identity == self._record.token
        return False

    def beat(self, *, now: datetime) -> None:
        """Say that this process lives, every `BEAT_S` or so. A drive that does not answer is left to `is_ours`."""
        if self._is_here():
            with suppress(OSError):
                lockfile.beat(self.sidecar, replace(self._record, beat=_written(now)))

    def release(self) -> None:
        """Give the document free; a lock that is no longer ours, or on a drive that is gone, is left alone."""
        if self._is_here():
            with suppress(OSError):
                lockfile.remove(self.sidecar, self._record.token)

    def _is_here(self) -> bool:
        return os.getpid() == self._pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


def holder_of(path: Path) -> Holder | None:
    """Who has the document open for writing, alive or not; None where nobody is known.

    Raises:
        OSError: the drive does not answer.
    """
    found = lockfile.look(lockfile.sidecar_of(path.resolve()))
    return None if found is None else _holder(found)


def break_lock(path: Path, held: Held) -> bool:
    """Remove someone's lock whether they live or not, after the user said so; whether it was still that one.

    `held` is what the user was shown: a newer lock stays. The holder notices by `is_ours`.

    Raises:
        Unlockable: it cannot be removed.
    """
    try:
        return lockfile.remove(lockfile.sidecar_of(path.resolve()), held.found.identity)
    except OSError as error:
        raise Unlockable(path.name, _reason(error)) from error


def _take(sidecar: Path, record: Record, now: datetime, over: Found | None, name: str) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not lockfile.create(sidecar, record):
        found = lockfile.look(sidecar)
        if found is None:
            continue  # released a moment ago
        verdict = _verdict(found, now, record.mark)
        late = time.monotonic() > until
        if _may_take(found, now, record.mark, over) and not late:
            if not found.readable:
                lockfile.remove(sidecar, found.identity)
            elif lockfile.replace(sidecar, record, lambda seen: _may_take(seen, now, record.mark, over)):
                return
        elif found.record or not found.readable or late:
            ours = found.record is not None and found.record.mark == record.mark
            raise Held(name, found, stale=verdict == "unclear", ours=ours)
        time.sleep(_STEP_S)  # being written, or someone else was quicker


def _may_take(found: Found, now: datetime, own: Mark, over: Found | None) -> bool:
    verdict = _verdict(found, now, own)
    return verdict == "abandoned" or (verdict == "unclear" and found == over)


def _verdict(found: Found, now: datetime, own: Mark) -> _Verdict:
    """What is known of a lock's holder; `own` is who asks."""
    at_s = now.timestamp()
    # a clock that is far ahead would keep a lock for ever
    silent_s = at_s - (found.heard_s if found.heard_s < at_s + SILENT_S else found.changed_s)
    if found.record is None:
        if found.readable:
            return "abandoned" if silent_s > DAMAGED_S else "held"
        return "unclear" if silent_s > SILENT_S else "held"
    match fate(found.record.mark, own):
        case "gone":
            return "abandoned"
        case "alive":
            return "held"
        case "unknown":
            return "unclear" if silent_s > SILENT_S else "held"


def _holder(found: Found) -> Holder:
    record = found.record
    if record is None:
        return Holder(user=shown(found.owner), host="", pid=0, since=None, app="")
    since = None
    with suppress(ValueError, OverflowError, OSError):  # years that no calendar here shows are errors too
        told = datetime.fromisoformat(record.since)
        since = told.astimezone(UTC) if told.tzinfo and told.astimezone() else None
    return Holder(
        user=shown(record.user),
        host=shown(record.mark.host),
        pid=record.mark.pid,
        since=since,
        app=shown(record.app),
    )


def _check_writable(document: Path) -> None:
    """A document that may not be written needs no lock, and a folder that is none has no place for one."""
    if not document.parent.is_dir():
        raise OSError(errno.ENOENT, "")
    if document.is_file() and not os.access(document, os.W_OK):
        raise OSError(errno.EACCES, "")


def _reason(error: OSError | RuntimeError) -> str:
    if isinstance(error, OSError):
        return _REASONS.get(error.errno or 0, "no lock can be made beside it")
    return "it is a link that leads to itself"


def _written(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="seconds")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system without a name for the account
        return ""
