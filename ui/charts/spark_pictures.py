"""Sparklines of cards and tables as pictures and data."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from cxdesk.report.records import KpiResult, Report
from ui.basics import numbers
from ui.charts.drawn.spark import spark_drawing
from ui.charts.picture import Caption, Picture
from ui.charts.picture_actions import PictureActions
from ui.charts.sparkline import spark_data
from ui.models.cards import card_text, value_words
from ui.models.report_words import context_line, source_line


class SparkPictures(QObject):
    """What can be done with the sparkline of a KPI in a widget that shows many."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._of: tuple[KpiResult, Report] | None = None
        self.pictures = PictureActions(widget, self._picture, self._copy_data, trend=True)

    def show_for(self, result: KpiResult, report: Report) -> None:
        """Take another KPI."""
        self._of = (result, report)

    def actions(self, parent: QObject) -> list[QAction]:
        """The actions for the KPI taken."""
        return self.pictures.actions(parent)

    def popup(self, at: QPoint) -> QMenu:
        """Open a menu of the actions at a place on the screen."""
        menu = QMenu(self._widget)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.actions(menu))
        menu.popup(at)
        return menu

    def _picture(self) -> Picture | None:
        return None if self._of is None else spark_picture(*self._of)

    def _copy_data(self) -> None:
        if self._of is not None:
            QGuiApplication.clipboard().setText(spark_tsv(*self._of))


def spark_picture(result: KpiResult, report: Report) -> Picture:
    """A KPI's sparkline with its value."""
    data = spark_data(report.points(result.id), report.limit(result.id), result.target, result.status)
    caption = Caption(
        title=result.name,
        context=context_line(report),
        sentence=card_text(result, report).sentence,
        source=source_line(report),
    )
    return Picture(drawing=spark_drawing(data, value_words(result, result.value)), caption=caption)


def spark_tsv(result: KpiResult, report: Report) -> str:
    """The steps of a KPI's series as tab-separated text."""
    lines = [f"\t{result.name}"]
    lines += [f"{numbers.step(point.start, report.query.grain)}\t{numbers.plain(point.value)}"
              for point in report.points(result.id)]  # fmt: skip
    return "\n".join(lines) + "\n"
