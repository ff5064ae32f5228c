"""Words and faces of answers, and the scales that they are taken from; kept in a data file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cxdesk.common.resources import resource_path
from cxdesk.imports.names import fold, plain_words

Scale = tuple[float, float]
BANDS = "bands"  # family of promoter, passive and detractor
YES = "yes or no"
# What changes the look of a face and not its meaning: variation selectors, joiners, keycaps, skin tones.
_LOOKS = re.compile("[\ufe0e\ufe0f\u200d\u20e3\u2640\u2642\U0001f3fb-\U0001f3ff]")
_ENDINGS = re.compile(r"(?<=\w)(?:\((?:e|s|es|a|as|o|os|in)\)|[·/](?:e|a|as|os|in|innen)\b)")
_GENDERS = re.compile(r"\b((?:in)?satisf(?:ait|ech|eit)|(?:in)?soddisfatt|content|mecontent)(?:e|o|a|es|os|as|s|i)?\b")
_STEMS = {"satisfech": "o", "satisfeit": "o", "soddisfatt": "o", "satisfait": "", "content": ""}


@dataclass(frozen=True, kw_only=True)
class Table:
    """Words of one scale: score and family of each. With `signs` it counts only where one set of them is there."""

    scale: Scale
    scores: Mapping[str, float]
    families: Mapping[str, str]
    signs: tuple[frozenset[str], ...] = ()

    def may_be(self, words: Collection[str]) -> bool:
        """Whether words of a column allow this scale."""
        return not self.signs or any(sign <= set(words) for sign in self.signs)


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """All tables, those with signs first; families whose words do not say which end is good; words without a score."""

    tables: tuple[Table, ...]
    open_families: frozenset[str]
    sent: frozenset[str]
    unsent: frozenset[str]
    missing: frozenset[str]


def bare_text(text: str | None) -> str:
    """A text folded, faces in their plain form, endings such as `(e)` gone."""
    if not text:
        return ""
    return _ENDINGS.sub("", _LOOKS.sub("", fold(text)))


def bare_words(folded: str) -> str:
    """Words of a folded text, men's and women's forms alike; texts without letters stay as they are."""
    if not re.search(r"[^\W\d_]", folded) or re.fullmatch(r"[:;][-']?[()d|/p]+", folded):
        return folded
    words = plain_words(folded)
    if not re.search("satisf|soddisf|content", words):
        return words
    return _GENDERS.sub(lambda m: m[1] + _STEMS[m[1].removeprefix("in").removeprefix("me")], words)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The words of the data file."""
    data = tomllib.loads(resource_path("answers", "words.toml").read_text("utf-8"))
    signed, merged, families = list[Table](), dict[Scale, dict[str, float]](), dict[Scale, dict[str, str]]()
    for family in data["family"]:
        low, high = (float(end) for end in family["scale"])
        scores = {_key(word): float(score) for score, words in family.items() if _is_score(score) for word in words}
        named = dict.fromkeys(scores, str(family["name"]))
        if "signs" in family:
            signs = tuple(frozenset(_key(word) for word in sign) for sign in family["signs"])
            signed.append(Table(scale=(low, high), scores=scores, families=named, signs=signs))
        else:  # the first family that has a word keeps it
            merged[low, high] = {**scores, **merged.get((low, high), {})}
            families[low, high] = {**named, **families.get((low, high), {})}
    rest = [Table(scale=scale, scores=merged[scale], families=families[scale]) for scale in merged]
    lists = {name: frozenset(_key(word) for word in data[name]["words"]) for name in ("sent", "unsent", "missing")}
    return Vocabulary(
        tables=(*signed, *rest),
        open_families=frozenset(family["name"] for family in data["family"] if not family.get("decides", True)),
        sent=lists["sent"] | lists["unsent"], unsent=lists["unsent"], missing=lists["missing"],
    )  # fmt: skip


def _key(word: str) -> str:
    return bare_words(bare_text(word))


def _is_score(key: str) -> bool:
    return key.replace(".", "", 1).isdigit()
