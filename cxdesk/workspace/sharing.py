"""A session without people: the same figures, with codes in place of everyone who could be known by them.

Names become codes that mean the same person, customer or account in every table; addresses and free words go; so does
what is of no use without the files: their names and places, remembered layouts, rows left out, what was found in cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePath

import numpy as np
import pandas as pd

from cxdesk.common.problems import Problem
from cxdesk.common.progress import SILENT, Progress
from cxdesk.export.redaction import CODED, Redaction
from cxdesk.tables.aliases import spelt
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.tables.fields import EXTRA, ROW, SOURCE, Kind
from cxdesk.tables.figures import FIGURE_NAMES
from cxdesk.tables.in_use import in_use
from cxdesk.tables.sources import is_typed
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace.session import Session
from cxdesk.workspace.typed_rows import Typed
from cxdesk.workspace.views import View

# Fields whose values the app knows by their words: a customer called “Chat” must not take a channel's limits away.
_VOCABULARY = frozenset(("status", "priority", "channel", "kind", "requester_role", "sentiment", "kpi", "action"))
_TEXTS = frozenset(field.name for table in TABLES.values() for field in table.fields if field.kind is Kind.TEXT)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_GONE = "(removed)"


def without_people(session: Session, progress: Progress = SILENT) -> Session:
    """The session as it may be passed on: every KPI has the value that it had, and nobody is named.

    Merged names and teams are in the data already, so the lists of them are empty. It is a workspace of its own.
    """
    progress.report(0, 0, "Replacing names by codes")
    shown = in_use(session.dataset, replace(session.names, hide_agents=False))
    codes = _Codes(shown)
    dataset = _dataset(shown, codes, progress)
    return Session(
        dataset=dataset,
        targets=_targets(session.targets, codes),
        conventions=session.conventions,
        zone=session.zone,
        business=session.business,
        calendars=tuple(replace(one, value=codes.of(one.dimension, one.value)) for one in session.calendars),
        limits=session.limits,
        sla=session.sla,
        view=_view(session.view, codes),
        typed=_typed(session.typed, codes),
        views=tuple(replace(one, name=codes.words(one.name), view=_view(one.view, codes)) for one in session.views),
        hide_agents=session.hide_agents,
    )


class _Codes(Redaction):
    """Codes of one copy: a name has the same one whatever its field, case and spaces, for tables are joined by it.

    A requester who is an account's name, or an employee who is an agent, stays that.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._everywhere: dict[str, str] = {}
        self._others: dict[str, dict[str, str]] = {}  # field -> value -> what is shown
        self._taken: dict[str, set[str]] = {}
        super().__init__(dataset, active=True)
        names = sorted((name for name in self._everywhere if " " in name), key=len, reverse=True)
        full = "|".join(map(re.escape, names[:2_000])) or "(?!)"
        self._full = re.compile(rf"(?<!\w)(?:{full})(?!\w)", re.IGNORECASE)

    def of(self, field: str, text: str) -> str:
        """A value of any field as it may be shown: two different ones stay different."""
        if not text:
            return text
        if field in CODED or field in self._personal:
            return self._code(field, text)
        known = self._others.setdefault(field, {})
        key = text if field in _VOCABULARY else spelt(text)
        if key not in known:
            taken = self._taken.setdefault(field, set())
            out = text if self._is_plain(field, text) else self.words(text)
            if spelt(out) in taken:
                out = f"{out} {len(known) + 1}"
            taken.add(spelt(out))
            known[key] = out
        return known[key]

    def dimension(self, name: str) -> str:
        """The name of a column or dimension, which of extra columns is a header of a file."""
        return EXTRA + self.words(name.removeprefix(EXTRA)) if name.startswith(EXTRA) else name

    def is_personal(self, column: str) -> bool:
        """Whether a further column holds people, addresses or free words."""
        return column in self._personal

    def sentence(self, text: str) -> str:
        """A sentence about the data; what it quotes may be anything."""
        return self.words(_QUOTED.sub("“…”", text))

    def _code(self, field: str, text: str) -> str:
        key = spelt(text) if field in CODED else f"{field}\n{text}"
        if key not in self._everywhere:
            word = CODED.get(field, field.removeprefix(EXTRA)[:40].strip() or "Value")
            self._everywhere[key] = f"{word} {len(self._everywhere) + 1:03d}"
        self._codes.setdefault(field, {})[text] = self._everywhere[key]
        return self._everywhere[key]

    def _is_plain(self, field: str, text: str) -> bool:
        if field == "name":
            return text in FIGURE_NAMES
        return field in _VOCABULARY and "@" not in text and not self._full.search(text)


def _dataset(shown: Dataset, codes: _Codes, progress: Progress) -> Dataset:
    tables = {}
    for place, (name, frame) in enumerate(shown.tables.items()):
        progress.report(place, len(shown.tables), "Replacing names by codes")
        tables[name] = _frame(frame, codes)
    files = dict.fromkeys(source.file for source in shown.sources if not is_typed(source))
    names = {file: f"file-{number}{PurePath(file).suffix.lower()[:6]}" for number, file in enumerate(files, start=1)}
    sheets: dict[tuple[str, str], str] = {}
    for source in shown.sources:
        sheets.setdefault((source.file, source.sheet), f"Sheet {len(sheets) + 1}")
    return Dataset(
        tables=tables,
        sources=tuple(_source(source, names, sheets, codes) for source in shown.sources),
        # Those between tables are found anew in the copy.
        problems=tuple(_problem(problem, names, sheets, codes) for problem in shown.imported.problems),
    )


def _frame(frame: pd.DataFrame, codes: _Codes) -> pd.DataFrame:
    out = {codes.dimension(str(name)): _column(str(name), frame[name], codes) for name in frame.columns}
    return pd.DataFrame(out, index=frame.index)


def _column(name: str, column: pd.Series, codes: _Codes) -> pd.Series:
    if name in (SOURCE, ROW):
        return column
    if name in _TEXTS:
        return column.where(column.isna(), _GONE)
    if isinstance(column.dtype, pd.CategoricalDtype) or codes.is_personal(name) or name in CODED:
        return _relabelled(column, lambda text: codes.of(name, text))
    if not pd.api.types.is_string_dtype(column.dtype):
        return column
    if name.startswith(EXTRA):
        return _relabelled(column, lambda text: codes.of(name, text)).astype(column.dtype)
    # Ids: they lead from table to table, so only what is a person's address is exchanged.
    address = column.str.contains("@", regex=False).fillna(value=False).to_numpy(dtype=np.bool_)
    if not address.any():
        return column
    coded = {text: codes.of("requester", str(text)) for text in column[address].unique()}
    return column.where(~address, column.map(coded)).astype(column.dtype)


def _relabelled(column: pd.Series, shown: Callable[[str], str]) -> pd.Series:
    """A column of texts with each distinct one as it is shown."""
    found = pd.Categorical(column)
    labels = [shown(str(text)) for text in found.categories]
    places, distinct = pd.factorize(pd.Index(labels, dtype="str"))
    codes = np.append(places, -1)[found.codes]
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(distinct, dtype="str")), index=column.index)


def _source(source: Source, names: Mapping[str, str], sheets: Mapping[tuple[str, str], str], codes: _Codes) -> Source:
    if is_typed(source):
        return source
    titles = {field.name: field.title for field in TABLES[source.table].fields} if source.table in TABLES else {}
    columns = {
        codes.dimension(field): titles.get(field) or codes.words(header) for field, header in source.columns.items()
    }
    return replace(
        source, file=names[source.file], sheet=sheets[source.file, source.sheet], path="", layout="", notes=(),
        columns=columns, stamp=None,
    )  # fmt: skip


def _problem(
    problem: Problem, names: Mapping[str, str], sheets: Mapping[tuple[str, str], str], codes: _Codes
) -> Problem:
    file, sheet = problem.file, problem.sheet
    return replace(
        problem,
        message=codes.sentence(problem.message),
        file=None if file is None else names.get(file, _GONE),
        sheet=None if sheet is None else sheets.get((file or "", sheet), _GONE),
        column=None if problem.column is None else codes.words(problem.column),
        found=None,
        expected=None if problem.expected is None else codes.sentence(problem.expected),
    )


def _targets(book: TargetBook, codes: _Codes) -> TargetBook:
    def coded(target: Target) -> Target:
        if target.segment is None:
            return target
        dimension, value = target.segment
        return replace(target, segment=(codes.dimension(dimension), codes.of(dimension, value)))

    reviews = tuple(replace(review, who=codes.of("who", review.who)) for review in book.reviews)
    return replace(book, targets=tuple(coded(target) for target in book.targets), reviews=reviews)


def _view(view: View, codes: _Codes) -> View:
    filters = {
        codes.dimension(dimension): tuple(codes.of(dimension, value) for value in values)
        for dimension, values in view.filters.items()
    }
    return replace(view, filters=filters)


def _typed(typed: Typed, codes: _Codes) -> Typed:
    figures = tuple(replace(figure, name=codes.of("name", figure.name)) for figure in typed.figures)
    audit = tuple(
        replace(row, area=codes.of("area", row.area), criterion=codes.of("criterion", row.criterion),
                owner=codes.of("owner", row.owner))
        for row in typed.audit
    )  # fmt: skip
    return replace(typed, figures=figures, audit=audit)
