"""From files to figures through the command line."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from cxdesk.cli import main

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")
ROOT = Path(__file__).resolve().parents[2]


def report_of(capsys, *argv: object) -> dict:
    code = main(["report", *map(str, argv), "--json", "-", "--quiet", *([] if "--timezone" in argv else _UTC)])
    out, err = capsys.readouterr()
    assert code == 0, err
    return json.loads(out)


_UTC = ["--timezone", "UTC"]


def kpi(document: dict, kpi_id: str) -> dict:
    return next(entry for entry in document["kpis"] if entry["id"] == kpi_id)


def test_figures_worked_by_hand(capsys, tickets, answers):
    document = report_of(capsys, tickets, answers)
    assert kpi(document, "volume")["value"] == 10
    # nine answered: 1 + 2 + 9 + 1 + 4 + 1 + 1 + 2 + 10 = 31 hours
    assert kpi(document, "frt")["value"] == pytest.approx(31 / 9)
    assert kpi(document, "frt")["n"] == 9
    # resolved after 4, 10, 24, 12, 24, 2, 2, 24 h
    assert kpi(document, "art")["value"] == pytest.approx(102 / 8)
    assert kpi(document, "resolution_rate")["value"] == pytest.approx(80.0)
    assert kpi(document, "backlog")["value"] == 2
    assert kpi(document, "nps")["value"] == pytest.approx(20.0)
    assert [source["rows_in"] for source in document["sources"]] == [10, 10]
    assert all(
        source["rows_in"] == source["rows_kept"] + sum(source["left_out"].values()) for source in document["sources"]
    )


def test_every_kpi_of_the_catalogue_stands_in_the_report(capsys, tickets):
    from cxdesk.kpis.catalogue import CATALOGUE

    document = report_of(capsys, tickets)
    assert [entry["id"] for entry in document["kpis"]] == [entry.id for entry in CATALOGUE]
    for entry in document["kpis"]:
        assert (entry["value"] is None) == (entry["status"] == "no_data")
        assert entry["value"] is not None or entry["reason"]


def test_a_period_is_half_open_in_the_zone(capsys, tickets):
    january = report_of(capsys, tickets, "--from", "2024-01-01", "--to", "2024-02-01")
    assert kpi(january, "volume")["value"] == 5
    assert january["period"]["end"] == "2024-02-01T00:00:00+00:00"
    edge = report_of(capsys, tickets, "--from", "2024-02-01", "--to", "2024-02-02", "--by", "day")
    assert kpi(edge, "volume")["value"] == 1


def test_an_end_left_out_is_the_end_of_the_data(capsys, tickets):
    document = report_of(capsys, tickets, "--from", "2024-02-01")
    assert kpi(document, "volume")["value"] == 5
    assert document["period"]["end"] == "2024-03-01T00:00:00+00:00"
    document = report_of(capsys, tickets, "--to", "2024-02-01")
    assert kpi(document, "volume")["value"] == 5
    assert document["period"]["start"] == "2024-01-01T00:00:00+00:00"


def test_the_series_has_a_step_a_month(capsys, tickets):
    document = report_of(capsys, tickets)
    steps = [(entry["start"], entry["value"]) for entry in document["series"] if entry["id"] == "volume"]
    assert steps == [("2024-01-01", 5), ("2024-02-01", 5)]


def test_splits_and_filters(capsys, tickets):
    document = report_of(capsys, tickets, "--split", "channel", "--where", "Agent=ann")
    cells = {entry["segment"]: entry["value"] for entry in document["splits"] if entry["id"] == "volume"}
    assert cells == {"chat": 2, "email": 3}
    assert document["filters"] == {"agent": ["Ann"]}


def test_an_extra_column_is_a_dimension(capsys, tickets):
    document = report_of(capsys, tickets, "--split", "plan")
    cells = {entry["segment"]: entry["value"] for entry in document["splits"] if entry["id"] == "volume"}
    assert cells == {"Basic": 5, "Gold": 5}
    assert {entry["dimension"] for entry in document["splits"]} == {"Plan"}


def test_an_unknown_dimension_is_named_with_those_there_are(capsys, tickets):
    for option in ("--split", "--where"):
        assert main(["report", str(tickets), "--quiet", option, "planet=Mars"]) == 2
        err = capsys.readouterr().err
        assert "planet" in err
        assert "channel, agent" in err
        assert "Plan" in err


def test_a_filter_that_matches_nothing_has_no_data(capsys, tickets):
    document = report_of(capsys, tickets, "--where", "channel=fax")
    assert kpi(document, "frt")["value"] is None
    assert kpi(document, "frt")["status"] == "no_data"


def test_conventions_and_as_of_are_in_the_report(capsys, tickets):
    document = report_of(capsys, tickets, "--set", "min_sample=2", "--as-of", "2024-03-01T12:00+01:00")
    assert document["conventions"]["min_sample"] == 2
    assert document["as_of"] == "2024-03-01T11:00:00+00:00"


def test_targets_come_from_a_targets_file(capsys, tickets, tmp_path):
    targets = tmp_path / "targets.json"
    targets.write_text('{"frt": 2}', encoding="utf-8")
    document = report_of(capsys, tickets, "--targets", targets)
    assert kpi(document, "frt")["target"] == 2
    assert kpi(document, "frt")["status"] == "missed"


def test_csv_says_the_same_as_json(capsys, tickets):
    document = report_of(capsys, tickets, "--split", "channel")
    assert main(["report", str(tickets), "--split", "channel", "--csv", "-", "--quiet", *_UTC]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    for part in ("kpis", "series", "splits"):
        values = [entry["value"] for entry in document[part]]
        assert [float(row["value"]) if row["value"] else None for row in rows if row["part"] == part] == values


def test_without_an_output_a_short_table_is_printed(capsys, tickets, answers):
    assert main(["report", str(tickets), str(answers), *_UTC]) == 0
    out, err = capsys.readouterr()
    assert "Ticket volume" in out
    assert "Net promoter score" in out
    assert "10 of 10 rows kept as tickets" in err


def test_files_are_replaced_only_when_the_new_one_is_complete(capsys, tickets, tmp_path, monkeypatch):
    out = tmp_path / "report.json"
    out.write_text("old", encoding="utf-8")
    assert main(["report", str(tickets), "--json", str(out), "--split", "planet"]) == 2
    assert out.read_text(encoding="utf-8") == "old"
    assert main(["report", str(tickets), "--json", str(out)]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["schema"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.json", "tickets.csv"]


def test_several_outputs_at_once(tickets, tmp_path):
    outs = [tmp_path / name for name in ("r.xlsx", "r.json", "r.csv")]
    assert main(["report", str(tickets), "--xlsx", str(outs[0]), "--json", str(outs[1]), "--csv", str(outs[2])]) == 0
    assert outs[0].read_bytes()[:2] == b"PK"
    assert all(path.stat().st_size > 100 for path in outs)


def test_a_workbook_is_made_anew_with_the_targets_it_holds(capsys, tickets, tmp_path):
    book = tmp_path / "kpis.xlsx"
    targets = tmp_path / "targets.json"
    targets.write_text('{"frt": 2.5}', encoding="utf-8")
    assert main(["report", str(tickets), "--xlsx", str(book), "--targets", str(targets)]) == 0
    assert main(["report", str(tickets), "--xlsx", str(book), "--targets", str(book)]) == 0
    capsys.readouterr()
    assert kpi(report_of(capsys, tickets, "--targets", book), "frt")["target"] == 2.5
    assert main(["report", str(tickets), "--json", str(targets), "--targets", str(targets)]) == 2
    assert targets.read_text(encoding="utf-8") == '{"frt": 2.5}'


def test_a_device_is_written_directly(tickets):
    assert main(["report", str(tickets), "--json", os.devnull, "--xlsx", os.devnull]) == 0
    assert Path(os.devnull).exists()


def test_nothing_known_ends_with_three(capsys, tmp_path):
    poem = tmp_path / "poem.csv"
    poem.write_text("line\nroses are red\nviolets are blue\n", encoding="utf-8")
    assert main(["report", str(poem)]) == 3
    assert main(["inspect", str(poem)]) == 3
    err = capsys.readouterr().err
    assert "poem.csv" in err
    assert "Traceback" not in err


def test_no_row_kept_ends_with_three(capsys, tmp_path):
    empty = tmp_path / "tickets.csv"
    empty.write_text("Ticket ID,Created at,Resolved at\n", encoding="utf-8")
    out = tmp_path / "report.json"
    assert main(["report", str(empty), "--json", str(out)]) == 3
    assert not out.exists()
    assert "tickets.csv" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "content"), [("none.csv", None), ("broken.xlsx", b"PK\x03\x04nonsense")])
def test_a_file_that_cannot_be_read_ends_with_two(capsys, tmp_path, name, content):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert main(["report", str(path)]) == 2
    err = capsys.readouterr().err
    assert name in err
    assert len(err.strip().splitlines()) == 1


def test_inspect_says_what_would_be_imported(capsys, tickets):
    assert main(["inspect", str(tickets), "--json", "-", *_UTC]) == 0
    sheet = json.loads(capsys.readouterr().out)["sheets"][0]
    assert sheet["table"] == "tickets"
    assert sheet["rows"] == 10
    mapped = {entry["column"]: entry["field"] for entry in sheet["mapping"]}
    assert mapped["Created at"] == "created_at"
    assert all({"score", "reason", "samples"} <= set(entry) for entry in sheet["mapping"])
    assert main(["inspect", str(tickets), *_UTC]) == 0
    assert "created_at" in capsys.readouterr().out


def test_a_mapping_can_be_overridden(capsys, tickets):
    document = report_of(capsys, tickets, "--map", f"{tickets}:Plan=priority", "--split", "priority")
    cells = {entry["segment"]: entry["value"] for entry in document["splits"] if entry["id"] == "volume"}
    assert cells == {"Basic": 5, "Gold": 5}
    by_name = report_of(capsys, tickets, "--map", "tickets.csv:Agent=")
    assert kpi(by_name, "per_agent")["value"] is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("other.csv:Plan=priority", "tickets.csv"), ("tickets.csv:Moon=priority", "Plan"), ("nonsense", "FILE:COLUMN")],
)
def test_a_mapping_that_names_nothing_is_one_sentence(capsys, tickets, text, words):
    assert main(["report", str(tickets), "--map", text, "--quiet"]) == 2
    assert words in capsys.readouterr().err


def test_the_catalogue_lists_every_kpi(capsys):
    assert main(["kpis", "--json", "-"]) == 0
    kpis = json.loads(capsys.readouterr().out)["kpis"]
    assert {"id", "name", "group", "unit", "better", "formula", "needs", "default_target"} <= set(kpis[0])
    assert {"csat", "nps", "frt", "clv", "uptime", "audit_score"} <= {entry["id"] for entry in kpis}
    assert main(["kpis"]) == 0
    assert "Customer satisfaction score" in capsys.readouterr().out


def test_a_reader_that_goes_away_is_no_error(tickets):
    command = [sys.executable, "-c", "import sys; from cxdesk.cli import main; sys.exit(main())", "kpis", "--json", "-"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=120) == 0
    assert err == b""


def test_a_value_no_row_has_is_told(capsys, tickets):
    assert main(["report", str(tickets), "--where", "Agent=Zoe", "--json", "-", "--timezone", "UTC"]) == 0
    out, err = capsys.readouterr()
    assert "No row has “Zoe” as agent." in err
    assert kpi(json.loads(out), "volume")["value"] is None


def test_a_few_answers_a_month_are_compared_with_the_month_before(capsys, tickets, answers):
    document = report_of(capsys, tickets, answers, "--from", "2024-02-01", "--to", "2024-03-01")
    assert kpi(document, "nps")["change"]["previous"] == 100.0
    assert kpi(document, "volume")["change"]["previous"] == 5.0


def test_a_workbook_of_one_month_shows_the_steps_before_it_and_the_series_does_not(capsys, tickets, tmp_path):
    book = tmp_path / "february.xlsx"
    document = report_of(capsys, tickets, "--from", "2024-02-01", "--to", "2024-03-01", "--xlsx", book)
    assert {point["start"] for point in document["series"]} == {"2024-02-01"}
    steps, volumes = _trend(book, "Ticket volume")
    assert [f"{step:%Y-%m}" for step in steps] == ["2024-01", "2024-02"]
    assert volumes == [5, 5]


def test_a_period_that_begins_within_a_step_is_shown_alone(capsys, tickets, tmp_path):
    book = tmp_path / "february.xlsx"
    document = report_of(capsys, tickets, "--from", "2024-02-05", "--to", "2024-03-01", "--xlsx", book)
    steps, volumes = _trend(book, "Ticket volume")
    assert [f"{step:%Y-%m}" for step in steps] == ["2024-02"]
    assert volumes == [3] == [point["value"] for point in document["series"] if point["id"] == "volume"]


def _trend(path: Path, name: str) -> tuple[list, list]:
    """Steps on the sheet Trends, and a KPI's value in each."""
    workbook = openpyxl.load_workbook(path, data_only=True, read_only=True)
    rows = {row[0]: row for row in workbook["Trends"].iter_rows(values_only=True)}
    workbook.close()
    places = [place for place, cell in enumerate(rows["KPI"]) if isinstance(cell, datetime)]
    return [rows["KPI"][place] for place in places], [rows[name][place] for place in places]
