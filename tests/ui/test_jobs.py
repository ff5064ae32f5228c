from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from cxdesk.common.progress import Progress
from ui.work.jobs import Job, JobRunner, Lane


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    assert made.shutdown()


class Ends:
    """How a job ended, in order."""

    def __init__(self, job: Job[Any]) -> None:
        self.seen: list[tuple[str, object]] = []
        job.done.connect(lambda result: self.seen.append(("done", result)))
        job.failed.connect(lambda error: self.seen.append(("failed", error)))
        job.cancelled.connect(lambda: self.seen.append(("cancelled", None)))
        job.closed.connect(lambda _: self.seen.append(("closed", None)))


def until(stop: threading.Event, result: str = "late") -> Callable[[Progress], str]:
    def work(progress: Progress) -> str:
        stop.wait(20)
        return result

    return work


def test_a_result_arrives_on_the_ui_thread_and_once(qtbot: QtBot, runner: JobRunner):
    job = Job(lambda _: threading.get_ident(), "x")
    ends, threads = Ends(job), []
    job.done.connect(lambda _: threads.append(threading.get_ident()))
    with qtbot.waitSignal(job.closed):
        runner.start(Lane.COMPUTE, job)
    (kind, worker), closed = ends.seen
    assert kind == "done"
    assert worker != threading.get_ident()
    assert threads == [threading.get_ident()]
    assert closed == ("closed", None)


def test_an_error_arrives_as_failed_and_not_as_done(qtbot: QtBot, runner: JobRunner):
    def work(progress: Progress) -> None:
        raise ValueError("no")

    job = Job(work)
    ends = Ends(job)
    with qtbot.waitSignal(job.closed):
        runner.start(Lane.EXPORT, job)
    assert [kind for kind, _ in ends.seen] == ["failed", "closed"]
    assert isinstance(ends.seen[0][1], ValueError)


def test_cancelling_stops_the_work_at_its_next_report(qtbot: QtBot, runner: JobRunner):
    started, reached = threading.Event(), []

    def work(progress: Progress) -> None:
        started.set()
        for step in range(10_000_000):
            progress.report(step, 10_000_000)
        reached.append("end")

    job = Job(work)
    ends = Ends(job)
    runner.start(Lane.IMPORT, job)
    started.wait(10)
    with qtbot.waitSignal(job.closed):
        job.cancel()
    assert [kind for kind, _ in ends.seen] == ["cancelled", "closed"]
    assert reached == []


def test_a_result_that_comes_after_cancelling_is_dropped(qtbot: QtBot, runner: JobRunner):
    stop = threading.Event()
    job = Job(until(stop))
    ends = Ends(job)
    runner.start(Lane.IMPORT, job)
    job.cancel()
    with qtbot.waitSignal(job.closed):
        stop.set()
    assert [kind for kind, _ in ends.seen] == ["cancelled", "closed"]


def test_a_newer_job_of_the_lane_replaces_the_older_and_other_lanes_go_on(qtbot: QtBot, runner: JobRunner):
    stop = threading.Event()
    old, other, new = Job(until(stop, "old")), Job(until(stop, "other")), Job(until(stop, "new"))
    ends = [Ends(job) for job in (old, other, new)]
    runner.start(Lane.COMPUTE, old)
    runner.start(Lane.EXPORT, other)
    runner.start(Lane.COMPUTE, new)
    with qtbot.waitSignals([old.closed, other.closed, new.closed]):
        stop.set()
    assert [end.seen[0] for end in ends] == [("cancelled", None), ("done", "other"), ("done", "new")]


def test_progress_is_throttled(qtbot: QtBot, runner: JobRunner):
    def work(progress: Progress) -> None:
        for step in range(20_000):
            progress.report(step, 20_000, "reading")

    job, seen = Job(work), []
    job.progressed.connect(lambda *report: seen.append(report))
    with qtbot.waitSignal(job.closed):
        runner.start(Lane.IMPORT, job)
    assert 1 <= len(seen) < 200


def test_busy_is_told_once_for_overlapping_jobs(qtbot: QtBot, runner: JobRunner):
    seen: list[bool] = []
    runner.busy_changed.connect(seen.append)
    stop = threading.Event()
    first, second = Job(until(stop)), Job(until(stop))
    runner.start(Lane.IMPORT, first)
    runner.start(Lane.EXPORT, second)
    with qtbot.waitSignals([first.closed, second.closed]):
        stop.set()
    assert seen == [True, False]


def test_shutdown_cancels_what_runs_but_lets_a_save_finish(qtbot: QtBot):
    runner = JobRunner()
    begun, saved = threading.Event(), []

    def save(progress: Progress) -> None:
        begun.set()
        saved.append("whole")

    def work(progress: Progress) -> None:
        while True:
            progress.report(0, 0)

    busy, saving = Job(work), Job(save)
    ends = Ends(busy)
    runner.start(Lane.COMPUTE, busy)
    runner.start(Lane.SAVE, saving)
    with qtbot.waitSignals([busy.closed, saving.closed]):
        assert runner.shutdown()
    assert ends.seen[0][0] == "cancelled"
    assert saved == ["whole"]


def test_a_job_that_does_not_stop_is_left_behind_with_a_log_line(qtbot: QtBot, caplog: pytest.LogCaptureFixture):
    runner, stop, begun = JobRunner(), threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        begun.set()
        stop.wait(20)

    stubborn = Job(work, "Reading forever")
    runner.start(Lane.IMPORT, stubborn)
    begun.wait(10)
    assert not runner.shutdown(50)
    assert "Reading forever" in caplog.text
    with qtbot.waitSignal(stubborn.closed):
        stop.set()


def _same(number: int, progress: Progress) -> int:
    return number


def test_many_jobs_in_a_row_all_arrive(qtbot: QtBot, runner: JobRunner):
    results: list[object] = []
    lanes = list(Lane)
    for number in range(200):
        job = Job(partial(_same, number))
        job.done.connect(results.append)
        with qtbot.waitSignal(job.closed):
            runner.start(lanes[number % len(lanes)], job)
        if number % 50 == 0:
            gc.collect()
    assert results == list(range(200))


def test_cycles_are_collected_from_the_event_loop_only(qtbot: QtBot, runner: JobRunner):
    job = Job(lambda _progress: gc.isenabled())
    found: list[object] = []
    job.done.connect(found.append)
    with qtbot.waitSignal(job.closed):
        runner.start(Lane.COMPUTE, job)
    assert found == [False]
    cycle = _Cycle()
    cycle.itself = cycle
    alive = weakref.ref(cycle)
    del cycle
    kept: list[list[int]] = [[] for _ in range(2 * gc.get_threshold()[0])]  # enough for a collection to be due
    assert alive() is not None
    qtbot.waitUntil(lambda: alive() is None)
    assert len(kept) > 0
    runner.shutdown()
    assert gc.isenabled()


class _Cycle:
    itself: object = None
