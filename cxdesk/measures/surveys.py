"""Measures of survey answers, and the scales they were given on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.common.periods import Instants
from cxdesk.measures.measure import Measure, Needs

if TYPE_CHECKING:
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
S = "surveys"
SATISFIED_FROM = {1: 1.0, 3: 3.0, 5: 4.0, 7: 6.0, 10: 8.0, 100: 80.0}  # by the highest score possible
EASY_FROM = {1: 1.0, 3: 3.0, 5: 4.0, 7: 5.0, 10: 8.0, 100: 80.0}  # top 2 of 5, 3 of 7, 3 of 10
GUESSED_TOPS = (5.0, 7.0, 10.0, 100.0)  # 3 only where the words said so, and then the sheet has a scale_max


def responded(store: MeasureStore) -> Instants:
    """When the answer was given."""
    return store.instants(S, "responded_at")


def sent(store: MeasureStore) -> Instants:
    """When the survey was sent."""
    return store.instants(S, "sent_at")


def score_ranges(store: MeasureStore) -> tuple[Floats, Floats]:
    """Lowest and highest score possible for each row: as imported, by convention, else guessed a sheet and kind."""
    return store.cached("score_ranges", lambda: _ranges(store))


def _ranges(store: MeasureStore) -> tuple[Floats, Floats]:
    score, high = store.numbers(S, "score"), store.numbers(S, "scale_max")
    low = store.numbers(S, "scale_min")
    group = _sheet_and_kind(store)
    guessed_high, least = _guessed_top(score, np.isnan(high), group), _by_group(np.fmin, score, group, np.inf)
    high = np.where(np.isnan(high), guessed_high, high)
    # scales begin at 1, but good/bad, percent and sheets that hold a 0 begin at 0
    bottom = np.where((least <= 0) | (high == 1) | (high == 100) | _is(store, "nps"), 0.0, 1.0)
    low = np.where(np.isnan(low), bottom, low)
    convention = store.settings.conventions
    if convention.ces_scale != "as imported":
        first, _, last = convention.ces_scale.partition("-")
        ces = _is(store, "ces")
        low, high = np.where(ces, float(first), low), np.where(ces, float(last), high)
    return low, high


def _sheet_and_kind(store: MeasureStore) -> NDArray[np.intp]:
    """Code of the sheet and kind of question that a row belongs to."""
    kind, labels = store.keys(S, "kind")
    frame = store.frame(S)
    source = frame["_source"].to_numpy().astype(np.int64) if "_source" in frame.columns else np.zeros(len(frame), int)
    joint = source * (len(labels) + 1) + kind + 1
    return np.asarray(np.unique(joint, return_inverse=True)[1]).astype(np.intp).reshape(-1)


def _guessed_top(score: Floats, unknown: NDArray[np.bool_], group: NDArray[np.intp]) -> Floats:
    """Smallest usual top that holds the largest score of the sheet's answers without a scale; NaN beyond 100."""
    largest = _by_group(np.fmax, np.where(unknown, score, np.nan), group, -np.inf)
    tops = np.array([*GUESSED_TOPS, np.nan])
    return tops[np.searchsorted(tops[:-1], largest)]


def _by_group(take: np.ufunc, values: Floats, group: NDArray[np.intp], start: float) -> Floats:
    """Smallest or largest value of each row's group, on every row of it."""
    best = np.full(int(group.max(initial=-1)) + 1, start)
    take.at(best, group, np.where(np.isnan(values), start, values))
    return best[group]


def _is(store: MeasureStore, kind: str) -> NDArray[np.bool_]:
    codes, labels = store.keys(S, "kind")
    return np.append(np.array([label.lower() == kind for label in labels], dtype=np.bool_), False)[codes]


def _score_of(store: MeasureStore, kind: str) -> Floats:
    """Scores of one kind; scores outside their scale do not count."""
    score = store.numbers(S, "score")
    low, high = score_ranges(store)
    return np.where(_is(store, kind) & (score >= low) & (score <= high), score, np.nan)


def _csat_score(store: MeasureStore) -> Floats:
    return _score_of(store, "csat")


def _ces_score(store: MeasureStore) -> Floats:
    return _score_of(store, "ces")


def _esat_score(store: MeasureStore) -> Floats:
    return _score_of(store, "esat")


def satisfied_from(store: MeasureStore) -> Floats:
    """Score from which on an answer is a satisfied one by the scale that it was given on."""
    return _from_top(store, SATISFIED_FROM)


def _csat_satisfied(store: MeasureStore) -> Floats:
    score = store.values("csat_score")
    chosen = store.settings.conventions.csat_satisfied_from
    limit = satisfied_from(store) if chosen is None else np.full(score.shape, chosen)
    return np.where(np.isnan(score), np.nan, score >= limit)


def _ces_easy(store: MeasureStore) -> Floats:
    score, limit = store.values("ces_score"), _from_top(store, EASY_FROM)
    low, high = score_ranges(store)
    lower = store.settings.conventions.ces_direction == "lower"
    easy = score <= low + high - limit if lower else score >= limit
    return np.where(np.isnan(score), np.nan, easy)


def _from_top(store: MeasureStore, by_top: dict[int, float]) -> Floats:
    """Score from which an answer counts as good; on unusual scales the top quarter of the range."""
    low, high = score_ranges(store)
    out = low + 0.75 * (high - low)
    for top, limit in by_top.items():
        out = np.where(high == top, limit, out)
    return out


def _nps_points(store: MeasureStore) -> Floats:
    score = store.numbers(S, "score")
    lowest = 1.0 if store.settings.conventions.nps_scale == "1-10" else 0.0
    points = np.where(score >= 9, 100.0, np.where(score >= 7, 0.0, -100.0))
    counted = _is(store, "nps") & (score >= lowest) & (score <= 10)
    return np.where(counted, points, np.nan)


def _survey_answer(store: MeasureStore) -> Floats:
    return np.where(np.isnan(store.numbers(S, "score")), np.nan, 1.0)


def _survey_low(store: MeasureStore) -> Floats:
    """1 where a customer's answer lies at or below the middle of its scale (for effort that counts up: at or above)."""
    score = store.numbers(S, "score")
    low, high = score_ranges(store)
    middle = (low + high) / 2
    bad = score <= middle
    if store.settings.conventions.ces_direction == "lower":
        bad = np.where(_is(store, "ces"), score >= middle, bad)
    counted = ~np.isnan(score) & ~np.isnan(middle) & ~_is(store, "esat")
    return np.where(counted, bad, np.nan)


def _survey_answered(store: MeasureStore) -> Floats:
    """On one row of each sending to each respondent: 1 where anything of it was answered, else 0."""
    asked = _sheets_with_sendings(store)
    key = _sendings(store)
    first = np.zeros(len(key), dtype=np.bool_)
    first[np.unique(key, return_index=True)[1]] = True
    answered = np.bincount(key, weights=~_unanswered(store), minlength=len(key))[key] > 0
    return np.where(first & asked, answered, np.nan)


def _sheets_with_sendings(store: MeasureStore) -> NDArray[np.bool_]:
    """Rows of sheets that tell of surveys sent: with a date of sending or with unanswered rows."""
    return store.any_in_source(S, ~np.isnat(store.at("sent")) | _unanswered(store))


def _unanswered(store: MeasureStore) -> NDArray[np.bool_]:
    """Rows without a score and without an instant of an answer; an answer whose score could not be read has one."""
    return np.isnan(store.numbers(S, "score")) & np.isnat(store.at("responded"))


def _sendings(store: MeasureStore) -> NDArray[np.intp]:
    """Code of the sending a row belongs to: respondent (or response id) and instant and ticket; else the row itself."""
    respondent, response = store.keys(S, "respondent")[0], store.ids(S, "response_id")
    who = np.where(respondent >= 0, respondent.astype(np.int64) + response[1], response[0])
    ticket = store.ids(S, "ticket_id")[0].astype(np.int64)
    at = store.at("sent").astype(np.int64)
    alone = (who < 0) & (ticket < 0)
    row = np.where(alone, np.arange(len(who)), -1)
    # unanswered and answered rows without a date of sending are told apart by their response id
    undated = np.where(np.isnat(store.at("sent")), response[0], -1)
    frame = pd.DataFrame({"who": who, "at": at, "ticket": ticket, "row": row, "undated": undated})
    return frame.groupby(list(frame.columns), sort=False).ngroup().to_numpy().astype(np.intp)


def _nothing_sent(store: MeasureStore) -> str | None:
    if _sheets_with_sendings(store).any():
        return None
    return "needs in the Survey answers sheet: Sent, or rows that were sent but not answered"


_QUESTIONS = {"csat": "satisfaction", "nps": "recommendation", "ces": "effort", "esat": "employee satisfaction"}


def _no_answers(store: MeasureStore, kind: str) -> str | None:
    if any(label.lower() == kind for label in store.keys(S, "kind")[1]):
        return None
    return f"needs answers to the {_QUESTIONS[kind]} question (kind {kind})"


def _no_csat(store: MeasureStore) -> str | None:
    return _no_answers(store, "csat")


def _no_nps(store: MeasureStore) -> str | None:
    return _no_answers(store, "nps")


def _no_ces(store: MeasureStore) -> str | None:
    return _no_answers(store, "ces")


def _no_esat(store: MeasureStore) -> str | None:
    return _no_answers(store, "esat")


# As `_csat_satisfied`; the range of scores and the limit by scale are columns beside it.
_LIVE_SATISFIED = (
    'IF(AND([@kind]="csat",ISNUMBER([@score])),IF(AND([@score]>=[@score_lowest],[@score]<=[@score_highest]),'
    'IF([@score]>=IF(ISNUMBER({csat_satisfied_from}),{csat_satisfied_from},[@satisfied_from]),1,0),""),"")'
)
ANSWERED = Needs(table=S, columns=("kind", "score"))

SURVEY_MEASURES: tuple[Measure, ...] = (
    Measure(name="responded", table=S, dated_by="responded", kind="instant",
            needs=Needs(table=S, columns=("responded_at",)), words="when the survey was answered", compute=responded),
    Measure(name="sent", table=S, dated_by="sent", kind="instant",
            needs=Needs(table=S, columns=("sent_at",)), words="when the survey was sent", compute=sent),
    Measure(name="csat_satisfied", table=S, dated_by="responded", kind="binary", needs=ANSWERED, lacks=_no_csat,
            words="satisfied answers to the satisfaction question", compute=_csat_satisfied, live=_LIVE_SATISFIED),
    Measure(name="csat_score", table=S, dated_by="responded", kind="score", needs=ANSWERED, lacks=_no_csat,
            words="satisfaction score", compute=_csat_score),
    Measure(name="nps_points", table=S, dated_by="responded", kind="nps", needs=ANSWERED, lacks=_no_nps,
            words="+100 for a promoter (9 or 10), 0 for a passive (7 or 8), -100 for a detractor", compute=_nps_points),
    Measure(name="ces_score", table=S, dated_by="responded", kind="score", needs=ANSWERED, lacks=_no_ces,
            words="effort score", compute=_ces_score),
    Measure(name="ces_easy", table=S, dated_by="responded", kind="binary", needs=ANSWERED, lacks=_no_ces,
            words="answers that found it easy", compute=_ces_easy),
    Measure(name="esat_score", table=S, dated_by="responded", kind="score", needs=ANSWERED, lacks=_no_esat,
            words="employees' satisfaction score", compute=_esat_score),
    Measure(name="survey_answer", table=S, dated_by="responded", kind="number",
            needs=Needs(table=S, columns=("score",)), words="survey answers of any kind", compute=_survey_answer),
    Measure(name="survey_low", table=S, dated_by="responded", kind="binary", needs=ANSWERED,
            words="answers at or below the middle of their scale", compute=_survey_low),
    Measure(name="survey_answered", table=S, dated_by="sent", kind="binary",
            needs=Needs(table=S, columns=("score",)), lacks=_nothing_sent,
            words="surveys sent that were answered", compute=_survey_answered),
)  # fmt: skip
