"""Columns of mostly different texts are kept one text a row; nothing that is imported may depend on that."""

from __future__ import annotations

from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from cxdesk.common.progress import SILENT, Cancelled
from cxdesk.imports import service
from cxdesk.imports.files import pieces, texts
from cxdesk.imports.files.reader import read
from cxdesk.tables.dataset import EMPTY, Dataset

HEADER = "Ticket ID,Subject,Created at,Solved at,Status,Agent,Comment\n"


def _lines(count: int) -> str:
    rows = [
        f"{1000 + n},Order {n * 7919 % 10_007},2024-{1 + n % 12:02d}-{1 + n % 28:02d} 10:{n % 60:02d}:00,"
        f"{'' if n % 5 else '2025-01-03T08:00:00'},{('Open', 'closed', ' Closed ')[n % 3]},Agent {n % 9},"
        f'"line one of {n}\nline ""two"", with a comma"\n'
        for n in range(count)
    ]
    return HEADER + "".join([*rows, rows[3], rows[count // 2], HEADER, "1,,,,,,\n", rows[3]])


def _imported(path: Path) -> tuple[service.Draft, Dataset]:
    draft = service.draft([path])
    return draft, service.run(draft, EMPTY)


def _in_small_pieces(patch: pytest.MonkeyPatch) -> None:
    """One text a row from some rows on, in every column."""
    patch.setattr(pieces, "PIECE_BYTES", 4096)
    patch.setattr(texts, "DECIDED_AFTER", 50)
    patch.setattr(texts, "MOSTLY_DIFFERENT", -1.0)


def test_the_import_is_the_same_whether_texts_are_coded_or_not(tmp_path, monkeypatch):
    path = tmp_path / "tickets.csv"
    path.write_text(_lines(900), encoding="utf-8")
    coded, expected = _imported(path)
    _in_small_pieces(monkeypatch)
    plain, found = _imported(path)
    assert not any(column.repeats for column in coded.sheets[0].raw.columns)
    assert all(column.repeats for column in plain.sheets[0].raw.columns)
    assert plain.sheets[0].plan == coded.sheets[0].plan
    assert_frame_equal(found.tables["tickets"], expected.tables["tickets"])
    assert found.problems == expected.problems
    assert found.sources[0].left_out["duplicate"] == 3
    assert found.sources[0].left_out["header"] == 1


def test_equal_texts_have_equal_keys_though_their_codes_differ(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    path.write_text("ID,Word\n" + "".join(f"{n},{'ab'[n % 2]}\n" for n in range(2000)) + "2000,\n", encoding="utf-8")
    _in_small_pieces(monkeypatch)
    column = read(path)[0].columns[1]
    assert column.repeats
    assert column.codes[1999] != column.codes[1997]
    assert column.keys[1999] == column.keys[1997] != column.keys[1998]
    assert column.keys[2001] == column.codes[2001] == -1
    assert column.rows_like(1999).sum() == 1000
    assert not column.rows_like(2001).any()


def test_marks_within_cells_do_not_mislead_where_pieces_end(tmp_path, monkeypatch):
    rows = [f'{n},a 5" screen\n' if n % 3 else f'{n},"two\nlines, {n}"\n' for n in range(3000)]
    path = tmp_path / "t.csv"
    path.write_text("ID,Text\n" + "".join(rows), encoding="utf-8")
    _in_small_pieces(monkeypatch)
    sheet = read(path)[0]
    assert sheet.rows == 3001
    assert sheet.columns[1].cell(2) == 'a 5" screen'
    assert sheet.columns[1].cell(2998) == "two\nlines, 2997"


class _StopAt:
    def __init__(self, word: str) -> None:
        self._word = word
        self.texts: list[str] = []

    def report(self, done: int, total: int, text: str = "") -> None:
        self.texts.append(text)
        if self._word in text:
            raise Cancelled


@pytest.mark.parametrize("phase", ["Reading", "recognising “Subject”", "converting “Status”", "checking", "merging"])
def test_an_import_stops_in_every_phase(tmp_path, phase):
    path = tmp_path / "tickets.csv"
    path.write_text(_lines(60), encoding="utf-8")
    stop = _StopAt(phase)
    with pytest.raises(Cancelled):
        service.run(service.draft([path], progress=stop), EMPTY, stop)
    assert stop.texts[-1].startswith(("Reading tickets.csv", "tickets.csv: "))


def test_a_stopped_conversion_begins_anew(tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text(_lines(60), encoding="utf-8")
    draft = service.draft([path])
    with pytest.raises(Cancelled):
        service.run(draft, EMPTY, _StopAt("converting “Status”"))
    assert service.run(draft, EMPTY, SILENT).rows("tickets") == 61


def test_reading_tells_percent_and_seconds(tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text(_lines(60), encoding="utf-8")
    heard = _StopAt("nothing says this")
    read(path, heard)
    assert "Reading tickets.csv: 100 %, 0 s" in heard.texts
