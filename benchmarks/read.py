"""How long reading takes, as a ratio to the bare parser.

Workbook of 100,000 x 25 (and a wide, a wordy and a dated one): `read` and the conversion against the rows of
python-calamine alone (goal at most 2.5). Text of 1,000,000 x 25: `read` against pandas.read_csv with every column as
Arrow text (goal at most 2), and the whole import against that and against `dtype=str`.
Variants take turns, so that a busy machine is unfair to none; each line gives medians and middle ratios of the rounds,
of the time on the clock and of the time that processors worked (this process and the reading process).

    python benchmarks/read.py [--rows 100000] [--rounds 5] [--csv-rows 1000000] [--variants]
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import ticket_files  # noqa: E402 - after the search path

from cxdesk.common.progress import SILENT  # noqa: E402 - after the search path
from cxdesk.imports import service  # noqa: E402 - after the search path
from cxdesk.imports.files.guard import look  # noqa: E402 - after the search path
from cxdesk.imports.files.memory import limits  # noqa: E402 - after the search path
from cxdesk.imports.files.reader import read  # noqa: E402 - after the search path
from cxdesk.tables.dataset import EMPTY  # noqa: E402 - after the search path

GOAL, TEXT_GOAL = 2.5, 2.0


def bare(path: Path) -> None:
    """The parser alone, in this process."""
    with CalamineWorkbook.from_path(path) as book:
        for _ in book.get_sheet_by_index(0).iter_rows():
            pass


def whole(path: Path) -> None:
    """What the window does: read, recognise, convert."""
    draft = service.draft([path], memory={}, zone="UTC", progress=SILENT)
    kept = service.run(draft, EMPTY).rows("tickets")
    assert kept > 0, "the benchmark's own file must be recognised"


def busy() -> float:
    """Seconds that processors worked for this process and those it started and that ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measure(variants: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds on the clock and of processors of each variant, in turns; one round before counts for nothing."""
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in variants}
    for number in range(rounds + 1):
        for name, work in variants.items():
            started, worked = time.perf_counter(), busy()
            work()
            if number:
                seconds[name].append((time.perf_counter() - started, busy() - worked))
    return seconds


def show(seconds: dict[str, list[tuple[float, float]]], base: str) -> dict[str, float]:
    """Print medians and ratios to the base (the median of the rounds' ratios); the ratios on the clock are returned."""
    ratios = {}
    for name, taken in seconds.items():
        clock, work = (
            statistics.median(one[kind] / other[kind] for one, other in zip(taken, seconds[base], strict=True))
            for kind in (0, 1)
        )
        ratios[name] = clock
        print(
            f"{name:34} {statistics.median(t[0] for t in taken):7.2f} s   ratio {clock:5.2f}"
            f"   worked {statistics.median(t[1] for t in taken):7.2f} s   ratio {work:5.2f}"
        )
    return ratios


def books(path: Path, title: str, rounds: int) -> float:
    """Measure one workbook; the ratio of its import to the parser alone."""
    print(title)
    seconds = measure(
        {
            "python-calamine, rows alone": lambda: bare(path),
            "the guard alone": lambda: look(path, limits(), lambda: None),
            "read": lambda: read(path),
            "read, recognise and convert": lambda: whole(path),
        },
        rounds,
    )
    return show(seconds, "python-calamine, rows alone")["read, recognise and convert"]


def texts(path: Path, title: str, rounds: int) -> float:
    """Measure one text file; the ratio of reading it to a quick reading by pandas."""
    print(title)
    as_text = pd.ArrowDtype(pa.string())
    seconds = measure(
        {
            "pandas.read_csv, Arrow text": lambda: pd.read_csv(path, dtype=as_text),
            "pandas.read_csv, dtype=str": lambda: pd.read_csv(path, dtype=str),
            "read": lambda: read(path),
            "read, recognise and convert": lambda: whole(path),
        },
        rounds,
    )
    ratio = show(seconds, "pandas.read_csv, Arrow text")["read"]
    show({name: seconds[name] for name in list(seconds)[1::2]}, "pandas.read_csv, dtype=str")
    return ratio


def main() -> int:
    """Measure and print; exit code 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description="How long reading takes")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--variants", action="store_true", help="a wide, a wordy and a dated workbook too")
    options = parser.parse_args()
    ratios: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder, rows = Path(name), options.rows
        makers = {"25": ticket_files.workbook}
        if options.variants:
            makers |= {"250": ticket_files.wide, "25, long texts": ticket_files.wordy, "27, dates": ticket_files.dated}
        for number, (title, make) in enumerate(makers.items()):
            count = rows // 10 if title == "250" else rows
            path = make(folder / f"{number}.xlsx", count)
            ratios.append(books(path, f"workbook, {count:,} x {title}", options.rounds))
        ratio = 0.0
        if options.csv_rows:
            plain = ticket_files.text(folder / "tickets.csv", options.csv_rows)
            ratio = texts(plain, f"text, {options.csv_rows:,} x 25", max(2, options.rounds // 2))
    met = max(ratios) <= GOAL and ratio <= TEXT_GOAL
    print(f"goals {GOAL} and {TEXT_GOAL}: {'met' if met else 'missed'} with {max(ratios):.2f} and {ratio:.2f}")
    return int(not met)


if __name__ == "__main__":
    raise SystemExit(main())
