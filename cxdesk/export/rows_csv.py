"""Rows behind a number as a CSV file: text that no spreadsheet program runs, times in the report's zone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.common.atomic import replacing
from cxdesk.export.csv_export import plain_cell


def write_rows_csv(path: Path, titles: Sequence[str], columns: Sequence[NDArray[np.generic]]) -> None:
    """Write columns of equal length under their titles: UTF-8 with a mark that Excel reads, comma, point.

    Text is cleaned and never a formula; instants (`datetime64`, wall clock) are written as `2024-03-01 09:15:00`;
    NaN, NaT and None become empty cells.

    Raises:
        OSError: the file cannot be written.
    """
    frame = pd.DataFrame({index: _cells(column) for index, column in enumerate(columns)})
    with replacing(path) as temporary:
        frame.to_csv(
            temporary,
            index=False,
            header=[plain_cell(title) for title in titles],
            encoding="utf-8-sig",
            lineterminator="\n",
            date_format="%Y-%m-%d %H:%M:%S",
        )


def _cells(column: NDArray[np.generic]) -> NDArray[np.generic]:
    if column.dtype.kind != "O":
        return column
    # Each different text is cleaned once.
    codes, distinct = pd.factorize(column)
    clean = np.array([*(plain_cell(text) if isinstance(text, str) else text for text in distinct), None], dtype=object)
    cells: NDArray[np.generic] = clean[codes]
    return cells
