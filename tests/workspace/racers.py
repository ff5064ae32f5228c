"""Processes that all want one document at once; started by `test_lock_races.py`, for pytest's own process has threads.

python racers.py race DOCUMENT PROCESSES OVER     prints a word a process: won, held or what went wrong
python racers.py turns DOCUMENT PROCESSES SEED    each takes, works and goes or dies, over and over
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from cxdesk.workspace.lock import Held, Lock


def together(processes: int, work: Callable[[int], str]) -> list[str]:
    """What every process answers; all begin at one time, and none ends before all have answered."""
    start_read, start_write = os.pipe()
    end_read, end_write = os.pipe()
    answer_read, answer_write = os.pipe()
    children = []
    for number in range(processes):
        child = os.fork()
        if not child:
            os.close(start_write)
            os.close(end_write)
            os.read(start_read, 1)
            os.write(answer_write, f"{said(work, number)}\n".encode())
            os.read(end_read, 1)
            os._exit(0)
        children.append(child)
    os.close(answer_write)
    os.close(start_write)
    answers = b""
    while answers.count(b"\n") < processes and (more := os.read(answer_read, 65_536)):
        answers += more
    os.close(end_write)
    for child in children:
        os.waitpid(child, 0)
    return answers.decode().split()


def said(work: Callable[[int], str], number: int) -> str:
    try:
        return work(number)
    except BaseException as error:  # noqa: BLE001 - the process must answer, whatever happens in it
        return f"{type(error).__name__}:{error}".replace(" ", "_")


def race(document: Path, over: Held | None) -> str:
    try:
        lock = Lock.take(document, now=datetime.now(tz=UTC), over=over)
    except Held:
        return "held"
    return "won" if lock.is_ours() else "lost"


def seen(document: Path) -> Held:
    """The lock that the user is asked about."""
    try:
        Lock.take(document, now=datetime.now(tz=UTC)).release()
    except Held as held:
        return held
    raise ValueError(document)


def lives(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    return False


def turns(document: Path, chance: random.Random) -> str:
    """Take the lock some times and see that nobody who lives is inside; now and then die there."""
    inside = document.with_name("inside")
    for _ in range(40):
        try:
            lock = Lock.take(document, now=datetime.now(tz=UTC))
        except Held:
            time.sleep(chance.random() / 100)
            continue
        with suppress(FileNotFoundError):
            other = int(inside.read_text() or "0")
            if other and lives(other):
                return f"two:{other}:{os.getpid()}"
        inside.write_text(str(os.getpid()))
        lock.beat(now=datetime.now(tz=UTC))
        time.sleep(chance.random() / 500)
        if not lock.is_ours():
            return "lost"
        if chance.random() < 0.3:
            os.write(2, b"dies ")
            os.kill(os.getpid(), 9)
        inside.unlink()
        lock.release()
    return "done"


def dying_turns(document: Path, number: int, seed: int) -> str:
    """The work in a child of this process, which may be killed."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.write(write, said(lambda n: turns(document, random.Random(seed * 1000 + n)), number).encode())
        os._exit(0)
    os.close(write)
    answer = os.read(read, 4096).decode()
    os.waitpid(child, 0)
    return answer or "died"


if __name__ == "__main__":
    kind, path, processes, last = sys.argv[1:]
    place = Path(path)
    if kind == "race":
        asked = seen(place) if last else None
        print(*together(int(processes), lambda _: race(place, asked)))
    else:
        print(*together(int(processes), lambda number: dying_turns(place, number, int(last))))
