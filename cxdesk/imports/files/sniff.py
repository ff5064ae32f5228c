"""What a file is, judged by its contents: names lie (.xls that is HTML, .xlsx that is text)."""

from __future__ import annotations

import mmap
import zipfile
from enum import StrEnum
from pathlib import Path

from cxdesk.common.problems import UserError
from cxdesk.common.text import shown
from cxdesk.imports.files.guard import ENCRYPTED, damaged, protected

READABLE = ".xlsx, .xlsm, .xls, .xlsb, .ods, .csv, .tsv or .txt"
HEAD_BYTES = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHERS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or sound"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"BM", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"BZh", "a compressed archive"),
    (b"\xfd7zXZ", "a compressed archive"),
    (b"SQLite format 3\x00", "a database or a saved workspace"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_OLE_STREAMS = (
    ("Workbook", None),
    ("Book", None),
    ("WordDocument", "a Word document"),
    ("PowerPoint Document", "a presentation"),
    ("__properties_version1.0", "an e-mail message"),
)
_JSON = (".json", ".ndjson", ".jsonl")
_WEB = (b"<html", b"<!doctype html", b"<table", b"<head", b"<body", b"<meta", b"<style", b"<div", b"<script")


class FileKind(StrEnum):
    """Kinds of files that are read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    TEXT = "text"


def kind_of(path: Path) -> FileKind:
    """The kind of a file that is not empty.

    Raises:
        UserError: it is something else; the sentence says what and what to do.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(_ZIPS):
        return _zipped(path)
    if head.startswith(OLE):
        return _ole(path)
    for magic, what in _OTHERS:
        if head.startswith(magic) and not (magic in (b"BM", b"PAR1", b"GIF8") and head.isascii()):
            raise UserError(not_a_spreadsheet(path, what))
    _refuse_markup(path, head)
    return FileKind.TEXT


def not_a_spreadsheet(path: Path, what: str) -> str:
    """Sentence for a file of another kind."""
    return f"“{shown(path.name)}” is {what} and not a spreadsheet: choose a file of type {READABLE}."


def _zipped(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if any(part.flag_bits & ENCRYPTED for part in package.infolist()):
                raise UserError(protected(path))
            mime = package.read("mimetype")[:100] if "mimetype" in names else b""
            types = package.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, PermissionError):
            raise
        raise UserError(damaged(path)) from error
    if "xl/workbook.bin" in names:
        return FileKind.XLSB
    if "xl/workbook.xml" in names or b"spreadsheetml" in types:
        return FileKind.XLSX
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return FileKind.ODS
    raise UserError(_other_package(path, names, mime))


def _other_package(path: Path, names: set[str], mime: bytes) -> str:
    if "word/document.xml" in names or mime.startswith(b"application/vnd.oasis.opendocument.text"):
        return not_a_spreadsheet(path, "a text document")
    if "ppt/presentation.xml" in names or mime.startswith(b"application/vnd.oasis.opendocument.presentation"):
        return not_a_spreadsheet(path, "a presentation")
    if any(name.startswith("Index/") or name == "Index.zip" for name in names):
        return f"“{shown(path.name)}” is an Apple Numbers document: export it from Numbers as .xlsx and import that."
    return f"“{shown(path.name)}” is a zip archive and not a spreadsheet: unpack it and import the files inside."


def _ole(path: Path) -> FileKind:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if _has_stream(data, "EncryptedPackage"):
            raise UserError(protected(path))
        for name, what in _OLE_STREAMS:
            if _has_stream(data, name):
                if what is None:
                    return FileKind.XLS
                raise UserError(not_a_spreadsheet(path, what))
    raise UserError(damaged(path))


def _has_stream(data: mmap.mmap, name: str) -> bool:
    """Whether a directory entry has this name: entries stand at multiples of 128 bytes and begin with it."""
    wanted = (name + "\0").encode("utf-16-le")
    at = data.find(wanted)
    while at >= 0 and at % 128:
        at = data.find(wanted, at + 1)
    return at >= 0


def _refuse_markup(path: Path, head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        what = "an XML spreadsheet of Excel 2003"
    elif start.startswith(b"<?xml") and b"application/vnd.oasis.opendocument.spreadsheet" in start:
        what = "a flat OpenDocument spreadsheet"
    elif start.startswith(_WEB) or (start.startswith(b"<") and (b"<html" in start or b"<table" in start)):
        what = "a web page (HTML)"
    elif start.startswith(b"<?xml"):
        what = "an XML document"
    elif start.startswith(b"mime-version:") and b"text/html" in start:
        what = "a web page (MHTML)"
    elif path.suffix.lower() in _JSON or (start.startswith((b'{"', b'[{"')) and path.suffix.lower() != ".txt"):
        raise UserError(
            f"“{shown(path.name)}” is a JSON document and not a table: export the same data as .csv or .xlsx from the"
            " program that it comes from, and import that."
        )
    else:
        return
    raise UserError(
        f"“{shown(path.name)}” is {what} and not a workbook: open it in a spreadsheet program, save it as .xlsx and"
        " import that."
    )
