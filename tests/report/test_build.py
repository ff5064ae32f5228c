"""Reports over a tiny help desk, every number counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC as ZONE
from datetime import date, datetime

import numpy as np
import pytest

from cxdesk.common.periods import Calendar, Grain
from cxdesk.common.progress import Cancelled
from cxdesk.insight.records import Verdict
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.report.build import build_report, evaluate_query, judge
from cxdesk.report.records import Query
from cxdesk.report.stores import last_complete_month
from cxdesk.tables.dataset import EMPTY
from cxdesk.targets.book import with_target
from cxdesk.targets.target import Status, Target, TargetBook
from tests.report.conftest import FEBRUARY, JANUARY, UTC, answers, dataset_of, tickets

BOOK = TargetBook()


@pytest.fixture(scope="module")
def everything(desk):
    return build_report(desk, Query(splits=("channel",)), BOOK)


@pytest.fixture(scope="module")
def february(desk):
    return build_report(desk, Query(period=FEBRUARY), BOOK)


def test_that_every_kpi_of_the_catalogue_stands_in_the_report(everything):
    assert [result.id for result in everything.kpis] == [kpi.id for kpi in CATALOGUE]
    lacking = [result for result in everything.kpis if result.value is None]
    assert all(result.reason and result.status is Status.NO_DATA for result in lacking)
    assert all(result.reason is None for result in everything.kpis if result.value is not None)


def test_that_everything_runs_from_the_first_to_the_last_month_and_counts_undated_rows(everything):
    assert (everything.period.start, everything.period.end) == (JANUARY.start, FEBRUARY.end)
    assert everything.everything
    assert everything.kpi("volume").value == 17
    assert everything.undated == {}


def test_that_a_period_leaves_undated_rows_out_and_says_how_many(february):
    assert february.kpi("volume").value == 10
    assert february.undated == {"tickets": 1}
    assert "1 row without a date left out" in february.subline


def test_that_shares_tell_their_counts_and_their_interval(february):
    csat = february.kpi("csat")
    assert (csat.value, csat.numerator, csat.denominator, csat.n) == (pytest.approx(100 * 5 / 6), 5, 6, 6)
    assert (round(csat.low, 1), round(csat.high, 1)) == (43.6, 97.0)
    assert (csat.target, csat.status, csat.certain) == (80, Status.MET, False)
    assert csat.index == csat.attainment == pytest.approx(100 * 5 / 6 / 0.8)


def test_that_hours_are_means_of_the_period(february):
    assert february.kpi("art").value == pytest.approx(10)
    assert february.kpi("art").n == 8
    assert february.kpi("art").attainment == pytest.approx(240)
    assert february.kpi("backlog").value == 2


def test_that_the_previous_period_is_told_where_it_is_covered(february):
    change = february.kpi("art").change
    assert change.previous == pytest.approx(20)
    assert change.low < -10 < change.high
    assert change.tested
    assert february.kpi("csat").change.previous == pytest.approx(60)


def test_that_only_the_headline_of_a_family_is_tested(february):
    tested = {result.id for result in february.kpis if result.change.tested}
    assert "art" in tested
    assert not tested & {"art_median", "art_p90", "csat_mean", "frt_median", "volume"}
    untested = february.kpi("csat_mean").change
    assert untested.verdict is Verdict.NONE
    assert untested.low is not None


def test_that_everything_and_the_first_period_have_nothing_to_compare_with(everything, desk):
    january = build_report(desk, Query(period=JANUARY), BOOK)
    for report in (everything, january):
        assert all(result.change.previous is None for result in report.kpis)
        assert all(result.change.verdict is Verdict.NONE for result in report.kpis)


def test_that_a_previous_period_that_data_begins_within_is_not_compared(desk):
    late = desk.tables["tickets"].iloc[3:]  # from 15 January
    report = build_report(dataset_of(tickets=late), Query(period=FEBRUARY), BOOK)
    assert report.kpi("art").change.previous is None


def test_that_fresh_rows_wait_and_are_told(february):
    # 15 first responses: 1 h three times, 2 h ten times, 9 h twice; the p90 lies at 12.6 of 0 to 14: 2 + .6 x 7 = 6.2
    frt = february.kpi("frt")
    assert (frt.pending, frt.pending_words) == (1, "1 not answered yet")
    assert frt.change.note.startswith("compared over rows older than 6.2 hours")
    assert february.points("frt")[0].filling
    assert not february.points("art")[0].filling


def test_that_the_series_covers_the_periods_steps(everything, february):
    assert [(point.start, point.value) for point in everything.points("volume")] == [
        (date(2024, 1, 1), 6),
        (date(2024, 2, 1), 10),
    ]
    assert [point.start for point in february.points("volume")] == [date(2024, 2, 1)]


def test_that_history_widens_the_series_up_to_the_periods_end(desk):
    report = build_report(desk, Query(period=FEBRUARY, history=True), BOOK)
    assert [point.start for point in report.points("volume")] == [date(2024, 1, 1), date(2024, 2, 1)]
    earlier = build_report(desk, Query(period=JANUARY, history=True), BOOK)
    assert [point.start for point in earlier.points("volume")] == [date(2024, 1, 1)]


def test_that_a_period_within_a_step_is_not_filled_up_with_rows_before_it(desk):
    half = UTC.period(date(2024, 1, 12), date(2024, 2, 10))
    report = build_report(desk, Query(period=half), BOOK)
    assert [(point.start, point.value) for point in report.points("volume")] == [
        (date(2024, 1, 1), 3),
        (date(2024, 2, 1), 3),
    ]


def test_that_steps_without_rows_stand_in_the_series_without_a_value(desk):
    report = build_report(desk, Query(period=FEBRUARY, grain=Grain.DAY), BOOK)
    points = report.points("art")
    assert len(points) == 29
    assert [point.start.day for point in points if point.value is not None] == [1, 4, 7, 11, 13, 16, 19, 23]
    assert points[1].value is None
    assert points[0].too_few


def test_that_splits_are_judged_by_the_target(everything):
    found = {cell.segment: cell for cell in everything.segments("volume", "channel")}
    assert {name: cell.value for name, cell in found.items()} == {"email": 9, "chat": 8}
    art = {cell.segment: cell for cell in everything.segments("art", "channel")}
    assert art["email"].value == pytest.approx((10 + 30 + 20 + 4 + 12 + 4 + 12) / 7)
    assert art["email"].status is Status.MET
    assert everything.segments("csat", "channel") == ()  # the answers know no channel and no ticket


def test_that_targets_are_judged_without_a_new_evaluation(desk):
    evaluation = evaluate_query(desk, Query(period=FEBRUARY))
    plain = judge(evaluation, BOOK)
    strict = judge(evaluation, with_target(BOOK, Target(kpi="art", value=9.0)))
    assert (plain.kpi("art").status, strict.kpi("art").status) == (Status.MET, Status.MISSED)
    assert strict.kpi("art").target == 9
    assert strict.kpi("art").value == plain.kpi("art").value


def test_that_too_few_rows_have_a_value_but_no_status(desk):
    query = Query(period=FEBRUARY, filters={"channel": ("chat",)})
    report = build_report(desk, query, BOOK)
    art = report.kpi("art")
    assert art.value == pytest.approx(12)
    assert (art.n, art.status) == (4, Status.TOO_FEW)
    assert art.target == 24


def test_that_the_headline_counts_what_was_judged(february):
    judged = [result for result in february.kpis if result.status in (Status.MET, Status.NEAR, Status.MISSED)]
    met = [result for result in judged if result.status is Status.MET]
    assert february.headline.startswith(f"{len(met)} of {len(judged)} targets met.")
    assert "compared with January 2024" in february.subline


def test_that_an_empty_dataset_has_a_report_that_says_so():
    report = build_report(EMPTY, Query(), BOOK)
    assert report.headline == "No KPI with a target has enough data yet."
    assert all(result.value is None and result.reason for result in report.kpis)
    assert not any((report.series, report.splits, report.limits, report.insights))
    assert last_complete_month(EMPTY, UTC) is None


def test_that_one_row_is_enough_for_a_report():
    one = dataset_of(tickets=tickets(["2024-01-10T09:00"], [1], [2]))
    report = build_report(one, Query(splits=("channel",)), BOOK)
    assert report.kpi("volume").value == 1
    assert report.kpi("art").value == pytest.approx(2)


def test_that_the_last_complete_month_is_the_one_whose_last_day_the_data_reaches(desk):
    assert last_complete_month(desk, UTC) == date(2024, 2, 1)  # the latest instant is of 29 February
    frame = desk.tables["tickets"]
    shorter = dataset_of(tickets=frame.iloc[:14])  # the last one resolved on 23 February
    assert last_complete_month(shorter, UTC) == date(2024, 1, 1)
    assert last_complete_month(dataset_of(tickets=frame.iloc[6:9]), UTC) is None


def test_that_months_are_cut_in_the_zone(desk):
    frame = tickets(["2024-01-31T23:30", "2024-02-01T12:00"], [1, 1], [1, 1])
    query = Query(calendar=Calendar(zone="Europe/Berlin"))
    report = build_report(dataset_of(tickets=frame), query, BOOK)
    assert [point.value for point in report.points("volume")] == [2]
    assert report.period.start == datetime(2024, 1, 31, 23, tzinfo=ZONE)


def test_that_as_of_is_the_latest_instant_unless_set(desk, everything):
    assert everything.as_of == datetime(2024, 2, 29, 9, tzinfo=ZONE)
    fixed = build_report(desk, Query(as_of=datetime(2024, 3, 31, tzinfo=ZONE)), BOOK)
    assert fixed.as_of == datetime(2024, 3, 31, tzinfo=ZONE)


def test_that_work_can_be_stopped_at_every_group(desk, monkeypatch):
    monkeypatch.setattr("cxdesk.common.progress._BEAT_S", 3600.0)  # nothing is said again in between

    class Impatient:
        def __init__(self, after: int) -> None:
            self.left = after
            self.told: list[tuple[int, int, str]] = []

        def report(self, done: int, total: int, text: str = "") -> None:
            self.told.append((done, total, text))
            self.left -= 1
            if self.left == 0:
                raise Cancelled

    patient = Impatient(0)
    evaluate_query(desk, Query(period=FEBRUARY, splits=("channel",)), patient)
    assert len(patient.told) > 20
    assert all(0 <= done <= total and text for done, total, text in patient.told)
    for stop in (1, 9, len(patient.told)):
        with pytest.raises(Cancelled):
            evaluate_query(desk, Query(period=FEBRUARY, splits=("channel",)), Impatient(stop))


def test_that_the_order_of_rows_does_not_matter(desk, february):
    shuffled = {name: frame.sample(frac=1, random_state=3) for name, frame in desk.tables.items()}
    report = build_report(replace(desk, tables=shuffled), Query(period=FEBRUARY), BOOK)
    for one, two in zip(report.kpis, february.kpis, strict=True):
        assert one.value == pytest.approx(two.value)
        assert (one.low, one.high) == pytest.approx((two.low, two.high))
        assert one.change.p == pytest.approx(two.change.p)


def long_series(months=14, seed=1):
    """Fourteen months in which satisfaction drops for good in the last two and resolution gets slower in the last."""
    rng = np.random.default_rng(seed)
    starts = [date(2023 + i // 12, i % 12 + 1, 1) for i in range(months)]
    created, solved, scores, at = [], [], [], []
    for i, start in enumerate(starts):
        for j in range(60):
            moment = f"{start:%Y-%m}-{1 + j % 28:02}T{j % 24:02}:00"
            created.append(moment)
            solved.append(float(rng.lognormal(2, 0.6)) * (4 if i == months - 1 else 1))
            scores.append(5 if rng.random() < (0.4 if i >= months - 1 else 0.9) else 2)
            at.append(moment)
    frame = tickets(created, [1.0] * len(created), solved)
    return dataset_of(tickets=frame, surveys=answers("csat", scores, at, 5))


def test_that_a_change_for_the_worse_is_found_and_said():
    data = long_series()
    last = UTC.step_of(date(2024, 2, 1), Grain.MONTH)
    report = build_report(data, Query(period=last, as_of=datetime(2024, 3, 1, tzinfo=ZONE)), BOOK)
    assert report.kpi("art").change.verdict is Verdict.WORSE
    assert report.kpi("csat").change.verdict is Verdict.WORSE
    assert (report.kpi("art").change.low or 0) > 0
    assert "got worse; nothing else clearly changed." in report.headline
    worse = [insight for insight in report.insights if insight.kind == "change"]
    assert {insight.id for insight in worse} == {"csat", "art"}
    assert all(insight.text.endswith(".") for insight in report.insights)


def test_that_process_limits_use_all_complete_months_up_to_the_periods_end():
    data = long_series()
    last = UTC.step_of(date(2024, 2, 1), Grain.MONTH)
    report = build_report(data, Query(period=last, as_of=datetime(2024, 3, 1, tzinfo=ZONE)), BOOK)
    limits = report.limit("csat")
    assert limits is not None
    assert (limits.points, limits.trial) == (14, False)
    assert date(2024, 2, 1) in limits.signals
    series = np.array([point.value for point in build_report(data, Query(), BOOK).points("csat")][:14])
    ranges = np.abs(np.diff(series))
    kept = ranges[ranges <= 3.27 * ranges.mean()]
    assert limits.centre == pytest.approx(series.mean())
    assert limits.low == pytest.approx(series.mean() - 2.66 * kept.mean())
    running = build_report(data, Query(as_of=datetime(2024, 2, 15, tzinfo=ZONE)), BOOK).limit("csat")
    assert running is not None
    assert running.points == 13


def test_that_targets_of_scores_move_to_the_scale_of_the_data():
    days = [f"2024-01-{day:02}T12:00" for day in range(1, 7)]
    data = dataset_of(surveys=answers("csat", [10, 8, 8, 7, 8, 9], days, 10))
    result = build_report(data, Query(), BOOK).kpi("csat_mean")
    # 4.0 of 1 to 5 lies three quarters up: 1 + .75 x 9 = 7.75; the mean is 50 / 6
    assert (result.target, result.status) == (7.75, Status.MET)
    assert result.value == pytest.approx(50 / 6)
    assert result.high is not None
    assert result.high <= 10


def test_that_the_target_in_force_at_the_periods_end_counts(desk):
    book = with_target(BOOK, Target(kpi="art", value=20.0, effective=date(2024, 1, 1)))
    book = with_target(book, Target(kpi="art", value=5.0, effective=date(2024, 2, 29)))
    book = with_target(book, Target(kpi="art", value=1.0, effective=date(2024, 3, 1)))
    found = [build_report(desk, Query(period=period), book).kpi("art").target for period in (JANUARY, FEBRUARY)]
    assert found == [20, 5]


def test_that_a_dataset_of_surveys_alone_has_a_report():
    data = dataset_of(surveys=answers("nps", [10, 9, 9, 3, 8], [f"2024-01-{day:02}T12:00" for day in range(1, 6)], 10))
    report = build_report(data, Query(splits=("channel",)), BOOK)
    assert report.kpi("nps").value == pytest.approx(40)
    assert report.kpi("nps").index is None
    assert report.kpi("volume").value is None
    assert report.splits == ()


def test_that_assurance_says_what_the_process_does_against_the_target():
    data = long_series(13)
    report = build_report(data, Query(as_of=datetime(2024, 2, 1, tzinfo=ZONE)), BOOK)
    limits = report.limit("frt")
    assert limits is not None
    assert (limits.low, limits.high, limits.assurance) == (1, 1, "will_meet")  # always one hour, target 24
    volume = report.limit("volume")
    assert volume is not None
    assert volume.assurance == "none"


@pytest.mark.parametrize(
    ("latest", "expected"),
    [
        ("2024-03-28T09:00", date(2024, 2, 1)),
        ("2024-03-29T08:00", date(2024, 3, 1)),
        ("2024-03-31T23:00", date(2024, 3, 1)),
    ],
)
def test_that_a_month_that_ends_on_a_weekend_is_complete_from_its_last_friday(latest, expected):
    data = dataset_of(tickets=tickets(["2024-02-01T09:00", latest], [None, None], [None, None]))
    assert last_complete_month(data, UTC) == expected
    assert last_complete_month(data, Calendar(zone="Pacific/Auckland")) == expected


def test_that_a_kpi_without_any_row_has_no_series(desk):
    report = build_report(desk, Query(), BOOK)
    assert {point.id for point in report.series} >= {"csat", "art", "volume"}
    assert report.points("nps") == report.points("churn") == ()
