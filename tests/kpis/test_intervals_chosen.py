"""Which interval a KPI gets, and that it is the right one for its rows."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxdesk.kpis.axes import segments, total
from cxdesk.kpis.catalogue import CATALOGUE, by_id
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.intervals import adjusted_wald_nps, mean_hours
from cxdesk.measures.store import MeasureStore
from tests.kpis.company import company
from tests.measures.tables import store

NONE = {"per_customer", "per_agent", "volume", "backlog", "backlog_age", "net_flow", "cost_per_ticket", "expansion",
        "purchase_frequency", "clv", "ltv_cac", "upsell_rate", "feature_use", "mau", "dau", "stickiness", "visitors",
        "sessions_by_source", "reach", "mentions", "training_hours", "productivity", "software_use",
        "technology_adoption", "uptime", "audit_score", "review_rate"}  # fmt: skip


def csat(scores, **more: object):
    return [{"kind": "csat", "score": score, "scale_max": 5, "responded_at": "2024-06-01", **more} for score in scores]


@pytest.fixture(scope="module")
def found():
    return evaluate(CATALOGUE, MeasureStore(company()), total(None))


def test_that_counts_totals_figures_and_distinct_ratios_have_none(found):
    for kpi in CATALOGUE:
        if kpi.available:
            assert (found[kpi.id].low is None) == (kpi.id in NONE), kpi.id


def test_that_a_share_has_wilsons():
    values = store(tickets=[{"created_at": "2024-06-01", "escalated": flag} for flag in [1] * 27 + [0] * 3])
    cell = evaluate([by_id("escalation_rate")], values, total(None))["escalation_rate"].cell(0)
    expected = stats.binomtest(27, 30).proportion_ci(0.95, "wilson")
    assert (cell.low, cell.high) == pytest.approx((expected.low * 100, expected.high * 100))


def test_that_the_nps_has_adjusted_walds():
    rows = [{"kind": "nps", "score": s, "responded_at": "2024-06-01"} for s in [10] * 6 + [8] * 3 + [2] * 4]
    cell = evaluate([by_id("nps")], store(surveys=rows), total(None))["nps"].cell(0)
    low, high = adjusted_wald_nps(6, 4, 13, 95)
    assert (cell.low, cell.high) == pytest.approx((float(low), float(high)))


def test_that_a_mean_score_has_students_cut_to_its_scale():
    cell = evaluate([by_id("csat_mean")], store(surveys=csat([5, 4, 4, 3, 5, 5])), total(None))["csat_mean"].cell(0)
    scores = np.array([5, 4, 4, 3, 5, 5])
    low, high = stats.t.interval(0.95, 5, scores.mean(), stats.sem(scores))
    assert (cell.low, cell.high) == pytest.approx((low, min(high, 5)))


def test_that_mean_hours_have_their_own_and_medians_order_statistics():
    hours = np.arange(1, 31, dtype=float)
    values = store(tickets=[{"created_at": "2024-06-01", "first_response_time": value} for value in hours])
    result = evaluate([by_id("frt"), by_id("frt_median"), by_id("frt_p90")], values, total(None))
    low, high = mean_hours(hours.sum(), (hours**2).sum(), (hours**3).sum(), 30, 95)
    assert (result["frt"].cell(0).low, result["frt"].cell(0).high) == pytest.approx((float(low), float(high)))
    assert (result["frt_median"].cell(0).low, result["frt_median"].cell(0).high) == (10.0, 21.0)
    assert result["frt_p90"].cell(0).low is None  # it needs 36 at least


def test_that_a_ratio_of_counts_is_bootstrapped_and_the_same_on_every_run():
    tickets = [{"created_at": "2024-06-01", "resolution_time": 1} for _ in range(80)]
    tickets += [{"created_at": "2024-06-01"} for _ in range(20)]
    one, two = (
        evaluate([by_id("resolution_rate")], store(tickets=tickets), total(None))["resolution_rate"].cell(0)
        for _ in range(2)
    )
    assert one == two
    # every ticket resolved was created in the period, so this is a binomial share of 80 of 100
    assert one.low == pytest.approx(stats.binom.ppf(0.025, 100, 0.8), abs=2)
    assert one.high == pytest.approx(stats.binom.ppf(0.975, 100, 0.8), abs=2)


def test_that_accounts_are_resampled_where_one_gives_over_a_fifth_of_the_answers():
    crowd = [row for number in range(30) for row in csat([5, 1], account=f"a{number}", region="even")]
    heavy = csat([5] * 30, account="big", region="odd") + [
        row for number in range(30) for row in csat([1], account=f"b{number}", region="odd")
    ]
    values = store(surveys=[*crowd, *heavy])
    result = evaluate([by_id("csat")], values, segments("region", None, ("even", "odd")))["csat"]
    assert result.low is not None
    assert result.high is not None
    width = result.high - result.low
    assert result.value.tolist() == [50.0, 50.0]
    expected = stats.binomtest(30, 60).proportion_ci(0.95, "wilson")
    assert width[0] == pytest.approx((expected.high - expected.low) * 100)
    assert width[1] > 1.5 * width[0]


def test_that_the_role_gap_joins_the_intervals_of_both_means():
    rows = csat([5, 4, 4, 5, 3], requester_role="admin") + csat([3, 2, 4, 3, 3], requester_role="end user")
    cell = evaluate([by_id("role_gap")], store(surveys=rows), total(None))["role_gap"].cell(0)
    assert cell.value == pytest.approx(1.2)
    ends = [stats.t.interval(0.95, 4, np.mean(s), stats.sem(s)) for s in ([5, 4, 4, 5, 3], [3, 2, 4, 3, 3])]
    ends[0] = (ends[0][0], min(ends[0][1], 5.0))
    (l1, u1), (l2, u2) = ends
    assert cell.low == pytest.approx(1.2 - np.hypot(4.2 - l1, u2 - 3.0))
    assert cell.high == pytest.approx(1.2 + np.hypot(u1 - 4.2, 3.0 - l2))


def test_that_confidence_is_a_convention():
    surveys = csat([5, 4, 4, 3, 5, 1])
    widths = []
    for confidence in (80.0, 99.0):
        values = evaluate([by_id("csat")], store(surveys=surveys, confidence=confidence), total(None))["csat"]
        assert values.low is not None
        assert values.high is not None
        widths.append(values.high[0] - values.low[0])
    assert widths[0] < widths[1]
