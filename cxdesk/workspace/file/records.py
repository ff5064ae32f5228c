"""What reading and saving hand to each other and to the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pandas as pd

from cxdesk.common.problems import Problem, UserError
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.workspace.cloud import Seen
from cxdesk.workspace.session import Session

TABLE, REJECTED = "table", "rejected"


class DamagedError(UserError):
    """The file is damaged; `rescue` may bring back a part of it. The text says so to a person."""


class NewerError(UserError):
    """The file was saved by a newer version; `needs` names it."""

    def __init__(self, text: str, needs: str) -> None:
        super().__init__(text)
        self.needs = needs


class PasswordError(UserError):
    """The file is a shared copy that opens with a password."""


class ReplacedError(UserError):
    """The file on the disk is not the one that was opened: somebody else, or another program, changed it."""


class NotSavedError(UserError):
    """The file could not be written; what was there before is as it was."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Base:
    """A document as it was last read or saved: what the next save compares with.

    `frames` are its tables by name in the file (`table:tickets`, `rejected:3`); those that are the same objects are not
    written again. `generation` counts its saves, `mark` is of the last one alone: two who each saved generation 8
    of their own copy have different marks.
    """

    path: Path
    document: str
    generation: int
    mark: str
    seen: Seen
    frames: Mapping[str, pd.DataFrame]


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """One edit, kept for the history: the sessions around it, when it was made (UTC), and its name in words."""

    at: datetime
    words: str
    before: Session
    after: Session


@dataclass(frozen=True, kw_only=True, eq=False)
class Loaded:
    """A document that was read. `notes` are sentences for the user."""

    session: Session
    base: Base
    notes: tuple[str, ...] = field(default=())


def frames_of(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """All frames of a dataset as imported, by their names in the file."""
    imported = dataset.imported
    frames = {f"{TABLE}:{name}": frame for name, frame in imported.tables.items()}
    return frames | {f"{REJECTED}:{place}": frame for place, frame in imported.rejected.items()}


def dataset_from(
    frames: Mapping[str, pd.DataFrame], sources: tuple[Source, ...], problems: tuple[Problem, ...]
) -> Dataset:
    """The dataset of frames by their names in the file."""
    kinds = {name: name.partition(":")[::2] for name in frames}
    return Dataset(
        tables={key: frames[name] for name, (kind, key) in kinds.items() if kind == TABLE},
        rejected={int(key): frames[name] for name, (kind, key) in kinds.items() if kind == REJECTED},
        sources=sources,
        problems=problems,
    )
