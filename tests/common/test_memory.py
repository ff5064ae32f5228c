"""Free memory goes back to the system, and nothing that is in use does."""

import ctypes
import sys

import numpy as np
import pytest

from cxdesk.common.memory import give_back


def test_what_is_in_use_stays_as_it_is() -> None:
    kept = np.arange(1_000_000)
    give_back()
    assert kept.sum() == 499_999_500_000


def test_a_c_library_without_the_call_and_arrow_not_loaded_are_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    monkeypatch.delitem(sys.modules, "pyarrow", raising=False)
    give_back()


def test_the_c_library_is_asked_on_linux_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Library:
        malloc_trim = staticmethod(asked.append)

    monkeypatch.setattr(ctypes, "CDLL", lambda _: Library)
    for platform in ("win32", "darwin", "linux"):
        monkeypatch.setattr(sys, "platform", platform)
        give_back()
    assert asked == [0]
