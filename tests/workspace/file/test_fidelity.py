"""Whatever stands in the tables comes back as it was, now and in every past state."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cxdesk.common.calendars import BusinessCalendar
from cxdesk.tables.dataset import Dataset
from cxdesk.workspace.file.parts import part_json
from cxdesk.workspace.file.reading import history_of, load, load_past
from cxdesk.workspace.file.records import Change, frames_of
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session

NOW = datetime(2026, 3, 2, tzinfo=UTC)
TEXTS = ("", "a", "A", "ä", "a\u0308", " x ", "\U0001f600", "\x00", "\n", "nan", "None", "=1+1", "x" * 32_767, "\ufeff")
NUMBERS = (math.nan, math.inf, -math.inf, 0.0, -0.0, 1.0, 5e-324, 1.7e308, 0.1 + 0.2, 2.0**53)
DAYS = ("NaT", "0001-01-01", "9999-12-31T23:59:59.999", "1970-01-01", "2024-03-31T01:30:00.123")
HEADERS = ("extra:a", "extra:A", "extra:b", "extra:\n", "extra:", "extra:%s", "extra:a\tb", "extra:ü", "extra:extra:ü")


def column(chance: random.Random, rows: int) -> pd.Series[Any]:
    kinds: tuple[Callable[[], pd.Series[Any]], ...] = (
        lambda: pd.Series([chance.choice((None, *TEXTS)) for _ in range(rows)], dtype="str"),
        lambda: pd.Series([chance.choice(NUMBERS) for _ in range(rows)], dtype="float64"),
        lambda: pd.Series(np.array([chance.choice(DAYS) for _ in range(rows)], dtype="datetime64[ms]")),
        lambda: pd.Series([chance.randrange(9) for _ in range(rows)], dtype="int32"),
        lambda: pd.Series([chance.random() < 0.5 for _ in range(rows)], dtype="bool"),
        lambda: category(chance, rows), lambda: category(chance, rows),
    )  # fmt: skip
    return chance.choice(kinds)()


def category(chance: random.Random, rows: int) -> pd.Series[Any]:
    texts = chance.sample(TEXTS, chance.choice((0, 1, 3, len(TEXTS))))
    codes = [chance.randrange(-1, len(texts)) if texts else -1 for _ in range(rows)]
    index = pd.Index(texts, dtype="str")
    return pd.Series(pd.Categorical.from_codes(codes, categories=index, ordered=chance.random() < 0.2))


def frame(chance: random.Random, rows: int | None = None) -> pd.DataFrame:
    count = chance.choice((0, 1, 2, 30)) if rows is None else rows
    columns = {name: column(chance, count) for name in chance.sample(HEADERS, chance.randrange(1, len(HEADERS)))}
    return pd.DataFrame({**columns, "_source": np.zeros(count, dtype=np.int32)})


def rejected(chance: random.Random) -> pd.DataFrame:
    made = frame(chance, 2)
    made.columns = pd.Index([chance.choice(("a", "a", "b", "")) for _ in made.columns])
    return made


def edited(chance: random.Random, before: pd.DataFrame) -> pd.DataFrame:
    rows, name = len(before), chance.choice([*before.columns.drop("_source"), "extra:a"])
    edits: tuple[Callable[[], pd.DataFrame], ...] = (
        lambda: before.iloc[chance.sample(range(rows), rows)].reset_index(drop=True),
        lambda: before.iloc[: rows // 2].reset_index(drop=True),
        lambda: before[chance.sample(list(before.columns), before.shape[1])],
        lambda: pd.concat([before, before], ignore_index=True),
        lambda: before.assign(**{name: column(chance, rows)}),
        lambda: before.assign(**{"extra:new": category(chance, rows)}),
        lambda: before.drop(columns=name, errors="ignore"),
        lambda: frame(chance),
    )  # fmt: skip
    return chance.choice(edits)()


def changed(chance: random.Random, before: Session) -> Session:
    dataset = before.dataset.imported
    tables = dict(dataset.tables)
    name = chance.choice(("tickets", "surveys", "orders"))
    if name not in tables:
        tables[name] = frame(chance)
    elif chance.random() < 0.15:
        del tables[name]
    else:
        tables[name] = edited(chance, tables[name])
    left_out = {0: rejected(chance)} if chance.random() < 0.2 else dataset.rejected
    return replace(before, dataset=replace(dataset, tables=tables, rejected=left_out))


def assert_same(one: Session, other: Session) -> None:
    ones, others = frames_of(one.dataset), frames_of(other.dataset)
    assert set(ones) == set(others)
    for name, was in ones.items():
        now = others[name]
        assert list(was.columns) == list(now.columns)
        for place in range(was.shape[1]):
            left, right = was.iloc[:, place], now.iloc[:, place]
            pd.testing.assert_series_equal(left, right, check_exact=True, check_index_type=False)
            if left.dtype.kind == "f":
                assert (np.signbit(left) == np.signbit(right)).all()


@pytest.mark.parametrize("seed", range(6))
def test_every_state_of_a_long_history_comes_back_to_the_last_sign_and_unused_category(
    tmp_path: Path, seed: int
) -> None:
    chance, path = random.Random(seed), tmp_path / "a.cxdesk"
    states = [Session(dataset=Dataset(tables={"tickets": frame(chance)}, rejected={0: rejected(chance)}))]
    base = save(path, states[0], now=NOW)
    for step in range(12):
        after = changed(chance, states[-1])
        change = Change(at=NOW, words=str(step), before=states[-1], after=after)
        base = save(path, after, now=NOW, base=base, changes=[change])
        states.append(after)
    assert_same(load(path).session, states[-1])
    for entry in history_of(path):
        assert_same(load_past(path, entry.number).session, states[int(entry.words)])


def test_a_column_without_any_value_can_be_changed_and_stays_a_column_of_texts(tmp_path: Path) -> None:
    blank = pd.Series(pd.Categorical.from_codes([-1, -1], categories=pd.Index([], dtype="str")))
    table = pd.DataFrame({"ticket_id": pd.Series(["1", "2"], dtype="str"), "channel": blank})
    before = Session(dataset=Dataset(tables={"tickets": table}))
    after = replace(before, dataset=Dataset(tables={"tickets": table.iloc[:1]}))
    base = save(tmp_path / "a.cxdesk", before, now=NOW)
    change = Change(at=NOW, words="one went", before=before, after=after)
    save(tmp_path / "a.cxdesk", after, now=NOW, base=base, changes=[change])
    for loaded in (load(tmp_path / "a.cxdesk"), load_past(tmp_path / "a.cxdesk", 1)):
        assert loaded.session.dataset.tables["tickets"]["channel"].cat.categories.dtype == "str"


def test_days_off_are_the_same_text_in_whatever_order_they_were_given() -> None:
    days = [date(2024, month, day) for month in range(1, 13) for day in (1, 8, 15, 22)]
    one, other = (BusinessCalendar(holidays=frozenset(listed)) for listed in (days, days[::-1]))
    assert part_json("business", one) == part_json("business", other)
    assert part_json("business", one).index("2024-01-01") < part_json("business", one).index("2024-12-22")
