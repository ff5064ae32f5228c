from __future__ import annotations

from ui.basics.platform_check import missing_packages, trouble

SCREEN = {"DISPLAY": ":0"}


def test_one_line_names_every_missing_package():
    told = trouble(SCREEN, platform="linux", loads=lambda name: name not in ("libEGL.so.1", "libxcb-cursor.so.0"))
    assert told is not None
    assert "sudo apt-get install --no-install-recommends libegl1 libxcb-cursor0\n" in told


def test_nothing_is_missing_where_all_libraries_load():
    assert missing_packages(lambda _: True, x11=True) == ()
    assert trouble(SCREEN, platform="linux", loads=lambda _: True, connects=lambda: True) is None


def test_x11_libraries_are_not_asked_for_without_x11():
    assert trouble({"QT_QPA_PLATFORM": "offscreen"}, platform="linux", loads=lambda name: "xcb" not in name) is None


def test_without_a_screen_the_command_line_is_named():
    told = trouble({}, platform="linux", loads=lambda _: True)
    assert told is not None
    assert "no screen" in told
    assert "cxdesk report" in told


def test_a_display_that_does_not_answer_is_named():
    told = trouble({"DISPLAY": ":77"}, platform="linux", loads=lambda _: True, connects=lambda: False)
    assert told is not None
    assert ":77" in told


def test_wayland_needs_no_x_server():
    assert (
        trouble({"WAYLAND_DISPLAY": "wayland-0"}, platform="linux", loads=lambda _: True, connects=lambda: False)
        is None
    )


def test_other_systems_are_not_checked():
    assert trouble({}, platform="darwin", loads=lambda _: False) is None
    assert trouble({}, platform="win32", loads=lambda _: False) is None
