"""What contradicts itself between tables: rows of accounts that the accounts table does not know."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.common.problems import Problem, Severity
from cxdesk.common.text import plural
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.fields import ROW, SOURCE
from cxdesk.tables.joins import account_positions

UNKNOWN_ACCOUNT = "unknown_account"
_CHECKED = ("orders", "usage")  # tickets may well come from people who are no customers yet


def checked(dataset: Dataset) -> Dataset:
    """The dataset with the problems between its tables found anew, one a source; everything else stays as it is."""
    problems = [problem for problem in dataset.problems if problem.kind != UNKNOWN_ACCOUNT]
    for table in _CHECKED:
        problems += _unknown_accounts(dataset, table)
    return dataset if tuple(problems) == dataset.problems else replace(dataset, problems=tuple(problems))


def _unknown_accounts(dataset: Dataset, table: str) -> list[Problem]:
    accounts, frame = dataset.table("accounts"), dataset.table(table)
    if accounts is None or frame is None or "account" not in accounts or "account" not in frame:
        return []
    unknown = (account_positions(frame, accounts) < 0) & frame["account"].notna().to_numpy()
    if not unknown.any():
        return []
    sources, rows = frame[SOURCE].to_numpy(), frame[ROW].to_numpy()
    out = []
    for index in np.unique(sources[unknown]):  # a loop over files, not over rows
        hit = np.flatnonzero(unknown & (sources == index))
        source = dataset.sources[int(index)]
        names = frame["account"].iloc[hit]
        out.append(
            Problem(
                kind=UNKNOWN_ACCOUNT, severity=Severity.WARNING, file=source.file, sheet=source.sheet,
                row=int(rows[hit[0]]), column=source.columns.get("account"), found=str(names.iloc[0]),
                expected="an account of the Accounts sheet", count=len(hit),
                message=f"{plural(len(hit), 'row')} of {plural(names.nunique(), 'account')} that the Accounts sheet "
                        "does not hold; they count, but as customers of no list.",
            )
        )  # fmt: skip
    return out
