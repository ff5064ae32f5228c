"""A document that is only to be read: who has it, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from ui.dialogs.workspace_asking import Answer, Asker, Role
from ui.document.document import Document
from ui.widgets.offer_bar import Choice, OfferBar

if TYPE_CHECKING:
    from cxdesk.workspace.lock import Held

WhenFree = Callable[[Callable[[], object]], None]
"""Does something once what is open is saved, or not wanted."""


class HeldBar(OfferBar):
    """Stands above the pages while the document is somebody else's to write."""

    def __init__(self, document: Document, asker: Asker, when_free: WhenFree, parent: QWidget | None = None) -> None:
        super().__init__("lock", parent)
        self._document, self._asker, self._when_free = document, asker, when_free
        document.taken.connect(self._follow)
        document.saved.connect(self.clear)

    @Slot()
    def _follow(self) -> None:
        """Say who writes to the document, and what can be done."""
        held = self._document.held
        if held is None:
            self.clear()
            return
        from cxdesk.workspace.lock import Held

        choices: list[Choice] = [(self.tr("Open a copy"), self._document.detach)]
        if isinstance(held, Held):
            choices.append((self.tr("Try again"), self._try_again))
            if can_be_taken_over(held):
                choices.append((self.tr("Take over…"), lambda: self._ask(held)))
            self.offer(self._words(held), choices)
        else:
            self.offer(str(held), choices)

    def _words(self, held: Held) -> str:
        path = self._document.path
        name, who = "" if path is None else path.name, held.holder.sentence()
        if held.ours:
            return self.tr("“{name}” is open in another place of this program: here it can only be read.").format(
                name=name
            )
        if held.stale:
            words = self.tr("“{name}” was left open by {who}, and nothing was heard of it since. It can be read.")
        else:
            words = self.tr("“{name}” is open for {who}. It can be read; what you change can be saved as a copy.")
        return words.format(name=name, who=who)

    def _try_again(self) -> None:
        path = self._document.path
        if path is not None:
            self._when_free(lambda: self._document.open(path))
            self._follow()

    def _ask(self, held: Held) -> None:
        path = self._document.path
        if path is None:
            return

        def take() -> None:
            self._document.open(path, over=held, by_force=not held.stale)

        text = self.tr("Take “{name}” over?").format(name=path.name)
        more = self.tr("It is open for {who}. What they change after this cannot be saved under this name.")
        self._asker.ask(text, more.format(who=held.holder.sentence()), (
            Answer(words=self.tr("Take over"), role=Role.DestructiveRole, act=lambda: self._when_free(take)),
            Answer(words=self.tr("Cancel"), role=Role.RejectRole, likely=True),
        ))  # fmt: skip
        self._follow()


def can_be_taken_over(held: Held) -> bool:
    """Whether a holder may be put aside: not one that runs on this very computer."""
    from cxdesk.workspace.running import fate

    record = held.found.record
    return held.stale or (record is not None and fate(record.mark) != "alive")
