"""Which of the further tables a sheet is: accounts, orders, employees, usage, web, campaigns and the like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.mapping import Mapping, propose
from cxdesk.imports.recognise.vocabulary import names_of
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import TableSpec
from cxdesk.tables.others import OTHERS

SURE = 70.0  # score from which on a name counts as telling
# Words by which a column of numbers is told to be that of tickets.
TICKETISH = frozenset(["ticket", "case", "incident", "conversation", "call", "issue", "request", "chat",
                       "interaction", "enquiry", "inquiry", "chamado", "vorgang", "vorgangsnummer", "ticketnummer",
                       "ticketnumber", "sr", "contact"])  # fmt: skip
_WEAK = frozenset(["account", "plan", "segment", "region"])  # columns that a list of anything may have
_UNIQUE = 0.7
# What else has a start, an end and a customer or an employee: its rows are no customers and no staff.
_SPANNED = frozenset(("leave", "absence", "vacation", "holiday", "shift", "project", "task", "meeting", "event",
                      "booking", "trip", "course", "sprint", "rental", "visit", "urlaub", "abwesenheit", "fehlzeit",
                      "projekt", "schicht", "aufgabe", "termin", "vacaciones", "ausencia", "proyecto", "tarea", "conge",
                      "conges", "projet", "tache", "reserva", "buchung"))  # fmt: skip
# Whom a company buys from: its own purchases are no revenue.
_SELLERS = frozenset(("vendor", "supplier", "payee", "merchant", "lieferant", "kreditor", "proveedor", "fournisseur",
                      "fornecedor"))  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Other:
    """A table that a sheet may be. `own` counts the columns that no ticket or survey sheet would call so."""

    spec: TableSpec
    mapping: Mapping
    own: int

    @property
    def clear(self) -> bool:
        """Whether at least two columns belong to this table and to no ticket or survey sheet."""
        return self.own >= 2

    def takes(self, column: int) -> bool:
        """Whether the table has a use for a column (by its position)."""
        return column in self.mapping.claims


def other_table(columns: Sequence[Column], fixed: dict[int, str | None] | None = None) -> Other | None:
    """The further table whose telling columns are all there; of several the one that knows most columns."""
    bases = {column.header.base for column in columns}
    found: list[tuple[int, Other]] = []
    for spec in OTHERS:
        if not _plausible(spec, bases):
            continue
        mapping = propose(columns, spec.name, None, fixed)
        sure = {claim.field: position for position, claim in mapping.claims.items() if claim.score >= SURE}
        own = sum(columns[position].header.base not in _everyday() for position in sure.values())
        named = any(spec.telling & set(columns[position].header.words) for position in sure.values())
        if _known(spec, columns, sure, own=own, named=named) and not _bought_in(spec, columns, sure):
            found.append((own + len(sure), Other(spec=spec, mapping=mapping, own=own)))
    return max(found, key=lambda entry: entry[0])[1] if found else None


def _bought_in(spec: TableSpec, columns: Sequence[Column], sure: dict[str, int]) -> bool:
    """Whether orders name a seller and no customer."""
    sellers = any(_SELLERS & set(column.header.words) for column in columns)
    return spec.name == "orders" and "account" not in sure and sellers


def _plausible(spec: TableSpec, bases: set[str]) -> bool:
    """A quick look: whether any header is a name of a telling field, before names are compared by likeness."""
    wanted = {name for names in (*spec.enough, *spec.enough_named) for name in names}
    names = {field.name for field in spec.fields if bases & names_of(spec.name, field.name).keys()}
    return bool(wanted & names)


def _known(spec: TableSpec, columns: Sequence[Column], sure: dict[str, int], *, own: int, named: bool) -> bool:
    if not own and (spec.spans or not named):
        tickets = any((TICKETISH - {"contact"}) & set(column.header.words) for column in columns)
        others = any(_SPANNED & set(column.header.words) for column in columns)
        spans = named and not tickets and not others and set(spec.spans) <= set(sure)
        return spans and _one_row_each(columns[sure[spec.spans[0]]])
    fields = set(sure) | ({f"{spec.family}_"} if any(spec.in_family(name) for name in sure) else set())
    sets = [set(names) for names in spec.enough] + [set(names) for names in spec.enough_named if named]
    return any(names <= fields and (not names <= _WEAK or _one_row_each(columns[sure["account"]])) for names in sets)


def _one_row_each(column: Column) -> bool:
    """Whether nearly every row is another one, as in a list of customers."""
    return column.distinct >= _UNIQUE * max(1, column.size)


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    """Names that columns of tickets and surveys have."""
    return frozenset(
        name
        for table in ("tickets", "surveys")
        for field in TABLES[table].fields
        for name in names_of(table, field.name)
    )


def lacking(spec: TableSpec, mapping: Mapping) -> str | None:
    """A sentence on the first column that the table cannot do without, and where it is needed; None where all stand."""
    for options in spec.needs:
        if any(mapping.of(name) for name in options):
            continue
        fields = [spec.field(name) for name in options][:3]
        titles = " or ".join(f"{field.help} ({field.title})" if field.help else f"“{field.title}”" for field in fields)
        serves = fields[0].serves or "its KPIs are made of it"
        return f"{_an(spec.title)} sheet also needs a column with {titles}; {serves}"
    return None


def _an(name: str) -> str:
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
