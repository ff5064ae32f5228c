"""Due dates that a help desk empties when a late ticket is closed: what is left of them proves nothing."""

from __future__ import annotations

from collections.abc import Mapping as Formats
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.mapping import CHOSEN, Mapping
from cxdesk.imports.recognise.signatures import Signature, key_of
from cxdesk.imports.rows.stamps import instants


def without_cleared_dues(
    mapping: Mapping, signature: Signature | None, columns: Sequence[Column], formats: Formats[int, str | None]
) -> Mapping:
    """The mapping without a due date that only tickets closed in time still have; one late ticket shows it is whole."""
    due, end = mapping.of("sla_due_at"), mapping.of("resolved_at") or mapping.of("closed_at")
    if signature is None or due is None or end is None or due.reason == CHOSEN:
        return mapping
    meaning = signature.fields.get(key_of(columns[due.column].header))
    if meaning is None or not meaning.cleared:
        return mapping
    at, closed = (instants(columns[c.column], formats.get(c.column) or "", "UTC").data for c in (due, end))
    ended = ~np.isnat(closed)
    if bool((at[ended] < closed[ended]).any()) or not bool((ended & np.isnat(at)).any()):
        return mapping
    claims = {position: claim for position, claim in mapping.claims.items() if position != due.column}
    why = "emptied when a late ticket is closed, so the dates left would say that every ticket was in time"
    return replace(mapping, claims=claims, vetoed={**mapping.vetoed, due.column: why})
