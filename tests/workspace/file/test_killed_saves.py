"""A process that is killed while it saves leaves the old state or the new one, never anything between."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed process is a fork, which Windows has not")
def test_a_save_that_is_killed_at_any_moment_leaves_the_old_state_or_the_new_one(tmp_path: Path) -> None:
    script = Path(__file__).with_name("killing.py")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), "40", "7"], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    kills, cut_off = map(int, done.stdout.split())
    assert kills == 40
    assert cut_off > 0, "no kill met a save under way: the test says nothing"
