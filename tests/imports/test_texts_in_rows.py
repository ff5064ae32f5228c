"""Texts taken to rows without a copy, rows left out in words, and the user's stop between steps."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.common.progress import Cancelled, beat, heard
from cxdesk.imports.convert.categories import merged
from cxdesk.imports.convert.texts import all_follow, in_rows, strings
from cxdesk.imports.names import read_header
from cxdesk.imports.raw import Cell, RawColumn
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.rows.rejected import labels_of


def _column(codes: list[int], words: list[str], *, repeats: bool = True) -> RawColumn:
    own = np.array(codes, dtype=np.int32)
    return RawColumn(kinds=(own >= 0).astype(np.uint8), words=pa.array(words), codes=own, repeats=repeats)


@given(
    st.lists(st.sampled_from("abc"), max_size=6),
    st.lists(st.sampled_from(["", "d", "e", "f"]), max_size=8),
    st.data(),
)
def test_texts_in_rows_are_those_of_the_codes(head: list[str], tail: list[str], data: st.DataObject) -> None:
    known = sorted(set(head))
    codes = [known.index(text) for text in head] + [len(known) + at if text else -1 for at, text in enumerate(tail)]
    words = [*known, *tail]
    taken = data.draw(st.sets(st.sampled_from(range(len(codes))) if codes else st.nothing()))
    codes = [-1 if row in taken else code for row, code in enumerate(codes)]
    start = data.draw(st.integers(0, len(codes)))
    column = _column(codes, words).part(start, len(codes))
    texts = pa.array([word or None for word in words], pa.string())

    found = in_rows(texts, column).to_pylist()

    assert found == [words[code] if code >= 0 else None for code in codes[start:]]


def test_what_stands_one_a_row_is_not_copied() -> None:
    words = pa.array([f"{number:010}" for number in range(100_000)])
    column = RawColumn(
        kinds=np.ones(99_999, np.uint8), words=words, codes=np.arange(1, 100_000, dtype=np.int32), repeats=True
    )
    before = pa.total_allocated_bytes()
    found = in_rows(words, column)
    assert pa.total_allocated_bytes() - before < 1000
    assert (found[0].as_py(), len(found)) == ("0000000001", 99_999)


@pytest.mark.parametrize(
    ("texts", "follow"),
    [
        (["1", "2", "3"], True), (["3", "2", "1"], True), (["1", "2", "2"], False), (["1", "3", "2"], False),
        (["1", None, "3"], False), ([], True), (["1"], True),
    ],
)  # fmt: skip
def test_texts_follow_where_each_is_greater_or_each_is_less(texts: list[str | None], follow: bool) -> None:
    assert all_follow(pa.array(texts, pa.string())) is follow


def test_strings_are_the_texts_in_their_order() -> None:
    texts = [None if number % 3 == 0 else f"text {number}" for number in range(20_000)]
    assert strings(pa.array(texts)) == texts


def test_the_most_frequent_spelling_is_the_label() -> None:
    labels, codes = merged(["a b", None, "A  B", "c", "a b", "A B"], np.array([1, 9, 2, 1, 1, 1], dtype=np.int32))
    assert labels == ["A B", "c"]
    assert codes.tolist() == [0, -1, 0, 1, 0, 0]


def test_cells_of_left_out_rows_are_as_a_person_sees_them() -> None:
    kinds = [Cell.TEXT, Cell.BLANK, Cell.NUMBER, Cell.FLAG, Cell.ERROR, Cell.DURATION, Cell.INSTANT, Cell.TEXT]
    raw = RawColumn(
        kinds=np.array(kinds, dtype=np.uint8), words=pa.array(["two\n lines ", "x"]),
        codes=np.array([0, -1, -1, -1, -1, -1, -1, 1], dtype=np.int32),
        numbers=np.array([np.nan, np.nan, 5.0, 1.0, np.nan, 3661.0, np.nan, np.nan]),
        instants=np.array(["NaT"] * 6 + ["2024-01-31T10:15:00", "NaT"], dtype="datetime64[ms]"),
    )  # fmt: skip
    column = Column(index=0, header=read_header("Cell"), raw=raw)
    rows = np.arange(len(kinds))[::-1]

    found = labels_of(column, rows).to_pylist()

    assert found == [column.label(int(row)) for row in rows]
    assert found == ["x", "2024-01-31 10:15:00", "01:01:01", "#ERROR", "TRUE", "5", "", "two lines"]


class _Stopped:
    def __init__(self) -> None:
        self.stop = False
        self.said: list[str] = []

    def report(self, done: int, total: int, text: str = "") -> None:
        del done, total
        self.said.append(text)
        if self.stop:
            raise Cancelled


def test_a_stop_is_heard_between_steps_that_know_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxdesk.common.progress._BEAT_S", 0.0)
    user = _Stopped()
    with heard(user) as told:
        told.report(1, 2, "recognising")
        beat()
        assert user.said == ["recognising", "recognising"]
        user.stop = True
        with pytest.raises(Cancelled):
            beat()
    beat()
