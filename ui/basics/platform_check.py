"""Before Qt is loaded: what would make it abort, said in plain words. Standard library only."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Mapping

# Shared libraries Qt loads that a slim system may lack, with the Debian and Ubuntu package that has them.
_ALWAYS = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
_FOR_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_WITHOUT_SCREEN = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")


def trouble(
    environment: Mapping[str, str] | None = None,
    *,
    platform: str = sys.platform,
    loads: Callable[[str], bool] | None = None,
    connects: Callable[[], bool] | None = None,
) -> str | None:
    """Why the window cannot open, and what to do; None where nothing stands in its way.

    `loads` says whether a shared library can be loaded, `connects` whether the X server of DISPLAY answers.
    """
    if not platform.startswith("linux"):
        return None
    variables = os.environ if environment is None else environment
    chosen = variables.get("QT_QPA_PLATFORM", "").partition(":")[0]
    screenless = chosen in _WITHOUT_SCREEN
    x11 = not screenless and chosen != "wayland"
    missing = missing_packages(loads, x11=x11)
    if missing:
        return (
            "The window needs system libraries that are not installed. Install them with:\n"
            f"    sudo apt-get install --no-install-recommends {' '.join(missing)}\n"
            "The command line works without them: cxdesk report --help"
        )
    if screenless:
        return None
    if not variables.get("DISPLAY") and not variables.get("WAYLAND_DISPLAY"):
        return _no_screen("There is no screen to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set).")
    if not variables.get("WAYLAND_DISPLAY") and not (connects or _x_server_answers)():
        return _no_screen(f"The screen named by DISPLAY ({variables['DISPLAY']}) does not answer.")
    return None


def missing_packages(loads: Callable[[str], bool] | None = None, *, x11: bool) -> tuple[str, ...]:
    """Packages whose library cannot be loaded."""
    wanted = {**_ALWAYS, **_FOR_X11} if x11 else _ALWAYS
    tried = loads or library_loads
    return tuple(package for library, package in wanted.items() if not tried(library))


def _no_screen(found: str) -> str:
    return (
        f"{found}\n"
        "Start CX Desk from a desktop session, or use the command line, which needs no screen:\n"
        "    cxdesk report FILE... --xlsx report.xlsx"
    )


def library_loads(library: str) -> bool:
    """Whether the system finds a shared library of that name."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x_server_answers() -> bool:
    """Ask libxcb, which knows every form of DISPLAY and the access rights; True where it cannot be asked."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(None, None)
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return bool(answers)
