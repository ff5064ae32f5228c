"""How long the KPI workbook takes, as a ratio to openpyxl's write-only mode writing the same cells; goal at most 0.3.

Tickets of 25 columns and all other tables (`_company.py`) are reported on once; the workbook with all sheets, formulas
and charts is written to have its cells, which are read back by openpyxl and kept in a pickle. Then, in turns:

* ours: `write_workbook`, in a process of its own that has the report;
* openpyxl: a write-only workbook of the same sheets; the same numbers, texts, times and formulas, no charts, no tables.

Each line gives processor time (the process with its threads), the time on the clock and the peak of memory; ratios are
of processor time, and of the medians of the rounds. Reading, the report and the pickle are not timed.

    python benchmarks/workbook.py [--rows 100000] [--rounds 3] [--alone]

openpyxl is faster where lxml is installed, and then the ratio is the stricter one; the last line says which it was.
Each round is shown as it ends. With a million rows the goal is 1,000 MB (`--alone`: openpyxl would take half an hour).
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

GOAL, MOST_MB = 0.3, 500
LARGE_ROWS, MOST_MB_OF_LARGE = 1_000_000, 1_000
_BATCH = 2_000  # rows of a pickle


def ours(rows: int, out: Path) -> None:
    """Report on the company and write its workbook; print what writing took."""
    from _company import company

    from cxdesk.common.periods import Calendar
    from cxdesk.export.workbook import write_workbook
    from cxdesk.report.build import build_report
    from cxdesk.report.records import Query
    from cxdesk.targets.target import TargetBook

    query = Query(calendar=Calendar(zone="Europe/Berlin"))
    report = build_report(company(rows, rows * 3 // 10), query, TargetBook())
    timed(lambda: write_workbook(report, out), out)


def openpyxls(cells: Path, out: Path) -> None:
    """Write the cells as openpyxl does in write-only mode; print what writing took, without unpickling."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    spent = [0.0, 0.0]

    def write() -> None:
        sheet: Any = None
        for batch in batches(cells, spent):
            if isinstance(batch, str):
                sheet = book.create_sheet(batch)
                continue
            for row in batch:
                sheet.append(row)
        book.save(out)

    timed(write, out, spent)


def batches(cells: Path, spent: list[float]) -> Iterator[Any]:
    """Names of sheets, each followed by lists of its rows; `spent` gathers the time that unpickling takes."""
    with cells.open("rb") as file:
        while True:
            start = time.process_time(), time.perf_counter()
            found = pickle.load(file)
            spent[0] += time.process_time() - start[0]
            spent[1] += time.perf_counter() - start[1]
            if found is None:
                return
            yield found


def keep_cells(path: Path, cells: Path) -> int:
    """Read the cells of a workbook into a file of pickles; how many there are that are not blank."""
    import openpyxl

    warnings.filterwarnings("ignore", "Sparkline Group extension", UserWarning)
    count = 0
    book = openpyxl.load_workbook(path, read_only=True)
    with cells.open("wb") as file:
        for sheet in book.worksheets:
            pickle.dump(sheet.title, file)
            batch: list[tuple[Any, ...]] = []
            for row in sheet.iter_rows(values_only=True):
                batch.append(row)
                count += sum(value is not None for value in row)
                if len(batch) == _BATCH:
                    pickle.dump(batch, file)
                    batch = []
            pickle.dump(batch, file)
        pickle.dump(None, file)
    book.close()
    return count


def timed(work: Callable[[], None], out: Path, spent: list[float] | None = None) -> None:
    """Run the work and print its figures as JSON."""
    start = time.process_time(), time.perf_counter()
    work()
    found = time.process_time() - start[0], time.perf_counter() - start[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    less = spent or [0.0, 0.0]
    print(json.dumps({"cpu": found[0] - less[0], "clock": found[1] - less[1], "mb": peak,
                      "file": out.stat().st_size / 1e6}))  # fmt: skip


def child(*words: str) -> dict[str, float]:
    """What one variant took, in a process of its own."""
    run = subprocess.run([sys.executable, __file__, *words], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(run.stdout)
    return found


def main() -> int:
    """Measure and print; exit code 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description="How long the KPI workbook takes")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="ours only: time and memory, no ratio")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        out, cells = Path(name) / "report.xlsx", Path(name) / "cells"
        if options.child:
            what, where = options.child
            ours(options.rows, out if where == "-" else Path(where)) if what == "ours" else openpyxls(Path(where), out)
            return 0
        variants: dict[str, tuple[str, ...]] = {"ours": ("--rows", str(options.rows), "--child", "ours", "-")}
        if not options.alone:
            child("--rows", str(options.rows), "--child", "ours", str(out))
            print(f"{keep_cells(out, cells):,} cells")
            variants["openpyxl"] = ("--child", "openpyxl", str(cells))
        rounds: dict[str, list[dict[str, float]]] = {variant: [] for variant in variants}
        for _ in range(options.rounds):
            for variant, words in variants.items():
                rounds[variant].append(child(*words))
                told(variant, rounds[variant][-1])
    most = MOST_MB if options.rows < LARGE_ROWS else MOST_MB_OF_LARGE
    return shown(most, {variant: {key: statistics.median(one[key] for one in found) for key in found[0]}
                        for variant, found in rounds.items()})  # fmt: skip


def told(variant: str, found: dict[str, float]) -> None:
    """Print the figures of one variant."""
    print(f"{variant:10} {found['cpu']:7.2f} s of processors, {found['clock']:7.2f} s, peak {found['mb']:5.0f} MB,"
          f" file {found['file']:.1f} MB", flush=True)  # fmt: skip


def shown(most_mb: int, middle: dict[str, dict[str, float]]) -> int:
    """Print the medians and the ratio; 1 where a goal is missed."""
    print("medians:")
    for variant, found in middle.items():
        told(variant, found)
    mb, ratio, words = middle["ours"]["mb"], 0.0, ""
    if "openpyxl" in middle:
        ratio = middle["ours"]["cpu"] / middle["openpyxl"]["cpu"]
        lxml = "with" if find_spec("lxml") else "without"
        words = f"{ratio:.2f} of openpyxl's processor time ({lxml} lxml) and "
    missed = ratio > GOAL or mb > most_mb
    print(f"goals {GOAL} and {most_mb} MB: {'missed' if missed else 'met'} with {words}{mb:.0f} MB")
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
