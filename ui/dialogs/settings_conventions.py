"""Settings > Conventions: every disagreement of the field is a named choice with its reason."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QWidget

from cxdesk.common.conventions import KEYS, Conventions, choices, number_range
from cxdesk.common.problems import UserError
from cxdesk.common.units import Unit
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.workspace.session import Session
from ui.basics import numbers
from ui.models.conventions import ConventionWords, convention_words
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import L, S
from ui.undo.history import History
from ui.widgets.form import FormRows, column, label, named
from ui.widgets.value_spin import ValueSpin

_SHOWN = 3  # KPIs named before the rest is counted
_NO_SCORE = 0.0  # shown as "by scale"


class ConventionsPage(QWidget):
    """A row a key; a change is one undo step and counts at once."""

    def __init__(self, state: AppState, edits: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._edits = state, edits
        self.controls: dict[str, QWidget] = {}
        layout = column(self)
        layout.addWidget(label(self.tr("Conventions"), "title"))
        words = self.tr(
            "Where the field disagrees, you choose. Each choice stands on the pages of its KPIs and in the workbook."
        )
        layout.addWidget(label(words, "muted", wrap=True))
        self._form = FormRows()
        self._form.setContentsMargins(0, 0, L, 0)
        for entry in convention_words():
            control = self._control(entry)
            self.controls[entry.key] = self._form.row(entry.title, control, _help(entry))
        scroll = named(QScrollArea(), self.tr("Conventions"))
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._form)
        theme.set_role(self._form, "page")
        layout.addWidget(scroll, 1)
        self._scroll = scroll
        self.reset = QPushButton(self.tr("Reset all to defaults"))
        self.reset.clicked.connect(self._reset)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.reset)
        row.addStretch(1)
        layout.addLayout(row)
        state.session_changed.connect(self._show)
        self._show(state.session)

    def _control(self, entry: ConventionWords) -> QWidget:
        if choices(entry.key):
            box = QComboBox()
            for value in choices(entry.key):
                box.addItem(entry.choices.get(value, value), value)
            box.setProperty("key", entry.key)
            box.activated.connect(self._chosen)
            return box
        if number_range(entry.key) is None:
            field = QLineEdit()
            field.setMaxLength(3)
            field.setPlaceholderText(entry.choices["from the data"])
            field.setProperty("key", entry.key)
            field.editingFinished.connect(self._typed)
            return field
        spin = ValueSpin()
        spin.setProperty("key", entry.key)
        if entry.key == "csat_satisfied_from":
            spin.setSpecialValueText(entry.choices["by scale"])
        if entry.key in ("fcr_max_replies", "repeat_window_days", "min_sample"):
            spin.setDecimals(0)
        spin.committed.connect(self._counted)
        return spin

    @Slot(object)
    def _show(self, session: Session) -> None:
        values = session.conventions
        for key, control in self.controls.items():
            value = getattr(values, key)
            blocker = QSignalBlocker(control)
            if isinstance(control, QComboBox):
                control.setCurrentIndex(control.findData(value))
            elif isinstance(control, QLineEdit):
                control.setText(value)
            elif isinstance(control, ValueSpin):
                low, high = number_range(key) or (0.0, 1e9)
                control.show_value(_NO_SCORE if value is None else value, Unit.RATIO, max(low, 0.0), high)
            blocker.unblock()
        self.reset.setEnabled(values != Conventions())

    def show_key(self, key: str) -> None:
        """Bring a convention into sight, ready to be changed."""
        control = self.controls.get(key)
        if control is not None:
            self._scroll.ensureWidgetVisible(control, 0, control.height() * 3)
            control.setFocus(Qt.FocusReason.OtherFocusReason)

    # One undo step an edit.

    @Slot(int)
    def _chosen(self, _index: int) -> None:
        box = self.sender()
        if isinstance(box, QComboBox):
            self._set(str(box.property("key")), str(box.currentData()))

    @Slot()
    def _typed(self) -> None:
        field = self.sender()
        if isinstance(field, QLineEdit):
            self._set(str(field.property("key")), field.text().strip() or "from the data")

    @Slot(float)
    def _counted(self, value: float) -> None:
        spin = self.sender()
        if isinstance(spin, ValueSpin):
            key = str(spin.property("key"))
            free = key == "csat_satisfied_from" and value == _NO_SCORE
            self._set(key, "by scale" if free else f"{value:.10g}")

    def _set(self, key: str, text: str) -> None:
        conventions = self._state.session.conventions
        try:
            after = conventions.with_setting(key, text)
        except UserError as error:
            self._state.told.emit(str(error))
            self._show(self._state.session)
            return
        title = next(entry.title for entry in convention_words() if entry.key == key)
        self._edits.set_conventions(after, self.tr("Convention “{name}”").format(name=title))

    @Slot()
    def _reset(self) -> None:
        self._edits.set_conventions(Conventions(), self.tr("Default conventions"))


def _help(entry: ConventionWords) -> str:
    """The reason, and which KPIs change with it."""
    assert entry.key in KEYS
    names = [kpi.name for kpi in CATALOGUE if entry.key in kpi.conventions]
    if not names:
        return entry.why
    listed = ", ".join(names[:_SHOWN])
    if len(names) > _SHOWN:
        listed += f" + {numbers.count(len(names) - _SHOWN)}"
    return f"{entry.why} → {listed}"
