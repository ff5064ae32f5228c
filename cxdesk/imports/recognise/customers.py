"""Customers of tickets and answers: the company or the person, where a header such as “Customer” says neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cxdesk.imports.names import fold
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.mapping import Claim, Mapping, name_score
from cxdesk.tables.catalogue import TABLES

# Headers that name a customer and say not whether a company or a person is meant.
_EITHER = frozenset(("customer", "customer name", "client", "client name", "cliente", "kunde", "kundenname", "klant",
                     "klantnaam", "klient", "nazwa klienta", "kund", "nom du client", "nom client", "nome do cliente",
                     "nombre del cliente", "nome cliente", "nombre cliente"))  # fmt: skip
_LEGAL = re.compile(
    r"\b(?:ltd|limited|inc|incorporated|llc|llp|plc|corp|corporation|company|gmbh|mbh|ag|kg|ug|ohg|ev|e\.v|sarl|sas|"
    r"sasu|eurl|s\.?a\.?|s\.?l\.?|s\.?l\.?u|ltda|eireli|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|oy|ab|a/?s|aps|sp\. z o\.o|"
    r"pty|group|holding|holdings|industries|bank|university|hospital|council)\.?$|& co\b"
)
_PERSON = {"tickets": "requester", "surveys": "respondent"}
_SOME = 0.1  # share of names with a legal form from which the column is one of companies
_REPEATED = 0.7  # different names a filled row up to which a column can be one of accounts


def with_accounts(columns: Sequence[Column], mapping: Mapping, chosen: frozenset[int]) -> Mapping:
    """The mapping in which a customer who is a company is the account.

    That is so where another column names the person (“Contact”, “Caller”), or where some of the names have a legal
    form. A column of e-mail addresses or numbers stays the requester. `chosen` positions stay as they are.
    """
    person_field = _PERSON.get(mapping.table)
    claim = mapping.of(person_field) if person_field else None
    if claim is None or mapping.of("account") is not None or claim.column in chosen:
        return mapping
    if columns[claim.column].header.base in _EITHER:
        position, person = claim.column, _person(columns, mapping, chosen)
    else:
        free = (p for p, c in enumerate(columns) if p not in mapping.claims and p not in chosen and _either(c))
        position, person = next(free, -1), claim
    if position < 0 or not _either(columns[position]) or (person is None and not _companies(columns[position])):
        return mapping
    why = f"“{columns[person.column].header.text}” names the person" if person else "its values are names of companies"
    account = Claim(column=position, field="account", score=min(claim.score, 90.0), reason=why)
    claims = {**mapping.claims, position: account}
    if person is not None:
        claims[person.column] = person
    return replace(mapping, claims=claims)


def _either(column: Column) -> bool:
    """Whether a column names customers, some more than once, neither by address nor by number."""
    if column.header.base not in _EITHER or not column.size or column.distinct > _REPEATED * column.size:
        return False
    return column.look.emails <= 0.1 and column.look.numbers <= 0.5


def _person(columns: Sequence[Column], mapping: Mapping, chosen: frozenset[int]) -> Claim | None:
    """The claim of a free column that names the person who asked, if there is one."""
    field, best = TABLES[mapping.table].field(_PERSON[mapping.table]), None
    for position, column in enumerate(columns):
        if position in mapping.claims or position in mapping.vetoed or position in chosen or not column.size:
            continue
        score, reason = name_score(column.header, mapping.table, field)
        if score < 80.0 or column.header.base in _EITHER or column.look.numbers > 0.5 or column.look.dates > 0.1:
            continue
        if best is None or score > best.score:
            best = Claim(column=position, field=field.name, score=round(score, 1), reason=reason)
    return best


def _companies(column: Column) -> bool:
    names = [fold(str(text)).strip() for text in column.texts.to_pylist() if text]
    return bool(names) and sum(bool(_LEGAL.search(name)) for name in names) >= _SOME * len(names)
