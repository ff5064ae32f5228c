"""Locks that are damaged, made by hand, or no locks at all."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.workspace import lock as lock_module
from cxdesk.workspace import lockfile
from cxdesk.workspace.lock import Held, Lock, Unlockable
from tests.workspace.locks import NOW, left, silent_for


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "book.cxdesk"
    path.write_bytes(b"data")
    return path


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 3000,
        b'{"user": 1}',
        b"x" * 10_000,
        b"{}" + b" " * 5000,
        b'"text"',
        b"null",
    ],
)
def test_a_damaged_lock_counts_for_a_minute(document: Path, content: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lock_module, "_PATIENCE_S", 0.1)
    sidecar = lockfile.sidecar_of(document)
    sidecar.write_bytes(content)
    silent_for(sidecar, 30)
    with pytest.raises(Held, match="open for someone"):
        Lock.take(document, now=NOW)
    silent_for(sidecar, 61)
    with Lock.take(document, now=NOW) as lock:
        assert lock.is_ours()


@pytest.mark.parametrize("pid", [0, -1, 2**31, 10**30, True, "12", None, 1.5])
def test_a_process_number_that_is_none_is_damage(document: Path, pid: object):
    silent_for(left(document, pid=pid), 61)
    Lock.take(document, now=NOW).release()


def test_what_a_lock_says_is_shown_harmless_and_short(document: Path):
    left(document, boot="b", machine="m", user="A\u202enna\n" + "x" * 900, since="soon", host="h\x1b[31m")
    with pytest.raises(Held) as caught:
        Lock.take(document, now=NOW)
    assert "\\u202enna\\n" in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 300
    assert caught.value.holder.since is None


@pytest.mark.parametrize("since", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "2024-05-03T09:14:00"])
def test_a_date_that_no_calendar_shows_is_left_out(document: Path, since: str):
    left(document, boot="b", machine="m", since=since)
    with pytest.raises(Held) as caught:
        Lock.take(document, now=NOW)
    assert caught.value.holder.since is None


NAMES = ("user", "app", "since", "token", "beat", "host", "machine", "boot", "space", "pid", "start", "mark", "else")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(whole=st.dictionaries(st.sampled_from(NAMES), JSON), mark=st.dictionaries(st.sampled_from(NAMES), JSON))
def test_whatever_a_lock_says_the_document_is_held_or_taken(whole: dict[str, object], mark: dict[str, object]):
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "book.cxdesk"
        sidecar = left(document)
        good = json.loads(sidecar.read_text("utf-8"))
        told = {**good, **whole, "mark": {**good["mark"], **mark}}
        sidecar.write_text(json.dumps(told), encoding="utf-8")
        os.utime(sidecar, (NOW.timestamp() - 90,) * 2)
        with suppress(Held), Lock.take(document, now=NOW) as lock:
            assert lock.is_ours()


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_something_else_under_the_locks_name_is_asked_about_and_never_followed(document: Path, kind: str):
    sidecar = lockfile.sidecar_of(document)
    match kind:
        case "folder":
            sidecar.mkdir()
        case "link":
            sidecar.symlink_to(document)
        case _:
            os.mkfifo(sidecar)
    later = datetime.now(tz=UTC) + timedelta(minutes=11)
    with pytest.raises(Held) as caught:
        Lock.take(document, now=later)
    assert caught.value.stale
    if kind == "folder":
        with pytest.raises(Unlockable):
            Lock.take(document, now=later, over=caught.value)
    else:
        Lock.take(document, now=later, over=caught.value).release()
    assert document.read_bytes() == b"data"


def test_a_lock_of_another_account_that_may_not_be_read_is_told_by_its_owner(
    document: Path, monkeypatch: pytest.MonkeyPatch
):
    sidecar = left(document)
    really = os.open

    def shut(path: Path, flags: int, *mode: int) -> int:
        if not flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "shut")
        return really(path, flags, *mode)

    monkeypatch.setattr("cxdesk.workspace.lockfile.os.open", shut)
    with pytest.raises(Held, match=f"is open for {sidecar.owner()}:") as fresh:
        Lock.take(document, now=NOW)
    assert not fresh.value.stale
    os.utime(sidecar, (NOW.timestamp() - 700,) * 2)
    with pytest.raises(Held) as stale:
        Lock.take(document, now=NOW)
    assert stale.value.stale
    assert json.loads(sidecar.read_bytes())["token"] == "another"
    with suppress(Held):  # the new one may not be read either
        Lock.take(document, now=NOW, over=stale.value)
    assert json.loads(sidecar.read_bytes())["token"] != "another"
