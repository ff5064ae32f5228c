"""A folder of the program's own for files on the way: nobody else may look in, and nothing stays in it."""

from __future__ import annotations

import atexit
import json
import os
import secrets
import shutil
import stat
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from cxdesk.workspace.running import Fate, Mark, fate, here

_APP, _PLACE, _PREFIX, _OWNER = "cxdesk", "private", "work-", "owner.json"
_NEW_S, _FORGOTTEN_S = 60.0, 30 * 86_400.0
_MAX_OWNER_BYTES = 4096


class PrivateFolder:
    """A new folder with a name nobody can guess, for the user alone (0700); `path` says where.

    It goes with all that is in it when it is closed, at the latest when the process ends. One that a crash left is
    removed by `sweep`. It stands beside the user's cached files and not in memory, for a document may be large.
    """

    def __init__(self, base: Path | None = None) -> None:
        """Make the folder, below `base` if given.

        Raises:
            OSError: there is no place for it, or the place belongs to someone else.
        """
        place = _place(base or _base())
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        self._pid = os.getpid()
        owner = create_private(self.path / _OWNER)
        owner.write_text(json.dumps(here().as_dict()), encoding="utf-8")
        atexit.register(self.close)

    def file(self, suffix: str = "") -> Path:
        """A new empty file in the folder, for the user alone (0600).

        Raises:
            OSError: the disk is full, or the folder was closed.
        """
        return create_private(self.path / f"{secrets.token_hex(8)}{suffix}")

    def close(self) -> None:
        """Remove the folder; what is still open on Windows goes with the next `sweep`."""
        if os.getpid() != self._pid:
            return  # a copy of the process made by fork: the folder is not its own
        atexit.unregister(self.close)
        shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def create_private(path: Path) -> Path:
    """Make an empty file that only the user may read and write (0600), before anything is in it; the path again.

    On Windows the folder's permissions hold, and a user's own folders are nobody else's.

    Raises:
        FileExistsError: there is such a file, or a link of that name.
        OSError: it cannot be made.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return path


def sweep(base: Path | None = None, *, now: datetime | None = None) -> int:
    """Remove the folders that crashed processes left; how many went. To be called at the start.

    One whose process cannot be asked goes after 30 days: of another computer, where the user's folder is on a network.
    """
    at_s = (now or datetime.now(tz=UTC)).timestamp()
    place = (base or _base()) / _PLACE
    with suppress(OSError):
        left = [Path(entry.path) for entry in os.scandir(place) if _is_ours(entry) and _is_left(Path(entry.path), at_s)]
        for folder in left:
            shutil.rmtree(folder, ignore_errors=True)
        return sum(not folder.exists() for folder in left)
    return 0


def _base() -> Path:
    import platformdirs

    return Path(platformdirs.user_cache_dir(_APP, appauthor=False))


def _place(base: Path) -> Path:
    """The folder of the private folders, made if it is not there."""
    place = base / _PLACE
    base.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        place.mkdir(mode=0o700)
    told = place.lstat()
    if not stat.S_ISDIR(told.st_mode) or not _is_users(told):
        raise PermissionError(f"{place} is not a folder of this user")
    return place


def _is_users(told: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or told.st_uid == os.getuid()


def _is_ours(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder as we make them: no link, and the user's own."""
    with suppress(OSError):
        told = entry.stat(follow_symlinks=False)
        return entry.name.startswith(_PREFIX) and stat.S_ISDIR(told.st_mode) and _is_users(told)
    return False


def _is_left(folder: Path, at_s: float) -> bool:
    age_s = at_s - folder.lstat().st_mtime
    match _fate_of(folder):
        case "gone":
            return True
        case "alive":
            return False
        case "unknown":
            return age_s > _FORGOTTEN_S
        case None:  # it may be about to say whose it is
            return age_s > _NEW_S


def _fate_of(folder: Path) -> Fate | None:
    """What became of the folder's process; None where it does not say whose it is."""
    try:
        with (folder / _OWNER).open("rb") as file:
            mark = Mark.read(json.loads(file.read(_MAX_OWNER_BYTES)))
    except (OSError, ValueError, RecursionError):
        return None
    return None if mark is None else fate(mark)
