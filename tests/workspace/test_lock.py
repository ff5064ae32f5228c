from __future__ import annotations

import errno
import os
import stat
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest

from cxdesk.workspace import lockfile, running
from cxdesk.workspace.lock import Held, Lock, Unlockable, break_lock, holder_of
from tests.workspace.locks import NOW, change, left, silent_for


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "book.cxdesk"
    path.write_bytes(b"data")
    return path


def test_a_lock_says_who_has_it_and_is_gone_after_release(document: Path):
    with Lock.take(document, now=NOW, app="CX Desk 9.9") as lock:
        assert lock.sidecar == document.with_name(".~lock.book.cxdesk#")
        assert stat.S_IMODE(lock.sidecar.stat().st_mode) == 0o600
        assert lock.is_ours()
        holder = holder_of(document)
        assert holder is not None
        assert (holder.pid, holder.since, holder.app) == (os.getpid(), NOW, "CX Desk 9.9")
    assert not lock.sidecar.exists()
    assert not lock.is_ours()
    assert holder_of(document) is None
    lock.release()
    lock.beat(now=NOW)
    assert [path.name for path in document.parent.iterdir()] == ["book.cxdesk"]


def test_the_second_time_in_one_process_it_is_held_by_ourselves(document: Path):
    with Lock.take(document, now=NOW) as lock, pytest.raises(Held, match="already open in this program") as caught:
        Lock.take(document, now=NOW)
    assert caught.value.ours
    assert not caught.value.stale
    assert caught.value.holder.pid == os.getpid()
    assert not lock.sidecar.exists()


def test_a_link_locks_the_file_it_leads_to(document: Path, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "other name.cxdesk"
    link.symlink_to(document)
    with Lock.take(link, now=NOW) as lock:
        assert lock.document == document
        with pytest.raises(Held):
            Lock.take(document, now=NOW)


def test_links_in_a_circle_are_no_place_to_write(tmp_path: Path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(Unlockable):
        Lock.take(tmp_path / "a" / "book.cxdesk", now=NOW)


@pytest.mark.parametrize("name", ["ä" * 120, "日本語" * 27, "x" * 248, "Ω" + "y" * 130, "🎧" * 61])
def test_long_names_get_a_lock_of_their_own(tmp_path: Path, name: str):
    first, second = tmp_path / f"{name}.cxdesk"[-255:], tmp_path / f"{name[:-1]}z.cxdesk"[-255:]
    with Lock.take(first, now=NOW) as one, Lock.take(second, now=NOW) as two:
        assert one.sidecar != two.sidecar
        assert len(one.sidecar.name.encode()) <= 143


def test_composed_and_decomposed_letters_and_case_of_long_names_give_one_lock(tmp_path: Path):
    name = "Übersicht für Kündigungen " * 6
    apart = unicodedata.normalize("NFD", name)
    assert apart != name
    assert lockfile.sidecar_of(tmp_path / name) == lockfile.sidecar_of(tmp_path / apart)
    tails = {lockfile.sidecar_of(tmp_path / text).name[-17:] for text in (name, name.upper(), name.lower())}
    assert len(tails) == 1


def test_a_file_name_that_is_no_text_is_locked(tmp_path: Path):
    document = tmp_path / os.fsdecode(b"b\xffok.cxdesk")
    document.write_bytes(b"")
    with Lock.take(document, now=NOW), pytest.raises(Held, match=r"b\\udcffok"):
        Lock.take(document, now=NOW)


def test_a_process_that_ended_holds_nothing(document: Path):
    dead = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitpid(dead, 0)
    left(document, pid=dead)
    with Lock.take(document, now=NOW) as lock:
        assert lock.is_ours()


def test_a_process_that_ended_and_was_not_fetched_holds_nothing(document: Path):
    dead = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitid(os.P_PID, dead, os.WEXITED | os.WNOWAIT)
    left(document, pid=dead, start=running.start_of(dead))
    Lock.take(document, now=NOW).release()
    os.waitpid(dead, 0)


def test_a_number_that_another_process_has_now_holds_nothing(document: Path):
    left(document, start="1")
    with Lock.take(document, now=NOW) as lock:
        assert lock.is_ours()


def test_a_living_process_holds_however_long_it_is_silent(document: Path):
    silent_for(left(document, pid=os.getppid(), start=running.start_of(os.getppid())), 86_400)
    with pytest.raises(Held, match="is open for") as caught:
        Lock.take(document, now=NOW)
    assert not caught.value.stale


def test_a_living_process_whose_start_is_not_told_holds(document: Path):
    left(document, pid=os.getppid(), start="")
    with pytest.raises(Held):
        Lock.take(document, now=NOW)


def test_a_process_from_before_the_machine_was_started_anew_holds_nothing(
    document: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(running, "_machine", lambda: "a machine with an id")
    left(document, boot="another boot")
    with Lock.take(document, now=NOW) as lock:
        assert lock.is_ours()


def test_another_machine_of_the_same_name_is_another_machine(document: Path):
    left(document, boot="another boot", machine="another machine")
    with pytest.raises(Held) as caught:
        Lock.take(document, now=NOW)
    assert not caught.value.stale


def test_a_container_that_counts_its_own_processes_is_not_judged_by_ours(document: Path):
    left(document, space="pid:[1]", start="1")
    with pytest.raises(Held):
        Lock.take(document, now=NOW)


def test_another_computer_is_probably_gone_after_ten_minutes_and_the_user_decides(document: Path):
    sidecar = left(document, boot="b", machine="m", host="DESK-7", user="Anna", since="2024-05-03T09:14:00+00:00")
    silent_for(sidecar, 599)
    with pytest.raises(Held, match="Anna on DESK-7") as fresh:
        Lock.take(document, now=NOW)
    assert not fresh.value.stale
    silent_for(sidecar, 601)
    with pytest.raises(Held, match="take it over") as stale:
        Lock.take(document, now=NOW)
    assert stale.value.stale
    with pytest.raises(Held):
        Lock.take(document, now=NOW, over=fresh.value)
    with Lock.take(document, now=NOW, over=stale.value) as lock:
        assert lock.is_ours()


def test_a_beat_between_asking_and_taking_over_keeps_the_holder(document: Path):
    sidecar = left(document, boot="b", machine="m")
    silent_for(sidecar, 700)
    with pytest.raises(Held) as stale:
        Lock.take(document, now=NOW)
    silent_for(sidecar, 10)
    with pytest.raises(Held) as held:
        Lock.take(document, now=NOW, over=stale.value)
    assert not held.value.stale


def test_a_beat_counts_even_where_the_clock_of_the_holder_is_far_behind(document: Path):
    sidecar = left(document, boot="b", machine="m")
    silent_for(sidecar, 7200)
    with pytest.raises(Held) as stale:
        Lock.take(document, now=NOW)
    silent_for(sidecar, 7140)
    with pytest.raises(Held) as again:
        Lock.take(document, now=NOW, over=stale.value)
    Lock.take(document, now=NOW, over=again.value).release()


@pytest.mark.parametrize("beat", ["", "soon", "2024-01-01", "2024-01-01T00:00:00", "9" * 60])
def test_a_beat_that_is_no_time_leaves_the_files_time(document: Path, beat: str):
    sidecar = left(document, boot="b", machine="m", beat=beat)
    with pytest.raises(Held) as fresh:
        Lock.take(document, now=NOW)
    os.utime(sidecar, (NOW.timestamp() - 700,) * 2)
    with pytest.raises(Held) as stale:
        Lock.take(document, now=NOW)
    assert (fresh.value.stale, stale.value.stale) == (False, True)


def test_a_clock_that_is_far_ahead_does_not_keep_a_lock_for_ever(document: Path):
    sidecar = left(document, boot="b", machine="m", beat="2999-01-01T00:00:00+00:00")
    os.utime(sidecar, (NOW.timestamp() - 700,) * 2)
    with pytest.raises(Held) as stale:
        Lock.take(document, now=NOW)
    assert stale.value.stale


def test_a_file_server_whose_clock_is_far_behind_makes_nobody_stale(document: Path):
    sidecar = left(document, boot="b", machine="m")
    os.utime(sidecar, (NOW.timestamp() - 7200,) * 2)
    with pytest.raises(Held) as held:
        Lock.take(document, now=NOW)
    assert not held.value.stale


def test_a_beat_is_written_into_our_lock_and_into_nobody_elses(document: Path):
    lock = Lock.take(document, now=NOW)
    before = lock.sidecar.read_bytes()
    lock.beat(now=NOW + timedelta(minutes=5))
    found = lockfile.look(lock.sidecar)
    assert found is not None
    assert found.heard_s == NOW.timestamp() + 300
    assert len(lock.sidecar.read_bytes()) == len(before)
    assert lock.is_ours()
    change(lock.sidecar, token="another")
    text = lock.sidecar.read_bytes()
    lock.beat(now=NOW + timedelta(minutes=6))
    assert lock.sidecar.read_bytes() == text
    assert not lock.is_ours()
    lock.release()
    assert lock.sidecar.exists()


def test_breaking_takes_the_lock_that_the_user_saw_and_no_newer_one(document: Path):
    lock = Lock.take(document, now=NOW)
    with pytest.raises(Held) as caught:
        Lock.take(document, now=NOW)
    assert break_lock(document, caught.value)
    assert not lock.is_ours()
    with Lock.take(document, now=NOW) as newer:
        lock.release()
        lock.beat(now=NOW)
        assert newer.is_ours()
        assert not break_lock(document, caught.value)
    assert not break_lock(document, caught.value)


def test_a_document_yet_to_be_made_is_locked_and_a_folder_yet_to_be_made_is_not(tmp_path: Path):
    Lock.take(tmp_path / "new.cxdesk", now=NOW).release()
    with pytest.raises(Unlockable, match="its folder does not exist"):
        Lock.take(tmp_path / "none" / "new.cxdesk", now=NOW)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unlockable):
        Lock.take(tmp_path / "file" / "new.cxdesk", now=NOW)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "this drive is read-only"),
        (errno.EACCES, "may not be written to"),
        (errno.ENOSPC, "the disk is full"),
        (errno.EIO, "no lock can be made beside it"),
    ],
)
def test_a_place_that_takes_no_lock_says_why(document: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str):
    def refuse(*_: object) -> int:
        raise OSError(number, "refused")

    monkeypatch.setattr("cxdesk.workspace.lockfile.os.open", refuse)
    with pytest.raises(Unlockable, match=words) as caught:
        Lock.take(document, now=NOW)
    assert words in caught.value.reason


def test_a_full_disk_leaves_no_empty_lock(document: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cxdesk.workspace.lockfile.os.write", lambda _fd, content: len(content) // 2)
    with pytest.raises(Unlockable, match="the disk is full"):
        Lock.take(document, now=NOW)
    assert list(document.parent.iterdir()) == [document]


def test_a_drive_that_vanished_is_no_longer_ours_and_hurts_nobody(document: Path, monkeypatch: pytest.MonkeyPatch):
    lock = Lock.take(document, now=NOW)

    def gone(*_: object) -> int:
        raise OSError(errno.EIO, "gone")

    monkeypatch.setattr("cxdesk.workspace.lockfile.os.open", gone)
    assert not lock.is_ours()
    lock.beat(now=NOW)
    lock.release()


def test_a_drive_without_locks_of_the_system_still_has_ours(document: Path, monkeypatch: pytest.MonkeyPatch):
    def unsupported(*_: object) -> None:
        raise OSError(errno.ENOLCK, "unsupported")

    monkeypatch.setattr("cxdesk.workspace.lockfile.fcntl.flock", unsupported)
    left(document, start="1")
    with Lock.take(document, now=NOW) as lock:
        assert lock.is_ours()
    assert not lock.sidecar.exists()
