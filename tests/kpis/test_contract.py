"""What holds for every KPI of the catalogue, whatever the data."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from cxdesk.common.conventions import KEYS
from cxdesk.common.periods import Calendar, Grain
from cxdesk.common.units import Better, Unit
from cxdesk.kpis.axes import Axis, labels_of, product, segments, steps, total
from cxdesk.kpis.catalogue import CATALOGUE, GOALS, by_id
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.kpi import Group
from cxdesk.kpis.needs import measures_of, needs, needs_words, walk
from cxdesk.kpis.nodes import Binary, Count, Figure, Health, InUse, Mean, Over, Total
from cxdesk.kpis.rows import rows_behind
from cxdesk.kpis.words import formula_text, words
from cxdesk.measures.catalogue import MEASURES
from cxdesk.measures.store import MeasureStore
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Dataset
from tests.kpis.company import company
from tests.measures.tables import frame, store

AVAILABLE = tuple(kpi for kpi in CATALOGUE if kpi.available)
IDS = [kpi.id for kpi in AVAILABLE]
# What counts KPIs in use is counted where targets are known, by a report.
EVALUATED = tuple(kpi for kpi in AVAILABLE if not any(isinstance(part, InUse) for part in walk(kpi.value)))
PERIOD = Calendar().period(date(2024, 2, 1), date(2024, 5, 1))


@pytest.fixture(scope="module")
def data() -> MeasureStore:
    return MeasureStore(company())


def same(one: np.ndarray, two: np.ndarray) -> None:
    np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-12, equal_nan=True)


def test_that_the_catalogue_lists_every_kpi_of_the_articles_once_in_groups():
    ids = [kpi.id for kpi in CATALOGUE]
    assert len(ids) == len(set(ids)) == 82
    groups = [kpi.group for kpi in CATALOGUE]
    assert list(dict.fromkeys(groups)) == list(Group)
    assert groups == sorted(groups, key=list(Group).index)


def test_that_every_kpi_has_words_a_meaning_and_sound_facts():
    for kpi in CATALOGUE:
        assert kpi.name, kpi.id
        assert kpi.meaning, kpi.id
        assert kpi.meaning.endswith("."), kpi.id
        assert words(kpi), kpi.id
        assert needs_words(kpi), kpi.id
        assert set(kpi.conventions) <= set(KEYS), kpi.id
        assert kpi.family == "" or by_id(kpi.family), kpi.id
        assert kpi.target is None or kpi.target_range is None or kpi.target in (*kpi.target_range, 80), kpi.id
        assert kpi.available or kpi.needs_words, kpi.id
        assert kpi.unit is not Unit.PERCENT or kpi.scale == 100 or kpi.id == "audit_score", kpi.id
        assert kpi.better is not Better.NEITHER or kpi.target in (None, 0), kpi.id


def test_that_goals_name_kpis_and_kpis_name_their_goals():
    for goal, members in GOALS.items():
        for member in members:
            assert goal.startswith("Everything") or goal in by_id(member).goals, (goal, member)
    for kpi in CATALOGUE:
        assert all(kpi.id in GOALS[goal] for goal in kpi.goals), kpi.id


def test_that_needs_are_columns_that_exist():
    for kpi in AVAILABLE:
        for need in needs(kpi):
            columns = [*need.columns, *(name for options in need.any_of for name in options)]
            assert set(columns) <= set(TABLES[need.table].names), kpi.id


def test_that_measures_are_named_once_and_by_one_word():
    names = [measure.name for measure in MEASURES]
    assert len(names) == len(set(names))
    assert all(name == name.lower() and name.isidentifier() for name in names)


@pytest.mark.parametrize("kpi", AVAILABLE, ids=IDS)
def test_that_no_table_an_empty_one_and_a_single_row_raise_nothing(kpi):
    full = company()
    for tables in (
        {},
        {name: table.iloc[:0] for name, table in full.tables.items()},
        {name: table.iloc[:1] for name, table in full.tables.items()},
    ):
        found = MeasureStore(Dataset(tables=tables))
        for axis in (total(None), total(PERIOD), steps(Calendar().buckets(PERIOD, Grain.MONTH))):
            values = evaluate([kpi], found, axis)[kpi.id]
            assert len(values.value) == axis.size
            cell = values.cell(0)
            assert (cell.value is None) == (cell.reason is not None)


@pytest.mark.parametrize("kpi", CATALOGUE, ids=[kpi.id for kpi in CATALOGUE])
def test_that_without_data_the_reason_says_what_to_bring(kpi):
    cell = evaluate([kpi], store(), total(None))[kpi.id].cell(0)
    assert cell.value is None
    assert cell.reason is not None
    assert cell.reason.startswith("needs ")
    assert formula_text(kpi, cell) == ""


@pytest.mark.parametrize("kpi", EVALUATED, ids=[kpi.id for kpi in EVALUATED])
def test_that_every_kpi_has_a_value_here(kpi, data):
    values = evaluate([kpi], data, total(PERIOD if kpi.id == "expansion" else None))[kpi.id]
    cell = values.cell(0)
    assert cell.value is not None, cell.reason
    assert cell.n > 0
    assert formula_text(kpi, cell)
    if values.low is not None and values.high is not None:
        assert cell.low is not None
        assert cell.high is not None
        assert cell.low <= cell.value <= cell.high


def test_that_row_order_is_irrelevant(data):
    rng = np.random.default_rng(3)
    shuffled = Dataset(
        tables={name: table.iloc[rng.permutation(len(table))] for name, table in data.dataset.tables.items()}
    )
    axis = product(steps(Calendar().buckets(PERIOD, Grain.WEEK)), segments("channel", None, labels_of(data, "channel")))
    one, two = evaluate(CATALOGUE, data, axis), evaluate(CATALOGUE, MeasureStore(shuffled), axis)
    for kpi in AVAILABLE:
        np.testing.assert_allclose(one[kpi.id].value, two[kpi.id].value, rtol=1e-9, equal_nan=True, err_msg=kpi.id)
        np.testing.assert_array_equal(one[kpi.id].n, two[kpi.id].n, err_msg=kpi.id)


def test_that_the_total_equals_the_run_with_one_group(data):
    alone = evaluate(CATALOGUE, data, total(PERIOD))
    one_step = evaluate(CATALOGUE, data, steps(Calendar().buckets(PERIOD, Grain.YEAR)))
    whole = pd.Categorical(["all"] * data.rows("tickets"))
    marked = Dataset(
        tables={
            name: table.assign(**{"extra:one": pd.Categorical(["all"] * len(table))}) if name != "figures" else table
            for name, table in data.dataset.tables.items()
        }
    )
    assert len(whole) == data.rows("tickets")
    one_segment = evaluate(CATALOGUE, MeasureStore(marked), segments("extra:one", PERIOD, ("all",)))
    for kpi in AVAILABLE:
        same(alone[kpi.id].value, one_step[kpi.id].value)
        same(alone[kpi.id].n, one_step[kpi.id].n)
        if not any(isinstance(node, Figure | Over) for node in walk(kpi.value)):  # a figure is not known by segment
            same(alone[kpi.id].value, one_segment[kpi.id].value)


def test_that_each_step_equals_its_own_period(data):
    buckets = Calendar().buckets(PERIOD, Grain.MONTH)
    series = evaluate(CATALOGUE, data, steps(buckets))
    for index, first in enumerate(buckets.starts):
        month = evaluate(CATALOGUE, data, total(Calendar().step_of(first, Grain.MONTH)))
        for kpi in AVAILABLE:
            same(series[kpi.id].value[index : index + 1], month[kpi.id].value)
            same(series[kpi.id].n[index : index + 1], month[kpi.id].n)


def test_that_each_segment_equals_its_filter(data):
    labels = labels_of(data, "region")
    assert "" in labels
    split = evaluate(CATALOGUE, data, segments("region", PERIOD, labels))
    for index, label in enumerate(labels):
        only = evaluate(CATALOGUE, data, total(PERIOD), filters={"region": (label,)})
        for kpi in AVAILABLE:
            if kpi.id != "regional_csat":  # its segments are the regions themselves
                same(split[kpi.id].value[index : index + 1], only[kpi.id].value)


def test_that_filters_commute_and_narrow(data):
    one = evaluate(CATALOGUE, data, total(PERIOD), filters={"channel": ("email",), "region": ("EU", "")})
    two = evaluate(CATALOGUE, data, total(PERIOD), filters={"region": ("", "EU"), "channel": ("email",)})
    all_rows = evaluate(CATALOGUE, data, total(PERIOD))
    for kpi in AVAILABLE:
        same(one[kpi.id].value, two[kpi.id].value)
        assert one[kpi.id].n[0] <= all_rows[kpi.id].n[0]


def test_that_shares_stay_between_0_and_100_and_the_nps_between_its_ends(data):
    axis = product(steps(Calendar().buckets(PERIOD, Grain.WEEK)), segments("agent", None, labels_of(data, "agent")))
    found = evaluate(CATALOGUE, data, axis)
    for kpi in AVAILABLE:
        if isinstance(kpi.value, Mean) and kpi.unit is Unit.PERCENT:
            for array in (found[kpi.id].value, found[kpi.id].low, found[kpi.id].high):
                assert array is not None
                known = array[~np.isnan(array)]
                assert ((known >= 0) & (known <= 100)).all(), kpi.id
    nps = found["nps"].value
    assert (np.abs(nps[~np.isnan(nps)]) <= 100).all()


def test_that_counts_and_totals_add_up_over_disjoint_groups(data):
    axis = segments("channel", PERIOD, labels_of(data, "channel"))
    split, whole = evaluate(CATALOGUE, data, axis), evaluate(CATALOGUE, data, total(PERIOD))
    for kpi in AVAILABLE:
        adds_up = (Count, Total)
        both = (
            isinstance(kpi.value, Binary)
            and kpi.value.sign == "-"
            and isinstance(kpi.value.left, adds_up)
            and isinstance(kpi.value.right, adds_up)
        )
        if split[kpi.id].reason is None and (isinstance(kpi.value, adds_up) or both):
            assert np.nansum(split[kpi.id].value) == pytest.approx(whole[kpi.id].value[0]), kpi.id
    assert np.nansum(split["backlog"].value) == whole["backlog"].value[0]


def test_that_the_rows_behind_are_as_many_as_n_and_those_in_the_numerator_as_many_as_it(data):
    found = evaluate(CATALOGUE, data, total(PERIOD))
    for kpi in AVAILABLE:
        rows = rows_behind(kpi, data, period=PERIOD)
        if isinstance(kpi.value, Health) or kpi.id == "review_rate":
            continue  # stands on accounts with parts, or on the history of targets, not on rows of one table
        assert rows is not None, kpi.id
        cell = found[kpi.id].cell(0)
        assert (np.diff(rows.positions) > 0).all(), kpi.id
        if isinstance(kpi.value, Mean):
            assert len(rows) == cell.n, kpi.id
            assert rows.values.mean() * kpi.scale == pytest.approx(cell.value), kpi.id
        if cell.numerator is not None and isinstance(kpi.value, Mean):
            assert int(rows.in_numerator.sum()) == cell.numerator, kpi.id


def test_that_later_kpis_use_measures_that_do_not_exist_yet():
    known = {measure.name for measure in MEASURES}
    for kpi in AVAILABLE:
        assert set(measures_of(kpi.value)) <= known


def test_that_intervals_can_be_left_out(data):
    found = evaluate(AVAILABLE, data, total(PERIOD), intervals=False)
    assert all(values.low is None and values.high is None for values in found.values())


def test_that_a_filter_on_a_column_that_a_table_lacks_says_so():
    found = store(surveys=[{"kind": "csat", "score": 5, "responded_at": "2024-06-01"}])
    cell = evaluate([by_id("csat")], found, total(None), filters={"channel": ("email",)})["csat"].cell(0)
    assert cell.reason == "needs in the Survey answers sheet: Channel"


def test_that_a_figure_is_not_known_by_segment_or_under_a_filter():
    tickets = [{"created_at": "2024-06-03", "channel": "email"}]
    found = store(tickets=tickets, figures=[{"month": "2024-06-01", "name": "support_cost", "value": 9}])
    kpi = by_id("cost_per_ticket")
    split = evaluate([kpi], found, segments("channel", None, ("email",)))[kpi.id].cell(0)
    filtered = evaluate([kpi], found, Axis(), filters={"channel": ("email",)})[kpi.id].cell(0)
    assert split.reason == filtered.reason == "the figure support_cost is not known by channel"


def test_that_mixed_scales_have_no_mean_but_each_filter_has():
    rows = [
        {"kind": "csat", "score": 4, "scale_max": 5, "responded_at": "2024-06-01", "team": "a"},
        {"kind": "csat", "score": 9, "scale_max": 10, "responded_at": "2024-06-01", "team": "b"},
    ]
    found = MeasureStore(Dataset(tables={"surveys": frame("surveys", rows)}))
    kpi = by_id("csat_mean")
    cell = evaluate([kpi], found, total(None))[kpi.id].cell(0)
    assert cell.value is None
    assert cell.reason == "the scores are on different scales (1 to 5 and 1 to 10); filter to one of them"
    only = evaluate([kpi], found, total(None), filters={"team": ("b",)})[kpi.id]
    assert only.cell(0).value == 9.0
    assert only.scale_range == (1.0, 10.0)
    assert evaluate([by_id("csat")], found, total(None))["csat"].cell(0).value == 100.0
