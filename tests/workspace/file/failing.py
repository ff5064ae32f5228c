"""Saves a document while the system refuses one of its calls, each in a process of its own.

    python tests/workspace/file/failing.py FOLDER

A filter of the Linux kernel (seccomp) makes a call fail with an error of our choice from a chosen moment on; a limit of
the file size makes writing fail in the middle of a file. Prints a line a fault: what was refused, at which step, how it
saved, what came of it, the number in the document, files left.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path

from cxdesk.workspace.file.reading import load
from cxdesk.workspace.file.records import Base, Change, NotSavedError
from cxdesk.workspace.file.saving import save
from tests.workspace.file.killing import NOW, number_in, state

_CALLS = {
    "x86_64": {"write": (1, 18, 20, 296), "sync": (74, 75), "rename": (82, 264, 316), "unlink": (87, 263)},
    "aarch64": {"write": (64, 66, 68, 70), "sync": (82, 83), "rename": (38, 276), "unlink": (35,)},
}
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000


def refuse(call: str, error: int) -> None:
    """Make a kind of call fail in this process from now on; there is no way back."""
    numbers = _CALLS[platform.machine()][call]
    steps = [(_LOAD, 0, 0, 0)]
    for place, number in enumerate(numbers):
        steps.append((_EQUAL, len(numbers) - place, 0, number))
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _ERROR | error)]
    program = b"".join(struct.pack("HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(program)
    head = struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(_SECCOMP, _FILTER, head, 0, 0):
        raise OSError(ctypes.get_errno(), "no filter of calls here")


class Refusing:
    """A progress that makes a call fail when it hears the step for the `at`-th time."""

    def __init__(self, at: int, fault: Callable[[], None]) -> None:
        self._left, self._fault = at, fault

    def report(self, done: int, total: int, text: str = "") -> None:
        """Hear a step."""
        del done, total, text
        self._left -= 1
        if self._left == 0:
            self._fault()


def limited(room: int) -> Callable[[], None]:
    """Let no file of this process grow beyond so many bytes."""

    def fault() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    return fault


def faults(path: Path) -> dict[str, Callable[[], None]]:
    """What is refused, by its name."""
    size = path.stat().st_size
    found: dict[str, Callable[[], None]] = {
        "full disk": lambda: refuse("write", errno.ENOSPC),
        "broken disk": lambda: refuse("write", errno.EIO),
        "fsync fails": lambda: refuse("sync", errno.EIO),
        "rename fails": lambda: refuse("rename", errno.EACCES),
    }
    for room in (0, 512, 4_096, size // 2, size - 1, size + 1, size + 4_096, size + 20_000):
        found[f"room for {room} bytes"] = limited(room)
    return found


def attempt(path: Path, base: Base, fault: Callable[[], None], *, at: int, anew: bool) -> str:
    """Save number 1 under a fault in a forked process; what it said."""
    child = os.fork()
    if child == 0:
        before, after = load(path).session, state(1)
        change = Change(at=NOW, words="to 1", before=before, after=after)
        try:
            save(path, after, now=NOW, base=base, changes=[change], progress=Refusing(at, fault), replace_it=anew)
        except NotSavedError:
            os._exit(1)
        except BaseException:  # noqa: BLE001 - whatever it is, the test shall see it
            os._exit(2)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return {0: "saved", 1: "said"}.get(os.waitstatus_to_exitcode(status), "failed in another way")


def main(folder: Path) -> None:
    """Try every fault at the first and the second step, in place and anew."""
    path = folder / "a.cxdesk"
    save(path, state(0), now=NOW)
    names = list(faults(path))
    for name in names:
        for at in (1, 2):
            for anew in (False, True):
                path.unlink()
                base = save(path, state(0), now=NOW)
                answer = attempt(path, base, faults(path)[name], at=at, anew=anew)
                left = sorted(entry.name for entry in folder.iterdir() if entry.name != "a.cxdesk")
                now = number_in(path)
                print(name, at, "anew" if anew else "in place", answer, now, len(left), sep="|")
                for entry in folder.iterdir():
                    if entry.name != "a.cxdesk":
                        entry.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
