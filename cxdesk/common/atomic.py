"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# The disk is full, or the user's share of it, or the file is larger than any may be here.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_special(path: Path) -> bool:
    """Whether the path is a device, pipe or socket, which cannot be replaced."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


@contextmanager
def replacing(path: Path, *, private: bool = False, keep_mode: bool = True) -> Iterator[Path]:
    """Give a temporary path in the same folder; rename it over `path` once the block ended without an error.

    An existing file stays untouched until then. A device or pipe is written directly. A `private` file can be read by
    its owner alone, unless an existing one had other permissions and `keep_mode` says that they are kept.

    Raises:
        OSError: the folder cannot be written or the existing file is locked by another program.
    """
    if is_special(path):
        yield path
        return
    target = Path(os.path.realpath(path))
    start = target.name.encode(errors="ignore")[:80].decode(errors="ignore")  # names are limited by bytes
    handle, name = tempfile.mkstemp(prefix=f".{start}.", suffix=".part", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _set_mode(target if keep_mode else None, temporary, private=private)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
        _sync_folder(target.parent)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Have the new name on the disk too; systems that cannot sync a folder do it by themselves."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _set_mode(old: Path | None, temporary: Path, *, private: bool) -> None:
    """Give the new file the old one's permissions, or those a new file gets."""
    mode = None
    if old is not None:
        with suppress(OSError):
            mode = stat.S_IMODE(old.stat().st_mode)
    if mode is None and not private:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    with suppress(OSError):
        temporary.chmod(0o600 if mode is None else mode)


def write_text(path: Path, text: str) -> None:
    """Write a text file as UTF-8, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
