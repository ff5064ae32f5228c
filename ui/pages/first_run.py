"""The first page: drop spreadsheets, open them, or look at the sample."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.models.session_words import files_named
from ui.theme import icons, theme
from ui.theme.tokens import XL, L, M
from ui.widgets.form import label, named
from ui.widgets.icon_label import IconLabel
from ui.work.jobs import Job, JobRunner, Lane

_MOST_RECENT = 5
_KEPT = "kept-file"  # name of the buttons that open files of before


class FirstRunPage(QWidget):
    """Shown while there is no data."""

    open_asked = Signal()
    sample_asked = Signal()
    recent_asked = Signal(list)  # one path
    workspace_asked = Signal()
    last_asked = Signal(list)  # the paths open last

    def __init__(
        self,
        recent: tuple[str, ...] = (),
        last: tuple[str, ...] = (),
        workspaces: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._job: Job[Any] | None = None
        theme.set_role(self, "page")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(XL, XL, XL, XL)
        outer.addStretch(2)
        middle = QWidget(self)
        middle.setMaximumWidth(680)
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(L)
        layout.addWidget(label(self.tr("Are you meeting your service targets?"), "headline"))
        layout.addWidget(
            label(
                self.tr(
                    "CX Desk reads the spreadsheets your help desk, surveys and other tools export, computes your KPIs "
                    "and compares them with your targets. Everything stays on this computer."
                ),
                "muted",
                wrap=True,
            )
        )
        layout.addWidget(self._drop_zone())
        self._typed = label("", "small", wrap=True)
        self._typed.hide()
        layout.addWidget(self._typed)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        layout.addLayout(self._recent)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle, 8)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)
        self.show_recent(recent, last, workspaces)

    def follow(self, runner: JobRunner) -> None:
        """Say what a runner imports, and take no orders meanwhile."""
        runner.started.connect(self._started)

    @Slot(object)
    def _started(self, job: Job[Any]) -> None:
        if job.lane in (Lane.IMPORT, Lane.COMPUTE):  # the page is left once the first report is there
            self.tell(f"{job.title}…")
            self._enable(on=False)
            self._job = job
            job.closed.connect(self._ended)

    @Slot(object)
    def _ended(self, job: Job[Any]) -> None:
        if job is self._job:
            self._job = None
            self.tell(self._welcome)
            self._enable(on=True)

    @Slot(str)
    def tell(self, text: str) -> None:
        """Say what is going on while files are read."""
        self._hint.setText(text)

    def _enable(self, *, on: bool) -> None:
        for button in (
            self.open_button,
            self.workspace_button,
            self.sample_button,
            *self.findChildren(QPushButton, _KEPT),
        ):
            button.setEnabled(on)

    def show_recent(self, paths: tuple[str, ...], last: tuple[str, ...] = (), workspaces: tuple[str, ...] = ()) -> None:
        """List workspaces and files opened before that are still there; files open last can be opened together."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._list(self.tr("RECENT WORKSPACES"), workspaces, "cxdesk")
        self._list(self.tr("RECENT SPREADSHEETS") if workspaces else self.tr("RECENT"), paths, "sheet")
        if last and all(Path(path).is_file() for path in last):
            self._recent.addWidget(self._last_row(last))

    def _list(self, title: str, paths: tuple[str, ...], icon: str) -> None:
        there = [path for path in paths if Path(path).is_file()][:_MOST_RECENT]
        if there:
            self._recent.addWidget(label(title, "section"))
        for path in there:
            self._recent.addWidget(self._recent_button(path, icon))

    def show_typed(self, figures: int, audit: int) -> None:
        """Say what was typed in before and waits for files."""
        parts = [
            text.format(n=amount)
            for amount, text in ((figures, self.tr("{n} figures")), (audit, self.tr("{n} audit scores")))
            if amount
        ]
        words = self.tr("Typed in and kept: {what}. They count as soon as a file is open; edit them in the File menu.")
        self._typed.setText(words.format(what=self.tr(" and ").join(parts)))
        self._typed.setVisible(bool(parts))

    def _drop_zone(self) -> QFrame:
        zone = QFrame(self)
        theme.set_role(zone, "drop")
        layout = QVBoxLayout(zone)
        layout.setContentsMargins(XL, L, XL, L)
        layout.setSpacing(M)
        layout.addWidget(IconLabel("drop", 36, "accent", zone), 0, Qt.AlignmentFlag.AlignHCenter)
        title = label(self.tr("Drop spreadsheets here"), "title")
        layout.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        self._welcome = self.tr("Excel, OpenDocument or CSV. Tickets or survey answers are enough to start.")
        self._hint: QLabel = label(self._welcome, "muted")
        layout.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignHCenter)
        more = self.tr(
            "Also: customers, orders, product use, web traffic, campaigns, reviews and posts, team members, outages, "
            "monthly figures, an audit"
        )
        others = label(more, "small", wrap=True)
        others.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(others)
        buttons = QHBoxLayout()
        buttons.setSpacing(M)
        self.open_button = named(QPushButton(self.tr("Open spreadsheets…")), self.tr("Open spreadsheets"))
        theme.set_role(self.open_button, "primary")
        self.open_button.clicked.connect(self.open_asked)
        self.workspace_button = named(QPushButton(self.tr("Open a workspace…")), self.tr("Open a workspace"))
        self.workspace_button.clicked.connect(self.workspace_asked)
        self.sample_button = named(QPushButton(self.tr("Look at the sample")), self.tr("Look at the sample"))
        self.sample_button.clicked.connect(self.sample_asked)
        buttons.addStretch(1)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.workspace_button)
        buttons.addWidget(self.sample_button)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        return zone

    def _last_row(self, paths: tuple[str, ...]) -> QWidget:
        """A button for the files of last time, and why it is needed."""
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, M, 0, 0)
        line.setSpacing(M)
        names = files_named([Path(path).name for path in paths])
        button = QPushButton(
            icons.icon("refresh"), self.tr("Open {files} again").format(files=names.replace("&", "&&"))
        )
        button.setObjectName(_KEPT)
        button.clicked.connect(lambda: self.last_asked.emit(list(paths)))
        line.addWidget(button)
        words = self.tr("Only a workspace keeps the rows. Your targets and settings are kept either way.")
        line.addWidget(label(words, "small", wrap=True), 1)
        return row

    def _recent_button(self, path: str, icon: str) -> QPushButton:
        file = Path(path)
        button = QPushButton(icons.icon(icon), f"{file.name}   {file.parent}".replace("&", "&&"))
        button.setObjectName(_KEPT)
        button.setProperty("path", path)
        button.setIconSize(QSize(16, 16))
        theme.set_role(button, "link")
        named(button, self.tr("Open {name}").format(name=file.name), path)
        button.clicked.connect(self._recent_clicked)
        return button

    @Slot()
    def _recent_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.recent_asked.emit([str(button.property("path"))])
