"""What a report shows and how it looks: its parts, its KPIs, its letterhead; as a template says it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QRadioButton, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from cxdesk.export.template import ReportTemplate
from cxdesk.kpis.catalogue import CATALOGUE
from ui.dialogs.export_content import ContentForm
from ui.dialogs.export_kpis import KpiChoice
from ui.dialogs.export_look import LookForm
from ui.dialogs.export_run import Format, tr
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.widgets.form import named


class ExportForm(QTabWidget):
    """The choices, on three tabs; remembers nothing itself. `changed` when one is made."""

    changed = Signal()

    def __init__(
        self, dimensions: Sequence[tuple[str, str]], with_data: frozenset[str], parent: QWidget | None = None
    ) -> None:
        """`dimensions` are (name, title) of what the data can be broken down by, `with_data` ids of KPIs."""
        super().__init__(parent)
        named(self, self.tr("Parts of the report"))
        self.setDocumentMode(True)
        self.content = ContentForm(dimensions)
        self.kpis = KpiChoice([kpi for kpi in CATALOGUE if kpi.available], with_data)
        self.look = LookForm()
        self.addTab(_scrolled(self.content, tr("Which parts the report has")), tr("Content"))
        self.addTab(_carded(self.kpis), tr("KPIs"))
        self.addTab(_scrolled(_carded(self.look), tr("How the report looks")), tr("Look"))
        for part in (self.content, self.kpis, self.look):
            part.changed.connect(self._tell)

    @property
    def formulas(self) -> QRadioButton:
        """Live formulas."""
        return self.content.formulas

    @property
    def redact(self) -> QCheckBox:
        """Codes for names."""
        return self.content.redact

    def sheet_box(self, name: str) -> QCheckBox:
        """The box of a kind of sheet."""
        return self.content.sheet_box(name)

    def choices(self, name: str = "") -> ReportTemplate:
        """What is chosen now."""
        return ReportTemplate(
            name=name,
            sheets=self.content.sheets,
            kpis=self.kpis.chosen(),
            splits=self.content.splits,
            formulas=self.content.with_formulas,
            redact=self.redact.isChecked(),
            company=" ".join(self.look.company.text().split()),
            accent=self.look.accent,
            logo=self.look.logo,
        )

    def show_template(self, template: ReportTemplate) -> None:
        """Take up what a template says."""
        self.content.show_content(template.sheets, template.splits, formulas=template.formulas, redact=template.redact)
        self.kpis.choose(template.kpis)
        self.look.show_look(template.company, template.accent, template.logo)

    def show_format(self, kind: Format) -> None:
        """Offer what a format has: tables have no looks."""
        self.content.show_format(kind)
        self.setTabEnabled(2, kind is not Format.TABLES)
        self.setTabToolTip(2, tr("Tables as CSV have no looks") if kind is Format.TABLES else "")

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()


def _carded(inner: QWidget) -> QFrame:
    card = QFrame()
    theme.set_role(card, "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(L, M, L, M)
    layout.setSpacing(S)
    layout.addWidget(inner)
    return card


def _scrolled(inner: QWidget, name: str) -> QScrollArea:
    area = named(QScrollArea(), name)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area
