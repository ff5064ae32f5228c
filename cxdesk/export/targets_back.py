"""Targets read back: from a targets file, or from the Targets sheet of an exported workbook that somebody edited.

Here a workbook gives the targets that stand on it, whatever was exported; `target_edits` gives what was changed.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from cxdesk.common.problems import UserError
from cxdesk.export.context import SUMMARY_SHEET, TARGETS_SHEET
from cxdesk.export.sheets.targets import BENCHMARK, DEFAULT, HEADERS, SINCE, TARGET, TOLERANCE
from cxdesk.export.target_rows import rows_of, sentence
from cxdesk.export.targets_sheet import read_sheet
from cxdesk.targets.document import read_targets as read_targets_file
from cxdesk.targets.target import Target, TargetBook

_MOST_BYTES = 1 << 20  # of the parts that say what a workbook is
_PARTS = "xl/workbook.xml", "docProps/custom.xml"
_END_BYTES, _MOST_PARTS = 1 << 17, 2_000  # of the list of parts, at the end


def read_targets(path: Path) -> TargetBook:
    """The targets of a targets file or of an exported workbook.

    Raises:
        UserError: the file cannot be read, or is neither.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"PK"
    except OSError as error:
        raise UserError(f"“{path.name}” cannot be read: {error.strerror or error}.") from error
    return read_workbook(path) if packed else read_targets_file(path)


def read_workbook(path: Path) -> TargetBook:
    """The targets that stand on the workbook's Targets sheet; no other sheet is looked at.

    A cleared target becomes “deliberately none”; a tolerance that still follows the target stays general. A row with
    a dimension and a segment is the target of that segment alone. Workbooks without these columns are read as before.

    Raises:
        UserError: not a workbook, no Targets sheet, or cells that make no sense; the sentences name every one.
    """
    sheet = read_sheet(path)
    rows = rows_of(sheet)
    if sheet.problems:
        raise UserError(sentence(sheet.file, sheet.problems))
    targets: list[Target] = []
    benchmarks: dict[str, float] = {}
    for row in rows:
        target, default, segment = row.amounts[TARGET], row.amounts[DEFAULT], row.segment
        if target is not None or default is not None or segment is not None:
            since = row.since if sheet.has(HEADERS[SINCE]) else None
            found = Target(
                kpi=row.kpi.id, value=target, tolerance=row.amounts[TOLERANCE], effective=since, segment=segment
            )
            targets.append(found)
        chosen = row.amounts[BENCHMARK]
        if chosen is not None and chosen != default and segment is None:
            benchmarks[row.kpi.id] = chosen
    return TargetBook(targets=tuple(targets), benchmarks=benchmarks)


def is_exported(path: Path) -> bool:
    """Whether a file is a KPI workbook that this program exported, with targets on it; only small parts are read."""
    try:
        if not _may_be(path):
            return False
        with zipfile.ZipFile(path) as package:
            parts = []
            for name in _PARTS:
                if package.getinfo(name).file_size > _MOST_BYTES:
                    return False
                parts.append(fromstring(package.read(name)))
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, SyntaxError, EOFError, zipfile.BadZipFile,
            zlib.error, DefusedXmlException):  # fmt: skip
        return False
    book, properties = parts
    names = {entry.get("name") for entry in book.iter() if entry.tag.endswith("}sheet")}
    made = next(("".join(entry.itertext()) for entry in properties if entry.get("name") == "App"), "")
    return {SUMMARY_SHEET, TARGETS_SHEET} <= names and made.startswith("cxdesk ")


def _may_be(path: Path) -> bool:
    """Whether the end of a file is that of a package with such parts, and not of very many others."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _END_BYTES))
        end = file.read(_END_BYTES)
    place = end.rfind(b"PK\5\6")
    count = int.from_bytes(end[place + 10 : place + 12], "little")
    return place >= 0 and count <= _MOST_PARTS and all(part.encode() in end for part in _PARTS)
