"""A shared copy that only a password opens.

The password is stretched by scrypt (RFC 7914) with a random salt; the content is encrypted and protected in chunks by
AES-256-GCM (NIST SP 800-38D). Every chunk's nonce holds its number and whether it is the last one (the STREAM
construction: Hoang, Reyhanitabar, Rogaway and Vizár 2015), and every chunk vouches for the header: a changed bit, a
missing, added or exchanged chunk, a cut and an end that was appended to are all refused, and nothing of such a file is
given out.

    magic 8 | version 2 | log2 n 1 | r 1 | p 1 | reserved 1 | chunk bytes 4 | salt 32 | nonce prefix 7 |
    check 16 | checksum 8 | chunks, each with its tag of 16

Sizes are in bytes, numbers big-endian. `check` is a MAC of what stands before it under a second key of the same
password, so that a wrong password is told before a byte is decrypted; `checksum`, the beginning of a SHA-256, needs no
password and tells damage from that.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
import struct
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from cxdesk.common.atomic import replacing
from cxdesk.common.problems import UserError
from cxdesk.common.progress import SILENT, Progress
from cxdesk.common.text import shown

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"\x89CXSEAL\n"
VERSION = 1
CHUNK_BYTES = 1 << 20
MIN_CHARACTERS = 12
_TAG_BYTES = 16
_FIXED = struct.Struct(">8sHBBBxI32s7s")
_CHECK_BYTES, _SUM_BYTES = 16, 8
HEADER_BYTES = _FIXED.size + _CHECK_BYTES + _SUM_BYTES
_MAX_CHUNKS = 1 << 32
_MAX_SCRYPT_BYTES = 512 << 20
_LOG_N, _R, _P = range(10, 21), range(1, 33), range(1, 5)
_CHUNKS = range(64, (16 << 20) + 1)


class WrongPassword(UserError):  # noqa: N818 - an outcome: the window asks again
    """The file is whole as far as can be told, and the password is not its own."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """How hard guessing a password is made: scrypt's parameters, 128 * n * r bytes of memory a guess."""

    log_n: int = 17
    r: int = 8
    p: int = 1

    def is_bearable(self) -> bool:
        """Whether opening takes at most half a gigabyte and some seconds; more is asked for only to do harm."""
        known = self.log_n in _LOG_N and self.r in _R and self.p in _P
        return known and self.memory_bytes <= _MAX_SCRYPT_BYTES

    @property
    def memory_bytes(self) -> int:
        """What one guess needs."""
        return (128 * self.r) << self.log_n


STRONG = Cost()


@dataclass(frozen=True, kw_only=True)
class _Header:
    """What stands before the chunks, without what is computed from it."""

    cost: Cost
    chunk_bytes: int
    salt: bytes
    prefix: bytes

    @classmethod
    def new(cls, cost: Cost, chunk_bytes: int) -> Self:
        return cls(cost=cost, chunk_bytes=chunk_bytes, salt=os.urandom(32), prefix=os.urandom(7))

    def fixed(self) -> bytes:
        cost = self.cost
        return _FIXED.pack(MAGIC, VERSION, cost.log_n, cost.r, cost.p, self.chunk_bytes, self.salt, self.prefix)


def seal(
    source: Path,
    target: Path,
    password: str,
    progress: Progress = SILENT,
    *,
    cost: Cost = STRONG,
    chunk_bytes: int = CHUNK_BYTES,
) -> None:
    """Write a copy of a file that the password opens, for the user's eyes only (0600), whole or not at all.

    Raises:
        UserError: the password is empty or no text, the files are one, cannot be read or written.
        Cancelled: the user stopped; nothing is left behind.
        ValueError: nobody could open what such a cost or size of chunks would make.
    """
    if not cost.is_bearable() or chunk_bytes not in _CHUNKS:
        raise ValueError(cost, chunk_bytes)
    secret = _secret(password)
    _check_two(source, target)
    header = _Header.new(cost, chunk_bytes)
    key, check_key = _keys(secret, header)
    fixed = header.fixed()
    checked = fixed + hmac.digest(check_key, fixed, "sha256")[:_CHECK_BYTES]
    head = checked + hashlib.sha256(checked).digest()[:_SUM_BYTES]
    with (
        _said(source, target),
        source.open("rb") as content,
        replacing(target, private=True, keep_mode=False) as temporary,
    ):
        told = _Told(progress, source, "Encrypting")
        with temporary.open("wb") as sealed:
            sealed.write(head)
            for number, chunk, last in _pieces(content, chunk_bytes):
                sealed.write(key.encrypt(_nonce(header, number, last=last), chunk, head))
                told.add(len(chunk))


def unseal(source: Path, target: Path, password: str, progress: Progress = SILENT) -> None:
    """Write what a sealed file holds, for the user's eyes only (0600), once all of it was found unchanged.

    Raises:
        WrongPassword: the password is another.
        UserError: the file is none of these, damaged, of a newer version, or the files cannot be read or written.
        Cancelled: the user stopped; nothing is left behind.
    """
    from cryptography.exceptions import InvalidTag

    secret = _secret(password)
    _check_two(source, target)
    name = shown(source.name)
    with _said(source, target), source.open("rb") as sealed:
        head = sealed.read(HEADER_BYTES)
        header = _read_header(head, name)
        key, check_key = _keys(secret, header)
        check = head[_FIXED.size : _FIXED.size + _CHECK_BYTES]
        if not hmac.compare_digest(hmac.digest(check_key, head[: _FIXED.size], "sha256")[:_CHECK_BYTES], check):
            raise WrongPassword(
                f"The password does not open “{name}”: check capital letters and the keyboard's language."
            )
        told = _Told(progress, source, "Decrypting")
        told.add(len(head))
        with replacing(target, private=True, keep_mode=False) as temporary, temporary.open("wb") as content:
            for number, chunk, last in _pieces(sealed, header.chunk_bytes + _TAG_BYTES):
                try:
                    content.write(key.decrypt(_nonce(header, number, last=last), chunk, head))
                except (InvalidTag, ValueError):
                    raise _damaged(name) from None
                told.add(len(chunk))


def is_sealed(path: Path) -> bool:
    """Whether a file begins as a sealed one does; one that cannot be read does not."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def weakness(password: str) -> str | None:
    """A sentence that says why a password is easily guessed; None if nothing speaks against it. "" says nothing yet."""
    text = unicodedata.normalize("NFC", password)
    if not text:
        return None
    if len(text) < MIN_CHARACTERS:
        return f"Short passwords are found by trying: take {MIN_CHARACTERS} characters or more, say four words."
    if len(set(text.casefold())) < 5:
        return "A password of few different characters is found by trying: take four unrelated words, say."
    if text.isdecimal():
        return "Numbers alone are found by trying: take four unrelated words, say."
    return None


def _secret(password: str) -> bytes:
    """The password as bytes; the same for letters that keyboards compose differently."""
    if not password:
        raise UserError(
            "The password is empty: type one, and keep it where you find it again, for nothing else opens the copy."
        )
    try:
        return unicodedata.normalize("NFC", password).encode("utf-8")
    except UnicodeEncodeError:
        raise UserError("The password holds characters that cannot be written: type another one.") from None


def _keys(secret: bytes, header: _Header) -> tuple[AESGCM, bytes]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    cost = header.cost
    try:
        stretched = Scrypt(salt=header.salt, length=64, n=1 << cost.log_n, r=cost.r, p=cost.p).derive(secret)
    except MemoryError:
        needed = f"{cost.memory_bytes >> 20} MB"
        raise UserError(f"Memory is short: a password needs {needed}; close other programs and try again.") from None
    return AESGCM(stretched[:32]), stretched[32:]


def _read_header(head: bytes, name: str) -> _Header:
    if not head.startswith(MAGIC):
        raise UserError(f"“{name}” is no copy with a password: open it as it is.")
    if len(head) < HEADER_BYTES:
        raise _damaged(name)
    _magic, version, log_n, r, p, chunk_bytes, salt, prefix = _FIXED.unpack_from(head)
    whole = hashlib.sha256(head[:-_SUM_BYTES]).digest()[:_SUM_BYTES] == head[-_SUM_BYTES:]
    if version > VERSION:
        raise UserError(
            f"“{name}” was made by a newer version of CX Desk: update CX Desk to open it, if the file is not damaged."
        )
    cost = Cost(log_n=log_n, r=r, p=p)
    if not whole or version != VERSION or not cost.is_bearable() or chunk_bytes not in _CHUNKS:
        raise _damaged(name)
    return _Header(cost=cost, chunk_bytes=chunk_bytes, salt=salt, prefix=prefix)


def _nonce(header: _Header, number: int, *, last: bool) -> bytes:
    return header.prefix + number.to_bytes(4, "big") + bytes([last])


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """(number, bytes, whether it is the last) of a file's pieces; an empty file has one empty piece."""
    piece = file.read(size)
    for number in range(_MAX_CHUNKS):
        following = file.read(size)
        yield number, piece, not following
        if not following:
            return
        piece = following
    raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))


class _Told:
    """Bytes done of a file's size, for the user."""

    def __init__(self, progress: Progress, source: Path, text: str) -> None:
        self._progress, self._text = progress, text
        self._done, self._total = 0, source.stat().st_size
        self.add(0)

    def add(self, size: int) -> None:
        """So many bytes more are done."""
        self._done += size
        self._progress.report(self._done, max(self._done, self._total), self._text)


def _check_two(source: Path, target: Path) -> None:
    """A copy written over its own source would be the end of the source."""
    try:
        same = target.exists() and source.samefile(target)
    except OSError:
        same = False
    if same:
        raise UserError(f"“{shown(target.name)}” is the file itself: choose another name for the copy.")


def _damaged(name: str) -> UserError:
    return UserError(f"“{name}” is damaged or was changed and does not open: ask for the copy again.")


@contextmanager
def _said(source: Path, target: Path) -> Iterator[None]:
    """Turn what the system says about files into a sentence."""
    try:
        yield
    except OSError as error:
        names = f"“{shown(source.name)}” cannot be copied to “{shown(target.name)}”"
        raise UserError(f"{names}: {error.strerror or error}.") from error
