"""One label for one value across tables: aliases, an account's other keys, and what differs in case and spaces only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from cxdesk.common.problems import Problem, Severity
from cxdesk.common.text import plural
from cxdesk.tables.aliases import Alias, final_names, spelt
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.fields import EXTRA, column_title

MERGED = "merged_values"
KEYED = "account_key"
# Further columns that hold the values of a dimension, by table.
_ALSO = {"agent": (("employees", "employee"),)}
# Headers of accounts' further columns by which other tables may name an account; names beat codes as a label.
_NAMES = re.compile(r"name|company|organi[sz]ation|firma|empresa|soci", re.IGNORECASE)
_KEYS = re.compile(
    r"\b(?:id|ids|key|no|nr|num|number|code|external|crm|domain|website|nummer|kennung|numero|codigo|kunden-?nr)\b|_id$",
    re.IGNORECASE,
)
_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class _Change:
    """Labels of a dimension that others take the place of, each with its rows."""

    names: Mapping[str, str]
    rows: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """A dimension of a dataset: where it stands, rows by value, other keys, and what merges without any alias."""

    places: tuple[tuple[str, str], ...]
    counts: Counter[str]
    keys: Mapping[str, str]
    listed: frozenset[str]  # as the Accounts sheet writes them
    plain: _Change


_KNOWN: WeakKeyDictionary[Dataset, dict[str, _Facts]] = WeakKeyDictionary()


def dimension_columns(dataset: Dataset) -> dict[str, tuple[tuple[str, str], ...]]:
    """Dimensions that the dataset holds, each with the tables and columns that hold its values."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, frame in dataset.tables.items():
        spec = TABLES.get(name)
        for field in spec.fields if spec else ():
            if field.dimension and field.name in frame:
                found.setdefault(field.name, []).append((name, field.name))
        for column in frame.columns:
            if str(column).startswith(EXTRA) and isinstance(frame[column].dtype, pd.CategoricalDtype):
                found.setdefault(str(column), []).append((name, str(column)))
    for dimension, places in _ALSO.items():
        there = [place for place in places if place[0] in dataset.tables and place[1] in dataset.tables[place[0]]]
        if there:
            found[dimension] = [*found.get(dimension, ()), *there]
    return {dimension: tuple(places) for dimension, places in found.items()}


def value_counts(dataset: Dataset, places: Iterable[tuple[str, str]]) -> Counter[str]:
    """Rows of each value over some columns of tables; blank cells are none."""
    counts: Counter[str] = Counter()
    for table, column in places:
        values = pd.Categorical(dataset.tables[table][column])
        rows = np.bincount(values.codes[values.codes >= 0], minlength=len(values.categories))
        for label, number in zip(values.categories.astype("str").to_list(), rows.tolist(), strict=True):
            if number:
                counts[label] += number
    return counts


def one_label(dataset: Dataset, aliases: tuple[Alias, ...]) -> Dataset:
    """The dataset with each value under one label in all tables, and problems that say what was merged.

    No row is added or taken. Aliases come first; then accounts that a table names by another column of the Accounts
    sheet, such as their number; then spellings that differ in case and spaces only, of which the Accounts sheet's or
    else the most frequent stays.
    """
    frames: dict[str, dict[str, pd.Categorical]] = {}
    problems: list[Problem] = []
    for dimension, facts in _facts(dataset).items():
        final = final_names(aliases, dimension)
        places, keys = facts.places, facts.keys
        change = _change(facts.counts, final, keys, facts.listed) if final else facts.plain
        if not change.names:
            continue
        for table, column in places:
            values = _relabelled(dataset.tables[table][column], change.names)
            if values is not None:
                frames.setdefault(table, {})[column] = values
        problems += _said(dimension, change, keys)
    if not frames:
        return dataset
    tables = {table: dataset.tables[table].assign(**columns) for table, columns in frames.items()}
    out = dataset.with_tables(**tables)
    return Dataset(tables=out.tables, sources=out.sources, problems=(*out.problems, *problems), rejected=out.rejected)


def dimension_counts(dataset: Dataset) -> Mapping[str, Counter[str]]:
    """Rows of each value of each dimension over all tables, counted once a dataset."""
    return {dimension: facts.counts for dimension, facts in _facts(dataset).items()}


def _facts(dataset: Dataset) -> dict[str, _Facts]:
    """What is known of a dataset's dimensions before any alias: edits of aliases ask for it again and again."""
    known = _KNOWN.get(dataset)
    if known is None:
        known = {}
        for dimension, places in dimension_columns(dataset).items():
            counts = value_counts(dataset, places)
            keys = _account_keys(dataset, places) if dimension == "account" else {}
            sheet = [place for place in places if place == ("accounts", "account")]
            listed = frozenset(value_counts(dataset, sheet))
            plain = _change(counts, {}, keys, listed)
            known[dimension] = _Facts(places=places, counts=counts, keys=keys, listed=listed, plain=plain)
        _KNOWN[dataset] = known
    return known


def _change(counts: Counter[str], final: Mapping[str, str], keys: Mapping[str, str], listed: frozenset[str]) -> _Change:
    """What each label that does not stay becomes."""
    first = {label: final.get(spelt(label)) or _keyed(spelt(label), keys, final) or label for label in counts}
    groups: dict[str, list[str]] = {}
    for label, name in first.items():  # a loop over distinct values
        groups.setdefault(spelt(name), []).append(label)
    chosen = {spelt(name): name for name in final.values()}
    moved: dict[str, str] = {}
    for group, labels in groups.items():
        if len(labels) == 1 and first[labels[0]] == labels[0] and group not in chosen:
            continue
        name = chosen.get(group) or _most(labels, first, counts, listed)
        moved |= {label: name for label in labels if label != name}
    return _Change(names=moved, rows={label: counts[label] for label in moved})


def _most(labels: list[str], first: Mapping[str, str], counts: Counter[str], listed: frozenset[str]) -> str:
    """Of equal names the Accounts sheet's, then that of most rows, then the one with most capitals."""
    totals: Counter[str] = Counter()
    for label in labels:
        totals[first[label]] += counts[label]
    return max(totals, key=lambda name: (name in listed, totals[name], sum(map(str.isupper, name)), name))


def _keyed(spelling: str, keys: Mapping[str, str], final: Mapping[str, str]) -> str | None:
    name = keys.get(spelling)
    return None if name is None else final.get(spelt(name), name)


def _relabelled(column: pd.Series, names: Mapping[str, str]) -> pd.Categorical | None:
    """The column under other labels, in alphabetical order; None where none of its values changes."""
    values = pd.Categorical(column)
    if not any(str(label) in names for label in values.categories):
        return None
    new = [names.get(str(label), str(label)) for label in values.categories]
    labels = sorted(set(new))
    place = {label: code for code, label in enumerate(labels)}
    move = np.array([place[label] for label in new] + [-1], dtype=np.int64)
    return pd.Categorical.from_codes(move[values.codes], categories=pd.Index(labels, dtype="str"))


def _account_keys(dataset: Dataset, places: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names of accounts by what a further column of the Accounts sheet holds, where other tables use that.

    A column counts where each of its values belongs to one account, its header speaks of a key or a name, and a
    table holds values of it that are no account's name. Where other tables write accounts by a column of names rather
    than by the account itself, these names become the label everywhere.
    """
    accounts = dataset.table("accounts")
    if accounts is None or "account" not in accounts:
        return {}
    known = {spelt(str(label)) for label in pd.Categorical(accounts["account"]).categories}
    others = {spelt(label) for label in value_counts(dataset, [place for place in places if place[0] != "accounts"])}
    unknown = others - known
    found: dict[str, str] = {}
    for column in map(str, accounts.columns) if unknown else ():
        header = column.removeprefix(EXTRA)
        coded, named = _KEYS.search(header), _NAMES.search(header)
        pairs = _pairs(accounts, column) if column.startswith(EXTRA) and (coded or named) else []
        hits = {spelt(value): name for name, value in pairs if spelt(value) in unknown}
        if coded:
            found |= hits
        elif len(hits) > len(others & known):
            found |= {spelt(name): value for name, value in pairs}
    return found


def _pairs(accounts: pd.DataFrame, column: str) -> list[tuple[str, str]]:
    """Account and value of a column, one a value; none where a value belongs to several accounts or the reverse."""
    both = accounts[["account", column]].dropna().astype("str").drop_duplicates()
    if both["account"].duplicated().any() or both[column].str.strip().str.casefold().duplicated().any():
        return []
    return list(zip(both["account"], both[column], strict=True))


def _said(dimension: str, change: _Change, keys: Mapping[str, str]) -> list[Problem]:
    """What was merged, for a person: of accounts by key apart from spellings."""
    by_key = {label: name for label, name in change.names.items() if spelt(label) in keys}
    spellings = {label: name for label, name in change.names.items() if label not in by_key}
    title = column_title(dimension).lower() if not dimension.startswith(EXTRA) else f"“{column_title(dimension)}”"
    out = []
    if spellings:
        verb = "counts" if len(spellings) == 1 else "count"
        out.append(_problem(
            MERGED, spellings, change.rows,
            f"{plural(len(spellings), 'spelling')} of {title} {verb} under another name",
        ))  # fmt: skip
    if by_key:
        verb = "is" if len(by_key) == 1 else "are"
        out.append(_problem(
            KEYED, by_key, change.rows,
            f"{plural(len(by_key), 'account')} {verb} named by another column of the Accounts sheet",
        ))  # fmt: skip
    return out


def _problem(kind: str, names: Mapping[str, str], rows: Mapping[str, int], words: str) -> Problem:
    most = sorted(names, key=lambda label: (-rows[label], label))
    shown = ", ".join(f"“{label}” as “{names[label]}”" for label in most[:_SHOWN])
    more = f" and {len(most) - _SHOWN:,} more" if len(most) > _SHOWN else ""
    count = sum(rows[label] for label in names)
    return Problem(kind=kind, severity=Severity.INFO, found=most[0], expected=names[most[0]], count=count,
                   message=f"{words} ({plural(count, 'row')}): {shown}{more}.")  # fmt: skip
