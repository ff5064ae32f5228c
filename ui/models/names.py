"""Names in tables: joins, values that found no partner, spellings that stand for others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from cxdesk.tables.aliases import Alias
from cxdesk.tables.matches import Join
from cxdesk.tables.naming import JoinFound, Proposal
from cxdesk.tables.near import Near
from ui.basics import numbers
from ui.models.dimensions import dimension_name
from ui.models.import_words import table_title
from ui.models.listing import Column

MOST_VALUES = 1_000  # unmatched values listed at once


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("names", text)


@dataclass(frozen=True, kw_only=True)
class Lost:
    """A value that found no partner, and the nearest name there is."""

    value: str
    rows: int
    near: Near | None = None


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """A spelling that counts as another (accepted, no score), or that may do so (proposed, with its score)."""

    alias: Alias
    rows: int | None  # None: hidden
    near: Near | None = None

    @property
    def accepted(self) -> bool:
        """Whether it counts as the other one already."""
        return self.near is None


def join_title(join: Join) -> str:
    """`Survey answers → Tickets`; employees are looked for among agents."""
    target = tr("Agents of tickets") if join.to_column == "agent" else table_title(join.to_table)
    return f"{table_title(join.table)} → {target}"


def join_by(join: Join) -> str:
    """What a join compares."""
    return {"ticket_id": tr("ticket ID"), "account": tr("account"), "agent": tr("name")}[join.dimension]


def join_sentence(found: JoinFound, near: bool) -> str:  # noqa: FBT001  one fact beside the join
    """A join in words, for what its numbers do not say; `near` says whether a value has a near name."""
    report, most = found.report, numbers.count(MOST_VALUES)
    if not report.unmatched:
        words = tr("Every row of {table} that names one found its {by}.")
        return words.format(table=table_title(report.join.table), by=join_by(report.join))
    if len(report.values) > MOST_VALUES:
        return tr("{most} of {n} values shown").format(most=most, n=numbers.count(len(report.values)))
    return "" if near else tr("None of these is near one that is known.")


def lost_values(found: JoinFound, aliases: Sequence[Alias], apart: Sequence[Alias]) -> list[Lost]:
    """Values without a partner, those with a near name first; what was decided meanwhile is left out."""
    decided = {alias.key for alias in aliases}
    refused = set(apart)
    near = {one.spelling: one for one in found.near if alias_of(found, one) not in refused}
    dimension = found.report.join.dimension
    lost = [
        Lost(value=value, rows=rows, near=near.get(value))
        for value, rows in found.report.values
        if Alias(dimension=dimension, spelling=value, name="").key not in decided
    ]
    lost.sort(key=lambda one: one.near is None)
    return lost[:MOST_VALUES]


def alias_of(found: JoinFound, near: Near) -> Alias:
    """What accepting a near name says."""
    return Alias(dimension=found.report.join.dimension, spelling=near.spelling, name=near.name)


def spellings(
    proposals: Sequence[Proposal], aliases: Sequence[Alias], apart: Sequence[Alias], rows: Mapping[tuple[str, str], int]
) -> list[Spelling]:
    """Proposals that wait for a decision, then what was accepted."""
    decided = {alias.key for alias in aliases}
    waiting = [
        Spelling(alias=one.alias, rows=one.near.rows, near=one.near)
        for one in proposals
        if one.alias.key not in decided and one.alias not in apart
    ]
    return [*waiting, *(Spelling(alias=alias, rows=rows.get(alias.key)) for alias in aliases)]


def _score(near: Near | None) -> str:
    return "" if near is None else numbers.number(near.score, 0)


def join_columns() -> list[Column[JoinFound]]:
    """Columns of the joins."""
    return [
        Column(title=tr("Rows look for"), text=lambda one: join_title(one.report.join)),
        Column(title=tr("By"), text=lambda one: join_by(one.report.join)),
        Column(title=tr("Found"), text=lambda one: numbers.count(one.report.matched), right=True,
               key=lambda one: one.report.matched),
        Column(title=tr("Not found"), text=lambda one: numbers.count(one.report.unmatched), right=True,
               key=lambda one: one.report.unmatched),
        Column(title=tr("Blank"), text=lambda one: numbers.count(one.report.blank), right=True,
               key=lambda one: one.report.blank, help=tr("Rows that name none")),
        Column(title=tr("Near"), text=lambda one: numbers.count(len(one.near)), right=True,
               key=lambda one: len(one.near), help=tr("Values that may stand for a known name")),
    ]  # fmt: skip


def lost_columns() -> list[Column[Lost]]:
    """Columns of values without a partner."""
    return [
        Column(title=tr("Not found"), text=lambda one: one.value, tip=lambda one: one.value),
        Column(title=tr("Rows"), text=lambda one: numbers.count(one.rows), right=True, key=lambda one: one.rows),
        Column(title=tr("May be"), text=lambda one: one.near.name if one.near else "",
               tip=lambda one: one.near.name if one.near else "", key=lambda one: one.near.name if one.near else None),
        Column(title=tr("Score"), text=lambda one: _score(one.near), right=True,
               key=lambda one: one.near.score if one.near else None,
               help=tr("How alike the two are without legal forms, punctuation, case and accents; 100 = equal")),
        Column(title=tr("Why"), text=lambda one: tr(one.near.why) if one.near else "",
               tip=lambda one: tr(one.near.why) if one.near else ""),
    ]  # fmt: skip


def spelling_columns() -> list[Column[Spelling]]:
    """Columns of spellings."""
    return [
        Column(title=tr("Of"), text=lambda one: dimension_name(one.alias.dimension)),
        Column(title=tr("Spelling"), text=lambda one: one.alias.spelling, tip=lambda one: one.alias.spelling),
        Column(title=tr("Rows"), text=lambda one: "" if one.rows is None else numbers.count(one.rows), right=True,
               key=lambda one: one.rows),
        Column(title=tr("Counts as"), text=lambda one: one.alias.name, tip=lambda one: one.alias.name),
        Column(title=tr("Score"), text=lambda one: _score(one.near), right=True,
               key=lambda one: one.near.score if one.near else None,
               tip=lambda one: tr(one.near.why) if one.near else "",
               help=tr("How alike the two are without punctuation, case and accents; 100 = equal")),
        Column(title=tr("State"), text=lambda one: tr("accepted") if one.accepted else tr("proposed")),
    ]  # fmt: skip
