from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_verb_runs_without_loading_qt():
    done = run(
        "import sys; from ui.launch import main; code = main(['kpis']);"
        "sys.exit(code or any(name.startswith(('PySide6', 'shiboken6')) for name in sys.modules))"
    )
    assert done.returncode == 0, done.stderr
    assert "csat" in done.stdout


def test_a_file_that_is_not_there_is_one_plain_sentence():
    done = run("import sys; from ui.launch import main; sys.exit(main(['reprot']))")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "reprot" in done.stderr


def test_the_sample_opens_in_the_window_and_other_options_go_to_the_command_line():
    done = run(
        "import ui.app, sys; from ui.launch import main\n"
        "ui.app.run = lambda files, **options: print(files, options) or 0\n"
        "sys.exit(main(['--sample']) or main([]))",
        QT_QPA_PLATFORM="offscreen",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["[] {'sample': True}", "[] {'sample': False}"]
    assert run("import sys; from ui.launch import main; sys.exit(main(['--samples']))").returncode == 2


def test_the_window_asked_for_the_sample_opens_it(tmp_path: Path):
    code = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QTimer\n"
        "import ui.main_window as m\n"
        "changed = m.MainWindow._report_changed\n"
        "def shown(self, report):\n"
        "    changed(self, report); print(self.windowTitle()); QTimer.singleShot(0, self.close)\n"
        "m.MainWindow._report_changed = shown\n"
        f"from ui.app import run; sys.exit(run([], Path({str(tmp_path)!r}), sample=True))"
    )
    done = run("if __name__ == '__main__':\n" + "".join(f"    {line}\n" for line in code.splitlines()))
    assert done.returncode == 0, done.stderr
    assert done.stdout == "northwind-tickets.xlsx and 4 more files – CX Desk\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only X11 and Wayland can be missing")
def test_without_a_screen_the_window_says_so_instead_of_aborting():
    done = run(
        "import os, sys\n"
        "for name in ('DISPLAY', 'WAYLAND_DISPLAY', 'QT_QPA_PLATFORM'): os.environ.pop(name, None)\n"
        "from ui.launch import main; sys.exit(main([]))"
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr


def test_the_first_frame_comes_before_the_heavy_modules():
    done = run(
        "import sys, ui.app, ui.main_window\n"
        "print(*[name for name in ('pandas', 'numpy', 'pyarrow', 'pydantic', 'pyqtgraph') if name in sys.modules])"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to send")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_the_window_in_order(tmp_path: Path, number: int):
    code = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QTimer\n"
        "import ui.main_window as m\n"
        "shown = m.MainWindow.showEvent\n"
        "def show(self, event): shown(self, event); QTimer.singleShot(100, lambda: print('shown', flush=True))\n"
        "m.MainWindow.showEvent = show\n"
        f"from ui.app import run; sys.exit(run([], Path({str(tmp_path)!r})))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "shown\n"
    process.send_signal(number)
    assert process.wait(timeout=30) == 0
    process.stdout.close()


def test_no_process_of_the_app_opens_a_connection(tmp_path: Path):
    """Import, report and export in a process in which connecting anywhere is an error; no network module of Qt."""
    out = tmp_path / "out.xlsx"
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise AssertionError('a connection was opened')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse\n"
        "socket.create_connection = socket.getaddrinfo = refuse\n"
        "from ui.launch import main\n"
        "import ui.app, ui.pages.overview\n"
        f"code = main(['report', 'resources/samples/northwind-tickets.xlsx', '--xlsx', {str(out)!r}, '--quiet'])\n"
        "assert 'PySide6.QtNetwork' not in sys.modules\n"
        "sys.exit(code)"
    )
    done = run("if __name__ == '__main__':\n" + "".join(f"    {line}\n" for line in code.splitlines()))
    assert done.returncode == 0, done.stderr
    assert out.stat().st_size > 10_000
