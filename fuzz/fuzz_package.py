"""Bytes as a part of a workbook or as a whole one: `python -m fuzz.fuzz_package FOLDER fuzz/seeds/package`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["cxdesk"]):
    from fuzz import checks

READ_ONE_IN = 50  # the guard takes a hundredth of the time that a reading process takes


def check(data: bytes) -> None:
    """The guard for each input, and now and then the whole import."""
    checks.guarded(data)
    if sum(data) % READ_ONE_IN == 0:
        checks.package(data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
