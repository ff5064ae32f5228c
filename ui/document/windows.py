"""A further window is a further process of the same program: one that crashes takes no other with it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QProcess

_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, {root!r}); from ui.launch import main; sys.exit(main())"


def start_window(files: Sequence[Path] = ()) -> bool:
    """Start the program once more with these files; False where it cannot be started."""
    program, arguments = command(files)
    started = QProcess.startDetached(program, arguments)
    return bool(started[0] if isinstance(started, tuple) else started)


def command(files: Sequence[Path]) -> tuple[str, list[str]]:
    """The program that runs and the arguments by which it opens these files."""
    names = [str(path.absolute()) for path in files]
    if getattr(sys, "frozen", False):  # a bundle is its own program
        return sys.executable, names
    return sys.executable, ["-c", _START.format(root=str(_ROOT)), *names]
