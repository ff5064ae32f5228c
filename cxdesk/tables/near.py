"""Names that are nearly the same: “ACME Ltd.” and “Acme Limited”, “web-form” and “Web form”. Only ever proposed.

Names are compared without legal forms, punctuation, case, accents and the order of their words; the score is
rapidfuzz's token_sort_ratio, 0 to 100, of what is left. Names whose numbers, single letters or regions differ are not
near, however alike the rest is.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cxdesk.tables.fields import words

CUTOFF = 86.0  # below it two names are hardly the same
_REST_CUTOFF = 78.0  # of the words that the two do not share
_MAIL_SCORE = 95.0  # at most where a name stands in an address only, at least where all but the writing is the same
_FROM_MAIL = "the name in the e-mail address or domain"
_MOST_PAIRS = 600_000  # compared; the commonest parts of names are left out beyond
_PEOPLE = frozenset(("agent", "owner", "requester", "employee"))
_LEGAL = frozenset(words(
    "inc|incorporated|ltd|limited|llc|llp|lp|plc|corp|corporation|co|company|cie|gmbh|mbh|ag|kg|kgaa|ohg|gbr|ug|ev|eg|"
    "se|sa|sas|sarl|sasu|srl|spa|snc|sl|slu|sau|cv|ab|as|asa|aps|oy|oyj|bv|nv|vof|pty|pte|pvt|kk|ks|kft|zrt|zoo|sro|"
    "doo|ltda|eireli|sal|holding|holdings|group|gruppe"
))  # fmt: skip
_SIGNS = re.compile(r"[^\w\s]+")
_PLAIN = str.maketrans({
    **dict.fromkeys(string.punctuation, " "), **dict.fromkeys(".'’`´", ""), "&": " and ", "+": " plus "
})  # fmt: skip
_FILLERS = frozenset(("and", "the", "und", "et", "y", "e", "of", "der", "die", "das"))
_ROMAN = frozenset(("iii", "vii", "viii"))  # the shorter ones are short words anyway
_OPPOSITES = ("un", "in", "non", "not", "dis", "out", "off", "re", "ex", "pre", "post")
_MAIL = re.compile(r"^(?P<name>.*?)[\s<(\[]*(?P<mail>[\w.+\-']+@[\w\-]+(?:\.[\w\-]+)+)[>)\]\s]*$")
_DOMAIN = re.compile(
    r"^(?:https?://)?(?:www\.)?(?:[\w\-]+\.)*?(?P<label>[\w\-]{2,})\.(?:co\.|com\.|org\.)?[a-z]{2,24}/?$"
)
_FREE = frozenset(("gmail", "googlemail", "outlook", "hotmail", "yahoo", "icloud", "live", "msn", "aol", "gmx", "web",
                   "proton", "protonmail", "t-online", "mail", "qq"))  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Near:
    """A spelling that may stand for a name: rows that hold it, the score 0 to 100, and what speaks for it."""

    spelling: str
    rows: int
    name: str
    score: float
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Form:
    """A name as it is compared: its words in order of the alphabet, and what must be equal."""

    words: tuple[str, ...]
    text: str  # the words with spaces between
    tight: str  # the words as they stood, without spaces
    firm: str  # its numbers, single letters, short words
    keys: frozenset[str]  # an e-mail address or domain: equal ones mean the same


def near_names(values: Mapping[str, int], known: Sequence[str], dimension: str) -> tuple[Near, ...]:
    """For each value (with its rows) the nearest of the known names, if one is near; the one of most rows first.

    Each pair of distinct values is looked at once at most, and only where they share a part; rows play no part.
    """
    mine = list(values)
    forms = [_form(value, dimension) for value in mine]
    theirs = [_form(name, dimension) for name in known]
    best: dict[int, tuple[float, int, str]] = {}
    _by_key(forms, theirs, best)
    left = [place for place in range(len(mine)) if place not in best]
    _by_likeness(forms, theirs, left, best)
    found = [
        Near(spelling=mine[place], rows=values[mine[place]], name=known[at], score=score, why=why)
        for place, (score, at, why) in best.items()
        if mine[place] != known[at]
    ]
    return tuple(sorted(found, key=lambda near: (-near.rows, -near.score, near.spelling)))


def near_spellings(counts: Mapping[str, int], dimension: str) -> tuple[Near, ...]:
    """Values of one dimension that may be spellings of a more frequent one of it, the one of most rows first.

    A name goes before an e-mail address, however few rows hold it.
    """
    ranked = sorted(counts, key=lambda value: ("@" in value, -counts[value], not value[:1].isupper(), value))
    forms = [_form(value, dimension) for value in ranked]
    best: dict[int, tuple[float, int, str]] = {}
    _by_key(forms, forms, best, before=True)
    left = [place for place in range(len(ranked)) if place not in best]
    _by_likeness(forms, forms, left, best, before=True)
    found = [
        Near(spelling=ranked[place], rows=counts[ranked[place]], name=ranked[at], score=score, why=why)
        for place, (score, at, why) in best.items()
    ]
    return tuple(sorted(found, key=lambda near: (-near.rows, -near.score, near.spelling)))


# ------------------------------------------------------------------------------------------------- how names compare


@lru_cache(maxsize=1 << 16)
def _form(text: str, dimension: str) -> _Form:
    keys: set[str] = set()
    bare = text.strip()
    mail = _MAIL.match(bare.casefold()) if "@" in bare else None
    if dimension in _PEOPLE and mail is not None:
        keys.add(mail["mail"])
        bare = mail["name"] or re.sub(r"[\d._+\-]+", " ", mail["mail"].partition("@")[0])
    elif dimension == "account":
        label = _label_of(mail["mail"].partition("@")[2] if mail is not None else bare.casefold())
        if label:
            bare = label
            keys.add(f"domain {label.replace('-', '')}")
    spelt_out = _words(bare)
    while dimension == "account" and len(spelt_out) > 1 and spelt_out[-1] in _LEGAL | _FILLERS:
        spelt_out.pop()
    parts = [word for word in spelt_out if word not in _FILLERS] or spelt_out
    firm = sorted(word for word in parts if len(word) < 3 or word in _ROMAN or not word.isalpha())
    ordered = tuple(sorted(parts))
    return _Form(words=ordered, text=" ".join(ordered), tight="".join(spelt_out), firm=" ".join(firm),
                 keys=frozenset(keys))  # fmt: skip


def _label_of(text: str) -> str:
    """The name in a domain: `acme` of `www.acme.co.uk`; "" for what is no domain, or one where anybody has mail."""
    found = _DOMAIN.match(text) if "." in text and " " not in text else None
    return "" if found is None or found["label"] in _FREE else found["label"]


def _words(text: str) -> list[str]:
    plain = text.casefold()
    if not plain.isascii():
        marked = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in marked if not unicodedata.combining(letter))
        plain = _SIGNS.sub(" ", plain.translate(_PLAIN))
        return plain.split()
    return plain.translate(_PLAIN).split()


# --------------------------------------------------------------------------------------------------------- equal keys


def _by_key(
    mine: Sequence[_Form], theirs: Sequence[_Form], best: dict[int, tuple[float, int, str]], *, before: bool = False
) -> None:
    """Names that are equal once folded, or share an e-mail address or domain; `before` takes earlier ones only."""
    from rapidfuzz import fuzz

    rules: tuple[tuple[Callable[[_Form], Iterable[str]], str], ...] = (
        (lambda form: (form.text,), "the same but for legal form, punctuation, accents or order of words"),
        (lambda form: (form.tight,), "the same but for spaces and punctuation"),
        (lambda form: form.keys, "the same e-mail address or domain"),
    )
    for keys, why in rules:
        where: dict[str, int] = {}
        for at, form in enumerate(theirs):
            for key in keys(form):
                where.setdefault(key, at)
        for place, form in enumerate(mine):
            if place in best:
                continue
            at = min((where[key] for key in keys(form) if key and key in where), default=place if before else -1)
            if at >= 0 and not (before and at >= place):
                mailed = form.keys != theirs[at].keys
                score = fuzz.ratio(form.text, theirs[at].text)
                score = min(score, _MAIL_SCORE) if mailed else max(score, _MAIL_SCORE)
                best[place] = (round(score, 1), at, _FROM_MAIL if mailed else why)


# ------------------------------------------------------------------------------------------------------------ likeness


def _by_likeness(
    mine: Sequence[_Form],
    theirs: Sequence[_Form],
    left: Sequence[int],
    best: dict[int, tuple[float, int, str]],
    *,
    before: bool = False,
) -> None:
    """The likeliest name of those that share the beginning or end of a word; `before` takes earlier ones only."""
    from rapidfuzz import fuzz
    from rapidfuzz.process import cpdist

    one, other = _pairs(mine, theirs, left)
    if before:
        one, other = one[other < one], other[other < one]
    sizes = [np.array([len(form.text) for form in forms], dtype=np.float64) for forms in (mine, theirs)]
    short, long = (pick(sizes[0][one], sizes[1][other]) for pick in (np.minimum, np.maximum))
    able = 200 * short >= CUTOFF * (short + long)  # the score cannot be higher than this
    one, other = one[able], other[able]
    if not len(one):
        return
    texts = [[form.text for form in forms] for forms in (mine, theirs)]
    scores = cpdist(
        [texts[0][at] for at in one.tolist()], [texts[1][at] for at in other.tolist()],
        scorer=fuzz.ratio, score_cutoff=CUTOFF, dtype=np.float32,
    )  # fmt: skip
    hits = np.flatnonzero(scores > 0)
    for hit in hits[np.argsort(-scores[hits], kind="stable")].tolist():  # the few that are left
        place, at = int(one[hit]), int(other[hit])
        if place not in best and _may_be(mine[place], theirs[at]):
            best[place] = (round(float(scores[hit]), 1), at, "nearly the same letters")


def _may_be(mine: _Form, theirs: _Form) -> bool:
    """Whether what two like names do not share is like too, and no opposite."""
    from rapidfuzz import fuzz

    own = [word for word in mine.words if word not in theirs.words]
    other = [word for word in theirs.words if word not in mine.words]
    if len("".join(own)) < 4 or len("".join(other)) < 4:
        return False
    if any(a == f"{part}{b}" or b == f"{part}{a}" for a in own for b in other for part in _OPPOSITES):
        return False
    return fuzz.ratio(" ".join(own), " ".join(other)) >= _REST_CUTOFF


def _pairs(
    mine: Sequence[_Form], theirs: Sequence[_Form], left: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs that share a part of a word, of the rarest parts first, up to a number that is compared in a second."""
    codes: dict[tuple[str, str], int] = {}
    mine_at, mine_part = _parts(mine, left, codes)
    their_at, their_part = _parts(theirs, range(len(theirs)), codes)
    empty = np.zeros(0, dtype=np.int64)
    if not len(mine_at) or not len(their_at):
        return empty, empty
    ours, known = (np.bincount(part, minlength=len(codes)) for part in (mine_part, their_part))
    size = ours * known
    rarest = np.argsort(size, kind="stable")
    taken = np.zeros(len(codes), dtype=np.bool_)
    taken[rarest[np.cumsum(size[rarest]) <= _MOST_PAIRS]] = True
    order = np.argsort(their_part, kind="stable")
    begin = np.cumsum(known) - known
    use = taken[mine_part]
    repeat = known[mine_part[use]]
    one = np.repeat(mine_at[use], repeat)
    within = np.arange(len(one)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    other = their_at[order[np.repeat(begin[mine_part[use]], repeat) + within]]
    both = np.sort(one * len(theirs) + other)
    unique = both[np.append(True, both[1:] != both[:-1])] if len(both) else both
    return unique // len(theirs), unique % len(theirs)


def _parts(
    forms: Sequence[_Form], places: Iterable[int], codes: dict[tuple[str, str], int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places and codes of the parts by which names are brought together: beginnings and ends of words."""
    at: list[int] = []
    part: list[int] = []
    for place in places:  # distinct values only
        form = forms[place]
        ends = _ends(form.words[0]) if len(form.words) == 1 else {end for word in form.words for end in _ends(word)}
        for end in ends:
            at.append(place)
            part.append(codes.setdefault((form.firm, end), len(codes)))
    return np.array(at, dtype=np.int64), np.array(part, dtype=np.int64)


@lru_cache(maxsize=1 << 16)
def _ends(word: str) -> tuple[str, ...]:
    if len(word) < 4:
        return (word,)
    return (
        (word[:3], f"~{word[-3:]}", word)
        if len(word) < 6
        else (word[:3], f"~{word[-3:]}", word[:5], f"~{word[-5:]}", word)
    )
