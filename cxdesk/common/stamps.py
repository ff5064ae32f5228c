"""By what a file is known to be the same as when it was read."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_WHOLE_BYTES = 16 << 20  # up to here all of a file is hashed, beyond it pieces of it
_PIECE_BYTES = 256 << 10
_PIECES = 16


@dataclass(frozen=True, kw_only=True)
class FileStamp:
    """Size in bytes, last change in nanoseconds since 1970, a hash of the contents, and when this was looked at.

    `whole` says whether the hash is of all bytes; of large files it is of pieces spread over them.
    """

    size: int
    modified_ns: int
    digest: str
    whole: bool
    read_at: datetime

    @property
    def modified(self) -> datetime:
        """When the file was last changed, UTC."""
        return datetime.fromtimestamp(self.modified_ns / 1e9, tz=UTC)

    def is_same(self, other: FileStamp) -> bool:
        """Whether both stand for the same contents; large files with another date of change may differ unseen."""
        if (self.size, self.digest) != (other.size, other.digest):
            return False
        return self.modified_ns == other.modified_ns or (self.whole and other.whole)


def stamp_of(path: Path) -> FileStamp:
    """The stamp of a file as it is now.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        digest = hashlib.blake2b(digest_size=16)
        whole = status.st_size <= _WHOLE_BYTES
        if whole:
            digest.update(file.read())
        else:
            for piece in range(_PIECES):
                file.seek((status.st_size - _PIECE_BYTES) * piece // (_PIECES - 1))
                digest.update(file.read(_PIECE_BYTES))
    return FileStamp(
        size=status.st_size, modified_ns=status.st_mtime_ns, digest=digest.hexdigest(), whole=whole,
        read_at=datetime.now(tz=UTC),
    )  # fmt: skip
