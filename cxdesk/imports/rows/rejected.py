"""Rows that were left out, as a person sees them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxdesk.common.progress import beat
from cxdesk.imports.convert.identifiers import one_line
from cxdesk.imports.raw import Cell
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.header import Grid
from cxdesk.imports.rows.cells import other_cells
from cxdesk.imports.rows.leaving import LeftOut


def rejected_rows(grid: Grid, left: LeftOut) -> pd.DataFrame:
    """The rows left out with the row number, the reason and every cell in words."""
    rows = np.flatnonzero(~left.kept)
    reasons = list(map(left.reasons.__getitem__, rows.tolist()))
    data: dict[str, Any] = {"row": grid.row_number(0) + rows, "reason": reasons}
    for column in grid.columns:
        beat()
        name = column.header.text if column.header.text not in data else f"{column.header.text} "
        data[name] = pd.array(labels_of(column, rows), dtype="str")
    return pd.DataFrame(data)


def labels_of(column: Column, rows: NDArray[np.intp]) -> pa.Array:
    """Cells of some rows as a person sees them, each in one line; "" where a cell is blank."""
    codes = column.raw.codes[rows]
    out = pc.fill_null(one_line(column.raw.words.take(pa.array(codes, mask=codes < 0))), "")
    kinds = column.raw.kinds[rows]
    rest = (kinds != Cell.TEXT) & (kinds != Cell.BLANK)
    if not rest.any():
        return out
    words, back = other_cells(column, rows[rest])
    return pc.replace_with_mask(out, pa.array(rest), pa.array(words, out.type).take(pa.array(back)))
