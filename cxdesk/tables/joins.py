"""Columns that one table takes from another: an answer knows what its ticket knows, an order what its customer does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxdesk.tables.fields import EXTRA
from cxdesk.tables.surveys import SURVEYS

# column of the surveys <- column of the tickets
INHERITED: dict[str, str] = {
    **{field.name: field.name for field in SURVEYS.fields if field.dimension},
    "respondent": "requester",
}
# columns of tickets, answers, orders and uses <- columns of the accounts of the same name
OF_ACCOUNT = ("region", "segment", "plan")


def inherit(surveys: pd.DataFrame, tickets: pd.DataFrame, position: NDArray[np.intp]) -> pd.DataFrame:
    """Surveys whose blank dimensions are filled from their ticket, at `position` (-1: none); the rest untouched.

    Extra columns of the tickets come along where the surveys have none of that name. Frames are not changed.
    """
    if not (position >= 0).any():
        return surveys
    pairs = {**INHERITED, **{name: name for name in tickets.columns if name.startswith(EXTRA) and name not in surveys}}
    filled = {
        target: _filled(surveys.get(target), tickets[source], position)
        for target, source in pairs.items()
        if source in tickets
    }
    return surveys.assign(**filled)


def with_account(frame: pd.DataFrame, accounts: pd.DataFrame | None) -> pd.DataFrame:
    """Rows whose blank region, segment and plan are filled from their account; the frame itself is not changed."""
    if accounts is None or not len(frame) or "account" not in frame or "account" not in accounts:
        return frame
    known = [name for name in OF_ACCOUNT if name in accounts]
    position = account_positions(frame, accounts) if known else np.full(len(frame), -1, dtype=np.intp)
    if not (position >= 0).any():
        return frame
    return frame.assign(**{name: _filled(frame.get(name), accounts[name], position) for name in known})


def account_positions(frame: pd.DataFrame, accounts: pd.DataFrame) -> NDArray[np.intp]:
    """Row of each row's account among the accounts; -1 where it is blank or not among them.

    An account is the same whatever its case and the spaces around it; of one that stands twice the last row counts.
    """
    mine, theirs = (pd.Categorical(table["account"]) for table in (frame, accounts))
    rows = np.full(len(theirs.categories) + 1, -1, dtype=np.intp)  # the last entry takes the blanks
    rows[theirs.codes] = np.arange(len(theirs))
    by_name = pd.Series(rows[:-1], index=_folded(theirs)).groupby(level=0).max().drop("", errors="ignore")
    found = by_name.reindex(_folded(mine), fill_value=-1).to_numpy(dtype=np.intp)
    return np.asarray(np.append(found, -1)[mine.codes])


def _folded(labels: pd.Categorical) -> pd.Index:
    """Labels as accounts are compared: no case, no spaces around them."""
    return pd.Index(labels.categories.astype("str").str.strip().str.casefold())


def ticket_positions(surveys: pd.DataFrame, tickets: pd.DataFrame) -> NDArray[np.intp]:
    """Row of each answer's ticket, by `ticket_id`; -1 where it is blank or unknown (the last one where ids repeat).

    An id that stands nowhere as it is written finds the one ticket whose id differs in form only: `#1234`, `1234.0`.
    """
    if "ticket_id" not in surveys or "ticket_id" not in tickets or not len(surveys) or not len(tickets):
        return np.full(len(surveys), -1, dtype=np.intp)
    known, wanted = id_texts(tickets["ticket_id"]), id_texts(surveys["ticket_id"])
    asked = wanted.dictionary_encode()  # the answers' ids are looked for among the tickets: the smaller table is hashed
    found = pc.index_in(known, value_set=asked.dictionary, skip_nulls=True)
    codes = found.fill_null(-1).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(codes >= 0)
    position = np.full(len(asked.dictionary) + 1, -1, dtype=np.intp)  # the last entry answers for blanks
    position[codes[rows]] = rows  # of an id that repeats the last row stays
    lost = np.flatnonzero(position[:-1] < 0)
    if len(lost):
        position[lost] = _by_form(asked.dictionary.take(pa.array(lost)), known)
    blanks_last = asked.indices.fill_null(len(asked.dictionary)).to_numpy(zero_copy_only=False)
    return np.asarray(position[blanks_last])


def plain_ids(ids: pa.Array) -> pa.Array:
    """Identifiers as they are compared where they differ in form: no `#`, `.0`, spaces and capitals."""
    bare = pc.replace_substring_regex(pc.utf8_lower(ids), r"^[\s#]+|\s+|\.0+\s*$", "")
    whole = bare.combine_chunks() if isinstance(bare, pa.ChunkedArray) else bare
    return pc.if_else(pc.equal(whole, ""), pa.scalar(None, pa.string()), whole)


def _by_form(asked: pa.Array, known: pa.Array) -> NDArray[np.intp]:
    """Row of the known id that an asked one differs from in form only; -1 for none, or where two ids would do."""
    plain = plain_ids(asked)
    digits = pc.all(pc.fill_null(pc.ascii_is_decimal(known), True)).as_py()
    theirs = known if digits else plain_ids(known)  # plain digits are as plain as they get
    return unique_rows(plain, theirs, known)


def unique_rows(asked: pa.Array, forms: pa.Array, ids: pa.Array) -> NDArray[np.intp]:
    """Row of each asked form among `forms`, those of `ids`; the last row, and -1 where different ids have the form."""
    wanted = asked.dictionary_encode()
    found = pc.index_in(forms, value_set=wanted.dictionary, skip_nulls=True)
    codes = found.fill_null(-1).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(codes >= 0)
    hit = ids.take(pa.array(rows)).dictionary_encode().indices.to_numpy(zero_copy_only=False)
    size = len(wanted.dictionary) + 1
    last, lowest, highest = np.full(size, -1, np.intp), np.full(size, len(ids), np.intp), np.full(size, -1, np.intp)
    last[codes[rows]] = rows
    np.minimum.at(lowest, codes[rows], hit)
    np.maximum.at(highest, codes[rows], hit)
    last[lowest < highest] = -1
    blanks_last = wanted.indices.fill_null(size - 1).to_numpy(zero_copy_only=False)
    return np.asarray(last[blanks_last])


def id_texts(column: pd.Series) -> pa.Array:
    """A column of texts in one piece; one that was put together from several sheets lies in several."""
    texts = pa.array(column.astype("str"))
    return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts


def _filled(own: pd.Series | None, other: pd.Series, position: NDArray[np.intp]) -> pd.Categorical:
    """Own value where there is one, else the ticket's."""
    theirs = pd.Categorical(other)
    taken = np.where(position >= 0, theirs.codes[np.maximum(position, 0)], -1)
    if own is None:
        return pd.Categorical.from_codes(taken, categories=theirs.categories)
    mine = pd.Categorical(own)
    both = mine.categories.union(theirs.categories, sort=False)
    blank = np.append([str(label).strip() == "" for label in mine.categories], True)[mine.codes]
    as_mine = both.get_indexer(mine.categories)
    as_theirs = np.append(both.get_indexer(theirs.categories), -1)
    kept = np.append(as_mine, -1)[mine.codes]
    return pd.Categorical.from_codes(np.where(blank, as_theirs[taken], kept), categories=both)
