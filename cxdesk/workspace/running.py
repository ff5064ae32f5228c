"""Which process of which machine left something behind, and whether it still runs."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal

Fate = Literal["alive", "gone", "unknown"]
_MACHINE_FILES = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_MAX_PID = 2**31 - 1
_ENDED = (["Z"], ["X"])


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What tells one process from every other; "" where the system does not say.

    `machine` is a hash of the installation's id, `boot` the id of the running kernel, `space` that of the numbers that
    processes are counted by (a container counts its own), `start` when the process began, as the system writes it:
    only good for being equal or not.
    """

    host: str
    machine: str
    boot: str
    space: str
    pid: int
    start: str

    def as_dict(self) -> dict[str, Any]:
        """The mark as plain values."""
        return asdict(self)

    @staticmethod
    def read(document: object) -> Mark | None:
        """The mark that `as_dict` wrote; None where it is none."""
        if not isinstance(document, dict):
            return None
        names = [field.name for field in fields(Mark) if field.name != "pid"]
        texts = {name: text for name in names if isinstance(text := document.get(name), str)}
        pid = document.get("pid")
        if len(texts) < len(names) or type(pid) is not int or not 0 < pid <= _MAX_PID:
            return None
        return Mark(**texts, pid=pid)


def here() -> Mark:
    """The mark of the process that asks."""
    pid = os.getpid()
    return Mark(host=_host(), machine=_machine(), boot=_boot(), space=_space(), pid=pid, start=_own_start(pid))


def fate(mark: Mark, own: Mark | None = None) -> Fate:
    """Whether the marked process runs; "unknown" where it cannot be asked from here.

    A process is gone only on proof: no process has its number, another one has it now, or this machine has been
    started anew since.
    """
    own = own or here()
    if mark.boot and own.boot and mark.boot == own.boot:
        return _look(mark) if mark.space == own.space else "unknown"
    if not mark.machine or (mark.host, mark.machine) != (own.host, own.machine):
        return "unknown"
    if mark.boot and own.boot:
        return "gone"
    return _look(mark) if mark.space == own.space else "unknown"


def _look(mark: Mark) -> Fate:
    if not exists(mark.pid):
        return "gone"
    start = start_of(mark.pid)
    return "gone" if mark.start and start and start != mark.start else "alive"


if sys.platform == "win32":
    import ctypes
    import winreg
    from ctypes import wintypes

    _ASK = 0x1000  # the right to ask for little, given for processes of others too
    _STILL_RUNNING, _DENIED = 259, 5
    _KERNEL = ctypes.WinDLL("kernel32", use_last_error=True)
    _KERNEL.OpenProcess.restype = wintypes.HANDLE
    _KERNEL.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    _KERNEL.CloseHandle.argtypes = (wintypes.HANDLE,)
    _KERNEL.GetExitCodeProcess.argtypes = (wintypes.HANDLE, ctypes.POINTER(wintypes.DWORD))
    _KERNEL.GetProcessTimes.argtypes = (wintypes.HANDLE, *(ctypes.POINTER(wintypes.FILETIME),) * 4)

    def exists(pid: int) -> bool:
        """Whether a process has the number."""
        handle = _KERNEL.OpenProcess(_ASK, False, pid)
        if not handle:
            return ctypes.get_last_error() == _DENIED
        try:
            code = wintypes.DWORD()
            return not _KERNEL.GetExitCodeProcess(handle, ctypes.byref(code)) or code.value == _STILL_RUNNING
        finally:
            _KERNEL.CloseHandle(handle)

    def start_of(pid: int) -> str:
        """When the process began, in the system's own writing; "" where it does not say."""
        handle = _KERNEL.OpenProcess(_ASK, False, pid)
        if not handle:
            return ""
        try:
            made, *others = (wintypes.FILETIME() for _ in range(4))
            if not _KERNEL.GetProcessTimes(handle, *(ctypes.byref(time) for time in (made, *others))):
                return ""
            return str((made.dwHighDateTime << 32) | made.dwLowDateTime)
        finally:
            _KERNEL.CloseHandle(handle)

    def _machine_id() -> str:
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return ""

    def _boot_id() -> str:
        return ""  # a process's beginning is a date there, so no number is mistaken after a new start

else:

    def exists(pid: int) -> bool:
        """Whether a process has the number and has not ended."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True  # someone else's process
        return not (sys.platform == "linux" and _stat(pid)[:1] in _ENDED)

    if sys.platform == "darwin":
        import ctypes

        def start_of(pid: int) -> str:
            """When the process began, in the system's own writing; "" where it does not say."""
            return _said("/bin/ps", "-o", "lstart=", "-p", str(pid))

        def _machine_id() -> str:
            id_bytes, wait_s = (ctypes.c_ubyte * 16)(), (ctypes.c_long * 2)(5, 0)
            failed = ctypes.CDLL(None).gethostuuid(id_bytes, wait_s)
            return "" if failed else bytes(id_bytes).hex()

        def _boot_id() -> str:
            return _said("/usr/sbin/sysctl", "-n", "kern.bootsessionuuid")

    else:

        def start_of(pid: int) -> str:
            """When the process began, in the system's own writing; "" where it does not say."""
            told = _stat(pid)
            return told[19] if len(told) > 19 else ""

        def _machine_id() -> str:
            return next((text for text in map(_text, _MACHINE_FILES) if text), "")

        def _boot_id() -> str:
            return _text("/proc/sys/kernel/random/boot_id")


def _stat(pid: int) -> list[str]:
    """The fields of a process from its state on (the 3rd in proc(5)); none where there is no such file.

    The name before them may hold blanks and brackets, so they are counted from the last bracket.
    """
    return _text(f"/proc/{pid}/stat").rpartition(")")[2].split()


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _said(*command: str) -> str:
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(  # noqa: S603 - programs of the system by their full path
            command, capture_output=True, text=True, timeout=5, check=False, env={"LC_ALL": "C", "TZ": "UTC"}
        )
        return done.stdout.strip() if done.returncode == 0 else ""
    return ""


@cache
def _own_start(pid: int) -> str:
    return start_of(pid)


@cache
def _host() -> str:
    return platform.node()


@cache
def _machine() -> str:
    """The machine's id, hashed: the id itself is for the machine's own eyes."""
    told = _machine_id()
    return hashlib.sha256(f"cxdesk:{told}".encode()).hexdigest()[:16] if told else ""


@cache
def _boot() -> str:
    return _boot_id()


def _space() -> str:
    with suppress(OSError):
        return str(Path("/proc/self/ns/pid").readlink())
    return ""
