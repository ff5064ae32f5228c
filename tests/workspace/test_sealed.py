from __future__ import annotations

import hashlib
import os
import stat
import struct
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.common.problems import UserError
from cxdesk.common.progress import Cancelled
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace import sealed
from cxdesk.workspace.file.reading import load
from cxdesk.workspace.file.records import PasswordError
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.private import PrivateFolder
from cxdesk.workspace.sealed import HEADER_BYTES, Cost, WrongPassword, is_sealed, seal, unseal, weakness
from cxdesk.workspace.session import Session

QUICK = Cost(log_n=10, r=1)
CHUNK, TAG = 64, 16
PASSWORD = "four unrelated words here"


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def sealed_bytes(place: Path, content: bytes, password: str = PASSWORD, chunk_bytes: int = CHUNK) -> bytes:
    (place / "plain").write_bytes(content)
    seal(place / "plain", place / "sealed", password, cost=QUICK, chunk_bytes=chunk_bytes)
    return (place / "sealed").read_bytes()


def opened(place: Path, content: bytes, password: str = PASSWORD) -> bytes:
    (place / "given").write_bytes(content)
    unseal(place / "given", place / "opened", password)
    return (place / "opened").read_bytes()


def refused(place: Path, content: bytes) -> UserError:
    """What is said of bytes that do not open; they leave nothing behind."""
    before = set(place.iterdir()) | {place / "given"}
    with pytest.raises(UserError) as caught:
        opened(place, content)
    assert set(place.iterdir()) == before
    return caught.value


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1])
def test_what_was_sealed_is_what_is_opened_at_every_edge_of_a_chunk(tmp_path: Path, size: int):
    content = os.urandom(size)
    whole = sealed_bytes(tmp_path, content)
    assert len(whole) == HEADER_BYTES + size + TAG * max(1, -(-size // CHUNK))
    assert opened(tmp_path, whole) == content


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_the_same_holds_with_the_real_cost_and_chunks(tmp_path: Path, extra: int):
    plain, copy, back = tmp_path / "a.cxdesk", tmp_path / "b.cxdesk", tmp_path / "c.cxdesk"
    plain.write_bytes(os.urandom(sealed.CHUNK_BYTES + extra))
    seal(plain, copy, PASSWORD)
    assert copy.read_bytes()[10:13] == bytes((17, 8, 1))
    unseal(copy, back, PASSWORD)
    assert back.read_bytes() == plain.read_bytes()


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=4 * CHUNK), password=st.text(min_size=1).filter(lambda text: text.isprintable()))
def test_any_content_and_any_password_come_back(content: bytes, password: str):
    with folder() as place:
        assert opened(place, sealed_bytes(place, content, password), password) == content


@settings(max_examples=150, deadline=None)
@given(data=st.data(), size=st.integers(0, 4 * CHUNK))
def test_any_flipped_bit_is_refused(data: st.DataObject, size: int):
    with folder() as place:
        whole = bytearray(sealed_bytes(place, bytes(size)))
        bit = data.draw(st.integers(0, 8 * len(whole) - 1))
        whole[bit // 8] ^= 1 << bit % 8
        told = refused(place, bytes(whole))
        assert not isinstance(told, WrongPassword)


def test_each_bit_of_the_header_is_looked_at(tmp_path: Path):
    whole = sealed_bytes(tmp_path, b"content")
    for bit in range(8 * HEADER_BYTES):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        refused(tmp_path, bytes(changed))


@settings(max_examples=100, deadline=None)
@given(data=st.data(), size=st.integers(0, 4 * CHUNK))
def test_any_cut_is_refused(data: st.DataObject, size: int):
    with folder() as place:
        whole = sealed_bytes(place, bytes(size))
        assert "damaged" in str(refused(place, whole[: data.draw(st.integers(8, len(whole) - 1))]))


@settings(max_examples=60, deadline=None)
@given(size=st.integers(0, 3 * CHUNK), more=st.binary(min_size=1, max_size=2 * CHUNK))
def test_anything_appended_is_refused(size: int, more: bytes):
    with folder() as place:
        refused(place, sealed_bytes(place, bytes(size)) + more)


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 2), (0, 1), (0, 1, 1, 2), (2,), (0, 0, 2), (0, 1, 2, 2)])
def test_chunks_in_another_order_or_number_are_refused(tmp_path: Path, order: tuple[int, ...]):
    whole = sealed_bytes(tmp_path, b"the same" * (3 * CHUNK // 8))
    step = CHUNK + TAG
    chunks = [whole[HEADER_BYTES + at : HEADER_BYTES + at + step] for at in range(0, 3 * step, step)]
    assert whole == whole[:HEADER_BYTES] + b"".join(chunks)
    refused(tmp_path, whole[:HEADER_BYTES] + b"".join(chunks[number] for number in order))


def test_chunks_of_another_copy_with_the_same_password_are_refused(tmp_path: Path):
    one, other = sealed_bytes(tmp_path, bytes(CHUNK)), sealed_bytes(tmp_path, bytes(CHUNK))
    refused(tmp_path, one[:HEADER_BYTES] + other[HEADER_BYTES:])


def test_the_same_content_never_gives_the_same_bytes(tmp_path: Path):
    one, other = sealed_bytes(tmp_path, bytes(CHUNK)), sealed_bytes(tmp_path, bytes(CHUNK))
    assert one[14:] != other[14:]
    words = [{text[at : at + 8] for at in range(HEADER_BYTES, len(text), 8)} for text in (one, other)]
    assert not words[0] & words[1]


def test_another_program_that_knows_the_format_opens_it(tmp_path: Path):
    """By the description alone, with the standard library's scrypt."""
    whole = sealed_bytes(tmp_path, b"a" * CHUNK + b"b")
    log_n, r, p, _, size, salt, prefix = struct.unpack(">BBBBI32s7s", whole[10:57])
    key = hashlib.scrypt(PASSWORD.encode(), salt=salt, n=2**log_n, r=r, p=p, dklen=64)[:32]
    head, body = whole[:81], whole[81:]
    first = AESGCM(key).decrypt(prefix + bytes(5), body[: size + 16], head)
    last = AESGCM(key).decrypt(prefix + bytes((0, 0, 0, 1, 1)), body[size + 16 :], head)
    assert (first, last) == (b"a" * CHUNK, b"b")


def test_a_wrong_password_is_told_from_damage(tmp_path: Path):
    whole = sealed_bytes(tmp_path, bytes(3 * CHUNK))
    with pytest.raises(WrongPassword, match="does not open “given”"):
        opened(tmp_path, whole, "another password")
    with pytest.raises(WrongPassword):
        opened(tmp_path, whole[:-5], "another password")
    assert "damaged" in str(refused(tmp_path, whole[:-5]))
    assert not (tmp_path / "opened").exists()


def test_letters_composed_by_another_keyboard_are_the_same_password(tmp_path: Path):
    password = "Übergrößenträger Ångström"
    assert unicodedata.normalize("NFD", password) != password
    whole = sealed_bytes(tmp_path, b"content", unicodedata.normalize("NFD", password))
    assert opened(tmp_path, whole, password) == b"content"


@pytest.mark.parametrize("password", ["", "\ud800"])
def test_an_empty_password_or_one_that_is_no_text_is_refused(tmp_path: Path, password: str):
    (tmp_path / "plain").write_bytes(b"")
    with pytest.raises(UserError, match="type"):
        seal(tmp_path / "plain", tmp_path / "sealed", password)
    with pytest.raises(UserError, match="type"):
        unseal(tmp_path / "plain", tmp_path / "sealed", password)


def hostile(whole: bytes, at: int, value: bytes) -> bytes:
    """The file with other parameters and a checksum that agrees."""
    head = bytearray(whole[: HEADER_BYTES - 8])
    head[at : at + len(value)] = value
    return bytes(head) + hashlib.sha256(head).digest()[:8] + whole[HEADER_BYTES:]


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (10, b"\x1a"),  # 64 GB
        (10, b"\x15"),
        (10, b"\xff"),
        (10, b"\x00"),
        (11, b"\x00"),
        (10, b"\x14\x20"),
        (12, b"\xff"),
        (12, b"\x00"),
        (14, b"\xff\xff\xff\xff"),
        (14, bytes(4)),
        (8, bytes(2)),
    ],
)
def test_a_file_that_asks_for_too_much_is_refused_before_anything_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, value: bytes
):
    whole = sealed_bytes(tmp_path, b"content")
    monkeypatch.setattr(sealed, "_keys", lambda *_: pytest.fail("stretched"))
    assert "damaged" in str(refused(tmp_path, hostile(whole, at, value)))


def test_a_newer_format_says_what_to_do(tmp_path: Path):
    whole = sealed_bytes(tmp_path, b"content")
    assert "update CX Desk" in str(refused(tmp_path, hostile(whole, 8, b"\x00\x02")))


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" * 20, b"\x89CXSEAL\r\n" * 20, b"\x89CXSEAL"])
def test_another_kind_of_file_is_told(tmp_path: Path, content: bytes):
    assert "no copy with a password" in str(refused(tmp_path, content))
    assert not is_sealed(tmp_path / "given")


def test_sealed_files_are_known_by_their_beginning(tmp_path: Path):
    sealed_bytes(tmp_path, b"content")
    assert is_sealed(tmp_path / "sealed")
    assert not is_sealed(tmp_path / "plain")
    assert not is_sealed(tmp_path / "none")
    assert not is_sealed(tmp_path)


def test_copies_are_for_the_user_alone_whatever_stood_there(tmp_path: Path):
    for name in ("sealed", "opened"):
        (tmp_path / name).write_bytes(b"")
        (tmp_path / name).chmod(0o666)
    opened(tmp_path, sealed_bytes(tmp_path, b"content"))
    assert stat.S_IMODE((tmp_path / "sealed").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "opened").stat().st_mode) == 0o600


def test_a_file_is_not_sealed_over_itself(tmp_path: Path):
    plain = tmp_path / "plain"
    plain.write_bytes(b"content")
    (tmp_path / "link").symlink_to(plain)
    for target in (plain, tmp_path / "link"):
        with pytest.raises(UserError, match="the file itself"):
            seal(plain, target, PASSWORD, cost=QUICK)
    assert plain.read_bytes() == b"content"


@pytest.mark.parametrize("stop_at", [0, 1, 3])
def test_a_stop_leaves_what_stood_there(tmp_path: Path, stop_at: int):
    class Stop:
        def __init__(self) -> None:
            self.left = stop_at

        def report(self, done: int, total: int, text: str = "") -> None:
            if not self.left:
                raise Cancelled
            self.left -= 1

    whole = sealed_bytes(tmp_path, bytes(5 * CHUNK))
    target = tmp_path / "target"
    target.write_bytes(b"old")
    with pytest.raises(Cancelled):
        seal(tmp_path / "plain", target, PASSWORD, Stop(), cost=QUICK, chunk_bytes=CHUNK)
    with pytest.raises(Cancelled):
        unseal(tmp_path / "sealed", target, PASSWORD, Stop())
    assert target.read_bytes() == b"old"
    assert (tmp_path / "sealed").read_bytes() == whole
    assert {path.name for path in tmp_path.iterdir()} == {"plain", "sealed", "target"}


def test_progress_counts_the_bytes_of_the_source(tmp_path: Path):
    told: list[tuple[int, int, str]] = []

    class Told:
        def report(self, done: int, total: int, text: str = "") -> None:
            told.append((done, total, text))

    (tmp_path / "plain").write_bytes(bytes(100))
    seal(tmp_path / "plain", tmp_path / "sealed", PASSWORD, Told(), cost=QUICK, chunk_bytes=64)
    assert told == [(0, 100, "Encrypting"), (64, 100, "Encrypting"), (100, 100, "Encrypting")]


def test_files_that_cannot_be_read_or_written_are_said(tmp_path: Path):
    with pytest.raises(UserError, match="“none” cannot be copied to “target”: No such file"):
        seal(tmp_path / "none", tmp_path / "target", PASSWORD, cost=QUICK)
    (tmp_path / "plain").write_bytes(b"content")
    with pytest.raises(UserError, match="cannot be copied"):
        seal(tmp_path / "plain", tmp_path / "none" / "target", PASSWORD, cost=QUICK)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is always full")
def test_a_full_disk_is_said(tmp_path: Path):
    (tmp_path / "plain").write_bytes(bytes(100_000))
    with pytest.raises(UserError, match="No space left"):
        seal(tmp_path / "plain", Path("/dev/full"), PASSWORD, cost=QUICK)


def test_a_cost_that_nobody_could_open_is_a_bug(tmp_path: Path):
    for cost, chunk in ((Cost(log_n=26), 64), (QUICK, 1), (QUICK, 1 << 30)):
        with pytest.raises(ValueError, match="Cost"):
            seal(tmp_path / "a", tmp_path / "b", PASSWORD, cost=cost, chunk_bytes=chunk)


def test_a_workspace_goes_through_a_copy_with_a_password(tmp_path: Path):
    book, copy = tmp_path / "book.cxdesk", tmp_path / "copy.cxdesk"
    targets = TargetBook(targets=(Target(kpi="csat", value=85.0),))
    save(book, Session(targets=targets), now=datetime(2026, 3, 2, tzinfo=UTC))
    seal(book, copy, PASSWORD, cost=QUICK)
    with pytest.raises(PasswordError):
        load(copy)
    with PrivateFolder(tmp_path / "cache") as folder:
        opened_book = folder.file(".cxdesk")
        unseal(copy, opened_book, PASSWORD)
        assert stat.S_IMODE(opened_book.stat().st_mode) == 0o600
        assert load(opened_book).session.targets == targets
        assert opened_book.read_bytes() == book.read_bytes()


@pytest.mark.parametrize("password", ["short", "elevenchars", "aaaaaaaaaaaaaaaa", "AaAaAaAaAaAaBb", "123456789012345"])
def test_passwords_that_are_found_by_trying_are_said(password: str):
    assert "found by trying" in (weakness(password) or "")


@pytest.mark.parametrize("password", ["", "twelve chars", PASSWORD, "pâté-à-la-crème"])
def test_nothing_is_said_of_others(password: str):
    assert weakness(password) is None


def test_the_library_is_loaded_when_it_is_needed():
    script = "import sys, cxdesk.workspace.sealed; sys.exit('cryptography' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
def test_memory_does_not_grow_with_the_file(tmp_path: Path):
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from cxdesk.workspace.sealed import Cost, seal, unseal\n"
        "a, b, c = (Path(sys.argv[1]) / name for name in 'abc'); cost = Cost(log_n=10, r=1)\n"
        "def peak(size):\n"
        "    with a.open('wb') as file: file.truncate(size)\n"
        "    seal(a, b, 'password', cost=cost); unseal(b, c, 'password')\n"
        "    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "small = peak(4 << 20); print(peak(96 << 20) - small)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 8192
