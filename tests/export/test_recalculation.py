"""Another program works out every formula of the workbook and comes to the values that were stored."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar, Grain
from cxdesk.common.units import Unit
from cxdesk.export.sheets import summary
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.imports import service
from cxdesk.report.build import build_report
from cxdesk.report.narrowing import narrowed
from cxdesk.report.records import Query, Report
from cxdesk.tables.dataset import EMPTY
from cxdesk.targets.target import Target, TargetBook
from tests.export.generated import dataset, whole_company
from tests.export.office import cells_of, edited, formulas_of, needs_office, recalculated, values_of

pytestmark = [
    needs_office,
    # openpyxl says of every workbook with sparklines that it does not read them
    pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported"),
]

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
BERLIN = Calendar(zone="Europe/Berlin")


def everything() -> Query:
    return Query(calendar=BERLIN, splits=("channel",))


def a_quarter() -> Query:
    return Query(
        calendar=BERLIN, splits=("extra:Plan",), period=BERLIN.period(date(2024, 4, 10), date(2024, 6, 20)),
        grain=Grain.WEEK, filters={"channel": ("email", "=social*", "")},
    )  # fmt: skip


def exported(query: Query, path: Path, rows: int = 250) -> Report:
    report = build_report(dataset(rows), query, TargetBook())
    write_workbook(report, path)
    return report


def differences(path: Path, again: Path) -> list[str]:
    """Cells of the sheets of figures whose value changed, and errors anywhere on them."""
    out = []
    names = [name for name in sheets_of(path) if is_of_figures(name)]
    assert len(names) >= 3
    stored, worked_out, live = cells_of(path, *names), cells_of(again, *names), formulas_of(path, *names)
    assert sum(map(len, live.values())) > 3 * len(names)
    for name in names:
        for cell in sorted(live[name] | set(worked_out[name])):
            a, b = stored[name].get(cell), worked_out[name].get(cell)
            if isinstance(b, str) and b.startswith("#"):
                out.append(f"{name}!{cell} is {b}")
            elif cell in live[name] and not equal(a, b):
                out.append(f"{name}!{cell} held {a} and is {b}")
    return out


def formulas_in(path: Path) -> int:
    """How many cells of the sheets of figures hold formulas."""
    live = formulas_of(path, *[name for name in sheets_of(path) if is_of_figures(name)])
    return sum(map(len, live.values()))


def sheets_of(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path, read_only=True)
    book.close()
    return list(book.sheetnames)


def is_of_figures(name: str) -> bool:
    alone = {"Summary", "Trends", "Distributions", "Targets", "Account health", "Segments"}
    return name in alone or name.startswith("Breakdown")


def equal(a: object, b: object) -> bool:
    if isinstance(a, int | float) and isinstance(b, int | float):
        return a == pytest.approx(b, rel=1e-9, abs=1e-9)
    return a == b


def with_cell(path: Path, sheet_file: str, cell: str, change: tuple[str, str]) -> Path:
    """A copy of the workbook with one cell's XML changed by a regular expression."""
    out = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == sheet_file:
                text = data.decode("utf-8")
                found = re.search(rf'<c r="{cell}"[^>]*?(/>|>.*?</c>)', text)
                assert found is not None
                edited = re.sub(change[0], change[1], found.group())
                assert edited != found.group()
                data = text.replace(found.group(), edited).encode("utf-8")
            new.writestr(item, data)
    return out


@pytest.mark.parametrize("query", [everything(), a_quarter()], ids=["everything", "a period with filters"])
def test_every_formula_gives_the_stored_value(tmp_path, query):
    path = tmp_path / "report.xlsx"
    exported(query, path)
    assert differences(path, recalculated(path, tmp_path)) == []


EUROS = Conventions(currency="EUR")
OTHERWISE = Conventions(
    churn="net", cart="completion", decided_only="yes", clock="business", currency="EUR", min_sample=8
)
APRIL = BERLIN.period(date(2024, 4, 1), date(2024, 5, 1))
WHOLE = {
    "everything": Query(calendar=BERLIN, splits=("system", "feature", "source"), conventions=EUROS),
    "a month, all conventions otherwise": Query(
        calendar=BERLIN, splits=("region",), period=APRIL, conventions=OTHERWISE, history=True
    ),
    "some accounts by week": Query(
        calendar=BERLIN, splits=("account",), period=BERLIN.period(date(2024, 3, 5), date(2024, 4, 20)),
        grain=Grain.WEEK, filters={"account": tuple(f"Account {number}" for number in range(12))},
    ),
}  # fmt: skip


@pytest.mark.parametrize("query", WHOLE.values(), ids=WHOLE)
def test_every_formula_over_all_tables_gives_the_stored_value(tmp_path, query):
    path = tmp_path / "report.xlsx"
    report = build_report(whole_company(120), query, TargetBook())
    write_workbook(report, path)
    assert differences(path, recalculated(path, tmp_path)) == []
    rows = summary.summary_rows(report)
    live, stored = formulas_of(path, "Summary")["Summary"], cells_of(path, "Summary")["Summary"]
    for result in report.kpis:
        if result.value is not None:
            cell = f"B{rows[result.id] + 1}"
            assert cell in live, result.id
            shown = result.value / 100 if result.unit is Unit.PERCENT else result.value
            assert equal(stored[cell], shown), result.id


def test_formulas_follow_the_conventions_that_are_changed_in_the_workbook(tmp_path):
    path = tmp_path / "report.xlsx"
    data = whole_company(60)
    query = Query(calendar=BERLIN, period=APRIL, conventions=EUROS, splits=())
    report = build_report(data, query, TargetBook())
    write_workbook(report, path)
    found = values_of(path, "Conventions")
    place = next(cell for cell, text in found.items() if text == "cart")
    sheet_file = f"xl/worksheets/sheet{sheets_of(path).index('Conventions') + 1}.xml"
    words = (r't="s"><v>\d+</v>', 't="inlineStr"><is><t>completion</t></is>')
    edited = with_cell(path, sheet_file, place.replace("A", "B"), words)
    cell = f"B{summary.summary_rows(report)['cart_abandonment'] + 1}"
    lost = values_of(recalculated(edited, tmp_path), "Summary")[cell]
    otherwise = replace(query, conventions=replace(EUROS, cart="completion"))
    wanted = build_report(data, otherwise, TargetBook()).kpi("cart_abandonment").value
    assert lost == pytest.approx((wanted or 0) / 100)
    assert lost == pytest.approx(1 - values_of(path, "Summary")[cell])


def test_what_is_judged_a_month_follows_an_edited_convention_and_the_change_goes_blank(tmp_path):
    path, data = tmp_path / "report.xlsx", whole_company(60)
    quarter = BERLIN.period(date(2024, 4, 1), date(2024, 7, 1))
    query = Query(calendar=BERLIN, period=quarter, conventions=EUROS, splits=("region",))
    report = build_report(data, query, TargetBook())
    options = WorkbookOptions(kpis=("churn", "retention"))
    write_workbook(report, path, options)
    place = next(cell for cell, text in values_of(path, "Conventions").items() if text == "churn")
    changed = recalculated(edited(path, {("Conventions", place.replace("A", "B")): "net"}), tmp_path)
    anew = tmp_path / "anew.xlsx"
    otherwise = replace(query, conventions=replace(EUROS, churn="net"))
    write_workbook(build_report(data, otherwise, TargetBook()), anew, options)
    for sheet, columns in (("Summary", "BDEFG"), ("Breakdown region", "BFGH")):
        followed, wanted = values_of(changed, sheet), values_of(anew, sheet)
        judged = {cell[1:] for cell, words in wanted.items() if cell[0] == columns[-1] and words[:1] in "✓≈✗"}
        assert judged
        pairs = {column + row: (followed.get(column + row), wanted.get(column + row))
                 for column in columns for row in judged}  # fmt: skip
        assert {cell: pair for cell, pair in pairs.items() if not equal(*pair)} == {}
    rows = summary.summary_rows(narrowed(report, options.kpis))
    before, after = values_of(path, "Summary"), values_of(changed, "Summary")
    assert before[f"I{rows['churn'] + 1}"] is not None
    assert f"I{rows['churn'] + 1}" not in after
    assert f"I{rows['retention'] + 1}" in after


def test_every_formula_of_the_bundled_sample_gives_the_stored_value(tmp_path):
    data = service.run(service.draft(sorted(SAMPLES.glob("*.xlsx")), memory={}, zone="Europe/Berlin"), EMPTY)
    path = tmp_path / "sample.xlsx"
    report = build_report(data, Query(calendar=BERLIN, splits=("region",)), TargetBook())
    write_workbook(report, path)
    assert len(data.tables["tickets"]) > 5_000
    assert len(formulas_of(path, "Trends")["Trends"]) > 500
    assert differences(path, recalculated(path, tmp_path)) == []


def test_a_wrong_stored_value_is_found(tmp_path):
    path = tmp_path / "report.xlsx"
    report = exported(everything(), path)
    row = summary.summary_rows(report)["csat"] + 1
    planted = with_cell(path, "xl/worksheets/sheet1.xml", f"B{row}", (r"<v>[^<]*</v>", "<v>0.123456</v>"))
    assert values_of(planted, "Summary")[f"B{row}"] == 0.123456
    again = recalculated(planted, tmp_path)
    assert values_of(again, "Summary")[f"B{row}"] == pytest.approx((report.kpi("csat").value or 0) / 100)
    assert any(f"Summary!B{row} held 0.123456" in line for line in differences(planted, again))


def test_an_edited_target_turns_the_status(tmp_path):
    path = tmp_path / "report.xlsx"
    report = exported(everything(), path)
    status = f"G{summary.summary_rows(report)['csat'] + 1}"
    value = report.kpi("csat").value or 0
    before = values_of(path, "Summary")[status]
    sheet_file = f"xl/worksheets/sheet{sheets_of(path).index('Targets') + 1}.xml"
    cell = next(cell for cell, text in values_of(path, "Targets").items() if text == "csat")
    target_cell = f"E{cell.lstrip('A')}"
    for target, word in ((value - 1, "✓ met"), (value + 40, "✗ missed")):
        change = (r"<v>[^<]*</v>", f"<v>{target / 100}</v>")
        edited = with_cell(path, sheet_file, target_cell, change)
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        assert values_of(recalculated(edited, tmp_path), "Summary")[status] == word
    assert before in {"✓ met", "≈ near", "✗ missed"}


def test_the_settings_of_the_office_profile_force_recalculation(tmp_path):
    """Guards the tests above: with the stored values trusted, they would pass whatever the formulas say."""
    path = tmp_path / "plain.xlsx"
    from xlsxwriter import Workbook

    book = Workbook(str(path))
    book.add_worksheet("Summary").write_formula(0, 0, "=1+1", None, 3)
    book.close()
    assert values_of(path, "Summary") == {"A1": 3}
    assert json.dumps(values_of(recalculated(path, tmp_path), "Summary")) == '{"A1": 2}'


def test_targets_of_segments_and_of_earlier_steps_are_followed(tmp_path):
    targets = (
        Target(kpi="art", value=60.0),
        Target(kpi="art", value=20.0, effective=date(2024, 4, 1)),
        Target(kpi="art", value=45.0, segment=("channel", "Chat")),
        Target(kpi="csat", value=None, segment=("channel", "Chat")),
        Target(kpi="csat", value=55.0, tolerance=3.0, segment=("channel", "email")),
        Target(kpi="net_flow", value=5.0, segment=("channel", "phone")),
        Target(kpi="role_gap", value=0.0, tolerance=0.2, segment=("channel", "email")),
    )
    path = tmp_path / "targets.xlsx"
    write_workbook(build_report(dataset(250), everything(), TargetBook(targets=targets)), path)
    assert differences(path, recalculated(path, tmp_path)) == []
