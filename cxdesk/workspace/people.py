"""Who is named in the data, and by which spellings and addresses one person is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxdesk.common.progress import SILENT, Progress
from cxdesk.tables.aliases import spelt
from cxdesk.tables.fields import EXTRA
from cxdesk.tables.near import near_names
from cxdesk.workspace.file.forgetting import spellings_of
from cxdesk.workspace.file.names import Names

if TYPE_CHECKING:
    from cxdesk.tables.dataset import Dataset
    from cxdesk.workspace.session import Session

PEOPLE = ("agent", "requester", "respondent", "employee", "owner", "who")
"""Fields that name people; further columns do where their header says so."""

ALIAS, NEAR, MAIL, WRITTEN = "alias", "near", "mail", "written"
_HEADER = re.compile(
    r"\b(?:agent|assignee|contact|person|requester|respondent|owner|manager|user|e-?mail|author|sender)\b"
)
_MAIL = r"[\w.+\-']+@[\w\-]+(?:\.[\w\-]+)+"
_ALIKE = 60.0  # of rapidfuzz's token_sort_ratio: what is looked at more closely
_TOGETHER = 0.8  # share of a person's rows that hold an address, and of the address's rows that are the person's
_MOST_LISTED = 5_000


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """A text that may stand for the person. `rows` hold it in columns of people, `why` is one of the constants.

    `sure`: it is the same person by what the user said, or but for case and spaces.
    """

    text: str
    rows: int
    why: str
    sure: bool


def people_of(dataset: Dataset, most: int = _MOST_LISTED) -> tuple[str, ...]:
    """Names in columns of people of a dataset, those of most rows first."""
    return tuple(name for name, _ in _counts(dataset).most_common(most))


def _is_one_of(text: str, sure: Sequence[str]) -> bool:
    """Whether a text is one of the names written otherwise, such as with the surname first: it would go with them."""
    long = [name for name in sure if sum(letter.isalnum() for letter in name) > 1]
    return bool(long) and not Names(long).replaced(text).strip()


def spellings_in(session: Session, name: str, progress: Progress = SILENT) -> tuple[Spelling, ...]:
    """What may stand for a person: merged names, the same name written otherwise, near names, addresses.

    The name itself comes first. Work grows with the distinct names, and with the rows where the person stands.
    """
    name = " ".join(name.split())
    dataset = session.dataset.imported
    progress.report(0, 0, "Looking for spellings")
    counts = _counts(dataset)
    found = {text: Spelling(text=text, rows=counts.get(text, 0), why=ALIAS, sure=True)
             for text in spellings_of(name, session.aliases)}  # fmt: skip
    known = {spelt(text) for text in found}
    others = _alike(name, [text for text in counts if text not in found])
    for text in others:
        if spelt(text) in known:
            found[text] = Spelling(text=text, rows=counts[text], why=WRITTEN, sure=True)
    rest = {text: counts[text] for text in others if text not in found}
    for near in near_names(rest, [name], "agent"):
        same = _is_one_of(near.spelling, [text for text, one in found.items() if one.sure])
        why = WRITTEN if same else NEAR
        found[near.spelling] = Spelling(text=near.spelling, rows=near.rows, why=why, sure=same)
    progress.report(0, 0, "Looking for e-mail addresses")
    sure = [one.text for one in found.values() if one.sure]
    for mail, rows in _mails(dataset, sure, progress).items():
        if mail not in found:
            found[mail] = Spelling(text=mail, rows=rows, why=MAIL, sure=True)
    first = found.pop(name, Spelling(text=name, rows=counts.get(name, 0), why=WRITTEN, sure=True))
    return (first, *sorted(found.values(), key=lambda one: (not one.sure, -one.rows, one.text)))


def _counts(dataset: Dataset) -> Counter[str]:
    """Rows by name over all columns of people."""
    found: Counter[str] = Counter()
    for frame in dataset.tables.values():
        for column in _people_columns(frame):
            rows = frame[column].value_counts()
            rows = rows[rows > 0]
            found.update(dict(zip(map(str, rows.index.tolist()), rows.tolist(), strict=True)))
    found.pop("", None)
    return found


def _people_columns(frame: pd.DataFrame) -> Iterator[str]:
    for column in map(str, frame.columns):
        named = column in PEOPLE or (column.startswith(EXTRA) and _HEADER.search(column.removeprefix(EXTRA).casefold()))
        if named and _is_text(frame[column]):
            yield column


def _is_text(column: pd.Series[Any]) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype) or pd.api.types.is_string_dtype(column.dtype)


def _alike(name: str, texts: list[str]) -> list[str]:
    """Those of the texts that share a word with the name, or many letters."""
    from rapidfuzz import fuzz, process, utils

    if not texts:
        return []
    scores = process.cdist([name], texts, scorer=fuzz.token_sort_ratio, processor=utils.default_process,
                           score_cutoff=_ALIKE)[0]  # fmt: skip
    words = [re.escape(word) for word in re.findall(r"\w{3,}", name)]
    shares = np.zeros(len(texts), dtype=np.bool_)
    if words:
        shares = np.asarray(pc.match_substring_regex(pa.array(texts), "|".join(words), ignore_case=True))
    return [texts[place] for place in np.flatnonzero((scores > 0) | shares).tolist()]


def _mails(dataset: Dataset, names: list[str], progress: Progress) -> dict[str, int]:
    """E-mail addresses that stand in the rows of the person and hardly in others, with their rows."""
    found: Counter[str] = Counter()
    wanted = Names(names)
    for frame in dataset.tables.values():
        progress.report(0, 0, "Looking for e-mail addresses")
        mine = np.zeros(len(frame), dtype=np.bool_)
        for column in _people_columns(frame):
            mine |= _holds(frame[column], wanted)
        if mine.any():
            for column in _people_columns(frame):
                for mail, rows in _mails_of(frame[column], mine, wanted):
                    found[mail] = max(found[mail], rows)
    return dict(found)


def _mails_of(column: pd.Series[Any], mine: NDArray[np.bool_], wanted: Names) -> Iterator[tuple[str, int]]:
    here = column[mine].dropna().astype("str")
    mails = pc.extract_regex(pa.array(here), f"(?P<mail>{_MAIL})")
    counts = pd.Series(pc.struct_field(mails, "mail").to_pandas()).dropna().value_counts()
    total = max(int(here.size), 1)
    for mail, rows in counts.head(_MOST_LISTED).items():
        text = str(mail)
        local = re.sub(r"[\d._+\-]+", " ", text.partition("@")[0]).strip()
        everywhere = int(_holds(column, Names([text])).sum()) if rows >= _TOGETHER * total else 0
        theirs = rows >= _TOGETHER * total and rows >= _TOGETHER * max(everywhere, 1) and total > 1
        if theirs or wanted.is_in(local) or any(_is_of(local, name) for name in wanted.spellings):
            yield text, int(rows)


def _is_of(local: str, name: str) -> bool:
    """Whether the part of an address before the @ is made of a name: `zquill`, `quill zoe`."""
    words = [word.casefold() for word in re.findall(r"\w+", name)]
    tight = local.casefold().replace(" ", "")
    if len(words) < 2 or "@" in name:
        return False
    first, last = words[0], words[-1]
    return tight in {first + last, last + first, first[0] + last, last + first[0], first + last[0]}


def _holds(column: pd.Series[Any], wanted: Names) -> NDArray[np.bool_]:
    """Rows that hold one of the names."""
    out = np.zeros(len(column), dtype=np.bool_)
    if isinstance(column.dtype, pd.CategoricalDtype):
        hit = np.zeros(len(column.cat.categories) + 1, dtype=np.bool_)
        hit[wanted.hits(_array(pd.Series(column.cat.categories)))] = True
        out = hit[column.cat.codes.to_numpy()]
    else:
        out[wanted.hits(_array(column))] = True
    return out


def _array(column: pd.Series[Any]) -> pa.Array:
    return pa.array(column.astype("str"), from_pandas=True)
