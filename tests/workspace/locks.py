"""Locks as others left them."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cxdesk.workspace.lock import Lock

NOW = datetime.now(tz=UTC).replace(microsecond=0)


def change(sidecar: Path, **values: object) -> None:
    """Write other values into a lock, those of the process by their own names."""
    content = json.loads(sidecar.read_text("utf-8"))
    for name, value in values.items():
        (content["mark"] if name in content["mark"] else content)[name] = value
    sidecar.write_text(json.dumps(content), encoding="utf-8")


def left(document: Path, **values: object) -> Path:
    """A lock that another process left; as one of this machine unless told otherwise."""
    lock = Lock.take(document, now=NOW)
    change(lock.sidecar, token="another", **values)
    return lock.sidecar


def silent_for(sidecar: Path, seconds: float) -> None:
    """Make the last that was heard of a lock, by its word or the file's time, that long ago."""
    at = NOW - timedelta(seconds=seconds)
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        change(sidecar, beat=at.isoformat())
    os.utime(sidecar, (at.timestamp(),) * 2)
