"""LibreOffice as the other program that works out our formulas."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="recalculation is checked with LibreOffice, which is not installed here"
)

# 0 = always recalculate on load: without it LibreOffice trusts the values that the file holds.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it after working out every formula anew."""
    return converted(path, folder, "xlsx")


def all_recalculated(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Several workbooks of different names, all worked out anew by one start of LibreOffice."""
    return _converted(paths, folder, "xlsx")


def converted(path: Path, folder: Path, kind: str) -> Path:
    """The workbook in another format, every formula worked out anew."""
    return _converted([path], folder, kind)[0]


def _converted(paths: Sequence[Path], folder: Path, kind: str) -> list[Path]:
    profile, out = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind, "--outdir",
         str(out), *map(str, paths)],
        check=True, capture_output=True, timeout=280 + 30 * len(paths),
    )  # fmt: skip
    return [out / f"{path.stem}.{kind}" for path in paths]


def values_of(path: Path, sheet: str) -> dict[str, Any]:
    """Stored values of a sheet by address; blank cells and empty texts are left out."""
    return cells_of(path, sheet)[sheet]


def cells_of(path: Path, *sheets: str) -> dict[str, dict[str, Any]]:
    """Stored values of several sheets; the others are not even parsed."""
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    found: dict[str, dict[str, Any]] = {
        name: {
            cell.coordinate: cell.value
            for row in book[name].iter_rows()
            for cell in row
            if cell.value is not None and cell.value != ""
        }
        for name in sheets
    }
    book.close()
    return found


def formulas_of(path: Path, *sheets: str) -> dict[str, set[str]]:
    """Addresses of the cells that hold formulas."""
    book = openpyxl.load_workbook(path, read_only=True)
    found = {
        name: {cell.coordinate for row in book[name].iter_rows() for cell in row if cell.data_type == "f"}
        for name in sheets
    }
    book.close()
    return found


def edited(path: Path, cells: dict[tuple[str, str], float | str]) -> Path:
    """A copy of the workbook in which somebody typed into cells, named by sheet and address."""
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    parts: dict[str, list[tuple[str, str]]] = {}
    for (sheet, address), value in cells.items():
        typed = f"<v>{value!r}</v>" if isinstance(value, float) else f"<is><t>{value}</t></is>"
        kind = "" if isinstance(value, float) else ' t="inlineStr"'
        part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
        parts.setdefault(part, []).append((address, rf'<c r="{address}"\g<style>{kind}>{typed}</c>'))
    out = path.with_name("edited.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            text = old.read(item)
            for address, cell in parts.get(item.filename, ()):
                found = rf'<c r="{address}"(?P<style>(?: s="\d+")?)[^>/]*(?:/>|>.*?</c>)'
                changed, count = re.subn(found, cell, text.decode("utf-8"))
                assert count == 1, (item.filename, address)
                text = changed.encode("utf-8")
            new.writestr(item, text)
    return out
