"""A person's names as they are looked for in texts: in other case, with other spaces, in paths and in addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxdesk.common.channels import DEFAULT_LIMITS
from cxdesk.common.conventions import Conventions
from cxdesk.common.problems import UserError
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import EXTRA, ROW, SOURCE
from cxdesk.tables.figures import FIGURE_NAMES
from cxdesk.workspace.file.parts import adapters

_SHORT = 3  # letters: shorter names are looked for only as they are written, for “al” and “in” are words too
_LEAST = 2  # letters of a name
_GAP = re.compile(r"[\s._\-+]+")
_SPACE = r"\s"
_PLAIN_SPACE = r"\s\p{Z}\x85\x1c-\x1f"  # the same for Arrow, whose \s is of ASCII alone
_GAPS = r"(?:[{space}._\-+]|%20)+"  # what stands between two words of a name, in sentences, addresses and paths
_APOSTROPHES = "'’ʼ‘`´"
_PAIRS = ("aliases", "apart")  # parts in which a spelling stands beside a name
_UNSPACED = ("THAI", "LAO", "KHMER", "MYANMAR")  # scripts without spaces between words, beside those of wide letters
_EDGE_BEFORE, _EDGE_AFTER = r"(?<![^\W_])", r"(?![^\W_])"  # an underscore ends a word, as in names of files


class Names:
    """The spellings of one person, looked for as whole words in any case of letters.

    Raises:
        UserError: a spelling is too short to be looked for.
    """

    def __init__(self, spellings: Collection[str], label: str = "") -> None:
        for name in spellings:
            if sum(letter.isalnum() for letter in name) < _LEAST:
                raise UserError(f"“{name}” is too short to be looked for: give the whole name, or the e-mail address.")
        self.label, self.spellings = label, tuple(spellings)
        forms = sorted({form for name in spellings for form in _forms(name)}, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(_as_word, forms)) or "(?!)")
        self._likely = "|".join(_pattern(form, for_arrow=True) for form in forms) or r"[^\s\S]"

    def is_in(self, text: str) -> bool:
        """Whether a text holds one of the spellings."""
        return self._pattern.search(text) is not None

    def replaced(self, text: str) -> str:
        """The text with the label in place of each spelling; the program's own words stay as they are."""
        return self._pattern.sub(self.label, text)

    def within(self, value: Any, titles: Mapping[str, str]) -> Any:
        """Plain data (of JSON) without the names, also in its keys; `titles` are columns that have another title now.

        Words of the program itself, such as the name of a field, are left alone where they stand by themselves.
        """
        if isinstance(value, str):
            return self._own(value, titles)
        if isinstance(value, Mapping):
            return {self._own(str(key), titles): self.within(item, titles) for key, item in value.items()}
        return [self.within(item, titles) for item in value] if isinstance(value, list) else value

    def within_part(self, part: str, value: Any, titles: Mapping[str, str]) -> Any:
        """A part of plain data without the names; a spelling that would stand for itself is merged no more."""
        new = self.within(value, titles)
        if part in _PAIRS and new != value:
            new = [pair for pair in new if pair.get("spelling") != pair.get("name")]
        return new

    def hits(self, texts: pa.Array | pa.ChunkedArray) -> NDArray[np.intp]:
        """Places of the texts that hold one of the spellings; blanks hold none."""
        likely = pc.fill_null(pc.match_substring_regex(texts, self._likely, ignore_case=True), False)
        places = np.flatnonzero(np.asarray(likely))
        sure = [self.is_in(text) for text in texts.take(pa.array(places)).to_pylist()]
        return places[np.asarray(sure, dtype=np.bool_)]

    def _own(self, text: str, titles: Mapping[str, str]) -> str:
        if text.startswith(EXTRA) and text in titles:
            return titles[text]
        return text if text in own_words() else self.replaced(text)


@cache
def own_words() -> frozenset[str]:
    """Words by which the program knows fields, KPIs, tables and choices; in a document they name nobody."""
    words = {SOURCE, ROW, *TABLES, *FIGURE_NAMES, *(kpi.id for kpi in CATALOGUE)}
    words |= {word for limit in DEFAULT_LIMITS for word in (limit.name, *limit.words)}
    for table in TABLES.values():
        words |= {field.name for field in table.fields}
        words |= {choice for field in table.fields for choice, _ in field.choices}
    words |= {str(value) for value in Conventions().as_json().values()}
    for adapter in adapters().values():
        words |= set(_of_schema(adapter.json_schema()))
    return frozenset(words)


def _of_schema(schema: Any) -> Iterator[str]:
    """Names of fields and fixed values in a JSON schema."""
    if isinstance(schema, Mapping):
        yield from schema.get("properties", {})
        fixed = [*schema.get("enum", ()), schema.get("const")]
        yield from (value for value in fixed if isinstance(value, str))
        for item in schema.values():
            yield from _of_schema(item)
    elif isinstance(schema, list):
        for item in schema:
            yield from _of_schema(item)


def _forms(name: str) -> set[str]:
    """A name composed and decomposed, with letters that fold into two (ß and SS), and with the surname first."""
    bare = name.strip()
    *given, surname = bare.split()
    turned = {f"{surname}, {' '.join(given)}"} if given and "@" not in bare and "," not in bare else set()
    folded = {bare, *turned}
    folded |= {form for one in folded if len(bare) >= _SHORT for form in (one.casefold(), one.upper())}
    return {unicodedata.normalize(kind, text) for kind in ("NFC", "NFD") for text in folded}


def _as_word(form: str) -> str:
    """A form as a whole word, in any case where it is long enough."""
    pattern = f"(?i:{_pattern(form)})" if len(form) >= _SHORT else _pattern(form)
    before, after = ("" if _is_unspaced(letter) else edge
                     for letter, edge in ((form[0], _EDGE_BEFORE), (form[-1], _EDGE_AFTER)))  # fmt: skip
    return f"{before}{pattern}{after}"


def _is_unspaced(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF" or unicodedata.name(letter, "").startswith(_UNSPACED)


def _pattern(form: str, *, for_arrow: bool = False) -> str:
    """A name as a pattern; Arrow's matcher knows other spaces and other cases of the Turkish i."""
    space = _PLAIN_SPACE if for_arrow else _SPACE
    words = form.split() if "@" in form else [word for word in _GAP.split(form) if word]
    gap = f"[{space}]+" if "@" in form else _GAPS.format(space=space)
    return gap.join("".join(_letter(letter, for_arrow=for_arrow) for letter in word) for word in words)


def _letter(letter: str, *, for_arrow: bool) -> str:
    if letter in _APOSTROPHES:
        return f"[{_APOSTROPHES}]"
    if for_arrow and letter in "iIıİ":
        return "[iIıİ]"
    return re.escape(letter)
