"""Orders that were no sale: lost or open deals of a pipeline, cancelled, failed and refunded ones, drafts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.names import fold, plain_words
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.header import Grid
from cxdesk.imports.rows.cells import categories

_HEADERS = frozenset(
    ("status", "stage", "state", "deal stage", "sales stage", "opportunity stage", "pipeline stage", "order status",
     "payment status", "financial status", "invoice status", "transaction status", "charge status", "phase",
     "auftragsstatus", "bestellstatus", "rechnungsstatus", "zahlungsstatus", "estado", "estado del pedido", "etapa",
     "statut", "etape", "etat", "situacao")
)  # fmt: skip
_WON = frozenset(("won", "gewonnen", "ganado", "ganada", "gagne", "gagnee", "ganho"))
_NO_SALE = frozenset(
    ("lost", "closed lost", "cancelled", "canceled", "void", "voided", "failed", "declined", "draft", "uncollectible",
     "abandoned", "refunded", "rejected", "deleted", "checkout draft", "payment failed", "storniert", "abgelehnt",
     "verloren", "entwurf", "fehlgeschlagen", "erstattet", "cancelado", "cancelada", "anulado", "anulada", "fallido",
     "perdido", "perdida", "borrador", "reembolsado", "rechazado", "annule", "annulee", "perdu", "perdue", "echoue",
     "brouillon", "rembourse", "remboursee", "refuse")
)  # fmt: skip
_MOST = 50  # a column of stages has a few words


def no_sale(grid: Grid, fields: Mapping[str, Any]) -> Bools:
    """Rows whose stage or status says that nothing was sold; credits (amounts below 0) stay.

    Where a column has deals that were won, those with another stage were not, or not yet.
    """
    out = np.zeros(grid.rows, dtype=np.bool_)
    for column in grid.columns:
        if column.header.base in _HEADERS and column.size and column.distinct <= _MOST:
            out |= _unsold(column)
    amount = fields.get("amount")
    return out if amount is None else np.asarray(out & ~(np.asarray(amount) < 0), dtype=np.bool_)


def _unsold(column: Column) -> Bools:
    found = categories(column).data
    labels = [plain_words(fold(str(label))) for label in found.categories]
    won = np.array([bool(_WON & set(label.split())) for label in labels], dtype=np.bool_)
    lost = ~won if won.any() else np.array([label in _NO_SALE for label in labels], dtype=np.bool_)
    codes = np.asarray(found.codes)
    if not labels:
        return np.zeros(len(codes), dtype=np.bool_)
    return np.asarray((codes >= 0) & lost[np.maximum(codes, 0)], dtype=np.bool_)
