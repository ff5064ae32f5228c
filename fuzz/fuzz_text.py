"""Bytes as a text file, read, recognised and imported: `python -m fuzz.fuzz_text FOLDER fuzz/seeds/text`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["cxdesk"]):
    from fuzz import checks

if __name__ == "__main__":
    atheris.Setup(sys.argv, checks.text)
    atheris.Fuzz()
