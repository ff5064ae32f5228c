"""The program's side of the reading process: start it, listen, report, stop it."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, Self

import cxdesk
from cxdesk.common.progress import Progress
from cxdesk.imports.files.child import SWITCH
from cxdesk.imports.files.handover import PackedSheet, receive
from cxdesk.imports.files.memory import Limits

TICK_SECONDS = 0.05
PYTHON_FAILED = 1  # exit code after an uncaught exception, as when a module cannot be imported
_DONE, _BROKEN_OFF = True, False
# The interpreter is started anew with the same search path; `__main__` of the program is never imported again.
_BOOT = (
    "import sys, json; order = json.loads(sys.argv[1]); sys.path[:] = order['search'];"
    "from cxdesk.imports.files.child import main; main(order)"
)


class ReaderDiedError(Exception):
    """The reading process ended without a word: the parser gave up on the file."""


class ReaderRefusedError(Exception):
    """The reading process says why it cannot read: `password`, `memory` or `damaged`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class ReadingProcess:
    """One reading process; leaving the `with` block ends it, finished or not."""

    def __init__(self, path: Path, *, engine: str, limits: Limits, named_right: bool = True) -> None:
        order = {
            "path": str(path.resolve()),
            "engine": engine,
            "named_right": named_right,
            "memory_bytes": limits.process_bytes,
            "cells": limits.cells,
        }
        self._started = self._reported = time.monotonic()
        self._name = path.name
        self._phase = "starting"
        self._rows = (0, 0)
        self._said: queue.SimpleQueue[PackedSheet | ReaderRefusedError | bool] = queue.SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own arguments
            _command(order),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows: no console window appears
        )
        self._listener = threading.Thread(target=self._listen, name="reading process", daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def report(self, progress: Progress) -> None:
        """Tell the phase, the elapsed time and the rows done.

        Raises:
            Cancelled: the user stopped.
        """
        now = time.monotonic()
        if now - self._reported < TICK_SECONDS:
            return
        self._reported = now
        done, total = self._rows
        progress.report(done, total, f"{self._name}: {self._phase}, {now - self._started:.0f} s")

    def sheets(self, progress: Progress) -> list[PackedSheet]:
        """Wait for all sheets.

        Raises:
            Cancelled: the user stopped.
            ReaderRefusedError: the file has a password, is damaged, or needs too much memory.
            ReaderDiedError: the process ended without saying so.
        """
        found: list[PackedSheet] = []
        while True:
            self.report(progress)
            try:
                said = self._said.get(timeout=TICK_SECONDS)
            except queue.Empty:
                continue
            if isinstance(said, PackedSheet):
                found.append(said)
            elif isinstance(said, ReaderRefusedError):
                raise said
            elif said is _DONE:
                return found
            else:
                self._explain_end()

    def _explain_end(self) -> NoReturn:
        code = self._process.wait()
        if code == PYTHON_FAILED:
            raise ReaderRefusedError("bug", "the reading process could not start")
        raise ReaderDiedError(f"exit {code}")

    def _listen(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        with suppress(OSError, ValueError):  # the pipe broke off: the end below says so
            for said in receive(pipe):
                if isinstance(said, PackedSheet):
                    self._said.put(said)
                else:
                    self._understand(said)
        self._said.put(_BROKEN_OFF)

    def _understand(self, said: Mapping[str, Any]) -> None:
        match said["what"]:
            case "phase":
                self._phase, self._rows = said["text"], (0, 0)
            case "rows":
                self._rows = (said["done"], said["total"])
            case "refused":
                self._said.put(ReaderRefusedError(said["reason"], said.get("detail", "")))
            case "done":
                self._said.put(_DONE)


def _command(order: dict[str, Any]) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, SWITCH, json.dumps(order)]
    home = str(Path(cxdesk.__file__).resolve().parent.parent)
    order["search"] = [home, *(entry or os.getcwd() for entry in sys.path)]  # noqa: PTH109 - as the interpreter does
    return [sys.executable, "-I", "-c", _BOOT, json.dumps(order)]
