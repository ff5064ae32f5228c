"""The line at the bottom: how much data, as of when, what runs, and the problems found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt, QTimeZone, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QStatusBar, QWidget

from ui.basics.counting import count
from ui.models.table_words import contents, listed, shortened
from ui.theme import theme
from ui.theme.tokens import M
from ui.widgets.form import label, named
from ui.widgets.progress_strip import ProgressStrip
from ui.work.jobs import JobRunner

if TYPE_CHECKING:
    from cxdesk.report.records import Report
    from cxdesk.tables.dataset import Dataset


class StatusLine(QStatusBar):
    """Counts at the left, work and problems at the right."""

    problems_asked = Signal()

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(M, 0, M, 0)
        self._document: QLabel = label("", "small")
        self._document.setContentsMargins(0, 0, M, 0)
        self._document.hide()
        self.addWidget(self._document)
        self._counts = Shortened(self)
        self.addWidget(self._counts, 1)
        self.addPermanentWidget(ProgressStrip(runner, self))
        self._problems = QPushButton(self)
        theme.set_role(self._problems, "warning")
        self._problems.clicked.connect(self.problems_asked)
        self._problems.hide()
        self.addPermanentWidget(self._problems)

    @property
    def text(self) -> str:
        """What stands at the left."""
        return self._counts.text()

    @property
    def problems_text(self) -> str:
        """What it says about problems."""
        return self._problems.text()

    def show_document(self, text: str, where: str = "") -> None:
        """Show which document it is and how it stands, such as `acme.cxdesk · saved`; `where` is its path."""
        self._document.setText(text)
        self._document.setToolTip(where)
        named(self._document, text, where)
        self._document.setVisible(bool(text))

    @property
    def document_text(self) -> str:
        """What it says of the document."""
        return self._document.text()

    def show_data(self, dataset: Dataset, report: Report | None) -> None:
        """Show what is loaded."""
        whole = contents((table, dataset.rows(table)) for table in dataset.tables)
        parts = shortened(whole)
        if report is not None and report.dated:
            parts = (*parts, self.tr("as of {when}").format(when=_when(report)))
        elif report is not None:
            parts = (*parts, self.tr("no dates"))
        if dataset.hides_agents:
            parts = (*parts, self.tr("agents hidden"))
        self._counts.setText(" · ".join(parts))
        named(self._counts, self._counts.text(), listed(whole))
        self._counts.setToolTip("\n".join(whole) if len(whole) >= len(parts) else "")

    def show_problems(self, number: int) -> None:
        """Show how many problems the data has."""
        text = QCoreApplication.translate("status line", "%n problem(s) in the data", "", number)
        text = text.replace("(s)", "" if number == 1 else "s").replace("%n", count(number))
        self._problems.setText(text)
        named(self._problems, text, self.tr("Show them on the Data page"))
        self._problems.setVisible(number > 0)


class Shortened(QLabel):
    """A line that ends in dots where there is no room for all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.set_role(self, "small")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much of the text as there is room for."""
        del event
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.style().drawItemText(
            painter, self.rect(), int(Qt.AlignmentFlag.AlignVCenter), self.palette(), self.isEnabled(), text,
            self.foregroundRole(),
        )  # fmt: skip
        painter.end()


def _when(report: Report) -> str:
    zone = QTimeZone(report.query.calendar.zone.encode())
    moment = QDateTime.fromSecsSinceEpoch(int(report.as_of.timestamp()), zone)
    return str(QLocale().toString(moment, "d MMM yyyy HH:mm"))
