"""What a sheet says in another way than its table: averages beside counts, durations beside starts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxdesk.common.problems import Severity
from cxdesk.imports.convert.texts import Floats
from cxdesk.imports.plan import SheetPlan
from cxdesk.imports.rows.findings import Findings
from cxdesk.tables.catalogue import TABLES

_SHORTEST = 5.0  # seconds; a session is longer on average, so smaller quotients were averages already


def finished(plan: SheetPlan, base: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """The frame with what its helper columns say, and without these."""
    spec = TABLES[plan.table or ""]
    match spec.name:
        case "web":
            base = _web(plan, base, findings)
        case "outages":
            base = _outages(base)
        case "campaigns":
            base = _only_of_mails(base, findings)
        case "orders":
            base = _less_refunds(base, findings)
    helpers = [field.name for field in spec.fields if field.helper and field.name in base]
    return _in_order(base.drop(columns=helpers), spec.names)


def _web(plan: SheetPlan, base: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    if "sessions" not in base:
        return base
    sessions = base["sessions"].to_numpy()
    if "bounce_rate" in base and "bounces" not in base:
        rate = base["bounce_rate"].to_numpy()
        share = rate if _within_one(rate) else rate / 100
        base = base.assign(bounces=np.round(np.where((share >= 0) & (share <= 1), share, np.nan) * sessions))
        _said(findings, "Bounces were worked out from the bounce rate and the sessions of each row.")
    if "average_session" in base and "session_seconds" not in base:
        return base.assign(session_seconds=base["average_session"].to_numpy() * sessions)
    if "session_seconds" in base:
        seconds = base["session_seconds"].to_numpy()
        some = (sessions > 0) & (seconds > 0)
        mapping = plan.column_of("session_seconds")
        total = mapping is not None and "total" in mapping.column.lower()
        if some.any() and not total and float(np.median(seconds[some] / sessions[some])) < _SHORTEST:
            _said(findings, "The session duration is too short to be that of all sessions, so it was taken as their "
                            "average.", assumed=True)  # fmt: skip
            return base.assign(session_seconds=seconds * sessions)
    return base


def _within_one(values: Floats) -> bool:
    known = values[~np.isnan(values)]
    return bool(len(known)) and float(known.max()) <= 1.0


def _said(findings: Findings, text: str, *, assumed: bool = False) -> None:
    kind, severity = ("assumed", Severity.WARNING) if assumed else ("worked_out", Severity.INFO)
    findings.add(kind, text, severity=severity)


def _outages(base: pd.DataFrame) -> pd.DataFrame:
    """Ends where only the duration is given."""
    if "duration" not in base or "started_at" not in base:
        return base
    hours = base["duration"].to_numpy()
    known = ~np.isnan(hours) & ~np.isnat(base["started_at"].to_numpy())
    span = np.where(known, np.round(np.nan_to_num(hours) * 3_600_000), 0).astype(np.int64).astype("timedelta64[ms]")
    worked_out = np.where(known, base["started_at"].to_numpy() + span, np.datetime64("NaT", "ms"))
    own = base["ended_at"].to_numpy() if "ended_at" in base else np.full(len(base), np.datetime64("NaT", "ms"))
    return base.assign(ended_at=np.where(np.isnat(own), worked_out, own).astype("datetime64[ms]"))


def _only_of_mails(base: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Opens and clicks of rows that sent no e-mails, such as advertisements, are none of mails."""
    sent = base["emails_sent"].to_numpy() if "emails_sent" in base else np.full(len(base), np.nan)
    for name in ("emails_opened", "emails_clicked"):
        if name in base and (np.isnan(sent) & base[name].notna().to_numpy()).any():
            _said(findings, "Clicks and opens of rows without e-mails sent are not counted as those of mails.")
            base = base.assign(**{name: np.where(np.isnan(sent), np.nan, base[name].to_numpy())})
    return base


def _less_refunds(base: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Amounts less what was paid back, where a column beside them says it."""
    if "refunded" not in base or "amount" not in base:
        return base
    back = np.abs(np.nan_to_num(base["refunded"].to_numpy()))
    if (back > 0).any():
        _said(findings, "Amounts are less what was refunded.")
    return base.assign(amount=base["amount"].to_numpy() - back)


def _in_order(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    first = [name for name in names if name in frame]
    return frame[[*first, *(name for name in frame.columns if name not in first)]]
