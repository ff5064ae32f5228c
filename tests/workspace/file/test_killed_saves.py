"""A process that is killed while it saves leaves the old state or the new one, never anything between."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def ran(script: str, *arguments: str) -> str:
    """What a script of this folder printed, in a process of its own."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name(script)), *arguments], cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed process is a fork, which Windows has not")
def test_a_save_that_is_killed_at_any_moment_leaves_the_old_state_or_the_new_one(tmp_path: Path) -> None:
    kills, cut_off = map(int, ran("killing.py", str(tmp_path), "40", "7").split())
    assert kills == 40
    assert cut_off > 0, "no kill met a save under way: the test says nothing"


@pytest.mark.skipif(sys.platform != "linux", reason="calls are refused by a filter of the Linux kernel")
def test_a_save_that_the_system_refuses_is_said_and_leaves_the_old_state_alone(tmp_path: Path) -> None:
    lines = [line.split("|") for line in ran("failing.py", str(tmp_path)).splitlines()]
    assert len(lines) == 12 * 2 * 2
    for name, _, how, answer, number, files_left in lines:
        assert (answer, number, files_left) in {("said", "0", "0"), ("saved", "1", "0")}, (name, how)
    refused = {(name, how) for name, _, how, answer, _, _ in lines if answer == "said"}
    assert {("full disk", "in place"), ("full disk", "anew"), ("broken disk", "anew"), ("fsync fails", "in place"),
            ("fsync fails", "anew"), ("rename fails", "anew")} <= refused  # fmt: skip
