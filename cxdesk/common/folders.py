"""Folders of files are filled whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def filling(folder: Path, outdated: Iterable[str] = ()) -> Iterator[Path]:
    """Give an empty folder; its files go to `folder` once the block ended without an error.

    Files of other names stay, but those named in `outdated` that the block did not make anew. Where one cannot be
    replaced, for another program holds it, all are as they were.

    Raises:
        OSError: the place cannot be written, or a file of it is held by another program.
    """
    target = folder.resolve()
    there = target.is_dir()
    name = f".{target.name[:80]}."
    # within a folder that is there: its own folder may be another drive, or closed to us
    temporary = Path(tempfile.mkdtemp(prefix=name, suffix=".part", dir=target if there else target.parent))
    made, before = temporary / "made", temporary / "before"
    try:
        made.mkdir()
        before.mkdir()
        yield made
        if there:
            _exchange(target, made, before, outdated)
        else:
            made.rename(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _exchange(target: Path, made: Path, before: Path, outdated: Iterable[str]) -> None:
    """Put the made files in the place of those that are there; back again where one cannot be moved."""
    new = sorted(file.name for file in made.iterdir())
    old = [name for name in sorted({*new, *outdated}) if (target / name).is_file()]
    done: list[tuple[Path, Path]] = []  # where each file was, and where it is
    try:
        for names, source, place in ((old, target, before), (new, made, target)):
            for name in names:
                (source / name).replace(place / name)
                done.append((source / name, place / name))
    except OSError:
        for was, now in reversed(done):
            with suppress(OSError):
                now.replace(was)
        raise
