"""How much memory an import takes at its peak, as a ratio to the file's unpacked size; goal at most 3.

Each file is imported in a fresh process; the memory of it and of the reading process it starts is sampled from /proc
(Linux) every 10 ms. What the program itself takes at rest, with everything loaded, is subtracted and printed.

    python benchmarks/memory.py [--rows 100000] [--csv-rows 1000000]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

GOAL = 3.0
_IMPORT = """
import sys
import pandas, pyarrow.compute, pyarrow.csv
from cxdesk.imports import service
from cxdesk.imports.files import spreadsheet, textfile
from cxdesk.tables.dataset import EMPTY
service.run(service.draft([sys.argv[2]]), EMPTY)  # a small file: everything is loaded once
print("ready", flush=True)
sys.stdin.readline()
draft = service.draft([sys.argv[1]])
print("drafted", flush=True)
kept = service.run(draft, EMPTY).rows("tickets")
print(kept, flush=True)
"""


def tree(process: int) -> Iterator[int]:
    """A process and all it started, by number."""
    yield process
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from tree(int(child))
    except OSError:
        return


def resident_bytes(process: int) -> int:
    """Memory that a process and its children hold, what they share with others counted by its part."""
    total = 0
    for one in tree(process):
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total += next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)
    return total


def peak_bytes(path: Path, small: Path) -> tuple[int, int, int]:
    """Memory at rest, and the peak while a file is read and recognised, and while it is converted too."""
    with subprocess.Popen(
        [sys.executable, "-c", _IMPORT, str(path), str(small)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        rest = resident_bytes(process.pid)
        process.stdin.write("\n")
        process.stdin.flush()
        peak = 0
        while process.poll() is None:
            peak = max(peak, resident_bytes(process.pid))
            time.sleep(0.01)
        drafted, kept = process.stdout.read().split()
        assert drafted == "drafted"
        return rest, peak, int(kept)


def unpacked_bytes(path: Path) -> int:
    """Size of a file, of a workbook the sum of its unpacked parts."""
    if path.suffix == ".csv":
        return path.stat().st_size
    with zipfile.ZipFile(path) as package:
        return sum(part.file_size for part in package.infolist())


def main() -> int:
    """Measure and print; exit code 1 where the goal is missed."""
    import ticket_files

    parser = argparse.ArgumentParser(description="How much memory an import takes")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    options = parser.parse_args()
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = ticket_files.text(folder / "small.csv", 500)
        files = {
            f"text, {options.csv_rows:,} x 25": ticket_files.text(folder / "plain.csv", options.csv_rows),
            f"quoted text with comments, {options.csv_rows // 4:,} x 26": ticket_files.quoted(
                folder / "quoted.csv", options.csv_rows // 4
            ),
            f"workbook, {options.rows:,} x 25": ticket_files.workbook(folder / "tickets.xlsx", options.rows),
        }
        for title, path in files.items():
            rest, peak, kept = peak_bytes(path, small)
            size = unpacked_bytes(path)
            ratio = (peak - rest) / size
            worst = max(worst, ratio)
            print(
                f"{title:44} unpacked {size / 1e6:5.0f} MB   at rest {rest / 1e6:4.0f} MB   "
                f"peak {peak / 1e6:5.0f} MB   ratio {ratio:4.2f}   ({kept:,} rows)"
            )
    print(f"goal {GOAL:g}: {'met' if worst <= GOAL else 'missed'} with {worst:.2f}")
    return int(worst > GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
