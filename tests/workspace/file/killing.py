"""Kills a saving process at random moments, again and again, and looks at what is left of the document.

    python tests/workspace/file/killing.py FOLDER KILLS SEED

Every save writes one number into the targets and into every row of a table, so a state that is neither the old nor the
new one shows. Prints how many kills there were, and how many cut a save off.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from cxdesk.tables.dataset import Dataset
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace.file.reading import history_of, load
from cxdesk.workspace.file.records import Base, Change
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session

NOW = datetime(2026, 3, 2, tzinfo=UTC)
_ROWS = 3_000
_LONGEST_S = 0.06


def state(number: int) -> Session:
    """A session that says its number everywhere."""
    rng = np.random.default_rng(number)
    frame = pd.DataFrame({"ticket_id": pd.Series(rng.integers(0, 10**9, _ROWS).astype(str), dtype="str"),
                          "cost": np.full(_ROWS, float(number))})  # fmt: skip
    book = TargetBook(targets=(Target(kpi="csat", value=float(number)),))
    return Session(dataset=Dataset(tables={"tickets": frame}), targets=book)


def number_in(path: Path) -> int:
    """The number of the state in a document; it must be the same everywhere in it, the history included."""
    session = load(path).session
    number = session.targets.targets[0].value
    assert number is not None
    assert (session.dataset.tables["tickets"]["cost"] == number).all()
    entries = history_of(path)
    assert not entries or entries[0].words == f"to {int(number)}"
    return int(number)


def save_until_killed(path: Path, pipe: int) -> None:
    """Save one number after another, in place or anew, and say each on the pipe once it is saved."""
    loaded = load(path)
    session, base = loaded.session, loaded.base
    number = number_in(path)
    while True:
        number += 1
        after = replace(state(number), workspace_id=session.workspace_id)
        change = Change(at=NOW, words=f"to {number}", before=session, after=after)
        base = _saved(path, after, base, change, anew=number % 3 == 0)
        os.write(pipe, number.to_bytes(4, "big"))
        session = after


def _saved(path: Path, session: Session, base: Base, change: Change, *, anew: bool) -> Base:
    return save(path, session, now=NOW, base=base, changes=[change], replace_it=anew)


def main(folder: Path, kills: int, seed: int) -> None:
    """Kill, look, go on from what is there."""
    chance, path, cut_off = random.Random(seed), folder / "a.cxdesk", 0
    save(path, state(0), now=NOW)
    for _ in range(kills):
        known = number_in(path)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            save_until_killed(path, writer)
        os.close(writer)
        first = os.read(reader, 4)  # it is under way
        time.sleep(chance.random() * _LONGEST_S)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said = first
        while more := os.read(reader, 4):
            said = more
        os.close(reader)
        last = int.from_bytes(said, "big") if said else known
        journal = path.with_name(f"{path.name}-journal").exists()
        parts = list(folder.glob(".a.cxdesk*"))
        cut_off += journal or bool(parts)
        for part in parts:
            part.unlink()
        assert number_in(path) in (last, last + 1), "neither the old state nor the new one"
        assert not path.with_name(f"{path.name}-journal").exists()
    print(kills, cut_off)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
