"""The targets file: round trip, short forms, and every mistake at once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cxdesk.common.problems import UserError
from cxdesk.targets.document import parse_targets, read_targets, targets_text, write_targets
from cxdesk.targets.target import Target, TargetBook

BOOK = TargetBook(
    targets=(
        Target(kpi="csat", value=82.0, effective=date(2024, 1, 1), changed_at=datetime(2024, 1, 3, 9, tzinfo=UTC)),
        Target(kpi="csat_mean", value=4.2, tolerance=0.1, scale=(1.0, 5.0)),
        Target(kpi="frt", value=None),
        Target(kpi="csat", value=None, default=True),
    ),
    benchmarks={"nps": 45.0},
)


def test_that_a_book_comes_back_as_it_was(tmp_path):
    write_targets(BOOK, tmp_path / "targets.json")
    assert read_targets(tmp_path / "targets.json") == BOOK


def test_that_an_empty_book_comes_back():
    assert parse_targets(targets_text(TargetBook())) == TargetBook()


@pytest.mark.parametrize("text", ['{"csat": 85, "frt": 12}', '{"targets": {"csat": {"value": 85}, "frt": 12}}'])
def test_that_short_forms_are_read(text):
    assert parse_targets(text).targets == (Target(kpi="csat", value=85.0), Target(kpi="frt", value=12.0))


def test_that_all_mistakes_are_told_in_one_sentence_with_their_places():
    text = (
        '{"targets": [{"kpi": "csta", "value": 85}, {"kpi": "frt", "value": "soon", "efective": "2024-01-01"},'
        ' {"kpi": "nps", "value": 1, "effective": "01/02/2024", "tolerance": -1}], "benchmarks": {"x": 1}}'
    )
    with pytest.raises(UserError) as caught:
        parse_targets(text, "t.json")
    sentence = str(caught.value)
    assert sentence.startswith("“t.json” has 6 mistakes: ")
    assert "targets[0].kpi is wrong: there is no KPI called “csta”" in sentence
    assert "targets[1].value must be a number, but is “soon”" in sentence
    assert "targets[1].efective is not a field of a targets file" in sentence
    assert "targets[2].effective must be a date such as 2024-03-01, but is “01/02/2024”" in sentence
    assert "targets[2].tolerance must not be below 0, but is -1" in sentence
    assert "benchmarks.x is wrong: there is no KPI called “x”" in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("text", ["", "csat: 85", "[1, 2", '{"csat": NaN}', '{"csat": 1e999}', "[]", "null", "3"])
def test_that_what_is_no_targets_file_is_refused_in_a_sentence(text):
    with pytest.raises(UserError, match=r"^“t\.json” .*\.$"):
        parse_targets(text, "t.json")


def test_that_a_missing_file_and_bytes_are_refused(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        read_targets(tmp_path / "none.json")
    (tmp_path / "b.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="not UTF-8"):
        read_targets(tmp_path / "b.json")


def test_that_a_list_is_no_targets_file():
    with pytest.raises(UserError, match="is not a targets file: it holds no object"):
        parse_targets("[]")
