"""Which encoding a text file is in, decided on all its bytes, and the same text as UTF-8."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from dataclasses import dataclass, replace

from cxdesk.imports.files.letters import latin_page

# Code pages that spreadsheet programs and help desks really write; more candidates only add wrong guesses.
CODE_PAGES = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_15", "iso8859_2",
              "iso8859_5", "shift_jis", "euc_jp", "gb18030", "big5", "cp949", "koi8_r", "mac_roman"]  # fmt: skip
STEP_BYTES = 1 << 20  # decoded at a time, so that no thread holds the lock for long
SAMPLE_BYTES = 64 * 1024
GUESSED_BYTES = 8 * 1024  # what the guess of a code page looks at
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
          (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
_TURKISH = frozenset("ÇĞÖÜİŞçğöüışâîûÂÎÛ".encode("cp1254"))
_TURKISH_ONLY = frozenset("ĞİŞğış".encode("cp1254"))  # the six letters in which cp1254 differs from cp1252
_END = b"\x1a"
_REPLACED = "\ufffd".encode()
_MISREAD_MARK = "ï»¿".encode()  # a byte order mark that some program took for text


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """Text as UTF-8, which begins at `start` (after a byte order mark), the encoding it was in, and what to say."""

    utf8: bytes
    start: int
    encoding: str
    notes: tuple[str, ...] = ()


class NotTextError(Exception):
    """The bytes are no text in any encoding known here."""


def _unheard() -> None:
    """Nobody waits for a step."""


def decode(data: bytes, known: str | None = None, on_step: Callable[[], None] = _unheard) -> Decoded:
    """Find the encoding: byte order mark, zeros of UTF-16 and UTF-32, strict UTF-8, a code page, Latin-1.

    `known` is the encoding that the user says; then nothing is guessed. `on_step` is called several times a second
    while a large text is looked through.

    Raises:
        NotTextError: the bytes hold control characters that no text has.
    """
    if known is not None:
        return _text(_converted(data, known, on_step), known)
    for mark, name in _MARKS:
        if data.startswith(mark) and name != "utf-8":
            return _text(_converted(data, name, on_step, len(mark)), name)
    wide = _wide_without_mark(data)
    if wide is not None:
        return _text(_converted(data, wide, on_step), wide)
    if _has_zeros(data, on_step) or _trailing(data).endswith(_END):
        return _without_zeros(data, on_step)
    if _looks_binary(data[:SAMPLE_BYTES]):
        raise NotTextError
    broken_at = _first_broken(data, on_step)
    if broken_at is None:
        return _text(data, "utf-8")
    if data.startswith(codecs.BOM_UTF8) or _mostly_utf8(_around(data, broken_at)):
        return _mended(data, on_step)
    name = _code_page(data[broken_at : broken_at + STEP_BYTES])
    return _text(_converted(data, name, on_step), name)


def _has_zeros(data: bytes, on_step: Callable[[], None]) -> bool:
    """Whether a zero byte stands somewhere, looked for in steps: a search keeps the interpreter's lock."""
    for at in range(0, len(data), STEP_BYTES):
        on_step()
        if data.find(b"\0", at, at + STEP_BYTES) >= 0:
            return True
    return False


def _trailing(data: bytes) -> bytes:
    """What stands at the end, without the spaces after it; a large text is not copied."""
    return data[-SAMPLE_BYTES:].rstrip() or data.rstrip()


def _without_zeros(data: bytes, on_step: Callable[[], None]) -> Decoded:
    """Text in which some program left zero bytes, or the sign by which old programs end a file."""
    bare = data.replace(b"\0", b"").rstrip().removesuffix(_END)
    zeros = data.count(b"\0")
    if zeros > 0.05 * len(data) or b"\0" in bare or bare.endswith(_END):
        raise NotTextError
    found = decode(bare, on_step=on_step)
    said = "1 zero byte was" if zeros == 1 else f"{zeros:,} zero bytes were"
    return replace(found, notes=(*found.notes, f"{said} left out.")) if zeros else found


def _mended(data: bytes, on_step: Callable[[], None]) -> Decoded:
    """UTF-8 with some broken places, which become the sign of replacement."""
    utf8 = _converted(data, "utf-8", on_step)
    broken = utf8.count(_REPLACED) - data.count(_REPLACED)
    places = "1 place is" if broken == 1 else f"{broken:,} places are"
    return _text(utf8, "utf-8", f"{places} not valid UTF-8; a � stands there.")


def _text(utf8: bytes, name: str, *notes: str) -> Decoded:
    start = 0
    for mark in (codecs.BOM_UTF8, _MISREAD_MARK):
        if utf8.startswith(mark, start):
            start += len(mark)
    return Decoded(utf8=utf8, start=start, encoding=name, notes=notes)


def _converted(data: bytes, name: str, on_step: Callable[[], None], start: int = 0) -> bytes:
    """The text from `start` on as UTF-8; what cannot be decoded becomes the sign of replacement."""
    decoder = codecs.getincrementaldecoder(name)("replace")
    out = io.BytesIO()  # gives its bytes away without copying them
    for at in range(start, len(data), STEP_BYTES):
        on_step()
        out.write(decoder.decode(data[at : at + STEP_BYTES]).encode("utf-8", "replace"))
    out.write(decoder.decode(b"", final=True).encode("utf-8", "replace"))
    return out.getvalue()


def _first_broken(data: bytes, on_step: Callable[[], None]) -> int | None:
    """Start of the first line that is not valid UTF-8, None where all is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for at in range(0, len(data), STEP_BYTES):
        on_step()
        step = data[at : at + STEP_BYTES]
        try:
            decoder.decode(step, final=at + STEP_BYTES >= len(data))
        except UnicodeDecodeError as error:
            return max(data.rfind(b"\n", 0, max(at + error.start, 0)) + 1, 0)
    return None


def _around(data: bytes, at: int) -> bytes:
    """Whole lines before and after a place."""
    start = max(0, at - 2 * STEP_BYTES)
    return data[data.find(b"\n", start) + 1 if start else 0 : at + 2 * STEP_BYTES]


def _mostly_utf8(sample: bytes) -> bool:
    """Whether text with a few broken bytes is still UTF-8: many whole characters for each broken one."""
    text = sample.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) - lost >= 10 * max(lost, 1)


def _wide_without_mark(data: bytes) -> str | None:
    sample = data[: SAMPLE_BYTES // 4 * 4]
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    fours = [sample[at::4].count(0) for at in range(4)]
    for name, empty, full in (("utf-32-le", fours[2:], fours[0]), ("utf-32-be", fours[:2], fours[3])):
        if min(empty) > 0.99 * (len(sample) // 4) and full < 0.05 * (len(sample) // 4):
            return name
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > pairs * 0.3 and even < pairs * 0.05:
        return "utf-16-le"
    if even > pairs * 0.3 and odd < pairs * 0.05:
        return "utf-16-be"
    return None


def _looks_binary(sample: bytes) -> bool:
    controls = sum(sample.count(bytes((code,))) for code in (*range(9), 14, 15, *range(16, 27), 28, 29, 30, 31))
    return controls > len(sample) * 0.01


def _code_page(sample: bytes) -> str:
    """The likeliest code page of the lines that are not plain ASCII; Western European where that is as likely."""
    from charset_normalizer import from_bytes

    seen: dict[bytes, None] = {}  # in order; the same sentence a hundred times says nothing more
    size = 0
    for line in sample.splitlines(keepends=True):
        if not line.isascii() and line not in seen:
            seen[line[:2000]] = None
            size += len(line)
        if size > GUESSED_BYTES:
            break
    lines = b"".join(seen)
    letters = {byte for byte in lines if byte >= 0xC0}
    if letters & _TURKISH_ONLY and letters <= _TURKISH:
        return "cp1254"
    latin = latin_page(lines)
    if latin is not None:
        return latin
    matches = from_bytes(lines, cp_isolation=CODE_PAGES, preemptive_behaviour=False)
    best = matches.best()
    if best is None:
        return "latin-1"
    western = any("cp1252" in m.could_be_from_charset and m.chaos <= best.chaos + 0.01 for m in matches)
    return "cp1252" if western else str(best.encoding)
