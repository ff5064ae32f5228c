"""Yes and no in words, also in the words of service-level columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from cxdesk.imports.convert.texts import Floats
from cxdesk.imports.names import fold

YES = frozenset(
    [
        "yes",
        "y",
        "true",
        "t",
        "1",
        "1.0",
        "x",
        "ja",
        "j",
        "oui",
        "o",
        "si",
        "s",
        "sim",
        "s.",
        "wahr",
        "vrai",
        "verdadero",
        "verdadeiro",
        "on",
        "✓",
        "✔",
        "✅",
        "checked",
        "done",
        "resolved",
        "solved",
        "escalated",
        "automated",
        "spam",
        "test",
    ]
)
NO = frozenset(
    [
        "no",
        "n",
        "false",
        "f",
        "0",
        "0.0",
        "nein",
        "non",
        "nao",
        "falsch",
        "faux",
        "falso",
        "off",
        "✗",
        "✘",
        "❌",
        "unchecked",
        "unresolved",
        "unsolved",
        "open",
        "pending",
        "not_escalated",
    ]
)
MET = frozenset((
    "met", "achieved", "within sla", "in sla", "sla met", "not violated", "ok", "on time", "completed on time",
    "compliant",
    "fulfilled", "passed", "within", "hit", "not breached", "no breach", "eingehalten", "respecte", "cumplido",
    "dentro do prazo",
    "success", "in time", "met sla", "sla achieved", "true", "within target",
))  # fmt: skip
MISSED = frozenset((
    "missed", "breached", "breach", "violated", "sla violated", "sla breached", "late", "completed late", "overdue",
    "failed",
    "not met", "out of sla", "outside sla", "exceeded", "response violation", "resolution violation", "verletzt",
    "incumplido",
    "non respecte", "fora do prazo", "not achieved", "first response violation", "expired",
    "response and resolution violation",
    "sla missed", "sla not met", "non compliant", "outside",
))  # fmt: skip


def read_flags(array: pa.Array) -> Floats:
    """Distinct cleaned texts as 1.0 (yes), 0.0 (no) or NaN (neither)."""
    return np.array([_flag(text) for text in array.to_pylist()], dtype=np.float64)


def _flag(text: str | None) -> float:
    if text is None:
        return np.nan
    word = fold(text).strip(".")
    if word in YES:
        return 1.0
    return 0.0 if word in NO else np.nan


def read_met(array: pa.Array) -> Floats:
    """Distinct cleaned texts in the words of a service level: 1.0 met, 0.0 missed, NaN neither; no plain yes or no."""
    return np.array([_met(text) for text in array.to_pylist()], dtype=np.float64)


def _met(text: str | None) -> float:
    if text is None:
        return np.nan
    word = fold(text).replace("-", " ").replace("_", " ")
    if word in MET:
        return 1.0
    return 0.0 if word in MISSED else np.nan
