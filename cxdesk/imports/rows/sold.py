"""Rows that tell of no sale (deals not won, cancelled and failed orders, drafts) or of no outage (systems up)."""

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
_EVENTS = frozenset(("event", "event type", "status", "state", "type", "zustand", "ereignis", "estado", "etat"))
_UP = frozenset(("up", "ok", "online", "operational", "running", "unknown", "paused", "started"))
_DOWN = frozenset(("down", "offline", "outage", "unreachable", "major outage", "partial outage"))
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


def no_outage(grid: Grid) -> Bools:
    """Rows that say a system was up, in a log that tells of both."""
    out = np.zeros(grid.rows, dtype=np.bool_)
    for column in grid.columns:
        if column.header.base in _EVENTS and column.size and column.distinct <= _MOST:
            labels = {fold(text) for text in column.texts.to_pylist() if text}
            if labels & _DOWN and labels & _UP:
                out |= _labelled(column, [label in _UP for label in _labels(column)])
    return out


def _unsold(column: Column) -> Bools:
    labels = _labels(column)
    won = [bool(_WON & set(label.split())) for label in labels]
    return _labelled(column, [not one for one in won] if any(won) else [label in _NO_SALE for label in labels])


def _labels(column: Column) -> list[str]:
    return [plain_words(fold(str(label))) for label in categories(column).data.categories]


def _labelled(column: Column, hit: list[bool]) -> Bools:
    """Rows whose label is one of the hits."""
    codes = np.asarray(categories(column).data.codes)
    wanted = np.array(hit or [False], dtype=np.bool_)
    return np.asarray((codes >= 0) & wanted[np.maximum(codes, 0)], dtype=np.bool_)
