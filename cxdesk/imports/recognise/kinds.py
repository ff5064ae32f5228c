"""What a sheet is: tickets, survey answers, figures, another table, an aggregate, an event log, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk.imports.names import fold
from cxdesk.imports.recognise.across import figures_across
from cxdesk.imports.recognise.ages import ages
from cxdesk.imports.recognise.aggregates import across, averaged, listed
from cxdesk.imports.recognise.customers import with_accounts
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.fits import SLIPS
from cxdesk.imports.recognise.header import Grid
from cxdesk.imports.recognise.mapping import Mapping, propose
from cxdesk.imports.recognise.others import SURE, TICKETISH, Other, lacking, other_table
from cxdesk.imports.recognise.signatures import Signature, match, reads_like_question
from cxdesk.imports.recognise.vocabulary import names_of
from cxdesk.imports.recognise.wording import counts_answers, kind_of
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.figures import FIGURE_NAMES
from cxdesk.tables.surveys import SCORE_FIELDS

_HAND = "say which table it is and map its columns by hand if it is one"
_STRONG = ("first_response_at", "first_response_time", "first_response_business_time", "resolved_at", "resolution_time",
           "resolution_business_time", "closed_at", "reopen_count", "reply_count", "handoff_count", "escalated",
           "sla_met",
           "first_contact_resolved", "resolved", "automated")  # fmt: skip
_MEDIUM = (
    "status",
    "priority",
    "subject",
    "channel",
    "agent",
    "team",
    "category",
    "sla_due_at",
    "requester",
    "talk_time",
)
_ANSWERED = frozenset(["response", "responded", "submitted", "submission", "submit", "survey", "answered", "rated",
                       "rating", "feedback", "completed", "completion", "recorded"])  # fmt: skip
_MEASURES = frozenset(["nps", "csat", "ces", "esat"])
_KIND_WORDS = re.compile(r"\b(?:csat|nps|ces|esat)\b|satisf|recommend|effort|promoter")


@dataclass(frozen=True, kw_only=True)
class Recognition:
    """What a sheet is, with one sentence why; `table` None = set aside."""

    table: str | None
    verdict: str
    mapping: Mapping | None = None
    signature: Signature | None = None


_MOST_COLUMNS = 2_000  # the widest known export, with every custom field, has a few hundred
_ACROSS = "Read as figures: a name in each row and the months across."
_TOO_WIDE = "Set aside: it has {:,} columns, which no export of tickets or answers has; keep the columns that matter."


def recognise(grid: Grid, wanted: str | None = None, fixed: dict[int, str | None] | None = None) -> Recognition:
    """Decide what the grid is; `wanted` is a table the user chose, `fixed` fields the user chose."""
    if len(grid.columns) > _MOST_COLUMNS:
        return Recognition(table=None, verdict=_TOO_WIDE.format(len(grid.columns)))
    signature = match([column.header for column in grid.columns])
    if wanted is not None:
        return Recognition(
            table=wanted, mapping=_proposed(grid, wanted, signature, fixed), signature=signature,
            verdict=f"Read as {TABLES[wanted].title.lower()} because you said so.",
        )  # fmt: skip
    if signature is not None and signature.refused:
        return Recognition(table=None, verdict=f"Set aside: this is the {signature.name}; {signature.refused}")
    months = figures_across(grid.columns)
    if months is not None:
        return Recognition(table="figures", mapping=months, verdict=_ACROSS)
    other = other_table(grid.columns, fixed)
    figures = bool(figures_of(grid.columns)) and not _is_bought(other)
    exported = _exported(grid.columns, signature, fixed)
    clear = exported is not None or (other is not None and other.clear)
    refused = None if figures or clear else across(grid)
    if refused:
        return Recognition(table=None, verdict=refused)
    tickets = _proposed(grid, "tickets", signature, fixed)
    surveys = _proposed(grid, "surveys", signature, fixed)
    refused = None if clear else averaged(grid, tickets, surveys) or _aged(grid, tickets, signature)
    if refused:
        return Recognition(table=None, verdict=refused)
    if exported is not None:
        return _taken(grid, exported, signature)
    if signature is not None and signature.table in {"tickets", "surveys"}:
        chosen = tickets if signature.table == "tickets" else surveys
        if _complete(chosen, grid.columns):
            return _taken(grid, chosen, signature)
    if figures:
        return Recognition(table="figures", mapping=propose(grid.columns, "figures", None, fixed),
                           verdict="Read as figures: a month and named figures.")  # fmt: skip
    best = _better(tickets, surveys, grid.columns, other)
    if best is not None:
        return _taken(grid, best, None)
    if other is not None:
        return _as_other(grid, other)
    return Recognition(table=None, verdict=_nothing(grid, tickets, surveys))


def _proposed(grid: Grid, table: str, signature: Signature | None, fixed: dict[int, str | None] | None) -> Mapping:
    """The best mapping to a table; of a sheet by hand also whether its customers are companies."""
    mapping = propose(grid.columns, table, signature, fixed)
    return mapping if signature is not None else with_accounts(grid.columns, mapping, frozenset(fixed or {}))


def _aged(grid: Grid, tickets: Mapping, signature: Signature | None) -> str | None:
    """A sentence where ages stand for the dates of creation and no other column holds them."""
    return ages(grid.columns, signature) if tickets.score("created_at") < SURE else None


def _exported(
    columns: Sequence[Column], signature: Signature | None, fixed: dict[int, str | None] | None
) -> Mapping | None:
    """The mapping of a known export of one of the further tables that has all that the table needs."""
    if signature is None or signature.table in {"tickets", "surveys"}:
        return None
    mapping = propose(columns, signature.table, signature, fixed)
    return None if lacking(TABLES[signature.table], mapping) else mapping


def _is_bought(other: Other | None) -> bool:
    """Whether dates and amounts belong to customers or orders, so that they are no figures."""
    return (
        other is not None
        and other.spec.name == "orders"
        and any(other.mapping.of(name) for name in ("account", "order_id"))
    )


def _as_other(grid: Grid, other: Other) -> Recognition:
    """The sheet as one of the further tables, or why it cannot be one."""
    missing = lacking(other.spec, other.mapping)
    if missing is not None:
        names = listed([grid.columns[position].header.text for position in sorted(other.mapping.claims)][:3])
        return Recognition(table=None, verdict=f"Set aside: it has {names}, but {missing}.", mapping=other.mapping)
    return _taken(grid, other.mapping, None)


def _taken(grid: Grid, mapping: Mapping, signature: Signature | None) -> Recognition:
    title = TABLES[mapping.table].title.lower()
    found = [grid.columns[position].header.text for position in sorted(mapping.claims)][:4]
    if signature is not None:
        verdict = f"Recognised as “{signature.name}”."
    else:
        verdict = f"Read as {title}: it has {listed(found)}."
    return Recognition(table=mapping.table, mapping=mapping, signature=signature, verdict=verdict)


def _complete(mapping: Mapping, columns: Sequence[Column]) -> bool:
    if mapping.table == "tickets":
        named = bool(mapping.of("ticket_id"))
        if mapping.of("created_at"):  # users delete columns, and the export is known by the others
            return named or sum(bool(mapping.of(name)) for name in _STRONG) >= 2
        return named and any(mapping.of(name) for name in ("first_response_at", "resolved_at", "closed_at"))
    return bool(mapping.of("responded_at")) and bool(score_columns(mapping, columns))


def score_columns(mapping: Mapping, columns: Sequence[Column]) -> list[int]:
    """Columns of a survey sheet that hold scores: claimed score fields, else questions answered 0 to 10."""
    claimed = [
        position for position, claim in mapping.claims.items() if claim.field in SCORE_FIELDS or claim.field == "score"
    ]
    return claimed or scored_questions(columns, mapping)


def scored_questions(columns: Sequence[Column], mapping: Mapping) -> list[int]:
    """Unclaimed columns that read like a question and hold scores."""
    return [
        position for position, column in enumerate(columns)
        if position not in mapping.claims and position not in mapping.vetoed and column.size
        and (reads_like_question(column.header) or column.header.scale is not None or _says_kind(column))
        and is_scored(column)
    ]  # fmt: skip


def _says_kind(column: Column) -> bool:
    """Whether a header of some words asks for satisfaction, effort or a recommendation: “It was easy to get help”.

    Of promoters and detractors the word NPS is enough, of numbers the name of the measure: “Nota NPS”.
    """
    header, kind = column.header, kind_of(column.header.text)
    if kind == "nps" and column.distinct <= 4 and column.scores.bands:
        return True
    telling = len(header.words) >= 4 or bool(_MEASURES & set(header.words))
    return telling and kind is not None and not counts_answers(header)


def is_scored(column: Column) -> bool:
    """Whether the cells are scores, whole or with a half, but for a few slips; or words of a known scale."""
    look = column.look
    if look.scores < 0.6 or look.dates >= 0.5 or look.negative > 0.05:
        return False
    named = column.header.scale is not None and column.header.scale[1] > 10
    return not look.numbers or (look.halves >= 0.9 and look.over(100 if named else 10) <= SLIPS)


def _better(tickets: Mapping, surveys: Mapping, columns: Sequence[Column], other: Other | None) -> Mapping | None:
    """Tickets or surveys by the weight of what was found; None where neither is enough or another table is likelier."""
    identifier = tickets.of("ticket_id")
    ticketish = identifier is not None and bool(TICKETISH & set(columns[identifier.column].header.words))
    strong = sum(tickets.score(name) >= 70 for name in _STRONG)
    medium = sum(tickets.score(name) >= 70 for name in _MEDIUM)
    dated = bool(tickets.of("created_at"))
    scores = score_columns(surveys, columns)
    right = _survey_weight(surveys, columns, scores) if surveys.of("responded_at") and scores else 0.0
    left = 0.0
    if not dated and ticketish and identifier is not None and surveys.of("responded_at") is None:
        stamped = any(tickets.of(name) for name in ("first_response_at", "resolved_at", "closed_at"))
        unique = columns[identifier.column].distinct >= 0.9 * columns[identifier.column].size
        left = 2.0 + 2.0 * strong + medium if stamped and unique and strong + medium >= 4 else 0.0
    if dated and (
        ticketish or (identifier and strong and strong + medium >= 2) or (strong >= 2 and strong + medium >= 3)
    ):
        left = 2.0 + 3.0 * ticketish + 1.0 * bool(identifier) + 2.0 * strong + 1.0 * medium
    if left and right and not strong and not (tickets.score("status") >= 70 or tickets.score("subject") >= 70):
        left = 0.0
    if other is not None and _is_sold_or_down(other, ticketish=ticketish, medium=medium):
        left = 0.0
        right = 0.0 if _survey_loses(surveys, columns, other) else right
    if other is not None and other.clear:
        left = left if ticketish and strong + medium else 0.0
        right = 0.0 if _survey_loses(surveys, columns, other) else right
    if other is not None and not (ticketish and left) and not right and (other.clear or not strong):
        return None
    if not left and not right:
        return None
    return tickets if left >= right else surveys


def _is_sold_or_down(other: Other, *, ticketish: bool, medium: int) -> bool:
    """Whether a sheet with a number and two dates is a list of invoices or of outages, and no tickets."""
    if other.spec.name == "orders":
        return not ticketish and all(other.mapping.score(name) >= SURE for name in ("account", "ordered_at", "amount"))
    return other.spec.name == "outages" and other.clear and not medium and other.mapping.score("duration") >= SURE


def _survey_loses(surveys: Mapping, columns: Sequence[Column], other: Other) -> bool:
    """Whether what looks like an answer is rather a column of another table: its date is that table's own."""
    dated = surveys.of("responded_at")
    if dated is None or _ANSWERED & set(columns[dated.column].header.words) or not other.takes(dated.column):
        return False
    telling = _names_kinds(surveys, columns) or any(
        surveys.score(name) >= 70 for name in ("nps_score", "ces_score", "esat_score")
    )
    return other.own >= 3 if telling else True


def _survey_weight(surveys: Mapping, columns: Sequence[Column], scores: list[int]) -> float:
    weight = 1.0
    for position in scores:
        claim = surveys.claims.get(position)
        if claim is None:
            weight += 2.0
        else:
            weight += {"nps_score": 5.0, "ces_score": 4.0, "esat_score": 4.0, "csat_score": 3.0}.get(claim.field, 2.0)
    weight += 8.0 if _names_kinds(surveys, columns) else 0.0
    weight += sum(2.0 for name in ("kind", "comment", "response_id", "sent_at") if surveys.score(name) >= 70)
    return weight + min(6.0, 1.5 * sum(reads_like_question(column.header) for column in columns))


def _names_kinds(surveys: Mapping, columns: Sequence[Column]) -> bool:
    """Whether a column names the kind of question of each row."""
    claim = surveys.of("kind")
    if claim is None:
        return False
    texts = [fold(text) for text in columns[claim.column].texts.slice(0, 50).to_pylist() if text]
    return bool(texts) and sum(bool(_KIND_WORDS.search(text)) for text in texts) >= 0.5 * len(texts)


def figures_of(columns: Sequence[Column]) -> dict[int, str]:
    """Columns of a wide sheet of figures by the figure's name, or the value column of a long one; {} where none."""
    months = names_of("figures", "month")
    from cxdesk.imports.recognise.fits import fits

    field = TABLES["figures"].field("month")
    dated = [
        p for p, c in enumerate(columns) if c.header.base in months and c.size and fits(c, field) and not _daily(c)
    ]
    if not dated:
        return {}
    wide = {
        position: name for position, column in enumerate(columns) for name, synonyms in FIGURE_NAMES.items()
        if column.header.base in synonyms or column.header.base == name.replace("_", " ")
    }  # fmt: skip
    numeric = {position: name for position, name in wide.items() if columns[position].look.numbers >= 0.5}
    if numeric and len(columns) <= len(numeric) + 4:
        return numeric
    names, values = names_of("figures", "name"), names_of("figures", "value")
    named = [p for p, c in enumerate(columns) if c.header.base in names and c.look.numbers < 0.5 and p not in dated]
    valued = [p for p, c in enumerate(columns) if c.header.base in values and c.look.numbers >= 0.5]
    return {valued[0]: ""} if named and valued and len(columns) <= 5 else {}


def _daily(column: Column) -> bool:
    """Whether a month has several days in either order of the dates, so that its rows are no figures of a month."""
    native = column.raw.instants if column.raw.instants is not None else np.empty(0, "datetime64[ms]")
    for texts in (column.dates.day_first, column.dates.month_first):
        found = np.concatenate([texts, native]).astype("datetime64[D]")
        days = np.unique(found[~np.isnat(found)])
        if len(days) <= 2 * len(np.unique(days.astype("datetime64[M]"))):
            return False
    return True


def _nothing(grid: Grid, tickets: Mapping, surveys: Mapping) -> str:
    """One sentence on a sheet that is no table of ours: what was found and what to do."""
    names = listed([column.header.text for column in grid.columns[:3]])
    if not any(max(column.look.dates, column.look.stamps) >= 0.5 for column in grid.columns if column.size):
        return f"Set aside: no column holds dates (it has {names}), and a ticket or an answer needs one; {_HAND}."
    if tickets.of("created_at") and not tickets.of("ticket_id"):
        return f"Set aside: no column holds ticket numbers, and nothing else says tickets (it has {names}); {_HAND}."
    if surveys.of("responded_at") and not surveys.of("score"):
        return f"Set aside: it has dates but neither ticket numbers nor scores (it has {names}); {_HAND}."
    return f"Set aside: nothing in it is known (it has {names}); {_HAND}."
