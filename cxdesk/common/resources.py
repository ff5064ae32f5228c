"""Where the app's own data files are: in a checkout, an installed wheel or a bundle."""

from __future__ import annotations

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """Path of a file or folder below `resources/`.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    roots = [Path(__file__).resolve().parents[2]]
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        roots.insert(0, Path(bundle))
    for root in roots:
        path = root.joinpath("resources", *parts)
        if path.exists():
            return path
    raise FileNotFoundError("/".join(("resources", *parts)))
