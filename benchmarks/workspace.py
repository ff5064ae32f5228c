"""Saving and loading a workspace of a million tickets, against the same tables as bare feather files.

    python benchmarks/workspace.py [--rows 1000000] [--rounds 3]

Ratios of medians of interleaved rounds in one run, by the clock and by processor time; sizes against the zipped CSV.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

import pandas as pd
from pyarrow import feather

from benchmarks._company import tickets
from cxdesk.tables.dataset import Dataset
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace.file.reading import load
from cxdesk.workspace.file.records import Change
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def main() -> None:
    """Run the rounds and print the table."""
    import numpy as np

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    frame = tickets(asked.rows, np.random.default_rng(7))
    session = Session(dataset=Dataset(tables={"tickets": frame}))
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder), frame, session, asked.rounds)


def _measure(folder: Path, frame: pd.DataFrame, session: Session, rounds: int) -> None:
    bare, document = folder / "bare.feather", folder / "a.cxdesk"
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        document.unlink(missing_ok=True)
        _timed(found, "bare save", lambda: _bare_save(frame, bare))
        _timed(found, "save", lambda: save(document, session, now=NOW))
        _timed(found, "bare load", lambda: feather.read_feather(bare))
        _timed(found, "load", lambda: load(document))
    for name in ("save", "load"):
        for place, clock in enumerate(("clock", "processor")):
            own, raw = (median(times[place] for times in found[key]) for key in (name, f"bare {name}"))
            print(f"{name}: {own:.2f} s {clock}, {own / raw:.2f} of feather alone ({raw:.2f} s)")
    print(f"document {_megabytes(document)}, feather alone {_megabytes(bare)}, {_zipped(folder, frame)}")
    _edit(document, session)


def _bare_save(frame: pd.DataFrame, path: Path) -> None:
    feather.write_feather(frame, path, compression="zstd")
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _edit(document: Path, session: Session) -> None:
    base = save(document, session, now=NOW)
    edited = replace(session, targets=TargetBook(targets=(Target(kpi="csat", value=85.0),)))
    change = Change(at=NOW, words="Target", before=session, after=edited)
    written = _written()
    begun = time.perf_counter()
    save(document, edited, now=NOW, base=base, changes=[change])
    took = time.perf_counter() - begun
    print(f"after a target edit: {took * 1000:.0f} ms, {(_written() - written) / 1024:.0f} KiB written")


def _written() -> int:
    """Bytes this process gave to the system for writing; 0 where the system does not say."""
    try:
        lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar"))


def _timed(found: dict[str, list[tuple[float, float]]], name: str, work: Callable[[], object]) -> None:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    found.setdefault(name, []).append((time.perf_counter() - clock, time.process_time() - processor))


def _megabytes(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"


def _zipped(folder: Path, frame: pd.DataFrame) -> str:
    text = folder / "tickets.csv"
    frame.to_csv(text, index=False)
    with zipfile.ZipFile(folder / "tickets.zip", "w", zipfile.ZIP_DEFLATED) as package:
        package.write(text, "tickets.csv")
    return f"CSV {_megabytes(text)}, zipped {_megabytes(folder / 'tickets.zip')}"


if __name__ == "__main__":
    main()
