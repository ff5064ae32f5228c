"""Time zones: the system's own, and a check of names typed by a user."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

from cxdesk.common.problems import UserError

_UTC = "UTC"
_OTHER_NAMES = ("Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu")
_LINK = Path("/etc/localtime")
_NAME = Path("/etc/timezone")


def checked_zone(name: str) -> str:
    """The name of a time zone as it stands.

    Raises:
        UserError: there is no such zone.
    """
    if _exists(name):
        return name
    raise UserError(f"“{name}” is not a time zone. Use an IANA name such as Europe/Berlin, America/New_York or UTC.")


def system_zone(environment: dict[str, str] | None = None) -> str:
    """IANA name of the machine's zone: from TZ, the link /etc/localtime, the file /etc/timezone; else UTC."""
    variables = os.environ if environment is None else environment
    for name in (variables.get("TZ", "").lstrip(":"), _linked(), _written()):
        if name and _exists(name):
            return _UTC if name in _OTHER_NAMES else name
    return _UTC


def _linked() -> str:
    try:
        target = os.fspath(_LINK.resolve(strict=True))
    except OSError:
        return ""
    return target.partition("zoneinfo/")[2]


def _written() -> str:
    try:
        return _NAME.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # names that are no key, no file, or a folder of zones
        return False
    return bool(name)
