"""Folders of files are filled whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def filling(folder: Path, outdated: Iterable[str] = ()) -> Iterator[Path]:
    """Give an empty folder beside `folder`; its files go there once the block ended without an error.

    Files of other names stay, but those named in `outdated` that the block did not make anew. Until then nothing of
    the folder is touched.

    Raises:
        OSError: the place cannot be written.
    """
    target = folder.resolve()
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name[:80]}.", suffix=".part", dir=target.parent))
    try:
        yield temporary
        if not target.exists():
            temporary.chmod(0o777 & ~_mask())
            temporary.rename(target)
            return
        made = sorted(temporary.iterdir())
        for file in made:
            _like_its_neighbours(file)
            file.replace(target / file.name)
        for name in sorted({*outdated} - {file.name for file in made}):
            with suppress(FileNotFoundError):
                (target / name).unlink()
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _like_its_neighbours(file: Path) -> None:
    with suppress(OSError):
        if not stat.S_IMODE(file.stat().st_mode) & 0o044 & ~_mask():
            file.chmod(0o666 & ~_mask())


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
