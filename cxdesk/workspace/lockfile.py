"""The file that stands beside an open document: its name, what it says, and changing it without two doing so at once.

A lock is changed only while the system's own lock on that very file is held and the name still leads to it. So nothing
slips in between looking and changing, and a new file that was given the number of a deleted one confuses nobody.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cxdesk.workspace.running import Mark

_PREFIX, _SUFFIX = ".~lock.", "#"
_NAME_BYTES = 120  # encrypted home folders allow 143 bytes a name; others 255
_MAX_BYTES = 4096
_TEXT = 64
_WAIT_S, _STEP_S, _SETTLE_S = 0.5, 0.01, 0.3
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FLAGS |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOINHERIT", 0)


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a lock says: who writes (`user`, `app`), since when, when last heard of, which process, a word of its own.

    Times are ISO 8601. The last beat stands in the file because programs that synchronise folders do not pass on a file
    of which only the time has changed, and because a file server's clock may be far behind.
    """

    user: str
    app: str
    since: str
    token: str
    mark: Mark
    beat: str

    def to_bytes(self) -> bytes:
        """The file's content."""
        return (json.dumps(asdict(self), ensure_ascii=False) + "\n").encode("utf-8", "replace")

    @staticmethod
    def read(content: bytes) -> Record | None:
        """What the content says; None where it is damaged."""
        try:
            document: Any = json.loads(content.decode("utf-8"))
        except (ValueError, RecursionError):
            return None
        if not isinstance(document, dict) or (mark := Mark.read(document.get("mark"))) is None:
            return None
        texts = {
            name: text[:_TEXT]
            for name in ("user", "app", "since", "token", "beat")
            if isinstance(text := document.get(name), str)
        }
        return Record(**texts, mark=mark) if len(texts) == 5 and texts["token"] else None


@dataclass(frozen=True, kw_only=True)
class Found:
    """A lock as it stands: its record (None if damaged or not to be read).

    Seconds since 1970: `heard_s` the last beat by the holder's clock, `changed_s` the file's time by its server's.
    `identity` changes with every new holder. `readable` is false where the file belongs to someone else or is none.
    """

    record: Record | None
    heard_s: float
    changed_s: float
    identity: str
    readable: bool
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class _Guard:
    """An open lock file that nobody else changes now; `sure` is false where the drive knows no locks."""

    fd: int
    sure: bool


def sidecar_of(document: Path) -> Path:
    """The lock file's path beside a document; the same whatever the letters' case or form where names are long."""
    name = unicodedata.normalize("NFC", document.name)
    raw = name.encode("utf-8", "surrogatepass")
    if len(raw) > _NAME_BYTES:
        told = hashlib.sha256(name.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:16]
        name = f"{raw[: _NAME_BYTES - 24].decode('utf-8', 'ignore')}~{told}"
    return document.with_name(f"{_PREFIX}{name}{_SUFFIX}")


def create(sidecar: Path, record: Record) -> bool:
    """Make the lock; False where there is one.

    Raises:
        OSError: the folder takes no file.
    """
    try:
        fd = os.open(sidecar, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600)
    except FileExistsError:
        return False
    try:
        # someone may think an empty file damaged if this process slept for a minute just here
        with _holding(fd, sidecar) as guard:
            if guard is None or os.fstat(fd).st_size:
                return False
            try:
                _write(fd, record)
            except OSError:
                with suppress(OSError):
                    sidecar.unlink()  # a full disk still made room for an empty file
                raise
            return True
    finally:
        os.close(fd)


def look(sidecar: Path) -> Found | None:
    """The lock as it stands; None where there is none.

    Raises:
        OSError: the drive does not answer.
    """
    try:
        fd = os.open(sidecar, os.O_RDONLY | _FLAGS)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno not in {errno.EACCES, errno.EPERM, errno.ELOOP, errno.EMLINK, errno.EISDIR, errno.ENXIO}:
            raise
        return _not_readable(sidecar)
    try:
        return _found(fd) if stat.S_ISREG(os.fstat(fd).st_mode) else _not_readable(sidecar)
    finally:
        os.close(fd)


def replace(sidecar: Path, record: Record, allowed: Callable[[Found], bool]) -> bool:
    """Write another record into the lock if what stands there now allows it; of several who try, one does.

    Raises:
        OSError: the file cannot be written.
    """
    with _guarded(sidecar) as guard:
        if guard is None or not allowed(_found(guard.fd)):
            return False
        _write(guard.fd, record)
        if guard.sure:
            return True
        time.sleep(_SETTLE_S)  # who else wrote has written by now, and the last one stays
        return _found(guard.fd).identity == record.token


def beat(sidecar: Path, record: Record) -> None:
    """Write a later beat into the lock if it still is the record's.

    The file keeps its length, so that being killed just here does not damage it.

    Raises:
        OSError: the file cannot be written.
    """
    with _guarded(sidecar) as guard:
        if guard is not None and _found(guard.fd).identity == record.token:
            _write(guard.fd, record)


def remove(sidecar: Path, identity: str) -> bool:
    """Delete the lock if it still is the one of that identity; whether it was.

    Raises:
        OSError: the file cannot be deleted.
    """
    found = look(sidecar)
    if found is None or found.identity != identity:
        return False
    if not found.readable:
        sidecar.unlink()
        return True
    with _guarded(sidecar) as guard:
        if guard is None or _found(guard.fd).identity != identity:
            return False
        if sys.platform != "win32":
            sidecar.unlink()
    if sys.platform == "win32":
        _unlink_closed(sidecar)
    return True


@contextmanager
def _guarded(sidecar: Path) -> Iterator[_Guard | None]:
    """The lock file, open and nobody else's to change; None where it went, was exchanged or stays busy."""
    try:
        fd = os.open(sidecar, os.O_RDWR | _FLAGS)
    except FileNotFoundError:
        yield None
        return
    try:
        with _holding(fd, sidecar) as guard:
            yield guard
    finally:
        os.close(fd)


@contextmanager
def _holding(fd: int, sidecar: Path) -> Iterator[_Guard | None]:
    until = time.monotonic() + _WAIT_S
    while (state := _try_lock(fd)) == "busy":
        if time.monotonic() > until:
            yield None
            return
        time.sleep(_STEP_S)
    try:
        yield _Guard(fd=fd, sure=state == "held") if _leads_to(sidecar, fd) else None
    finally:
        if state == "held":
            _unlock(fd)


if sys.platform == "win32":
    import msvcrt

    _FAR = 2**30  # a locked byte cannot be read by others, so it is one that holds nothing

    def _try_lock(fd: int) -> str:
        os.lseek(fd, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            return "busy" if error.errno in {errno.EACCES, errno.EDEADLK} else "none"
        return "held"

    def _unlock(fd: int) -> None:
        os.lseek(fd, _FAR, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

    def _leads_to(_sidecar: Path, _fd: int) -> bool:
        return True  # an open file is neither deleted nor renamed there

else:
    import fcntl

    def _try_lock(fd: int) -> str:
        """Whether the system's lock is "held" now, "busy", or "none" is to be had on this drive."""
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return "busy" if error.errno in {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EINTR} else "none"
        return "held"

    def _unlock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)

    def _leads_to(sidecar: Path, fd: int) -> bool:
        """Whether the name is still that of the open file."""
        try:
            return os.path.samestat(sidecar.lstat(), os.fstat(fd))
        except FileNotFoundError:
            return False


def _unlink_closed(sidecar: Path) -> None:
    """Delete a file that others may have open for a moment, which keeps it from being deleted on Windows."""
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            return sidecar.unlink(missing_ok=True)
        except PermissionError:
            if time.monotonic() > until:
                raise
            time.sleep(_STEP_S)


def _write(fd: int, record: Record) -> None:
    content = record.to_bytes()
    os.lseek(fd, 0, os.SEEK_SET)
    written = os.write(fd, content)
    os.ftruncate(fd, written)
    if written < len(content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _found(fd: int) -> Found:
    os.lseek(fd, 0, os.SEEK_SET)
    content = os.read(fd, _MAX_BYTES + 1)
    told = os.fstat(fd)
    record = Record.read(content) if len(content) <= _MAX_BYTES else None
    identity = record.token if record else _identity(told)
    return Found(
        record=record, heard_s=_heard_s(record, told), changed_s=told.st_mtime, identity=identity, readable=True
    )


def _heard_s(record: Record | None, told: os.stat_result) -> float:
    """When the holder was last heard of; where the lock does not say, when its file was last changed."""
    with suppress(ValueError, OverflowError, OSError):
        at = datetime.fromisoformat(record.beat) if record else None
        if at is not None and at.tzinfo is not None:
            return at.timestamp()
    return told.st_mtime


def _not_readable(sidecar: Path) -> Found | None:
    try:
        told = sidecar.lstat()
    except FileNotFoundError:
        return None
    owner = ""
    with suppress(KeyError):
        owner = _name_of(told.st_uid)
    time_s, identity = told.st_mtime, _identity(told)
    return Found(record=None, heard_s=time_s, changed_s=time_s, identity=identity, readable=False, owner=owner)


if sys.platform == "win32":

    def _name_of(_user_id: int) -> str:
        return ""

else:
    import pwd

    def _name_of(user_id: int) -> str:
        return pwd.getpwuid(user_id).pw_name


def _identity(told: os.stat_result) -> str:
    return f"{told.st_dev}:{told.st_ino}:{told.st_mtime_ns}"
