"""Survey rows: columns of answers turned into one row an answer, and a ticket sheet's own ratings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.common.problems import Severity
from cxdesk.common.text import plural
from cxdesk.imports.convert.texts import Bools, Floats
from cxdesk.imports.plan import ColumnMapping, SheetPlan
from cxdesk.imports.recognise.effort import LOWER
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.rated import KINDS, kinds_of_rows
from cxdesk.imports.recognise.scales import given, read_words
from cxdesk.imports.recognise.signatures import reads_like_question
from cxdesk.imports.rows.findings import Findings
from cxdesk.imports.rows.leaving import LeftOut
from cxdesk.tables.fields import EXTRA, ROW, SOURCE
from cxdesk.tables.surveys import SCORE_FIELDS, SURVEYS


@dataclass(frozen=True, kw_only=True, eq=False)
class Scored:
    """A column of answers, a row each: score (NaN = none), whether a survey went out, lowest and highest possible.

    `wrong` marks cells that hold no score of the scale; their rows stay, without a score.
    """

    score: Floats
    sent: Bools
    low: Floats
    high: Floats
    wrong: Bools


def score_column(column: Column, mapping: ColumnMapping, kinds: NDArray[np.int8] | None = None) -> Scored:
    """Read a column of answers as its plan says; `kinds` are positions in `KINDS` of the rows of a list of answers."""
    scales = read_words(mapping.format)
    read = given(column, scales.get("") or next((s for k, s in scales.items() if k != "nps"), None))
    low, high = np.full(len(column), -np.inf), np.full(len(column), np.inf)
    for kind, (first, last) in scales.items():
        rows = slice(None) if not kind or kinds is None else kinds == KINDS.index(kind)
        low[rows], high[rows] = first, last
    outside = (read.score < low) | (read.score > high)
    unread = column.filled & np.isnan(read.score) & ~read.void
    score = np.where(outside, np.nan, read.score)
    form = reads_like_question(column.header)  # there it is the person who gave no answer
    asked = np.zeros_like(read.asked) if form else read.asked
    low, high = (np.where(np.isfinite(ends), ends, np.nan) for ends in (low, high))
    return Scored(score=score, sent=~np.isnan(score) | asked, low=low, high=high, wrong=outside | unread)


def _report(scored: Scored, column: Column, findings: Findings, kept: Bools) -> None:
    wrong = scored.wrong & kept
    if not wrong.any():
        return
    first = int(np.flatnonzero(wrong)[0])
    scale = (
        "a score" if np.isnan(scored.low[first]) else f"a score from {scored.low[first]:g} to {scored.high[first]:g}"
    )
    findings.add(
        "unreadable_score",
        f"{plural(int(wrong.sum()), 'cell')} of “{column.header.text}” (such as “{column.label(first)[:60]}”) could "
        f"not be read as {scale}; no score was taken there.",
        rows=scored.wrong, column=column, expected=scale,
    )  # fmt: skip


def melted(
    plan: SheetPlan, base: pd.DataFrame, columns: Mapping[int, Column], left: LeftOut, findings: Findings
) -> tuple[pd.DataFrame, dict[str, int]]:
    """One row an answer, from a sheet with a column of scores a kind, or a column of kinds and one of scores."""
    shared = base.drop(columns=[name for name in ("kind", "question") if name in base])
    mapped = [m for m in plan.mapping if m.field == "score" or m.field in SCORE_FIELDS]
    listed = next((columns[m.index] for m in plan.mapping if m.field == "kind"), None)
    frames: list[pd.DataFrame] = []
    used = np.zeros(len(base), dtype=np.bool_)
    for mapping in mapped:
        column, kind = columns[mapping.index], SCORE_FIELDS.get(mapping.field or "")
        of_row = kinds_of_rows(listed) if listed is not None and kind is None else None
        scored = score_column(column, mapping, of_row)
        _report(scored, column, findings, left.kept)
        rows = (scored.sent | scored.wrong)[left.kept]
        if "sent_at" in base:
            rows |= np.asarray(base["sent_at"].notna())
        used |= rows
        frame = _answers(plan, shared.loc[rows].copy(), scored, left.kept, rows)
        frame["kind"] = _kinds(of_row, kind, left.kept, rows)
        frame = _turned(mapping, frame)
        if len(mapped) > 1 or kind is not None:
            frame["question"] = _category(np.zeros(len(frame), np.int8), [mapping.column])
        frames.append(_known_kinds(frame, rows, column, left, findings))
    out = _stacked(frames) if frames else shared.iloc[:0]
    return _ordered(out), {"no_answer": int((~used).sum())}


def _answers(plan: SheetPlan, frame: pd.DataFrame, scored: Scored, kept: Bools, rows: Bools) -> pd.DataFrame:
    """Scores with their scale; surveys that nobody answered have no instant of an answer, but one of sending."""
    score, wrong = scored.score[kept][rows], scored.wrong[kept][rows]
    frame["score"] = score
    for name, values in (("scale_min", scored.low), ("scale_max", scored.high)):
        own = frame[name].to_numpy() if name in frame else np.full(len(frame), np.nan)
        frame[name] = np.where(np.isnan(own), values[kept][rows], own)
    nothing = np.isnan(score) & ~wrong
    if "responded_at" in frame and nothing.any():
        if "sent_at" not in frame and plan.column_of("sent_at") is None:
            frame["sent_at"] = frame["responded_at"]
        frame.loc[nothing, "responded_at"] = pd.NaT
    return frame


def _turned(mapping: ColumnMapping, frame: pd.DataFrame) -> pd.DataFrame:
    """Effort counted so that more is easier."""
    if LOWER in (mapping.format or "").split(", "):
        turned = frame["scale_min"] + frame["scale_max"] - frame["score"]
        frame["score"] = frame["score"].where(np.asarray(frame["kind"] != "ces"), turned)
    return frame


def _category(codes: NDArray[np.int8], labels: list[str]) -> pd.Categorical[Any]:
    return pd.Categorical.from_codes(codes.astype(np.int64), categories=pd.Index(labels, dtype="str"))


def _kinds(of_row: NDArray[np.int8] | None, kind: str | None, kept: Bools, rows: Bools) -> pd.Categorical[Any]:
    if of_row is None:
        return _category(np.full(int(rows.sum()), KINDS.index(kind or "csat"), np.int8), list(KINDS))
    return _category(of_row[kept][rows], list(KINDS))


def _known_kinds(frame: pd.DataFrame, mask: Bools, column: Column, left: LeftOut, findings: Findings) -> pd.DataFrame:
    unknown = np.asarray(frame["kind"].isna())
    if unknown.any():
        rows = np.zeros(len(left.kept), dtype=np.bool_)
        rows[np.flatnonzero(left.kept)[np.flatnonzero(mask)[unknown]]] = True
        findings.add("unknown_kind", f"{plural(int(unknown.sum()), 'row')} whose kind of question is not csat, "
                                     f"nps, ces or esat.",
                     rows=rows, column=column, expected="csat, nps, ces or esat")  # fmt: skip
    return frame


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    if len(frames) == 1:
        return frames[0]
    if "question" in frames[0]:
        names = list(dict.fromkeys(name for frame in frames for name in frame["question"].cat.categories))
        for frame in frames:
            frame["question"] = frame["question"].cat.set_categories(names)
    return pd.concat(frames, ignore_index=True)


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns in the order of the table, extra columns after them; rows in the order of the sheet."""
    names = [name for name in SURVEYS.names if name in frame and name not in SCORE_FIELDS]
    rest = [name for name in frame.columns if name not in names and name not in SCORE_FIELDS]
    out = frame[[*names, *rest]]
    if ROW in out and not out[ROW].is_monotonic_increasing:
        out = out.sort_values(ROW, kind="stable")
    return out.reset_index(drop=True)


_COPIED = (
    "ticket_id",
    "account",
    "requester_role",
    "region",
    "agent",
    "team",
    "channel",
    "priority",
    "category",
    "product",
)


def asked_rows(
    base: pd.DataFrame, column: Column, mapping: ColumnMapping, left: LeftOut, findings: Findings
) -> pd.DataFrame:
    """Satisfaction answers of a ticket sheet: dated by the rating, else the resolution, else the creation."""
    scored = score_column(column, mapping)
    _report(scored, column, findings, left.kept)
    mask = (scored.sent & ~scored.wrong)[left.kept]
    frame = base.loc[mask, [name for name in _COPIED if name in base]].copy()
    if "requester" in base:
        frame["respondent"] = base.loc[mask, "requester"]
    if "csat_comment" in base:
        frame["comment"] = base.loc[mask, "csat_comment"]
    for name in base.columns:
        if name.startswith(EXTRA):
            frame[name] = base.loc[mask, name]
    dated = pd.Series(np.full(int(mask.sum()), np.datetime64("NaT", "ms")), index=frame.index)
    for name in ("csat_rated_at", "resolved_at", "closed_at", "created_at"):
        if name in base:
            dated = dated.fillna(base.loc[mask, name])
    score = scored.score[left.kept][mask]
    frame["score"], frame["scale_min"], frame["scale_max"] = (
        values[left.kept][mask] for values in (scored.score, scored.low, scored.high)
    )
    frame["kind"] = _category(np.zeros(len(frame), np.int8), list(KINDS))
    open_ones = np.isnan(score)
    frame["responded_at"] = dated.where(~open_ones)
    if open_ones.any():
        frame["sent_at"] = dated
        findings.add("unanswered", f"{plural(int(open_ones.sum()), 'satisfaction survey')} sent and not "
                                   f"answered; they count for the "
                     "response rate only.", severity=Severity.INFO)  # fmt: skip
    frame[SOURCE], frame[ROW] = base.loc[mask, SOURCE], base.loc[mask, ROW]
    return _ordered(frame)
