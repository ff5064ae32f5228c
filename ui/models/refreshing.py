"""What a refreshed file does with the earlier one: kept between two starts."""

from __future__ import annotations

from ui.state import AppState

_DIALOG, _INSTEAD = "refresh", "instead"


def takes_place(state: AppState) -> bool:
    """Whether a refreshed file takes the place of the earlier one, so that rows only in that one go."""
    return bool(state.settings.dialogs.get(_DIALOG, {}).get(_INSTEAD, False))


def set_takes_place(state: AppState, *, instead: bool) -> None:
    """Keep what a refreshed file does with the earlier one."""
    state.change_settings(dialogs={**state.settings.dialogs, _DIALOG: {_INSTEAD: instead}})
