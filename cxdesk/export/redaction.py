"""Names to codes: what a workbook shows of people when it is to be passed on.

The same name has the same code in every sheet of one workbook; nothing in the workbook leads back to the name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.tables.dataset import Dataset
from cxdesk.tables.fields import EXTRA

# Fields that name a person or a customer, with the word their codes begin with.
CODED: dict[str, str] = {"agent": "Agent", "account": "Account", "requester": "Requester", "respondent": "Respondent",
                         "employee": "Employee", "user": "User", "owner": "Owner", "who": "Reviewer"}  # fmt: skip
_HIDDEN = ("subject", "comment", "csat_comment", "tags", "text")
_HIDDEN_TEXT, _REMOVED_NAME = "(removed)", "(name)"
# From the beginning of a word only: looked for from every letter, one very long word would take minutes.
_MAIL = re.compile(r"(?<![^\s@<>\"',;:()])[^\s@<>\"',;:()]+@[^\s@<>\"',;:()]+\.\w+")
_ADDRESS = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
# Headers of extra columns that may hold a person, an address or free words, in the languages of exports.
_PERSONAL = re.compile(
    r"name|mail|phone|mobile|tel\b|user|contact|customer|client|person|agent|assignee|requester|owner|caller|company"
    r"|organi[sz]ation|account|address|comment|feedback|descri|note|message|subject|body|text|ip\b|by$|log.?in|fax"
    r"|watcher|sender|recipient|author|creator|reporter|manager|handle|signature|\bcc\b|employee|staff|member|partner"
    r"|supplier|vendor|analyst|engineer|technician|consultant|reviewer|approver|submitter|colleague|escalated to"
    r"|assigned|kunde|kontakt|ansprech|bearbeit|mitarbeit|benutzer|firma|absender|empf.nger|betreff|telefon|anschrift"
    r"|zust.ndig|verantwort|melder|\bnom|soci.t.|entreprise|courriel|demandeur|utilisateur|destinat|assign.|usu.r"
    r"|nombre|apellid|empresa|correo|direcci|solicit|respons|cognome|azienda|indirizzo|richiedente|utente|klant"
    r"|medewerker|bedrijf|gebruiker|aanvrager|担当|顧客|氏名|客户|姓名",
    re.IGNORECASE,
)
_SAID_IN_FULL = re.compile(r"[^\W\d_]['’.\w]*(?:[ \-][^\W\d_]['’.\w]*)*(?:,)? [^\W\d_a-zà-ÿ]['’.\w-]+")
_BETWEEN = re.compile(r"[\s_.\-]+")  # parts of a name, however a file or a column spells it
_FEW = 20  # an extra column of more different texts than these is no category: it may say anything
_PHONE = re.compile(r"\+\d[\d ()/.\-]{6,}\d")
_FILES = "\0files"  # no field is called so
_SHORT = 3  # letters: shorter names are hidden only as they are written, for “al” and “in” are words too


class Redaction:
    """Codes of one workbook. Without `active` everything passes unchanged."""

    def __init__(self, dataset: Dataset | None, *, active: bool) -> None:
        self.active = active
        self._codes: dict[str, dict[str, str]] = {}
        self._known: list[tuple[re.Pattern[str], dict[str, str]]] = []
        self._personal: set[str] = set()  # extra columns of names, addresses or free words
        if active and dataset is not None:
            self._learn(dataset)

    def column(self, name: str, texts: NDArray[Any]) -> NDArray[Any]:
        """A column of texts ("" = blank) as it may be shown."""
        if not self.active:
            return texts
        if name in _HIDDEN:
            return np.where(texts == "", "", _HIDDEN_TEXT).astype(object)
        codes, distinct = pd.factorize(texts)
        shown = self._coded(name, [str(text) for text in distinct])
        return np.array(shown, dtype=object)[codes]

    def value(self, dimension: str, text: str) -> str:
        """A value of a dimension as it may be shown."""
        if not self.active or not text:
            return text
        if dimension in CODED:
            return self._code(dimension, text)
        if dimension.startswith(EXTRA):
            return self._code(dimension, text) if dimension in self._personal else self.words(text)
        return self.words(text)

    def words(self, text: str) -> str:
        """A sentence without e-mail addresses and without the names that have a code."""
        if not self.active:
            return text
        text = _ADDRESS.sub("(address)", _PHONE.sub("(phone)", _MAIL.sub("(e-mail)", text)))
        for pattern, codes in self._known:
            text = pattern.sub(_coder(codes), text)
        return text

    def file(self, name: str) -> str:
        """A file's name, which may say anything: a code with the file's kind."""
        if not self.active or not name:
            return name
        files = self._codes.setdefault(_FILES, {})
        _, dot, kind = name.rpartition(".")
        return files.setdefault(name, f"File {len(files) + 1:03d}{f'.{kind}' if dot and len(kind) < 6 else ''}")

    def found(self, text: str | None) -> str:
        """What a problem found in a cell: free content, which may be anything."""
        return "" if text is None else _HIDDEN_TEXT if self.active else text

    def _learn(self, dataset: Dataset) -> None:
        frames = [*dataset.tables.values()]
        if dataset.origin is not None:  # sentences name spellings that were merged, too
            frames += dataset.origin.tables.values()
        for frame in frames:
            self._personal |= {name for name in map(str, frame.columns) if name.startswith(EXTRA)
                               and (_PERSONAL.search(name) or _is_free(frame[name])
                                    or _is_of_names(frame[name]))}  # fmt: skip
        for field in CODED:
            found: dict[str, None] = {}
            for frame in frames:
                if field in frame.columns:
                    found |= dict.fromkeys(_texts_of(frame[field]))
            for name in sorted(found):
                self._code(field, name)
        for field in CODED:
            names = [name for name in self._codes.get(field, {}) if len(name) > 1 and not name.isdigit()]
            if names and len(names) <= 2_000:  # sentences name segments; a list of thousands is never spelt out
                codes = {_plain(name): self._codes[field][name] for name in names}
                self._known.append((_pattern(names), codes))

    def _coded(self, name: str, distinct: list[str]) -> list[str]:
        if name in CODED or name in self._personal:
            return [self._code(name, text) if text else "" for text in distinct]
        return [self.words(text) for text in distinct]

    def _code(self, field: str, text: str) -> str:
        codes = self._codes.setdefault(field, {})
        if text not in codes:
            word = CODED.get(field) or self.words(field.removeprefix(EXTRA))[:40].strip() or "Value"
            codes[text] = f"{word} {len(codes) + 1:03d}"
        return codes[text]


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names as whole words, the longest first; underscores, dots and hyphens may stand between its parts."""
    ordered = [*sorted(names, key=len, reverse=True)]
    long = "|".join(_spelt(name) for name in ordered if len(name) >= _SHORT)
    short = "|".join(re.escape(name) for name in ordered if len(name) < _SHORT)
    either = "|".join(part for part in (long and f"(?i:{long})", short) if part)
    return re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])")


def _spelt(name: str) -> str:
    return r"[\s_.\-]+".join(re.escape(part) for part in _BETWEEN.split(name) if part) or re.escape(name)


def _plain(name: str) -> str:
    return _BETWEEN.sub(" ", name).strip().casefold() or name.casefold()


def _coder(codes: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def code(found: re.Match[str]) -> str:
        return codes.get(_plain(found.group()), _REMOVED_NAME)

    return code


def _is_of_names(column: pd.Series[Any]) -> bool:
    """Whether most of a column's texts are of words that begin with capitals, as first and last names do."""
    if pd.api.types.is_numeric_dtype(column.dtype) or column.dtype.kind == "M":
        return False
    texts = list(_texts_of(column))[:_FEW]
    return bool(texts) and sum(bool(_SAID_IN_FULL.fullmatch(text)) for text in texts) > len(texts) / 2


def _is_free(column: pd.Series[Any]) -> bool:
    """Whether a column holds more different texts than a category does."""
    if pd.api.types.is_numeric_dtype(column.dtype) or column.dtype.kind == "M":
        return False
    return int(column.nunique()) > _FEW


def _texts_of(column: pd.Series[Any]) -> Iterable[str]:
    values = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column.dropna().unique()
    return (str(value) for value in values if str(value))
