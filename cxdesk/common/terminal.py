"""Words and progress on a terminal."""

from __future__ import annotations

import shutil
import time
from types import TracebackType
from typing import Self, TextIO

from cxdesk.common.text import shown, shown_lines

_PAUSE_SECONDS = 0.1  # a bar that is drawn more often only costs time


def say(text: str, stream: TextIO | None, end: str = "\n") -> None:
    """Write text; characters that the stream's encoding lacks become question marks, those that steer are written out.

    Raises:
        BrokenPipeError: nobody reads the stream any more.
    """
    _write(shown_lines(text) + end, stream)


def _write(text: str, stream: TextIO | None) -> None:
    if stream is None:  # started without a console
        return
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding, "replace"))
    stream.flush()


class Bar:
    """A progress bar on one line of a terminal; nothing where the stream is no terminal."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._drawn = 0
        self._last = 0.0

    @classmethod
    def on(cls, stream: TextIO | None, *, shown: bool) -> Bar:
        """A bar that is visible if `shown` and the stream is a terminal."""
        visible = shown and stream is not None and stream.isatty()
        return cls(stream if visible else None)

    def report(self, done: int, total: int, text: str = "") -> None:
        """Draw `done` of `total` (0 = unknown) with what is going on."""
        now = time.monotonic()
        if self._stream is None or (now - self._last < _PAUSE_SECONDS and done < total):
            return
        self._last = now
        share = f"{min(1.0, done / total):4.0%} " if total > 0 else ""
        filled = round(20 * min(1.0, done / total)) if total > 0 else 0
        line = f"{share}[{'#' * filled}{'.' * (20 - filled)}] {shown(text)}"[: shutil.get_terminal_size().columns - 1]
        _write("\r" + line.ljust(self._drawn), self._stream)
        self._drawn = len(line)

    def clear(self) -> None:
        """Take the bar away."""
        if self._stream is not None and self._drawn:
            _write("\r" + " " * self._drawn + "\r", self._stream)
            self._drawn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()
