"""SLA policies for the screen: limits as text, and how many tickets of the data each policy covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from PySide6.QtCore import QCoreApplication

from cxdesk.common.problems import UserError
from cxdesk.common.sla import SlaPolicy
from cxdesk.imports.convert.durations import read_durations
from cxdesk.measures.store import MeasureStore
from cxdesk.measures.ticket_sla import brings_own_sla, policy_codes
from ui.basics import numbers

translate = QCoreApplication.translate
_LONGEST_HOURS = 24 * 366 * 10
_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Tickets by the policy that covers them, those that none covers, and those with an SLA of their own."""

    total: int
    by_policy: tuple[int, ...]
    uncovered: int
    own: int


def coverage(store: MeasureStore, policies: tuple[SlaPolicy, ...]) -> Coverage:
    """How many tickets of the data each policy decides."""
    own = brings_own_sla(store)
    codes = policy_codes(store, policies)[~own]
    counts = np.bincount(codes + 1, minlength=len(policies) + 1)
    return Coverage(
        total=len(own),
        by_policy=tuple(counts[1:].tolist()),
        uncovered=int(counts[0]),
        own=int(own.sum()),
    )


def limit_text(hours: float | None) -> str:
    """A limit as it is typed: `30 min`, `8 h`, `3 days`, `1 h 30 min`; empty without one."""
    if hours is None:
        return ""
    days, rest = divmod(hours, 24)
    if days >= 1 and rest == 0:
        return _with_unit(days, translate("Sla", "days")) if days > 1 else _with_unit(24, translate("Sla", "h"))
    whole, minutes = divmod(round(hours * 60, 6), 60)
    parts = [_with_unit(whole, translate("Sla", "h"))] if whole else []
    parts += [_with_unit(minutes, translate("Sla", "min"))] if minutes or not parts else []
    return " ".join(parts)


def read_limit(text: str) -> float | None:
    """Hours of a limit as people write it: `30 min`, `8h`, `3 days`, `1:30`; a bare number is hours, nothing is none.

    Raises:
        UserError: no duration, or one that is not above zero and under ten years.
    """
    cleaned = " ".join(text.split())
    if not cleaned:
        return None
    found = read_durations(pa.array([cleaned]))
    hours = float(found.bare[0] if np.isnan(found.hours[0]) else found.hours[0])
    if not 0 < hours <= _LONGEST_HOURS:  # not a number is not either
        words = translate("Sla", "“{text}” is no limit. Write 30 min, 8 h or 3 days; leave it empty for none.")
        raise UserError(words.format(text=cleaned))
    return hours


def _with_unit(amount: float, unit: str) -> str:
    text = numbers.number(amount, numbers.decimals_needed(amount), grouped=False)  # a grouped one would read as 1.2
    return f"{text}{_NARROW_SPACE}{unit}"
