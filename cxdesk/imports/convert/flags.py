"""Yes and no in words, also in the words of service-level columns."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from cxdesk.imports.convert.texts import Bools, Floats, strings
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
        "tak",
        "vero",
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
        "nee",
        "nie",
        "nej",
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


# An outcome that is still open.
UNDECIDED = frozenset((
    "active", "due soon", "in progress", "running", "ongoing", "pending", "paused", "not started", "on hold",
    "upcoming",
    "not assigned", "not set", "untriggered", "inactive", "waiting", "stopped",
))  # fmt: skip
_BREACH = re.compile(r"\b(?:violat|breach|overdue|missed|exceeded|late\b)")
_KEPT = re.compile(r"\b(?:within|achieved|met|fulfilled|on time|in time)\b")
_NEGATED = re.compile(r"\b(?:not|no|non|never|without)\b")


def read_flags(array: pa.Array) -> Floats:
    """Distinct cleaned texts as 1.0 (yes), 0.0 (no) or NaN (neither)."""
    return np.array([_flag(text) for text in strings(array)], dtype=np.float64)


def _flag(text: str | None) -> float:
    if text is None:
        return np.nan
    word = fold(text).strip(".")
    if word in YES:
        return 1.0
    return 0.0 if word in NO else np.nan


def read_met(array: pa.Array) -> Floats:
    """Distinct cleaned texts in the words of a service level: 1.0 met, 0.0 missed, NaN neither; no plain yes or no."""
    return np.array([_met(text) for text in strings(array)], dtype=np.float64)


def _met(text: str | None) -> float:
    if text is None:
        return np.nan
    word = fold(text).replace("-", " ").replace("_", " ")
    bare = _without_sla(word)
    if word in MET or bare in MET:
        return 1.0
    if word in MISSED or bare in MISSED:
        return 0.0
    breach = bool(_BREACH.search(bare))
    if len(bare.split()) > _MOST_WORDS or breach == bool(_KEPT.search(bare)):
        return np.nan
    return float(breach == bool(_NEGATED.search(bare)))


_MOST_WORDS = 6  # of an outcome; more are a comment


def _without_sla(word: str) -> str:
    return " ".join(part for part in word.split() if part != "sla")


def read_undecided(array: pa.Array) -> Bools:
    """Which texts say that an outcome of a service level is still open ("Active", "SLA due soon")."""
    words = [text and _without_sla(fold(text).replace("-", " ").replace("_", " ")) for text in strings(array)]
    return np.array([word in UNDECIDED for word in words], dtype=np.bool_)
