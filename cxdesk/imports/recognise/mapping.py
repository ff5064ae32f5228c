"""Which column is which field: exact names first, then like names, then the values; each with score and reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from cxdesk.imports.names import Header
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.fits import dates_only, fits
from cxdesk.imports.recognise.signatures import Meaning, Signature, key_of
from cxdesk.imports.recognise.vocabulary import exact_names, names_of, several_words
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import Field, Kind, TableSpec

LEAST = 60.0
_KNOWN, _KNOWN_BLANK = 100.0, 80.0  # of a known export's columns
_BY_NAME = 95.0  # of its other columns, at most
CHOSEN = "chosen by you"
_FILLER = frozenset(
    [
        "of",
        "the",
        "in",
        "at",
        "on",
        "a",
        "an",
        "is",
        "was",
        "s",
        "to",
        "for",
        "by",
        "and",
        "ticket",
        "case",
        "customer",
        "value",
        "field",
        "time",
        "date",
        "stamp",
    ]
)
_NOT_A_DURATION = frozenset(
    [
        "remaining",
        "left",
        "due",
        "target",
        "goal",
        "diff",
        "difference",
        "escalation",
        "breach",
        "breached",
        "overdue",
        "limit",
        "status",
        "policy",
        "allowed",
        "estimate",
        "estimated",
        "threshold",
        "sla",
        "pending",
        "hold",
        "wait",
        "waiting",
        "assignment",
        "previous",
        "next",
        "between",
    ]
)
_NO_FIELD = frozenset({"currency", "currencies"})  # like “urgency” by its letters only, and no cost either
_NOT_AN_EVENT = frozenset(
    [
        "due",
        "target",
        "deadline",
        "expected",
        "estimated",
        "promised",
        "planned",
        "escalation",
        "updated",
        "modified",
        "assigned",
        "last",
        "next",
        "viewed",
        "sla",
        "birth",
        "purchase",
        "order",
        "start",
        "end",
        "reopened",
        "hire",
        "hired",
        "renewal",
    ]
)
# Dates and hours of the further tables: what is only planned, or of another event, is none of them.
_NOT_HERE = frozenset(
    (
        *("due", "target", "expected", "estimated", "planned", "birth", "updated", "modified", "next", "last"),
        *("renewal", "delivery", "delivered", "shipping", "shipped", "payment", "paid"),
    )
)
_PLURALS = frozenset(
    ("tickets", "cases", "calls", "conversations", "incidents", "requests", "issues", "chats", "interactions",
     "responses")
)  # fmt: skip
_GENERIC_IDS = frozenset(
    ("id", "#", "number", "key", "ref", "reference", "nummer", "numero", "clave", "record id", "no", "contact id")
)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A column that may be a field, with how sure that is."""

    column: int  # position among the grid's columns
    field: str
    score: float
    reason: str
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """Claims that stand, by position among the columns; `vetoed` gives reasons of columns kept out on purpose."""

    table: str
    claims: dict[int, Claim]
    vetoed: dict[int, str]

    def of(self, field: str) -> Claim | None:
        """The claim on a field, if any."""
        return next((claim for claim in self.claims.values() if claim.field == field), None)

    def score(self, field: str) -> float:
        """Score of a field's claim; 0 where nobody claims it."""
        claim = self.of(field)
        return claim.score if claim else 0.0


def propose(
    columns: Sequence[Column], table: str, signature: Signature | None, fixed: dict[int, str | None] | None = None
) -> Mapping:
    """The best mapping of columns to a table's fields; `fixed` holds what the user chose, by column position."""
    spec = TABLES[table]
    known = signature if signature is not None and signature.table == table else None
    fixed = fixed or {}
    vetoed: dict[int, str] = {}
    claims: list[Claim] = []
    filled = _filled(columns, known) if known else {}
    for position, column in enumerate(columns):
        if position in fixed:
            continue
        meaning = known.meaning(column.header) if known else None
        if meaning is not None and known is not None:
            better = next((filled[key] for key in meaning.unless if key in filled), None)
            if better is not None:
                vetoed[position] = f"not needed beside “{better}”"
                continue
            claims += _by_signature(position, column, spec, meaning, known, vetoed)
            continue
        named = _by_name(position, column, spec)
        claims += [replace(claim, score=min(claim.score, _BY_NAME)) for claim in named] if known else named
    taken = {
        position: Claim(column=position, field=field, score=100.0, reason=CHOSEN)
        for position, field in fixed.items()
        if field
    }
    taken = _greedy(claims, taken, spec)
    if known:
        _say_doubles(columns, [c for c in claims if c.score in {_KNOWN, _KNOWN_BLANK}], taken, spec, vetoed)
    _family(columns, spec, taken, fixed)
    _by_values(columns, spec, taken, fixed, vetoed)
    _times_of_day(columns, spec, taken, fixed)
    return Mapping(table=table, claims=taken, vetoed=vetoed)


def _filled(columns: Sequence[Column], known: Signature) -> dict[str, str]:
    """Header texts of the columns that hold something, by their key in the export's own language and in English."""
    keys = [(key_of(column.header), column.header.text) for column in reversed(columns) if column.size]
    return {known.english.get(key, key): text for key, text in keys} | dict(keys)


def _by_signature(
    position: int, column: Column, spec: TableSpec, meaning: Meaning, signature: Signature, vetoed: dict[int, str]
) -> list[Claim]:
    if not meaning.field:
        vetoed[position] = f"no field of ours (a column of “{signature.name}”)"
        return []
    field = spec.field(meaning.field)
    if not (meaning.unit or "").startswith("remaining") and not fits(column, field):
        if meaning.other is not None:
            return _by_signature(position, column, spec, meaning.other, signature, vetoed)
        vetoed[position] = f"its values do not look like “{field.title}”"
        return []
    score = _KNOWN if column.size else _KNOWN_BLANK
    return [Claim(column=position, field=field.name, score=score, unit=meaning.unit or column.header.unit,
                  reason=f"a column of “{signature.name}”")]  # fmt: skip


def _by_name(position: int, column: Column, spec: TableSpec) -> list[Claim]:
    out: list[Claim] = []
    for field in spec.fields:
        score, reason = name_score(column.header, spec.name, field)
        if score < LEAST or field.name.endswith("_time_of_day") or not fits(column, field) or _bands(column, field):
            continue
        if field.name in {"ticket_id", "response_id"}:
            score -= _id_doubt(column)
        if column.size == 0:
            score *= 0.8
        if score >= LEAST:
            out.append(
                Claim(column=position, field=field.name, score=round(score, 1), reason=reason, unit=column.header.unit)
            )
    return out


def _bands(column: Column, field: Field) -> bool:
    """Promoter, passive and detractor are no group of people."""
    return field.kind is Kind.CATEGORY and 0 < column.distinct <= 4 and column.scores.bands


def _id_doubt(column: Column) -> float:
    """How much less a general name such as `#` or `Number` counts where its values repeat."""
    if column.header.base not in _GENERIC_IDS or not column.size:
        return 0.0
    coded = column.look.numbers < 0.5  # INC0000045 is a ticket's number in a log too
    return 0.0 if coded or column.distinct >= 0.9 * column.size else 45.0


def name_score(header: Header, table: str, field: Field) -> tuple[float, str]:
    """0 to 100: how well a header names a field, and why."""
    if field.kind is Kind.DURATION and header.business != ("business" in field.name):
        return 0.0, ""
    if field.kind is Kind.COUNT and header.unit is not None:  # "Response (mins)" counts no responses
        return 0.0, ""
    names = names_of(table, field.name)
    rank = names.get(header.base)
    if rank is not None:
        return 100.0 - min(rank, 80) * 0.25, f"the name means “{field.title}”"
    words = set(header.words)
    if _blocked(words, field, table) or (field.kind is Kind.ID and header.base in _PLURALS):
        return 0.0, ""
    if len(header.words) <= 8:
        inside = max((len(name) for name, parts in several_words(table, field.name) if parts <= words), default=0)
        if inside and len(words) <= 6:
            return 76.0 + inside / 10, f"the name holds “{field.title}”"
        if header.base in exact_names(table):  # it is called what it is
            return 0.0, ""
        found = process.extractOne(header.base, list(names), scorer=fuzz.token_sort_ratio, score_cutoff=75)
        if found and _alike(words, set(found[0].split())):
            return float(found[1]) * 0.85, f"the name is like “{found[0]}”"
    return 0.0, ""


def _blocked(words: set[str], field: Field, table: str) -> bool:
    if words & _NO_FIELD:
        return True
    if table not in {"tickets", "surveys"}:
        planned = field.kind in {Kind.INSTANT, Kind.DURATION} and bool(words & _NOT_HERE)
        return planned or bool(words & _PLURALS)  # conversations are no conversions
    if field.kind is Kind.DURATION:
        return bool(words & _NOT_A_DURATION)
    if field.kind is Kind.INSTANT:
        if field.name == "responded_at" and words & {"first", "resolution", "resolved", "solved", "closed", "opened"}:
            return True
        return field.name not in {"sla_due_at", "sent_at"} and bool(words & _NOT_AN_EVENT)
    return field.kind is Kind.ID and bool(words & {"parent", "merged", "linked", "external", "project"})


def _alike(left: set[str], right: set[str]) -> bool:
    """Whether every telling word of one name has its counterpart in the other."""
    one, other = left - _FILLER or left, right - _FILLER or right
    return all(any(fuzz.ratio(a, b) >= 80 for b in other) for a in one) and all(
        any(fuzz.ratio(a, b) >= 80 for a in one) for b in other
    )


def _greedy(claims: list[Claim], taken: dict[int, Claim], spec: TableSpec) -> dict[int, Claim]:
    """Give each field its best column, the surest pair first."""
    order = {name: place for place, name in enumerate(spec.names)}
    fields = {claim.field for claim in taken.values()}
    for claim in sorted(claims, key=lambda c: (-c.score, order[c.field], c.column)):
        if claim.column not in taken and claim.field not in fields:
            taken[claim.column] = claim
            fields.add(claim.field)
    return taken


def _say_doubles(
    columns: Sequence[Column], claims: list[Claim], taken: dict[int, Claim], spec: TableSpec, vetoed: dict[int, str]
) -> None:
    """Columns of a known export whose field another column became: the reason says which."""
    winners = {claim.field: columns[claim.column].header.text for claim in taken.values()}
    for claim in claims:
        if claim.column not in taken:
            title = spec.field(claim.field).title
            vetoed.setdefault(claim.column, f"“{winners[claim.field]}” is the column of “{title}”")


def _family(columns: Sequence[Column], spec: TableSpec, taken: dict[int, Claim], fixed: dict[int, str | None]) -> None:
    """Columns whose header begins with the family's word, each a field of its own: `health_product_use`."""
    if not spec.family:
        return
    fields = {claim.field for claim in taken.values()}
    for position, column in enumerate(columns):
        words = [word for word in re.sub(r"[^a-z0-9]+", " ", column.header.base).split() if word]
        if position in taken or position in fixed or not words or words[0] != spec.family:
            continue
        if column.size and column.look.numbers < 0.5:
            continue
        name = "_".join([spec.family, *(words[1:] or ["score"])])
        while name in fields:
            name += "_2"
        fields.add(name)
        taken[position] = Claim(column=position, field=name, score=90.0, reason=f"the name begins with “{spec.family}”")


def _by_values(
    columns: Sequence[Column],
    spec: TableSpec,
    taken: dict[int, Claim],
    fixed: dict[int, str | None],
    vetoed: dict[int, str],
) -> None:
    """What names left open: a column of unique identifiers, the only column of dates, e-mail addresses."""
    fields = {claim.field for claim in taken.values()}
    free = [p for p in range(len(columns)) if p not in taken and p not in fixed and p not in vetoed]
    wanted = {"tickets": "ticket_id", "surveys": ""}.get(spec.name, "")
    if wanted and wanted not in fields:
        for position in free:
            column = columns[position]
            named = {"id", "no", "nr", "number", "key", "ref", "code", "#", "numero", "num"} & set(column.header.words)
            if named and column.size and column.distinct == column.size and column.look.dates < 0.5:
                taken[position] = Claim(column=position, field=wanted, score=65.0, reason="every value is different")
                free.remove(position)
                break
    started = next((field.name for field in spec.fields if field.required and field.kind is Kind.INSTANT), "")
    if started and started not in fields and not spec.spans:
        other = _NOT_AN_EVENT | {"sent", "responded", "response", "answered", "resolved", "closed", "resolution"}
        dated = [p for p in free if columns[p].look.dates >= 0.9 and not set(columns[p].header.words) & other]
        if len(dated) == 1:
            taken[dated[0]] = Claim(column=dated[0], field=started, score=62.0, reason="the only column of dates")
            free.remove(dated[0])
    person = {"tickets": "requester", "surveys": "respondent"}.get(spec.name, "")
    if person and person not in fields:
        mail = next((p for p in free if columns[p].look.emails >= 0.8), None)
        if mail is not None:
            taken[mail] = Claim(column=mail, field=person, score=61.0, reason="its values are e-mail addresses")


def _times_of_day(
    columns: Sequence[Column], spec: TableSpec, taken: dict[int, Claim], fixed: dict[int, str | None]
) -> None:
    """A column of times beside a column of dates without a time."""
    for name in spec.names:
        if not name.endswith("_time_of_day") or any(claim.field == name for claim in taken.values()):
            continue
        base = name.removesuffix("_time_of_day") + "_at"
        dated = next((claim for claim in taken.values() if claim.field == base), None)
        if dated is None or not columns[dated.column].size or not dates_only(columns[dated.column]):
            continue
        free = [p for p in range(len(columns)) if p not in taken and p not in fixed and columns[p].size]
        names = names_of(spec.name, name)
        timed = [p for p in free if columns[p].look.times >= 0.5 and columns[p].header.base in names]
        if timed:
            best = min(timed, key=lambda p: names[columns[p].header.base])
            title = spec.field(base).title
            taken[best] = Claim(column=best, field=name, score=90.0, reason=f"time of day, joined with “{title}”")


def stored_zone(known: Signature | None, mapping: Mapping | None, columns: Sequence[Column]) -> str | None:
    """The zone of times as a tool stores them, where the header is a field's name: `opened_at`, not “Opened at”."""
    dated = mapping.of("created_at") or mapping.of("responded_at") if mapping else None
    return known.zone if known is not None and dated and "_" in columns[dated.column].header.text else None
