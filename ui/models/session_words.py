"""What is open, in words: the window's title, the problems worth a look. Light, for it is there before the domain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from cxdesk.common.problems import Problem, Severity

if TYPE_CHECKING:
    from cxdesk.tables.dataset import Dataset

APP = "CX Desk"
_NAMED = 2  # files that fit into a title


def worth_a_look(problems: Sequence[Problem]) -> int:
    """Problems that are more than good to know: the one count that every place shows."""
    return sum(problem.severity is not Severity.INFO for problem in problems)


def window_title(dataset: Dataset) -> str:
    """The files that are open, and the app."""
    from cxdesk.tables.sources import is_typed  # late: this module is there before the domain

    files = list(dict.fromkeys(source.file for source in dataset.sources if not is_typed(source)))
    if not files:
        return APP
    return f"{files_named(files)} – {APP}"


def files_named(files: Sequence[str]) -> str:
    """`a.xlsx`, `a.xlsx and b.csv`, `a.xlsx and 3 more files`."""
    if len(files) <= _NAMED:
        return QCoreApplication.translate("title", " and ").join(files)
    return QCoreApplication.translate("title", "{first} and {n} more files").format(first=files[0], n=len(files) - 1)
