"""Many processes want one document. `CXDESK_RACERS` says how many; 200 were tried."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cxdesk.workspace import lockfile
from cxdesk.workspace.lock import Held, Lock

RACERS = int(os.environ.get("CXDESK_RACERS", "12"))
ROOT = Path(__file__).resolve().parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the racers are forked and look at each other in /proc")
NOW = datetime.now(tz=UTC)
TAKE = (
    "import sys, time; from datetime import UTC, datetime; from pathlib import Path\n"
    "from cxdesk.workspace.lock import Lock\n"
    "lock = Lock.take(Path(sys.argv[1]), now=datetime.now(tz=UTC)); print('taken', flush=True); time.sleep(600)\n"
)


def racers(*words: object) -> Counter[str]:
    script = Path(__file__).with_name("racers.py")
    done = subprocess.run(
        [sys.executable, script, *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return Counter(done.stdout.split())


def holder(document: Path) -> subprocess.Popen[str]:
    """Another process that has the document."""
    process = subprocess.Popen([sys.executable, "-c", TAKE, document], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "taken\n"
    return process


def killed(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


@LINUX
@pytest.mark.parametrize("left", ["nothing", "dead", "damaged"])
def test_of_many_who_begin_at_once_exactly_one_writes(tmp_path: Path, left: str):
    document = tmp_path / "book.cxdesk"
    sidecar = lockfile.sidecar_of(document)
    match left:
        case "dead":
            killed(holder(document))
            assert sidecar.exists()
        case "damaged":
            sidecar.write_bytes(b'{"user": "An')
            os.utime(sidecar, (time.time() - 90,) * 2)
        case _:
            pass
    assert racers("race", document, RACERS, "") == Counter(won=1, held=RACERS - 1)
    Lock.take(document, now=NOW).release()
    assert list(tmp_path.iterdir()) == []


@LINUX
def test_of_many_users_who_take_over_exactly_one_writes(tmp_path: Path):
    document = tmp_path / "book.cxdesk"
    sidecar = Lock.take(document, now=NOW).sidecar
    text = sidecar.read_text("utf-8").replace('"boot": "', '"boot": "x').replace('"machine": "', '"machine": "x')
    sidecar.write_text(text.replace(f'"beat": "{NOW.year}', '"beat": "2020'), "utf-8")
    with pytest.raises(Held) as caught:
        Lock.take(document, now=NOW)
    assert caught.value.stale
    assert racers("race", document, RACERS, "over") == Counter(won=1, held=RACERS - 1)


@LINUX
@pytest.mark.parametrize("seed", [1, 2])
def test_nobody_is_ever_inside_with_someone_else_though_some_die_there(tmp_path: Path, seed: int):
    told = racers("turns", tmp_path / "book.cxdesk", RACERS, seed)
    assert set(told) <= {"done", "died"}
    assert told.total() == RACERS


def test_a_process_that_was_killed_gives_the_document_free(tmp_path: Path):
    document = tmp_path / "book.cxdesk"
    process = holder(document)
    with pytest.raises(Held, match="is open for") as caught:
        Lock.take(document, now=NOW)
    assert caught.value.holder.pid == process.pid
    assert not caught.value.ours
    killed(process)
    with Lock.take(document, now=NOW) as lock:
        assert lock.is_ours()


@LINUX
def test_a_process_that_sleeps_still_holds(tmp_path: Path):
    document = tmp_path / "book.cxdesk"
    process = holder(document)
    process.send_signal(signal.SIGSTOP)
    try:
        with pytest.raises(Held):
            Lock.take(document, now=NOW)
    finally:
        killed(process)


@LINUX
def test_a_copy_of_the_process_holds_nothing_and_gives_nothing_free(tmp_path: Path):
    script = (
        "import os, sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from cxdesk.workspace.lock import Lock\n"
        "lock = Lock.take(Path(sys.argv[1]), now=datetime.now(tz=UTC))\n"
        "if not os.fork():\n"
        "    ours = lock.is_ours(); lock.release(); os._exit(ours)\n"
        "print(os.waitstatus_to_exitcode(os.wait()[1]), lock.is_ours())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "b"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0", "True"]


@LINUX
def test_a_folder_that_may_not_be_written_says_so(tmp_path: Path):
    script = (
        "import os, sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from cxdesk.workspace.lock import Lock, Unlockable\n"
        "os.geteuid() or os.seteuid(65534)\n"  # the superuser may write everywhere
        "try:\n"
        "    Lock.take(Path(sys.argv[1]), now=datetime.now(tz=UTC))\n"
        "except Unlockable as error:\n"
        "    print(error)\n"
    )
    folder = tmp_path / "shut"
    folder.mkdir()
    for path in (tmp_path, *tmp_path.parents[:2]):
        path.chmod(0o755)
    (folder / "book.cxdesk").write_bytes(b"")
    folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", script, folder / "book.cxdesk"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    folder.chmod(0o755)
    assert "“book.cxdesk” opens to be read only, for " in done.stdout
    assert "may not be written to: save it elsewhere" in done.stdout
