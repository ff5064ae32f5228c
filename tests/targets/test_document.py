"""The targets file: round trip, short forms, and every mistake at once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cxdesk.common.problems import UserError
from cxdesk.targets.document import parse_targets, read_targets, targets_text, write_targets
from cxdesk.targets.target import Review, Target, TargetBook

BOOK = TargetBook(
    targets=(
        Target(kpi="csat", value=82.0, effective=date(2024, 1, 1), changed_at=datetime(2024, 1, 3, 9, tzinfo=UTC)),
        Target(kpi="csat_mean", value=4.2, tolerance=0.1, scale=(1.0, 5.0)),
        Target(kpi="frt", value=None),
        Target(kpi="csat", value=None, default=True),
        Target(kpi="sla", value=98.0, segment=("channel", "chat")),
        Target(kpi="sla", value=97.0, segment=("extra:Plan", ""), effective=date(2024, 2, 1)),
    ),
    benchmarks={"nps": 45.0},
    reviews=(Review(kpi="frt", at=datetime(2024, 3, 1, 9, tzinfo=UTC), who="Kim"),),
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


def test_that_a_segment_is_read_as_people_write_it():
    text = (
        '{"targets": [{"kpi": "sla", "value": 98, "segment": {"Requester role": " admin "}},'
        ' {"kpi": "sla", "value": 97, "segment": ["extra:Plan", "Gold"]}]}'
    )
    found = [target.segment for target in parse_targets(text).targets]
    assert found == [("requester_role", "admin"), ("extra:Plan", "Gold")]
    assert '"segment": {\n        "requester_role": "admin"\n      }' in targets_text(parse_targets(text))


@pytest.mark.parametrize(
    ("segment", "words"),
    [
        ('{"chanel": "chat"}', "there is no dimension “chanel”; a column of your own is written “extra:chanel”"),
        ('{"channel": "chat", "region": "EMEA"}', "a segment is one dimension with one value"),
        ('["channel"]', "a segment is one dimension with one value"),
        ('"chat"', "a segment is one dimension with one value"),
        ('{"channel": 3}', "a segment is one dimension with one value"),
    ],
)
def test_that_what_is_no_segment_is_told_with_its_place(segment, words):
    with pytest.raises(UserError) as caught:
        parse_targets(f'{{"targets": [{{"kpi": "sla", "value": 98, "segment": {segment}}}]}}', "t.json")
    assert f"targets[0].segment is wrong: {words}" in str(caught.value)


def test_that_a_review_needs_a_kpi_a_time_and_a_known_action():
    text = '{"reviews": [{"kpi": "frt", "at": "soon"}, {"kpi": "x", "at": "2024-03-01T09:00", "action": "seen"}]}'
    with pytest.raises(UserError) as caught:
        parse_targets(text, "t.json")
    sentence = str(caught.value)
    assert "reviews[0].at must be a date" in sentence
    assert "reviews[1].kpi is wrong: there is no KPI called “x”" in sentence
    assert "reviews[1].action must be changed or confirmed, but is “seen”" in sentence
    plain = parse_targets('{"reviews": [{"kpi": "frt", "at": "2024-03-01T09:00"}]}')
    assert plain.reviews == (Review(kpi="frt", at=datetime(2024, 3, 1, 9, tzinfo=UTC)),)
