"""Lines as the cells of a column, read as every kind of field: `python -m fuzz.fuzz_cells FOLDER fuzz/seeds/cells`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["cxdesk"]):
    from fuzz import checks

if __name__ == "__main__":
    atheris.Setup(sys.argv, checks.cells)
    atheris.Fuzz()
