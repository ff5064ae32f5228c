"""The newest file of a source: found in its folder by its columns, read, and taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cxdesk.common.problems import UserError
from cxdesk.common.progress import SILENT, Progress
from cxdesk.common.stamps import FileStamp, stamp_of
from cxdesk.imports import service
from cxdesk.imports.files.head import first_rows
from cxdesk.imports.names import fold
from cxdesk.imports.plan import SheetPlan
from cxdesk.imports.rows.compare import ImportReport, summed
from cxdesk.imports.service import Draft
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.tables.fields import SOURCE
from cxdesk.tables.sources import is_typed, without_sources

MOST_CANDIDATES = 25  # newest files of a folder that are looked at
_ALIKE = 0.75  # share of common headers


@dataclass(frozen=True, kw_only=True)
class Newest:
    """What was found for a file: the one to read (None = none), and in one sentence why there is none."""

    path: Path | None = None
    sentence: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Refreshed:
    """Data with the newest files in it, and the layouts to remember.

    `taken` maps the path of a source to the file that was read for it. `told` are sentences about those for which there
    is nothing newer or nothing to read, `unsure` files that leave something open, so that the user has to look.
    """

    dataset: Dataset
    layouts: Mapping[str, SheetPlan]
    report: ImportReport
    taken: Mapping[str, Path]
    told: tuple[str, ...] = ()
    unsure: tuple[Path, ...] = ()


def refreshable(dataset: Dataset) -> tuple[str, ...]:
    """Paths of the files behind a dataset, the latest first: that one takes what is new in their folder."""
    times = {s.path: s.stamp.modified_ns if s.stamp else 0 for s in dataset.sources if s.path and not is_typed(s)}
    return tuple(sorted(times, key=lambda path: -times[path]))


def newest(dataset: Dataset, layouts: Mapping[str, SheetPlan], path: str, *, besides: Collection[str] = ()) -> Newest:
    """The newest file with the columns of a source in its folder, if it is newer than the one that was read.

    Only files of the same ending are looked at, and of these the newest and only their first rows. Files of other
    sources, and those in `besides`, are theirs.
    """
    mine, name = Path(path), Path(path).name
    if not mine.parent.is_dir():
        return Newest(
            sentence=f"The folder “{mine.parent}” is not there, so nothing newer than “{name}” was looked for."
        )
    sources = [source for source in dataset.sources if source.path == path]
    stamp = next((source.stamp for source in sources if source.stamp is not None), None)
    others = {s.path for s in dataset.sources if s.path != path} | set(besides)
    headers = [found for source in sources if (found := _headers(source, layouts))]
    try:
        for candidate in _candidates(mine, others, stamp):
            if candidate != mine and not _has_columns(candidate, headers):
                continue
            if candidate == mine and stamp is not None and stamp.is_same(stamp_of(mine)):
                return Newest(sentence=f"Nothing newer than “{name}”.")
            return Newest(path=candidate)
    except OSError as error:
        return Newest(sentence=f"The folder of “{name}” cannot be read ({error.strerror or error}).")
    return Newest(sentence=f"“{name}” is no longer in “{mine.parent}”, and no newer file there has its columns.")


def refreshed(
    dataset: Dataset,
    layouts: Mapping[str, SheetPlan],
    paths: Iterable[str],
    *,
    zone: str,
    on: date,
    instead: bool = False,
    progress: Progress = SILENT,
) -> Refreshed:
    """The dataset with the newest file of each source; `instead` drops rows that only the earlier file holds.

    Raises:
        Cancelled: the user stopped.
    """
    now, known = dataset, dict(layouts)
    taken: dict[str, Path] = {}
    told: list[str] = []
    unsure: list[Path] = []
    reports: list[ImportReport] = []
    for path in paths:
        progress.report(0, 0, f"Looking for a newer {Path(path).name}")
        found = newest(now, known, path, besides={str(one) for one in (*taken.values(), *unsure)})
        if found.path is None:
            told.append(found.sentence)
            continue
        try:
            draft = service.draft((found.path,), memory=known, zone=zone, progress=progress)
        except UserError as error:
            told.append(str(error))
            continue
        if not is_clear(draft):
            unsure.append(found.path)
            continue
        now, report = _put(draft, now, path, instead=instead, progress=progress)
        known = service.layouts_of(draft, on)
        taken[path] = found.path
        reports.append(report)
    report = ImportReport(
        tables=summed(change for one in reports for change in one.tables),
        files=tuple(file for one in reports for file in one.files),
        notes=tuple(note for one in reports for note in one.notes),
    )  # fmt: skip
    return Refreshed(dataset=now, layouts=known, report=report, taken=taken, told=tuple(told), unsure=tuple(unsure))


def is_clear(draft: Draft) -> bool:
    """Whether a draft has a table, all of its tables are known layouts, and none asks what was not asked before."""
    used = [sheet.plan for sheet in draft.sheets if sheet.plan.table is not None and not sheet.plan.skipped]
    for plan in used:
        before = draft.memory.get(plan.like_layout)
        if before is None:
            return False
        asked = {fold(question.id) for question in before.questions}
        if any(question.answer is None and fold(question.id) not in asked for question in plan.questions):
            return False
    return bool(used)


def _put(draft: Draft, base: Dataset, path: str, *, instead: bool, progress: Progress) -> tuple[Dataset, ImportReport]:
    after, report = service.run_told(draft, base, progress)
    if not instead:
        return after, report
    fresh = sum(len(s.assembled.parts) for s in draft.sheets if s.plan.table is not None and not s.plan.skipped)
    earlier = [place for place, source in enumerate(after.sources[: len(after.sources) - fresh]) if source.path == path]
    dropped = {table: int(frame[SOURCE].isin(earlier).sum()) for table, frame in after.tables.items()}
    tables = [replace(change, only_before=0, dropped=dropped.get(change.table, 0)) for change in report.tables]
    return without_sources(after, earlier), replace(report, tables=tuple(tables))


def _candidates(mine: Path, others: Collection[str], stamp: FileStamp | None) -> list[Path]:
    """Files newer than the one that was read, the newest first, then that one itself where it is still there."""
    since = stamp.modified_ns if stamp is not None else 0
    found = []
    for path in mine.parent.iterdir():
        if path.suffix.lower() != mine.suffix.lower() or path.name.startswith((".", "~$")) or str(path) in others:
            continue
        status = path.stat()
        if path.is_file() and (path == mine or status.st_mtime_ns > since):
            found.append((status.st_mtime_ns, path != mine, path))
    ordered = [path for _, _, path in sorted(found, reverse=True)]
    looked = ordered[:MOST_CANDIDATES]
    return looked if mine in looked or mine not in ordered else [*looked, mine]


def _headers(source: Source, layouts: Mapping[str, SheetPlan]) -> Counter[str]:
    plan = layouts.get(source.layout)
    names = [column.column for column in plan.mapping] if plan is not None else list(source.columns.values())
    return Counter(map(fold, filter(None, names)))


def _has_columns(path: Path, headers: Sequence[Counter[str]]) -> bool:
    """Whether one of the first rows of a file is the header of a source; files that cannot be looked into have none."""
    sheets = first_rows(path) or ()
    for sheet in sheets:
        for row in sheet:
            cells = Counter(map(fold, row))
            for wanted in headers:
                common = (cells & wanted).total()
                if common >= 2 and 2 * common >= _ALIKE * (cells.total() + wanted.total()):
                    return True
    return False
