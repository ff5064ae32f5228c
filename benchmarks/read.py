"""How long reading takes, as a ratio to the bare parser.

Workbook of 100,000 x 25: `read` and the conversion against the rows of python-calamine alone (goal at most 3.5).
Text of 1,000,000 x 25: `read` against pandas.read_csv with every column as text.
Variants take turns, so that a busy machine is unfair to none; each line gives the median and the middle ratio of the
rounds.

    python benchmarks/read.py [--rows 100000] [--rounds 5] [--csv-rows 1000000]
"""

from __future__ import annotations

import argparse
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

GOAL = 3.5


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


def measure(variants: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each variant, in turns; one round before counts for nothing."""
    seconds: dict[str, list[float]] = {name: [] for name in variants}
    for number in range(rounds + 1):
        for name, work in variants.items():
            started = time.perf_counter()
            work()
            if number:
                seconds[name].append(time.perf_counter() - started)
    return seconds


def show(seconds: dict[str, list[float]], base: str) -> dict[str, float]:
    """Print medians and ratios to the base; the ratio is the median of the rounds' ratios."""
    ratios = {}
    for name, taken in seconds.items():
        ratios[name] = statistics.median(one / other for one, other in zip(taken, seconds[base], strict=True))
        print(f"{name:34} {statistics.median(taken):7.2f} s   ratio {ratios[name]:5.2f}")
    return ratios


def main() -> int:
    """Measure and print; exit code 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description="How long reading takes")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        book = ticket_files.workbook(Path(folder) / "tickets.xlsx", options.rows)
        print(f"workbook, {options.rows:,} x 25")
        seconds = measure(
            {
                "python-calamine, rows alone": lambda: bare(book),
                "the guard alone": lambda: look(book, limits(), lambda: None),
                "read": lambda: read(book),
                "read, recognise and convert": lambda: whole(book),
            },
            options.rounds,
        )
        ratio = show(seconds, "python-calamine, rows alone")["read, recognise and convert"]
        if options.csv_rows:
            plain = ticket_files.text(Path(folder) / "tickets.csv", options.csv_rows)
            print(f"text, {options.csv_rows:,} x 25")
            as_text = pd.ArrowDtype(pa.string())
            seconds = measure(
                {
                    "pandas.read_csv, all text": lambda: pd.read_csv(plain, dtype=as_text, keep_default_na=False),
                    "read": lambda: read(plain),
                },
                max(2, options.rounds // 2),
            )
            show(seconds, "pandas.read_csv, all text")
    print(f"goal {GOAL}: {'met' if ratio <= GOAL else 'missed'} with {ratio:.2f}")
    return int(ratio > GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
