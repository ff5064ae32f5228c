"""Names > Spellings: values that may be, or already are, spellings of another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from cxdesk.common.problems import UserError
from cxdesk.tables.aliases import Alias
from cxdesk.tables.naming import NamesFound, rows_of
from ui.basics import numbers
from ui.models.dimensions import dimension_name
from ui.models.listing import Listing
from ui.models.names import Spelling, spelling_columns, spellings
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import S
from ui.undo.history import History
from ui.widgets.form import column, label, named
from ui.widgets.share_table import ShareTable

_SHARES = (0.14, 0.29, 0.09, 0.27, 0.09, 0.12)
_MOST_CHOICES = 400  # values that a list can hold


class SpellingsSection(QWidget):
    """A table of spellings, and a line to add or change one. `said` tells what could not be done."""

    said = Signal(str)

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self._found: NamesFound | None = None
        self._editing: Alias | None = None
        self._values: Mapping[str, tuple[str, ...]] = {}
        self.model: Listing[Spelling] = Listing(spelling_columns(), self)
        self.table = ShareTable(self.tr("Spellings"), _SHARES)
        self.table.setModel(self.model)
        self.sentence = label("", "muted", wrap=True)
        inside = column(self)
        inside.addWidget(self.sentence)
        inside.addWidget(self.table, 1)
        inside.addLayout(self._make_buttons())
        inside.addLayout(self._make_form())
        self.table.selectionModel().selectionChanged.connect(self._another_chosen)
        self.table.activated.connect(self._activated)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.accept_button, self.all_button, self.refuse_button, self.edit_button, self.remove_button = (
            named(QPushButton(text), text)
            for text in (self.tr("Accept"), self.tr("Accept all"), self.tr("Not the same"), self.tr("Edit"),
                         self.tr("Remove"))
        )  # fmt: skip
        theme.set_role(self.accept_button, "primary")
        copy = named(QPushButton(icons.icon("copy"), self.tr("Copy")), self.tr("Copy the spellings"))
        for button in (self.refuse_button, self.edit_button, self.remove_button, copy):
            theme.set_role(button, "flat")
        slots = (self.accept, self.accept_all, self.refuse, self.edit, self.remove, self.table.copy_selection)
        buttons = (self.accept_button, self.all_button, self.refuse_button, self.edit_button, self.remove_button, copy)
        for button, slot in zip(buttons, slots, strict=True):
            if button is copy:
                row.addStretch(1)
            button.clicked.connect(slot)
            row.addWidget(button)
        return row

    def _make_form(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.dimension = named(QComboBox(), self.tr("Of which column"))
        self.spelling, self.name = (self._make_choice(text) for text in (self.tr("Spelling"), self.tr("Counts as")))
        self.save_button = named(QPushButton(self.tr("Add")), self.tr("Add"))
        self.dimension.activated.connect(self._fill_choices)
        self.save_button.clicked.connect(self.save)
        row.addWidget(self.dimension, 2)
        row.addWidget(self.spelling, 4)
        row.addWidget(label(self.tr("counts as"), "muted"))
        row.addWidget(self.name, 4)
        row.addWidget(self.save_button)
        return row

    def _make_choice(self, name: str) -> QComboBox:
        choice = named(QComboBox(), name)
        field = QLineEdit()
        choice.setLineEdit(field)
        choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(8)
        field.setPlaceholderText(name)
        field.returnPressed.connect(self.save)
        return choice

    # --- showing --------------------------------------------------------------------------------------------------

    def show_found(self, found: NamesFound) -> None:
        """Show what may be the same."""
        self._found = found
        self._values = dict(found.values)
        chosen, typed = self.dimension.currentData(), (self.spelling.currentText(), self.name.currentText())
        self.dimension.clear()
        for dimension in self._values:
            self.dimension.addItem(dimension_name(dimension), dimension)
        self.dimension.setCurrentIndex(max(self.dimension.findData(chosen), 0))
        self._fill_choices()
        if chosen == self.dimension.currentData():  # somebody may be typing
            self.spelling.setEditText(typed[0])
            self.name.setEditText(typed[1])
        self.follow()

    def follow(self) -> None:
        """Show what the session has decided since."""
        session = self._state.session
        proposals = () if self._found is None else self._found.proposals
        shown = [alias for alias in session.aliases if not session.dataset.hides(alias.dimension)]
        rows = rows_of(shown, session.dataset.imported)
        at = self.table.currentIndex().row()
        self.model.show_rows(spellings(proposals, session.aliases, session.apart, rows))
        if self.model.rows:
            self.table.selectRow(min(max(at, 0), len(self.model.rows) - 1))
        self._update()

    def waiting(self) -> int:
        """Proposals that wait for a decision."""
        return sum(not one.accepted for one in self.model.rows)

    @Slot()
    def _another_chosen(self) -> None:
        """What was being edited is left as it was."""
        self._editing = None
        self.save_button.setText(self.tr("Add"))
        self._update()

    def _update(self) -> None:
        chosen, waiting = self._chosen(), self.waiting()
        proposed = [one for one in chosen if not one.accepted]
        self.accept_button.setEnabled(bool(proposed))
        self.refuse_button.setEnabled(bool(proposed))
        self.all_button.setEnabled(waiting > 1)
        self.edit_button.setEnabled(len(chosen) == 1)
        self.remove_button.setEnabled(any(one.accepted for one in chosen))
        for button in (self.accept_button, self.all_button, self.refuse_button, self.edit_button, self.remove_button):
            button.setVisible(bool(self.model.rows))
        accepted = len(self.model.rows) - waiting
        words = self.tr("{n} proposed, {m} accepted. Case and spaces never make two values; files stay as they are.")
        if not self.model.rows:
            words = self.tr("No two values look like spellings of the same one. Case and spaces never make two values.")
        self.sentence.setText(words.format(n=numbers.count(waiting), m=numbers.count(accepted)))

    def _chosen(self) -> list[Spelling]:
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        return [self.model.rows[row] for row in sorted(rows) if row < len(self.model.rows)]

    @Slot()
    def _fill_choices(self) -> None:
        values = self._values.get(str(self.dimension.currentData()), ())[:_MOST_CHOICES]
        for choice in (self.spelling, self.name):
            choice.clear()
            choice.addItems(sorted(values, key=str.casefold))
            choice.setCurrentIndex(-1)
            choice.clearEditText()

    # --- what the user does ---------------------------------------------------------------------------------------

    @Slot()
    def _activated(self) -> None:
        chosen = self._chosen()
        if chosen and chosen[0].accepted:
            self.edit()
        else:
            self.accept()

    @Slot()
    def accept(self) -> None:
        """Let the chosen spellings count as proposed."""
        self._add([one.alias for one in self._chosen() if not one.accepted])

    @Slot()
    def accept_all(self) -> None:
        """Let all proposed spellings count so: one undo step."""
        self._add([one.alias for one in self.model.rows if not one.accepted])

    @Slot()
    def refuse(self) -> None:
        """The chosen spellings are values of their own; they are proposed no more."""
        chosen = [one.alias for one in self._chosen() if not one.accepted]
        if chosen:
            self._history.keep_apart(chosen, self.tr("“{name}” kept apart").format(name=chosen[0].spelling))

    @Slot()
    def remove(self) -> None:
        """Let the chosen spellings be values of their own again."""
        gone = [one.alias for one in self._chosen() if one.accepted]
        if gone:
            self._history.remove_aliases(gone, self.tr("Removal of “{name}”").format(name=gone[0].spelling))

    @Slot()
    def edit(self) -> None:
        """Take the chosen spelling into the line below the table, to be changed there."""
        chosen = self._chosen()
        if len(chosen) != 1:
            return
        alias = chosen[0].alias
        self._editing = alias if chosen[0].accepted else None
        self.dimension.setCurrentIndex(self.dimension.findData(alias.dimension))
        self._fill_choices()
        self.spelling.setEditText(alias.spelling)
        self.name.setEditText(alias.name)
        self.save_button.setText(self.tr("Save") if self._editing else self.tr("Add"))
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self._selected(self.name)

    @staticmethod
    def _selected(choice: QComboBox) -> None:
        field = choice.lineEdit()
        if field is not None:
            field.selectAll()

    @Slot()
    def save(self) -> None:
        """Take what the line below the table says."""
        alias = Alias(dimension=str(self.dimension.currentData() or ""), spelling=self.spelling.currentText(),
                      name=self.name.currentText())  # fmt: skip
        instead = () if self._editing is None else (self._editing,)
        if alias.dimension and self._add([alias], instead):
            self._another_chosen()
            self._fill_choices()

    def _add(self, aliases: Sequence[Alias], instead_of: Sequence[Alias] = ()) -> bool:
        if not aliases:
            return False
        text = self.tr("“{a}” as “{b}”").format(a=aliases[0].spelling, b=aliases[0].name)
        if len(aliases) > 1:
            text = self.tr("{n} spellings").format(n=numbers.count(len(aliases)))
        try:
            self._history.add_aliases(aliases, text, instead_of)
        except UserError as error:
            self.said.emit(str(error))
            return False
        return True
