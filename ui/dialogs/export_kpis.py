"""Which KPIs a report shows: a list by group with boxes, searched by typing."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QPushButton, QTreeWidget, QTreeWidgetItem, QWidget

from cxdesk.kpis.kpi import Kpi
from ui.basics import numbers
from ui.theme import theme
from ui.theme.tokens import S
from ui.widgets.form import column, label, named

_ID = Qt.ItemDataRole.UserRole
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("export", text)


class KpiChoice(QWidget):
    """The KPIs of the catalogue with a box each; `changed` when one is set or cleared."""

    changed = Signal()

    def __init__(self, kpis: Iterable[Kpi], with_data: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._with_data = with_data
        self._items: dict[str, QTreeWidgetItem] = {}
        self._groups: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        body = column(self, spacing=S)
        self.search = named(QLineEdit(), tr("Search KPIs"))
        self.search.setPlaceholderText(tr("Search KPIs"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._sought)
        body.addWidget(self.search)
        body.addLayout(self._buttons())
        self.tree = self._make_tree(kpis)
        body.addWidget(self.tree, 1)
        self._tell()

    def chosen(self) -> tuple[str, ...] | None:
        """Ids of the chosen KPIs, None = all of them, those of later versions too."""
        found = tuple(kpi_id for kpi_id, item in self._items.items() if item.checkState(0) is _ON)
        return None if len(found) == len(self._items) else found

    def choose(self, kpis: Iterable[str] | None) -> None:
        """Set the boxes of these KPIs, None = of all."""
        wanted = self._items.keys() if kpis is None else set(kpis)
        self.tree.blockSignals(True)
        for kpi_id, item in self._items.items():
            item.setCheckState(0, _ON if kpi_id in wanted else _OFF)
        self.tree.blockSignals(False)
        self.tree.viewport().update()
        self._ticked()

    def item(self, kpi_id: str) -> QTreeWidgetItem:
        """The line of a KPI."""
        return self._items[kpi_id]

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(S)
        self.told = label("", "small")
        line.addWidget(self.told)
        line.addStretch(1)
        for text, slot in ((tr("All"), self.choose_all), (tr("None"), self.choose_none),
                           (tr("Those with data"), self.choose_with_data)):  # fmt: skip
            button = named(QPushButton(text), tr("Choose KPIs: {}").format(text))
            theme.set_role(button, "link")
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            line.addWidget(button)
        return line

    @Slot()
    def choose_all(self) -> None:
        """Every KPI."""
        self.choose(None)

    @Slot()
    def choose_none(self) -> None:
        """No KPI."""
        self.choose(())

    @Slot()
    def choose_with_data(self) -> None:
        """Those that have data in this report."""
        self.choose(self._with_data)

    def _make_tree(self, kpis: Iterable[Kpi]) -> QTreeWidget:
        tree = named(QTreeWidget(), tr("KPIs of the report"), tr("Space sets and clears a box"))
        theme.set_role(tree, "choice")
        tree.setColumnCount(2)
        tree.setHeaderHidden(True)
        tree.setUniformRowHeights(True)
        tree.setRootIsDecorated(True)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        muted = tree.palette().color(QPalette.ColorRole.PlaceholderText)
        for group, own in groupby(kpis, key=lambda kpi: kpi.group):
            above = QTreeWidgetItem(tree, [group.value])
            self._groups.append((above, []))
            above.setFlags(above.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
            for kpi in own:
                empty = kpi.id not in self._with_data
                item = QTreeWidgetItem(above, [kpi.name, tr("no data") if empty else ""])
                item.setData(0, _ID, kpi.id)
                item.setToolTip(0, kpi.meaning)
                item.setForeground(1, muted)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(0, _ON)
                self._items[kpi.id] = item
                self._groups[-1][1].append(item)
            above.setExpanded(True)
        tree.itemChanged.connect(self._ticked)
        return tree

    @Slot()
    def _ticked(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        found = self.chosen()
        count, every = len(self._items) if found is None else len(found), len(self._items)
        words = tr("All {all} KPIs") if found is None else tr("{n} of {all} KPIs")
        self.told.setText(words.format(n=numbers.count(count), all=numbers.count(every)))

    @Slot(str)
    def _sought(self, text: str) -> None:
        """Show the KPIs whose name, group or id holds all words typed."""
        words = text.casefold().split()
        for above, items in self._groups:
            shown = 0
            for item in items:
                said = f"{item.text(0)} {above.text(0)} {item.data(0, _ID)}".casefold()
                fits = all(word in said for word in words)
                item.setHidden(not fits)
                shown += fits
            above.setHidden(not shown)
            above.setExpanded(True)
