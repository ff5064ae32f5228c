"""Aliases: spellings of a dimension's value that stand for another one, such as “webform” for “Web form”."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cxdesk.common.problems import UserError
from cxdesk.tables.fields import EXTRA


@dataclass(frozen=True, kw_only=True)
class Alias:
    """`spelling` counts as `name` in every column of `dimension` (a field's name, or `extra:` and a header)."""

    dimension: str
    spelling: str
    name: str

    @property
    def key(self) -> tuple[str, str]:
        """What it speaks about: one spelling of one dimension, whatever its case and spaces."""
        return self.dimension, spelt(self.spelling)


@lru_cache(maxsize=1 << 16)
def spelt(text: str) -> str:
    """A value as spellings are compared: no case, no spaces around it, single spaces within."""
    return " ".join(text.split()).casefold()


def with_aliases(aliases: tuple[Alias, ...], more: Iterable[Alias]) -> tuple[Alias, ...]:
    """The aliases with further ones; one of the same spelling is replaced.

    Raises:
        UserError: a text is blank, or a name would lead back to itself.
    """
    known = {alias.key: alias for alias in aliases}
    for alias in more:
        clean = Alias(dimension=alias.dimension, spelling=_tidy(alias.spelling), name=_tidy(alias.name))
        if not clean.spelling or not clean.name:
            raise UserError("A spelling and the name that it stands for both need a text; give both.")
        if clean.spelling == clean.name:
            raise UserError(f"“{clean.name}” is written that way already; give another name.")
        known[clean.key] = clean
        _refuse_circle(known, clean)
    return tuple(known.values())


def without_aliases(aliases: tuple[Alias, ...], gone: Iterable[Alias]) -> tuple[Alias, ...]:
    """The aliases without some of them."""
    keys = {alias.key for alias in gone}
    return tuple(alias for alias in aliases if alias.key not in keys)


def final_names(aliases: Iterable[Alias], dimension: str) -> dict[str, str]:
    """What each spelling (as `spelt` gives it) of a dimension counts as, through chains: a is b, b is c, so a is c.

    Spellings of a circle, which a damaged settings file may hold, stay as they are.
    """
    step = {alias.key[1]: alias.name for alias in aliases if alias.dimension == dimension}
    found = {spelling: _followed(step, spelling) for spelling in step}
    return {spelling: name for spelling, name in found.items() if name is not None}


def read_alias(text: str) -> tuple[str, str, str]:
    """Dimension, spelling and name of a text `DIMENSION:FROM=TO`; a spelling may hold colons, a name equals signs.

    Raises:
        UserError: the text has not this form.
    """
    dimension, colon, rest = text.removeprefix(EXTRA).partition(":")
    spelling, equals, name = rest.partition("=")
    if not colon or not equals or not dimension.strip() or not spelling.strip() or not name.strip():
        raise UserError(f"“--alias {text}” cannot be read. Write it as DIMENSION:FROM=TO, such as channel:webform=Web.")
    return dimension.strip(), spelling, name


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _followed(step: Mapping[str, str], spelling: str) -> str | None:
    """The last name of a chain; None in a circle. A name that is its spelling in another case is the last one."""
    seen, at = {spelling}, spelling
    while True:
        name = step[at]
        after = spelt(name)
        if after == at or after not in step:
            return name
        if after in seen:
            return None
        seen.add(after)
        at = after


def _refuse_circle(known: Mapping[tuple[str, str], Alias], new: Alias) -> None:
    step = {key[1]: alias.name for key, alias in known.items() if key[0] == new.dimension}
    if _followed(step, new.key[1]) is None:
        raise UserError(
            f"“{new.name}” already counts as “{new.spelling}”, so “{new.spelling}” cannot count as “{new.name}”. "
            "Remove the other one first."
        )
