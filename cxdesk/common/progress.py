"""Progress and cancelling of long work, without threads or Qt."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Cancelled(Exception):  # noqa: N818 - an outcome, not an error
    """The user stopped the work; nothing of it may stay behind."""


class Progress(Protocol):
    """What a long function reports to; `report` raises `Cancelled` once the user stopped."""

    def report(self, done: int, total: int, text: str = "") -> None:
        """Say that `done` of `total` steps are finished (total 0 = unknown) and what is going on."""


class SilentProgress:
    """Progress that nobody watches."""

    def report(self, done: int, total: int, text: str = "") -> None:
        """Ignore the report."""


SILENT: Progress = SilentProgress()
_BEAT_S = 0.05


class _Heard:
    """Progress that can be asked again for the user's stop, with what was said last."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._said: tuple[int, int, str] = (0, 0, "")
        self._at = time.monotonic()

    def report(self, done: int, total: int, text: str = "") -> None:
        """Pass the report on."""
        self._said, self._at = (done, total, text), time.monotonic()
        self._progress.report(done, total, text)

    def beat(self) -> None:
        """Say the same again, unless that was a moment ago."""
        if time.monotonic() - self._at >= _BEAT_S:
            self.report(*self._said)


_HEARD: ContextVar[_Heard | None] = ContextVar("heard", default=None)


@contextmanager
def heard(progress: Progress) -> Iterator[Progress]:
    """While it lasts, `beat` hears the stop of this progress; what is given is to be reported to."""
    told = _Heard(progress)
    token = _HEARD.set(told)
    try:
        yield told
    finally:
        _HEARD.reset(token)


def beat() -> None:
    """Let the user's stop be heard between the steps of long work that knows no progress of its own.

    Raises:
        Cancelled: the user stopped.
    """
    told = _HEARD.get()
    if told is not None:
        told.beat()
