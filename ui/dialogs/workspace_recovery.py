"""What a crash left, offered when the app starts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Slot
from PySide6.QtWidgets import QWidget

from ui.dialogs.workspace_asking import Answer, Asker, Role
from ui.dialogs.workspace_held import WhenFree
from ui.document.autosave import Autosave
from ui.document.document import Document
from ui.widgets.offer_bar import OfferBar

if TYPE_CHECKING:
    from cxdesk.workspace.recovery import Left


class RecoveryBar(OfferBar):
    """Offers one copy after the other, the newest first."""

    def __init__(
        self, document: Document, autosave: Autosave, asker: Asker, when_free: WhenFree, parent: QWidget | None = None
    ) -> None:
        super().__init__("clock", parent)
        self._document, self._autosave = document, autosave
        self._asker, self._when_free = asker, when_free
        self._left: list[Left] = []
        autosave.left.connect(self._offer_all)

    @Slot(object)
    def _offer_all(self, left: Sequence[Left]) -> None:
        self._left = list(left)
        self._offer_next()

    def _offer_next(self) -> None:
        if not self._left:
            return
        left = self._left[0]
        words = self.tr(
            "CX Desk was closed unexpectedly. Changes of “{name}” from {when} that were not saved can be brought back."
        )
        self.offer(words.format(name=left.title, when=_when(left.saved_at)), (
            (self.tr("Bring back"), lambda: self._bring_back(left)),
            (self.tr("Discard"), lambda: self._ask(left)),
        ))  # fmt: skip

    def _bring_back(self, left: Left) -> None:
        self._left.remove(left)
        self._when_free(lambda: self._document.bring_back(left))
        self._offer_next()

    def _ask(self, left: Left) -> None:
        def discard() -> None:
            self._left.remove(left)
            self._autosave.discard(left)
            self.clear()
            self._offer_next()

        text = self.tr("Discard the changes of “{name}”?").format(name=left.title)
        self._asker.ask(text, self.tr("They are kept nowhere else."), (
            Answer(words=self.tr("Discard"), act=discard, role=Role.DestructiveRole),
            Answer(words=self.tr("Cancel"), role=Role.RejectRole, likely=True),
        ))  # fmt: skip
        self._offer_next()


def _when(at: datetime) -> str:
    """The time of day of what is of today, else the day too, on this computer's clock."""
    moment = QDateTime.fromSecsSinceEpoch(int(at.timestamp()))
    today = moment.date() == QDateTime.currentDateTime().date()
    return str(QLocale().toString(moment, "HH:mm" if today else "d MMM yyyy HH:mm"))
