"""The few settings needed before the first paint, read without the machinery that checks all of them."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Appearance = Literal["system", "light", "dark"]


@dataclass(frozen=True, kw_only=True)
class EarlySettings:
    """Appearance, the window's geometry as Qt writes it (empty = none kept), paths of what was open before."""

    appearance: Appearance = "system"
    geometry: bytes = b""
    recent: tuple[str, ...] = ()
    workspaces: tuple[str, ...] = ()
    last: tuple[str, ...] = ()


def read_early(folder: Path) -> EarlySettings:
    """What `settings.json` says; defaults for whatever is missing or damaged."""
    try:
        document = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return EarlySettings()
    if not isinstance(document, dict):
        return EarlySettings()
    return EarlySettings(
        appearance=_appearance(document.get("appearance")),
        geometry=_bytes(document.get("window")),
        recent=_paths(document.get("recent")),
        workspaces=_paths(document.get("workspaces")),
        last=_paths(document.get("last")),
    )


def _paths(value: object) -> tuple[str, ...]:
    return tuple(path for path in value if isinstance(path, str)) if isinstance(value, list) else ()


def _appearance(value: object) -> Appearance:
    match value:
        case "light":
            return "light"
        case "dark":
            return "dark"
        case _:
            return "system"


def _bytes(value: object) -> bytes:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        return b""
