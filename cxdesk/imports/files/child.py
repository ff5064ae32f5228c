"""The reading process: parses one spreadsheet and hands its sheets over.

It runs apart from the program because the parser ends its whole process on some files, cannot be interrupted, and
keeps the interpreter's lock while it makes objects. Nothing of the window is imported here.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from cxdesk.imports.files.messages import say

SWITCH = "--reading-process"  # first argument by which a frozen program knows that it is to read, not to open a window
ROWS_A_REPORT = 65_536
_REASONS = {
    "PasswordError": "password",
    "RangeError": "range",
    **dict.fromkeys(
        ("CalamineError", "XmlError", "ZipError", "WorksheetNotFound", "PanicException", "OSError"), "damaged"
    ),
}


def serve_if_asked(arguments: Sequence[str]) -> bool:
    """Read and hand over if the arguments (without the program's name) ask for it; True if they did."""
    if len(arguments) == 2 and arguments[0] == SWITCH:
        main(json.loads(arguments[1]))
        return True
    return False


def main(order: Mapping[str, Any]) -> None:
    """Carry an order out, then leave the process.

    `path`; `engine`: `calamine` or `openpyxl`; `named_right`: whether the name's ending is the file's kind;
    `memory_bytes` and `cells`: the most that may be used.
    """
    out = _private_output()
    _leave_with_parent()
    _limit_memory(int(order["memory_bytes"]))
    gc.disable()  # millions of new tuples and no cycles: looking for some takes a fifth of the time
    sys.meta_path.insert(0, _WithoutPandas())
    threading.Thread(target=_load, daemon=True).start()
    try:
        for sheet in _sheets(out, order):
            from cxdesk.imports.files.handover import send

            send(out, sheet)
        say(out, "done")
    except BrokenPipeError:
        os._exit(1)
    except MemoryError:
        say(out, "refused", reason="memory")
    except BaseException as error:  # noqa: BLE001 - a panic of the parser is no Exception; every end must be told
        reason = _REASONS.get(type(error).__name__, "damaged" if order["engine"] == "openpyxl" else "bug")
        say(out, "refused", reason=reason, detail=f"{type(error).__name__}: {error}")
    with suppress(OSError):
        out.flush()
    os._exit(0)


class _WithoutPandas:
    """Tells pyarrow that there is no pandas: it would load it when it first sees a list, for 0.4 s and nothing."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        """Refuse pandas, leave the rest to others."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _load() -> None:
    """Load what makes columns of cells while the parser, which does not hold the lock, is at work."""
    import cxdesk.imports.files.handover  # noqa: F401 - loaded, not used


def _sheets(out: BinaryIO, order: Mapping[str, Any]) -> Iterator[Any]:
    def on_phase(text: str) -> None:
        say(out, "phase", text=text)

    def on_rows(done: int, total: int) -> None:
        if done % ROWS_A_REPORT == 0 or done == total:
            say(out, "rows", done=done, total=total)

    if order["engine"] == "openpyxl":
        from cxdesk.imports.files import sparse

        return sparse.sheets(order["path"], on_phase, on_rows, int(order["cells"]))
    from cxdesk.imports.files import calamine

    return calamine.sheets(order["path"], on_phase, on_rows, named_right=order["named_right"])


def _private_output() -> BinaryIO:
    """Standard output for the hand-over alone: whatever a library prints goes to standard error."""
    private = os.dup(1)
    os.dup2(2, 1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(private, os.O_BINARY)
    return os.fdopen(private, "wb", buffering=1 << 20)


def _leave_with_parent() -> None:
    """End this process when the program that started it ends: its end of standard input closes then."""

    def wait() -> None:
        with suppress(OSError):
            while os.read(0, 1024):
                pass
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _limit_memory(limit_bytes: int) -> None:
    """Let the system refuse memory beyond the limit, where it can (not on Windows and macOS)."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
