"""Drives the real window on the sample company and writes a picture of every page, light and dark.

Usage: python docs/screenshots.py [FOLDER] [--size 1280x800] [--only overview kpi ...]

Runs without a screen. Pictures of the same versions on the same machine are the same; fonts differ between systems.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")

from PySide6.QtCore import QCoreApplication, QEventLoop, QLocale, QTimer  # noqa: E402 - after the platform
from PySide6.QtWidgets import QApplication, QDialog  # noqa: E402

from ui.basics import logs  # noqa: E402
from ui.basics.early import EarlySettings  # noqa: E402
from ui.main_window import MainWindow  # noqa: E402
from ui.state import AppState  # noqa: E402
from ui.theme import theme  # noqa: E402
from ui.work.jobs import JobRunner  # noqa: E402

SETTLE_MS = 350


class Camera:
    """A window on the sample, and the pictures taken of it."""

    def __init__(self, folder: Path, size: tuple[int, int], settings: Path) -> None:
        self.folder, self.size, self.settings = folder, size, settings
        self.state = AppState(JobRunner(), settings)
        self.window = MainWindow(self.state, EarlySettings())
        self.window.resize(*size)
        self.window.show()
        self.taken: list[str] = []

    def shoot(self, name: str) -> None:
        """Write the window, with a dialog on top of it where one is open."""
        wait(SETTLE_MS)
        picture = self.window.grab()
        dialogs = [dialog for dialog in self.window.findChildren(QDialog) if dialog.isVisible()]
        if dialogs:
            from PySide6.QtGui import QColor, QPainter

            painter = QPainter(picture)
            for dialog in dialogs:
                left, top = (self.size[0] - dialog.width()) // 2, (self.size[1] - dialog.height()) // 2
                painter.drawPixmap(max(left, 0), max(top, 0), dialog.grab())
                painter.setPen(QColor(theme.tokens().line))  # the frame that a window manager draws
                painter.drawRect(max(left, 0), max(top, 0), dialog.width() - 1, dialog.height() - 1)
            painter.end()
        path = self.folder / f"{name}.png"
        picture.save(str(path))
        self.taken.append(path.name)

    def close_dialogs(self) -> None:
        """Close what is open."""
        for dialog in self.window.findChildren(QDialog):
            dialog.reject()
        wait(50)


def wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(signal: object, start: Callable[[], object], longest_ms: int = 120_000) -> None:
    """Start something and wait for a signal."""
    loop = QEventLoop()
    signal.connect(loop.quit)  # type: ignore[attr-defined]  # a bound signal has no public type
    QTimer.singleShot(longest_ms, loop.quit)
    start()
    loop.exec()


def page(name: str) -> Callable[[Camera], None]:
    def show(camera: Camera) -> None:
        camera.window.show_page(name)

    return show


def data_tab(tab: int) -> Callable[[Camera], None]:
    """A tab of the data page."""

    def show(camera: Camera) -> None:
        camera.window.show_page("data")
        camera.window.stack.page("data").show_tab(tab)  # type: ignore[attr-defined]  # the page's own method
        wait(800)

    return show


def kpi(name: str, tab: int = 0) -> Callable[[Camera], None]:
    def show(camera: Camera) -> None:
        camera.window.open_kpi(name)
        tabs = getattr(camera.window.stack.page("kpi"), "tabs", None)
        if tabs is not None:
            tabs.setCurrentIndex(tab)

    return show


def kpi_by(name: str, dimension: str) -> Callable[[Camera], None]:
    """A KPI's breakdown by a dimension."""

    def show(camera: Camera) -> None:
        kpi(name, 1)(camera)
        camera.window.stack.page("kpi").segments.choose(dimension)  # type: ignore[attr-defined]  # the page's own table

    return show


def overview_of(group: str) -> Callable[[Camera], None]:
    """The overview of one group of KPIs; "" = all."""

    def show(camera: Camera) -> None:
        camera.window.show_page("overview")
        camera.window.stack.page("overview").show_group(group)  # type: ignore[attr-defined]  # the page's own method

    return show


def dialog(command: str) -> Callable[[Camera], None]:
    def show(camera: Camera) -> None:
        camera.window.show_page("overview")
        camera.window.actions_by_id[command].trigger()

    return show


def export_tab(place: int) -> Callable[[Camera], None]:
    def show(camera: Camera) -> None:
        dialog("export")(camera)
        opened = camera.window._dialog  # noqa: SLF001 - the window's own dialog, not reachable otherwise
        opened.form.setCurrentIndex(place)
        opened.form.look.show_look("Northwind Support", "#00875E", None)
        opened.form.kpis.choose(["csat", "nps", "frt", "art", "sla", "fcr", "volume", "backlog"])

    return show


def import_dialog(camera: Camera) -> None:
    from ui.dialogs.import_run import sample_paths

    camera.window.show_page("overview")
    camera.window.open_files(sample_paths())
    opened = camera.window._dialog  # noqa: SLF001 - the window's own dialog, not reachable otherwise
    until(opened.read, lambda: None)
    wait(1500)


def audit_dialog(camera: Camera) -> None:
    from cxdesk.workspace.audit import new_assessment, template

    scores, owners, weights = (85.0, 60.0, 72.0, 45.0, 90.0), ("Ana", "Ben", "Cleo"), (None, 2.0, None, 1.5)
    rows = tuple(
        replace(row, score=scores[k % 5], owner=owners[k % 3], weight=weights[k % 4], assessed_on=date(2024, 1, 8))
        for k, row in enumerate(template())
    )
    again = new_assessment(rows, date(2024, 6, 10))
    fresh = tuple(replace(row, score=80.0 + k % 4 * 5) if k > len(again) - 11 else row for k, row in enumerate(again))
    camera.window.history.type_audit(fresh, "Audit")
    dialog("audit")(camera)


def history_dialog(camera: Camera) -> None:
    document = camera.window.desk.document
    if document.path is None:
        until(document.saved, lambda: document.save(camera.settings / "northwind.cxdesk"))
    edits = camera.window.history
    if camera.state.session.conventions.min_sample != 10:
        edits.set_target_value("csat", 85.0)
        edits.set_target_value("frt", 4.0)
        edits.set_conventions(replace(camera.state.session.conventions, min_sample=10), "Least number of rows")
        until(document.saved, document.save)
    dialog("history")(camera)
    wait(1500)


SHOTS: dict[str, Callable[[Camera], None]] = {
    "overview": overview_of(""),
    "overview-group": overview_of("Retention and revenue"),
    "kpis": page("kpis"),
    "kpi": kpi("art"),
    "kpi-breakdown": kpi("csat", 1),
    "kpi-distribution": kpi("art", 2),
    "kpi-rows": kpi("sla", 3),
    "kpi-clv": kpi("clv"),
    "kpi-health-rows": kpi("health", 3),
    "kpi-feature-use": kpi("feature_use", 1),
    "kpi-sessions": kpi_by("sessions_by_source", "source"),
    "kpi-uptime": kpi("uptime"),
    "data": data_tab(0),
    "data-quality": data_tab(1),
    "data-names": data_tab(2),
    "import": import_dialog,
    "export": dialog("export"),
    "export-kpis": export_tab(1),
    "export-look": export_tab(2),
    "share": dialog("share"),
    "settings-targets": dialog("settings"),
    "figures": dialog("figures"),
    "audit": audit_dialog,
    "history": history_dialog,
}

LAST = ("history",)  # what edits the workspace comes after all else, in both looks


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "screenshots")
    options.add_argument("--size", default="1280x800")
    options.add_argument("--only", nargs="*", default=list(SHOTS))
    chosen = options.parse_args()
    width, height = (int(part) for part in chosen.size.split("x"))
    chosen.folder.mkdir(parents=True, exist_ok=True)
    QCoreApplication.setApplicationName("CX Desk")
    app = QApplication([])
    QLocale.setDefault(QLocale(QLocale.Language.English))
    net = logs.CrashNet(app)
    net.install()
    failed: list[str] = []
    net.caught.connect(lambda line, _: failed.append(line))
    theme.apply(app, "light")
    with tempfile.TemporaryDirectory() as settings:
        camera = Camera(chosen.folder, (width, height), Path(settings))
        _take_all(camera, app, chosen.only)
        camera.window.close()
        camera.state.close()
    print("\n".join([*camera.taken, *failed]))
    return 1 if failed else 0


def _take_all(camera: Camera, app: QApplication, wanted: list[str]) -> None:
    until(camera.state.ready, camera.state.start)
    if "first-run" in wanted or wanted == list(SHOTS):
        camera.shoot("first-run-light")
    until(camera.state.report_changed, camera.window.open_sample)
    schemes: tuple[theme.Scheme, ...] = ("light", "dark")
    last = [name for name in wanted if name in LAST]
    for names in ([name for name in wanted if name in SHOTS and name not in LAST], last):
        for scheme in schemes:
            theme.apply(app, scheme)
            for name in names:
                SHOTS[name](camera)
                camera.shoot(f"{name}-{scheme}")
                camera.close_dialogs()


if __name__ == "__main__":
    sys.exit(main())
