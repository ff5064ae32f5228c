from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cxdesk.workspace import private, running
from cxdesk.workspace.private import PrivateFolder, create_private, sweep

ROOT = Path(__file__).resolve().parents[2]
MAKE = (
    "import os, sys; from pathlib import Path; from cxdesk.workspace.private import PrivateFolder\n"
    "folder = PrivateFolder(Path(sys.argv[1])); folder.file('.tmp').write_text('secret')\n"
    "print(folder.path, flush=True)\n"
)


def made(base: Path, ending: str) -> Path:
    """The folder of a process that has ended in some way."""
    done = subprocess.run(
        [sys.executable, "-c", MAKE + ending, base], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return Path(done.stdout.strip())


def after(**time: float) -> datetime:
    return datetime.now(tz=UTC) + timedelta(**time)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.parametrize("mask", [0, 0o077])
def test_folder_and_files_are_for_the_user_alone(tmp_path: Path, mask: int):
    before = os.umask(mask)
    try:
        with PrivateFolder(tmp_path / "cache") as folder:
            file = folder.file(".sqlite")
            assert mode(folder.path) == 0o700
            assert mode(folder.path.parent) == 0o700
            assert {mode(path) for path in folder.path.iterdir()} == {0o600}
            assert file.suffix == ".sqlite"
            assert file != folder.file(".sqlite")
    finally:
        os.umask(before)
    assert not folder.path.exists()
    assert folder.path.parent.is_dir()
    folder.close()


def test_it_goes_when_the_block_ends_in_an_error(tmp_path: Path):
    folder = PrivateFolder(tmp_path)
    (folder.path / "deep").mkdir()
    (folder.path / "deep" / "file").write_bytes(b"secret")
    with pytest.raises(KeyError), folder:
        raise KeyError
    assert not folder.path.exists()


def test_it_goes_when_the_process_ends(tmp_path: Path):
    assert not made(tmp_path, "sys.exit(3)").exists()


def test_a_crash_leaves_it_until_the_next_start(tmp_path: Path):
    left = made(tmp_path, "os.kill(os.getpid(), 9)")
    assert len(list(left.iterdir())) == 2
    with PrivateFolder(tmp_path) as folder:
        assert sweep(tmp_path) == 1
        assert not left.exists()
        assert folder.path.exists()
    assert sweep(tmp_path) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not copy processes")
def test_a_copy_of_the_process_leaves_it_alone(tmp_path: Path):
    left = made(tmp_path, "os.fork() or sys.exit()\nos.wait(); print(folder.path.exists())")
    assert left.name.endswith("True")


def marked(tmp_path: Path, **values: object) -> Path:
    """A folder of another process."""
    with PrivateFolder(tmp_path) as folder:
        other = folder.path.with_name("work-other")
        shutil.copytree(folder.path, other)
    owner = other / "owner.json"
    owner.write_text(json.dumps(json.loads(owner.read_text("utf-8")) | values), encoding="utf-8")
    return other


def test_another_computers_folder_stays_for_thirty_days(tmp_path: Path):
    other = marked(tmp_path, boot="b", machine="m")
    assert sweep(tmp_path, now=after(days=29)) == 0
    assert sweep(tmp_path, now=after(days=31)) == 1
    assert not other.exists()


def test_a_number_given_again_and_a_machine_started_anew_do_not_keep_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(running, "_machine", lambda: "a machine with an id")
    marked(tmp_path, start="1")
    assert sweep(tmp_path) == 1
    marked(tmp_path, boot="another boot")
    assert sweep(tmp_path) == 1


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff", b"[" * 3000, b"{}"])
def test_a_folder_that_does_not_say_whose_it_is_stays_for_a_minute(tmp_path: Path, content: bytes):
    other = marked(tmp_path)
    (other / "owner.json").write_bytes(content)
    assert sweep(tmp_path) == 0
    assert sweep(tmp_path, now=after(seconds=90)) == 1


def test_links_and_what_is_not_ours_are_left_alone(tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_bytes(b"")
    other = marked(tmp_path, start="1")
    (other / "link").symlink_to(outside)
    place = other.parent
    (place / "work-link").symlink_to(outside)
    (place / "work-file").write_bytes(b"")
    (place / "else").mkdir()
    assert sweep(tmp_path, now=after(days=90)) == 1
    assert {path.name for path in place.iterdir()} == {"work-link", "work-file", "else"}
    assert (outside / "kept").exists()


def test_a_place_that_is_a_link_is_not_used(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "private").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PermissionError):
        PrivateFolder(tmp_path)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_place_of_someone_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "private").mkdir()
    monkeypatch.setattr("cxdesk.workspace.private.os.getuid", lambda: 4711)
    with pytest.raises(PermissionError):
        PrivateFolder(tmp_path)


def test_sweeping_where_nothing_is_does_nothing(tmp_path: Path):
    assert sweep(tmp_path / "none") == 0


def test_the_folder_lies_in_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda app, appauthor: str(tmp_path / app))
    with PrivateFolder() as folder:
        assert folder.path.parent == tmp_path / "cxdesk" / "private"
        assert sweep() == 0


def test_a_new_document_is_never_readable_by_others_and_never_someone_elses(tmp_path: Path):
    before = os.umask(0)
    try:
        assert mode(create_private(tmp_path / "new.cxdesk")) == 0o600
    finally:
        os.umask(before)
    with pytest.raises(FileExistsError):
        create_private(tmp_path / "new.cxdesk")
    (tmp_path / "link").symlink_to(tmp_path / "planted")
    with pytest.raises(FileExistsError):
        create_private(tmp_path / "link")
    assert not (tmp_path / "planted").exists()
    assert private._OWNER == "owner.json"
