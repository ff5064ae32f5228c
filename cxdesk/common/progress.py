"""Progress and cancelling of long work, without threads or Qt."""

from __future__ import annotations

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
