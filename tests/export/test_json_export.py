import json
import math
from dataclasses import replace

from cxdesk.export.json_export import json_text, report_json
from cxdesk.report.records import Report


def loaded(report: Report) -> dict:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(json_text(report_json(report)), parse_constant=refuse)


def test_schema_one_has_its_keys(report):
    document = loaded(report)
    assert document["schema"] == 1
    assert document["app"] == "cxdesk 0.1.0"
    for key in ("as_of", "timezone", "period", "conventions", "sources", "problems", "kpis", "series", "splits",
                "limits", "insights"):  # fmt: skip
        assert key in document
    assert set(document["kpis"][0]) >= {
        "id", "value", "unit", "better", "n", "numerator", "denominator", "low", "high", "target", "status", "certain",
        "reason", "judged", "index", "attainment", "change",
    }  # fmt: skip
    assert set(document["kpis"][0]["change"]) >= {"previous", "low", "high", "p", "verdict"}


def test_times_carry_the_offset_of_the_zone(report):
    document = loaded(report)
    assert document["timezone"] == "Europe/Berlin"
    assert document["as_of"] == "2024-06-30T23:10:00+02:00"
    assert document["period"]["start"] == "2024-01-01T00:00:00+01:00"
    assert document["period"]["end"] == "2024-07-01T00:00:00+02:00"


def test_percent_stays_in_percent_and_counts_are_whole(report):
    csat = loaded(report)["kpis"][0]
    assert (csat["value"], csat["target"], csat["status"]) == (80.0, 80.0, "met")
    assert csat["numerator"] == 80
    assert isinstance(csat["numerator"], int)


def test_no_value_is_null_with_a_reason(report):
    art = loaded(report)["kpis"][1]
    assert art["value"] is None
    assert art["status"] == "no_data"
    assert art["reason"].startswith("needs a sheet of Tickets")
    assert art["low"] is None  # it was NaN
    assert math.isnan(report.kpis[1].low)


def test_a_step_without_rows_stands_with_null(report):
    assert loaded(report)["series"][1] == {
        "id": "csat", "start": "2024-02-01", "value": None, "n": 0, "low": None, "high": None, "numerator": None,
        "denominator": None, "filling": False, "too_few": False, "target": None, "status": "no_data",
    }  # fmt: skip


def test_a_missing_segment_is_empty_text(report):
    assert loaded(report)["splits"][1]["segment"] == ""


def test_sources_and_problems_keep_their_place(report):
    document = loaded(report)
    assert document["sources"][0]["left_out"] == {"duplicate": 8, "spam": 4}
    assert document["sources"][0]["rows_in"] == 1200
    problem = document["problems"][0]
    assert (problem["row"], problem["column"], problem["found"], problem["count"]) == (17, "Solved at", "n/a yet", 1)


def test_extra_dimensions_go_by_their_header(report):
    assert loaded(report)["filters"] == {"Plan": ["Gold", ""]}


def test_characters_that_no_file_holds_are_replaced(report):
    text = json_text(report_json(replace(report, headline="a\ud800b\x00c")))
    assert "a\ufffdb\ufffdc" in text
    assert text.encode("utf-8")


def test_what_a_reader_must_know_of_a_value_comes_with_it(report):
    noted = replace(report.kpis[0], notes=("customers still there count with their years so far",))
    document = loaded(replace(report, kpis=(noted, *report.kpis[1:])))
    assert document["kpis"][0]["notes"] == ["customers still there count with their years so far"]
    assert document["kpis"][1]["notes"] == []
