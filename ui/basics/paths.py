"""Where the app keeps its settings and log files, as the system wants it."""

from __future__ import annotations

from pathlib import Path

import platformdirs

_APP = "cxdesk"


def settings_folder() -> Path:
    """Folder of the user's settings (not created)."""
    return Path(platformdirs.user_config_dir(_APP, appauthor=False))


def log_folder() -> Path:
    """Folder of the log files (not created)."""
    return Path(platformdirs.user_log_dir(_APP, appauthor=False))


def documents_folder() -> Path:
    """Where file dialogs open the first time."""
    folder = Path(platformdirs.user_documents_dir())
    return folder if folder.is_dir() else Path.home()
