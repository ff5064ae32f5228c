"""Where the rows of one frame stand in another, by a name that both hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def places_of(names: pd.Series, among: pd.Series) -> NDArray[np.intp]:
    """The row of `among` that holds each name, the last one where it repeats; -1 for blanks and where there is none."""
    named = np.flatnonzero(among.notna())
    rows = pd.Series(named, index=pd.Index(among.astype("str").to_numpy()[named]))
    rows = rows[~rows.index.duplicated(keep="last")]
    found = rows.index.get_indexer(pd.Index(names.astype("str").to_numpy()))
    places = np.append(rows.to_numpy(), -1)[found]
    return np.asarray(np.where(np.asarray(names.isna()), -1, places), dtype=np.intp)
