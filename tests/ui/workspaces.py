"""Windows with workspaces, for tests: opened, filled, asked, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import PATIENCE_MS
from tests.ui.handmade import dataset
from ui.basics.early import read_early
from ui.dialogs import workspace_asking as asking
from ui.main_window import MainWindow
from ui.state import AppState
from ui.theme import theme
from ui.work.jobs import JobRunner


@contextmanager
def window_of(qtbot: QtBot, folder: Path) -> Iterator[MainWindow]:
    """A window whose settings are in a folder; every bug it met fails the test."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    state = AppState(JobRunner(), folder)
    bugs: list[object] = []
    state.crashed.connect(bugs.append)
    window = MainWindow(state, read_early(folder))
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.desk.autosave.left, timeout=PATIENCE_MS):
        state.start()
    yield window
    window.desk.stop_now()
    state.close()
    window.desk.document.close()
    assert bugs == []


def fill(qtbot: QtBot, window: MainWindow) -> None:
    """Import two files' worth of rows."""
    with qtbot.waitSignal(window._state.report_changed, timeout=PATIENCE_MS):
        window.history.import_data(dataset(), "Import of 2 files")


def save_as(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    with qtbot.waitSignal(window.desk.document.saved, timeout=PATIENCE_MS):
        window.desk.document.save(path)


def save(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.desk.document.saved, timeout=PATIENCE_MS):
        window.actions_by_id["save"].trigger()


def open_it(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    with qtbot.waitSignal(window.desk.document.taken, timeout=PATIENCE_MS):
        window.open_files([path])


def trouble(qtbot: QtBot, window: MainWindow, act: Callable[[], object]) -> None:
    """Do something that does not work."""
    with qtbot.waitSignal(window.desk.document.trouble, timeout=PATIENCE_MS):
        act()


def answers(window: MainWindow) -> list[str]:
    """The buttons of the question asked at present; none where nothing is asked."""
    box = window.desk.asker.box
    return [] if box is None else [button.text() for button in box.buttons()]


def answer(window: MainWindow, words: str) -> None:
    box = window.desk.asker.box
    assert box is not None
    next(button for button in box.buttons() if button.text() == words).click()


def choose(buttons: list[QPushButton], words: str) -> None:
    next(button for button in buttons if button.text() == words).click()


def place_is(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """The native dialog for a place answers with this path."""

    class Chosen:
        class rejected:  # noqa: N801 - stands for a signal
            connect = staticmethod(lambda _slot: None)

    def chosen(
        _parent: object, _title: str, _folder: object, _name: str, act: Callable[[Path], object]
    ) -> type[Chosen]:
        act(path)
        return Chosen

    monkeypatch.setattr(asking, "choose_place", chosen)
