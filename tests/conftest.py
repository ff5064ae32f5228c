"""Settings of every test: no screen, no user's folders, real data only where a folder is named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing a test does reaches the settings of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("CXDESK_HOME", str(home / "cxdesk"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real exports; tests that need it are skipped where none is named."""
    folder = os.environ.get("CXDESK_REAL_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("CXDESK_REAL_DATA names no folder of real exports")
    return Path(folder)
