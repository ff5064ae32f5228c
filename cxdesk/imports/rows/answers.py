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
from cxdesk.imports.convert.scores import scale_of
from cxdesk.imports.convert.texts import Bools, Floats, spread
from cxdesk.imports.plan import SheetPlan
from cxdesk.imports.recognise.asked import all_scores, kind_of
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.questions import answered
from cxdesk.imports.rows.findings import Findings
from cxdesk.imports.rows.leaving import LeftOut
from cxdesk.tables.fields import EXTRA, ROW, SOURCE
from cxdesk.tables.surveys import SCORE_FIELDS, SURVEYS

KINDS = ("csat", "nps", "ces", "esat")


@dataclass(frozen=True, kw_only=True, eq=False)
class Scored:
    """A column of answers, a row each: score (NaN = none), whether a survey went out, lowest and highest possible."""

    score: Floats
    sent: Bools
    low: float
    high: float
    known: bool  # whether words or the header name the scale
    wrong: Bools


def score_column(column: Column, kind: str | None) -> Scored:
    """Read a column of answers."""
    texts = column.scores
    none = np.zeros(len(column), np.bool_)
    if len(texts.values):
        score = spread(texts.values, column.raw.codes, np.nan)
        asked = spread(texts.unanswered & ~texts.not_sent, column.raw.codes, fill=False)
        void = spread(texts.unanswered, column.raw.codes, fill=False)
    else:
        score, asked, void = np.full(len(column), np.nan), none, none
    score = np.where(np.isnan(column.cell_numbers), score, column.cell_numbers)
    named = texts.scale or column.header.scale
    low, high = (0.0, 10.0) if kind == "nps" else scale_of(all_scores(column), named, words=texts.words)
    outside = (score < low) | (score > high)
    unread = column.filled & np.isnan(score) & ~void
    score = np.where(outside, np.nan, score)
    return Scored(
        score=score, sent=~np.isnan(score) | asked, low=low, high=high, known=named is not None or kind == "nps",
                  wrong=outside | unread)  # fmt: skip


def _report(scored: Scored, column: Column, findings: Findings, kept: Bools) -> None:
    count = int((scored.wrong & kept).sum())
    findings.add(
        "unreadable_score", f"{plural(count, 'cell')} of “{column.header.text}” could not be read as a score "
                            f"from {scored.low:g} to "
        f"{scored.high:g}.", rows=scored.wrong, column=column, expected=f"a score from {scored.low:g} to "
                                                                        f"{scored.high:g}",
    )  # fmt: skip


def melted(
    plan: SheetPlan, base: pd.DataFrame, columns: Mapping[int, Column], left: LeftOut, findings: Findings
) -> tuple[pd.DataFrame, dict[str, int]]:
    """One row an answer, from a sheet with a column of scores a kind, or a column of kinds and one of scores."""
    shared = base.drop(columns=[name for name in ("kind", "question") if name in base])
    mapped = [m for m in plan.mapping if m.field == "score" or m.field in SCORE_FIELDS]
    sent = "sent_at" in base
    frames: list[pd.DataFrame] = []
    used = np.zeros(len(base), dtype=np.bool_)
    several = len(mapped) > 1
    for mapping in mapped:
        column = columns[mapping.index]
        kind = SCORE_FIELDS.get(mapping.field or "")
        scored = score_column(column, kind)
        _report(scored, column, findings, left.kept)
        rows = ~np.isnan(scored.score) | scored.sent
        if sent:
            rows = rows | np.asarray(base["sent_at"].notna())[_back(left, len(rows))] & left.kept
        mask = rows[left.kept]
        frame = shared.loc[mask].copy()
        score = scored.score[left.kept][mask]
        frame["score"] = score
        frame["kind"] = _kinds(base, mask, kind)
        _scales(frame, scored, kind)
        if _lower_is_easier(plan, mapping.column):
            turned = frame["scale_min"] + frame["scale_max"] - frame["score"]
            frame["score"] = frame["score"].where(frame["kind"] != "ces", turned)
        if several or kind is not None:
            frame["question"] = _category(np.zeros(len(frame), np.int8), [mapping.column])
        if "responded_at" in frame:
            frame.loc[np.isnan(score), "responded_at"] = pd.NaT
        used |= mask
        frames.append(_known_kinds(frame, mask, column, left, findings))
    out = _stacked(frames) if frames else shared.iloc[:0]
    return _ordered(out), {"no_answer": int((~used).sum())}


def _category(codes: NDArray[np.int8], labels: list[str]) -> pd.Categorical[Any]:
    return pd.Categorical.from_codes(codes.astype(np.int64), categories=pd.Index(labels, dtype="str"))


def _back(left: LeftOut, count: int) -> Any:
    """Position among the kept rows of every data row (0 for those left out)."""
    place = np.cumsum(left.kept) - 1
    return np.clip(place, 0, max(0, int(left.kept.sum()) - 1))[:count]


def _kinds(base: pd.DataFrame, mask: Bools, kind: str | None) -> pd.Categorical[Any]:
    if kind is not None or "kind" not in base:
        code = KINDS.index(kind or "csat")
        return _category(np.full(int(mask.sum()), code, np.int8), list(KINDS))
    named = base["kind"].cat
    place = np.array(
        [KINDS.index(found) if (found := kind_of(str(label))) else -1 for label in named.categories] or [-1], np.int8
    )
    codes = np.asarray(named.codes)[mask]
    return _category(np.where(codes >= 0, place[np.maximum(codes, 0)], -1).astype(np.int8), list(KINDS))


def _known_kinds(frame: pd.DataFrame, mask: Bools, column: Column, left: LeftOut, findings: Findings) -> pd.DataFrame:
    unknown = np.asarray(frame["kind"].isna())
    if unknown.any():
        rows = np.zeros(len(left.kept), dtype=np.bool_)
        rows[np.flatnonzero(left.kept)[np.flatnonzero(mask)[unknown]]] = True
        findings.add("unknown_kind", f"{plural(int(unknown.sum()), 'row')} whose kind of question is not csat, "
                                     f"nps, ces or esat.",
                     rows=rows, column=column, expected="csat, nps, ces or esat")  # fmt: skip
    return frame


def _scales(frame: pd.DataFrame, scored: Scored, kind: str | None) -> None:
    """Scale of every row: the file's own columns win; a long sheet's scale is found for each kind."""
    if kind is None and "kind" in frame:
        low, high = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
        score, codes = frame["score"].to_numpy(), np.asarray(frame["kind"].cat.codes)
        for code, name in enumerate(KINDS):
            rows = codes == code
            if rows.any():
                low[rows], high[rows] = (
                    (0.0, 10.0)
                    if name == "nps"
                    else scale_of(score[rows], (scored.low, scored.high) if scored.known else None)
                )
    else:
        low, high = np.full(len(frame), scored.low), np.full(len(frame), scored.high)
    for name, values in (("scale_min", low), ("scale_max", high)):
        own = frame[name].to_numpy() if name in frame else np.full(len(frame), np.nan)
        frame[name] = np.where(np.isnan(own), values, own)


def _lower_is_easier(plan: SheetPlan, column: str) -> bool:
    return any(q.about == "effort_direction" and q.column == column and answered(q) == "lower" for q in plan.questions)


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


def asked_rows(base: pd.DataFrame, column: Column, left: LeftOut, findings: Findings) -> pd.DataFrame:
    """Satisfaction answers of a ticket sheet: dated by the rating, else the resolution, else the creation."""
    scored = score_column(column, "csat")
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
    frame["score"], frame["scale_min"], frame["scale_max"] = score, scored.low, scored.high
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
