"""How long until the window is on screen, against a bare Qt window with one label.

Both are fresh processes, started alternately; each prints the moment its first frame was painted. The app's heavy
modules must come after that moment. Usage: python benchmarks/startup.py [--rounds 7] [--display]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOAL = 2.0

_PAINTED = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
class Watch(QObject):
    def eventFilter(self, seen, event):
        if event.type() == QEvent.Type.Paint and seen.isWidgetType() and seen.isWindow():
            QTimer.singleShot(0, self.tell)
        return False
    def tell(self):
        heavy = [name for name in ("pandas", "pyqtgraph", "numpy") if name in sys.modules]
        print(time.time(), *heavy, flush=True)
        import os
        os._exit(0)
"""

_BARE = (
    _PAINTED
    + """
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("CX Desk"))
window.resize(1280, 800)
watch = Watch()
app.installEventFilter(watch)
window.show()
app.exec()
"""
)

_APP = (
    _PAINTED
    + """
import PySide6.QtWidgets as widgets
watch = Watch()
made = widgets.QApplication.__init__
def init(self, *arguments):
    made(self, *arguments)
    self.installEventFilter(watch)
widgets.QApplication.__init__ = init
from ui.launch import main
main([])
"""
)


def first_paint(code: str, environment: dict[str, str]) -> tuple[float, tuple[str, ...]]:
    """Seconds from starting the process to its first frame, and the heavy modules it had loaded by then."""
    began = time.time()
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    moment, *heavy = out.stdout.split()
    return float(moment) - began, tuple(heavy)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--display", action="store_true", help="use the real screen instead of the offscreen platform")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home, "PYTHONPATH": str(ROOT)}
        environment["PYTHONPYCACHEPREFIX"] = home  # byte code is there, as in an installed app
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if not chosen.display:
            environment["QT_QPA_PLATFORM"] = "offscreen"
        times: dict[str, list[float]] = {"bare": [], "app": []}
        heavy: set[str] = set()
        for code in (_BARE, _APP):
            first_paint(code, environment)  # warm the disk and the byte code
        for _ in range(max(5, chosen.rounds)):
            times["bare"].append(first_paint(_BARE, environment)[0])
            seconds, loaded = first_paint(_APP, environment)
            times["app"].append(seconds)
            heavy |= set(loaded)
    bare, app = statistics.median(times["bare"]), statistics.median(times["app"])
    print(f"bare window {bare:.3f} s, app {app:.3f} s, ratio {app / bare:.2f} (goal {GOAL})")
    print("heavy modules before the first frame:", ", ".join(sorted(heavy)) or "none")
    return 0 if app / bare <= GOAL and not heavy else 1


if __name__ == "__main__":
    sys.exit(main())
