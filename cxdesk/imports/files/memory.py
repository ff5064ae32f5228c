"""How much memory is free, and what may therefore be read."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ALWAYS_CELLS = 30_000_000
ALWAYS_FILE_BYTES = 250_000_000
ALWAYS_UNPACKED_BYTES = 3_000_000_000
CELL_BYTES = 150  # a parsed cell with its text, while columns are made of it
UNKNOWN_FREE_BYTES = 4 << 30


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The largest file that is opened; free memory raises the limits above what is always allowed."""

    cells: int = ALWAYS_CELLS
    file_bytes: int = ALWAYS_FILE_BYTES
    unpacked_bytes: int = ALWAYS_UNPACKED_BYTES
    process_bytes: int = 4 << 30


def limits(free_bytes: int | None = None) -> Limits:
    """Limits for this moment's free memory."""
    free = free_memory_bytes() if free_bytes is None else free_bytes
    return Limits(
        cells=max(ALWAYS_CELLS, free // CELL_BYTES),
        file_bytes=max(ALWAYS_FILE_BYTES, free // 8),
        unpacked_bytes=max(ALWAYS_UNPACKED_BYTES, free // 2),
        process_bytes=max(4 << 30, free * 9 // 10),
    )


def free_memory_bytes() -> int:
    """Memory that programs can still take without swapping; a cautious figure where the system does not tell."""
    ask = {"linux": _linux, "win32": _windows}.get(sys.platform, _half_of_all)
    with suppress(OSError, ValueError, AttributeError):
        return ask()
    return UNKNOWN_FREE_BYTES


def _half_of_all() -> int:
    """MacOS gives no figure of free memory cheaply; half of all is rarely wrong."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


def _linux() -> int:
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return UNKNOWN_FREE_BYTES


def _windows() -> int:
    class MemoryStatus(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ulong), ("load", ctypes.c_ulong), ("sizes", ctypes.c_ulonglong * 7))

    status = MemoryStatus(length=ctypes.sizeof(MemoryStatus))
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined, unused-ignore] # only there
    return int(status.sizes[1])
