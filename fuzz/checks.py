"""What must hold for any bytes that come in as a file; each check takes bytes, and raises where it does not hold.

The programs beside this file look for bytes that break a check; the tests replay what was found.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from cxdesk.common.problems import UserError
from cxdesk.imports import service
from cxdesk.imports.files.guard import look
from cxdesk.imports.files.memory import Limits
from cxdesk.imports.files.sniff import FileKind, kind_of
from cxdesk.imports.names import fold, read_header
from cxdesk.imports.plan import ColumnMapping
from cxdesk.imports.raw import Cell, RawColumn
from cxdesk.imports.recognise.decide import read_as
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.mapping import Claim
from cxdesk.imports.rows.assemble import convert
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import EMPTY, Dataset
from cxdesk.tables.fields import Field

MOST_BYTES = 20_000
LONGEST_SENTENCE = 2000
PACKED_PARTS = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml",
                "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels", "xl/comments1.xml")  # fmt: skip
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def text(data: bytes) -> None:
    """Bytes as a text file: a draft that can be run, or one sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(data[:MOST_BYTES])
        imported(path)


def package(data: bytes) -> None:
    """A workbook one of whose parts is these bytes, or bytes as a whole workbook: rows, or one sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        path.write_bytes(packed(data))
        imported(path)


def guarded(data: bytes) -> None:
    """As `package`, but looked at by the guard alone, which takes a hundredth of the time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        path.write_bytes(packed(data))
        try:
            if kind_of(path) not in {FileKind.XLS, FileKind.TEXT}:
                found = look(path, Limits(), lambda: None)
                for sheet in found.sheets.values():
                    assert 0 <= len(sheet.errors) <= sheet.error_count
                    assert all(word.endswith(".") for word in sheet.notes)
        except UserError as error:
            _check_sentence(error)


def cells(data: bytes) -> None:
    """Lines of text as a header and the cells of a column, read as every kind of field."""
    lines = data[:MOST_BYTES].decode("utf-8", "replace").splitlines()
    if not lines:
        return
    header = read_header(lines[0])
    assert "\n" not in header.text
    assert fold(fold(lines[0])) == fold(lines[0])
    column = Column(index=0, header=header, raw=_column(lines[1:]))
    for field in _kinds_of_fields():
        claim = Claim(column=0, field=field.name, score=100.0, reason="")
        reading = read_as(column, field, claim, [column], {})
        mapping = ColumnMapping(index=0, column=header.text, field=field.name, format=reading.format)
        values = convert(column, field, mapping, "Europe/Berlin")
        assert len(values.data) == len(column), field.name
        told = np.zeros(len(column), np.bool_)
        for fault in values.faults:
            told |= fault.rows
        lost = column.filled & pd.isna(values.data) & ~told
        assert not lost.any(), (field.name, reading.format, lines[1:][int(np.flatnonzero(lost)[0])])


@cache
def _kinds_of_fields() -> tuple[Field, ...]:
    """One field of each kind that is read in its own way."""
    special = ("rating", "sentiment", "respondent", "agent", "score", "first_response_time_of_day")
    found: dict[object, Field] = {}
    for spec in TABLES.values():
        for field in spec.fields:
            name = field.name if field.name in special else field.name.endswith("_time_of_day")
            found.setdefault((field.kind, field.unit, field.graded, bool(field.choices), name), field)
    return tuple(found.values())


def imported(path: Path) -> Dataset | None:
    """A file drafted and run with every row accounted for; None where one sentence refuses it."""
    try:
        draft = service.draft([path])
    except UserError as error:
        _check_sentence(error)
        return None
    assert draft.sheets
    for place, sheet in enumerate(draft.sheets):
        assert sheet.plan.verdict.endswith((".", "?")), sheet.plan.verdict
        if sheet.plan.table is not None:
            found = service.balance(draft, place)
            assert found.rows_in == sheet.plan.rows
            assert found.rows_in == found.kept + sum(found.left_out.values())
    dataset = service.run(draft, EMPTY)
    for source in dataset.sources:
        assert source.rows_in == source.rows_kept + sum(source.left_out.values()), source
    return dataset


def packed(data: bytes) -> bytes:
    """A workbook with one part replaced: the first byte says which; from `len(PACKED_PARTS)` on, all is taken as is."""
    data = data[:MOST_BYTES]
    if not data or data[0] >= len(PACKED_PARTS):
        return b"PK\x03\x04" + data[1:] if not data.startswith(b"PK") else data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, part in {**_parts(), PACKED_PARTS[data[0]]: data[1:]}.items():
            file.writestr(name, part)
    return out.getvalue()


@cache
def _parts() -> Mapping[str, bytes]:
    """Parts of a small workbook of tickets."""
    rows = [["Ticket ID", "Created at", "Status"], *([str(i), f"2024-03-{i + 1:02d} 10:00", "open"] for i in range(9))]
    sheet = "".join(
        f'<row r="{at}">'
        + "".join(f'<c r="{"ABC"[i]}{at}" t="inlineStr"><is><t>{cell}</t></is></c>' for i, cell in enumerate(row))
        + "</row>"
        for at, row in enumerate(rows, 1)
    )
    relation = f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_RELATIONS}/%s"'
    texts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{_KIND}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{_KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": relation % "officeDocument" + ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relation % "worksheet" + ' Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    return {name: part.encode() for name, part in texts.items()}


def _column(lines: list[str]) -> RawColumn:
    texts = list(dict.fromkeys(line for line in lines if line))
    codes = np.array([texts.index(line) if line else -1 for line in lines], dtype=np.int32)
    kinds = np.where(codes < 0, Cell.BLANK, Cell.TEXT).astype(np.uint8)
    words = [word.encode("utf-8", "replace").decode() for word in texts]
    return RawColumn(kinds=kinds, words=pa.array(words, pa.string()), codes=codes)


def _check_sentence(error: UserError) -> None:
    """A refusal is one plain sentence."""
    sentence = str(error)
    assert sentence.endswith("."), sentence
    assert 0 < len(sentence) < LONGEST_SENTENCE
    assert sentence.isprintable(), sentence
