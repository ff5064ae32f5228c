"""Memory that is free, but kept by the allocators of this process in case it is needed again."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Give free memory back to the system, before a stretch of work that needs little of what came before it.

    Arrow's own allocator does so everywhere, the C library's where it can be asked to (glibc: `malloc_trim`).
    """
    arrow = sys.modules.get("pyarrow")  # as long as nobody needed it, there is nothing of it to free
    if arrow is not None:
        arrow.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
